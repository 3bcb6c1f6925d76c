#pragma once

#include "network/objective.h"

namespace basin {

/// What losses and slopes are measured by, so that one set of thresholds serves every convention, data set and range of
/// targets. A loss times `factor` is that of four samples: of XOR, ½ Σ (y − t)² for the squared errors (divided by the
/// square of the targets' range) and Σ −t ln y − … for the cross-entropies.
struct LossUnit {
    double factor = 1.0;
    double floor = 0.0;    ///< the lowest data term that any outputs could have, in the objective's own convention
    double constant = 0.0; ///< the lowest data term of outputs that do not depend on the input, in the same
    /// The floor lies at infinity: outputs on their targets are at the open end of the last activation's range.
    bool isFloorAtInfinity = false;
};

[[nodiscard]] LossUnit lossUnit(const Objective &objective);

/// −t ln y − (1 − t) ln(1 − y), with 0 ln 0 = 0.
[[nodiscard]] double binaryEntropy(double target, double output);

} // namespace basin
