#include "landscape/grid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

constexpr double margin = 0.1;          ///< of the points' extent, on each side
constexpr double knownScale = 6.0;      ///< of a Weights plane: beyond it a sigmoid is flat
constexpr double smallestAspect = 0.25; ///< of the shorter side to the longer one

/// 1, 2 or 5 times a power of ten, at most `size`.
double roundStep(double size)
{
    const double power = std::pow(10.0, std::floor(std::log10(size)));
    const double digit = size / power;
    return power * (digit >= 5.0 ? 5.0 : digit >= 2.0 ? 2.0 : 1.0);
}

/// Outwards to round numbers, so that the range of a live picture does not tremble.
Interval rounded(const Interval &range)
{
    const double step = roundStep((range.high - range.low) / 10.0);
    return {std::floor(range.low / step) * step, std::ceil(range.high / step) * step};
}

Interval widened(const Interval &range, double width)
{
    const double missing = std::max(0.0, width - (range.high - range.low));
    return {range.low - 0.5 * missing, range.high + 0.5 * missing};
}

void include(Interval &range, double value)
{
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
}

Interval withMargin(const Interval &range)
{
    const double extent = range.high - range.low;
    return {range.low - margin * extent, range.high + margin * extent};
}

/// Half the width of a picture around the origin: θ's own length, and no less than where units begin to saturate.
double ownScale(const Plane &plane, const Vector &direction)
{
    constexpr double smallest = 2.0;
    const double length = direction.norm();
    return std::max(smallest, plane.origin.norm()) / (length > 0.0 ? length : 1.0);
}

} // namespace

GridRange fittedRange(const Plane &plane, const std::vector<Plane::Coordinates> &points)
{
    constexpr double none = std::numeric_limits<double>::infinity();
    Interval a{none, -none};
    Interval b{none, -none};
    for (const Plane::Coordinates &point : points) {
        if (std::isfinite(point.a) && std::isfinite(point.b)) {
            include(a, point.a);
            include(b, point.b);
        }
    }
    if (a.low > a.high)
        a = b = {0.0, 0.0};
    a = withMargin(a);
    b = withMargin(b);
    if (plane.kind == PlaneKind::Weights) {
        for (Interval *side : {&a, &b}) {
            include(*side, -knownScale);
            include(*side, knownScale);
        }
    } else if (plane.kind == PlaneKind::Random || plane.kind == PlaneKind::Eigenvectors) {
        const double scaleA = ownScale(plane, plane.u);
        const double scaleB = ownScale(plane, plane.v);
        include(a, -scaleA);
        include(a, scaleA);
        include(b, -scaleB);
        include(b, scaleB);
    } else {
        const double longer = std::max(a.high - a.low, b.high - b.low);
        const double width = longer > 0.0 ? smallestAspect * longer : 2.0;
        a = widened(a, width);
        b = widened(b, width);
    }
    return {rounded(a), rounded(b)};
}

} // namespace basin
