#pragma once

#include <memory>

/// What Basin's speed is held against: programs that can do one thing only, written by hand for it.
namespace yardstick {

/// 2-2-1, tanh and sigmoid, mean binary cross-entropy over the four patterns of XOR, Adam as in Keras: plain arrays and
/// libm. Weights, gradients and moments in Keras' order.
struct Xor {
    double weights[9] = {0.5, -0.6, 0.7, 0.4, 0.1, -0.2, 0.9, -0.8, 0.05};
    double firstMoment[9] = {};
    double secondMoment[9] = {};
    double beta1Power = 1.0;
    double beta2Power = 1.0;
    /// Returns the loss before the step.
    double step(double learningRate);
};

/// 2-8-8-1 with tanh throughout, one pixel after another.
/// @param weights  105 values in Keras' order   @param pixels  width × width values over [−1, 1]², row by row
void picture(const float *weights, int width, float *pixels);

/// The loss of 2-2-1 with sigmoids on XOR over the weights h1.x1 (a, along a row) and h2.x2 (b): `width` even steps of
/// each over [−range, range], mean binary cross-entropy or mean squared error, one point after another.
/// @param weights  9 values in Keras' order   @param losses  width × width, row by row
void surface(const double *weights, int width, double range, bool isEntropy, double *losses);
/// The same in Eigen arrays of a row each; what depends on b alone is worked out once a row.
void surfaceOfArrays(const double *weights, int width, double range, bool isEntropy, double *losses);

/// 2-h-h-1, relu, relu, sigmoid, mean binary cross-entropy, Adam, in Eigen matrices of float64.
class EigenNetwork {
public:
    explicit EigenNetwork(int width = 64);
    ~EigenNetwork();
    /// One step on 32 samples. @param inputs 2 × 32, a sample a column   @param targets 32
    double step(const double *inputs, const double *targets);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// An LSTM of 100 units and softmax over 7 classes, categorical cross-entropy, Adam 0.01, in Eigen matrices of float32.
class EigenLstm {
public:
    EigenLstm(int steps, int features);
    ~EigenLstm();
    /// One step on 50 samples. @param inputs step after step, each features × 50   @param targets 7 × 50
    float step(const float *inputs, const float *targets);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Searches for points without slope on the error surface of 2-2-1 on XOR (σ, ½ Σ (y − t)²) from so many random starts,
/// by Levenberg-Marquardt on the gradient with matrices of fixed size. Returns how many converged; keeps and compares
/// nothing.
int stationaryPoints(int starts);

} // namespace yardstick
