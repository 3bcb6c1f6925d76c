#include "model/live_run.h"

#include "render/number_text.h"

#include <QTimerEvent>
#include <QUndoCommand>

#include <chrono>
#include <limits>
#include <utility>

namespace basin {

namespace {

constexpr int frameMilliseconds = 16;
constexpr int progressMilliseconds = 66;
constexpr std::size_t maximumPinnedRuns = 4;

/// Whether only what needs no new data differs: the start, the precision.
bool sameShape(const Project &a, const Project &b)
{
    return a.data == b.data && a.layers == b.layers && a.folder == b.folder;
}

} // namespace

class LiveRun::ParameterCommand : public QUndoCommand {
public:
    /// @param index  the one weight that changes; −1: all of them
    /// @param drag   commands of one drag merge; 0: never
    ParameterCommand(LiveRun *run, qint64 index, Vector after, const QString &text, std::uint64_t drag = 0)
        : QUndoCommand(text),
          m_run(run),
          m_number(run->m_run),
          m_index(index),
          m_drag(drag),
          m_before(run->m_snapshot->parameters),
          m_after(std::move(after))
    {
    }

    void undo() override { set(m_before); }
    void redo() override { set(m_after); }
    int id() const override { return 2; }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const ParameterCommand *>(other);
        const bool isSameDrag = m_drag != 0 && next->m_drag == m_drag;
        const bool isSameWeight = m_index >= 0 && next->m_index == m_index;
        if (next->m_number != m_number || !(isSameDrag || isSameWeight))
            return false;
        m_after = next->m_after;
        return true;
    }

private:
    void set(const Vector &parameters)
    {
        if (m_run->m_run != m_number)
            return; // the run it belonged to has gone: nothing is left to change
        if (m_index < 0) {
            m_run->m_session.change([parameters](Trainer &trainer) { trainer.setParameters(parameters); });
        } else {
            m_run->m_session.change([index = m_index, value = parameters[m_index]](Trainer &trainer) {
                trainer.setParameter(index, value);
            });
        }
    }

    LiveRun *m_run;
    std::uint64_t m_number;
    qint64 m_index;
    std::uint64_t m_drag;
    Vector m_before;
    Vector m_after;
};

LiveRun::LiveRun(ProjectModel *model, QObject *parent) : QObject(parent), m_model(model)
{
    connect(model, &ProjectModel::changed, this, &LiveRun::onChanged);
    model->setCheck([this](const Project &after) {
        // Data that is yet to be made is looked at when it is there.
        const Project &now = m_model->project();
        if (isUpToDate() && now.data == after.data && now.folder == after.folder)
            (void)runSpec(after, *m_prepared->data);
    });
    connect(model, &ProjectModel::replaced, this, [this] {
        m_pinned.clear();
        emit pinnedRunsChanged();
        setRunning(false);
    });
    m_session.setListener([this] {
        QMetaObject::invokeMethod(
            this, [this] { schedulePull(); }, Qt::QueuedConnection);
    });
}

LiveRun::~LiveRun()
{
    m_session.setListener({});
    m_model->setCheck({});
}

std::optional<RunState> LiveRun::state() const
{
    if (!m_snapshot || m_snapshot->parameters.size() == 0)
        return std::nullopt;
    RunState state = m_snapshot->state;
    state.parameters.assign(m_snapshot->parameters.begin(), m_snapshot->parameters.end());
    state.epoch = m_snapshot->epoch;
    state.step = m_snapshot->step;
    return state;
}

void LiveRun::setGate(const QString &reason)
{
    if (m_gate == reason)
        return;
    m_gate = reason;
    if (!reason.isEmpty())
        pause();
    emit gateChanged();
}

bool LiveRun::mayEditWeights()
{
    if (!m_weightsLock.isEmpty())
        emit commandFailed(m_weightsLock);
    return m_weightsLock.isEmpty();
}

void LiveRun::setPinnedRuns(std::vector<PinnedRun> runs)
{
    m_pinned = std::move(runs);
    emit pinnedRunsChanged();
}

bool LiveRun::isHeld()
{
    if (!m_gate.isEmpty())
        emit commandFailed(m_gate);
    return !m_gate.isEmpty();
}

void LiveRun::play()
{
    if (m_wantsToRun || isHeld())
        return;
    if (!m_problem.isEmpty() && !m_preparation.isBusy()) {
        emit commandFailed(m_problem);
        return;
    }
    setRunning(true);
    if (m_run != 0 && !m_preparation.isBusy())
        m_session.run();
}

void LiveRun::pause()
{
    if (!m_wantsToRun)
        return;
    m_session.pause();
    setRunning(false);
}

void LiveRun::toggle()
{
    m_wantsToRun ? pause() : play();
}

void LiveRun::stepUpdates(qint64 updates)
{
    step([this, updates] { m_session.advanceSteps(updates); });
}

void LiveRun::stepEpochs(qint64 epochs)
{
    step([this, epochs] { m_session.advanceEpochs(epochs); });
}

void LiveRun::step(std::function<void()> order)
{
    if (isHeld())
        return;
    pause();
    if (m_preparation.isBusy())
        m_waitingStep = std::move(order); // it is meant for the run that is on its way
    else if (m_run != 0)
        order();
}

