#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace basin {

/// samples × features, column-major: one feature's samples lie side by side and fill the lanes.
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using ConstMatrixRef = Eigen::Ref<const Eigen::MatrixXd>;
using ConstVectorRef = Eigen::Ref<const Eigen::VectorXd>;

/// Samples with their targets, in the units they came in. Always float64; a run converts to its own precision.
struct Dataset {
    Matrix inputs;                        ///< samples × features
    Matrix targets;                       ///< samples × outputs
    std::vector<std::string> inputNames;  ///< one for each feature: "x1", "petal_length"
    std::vector<std::string> targetNames; ///< one for each output: "y", or the class names of a one-hot target
    bool classification = true;           ///< targets are classes (two values or one-hot) rather than measured values
    /// Names of the classes, in order: of the low and the high target, or those of a one-hot target (then equal to
    /// targetNames). Empty for regression and for several two-valued targets.
    std::vector<std::string> classNames;
    double lowTarget = 0.0;  ///< of a two-valued target: what stands for "no"
    double highTarget = 1.0; ///< of a two-valued target: what stands for "yes"

    /// An output above it says "yes" where the target has two values: 0.5 for 0 and 1.
    [[nodiscard]] double threshold() const { return 0.5 * (lowTarget + highTarget); }
    [[nodiscard]] Eigen::Index samples() const { return inputs.rows(); }
};

} // namespace basin
