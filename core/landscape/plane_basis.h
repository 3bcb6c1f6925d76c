#pragma once

#include "landscape/plane.h"

/// Directions of planes: what plane.cpp, path_plane.cpp and grid.cpp share.
namespace basin {

struct PlaneFoot {
    double a = 0.0;
    double b = 0.0;
};

/// u and v need be neither of length 1 nor orthogonal, and may be zero (a random plane scaled to a θ of zero).
class PlaneBasis {
public:
    explicit PlaneBasis(const Plane &plane);
    /// The a and b whose a·u + b·v lies nearest to a vector x, from x·u and x·v.
    [[nodiscard]] PlaneFoot foot(double alongU, double alongV) const
    {
        return {m_aa * alongU + m_ab * alongV, m_ab * alongU + m_bb * alongV};
    }

private:
    double m_aa = 0.0; ///< pseudo-inverse of the Gram matrix
    double m_ab = 0.0;
    double m_bb = 0.0;
};

[[nodiscard]] PlaneFoot footOn(const Plane &plane, ConstVectorRef offset);

/// `vector` without its part along the unit vector `axis`.
[[nodiscard]] Vector orthogonalPart(ConstVectorRef vector, ConstVectorRef axis);

/// The coordinate axis that is least along a unit vector, made orthogonal to it, of length 1. θ of two or more values.
[[nodiscard]] Vector axisBeside(ConstVectorRef direction);

/// The same vector or its opposite: its largest entry (the first of equals) is positive.
[[nodiscard]] Vector withLargestPositive(ConstVectorRef vector);

} // namespace basin
