#pragma once

#include "network/objective.h"

#include <stop_token>
#include <string>
#include <vector>

namespace basin {

/// What happens along one segment of an escape.
struct EscapeStep {
    enum class Kind {
        Descend, ///< the slope is followed
        Sharpen, ///< `unit` cuts off its corner more sharply and counts for more
        Silence, ///< `unit`, which does little, loses its output weight while the other one is sharpened
        Turn,    ///< `unit` turns round: it leaves the corner it cuts off for another one
        Refit    ///< the output layer alone is set anew
    };
    Kind kind = Kind::Descend;
    int unit = -1; ///< hidden unit, from 0
    friend bool operator==(const EscapeStep &, const EscapeStep &) = default;
};

/// A path of straight segments through weight space along which the loss falls.
struct Escape {
    /// How the path was made.
    enum class Method {
        None,   ///< none was found
        Edge,   ///< the construction for two units on neighbouring corners, then descent
        Triple, ///< the construction for one lone corner and an idle unit, then descent
        Descent ///< the point is not a trap: following the slope was enough
    };
    bool found = false;
    Method method = Method::None;
    std::vector<Vector> segments;  ///< the ends of the segments; the first is the given point
    std::vector<double> losses;    ///< loss + penalty at each of them
    std::vector<EscapeStep> steps; ///< what each segment does: one fewer than the ends
    /// The largest rise between neighbouring samples of the path: at most 0 where it falls all the way.
    double largestRise = 0.0;
    std::size_t samples = 0; ///< how many points of the path were evaluated for it, in float64
};

[[nodiscard]] const char *escapeMethodName(Escape::Method method); ///< "none", "edge", "triple", "descent"
[[nodiscard]] const char *escapeStepName(EscapeStep::Kind kind);   ///< "descend", "sharpen", …

/// A way out of a stuck point, verified by sampling in float64: at least 3001 points a segment and 9003 in all, each
/// strictly lower than the one before, ending with all patterns on their right side and a mean squared error below
/// 1e-3 (of a network on XOR; of others: at a loss lower by a tenth).
///
/// From an edge state (both hidden units cut off neighbouring corners): call A the unit on the corner of target 1, B
/// the other one; sharpen A, move B from "only its corner" to "all but the fourth pattern", refit the output. From a
/// triple state: take the idle unit out, move it to the opposite corner, refit. A small grid of strengths is tried.
/// Where none of them falls, it says so. Any other point simply descends.
///
/// Sampled, not proved. @throws InputError where θ does not fit
[[nodiscard]] Escape findEscape(const Objective &objective, ConstVectorRef parameters, std::stop_token stop = {});

/// A point of the path: t from 0 to 1, even in arc length.
[[nodiscard]] Vector pointOnPath(const std::vector<Vector> &segments, double t);

} // namespace basin
