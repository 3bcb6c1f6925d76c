#include "training/lane_runs.h"

#include "network/lane_layout.h"
#include "training/finite_bound.h"
#include "training/flush_to_zero.h"
#include "training/training_run.h"
#include "training/typed_run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace basin {

namespace {

TrainingOptions limited(TrainingOptions options)
{
    options.limitEpochs = true;
    return options;
}

template <class T>
constexpr T none = std::numeric_limits<T>::infinity(); // more right ones than any set has samples

} // namespace

template <class T>
LaneRuns<T>::LaneRuns(const RunSet &set, std::size_t index, RunQueue &queue, const ManyRunsContext &context)
    : m_set(set),
      m_index(index),
      m_queue(queue),
      m_context(context),
      m_training(limited(set.spec.training)),
      m_objective(set.spec.architecture, set.spec.loss, set.data),
      m_kernel(set.spec.architecture, set.spec.loss),
      m_size(static_cast<std::size_t>(set.spec.architecture.parameterCount())),
      m_samples(set.data->train.samples()),
      m_batchSize(m_training.batchSize == 0 ? m_samples : std::min(m_training.batchSize, m_samples)),
      m_isFullBatch(m_batchSize == m_samples),
      m_needsLoss(StopRules(m_training).needLoss()),
      m_keepsTrail(m_training.stopLoss > 0.0),
      m_usesLoss(findOptimizer(set.spec.optimizer.name)->usesLoss),
      m_lookBack(lookBack(m_training.epochs)),
      m_safeSize(static_cast<T>(finiteBound(set.spec.architecture, set.spec.loss, *set.data,
                                            static_cast<double>(std::numeric_limits<T>::max()))))
{
    if (m_lookBack >= 0)
        m_lookBack -= m_lookBack % PointSchedule::strideAt(m_training.epochs);
    m_frozen.assign(m_training.frozen.empty() ? 0 : m_size, 0);
    for (const std::int64_t frozen : m_training.frozen)
        m_frozen[static_cast<std::size_t>(frozen)] = 1;
}

template <class T>
void LaneRuns<T>::makeRoom(std::int64_t width)
{
    m_width = static_cast<std::size_t>(width);
    m_optimizer = makeLaneOptimizer<T>(m_set.spec.optimizer, m_size, m_width);
    for (AlignedBuffer<T> *buffer : {&m_theta, &m_other, &m_gradient})
        *buffer = AlignedBuffer<T>(m_size * m_width);
    for (AlignedBuffer<T> *buffer : {&m_losses, &m_penalties, &m_correct, &m_totals, &m_wanted})
        *buffer = AlignedBuffer<T>(m_width);
    std::fill_n(m_wanted.data(), m_width, none<T>);
    const Samples &samples = m_objective.train();
    m_all = m_hasOwnData ? LaneBatch<T>::own(samples, m_samples, width) : LaneBatch<T>::shared(samples);
    if (!m_isFullBatch)
        m_batch = LaneBatch<T>::own(samples, m_batchSize, width);
    m_lanes.clear();
    for (std::size_t lane = 0; lane < m_width; ++lane)
        m_lanes.emplace_back(m_training);
}

template <class T>
void LaneRuns<T>::run()
{
    refill();
    while (m_active > 0 && !m_context.stop.stop_requested()) {
        m_isFullBatch ? advanceFullBatch() : advanceMiniBatches();
        tellEnds();
        if (!m_context.stop.stop_requested())
            refill();
    }
    tellSteps(true);
}

/// New runs for the idle lanes. The first time there are no lanes yet: as many as there are runs for.
template <class T>
void LaneRuns<T>::refill()
{
    const std::int64_t granule = laneCount<T>();
    std::size_t lane = 0;
    for (;;) {
        const std::int64_t idle =
            m_width == 0 ? m_kernel.runsAtOnce(m_batchSize, 2) : static_cast<std::int64_t>(m_width) - m_active;
        if (idle == 0)
            break;
        const RunQueue::Range range = m_queue.take(m_index, idle, granule);
        if (range.count == 0)
            break;
        if (m_width == 0) {
            m_hasOwnData = m_set.start(range.first).data != nullptr;
            makeRoom((range.count + granule - 1) / granule * granule);
        }
        for (std::int64_t run = range.first; run < range.first + range.count; ++run) {
            while (isActive(lane))
                lane = (lane + 1) % m_width;
            if (m_context.stop.stop_requested())
                return;
            startLane(lane, run);
        }
    }
    tellEnds();
    closeUp();
    planNextLook();
}

template <class T>
bool LaneRuns<T>::fits(const PreparedData &data) const
{
    const Dataset &own = data.train;
    const Dataset &common = m_set.data->train;
    return own.inputs.rows() == common.inputs.rows() && own.inputs.cols() == common.inputs.cols() &&
           own.targets.cols() == common.targets.cols() && targetSides(own.targets) == m_objective.train().sides();
}

