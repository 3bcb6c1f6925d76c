#pragma once

#include "network/activation.h"
#include "network/objective.h"

#include <array>
#include <optional>

namespace basin {

/// XOR or XNOR of two inputs, as the data of an objective hold it: the four corners of a rectangle, each equally often,
/// with one of two targets. Patterns are numbered 00, 01, 10, 11 by low and high of the first and the second input,
/// whatever the order of the samples.
struct XorTask {
    std::array<double, 2> inputLow{}, inputHigh{};
    double targetLow = 0.0, targetHigh = 1.0;
    bool isXnor = false;                   ///< 00 and 11 have the high target
    std::array<Eigen::Index, 4> samples{}; ///< the first sample of each pattern

    [[nodiscard]] bool isHigh(int pattern) const { return (pattern == 1 || pattern == 2) != isXnor; }
};

/// Nothing for other data.
[[nodiscard]] std::optional<XorTask> xorTask(const Matrix &inputs, const Matrix &targets);

/// The task where the network is the one that the theory of XOR is about: two hidden units of sigmoid or tanh, one
/// sigmoid output, a squared error or binary cross-entropy (a penalty may be added), targets within [0, 1].
[[nodiscard]] std::optional<XorTask> minimalXorTask(const Objective &objective);

/// θ of such an objective that gives the same outputs on the same patterns as `standard` does with sigmoid hidden units
/// on inputs 0 and 1 and the targets of XOR: tanh(z / 2) = 2 σ(z) − 1, inputs are stretched, XNOR is XOR with one input
/// mirrored.
/// @param standard  (w11, w21, w12, w22, b1, b2, v1, v2, c)
[[nodiscard]] Vector fromStandardForm(const XorTask &task, ActivationId hidden, const Vector &standard);

} // namespace basin
