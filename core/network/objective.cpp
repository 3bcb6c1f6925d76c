#include "network/objective.h"

#include "data/error.h"
#include "network/activation.h"
#include "network/dense_kernel.h"
#include "network/second_order.h"

#include <limits>

namespace basin {

namespace {

template <class T>
using VectorOf = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T>
using MatrixOf = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

void checkShapes(const Architecture &architecture, const Matrix &inputs, const Matrix &targets)
{
    if (inputs.rows() != targets.rows() || inputs.rows() == 0)
        throw InputError("data", "must have one or more samples, with a target for each");
    if (inputs.cols() != architecture.inputCount())
        throw InputError("network", "has " + std::to_string(architecture.inputCount()) + " inputs, the data " +
                                        std::to_string(inputs.cols()));
    if (targets.cols() != architecture.outputCount())
        throw InputError("network.layers", "the last layer must have " + std::to_string(targets.cols()) +
                                               " units, one for each target column");
}

} // namespace

struct Objective::Data {
    Architecture architecture;
    LossSpec loss;
    Matrix inputs;
    Matrix targets;
    Precision precision;
    DenseKernel<float>::Samples samples32;
    DenseKernel<double>::Samples samples64;

    /// Calls `work` with a kernel for so many samples, θ and the data, all in the chosen precision.
    template <class Work>
    auto inPrecision(ConstVectorRef parameters, Eigen::Index samples, Work work) const
    {
        if (parameters.size() != architecture.parameterCount())
            throw InputError("parameters", "must be " + std::to_string(architecture.parameterCount()) + " numbers");
        if (precision == Precision::Float32) {
            DenseKernel<float> kernel(architecture, loss, samples);
            const VectorOf<float> theta = parameters.cast<float>();
            return work(kernel, theta, samples32);
        }
        DenseKernel<double> kernel(architecture, loss, samples);
        const VectorOf<double> theta = parameters;
        return work(kernel, theta, samples64);
    }

    [[nodiscard]] Matrix layerOutputs(ConstVectorRef parameters, const Matrix &points, int layer) const
    {
        if (points.cols() != architecture.inputCount())
            throw InputError("inputs", "must have " + std::to_string(architecture.inputCount()) + " columns");
        return inPrecision(
            parameters, points.rows(), [&](auto &kernel, const auto &theta, const auto & /*samples*/) -> Matrix {
                using T = typename std::decay_t<decltype(theta)>::Scalar;
                const MatrixOf<T> in = points.cast<T>();
                const int units = layer < 0 ? architecture.outputCount() : architecture.layout(layer).units;
                MatrixOf<T> out(points.rows(), units);
                kernel.outputs(theta.data(), in.data(), in.rows(), out.data(), layer);
                return out.template cast<double>();
            });
    }

    [[nodiscard]] SecondOrder secondOrder(ConstVectorRef parameters) const
    {
        if (parameters.size() != architecture.parameterCount())
            throw InputError("parameters", "must be " + std::to_string(architecture.parameterCount()) + " numbers");
        if (parameters.size() > maximumHessianSize)
            throw InputError("network.layers", "a Hessian is for " + std::to_string(maximumHessianSize) +
                                                   " parameters at most, this network has " +
                                                   std::to_string(parameters.size()));
        return {architecture, findLoss(loss.name)->id, inputs, targets, parameters};
    }

    /// The penalty's share of a second derivative: 2 λ for each parameter it counts.
    void addPenaltyCurvature(Matrix &matrix) const
    {
        for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
            if (loss.penaliseBias || !architecture.isBias(i))
                matrix(i, i) += 2.0 * loss.l2;
        }
    }
};

Objective::Objective(Architecture architecture, LossSpec loss, Matrix inputs, Matrix targets, Precision precision,
                     std::optional<TargetSides> sides)
{
    checkShapes(architecture, inputs, targets);
    const DenseKernel<double> check(architecture, loss, 1); // throws where the loss does not fit
    auto data = std::make_shared<Data>();
    if (precision == Precision::Float32)
        data->samples32 = {inputs, targets, sides.value_or(targetSides(targets))};
    else
        data->samples64 = {inputs, targets, sides.value_or(targetSides(targets))};
    data->architecture = std::move(architecture);
    data->loss = std::move(loss);
    data->inputs = std::move(inputs);
    data->targets = std::move(targets);
    data->precision = precision;
    m_data = std::move(data);
}

