#include "../training/runs.h"
#include "training/many_runs.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

#include <memory>

using namespace basin;

namespace {

RunSet xorRuns(std::int64_t count, std::int64_t epochs, Precision precision, std::int64_t batchSize)
{
    RunSpec spec = runs::xorSpec();
    spec.training.epochs = epochs;
    spec.training.precision = precision;
    spec.training.batchSize = batchSize;
    return {.spec = spec, .data = runs::xorData(), .count = count, .start = [](std::int64_t run) {
                return RunStart{.seed = static_cast<std::uint64_t>(run)};
            }};
}

/// Updates a second. Runs are so long that their starts and ends count for little.
void train(benchmark::State &state, const std::vector<RunSet> &sets, int threads)
{
    std::int64_t updates = 0;
    for (auto _ : state) {
        std::atomic<std::int64_t> steps = 0;
        trainRuns(sets, [](std::size_t, std::int64_t, RunEnd &&end) { benchmark::DoNotOptimize(end.loss); },
                  {.threads = threads, .steps = &steps});
        updates += steps;
    }
    state.SetItemsProcessed(updates);
}

void xorFullBatch(benchmark::State &state, Precision precision, int threads)
{
    train(state, {xorRuns(1000, 2000, precision, 0)}, threads);
}

void xorBatchOne(benchmark::State &state, int threads)
{
    train(state, {xorRuns(200, 3000, Precision::Float64, 1)}, threads);
}

/// A sweep: many cells of few runs, which end as they are solved.
void sweep(benchmark::State &state, int threads)
{
    std::vector<RunSet> sets;
    for (int cell = 0; cell < 400; ++cell) {
        RunSet set = xorRuns(50, 2000, Precision::Float64, 0);
        set.spec.optimizer.options.set("learning_rate", 0.001 * (1 + cell));
        set.spec.training.stopLoss = 0.05;
        sets.push_back(std::move(set));
    }
    train(state, sets, threads);
}

/// Points of a fate map: starts that differ in two weights.
void fateMap(benchmark::State &state, int width, int threads)
{
    RunSet set = xorRuns(std::int64_t{width} * width, 2000, Precision::Float32, 0);
    set.start = [width](std::int64_t run) {
        const double a = 8.0 * static_cast<double>(run % width) / width - 4.0;
        const double b = 8.0 * static_cast<double>(run / width) / width - 4.0;
        return RunStart{.parameters = {a, -0.6, 0.7, b, 0.1, -0.2, 0.9, -0.8, 0.05}};
    };
    train(state, {set}, threads);
}

void xorYardstick(benchmark::State &state)
{
    yardstick::Xor network;
    for (auto _ : state)
        benchmark::DoNotOptimize(network.step(0.01));
    state.SetItemsProcessed(state.iterations());
}

/// 2-h-h-1 with relu on 32 points, full batch.
RunSet wideRuns(int width, std::int64_t count, std::int64_t epochs)
{
    RunSet set = xorRuns(count, epochs, Precision::Float64, 0);
    set.spec.architecture = Architecture(2, {{.units = width, .activation = "relu", .kernelInit = {}, .biasInit = {}},
                                             {.units = width, .activation = "relu", .kernelInit = {}, .biasInit = {}},
                                             {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    set.data = runs::circleData(32, 0);
    return set;
}

void wide(benchmark::State &state, int width)
{
    train(state, {wideRuns(width, 64, 100)}, 1);
}

void wideAlone(benchmark::State &state, int width)
{
    RunSet set = wideRuns(width, 1, 1'000'000);
    for (auto _ : state) {
        Trainer trainer(set.spec, set.data);
        trainer.advance(200);
    }
    state.SetItemsProcessed(state.iterations() * 200);
}

void wideYardstick(benchmark::State &state, int width)
{
    auto network = std::make_unique<yardstick::EigenNetwork>(width);
    const auto data = runs::circleData(32, 0);
    const Matrix inputs = data->train.inputs.transpose();
    const Vector targets = data->train.targets.col(0);
    int steps = 0;
    for (auto _ : state) {
        if (++steps % 100 == 0)
            network = std::make_unique<yardstick::EigenNetwork>(width);
        benchmark::DoNotOptimize(network->step(inputs.data(), targets.data()));
    }
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(xorFullBatch, f64, Precision::Float64, 1)->Name("runs, xor 2-2-1, float64/basin");
BENCHMARK(xorYardstick)->Name("runs, xor 2-2-1, float64/scalar loop");
BENCHMARK_CAPTURE(xorFullBatch, f32, Precision::Float32, 1)->Name("runs, xor 2-2-1, float32/basin");
BENCHMARK(xorYardstick)->Name("runs, xor 2-2-1, float32/scalar loop");
BENCHMARK_CAPTURE(xorFullBatch, f64two, Precision::Float64, 2)->Name("runs, float64, two threads/basin")->UseRealTime();
BENCHMARK_CAPTURE(xorFullBatch, f64one, Precision::Float64, 1)
    ->Name("runs, float64, two threads/one thread")
    ->UseRealTime();
BENCHMARK_CAPTURE(xorFullBatch, f32two, Precision::Float32, 2)->Name("runs, float32, two threads/basin")->UseRealTime();
BENCHMARK_CAPTURE(xorFullBatch, f32one, Precision::Float32, 1)
    ->Name("runs, float32, two threads/one thread")
    ->UseRealTime();
BENCHMARK_CAPTURE(xorBatchOne, one, 1)->Name("runs, batch 1, shuffled/basin");
BENCHMARK(xorYardstick)->Name("runs, batch 1, shuffled/scalar loop, full batch");
BENCHMARK_CAPTURE(xorBatchOne, two, 2)->Name("runs, batch 1, two threads/basin")->UseRealTime();
BENCHMARK_CAPTURE(xorBatchOne, one, 1)->Name("runs, batch 1, two threads/one thread")->UseRealTime();

BENCHMARK_CAPTURE(sweep, one, 1)->Name("runs, sweep of 400 x 50, one thread");
BENCHMARK_CAPTURE(sweep, two, 2)->Name("runs, sweep of 400 x 50, two threads")->UseRealTime();
BENCHMARK_CAPTURE(fateMap, first, 64, 2)->Name("fate map, 64 x 64, two threads")->UseRealTime();
BENCHMARK_CAPTURE(fateMap, whole, 256, 2)->Name("fate map, 256 x 256, two threads")->UseRealTime();
BENCHMARK_CAPTURE(fateMap, one, 64, 1)->Name("fate map, 64 x 64, one thread");
BENCHMARK_CAPTURE(wide, h2, 2)->Name("runs, 2-02-02-1/basin");
BENCHMARK_CAPTURE(wideYardstick, h2, 2)->Name("runs, 2-02-02-1/Eigen");
BENCHMARK_CAPTURE(wideAlone, h2, 2)->Name("runs, 2-02-02-1/one run alone");
BENCHMARK_CAPTURE(wide, h4, 4)->Name("runs, 2-04-04-1/basin");
BENCHMARK_CAPTURE(wideYardstick, h4, 4)->Name("runs, 2-04-04-1/Eigen");
BENCHMARK_CAPTURE(wideAlone, h4, 4)->Name("runs, 2-04-04-1/one run alone");
BENCHMARK_CAPTURE(wide, h8, 8)->Name("runs, 2-08-08-1/basin");
BENCHMARK_CAPTURE(wideYardstick, h8, 8)->Name("runs, 2-08-08-1/Eigen");
BENCHMARK_CAPTURE(wideAlone, h8, 8)->Name("runs, 2-08-08-1/one run alone");
BENCHMARK_CAPTURE(wide, h16, 16)->Name("runs, 2-16-16-1/basin");
BENCHMARK_CAPTURE(wideYardstick, h16, 16)->Name("runs, 2-16-16-1/Eigen");
BENCHMARK_CAPTURE(wideAlone, h16, 16)->Name("runs, 2-16-16-1/one run alone");
BENCHMARK_CAPTURE(wide, h32, 32)->Name("runs, 2-32-32-1/basin");
BENCHMARK_CAPTURE(wideYardstick, h32, 32)->Name("runs, 2-32-32-1/Eigen");
BENCHMARK_CAPTURE(wideAlone, h32, 32)->Name("runs, 2-32-32-1/one run alone");
BENCHMARK_CAPTURE(wide, h64, 64)->Name("runs, 2-64-64-1/basin");
BENCHMARK_CAPTURE(wideYardstick, h64, 64)->Name("runs, 2-64-64-1/Eigen");
BENCHMARK_CAPTURE(wideAlone, h64, 64)->Name("runs, 2-64-64-1/one run alone");

} // namespace
