// Losses with their derivatives at the last layer, on vectors of samples. output_terms.cpp has the same formulas, and
// the second derivatives, for one sample at a time.

#if defined(BASIN_LOSS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BASIN_LOSS_INL_H
#undef BASIN_LOSS_INL_H
#else
#define BASIN_LOSS_INL_H
#endif

#include "network/activation-inl.h"

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

/// What is wanted of the last layer; what is not is not worked out.
enum class Wanted { Loss, Deltas, Outputs }; // each with those before

/// The last layer's columns for one vector: z, which becomes y, and ∂E/∂z (before: dφ/dz where y is there). Lanes are
/// samples, or parameter vectors that share one sample and its targets.
template <class Tag, Wanted wanted = Wanted::Outputs, bool areTargetsShared = false>
struct OutputColumns {
    using D = Tag;
    using T = hn::TFromD<D>;
    using V = hn::Vec<D>;

    D d;
    std::int64_t units;
    T *values;
    T *deltas;
    std::int64_t stride;
    const T *targets;
    std::int64_t targetStride;
    V scale;

    static constexpr bool hasOutputs = wanted == Wanted::Outputs;
    HWY_INLINE V value(std::int64_t k) const { return hn::LoadU(d, values + k * stride); }
    HWY_INLINE V slope(std::int64_t k) const
    {
        if constexpr (wanted == Wanted::Loss)
            return hn::Zero(d);
        else
            return hn::LoadU(d, deltas + k * stride);
    }
    HWY_INLINE V target(std::int64_t k) const
    {
        if constexpr (areTargetsShared)
            return hn::Set(d, targets[k * targetStride]);
        else
            return hn::LoadU(d, targets + k * targetStride);
    }
    /// A value on the way to y.
    HWY_INLINE void setValue(std::int64_t k, V v) const { hn::StoreU(v, d, values + k * stride); }
    HWY_INLINE void setOutput(std::int64_t k, V y) const
    {
        if constexpr (hasOutputs)
            hn::StoreU(y, d, values + k * stride);
    }
    HWY_INLINE void setDelta(std::int64_t k, V v) const
    {
        if constexpr (wanted != Wanted::Loss)
            hn::StoreU(v, d, deltas + k * stride);
    }
};

/// Binary cross-entropy of the logit z: log(1 + exp(z)) − t z, with nothing cancelled where |z| is large.
template <class V>
struct LogitTerms {
    V loss;
    V residual; ///< σ(z) − t
    V y;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE LogitTerms<V> logitTerms(D d, V z, V t)
{
    const V zero = hn::Zero(d);
    const V one = hn::Set(d, hn::TFromD<D>(1));
    const auto l = logistic(d, z);
    const auto isRight = hn::Ge(z, zero);
    // σ(z) − t = (1 − t) − (1 − σ(z))
    const V residual = hn::IfThenElse(isRight, hn::Sub(hn::Sub(one, t), l.smaller), hn::Sub(l.smaller, t));
    const V loss = hn::Add(hn::NegMulAdd(z, t, hn::Max(zero, z)), log1pUnit(d, l.exponential));
    return {loss, residual, hn::IfThenElse(isRight, l.larger, l.smaller)};
}

template <class C, class V = typename C::V>
HWY_INLINE V sigmoidCrossentropy(const C &c)
{
    V sum = hn::Zero(c.d);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const auto terms = logitTerms(c.d, c.value(k), c.target(k));
        c.setOutput(k, terms.y);
        c.setDelta(k, hn::Mul(c.scale, terms.residual));
        sum = hn::Add(sum, terms.loss);
    }
    return sum;
}

