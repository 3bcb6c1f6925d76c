// Compiled once for each instruction set; the best one that the machine has is chosen at run time.
#include "network/simd_targets.h"

#include "network/lane_plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network/lane_simd.cpp"
#include <hwy/foreach_target.h>

#include "network/activation-inl.h"
#include "network/lane_product-inl.h"
#include "network/loss-inl.h"

#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

template <class T>
using Wide = hn::CappedTag<T, 64 / sizeof(T)>;

/// One tile of samples under one block of parameter vectors.
template <class T>
struct LaneTile {
    const T *inputs; ///< feature f of sample s at f · stride + s, or with samples of each lane's own + s · width
    std::int64_t stride;
    std::int64_t count;
    bool isFirst;
    bool areOwn;
};

/// What a layer gets: the samples, the same for all lanes or not, or the values of the layer before.
template <class T, class Work>
HWY_INLINE void withInputs(const LanePlan<T> &plan, std::size_t layer, const LaneTile<T> &tile, std::int64_t width,
                           Work work)
{
    if (layer == 0 && !tile.areOwn)
        work(SharedFactors<T>{tile.inputs, 1, tile.stride});
    else if (layer == 0)
        work(LaneFactors<T>{tile.inputs, width, tile.stride});
    else
        work(LaneFactors<T>{plan.layers[layer - 1].h, width, tile.count * width});
}

template <class D, class T>
HWY_INLINE void forwardUnits(D d, const LanePlan<T> &plan, std::size_t index, const LaneBlock<T> &block,
                             const LaneTile<T> &tile, const UnitRun &run)
{
    const LayerPlan<T> &layer = plan.layers[index];
    const std::int64_t unitStride = tile.count * block.width;
    T *out = layer.h + run.first * unitStride;
    withInputs(plan, index, tile, block.width, [&](const auto &inputs) HWY_ATTR {
        laneProduct(d, run.count, tile.count, layer.inputs, block.width,
                    LaneFactors<T>{block.parameters + (layer.kernel + run.first) * block.stride, block.stride,
                                   layer.units * block.stride},
                    inputs,
                    LaneForwardEdge<T>{block.parameters + (layer.bias + run.first) * block.stride, block.stride, out,
                                       unitStride, block.width});
    });
    const bool isLast = index + 1 == plan.layers.size();
    if (isLast && outputKind(plan.loss, layer.activation) < OutputKind::SquaredError)
        return; // these losses begin with z
    if (layer.activation == ActivationId::Linear && block.gradients == nullptr)
        return;
    T *slopes = block.gradients == nullptr ? nullptr : layer.delta + run.first * unitStride;
    activateBlock(d, layer.activation, out, slopes, run.count * unitStride);
}

/// Adds the losses of a tile's samples in their order; leaves the last layer's ∂E/∂z if they are wanted.
template <Wanted wanted, OutputKind kind, class D, class T>
HWY_INLINE void addLosses(D d, const LayerPlan<T> &last, const LaneBlock<T> &block, const LaneTile<T> &tile,
                          const T *targets, T scale)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const std::int64_t unitStride = tile.count * block.width;
    for (std::int64_t lane = 0; lane < block.width; lane += lanes) {
        auto sum = tile.isFirst ? hn::Zero(d) : hn::LoadU(d, block.values + lane);
        for (std::int64_t s = 0; s < tile.count; ++s) {
            const std::int64_t at = s * block.width + lane;
            const OutputColumns<D, wanted, true> columns{d,          last.units,  last.h + at, last.delta + at,
                                                         unitStride, targets + s, tile.stride, hn::Set(d, scale)};
            sum = hn::Add(sum, outputLoss(kind, columns));
        }
        hn::StoreU(sum, d, block.values + lane);
    }
}

/// One loop for each kind of output, so that none is told apart within it.
template <class Work>
HWY_INLINE void withOutputKind(OutputKind kind, Work work)
{
    switch (kind) {
    case OutputKind::SigmoidCrossentropy:
        return work(std::integral_constant<OutputKind, OutputKind::SigmoidCrossentropy>());
    case OutputKind::SoftmaxCrossentropy:
        return work(std::integral_constant<OutputKind, OutputKind::SoftmaxCrossentropy>());
    case OutputKind::SoftmaxBinaryCrossentropy:
        return work(std::integral_constant<OutputKind, OutputKind::SoftmaxBinaryCrossentropy>());
    case OutputKind::SoftmaxSquaredError:
        return work(std::integral_constant<OutputKind, OutputKind::SoftmaxSquaredError>());
    case OutputKind::SquaredError:
        return work(std::integral_constant<OutputKind, OutputKind::SquaredError>());
    case OutputKind::ClippedCrossentropy:
        return work(std::integral_constant<OutputKind, OutputKind::ClippedCrossentropy>());
    case OutputKind::NormalisedCrossentropy:
        return work(std::integral_constant<OutputKind, OutputKind::NormalisedCrossentropy>());
    }
}

