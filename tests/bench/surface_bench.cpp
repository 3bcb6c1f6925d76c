#include "landscape/grid.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

#include <array>

using namespace basin;

namespace {

constexpr int width = 512;
constexpr double range = 6.0;
constexpr std::array<double, 9> theta{0.5, -2.6, 1.7, 2.4, 0.1, -1.2, 3.9, -2.8, 0.05};

/// 2-2-1 with sigmoids on XOR.
Objective xorObjective(const std::string &loss)
{
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    return {
        Architecture(2, {{2, "sigmoid", {}, {}}, {1, "sigmoid", {}, {}}}), {loss}, inputs, Eigen::Vector4d(0, 1, 1, 0)};
}

/// loss over one weight of each hidden unit, h1.x1 and h2.x2: no unit is the same all over the plane.
void surfaceBasin(benchmark::State &state, const std::string &loss, int threads, bool withGradient)
{
    const Objective objective = xorObjective(loss);
    const Plane plane = weightsPlane(Eigen::Map<const Vector>(theta.data(), 9), 0, 3);
    const GridSpec spec{{-range, range}, {-range, range}, width, width, withGradient, threads};
    for (auto _ : state) {
        const SurfaceGrid grid = surfaceGrid(objective, plane, spec);
        benchmark::DoNotOptimize(grid.loss.data());
    }
    state.SetItemsProcessed(state.iterations() * width * width);
}

template <class Program>
void surfaceYardstick(benchmark::State &state, Program program, bool isEntropy)
{
    std::vector<double> losses(static_cast<std::size_t>(width) * width);
    for (auto _ : state) {
        program(theta.data(), width, range, isEntropy, losses.data());
        benchmark::DoNotOptimize(losses.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * width * width);
}

/// Twenty losses along a line, as a line search asks for them.
void lineBasin(benchmark::State &state)
{
    const Objective objective = xorObjective("binary_crossentropy");
    const Matrix points = Matrix::Random(9, 20);
    for (auto _ : state)
        benchmark::DoNotOptimize(objective.values(points));
    state.SetItemsProcessed(state.iterations() * points.cols());
}

void lineOneByOne(benchmark::State &state)
{
    const Objective objective = xorObjective("binary_crossentropy");
    const Matrix points = Matrix::Random(9, 20);
    for (auto _ : state) {
        for (Eigen::Index k = 0; k < points.cols(); ++k)
            benchmark::DoNotOptimize(objective.loss(points.col(k)));
    }
    state.SetItemsProcessed(state.iterations() * points.cols());
}

const std::string entropy = "binary_crossentropy";
const std::string squares = "mean_squared_error";

BENCHMARK_CAPTURE(surfaceBasin, entropy, entropy, 1, false)->Name("surface, cross-entropy/basin");
BENCHMARK_CAPTURE(surfaceYardstick, scalar, yardstick::surface, true)->Name("surface, cross-entropy/scalar loop");
BENCHMARK_CAPTURE(surfaceYardstick, eigen, yardstick::surfaceOfArrays, true)->Name("surface, cross-entropy/Eigen");
BENCHMARK_CAPTURE(surfaceBasin, squares, squares, 1, false)->Name("surface, squares/basin");
BENCHMARK_CAPTURE(surfaceYardstick, scalar, yardstick::surface, false)->Name("surface, squares/scalar loop");
BENCHMARK_CAPTURE(surfaceYardstick, eigen, yardstick::surfaceOfArrays, false)->Name("surface, squares/Eigen");
BENCHMARK_CAPTURE(surfaceBasin, two, entropy, 2, false)->Name("surface, two threads/basin")->UseRealTime();
BENCHMARK_CAPTURE(surfaceBasin, one, entropy, 1, false)->Name("surface, two threads/one thread")->UseRealTime();
BENCHMARK_CAPTURE(surfaceBasin, gradient, entropy, 1, true)->Name("surface, with its gradient/basin");
BENCHMARK(lineBasin)->Name("20 losses of 2-2-1/basin");
BENCHMARK(lineOneByOne)->Name("20 losses of 2-2-1/one by one");

} // namespace
