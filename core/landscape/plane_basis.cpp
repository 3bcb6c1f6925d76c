#include "landscape/plane_basis.h"

#include <cmath>

namespace basin {

PlaneBasis::PlaneBasis(const Plane &plane)
{
    const double uu = plane.u.squaredNorm();
    const double vv = plane.v.squaredNorm();
    const double uv = plane.u.dot(plane.v);
    const double determinant = uu * vv - uv * uv;
    constexpr double rounding = 1e-12;
    if (determinant > rounding * uu * vv) {
        m_aa = vv / determinant;
        m_ab = -uv / determinant;
        m_bb = uu / determinant;
    } else if (uu >= vv && uu > 0.0) {
        m_aa = 1.0 / uu; // all along u: one direction is left of the two
    } else if (vv > 0.0) {
        m_bb = 1.0 / vv;
    }
}

PlaneFoot footOn(const Plane &plane, ConstVectorRef offset)
{
    return PlaneBasis(plane).foot(offset.dot(plane.u), offset.dot(plane.v));
}

Vector orthogonalPart(ConstVectorRef vector, ConstVectorRef axis)
{
    Vector rest = vector - vector.dot(axis) * axis;
    rest -= rest.dot(axis) * axis; // once more: the first time leaves a rounding error as large as the vector
    return rest;
}

Vector axisBeside(ConstVectorRef direction)
{
    Eigen::Index least = 0;
    direction.cwiseAbs().minCoeff(&least);
    return orthogonalPart(Vector::Unit(direction.size(), least), direction).normalized();
}

Vector withLargestPositive(ConstVectorRef vector)
{
    Eigen::Index largest = 0;
    vector.cwiseAbs().maxCoeff(&largest);
    return vector[largest] < 0.0 ? -vector : Vector(vector);
}

} // namespace basin
