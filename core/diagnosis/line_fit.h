#pragma once

#include <span>

namespace basin {

/// The straight line of least squares through points.
struct LineFit {
    double slope = 0.0;
    double intercept = 0.0;
    double determination = 0.0; ///< R²: the share of y's variance that the line explains; 0 where y does not vary
};

/// @param x, y  of the same length, two or more
[[nodiscard]] LineFit fitLine(std::span<const double> x, std::span<const double> y);

} // namespace basin
