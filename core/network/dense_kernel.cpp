#include "network/dense_kernel.h"

#include "data/error.h"
#include "network/activation.h"
#include "network/dense_plan.h"
#include "network/lstm_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace basin {

namespace {

/// So many samples that the workspace stays in the second-level cache; more samples win nothing for small networks.
template <class T>
std::int64_t tileSamples(const Architecture &architecture, std::int64_t batchSize)
{
    if (architecture.isRecurrent()) {
        const LayerLayout &at = architecture.layout(0);
        return lstmTileSamples(architecture.stepCount(), at.inputs, at.units);
    }
    constexpr std::int64_t cacheBytes = 128 * 1024;
    const std::int64_t sampleBytes = static_cast<std::int64_t>(sizeof(T)) * (3 * architecture.unitCount() + 4);
    const std::int64_t wanted = std::min(cacheBytes / sampleBytes, batchSize + 15) / 16 * 16;
    return std::clamp<std::int64_t>(wanted, 16, 512);
}

void checkGradientFault(const LossSpec &spec, LossId loss, const Architecture &architecture)
{
    const LayerSpec &last = architecture.layers().back();
    // What a recurrent layer hands on is its output as it is.
    const std::string_view activation = last.kind == LayerKind::Lstm ? "linear" : std::string_view(last.activation);
    if (const auto problem = gradientFaultProblem(spec.fault, loss, activation))
        throw InputError("loss.deliberate_bug", *problem);
}

template <class T>
void copyColumns(const Matrix &from, std::int64_t stride, T *to)
{
    for (Eigen::Index f = 0; f < from.cols(); ++f) {
        for (Eigen::Index s = 0; s < from.rows(); ++s)
            to[f * stride + s] = static_cast<T>(from(s, f));
    }
}

} // namespace

template <class T>
DenseKernel<T>::Samples::Samples(const Matrix &inputs, const Matrix &targets)
    : Samples(inputs, targets, targetSides(targets))
{
}

template <class T>
DenseKernel<T>::Samples::Samples(const Matrix &inputs, const Matrix &targets, const TargetSides &sides)
    : m_count(inputs.rows()),
      m_stride(paddedCount<T>(inputs.rows())),
      m_inputCount(inputs.cols()),
      m_targetCount(targets.cols()),
      m_sides(sides),
      m_inputs(static_cast<std::size_t>(m_stride * m_inputCount)),
      m_targets(static_cast<std::size_t>(m_stride * m_targetCount))
{
    if (targets.rows() != inputs.rows())
        throw InputError("data", "must have as many targets as inputs");
    copyColumns(inputs, m_stride, m_inputs.data());
    copyColumns(targets, m_stride, m_targets.data());
}

/// The plan and its memory.
template <class T>
struct DenseKernel<T>::State {
    State(const Architecture &architecture, const LossSpec &lossSpec, std::int64_t batchSize);

    [[nodiscard]] std::int64_t outputCount() const { return plan.layers.back().units; }
    [[nodiscard]] Tile<T> tileOf(const Samples &samples, std::int64_t first) const;
    [[nodiscard]] Tile<T> gathered(const Samples &samples, std::span<const std::uint32_t> rows);
    [[nodiscard]] BatchSums<T> emptySums(const Samples &samples, std::int64_t count) const;
    /// Spoils the gradient of `count` samples' loss where the user asked for it.
    void spoil(T *gradient, std::int64_t count) const;
    void prepareLstm(const Architecture &architecture);
    /// The whole of `samples`; no gradient if it is null.
    Result run(const T *parameters, const Samples &samples, T *gradient);

    std::int64_t tileSize;
    std::int64_t inputCount;
    LossSpec loss;
    DensePlan<T> plan;
    LstmPlan<T> lstm;
    AlignedBuffer<T> workspace;
    AlignedBuffer<T> lstmWorkspace;
    T *inputs = nullptr;  ///< gathered rows
    T *targets = nullptr; ///< gathered rows
};

