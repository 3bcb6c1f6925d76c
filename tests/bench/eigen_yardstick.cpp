#include "yardstick.h"

#include <Eigen/Core>

#include <cmath>

namespace yardstick {

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// Keras' Adam on one tensor.
struct Tensor {
    Eigen::ArrayXXd value, gradient, first, second;
    Tensor(Eigen::Index rows, Eigen::Index columns)
        : value(Eigen::ArrayXXd::Random(rows, columns) * 0.3),
          gradient(Eigen::ArrayXXd::Zero(rows, columns)),
          first(gradient),
          second(gradient)
    {
    }
    void step(double rate)
    {
        first += 0.1 * (gradient - first);
        second += 0.001 * (gradient.square() - second);
        value -= rate * first / (second.sqrt() + 1e-7);
    }
};

} // namespace

/// Samples are columns; every buffer is made once.
struct EigenNetwork::State {
    explicit State(Eigen::Index width)
        : kernel1(width, 2),
          bias1(width, 1),
          kernel2(width, width),
          bias2(width, 1),
          kernel3(1, width),
          bias3(1, 1),
          h1(width, 32),
          h2(width, 32),
          delta1(width, 32),
          delta2(width, 32)
    {
    }
    Tensor kernel1, bias1, kernel2, bias2, kernel3, bias3;
    Matrix h1, h2, delta1, delta2, z{1, 32}, delta3{1, 32};
    double beta1Power = 1.0;
    double beta2Power = 1.0;
};

EigenNetwork::EigenNetwork(int width) : m_state(std::make_unique<State>(width)) {}

EigenNetwork::~EigenNetwork() = default;

double EigenNetwork::step(const double *inputs, const double *targets)
{
    State &n = *m_state;
    const Eigen::Map<const Eigen::Matrix<double, 2, 32>> x(inputs);
    const Eigen::Map<const Eigen::Matrix<double, 1, 32>> t(targets);

    n.h1.noalias() = n.kernel1.value.matrix() * x;
    n.h1.colwise() += n.bias1.value.matrix().col(0);
    n.h1 = n.h1.cwiseMax(0.0);
    n.h2.noalias() = n.kernel2.value.matrix() * n.h1;
    n.h2.colwise() += n.bias2.value.matrix().col(0);
    n.h2 = n.h2.cwiseMax(0.0);
    n.z.noalias() = n.kernel3.value.matrix() * n.h2;
    n.z.array() += n.bias3.value(0, 0);
    const auto z = n.z.array();
    const Eigen::Array<double, 1, 32> e = (-z.abs()).exp();
    const double loss = (z.max(0.0) - z * t.array() + e.log1p()).mean();
    n.delta3 = ((z >= 0.0).select(1.0 / (1.0 + e), e / (1.0 + e)) - t.array()).matrix() / 32.0;

    n.delta2.noalias() = n.kernel3.value.matrix().transpose() * n.delta3;
    n.delta2.array() *= (n.h2.array() > 0.0).cast<double>();
    n.delta1.noalias() = n.kernel2.value.matrix().transpose() * n.delta2;
    n.delta1.array() *= (n.h1.array() > 0.0).cast<double>();
    n.kernel3.gradient.matrix().noalias() = n.delta3 * n.h2.transpose();
    n.bias3.gradient(0, 0) = n.delta3.sum();
    n.kernel2.gradient.matrix().noalias() = n.delta2 * n.h1.transpose();
    n.bias2.gradient.matrix().noalias() = n.delta2.rowwise().sum();
    n.kernel1.gradient.matrix().noalias() = n.delta1 * x.transpose();
    n.bias1.gradient.matrix().noalias() = n.delta1.rowwise().sum();

    n.beta1Power *= 0.9;
    n.beta2Power *= 0.999;
    const double rate = 0.001 * std::sqrt(1.0 - n.beta2Power) / (1.0 - n.beta1Power);
    for (Tensor *tensor : {&n.kernel1, &n.bias1, &n.kernel2, &n.bias2, &n.kernel3, &n.bias3})
        tensor->step(rate);
    return loss;
}

void surfaceOfArrays(const double *weights, int width, double range, bool isEntropy, double *losses)
{
    constexpr double inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    constexpr double targets[4] = {0, 1, 1, 0};
    const double *w = weights;
    const Eigen::ArrayXd steps = Eigen::ArrayXd::LinSpaced(width, -range, range);
    Eigen::ArrayXd h1(width);
    Eigen::ArrayXd z(width);
    Eigen::ArrayXd sum(width);
    for (int row = 0; row < width; ++row) {
        sum.setZero();
        for (int s = 0; s < 4; ++s) {
            const double x1 = inputs[s][0];
            const double x2 = inputs[s][1];
            const double h2 = 1.0 / (1.0 + std::exp(-(w[1] * x1 + steps[row] * x2 + w[5])));
            const double rest = w[7] * h2 + w[8];
            h1 = (1.0 + (-(steps * x1 + (w[2] * x2 + w[4]))).exp()).inverse();
            z = w[6] * h1 + rest;
            if (isEntropy)
                sum += z.max(0.0) - z * targets[s] + (-z.abs()).exp().log1p();
            else
                sum += ((1.0 + (-z).exp()).inverse() - targets[s]).square();
        }
        Eigen::Map<Eigen::ArrayXd>(losses + static_cast<Eigen::Index>(row) * width, width) = 0.25 * sum;
    }
}

} // namespace yardstick
