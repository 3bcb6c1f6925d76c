#include "training/session_worker.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace basin {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();

// Watching must not slow a run: at most 200 snapshots and 60 copies of the history a second, and of the time at most
// one part in so many for each.
constexpr auto snapshotPause = 5ms;
constexpr int snapshotShare = 50;
constexpr int gradientShare = 100;
constexpr auto historyPause = 16ms;
constexpr int historyShare = 100;
/// Who waits so long for a moment sees those that pass by.
constexpr auto patienceWhileSeeking = 100ms;

/// Nobody has taken the one before: what is told once must not be lost with it.
void keepUnseen(Snapshot &snapshot, Snapshot &before)
{
    if (snapshot.error.empty())
        snapshot.error = std::move(before.error);
    snapshot.givenUp.insert(snapshot.givenUp.begin(), before.givenUp.begin(), before.givenUp.end());
}

double epochsMade(const Trainer &trainer)
{
    return static_cast<double>(trainer.epoch()) +
           static_cast<double>(trainer.samplesUsed()) / static_cast<double>(trainer.data().train.samples());
}

} // namespace

Session::Worker::Worker() : m_thread([this](const std::stop_token &stop) { loop(stop); }) {}

Session::Worker::~Worker()
{
    m_thread.request_stop();
    m_thread.join();
}

// ---- Called from outside

void Session::Worker::give(Command command)
{
    {
        const std::scoped_lock lock(m_mutex);
        ++m_given;
        m_queue.push_back(std::move(command));
        m_isIdle = false;
    }
    m_wake.notify_one();
}

SnapshotPtr Session::Worker::take()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_slot, nullptr);
}

void Session::Worker::setListener(std::function<void()> listener)
{
    const std::scoped_lock lock(m_mutex);
    m_listener = std::move(listener);
}

void Session::Worker::waitUntilIdle()
{
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return m_isIdle; });
}

// ---- Commands

void Session::Worker::start(std::uint64_t run, RunSpec spec, std::shared_ptr<const PreparedData> data,
                            const RunState *state)
{
    m_isRunning = false;
    m_timeline = std::make_unique<Timeline>(std::move(spec), std::move(data), state, m_timelineOptions);
    m_trainer = &m_timeline->trainer();
    m_run = run;
}

void Session::Worker::run()
{
    move(forever);
}

void Session::Worker::pause()
{
    m_isRunning = false;
}

void Session::Worker::advanceSteps(std::int64_t updates)
{
    move(updates);
}

void Session::Worker::advanceEpochs(std::int64_t epochs)
{
    if (!m_trainer)
        return;
    arrive();
    move(m_trainer->updatesFor(epochs));
}

void Session::Worker::setSpeed(double epochsPerSecond)
{
    m_speed.setSpeed(epochsPerSecond);
    m_speed.forgetDebt(Clock::now());
}

void Session::Worker::change(const std::function<void(Trainer &)> &change)
{
    if (!m_trainer)
        return;
    arrive();
    m_speed.forgetDebt(Clock::now());
    change(*m_trainer);
    if (m_trainer->stopReason() != StopReason::None)
        m_isRunning = false;
}

void Session::Worker::seek(const MomentWanted &wanted)
{
    if (!m_timeline)
        return;
    m_isRunning = false;
    m_seeksStep = wanted.kind == MomentWanted::Kind::Step;
    m_soughtStep = wanted.value;
    if (!isSeeking())
        m_soughtSince = Clock::now();
    m_timeline->seek(wanted);
}

void Session::Worker::stepBack(std::int64_t updates)
{
    if (!m_timeline)
        return;
    if (!m_seeksStep)
        arrive();
    const std::int64_t from = isSeeking() ? m_soughtStep : m_trainer->step();
    seek({.kind = MomentWanted::Kind::Step, .value = std::max(from - updates, m_timeline->first().step)});
}

void Session::Worker::setMemory(std::int64_t bytes)
{
    m_timelineOptions.memory = bytes;
    if (m_timeline)
        m_timeline->setMemory(bytes);
}

