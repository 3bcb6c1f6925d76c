#include "yardstick.h"

#include <Eigen/Core>

#include <cmath>
#include <vector>

namespace yardstick {

namespace {

using Matrix = Eigen::MatrixXf;
constexpr Eigen::Index units = 100, classes = 7, batch = 50;

struct Tensor {
    Eigen::ArrayXXf value, gradient, first, second;
    Tensor(Eigen::Index rows, Eigen::Index columns)
        : value(Eigen::ArrayXXf::Random(rows, columns) * 0.1F),
          gradient(Eigen::ArrayXXf::Zero(rows, columns)),
          first(gradient),
          second(gradient)
    {
    }
    void step(float rate)
    {
        first += 0.1F * (gradient - first);
        second += 0.001F * (gradient.square() - second);
        value -= rate * first / (second.sqrt() + 1e-7F);
    }
};

} // namespace

/// Samples are columns; the gates i, f, c, o lie below each other. Every buffer is made once.
struct EigenLstm::State {
    explicit State(int stepCount, int featureCount)
        : steps(stepCount),
          features(featureCount),
          kernel(4 * units, featureCount),
          recurrent(4 * units, units),
          bias(4 * units, 1),
          kernelOut(classes, units),
          biasOut(classes, 1),
          gates(static_cast<std::size_t>(stepCount), Matrix(4 * units, batch)),
          cells(static_cast<std::size_t>(stepCount) + 1, Matrix::Zero(units, batch)),
          hidden(static_cast<std::size_t>(stepCount) + 1, Matrix::Zero(units, batch))
    {
    }
    int steps, features;
    Tensor kernel, recurrent, bias, kernelOut, biasOut;
    std::vector<Matrix> gates, cells, hidden;
    Matrix logits{classes, batch}, hiddenDelta{units, batch}, cellDelta{units, batch}, delta{4 * units, batch};
    double beta1Power = 1.0, beta2Power = 1.0;
};

EigenLstm::EigenLstm(int steps, int features) : m_state(std::make_unique<State>(steps, features)) {}

EigenLstm::~EigenLstm() = default;

float EigenLstm::step(const float *inputs, const float *targets)
{
    State &n = *m_state;
    const auto input = [&](int t) {
        return Eigen::Map<const Matrix>(inputs + static_cast<Eigen::Index>(t) * n.features * batch, n.features, batch);
    };
    for (int t = 0; t < n.steps; ++t) {
        const auto now = static_cast<std::size_t>(t);
        Matrix &z = n.gates[now];
        z.noalias() = n.kernel.value.matrix() * input(t);
        z.noalias() += n.recurrent.value.matrix() * n.hidden[now];
        z.colwise() += n.bias.value.matrix().col(0);
        const auto sigmoid = [&](Eigen::Index gate) {
            auto rows = z.middleRows(gate * units, units).array();
            rows = (1.0F + (-rows).exp()).inverse();
        };
        sigmoid(0);
        sigmoid(1);
        sigmoid(3);
        z.middleRows(2 * units, units) = z.middleRows(2 * units, units).array().tanh();
        n.cells[now + 1] = z.middleRows(units, units).cwiseProduct(n.cells[now]) +
                           z.topRows(units).cwiseProduct(z.middleRows(2 * units, units));
        n.hidden[now + 1] = z.bottomRows(units).array() * n.cells[now + 1].array().tanh();
    }
    const Eigen::Map<const Matrix> target(targets, classes, batch);
    n.logits.noalias() = n.kernelOut.value.matrix() * n.hidden.back();
    n.logits.colwise() += n.biasOut.value.matrix().col(0);
    n.logits.rowwise() -= n.logits.colwise().maxCoeff().eval();
    const Eigen::RowVectorXf sums = n.logits.array().exp().colwise().sum();
    n.logits.rowwise() -= sums.array().log().matrix();
    const float loss = -n.logits.cwiseProduct(target).sum() / batch;
    n.logits = (n.logits.array().exp().matrix() - target) / batch;
    n.kernelOut.gradient.matrix().noalias() = n.logits * n.hidden.back().transpose();
    n.biasOut.gradient.matrix().noalias() = n.logits.rowwise().sum();
    n.hiddenDelta.noalias() = n.kernelOut.value.matrix().transpose() * n.logits;
    n.cellDelta.setZero();
    n.kernel.gradient.setZero();
    n.recurrent.gradient.setZero();
    n.bias.gradient.setZero();
    for (int t = n.steps; t-- > 0;) {
        const auto now = static_cast<std::size_t>(t);
        const Eigen::ArrayXXf y = n.cells[now + 1].array().tanh();
        const auto i = n.gates[now].topRows(units).array();
        const auto f = n.gates[now].middleRows(units, units).array();
        const auto g = n.gates[now].middleRows(2 * units, units).array();
        const auto o = n.gates[now].bottomRows(units).array();
        n.cellDelta.array() += n.hiddenDelta.array() * o * (1.0F - y.square());
        n.delta.topRows(units) = n.cellDelta.array() * g * i * (1.0F - i);
        n.delta.middleRows(units, units) = n.cellDelta.array() * n.cells[now].array() * f * (1.0F - f);
        n.delta.middleRows(2 * units, units) = n.cellDelta.array() * i * (1.0F - g.square());
        n.delta.bottomRows(units) = n.hiddenDelta.array() * y * o * (1.0F - o);
        n.cellDelta.array() *= f;
        n.kernel.gradient.matrix().noalias() += n.delta * input(t).transpose();
        n.recurrent.gradient.matrix().noalias() += n.delta * n.hidden[now].transpose();
        n.bias.gradient.matrix().noalias() += n.delta.rowwise().sum();
        n.hiddenDelta.noalias() = n.recurrent.value.matrix().transpose() * n.delta;
    }
    n.beta1Power *= 0.9;
    n.beta2Power *= 0.999;
    const auto rate = static_cast<float>(0.01 * std::sqrt(1.0 - n.beta2Power) / (1.0 - n.beta1Power));
    for (Tensor *tensor : {&n.kernel, &n.recurrent, &n.bias, &n.kernelOut, &n.biasOut})
        tensor->step(rate);
    return loss;
}

} // namespace yardstick
