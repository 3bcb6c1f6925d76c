#include "data/error.h"
#include "landscape/plane.h"
#include "landscape/plane_basis.h"
#include "landscape/spectrum.h"
#include "random/random_stream.h"

#include <algorithm>

namespace basin {

namespace {

/// The first two principal components of points.
struct Components {
    std::array<double, 2> shares{}; ///< of the variance
    Matrix directions;              ///< one a column; fewer than 2 where the points lie on a line
};

/// A share of the variance below it is rounding, and so is the direction that belongs to it.
constexpr double smallestShare = 1e-14;

/// @param points  coordinates × points. Works with the smaller one of the two square matrices that they make.
Components components(const Matrix &points, bool withDirections)
{
    const Matrix centred = points.colwise() - points.rowwise().mean();
    const bool isWide = centred.cols() < centred.rows();
    const Matrix square = isWide ? Matrix(centred.transpose() * centred) : Matrix(centred * centred.transpose());
    const Spectrum spectrum(square, withDirections ? Spectrum::Want::ValuesAndVectors : Spectrum::Want::Values);
    const Vector &values = spectrum.values();
    const double total = square.trace();
    Components result;
    Eigen::Index count = std::min<Eigen::Index>(2, values.size());
    for (Eigen::Index k = 0; k < count; ++k)
        result.shares[static_cast<std::size_t>(k)] = std::max(0.0, values[values.size() - 1 - k]) / total;
    if (!withDirections)
        return result;
    if (count == 2 && result.shares[1] < smallestShare)
        count = 1;
    result.directions.resize(points.rows(), count);
    for (Eigen::Index k = 0; k < count; ++k) {
        const auto vector = spectrum.vectors().col(values.size() - 1 - k);
        result.directions.col(k) = isWide ? Vector((centred * vector).normalized()) : Vector(vector);
    }
    return result;
}

/// What the first two components of a random walk explain on average, with a standard error of about half a percent:
/// one walk's share varies by a third over the root of the number of dimensions.
std::array<double, 2> sharesOfRandomWalks(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed)
{
    // In many dimensions component k of n points has the share 6 / ((n² − 1) · 4 sin²(πk / 2n)): from 64 points on that
    // of any number of them to three digits, so longer walks would cost time and tell the same.
    const Eigen::Index length = std::min<Eigen::Index>(points, 64);
    const auto walks = static_cast<std::uint64_t>(std::max<Eigen::Index>(4600 / dimensions, 8));
    std::array<double, 2> sums{};
    Matrix walk(dimensions, length);
    for (std::uint64_t w = 0; w < walks; ++w) {
        RandomStream stream(seed, Purpose::Walks, w);
        walk.col(0).setZero();
        for (Eigen::Index k = 1; k < length; ++k) {
            for (Eigen::Index i = 0; i < dimensions; ++i)
                walk(i, k) = walk(i, k - 1) + stream.normal();
        }
        const auto shares = components(walk, false).shares;
        sums[0] += shares[0];
        sums[1] += shares[1];
    }
    return {sums[0] / static_cast<double>(walks), sums[1] / static_cast<double>(walks)};
}

/// Turned so that the path ends at a higher coordinate than it starts.
Vector along(ConstVectorRef direction, ConstVectorRef way)
{
    const double advance = direction.dot(way);
    if (advance == 0.0)
        return withLargestPositive(direction);
    return advance < 0.0 ? -direction : Vector(direction);
}

} // namespace

PathPlane pathPlane(ConstMatrixRef path, std::uint64_t seed)
{
    if (path.cols() < 2 || path.rows() < 2 || !path.allFinite() ||
        (path.colwise() - path.col(0)).cwiseAbs().maxCoeff() == 0.0)
        throw InputError("path", "needs two or more different points, all of them finite");
    const Components found = components(path, true);
    const Vector way = path.col(path.cols() - 1) - path.col(0);
    PathPlane result;
    result.plane.kind = PlaneKind::Path;
    result.plane.origin = path.col(path.cols() - 1);
    result.plane.u = along(found.directions.col(0), way);
    result.plane.v = found.directions.cols() > 1 ? along(found.directions.col(1), way) : axisBeside(result.plane.u);
    result.explained = found.shares;
    result.nullExplained = sharesOfRandomWalks(path.rows(), path.cols(), seed);
    return result;
}

} // namespace basin