/// The lane stays idle if the run ends where it begins.
template <class T>
void LaneRuns<T>::startLane(std::size_t lane, std::int64_t run)
{
    const RunStart start = m_set.start(run);
    if (start.data && (!m_hasOwnData || !fits(*start.data))) {
        trainAlone(m_set, m_index, run, start, m_context);
        return;
    }
    const Vector wide = startParameters(m_set.spec.architecture, startOf(m_set, start));
    std::vector<T> theta(m_size);
    std::transform(wide.begin(), wide.end(), theta.begin(), [](double value) { return static_cast<T>(value); });
    Lane &at = m_lanes[lane];
    at = Lane(m_training);
    if (m_hasOwnData) {
        const auto &data = start.data ? start.data : m_set.data;
        at.own = std::make_unique<RunObjective<T>>(m_set.spec.architecture, m_set.spec.loss, data);
        m_safeSize =
            std::min(m_safeSize, static_cast<T>(finiteBound(m_set.spec.architecture, m_set.spec.loss, *data,
                                                            static_cast<double>(std::numeric_limits<T>::max()))));
        std::vector<std::uint32_t> rows(static_cast<std::size_t>(m_samples));
        std::iota(rows.begin(), rows.end(), 0U);
        m_all.setRows(static_cast<std::int64_t>(lane), at.own->train(), rows);
    }
    if (!m_isFullBatch)
        at.order = SampleOrder(start.seed, m_samples);

    const auto value = [&] {
        const FlushToZero flush;
        return objectiveOf(lane).value(theta.data());
    }();
    if (!isWithinRange(theta) || !value.isFinite()) {
        m_ends.push_back({run, refusedEnd(wide)});
        return;
    }
    at.run = run;
    at.began = m_tick;
    ++m_active;
    for (std::size_t i = 0; i < m_size; ++i)
        m_theta.data()[i * m_width + lane] = m_other.data()[i * m_width + lane] = theta[i];
    m_optimizer->restartLane(lane);
    m_wanted.data()[lane] = m_objective.classifies() ? static_cast<T>(m_samples) : none<T>;
    m_isSafe = false;
    const FlushToZero flush;
    endEpoch(lane, 0, static_cast<double>(value.loss), value.correct == m_samples);
}

/// The vectors that have no run any more are given up.
template <class T>
void LaneRuns<T>::closeUp()
{
    const auto granule = static_cast<std::size_t>(laneCount<T>());
    const auto needed = (static_cast<std::size_t>(m_active) + granule - 1) / granule * granule;
    if (m_active == 0 || needed >= m_width)
        return;
    std::vector<std::size_t> kept;
    for (std::size_t lane = 0; lane < m_width; ++lane) {
        if (isActive(lane))
            kept.push_back(lane);
    }
    for (AlignedBuffer<T> *buffer : {&m_theta, &m_other})
        keepLanes(buffer->data(), m_size, m_width, std::span<const std::size_t>(kept), needed);
    keepLanes(m_wanted.data(), 1, m_width, std::span<const std::size_t>(kept), needed);
    m_optimizer->keepLanes(kept, needed);
    m_all.keepLanes(kept, static_cast<std::int64_t>(needed));
    m_batch.keepLanes(kept, static_cast<std::int64_t>(needed));
    std::vector<Lane> lanes;
    for (const std::size_t lane : kept)
        lanes.push_back(std::move(m_lanes[lane]));
    while (lanes.size() < needed) {
        m_wanted.data()[lanes.size()] = none<T>;
        lanes.emplace_back(m_training);
    }
    m_lanes = std::move(lanes);
    m_width = needed;
}

template <class T>
bool LaneRuns<T>::isFinite(std::size_t lane) const
{
    return m_isSafe || std::isfinite(m_losses.data()[lane] + m_penalties.data()[lane]);
}

template <class T>
bool LaneRuns<T>::areAllRight(std::size_t lane) const
{
    return m_correct.data()[lane] == static_cast<T>(m_samples);
}

template <class T>
std::vector<T> LaneRuns<T>::column(const T *values, std::size_t lane) const
{
    std::vector<T> result(m_size);
    for (std::size_t i = 0; i < m_size; ++i)
        result[i] = values[i * m_width + lane];
    return result;
}

