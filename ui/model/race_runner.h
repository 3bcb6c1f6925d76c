#pragma once

#include "experiment/race.h"
#include "model/live_run.h"
#include "render/latest_job.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <vector>

namespace basin {

/// All racers at one moment of their clock. A value that nobody changes.
struct RaceSnapshot {
    std::vector<RaceEntry> entries;
    std::vector<PreparedRun> runs;
    std::vector<Racer> racers;
    std::int64_t epoch = 0;
    bool isOver = false;
};
using RacePtr = std::shared_ptr<const RaceSnapshot>;

/// Runs a race away from the GUI thread: each slice of work is a job of a few hundredths of a second whose end brings
/// the newest snapshot. Going away it waits for the slice that is under way. GUI thread only.
class RaceRunner : public QObject {
    Q_OBJECT

public:
    explicit RaceRunner(LiveRun *run, QObject *parent = nullptr);

    void start(std::vector<RaceEntry> entries); ///< all where they begin, and off they go
    void clear();                               ///< no race
    void play();
    void pause();
    void step(qint64 epochs);
    void setSpeed(double epochsPerSecond); ///< Session::unlimitedSpeed: as fast as it goes
    [[nodiscard]] double speed() const { return m_speed; }
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

    [[nodiscard]] RacePtr snapshot() const { return m_snapshot; } ///< null: no race yet
    [[nodiscard]] QString problem() const { return m_problem; }   ///< why there is none; else empty
    void setProblem(const QString &problem);

signals:
    void snapshotChanged();
    void runningChanged();
    void problemChanged();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct Field;
    struct Result {
        RacePtr snapshot;
        QString problem;
        double seconds = 0.0;
    };
    void setRunning(bool running);
    void advance(qint64 epochs);
    void goOn();

    LiveRun *m_run;
    std::shared_ptr<Field> m_field; ///< of the race that is shown; used by one job at a time
    RacePtr m_snapshot;
    QString m_problem;
    bool m_isRunning = false;
    double m_speed = 200.0;
    double m_due = 0.0; ///< epochs that the speed asks for and that were not made yet
    qint64 m_slice = 1; ///< epochs that take about as long as a slice should
    qint64 m_asked = 0; ///< single steps that wait for the slice before them
    QElapsedTimer m_sinceSlice;
    QBasicTimer m_tick;
    LatestJob<std::shared_ptr<Result>> m_job;
};

} // namespace basin
