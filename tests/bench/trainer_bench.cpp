#include "../training/runs.h"
#include "training/session.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

using namespace basin;

namespace {

constexpr std::int64_t stepsAtOnce = 100'000;
constexpr std::int64_t watchedSteps = 3'000'000;
constexpr std::int64_t batchSize = 32;
constexpr std::int64_t batches = 32;

RunSpec endlessXor()
{
    RunSpec spec = runs::xorSpec();
    spec.training.limitEpochs = false;
    return spec;
}

/// The whole trainer, a fresh run each time: what the window and the command line do, with history and stop rules.
void xorTrainer(benchmark::State &state)
{
    const auto data = runs::xorData();
    for (auto _ : state) {
        Trainer trainer(endlessXor(), data);
        benchmark::DoNotOptimize(trainer.advance(stepsAtOnce));
    }
    state.SetItemsProcessed(state.iterations() * stepsAtOnce);
}

/// The same on the session's thread while a reader takes 60 snapshots a second; both threads' time counts.
void xorWatched(benchmark::State &state)
{
    const auto data = runs::xorData();
    for (auto _ : state) {
        Session session;
        const std::jthread reader([&session](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                benchmark::DoNotOptimize(session.take());
                std::this_thread::sleep_for(std::chrono::microseconds(16'667));
            }
        });
        session.start(endlessXor(), data);
        session.advanceSteps(watchedSteps);
        session.waitUntilIdle();
    }
    state.SetItemsProcessed(state.iterations() * watchedSteps);
}

void xorYardstick(benchmark::State &state)
{
    yardstick::Xor network;
    for (auto _ : state)
        benchmark::DoNotOptimize(network.step(0.01));
    state.SetItemsProcessed(state.iterations());
}

/// 2-64-64-1 on shuffled batches of 32, with the evaluation after each epoch that the curves ask for.
void mlpTrainer(benchmark::State &state)
{
    RunSpec spec = endlessXor();
    spec.architecture = Architecture(2, {{.units = 64, .activation = "relu", .kernelInit = {}, .biasInit = {}},
                                         {.units = 64, .activation = "relu", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    spec.training.batchSize = batchSize;
    Trainer trainer(spec, runs::circleData(batchSize * batches, 0));
    for (auto _ : state)
        benchmark::DoNotOptimize(trainer.advanceEpochs(1));
    state.SetItemsProcessed(state.iterations() * batchSize * batches);
}

void mlpYardstick(benchmark::State &state)
{
    yardstick::EigenNetwork network;
    const auto data = runs::circleData(batchSize * batches, 0);
    const Matrix inputs = data->train.inputs.transpose();
    for (auto _ : state) {
        for (std::int64_t batch = 0; batch < batches; ++batch) {
            benchmark::DoNotOptimize(
                network.step(inputs.data() + 2 * batch * batchSize, data->train.targets.data() + batch * batchSize));
        }
    }
    state.SetItemsProcessed(state.iterations() * batchSize * batches);
}

BENCHMARK(xorTrainer)->Name("trainer, xor 2-2-1, adam/basin");
BENCHMARK(xorYardstick)->Name("trainer, xor 2-2-1, adam/scalar loop");
BENCHMARK(xorWatched)->Name("session watched, xor 2-2-1/basin")->MeasureProcessCPUTime();
BENCHMARK(xorYardstick)->Name("session watched, xor 2-2-1/scalar loop");
BENCHMARK(mlpTrainer)->Name("trainer, mlp 2-64-64-1, adam/basin");
BENCHMARK(mlpYardstick)->Name("trainer, mlp 2-64-64-1, adam/Eigen");

} // namespace
