#pragma once

#include "training/trainer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace basin {

/// What a step of a lesson has come to: what conditions are asked of. Made from whatever shows the run.
struct LessonMoment {
    bool isAnswered = false; ///< the step's question
    std::int64_t epoch = 0;
    double loss = std::numeric_limits<double>::quiet_NaN();     ///< data term over the training part
    double accuracy = std::numeric_limits<double>::quiet_NaN(); ///< 0 to 1
    Outcome outcome = Outcome::Undecided;
    bool isAtRest = false;                  ///< a stop rule holds
    std::vector<std::string> findings = {}; ///< ids that the diagnosis of the present point names
    std::int64_t runsDone = 0;              ///< rows of the census of this step's project
    std::vector<std::string> opened = {};   ///< ids of pages and views that were shown since the step began
};

/// When a step of a lesson is done. Comparisons with what was not measured (not a number) are false.
struct Condition {
    enum class Kind {
        All,       ///< each of `parts`; of none: at once
        Any,       ///< one of `parts`
        Answered,  ///< the step's question
        AtRest,    ///< the run came to rest by a stop rule
        Epoch,     ///< `number` epochs or more
        LossBelow, ///< loss < number
        LossAbove, ///< loss > number
        Accuracy,  ///< accuracy ≥ number
        Outcome,   ///< at rest with the outcome `name`
        Finding,   ///< the diagnosis names the finding `name`
        Runs,      ///< a census of `number` runs or more is done
        Opened     ///< the page or view `name` was shown
    };
    Kind kind = Kind::All;
    double number = 0.0;
    std::string name = {};
    std::vector<Condition> parts = {};
    friend bool operator==(const Condition &, const Condition &) = default;
};

[[nodiscard]] bool isDone(const Condition &condition, const LessonMoment &moment);

/// Whether any part of it asks for `kind`: diagnosing at each frame costs time, and only such a condition wants it.
[[nodiscard]] bool asksFor(const Condition &condition, Condition::Kind kind);

} // namespace basin
