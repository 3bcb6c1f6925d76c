// The activation functions on vectors; activation.cpp has the same formulas for one number.

#if defined(BASIN_ACTIVATION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BASIN_ACTIVATION_INL_H
#undef BASIN_ACTIVATION_INL_H
#else
#define BASIN_ACTIVATION_INL_H
#endif

#include "network/dense_plan.h"
#include "network/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

/// φ(z) and dφ/dz.
template <class V>
struct ValueAndSlope {
    V value;
    V slope;
};

template <ActivationId A, class D, class V = hn::Vec<D>>
HWY_INLINE ValueAndSlope<V> activationOf(D d, V z)
{
    using T = hn::TFromD<D>;
    const V zero = hn::Zero(d);
    const V one = hn::Set(d, T(1));
    if constexpr (A == ActivationId::Sigmoid) {
        const V y = sigmoidOf(d, z);
        return {y, hn::Mul(y, hn::Sub(one, y))};
    } else if constexpr (A == ActivationId::Tanh) {
        const V y = tanhOf(d, z);
        return {y, hn::NegMulAdd(y, y, one)};
    } else if constexpr (A == ActivationId::Relu) {
        // The order of the two lets NaN through, so that a diverged run is seen.
        return {hn::Max(zero, z), hn::IfThenElseZero(hn::Gt(z, zero), one)};
    } else if constexpr (A == ActivationId::LeakyRelu) {
        const V slope = hn::IfThenElse(hn::Gt(z, zero), one, hn::Set(d, T(leakyReluSlope)));
        return {hn::Mul(z, slope), slope};
    } else if constexpr (A == ActivationId::Elu) {
        const V below = expm1Negative(d, hn::Min(zero, z));
        const auto isAbove = hn::Gt(z, zero);
        return {hn::IfThenElse(isAbove, z, below), hn::IfThenElse(isAbove, one, hn::Add(below, one))};
    } else if constexpr (A == ActivationId::Softplus) {
        const auto l = logistic(d, z);
        return {hn::Add(hn::Max(zero, z), log1pUnit(d, l.exponential)),
                hn::IfThenElse(hn::Ge(z, zero), l.larger, l.smaller)};
    } else if constexpr (A == ActivationId::Sin) {
        const auto both = sinCosOf(d, z);
        return {both.sin, both.cos};
    } else if constexpr (A == ActivationId::Step) {
        // the innermost z is NaN
        return {hn::IfThenElse(hn::Ge(z, zero), one, hn::IfThenZeroElse(hn::Lt(z, zero), z)), zero};
    } else {
        return {z, one};
    }
}

template <ActivationId A, class D, class T = hn::TFromD<D>>
HWY_INLINE void activateAll(D d, T *HWY_RESTRICT values, T *HWY_RESTRICT slopes, std::int64_t count)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    if (slopes == nullptr) {
        for (std::int64_t i = 0; i < count; i += lanes)
            hn::StoreU(activationOf<A>(d, hn::LoadU(d, values + i)).value, d, values + i);
        return;
    }
    for (std::int64_t i = 0; i < count; i += lanes) {
        const auto result = activationOf<A>(d, hn::LoadU(d, values + i));
        hn::StoreU(result.value, d, values + i);
        hn::StoreU(result.slope, d, slopes + i);
    }
}

/// `count` is a multiple of the vector's lanes.
template <class D, class T = hn::TFromD<D>>
void activateBlock(D d, ActivationId activation, T *values, T *slopes, std::int64_t count)
{
    switch (activation) {
    case ActivationId::Sigmoid:
        return activateAll<ActivationId::Sigmoid>(d, values, slopes, count);
    case ActivationId::Tanh:
        return activateAll<ActivationId::Tanh>(d, values, slopes, count);
    case ActivationId::Relu:
        return activateAll<ActivationId::Relu>(d, values, slopes, count);
    case ActivationId::LeakyRelu:
        return activateAll<ActivationId::LeakyRelu>(d, values, slopes, count);
    case ActivationId::Elu:
        return activateAll<ActivationId::Elu>(d, values, slopes, count);
    case ActivationId::Softplus:
        return activateAll<ActivationId::Softplus>(d, values, slopes, count);
    case ActivationId::Sin:
        return activateAll<ActivationId::Sin>(d, values, slopes, count);
    case ActivationId::Step:
        return activateAll<ActivationId::Step>(d, values, slopes, count);
    case ActivationId::Linear:
    case ActivationId::Softmax: // is not elementwise: see loss-inl.h
        return activateAll<ActivationId::Linear>(d, values, slopes, count);
    }
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#endif
