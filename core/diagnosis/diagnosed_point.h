#pragma once

#include "diagnosis/course.h"
#include "diagnosis/diagnosis.h"
#include "landscape/loss_unit.h"
#include "landscape/point.h"
#include "landscape/unit_states.h"
#include "network/activation.h"

namespace basin {

/// A point with all that the rules ask of it, worked out once.
class DiagnosedPoint {
public:
    DiagnosedPoint(const DiagnosedRun &run, const PointReport &report);

    [[nodiscard]] const RunSpec &spec() const { return m_run.spec; }
    [[nodiscard]] const PreparedData &data() const { return m_run.data; }
    [[nodiscard]] const Course &course() const { return m_course; }

    [[nodiscard]] const Objective &objective() const { return m_objective; }
    [[nodiscard]] const Architecture &architecture() const { return m_objective.architecture(); }
    [[nodiscard]] const Vector &parameters() const { return m_run.parameters; }
    [[nodiscard]] const PointReport &report() const { return m_report; }
    [[nodiscard]] const LossUnit &unit() const { return m_unit; }
    [[nodiscard]] const UnitStates &states() const { return m_states; } ///< empty unless θ is finite
    [[nodiscard]] const Matrix &outputs() const { return m_states.values.back(); }
    [[nodiscard]] const Activation &activation(std::size_t layer) const;

    [[nodiscard]] bool isFinite() const { return !m_states.values.empty(); }
    /// All samples clearly on their right side (within 0.4 of the targets' range), or a loss below a twentieth of that
    /// of a constant output, or of twenty samples or more 95 % right with a loss below a fifth of it.
    [[nodiscard]] bool isHealthy() const { return m_isHealthy; }
    /// A point alone is judged by its slope; a run must have lain there for a while.
    [[nodiscard]] bool isAtRest() const { return !m_course.isKnown() || m_course.isAtRest(); }
    [[nodiscard]] double slope() const { return m_unit.factor * m_report.gradientNorm; } ///< in units

    /// The share of the way from the lowest loss there could be to that of a constant output; above 1: worse than that.
    [[nodiscard]] double lossShare() const;
    /// Samples on their wrong side, the first 64; empty for regression.
    [[nodiscard]] std::vector<double> wrongSamples() const;

    /// A layer's part of the gradient, kernel and bias.
    [[nodiscard]] Vector layerGradient(std::size_t layer) const;
    /// Weights into one unit, then its bias, out of a vector in θ's order.
    [[nodiscard]] Vector intoUnit(const Vector &values, std::size_t layer, int unit) const;
    /// The place of a hidden unit among all hidden units.
    [[nodiscard]] int hiddenIndex(std::size_t layer, int unit) const;

private:
    [[nodiscard]] bool findHealthy() const;

    const DiagnosedRun &m_run;
    const Objective m_objective; ///< of the training part
    const PointReport &m_report;
    LossUnit m_unit;
    Course m_course;
    UnitStates m_states;
    bool m_isHealthy = false;
};

} // namespace basin
