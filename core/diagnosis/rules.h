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
[[nodiscard]] std::optional<Symptom> constantOutput(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> edgeState(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> tripleState(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> onePatternAtHalf(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> baseRate(const DiagnosedPoint &point);

// What the hidden units do.
[[nodiscard]] std::optional<Symptom> duplicateUnits(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> saturatedUnit(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> deadRelu(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> vanishingGradient(const DiagnosedPoint &point);

// What the run's course shows.
[[nodiscard]] std::optional<Symptom> learningRateHigh(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> learningRateLow(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> precisionStall(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> epsilonDominated(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> accuracyPlateau(const DiagnosedPoint &point);

// What the data are like.
[[nodiscard]] std::optional<Symptom> unevenInputs(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> testInputsDiffer(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> testGap(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> classesImbalanced(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> batchLargerThanData(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> labelLossMismatch(const DiagnosedPoint &point);

// How the task was set.
[[nodiscard]] std::optional<Symptom> unscaledInputs(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> penaltyBalance(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> bitLabelsSoftmax(const DiagnosedPoint &point);
[[nodiscard]] std::optional<Symptom> labelActivationMismatch(const DiagnosedPoint &point);

} // namespace basin::rules