void LiveRun::goToStep(qint64 step)
{
    goBack([this, step] { m_session.goTo(step); });
}

void LiveRun::goToEpoch(qint64 epoch)
{
    goBack([this, epoch] { m_session.goToEpoch(epoch); });
}

void LiveRun::stepBack(qint64 updates)
{
    goBack([this, updates] { m_session.stepBack(updates); });
}

void LiveRun::goToNewest()
{
    goBack([this] { m_session.goToNewest(); });
}

void LiveRun::goBack(const std::function<void()> &order)
{
    if (m_run == 0 || m_preparation.isBusy())
        return;
    pause();
    m_model->endMerge();
    order();
}

void LiveRun::setTimelineMemory(qint64 bytes)
{
    m_session.setMemory(bytes);
}

void LiveRun::restart()
{
    if (m_prepared)
        begin(nullptr);
}

void LiveRun::newWeights()
{
    const std::uint64_t next = m_model->project().init.seed + 1;
    m_model->edit(tr("New weights"), QString(), [next](Project &project) {
        project.init.seed = next;
        project.init.parameters.clear();
    });
}

void LiveRun::setSpeed(double epochsPerSecond)
{
    if (m_speed == epochsPerSecond)
        return;
    m_speed = epochsPerSecond;
    m_session.setSpeed(epochsPerSecond);
    emit speedChanged();
}

void LiveRun::editParameter(qint64 index, double value)
{
    if (!m_snapshot || index < 0 || index >= m_snapshot->parameters.size())
        return;
    if (!mayEditWeights())
        return;
    Vector after = m_snapshot->parameters;
    after[index] = value;
    m_model->undoStack()->push(new ParameterCommand(this, index, std::move(after), tr("Edit a weight")));
}

void LiveRun::editParameters(const std::vector<double> &parameters)
{
    moveParameters(Eigen::Map<const Vector>(parameters.data(), static_cast<Eigen::Index>(parameters.size())),
                   tr("Edit the weights"));
}

void LiveRun::moveParameters(const Vector &parameters, const QString &text, std::uint64_t drag)
{
    if (m_snapshot && parameters.size() == m_snapshot->parameters.size() && mayEditWeights())
        m_model->undoStack()->push(new ParameterCommand(this, -1, parameters, text, drag));
}

void LiveRun::pin()
{
    if (!m_snapshot || !m_snapshot->history || m_snapshot->history->bins().empty())
        return;
    addPinned({tr("pinned: seed %1").arg(m_model->project().init.seed), m_snapshot->history, m_snapshot->parameters});
}

void LiveRun::pinGivenUp()
{
    for (const auto &future : m_snapshot->givenUp)
        addPinned({tr("without the change at %1").arg(numbers::count(future->parting.epoch)), future->history,
                   future->parameters});
}

void LiveRun::addPinned(PinnedRun run)
{
    if (m_pinned.size() == maximumPinnedRuns)
        m_pinned.erase(m_pinned.begin());
    m_pinned.push_back(std::move(run));
    emit pinnedRunsChanged();
}

void LiveRun::unpin(int index)
{
    if (index < 0 || static_cast<std::size_t>(index) >= m_pinned.size())
        return;
    m_pinned.erase(m_pinned.begin() + index);
    emit pinnedRunsChanged();
}

void LiveRun::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_frame.timerId()) {
        m_frame.stop();
        pull();
    } else if (event->timerId() == m_progress.timerId()) {
        reportProgress();
    } else {
        QObject::timerEvent(event);
    }
}

void LiveRun::schedulePull()
{
    if (m_frame.isActive())
        return;
    // Rounded up, and the timer rounds up too: rounded down it would be 58 frames a second.
    const auto sinceLast =
        m_sinceLastPull.isValid() ? m_sinceLastPull.nsecsElapsed() / 1'000'000 + 1 : frameMilliseconds;
    if (sinceLast >= frameMilliseconds)
        pull();
    else
        m_frame.start(frameMilliseconds - static_cast<int>(sinceLast), Qt::PreciseTimer, this);
}

void LiveRun::pull()
{
    m_sinceLastPull.start();
    SnapshotPtr newest = m_session.take();
    if (!newest)
        return;
    if (!newest->error.empty()) {
        const QString error = QString::fromStdString(newest->error);
        emit commandFailed(error);
        if (newest->run != m_run) { // the new run could not be made; the one before must not go on in its name
            m_session.pause();
            setRunning(false);
            setProblem(error);
        }
    }
    if (newest->run != m_run || newest->parameters.size() == 0)
        return;
    m_snapshot = std::move(newest);
    // An older rest may still be on its way when play() was just called: believe it only when all commands are done.
    // And while other data is being prepared, it is the run before that rests.
    if (m_wantsToRun && !m_preparation.isBusy() && !m_snapshot->running &&
        m_snapshot->commands == m_session.commandsGiven())
        setRunning(false);
    pinGivenUp();
    followSettings();
    emit snapshotChanged();
    const auto sinceLast = m_sinceLastProgress.isValid() ? m_sinceLastProgress.elapsed() : progressMilliseconds;
    if (!m_wantsToRun || sinceLast >= progressMilliseconds)
        reportProgress();
    else if (!m_progress.isActive())
        m_progress.start(progressMilliseconds - static_cast<int>(sinceLast), this);
}