template <class V>
struct LargestLogit {
    V value;
    V index;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE LargestLogit<V> largestLogit(D d, std::int64_t units, const hn::TFromD<D> *values, std::int64_t stride,
                                        std::int64_t except = -1)
{
    using T = hn::TFromD<D>;
    const std::int64_t first = except == 0 && units > 1 ? 1 : 0;
    LargestLogit<V> largest{hn::LoadU(d, values + first * stride), hn::Set(d, static_cast<T>(first))};
    for (std::int64_t k = first + 1; k < units; ++k) {
        if (k == except)
            continue;
        const V z = hn::LoadU(d, values + k * stride);
        const auto isLarger = hn::Gt(z, largest.value);
        largest.value = hn::IfThenElse(isLarger, z, largest.value);
        largest.index = hn::IfThenElse(isLarger, hn::Set(d, static_cast<T>(k)), largest.index);
    }
    return largest;
}

/// Softmax in place for one vector of samples.
template <class D, class T = hn::TFromD<D>, class V = hn::Vec<D>>
HWY_INLINE void softmaxColumn(D d, std::int64_t units, T *values, std::int64_t stride)
{
    const auto largest = largestLogit(d, units, values, stride);
    V sum = hn::Zero(d);
    for (std::int64_t k = 0; k < units; ++k) {
        const V e = expNegative(d, hn::Sub(hn::LoadU(d, values + k * stride), largest.value));
        hn::StoreU(e, d, values + k * stride);
        sum = hn::Add(sum, e);
    }
    const V inverse = hn::Div(hn::Set(d, T(1)), sum);
    for (std::int64_t k = 0; k < units; ++k)
        hn::StoreU(hn::Mul(inverse, hn::LoadU(d, values + k * stride)), d, values + k * stride);
}

/// −Σ t log p with log p = (z − max) − log(1 + Σ over the others), so that a sure and right answer costs its true, tiny
/// loss.
template <class C, class V = typename C::V>
HWY_INLINE V softmaxCrossentropy(const C &c)
{
    using T = typename C::T;
    const auto largest = largestLogit(c.d, c.units, c.values, c.stride);
    V rest = hn::Zero(c.d);
    V loss = hn::Zero(c.d);
    V total = hn::Zero(c.d);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V below = hn::Sub(c.value(k), largest.value);
        const V t = c.target(k);
        const V e = expNegative(c.d, below);
        const auto isLargest = hn::Eq(largest.index, hn::Set(c.d, static_cast<T>(k)));
        rest = hn::Add(rest, hn::IfThenZeroElse(isLargest, e));
        loss = hn::NegMulAdd(t, below, loss);
        total = hn::Add(total, t);
        c.setValue(k, e);
    }
    const V inverse = hn::Div(hn::Set(c.d, T(1)), hn::Add(hn::Set(c.d, T(1)), rest));
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V t = c.target(k);
        const V p = hn::Mul(c.value(k), inverse);
        const auto isLargest = hn::Eq(largest.index, hn::Set(c.d, static_cast<T>(k)));
        const V other = hn::MulSub(total, p, t);
        const V sure = hn::NegMulAdd(total, hn::Mul(rest, inverse), hn::Sub(total, t)); // 1 − p = rest / (1 + rest)
        c.setOutput(k, p);
        c.setDelta(k, hn::Mul(c.scale, hn::IfThenElse(isLargest, sure, other)));
    }
    return hn::MulAdd(total, hn::Log1p(c.d, rest), loss);
}

/// Binary cross-entropy of softmax outputs. p_k = σ(u_k) with u_k = z_k − log Σ_{m≠k} exp z_m: the logit form again.
template <class C, class V = typename C::V>
HWY_INLINE V softmaxBinaryCrossentropy(const C &c)
{
    const auto d = c.d;
    V sum = hn::Zero(d);
    for (std::int64_t k = 0; k < c.units; ++k)
        c.setDelta(k, hn::Zero(d));
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V highest = largestLogit(d, c.units, c.values, c.stride, k).value;
        V others = hn::Zero(d);
        for (std::int64_t m = 0; m < c.units; ++m) {
            if (m != k)
                others = hn::Add(others, expNegative(d, hn::Sub(c.value(m), highest)));
        }
        const V u = hn::Sub(hn::Sub(c.value(k), highest), hn::Log(d, others));
        const auto terms = logitTerms(d, u, c.target(k));
        const V delta = hn::Mul(c.scale, terms.residual);
        const V share = hn::Div(delta, others);
        for (std::int64_t m = 0; m < c.units; ++m) {
            if (m == k)
                c.setDelta(m, hn::Add(c.slope(m), delta));
            else
                c.setDelta(m, hn::NegMulAdd(share, expNegative(d, hn::Sub(c.value(m), highest)), c.slope(m)));
        }
        sum = hn::Add(sum, terms.loss);
    }
    if constexpr (C::hasOutputs)
        softmaxColumn(d, c.units, c.values, c.stride);
    return sum;
}

