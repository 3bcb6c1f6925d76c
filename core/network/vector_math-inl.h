// Elementary functions on Highway vectors, written for what an activation needs: exp of non-positive arguments only, no
// branches, and results that do not depend on the lane or on the width of the vector. Polynomials are Chebyshev fits of
// our own; errors are measured in tests/network.

#if defined(BASIN_VECTOR_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BASIN_VECTOR_MATH_INL_H
#undef BASIN_VECTOR_MATH_INL_H
#else
#define BASIN_VECTOR_MATH_INL_H
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
struct Constants;

template <>
struct Constants<double> {
    static constexpr int mantissaBits = 52;
    static constexpr double roundingShift =
        0x1.8p52; ///< x + shift − shift rounds x, and the sum's low bits are the integer
    static constexpr double log2e = 1.4426950408889634;
    // Halves of ln 2 and π/2 with zero low bits: n times the first ones is exact without fused multiply-add too.
    static constexpr double ln2[2] = {0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45};
    static constexpr double halfPi[3] = {0x1.921fb544p+0, 0x1.0b4611a6p-34, 0x1.3198a2e037073p-69};
    static constexpr double twoOverPi = 0.63661977236758134;
    static constexpr double sinLimit = 1e6;               ///< beyond it sine and cosine are libm's
    static constexpr double expLowest = -708.0;           ///< below it exp is 0
    static constexpr double tanhLimit = 40.0;             ///< exp(-40) is nothing beside 1
    static constexpr double tanhOne = 18.714973875118524; ///< 27 ln 2: beyond it tanh is exactly 1, as in PyTorch
    static constexpr double tanhBelowOne = 18.5;          ///< here it is the number before 1, and so up to tanhOne
    /// (exp(r) − 1 − r) / r² on |r| ≤ ln 2 / 2
    static constexpr double expm1[] = {0.5000000000000001,    0.16666666666666667,   0.041666666666624128,
                                       0.0083333333333300618, 0.0013888888917213717, 0.00019841269863053617,
                                       2.4801521295954375e-5, 2.7557268459997065e-6, 2.7620088445409748e-7,
                                       2.5100385495510319e-8};
    /// (2 artanh(√u) − 2√u) / u√u on 0 ≤ u ≤ 1/9
    static constexpr double log1p[] = {
        0.66666666666666659, 0.40000000000014583, 0.28571428567108757, 0.22222222717427863,  0.18181789436132858,
        0.15385570064958623, 0.13314144209654936, 0.12001072809590713, 0.088007384861446739, 0.16164045611943532};
    /// (sin(√u) − √u) / u√u and (cos(√u) − 1 + u/2) / u² on √u ≤ π/4
    static constexpr double sin[] = {-0.16666666666666665,  0.0083333333333309246,  -0.00019841269836722418,
                                     2.7557316083816359e-6, -2.5051127944014188e-8, 1.5917848524808261e-10};
    static constexpr double cos[] = {0.041666666666666665,   -0.0013888888888887382, 2.4801587298743069e-5,
                                     -2.7557317260008838e-7, 2.0876143827993132e-9,  -1.1382456778061306e-11};
};

template <>
struct Constants<float> {
    static constexpr int mantissaBits = 23;
    static constexpr float roundingShift = 0x1.8p23F;
    static constexpr float log2e = 1.44269504F;
    static constexpr float ln2[2] = {0x1.62e4p-1F, 0x1.7f7d1cp-20F};
    static constexpr float halfPi[3] = {0x1.92p+0F, 0x1.fb4p-12F, 0x1.4442d2p-24F};
    static constexpr float twoOverPi = 0.636619772F;
    static constexpr float sinLimit = 1000.0F;
    static constexpr float expLowest = -87.0F;
    static constexpr float tanhLimit = 20.0F;
    static constexpr float tanhOne = 8.66433976F; ///< 12.5 ln 2
    static constexpr float tanhBelowOne = 8.4F;
    static constexpr float expm1[] = {0.5F, 0.16666577F, 0.0416665546F, 0.00836317905F, 0.00139261836F};
    static constexpr float log1p[] = {0.666666673F, 0.399997063F, 0.28592358F, 0.217065758F, 0.232243292F};
    static constexpr float sin[] = {-0.166666647F, 0.00833274594F, -0.000195873871F};
    static constexpr float cos[] = {0.0416666646F, -0.00138883007F, 2.45474372e-5F};
};

/// a / b for b > 0, with the divider's bits, for where square roots keep the divider busy.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V quotient(D, V a, V b)
{
    return hn::Div(a, b);
}

