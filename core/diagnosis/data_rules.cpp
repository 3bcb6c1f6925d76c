#include "diagnosis/rules.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace basin::rules {

namespace {

struct Column {
    double mean = 0.0;
    double deviation = 0.0;
};

Column columnOf(const Matrix &values, Eigen::Index index)
{
    const double mean = values.col(index).mean();
    return {mean, std::sqrt((values.col(index).array() - mean).square().mean())};
}

/// How many samples each class has; empty for regression and for samples of several classes at once.
std::vector<double> classCounts(const Matrix &targets, const TargetSides &sides)
{
    if (sides.kind == TargetSides::Kind::OneHot) {
        const Eigen::RowVectorXd counts = (targets.array() == targets.maxCoeff()).cast<double>().colwise().sum();
        return {counts.begin(), counts.end()};
    }
    if (sides.kind != TargetSides::Kind::Threshold || targets.cols() != 1)
        return {};
    const auto above = static_cast<double>((targets.array() > sides.threshold).count());
    return {static_cast<double>(targets.rows()) - above, above};
}

/// Outputs that are no probabilities by themselves are clipped, and have no slope where they are.
std::vector<Evidence> clippedOutputs(const DiagnosedPoint &point)
{
    const double low = point.activation(point.architecture().layers().size() - 1).low;
    const double high = point.activation(point.architecture().layers().size() - 1).high;
    std::vector<Evidence> evidence;
    if (std::isfinite(low))
        evidence.push_back(number("lowest_output", low));
    if (std::isfinite(high))
        evidence.push_back(number("highest_output", high));
    if (point.isFinite()) {
        const auto outputs = point.outputs().array();
        const auto clipped = (outputs < probabilityMargin || outputs > 1.0 - probabilityMargin).count();
        evidence.push_back(number("share_clipped", static_cast<double>(clipped) / static_cast<double>(outputs.size())));
    } else {
        evidence.push_back(number("margin", probabilityMargin));
    }
    return evidence;
}

} // namespace

/// Columns of very different size, or all of them tiny: where unscaledInputs() sees no large number, and yet one rate
/// cannot suit all weights.
std::optional<Symptom> unevenInputs(const DiagnosedPoint &point)
{
    constexpr double uneven = 100.0;
    constexpr double tiny = 0.01;
    const Matrix &inputs = point.objective().inputs();
    if (point.isHealthy() || inputs.rows() < 2)
        return {};
    std::vector<double> columns;
    std::vector<double> deviations;
    for (Eigen::Index column = 0; column < inputs.cols(); ++column) {
        if (const double deviation = columnOf(inputs, column).deviation; deviation > 0.0) {
            columns.push_back(static_cast<double>(column));
            deviations.push_back(deviation);
        }
    }
    if (columns.empty())
        return {};
    const auto [smallest, largest] = std::ranges::minmax(deviations);
    if (largest < uneven * smallest && largest > tiny)
        return {};
    return Symptom{Severity::Setup,
                   {numbers("inputs", columns), numbers("deviation", deviations), number("ratio", largest / smallest)}};
}

/// The held-out part has other inputs than the training part: means apart by more than half a deviation, and by far
/// more than chance.
std::optional<Symptom> testInputsDiffer(const DiagnosedPoint &point)
{
    constexpr double apart = 0.5;    // standardised mean difference
    constexpr double spread = 2.0;   // ratio of deviations
    constexpr double certain = 4.5;  // standard errors: 1 in 100 000, since there may be many columns
    constexpr Eigen::Index few = 10; // samples
    const Matrix &train = point.data().train.inputs;
    const Matrix &test = point.data().test.inputs;
    if (train.rows() < few || test.rows() < few)
        return {};
    const double error = std::sqrt(1.0 / static_cast<double>(train.rows()) + 1.0 / static_cast<double>(test.rows()));
    std::vector<double> columns;
    std::vector<double> differences;
    std::vector<double> ratios;
    for (Eigen::Index column = 0; column < train.cols(); ++column) {
        const Column ofTrain = columnOf(train, column);
        const Column ofTest = columnOf(test, column);
        const double deviation = std::max(ofTrain.deviation, ofTest.deviation);
        if (!(deviation > 0.0))
            continue;
        const double difference = (ofTest.mean - ofTrain.mean) / deviation;
        const double smaller = std::min(ofTrain.deviation, ofTest.deviation);
        const bool isShifted = std::abs(difference) > std::max(apart, certain * error);
        // The logarithm of a deviation has a standard error of about error / √2.
        const bool isSpread = deviation > spread * smaller && std::log(deviation / smaller) > certain * error;
        if (!isShifted && !isSpread)
            continue;
        columns.push_back(static_cast<double>(column));
        differences.push_back(difference);
        ratios.push_back(smaller > 0.0 ? ofTest.deviation / ofTrain.deviation : 0.0);
    }
    if (columns.empty())
        return {};
    return Symptom{Severity::Setup,
                   {numbers("inputs", columns), numbers("mean_difference", differences),
                    numbers("deviation_ratio", ratios), number("training_samples", static_cast<double>(train.rows())),
                    number("test_samples", static_cast<double>(test.rows()))}};
}

