#include "diagnosis/rules.h"

#include "landscape/xor_task.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace basin::rules {

namespace {

constexpr double nearlyAtRest = 5e-2; // in units of LossUnit
constexpr double noSlope = 4e-3;      // in units: 1e-3 of a mean cross-entropy

constexpr Eigen::Index mostPatterns = 64; // of which single outputs are told

/// A level holds a run that lies there; one that passes by is only seen there.
Symptom whereAtRest(const DiagnosedPoint &point, std::vector<Evidence> evidence)
{
    return {point.isAtRest() ? Severity::Stuck : Severity::Note, std::move(evidence)};
}

std::vector<double> listed(const Eigen::Ref<const Vector> &values)
{
    return {values.begin(), values.end()};
}

/// The four patterns of XOR on one sigmoid: their outputs with the low target at 0 and the high one at 1.
struct XorOutputs {
    XorTask task;
    std::array<double, 4> outputs{};

    [[nodiscard]] double target(int pattern) const { return task.isHigh(pattern) ? 1.0 : 0.0; }
    [[nodiscard]] int within(double margin, double level) const
    {
        return static_cast<int>(std::ranges::count_if(outputs, [=](double y) { return std::abs(y - level) < margin; }));
    }
    [[nodiscard]] int right(double margin) const
    {
        int count = 0;
        for (int p = 0; p < 4; ++p)
            count += std::abs(outputs[static_cast<std::size_t>(p)] - target(p)) < margin;
        return count;
    }
};

std::optional<XorOutputs> xorOutputs(const DiagnosedPoint &point)
{
    const auto task = xorTask(point.objective().inputs(), point.objective().targets());
    if (!task || !point.isFinite() || point.isHealthy() || saturatedLevels(point.objective()).empty())
        return {};
    XorOutputs result{*task, {}};
    for (std::size_t p = 0; p < 4; ++p)
        result.outputs[p] =
            (point.outputs()(task->samples[p], 0) - task->targetLow) / (task->targetHigh - task->targetLow);
    return result;
}

/// The level of this kind that lies at most a tenth below the loss, which sinks towards it without end.
std::optional<double> nearLevel(const DiagnosedPoint &point, SaturatedLevel::Kind kind)
{
    for (const SaturatedLevel &level : saturatedLevels(point.objective())) {
        if (level.kind == kind && point.report().loss > 0.99 * level.loss && point.report().loss < 1.1 * level.loss)
            return level.loss;
    }
    return {};
}

std::vector<Evidence> mergedState(const DiagnosedPoint &point, double level)
{
    std::vector<double> merged;
    for (const auto &[first, second] : point.report().merged) {
        merged.push_back(static_cast<double>(first));
        merged.push_back(static_cast<double>(second));
    }
    std::ranges::sort(merged);
    const auto rest = std::ranges::unique(merged);
    merged.erase(rest.begin(), rest.end());
    std::vector<Evidence> evidence{number("loss", point.report().loss), number("level", level),
                                   numbers("outputs", listed(point.outputs().col(0))),
                                   numbers("merged_samples", merged)};
    std::vector<double> corners;
    for (const CornerCode &code : cornerCodes(point.objective(), point.parameters()))
        corners.push_back(code.isolated);
    if (!corners.empty())
        evidence.push_back(numbers("isolated_corners", corners));
    return evidence;
}

/// Outputs within 0.02 of one value, of the targets' range, for targets that differ.
bool isConstantWhereTargetsAreNot(const DiagnosedPoint &point)
{
    constexpr double constant = 0.04;
    const Matrix &targets = point.objective().targets();
    const double range = targets.maxCoeff() - targets.minCoeff();
    const Eigen::RowVectorXd spread = point.outputs().colwise().maxCoeff() - point.outputs().colwise().minCoeff();
    return range > 0.0 && spread.maxCoeff() < constant * range &&
           (targets.rowwise() - targets.row(0)).cwiseAbs().maxCoeff() > 0.0;
}

/// Two values that are equally frequent in every output: then the mean that a constant output tends to is their middle.
bool isBalanced(const Matrix &targets)
{
    const double middle = 0.5 * (targets.minCoeff() + targets.maxCoeff());
    return targetSides(targets).kind != TargetSides::Kind::None &&
           (targets.colwise().mean().array() - middle).abs().maxCoeff() < 1e-12;
}

/// How many epochs plain descent needs to fall by 1 % along the most negative curvature λ: the slope g there grows by
/// e^(η |λ| t), and the loss falls by g² / 2|λ| · (e^(2 η |λ| t) − 1). Nothing for other optimizers and where no
/// direction bends down.
std::optional<double> epochsToLeave(const DiagnosedPoint &point)
{
    constexpr double fall = 0.01;
    const OptimizerSpec &optimizer = point.spec().optimizer;
    const PointReport &report = point.report();
    if (optimizer.name != "sgd" || report.eigenvalues.size() == 0 || report.eigenvalues[0] >= -report.tolerance)
        return {};
    const double bend = -report.eigenvalues[0];
    const double slope = report.gradient.dot(report.eigenvectors.col(0));
    const std::int64_t samples = point.objective().samples();
    const std::int64_t batch = point.spec().training.batchSize;
    const double updates = batch > 0 ? std::ceil(static_cast<double>(samples) / static_cast<double>(batch)) : 1.0;
    const double rate = optimizer.value("learning_rate") / (1.0 - optimizer.value("momentum"));
    const double growth = 2.0 * rate * bend * updates; // an epoch
    const double epochs = std::log1p(fall * report.loss * 2.0 * bend / (slope * slope)) / growth;
    return std::isfinite(epochs) ? std::optional(epochs) : std::nullopt;
}

/// The evidence where outputs are the targets' mean and the loss is that of it.
std::optional<Symptom> constantAtTheMean(const DiagnosedPoint &point)
{
    constexpr double nearLevel = 4e-3; // of the level: 1e-3 of a mean squared error of 1/4
    if (!point.isFinite() || point.isHealthy() || !isConstantWhereTargetsAreNot(point))
        return {};
    const double level = point.unit().constant;
    const double above = point.report().loss - level;
    if (std::abs(above) > nearLevel * level)
        return {};
    const Vector means = point.outputs().colwise().mean().transpose();
    const Vector first = point.outputs().col(0).head(std::min<Eigen::Index>(point.outputs().rows(), mostPatterns));
    Symptom symptom = whereAtRest(point, {number("loss", point.report().loss), number("level", level),
                                          numbers("mean_outputs", listed(means)), numbers("outputs", listed(first)),
                                          number("accuracy", point.objective().accuracy(point.parameters())),
                                          number("gradient_norm", point.report().gradientNorm)});
    if (const auto epochs = epochsToLeave(point)) {
        constexpr double soon = 10.0; // times the epochs there were: what the experiment that refutes it would take
        symptom.evidence.push_back(number("epochs_to_leave", *epochs));
        if (point.course().isKnown() && *epochs < soon * static_cast<double>(point.course().epoch()))
            symptom.severity = Severity::Note;
    }
    return symptom;
}

} // namespace

