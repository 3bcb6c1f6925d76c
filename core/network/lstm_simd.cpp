// Compiled once for each instruction set; the best one that the machine has is chosen at run time.
#include "network/simd_targets.h"

#include "network/lstm_plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network/lstm_simd.cpp"
#include <hwy/foreach_target.h>

#include "network/dense_product-inl.h"
#include "network/vector_math-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

/// Rows are padded for vectors of 64 bytes at most.
template <class T>
using WideRow = hn::CappedTag<T, 64 / sizeof(T)>;
template <class T>
using NarrowRow = hn::CappedTag<T, 4>;

/// out += Σ …, into what stands there; `out` row by row.
template <class T>
using RowSumEdge = GradientEdge<T>;

/// z = b + Σ …, a row of the same biases for every sample.
template <class T>
struct BiasRowEdge {
    const T *bias;
    T *out;
    std::int64_t stride;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t, std::int64_t lane) const
    {
        return hn::LoadU(d, bias + lane);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t row, std::int64_t lane, hn::Vec<D> sum) const
    {
        hn::StoreU(sum, d, out + row * stride + lane);
    }
};

/// The product over `columns` lanes, a multiple of 4: wide vectors, then narrow ones for the rest. `edge` must address
/// lanes from the first one.
template <class T, class Edge>
HWY_INLINE void productOfColumns(Product<T> p, std::int64_t columns, const Edge &edge, const Edge &restEdge)
{
    const WideRow<T> wide;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(wide));
    p.vectors = columns / lanes;
    if (p.vectors > 0)
        product(wide, p, edge);
    const std::int64_t done = p.vectors * lanes;
    if (done == columns)
        return;
    p.lanes += done;
    p.vectors = (columns - done) / 4;
    product(NarrowRow<T>(), p, restEdge);
}

/// How far productOfColumns() comes with wide vectors.
template <class T>
HWY_INLINE std::int64_t wideColumns(std::int64_t columns)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(WideRow<T>()));
    return columns / lanes * lanes;
}

template <class T>
HWY_INLINE void addRows(const Product<T> &p, std::int64_t columns, T *out, bool isFirst)
{
    productOfColumns(p, columns, RowSumEdge<T>{out, columns, isFirst},
                     RowSumEdge<T>{out + wideColumns<T>(columns), columns, isFirst});
}

/// One step's gates and states of one sample, in place of z. The states before are null at the first step.
template <class D, class T>
HWY_INLINE void stepForward(D d, const LstmPlan<T> &plan, T *gates, const T *cellBefore, std::int64_t row)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const std::int64_t units = plan.units;
    T *cells = plan.cells + row * units;
    T *cellOutputs = plan.cellOutputs + row * units;
    T *hidden = plan.hidden + row * units;
    for (std::int64_t j = 0; j < units; j += lanes) {
        const auto mask = hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, units - j)));
        const auto load = [&](const T *from) HWY_ATTR { return hn::MaskedLoad(mask, d, from + j); };
        const auto store = [&](hn::Vec<D> value, T *to) HWY_ATTR { hn::BlendedStore(value, mask, d, to + j); };
        const auto i = sigmoidOf(d, load(gates));
        const auto f = sigmoidOf(d, load(gates + units));
        const auto g = tanhOf(d, load(gates + 2 * units));
        const auto o = sigmoidOf(d, load(gates + 3 * units));
        auto c = hn::Mul(i, g);
        if (cellBefore != nullptr)
            c = hn::MulAdd(f, load(cellBefore), c);
        const auto cellOutput = tanhOf(d, c);
        store(i, gates);
        store(f, gates + units);
        store(g, gates + 2 * units);
        store(o, gates + 3 * units);
        store(c, cells);
        store(cellOutput, cellOutputs);
        store(hn::Mul(o, cellOutput), hidden);
    }
}