template <Wanted wanted, class D, class T>
void addLosses(D d, const LanePlan<T> &plan, const LaneBlock<T> &block, const LaneTile<T> &tile, const T *targets,
               T scale)
{
    const LayerPlan<T> &last = plan.layers.back();
    withOutputKind(outputKind(plan.loss, last.activation), [&](auto kind) HWY_ATTR {
        addLosses<wanted, decltype(kind)::value>(d, last, block, tile, targets, scale);
    });
}

/// What a tile's samples add to the results of runs; leaves the last layer's ∂E/∂z.
/// @tparam kLoss  whether losses are wanted; what goes into nothing else is not worked out then
template <bool kLoss, OutputKind kind, class D, class T>
HWY_INLINE void addResults(D d, const LayerPlan<T> &last, std::int64_t width, const LaneTile<T> &tile,
                           const LaneRows<T> &rows, std::int64_t first, T scale, const LaneResults<T> &results)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const std::int64_t unitStride = tile.count * width;
    const std::int64_t sampleStride = rows.areOwn ? width : lanes;
    const auto one = hn::Set(d, T(1));
    const bool counts = rows.sides.kind != TargetSides::Kind::None;
    for (std::int64_t lane = 0; lane < width; lane += lanes) {
        auto loss = tile.isFirst ? hn::Zero(d) : hn::LoadU(d, results.losses + lane);
        auto correct = tile.isFirst ? hn::Zero(d) : hn::LoadU(d, results.correct + lane);
        const T *targets = rows.targets + first * sampleStride + (rows.areOwn ? lane : 0);
        for (std::int64_t s = 0; s < tile.count; ++s, targets += sampleStride) {
            const std::int64_t at = s * width + lane;
            const OutputColumns<D> columns{d,          last.units, last.h + at,       last.delta + at,
                                           unitStride, targets,    rows.targetStride, hn::Set(d, scale)};
            const auto sampleLoss = outputLoss(kind, columns);
            if constexpr (kLoss)
                loss = hn::Add(loss, sampleLoss);
            if (counts)
                correct = hn::Add(correct, hn::IfThenElseZero(isOnRightSide(columns, rows.sides), one));
        }
        if constexpr (kLoss)
            hn::StoreU(loss, d, results.losses + lane);
        hn::StoreU(correct, d, results.correct + lane);
    }
}

template <class D, class T>
void addResults(D d, const LanePlan<T> &plan, std::int64_t width, const LaneTile<T> &tile, const LaneRows<T> &rows,
                std::int64_t first, T scale, const LaneResults<T> &results)
{
    const LayerPlan<T> &last = plan.layers.back();
    const OutputKind all = outputKind(plan.loss, last.activation);
    constexpr OutputKind logits = OutputKind::SigmoidCrossentropy; // of the others the loss costs little
    if (all == logits && !results.wantsLosses)
        return addResults<false, logits>(d, last, width, tile, rows, first, scale, results);
    withOutputKind(all, [&](auto kind) HWY_ATTR {
        addResults<true, decltype(kind)::value>(d, last, width, tile, rows, first, scale, results);
    });
}

template <class D, class T>
HWY_INLINE void backward(D d, const LanePlan<T> &plan, const LaneBlock<T> &block, const LaneTile<T> &tile)
{
    static constexpr T one = T(1);
    const std::int64_t unitStride = tile.count * block.width;
    for (std::size_t l = plan.layers.size(); l-- > 0;) {
        const LayerPlan<T> &layer = plan.layers[l];
        if (l > 0) {
            laneProduct(d, layer.inputs, tile.count, layer.units, block.width,
                        LaneFactors<T>{block.parameters + layer.kernel * block.stride, layer.units * block.stride,
                                       block.stride},
                        LaneFactors<T>{layer.delta, block.width, unitStride},
                        LaneBackwardEdge<T>{plan.layers[l - 1].delta, unitStride, block.width});
        }
        const LaneFactors<T> deltas{layer.delta, unitStride, block.width};
        const LaneGradientEdge<T> edge{block.gradients + layer.kernel * block.stride, layer.units, block.stride,
                                       tile.isFirst};
        if (l == 0 && !tile.areOwn)
            laneProduct(d, layer.inputs, layer.units, tile.count, block.width,
                        SharedFactors<T>{tile.inputs, tile.stride, 1}, deltas, edge);
        else if (l == 0)
            laneProduct(d, layer.inputs, layer.units, tile.count, block.width,
                        LaneFactors<T>{tile.inputs, tile.stride, block.width}, deltas, edge);
        else
            laneProduct(d, layer.inputs, layer.units, tile.count, block.width,
                        LaneFactors<T>{plan.layers[l - 1].h, unitStride, block.width}, deltas, edge);
        // the bias is one more input that is 1
        laneProduct(
            d, 1, layer.units, tile.count, block.width, SharedFactors<T>{&one, 0, 0}, deltas,
            LaneGradientEdge<T>{block.gradients + layer.bias * block.stride, layer.units, block.stride, tile.isFirst});
    }
}

