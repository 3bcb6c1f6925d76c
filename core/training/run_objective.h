#pragma once

#include "data/data_spec.h"
#include "network/dense_kernel.h"
#include "network/objective.h"
#include "optimizer/optimizer.h"

#include <cmath>
#include <memory>
#include <span>
#include <vector>

namespace basin {

/// θ beyond this has diverged though it is still a number: its square must not overflow either.
template <class T>
constexpr T largestParameter = static_cast<T>(sizeof(T) == sizeof(double) ? 1e100 : 1e30);

template <class T>
[[nodiscard]] bool isWithinRange(const std::vector<T> &parameters)
{
    int beyond = 0; // no early way out: this runs in vectors
    for (const T value : parameters)
        beyond |= std::abs(value) <= largestParameter<T> ? 0 : 1;
    return beyond == 0;
}

template <class T>
[[nodiscard]] Vector widened(const std::vector<T> &values)
{
    using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    return Eigen::Map<const Column>(values.data(), static_cast<Eigen::Index>(values.size())).template cast<double>();
}

/// What a run minimises, in T: the fast kernel with the run's own samples and the penalty.
template <class T>
class RunObjective {
public:
    using Samples = typename DenseKernel<T>::Samples;
    struct Value {
        T loss = 0; ///< data term
        T penalty = 0;
        std::int64_t correct = 0;
        [[nodiscard]] bool isFinite() const { return std::isfinite(loss + penalty); }
    };

    /// @throws InputError if the loss does not fit the last activation
    RunObjective(const Architecture &architecture, const LossSpec &loss, std::shared_ptr<const PreparedData> data)
        : m_architecture(architecture),
          m_loss(loss),
          m_data(std::move(data)),
          m_kernel(m_architecture, loss),
          m_train(m_data->train.inputs, m_data->train.targets)
    {
        if (m_data->test.samples() > 0)
            m_test = Samples(m_data->test.inputs, m_data->test.targets, m_train.sides());
        m_isPenalised = loss.l1 != 0.0 || loss.l2 != 0.0;
    }

    /// @throws InputError as the constructor, and changes nothing then
    void setLoss(const LossSpec &loss)
    {
        m_kernel = DenseKernel<T>(m_architecture, loss);
        m_loss = loss;
        m_isPenalised = loss.l1 != 0.0 || loss.l2 != 0.0;
        m_objective.reset();
    }

    [[nodiscard]] bool classifies() const { return m_train.sides().kind != TargetSides::Kind::None; }
    [[nodiscard]] const Samples &train() const { return m_train; }
    [[nodiscard]] std::int64_t testSamples() const { return m_test.count(); }

    /// Over the training part. The gradient is that of loss + penalty.
    Value valueAndGradient(const T *parameters, T *gradient)
    {
        return penalised(m_kernel.lossAndGradient(parameters, m_train, gradient), parameters, gradient);
    }
    /// Over a mini-batch of it.
    Value valueAndGradient(const T *parameters, std::span<const std::uint32_t> rows, T *gradient)
    {
        return penalised(m_kernel.lossAndGradient(parameters, m_train, rows, gradient), parameters, gradient);
    }
    Value value(const T *parameters)
    {
        const auto result = m_kernel.loss(parameters, m_train);
        return {result.loss, m_isPenalised ? m_kernel.penalty(parameters) : T(0), result.correct};
    }
    /// Over the test part, without the penalty.
    Value testValue(const T *parameters)
    {
        const auto result = m_kernel.loss(parameters, m_test);
        return {result.loss, T(0), result.correct};
    }
    /// @param inputs, outputs  feature by feature, unit by unit
    void outputs(const T *parameters, const T *inputs, std::int64_t count, T *outputs)
    {
        m_kernel.outputs(parameters, inputs, count, outputs);
    }

    /// For lbfgs and levenberg_marquardt; uses this object.
    [[nodiscard]] FullBatchProblem<T> problem();

private:
    Value penalised(const typename DenseKernel<T>::Result &result, const T *parameters, T *gradient)
    {
        return {result.loss, m_isPenalised ? m_kernel.addPenalty(parameters, gradient) : T(0), result.correct};
    }

    Architecture m_architecture;
    LossSpec m_loss;
    std::shared_ptr<const PreparedData> m_data;
    DenseKernel<T> m_kernel;
    Samples m_train;
    Samples m_test;
    bool m_isPenalised = false;
    std::unique_ptr<Objective> m_objective; ///< for the Gauss-Newton matrix; made when first asked for
};

template <class T>
FullBatchProblem<T> RunObjective<T>::problem()
{
    using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    using Table = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    FullBatchProblem<T> problem;
    problem.parameterCount = static_cast<std::size_t>(m_architecture.parameterCount());
    problem.valueAndGradient = [this](const T *parameters, T *gradient) {
        const Value value = valueAndGradient(parameters, gradient);
        return value.loss + value.penalty;
    };
    problem.gaussNewton = [this](const T *parameters, T *matrix) {
        if (!m_objective)
            m_objective =
                std::make_unique<Objective>(m_architecture, m_loss, m_data->train.inputs, m_data->train.targets);
        const Eigen::Index size = m_architecture.parameterCount();
        const Vector theta = Eigen::Map<const Column>(parameters, size).template cast<double>();
        Eigen::Map<Table>(matrix, size, size) = m_objective->gaussNewton(theta).template cast<T>();
    };
    return problem;
}

} // namespace basin
