// Included once for each target that Highway compiles for, hence the guard in its own style.
#if defined(BASIN_OPTIMIZER_VECTOR_LOOP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BASIN_OPTIMIZER_VECTOR_LOOP_INL_H
#undef BASIN_OPTIMIZER_VECTOR_LOOP_INL_H
#else
#define BASIN_OPTIMIZER_VECTOR_LOOP_INL_H
#endif

#ifndef BASIN_SIMD_TARGETS
#error "network/simd_targets.h must be included first"
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Calls body(d, i) over [begin, end): full vectors first, then halves of them down to one lane. An element sees the
/// same operations in each width, so its bits do not depend on where it lies; and a short tail pays for its own lanes
/// only (nine parameters: one vector of eight and one lane), where a masked full vector would pay for all.
template <class T, std::size_t kLanes = HWY_LANES(T), class Body>
HWY_INLINE void forEachVector(std::size_t begin, std::size_t end, const Body &body)
{
    const hn::CappedTag<T, kLanes> d;
    const std::size_t lanes = hn::Lanes(d);
    for (; begin + lanes <= end; begin += lanes)
        body(d, begin);
    if constexpr (kLanes > 1) {
        if (begin < end)
            forEachVector<T, kLanes / 2>(begin, end, body);
    }
}

/// Calls body(d, i, lane) over [begin, end), whole rows of `width` lanes; `width` is a multiple of the vector's.
template <class T, class Body>
HWY_INLINE void forEachLane(std::size_t begin, std::size_t end, std::size_t width, const Body &body)
{
    const hn::CappedTag<T, 64 / sizeof(T)> d;
    const std::size_t lanes = hn::Lanes(d);
    for (; begin < end; begin += width) {
        for (std::size_t lane = 0; lane < width; lane += lanes)
            body(d, begin + lane, lane);
    }
}

/// `v` with 0 for what is too small for a normal number; NaN stays NaN. A moment whose gradient has become 0 (a dead
/// relu) decays without end; left to itself it would stay subnormal for good, and arithmetic on subnormal numbers is a
/// hundred times slower.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V withoutSubnormals(D d, V v)
{
    const V smallest = hn::Set(d, std::numeric_limits<hn::TFromD<D>>::min());
    return hn::IfThenZeroElse(hn::Lt(hn::Abs(v), smallest), v);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#endif
