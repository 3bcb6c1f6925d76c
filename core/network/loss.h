#pragma once

#include "data/dataset.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

enum class LossId { MeanSquaredError, HalfSquaredError, SumSquaredError, BinaryCrossentropy, CategoricalCrossentropy };

/// A deliberate mistake in the gradient, for teaching: what people's own back-propagation gets wrong. The value stays
/// right, so that a gradient check finds the mistake. g is the gradient of loss + penalty, n the samples of the batch.
enum class GradientFault {
    None,
    OutputDelta,   ///< ∂E/∂z of the last layer is 2 · scale · (y − t), without dφ/dz, under a squared error
    PenaltyOnly,   ///< g = ∇penalty: the data term does not pull at all
    ForgottenBias, ///< g = 0 for every bias, its share of the penalty included
    NotAveraged,   ///< ∇loss is n times what it should be: a sum over the batch where the loss is a mean
};

/// A row of gradientFaults(), from which every list of them is read.
struct GradientFaultKind {
    GradientFault id;
    std::string name;    ///< as in the project file, `loss.deliberate_bug`
    std::string formula; ///< what is wrong, in one line
};
[[nodiscard]] const std::vector<GradientFaultKind> &gradientFaults();
[[nodiscard]] const GradientFaultKind *findGradientFault(std::string_view name);
[[nodiscard]] const std::string &gradientFaultName(GradientFault fault);

/// One sentence why this mistake cannot be made with this loss on a last layer of this activation, or nothing: where
/// the gradient would come out right all the same.
[[nodiscard]] std::optional<std::string> gradientFaultProblem(GradientFault fault, LossId loss,
                                                              std::string_view lastActivation);

/// What the user chose under `loss` of a project.
struct LossSpec {
    std::string name = "binary_crossentropy";  ///< a row of losses()
    double l1 = 0.0;                           ///< adds l1 · Σ|w|
    double l2 = 0.0;                           ///< adds l2 · Σw²
    bool penaliseBias = false;                 ///< else kernels alone
    GradientFault fault = GradientFault::None; ///< `deliberate_bug`
    friend bool operator==(const LossSpec &, const LossSpec &) = default;
};

struct Loss {
    LossId id;
    std::string name;       ///< as in the project file
    std::string convention; ///< "mean over samples and outputs"
};

[[nodiscard]] const std::vector<Loss> &losses();
[[nodiscard]] const Loss *findLoss(std::string_view name);

/// The loss that fits a last activation: softmax → categorical_crossentropy, sigmoid → binary_crossentropy, else
/// mean_squared_error.
[[nodiscard]] std::string standardLoss(std::string_view lastActivation);

/// What a sum over samples and outputs is multiplied by: the loss's convention.
[[nodiscard]] double lossScale(LossId loss, std::int64_t samples, std::int64_t outputs);

/// Other outputs than those of sigmoid and softmax are clipped to [margin, 1 − margin] in a cross-entropy, as in Keras.
inline constexpr double probabilityMargin = 1e-7;

/// One sentence why this loss cannot stand on a last layer of this activation and width, or nothing. Mean and sum of
/// squares and binary_crossentropy go with every activation; categorical_crossentropy needs softmax, or sigmoid, whose
/// outputs are then divided by their sum (Keras).
[[nodiscard]] std::optional<std::string> lossProblem(LossId loss, std::string_view lastActivation, int outputs);

/// How it is told whether an output is on the right side.
struct TargetSides {
    enum class Kind {
        None,      ///< regression
        Threshold, ///< every output on its target's side of the threshold
        OneHot,    ///< the largest output is where the target is
    };
    Kind kind = Kind::None;
    double threshold = 0.5;
    friend bool operator==(const TargetSides &, const TargetSides &) = default;
};

/// Targets with two values at most are classes, and the threshold lies midway between the two; one value alone counts
/// as 0 or 1 if it lies there, else as −1 or 1. Everything else is regression.
/// @param targets samples × outputs; ask for the training set and use the answer for the test set too
[[nodiscard]] TargetSides targetSides(const Matrix &targets);

} // namespace basin
