#include "landscape/escape.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

#include <vector>

using namespace basin;

namespace {

/// An edge state by hand: tanh unit 1 is on at (0, 1) alone, unit 2 at (1, 1) alone, as runs leave them.
Vector edgeState()
{
    Vector parameters(9);
    parameters << -4, 4, 4, 4, -2, -6, 4, -4, 0;
    return parameters;
}

/// From the trap to a solution, every one of the tried paths sampled.
void escapeBasin(benchmark::State &state)
{
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    const Architecture net(2, {{2, "tanh", {}, {}}, {1, "sigmoid", {}, {}}});
    const Objective objective(net, {"mean_squared_error"}, inputs, Matrix(Eigen::Vector4d(0, 1, 1, 0)));
    const Vector start = edgeState();
    for (auto _ : state) {
        const Escape escape = findEscape(objective, start);
        if (!escape.found)
            state.SkipWithError("no way out was found");
        benchmark::DoNotOptimize(escape.losses.data());
    }
    state.SetItemsProcessed(state.iterations());
}

/// What one path has to be sampled at, and nothing else: 95 × 95 losses, as many as three segments have samples.
void samplesYardstick(benchmark::State &state)
{
    constexpr int width = 95;
    const Vector start = edgeState();
    std::vector<double> losses(width * width);
    for (auto _ : state) {
        yardstick::surface(start.data(), width, 8.0, false, losses.data());
        benchmark::DoNotOptimize(losses.data());
    }
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK(escapeBasin)->Name("a way out, searches/basin")->Unit(benchmark::kMillisecond);
BENCHMARK(samplesYardstick)->Name("a way out, searches/scalar loop, 9025 losses")->Unit(benchmark::kMillisecond);

} // namespace