template <class T>
DenseKernel<T>::State::State(const Architecture &architecture, const LossSpec &lossSpec, std::int64_t batchSize)
    : tileSize(tileSamples<T>(architecture, batchSize)), inputCount(architecture.inputCount()), loss(lossSpec)
{
    const Loss *kind = findLoss(lossSpec.name);
    if (kind == nullptr)
        throw InputError("loss.name", "unknown loss \"" + lossSpec.name + "\"");
    if (const auto problem = lossProblem(kind->id, architecture.layers().back().activation, architecture.outputCount()))
        throw InputError("loss.name", *problem);
    checkGradientFault(lossSpec, kind->id, architecture);
    plan.loss = kind->id;
    plan.hasOutputDelta = lossSpec.fault != GradientFault::OutputDelta;

    std::int64_t widest = 0;
    for (const LayerSpec &layer : architecture.layers())
        widest = std::max<std::int64_t>(widest, layer.units);
    const std::int64_t columns =
        2 * architecture.unitCount() + widest + 1 + architecture.inputCount() + architecture.outputCount();
    workspace = AlignedBuffer<T>(static_cast<std::size_t>(columns * tileSize));
    T *next = workspace.data();
    const auto take = [&](std::int64_t count) { return std::exchange(next, next + count * tileSize); };
    for (std::size_t l = 0; l < architecture.layers().size(); ++l) {
        const LayerLayout &at = architecture.layout(l);
        const bool isLstm = at.kind == LayerKind::Lstm;
        const ActivationId activation =
            isLstm ? ActivationId::Linear : findActivation(architecture.layers()[l].activation)->id;
        plan.layers.push_back(
            {at.inputs, at.units, activation, at.kernel, at.bias, at.end(), take(at.units), take(at.units)});
    }
    plan.transposed = take(widest);
    plan.sampleLoss = take(1);
    inputs = take(architecture.inputCount());
    targets = take(architecture.outputCount());
    if (architecture.isRecurrent())
        prepareLstm(architecture);
}

template <class T>
void DenseKernel<T>::State::prepareLstm(const Architecture &architecture)
{
    const LayerLayout &at = architecture.layout(0);
    lstm.steps = architecture.stepCount();
    lstm.inputs = at.inputs;
    lstm.units = at.units;
    lstm.kernel = at.kernel;
    lstm.recurrent = at.recurrent;
    lstm.bias = at.bias;
    const std::int64_t rows = lstm.steps * tileSize;
    const std::int64_t stride = lstm.hiddenStride();
    const std::int64_t size = rows * (lstm.inputs + lstm.columns() + 3 * lstm.units) +
                              tileSize * (stride + lstm.units) + lstm.columns() * stride;
    lstmWorkspace = AlignedBuffer<T>(static_cast<std::size_t>(size));
    T *next = lstmWorkspace.data();
    const auto take = [&](std::int64_t count) { return std::exchange(next, next + count); };
    lstm.turned = take(lstm.columns() * stride);
    lstm.hiddenDelta = take(tileSize * stride);
    lstm.gates = take(rows * lstm.columns());
    lstm.cells = take(rows * lstm.units);
    lstm.cellOutputs = take(rows * lstm.units);
    lstm.hidden = take(rows * lstm.units);
    lstm.cellDelta = take(tileSize * lstm.units);
    lstm.x = take(rows * lstm.inputs);
    plan.lstm = &lstm;
}

template <class T>
Tile<T> DenseKernel<T>::State::tileOf(const Samples &samples, std::int64_t first) const
{
    const std::int64_t count = std::min(tileSize, samples.m_count - first);
    return {samples.m_inputs.data() + first,
            samples.m_stride,
            samples.m_targets.data() + first,
            samples.m_stride,
            count,
            paddedCount<T>(count)};
}

template <class T>
Tile<T> DenseKernel<T>::State::gathered(const Samples &samples, std::span<const std::uint32_t> rows)
{
    const auto count = static_cast<std::int64_t>(rows.size());
    const std::int64_t width = paddedCount<T>(count);
    const auto gather = [&](const T *from, std::int64_t columns, T *to) {
        for (std::int64_t f = 0; f < columns; ++f, from += samples.m_stride, to += width) {
            for (std::int64_t s = 0; s < count; ++s)
                to[s] = from[rows[static_cast<std::size_t>(s)]];
            std::fill(to + count, to + width, T(0));
        }
    };
    gather(samples.m_inputs.data(), inputCount, inputs);
    gather(samples.m_targets.data(), outputCount(), targets);
    return {inputs, width, targets, width, count, width};
}

template <class T>
BatchSums<T> DenseKernel<T>::State::emptySums(const Samples &samples, std::int64_t count) const
{
    BatchSums<T> sums;
    sums.scale = static_cast<T>(lossScale(plan.loss, count, outputCount()));
    sums.sides = samples.m_sides;
    return sums;
}

template <class T>
void DenseKernel<T>::State::spoil(T *gradient, std::int64_t count) const
{
    if (loss.fault == GradientFault::None || loss.fault == GradientFault::OutputDelta)
        return;
    for (const LayerPlan<T> &layer : plan.layers) {
        T *const kernel = gradient + layer.kernel;
        T *const bias = gradient + layer.bias;
        T *const end = gradient + layer.end;
        if (loss.fault == GradientFault::PenaltyOnly)
            std::fill(kernel, end, T(0));
        else if (loss.fault == GradientFault::ForgottenBias)
            std::fill(bias, end, T(0));
        else
            std::transform(kernel, end, kernel, [count](T slope) { return slope * static_cast<T>(count); });
    }
}