#if HWY_TARGET == HWY_AVX3
/// Fused multiply-adds instead, since the divider takes sixteen cycles for eight numbers: Newton's step rounds 1/b
/// correctly, and one residual the quotient (Markstein, IBM Journal of Research and Development 34, 1990), as long as
/// nothing on the way is subnormal or overflows.
HWY_INLINE hn::Vec512<double> quotient(hn::Full512<double> d, hn::Vec512<double> a, hn::Vec512<double> b)
{
    const auto one = hn::Set(d, 1.0);
    const auto size = hn::Abs(a);
    const auto isDivisorSafe = hn::And(hn::Ge(b, hn::Set(d, 0x1p-100)), hn::Le(b, hn::Set(d, 0x1p100)));
    const auto isSafe = hn::And(hn::Ge(size, hn::Set(d, 0x1p-900)), hn::Le(size, hn::Set(d, 0x1p900)));
    if (HWY_UNLIKELY(!hn::AllTrue(d, hn::And(isDivisorSafe, hn::Or(isSafe, hn::Eq(a, hn::Zero(d)))))))
        return hn::Div(a, b);
    hn::Vec512<double> y{_mm512_rcp14_pd(b.raw)};
    auto e = hn::NegMulAdd(b, y, one);
    y = hn::MulAdd(y, e, y);
    y = hn::MulAdd(y, hn::Mul(e, e), y); // 14 right bits became 28, these 56
    e = hn::NegMulAdd(b, y, one);
    y = hn::MulAdd(y, e, y);
    const auto q = hn::Mul(a, y);
    return hn::CopySign(hn::MulAdd(hn::NegMulAdd(b, q, a), y, q), a); // the sign of a zero would be lost
}
#endif

constexpr std::size_t largestPowerBelow(std::size_t n)
{
    std::size_t power = 1;
    while (power * 2 < n)
        power *= 2;
    return power;
}

/// c[0] + c[1] x + … + c[N−1] xᴺ⁻¹ by Estrin's scheme: a chain of log₂ N operations, not N. `powers` are x, x², x⁴, …
template <std::size_t N, class D, class T = hn::TFromD<D>, class V = hn::Vec<D>>
HWY_INLINE V estrin(D d, const T *c, const V *powers)
{
    if constexpr (N == 1) {
        return hn::Set(d, c[0]);
    } else {
        constexpr std::size_t half = largestPowerBelow(N);
        constexpr std::size_t level = half == 1 ? 0 : half == 2 ? 1 : half == 4 ? 2 : 3;
        return hn::MulAdd(estrin<N - half>(d, c + half, powers), powers[level], estrin<half>(d, c, powers));
    }
}

template <class D, std::size_t N, class T = hn::TFromD<D>, class V = hn::Vec<D>>
HWY_INLINE V polynomial(D d, V x, const T (&c)[N])
{
    V powers[4] = {x, x, x, x};
    powers[1] = hn::Mul(x, x);
    if constexpr (N > 4)
        powers[2] = hn::Mul(powers[1], powers[1]);
    if constexpr (N > 8)
        powers[3] = hn::Mul(powers[2], powers[2]);
    return estrin<N>(d, c, powers);
}

