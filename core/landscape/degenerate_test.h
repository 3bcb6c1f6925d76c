#pragma once

#include "network/objective.h"

#include <cstdint>
#include <optional>

namespace basin {

/// A curve θ + e d1 + e² d2 along which loss + penalty falls, though no second derivative says so.
struct DescentCurve {
    int order = 0;     ///< the power of e by which it falls: 3 or 4; 1 or 2 where a kink hides slope or curvature
    double drop = 0.0; ///< at e = 0.2
    Vector first, second;
};

/// The spectrum of the Hessian at a point with no slope and no negative eigenvalue.
struct NullSpace {
    const Vector &eigenvalues;
    const Matrix &eigenvectors;
    double tolerance; ///< eigenvalues up to it count as zero
};

/// Looks for descent of third or fourth order: 2000 curves, e = 0.2, 0.1 and 0.05. d1 is a random direction, most often
/// within the Hessian's null space; d2 is random, or bends the curve so that the other directions stay at their lowest
/// (d2 = −H⁺ ∇E(θ + e d1) / e², to second order the floor of the valley), without which a fall of fourth order is
/// hidden by the rise of the walls. Nothing where no curve falls strictly at all three: a search, not a proof.
[[nodiscard]] std::optional<DescentCurve> findDescentCurve(const Objective &objective, ConstVectorRef parameters,
                                                           const NullSpace &nullSpace, std::uint64_t seed);

} // namespace basin
