#pragma once

#include "data/dataset.h"
#include "network/activation.h"
#include "network/architecture.h"
#include "network/loss.h"

namespace basin {

/// Loss, gradient and exact Hessian of a network with one hidden layer and one output, in closed form and float64:
/// with a the output's input, E″ = Σ κ ∇a ∇aᵀ + δ ∇∇a over the samples, δ = ∂E/∂a, κ = ∂²E/∂a². The data term alone.
///
/// Made once and evaluated at many points: nothing is allocated then. One thread. SecondOrder, which covers every
/// network, is the check.
class ShallowSecondOrder {
public:
    [[nodiscard]] static bool fits(const Architecture &architecture, LossId loss);

    /// @param inputs, targets  must outlive this
    ShallowSecondOrder(const Architecture &architecture, LossId loss, const Matrix &inputs, const Matrix &targets);

    void evaluate(ConstVectorRef parameters);
    [[nodiscard]] double loss() const { return m_loss; }
    [[nodiscard]] const Vector &gradient() const { return m_gradient; }
    [[nodiscard]] const Matrix &hessian() const { return m_hessian; }

private:
    void addSample(const double *parameters, Eigen::Index sample);

    const Activation &m_hidden;
    const Activation &m_last;
    LossId m_lossId;
    const Matrix &m_inputs;
    const Matrix &m_targets;
    double m_scale;
    Eigen::Index m_rows;  ///< inputs and the bias, whose input is 1
    Eigen::Index m_units; ///< in the hidden layer

    double m_loss = 0.0;
    Vector m_gradient;
    Matrix m_hessian;
    Vector m_slope; ///< ∇a of a sample
    Vector m_input; ///< its inputs and 1
    Vector m_unitSlope, m_unitCurvature;
};

} // namespace basin