/// What is sought is reached before anything else is done.
void Session::Worker::arrive()
{
    while (isSeeking() && !m_stop.stop_requested())
        m_timeline->seekOn(m_speed.chunk());
}

/// Steps that were asked for while others are still to be made come on top of them.
void Session::Worker::move(std::int64_t updates)
{
    if (!m_trainer || updates <= 0)
        return;
    arrive();
    m_trainer->goOn();
    const bool isStepping = m_isRunning && m_updatesLeft != forever && updates != forever;
    m_updatesLeft = isStepping ? std::min(m_updatesLeft, forever - 1 - updates) + updates : updates;
    if (!m_isRunning)
        m_speed.begin(Clock::now(), epochsMade(*m_trainer));
    m_isRunning = m_trainer->stopReason() == StopReason::None;
}

// ---- The thread

void Session::Worker::loop(const std::stop_token &stop)
{
    m_stop = stop;
    while (!stop.stop_requested()) {
        const bool hadCommands = carryOutCommands(stop);
        const bool wasActive = m_isRunning || isSeeking();
        if (isSeeking())
            seekOn();
        else if (m_isRunning)
            advance();
        const bool isActive = m_isRunning || isSeeking();
        if (!isActive && (hadCommands || wasActive))
            publish();
        else if (m_isRunning || Clock::now() - m_soughtSince > patienceWhileSeeking)
            publishWhenDue();
        waitForWork(stop);
    }
}

bool Session::Worker::carryOutCommands(const std::stop_token &stop)
{
    std::deque<Command> commands;
    {
        const std::scoped_lock lock(m_mutex);
        commands.swap(m_queue);
    }
    for (const Command &command : commands) {
        if (stop.stop_requested())
            break;
        try {
            command(*this);
        } catch (const std::exception &error) {
            m_error = error.what();
        }
        ++m_commandsDone;
        m_hasNews = true;
        m_historyIsOld = true;
    }
    return !commands.empty();
}

void Session::Worker::seekOn()
{
    const auto begin = Clock::now();
    try {
        const std::int64_t made = m_timeline->seekOn(m_speed.chunk());
        m_speed.made(made, Clock::now() - begin);
    } catch (const std::exception &error) {
        m_error = error.what();
        m_timeline->seek({});
    }
    m_hasNews = true;
    m_historyIsOld = true;
}

bool Session::Worker::isPaced() const
{
    return m_speed.isLimited() && m_updatesLeft == forever;
}

void Session::Worker::advance()
{
    const auto begin = Clock::now();
    const std::int64_t mostNow =
        isPaced() ? m_speed.updates(begin, static_cast<double>(m_trainer->updatesPerEpoch())) : m_speed.chunk();
    const std::int64_t wanted = std::min(m_updatesLeft, mostNow);
    if (wanted == 0)
        return;
    const std::int64_t before = m_trainer->step();
    try {
        m_timeline->advance(wanted);
    } catch (const std::exception &error) {
        m_error = error.what();
        m_isRunning = false;
    }
    m_speed.made(m_trainer->step() - before, Clock::now() - begin);
    if (m_updatesLeft != forever)
        m_updatesLeft -= wanted;
    if (m_updatesLeft == 0 || m_trainer->stopReason() != StopReason::None)
        m_isRunning = false;
    m_hasNews = true;
    m_historyIsOld = true;
}

void Session::Worker::waitForWork(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    const auto hasCommands = [this] { return !m_queue.empty(); };
    if (isSeeking())
        return;
    if (!m_isRunning) {
        if (hasCommands())
            return;
        m_isIdle = true;
        m_idle.notify_all();
        m_wake.wait(lock, stop, hasCommands);
    } else if (isPaced()) {
        auto until = m_speed.due(static_cast<double>(m_trainer->updatesPerEpoch()));
        if (m_hasNews)
            until = std::min(until, m_nextSnapshot);
        m_wake.wait_until(lock, stop, until, hasCommands);
    }
}

// ---- Snapshots

