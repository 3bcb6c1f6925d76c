#pragma once

#include "data/dataset.h"
#include "network/architecture.h"

#include <array>
#include <vector>

namespace basin {

/// A recurrent first layer over a data set, worked out step by step in float64 with plain matrix products: what
/// SecondOrder needs of it, and an independent check of the fast kernel. Matrices are samples × units.
class LstmSecondOrder {
public:
    LstmSecondOrder(const Architecture &architecture, const Matrix &inputs, ConstVectorRef parameters);

    [[nodiscard]] const Matrix &output() const { return m_steps.back().hidden; }
    /// Remembers ∂E/∂z of every step. @param upstream  ∂E/∂h of the last step
    void propagate(const Matrix &upstream);
    /// Writes the gradient into the layer's part of `result`.
    void putGradient(Vector &result) const;

    /// R{·} = d/dr of what is computed at θ + r v, at r = 0 (Pearlmutter).
    /// @return  R{h} of the last step
    Matrix propagateDirection(const Vector &direction);
    /// After it: writes R{gradient} into the layer's part of `result`. @param rUpstream  R{∂E/∂h} of the last step
    void putDirectionalGradient(const Vector &direction, const Matrix &rUpstream, Vector &result);

    /// Writes, sample by sample, the gradient of Σ weight · h over the last step into the layer's columns of `result`.
    void putJacobian(const Matrix &weight, Matrix &result) const;

private:
    enum Gate { Input, Forget, Candidate, Output };
    struct Step {
        Matrix inputs;
        std::array<Matrix, 4> gates;
        Matrix cell;
        Matrix cellOutput; ///< tanh(cell)
        Matrix hidden;
        Matrix hiddenDelta; ///< ∂E/∂h
        Matrix cellDelta;   ///< ∂E/∂c
        Matrix delta;       ///< ∂E/∂z, samples × columns
    };
    struct DirectionStep {
        std::array<Matrix, 4> gates;
        Matrix cell;
        Matrix cellOutput;
        Matrix hidden;
    };

    [[nodiscard]] Matrix kernelOf(ConstVectorRef parameters) const;
    [[nodiscard]] Matrix recurrentOf(ConstVectorRef parameters) const;
    /// The state before step t; zeros before the first one.
    [[nodiscard]] const Matrix &hiddenBefore(std::size_t t) const;
    [[nodiscard]] const Matrix &cellBefore(std::size_t t) const;
    void goBack(std::vector<Step> &steps, const Matrix &upstream) const;

    LayerLayout m_at;
    Matrix m_kernel;    ///< inputs × columns
    Matrix m_recurrent; ///< units × columns
    Matrix m_zero;
    std::vector<Step> m_steps;
    std::vector<DirectionStep> m_direction;
};

} // namespace basin
