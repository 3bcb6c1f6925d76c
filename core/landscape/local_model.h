#pragma once

#include "network/objective.h"
#include "network/shallow_second_order.h"

#include <optional>

namespace basin {

/// Value, gradient and Hessian of loss + penalty at one point after another, in float64 whatever the objective's own
/// precision. Keeps its workspace, so that a search over many points allocates little. One thread.
class LocalModel {
public:
    /// @throws InputError above Objective::maximumHessianSize parameters
    explicit LocalModel(const Objective &objective);

    void evaluate(ConstVectorRef parameters);
    [[nodiscard]] double value() const { return m_value; }
    [[nodiscard]] const Vector &gradient() const { return m_gradient; }
    [[nodiscard]] const Matrix &hessian() const { return m_hessian; }
    [[nodiscard]] Eigen::Index size() const { return m_gradient.size(); }

private:
    void addPenalty(ConstVectorRef parameters);

    Objective m_objective; ///< shares its data with the one given
    std::optional<ShallowSecondOrder> m_shallow;
    std::vector<bool> m_isPenalised;
    double m_value = 0.0;
    Vector m_gradient;
    Matrix m_hessian;
};

} // namespace basin
