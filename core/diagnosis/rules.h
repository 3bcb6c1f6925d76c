#pragma once

#include "diagnosis/diagnosed_point.h"
#include "diagnosis/diagnosis.h"

/// The rules' functions, one for each row of diagnosisRules(). Not for use outside this room.
namespace basin::rules {

[[nodiscard]] inline Evidence number(std::string name, double value)
{
    return {std::move(name), {value}, false};
}

[[nodiscard]] inline Evidence numbers(std::string name, std::vector<double> values)
{
    return {std::move(name), std::move(values), true};
}

// What the outputs say.
[[nodiscard]] std::vector<Evidence> constantOutput(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> edgeState(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> tripleState(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> onePatternAtHalf(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> baseRate(const DiagnosedPoint &point);

// What the hidden units do.
[[nodiscard]] std::vector<Evidence> duplicateUnits(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> saturatedUnit(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> deadRelu(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> vanishingGradient(const DiagnosedPoint &point);

// How the task was set.
[[nodiscard]] std::vector<Evidence> unscaledInputs(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> penaltyBalance(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> bitLabelsSoftmax(const DiagnosedPoint &point);
[[nodiscard]] std::vector<Evidence> labelActivationMismatch(const DiagnosedPoint &point);

} // namespace basin::rules
