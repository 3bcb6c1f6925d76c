#pragma once

#include <cstddef>

namespace basin {

/// One step of gradient descent over the parameters [begin, end). Both conventions are one formula:
///   v ← momentum · v + velocityGain · g,   p ← p + velocityShare · v + gradientShare · g
template <class T>
struct SgdStep {
    const T *parameters = nullptr;
    const T *gradient = nullptr;
    T *next = nullptr;
    T *velocity = nullptr; ///< null without momentum: then p ← p + gradientShare · g
    std::size_t begin = 0;
    std::size_t end = 0;
    T momentum = T(0);
    T velocityGain = T(0);
    T velocityShare = T(0);
    T gradientShare = T(0);
};

} // namespace basin
