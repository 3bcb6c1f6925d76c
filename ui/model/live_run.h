#pragma once

#include "model/project_model.h"
#include "render/latest_job.h"
#include "training/session.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace basin {

/// A run kept for comparison with the next ones.
struct PinnedRun {
    QString name;
    std::shared_ptr<const History> history;
    Vector parameters; ///< where it stood
};

/// The session as a QObject: follows the ProjectModel, gives orders to the worker, pulls the newest snapshot once a
/// frame. Owned by MainWindow, lives on the GUI thread.
class LiveRun : public QObject {
    Q_OBJECT

public:
    explicit LiveRun(ProjectModel *model, QObject *parent = nullptr);
    ~LiveRun() override;

    /// Of the present run; null until the first data is there. Never of an earlier run.
    [[nodiscard]] SnapshotPtr snapshot() const { return m_snapshot; }
    /// Spec and data of the present run; null until there are any.
    [[nodiscard]] std::shared_ptr<const PreparedRun> prepared() const { return m_prepared; }
    [[nodiscard]] bool isRunning() const { return m_wantsToRun; }
    /// Data is being generated or read for a run that is not there yet.
    [[nodiscard]] bool isPreparing() const { return m_preparation.isBusy(); }
    [[nodiscard]] double speed() const { return m_speed; } ///< epochs/s; Session::unlimitedSpeed
    [[nodiscard]] const std::vector<PinnedRun> &pinnedRuns() const { return m_pinned; }
    /// Why the project as it is cannot be trained (one line), else empty.
    [[nodiscard]] QString problem() const { return m_problem; }
    /// Why nothing may run now, whoever asks (one sentence), else empty. What runs is paused.
    void setGate(const QString &reason);
    [[nodiscard]] QString gate() const { return m_gate; }
    /// Why weights cannot be edited now (one sentence), else empty.
    void setWeightsLock(const QString &reason) { m_weightsLock = reason; }
    void setPinnedRuns(std::vector<PinnedRun> runs);
    /// The run as it is now, to be saved with the project.
    [[nodiscard]] std::optional<RunState> state() const;

public slots:
    void play();
    void pause();
    void toggle();
    void stepUpdates(qint64 updates);
    void stepEpochs(qint64 epochs);
    // To where the run has been, exactly; it rests then. What is changed there begins a branch, and the future that is
    // given up is pinned.
    void goToStep(qint64 step);
    void goToEpoch(qint64 epoch); ///< its end; 0 is the start
    void stepBack(qint64 updates);
    void goToNewest();
    void setTimelineMemory(qint64 bytes);
    void restart();    ///< the same weights
    void newWeights(); ///< the next seed, undoable
    void setSpeed(double epochsPerSecond);
    /// Edits one weight of the running network; undoable.
    void editParameter(qint64 index, double value);
    void editParameters(const std::vector<double> &parameters);
    /// The same, called `text` in the menu. Calls in a row with the same number (one drag; 0: none) are one command.
    void moveParameters(const Vector &parameters, const QString &text, std::uint64_t drag = 0);
    void pin();
    void unpin(int index);

signals:
    void snapshotChanged(); ///< a newer one, at most once a frame
    /// The same for numbers and charts, which nobody reads at 60 a second: fifteen times a second while the run goes,
    /// at once when it rests.
    void progressed();
    void preparedChanged(); ///< new data or architecture: axes, tables and layouts are to be made anew
    void runningChanged();
    void speedChanged();
    void pinnedRunsChanged();
    void problemChanged();
    void gateChanged();
    void commandFailed(const QString &message);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class ParameterCommand;
    void onChanged(const Project &before, ChangeEffect effect);
    void prepare(std::shared_ptr<const RunState> state);
    void respecify(std::shared_ptr<const RunState> state);
    void begin(std::shared_ptr<const RunState> state);
    void step(std::function<void()> order);
    void goBack(const std::function<void()> &order);
    void pinGivenUp();
    void followSettings();
    [[nodiscard]] bool mayEditWeights(); ///< else says why not
    [[nodiscard]] bool isHeld();         ///< by the gate; says so
    /// Whether prepared() is what the project asks for.
    [[nodiscard]] bool isUpToDate() const;
    void applyLive(const Project &before);
    void addPinned(PinnedRun run);
    void schedulePull();
    void pull();
    void reportProgress();
    void setRunning(bool running);
    void setProblem(const QString &problem);

    ProjectModel *m_model;
    Session m_session;
    struct Preparation {
        std::shared_ptr<const PreparedRun> run;
        QString error;
    };
    LatestJob<Preparation> m_preparation;
    std::shared_ptr<const PreparedRun> m_prepared;
    std::function<void()> m_waitingStep;           ///< asked for while a run was being prepared
    std::shared_ptr<const RunState> m_stateToCome; ///< where the run that is being prepared will begin
    SnapshotPtr m_snapshot;
    std::shared_ptr<const RunSettings> m_settings; ///< the last that the project was seen to agree with
    bool m_isFollowing = false;
    std::vector<PinnedRun> m_pinned;
    std::uint64_t m_run = 0;
    double m_speed = Session::unlimitedSpeed;
    bool m_wantsToRun = false;
    QString m_problem;
    QString m_gate;
    QString m_weightsLock;
    QBasicTimer m_frame;
    QElapsedTimer m_sinceLastPull;
    QBasicTimer m_progress;
    QElapsedTimer m_sinceLastProgress;
};

} // namespace basin
