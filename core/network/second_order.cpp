#include "network/second_order.h"

#include "network/activation.h"
#include "network/output_terms.h"

namespace basin {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A layer's kernel within a vector in θ's order.
Matrix kernelOf(const LayerLayout &at, ConstVectorRef parameters)
{
    return Eigen::Map<const RowMajor>(parameters.data() + at.kernel, at.inputs, at.units);
}

void setKernel(const LayerLayout &at, const Matrix &kernel, Vector &parameters)
{
    Eigen::Map<RowMajor>(parameters.data() + at.kernel, at.inputs, at.units) = kernel;
}

Eigen::RowVectorXd biasOf(const LayerLayout &at, ConstVectorRef parameters)
{
    return parameters.segment(at.bias, at.units).transpose();
}

} // namespace

SecondOrder::SecondOrder(const Architecture &architecture, LossId loss, const Matrix &inputs, const Matrix &targets,
                         ConstVectorRef parameters)
    : m_size(architecture.parameterCount()), m_outputs(architecture.outputCount())
{
    Matrix h = inputs;
    Matrix delta;
    if (architecture.isRecurrent()) {
        m_lstm.emplace(architecture, inputs, parameters);
        h = m_lstm->output();
        if (architecture.layers().size() == 1)
            delta = outputDelta(loss, *findActivation("linear"), h, targets); // its own tanh is behind it already
    }
    for (std::size_t l = m_lstm ? 1 : 0; l < architecture.layers().size(); ++l) {
        Layer layer{architecture.layout(l), kernelOf(architecture.layout(l), parameters), h, {}, {}, {}, {}};
        const Activation &activation = *findActivation(architecture.layers()[l].activation);
        Matrix z = h * layer.kernel;
        z.rowwise() += biasOf(layer.at, parameters);
        if (l + 1 < architecture.layers().size()) {
            layer.slope = z.unaryExpr(activation.derivative);
            layer.curvature = z.unaryExpr(activation.secondDerivative);
            h = z.unaryExpr(activation.value);
        } else {
            layer.delta = outputDelta(loss, activation, z, targets);
        }
        m_layers.push_back(std::move(layer));
    }
    for (std::size_t l = m_layers.size(); l-- > 1;) {
        Layer &layer = m_layers[l - 1];
        layer.upstream = m_layers[l].delta * m_layers[l].kernel.transpose();
        layer.delta = layer.upstream.cwiseProduct(layer.slope);
    }
    if (m_lstm)
        m_lstm->propagate(m_layers.empty() ? delta : m_layers[0].delta * m_layers[0].kernel.transpose());
}

Matrix SecondOrder::outputDelta(LossId loss, const Activation &activation, const Matrix &z, const Matrix &targets)
{
    Matrix delta(z.rows(), z.cols());
    const double scale = lossScale(loss, z.rows(), z.cols());
    for (Eigen::Index s = 0; s < z.rows(); ++s) {
        OutputTerms terms = outputTerms(loss, activation, z.row(s), targets.row(s), scale);
        m_loss += terms.loss;
        delta.row(s) = terms.slope.transpose();
        m_outputCurvature.push_back(std::move(terms.curvature));
        m_outputGaussNewton.push_back(std::move(terms.gaussNewton));
    }
    return delta;
}

Vector SecondOrder::gradient() const
{
    Vector result(m_size);
    if (m_lstm)
        m_lstm->putGradient(result);
    for (const Layer &layer : m_layers) {
        setKernel(layer.at, layer.inputs.transpose() * layer.delta, result);
        result.segment(layer.at.bias, layer.at.units) = layer.delta.colwise().sum().transpose();
    }
    return result;
}

Matrix SecondOrder::timesCurvature(const Matrix &z) const
{
    Matrix result(z.rows(), z.cols());
    for (Eigen::Index s = 0; s < z.rows(); ++s)
        result.row(s) = z.row(s) * m_outputCurvature[static_cast<std::size_t>(s)];
    return result;
}