/// Squares of y − t; `scale` is that of the loss.
template <class C, class V = typename C::V>
HWY_INLINE V squaredError(const C &c)
{
    V sum = hn::Zero(c.d);
    const V twice = hn::Add(c.scale, c.scale);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V e = hn::Sub(c.value(k), c.target(k));
        c.setDelta(k, hn::Mul(hn::Mul(twice, e), c.slope(k)));
        sum = hn::MulAdd(e, e, sum);
    }
    return sum;
}

template <class C, class V = typename C::V>
HWY_INLINE V softmaxSquaredError(const C &c)
{
    softmaxColumn(c.d, c.units, c.values, c.stride);
    V sum = hn::Zero(c.d);
    V mean = hn::Zero(c.d);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V e = hn::Sub(c.value(k), c.target(k));
        sum = hn::MulAdd(e, e, sum);
        mean = hn::MulAdd(e, c.value(k), mean);
    }
    const V twice = hn::Add(c.scale, c.scale);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V p = c.value(k);
        c.setDelta(k, hn::Mul(hn::Mul(twice, p), hn::Sub(hn::Sub(p, c.target(k)), mean)));
    }
    return sum;
}

/// Binary cross-entropy of outputs that are no probabilities by themselves: clipped as Keras does, with no slope
/// outside.
template <class C, class V = typename C::V>
HWY_INLINE V clippedCrossentropy(const C &c)
{
    using T = typename C::T;
    const auto d = c.d;
    const V one = hn::Set(d, T(1));
    const V low = hn::Set(d, T(probabilityMargin));
    const V high = hn::Set(d, T(1) - T(probabilityMargin));
    V sum = hn::Zero(d);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V y = c.value(k);
        const V t = c.target(k);
        const V p = hn::Min(high, hn::Max(low, y));
        const V q = hn::Sub(one, p);
        sum = hn::NegMulAdd(t, hn::Log(d, p), sum);
        sum = hn::NegMulAdd(hn::Sub(one, t), hn::Log(d, q), sum);
        const V slope = hn::Mul(c.slope(k), hn::Div(hn::Sub(p, t), hn::Mul(p, q)));
        // NaN is neither below nor above and goes on
        const auto isOutside = hn::Or(hn::Lt(y, low), hn::Gt(y, high));
        c.setDelta(k, hn::IfThenZeroElse(isOutside, hn::Mul(c.scale, slope)));
    }
    return sum;
}

/// Categorical cross-entropy of sigmoid outputs: as Keras does, divided by their sum and clipped.
template <class C, class V = typename C::V>
HWY_INLINE V normalisedCrossentropy(const C &c)
{
    using T = typename C::T;
    const auto d = c.d;
    const V one = hn::Set(d, T(1));
    const V low = hn::Set(d, T(probabilityMargin));
    const V high = hn::Set(d, T(1) - T(probabilityMargin));
    V total = hn::Set(d, T(0x1p-126));
    for (std::int64_t k = 0; k < c.units; ++k)
        total = hn::Add(total, c.value(k));
    V sum = hn::Zero(d);
    V active = hn::Zero(d); // the targets whose probability is not clipped
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V share = hn::Div(c.value(k), total);
        const V t = c.target(k);
        sum = hn::NegMulAdd(t, hn::Log(d, hn::Min(high, hn::Max(low, share))), sum);
        active = hn::Add(active, hn::IfThenZeroElse(hn::Or(hn::Lt(share, low), hn::Gt(share, high)), t));
    }
    const V common = hn::Div(active, total);
    for (std::int64_t k = 0; k < c.units; ++k) {
        const V y = c.value(k);
        const V share = hn::Div(y, total);
        const auto isOutside = hn::Or(hn::Lt(share, low), hn::Gt(share, high));
        const V own = hn::IfThenZeroElse(isOutside, hn::Mul(c.target(k), hn::Sub(one, y))); // dφ/dz / y = 1 − y
        c.setDelta(k, hn::Mul(c.scale, hn::MulSub(common, c.slope(k), own)));
    }
    return sum;
}

