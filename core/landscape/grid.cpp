#include "landscape/grid.h"

#include "data/error.h"
#include "landscape/plane_basis.h"
#include "network/lane_objective.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/info.h>
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

struct Tile {
    int column = 0;
    int columns = 0;
    int row = 0;
    int rows = 0;
};

/// Works through tiles: columns are lanes, row follows row. One for one thread.
class TileWorker {
public:
    TileWorker(const Objective &objective, const Plane &plane, bool withGradient)
        : m_objective(objective), m_plane(plane), m_basis(plane)
    {
        const auto room = static_cast<std::size_t>(m_objective.size() * m_objective.blockSize());
        m_base.resize(room);
        m_parameters.resize(room);
        m_gradients.resize(withGradient ? room : 0);
        m_values.resize(static_cast<std::size_t>(m_objective.blockSize()));
        for (Eigen::Index i = 0; i < plane.v.size(); ++i) {
            m_all.push_back(i);
            if (plane.v[i] != 0.0)
                m_moving.push_back(i);
            (plane.u[i] != 0.0 || plane.v[i] != 0.0 ? m_inPlane : m_outside).push_back(i);
        }
    }

    void work(const Tile &tile, SurfaceGrid &grid)
    {
        // Whole vectors at any vector width; the lanes beyond the tile's columns repeat the last one.
        constexpr std::int64_t step = 16;
        m_count = std::min<std::int64_t>(m_objective.blockSize(), (tile.columns + step - 1) / step * step);
        placeColumns(tile, grid);
        for (int row = tile.row; row < tile.row + tile.rows; ++row) {
            const bool isFirst = row == tile.row;
            placeRow(grid.b(row), isFirst ? m_all : m_moving);
            if (!m_gradients.empty())
                m_objective.valuesAndGradients(m_parameters.data(), m_count, m_count, m_values.data(),
                                               m_gradients.data());
            else if (isFirst || m_moving.size() == m_all.size())
                m_objective.values(m_parameters.data(), m_count, m_count, m_values.data());
            else
                m_objective.valuesAfter(m_moving, m_parameters.data(), m_count, m_count, m_values.data());
            const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.spec.columns) +
                                   static_cast<std::size_t>(tile.column);
            std::copy_n(m_values.data(), tile.columns, grid.loss.data() + at);
            if (!m_gradients.empty()) {
                takeOutOfPlane();
                std::copy_n(m_values.data(), tile.columns, grid.outOfPlane.data() + at);
            }
        }
    }

private:
    // θ = (origin + a·u) + b·v: the order of Plane::at(), so that the bits are those of any other path.
    void placeColumns(const Tile &tile, const SurfaceGrid &grid)
    {
        for (std::int64_t k = 0; k < m_count; ++k) {
            const double a = grid.a(tile.column + static_cast<int>(std::min<std::int64_t>(k, tile.columns - 1)));
            for (const Eigen::Index i : m_all)
                m_base[static_cast<std::size_t>(i * m_count + k)] = m_plane.origin[i] + a * m_plane.u[i];
        }
    }

    void placeRow(double b, const std::vector<Eigen::Index> &indices)
    {
        for (const Eigen::Index i : indices) {
            const double *from = m_base.data() + i * m_count;
            double *to = m_parameters.data() + i * m_count;
            const double shift = b * m_plane.v[i];
            for (std::int64_t k = 0; k < m_count; ++k)
                to[k] = from[k] + shift;
        }
    }

    /// Puts the length of the gradients' part out of the plane in the values' place. Parameter by parameter, so that
    /// the compiler fills its own vectors; where a parameter has no share in the plane, less is to do.
    void takeOutOfPlane()
    {
        const auto count = static_cast<std::size_t>(m_count);
        m_alongU.assign(count, 0.0);
        m_alongV.assign(count, 0.0);
        for (const Eigen::Index i : m_inPlane) {
            const double *gradient = m_gradients.data() + i * m_count;
            const double u = m_plane.u[i];
            const double v = m_plane.v[i];
            for (std::size_t k = 0; k < count; ++k) {
                m_alongU[k] += gradient[k] * u;
                m_alongV[k] += gradient[k] * v;
            }
        }
        for (std::size_t k = 0; k < count; ++k) {
            const PlaneFoot foot = m_basis.foot(m_alongU[k], m_alongV[k]);
            m_alongU[k] = foot.a;
            m_alongV[k] = foot.b;
        }
        std::fill_n(m_values.begin(), count, 0.0);
        for (const Eigen::Index i : m_outside) {
            const double *gradient = m_gradients.data() + i * m_count;
            for (std::size_t k = 0; k < count; ++k)
                m_values[k] += gradient[k] * gradient[k];
        }
        for (const Eigen::Index i : m_inPlane) {
            const double *gradient = m_gradients.data() + i * m_count;
            const double u = m_plane.u[i];
            const double v = m_plane.v[i];
            for (std::size_t k = 0; k < count; ++k) {
                const double rest = gradient[k] - m_alongU[k] * u - m_alongV[k] * v;
                m_values[k] += rest * rest;
            }
        }
        for (std::size_t k = 0; k < count; ++k)
            m_values[k] = std::sqrt(m_values[k]);
    }

    LaneObjective m_objective;
    const Plane &m_plane;
    PlaneBasis m_basis;
    std::vector<Eigen::Index> m_all;                ///< indices of θ
    std::vector<Eigen::Index> m_moving;             ///< those that change with b
    std::vector<Eigen::Index> m_inPlane, m_outside; ///< those that change with a or b, and the others
    std::vector<double> m_base;                     ///< origin + a·u, lane by lane
    std::vector<double> m_parameters, m_gradients, m_values;
    std::vector<double> m_alongU, m_alongV; ///< of the gradients
    std::int64_t m_count = 0;               ///< lanes of the tile
};

/// Tiles as wide as the lanes, and so high that one takes about a millisecond at most: between them it is asked whether
/// to stop.
std::vector<Tile> tilesOf(const GridSpec &spec, const Objective &objective)
{
    constexpr std::int64_t work = 4'000'000; // multiplications
    const auto width = static_cast<int>(LaneObjective(objective).blockSize());
    const std::int64_t rowWork = static_cast<std::int64_t>(objective.size()) * objective.samples() * width;
    const auto height = static_cast<int>(std::clamp<std::int64_t>(work / rowWork, 1, 32));
    std::vector<Tile> tiles;
    for (int row = 0; row < spec.rows; row += height) {
        for (int column = 0; column < spec.columns; column += width)
            tiles.push_back({column, std::min(width, spec.columns - column), row, std::min(height, spec.rows - row)});
    }
    return tiles;
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
    if (plane.origin.size() != objective.size())
        throw InputError("plane", "must lie among " + std::to_string(objective.size()) + " weights");
    SurfaceGrid grid{spec, {}, {}};
    grid.loss.resize(static_cast<std::size_t>(spec.columns) * static_cast<std::size_t>(spec.rows));
    if (spec.withGradient)
        grid.outOfPlane.resize(grid.loss.size());
    const std::vector<Tile> tiles = tilesOf(spec, objective);
    tbb::enumerable_thread_specific<TileWorker> workers(
        [&] { return TileWorker(objective, plane, spec.withGradient); });
    tbb::task_arena arena(std::clamp(spec.threads, 1, tbb::info::default_concurrency()));
    arena.execute([&] {
        tbb::parallel_for(std::size_t{0}, tiles.size(), [&](std::size_t t) {
            if (!stop.stop_requested())
                workers.local().work(tiles[t], grid);
        });
    });
    return stop.stop_requested() ? SurfaceGrid{} : grid;
}

} // namespace basin
