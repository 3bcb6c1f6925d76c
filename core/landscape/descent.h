#pragma once

#include "network/objective.h"

#include <limits>
#include <vector>

namespace basin {

/// Follows the slope in straight steps along each of which the loss falls all the way. Each step takes the best of
/// several directions: steepest descent, conjugate gradients, Newton's with |eigenvalues|, and at a saddle the way of
/// negative curvature, or, where there is none, random directions in which curvature is 0.
class Descent {
public:
    Descent(const Objective &objective, Vector start);

    [[nodiscard]] const Vector &here() const { return m_here; }
    [[nodiscard]] double value() const { return m_value; } ///< loss + penalty
    /// False where no direction falls.
    bool step();

private:
    struct Ray {
        Vector direction; ///< length 1
        double length = 0.0;
        double value = std::numeric_limits<double>::infinity(); ///< at its end
    };

    [[nodiscard]] std::vector<Vector> directions(const Vector &gradient);
    [[nodiscard]] std::vector<Vector> flatDirections() const;
    [[nodiscard]] Ray explore(const Vector &direction) const;
    [[nodiscard]] Vector valuesAlong(const Vector &direction, const Vector &steps) const;
    bool take(std::vector<Ray> rays, int samples);

    const Objective *m_objective; ///< must outlive this
    Vector m_here;
    double m_value = 0.0;
    Vector m_lastGradient;
    Vector m_lastDirection;
    Matrix m_eigenvectors; ///< of the Hessian here; empty for a large network
    Vector m_eigenvalues;
};

/// The largest rise between neighbours of `samples` even samples from `from` to `to`, both included, in float64; below
/// 0 where each is strictly lower than the one before.
[[nodiscard]] double largestRiseBetween(const Objective &objective, ConstVectorRef from, ConstVectorRef to,
                                        Eigen::Index samples);

} // namespace basin
