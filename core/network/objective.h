#pragma once

#include "data/dataset.h"
#include "network/architecture.h"
#include "network/loss.h"

#include <memory>
#include <optional>

namespace basin {

/// Loss plus penalty of a network over a data set: a function of one flat θ. Immutable, so any number of threads may
/// use one; each call has its own workspace. All arithmetic is in the chosen precision, results are returned as
/// float64.
class Objective {
public:
    /// @param inputs   samples × architecture.inputCount(), scaled
    /// @param targets  samples × architecture.outputCount()
    /// @param sides    how accuracy is counted: a test part is judged as its training part; nothing: as `targets` tell
    /// @throws InputError if shapes, loss and last activation do not fit each other
    Objective(Architecture architecture, LossSpec loss, Matrix inputs, Matrix targets,
              Precision precision = Precision::Float64, std::optional<TargetSides> sides = {});

    [[nodiscard]] const Architecture &architecture() const;
    [[nodiscard]] const LossSpec &lossSpec() const;
    [[nodiscard]] Eigen::Index samples() const;
    [[nodiscard]] const Matrix &inputs() const;  ///< samples × architecture().inputCount(), scaled
    [[nodiscard]] const Matrix &targets() const; ///< samples × architecture().outputCount()
    [[nodiscard]] Precision precision() const;
    /// The same function in float64: this one, or a copy.
    [[nodiscard]] Objective inFloat64() const;
    /// The same function with the right gradient: this one, or a copy without the deliberate mistake (LossSpec::fault).
    /// For what asks about the surface, not about the run on it.
    [[nodiscard]] Objective withoutFault() const;
    [[nodiscard]] const TargetSides &sides() const;
    [[nodiscard]] Eigen::Index size() const; ///< of θ

    /// The data term alone.
    [[nodiscard]] double loss(ConstVectorRef parameters) const;
    /// L1 and L2 alone.
    [[nodiscard]] double penalty(ConstVectorRef parameters) const;
    /// Gradient of loss + penalty, size() values; the penalty's L1 part uses sign(0) = 0.
    [[nodiscard]] Vector gradient(ConstVectorRef parameters) const;
    /// Both at once: returns loss + penalty.
    double valueAndGradient(ConstVectorRef parameters, Vector &gradient) const;
    /// loss + penalty of many θ at once, one a column: size() × any number. The same bits as one by one.
    [[nodiscard]] Vector values(ConstMatrixRef parameters) const;
    /// Exact Hessian of loss + penalty, always in float64: for one hidden layer and one output in closed form, else by
    /// Pearlmutter's R-operator (Neural Computation 6, 1994).
    /// @throws InputError above maximumHessianSize parameters
    [[nodiscard]] Matrix hessian(ConstVectorRef parameters) const;
    /// Generalised Gauss-Newton matrix of loss + penalty, Σ Jᵀ Λ J with Λ the loss's curvature at the last layer: for
    /// squared errors the classical JᵀJ. Positive semidefinite, always in float64.
    /// @throws InputError above maximumHessianSize parameters
    [[nodiscard]] Matrix gaussNewton(ConstVectorRef parameters) const;
    /// samples × outputCount() for the data set's own inputs.
    [[nodiscard]] Matrix outputs(ConstVectorRef parameters) const;
    /// @param inputs samples × inputCount()
    [[nodiscard]] Matrix outputs(ConstVectorRef parameters, const Matrix &inputs) const;
    /// Every unit's activation, layer by layer: samples × architecture().unitCount().
    [[nodiscard]] Matrix activations(ConstVectorRef parameters, const Matrix &inputs) const;
    /// The share of samples on the right side (TargetSides). Not a number for regression.
    [[nodiscard]] double accuracy(ConstVectorRef parameters) const;

    static constexpr Eigen::Index maximumHessianSize = 2000;

private:
    friend class LaneObjective;
    struct Data;
    std::shared_ptr<const Data> m_data;
};

} // namespace basin
