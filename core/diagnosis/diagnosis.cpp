#include "diagnosis/diagnosis.h"

#include "diagnosis/rules.h"

namespace basin {

const std::vector<DiagnosisRule> &diagnosisRules()
{
    static const std::vector<DiagnosisRule> table{
        {"constant_output", "outputs within 0.02 of the middle, loss within 0.4 % of its level there, no slope",
         rules::constantOutput},
        {"edge_state", "two patterns of XOR at one half, two right, loss within 1 % of the level of a merged pair",
         rules::edgeState},
        {"triple_state", "three patterns of XOR at one or two thirds, loss within 1 % of that level",
         rules::tripleState},
        {"one_pattern_at_half", "one pattern of XOR within 0.02 of one half, three right: no limit of training",
         rules::onePatternAtHalf},
        {"base_rate", "outputs are the targets' mean, whatever the input", rules::baseRate},
        {"duplicate_units", "two units of one layer with equal weights and equal gradients", rules::duplicateUnits},
        {"saturated_unit", "a unit varies by less than 1 % of its range, saturated to one side on every sample",
         rules::saturatedUnit},
        {"dead_relu", "a relu unit is 0 on every sample and its gradient is exactly 0", rules::deadRelu},
        {"unscaled_inputs", "an input's mean or deviation is above 10", rules::unscaledInputs},
        {"penalty_balance", "the penalty's slope cancels the loss's to 1 %, with samples on their wrong side",
         rules::penaltyBalance},
        {"bit_labels_softmax", "softmax with targets that do not sum to 1", rules::bitLabelsSoftmax},
        {"label_activation_mismatch", "targets outside the last activation's range, or softmax on one unit",
         rules::labelActivationMismatch},
        {"vanishing_gradient", "the first layer's slope below 1e-3 of the last's, with no unit saturated",
         rules::vanishingGradient},
    };
    return table;
}

std::vector<Finding> diagnose(const Objective &objective, ConstVectorRef parameters, const PointReport &report)
{
    const DiagnosedPoint point(objective, parameters, report);
    std::vector<Finding> findings;
    for (const DiagnosisRule &rule : diagnosisRules()) {
        std::vector<Evidence> evidence = rule.evidence(point);
        if (!evidence.empty())
            findings.push_back({rule.id, std::move(evidence)});
    }
    return findings;
}

} // namespace basin