/// ∂E/∂y of a squared error in the place of ∂E/∂z: the deliberate mistake GradientFault::OutputDelta.
template <class C, class V = typename C::V>
HWY_INLINE void residualsAsDeltas(const C &c)
{
    const V twice = hn::Add(c.scale, c.scale);
    for (std::int64_t k = 0; k < c.units; ++k)
        c.setDelta(k, hn::Mul(twice, hn::Sub(c.value(k), c.target(k))));
}

enum class OutputKind {
    SigmoidCrossentropy,
    SoftmaxCrossentropy,
    SoftmaxBinaryCrossentropy,
    SoftmaxSquaredError,
    SquaredError,
    ClippedCrossentropy,
    NormalisedCrossentropy,
};

HWY_INLINE OutputKind outputKind(LossId loss, ActivationId activation)
{
    const bool isSoftmax = activation == ActivationId::Softmax;
    if (loss == LossId::BinaryCrossentropy) {
        return isSoftmax                             ? OutputKind::SoftmaxBinaryCrossentropy
               : activation == ActivationId::Sigmoid ? OutputKind::SigmoidCrossentropy
                                                     : OutputKind::ClippedCrossentropy;
    }
    if (loss == LossId::CategoricalCrossentropy)
        return isSoftmax ? OutputKind::SoftmaxCrossentropy : OutputKind::NormalisedCrossentropy;
    return isSoftmax ? OutputKind::SoftmaxSquaredError : OutputKind::SquaredError;
}

template <class C, class V = typename C::V>
HWY_INLINE V outputLoss(OutputKind kind, const C &c)
{
    switch (kind) {
    case OutputKind::SigmoidCrossentropy:
        return sigmoidCrossentropy(c);
    case OutputKind::SoftmaxCrossentropy:
        return softmaxCrossentropy(c);
    case OutputKind::SoftmaxBinaryCrossentropy:
        return softmaxBinaryCrossentropy(c);
    case OutputKind::SoftmaxSquaredError:
        return softmaxSquaredError(c);
    case OutputKind::SquaredError:
        return squaredError(c);
    case OutputKind::ClippedCrossentropy:
        return clippedCrossentropy(c);
    case OutputKind::NormalisedCrossentropy:
        return normalisedCrossentropy(c);
    }
    return hn::Zero(c.d);
}

/// Which samples are on the right side, once the columns hold y.
template <class D>
HWY_INLINE hn::Mask<D> isOnRightSide(const OutputColumns<D> &c, const TargetSides &sides)
{
    using T = hn::TFromD<D>;
    const auto threshold = hn::Set(c.d, static_cast<T>(sides.threshold));
    if (sides.kind == TargetSides::Kind::OneHot) {
        auto best = c.value(0);
        auto target = c.target(0);
        for (std::int64_t k = 1; k < c.units; ++k) {
            const auto y = c.value(k);
            const auto isLarger = hn::Gt(y, best);
            best = hn::IfThenElse(isLarger, y, best);
            target = hn::IfThenElse(isLarger, c.target(k), target);
        }
        return hn::Gt(target, threshold);
    }
    auto isWrong = hn::Xor(hn::Gt(c.value(0), threshold), hn::Gt(c.target(0), threshold));
    for (std::int64_t k = 1; k < c.units; ++k)
        isWrong = hn::Or(isWrong, hn::Xor(hn::Gt(c.value(k), threshold), hn::Gt(c.target(k), threshold)));
    return hn::Not(isWrong);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#endif
