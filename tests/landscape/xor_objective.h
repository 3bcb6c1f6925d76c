#pragma once

#include "network/objective.h"

#include <array>

/// The network that the theory is about, made by hand so that the tests depend on the library's types alone.
namespace basin::tests {

inline Matrix xorInputs(double low = 0.0, double high = 1.0)
{
    Matrix inputs(4, 2);
    inputs << low, low, low, high, high, low, high, high;
    return inputs;
}

inline Matrix xorTargets(double low = 0.0, double high = 1.0)
{
    return Eigen::Vector4d(low, high, high, low);
}

inline Architecture minimalXorNetwork(const std::string &hidden)
{
    return {2, {{2, hidden, {}, {}}, {1, "sigmoid", {}, {}}}};
}

/// 2-2-1 on XOR.
inline Objective xorObjective(const std::string &hidden, const LossSpec &loss, double lowTarget = 0.0,
                              double highTarget = 1.0)
{
    return {minimalXorNetwork(hidden), loss, xorInputs(), xorTargets(lowTarget, highTarget)};
}

/// θ in Basin's order from (w11, w12, b1, w21, w22, b2, v1, v2, c), where w_kj leads from input j to unit k.
inline Vector fromUnitOrder(const std::array<double, 9> &unit)
{
    Vector theta(9);
    theta << unit[0], unit[3], unit[1], unit[4], unit[2], unit[5], unit[6], unit[7], unit[8];
    return theta;
}

} // namespace basin::tests
