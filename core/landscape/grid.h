#pragma once

#include "landscape/plane.h"

#include <stop_token>
#include <vector>

namespace basin {

/// From low to high, both ends included.
struct Interval {
    double low = 0.0;
    double high = 1.0;
    friend bool operator==(const Interval &, const Interval &) = default;
};

struct GridSpec {
    Interval a, b;
    int columns = 101;         ///< points along a, 2 or more
    int rows = 101;            ///< points along b, 2 or more
    bool withGradient = false; ///< also the gradient's part out of the plane
    int threads = 1;           ///< no more are used than the machine has
};

/// loss + penalty over a plane. Each value has the bits that Objective gives for θ(a, b).
struct SurfaceGrid {
    GridSpec spec;
    std::vector<double> loss;       ///< (column i, row j) at j · columns + i; a rises with i, b with j
    std::vector<double> outOfPlane; ///< length of the gradient's part out of the plane; empty unless asked for

    [[nodiscard]] double a(int column) const;
    [[nodiscard]] double b(int row) const;
    [[nodiscard]] bool isEmpty() const { return loss.empty(); }
};

/// Works through the plane in tiles, over `spec.threads` threads; asks `stop` between them and then returns an empty
/// grid. @throws InputError for a range that is not finite or empty, or for fewer than 2 or more than 8192 points a
/// side
[[nodiscard]] SurfaceGrid surfaceGrid(const Objective &objective, const Plane &plane, const GridSpec &spec,
                                      std::stop_token stop = {});

/// A range of a plane in which its points of interest lie with a margin. Weights planes: at least ±6 around 0, so that
/// the picture has a known scale. @param points  at least one
struct GridRange {
    Interval a, b;
};
[[nodiscard]] GridRange fittedRange(const Plane &plane, const std::vector<Plane::Coordinates> &points);

} // namespace basin
