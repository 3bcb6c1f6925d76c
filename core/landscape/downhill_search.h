#pragma once

#include "network/objective.h"

namespace basin {

/// How far loss + penalty falls along one straight line.
struct DownhillSearch {
    double lowest = 0.0;        ///< loss + penalty at the lowest trial, or at the start
    double step = 0.0;          ///< its distance from the start
    bool fallsToTheEnd = false; ///< it was still falling at the longest step
};

/// Expanding line search along −g: distances from 1e-3, each 1.3 times the last, up to 200, for as long as the loss
/// does not rise. Walking stops at a rise, so that a lucky leap into another valley does not count.
/// @param isFine  32 even steps more, between the last that fell and the first that rose
/// @param start  loss + penalty at θ
[[nodiscard]] DownhillSearch searchDownhill(const Objective &objective, ConstVectorRef parameters,
                                            ConstVectorRef gradient, double start, bool isFine);

} // namespace basin
