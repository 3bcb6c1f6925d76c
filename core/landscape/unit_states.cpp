#include "landscape/unit_states.h"

#include "network/activation.h"
#include "network/lstm_second_order.h"
#include "network/output_terms.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace basin {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const RowMajor> kernelOf(const LayerLayout &at, ConstVectorRef parameters)
{
    return {parameters.data() + at.kernel, at.inputs, at.units};
}

const Activation &activationOf(const Architecture &architecture, std::size_t layer)
{
    return *findActivation(architecture.layers()[layer].activation);
}

/// Where σ' and tanh' are exactly 0: found by trying every number of the format.
struct PrecisionLimits {
    ActivationId activation;
    Precision precision;
    double low, high;
};
constexpr std::array<PrecisionLimits, 4> precisionLimits{{
    {ActivationId::Sigmoid, Precision::Float32, -88.7, 16.64},
    {ActivationId::Sigmoid, Precision::Float64, -709.8, 36.74},
    {ActivationId::Tanh, Precision::Float32, -10.0, 10.0},
    {ActivationId::Tanh, Precision::Float64, -19.0, 19.0},
}};

bool isSaturating(ActivationId activation)
{
    return activation == ActivationId::Sigmoid || activation == ActivationId::Tanh;
}

bool isWorkedOutFromLogits(LossId loss, ActivationId last)
{
    return loss == LossId::BinaryCrossentropy && last == ActivationId::Sigmoid;
}

double slopeInTheTail(const Activation &activation, double z)
{
    if (activation.id == ActivationId::Sigmoid) {
        const double e = std::exp(-std::abs(z));
        return e / ((1.0 + e) * (1.0 + e));
    }
    if (activation.id == ActivationId::Tanh) {
        const double e = std::exp(-2.0 * std::abs(z));
        return 4.0 * e / ((1.0 + e) * (1.0 + e));
    }
    return activation.derivative(z);
}

/// ∂E/∂z of the last layer.
Matrix outputSlope(const Objective &objective, const UnitStates &states)
{
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    const bool isLstm = objective.architecture().layers().back().kind == LayerKind::Lstm;
    const Activation &last =
        isLstm ? *findActivation("linear") : activationOf(objective.architecture(), states.inputs.size() - 1);
    const Matrix &z = isLstm ? states.values.back() : states.inputs.back();
    const Matrix &targets = objective.targets();
    const double scale = lossScale(loss, z.rows(), z.cols());
    const bool isSquared = loss != LossId::BinaryCrossentropy && loss != LossId::CategoricalCrossentropy;
    Matrix result(z.rows(), z.cols());
    if (isSquared && isSaturating(last.id)) {
        const Matrix &y = states.values.back();
        const Matrix slope = z.unaryExpr([&last](double value) { return slopeInTheTail(last, value); });
        return 2.0 * scale * (y - targets).cwiseProduct(slope);
    }
    for (Eigen::Index s = 0; s < z.rows(); ++s)
        result.row(s) = outputTerms(loss, last, z.row(s), targets.row(s), scale).slope.transpose();
    return result;
}

} // namespace

namespace {

/// The last output of a recurrent layer, and what a unit whose only activation is tanh would have to add up to for it.
void addRecurrentLayer(const Objective &objective, ConstVectorRef parameters, UnitStates &states)
{
    static constexpr double largest = 18.0; // tanh is 1 from there on
    const Eigen::Index units = objective.architecture().layout(0).units;
    states.values.emplace_back(objective.inFloat64().activations(parameters, objective.inputs()).leftCols(units));
    states.inputs.emplace_back(
        states.values.back().unaryExpr([](double h) { return std::clamp(std::atanh(h), -largest, largest); }));
}

/// Of a recurrent first layer, few samples at a time: what is remembered of each step is large.
void putRecurrentGradient(const Objective &objective, ConstVectorRef parameters, const Matrix &upstream,
                          Vector &gradient)
{
    constexpr Eigen::Index together = 256;
    const LayerLayout &at = objective.architecture().layout(0);
    Vector part(gradient.size());
    gradient.head(at.end()).setZero();
    for (Eigen::Index first = 0; first < upstream.rows(); first += together) {
        const Eigen::Index count = std::min(together, upstream.rows() - first);
        LstmSecondOrder layer(objective.architecture(), objective.inputs().middleRows(first, count), parameters);
        layer.propagate(upstream.middleRows(first, count));
        layer.putGradient(part);
        gradient.head(at.end()) += part.head(at.end());
    }
}

} // namespace

