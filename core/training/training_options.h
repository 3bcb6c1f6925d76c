#pragma once

#include "network/architecture.h"
#include "network/initialiser.h"
#include "network/loss.h"
#include "optimizer/optimizer_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace basin {

/// What the user chose under `training` of a project.
struct TrainingOptions {
    Precision precision = Precision::Float64;
    std::int64_t batchSize = 0; ///< samples of one update; 0, or more than there are: the full batch
    bool shuffle = true;        ///< a new order each epoch, keyed by init.seed and the epoch
    std::int64_t epochs = 5000; ///< the limit
    bool limitEpochs = true;    ///< `stop_at_epochs`: whether the window stops there; the command line always does
    double stopLoss = 0.0;      ///< stop when the training loss is at or below; 0 is off
    double solvedLoss = 0.0;    ///< "solved" also asks for a loss below this; 0 is off
    /// `stop_patience`: stop when the loss has not fallen by 0.01 % of its best for so many epochs; 0 is off
    std::int64_t patience = 0;
    std::vector<std::int64_t> frozen; ///< indices of θ that stay where they are
    /// "training.batch_size: must be …", or nothing.
    [[nodiscard]] std::optional<std::string> problem() const;
    friend bool operator==(const TrainingOptions &, const TrainingOptions &) = default;
};

/// All that a run needs besides its data.
struct RunSpec {
    Architecture architecture;
    InitialisationSpec init;
    LossSpec loss;
    OptimizerSpec optimizer;
    TrainingOptions training;
};

/// A run at rest: enough to go on with the same bits.
struct RunState {
    std::vector<double> parameters;
    std::int64_t epoch = 0;
    std::int64_t step = 0; ///< updates so far
    /// Where the next mini-batch of the epoch under way begins: how many of its samples were used already. Counted in
    /// samples, because the batch size may change in the middle of an epoch.
    std::int64_t batch = 0;
    std::vector<std::vector<double>> optimizer; ///< empty: a fresh optimizer
    friend bool operator==(const RunState &, const RunState &) = default;
};

} // namespace basin
