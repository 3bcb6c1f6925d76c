#include "model/escape_model.h"

#include "landscape/xor_task.h"

#include <QTimerEvent>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int frameMilliseconds = 16; // sixty a second
constexpr double playMilliseconds = 6000.0;

std::vector<EscapeStage> stagesOf(const Escape &escape)
{
    std::vector<EscapeStage> stages;
    for (std::size_t i = 0; i < escape.steps.size(); ++i)
        if (stages.empty() || !(stages.back().step == escape.steps[i]))
            stages.push_back({escape.steps[i], i, i + 1});
        else
            stages.back().last = i + 1;
    return stages;
}

WayOutPtr sought(const Objective &objective, std::shared_ptr<const PreparedRun> prepared, const Vector &parameters,
                 const std::stop_token &stop)
{
    auto found = std::make_shared<WayOut>();
    found->escape = findEscape(objective, parameters, stop);
    found->stages = stagesOf(found->escape);
    found->isXor = minimalXorTask(objective).has_value();
    found->hasPenalty = objective.lossSpec().l1 != 0.0 || objective.lossSpec().l2 != 0.0;
    found->wasSolved = objective.accuracy(parameters) == 1.0;
    found->largestWeight = parameters.cwiseAbs().maxCoeff();
    found->prepared = std::move(prepared);
    if (!found->escape.found)
        return found;
    Matrix points(parameters.size(), WayOut::sampleCount);
    for (Eigen::Index i = 0; i < points.cols(); ++i)
        points.col(i) = found->at(static_cast<double>(i) / (WayOut::sampleCount - 1));
    const Vector losses = objective.values(points);
    found->losses.assign(losses.begin(), losses.end());
    return found;
}

} // namespace

std::size_t WayOut::stageAt(double position) const
{
    if (stages.empty())
        return 0;
    const double place = std::clamp(position, 0.0, 1.0) * static_cast<double>(stages.size());
    return std::min(static_cast<std::size_t>(place), stages.size() - 1);
}

Vector WayOut::at(double position) const
{
    if (stages.empty())
        return escape.segments.empty() ? Vector() : escape.segments.front();
    const std::size_t index = stageAt(position);
    const EscapeStage &stage = stages[index];
    const double share =
        std::clamp(position, 0.0, 1.0) * static_cast<double>(stages.size()) - static_cast<double>(index);
    const std::vector<Vector> part(escape.segments.begin() + static_cast<std::ptrdiff_t>(stage.first),
                                   escape.segments.begin() + static_cast<std::ptrdiff_t>(stage.last) + 1);
    return pointOnPath(part, share);
}

QByteArray WayOut::csv() const
{
    if (losses.empty())
        return {};
    const Architecture &architecture = prepared->spec.architecture;
    QByteArray text("position,loss");
    for (Eigen::Index i = 0; i < architecture.parameterCount(); ++i)
        text += ',' + QByteArray::fromStdString(architecture.parameterName(i));
    text += '\n';
    for (std::size_t i = 0; i < losses.size(); ++i) {
        const double position = static_cast<double>(i) / (sampleCount - 1);
        text += QByteArray::number(position, 'g', 17) + ',' + QByteArray::number(losses[i], 'g', 17);
        for (const double value : at(position))
            text += ',' + QByteArray::number(value, 'g', 17);
        text += '\n';
    }
    return text;
}

EscapeModel::EscapeModel(SurfaceModel *surface, QObject *parent) : QObject(parent), m_surface(surface)
{
    LiveRun *run = surface->run();
    connect(surface, &SurfaceModel::objectiveChanged, this, &EscapeModel::forget);
    connect(run, &LiveRun::progressed, this, [this] {
        if (m_isWaiting)
            begin();
    });
}

EscapeModel::~EscapeModel()
{
    m_stop.request_stop();
}

void EscapeModel::seek()
{
    cancel();
    pause();
    LiveRun *run = m_surface->run();
    if (!run->snapshot() || !m_surface->objective())
        return;
    m_isSeeking = true;
    m_isWaiting = true;
    run->pause();
    emit changed();
    begin();
}

/// As soon as the run has come to rest: until then the point where it stands is not known.
void EscapeModel::begin()
{
    LiveRun *run = m_surface->run();
    const SnapshotPtr snapshot = run->snapshot();
    const auto objective = m_surface->objective();
    if (run->isRunning()) {
        cancel(); // played on by the user: nothing is sought from a point that moves
        return;
    }
    if (!snapshot || snapshot->running || !objective || snapshot->parameters.size() != objective->size())
        return;
    m_isWaiting = false;
    m_stop = {};
    m_job.start([objective, prepared = run->prepared(), parameters = snapshot->parameters,
                 stop = m_stop.get_token()] { return sought(*objective, prepared, parameters, stop); },
                [this, search = ++m_search](WayOutPtr found) {
                    if (search != m_search || !m_isSeeking)
                        return;
                    m_isSeeking = false;
                    m_wayOut = std::move(found);
                    m_position = 0.0;
                    emit changed();
                    emit positionChanged();
                });
}

void EscapeModel::cancel()
{
    m_stop.request_stop();
    m_isWaiting = false;
    ++m_search;
    if (std::exchange(m_isSeeking, false))
        emit changed();
}

void EscapeModel::forget()
{
    cancel();
    pause();
    m_position = 0.0;
    if (std::exchange(m_wayOut, nullptr))
        emit changed();
}

Vector EscapeModel::parameters() const
{
    return m_wayOut && m_wayOut->escape.found ? m_wayOut->at(m_position) : Vector();
}

void EscapeModel::setPosition(double position)
{
    pause();
    movePosition(position);
}

void EscapeModel::movePosition(double position)
{
    position = std::clamp(position, 0.0, 1.0);
    if (position == m_position)
        return;
    m_position = position;
    emit positionChanged();
}

void EscapeModel::play()
{
    if (isPlaying() || !m_wayOut || !m_wayOut->escape.found)
        return;
    m_playedFrom = m_position < 1.0 ? m_position : 0.0;
    m_playing.start();
    m_timer.start(frameMilliseconds, Qt::PreciseTimer, this);
    emit playingChanged();
}

void EscapeModel::pause()
{
    if (!isPlaying())
        return;
    m_timer.stop();
    emit playingChanged();
}

void EscapeModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    movePosition(m_playedFrom + static_cast<double>(m_playing.elapsed()) / playMilliseconds);
    if (m_position >= 1.0)
        pause();
}

void EscapeModel::take()
{
    if (!m_wayOut || !m_wayOut->escape.found)
        return;
    pause();
    movePosition(1.0);
    LiveRun *run = m_surface->run();
    run->moveParameters(m_wayOut->escape.segments.back(), tr("Take the way out"));
    run->play();
}

} // namespace basin
