#pragma once

#include "data/error.h"
#include "network/dense_kernel.h"
#include "network/objective.h"
#include "network/second_order.h"

/// What Objective and LaneObjective share. Not for use outside these two.
namespace basin {

struct Objective::Data {
    Architecture architecture;
    LossSpec loss;
    Matrix inputs;
    Matrix targets;
    Precision precision;
    DenseKernel<float>::Samples samples32; ///< the samples in the objective's precision; the other one is empty
    DenseKernel<double>::Samples samples64;

    /// @throws InputError unless θ has this size
    void checkSize(Eigen::Index size) const;

    /// Calls `work` with a kernel for so many samples, θ and the data, all in the chosen precision.
    template <class Work>
    auto inPrecision(ConstVectorRef parameters, Eigen::Index samples, Work work) const
    {
        checkSize(parameters.size());
        if (precision == Precision::Float32) {
            DenseKernel<float> kernel(architecture, loss, samples);
            const Eigen::VectorXf theta = parameters.cast<float>();
            return work(kernel, theta, samples32);
        }
        DenseKernel<double> kernel(architecture, loss, samples);
        const Vector theta = parameters;
        return work(kernel, theta, samples64);
    }

    /// loss + penalty, added in the chosen precision
    [[nodiscard]] double value(ConstVectorRef parameters) const;
    [[nodiscard]] Matrix layerOutputs(ConstVectorRef parameters, const Matrix &points, int layer) const;
    /// @throws InputError for a θ that does not fit, or is too large
    void checkForHessian(ConstVectorRef parameters) const;
    /// The sum of a data term's second-order matrix over parts of the samples, of a recurrent network few at a time:
    /// what is remembered of each step is large.
    [[nodiscard]] Matrix secondOrder(ConstVectorRef parameters, Matrix (*work)(SecondOrder &)) const;
    /// The penalty's share of a second derivative: 2 λ for each parameter it counts.
    void addPenaltyCurvature(Matrix &matrix) const;
};

} // namespace basin