// R{f}(θ) = d/dr f(θ + r v) at r = 0, applied to each line of the forward and the backward pass.
Vector SecondOrder::hessianTimes(const Vector &direction)
{
    const std::size_t count = m_layers.size();
    std::vector<Matrix> rInputs(count);
    std::vector<Matrix> rz(count);
    const Matrix rFront = m_lstm ? m_lstm->propagateDirection(direction) : Matrix();
    for (std::size_t l = 0; l < count; ++l) {
        const Layer &layer = m_layers[l];
        rz[l] = layer.inputs * kernelOf(layer.at, direction);
        rz[l].rowwise() += biasOf(layer.at, direction);
        if (l > 0)
            rInputs[l] = m_layers[l - 1].slope.cwiseProduct(rz[l - 1]);
        else if (m_lstm)
            rInputs[l] = rFront;
        if (rInputs[l].size() > 0)
            rz[l] += rInputs[l] * layer.kernel;
    }
    Vector result(m_size);
    Matrix rDelta = timesCurvature(count > 0 ? rz.back() : rFront);
    for (std::size_t l = count; l-- > 0;) {
        const Layer &layer = m_layers[l];
        Matrix rKernel = layer.inputs.transpose() * rDelta;
        if (rInputs[l].size() > 0)
            rKernel += rInputs[l].transpose() * layer.delta;
        setKernel(layer.at, rKernel, result);
        result.segment(layer.at.bias, layer.at.units) = rDelta.colwise().sum().transpose();
        if (l == 0 && !m_lstm)
            return result;
        const Matrix rUpstream =
            rDelta * layer.kernel.transpose() + layer.delta * kernelOf(layer.at, direction).transpose();
        if (l == 0) {
            rDelta = rUpstream;
            break;
        }
        const Layer &below = m_layers[l - 1];
        rDelta =
            below.slope.cwiseProduct(rUpstream) + below.curvature.cwiseProduct(rz[l - 1]).cwiseProduct(below.upstream);
    }
    m_lstm->putDirectionalGradient(direction, rDelta, result);
    return result;
}

Matrix SecondOrder::hessian()
{
    Matrix result(m_size, m_size);
    Vector direction = Vector::Zero(m_size);
    for (Eigen::Index i = 0; i < m_size; ++i) {
        direction[i] = 1.0;
        result.col(i) = hessianTimes(direction);
        direction[i] = 0.0;
    }
    // Both triangles are right to rounding; their mean is exactly symmetric.
    return 0.5 * (result + result.transpose());
}

Matrix SecondOrder::jacobian(Eigen::Index output) const
{
    const auto samples = static_cast<Eigen::Index>(m_outputCurvature.size());
    Matrix result(samples, m_size);
    Matrix delta = Matrix::Zero(samples, m_outputs);
    delta.col(output).setOnes();
    for (std::size_t l = m_layers.size(); l-- > 0;) {
        const Layer &layer = m_layers[l];
        for (Eigen::Index i = 0; i < layer.at.inputs; ++i) {
            for (Eigen::Index j = 0; j < layer.at.units; ++j)
                result.col(layer.at.kernel + i * layer.at.units + j) = layer.inputs.col(i).cwiseProduct(delta.col(j));
        }
        result.middleCols(layer.at.bias, layer.at.units) = delta;
        delta = (delta * layer.kernel.transpose()).eval();
        if (l > 0)
            delta = delta.cwiseProduct(m_layers[l - 1].slope).eval();
    }
    if (m_lstm)
        m_lstm->putJacobian(delta, result);
    return result;
}

Matrix SecondOrder::gaussNewton() const
{
    const Eigen::Index outputs = m_outputs;
    std::vector<Matrix> jacobians;
    for (Eigen::Index k = 0; k < outputs; ++k)
        jacobians.push_back(jacobian(k));
    Matrix result = Matrix::Zero(m_size, m_size);
    Vector weight(static_cast<Eigen::Index>(m_outputCurvature.size()));
    for (Eigen::Index k = 0; k < outputs; ++k) {
        for (Eigen::Index m = 0; m < outputs; ++m) {
            for (Eigen::Index s = 0; s < weight.size(); ++s)
                weight[s] = m_outputGaussNewton[static_cast<std::size_t>(s)](k, m);
            if (weight.isZero(0.0))
                continue;
            result.noalias() += jacobians[static_cast<std::size_t>(k)].transpose() *
                                (weight.asDiagonal() * jacobians[static_cast<std::size_t>(m)]);
        }
    }
    return 0.5 * (result + result.transpose());
}

} // namespace basin
