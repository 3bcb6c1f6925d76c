#include "diagnosis/diagnosis.h"

#include "diagnosis/rules.h"

#include <algorithm>
#include <array>

namespace basin {

const char *severityName(Severity severity)
{
    switch (severity) {
    case Severity::Stuck:
        return "stuck";
    case Severity::Setup:
        return "setup";
    case Severity::Note:
        return "note";
    }
    return "";
}

const std::vector<DiagnosisRule> &diagnosisRules()
{
    using enum CureKind;
    static const std::vector<DiagnosisRule> table{
        {"constant_output",
         "outputs within 0.02 of the middle, loss within 0.4 % of its level there, no slope",
         rules::constantOutput,
         GoOn,
         "the loss leaves the level within ten times the epochs",
         {LargerStart, Kick, OtherSeed, Irprop, HigherRate, GoOn}},
        {"edge_state",
         "two patterns of XOR at one half, two right, loss within 1 % of the level of a merged pair",
         rules::edgeState,
         GoOn,
         "the loss falls below the level within ten times the epochs",
         {WayOut, OtherSeed, Wider, Kick}},
        {"triple_state",
         "three patterns of XOR at one or two thirds, loss within 1 % of that level",
         rules::tripleState,
         GoOn,
         "the loss falls below the level within ten times the epochs",
         {WayOut, OtherSeed, Wider, Kick}},
        {"one_pattern_at_half",
         "one pattern of XOR within 0.02 of one half, three right: no limit of training",
         rules::onePatternAtHalf,
         RightGradient,
         "the gradient check passes and the pattern stays at one half",
         {RightGradient, GoOn, OtherSeed}},
        {"base_rate",
         "outputs are the targets' mean, whatever the input",
         rules::baseRate,
         GoOn,
         "the loss leaves the level within ten times the epochs",
         {Standardise, LargerStart, Kick, OtherSeed, HigherRate, GoOn}},
        {"duplicate_units",
         "two units of one layer with equal weights and equal gradients",
         rules::duplicateUnits,
         GoOn,
         "the two units part within ten times the epochs",
         {RandomStart, OtherSeed, Kick}},
        {"saturated_unit",
         "a unit varies by less than 1 % of its range, saturated to one side on every sample",
         rules::saturatedUnit,
         GoOn,
         "the unit varies again within ten times the epochs",
         {Standardise, SmallerStart, OtherSeed, Float64}},
        {"dead_relu",
         "a relu unit is 0 on every sample and its gradient is exactly 0",
         rules::deadRelu,
         OtherHidden,
         "with leaky_relu the loss ends where it ended before",
         {OtherHidden, OtherSeed, LowerRate, Wider}},
        {"unscaled_inputs",
         "an input's mean or deviation is above 10",
         rules::unscaledInputs,
         Standardise,
         "with standardised inputs the loss ends no lower",
         {Standardise, LowerRate}},
        {"penalty_balance",
         "the penalty's slope cancels the loss's to 1 %, with samples on their wrong side",
         rules::penaltyBalance,
         LowerPenalty,
         "with a hundredth of the penalty the loss ends where it ended before",
         {LowerPenalty, OtherSeed}},
        {"bit_labels_softmax",
         "softmax with targets that do not sum to 1",
         rules::bitLabelsSoftmax,
         FittingActivation,
         "with sigmoids the share of right bits does not rise",
         {FittingActivation}},
        {"label_activation_mismatch",
         "targets outside the last activation's range, or softmax on one unit",
         rules::labelActivationMismatch,
         FittingActivation,
         "with the fitting last layer the loss ends no lower",
         {FittingActivation, FittingLoss}},
        {"vanishing_gradient",
         "the first layer's slope below 1e-3 of the last's, with no unit saturated",
         rules::vanishingGradient,
         LargerStart,
         "from a larger start the first layer's slope is as small",
         {LargerStart, Irprop, OtherHidden, OtherSeed}},
    };
    return table;
}

std::vector<Finding> diagnose(const DiagnosedRun &run, const PointReport &report)
{
    const DiagnosedPoint point(run, report);
    std::vector<Finding> findings;
    for (const DiagnosisRule &rule : diagnosisRules()) {
        if (auto symptom = rule.symptom(point))
            findings.push_back({rule.id, symptom->severity, std::move(symptom->evidence), rule.refutation, rule.cures});
    }
    // Labels out of reach explain whatever else is seen.
    constexpr std::array<std::string_view, 2> first{"bit_labels_softmax", "label_activation_mismatch"};
    const auto rank = [&](const Finding &finding) {
        return std::ranges::find(first, finding.id) != first.end() ? -1 : static_cast<int>(finding.severity);
    };
    std::ranges::stable_sort(findings, {}, rank);
    return findings;
}

} // namespace basin