/// The sums become losses; penalties go by themselves, or to the losses where there is no place for them.
template <class D, class T>
HWY_INLINE void finishValues(D d, const LanePlan<T> &plan, const LaneBlock<T> &block, T scale, T *penalties)
{
    using V = hn::Vec<D>;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const bool hasPenalty = plan.l1 != T(0) || plan.l2 != T(0);
    const V l1 = hn::Set(d, plan.l1);
    const V l2 = hn::Set(d, plan.l2);
    const V twice = hn::Set(d, T(2) * plan.l2);
    const V zero = hn::Zero(d);
    const V one = hn::Set(d, T(1));
    for (std::int64_t lane = 0; lane < block.width; lane += lanes) {
        V sizes = zero;
        V squares = zero;
        for (std::size_t l = 0; hasPenalty && l < plan.layers.size(); ++l) {
            const LayerPlan<T> &layer = plan.layers[l];
            const std::int64_t end = layer.bias + (plan.penaliseBias ? layer.units : 0);
            for (std::int64_t i = layer.kernel; i < end; ++i) {
                const V w = hn::LoadU(d, block.parameters + i * block.stride + lane);
                sizes = hn::Add(sizes, hn::Abs(w));
                squares = hn::Add(squares, hn::Mul(w, w));
                if (block.gradients == nullptr)
                    continue;
                T *at = block.gradients + i * block.stride + lane;
                const V sign = hn::Sub(hn::IfThenElseZero(hn::Gt(w, zero), one), //
                                       hn::IfThenElseZero(hn::Lt(w, zero), one));
                hn::StoreU(hn::Add(hn::LoadU(d, at), hn::Add(hn::Mul(twice, w), hn::Mul(l1, sign))), d, at);
            }
        }
        const V loss = hn::Mul(hn::LoadU(d, block.values + lane), hn::Set(d, scale));
        const V penalty = hasPenalty ? hn::Add(hn::Mul(l1, sizes), hn::Mul(l2, squares)) : zero;
        if (penalties != nullptr)
            hn::StoreU(penalty, d, penalties + lane);
        hn::StoreU(penalties != nullptr ? loss : hn::Add(loss, penalty), d, block.values + lane);
    }
}

template <class T>
HWY_INLINE void learnWide(const LanePlan<T> &plan, const LaneBlock<T> &block, const LaneSamples<T> &samples,
                          const Stale &stale)
{
    const Wide<T> d;
    for (std::int64_t first = 0; first < samples.count; first += plan.tileSize) {
        const LaneTile<T> tile{samples.inputs + first, samples.stride, HWY_MIN(plan.tileSize, samples.count - first),
                               first == 0, false};
        for (const UnitRun &run : stale.units)
            forwardUnits(d, plan, stale.layer, block, tile, run);
        for (std::size_t l = stale.layer + 1; l < plan.layers.size(); ++l)
            forwardUnits(d, plan, l, block, tile, {0, plan.layers[l].units});
        if (block.gradients == nullptr) {
            addLosses<Wanted::Loss>(d, plan, block, tile, samples.targets + first, samples.scale);
        } else {
            addLosses<Wanted::Deltas>(d, plan, block, tile, samples.targets + first, samples.scale);
            backward(d, plan, block, tile);
        }
    }
    finishValues(d, plan, block, samples.scale, static_cast<T *>(nullptr));
}

template <class T>
HWY_INLINE void learnRunsWide(const LanePlan<T> &plan, LaneBlock<T> block, const LaneRows<T> &rows, T scale,
                              const LaneResults<T> &results)
{
    const Wide<T> d;
    for (std::int64_t first = 0; first < rows.count; first += plan.tileSize) {
        const LaneTile<T> tile{rows.inputs + first * (rows.areOwn ? block.width : 1), rows.inputStride,
                               HWY_MIN(plan.tileSize, rows.count - first), first == 0, rows.areOwn};
        for (std::size_t l = 0; l < plan.layers.size(); ++l)
            forwardUnits(d, plan, l, block, tile, {0, plan.layers[l].units});
        addResults(d, plan, block.width, tile, rows, first, scale, results);
        if (block.gradients != nullptr)
            backward(d, plan, block, tile);
    }
    block.values = results.losses;
    finishValues(d, plan, block, scale, results.penalties);
}

