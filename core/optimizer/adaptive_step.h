#pragma once

#include <cstddef>

namespace basin {

/// One step of adagrad or rmsprop over the parameters [begin, end). Both rules and both conventions are one formula:
///   v ← rho v + oneMinusRho g²,   a ← rho a + oneMinusRho g (centered),   u = v − a²
///   b ← momentum b + rateInside g / (√(u + insideEpsilon) + outsideEpsilon),   p ← p − rateOutside b
/// (without momentum b is not kept).
template <class T>
struct AdaptiveStep {
    const T *parameters = nullptr;
    const T *gradient = nullptr;
    T *next = nullptr;
    T *square = nullptr;
    T *mean = nullptr;   ///< centered; else null
    T *buffer = nullptr; ///< with momentum; else null
    std::size_t begin = 0;
    std::size_t end = 0;
    T rho = T(1);
    T oneMinusRho = T(1); ///< adagrad sums: 1 beside a rho of 1
    T momentum = T(0);
    T rateInside = T(1);
    T rateOutside = T(1);
    T insideEpsilon = T(0);
    T outsideEpsilon = T(0);
};

} // namespace basin
