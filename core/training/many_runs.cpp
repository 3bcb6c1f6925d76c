#include "training/many_runs.h"

#include "training/lane_runs.h"
#include "training/run_queue.h"
#include "training/single_run.h"
#include "training/training_run.h"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

namespace basin {

namespace {

/// @throws InputError as a Trainer for the set's first run would
void checkSet(const RunSet &set)
{
    if (set.count <= 0)
        return;
    checkRun(set.spec, *set.data);
    checkOptimizer(set.spec.optimizer);
    const DenseKernel<double> kernel(set.spec.architecture, set.spec.loss);
    const Vector start = startParameters(set.spec.architecture, startOf(set, set.start(0)));
}

/// Whether the runs of this set train in lanes. A lane's θ with its gradient and moments, and its samples, are as wide
/// as a vector: where they no longer fit into the caches, a run by itself is as fast, and fills its vectors with
/// samples.
bool fitsLanes(const RunSet &set)
{
    constexpr Eigen::Index mostParameters = 6000; // two megabytes
    constexpr Eigen::Index mostValues = 1 << 18;  // of samples
    const Architecture &architecture = set.spec.architecture;
    const Dataset &train = set.data->train;
    const auto &layers = architecture.layers();
    const bool isNarrow = std::all_of(layers.begin(), layers.end(),
                                      [](const LayerSpec &layer) { return layer.units <= maximumLaneUnits; });
    const std::int64_t samples = train.samples();
    const std::int64_t batchSize = set.spec.training.batchSize == 0 ? samples : set.spec.training.batchSize;
    const std::int64_t updates = set.spec.training.epochs * ((samples + batchSize - 1) / batchSize);
    // Lanes know no mistakes: a run whose gradient is wrong on purpose goes by itself.
    return isNarrow && !architecture.isRecurrent() && set.spec.loss.fault == GradientFault::None &&
           architecture.parameterCount() <= mostParameters &&
           samples * (train.inputs.cols() + train.targets.cols()) <= mostValues &&
           runsInLanes(set.spec.optimizer, updates);
}

/// What one thread does: the runs of one set after the other, as long as there are any.
void work(const std::vector<RunSet> &sets, RunQueue &queue, const ManyRunsContext &context)
{
    while (!context.stop.stop_requested()) {
        const std::optional<std::size_t> index = queue.openSet();
        if (!index)
            return;
        const RunSet &set = sets[*index];
        if (!fitsLanes(set)) {
            const RunQueue::Range range = queue.take(*index, 1);
            for (std::int64_t run = range.first; run < range.first + range.count; ++run)
                trainAlone(set, *index, run, set.start(run), context);
        } else if (set.spec.training.precision == Precision::Float32) {
            LaneRuns<float>(set, *index, queue, context).run();
        } else {
            LaneRuns<double>(set, *index, queue, context).run();
        }
    }
}

} // namespace

void trainRuns(const std::vector<RunSet> &sets, const RunSink &sink, const ManyRunsOptions &options,
               std::stop_token stop)
{
    for (const RunSet &set : sets)
        checkSet(set);
    const int threads = options.threads > 0 ? options.threads : oneapi::tbb::info::default_concurrency();
    RunQueue queue(sets, threads);
    const ManyRunsContext context{sink, options.steps, std::move(stop)};
    oneapi::tbb::task_arena arena(threads);
    arena.execute([&] {
        oneapi::tbb::parallel_for(
            0, threads, [&](int) { work(sets, queue, context); }, oneapi::tbb::simple_partitioner());
    });
}

} // namespace basin