/// As TypedRun::advanceFullBatch(), until a run has ended.
template <class T>
void LaneRuns<T>::advanceFullBatch()
{
    const FlushToZero flush;
    while (m_ends.empty() && !m_context.stop.stop_requested()) {
        learn(m_all, m_needsLoss || m_usesLoss, m_gradient.data());
        bool isNews = m_needsLoss || !m_isSafe || m_tick >= m_nextLook;
        for (std::size_t lane = 0; lane < m_width; ++lane)
            isNews |= m_correct.data()[lane] >= m_wanted.data()[lane];
        if (isNews)
            lookAtEpochs();
        update([this](std::size_t lane) { return Place{epochOf(lane), epochOf(lane)}; });
        ++m_tick;
    }
}

/// The gradient at θ gave the loss of each run's epoch.
template <class T>
void LaneRuns<T>::lookAtEpochs()
{
    for (std::size_t lane = 0; lane < m_width; ++lane) {
        const std::int64_t epoch = epochOf(lane);
        if (!isActive(lane) || epoch == 0)
            continue;
        if (isFinite(lane))
            endEpoch(lane, epoch, static_cast<double>(m_losses.data()[lane]), areAllRight(lane));
        else
            finish(lane, m_other.data(), StopReason::Diverged, {epoch - 1, epoch - 1});
    }
    planNextLook();
}

template <class T>
void LaneRuns<T>::planNextLook()
{
    m_nextLook = std::numeric_limits<std::int64_t>::max();
    for (std::size_t lane = 0; lane < m_width; ++lane) {
        if (!isActive(lane))
            continue;
        const std::int64_t next = epochOf(lane) < m_lookBack ? m_lookBack : m_training.epochs;
        m_nextLook = std::min(m_nextLook, m_lanes[lane].began + next);
    }
}

template <class T>
void LaneRuns<T>::learn(const LaneBatch<T> &batch, bool wantsLosses, T *gradient)
{
    const LaneResults<T> results{m_losses.data(), m_penalties.data(), m_correct.data(), wantsLosses || !m_isSafe};
    m_kernel.learn(m_theta.data(), static_cast<std::int64_t>(m_width), batch, results, gradient);
}

/// Moves θ of all lanes, and ends the runs whose parameters have left the range of numbers.
/// @param place  where a run stands before the update
template <class T>
void LaneRuns<T>::update(const std::function<Place(std::size_t)> &place)
{
    if (m_usesLoss) {
        for (std::size_t lane = 0; lane < m_width; ++lane)
            m_totals.data()[lane] = m_losses.data()[lane] + m_penalties.data()[lane];
    }
    m_optimizer->updateLanes(m_theta.data(), m_gradient.data(), m_other.data(), m_frozen, m_totals.data());
    m_isSafe = areWithin(m_other.data(), static_cast<std::int64_t>(m_size * m_width), m_safeSize);
    for (std::size_t lane = 0; lane < m_width && !m_isSafe; ++lane) {
        if (isActive(lane) && !isWithinRange(column(m_other.data(), lane)))
            finish(lane, m_theta.data(), StopReason::Diverged, place(lane));
    }
    std::swap(m_theta, m_other);
    m_steps += m_active;
    tellSteps(false);
}

/// As TypedRun::advanceMiniBatch(), one epoch after the other until a run has ended.
template <class T>
void LaneRuns<T>::advanceMiniBatches()
{
    const FlushToZero flush;
    while (m_ends.empty()) {
        for (std::int64_t begin = 0; begin < m_samples; begin += m_batchSize) {
            if (m_context.stop.stop_requested())
                return;
            learnMiniBatch(begin);
        }
        ++m_tick;
        endEpochs();
    }
}

template <class T>
void LaneRuns<T>::learnMiniBatch(std::int64_t begin)
{
    m_batch.setCount(std::min(m_batchSize, m_samples - begin));
    for (std::size_t lane = 0; lane < m_width; ++lane) {
        if (isActive(lane))
            m_batch.setRows(static_cast<std::int64_t>(lane), objectiveOf(lane).train(),
                            m_lanes[lane].order.rows(epochOf(lane), m_training.shuffle, begin, m_batchSize));
    }
    learn(m_batch, m_usesLoss, m_gradient.data());
    const std::int64_t updatesPerEpoch = (m_samples + m_batchSize - 1) / m_batchSize;
    const std::int64_t updates = begin / m_batchSize; // of this epoch
    for (std::size_t lane = 0; lane < m_width && !m_isSafe; ++lane) {
        if (!isActive(lane) || isFinite(lane))
            continue;
        const std::int64_t epoch = epochOf(lane);
        const std::int64_t step = epoch * updatesPerEpoch + updates;
        if (step == 0)
            finish(lane, m_theta.data(), StopReason::Diverged, {0, 0});
        else
            finish(lane, m_other.data(), StopReason::Diverged, {updates > 0 ? epoch : epoch - 1, step - 1});
    }
    update([&](std::size_t lane) { return Place{epochOf(lane), epochOf(lane) * updatesPerEpoch + updates}; });
}

