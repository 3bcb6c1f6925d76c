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
         "two patterns of XOR at one half, two right, loss at most a tenth above the level of a merged pair",
         rules::edgeState,
         GoOn,
         "the loss falls below the level within ten times the epochs",
         {WayOut, OtherSeed, Wider, Kick}},
        {"triple_state",
         "three patterns of XOR at one or two thirds, loss at most a tenth above that level",
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
        {"learning_rate_high",
         "loss up to three times what it was, or turning round at half of the points, or lr λmax / (1 + momentum) "
         "above "
         "2 for plain descent",
         rules::learningRateHigh,
         LowerRate,
         "at a tenth of the rate the loss rises or swings as before",
         {LowerRate, Standardise, OtherOptimizer}},
        {"vanishing_gradient",
         "the first layer's slope below 1e-3 of the last's, with no unit saturated",
         rules::vanishingGradient,
         LargerStart,
         "from a larger start the first layer's slope is as small",
         {LargerStart, Irprop, OtherHidden, OtherSeed}},
        {"precision_stall",
         "the float32 loss is the same number for 1000 epochs (or its slope exactly 0), and float64 moves from there",
         rules::precisionStall,
         Float64,
         "in float64 the loss stays the same number too",
         {Float64, HigherRate, OtherSeed}},
        {"epsilon_dominated",
         "every slope is below the optimizer's epsilon, so that its steps shrink with the slope",
         rules::epsilonDominated,
         SmallerEpsilon,
         "with a smaller epsilon the loss falls no faster",
         {SmallerEpsilon, Irprop, OtherSeed}},
        {"accuracy_plateau",
         "over the last half of the epochs the accuracy is one number and the loss falls by 5 %",
         rules::accuracyPlateau,
         GoOn,
         "the accuracy changes within ten times the epochs",
         {GoOn, OtherSeed, Wider}},
        {"uneven_inputs",
         "deviations of the inputs differ by a factor of 100, or all are below 0.01",
         rules::unevenInputs,
         Standardise,
         "with standardised inputs the loss ends no lower",
         {Standardise}},
        {"test_inputs_differ",
         "an input's mean in the test part is off by half a deviation, or its deviation twice as large, and by 4.5 "
         "standard errors",
         rules::testInputsDiffer,
         OtherSplit,
         "with another split the parts differ as much",
         {OtherSplit}},
        {"test_gap",
         "a share of right answers lower by a tenth on the test part, or for regression twice the loss",
         rules::testGap,
         OtherSplit,
         "with another split the gap is gone",
         {OtherSplit, LowerCapacity, HigherPenalty}},
        {"classes_imbalanced",
         "ten samples of one class for each of another",
         rules::classesImbalanced,
         GoOn,
         "the rarer class is learnt within ten times the epochs",
         {GoOn, HigherRate}},
        {"batch_larger_than_data",
         "training.batch_size above the number of samples",
         rules::batchLargerThanData,
         SmallerBatch,
         "with mini-batches the loss falls no faster",
         {SmallerBatch}},
        {"learning_rate_low",
         "the loss falls on a straight line of logarithms, over log epochs or epochs (R² above 0.98), and has far to "
         "go",
         rules::learningRateLow,
         HigherRate,
         "at ten times the rate the loss rises or falls no faster",
         {HigherRate, GoOn, OtherOptimizer}},
        {"label_loss_mismatch",
         "a cross-entropy over outputs or targets that are no probabilities",
         rules::labelLossMismatch,
         FittingActivation,
         "with the fitting last layer and loss the run ends no better",
         {FittingActivation, FittingLoss}},
    };
    return table;
}

namespace {

bool isWholeLayerDead(const Finding &finding)
{
    const auto whole = std::ranges::find(finding.evidence, "whole_layer", &Evidence::name);
    return whole != finding.evidence.end() && whole->values.front() == 1.0;
}

/// Where a finding stands: what explains the others comes first. Labels out of reach explain whatever else is seen; a
/// dead layer a constant output; dead units and those that are one and the same an edge or a triple.
int causeBeforeEffect(const Finding &finding)
{
    constexpr std::array<std::string_view, 3> labels{"bit_labels_softmax", "label_activation_mismatch",
                                                     "label_loss_mismatch"};
    constexpr std::array<std::string_view, 2> constant{"constant_output", "base_rate"};
    constexpr std::array<std::string_view, 2> units{"dead_relu", "duplicate_units"};
    const auto isAmong = [&finding](const auto &ids) { return std::ranges::find(ids, finding.id) != ids.end(); };
    if (isAmong(labels))
        return 0;
    if (finding.severity == Severity::Stuck && isAmong(units))
        return isWholeLayerDead(finding) ? 1 : 3;
    if (finding.severity == Severity::Stuck && isAmong(constant))
        return 2;
    return 4 + static_cast<int>(finding.severity);
}

} // namespace

std::vector<Finding> diagnose(const DiagnosedRun &run, const PointReport &report)
{
    const DiagnosedPoint point(run, report);
    std::vector<Finding> findings;
    for (const DiagnosisRule &rule : diagnosisRules()) {
        if (auto symptom = rule.symptom(point))
            findings.push_back({rule.id, symptom->severity, std::move(symptom->evidence), rule.refutation, rule.cures});
    }
    std::ranges::stable_sort(findings, {}, causeBeforeEffect);
    return findings;
}

} // namespace basin