const Architecture &Objective::architecture() const
{
    return m_data->architecture;
}

const LossSpec &Objective::lossSpec() const
{
    return m_data->loss;
}

Eigen::Index Objective::samples() const
{
    return m_data->inputs.rows();
}

const Matrix &Objective::inputs() const
{
    return m_data->inputs;
}

const Matrix &Objective::targets() const
{
    return m_data->targets;
}

Precision Objective::precision() const
{
    return m_data->precision;
}

const TargetSides &Objective::sides() const
{
    return m_data->precision == Precision::Float32 ? m_data->samples32.sides() : m_data->samples64.sides();
}

Eigen::Index Objective::size() const
{
    return m_data->architecture.parameterCount();
}

double Objective::loss(ConstVectorRef parameters) const
{
    return m_data->inPrecision(parameters, samples(), [](auto &kernel, const auto &theta, const auto &samples) {
        return static_cast<double>(kernel.loss(theta.data(), samples).loss);
    });
}

double Objective::penalty(ConstVectorRef parameters) const
{
    return m_data->inPrecision(parameters, samples(), [](auto &kernel, const auto &theta, const auto & /*samples*/) {
        return static_cast<double>(kernel.penalty(theta.data()));
    });
}

Vector Objective::gradient(ConstVectorRef parameters) const
{
    Vector result;
    valueAndGradient(parameters, result);
    return result;
}

double Objective::valueAndGradient(ConstVectorRef parameters, Vector &gradient) const
{
    return m_data->inPrecision(parameters, samples(), [&](auto &kernel, const auto &theta, const auto &samples) {
        std::decay_t<decltype(theta)> slope(theta.size());
        const auto result = kernel.lossAndGradient(theta.data(), samples, slope.data());
        const auto penalty = kernel.addPenalty(theta.data(), slope.data());
        gradient = slope.template cast<double>();
        return static_cast<double>(result.loss + penalty);
    });
}

Vector Objective::values(ConstMatrixRef parameters) const
{
    Vector result(parameters.cols());
    Vector gradient;
    for (Eigen::Index k = 0; k < parameters.cols(); ++k)
        result[k] = valueAndGradient(parameters.col(k), gradient);
    return result;
}

Matrix Objective::hessian(ConstVectorRef parameters) const
{
    Matrix result = m_data->secondOrder(parameters).hessian();
    m_data->addPenaltyCurvature(result);
    return result;
}

Matrix Objective::gaussNewton(ConstVectorRef parameters) const
{
    Matrix result = m_data->secondOrder(parameters).gaussNewton();
    m_data->addPenaltyCurvature(result);
    return result;
}

Matrix Objective::outputs(ConstVectorRef parameters) const
{
    return m_data->layerOutputs(parameters, m_data->inputs, -1);
}

Matrix Objective::outputs(ConstVectorRef parameters, const Matrix &inputs) const
{
    return m_data->layerOutputs(parameters, inputs, -1);
}

Matrix Objective::activations(ConstVectorRef parameters, const Matrix &inputs) const
{
    Matrix result(inputs.rows(), m_data->architecture.unitCount());
    Eigen::Index column = 0;
    for (std::size_t l = 0; l < m_data->architecture.layers().size(); ++l) {
        const Eigen::Index units = m_data->architecture.layout(l).units;
        result.middleCols(column, units) = m_data->layerOutputs(parameters, inputs, static_cast<int>(l));
        column += units;
    }
    return result;
}

double Objective::accuracy(ConstVectorRef parameters) const
{
    return m_data->inPrecision(parameters, samples(), [this](auto &kernel, const auto &theta, const auto &samples) {
        if (samples.sides().kind == TargetSides::Kind::None)
            return std::numeric_limits<double>::quiet_NaN();
        const auto correct = kernel.loss(theta.data(), samples).correct;
        return static_cast<double>(correct) / static_cast<double>(this->samples());
    });
}

} // namespace basin