/// In the past the panels show what was in force then; played on from there, a run turns its knobs again. Not while
/// something that was just edited is on its way to the run.
void LiveRun::followSettings()
{
    const auto settings = m_snapshot->settings;
    if (settings == m_settings || !settings || !isUpToDate() || m_snapshot->commands != m_session.commandsGiven())
        return;
    m_settings = settings;
    const RunSpec &spec = m_prepared->spec;
    if (RunSettings{spec.loss, spec.optimizer, spec.training} == *settings)
        return;
    m_isFollowing = true;
    m_model->follow([&](Project &project) {
        project.loss = settings->loss;
        project.optimizer = settings->optimizer;
        project.training = settings->training;
        project.frozenNames.clear(); // they are among the indices
    });
    m_isFollowing = false;
}

void LiveRun::reportProgress()
{
    m_progress.stop();
    m_sinceLastProgress.start();
    if (m_snapshot)
        emit progressed();
}

void LiveRun::onChanged(const Project &before, ChangeEffect effect)
{
    switch (effect) {
    case ChangeEffect::Nothing:
        return;
    case ChangeEffect::Live:
        if (isUpToDate())
            applyLive(before);
        else
            prepare(m_stateToCome); // what is being prepared has the settings of before, or cannot be trained
        return;
    case ChangeEffect::Restart:
        break;
    }
    const Project &now = m_model->project();
    if (isUpToDate() && sameShape(before, now) && !now.state)
        respecify(nullptr);
    else
        prepare(now.state ? std::make_shared<const RunState>(*now.state) : nullptr);
}

void LiveRun::prepare(std::shared_ptr<const RunState> state)
{
    m_session.pause();
    m_stateToCome = state;
    m_preparation.start(
        [project = m_model->project()] {
            Preparation preparation;
            try {
                preparation.run = std::make_shared<const PreparedRun>(prepareRun(project));
            } catch (const std::exception &error) {
                preparation.error = QString::fromUtf8(error.what());
            }
            return preparation;
        },
        [this, state = std::move(state)](Preparation preparation) {
            setProblem(preparation.error);
            if (!preparation.run) {
                m_waitingStep = {};
                setRunning(false);
                return;
            }
            m_prepared = std::move(preparation.run);
            m_stateToCome.reset();
            m_snapshot.reset();
            emit preparedChanged();
            begin(state);
        });
}

void LiveRun::respecify(std::shared_ptr<const RunState> state)
{
    try {
        m_prepared = std::make_shared<const PreparedRun>(
            PreparedRun{runSpec(m_model->project(), *m_prepared->data), m_prepared->data});
    } catch (const InputError &error) {
        setProblem(QString::fromUtf8(error.what()));
        setRunning(false);
        return;
    }
    m_snapshot.reset();
    emit preparedChanged();
    begin(std::move(state));
}

void LiveRun::begin(std::shared_ptr<const RunState> state)
{
    m_snapshot.reset();
    m_settings.reset();
    setProblem({});
    m_run = m_session.start(m_prepared->spec, m_prepared->data, std::move(state));
    if (m_wantsToRun)
        m_session.run();
    if (const auto order = std::exchange(m_waitingStep, {}))
        order();
}

bool LiveRun::isUpToDate() const
{
    return m_prepared && !m_preparation.isBusy() && m_problem.isEmpty();
}

void LiveRun::applyLive(const Project &before)
{
    RunSpec spec;
    try {
        spec = runSpec(m_model->project(), *m_prepared->data);
    } catch (const InputError &error) {
        emit commandFailed(QString::fromUtf8(error.what()));
        return;
    }
    // Kept for the next restart with the same weights, which is to use the settings as they are now.
    m_prepared = std::make_shared<const PreparedRun>(PreparedRun{spec, m_prepared->data});
    if (m_isFollowing)
        return;
    const Project &now = m_model->project();
    if (before.loss != now.loss)
        m_session.change([loss = spec.loss](Trainer &trainer) { trainer.setLoss(loss); });
    const bool hasNewOptimizer = before.optimizer != now.optimizer;
    const auto changeTraining = [&] {
        if (before.training != now.training)
            m_session.change([training = spec.training](Trainer &trainer) { trainer.setTraining(training); });
    };
    // Some optimizers need the full batch: it comes before them, and goes after them.
    if (spec.training.batchSize == 0)
        changeTraining();
    if (hasNewOptimizer)
        m_session.change([optimizer = spec.optimizer](Trainer &trainer) { trainer.setOptimizer(optimizer); });
    if (spec.training.batchSize != 0)
        changeTraining();
}

void LiveRun::setRunning(bool running)
{
    if (m_wantsToRun == running)
        return;
    m_wantsToRun = running;
    emit runningChanged();
}

void LiveRun::setProblem(const QString &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    emit problemChanged();
}

} // namespace basin
