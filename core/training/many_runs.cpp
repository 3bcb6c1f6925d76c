#include "training/many_runs.h"

#include "data/error.h"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

namespace basin {

namespace {

RunSpec specOf(const RunSet &set, const RunStart &start)
{
    RunSpec spec = set.spec;
    spec.training.limitEpochs = true;
    spec.init.seed = start.seed;
    if (!start.parameters.empty())
        spec.init.parameters = start.parameters;
    return spec;
}

RunEnd endOf(const Trainer &trainer)
{
    const Metrics metrics = trainer.metrics();
    return {.outcome = trainer.outcome(),
            .reason = trainer.stopReason(),
            .epochs = trainer.epoch(),
            .steps = trainer.step(),
            .solvedEpoch = trainer.history().solvedEpoch(),
            .loss = metrics.loss,
            .penalty = metrics.penalty,
            .accuracy = metrics.accuracy,
            .parameters = trainer.parameters()};
}

/// One run by itself. False: given up.
bool trainAlone(const RunSet &set, std::int64_t run, RunEnd &end, const ManyRunsOptions &options, std::stop_token stop)
{
    constexpr std::int64_t updates = 1000; // between two looks at `stop`
    const RunStart start = set.start(run);
    Trainer trainer(specOf(set, start), start.data ? start.data : set.data);
    while (trainer.stopReason() == StopReason::None) {
        if (stop.stop_requested())
            return false;
        const std::int64_t before = trainer.step();
        trainer.advance(updates);
        if (options.steps != nullptr)
            options.steps->fetch_add(trainer.step() - before, std::memory_order_relaxed);
    }
    end = endOf(trainer);
    return true;
}

} // namespace

void trainRuns(const std::vector<RunSet> &sets, const RunSink &sink, const ManyRunsOptions &options,
               std::stop_token stop)
{
    std::vector<std::int64_t> ends;
    std::int64_t total = 0;
    for (const RunSet &set : sets)
        ends.push_back(total += set.count);
    oneapi::tbb::task_arena arena(options.threads > 0 ? options.threads : oneapi::tbb::info::default_concurrency());
    arena.execute([&] {
        oneapi::tbb::parallel_for(std::int64_t{0}, total, [&](std::int64_t index) {
            if (stop.stop_requested())
                return;
            const auto set = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), index) - ends.begin());
            const std::int64_t run = index - (ends[set] - sets[set].count);
            RunEnd end;
            if (trainAlone(sets[set], run, end, options, stop))
                sink(set, run, std::move(end));
        });
    });
}

} // namespace basin
