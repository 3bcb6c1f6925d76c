#pragma once

#include "landscape/point.h"

#include <optional>

namespace basin {

/// A place on the way to a level that no finite weights reach, made by hand: units that isolate a corner each, or none,
/// as sharply as float64 still tells apart, and an output layer fitted to what they leave. Edge: neighbouring corners,
/// so that the two other patterns have one output; triple: one corner, the second unit is idle; constant: no corner.
/// Solved: knownSolution(). Nothing where the objective is not minimalXorTask() or has a penalty, which ends every way
/// to infinity.
[[nodiscard]] std::optional<Vector> saturatedState(const Objective &objective, const SaturatedLevel &level);

} // namespace basin
