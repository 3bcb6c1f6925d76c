#include "model/surface_model.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <thread>
#include <tuple>
#include <utility>

namespace basin {

namespace {

/// Between two surfaces while the run goes: 35 a second, of which 30 arrive.
constexpr std::chrono::milliseconds livePace{28};
/// What one of them may take: LatestJob rests for as long again.
constexpr double liveBudget = 10e6; ///< ns
constexpr int coarsePoints = 25;
constexpr int mediumPoints = 101;

/// Whether two runs minimise the same function.
bool hasSameObjective(const PreparedRun &a, const PreparedRun &b)
{
    return a.data == b.data && a.spec.loss == b.spec.loss && a.spec.training.precision == b.spec.training.precision &&
           a.spec.architecture.inputCount() == b.spec.architecture.inputCount() &&
           a.spec.architecture.layers() == b.spec.architecture.layers();
}

/// Up to where the run stands: of one that went back, no farther.
RecordedPath pathOf(const Snapshot &snapshot)
{
    return snapshot.historyHere ? recordedPath(*snapshot.historyHere) : RecordedPath{};
}

/// The same plane and grid, with the run as it is now.
SurfaceContent movedOn(SurfaceContent content, const Objective &objective, const Snapshot &now)
{
    content.run = now.run;
    return movedSurface(std::move(content), objective, pathOf(now), now.parameters, now.epoch);
}

} // namespace

/// What a job on the worker's thread needs: values that nobody changes.
struct SurfaceModel::Work {
    std::shared_ptr<const Objective> objective;
    SurfaceRequest request;
    SnapshotPtr basis;  ///< the point that the plane goes through
    SnapshotPtr newest; ///< where the run stands
    std::stop_token stop;
};

struct SurfaceModel::Result {
    SurfacePtr surface; ///< null: it was stopped
    double pointTime = 0.0;
};

SurfaceModel::SurfaceModel(ProjectModel *model, LiveRun *run, QObject *parent)
    : QObject(parent), m_model(model), m_run(run)
{
    connect(run, &LiveRun::preparedChanged, this, &SurfaceModel::refreshObjective);
    // The run has taken a change of loss or penalty in before: it listens since longer.
    connect(model, &ProjectModel::changed, this, &SurfaceModel::refreshObjective);
    connect(model, &ProjectModel::replaced, this, [this] {
        SurfaceOptions whole = m_options; // the part that is looked at belonged to the project before
        whole.a.reset();
        whole.b.reset();
        setOptions(whole);
    });
    connect(run, &LiveRun::snapshotChanged, this, &SurfaceModel::request);
    connect(run, &LiveRun::runningChanged, this, [this] {
        m_job.setPace(m_run->isRunning() ? livePace : std::chrono::milliseconds(0));
        request();
    });
    connect(run, &LiveRun::pinnedRunsChanged, this, [this] {
        fitChoice();
        if (m_options.choice.kind == PlaneKind::ThreePoints && m_options.choice.pinnedRun >= 0) {
            m_isDue = true;
            request();
        }
    });
}

SurfaceModel::~SurfaceModel()
{
    m_stop.request_stop();
}

void SurfaceModel::setOptions(const SurfaceOptions &options)
{
    if (options == m_options)
        return;
    const SurfaceOptions before = std::exchange(m_options, options);
    if (before.choice != options.choice && before.a == options.a && before.b == options.b) {
        m_options.a.reset();
        m_options.b.reset();
    }
    if (before.isLive != options.isLive)
        m_frozen = options.isLive ? nullptr : m_run->snapshot();
    emit optionsChanged();
    const auto asked = [](const SurfaceOptions &of) {
        return std::tie(of.choice, of.a, of.b, of.points, of.outOfPlane, of.isLive);
    };
    if (asked(before) == asked(m_options))
        return; // only colours and lines
    cancel();
    m_isDue = true;
    request();
}

std::shared_ptr<const Objective> SurfaceModel::objective() const
{
    if (!m_objective && m_prepared) {
        const Dataset &train = m_prepared->data->train;
        m_objective =
            std::make_shared<const Objective>(m_prepared->spec.architecture, m_prepared->spec.loss, train.inputs,
                                              train.targets, m_prepared->spec.training.precision);
    }
    return m_objective;
}

void SurfaceModel::setActive(bool active)
{
    if (m_isActive == active)
        return;
    m_isActive = active;
    if (!active) {
        endWalk();
        cancel();
        return;
    }
    m_isDue = true;
    refreshSymmetries();
    request();
}

void SurfaceModel::refreshObjective()
{
    const auto prepared = m_run->prepared();
    if (!prepared || (m_prepared && hasSameObjective(*m_prepared, *prepared)))
        return;
    // What a restart with other settings leaves as it was stays known: the frozen point, the plane.
    const bool isSameSize = m_prepared &&
                            m_prepared->spec.architecture.layers() == prepared->spec.architecture.layers() &&
                            m_prepared->spec.architecture.inputCount() == prepared->spec.architecture.inputCount();
    m_prepared = prepared;
    m_objective.reset();
    m_symmetries.reset();
    cancel();
    m_isWalking = false;
    m_pointTime = 0.0;
    m_isDue = true;
    if (!isSameSize) {
        m_surface.reset();
        m_frozen.reset();
        const bool hadRange = m_options.a || m_options.b; // a part of another network's surface
        m_options.a.reset();
        m_options.b.reset();
        fitChoice();
        if (hadRange)
            emit optionsChanged();
    }
    emit objectiveChanged();
    if (!m_surface)
        emit surfaceChanged();
    refreshSymmetries();
    request();
}

void SurfaceModel::fitChoice()
{
    SurfaceOptions fitting = m_options;
    const Eigen::Index size = m_prepared ? m_prepared->spec.architecture.parameterCount() : 0;
    const auto [first, second] = fitting.choice.weights;
    if (size >= 2 && (first >= size || second >= size)) {
        fitting.choice.weights = {0, 1};
        fitting.a.reset();
        fitting.b.reset();
    }
    if (fitting.choice.pinnedRun >= static_cast<int>(m_run->pinnedRuns().size()))
        fitting.choice.pinnedRun = -1;
    if (fitting == m_options)
        return;
    m_options = fitting;
    m_isDue = true;
    emit optionsChanged();
}

void SurfaceModel::refreshSymmetries()
{
    if (!m_isActive || m_symmetries || !m_prepared ||
        m_prepared->spec.architecture.parameterCount() > static_cast<Eigen::Index>(History::maximumWeightTraces))
        return;
    m_symmetryJob.start([objective = objective()] { return std::make_shared<const SymmetryGroup>(*objective); },
                        [this, prepared = m_prepared](std::shared_ptr<const SymmetryGroup> group) {
                            if (prepared != m_prepared)
                                return; // another one was asked for meanwhile
                            m_symmetries = std::move(group);
                            emit symmetriesChanged();
                        });
}

SnapshotPtr SurfaceModel::basis() const
{
    return m_frozen ? m_frozen : m_run->snapshot();
}

/// As many as the budget of a live surface allows: at once where it is known, else coarse first.
int SurfaceModel::affordablePoints() const
{
    const int least = std::min(coarsePoints, m_options.points);
    if (m_pointTime <= 0.0)
        return least;
    return std::clamp(static_cast<int>(std::sqrt(liveBudget / m_pointTime)), least, m_options.points);
}

void SurfaceModel::request()
{
    const SnapshotPtr now = m_run->snapshot();
    if (!m_isActive || !m_prepared || !now || now->parameters.size() != m_prepared->spec.architecture.parameterCount())
        return;
    if (!m_options.isLive && !m_frozen)
        m_frozen = now; // frozen before there was a point to freeze at
    const bool stays = m_isWalking || (m_frozen && !m_isDue);
    if (stays && m_surface && !m_surface->grid.isEmpty())
        return follow();
    if (m_isRefining && (!m_frozen || m_run->isRunning()))
        cancel();
    if (!m_isRefining)
        compute(affordablePoints());
}

std::shared_ptr<SurfaceModel::Work> SurfaceModel::work(int points) const
{
    auto work = std::make_shared<Work>();
    work->objective = objective();
    work->basis = basis();
    work->newest = m_run->snapshot();
    work->stop = m_stop.get_token();
    SurfaceRequest &request = work->request;
    request.choice = m_options.choice;
    request.a = m_options.a;
    request.b = m_options.b;
    request.points = points;
    request.withGradient = m_options.outOfPlane;
    request.threads = m_run->isRunning() ? 1 : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    request.now = work->basis->parameters;
    request.epoch = work->basis->epoch;
    request.symmetries = m_symmetries;
    const auto &pinned = m_run->pinnedRuns();
    const int third = request.choice.pinnedRun;
    if (third >= 0 && third < static_cast<int>(pinned.size())) {
        request.third = pinned[static_cast<std::size_t>(third)].parameters;
        request.thirdName = pinned[static_cast<std::size_t>(third)].name;
    }
    return work;
}

void SurfaceModel::compute(int points)
{
    m_isRefining = points > affordablePoints();
    m_job.start(
        [work = work(points)]() -> std::shared_ptr<Result> {
            auto result = std::make_shared<Result>();
            if (work->stop.stop_requested())
                return result;
            QElapsedTimer timer;
            timer.start();
            if (work->basis->history)
                work->request.path = pathOf(*work->basis);
            SurfaceContent content = surfaceContent(*work->objective, work->request, work->stop);
            if (work->stop.stop_requested())
                return result;
            result->pointTime =
                static_cast<double>(timer.nsecsElapsed()) / (work->request.points * work->request.points);
            content.run = work->basis->run;
            if (work->newest != work->basis && !content.grid.isEmpty())
                content = movedOn(std::move(content), *work->objective, *work->newest);
            result->surface = std::make_shared<const SurfaceContent>(std::move(content));
            return result;
        },
        [this, points, stop = m_stop.get_token()](const std::shared_ptr<Result> &result) {
            if (!stop.stop_requested() && result->surface)
                deliver(*result, points, true);
        });
}

void SurfaceModel::follow()
{
    m_job.start(
        [work = work(0), surface = m_surface] {
            auto result = std::make_shared<Result>();
            result->surface =
                std::make_shared<const SurfaceContent>(movedOn(*surface, *work->objective, *work->newest));
            return result;
        },
        [this, stop = m_stop.get_token()](const std::shared_ptr<Result> &result) {
            if (!stop.stop_requested())
                deliver(*result, 0, false);
        });
}

void SurfaceModel::deliver(Result result, int points, bool isGrid)
{
    m_isRefining = false;
    const SnapshotPtr now = m_run->snapshot();
    if (!now || result.surface->now.size() != now->parameters.size() ||
        (m_options.isLive && result.surface->run != now->run))
        return; // of a run that has gone
    m_surface = std::move(result.surface);
    if (isGrid) {
        ++m_surfaceCount;
        if (!m_surface->grid.isEmpty())
            m_pointTime = result.pointTime;
        const bool isWhole = points >= m_options.points || !m_surface->problem.isEmpty();
        if (isWhole)
            m_isDue = false;
        else if (!m_isWalking && (m_frozen || !m_run->isRunning()))
            compute(std::max(affordablePoints(), points < mediumPoints && mediumPoints < m_options.points
                                                     ? mediumPoints
                                                     : m_options.points));
    }
    emit surfaceChanged();
}

void SurfaceModel::cancel()
{
    m_stop.request_stop();
    m_stop = {};
    m_isRefining = false;
}

void SurfaceModel::walkTo(double a, double b)
{
    const SnapshotPtr now = m_run->snapshot();
    if (!now || !m_surface || m_surface->grid.isEmpty() || now->parameters.size() != m_surface->plane.origin.size())
        return;
    if (!m_isWalking) {
        m_isWalking = true;
        ++m_walk;
        cancel(); // plane and grid stay as they are until the walk ends
    }
    const Plane &plane = m_surface->plane;
    const Plane::Coordinates at = plane.project(now->parameters);
    Vector to = now->parameters + (a - at.a) * plane.u + (b - at.b) * plane.v;
    if (plane.kind == PlaneKind::Weights) { // exactly, not within rounding
        to[plane.weights[0]] = a;
        to[plane.weights[1]] = b;
    }
    m_run->moveParameters(to, tr("Walk on the error surface"), m_walk);
}

void SurfaceModel::endWalk()
{
    if (!m_isWalking)
        return;
    m_isWalking = false;
    m_isDue = true;
    request();
}

void SurfaceModel::trainFrom(double a, double b)
{
    if (m_surface && !m_surface->grid.isEmpty())
        trainFrom(m_surface->plane.at(a, b));
}

void SurfaceModel::trainFrom(const Vector &parameters)
{
    m_model->edit(tr("Train from a point of the error surface"), {},
                  [&](Project &project) { project.init.parameters.assign(parameters.begin(), parameters.end()); });
}

void SurfaceModel::chooseWeights(Eigen::Index first, Eigen::Index second)
{
    SurfaceOptions options = m_options;
    options.choice.kind = PlaneKind::Weights;
    options.choice.weights = {first, second};
    setOptions(options);
}

} // namespace basin
