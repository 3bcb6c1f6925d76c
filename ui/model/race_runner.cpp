#include "model/race_runner.h"

#include <QTimerEvent>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace basin {

namespace {

constexpr int tickPace = 33;          // ms between slices at a limited speed
constexpr double sliceSeconds = 0.03; // so often a snapshot is made
constexpr qint64 largestSlice = 1 << 20;

} // namespace

struct RaceRunner::Field {
    std::vector<RaceEntry> entries;
    std::optional<Race> race; ///< made by the first job
};

RaceRunner::RaceRunner(LiveRun *run, QObject *parent) : QObject(parent), m_run(run) {}

void RaceRunner::clear()
{
    setRunning(false);
    m_field.reset();
    setProblem({});
    if (std::exchange(m_snapshot, nullptr))
        emit snapshotChanged();
}

void RaceRunner::setProblem(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    emit problemChanged();
}

void RaceRunner::setRunning(bool running)
{
    m_due = 0.0;
    m_sinceSlice.restart();
    if (running)
        m_tick.start(tickPace, this);
    else
        m_tick.stop();
    if (m_isRunning == running)
        return;
    m_isRunning = running;
    emit runningChanged();
}

void RaceRunner::start(std::vector<RaceEntry> entries)
{
    auto field = std::make_shared<Field>();
    field->entries = std::move(entries);
    setProblem({});
    m_field = std::move(field);
    m_slice = 1;
    m_asked = 0;
    setRunning(true);
    advance(0);
}

void RaceRunner::play()
{
    if (m_field && !(m_snapshot && m_snapshot->isOver))
        setRunning(true);
}

void RaceRunner::pause()
{
    setRunning(false);
}

void RaceRunner::step(qint64 epochs)
{
    if (!m_field)
        return;
    setRunning(false);
    m_asked += epochs;
    if (!m_job.isBusy())
        advance(std::exchange(m_asked, 0));
}

void RaceRunner::setSpeed(double epochsPerSecond)
{
    m_speed = epochsPerSecond;
    m_due = 0.0;
}

void RaceRunner::advance(qint64 epochs)
{
    const int threads = m_run->isRunning() ? 1 : 0; // the other cores are the run's
    m_job.start(
        [field = m_field, epochs, threads] {
            auto result = std::make_shared<Result>();
            QElapsedTimer timer;
            timer.start();
            try {
                if (!field->race)
                    field->race.emplace(field->entries);
                if (epochs > 0)
                    field->race->advanceEpochs(epochs, threads);
            } catch (const InputError &error) {
                result->problem = QString::fromUtf8(error.what());
                return result;
            }
            result->seconds = static_cast<double>(timer.nsecsElapsed()) * 1e-9;
            result->snapshot = std::make_shared<const RaceSnapshot>(RaceSnapshot{.entries = field->entries,
                                                                                 .runs = field->race->runs(),
                                                                                 .racers = field->race->racers(),
                                                                                 .epoch = field->race->epoch(),
                                                                                 .isOver = field->race->isOver()});
            return result;
        },
        [this, field = m_field, epochs](const std::shared_ptr<Result> &result) {
            if (field != m_field)
                return; // another race has begun
            setProblem(result->problem);
            if (!result->snapshot) {
                m_field.reset();
                return setRunning(false);
            }
            m_snapshot = result->snapshot;
            if (epochs == m_slice && result->seconds < sliceSeconds / 2)
                m_slice = std::min(2 * m_slice, largestSlice);
            else if (result->seconds > 2 * sliceSeconds)
                m_slice = std::max<qint64>(1, m_slice / 2);
            if (m_snapshot->isOver)
                setRunning(false);
            emit snapshotChanged();
            goOn();
        });
}

/// The next slice, where one is due and the one before is over.
void RaceRunner::goOn()
{
    if (!m_field || m_job.isBusy())
        return;
    if (m_asked > 0)
        return advance(std::exchange(m_asked, 0));
    if (!m_isRunning)
        return;
    if (m_speed == Session::unlimitedSpeed)
        return advance(m_slice);
    m_due = std::min(m_due + m_speed * static_cast<double>(m_sinceSlice.restart()) / 1000.0, double(m_slice));
    if (const auto epochs = static_cast<qint64>(m_due); epochs > 0) {
        m_due -= static_cast<double>(epochs);
        advance(epochs);
    }
}

void RaceRunner::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_tick.timerId())
        return QObject::timerEvent(event);
    goOn();
}

} // namespace basin
