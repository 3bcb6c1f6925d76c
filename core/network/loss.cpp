#include "network/loss.h"

#include <algorithm>
#include <array>

namespace basin {

const std::vector<Loss> &losses()
{
    static const std::vector<Loss> table{
        {LossId::MeanSquaredError, "mean_squared_error", "mean of (y − t)² over samples and outputs"},
        {LossId::HalfSquaredError, "half_squared_error", "½ Σ (y − t)² over outputs, mean over samples"},
        {LossId::SumSquaredError, "sum_squared_error", "½ Σ (y − t)² over samples and outputs"},
        {LossId::BinaryCrossentropy, "binary_crossentropy",
         "mean of −t log y − (1 − t) log(1 − y) over samples and outputs"},
        {LossId::CategoricalCrossentropy, "categorical_crossentropy", "−Σ t log y over outputs, mean over samples"},
    };
    return table;
}

const Loss *findLoss(std::string_view name)
{
    const auto &all = losses();
    const auto found = std::ranges::find(all, name, &Loss::name);
    return found == all.end() ? nullptr : &*found;
}

const std::vector<GradientFaultKind> &gradientFaults()
{
    static const std::vector<GradientFaultKind> table{
        {GradientFault::None, "none", "the gradient is right"},
        {GradientFault::OutputDelta, "output_delta_without_derivative", "δ_out = y − t instead of (y − t) φ′(z)"},
        {GradientFault::PenaltyOnly, "penalty_gradient_only", "∇penalty alone, without ∇loss"},
        {GradientFault::ForgottenBias, "forgotten_bias", "∂E/∂b = 0"},
        {GradientFault::NotAveraged, "gradient_not_averaged", "Σ over the batch instead of its mean"},
    };
    return table;
}

const GradientFaultKind *findGradientFault(std::string_view name)
{
    const auto &all = gradientFaults();
    const auto found = std::ranges::find(all, name, &GradientFaultKind::name);
    return found == all.end() ? nullptr : &*found;
}

const std::string &gradientFaultName(GradientFault fault)
{
    return std::ranges::find(gradientFaults(), fault, &GradientFaultKind::id)->name;
}

std::optional<std::string> gradientFaultProblem(GradientFault fault, LossId loss, std::string_view lastActivation)
{
    const bool isSquared =
        loss == LossId::MeanSquaredError || loss == LossId::HalfSquaredError || loss == LossId::SumSquaredError;
    const std::string &name = gradientFaultName(fault);
    if (fault == GradientFault::OutputDelta && !isSquared)
        return name + " needs a squared error: under a cross-entropy the derivative cancels, and y − t is right";
    if (fault == GradientFault::OutputDelta && lastActivation == "linear")
        return name + " needs a last layer that is not linear: there the derivative is 1, and y − t is right";
    if (fault == GradientFault::NotAveraged && loss == LossId::SumSquaredError)
        return name + " needs a loss that is a mean: sum_squared_error is a sum over the batch by its definition";
    return std::nullopt;
}

std::string standardLoss(std::string_view lastActivation)
{
    if (lastActivation == "softmax")
        return "categorical_crossentropy";
    return lastActivation == "sigmoid" ? "binary_crossentropy" : "mean_squared_error";
}

double lossScale(LossId loss, std::int64_t samples, std::int64_t outputs)
{
    const auto n = static_cast<double>(samples);
    switch (loss) {
    case LossId::MeanSquaredError:
    case LossId::BinaryCrossentropy:
        return 1.0 / (n * static_cast<double>(outputs));
    case LossId::HalfSquaredError:
        return 0.5 / n;
    case LossId::SumSquaredError:
        return 0.5;
    case LossId::CategoricalCrossentropy:
        return 1.0 / n;
    }
    return 1.0;
}

std::optional<std::string> lossProblem(LossId loss, std::string_view lastActivation, int outputs)
{
    if (loss == LossId::CategoricalCrossentropy && lastActivation != "softmax" && lastActivation != "sigmoid")
        return "categorical_crossentropy needs softmax (or sigmoid) as the last layer's activation";
    if (loss == LossId::BinaryCrossentropy && lastActivation == "softmax" && outputs < 2)
        return "binary_crossentropy of softmax needs at least two outputs: one alone is always 1";
    return std::nullopt;
}

namespace {

bool isOneHot(const Matrix &targets, double high)
{
    for (Eigen::Index s = 0; s < targets.rows(); ++s) {
        if ((targets.row(s).array() == high).count() != 1)
            return false;
    }
    return true;
}

} // namespace

TargetSides targetSides(const Matrix &targets)
{
    if (targets.size() == 0)
        return {};
    const double low = targets.minCoeff();
    const double high = targets.maxCoeff();
    if (!((targets.array() == low) || (targets.array() == high)).all())
        return {};
    TargetSides sides{TargetSides::Kind::Threshold, 0.5 * (low + high)};
    if (low == high)
        sides.threshold = low >= 0.0 && low <= 1.0 ? 0.5 : 0.0;
    else if (targets.cols() > 1 && isOneHot(targets, high))
        sides.kind = TargetSides::Kind::OneHot;
    return sides;
}

} // namespace basin
