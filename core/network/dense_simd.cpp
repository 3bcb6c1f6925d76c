// Compiled once for each instruction set; the best one that the machine has is chosen at run time.
#include "network/simd_targets.h"

#include "network/dense_plan.h"
#include "network/lstm_plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "network/dense_simd.cpp"
#include <hwy/foreach_target.h>

#include "network/activation-inl.h"
#include "network/dense_product-inl.h"
#include "network/loss-inl.h"

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

/// The widest vectors for `width` samples: 64 bytes at most, because paddedCount() counts on it.
template <class T>
using Wide = hn::CappedTag<T, 64 / sizeof(T)>;
template <class T>
using Narrow = hn::CappedTag<T, 4>;
template <class T>
using Single = hn::CappedTag<T, 1>;

template <class D, class T>
HWY_INLINE void forwardLayer(D d, const LayerPlan<T> &layer, const T *parameters, const T *inputs,
                             std::int64_t inputStride, std::int64_t width)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    product(d,
            Product<T>{layer.units, width / lanes, layer.inputs, inputs, inputStride, parameters + layer.kernel, 1,
                       layer.units},
            ForwardEdge<T>{parameters + layer.bias, layer.h, width});
}

template <class D, class T>
void forwardWith(D d, const DensePlan<T> &plan, const T *parameters, const Tile<T> &tile, std::size_t layers)
{
    const T *inputs = tile.inputs;
    std::int64_t stride = tile.inputStride;
    for (std::size_t l = 0; l < layers; ++l) {
        const LayerPlan<T> &layer = plan.layers[l];
        if (l == 0 && plan.lstm != nullptr)
            recurrentForward(*plan.lstm, parameters, tile, layer.h);
        else
            forwardLayer(d, layer, parameters, inputs, stride, tile.width);
        if (layer.activation == ActivationId::Softmax) {
            for (std::int64_t s = 0; s < tile.width; s += static_cast<std::int64_t>(hn::Lanes(d)))
                softmaxColumn(d, layer.units, layer.h + s, tile.width);
        } else if (layer.activation != ActivationId::Linear) {
            activateBlock(d, layer.activation, layer.h, static_cast<T *>(nullptr), layer.units * tile.width);
        }
        inputs = layer.h;
        stride = tile.width;
    }
}

/// The last layer's ∂E/∂z, the losses in the order of the samples, and the count of right ones.
template <class D, class T>
HWY_INLINE void finishOutputs(D d, const DensePlan<T> &plan, const Tile<T> &tile, BatchSums<T> &sums)
{
    const LayerPlan<T> &last = plan.layers.back();
    const OutputKind kind = outputKind(plan.loss, last.activation);
    if (kind >= OutputKind::SquaredError)
        activateBlock(d, last.activation, last.h, last.delta, last.units * tile.width);
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t s = 0; s < tile.width; s += lanes) {
        const OutputColumns<D> columns{d,          last.units,       last.h + s,        last.delta + s,
                                       tile.width, tile.targets + s, tile.targetStride, hn::Set(d, sums.scale)};
        hn::StoreU(outputLoss(kind, columns), d, plan.sampleLoss + s);
        if (!plan.hasOutputDelta)
            residualsAsDeltas(columns);
        if (sums.sides.kind != TargetSides::Kind::None && s < tile.count) {
            const auto isCounted = hn::FirstN(d, static_cast<std::size_t>(tile.count - s));
            sums.correct +=
                static_cast<std::int64_t>(hn::CountTrue(d, hn::And(isCounted, isOnRightSide(columns, sums.sides))));
        }
    }
    for (std::int64_t s = 0; s < tile.count; ++s)
        sums.loss += plan.sampleLoss[s];
}

/// ∂E/∂w and ∂E/∂b of units first … of one layer, `lanes` of them side by side; the bias is one more input that is 1.
template <class D, class T>
HWY_INLINE void gradientOfUnits(D d, const LayerPlan<T> &layer, std::int64_t vectors, const T *deltas,
                                std::int64_t stride, const Tile<T> &inputs, T *gradient, bool isFirst)
{
    static constexpr T one = T(1);
    product(d, Product<T>{layer.inputs, vectors, inputs.count, deltas, stride, inputs.inputs, inputs.inputStride, 1},
            GradientEdge<T>{gradient, layer.units, isFirst});
    product(d, Product<T>{1, vectors, inputs.count, deltas, stride, &one, 0, 0},
            GradientEdge<T>{gradient + layer.inputs * layer.units, layer.units, isFirst});
}

/// `inputs` are the layer's: the tile's own or the values of the layer before.
template <class T>
HWY_INLINE void gradientOfLayer(const DensePlan<T> &plan, const LayerPlan<T> &layer, const Tile<T> &inputs, T *gradient,
                                bool isFirst)
{
    const Wide<T> wide;
    const Narrow<T> narrow;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(wide));
    const auto narrowLanes = static_cast<std::int64_t>(hn::Lanes(narrow));
    const std::int64_t inVectors = layer.units / narrowLanes * narrowLanes;
    if (inVectors > 0) {
        // Vectors run across units: each sample's ∂E/∂z side by side.
        for (std::int64_t s = 0; s < inputs.count; ++s) {
            for (std::int64_t j = 0; j < inVectors; ++j)
                plan.transposed[s * inVectors + j] = layer.delta[j * inputs.width + s];
        }
        const std::int64_t wideCount = inVectors / lanes;
        if (wideCount > 0)
            gradientOfUnits(wide, layer, wideCount, plan.transposed, inVectors, inputs, gradient, isFirst);
        const std::int64_t done = wideCount * lanes;
        if (done < inVectors)
            gradientOfUnits(narrow, layer, (inVectors - done) / narrowLanes, plan.transposed + done, inVectors, inputs,
                            gradient + done, isFirst);
    }
    for (std::int64_t j = inVectors; j < layer.units; ++j)
        gradientOfUnits(Single<T>(), layer, 1, layer.delta + j * inputs.width, 1, inputs, gradient + j, isFirst);
}

