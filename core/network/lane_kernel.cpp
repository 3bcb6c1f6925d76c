#include "network/lane_kernel.h"

#include "data/error.h"
#include "network/activation.h"
#include "network/lane_plan.h"

#include <algorithm>

namespace basin {

namespace {

std::int64_t roundUp(std::int64_t count, std::int64_t step)
{
    return (count + step - 1) / step * step;
}

} // namespace

template <class T>
struct LaneKernel<T>::State {
    State(const Architecture &architecture, const LossSpec &lossSpec);

    /// Room for blocks of `width` vectors over so many samples, `tile` of them at once.
    void makeRoom(std::int64_t samples, std::int64_t width, std::int64_t tile);
    /// So many samples at once for surfaces, whose values are kept from call to call, and for runs.
    [[nodiscard]] std::int64_t surfaceTile(std::int64_t samples, std::int64_t width) const;
    [[nodiscard]] std::int64_t runTile(std::int64_t samples, std::int64_t width) const;
    [[nodiscard]] std::int64_t blockSize(std::int64_t samples) const;
    [[nodiscard]] Stale everything() const { return {0, {&allUnits, 1}}; }
    /// The units that changed parameters belong to, in the lowest layer that has one.
    [[nodiscard]] Stale reachedBy(std::span<const Eigen::Index> changed);
    [[nodiscard]] LaneSamples<T> samplesOf(const Samples &samples) const;
    void run(const LaneBlock<T> &all, std::int64_t count, const Samples &samples);
    /// Fewer vectors than fill the lanes once.
    void runPadded(const LaneBlock<T> &all, std::int64_t count, const LaneSamples<T> &samples);