/// exp(x) = scale · (1 + rest), scale a power of two: for expLowest ≤ x ≤ 0.
template <class V>
struct SplitExp {
    V scale;
    V rest;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE SplitExp<V> splitExp(D d, V x)
{
    using T = hn::TFromD<D>;
    using C = Constants<T>;
    const hn::RebindToUnsigned<D> bits;
    const V shift = hn::Set(d, C::roundingShift);
    const V shifted = hn::MulAdd(x, hn::Set(d, C::log2e), shift);
    const V n = hn::Sub(shifted, shift);
    V r = hn::NegMulAdd(n, hn::Set(d, C::ln2[0]), x);
    r = hn::NegMulAdd(n, hn::Set(d, C::ln2[1]), r);
    const V rest = hn::MulAdd(hn::Mul(r, r), polynomial(d, r, C::expm1), r);
    // The low bits of `shifted` are n; moved up they are added to the exponent of 1.
    const auto exponent = hn::ShiftLeft<C::mantissaBits>(hn::BitCast(bits, shifted));
    const V scale = hn::BitCast(d, hn::Add(exponent, hn::BitCast(bits, hn::Set(d, T(1)))));
    return {scale, rest};
}

/// exp(x) for x ≤ 0; NaN stays NaN; what would be subnormal is 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expNegative(D d, V x)
{
    const auto split = splitExp(d, x);
    const V value = hn::MulAdd(split.scale, split.rest, split.scale);
    return hn::IfThenZeroElse(hn::Lt(x, hn::Set(d, Constants<hn::TFromD<D>>::expLowest)), value);
}

/// exp(x) − 1 for x ≤ 0, accurate near 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expm1Negative(D d, V x)
{
    using T = hn::TFromD<D>;
    const auto split = splitExp(d, x);
    const V value = hn::MulAdd(split.scale, split.rest, hn::Sub(split.scale, hn::Set(d, T(1))));
    return hn::IfThenElse(hn::Lt(x, hn::Set(d, -Constants<T>::tanhLimit)), hn::Set(d, T(-1)), value);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V tanhOf(D d, V x)
{
    using T = hn::TFromD<D>;
    // Where tanh becomes 1 matters to rules that look at the sign of a gradient alone: a slope of 1e-16 moves a weight,
    // a slope of 0 does not.
    const V distance = hn::Abs(x);
    const V below = hn::Min(hn::Set(d, Constants<T>::tanhBelowOne), distance); // in this order NaN stays NaN
    const auto isOne = hn::Gt(distance, hn::Set(d, Constants<T>::tanhOne));
    const V size = hn::IfThenElse(isOne, hn::Set(d, Constants<T>::tanhLimit), below);
    const auto split = splitExp(d, hn::Mul(size, hn::Set(d, T(-2))));
    const V m = hn::MulAdd(split.scale, split.rest, hn::Sub(split.scale, hn::Set(d, T(1)))); // exp(−2|x|) − 1
    return hn::CopySign(hn::Div(m, hn::Add(m, hn::Set(d, T(2)))), x);
}

/// σ(z) and what goes with it, from one exponential; every one of them accurate in both tails.
template <class V>
struct Logistic {
    V exponential; ///< exp(−|z|)
    V larger;      ///< max(σ(z), 1 − σ(z))
    V smaller;     ///< min(σ(z), 1 − σ(z))
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE Logistic<V> logistic(D d, V z)
{
    const V one = hn::Set(d, hn::TFromD<D>(1));
    const V e = expNegative(d, hn::Neg(hn::Abs(z)));
    const V larger = hn::Div(one, hn::Add(one, e));
    return {e, larger, hn::Mul(e, larger)};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoidOf(D d, V z)
{
    const auto l = logistic(d, z);
    return hn::IfThenElse(hn::Ge(z, hn::Zero(d)), l.larger, l.smaller);
}

/// log(1 + e) for 0 ≤ e ≤ 1.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log1pUnit(D d, V e)
{
    using T = hn::TFromD<D>;
    const V s = hn::Div(e, hn::Add(e, hn::Set(d, T(2))));
    const V u = hn::Mul(s, s);
    return hn::MulAdd(hn::Mul(s, u), polynomial(d, u, Constants<T>::log1p), hn::Add(s, s));
}

template <class V>
struct SinCos {
    V sin;
    V cos;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE SinCos<V> sinCosOf(D d, V x)
{
    using T = hn::TFromD<D>;
    using C = Constants<T>;
    const hn::RebindToUnsigned<D> bits;
    using Bits = hn::TFromD<decltype(bits)>;
    const V shift = hn::Set(d, C::roundingShift);
    const V shifted = hn::MulAdd(x, hn::Set(d, C::twoOverPi), shift);
    const V n = hn::Sub(shifted, shift);
    V r = hn::NegMulAdd(n, hn::Set(d, C::halfPi[0]), x);
    r = hn::NegMulAdd(n, hn::Set(d, C::halfPi[1]), r);
    r = hn::NegMulAdd(n, hn::Set(d, C::halfPi[2]), r);
    const V u = hn::Mul(r, r);
    const V s = hn::MulAdd(hn::Mul(r, u), polynomial(d, u, C::sin), r);
    const V c =
        hn::MulAdd(hn::Mul(u, u), polynomial(d, u, C::cos), hn::NegMulAdd(u, hn::Set(d, T(0.5)), hn::Set(d, T(1))));
    // The quarter turn n mod 4 swaps the two and sets their signs.
    const auto quarter = hn::BitCast(bits, shifted);
    const auto isOdd = hn::RebindMask(d, hn::TestBit(quarter, hn::Set(bits, Bits(1))));
    constexpr int toSign = static_cast<int>(sizeof(T)) * 8 - 2;
    const auto signBit = hn::Set(bits, Bits(1) << (sizeof(T) * 8 - 1));
    const auto sinSign = hn::And(hn::ShiftLeft<toSign>(quarter), signBit);
    const auto cosSign = hn::And(hn::ShiftLeft<toSign>(hn::Add(quarter, hn::Set(bits, Bits(1)))), signBit);
    SinCos<V> result{hn::Xor(hn::IfThenElse(isOdd, c, s), hn::BitCast(d, sinSign)),
                     hn::Xor(hn::IfThenElse(isOdd, s, c), hn::BitCast(d, cosSign))};

    const auto isHuge = hn::Gt(hn::Abs(x), hn::Set(d, C::sinLimit));
    if (HWY_UNLIKELY(!hn::AllFalse(d, isHuge))) {
        HWY_ALIGN T values[hn::MaxLanes(D())];
        HWY_ALIGN T sines[hn::MaxLanes(D())];
        HWY_ALIGN T cosines[hn::MaxLanes(D())];
        hn::Store(x, d, values);
        for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
            sines[i] = std::sin(values[i]);
            cosines[i] = std::cos(values[i]);
        }
        result.sin = hn::IfThenElse(isHuge, hn::Load(d, sines), result.sin);
        result.cos = hn::IfThenElse(isHuge, hn::Load(d, cosines), result.cos);
    }
    return result;
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#endif
