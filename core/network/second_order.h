#pragma once

#include "data/dataset.h"
#include "network/architecture.h"
#include "network/loss.h"
#include "network/lstm_second_order.h"

#include <optional>

namespace basin {

struct Activation;

/// A network over a data set, worked out layer by layer in float64 with nothing but plain matrix products: second
/// derivatives, and an independent check of the fast kernel.
class SecondOrder {
public:
    SecondOrder(const Architecture &architecture, LossId loss, const Matrix &inputs, const Matrix &targets,
                ConstVectorRef parameters);

    /// The data term and its gradient.
    [[nodiscard]] double loss() const { return m_loss; }
    [[nodiscard]] Vector gradient() const;
    /// The data term's exact Hessian, a column for each unit direction by Pearlmutter's R-operator.
    [[nodiscard]] Matrix hessian();
    /// Generalised Gauss-Newton matrix Σ Jᵀ Λ J over the samples, J = ∂z/∂θ of the last layer.
    [[nodiscard]] Matrix gaussNewton() const;

private:
    struct Layer {
        LayerLayout at;
        Matrix kernel;    ///< inputs × units
        Matrix inputs;    ///< samples × inputs
        Matrix slope;     ///< dφ/dz, samples × units; unused in the last layer
        Matrix curvature; ///< d²φ/dz²
        Matrix upstream;  ///< ∂E/∂h
        Matrix delta;     ///< ∂E/∂z
    };

    /// ∂E/∂z of the last layer; adds up the loss.
    [[nodiscard]] Matrix outputDelta(LossId loss, const Activation &activation, const Matrix &z, const Matrix &targets);
    /// H v for the direction v.
    [[nodiscard]] Vector hessianTimes(const Vector &direction);
    /// ∂z_k/∂θ for each sample: samples × θ.
    [[nodiscard]] Matrix jacobian(Eigen::Index output) const;
    /// Samples times second-order matrices of the last layer.
    [[nodiscard]] Matrix timesCurvature(const Matrix &z) const;

    Eigen::Index m_size;
    Eigen::Index m_outputs;
    double m_loss = 0.0;
    std::optional<LstmSecondOrder> m_lstm;   ///< in front of the others
    std::vector<Layer> m_layers;             ///< the dense ones
    std::vector<Matrix> m_outputCurvature;   ///< for each sample
    std::vector<Matrix> m_outputGaussNewton; ///< for each sample
};

} // namespace basin