    LanePlan<T> plan;
    std::int64_t lanes = laneCount<T>();
    std::int64_t units = 0;
    std::int64_t mostUnits = 0; ///< of one layer
    std::int64_t parameterCount = 0;
    UnitRun allUnits; ///< of the first layer
    std::int64_t roomSamples = 0;
    std::int64_t roomWidth = 0;
    AlignedBuffer<T> workspace;
    AlignedBuffer<T> padded; ///< parameters, gradients and values of one vector of lanes
    std::vector<UnitRun> runs;
};

template <class T>
LaneKernel<T>::State::State(const Architecture &architecture, const LossSpec &lossSpec)
    : units(architecture.unitCount()), parameterCount(architecture.parameterCount())
{
    const Loss *kind = findLoss(lossSpec.name);
    if (kind == nullptr)
        throw InputError("loss.name", "unknown loss \"" + lossSpec.name + "\"");
    if (const auto problem = lossProblem(kind->id, architecture.layers().back().activation, architecture.outputCount()))
        throw InputError("loss.name", *problem);
    plan.loss = kind->id;
    plan.l1 = static_cast<T>(lossSpec.l1);
    plan.l2 = static_cast<T>(lossSpec.l2);
    plan.penaliseBias = lossSpec.penaliseBias;
    plan.layers.reserve(architecture.layers().size());
    for (std::size_t l = 0; l < architecture.layers().size(); ++l) {
        const LayerLayout &at = architecture.layout(l);
        plan.layers.push_back({at.inputs, at.units, findActivation(architecture.layers()[l].activation)->id, at.kernel,
                               at.bias, at.end(), nullptr, nullptr});
        mostUnits = std::max<std::int64_t>(mostUnits, at.units);
    }
    allUnits = {0, plan.layers.front().units};
}

template <class T>
std::int64_t LaneKernel<T>::State::blockSize(std::int64_t samples) const
{
    // Parameters and values stay in the first-level cache where they can. Eight vectors side by side make what a call
    // costs besides arithmetic small.
    constexpr std::int64_t cacheBytes = 24 * 1024;
    const std::int64_t vectorBytes = static_cast<std::int64_t>(sizeof(T)) * (parameterCount + 2 * units * samples);
    return std::clamp<std::int64_t>(cacheBytes / (vectorBytes * lanes), 1, 8) * lanes;
}

template <class T>
std::int64_t LaneKernel<T>::State::surfaceTile(std::int64_t samples, std::int64_t width) const
{
    // All samples at once where the second-level cache holds them, so that valuesAfter() finds them all; else so few
    // that the widest layer's values stay in the first-level cache.
    constexpr std::int64_t secondLevel = 512 * 1024;
    constexpr std::int64_t firstLevel = 24 * 1024;
    const std::int64_t unitBytes = static_cast<std::int64_t>(sizeof(T)) * width; // for one sample
    if (2 * units * unitBytes * samples <= secondLevel)
        return samples;
    return std::min(samples, std::max<std::int64_t>(8, firstLevel / (mostUnits * unitBytes) / 4 * 4));
}

template <class T>
std::int64_t LaneKernel<T>::State::runTile(std::int64_t samples, std::int64_t width) const
{
    constexpr std::int64_t bytes = 16 * 1024; // the first-level cache holds θ, gradient and moments besides
    const std::int64_t sampleBytes = static_cast<std::int64_t>(sizeof(T)) * width * 2 * units;
    return std::min(samples, std::max<std::int64_t>(8, bytes / sampleBytes / 4 * 4));
}

template <class T>
void LaneKernel<T>::State::makeRoom(std::int64_t samples, std::int64_t width, std::int64_t tile)
{
    if (samples == roomSamples && width <= roomWidth && tile == plan.tileSize)
        return;
    plan.tileSize = tile;
    const auto size = static_cast<std::size_t>(2 * units * plan.tileSize * width);
    if (workspace.size() < size)
        workspace = AlignedBuffer<T>(size);
    T *next = workspace.data();
    for (LayerPlan<T> &layer : plan.layers) {
        for (T **buffer : {&layer.h, &layer.delta}) {
            *buffer = next;
            next += layer.units * plan.tileSize * width;
        }
    }
    roomSamples = samples;
    roomWidth = width;
}

template <class T>
Stale LaneKernel<T>::State::reachedBy(std::span<const Eigen::Index> changed)
{
    const auto layerOf = [&](Eigen::Index i) {
        std::size_t l = plan.layers.size() - 1;
        while (l > 0 && i < plan.layers[l].kernel)
            --l;
        return l;
    };
    std::size_t lowest = plan.layers.size() - 1;
    for (const Eigen::Index i : changed)
        lowest = std::min(lowest, layerOf(i));
    runs.clear();
    for (const Eigen::Index i : changed) {
        if (layerOf(i) != lowest)
            continue;
        const LayerPlan<T> &layer = plan.layers[lowest];
        const std::int64_t unit = (i - layer.kernel) % layer.units;
        if (std::none_of(runs.begin(), runs.end(), [&](const UnitRun &run) { return run.first == unit; }))
            runs.push_back({unit, 1});
    }
    return {lowest, runs};
}

template <class T>
LaneSamples<T> LaneKernel<T>::State::samplesOf(const Samples &samples) const
{
    return {samples.m_inputs.data(), samples.m_targets.data(), samples.m_stride, samples.m_count,
            static_cast<T>(lossScale(plan.loss, samples.m_count, plan.layers.back().units))};
}

template <class T>
void LaneKernel<T>::State::run(const LaneBlock<T> &all, std::int64_t count, const Samples &samples)
{
    if (count <= 0)
        return;
    const std::int64_t widest = std::min(blockSize(samples.m_count), roundUp(count, lanes));
    makeRoom(samples.m_count, widest, surfaceTile(samples.m_count, widest));
    const LaneSamples<T> data = samplesOf(samples);
    if (count < lanes)
        return runPadded(all, count, data);
    for (std::int64_t done = 0; done < count;) {
        LaneBlock<T> block = all;
        block.width = std::min(widest, (count - done) / lanes * lanes);
        if (block.width == 0) { // once more some that are done: the same bits
            block.width = lanes;
            done = count - lanes;
        }
        block.parameters += done;
        block.values += done;
        if (block.gradients != nullptr)
            block.gradients += done;
        learnLanes(plan, block, data, everything());
        done += block.width;
    }
}

template <class T>
void LaneKernel<T>::State::runPadded(const LaneBlock<T> &all, std::int64_t count, const LaneSamples<T> &samples)
{
    const auto size = static_cast<std::size_t>((2 * parameterCount + 1) * lanes);
    if (padded.size() != size)
        padded = AlignedBuffer<T>(size);
    T *gradients = padded.data() + parameterCount * lanes;
    T *values = gradients + parameterCount * lanes;
    for (std::int64_t i = 0; i < parameterCount; ++i) {
        T *to = padded.data() + i * lanes;
        std::copy_n(all.parameters + i * all.stride, count, to);
        std::fill(to + count, to + lanes, to[0]);
    }
    const bool hasGradients = all.gradients != nullptr;
    learnLanes(plan, {padded.data(), lanes, lanes, values, hasGradients ? gradients : nullptr}, samples, everything());
    std::copy_n(values, count, all.values);
    for (std::int64_t i = 0; hasGradients && i < parameterCount; ++i)
        std::copy_n(gradients + i * lanes, count, all.gradients + i * all.stride);
}

template <class T>
LaneKernel<T>::LaneKernel(const Architecture &architecture, const LossSpec &loss)
    : m_state(std::make_unique<State>(architecture, loss))
{
}

template <class T>
LaneKernel<T>::~LaneKernel() = default;
template <class T>
LaneKernel<T>::LaneKernel(LaneKernel &&) noexcept = default;
template <class T>
LaneKernel<T> &LaneKernel<T>::operator=(LaneKernel &&) noexcept = default;

template <class T>
std::int64_t LaneKernel<T>::blockSize(std::int64_t samples) const
{
    return m_state->blockSize(samples);
}

template <class T>
void LaneKernel<T>::values(const T *parameters, std::int64_t count, std::int64_t stride, const Samples &samples,
                           T *values)
{
    m_state->run({parameters, stride, 0, values, nullptr}, count, samples);
}

template <class T>
void LaneKernel<T>::valuesAfter(std::span<const Eigen::Index> changed, const T *parameters, std::int64_t count,
                                std::int64_t stride, const Samples &samples, T *values)
{
    // One block over one tile, or what is kept is not that of all vectors and all samples.
    const bool isKept = count % m_state->lanes == 0 && count <= m_state->roomWidth &&
                        samples.count() == m_state->roomSamples && samples.count() <= m_state->plan.tileSize;
    if (!isKept || changed.empty())
        return this->values(parameters, count, stride, samples, values);
    learnLanes(m_state->plan, {parameters, stride, count, values, nullptr}, m_state->samplesOf(samples),
               m_state->reachedBy(changed));
}

template <class T>
void LaneKernel<T>::valuesAndGradients(const T *parameters, std::int64_t count, std::int64_t stride,
                                       const Samples &samples, T *values, T *gradients)
{
    m_state->run({parameters, stride, 0, values, gradients}, count, samples);
}

template <class T>
std::int64_t LaneKernel<T>::runsAtOnce(std::int64_t samples, std::int64_t stateSize) const
{
    constexpr std::int64_t cacheBytes = 32 * 1024;
    const State &s = *m_state;
    const std::int64_t vectorBytes =
        static_cast<std::int64_t>(sizeof(T)) * s.lanes *
        (s.parameterCount * (3 + stateSize) + 2 * s.units * std::min<std::int64_t>(samples, 8));
    return std::clamp<std::int64_t>(cacheBytes / vectorBytes, 1, 8) * s.lanes;
}

template <class T>
void LaneKernel<T>::learn(const T *parameters, std::int64_t width, const LaneBatch<T> &batch,
                          const LaneResults<T> &results, T *gradients)
{
    State &s = *m_state;
    const LaneRows<T> &rows = batch.rows();
    s.makeRoom(rows.count, width, s.runTile(rows.count, width));
    const auto scale = static_cast<T>(lossScale(s.plan.loss, rows.count, s.plan.layers.back().units));
    learnRuns(s.plan, {parameters, width, width, nullptr, gradients}, rows, scale, results);
}

template class LaneKernel<float>;
template class LaneKernel<double>;

} // namespace basin
