#pragma once

#include "diagnosis/diagnosis.h"
#include "model/race_runner.h"

#include <QObject>

namespace basin {

/// An experiment: a copy of the run with one thing changed trains beside the run as it is. Both go on from the present
/// moment, or the copy from its own start; then one keeps the copy or lets it go. The run in the window rests meanwhile
/// and is left as it was. Owned by MainWindow, lives on the GUI thread.
class ForkModel : public QObject {
    Q_OBJECT

public:
    /// The places of the two in snapshot().
    static constexpr std::size_t original = 0;
    static constexpr std::size_t copy = 1;

    ForkModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);

    /// As soon as the run has come to rest. Takes the place of the experiment before.
    void start(const Cure &cure, const QString &title);
    void pause() { m_runner.pause(); }
    void play() { m_runner.play(); }
    /// Makes the copy the window's project and run, where it stands; undoable.
    void keep();
    void discard();

    [[nodiscard]] bool isActive() const { return m_isWaiting || snapshot() || !m_title.isEmpty(); }
    [[nodiscard]] bool isRunning() const { return m_runner.isRunning(); }
    [[nodiscard]] QString title() const { return m_title; } ///< of the experiment; empty: there is none
    [[nodiscard]] const Cure &cure() const { return m_cure; }
    [[nodiscard]] RacePtr snapshot() const { return m_runner.snapshot(); } ///< null before both are there
    [[nodiscard]] QString problem() const { return m_runner.problem(); }
    /// The course of the run up to where the copy was made.
    [[nodiscard]] std::shared_ptr<const History> before() const { return m_before; }
    [[nodiscard]] qint64 forkEpoch() const { return m_forkEpoch; }

signals:
    void changed();

private:
    void begin();

    ProjectModel *m_model;
    LiveRun *m_run;
    RaceRunner m_runner;
    Cure m_cure;
    QString m_title;
    Project m_copy; ///< without a state
    std::shared_ptr<const History> m_before;
    qint64 m_forkEpoch = 0;
    bool m_isWaiting = false; ///< for the run to come to rest
};

/// The project as the cure sets it; where it does not begin anew, with the state to go on from. @throws InputError
[[nodiscard]] Project curedProject(const Project &project, const RunState &state, const Cure &cure);

} // namespace basin
