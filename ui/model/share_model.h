#pragma once

#include "diagnosis/diagnosis.h"
#include "experiment/statistics.h"
#include "model/live_run.h"
#include "render/latest_job.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// How many of a cure's runs solve the task, measured with the project's settings.
struct CureShare {
    qint64 runs = 0;
    qint64 solved = 0;
    [[nodiscard]] double share() const { return static_cast<double>(solved) / static_cast<double>(runs); }
    [[nodiscard]] Bounds interval() const { return wilson95(solved, runs); }
};

/// Measures what cures that begin anew come to: 400 starts each, on a worker of low priority, while the run in the
/// window rests and somebody reads the shares. Whole batches of seeds count, so that runs which end early count no more
/// than others; what takes too long is measured with fewer, or not at all. Owned by MainWindow, lives on the GUI
/// thread.
class ShareModel : public QObject {
    Q_OBJECT

public:
    ShareModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);
    ~ShareModel() override;

    /// Whose shares are read, the first ones first; none: it stops.
    void setWanted(const std::vector<Cure> &cures);
    /// Nothing before there is a measurement.
    [[nodiscard]] std::optional<CureShare> share(const Cure &cure) const;
    [[nodiscard]] bool isMeasuring() const { return m_job.isBusy(); }
    [[nodiscard]] static bool canMeasure(const Cure &cure, const Project &project);

    static constexpr qint64 wantedRuns = 400;

signals:
    void changed();

private:
    struct Entry {
        CureShare share{};
        double seconds = 0.0;
        bool isDone = false;
    };
    struct Batch {
        QString key;
        qint64 runs = 0;
        qint64 solved = 0;
        double seconds = 0.0;
        bool isWhole = false;
    };
    void goOn();
    void measure(const QString &key, const Project &project, const Entry &soFar);
    void take(const Batch &batch);
    /// A cure with what is measured of it, worked out once.
    struct Wanted {
        Cure cure;
        Project project;
        QString key; ///< digest of the project
    };
    [[nodiscard]] std::optional<Wanted> wantedOf(const Cure &cure) const;

    ProjectModel *m_model;
    LiveRun *m_run;
    std::vector<Wanted> m_wanted;
    QHash<QString, Entry> m_entries; ///< by Wanted::key
    std::stop_source m_stop;
    LatestJob<Batch> m_job; ///< last: it is waited for before anything else goes
};

} // namespace basin
