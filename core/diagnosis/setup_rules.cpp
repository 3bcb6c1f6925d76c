#include "diagnosis/rules.h"

#include "network/initialiser.h"

#include <algorithm>
#include <cmath>

namespace basin::rules {

namespace {

/// The largest |z| of the first layer at the run's start, for each column of the inputs taken alone.
Vector firstInputs(const DiagnosedPoint &point)
{
    const LayerLayout &first = point.architecture().layout(0);
    const Vector start = startParameters(point.architecture(), point.spec().init);
    const Matrix &inputs = point.objective().inputs();
    Vector largest(inputs.cols());
    for (Eigen::Index column = 0; column < inputs.cols(); ++column) {
        // The steps of a recurrent layer share their weights.
        const Eigen::Index row = column % first.inputs;
        const auto weights = start.segment(first.kernel + row * first.columns(), first.columns());
        largest[column] = weights.cwiseAbs().maxCoeff() * inputs.col(column).cwiseAbs().maxCoeff();
    }
    return largest;
}

} // namespace

std::optional<Symptom> unscaledInputs(const DiagnosedPoint &point)
{
    constexpr double large = 10.0;
    constexpr double largish = 3.0;
    const Matrix &inputs = point.objective().inputs();
    if (point.isHealthy())
        return {};
    const Vector first = firstInputs(point);
    std::vector<double> columns;
    std::vector<double> means;
    std::vector<double> deviations;
    std::vector<double> firstInput;
    for (Eigen::Index column = 0; column < inputs.cols(); ++column) {
        const double mean = inputs.col(column).mean();
        const double deviation = std::sqrt((inputs.col(column).array() - mean).square().mean());
        const double size = std::max(std::abs(mean), deviation);
        if (size <= large && (size <= largish || first[column] <= large))
            continue;
        columns.push_back(static_cast<double>(column));
        means.push_back(mean);
        deviations.push_back(deviation);
        firstInput.push_back(first[column]);
    }
    if (columns.empty())
        return {};
    return Symptom{Severity::Setup,
                   {numbers("inputs", columns), numbers("mean", means), numbers("deviation", deviations),
                    numbers("largest_first_input", firstInput)}};
}

/// ∇E = −∇penalty: a true local minimum that the penalty made, at which the task is not solved.
std::optional<Symptom> penaltyBalance(const DiagnosedPoint &point)
{
    constexpr double cancelled = 0.01;
    const LossSpec &loss = point.objective().lossSpec();
    if (!point.isFinite() || point.isHealthy() || (loss.l1 == 0.0 && loss.l2 == 0.0))
        return {};
    LossSpec bare = loss;
    bare.l1 = bare.l2 = 0.0;
    const Objective data(point.architecture(), bare, point.objective().inputs(), point.objective().targets(),
                         point.objective().precision(), point.objective().sides());
    const Vector ofData = data.gradient(point.parameters());
    const double total = point.report().gradientNorm;
    const double ofPenalty = (point.report().gradient - ofData).norm();
    const bool isMinimum = point.report().kind() == PointKind::Minimum;
    // At θ = 0, a minimum for every penalty, both are 0.
    const bool isBalanced = ofPenalty > 0.0 && total < cancelled * ofPenalty;
    if (!isBalanced && !isMinimum)
        return {};
    // A regularised run that has learnt most of its task ends in such a minimum too.
    constexpr double held = 0.4;
    const bool isHeldBack = point.isAtRest() && point.lossShare() > held;
    return Symptom{isHeldBack ? Severity::Stuck : Severity::Note,
                   {number("loss", point.report().loss), number("penalty", point.report().penalty),
                    number("data_gradient", ofData.norm()), number("penalty_gradient", ofPenalty),
                    number("gradient_norm", total)}};
}

/// Σ t of a sample is m: its cross-entropy with a softmax is at least m ln m, and m ln K at a constant output.
std::optional<Symptom> bitLabelsSoftmax(const DiagnosedPoint &point)
{
    constexpr double rounding = 1e-6;
    const Matrix &targets = point.objective().targets();
    if (point.activation(point.architecture().layers().size() - 1).id != ActivationId::Softmax || targets.cols() < 2)
        return {};
    const Vector ones = targets.rowwise().sum();
    if ((ones.array() - 1.0).abs().maxCoeff() < rounding)
        return {};
    const auto floorOf = [](double m) { return m > 0.0 ? m * std::log(m) : 0.0; };
    return Symptom{Severity::Setup,
                   {number("targets_sum_largest", ones.maxCoeff()),
                    number("classes", static_cast<double>(targets.cols())), number("loss", point.report().loss),
                    number("loss_floor", ones.unaryExpr(floorOf).mean()),
                    number("loss_of_even_outputs", ones.mean() * std::log(static_cast<double>(targets.cols())))}};
}

std::optional<Symptom> labelActivationMismatch(const DiagnosedPoint &point)
{
    const Matrix &targets = point.objective().targets();
    const Activation &last = point.activation(point.architecture().layers().size() - 1);
    const bool isLoneSoftmax = last.id == ActivationId::Softmax && targets.cols() == 1;
    const double low = targets.minCoeff();
    const double high = targets.maxCoeff();
    if (!isLoneSoftmax && low >= last.low && high <= last.high)
        return {};
    std::vector<Evidence> evidence{number("lowest_target", low), number("highest_target", high)};
    if (std::isfinite(last.low))
        evidence.push_back(number("lowest_output", isLoneSoftmax ? 1.0 : last.low));
    if (std::isfinite(last.high))
        evidence.push_back(number("highest_output", last.high));
    if (!isLoneSoftmax)
        evidence.push_back(number("loss_floor", point.unit().floor));
    return Symptom{Severity::Setup, std::move(evidence)};
}

} // namespace basin::rules
