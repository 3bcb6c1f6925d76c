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

RunSpec endlessXor()
{
    RunSpec spec = runs::xorSpec();
    spec.training.limitEpochs = false;
    return spec;
}

/// A new run each time, in whose first epochs the history still keeps every one.
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

BENCHMARK(xorTrainer)->Name("fresh run, xor 2-2-1, adam/basin");
BENCHMARK(xorYardstick)->Name("fresh run, xor 2-2-1, adam/scalar loop");
BENCHMARK(xorWatched)->Name("watched run, xor 2-2-1, adam/basin")->MeasureProcessCPUTime();
BENCHMARK(xorYardstick)->Name("watched run, xor 2-2-1, adam/scalar loop");

} // namespace