UnitStates unitStates(const Objective &objective, ConstVectorRef parameters)
{
    const Architecture &architecture = objective.architecture();
    const std::size_t layers = architecture.layers().size();
    UnitStates states;
    states.inputs.reserve(layers);
    states.values.reserve(layers);
    if (architecture.isRecurrent())
        addRecurrentLayer(objective, parameters, states);
    for (std::size_t l = states.values.size(); l < layers; ++l) {
        const LayerLayout &at = architecture.layout(l);
        const Activation &activation = activationOf(architecture, l);
        const Matrix &below = l == 0 ? objective.inputs() : states.values.back();
        Matrix z = below * kernelOf(at, parameters);
        z.rowwise() += parameters.segment(at.bias, at.units).transpose();
        Matrix h(z.rows(), z.cols());
        if (activation.id == ActivationId::Softmax) {
            for (Eigen::Index s = 0; s < z.rows(); ++s)
                h.row(s) = softmax(z.row(s).transpose()).transpose();
        } else {
            h = z.unaryExpr(activation.value);
        }
        states.inputs.push_back(std::move(z));
        states.values.push_back(std::move(h));
    }
    return states;
}

bool isSaturated(ActivationId activation, double value)
{
    constexpr double limit = 0.95;
    if (activation == ActivationId::Sigmoid)
        return std::abs(2.0 * value - 1.0) > limit;
    return activation == ActivationId::Tanh && std::abs(value) > limit;
}

double largestSaturatingInput(const Architecture &architecture, const UnitStates &states)
{
    double largest = 0.0;
    for (std::size_t l = 0; l < states.inputs.size(); ++l) {
        if (isSaturating(activationOf(architecture, l).id))
            largest = std::max(largest, states.inputs[l].cwiseAbs().maxCoeff());
    }
    return largest;
}

bool isBeyondPrecision(const Objective &objective, const UnitStates &states)
{
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    for (std::size_t l = 0; l < states.inputs.size(); ++l) {
        const ActivationId activation = activationOf(objective.architecture(), l).id;
        const auto limits = std::ranges::find_if(precisionLimits, [&](const PrecisionLimits &row) {
            return row.activation == activation && row.precision == objective.precision();
        });
        const bool isLast = l + 1 == states.inputs.size();
        if (limits == precisionLimits.end() || (isLast && isWorkedOutFromLogits(loss, activation)))
            continue;
        const auto z = states.inputs[l].array();
        if ((z > limits->high || z < limits->low).any())
            return true;
    }
    return false;
}

Vector gradientInTheTails(const Objective &objective, ConstVectorRef parameters, const UnitStates &states)
{
    const Architecture &architecture = objective.architecture();
    Vector gradient(parameters.size());
    Matrix delta = outputSlope(objective, states);
    for (std::size_t l = states.inputs.size(); l-- > 0;) {
        if (l == 0 && architecture.isRecurrent()) {
            putRecurrentGradient(objective, parameters, delta, gradient);
            break;
        }
        const LayerLayout &at = architecture.layout(l);
        const Matrix &below = l == 0 ? objective.inputs() : states.values[l - 1];
        Eigen::Map<RowMajor>(gradient.data() + at.kernel, at.inputs, at.units) = below.transpose() * delta;
        gradient.segment(at.bias, at.units) = delta.colwise().sum().transpose();
        if (l == 0)
            break;
        delta = delta * kernelOf(at, parameters).transpose();
        if (l == 1 && architecture.isRecurrent())
            continue; // its own slopes are its own affair
        const Activation &activation = activationOf(architecture, l - 1);
        const Matrix slope =
            states.inputs[l - 1].unaryExpr([&activation](double z) { return slopeInTheTail(activation, z); });
        delta = delta.cwiseProduct(slope);
    }
    return gradient;
}

} // namespace basin