/// One step's ∂E/∂z of one sample, in place of the gates; `cellDelta` goes from ∂E/∂c_t to ∂E/∂c_{t−1}.
template <class D, class T>
HWY_INLINE void stepBackward(D d, const LstmPlan<T> &plan, T *gates, const T *cellBefore, const T *cellOutputs,
                             const T *hiddenDelta, T *cellDelta)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const std::int64_t units = plan.units;
    const auto one = hn::Set(d, T(1));
    for (std::int64_t j = 0; j < units; j += lanes) {
        const auto mask = hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, units - j)));
        const auto load = [&](const T *from) HWY_ATTR { return hn::MaskedLoad(mask, d, from + j); };
        const auto store = [&](hn::Vec<D> value, T *to) HWY_ATTR { hn::BlendedStore(value, mask, d, to + j); };
        const auto i = load(gates);
        const auto f = load(gates + units);
        const auto g = load(gates + 2 * units);
        const auto o = load(gates + 3 * units);
        const auto y = load(cellOutputs);
        const auto dh = load(hiddenDelta);
        const auto dc = hn::MulAdd(hn::Mul(dh, o), hn::NegMulAdd(y, y, one), load(cellDelta));
        const auto sigmoidSlope = [&](hn::Vec<D> value) HWY_ATTR { return hn::Mul(value, hn::Sub(one, value)); };
        const auto before = cellBefore != nullptr ? load(cellBefore) : hn::Zero(d);
        store(hn::Mul(hn::Mul(dc, g), sigmoidSlope(i)), gates);
        store(hn::Mul(hn::Mul(dc, before), sigmoidSlope(f)), gates + units);
        store(hn::Mul(hn::Mul(dc, i), hn::NegMulAdd(g, g, one)), gates + 2 * units);
        store(hn::Mul(hn::Mul(dh, y), sigmoidSlope(o)), gates + 3 * units);
        store(hn::Mul(dc, f), cellDelta);
    }
}

template <class T>
HWY_INLINE void copyInputs(const LstmPlan<T> &plan, const Tile<T> &tile)
{
    for (std::int64_t t = 0; t < plan.steps; ++t) {
        for (std::int64_t k = 0; k < plan.inputs; ++k) {
            const T *from = tile.inputs + (t * plan.inputs + k) * tile.inputStride;
            T *to = plan.x + t * tile.count * plan.inputs + k;
            for (std::int64_t s = 0; s < tile.count; ++s)
                to[s * plan.inputs] = from[s];
        }
    }
}

template <class T>
HWY_INLINE void forwardSteps(const LstmPlan<T> &plan, const T *parameters, const Tile<T> &tile, T *h)
{
    const WideRow<T> d;
    const std::int64_t columns = plan.columns();
    const std::int64_t count = tile.count;
    copyInputs(plan, tile);
    const T *bias = parameters + plan.bias;
    const std::int64_t wide = wideColumns<T>(columns);
    productOfColumns(
        Product<T>{plan.steps * count, 0, plan.inputs, parameters + plan.kernel, columns, plan.x, plan.inputs, 1},
        columns, BiasRowEdge<T>{bias, plan.gates, columns}, BiasRowEdge<T>{bias + wide, plan.gates + wide, columns});
    for (std::int64_t t = 0; t < plan.steps; ++t) {
        T *gates = plan.gates + t * count * columns;
        const std::int64_t before = (t - 1) * count;
        if (t > 0)
            addRows(Product<T>{count, 0, plan.units, parameters + plan.recurrent, columns,
                               plan.hidden + before * plan.units, plan.units, 1},
                    columns, gates, false);
        for (std::int64_t s = 0; s < count; ++s)
            stepForward(d, plan, gates + s * columns, t > 0 ? plan.cells + (before + s) * plan.units : nullptr,
                        t * count + s);
    }
    const T *last = plan.hidden + (plan.steps - 1) * count * plan.units;
    for (std::int64_t j = 0; j < plan.units; ++j) {
        for (std::int64_t s = 0; s < count; ++s)
            h[j * tile.width + s] = last[s * plan.units + j];
        std::fill(h + j * tile.width + count, h + (j + 1) * tile.width, T(0));
    }
}

/// ∂E/∂h of the step before: ∂E/∂z times the recurrent kernel.
template <class T>
HWY_INLINE void hiddenDeltas(const LstmPlan<T> &plan, const T *deltas, std::int64_t count)
{
    const std::int64_t stride = plan.hiddenStride();
    productOfColumns(Product<T>{count, 0, plan.columns(), plan.turned, stride, deltas, plan.columns(), 1}, stride,
                     RowSumEdge<T>{plan.hiddenDelta, stride, true},
                     RowSumEdge<T>{plan.hiddenDelta + wideColumns<T>(stride), stride, true});
}

