#include "model/fate_model.h"

#include "model/thread_priority.h"
#include "render/fate_figure.h"

#include <QTimerEvent>

#include <algorithm>
#include <mutex>
#include <thread>

namespace basin {

namespace {

constexpr int pullPace = 60; // ms

/// All that a map depends on: the project as if its start had been typed in, without the two weights that the map goes
/// through.
std::string digestOf(Project project, Vector start, const std::array<Eigen::Index, 2> &weights)
{
    for (const Eigen::Index weight : weights)
        if (weight < start.size())
            start[weight] = 0.0;
    const std::uint64_t seed = project.init.seed; // of the shuffling
    project.init = {};
    project.init.seed = seed;
    project.init.parameters.assign(start.begin(), start.end());
    return projectDigest(project);
}

/// The first unit's weight from the first input and the second unit's from the second, which break the symmetry of the
/// two most; else the first two weights.
std::array<Eigen::Index, 2> usualWeights(const Architecture &architecture)
{
    const LayerLayout &first = architecture.layout(0);
    if (first.inputs > 1 && first.units > 1)
        return {first.kernel, first.kernel + first.columns() + 1};
    return {0, std::min<Eigen::Index>(1, architecture.parameterCount() - 1)};
}

} // namespace

/// What the worker leaves for the GUI thread to fetch.
struct FateModel::Slot {
    std::mutex mutex;
    FateMapPtr newest;
    std::atomic<std::int64_t> points{0};
    std::int64_t all = 1;
};

struct FateModel::Result {
    FateMapPtr map; ///< null: it could not begin
    QString problem;
};

FateModel::FateModel(ProjectModel *model, LiveRun *run, QObject *parent) : QObject(parent), m_model(model), m_run(run)
{
    connect(run, &LiveRun::preparedChanged, this, &FateModel::refreshArchitecture);
    connect(model, &ProjectModel::changed, this, &FateModel::startChanged);
    connect(model, &ProjectModel::replaced, this, [this] {
        forget();
        setOptions({.weights = m_options.weights, .points = m_options.points});
    });
    refreshArchitecture();
}

FateModel::~FateModel()
{
    m_stop.request_stop();
}

const Architecture *FateModel::architecture() const
{
    const auto prepared = m_run->prepared();
    return prepared ? &prepared->spec.architecture : nullptr;
}

void FateModel::refreshArchitecture()
{
    const Architecture *now = architecture();
    if (now == nullptr || (now->layers() == m_layers && now->inputCount() == m_inputs))
        return emit startChanged();
    m_layers = now->layers();
    m_inputs = now->inputCount();
    forget();
    FateOptions fitting = m_options;
    fitting.weights = usualWeights(*now);
    setOptions(fitting);
    emit architectureChanged();
}

void FateModel::setOptions(const FateOptions &options)
{
    if (options == m_options)
        return;
    const FateOptions before = std::exchange(m_options, options);
    emit optionsChanged();
    const bool isOtherWindow = before.weights == options.weights && before.points == options.points;
    if (m_isComputing || (m_map && isOtherWindow))
        start();
}

bool FateModel::isOutdated() const
{
    const auto prepared = m_run->prepared();
    return m_map && prepared && digestOf(m_model->project(), presentStart(), m_map->spec.weights) != m_digest;
}

std::optional<QPointF> FateModel::projectStart() const
{
    const auto prepared = m_run->prepared();
    if (!m_map || !prepared)
        return {};
    const Vector &start = presentStart();
    const auto [a, b] = m_map->spec.weights;
    if (start.size() != m_map->spec.run.architecture.parameterCount())
        return {};
    return QPointF(start[a], start[b]);
}

const Vector &FateModel::presentStart() const
{
    if (const auto prepared = m_run->prepared(); prepared && prepared != m_startOf) {
        m_startOf = prepared;
        m_start = startParameters(prepared->spec.architecture, prepared->spec.init);
    }
    return m_start;
}

double FateModel::progress() const
{
    return m_slot ? static_cast<double>(m_slot->points) / static_cast<double>(m_slot->all) : 0.0;
}

void FateModel::start()
{
    const auto prepared = m_run->prepared();
    if (!prepared)
        return;
    m_stop.request_stop();
    m_stop = {};
    FateMapSpec spec{.run = prepared->spec, .data = prepared->data};
    spec.weights = m_options.weights;
    spec.a = m_options.shownA();
    spec.b = m_options.shownB();
    spec.columns = spec.rows = m_options.points;
    m_slot = std::make_shared<Slot>();
    m_slot->all = std::int64_t{spec.columns} * spec.rows;
    m_taskToCome = dataCaption(m_model->project());
    m_digestToCome = digestOf(m_model->project(), spec.start(), spec.weights);
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int threads = m_run->isRunning() ? std::max(1, cores - 1) : cores;
    setComputing(true);
    m_job.start(
        [spec, slot = m_slot, threads, stop = m_stop.get_token()] {
            lowerPriority();
            auto result = std::make_shared<Result>();
            const auto progress = [slot](FateMapPtr map) {
                const std::lock_guard lock(slot->mutex);
                slot->newest = std::move(map);
            };
            try {
                result->map = std::make_shared<const FateMap>(
                    fateMap(spec, {.threads = threads, .progress = progress, .points = &slot->points}, stop));
            } catch (const InputError &error) {
                result->problem = QString::fromUtf8(error.what());
            }
            return result;
        },
        [this, slot = m_slot](const std::shared_ptr<Result> &result) {
            if (slot != m_slot)
                return; // another one has begun
            m_problem = result->problem;
            if (result->map && result->map->done > 0)
                setMap(result->map);
            setComputing(false);
        });
}

void FateModel::cancel()
{
    m_stop.request_stop(); // the job ends soon and delivers what there is
}

void FateModel::forget()
{
    m_stop.request_stop();
    m_slot.reset(); // what the job still delivers is dropped
    setComputing(false);
    setMap(nullptr);
}

void FateModel::setComputing(bool computing)
{
    if (computing)
        m_pull.start(pullPace, this);
    else
        m_pull.stop();
    if (m_isComputing == computing)
        return;
    m_isComputing = computing;
    emit computingChanged();
}

void FateModel::setMap(FateMapPtr map)
{
    if (map == m_map)
        return;
    m_map = std::move(map);
    m_task = m_taskToCome;
    m_digest = m_digestToCome;
    emit mapChanged();
}

void FateModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_pull.timerId())
        return QObject::timerEvent(event);
    FateMapPtr newest;
    {
        const std::lock_guard lock(m_slot->mutex);
        newest = std::exchange(m_slot->newest, nullptr);
    }
    if (newest && newest->done > 0)
        setMap(std::move(newest));
    emit progressed();
}

void FateModel::trainFrom(int column, int row)
{
    if (!m_map)
        return;
    const std::vector<double> start = m_map->spec.startAt(column, row);
    m_model->edit(tr("Train from a point of the fate map"), {},
                  [&](Project &project) { project.init.parameters = start; });
    m_run->play();
}

} // namespace basin
