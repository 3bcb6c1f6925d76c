#pragma once

#include "experiment/census.h"
#include "model/live_run.h"
#include "model/project_model.h"
#include "render/latest_job.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

class CensusRows;

/// What the page of many runs asks for beside the project; what is left open is as in the project.
struct CensusSettings {
    qint64 runs = 1000;
    std::uint64_t firstSeed = 1;
    int threads = 0; ///< 0: all
    std::optional<qint64> epochs{};
    std::optional<double> solvedLoss{};
    std::vector<Variation> vary{};
    friend bool operator==(const CensusSettings &, const CensusSettings &) = default;
};

/// One run of a census. It stays the same while the census grows.
struct CensusPlace {
    std::size_t cell = 0;
    std::int64_t run = 0;
    friend bool operator==(const CensusPlace &, const CensusPlace &) = default;
};

using CensusPtr = std::shared_ptr<const Census>;

/// A census of the project as it is when start() is called, run on all cores but for the one that a run in the window
/// needs. What has come so far is summed up on a worker and announced several times a second, less often as it grows.
/// Owned by MainWindow, lives on the GUI thread.
class CensusModel : public QObject {
    Q_OBJECT

public:
    CensusModel(ProjectModel *project, LiveRun *run, QObject *parent = nullptr);
    ~CensusModel() override;

    [[nodiscard]] ProjectModel *project() const { return m_project; }
    [[nodiscard]] LiveRun *run() const { return m_run; }

    [[nodiscard]] const CensusSettings &settings() const { return m_settings; }
    void setSettings(const CensusSettings &settings);
    /// What start() will run: the present project under the settings.
    [[nodiscard]] CensusSpec spec() const;

    /// Goes on where canGoOn(), else anew, whatever there is.
    void start();
    /// What has come so far stays.
    void cancel();
    /// A census that was cancelled, or read before it was whole, is what start() would run: only what is missing will.
    [[nodiscard]] bool canGoOn() const;
    /// Reads a census from a file, on a worker. readFailed() says why not.
    void open(const QString &file);
    [[nodiscard]] bool isReading() const { return m_reading.isBusy(); }
    /// Where each census is written as it goes, so that nothing that was computed is lost; the next one takes its
    /// place.
    [[nodiscard]] static QString lastFile();
    /// Why it is not written there (one line), else empty.
    [[nodiscard]] QString saveProblem() const;
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /// Why the last start came to nothing (one sentence), else empty.
    [[nodiscard]] QString problem() const { return m_problem; }

    /// Of the last start, or what was loaded; null before. Under way it holds what has come so far.
    [[nodiscard]] CensusPtr census() const { return m_census; }
    /// How that run ended; null where it has not.
    [[nodiscard]] const RunRow *row(const CensusPlace &place) const;
    /// What it came to; null where it has not ended.
    [[nodiscard]] const Fate *fate(const CensusPlace &place) const;
    /// Of census(): another start, or another file, has another one.
    [[nodiscard]] qint64 number() const { return m_number; }
    /// What a sweep gives a cell: "Learning rate: 0.01, Batch size: 2".
    [[nodiscard]] QString cellTitle(std::size_t cell) const;
    /// Shows a census that was made elsewhere, and takes over its settings.
    void setCensus(Census census);
    /// The cell that is looked at; 0 without a sweep.
    [[nodiscard]] std::size_t cell() const { return m_cell; }
    void setCell(std::size_t cell);

    [[nodiscard]] qint64 rowsDone() const { return m_done; }
    [[nodiscard]] qint64 rowsWanted() const { return m_wanted; }
    [[nodiscard]] double seconds() const;       ///< that this census took so far
    [[nodiscard]] double runsPerSecond() const; ///< over the last few seconds
    [[nodiscard]] double secondsLeft() const;   ///< not a number while it cannot be told
    /// The project is no longer what the census was made of.
    [[nodiscard]] bool isOutdated() const;
    /// Another file was opened since: what is opened from the census is not that file any more.
    [[nodiscard]] bool isOfAnotherFile() const { return m_isOfAnotherFile; }

signals:
    void settingsChanged();
    void runningChanged();
    void progressed();    ///< counts and times, some ten times a second
    void censusChanged(); ///< another or a fuller census(), or none
    void cellChanged();
    void readFailed(const QString &problem);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct End {
        std::shared_ptr<Census> census;
        QString problem;
    };
    struct Read {
        std::shared_ptr<Census> census;
        QString problem;
    };
    void begin();
    void launch();
    void finish(End end);
    void readProgress();
    void summariseSoFar();
    void adaptThreads();
    void show(CensusPtr census);
    [[nodiscard]] int threadsNow() const;

    ProjectModel *m_project;
    LiveRun *m_run;
    CensusSettings m_settings;
    CensusSpec m_spec; ///< of what runs
    CensusPtr m_census;
    qint64 m_number = 0;
    std::size_t m_cell = 0;
    QString m_problem;
    bool m_isOfAnotherFile = false;
    bool m_isRunning = false;
    bool m_isRestarting = false; ///< the workers are called back only to go on with another number of threads
    int m_threads = 0;
    qint64 m_done = 0;
    qint64 m_wanted = 0;
    double m_secondsBefore = 0.0; ///< of calls that ended
    QElapsedTimer m_clock;
    struct Sample {
        double seconds;
        qint64 rows;
    };
    std::vector<Sample> m_samples; ///< of the last seconds
    QElapsedTimer m_sinceSummary;
    qint64 m_summaryTime = 0; ///< ms the last one took
    QBasicTimer m_timer;
    std::shared_ptr<CensusRows> m_rows;
    std::stop_source m_stop;
    LatestJob<Read> m_reading;
    LatestJob<CensusPtr> m_summary;
    LatestJob<End> m_job; ///< the last: it is waited for before anything else goes
};

} // namespace basin
