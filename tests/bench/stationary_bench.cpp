#include "landscape/stationary.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

using namespace basin;

namespace {

constexpr int starts = 1000;

/// One search from 1000 starts on one thread, with everything found told apart and judged.
void searchBasin(benchmark::State &state)
{
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    const Architecture net(2, {{2, "sigmoid", {}, {}}, {1, "sigmoid", {}, {}}});
    const Objective objective(net, {"sum_squared_error"}, inputs, Matrix(Eigen::Vector4d(0, 1, 1, 0)));
    SearchSpec spec;
    spec.starts = starts;
    for (auto _ : state)
        benchmark::DoNotOptimize(findStationaryPoints(objective, spec).points.data());
    state.SetItemsProcessed(state.iterations() * starts);
}

void searchYardstick(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(yardstick::stationaryPoints(starts));
    state.SetItemsProcessed(state.iterations() * starts);
}

BENCHMARK(searchBasin)->Name("stationary points, starts/basin")->Unit(benchmark::kMillisecond);
BENCHMARK(searchYardstick)->Name("stationary points, starts/Eigen 9x9")->Unit(benchmark::kMillisecond);

} // namespace
