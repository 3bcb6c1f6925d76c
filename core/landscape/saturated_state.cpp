#include "landscape/saturated_state.h"

#include "landscape/stationary.h"
#include "landscape/xor_task.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double sharpness = 20.0; ///< z is half of it on the corner, minus half on its neighbours
constexpr double largestLogit = 12.0;

double logit(double p)
{
    return p <= 0.0 || p >= 1.0 ? (p < 0.5 ? -largestLogit : largestLogit)
                                : std::clamp(std::log(p / (1.0 - p)), -largestLogit, largestLogit);
}

struct Unit {
    double w1 = 0.0, w2 = 0.0, b = 0.0;
};

/// On at one corner (bits: 2 for the first input, 1 for the second) and off at the three others.
Unit isolating(int corner)
{
    const bool first = (corner & 2) != 0, second = (corner & 1) != 0;
    const double ones = (first ? 1.0 : 0.0) + (second ? 1.0 : 0.0);
    return {first ? sharpness : -sharpness, second ? sharpness : -sharpness, sharpness * (0.5 - ones)};
}

/// In the standard form of fromStandardForm().
Vector network(const Unit &one, const Unit &two, double v1, double v2, double c)
{
    Vector theta(9);
    theta << one.w1, two.w1, one.w2, two.w2, one.b, two.b, v1, v2, c;
    return theta;
}

/// One corner apart, the others share the mean of their targets.
Vector triple(const XorTask &task, bool isHighAlone)
{
    const double low = task.targetLow, high = task.targetHigh;
    const double c = logit(isHighAlone ? (2.0 * low + high) / 3.0 : (low + 2.0 * high) / 3.0);
    return network(isolating(isHighAlone ? 1 : 0), {}, logit(isHighAlone ? high : low) - c, 0.0, c);
}

} // namespace

std::optional<Vector> saturatedState(const Objective &objective, const SaturatedLevel &level)
{
    const auto task = minimalXorTask(objective);
    if (!task || objective.lossSpec().l1 != 0.0 || objective.lossSpec().l2 != 0.0)
        return {};
    const ActivationId hidden = findActivation(objective.architecture().layers().front().activation)->id;
    const auto made = [&](const Vector &standard) { return fromStandardForm(*task, hidden, standard); };
    const double middle = logit((task->targetLow + task->targetHigh) / 2.0);
    switch (level.kind) {
    case SaturatedLevel::Kind::Solved:
        return knownSolution(objective);
    case SaturatedLevel::Kind::Edge: // 01 is to be on, 00 off
        return made(network(isolating(1), isolating(0), logit(task->targetHigh) - middle,
                            logit(task->targetLow) - middle, middle));
    case SaturatedLevel::Kind::Triple: {
        const Vector high = made(triple(*task, true)), low = made(triple(*task, false));
        const auto distance = [&](const Vector &theta) { return std::abs(objective.loss(theta) - level.loss); };
        return distance(high) <= distance(low) ? high : low;
    }
    case SaturatedLevel::Kind::Constant: { // on everywhere, both of them
        const Unit everywhere{1.0, 1.0, sharpness};
        return made(network(everywhere, everywhere, 1.0, -1.0, middle));
    }
    }
    return {};
}

} // namespace basin
