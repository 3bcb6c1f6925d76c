#pragma once

#include "network/objective.h"

#include <cstdint>
#include <vector>

namespace basin {

/// A gradient held against central differences of the value.
struct GradientCheck {
    /// The largest |exact − difference| ÷ max(|exact|, |difference|, 10⁻³ · max(‖gradient‖∞, |value|)): relative, but
    /// not to a component so small that the differences hold nothing but rounding.
    double maxRelativeError = 0.0;
    std::int64_t worstParameter = -1;    ///< an index of θ
    std::int64_t checked = 0;            ///< of a large network at most `mostChecked`, evenly spread
    std::vector<std::int64_t> notSmooth; ///< indices left out: the value has a kink there, as relu has at 0

    static constexpr std::int64_t mostChecked = 1000;
};

[[nodiscard]] GradientCheck checkGradient(const Objective &objective, ConstVectorRef parameters);

} // namespace basin
