#include "network/activation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

double sigmoid(double z)
{
    const double e = std::exp(-std::abs(z));
    return z >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

double sigmoidSlope(double z)
{
    const double y = sigmoid(z);
    return y * (1.0 - y);
}

double sigmoidCurvature(double z)
{
    const double y = sigmoid(z);
    return y * (1.0 - y) * (1.0 - 2.0 * y);
}

double tanhSlope(double z)
{
    const double y = std::tanh(z);
    return 1.0 - y * y;
}

double tanhCurvature(double z)
{
    const double y = std::tanh(z);
    return -2.0 * y * (1.0 - y * y);
}

double one(double /*z*/)
{
    return 1.0;
}

double zero(double /*z*/)
{
    return 0.0;
}

double linear(double z)
{
    return z;
}

double relu(double z)
{
    return z > 0.0 ? z : 0.0;
}

double reluSlope(double z)
{
    return z > 0.0 ? 1.0 : 0.0;
}

double leakyRelu(double z)
{
    return z > 0.0 ? z : leakyReluSlope * z;
}

double leakyReluDerivative(double z)
{
    return z > 0.0 ? 1.0 : leakyReluSlope;
}

double elu(double z)
{
    return z > 0.0 ? z : std::expm1(z);
}

double eluSlope(double z)
{
    return z > 0.0 ? 1.0 : std::exp(z);
}

double eluCurvature(double z)
{
    return z > 0.0 ? 0.0 : std::exp(z);
}

double softplus(double z)
{
    return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)));
}

double sine(double z)
{
    return std::sin(z);
}

double cosine(double z)
{
    return std::cos(z);
}

double minusSine(double z)
{
    return -std::sin(z);
}

double step(double z)
{
    return z >= 0.0 ? 1.0 : 0.0;
}

std::vector<Activation> makeTable()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    using Id = ActivationId;
    std::vector<Activation> table{
        {Id::Linear, "linear", "z", linear, one, zero, -infinity, infinity},
        {Id::Sigmoid, "sigmoid", "1 / (1 + exp(-z))", sigmoid, sigmoidSlope, sigmoidCurvature, 0.0, 1.0},
        {Id::Tanh, "tanh", "tanh(z)", std::tanh, tanhSlope, tanhCurvature, -1.0, 1.0},
        {Id::Relu, "relu", "max(0, z)", relu, reluSlope, zero, 0.0, infinity},
        {Id::LeakyRelu, "leaky_relu", "z if z > 0, else 0.2 z", leakyRelu, leakyReluDerivative, zero, -infinity,
         infinity},
        {Id::Elu, "elu", "z if z > 0, else exp(z) - 1", elu, eluSlope, eluCurvature, -1.0, infinity},
        {Id::Softplus, "softplus", "log(1 + exp(z))", softplus, sigmoid, sigmoidSlope, 0.0, infinity},
        {Id::Sin, "sin", "sin(z)", sine, cosine, minusSine, -1.0, 1.0},
        {Id::Step, "step", "1 if z >= 0, else 0", step, zero, zero, 0.0, 1.0},
        {Id::Softmax, "softmax", "exp(z) / sum of exp(z) over the layer", nullptr, nullptr, nullptr, 0.0, 1.0},
    };
    for (Activation &row : table) {
        row.lastLayerOnly = row.id == Id::Softmax;
        row.trainable = row.id != Id::Step;
        row.centre = row.id == Id::Sigmoid || row.id == Id::Step || row.id == Id::Softmax ? 0.5
                     : row.value != nullptr                                               ? row.value(0.0)
                                                                                          : 0.0;
    }
    return table;
}

} // namespace

ActivationTerms activationTerms(const Activation &activation, double z)
{
    if (activation.id == ActivationId::Tanh) {
        const double y = std::tanh(z);
        const double slope = 1.0 - y * y;
        return {y, slope, -2.0 * y * slope};
    }
    if (activation.id == ActivationId::Sigmoid) {
        const double y = sigmoid(z);
        const double slope = y * (1.0 - y);
        return {y, slope, slope * (1.0 - 2.0 * y)};
    }
    return {activation.value(z), activation.derivative(z), activation.secondDerivative(z)};
}

const std::vector<Activation> &activations()
{
    static const std::vector<Activation> table = makeTable();
    return table;
}

const Activation *findActivation(std::string_view name)
{
    const auto &all = activations();
    const auto found = std::ranges::find(all, name, &Activation::name);
    return found == all.end() ? nullptr : &*found;
}

} // namespace basin
