#pragma once

#include "data/data_spec.h"
#include "landscape/point.h"
#include "network/objective.h"
#include "training/history.h"
#include "training/training_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace basin {

/// One number of a finding's evidence, or a list of them: "outputs" {0.01, 0.5, 0.5, 0.99}.
struct Evidence {
    std::string name;
    std::vector<double> values;
    bool isList = false;
};

/// What a finding means for the run.
enum class Severity {
    Stuck, ///< it will not learn further as it is: it lies at rest, or at a level that is known
    Setup, ///< the task is set in a way that hinders
    Note   ///< worth knowing
};
[[nodiscard]] const char *severityName(Severity severity); ///< "stuck", "setup", "note"

/// Experiments: a run that differs in one thing.
enum class CureKind {
    GoOn,              ///< ten times as many epochs, nothing else
    OtherSeed,         ///< another start of the same kind
    RandomStart,       ///< a start whose units differ, in the place of a constant one
    LargerStart,       ///< the same start with every weight larger
    SmallerStart,      ///< the same start with every weight smaller
    Kick,              ///< from here, a step along the direction of the most negative curvature
    WayOut,            ///< from the end of a path of falling loss out of here
    Irprop,            ///< irprop_minus, which looks at the slope's sign alone
    OtherOptimizer,    ///< Adam in the place of what crawls or stalls
    Wider,             ///< one unit more in each hidden layer
    Standardise,       ///< inputs of mean 0 and deviation 1
    Float64,           ///< the same in float64
    LowerPenalty,      ///< a hundredth of l1 and l2
    LowerRate,         ///< a tenth of the learning rate
    HigherRate,        ///< ten times the learning rate
    SmallerEpsilon,    ///< an epsilon far below the gradient
    SmallerBatch,      ///< mini-batches
    FittingActivation, ///< a last layer that reaches the targets, with its loss
    FittingLoss,       ///< the loss that fits the last layer
    LowerCapacity,     ///< half the units in each hidden layer
    HigherPenalty,     ///< an l2 where there is none, else ten times the penalty
    OtherSplit,        ///< another seed for the data: other samples are held out
    OtherHidden,       ///< hidden units that do not die: leaky_relu
    RightGradient      ///< without the deliberate bug
};
[[nodiscard]] const char *cureName(CureKind kind); ///< "go_on", "other_seed", …

/// A cure worked out for one run: what to set and where to begin.
struct Cure {
    CureKind kind = CureKind::OtherSeed;
    /// Key paths of the project with their values, in order, as for `--set`.
    std::vector<std::pair<std::string, std::string>> settings;
    /// θ where the fork begins; nothing: the present θ, or where `restarts` the start that the settings give.
    std::optional<Vector> parameters;
    bool restarts = false; ///< begins anew: another start, or another network
};

/// A known reason why a network does not learn whose numeric signature was met. What it says is "consistent with":
/// several may hold at once.
struct Finding {
    std::string id; ///< of a row of diagnosisRules()
    Severity severity = Severity::Note;
    std::vector<Evidence> evidence;
    /// The experiment that would show the finding to be wrong: DiagnosisRule::refutation says how.
    CureKind refutation = CureKind::GoOn;
    std::vector<CureKind> cures; ///< most promising first
};

/// A point with the run it belongs to. Holds references: for one call.
struct DiagnosedRun {
    const RunSpec &spec;
    const PreparedData &data;
    Vector parameters;                ///< θ; need not be finite
    const History *history = nullptr; ///< the run's course; null: a point alone
    std::int64_t epoch = 0;           ///< where in its course; counts only with a history
};

/// What rules look at: one point, what it is, its data, its run.
class DiagnosedPoint;

/// What a rule saw where its signature was met.
struct Symptom {
    Severity severity = Severity::Note;
    std::vector<Evidence> evidence;
};

/// A row: what it is called, how it is told, how it could be refuted, what may help.
struct DiagnosisRule {
    const char *id;
    const char *signature; ///< the trigger in one line, with its numbers
    std::optional<Symptom> (*symptom)(const DiagnosedPoint &point);
    CureKind refutation;
    const char *refutedIf; ///< what the experiment would then show, in one line
    std::vector<CureKind> cures;
};

/// SCIENCE's seventeen in their order, then those about the setting. Rules that need the run's course (a learning rate
/// that is too high, a loss that no longer changes) meet nothing at a point alone.
[[nodiscard]] const std::vector<DiagnosisRule> &diagnosisRules();

/// Every rule whose signature is met: what no training can mend first (labels out of reach), then by severity, what
/// explains another finding before it, then in the table's order; so the first is the headline. Runs that are well
/// raise none but those about labels and test data.
/// @param report  inspectPoint() of the run's objective at the same θ
[[nodiscard]] std::vector<Finding> diagnose(const DiagnosedRun &run, const PointReport &report);

/// The findings' cures as experiments, each kind once, most promising first; those that cannot be made (no path out was
/// found, inputs are standardised already) are left out. Looks for a way out: some tenths of a second.
[[nodiscard]] std::vector<Cure> curesFor(const DiagnosedRun &run, const PointReport &report,
                                         const std::vector<Finding> &findings);

} // namespace basin
