#pragma once

#include "training/history.h"
#include "training/stop_rules.h"
#include "training/training_options.h"

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace basin {

/// What may be changed while a run goes on.
struct RunSettings {
    LossSpec loss;
    OptimizerSpec optimizer;
    TrainingOptions training;
    friend bool operator==(const RunSettings &, const RunSettings &) = default;
};

/// Where a run stands.
struct RunPlace {
    std::int64_t step = 0;     ///< updates so far
    std::int64_t epoch = 0;    ///< finished epochs
    std::int64_t position = 0; ///< samples used of the epoch under way
    friend bool operator==(const RunPlace &, const RunPlace &) = default;
};

/// All of a run that decides what follows: Trainer::restore() with it and its history is as if the run had never gone
/// further. Unlike RunState, which is what a file keeps, it knows of the stop rules' memory and of a divergence.
struct RunMoment {
    std::shared_ptr<const RunSettings> settings;
    RunState state;
    std::vector<double> previousParameters; ///< θ before the last mini-batch; empty: not needed
    RunPlace previous;                      ///< where that was (its step is not used)
    StopRules rules{TrainingOptions{}};
    StopReason stop = StopReason::None;
    std::int64_t divergedStep = -1;
    HistoryMark history;

    [[nodiscard]] RunPlace place() const { return {state.step, state.epoch, state.batch}; }
    /// Memory that it holds, in bytes; without the settings, which many share.
    [[nodiscard]] std::int64_t bytes() const;
};

/// One call of a Trainer that changed something, as a value.
struct GoOn {};
struct ParameterChange {
    std::int64_t index = 0;
    double value = 0.0;
};
using RunChange = std::variant<GoOn, ParameterChange, std::vector<double>, LossSpec, OptimizerSpec, TrainingOptions>;

/// A change and where the run stood when it was made.
struct RecordedChange {
    RunPlace place;
    StopReason stop = StopReason::None; ///< why the run was at rest then, if a rule held
    RunChange change;

    [[nodiscard]] std::int64_t bytes() const; ///< memory that it holds
};

} // namespace basin
