#pragma once

#include "network/objective.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// One component of the gradient against a central difference of the value.
struct CheckedParameter {
    Eigen::Index parameter = 0; ///< an index of θ
    double analytic = 0.0;      ///< what the objective calls its gradient
    double numeric = 0.0;       ///< in float64, of fourth order, with the step that agrees best
    /// |analytic − numeric| / max(1e-8, |analytic| + |numeric|)
    double relativeError = 0.0;
    bool fails = false; ///< more than rounding and the step explain
};

/// Steps of one size h in every parameter: (E(θ + h) − E(θ − h)) / 2h against the gradient, both in one precision.
struct StepError {
    double step = 0.0;
    double largest = 0.0; ///< relative error of the worst parameter
    double median = 0.0;
};

/// Error against step: large h cut off the curve's bend (∝ h²), small ones drown in rounding (∝ ε / h).
struct StepCurve {
    std::vector<StepError> errors; ///< h from 1e-1 down to 1e-12, in order
    double bestStep = 0.0;         ///< of the smallest median
    double bestMedian = 0.0;
    double theory = 0.0; ///< where both are equally large for a function of order 1: ε^⅓
};

/// One layer's kernel or bias: analytic ÷ numeric names a mistake (0: forgotten; 32 at a batch of 32: not averaged).
struct CheckedPart {
    int layer = 0;
    bool isBias = false;
    std::int64_t checked = 0;
    std::int64_t failed = 0;
    double medianRatio = 0.0; ///< of analytic ÷ numeric; not a number where all are 0
    double lowestRatio = 0.0;
    double highestRatio = 0.0;
};

/// A gradient held against central differences of the value.
struct GradientCheck {
    /// The largest |exact − difference| ÷ max(|exact|, |difference|, 10⁻³ · max(‖gradient‖∞, |value|)): relative, but
    /// not to a component so small that the differences hold nothing but rounding.
    double maxRelativeError = 0.0;
    std::int64_t worstParameter = -1;    ///< an index of θ
    std::int64_t checked = 0;            ///< of a large network, or many samples, at most `mostChecked`, evenly spread
    std::vector<std::int64_t> notSmooth; ///< indices left out: the value has a kink there, as relu has at 0

    std::vector<CheckedParameter> parameters; ///< all that were checked, in θ's order
    std::vector<Eigen::Index> worst;          ///< the parameters that fail, worst first; at most `mostWorst`
    std::int64_t failed = 0;                  ///< how many fail
    std::vector<CheckedPart> parts;           ///< layer by layer, kernel before bias
    std::optional<GradientFault>
        consistentWith; ///< a known mistake that gives exactly this gradient; None: it is right
    StepCurve float64;  ///< of at most `mostOnCurve` parameters, evenly spread
    StepCurve float32;

    [[nodiscard]] bool passes() const { return failed == 0; }

    static constexpr std::int64_t mostChecked = 1000;
    static constexpr std::int64_t mostOnCurve = 100;
    static constexpr std::size_t mostWorst = 10;
    static constexpr double failing = 1e-5; ///< of the error that maxRelativeError is the largest of
};

/// In float64, whatever the objective's precision; the curves in both. Some milliseconds for small networks.
/// @param withCurves  else the two curves stay empty
/// @param stop        asked now and then; what is missing then stays empty
[[nodiscard]] GradientCheck checkGradient(const Objective &objective, ConstVectorRef parameters, bool withCurves = true,
                                          std::stop_token stop = {});

} // namespace basin
