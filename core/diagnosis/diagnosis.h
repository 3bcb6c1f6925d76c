#pragma once

#include "landscape/point.h"
#include "network/objective.h"

#include <string>
#include <vector>

namespace basin {

/// One number of a finding's evidence, or a list of them: "outputs" {0.01, 0.5, 0.5, 0.99}.
struct Evidence {
    std::string name;
    std::vector<double> values;
    bool isList = false;
};

/// A known reason why a network does not learn whose numeric signature was met. What it says is "consistent with":
/// several may hold at once.
struct Finding {
    std::string id; ///< of a row of diagnosisRules()
    std::vector<Evidence> evidence;
};

/// What rules look at: one point, what it is, its data.
class DiagnosedPoint;

/// A row: what it is called and how it is told.
struct DiagnosisRule {
    const char *id;
    const char *signature; ///< the trigger in one line, with its numbers
    /// The evidence; empty where the signature is not met.
    std::vector<Evidence> (*evidence)(const DiagnosedPoint &point);
};

/// Those that follow from one point and its data. What a run alone can show (a learning rate that is too high, a loss
/// that no longer changes in float32) needs its course and is not among them.
[[nodiscard]] const std::vector<DiagnosisRule> &diagnosisRules();

/// Every rule whose signature is met, in the table's order. Runs that have solved their task raise none but those about
/// labels that no output can reach.
[[nodiscard]] std::vector<Finding> diagnose(const Objective &objective, ConstVectorRef parameters,
                                            const PointReport &report);

} // namespace basin
