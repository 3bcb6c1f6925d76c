#pragma once

#include "network/activation.h"
#include "network/objective.h"

#include <vector>

namespace basin {

/// What every unit does at one θ, worked out in float64. Of a recurrent layer the last output counts, and as its z the
/// number whose tanh that is.
struct UnitStates {
    std::vector<Matrix> inputs; ///< z of each layer, samples × units
    std::vector<Matrix> values; ///< φ(z) of each layer
};
[[nodiscard]] UnitStates unitStates(const Objective &objective, ConstVectorRef parameters);

/// Whether a value is within 2.5 % of the range of one of the ends of a sigmoid's or tanh's range: |2h − 1| > 0.95 for
/// the sigmoid. False for all other activations.
[[nodiscard]] bool isSaturated(ActivationId activation, double value);

/// The largest |z| of a unit with a sigmoid or tanh, last layer included; 0 without any.
[[nodiscard]] double largestSaturatingInput(const Architecture &architecture, const UnitStates &states);

/// Some unit's z lies where its activation's derivative is exactly 0 in this precision (σ' as y (1 − y), tanh' as
/// 1 − y²); a last layer whose loss is worked out from z has no such limit.
[[nodiscard]] bool isBeyondPrecision(const Objective &objective, const UnitStates &states);

/// The data term's gradient with derivatives of sigmoid and tanh that do not vanish before the number range ends: what
/// the slope would be without rounding.
[[nodiscard]] Vector gradientInTheTails(const Objective &objective, ConstVectorRef parameters,
                                        const UnitStates &states);

} // namespace basin
