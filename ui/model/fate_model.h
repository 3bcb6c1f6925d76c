#pragma once

#include "experiment/fate_map.h"
#include "model/live_run.h"
#include "render/latest_job.h"

#include <QBasicTimer>
#include <QObject>
#include <QPointF>

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>

namespace basin {

/// Which starts a fate map goes through.
struct FateOptions {
    std::array<Eigen::Index, 2> weights{0, 1};
    std::optional<Interval> a{}, b{}; ///< nothing: the usual window
    int points = 256;                 ///< a side

    static constexpr Interval usual{-6.0, 6.0};
    [[nodiscard]] Interval shownA() const { return a.value_or(usual); }
    [[nodiscard]] Interval shownB() const { return b.value_or(usual); }
    friend bool operator==(const FateOptions &, const FateOptions &) = default;
};

/// Computes fate maps of the window's project away from the GUI thread and hands out what there is so far. While the
/// run goes on it leaves it a core, where there are two. It goes on while nobody looks. GUI thread only; going away it
/// stops the work and waits for it.
class FateModel : public QObject {
    Q_OBJECT

public:
    FateModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);
    ~FateModel() override;

    [[nodiscard]] const FateOptions &options() const { return m_options; }
    /// While a map is computed it begins anew with these; so it does for another window of the map that is there.
    void setOptions(const FateOptions &options);

    void start();
    void cancel(); ///< what there is stays
    [[nodiscard]] bool isComputing() const { return m_isComputing; }
    [[nodiscard]] double progress() const; ///< 0 … 1

    [[nodiscard]] FateMapPtr map() const { return m_map; }      ///< the newest; null: none yet
    [[nodiscard]] QString task() const { return m_task; }       ///< the data of map(), for its caption
    [[nodiscard]] bool isOutdated() const;                      ///< the project is no longer that of map()
    [[nodiscard]] QString problem() const { return m_problem; } ///< why the last start was none; else empty

    [[nodiscard]] const Architecture *architecture() const; ///< of the present run; null until there is one
    /// Where the project starts, in the plane of map(); nothing where it has another network.
    [[nodiscard]] std::optional<QPointF> projectStart() const;

    /// Makes this point of map() the project's start and trains from there: the very run that the map shows.
    void trainFrom(int column, int row);

signals:
    void optionsChanged();
    void mapChanged();
    void computingChanged();
    void progressed();   ///< some ten times a second
    void startChanged(); ///< projectStart() or isOutdated()
    void architectureChanged();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct Slot;
    struct Result;
    void refreshArchitecture();
    void forget(); ///< map and work belong to what is no more
    void setMap(FateMapPtr map);
    /// θ where the present run starts; drawn once for each run.
    [[nodiscard]] const Vector &presentStart() const;
    void setComputing(bool computing);

    ProjectModel *m_model;
    LiveRun *m_run;
    FateOptions m_options;
    FateMapPtr m_map;
    QString m_task, m_taskToCome;
    std::string m_digest, m_digestToCome; ///< of what the map depends on
    QString m_problem;
    mutable std::shared_ptr<const PreparedRun> m_startOf; ///< whose start m_start is
    mutable Vector m_start;
    std::vector<LayerSpec> m_layers;
    int m_inputs = 0;
    bool m_isComputing = false;
    std::shared_ptr<Slot> m_slot;
    std::stop_source m_stop;
    QBasicTimer m_pull;
    LatestJob<std::shared_ptr<Result>> m_job;
};

} // namespace basin
