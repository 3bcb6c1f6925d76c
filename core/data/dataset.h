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
    bool classification = true;           ///< targets are classes (0/1 or one-hot) rather than measured values

    [[nodiscard]] Eigen::Index samples() const { return inputs.rows(); }
};

} // namespace basin
