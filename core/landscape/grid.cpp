#include "landscape/grid.h"

#include "data/error.h"
#include "landscape/plane_basis.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int maximumSide = 8192;

void check(const GridSpec &spec)
{
    for (const Interval &side : {spec.a, spec.b}) {
        if (!std::isfinite(side.low) || !std::isfinite(side.high) || side.low >= side.high)
            throw InputError("grid", "needs a finite range from low to high");
    }
    if (std::min(spec.columns, spec.rows) < 2 || std::max(spec.columns, spec.rows) > maximumSide)
        throw InputError("grid", "needs 2 to " + std::to_string(maximumSide) + " points a side");
}

/// The fraction i / (count − 1) is the same number in every grid that has this point, and so is the coordinate.
double coordinate(const Interval &range, int index, int count)
{
    return std::lerp(range.low, range.high, static_cast<double>(index) / (count - 1));
}

} // namespace

double SurfaceGrid::a(int column) const
{
    return coordinate(spec.a, column, spec.columns);
}

double SurfaceGrid::b(int row) const
{
    return coordinate(spec.b, row, spec.rows);
}

SurfaceGrid surfaceGrid(const Objective &objective, const Plane &plane, const GridSpec &spec, std::stop_token stop)
{
    check(spec);
    SurfaceGrid grid{spec, {}, {}};
    const auto columns = static_cast<std::size_t>(spec.columns);
    grid.loss.resize(columns * static_cast<std::size_t>(spec.rows));
    if (spec.withGradient)
        grid.outOfPlane.resize(grid.loss.size());
    tbb::task_arena arena(std::max(1, spec.threads));
    arena.execute([&] {
        tbb::parallel_for(0, spec.rows, [&](int row) {
            if (stop.stop_requested())
                return;
            Matrix points(plane.origin.size(), spec.columns);
            for (int column = 0; column < spec.columns; ++column)
                points.col(column) = plane.at(grid.a(column), grid.b(row));
            const Vector loss = objective.values(points);
            std::copy_n(loss.data(), columns, grid.loss.data() + static_cast<std::size_t>(row) * columns);
            for (int column = 0; spec.withGradient && column < spec.columns; ++column)
                grid.outOfPlane[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)] =
                    plane.outOfPlane(objective.gradient(points.col(column)));
        });
    });
    return stop.stop_requested() ? SurfaceGrid{} : grid;
}

} // namespace basin