/// Losses are measured where a Trainer measures them, unless they could tell nothing new.
template <class T>
void LaneRuns<T>::endEpochs()
{
    std::vector<std::uint8_t> isMeasured(m_width, 0);
    bool isAnyMeasured = false;
    for (std::size_t lane = 0; lane < m_width; ++lane) {
        if (!isActive(lane))
            continue;
        Lane &at = m_lanes[lane];
        const std::int64_t epoch = epochOf(lane);
        const bool isPoint = at.schedule.wantsPoint(epoch);
        if (isPoint)
            at.schedule.thin(static_cast<std::size_t>(epoch / at.schedule.stride() + 1));
        const bool canBeNews = !m_isSafe || m_wanted.data()[lane] != none<T>;
        isMeasured[lane] = m_needsLoss || (isPoint && canBeNews) ? 1 : 0;
        isAnyMeasured |= isMeasured[lane] != 0;
    }
    if (isAnyMeasured)
        learn(m_all, m_needsLoss, nullptr);
    const std::int64_t updatesPerEpoch = (m_samples + m_batchSize - 1) / m_batchSize;
    for (std::size_t lane = 0; lane < m_width; ++lane) {
        if (!isActive(lane))
            continue;
        const std::int64_t epoch = epochOf(lane);
        if (isMeasured[lane] == 0)
            endEpoch(lane, epoch, std::numeric_limits<double>::infinity(), false);
        else if (isFinite(lane))
            endEpoch(lane, epoch, static_cast<double>(m_losses.data()[lane]), areAllRight(lane));
        else
            finish(lane, m_other.data(), StopReason::Diverged, {epoch - 1, epoch * updatesPerEpoch - 1});
    }
}

/// @param loss  any value where the stop rules need none
template <class T>
void LaneRuns<T>::endEpoch(std::size_t lane, std::int64_t epoch, double loss, bool isAllRight)
{
    Lane &at = m_lanes[lane];
    if (isAllRight && at.solvedEpoch < 0 && m_objective.classifies()) {
        at.solvedEpoch = epoch;
        m_wanted.data()[lane] = none<T>;
    }
    if (m_keepsTrail)
        at.trail.add(epoch, loss);
    else if (epoch == m_lookBack)
        at.before = static_cast<double>(objectiveOf(lane).value(column(m_theta.data(), lane).data()).loss);
    const StopReason reason = at.rules.check(epoch, loss);
    const std::int64_t updatesPerEpoch = (m_samples + m_batchSize - 1) / m_batchSize;
    if (reason != StopReason::None)
        finish(lane, m_theta.data(), reason, {epoch, epoch * updatesPerEpoch});
}

/// @param values  where the run's last parameters are
template <class T>
void LaneRuns<T>::finish(std::size_t lane, const T *values, StopReason reason, const Place &place)
{
    Lane &at = m_lanes[lane];
    const std::vector<T> theta = column(values, lane);
    const auto value = objectiveOf(lane).value(theta.data());
    Metrics metrics{.loss = static_cast<double>(value.loss), .penalty = static_cast<double>(value.penalty)};
    if (m_objective.classifies()) {
        metrics.correct = value.correct;
        metrics.accuracy = static_cast<double>(value.correct) / static_cast<double>(m_samples);
    }
    const double before = m_keepsTrail      ? at.trail.at(lookBack(place.epoch))
                          : m_lookBack >= 0 ? at.before
                                            : std::numeric_limits<double>::quiet_NaN();
    RunEnd end{.outcome = reason == StopReason::Diverged
                              ? Outcome::Diverged
                              : outcomeAtRest(m_set.spec, m_samples, m_objective.classifies(), reason, metrics, before),
               .reason = reason,
               .epochs = place.epoch,
               .steps = place.step,
               .solvedEpoch = at.solvedEpoch,
               .loss = metrics.loss,
               .penalty = metrics.penalty,
               .accuracy = metrics.accuracy,
               .parameters = widened(theta)};
    m_ends.push_back({at.run, std::move(end)});
    at.run = -1;
    m_wanted.data()[lane] = none<T>;
    --m_active;
}

template <class T>
void LaneRuns<T>::tellEnds()
{
    for (End &end : std::exchange(m_ends, {}))
        m_context.sink(m_index, end.run, std::move(end.end));
}

/// About once in a millisecond.
template <class T>
void LaneRuns<T>::tellSteps(bool atOnce)
{
    constexpr std::int64_t work = 1'000'000; // multiplications
    if (!atOnce && m_steps * static_cast<std::int64_t>(m_size) * m_batchSize < work)
        return;
    if (m_context.steps != nullptr)
        m_context.steps->fetch_add(m_steps, std::memory_order_relaxed);
    m_steps = 0;
}

template class LaneRuns<float>;
template class LaneRuns<double>;

} // namespace basin
