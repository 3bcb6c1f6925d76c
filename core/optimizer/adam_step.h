#pragma once

#include <cstddef>

namespace basin {

/// What the corrections of the first steps leave different from step to step.
template <class T>
struct AdamShares {
    T moment = T(0);
    T gradient = T(0);
    T rootScale = T(1);
};

/// One step of the Adam family over the parameters [begin, end). All members and both conventions are one formula:
///   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   u = v, or for amsgrad the largest v so far
///   p ← keep · p − (momentShare · m + gradientShare · g) / (rootScale · √u + epsilon)
template <class T>
struct AdamStep {
    const T *parameters = nullptr;
    const T *gradient = nullptr;
    T *next = nullptr;
    T *moment = nullptr;
    T *square = nullptr;
    T *largestSquare = nullptr; ///< amsgrad; else null
    bool usesGradient = false;  ///< nadam
    std::size_t begin = 0;
    std::size_t end = 0;
    T beta1 = T(0);
    T oneMinusBeta1 = T(0);
    T beta2 = T(0);
    T oneMinusBeta2 = T(0);
    T epsilon = T(0);
    T keep = T(1); ///< 1 − lr · weight_decay
    AdamShares<T> shares;
    std::size_t lanes = 0;               ///< not 0: rows of so many runs, each with shares of its own
    const T *laneMomentShares = nullptr; ///< `lanes` of each
    const T *laneGradientShares = nullptr;
    const T *laneRootScales = nullptr;
};

} // namespace basin