template <class T>
HWY_INLINE bool areWithinWide(const T *values, std::int64_t count, T largest)
{
    const Wide<T> d;
    const auto limit = hn::Set(d, largest);
    auto isWithin = hn::Eq(limit, limit);
    for (std::int64_t i = 0; i < count; i += static_cast<std::int64_t>(hn::Lanes(d)))
        isWithin = hn::And(isWithin, hn::Le(hn::Abs(hn::LoadU(d, values + i)), limit));
    return hn::AllTrue(d, isWithin);
}

void learnRunsFloat(const LanePlan<float> &plan, const LaneBlock<float> &block, const LaneRows<float> &rows,
                    float scale, const LaneResults<float> &results)
{
    learnRunsWide(plan, block, rows, scale, results);
}

void learnRunsDouble(const LanePlan<double> &plan, const LaneBlock<double> &block, const LaneRows<double> &rows,
                     double scale, const LaneResults<double> &results)
{
    learnRunsWide(plan, block, rows, scale, results);
}

template <class T>
HWY_INLINE void quotientsWide(const T *a, const T *b, T *result, std::int64_t count)
{
    const Wide<T> d;
    for (std::int64_t i = 0; i < count; i += static_cast<std::int64_t>(hn::Lanes(d)))
        hn::StoreU(quotient(d, hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, result + i);
}

void quotientsFloat(const float *a, const float *b, float *result, std::int64_t count)
{
    quotientsWide(a, b, result, count);
}

void quotientsDouble(const double *a, const double *b, double *result, std::int64_t count)
{
    quotientsWide(a, b, result, count);
}

bool areWithinFloat(const float *values, std::int64_t count, float largest)
{
    return areWithinWide(values, count, largest);
}

bool areWithinDouble(const double *values, std::int64_t count, double largest)
{
    return areWithinWide(values, count, largest);
}

void learnLanesFloat(const LanePlan<float> &plan, const LaneBlock<float> &block, const LaneSamples<float> &samples,
                     const Stale &stale)
{
    learnWide(plan, block, samples, stale);
}

void learnLanesDouble(const LanePlan<double> &plan, const LaneBlock<double> &block, const LaneSamples<double> &samples,
                      const Stale &stale)
{
    learnWide(plan, block, samples, stale);
}

std::int64_t lanesOfFloat()
{
    return static_cast<std::int64_t>(hn::Lanes(Wide<float>()));
}

std::int64_t lanesOfDouble()
{
    return static_cast<std::int64_t>(hn::Lanes(Wide<double>()));
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace basin {

HWY_EXPORT(learnLanesFloat);
HWY_EXPORT(learnLanesDouble);
HWY_EXPORT(learnRunsFloat);
HWY_EXPORT(learnRunsDouble);
HWY_EXPORT(quotientsFloat);
HWY_EXPORT(quotientsDouble);
HWY_EXPORT(areWithinFloat);
HWY_EXPORT(areWithinDouble);
HWY_EXPORT(lanesOfFloat);
HWY_EXPORT(lanesOfDouble);

void learnLanes(const LanePlan<float> &plan, const LaneBlock<float> &block, const LaneSamples<float> &samples,
                const Stale &stale)
{
    HWY_DYNAMIC_DISPATCH(learnLanesFloat)(plan, block, samples, stale);
}

void learnLanes(const LanePlan<double> &plan, const LaneBlock<double> &block, const LaneSamples<double> &samples,
                const Stale &stale)
{
    HWY_DYNAMIC_DISPATCH(learnLanesDouble)(plan, block, samples, stale);
}

void learnRuns(const LanePlan<float> &plan, const LaneBlock<float> &block, const LaneRows<float> &rows, float scale,
               const LaneResults<float> &results)
{
    HWY_DYNAMIC_DISPATCH(learnRunsFloat)(plan, block, rows, scale, results);
}

void learnRuns(const LanePlan<double> &plan, const LaneBlock<double> &block, const LaneRows<double> &rows, double scale,
               const LaneResults<double> &results)
{
    HWY_DYNAMIC_DISPATCH(learnRunsDouble)(plan, block, rows, scale, results);
}

void quotients(const float *a, const float *b, float *result, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(quotientsFloat)(a, b, result, count);
}

void quotients(const double *a, const double *b, double *result, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(quotientsDouble)(a, b, result, count);
}

bool areWithin(const float *values, std::int64_t count, float largest)
{
    return HWY_DYNAMIC_DISPATCH(areWithinFloat)(values, count, largest);
}

bool areWithin(const double *values, std::int64_t count, double largest)
{
    return HWY_DYNAMIC_DISPATCH(areWithinDouble)(values, count, largest);
}

template <>
std::int64_t laneCount<float>()
{
    return HWY_DYNAMIC_DISPATCH(lanesOfFloat)();
}

template <>
std::int64_t laneCount<double>()
{
    return HWY_DYNAMIC_DISPATCH(lanesOfDouble)();
}

} // namespace basin
#endif
