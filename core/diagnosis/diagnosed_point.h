#pragma once

#include "landscape/loss_unit.h"
#include "landscape/point.h"
#include "landscape/unit_states.h"
#include "network/activation.h"

namespace basin {

/// A point with all that the rules ask of it, worked out once.
class DiagnosedPoint {
public:
    DiagnosedPoint(const Objective &objective, ConstVectorRef parameters, const PointReport &report);

    [[nodiscard]] const Objective &objective() const { return m_objective; }
    [[nodiscard]] const Architecture &architecture() const { return m_objective.architecture(); }
    [[nodiscard]] const Vector &parameters() const { return m_parameters; }
    [[nodiscard]] const PointReport &report() const { return m_report; }
    [[nodiscard]] const LossUnit &unit() const { return m_unit; }
    [[nodiscard]] const UnitStates &states() const { return m_states; } ///< empty unless θ is finite
    [[nodiscard]] const Matrix &outputs() const { return m_states.values.back(); }
    [[nodiscard]] const Activation &activation(std::size_t layer) const;

    [[nodiscard]] bool isFinite() const { return !m_states.values.empty(); }
    /// All samples clearly on their right side (within 0.4 of the targets' range), or a loss below a twentieth of that
    /// of a constant output.
    [[nodiscard]] bool isHealthy() const { return m_isHealthy; }
    [[nodiscard]] double slope() const { return m_unit.factor * m_report.gradientNorm; } ///< in units

    /// A layer's part of the gradient, kernel and bias.
    [[nodiscard]] Vector layerGradient(std::size_t layer) const;
    /// Weights into one unit, then its bias, out of a vector in θ's order.
    [[nodiscard]] Vector intoUnit(const Vector &values, std::size_t layer, int unit) const;
    /// The place of a hidden unit among all hidden units.
    [[nodiscard]] int hiddenIndex(std::size_t layer, int unit) const;

private:
    [[nodiscard]] bool findHealthy() const;

    const Objective &m_objective;
    const Vector m_parameters;
    const PointReport &m_report;
    LossUnit m_unit;
    UnitStates m_states;
    bool m_isHealthy = false;
};

} // namespace basin