template <class T>
typename DenseKernel<T>::Result DenseKernel<T>::State::run(const T *parameters, const Samples &samples, T *gradient)
{
    BatchSums<T> sums = emptySums(samples, samples.m_count);
    for (std::int64_t first = 0; first < samples.m_count; first += tileSize)
        learn(plan, parameters, tileOf(samples, first), sums, gradient);
    if (gradient != nullptr)
        spoil(gradient, samples.m_count);
    return {sums.loss * sums.scale, sums.correct};
}

template <class T>
DenseKernel<T>::DenseKernel(const Architecture &architecture, const LossSpec &loss, std::int64_t batchSize)
    : m_state(std::make_unique<State>(architecture, loss, batchSize))
{
}

template <class T>
DenseKernel<T>::~DenseKernel() = default;
template <class T>
DenseKernel<T>::DenseKernel(DenseKernel &&) noexcept = default;
template <class T>
DenseKernel<T> &DenseKernel<T>::operator=(DenseKernel &&) noexcept = default;

template <class T>
typename DenseKernel<T>::Result DenseKernel<T>::lossAndGradient(const T *parameters, const Samples &samples,
                                                                T *gradient)
{
    return m_state->run(parameters, samples, gradient);
}

template <class T>
typename DenseKernel<T>::Result DenseKernel<T>::lossAndGradient(const T *parameters, const Samples &samples,
                                                                std::span<const std::uint32_t> rows, T *gradient)
{
    const auto tileSize = static_cast<std::size_t>(m_state->tileSize);
    BatchSums<T> sums = m_state->emptySums(samples, static_cast<std::int64_t>(rows.size()));
    for (std::size_t first = 0; first < rows.size(); first += tileSize) {
        const auto part = rows.subspan(first, std::min(tileSize, rows.size() - first));
        learn(m_state->plan, parameters, m_state->gathered(samples, part), sums, gradient);
    }
    m_state->spoil(gradient, static_cast<std::int64_t>(rows.size()));
    return {sums.loss * sums.scale, sums.correct};
}

template <class T>
typename DenseKernel<T>::Result DenseKernel<T>::loss(const T *parameters, const Samples &samples)
{
    return m_state->run(parameters, samples, nullptr);
}

template <class T>
T DenseKernel<T>::addPenalty(const T *parameters, T *gradient) const
{
    const auto l1 = static_cast<T>(m_state->loss.l1);
    const auto l2 = static_cast<T>(m_state->loss.l2);
    if (l1 == T(0) && l2 == T(0))
        return T(0);
    T sizes = T(0);
    T squares = T(0);
    for (const LayerPlan<T> &layer : m_state->plan.layers) {
        const std::int64_t end = m_state->loss.penaliseBias ? layer.end : layer.bias;
        for (std::int64_t i = layer.kernel; i < end; ++i) {
            const T w = parameters[i];
            sizes += std::abs(w);
            squares += w * w;
            if (gradient != nullptr && (i < layer.bias || m_state->loss.fault != GradientFault::ForgottenBias))
                gradient[i] += T(2) * l2 * w + l1 * static_cast<T>((w > T(0)) - (w < T(0)));
        }
    }
    return l1 * sizes + l2 * squares;
}

template <class T>
T DenseKernel<T>::penalty(const T *parameters) const
{
    return addPenalty(parameters, nullptr);
}

template <class T>
void DenseKernel<T>::outputs(const T *parameters, const T *inputs, std::int64_t count, T *outputs, int layer)
{
    const std::size_t layers = layer < 0 ? m_state->plan.layers.size() : static_cast<std::size_t>(layer) + 1;
    const LayerPlan<T> &last = m_state->plan.layers[layers - 1];
    for (std::int64_t first = 0; first < count; first += m_state->tileSize) {
        Tile<T> tile;
        tile.count = std::min(m_state->tileSize, count - first);
        tile.width = paddedCount<T>(tile.count);
        if (tile.width == tile.count) {
            tile.inputs = inputs + first;
            tile.inputStride = count;
        } else {
            for (std::int64_t f = 0; f < m_state->inputCount; ++f) {
                T *column = m_state->inputs + f * tile.width;
                std::copy_n(inputs + f * count + first, tile.count, column);
                std::fill(column + tile.count, column + tile.width, T(0));
            }
            tile.inputs = m_state->inputs;
            tile.inputStride = tile.width;
        }
        forward(m_state->plan, parameters, tile, layers);
        for (std::int64_t j = 0; j < last.units; ++j)
            std::copy_n(last.h + j * tile.width, tile.count, outputs + j * count + first);
    }
}

template class DenseKernel<float>;
template class DenseKernel<double>;

} // namespace basin