template <class T>
HWY_INLINE void backwardSteps(const LstmPlan<T> &plan, const T *parameters, const Tile<T> &tile, const T *delta,
                              T *gradient, bool isFirst)
{
    static constexpr T one = T(1);
    const WideRow<T> d;
    const std::int64_t columns = plan.columns();
    const std::int64_t units = plan.units;
    const std::int64_t count = tile.count;
    const std::int64_t stride = plan.hiddenStride();
    T *recurrentGradient = gradient + (plan.recurrent - plan.kernel);
    for (std::int64_t k = 0; k < units; ++k) {
        for (std::int64_t j = 0; j < columns; ++j)
            plan.turned[j * stride + k] = parameters[plan.recurrent + k * columns + j];
    }
    for (std::int64_t s = 0; s < count; ++s) {
        for (std::int64_t j = 0; j < units; ++j)
            plan.hiddenDelta[s * stride + j] = delta[j * tile.width + s];
    }
    std::fill_n(plan.cellDelta, count * units, T(0));
    bool isFirstStep = isFirst;
    for (std::int64_t t = plan.steps; t-- > 0;) {
        T *gates = plan.gates + t * count * columns;
        const std::int64_t row = t * count;
        for (std::int64_t s = 0; s < count; ++s)
            stepBackward(d, plan, gates + s * columns, t > 0 ? plan.cells + (row - count + s) * units : nullptr,
                         plan.cellOutputs + (row + s) * units, plan.hiddenDelta + s * stride,
                         plan.cellDelta + s * units);
        if (t == 0)
            break;
        addRows(Product<T>{units, 0, count, gates, columns, plan.hidden + (row - count) * units, 1, units}, columns,
                recurrentGradient, isFirstStep);
        isFirstStep = false;
        hiddenDeltas(plan, gates, count);
    }
    if (plan.steps == 1 && isFirst)
        std::fill_n(recurrentGradient, units * columns, T(0));
    const std::int64_t rows = plan.steps * count;
    addRows(Product<T>{plan.inputs, 0, rows, plan.gates, columns, plan.x, 1, plan.inputs}, columns, gradient, isFirst);
    addRows(Product<T>{1, 0, rows, plan.gates, columns, &one, 0, 0}, columns, gradient + (plan.bias - plan.kernel),
            isFirst);
}

void forwardStepsFloat(const LstmPlan<float> &plan, const float *parameters, const Tile<float> &tile, float *h)
{
    forwardSteps(plan, parameters, tile, h);
}

void forwardStepsDouble(const LstmPlan<double> &plan, const double *parameters, const Tile<double> &tile, double *h)
{
    forwardSteps(plan, parameters, tile, h);
}

void backwardStepsFloat(const LstmPlan<float> &plan, const float *parameters, const Tile<float> &tile,
                        const float *delta, float *gradient, bool isFirst)
{
    backwardSteps(plan, parameters, tile, delta, gradient, isFirst);
}

void backwardStepsDouble(const LstmPlan<double> &plan, const double *parameters, const Tile<double> &tile,
                         const double *delta, double *gradient, bool isFirst)
{
    backwardSteps(plan, parameters, tile, delta, gradient, isFirst);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace basin {

HWY_EXPORT(forwardStepsFloat);
HWY_EXPORT(forwardStepsDouble);
HWY_EXPORT(backwardStepsFloat);
HWY_EXPORT(backwardStepsDouble);

std::int64_t lstmTileSamples(std::int64_t steps, std::int64_t inputs, std::int64_t units)
{
    constexpr std::int64_t largestWorkspace = std::int64_t{1} << 22; // values
    const std::int64_t perSample = steps * (7 * units + inputs);
    std::int64_t samples = 64;
    while (samples > 4 && samples * perSample > largestWorkspace)
        samples /= 2;
    return samples;
}

void recurrentForward(const LstmPlan<float> &plan, const float *parameters, const Tile<float> &tile, float *h)
{
    HWY_DYNAMIC_DISPATCH(forwardStepsFloat)(plan, parameters, tile, h);
}

void recurrentForward(const LstmPlan<double> &plan, const double *parameters, const Tile<double> &tile, double *h)
{
    HWY_DYNAMIC_DISPATCH(forwardStepsDouble)(plan, parameters, tile, h);
}

void recurrentBackward(const LstmPlan<float> &plan, const float *parameters, const Tile<float> &tile,
                       const float *delta, float *gradient, bool isFirst)
{
    HWY_DYNAMIC_DISPATCH(backwardStepsFloat)(plan, parameters, tile, delta, gradient, isFirst);
}

void recurrentBackward(const LstmPlan<double> &plan, const double *parameters, const Tile<double> &tile,
                       const double *delta, double *gradient, bool isFirst)
{
    HWY_DYNAMIC_DISPATCH(backwardStepsDouble)(plan, parameters, tile, delta, gradient, isFirst);
}

} // namespace basin
#endif