std::optional<Symptom> constantOutput(const DiagnosedPoint &point)
{
    return isBalanced(point.objective().targets()) && point.slope() <= noSlope ? constantAtTheMean(point)
                                                                               : std::optional<Symptom>();
}

std::optional<Symptom> baseRate(const DiagnosedPoint &point)
{
    std::optional<Symptom> symptom =
        isBalanced(point.objective().targets()) ? std::optional<Symptom>() : constantAtTheMean(point);
    // It ignores its inputs there, whatever the slope; but on a slope it need not stay.
    if (symptom && point.slope() > noSlope)
        symptom->severity = Severity::Note;
    return symptom;
}

std::optional<Symptom> edgeState(const DiagnosedPoint &point)
{
    const auto xorPoint = xorOutputs(point);
    const auto level = nearLevel(point, SaturatedLevel::Kind::Edge);
    if (!xorPoint || !level || point.slope() > nearlyAtRest)
        return {};
    if (xorPoint->within(0.1, 0.5) != 2 || xorPoint->right(0.1) != 2)
        return {};
    return whereAtRest(point, mergedState(point, *level));
}

std::optional<Symptom> tripleState(const DiagnosedPoint &point)
{
    const auto xorPoint = xorOutputs(point);
    const auto level = nearLevel(point, SaturatedLevel::Kind::Triple);
    if (!xorPoint || !level || point.slope() > nearlyAtRest || xorPoint->right(0.1) != 1)
        return {};
    if (xorPoint->within(0.07, 1.0 / 3) != 3 && xorPoint->within(0.07, 2.0 / 3) != 3)
        return {};
    return whereAtRest(point, mergedState(point, *level));
}

/// ∂E/∂c = 0 asks that the residuals sum to zero: with three patterns right the fourth is right too.
std::optional<Symptom> onePatternAtHalf(const DiagnosedPoint &point)
{
    const auto xorPoint = xorOutputs(point);
    if (!xorPoint || xorPoint->within(0.02, 0.5) != 1 || xorPoint->right(0.05) != 3)
        return {};
    const LayerLayout &last = point.architecture().layout(point.architecture().layers().size() - 1);
    return whereAtRest(point, {number("loss", point.report().loss), numbers("outputs", listed(point.outputs().col(0))),
                               number("output_bias_gradient", point.report().gradient[last.bias])});
}

} // namespace basin::rules
