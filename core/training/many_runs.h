#pragma once

#include "training/trainer.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace basin {

/// How a run ended: what a Trainer of the same spec and start says after advance() came to rest, bit for bit.
struct RunEnd {
    Outcome outcome = Outcome::Undecided;
    StopReason reason = StopReason::None;
    std::int64_t epochs = 0;
    std::int64_t steps = 0;
    std::int64_t solvedEpoch = -1; ///< History::solvedEpoch()
    double loss = 0.0;             ///< data term over the training part, at the end
    double penalty = 0.0;
    double accuracy = 0.0;  ///< not a number for regression
    Vector parameters;      ///< θ at the end; where the run diverged, the last one with a finite loss
    bool isRefused = false; ///< the start has no finite loss: a Trainer would throw; counts as diverged at epoch 0
};

/// What one run of a set has of its own.
struct RunStart {
    std::uint64_t seed = 1;           ///< takes the place of init.seed: keys the start and the shuffling
    std::vector<double> parameters{}; ///< the start itself; empty: drawn as `init` says
    std::shared_ptr<const PreparedData> data = nullptr; ///< its own data, of the set's shape; null: the set's
};

/// Runs that differ in nothing but their starts.
struct RunSet {
    RunSpec spec; ///< `limitEpochs` counts as set: each run ends
    std::shared_ptr<const PreparedData> data;
    std::int64_t count = 0;
    /// The start of run k, 0 ≤ k < count. A pure function: called on any thread, in any order.
    std::function<RunStart(std::int64_t)> start;
};

/// Told of the end of run k of set s. Called on any thread, several at a time.
using RunSink = std::function<void(std::size_t set, std::int64_t run, RunEnd &&end)>;

struct ManyRunsOptions {
    int threads = 0; ///< 0: as many as the machine has
    /// When not null: rises by the updates made, about once in a millisecond for each thread, for whoever shows
    /// progress.
    std::atomic<std::int64_t> *steps = nullptr;
};

/// Trains all runs of all sets to their ends. Small dense networks (at most maximumLaneUnits units a layer, some
/// thousand parameters, not too many samples) under an optimizer that needs only a gradient run many at a time, one in
/// each lane of the vectors, and a lane whose run has ended takes the next one; all others run one for each task.
/// Either way the bits of a run are those of a Trainer for it alone, whatever the number of runs, threads or lanes.
///
/// Runs whose end was not told when `stop` was asked are given up.
/// @throws InputError as Trainer does, where spec and data do not fit; nothing has run then
void trainRuns(const std::vector<RunSet> &sets, const RunSink &sink, const ManyRunsOptions &options = {},
               std::stop_token stop = {});

inline constexpr int maximumLaneUnits = 64;

} // namespace basin