/// What was learnt of the training part does not hold for the other one: a share of right answers lower by a tenth, or
/// twice the loss.
std::optional<Symptom> testGap(const DiagnosedPoint &point)
{
    constexpr double lower = 0.1;
    constexpr double certain = 3.0; // standard errors
    constexpr double higher = 2.0;
    constexpr double meaningful = 0.05; // of the loss of a constant output
    const Dataset &test = point.data().test;
    if (test.samples() < 2 || !point.isFinite())
        return {};
    const Objective &train = point.objective();
    const Objective held(point.architecture(), point.spec().loss, test.inputs, test.targets,
                         point.spec().training.precision, train.sides());
    const double accuracy = train.accuracy(point.parameters());
    const double testAccuracy = held.accuracy(point.parameters());
    std::vector<Evidence> evidence;
    const auto count = static_cast<double>(test.samples());
    const double error = std::sqrt(std::max(accuracy * (1.0 - accuracy), 1.0 / count) / count);
    if (accuracy - testAccuracy > std::max(lower, certain * error))
        evidence = {number("accuracy", accuracy), number("test_accuracy", testAccuracy)};
    const bool isSum = point.spec().loss.name == "sum_squared_error"; // grows with the samples
    const double perSample = isSum ? static_cast<double>(train.samples()) / count : 1.0;
    const double loss = point.report().loss - point.unit().floor;
    const double testLoss = perSample * held.loss(point.parameters()) - point.unit().floor;
    const bool isRegression = train.sides().kind == TargetSides::Kind::None;
    if (isRegression && testLoss > higher * loss &&
        testLoss - loss > meaningful * (point.unit().constant - point.unit().floor))
        evidence = {number("loss", point.report().loss)};
    if (evidence.empty())
        return {};
    evidence.push_back(number("training_loss", point.report().loss));
    evidence.push_back(number("test_loss", testLoss + point.unit().floor));
    evidence.push_back(number("test_samples", count));
    return Symptom{Severity::Note, std::move(evidence)};
}

/// With ten of one class for each of another the base rate is right nine times in ten.
std::optional<Symptom> classesImbalanced(const DiagnosedPoint &point)
{
    constexpr double ratio = 10.0;
    constexpr double few = 20.0; // samples
    const std::vector<double> counts = classCounts(point.objective().targets(), point.objective().sides());
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    if (point.isHealthy() || total < few)
        return {};
    const auto [smallest, largest] = std::ranges::minmax(counts);
    if (largest < ratio * std::max(smallest, 1.0))
        return {};
    const double accuracy = point.objective().accuracy(point.parameters());
    const double majority = largest / total;
    return Symptom{
        accuracy <= majority ? Severity::Setup : Severity::Note,
        {numbers("samples_of_classes", counts), number("majority_share", majority), number("accuracy", accuracy)}};
}

std::optional<Symptom> batchLargerThanData(const DiagnosedPoint &point)
{
    const std::int64_t batch = point.spec().training.batchSize;
    const std::int64_t samples = point.objective().samples();
    if (batch <= samples)
        return {};
    return Symptom{Severity::Note,
                   {number("batch_size", static_cast<double>(batch)), number("samples", static_cast<double>(samples))}};
}

/// A loss whose formula does not belong to what the last layer gives.
std::optional<Symptom> labelLossMismatch(const DiagnosedPoint &point)
{
    const LossId loss = findLoss(point.spec().loss.name)->id;
    const Matrix &targets = point.objective().targets();
    const Activation &last = point.activation(point.architecture().layers().size() - 1);
    const bool isCrossentropy = loss == LossId::BinaryCrossentropy || loss == LossId::CategoricalCrossentropy;
    const bool isProbability = last.id == ActivationId::Sigmoid || last.id == ActivationId::Softmax;
    const bool areProbabilities = targets.minCoeff() >= 0.0 && targets.maxCoeff() <= 1.0;
    const bool isCategorical = loss == LossId::CategoricalCrossentropy;
    const Vector sums = targets.rowwise().sum();
    std::vector<Evidence> evidence;
    if (isCrossentropy && !areProbabilities) // no distribution: the loss has no lower bound
        evidence = {number("lowest_target", targets.minCoeff()), number("highest_target", targets.maxCoeff())};
    else if (isCrossentropy && !isProbability)
        evidence = clippedOutputs(point);
    else if (isCategorical && last.id == ActivationId::Sigmoid && targets.cols() == 1)
        evidence = {number("outputs", 1.0), number("share_of_the_only_output", 1.0)};
    else if (isCategorical && last.id == ActivationId::Sigmoid)
        evidence = {number("targets_sum_lowest", sums.minCoeff()), number("targets_sum_highest", sums.maxCoeff()),
                    number("outputs", static_cast<double>(targets.cols()))};
    if (evidence.empty())
        return {};
    return Symptom{Severity::Setup, std::move(evidence)};
}

} // namespace basin::rules
