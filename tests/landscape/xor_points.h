#pragma once

#include "random/random_stream.h"
#include "xor_objective.h"

#include <array>
#include <cmath>
#include <string>

/// Points of the network on XOR that theory or chance gives.
namespace basin::tests {

struct Setting {
    std::string loss = "sum_squared_error";
    std::string hidden = "sigmoid";
    double low = 0.0; ///< the targets
    double high = 1.0;
    double l2 = 0.0;
    bool penaliseBias = true;
    Precision precision = Precision::Float64;
};

inline Objective objective(const Setting &setting = {}, int units = 2)
{
    const LossSpec loss{.name = setting.loss, .l1 = 0.0, .l2 = setting.l2, .penaliseBias = setting.penaliseBias};
    return {Architecture(2, {{units, setting.hidden, {}, {}}, {1, "sigmoid", {}, {}}}), loss, xorInputs(),
            xorTargets(setting.low, setting.high), setting.precision};
}

inline Vector uniformPoint(std::uint64_t seed, double size, Eigen::Index count = 9)
{
    RandomStream stream(seed, Purpose::Check);
    Vector theta(count);
    for (double &value : theta)
        value = stream.uniform(-size, size);
    return theta;
}

inline double logistic(double z)
{
    return 1.0 / (1.0 + std::exp(-z));
}

/// The "linear perceptron" points: one unit on each input, a = s (1 + (1 − 2 x1) + (1 − 2 x2)).
inline Vector linearPerceptron(double s, double b1, double b2)
{
    const double v1 = s / (logistic(b1) - 0.5);
    const double v2 = s / (logistic(b2) - 0.5);
    return fromUnitOrder({0, -2 * b1, b1, -2 * b2, 0, b2, v1, v2, s - 0.5 * (v1 + v2)});
}

} // namespace basin::tests