template <class D, class T>
void learnWith(D d, const DensePlan<T> &plan, const T *parameters, const Tile<T> &tile, BatchSums<T> &sums, T *gradient)
{
    const std::size_t count = plan.layers.size();
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const T *inputs = tile.inputs;
    std::int64_t stride = tile.inputStride;
    for (std::size_t l = 0; l < count; ++l) {
        const LayerPlan<T> &layer = plan.layers[l];
        if (l == 0 && plan.lstm != nullptr)
            recurrentForward(*plan.lstm, parameters, tile, layer.h);
        else
            forwardLayer(d, layer, parameters, inputs, stride, tile.width);
        if (l + 1 < count)
            activateBlock(d, layer.activation, layer.h, layer.delta, layer.units * tile.width);
        inputs = layer.h;
        stride = tile.width;
    }
    finishOutputs(d, plan, tile, sums);
    if (gradient == nullptr)
        return;
    for (std::size_t l = count; l-- > 0;) {
        const LayerPlan<T> &layer = plan.layers[l];
        Tile<T> below = tile;
        if (l > 0) {
            below.inputs = plan.layers[l - 1].h;
            below.inputStride = tile.width;
            product(d,
                    Product<T>{layer.inputs, tile.width / lanes, layer.units, layer.delta, tile.width,
                               parameters + layer.kernel, layer.units, 1},
                    BackwardEdge<T>{plan.layers[l - 1].delta, tile.width});
        }
        if (l == 0 && plan.lstm != nullptr)
            recurrentBackward(*plan.lstm, parameters, tile, layer.delta, gradient + layer.kernel, sums.isFirst);
        else
            gradientOfLayer(plan, layer, below, gradient + layer.kernel, sums.isFirst);
    }
    sums.isFirst = false;
}

template <class T>
HWY_INLINE void forwardAny(const DensePlan<T> &plan, const T *parameters, const Tile<T> &tile, std::size_t layers)
{
    if (tile.width <= 4)
        forwardWith(Narrow<T>(), plan, parameters, tile, layers);
    else
        forwardWith(Wide<T>(), plan, parameters, tile, layers);
}

template <class T>
HWY_INLINE void learnAny(const DensePlan<T> &plan, const T *parameters, const Tile<T> &tile, BatchSums<T> &sums,
                         T *gradient)
{
    if (tile.width <= 4)
        learnWith(Narrow<T>(), plan, parameters, tile, sums, gradient);
    else
        learnWith(Wide<T>(), plan, parameters, tile, sums, gradient);
}

void forwardFloat(const DensePlan<float> &plan, const float *parameters, const Tile<float> &tile, std::size_t layers)
{
    forwardAny(plan, parameters, tile, layers);
}

void forwardDouble(const DensePlan<double> &plan, const double *parameters, const Tile<double> &tile,
                   std::size_t layers)
{
    forwardAny(plan, parameters, tile, layers);
}

void learnFloat(const DensePlan<float> &plan, const float *parameters, const Tile<float> &tile, BatchSums<float> &sums,
                float *gradient)
{
    learnAny(plan, parameters, tile, sums, gradient);
}

void learnDouble(const DensePlan<double> &plan, const double *parameters, const Tile<double> &tile,
                 BatchSums<double> &sums, double *gradient)
{
    learnAny(plan, parameters, tile, sums, gradient);
}

void activateFloat(ActivationId activation, float *values, float *slopes, std::int64_t count)
{
    activateBlock(Narrow<float>(), activation, values, slopes, count);
}

void activateDouble(ActivationId activation, double *values, double *slopes, std::int64_t count)
{
    activateBlock(Narrow<double>(), activation, values, slopes, count);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace basin {

HWY_EXPORT(forwardFloat);
HWY_EXPORT(forwardDouble);
HWY_EXPORT(learnFloat);
HWY_EXPORT(learnDouble);
HWY_EXPORT(activateFloat);
HWY_EXPORT(activateDouble);

void forward(const DensePlan<float> &plan, const float *parameters, const Tile<float> &tile, std::size_t layers)
{
    HWY_DYNAMIC_DISPATCH(forwardFloat)(plan, parameters, tile, layers);
}

void forward(const DensePlan<double> &plan, const double *parameters, const Tile<double> &tile, std::size_t layers)
{
    HWY_DYNAMIC_DISPATCH(forwardDouble)(plan, parameters, tile, layers);
}

void learn(const DensePlan<float> &plan, const float *parameters, const Tile<float> &tile, BatchSums<float> &sums,
           float *gradient)
{
    HWY_DYNAMIC_DISPATCH(learnFloat)(plan, parameters, tile, sums, gradient);
}

void learn(const DensePlan<double> &plan, const double *parameters, const Tile<double> &tile, BatchSums<double> &sums,
           double *gradient)
{
    HWY_DYNAMIC_DISPATCH(learnDouble)(plan, parameters, tile, sums, gradient);
}

void activate(ActivationId activation, float *values, float *slopes, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(activateFloat)(activation, values, slopes, count);
}

void activate(ActivationId activation, double *values, double *slopes, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(activateDouble)(activation, values, slopes, count);
}

} // namespace basin
#endif