/// Only when the last one was taken; a run that waits for its next step anyway replaces it, so that the step a reader
/// sees is the last one made.
void Session::Worker::publishWhenDue()
{
    const auto now = Clock::now();
    if (!m_hasNews || now < m_nextSnapshot)
        return;
    const bool hasTime = isPaced() && m_speed.due(static_cast<double>(m_trainer->updatesPerEpoch())) > now + 1ms;
    if (hasTime || isSlotEmpty())
        publish();
}

bool Session::Worker::isSlotEmpty()
{
    const std::scoped_lock lock(m_mutex);
    return !m_slot;
}

void Session::Worker::publish()
{
    std::shared_ptr<Snapshot> snapshot = makeSnapshot();
    m_hasNews = false;
    std::function<void()> listener;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_slot)
            listener = m_listener;
        else
            keepUnseen(*snapshot, *m_slot);
        m_slot = std::move(snapshot);
    }
    if (listener)
        listener();
}

std::shared_ptr<Snapshot> Session::Worker::makeSnapshot()
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->run = m_run;
    snapshot->serial = ++m_serial;
    snapshot->commands = m_commandsDone;
    snapshot->running = m_isRunning;
    snapshot->error = std::exchange(m_error, {});
    if (!m_trainer)
        return snapshot;
    snapshot->stopReason = m_trainer->stopReason();
    snapshot->divergedStep = m_trainer->divergedStep();
    snapshot->epoch = m_trainer->epoch();
    snapshot->step = m_trainer->step();
    refreshGradient();
    snapshot->gradientNorm = m_gradientNorm;
    const auto begin = Clock::now();
    snapshot->epochsPerSecond = m_isRunning ? m_speed.epochsPerSecond(begin, epochsMade(*m_trainer)) : 0.0;
    snapshot->metrics = m_trainer->metrics();
    snapshot->parameters = m_trainer->parameters();
    snapshot->trainOutputs = m_trainer->outputs(Snapshot::maximumPatterns);
    snapshot->outcome = m_trainer->outcome();
    snapshot->state = m_isRunning ? m_trainer->place() : m_trainer->state();
    addTimeline(*snapshot);
    const auto end = Clock::now();
    m_nextSnapshot = end + std::max<Clock::duration>(snapshotPause, snapshotShare * (end - begin));
    refreshHistory(end);
    snapshot->historyHere = m_historyCopy;
    snapshot->history = snapshot->isPast ? m_timeline->wholeHistory() : m_historyCopy;
    return snapshot;
}

void Session::Worker::addTimeline(Snapshot &snapshot)
{
    snapshot.settings = m_trainer->settings();
    snapshot.isPast = m_timeline->isPast();
    snapshot.isSeeking = m_timeline->isSeeking();
    const RunPlace first = m_timeline->first();
    const RunPlace newest = m_timeline->newest();
    snapshot.firstStep = first.step;
    snapshot.firstEpoch = first.epoch;
    snapshot.newestStep = newest.step;
    snapshot.newestEpoch = newest.epoch;
    snapshot.givenUp = m_timeline->takeGivenUp();
    snapshot.timelineBytes = m_timeline->bytes();
    snapshot.keyframes = m_timeline->keyframes();
}

/// A run on the full batch has its gradient anyway; with mini-batches it is dear, so an older one may have to do.
void Session::Worker::refreshGradient()
{
    const auto begin = Clock::now();
    if (m_isRunning && begin < m_nextGradient)
        return;
    m_gradientNorm = m_trainer->gradient().norm();
    const auto end = Clock::now();
    m_nextGradient = end + gradientShare * (end - begin);
}

/// At rest always; else when the last copy is old enough.
void Session::Worker::refreshHistory(Clock::time_point now)
{
    if (!m_historyIsOld || (m_isRunning && m_historyCopy && now < m_nextHistory))
        return;
    m_historyCopy = std::make_shared<const History>(m_trainer->history());
    m_historyIsOld = false;
    const auto end = Clock::now();
    m_nextHistory = end + std::max<Clock::duration>(historyPause, historyShare * (end - now));
}

} // namespace basin
