#include "landscape/plane.h"

#include "data/error.h"
#include "landscape/plane_basis.h"
#include "landscape/spectrum.h"
#include "random/random_stream.h"

#include <cmath>

namespace basin {

Plane::Coordinates Plane::project(ConstVectorRef parameters) const
{
    const Vector offset = parameters - origin;
    const PlaneFoot foot = footOn(*this, offset);
    return {foot.a, foot.b, (offset - foot.a * u - foot.b * v).norm()};
}

double Plane::outOfPlane(ConstVectorRef direction) const
{
    const PlaneFoot foot = footOn(*this, direction);
    return (direction - foot.a * u - foot.b * v).norm();
}

Plane weightsPlane(ConstVectorRef parameters, Eigen::Index first, Eigen::Index second)
{
    if (first == second)
        throw InputError("plane", "needs two different weights");
    for (const Eigen::Index index : {first, second}) {
        if (index < 0 || index >= parameters.size())
            throw InputError("plane", "there is no weight " + std::to_string(index) + " among " +
                                          std::to_string(parameters.size()));
    }
    Plane plane{PlaneKind::Weights,
                parameters,
                Vector::Unit(parameters.size(), first),
                Vector::Unit(parameters.size(), second),
                {first, second}};
    plane.origin[first] = 0.0;
    plane.origin[second] = 0.0;
    return plane;
}

namespace {

Vector normalVector(Eigen::Index size, std::uint64_t seed, std::uint64_t index)
{
    RandomStream stream(seed, Purpose::Directions, index);
    return Vector::NullaryExpr(size, [&](Eigen::Index) { return stream.normal(); });
}

/// Gives each unit's weights with its bias the length that they have in θ.
void scaleUnits(const Architecture &architecture, ConstVectorRef parameters, Vector &direction)
{
    for (std::size_t l = 0; l < architecture.layers().size(); ++l) {
        const LayerLayout &layer = architecture.layout(l);
        const Eigen::Index rows = (layer.end() - layer.kernel) / layer.columns();
        for (int unit = 0; unit < layer.columns(); ++unit) {
            // Kernels are row-major, the bias follows them: all are one column of a unit, or of one of its gates.
            const auto ofUnit = [&](double *values) {
                return Eigen::Map<Vector, 0, Eigen::InnerStride<>>(values + layer.kernel + unit, rows,
                                                                   Eigen::InnerStride<>(layer.columns()));
            };
            Vector copy = parameters;
            const double wanted = ofUnit(copy.data()).norm();
            auto part = ofUnit(direction.data());
            const double length = part.norm();
            if (length > 0.0)
                part *= wanted / length;
        }
    }
}

} // namespace

Plane randomPlane(const Architecture &architecture, ConstVectorRef parameters, std::uint64_t seed, bool perUnit)
{
    Vector u = normalVector(parameters.size(), seed, 0).normalized();
    Vector v = orthogonalPart(normalVector(parameters.size(), seed, 1), u).normalized();
    if (perUnit) {
        scaleUnits(architecture, parameters, u);
        scaleUnits(architecture, parameters, v);
    }
    return {PlaneKind::Random, parameters, std::move(u), std::move(v)};
}

Plane threePointPlane(ConstVectorRef start, ConstVectorRef end, ConstVectorRef third)
{
    const Vector along = end - start;
    const Vector aside = third - start;
    // What is left of a difference of nearly equal numbers is rounding, not a direction.
    constexpr double rounding = 1e-12;
    const double scale = std::max({start.norm(), end.norm(), third.norm()});
    const bool hasAlong = along.norm() > rounding * scale;
    const bool hasAside = aside.norm() > rounding * scale;
    if (!hasAlong) {
        const Vector v = hasAside ? Vector(aside.normalized()) : Vector(Vector::Unit(start.size(), 1));
        return {PlaneKind::ThreePoints, start, axisBeside(v), v};
    }
    const Vector u = along.normalized();
    const Vector rest = orthogonalPart(aside, u);
    const bool isOnLine = rest.norm() <= rounding * std::max(scale, aside.norm());
    return {PlaneKind::ThreePoints, start, u, isOnLine ? axisBeside(u) : Vector(rest.normalized())};
}

EigenvectorPlane eigenvectorPlane(const Objective &objective, ConstVectorRef parameters)
{
    const Matrix hessian = objective.hessian(parameters);
    if (!hessian.allFinite())
        throw InputError("plane", "the Hessian is not finite here");
    const Spectrum spectrum(hessian);
    const Vector &values = spectrum.values();
    const Eigen::Index last = values.size() - 1;
    EigenvectorPlane result;
    result.plane = {PlaneKind::Eigenvectors, parameters, withLargestPositive(spectrum.vectors().col(0)),
                    withLargestPositive(spectrum.vectors().col(last))};
    result.lowest = values[0];
    result.highest = values[last];
    const double tolerance = 1e-9 * std::max(1.0, values.cwiseAbs().maxCoeff());
    result.lowestMultiplicity = static_cast<int>((values.array() - values[0] <= tolerance).count());
    result.highestMultiplicity = static_cast<int>((values[last] - values.array() <= tolerance).count());
    return result;
}

PathProjection projectPath(const Objective &objective, const Plane &plane, ConstMatrixRef path)
{
    PathProjection result;
    result.points.reserve(static_cast<std::size_t>(path.cols()));
    Matrix feet(path.rows(), path.cols());
    for (Eigen::Index k = 0; k < path.cols(); ++k) {
        result.points.push_back(plane.project(path.col(k)));
        feet.col(k) = plane.at(result.points.back().a, result.points.back().b);
    }
    const Vector loss = objective.values(feet);
    result.loss.assign(loss.begin(), loss.end());
    return result;
}

Profile lineProfile(const Objective &objective, ConstVectorRef from, ConstVectorRef to, double low, double high,
                    int count)
{
    if (!std::isfinite(low) || !std::isfinite(high) || count < 2)
        throw InputError("profile", "needs a finite range and two or more points");
    Profile result;
    Matrix points(from.size(), count);
    for (int k = 0; k < count; ++k) {
        const double t = std::lerp(low, high, static_cast<double>(k) / (count - 1));
        result.t.push_back(t);
        points.col(k) = (1.0 - t) * from + t * to;
    }
    const Vector loss = objective.values(points);
    result.loss.assign(loss.begin(), loss.end());
    return result;
}

} // namespace basin
