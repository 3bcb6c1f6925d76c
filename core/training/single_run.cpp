#include "training/single_run.h"

#include "data/error.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace basin {

namespace {

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

} // namespace

InitialisationSpec startOf(const RunSet &set, const RunStart &start)
{
    InitialisationSpec init = set.spec.init;
    init.seed = start.seed;
    if (!start.parameters.empty())
        init.parameters = start.parameters;
    return init;
}

RunEnd refusedEnd(Vector parameters)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    return {.outcome = Outcome::Diverged,
            .reason = StopReason::Diverged,
            .loss = none,
            .accuracy = none,
            .parameters = std::move(parameters),
            .isRefused = true};
}

void trainAlone(const RunSet &set, std::size_t index, std::int64_t run, const RunStart &start,
                const ManyRunsContext &context)
{
    constexpr std::int64_t updates = 1000; // between two looks at `stop`
    RunSpec spec = set.spec;
    spec.training.limitEpochs = true;
    spec.init = startOf(set, start);
    std::optional<Trainer> trainer;
    try {
        trainer.emplace(spec, start.data ? start.data : set.data);
    } catch (const InputError &error) {
        if (error.where() != "init")
            throw;
        return context.sink(index, run, refusedEnd(startParameters(spec.architecture, spec.init)));
    }
    while (trainer->stopReason() == StopReason::None) {
        if (context.stop.stop_requested())
            return;
        const std::int64_t before = trainer->step();
        trainer->advance(updates);
        if (context.steps != nullptr)
            context.steps->fetch_add(trainer->step() - before, std::memory_order_relaxed);
    }
    context.sink(index, run, endOf(*trainer));
}

} // namespace basin
