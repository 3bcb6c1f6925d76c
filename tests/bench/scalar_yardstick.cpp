#include "yardstick.h"

#include <cmath>

namespace yardstick {

double Xor::step(double learningRate)
{
    constexpr double inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    constexpr double targets[4] = {0, 1, 1, 0};
    constexpr double beta1 = 0.9;
    constexpr double beta2 = 0.999;
    constexpr double epsilon = 1e-7;
    const double *w = weights;
    double g[9] = {};
    double loss = 0.0;
    for (int s = 0; s < 4; ++s) {
        const double x1 = inputs[s][0];
        const double x2 = inputs[s][1];
        const double t = targets[s];
        const double h1 = std::tanh(w[0] * x1 + w[2] * x2 + w[4]);
        const double h2 = std::tanh(w[1] * x1 + w[3] * x2 + w[5]);
        const double z = w[6] * h1 + w[7] * h2 + w[8];
        const double e = std::exp(-std::abs(z));
        loss += std::fmax(z, 0.0) - z * t + std::log1p(e);
        const double y = z >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
        const double delta = 0.25 * (y - t);
        const double delta1 = delta * w[6] * (1.0 - h1 * h1);
        const double delta2 = delta * w[7] * (1.0 - h2 * h2);
        g[0] += delta1 * x1;
        g[1] += delta2 * x1;
        g[2] += delta1 * x2;
        g[3] += delta2 * x2;
        g[4] += delta1;
        g[5] += delta2;
        g[6] += delta * h1;
        g[7] += delta * h2;
        g[8] += delta;
    }
    beta1Power *= beta1;
    beta2Power *= beta2;
    const double rate = learningRate * std::sqrt(1.0 - beta2Power) / (1.0 - beta1Power);
    for (int i = 0; i < 9; ++i) {
        firstMoment[i] += (1.0 - beta1) * (g[i] - firstMoment[i]);
        secondMoment[i] += (1.0 - beta2) * (g[i] * g[i] - secondMoment[i]);
        weights[i] -= rate * firstMoment[i] / (std::sqrt(secondMoment[i]) + epsilon);
    }
    return 0.25 * loss;
}

void picture(const float *weights, int width, float *pixels)
{
    const float *kernel1 = weights;
    const float *bias1 = kernel1 + 16;
    const float *kernel2 = bias1 + 8;
    const float *bias2 = kernel2 + 64;
    const float *kernel3 = bias2 + 8;
    const float *bias3 = kernel3 + 8;
    const float pixel = 2.0F / static_cast<float>(width);
    for (int row = 0; row < width; ++row) {
        const float x2 = 1.0F - (static_cast<float>(row) + 0.5F) * pixel;
        for (int column = 0; column < width; ++column) {
            const float x1 = (static_cast<float>(column) + 0.5F) * pixel - 1.0F;
            float first[8];
            for (int j = 0; j < 8; ++j)
                first[j] = std::tanh(bias1[j] + kernel1[j] * x1 + kernel1[8 + j] * x2);
            float z = bias3[0];
            for (int j = 0; j < 8; ++j) {
                float sum = bias2[j];
                for (int i = 0; i < 8; ++i)
                    sum += kernel2[i * 8 + j] * first[i];
                z += kernel3[j] * std::tanh(sum);
            }
            pixels[row * width + column] = std::tanh(z);
        }
    }
}

void surface(const double *weights, int width, double range, bool isEntropy, double *losses)
{
    constexpr double inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    constexpr double targets[4] = {0, 1, 1, 0};
    const double step = 2.0 * range / (width - 1);
    double w[9];
    for (int i = 0; i < 9; ++i)
        w[i] = weights[i];
    for (int row = 0; row < width; ++row) {
        w[3] = row * step - range;
        for (int column = 0; column < width; ++column) {
            w[0] = column * step - range;
            double sum = 0.0;
            for (int s = 0; s < 4; ++s) {
                const double x1 = inputs[s][0];
                const double x2 = inputs[s][1];
                const double t = targets[s];
                const double h1 = 1.0 / (1.0 + std::exp(-(w[0] * x1 + w[2] * x2 + w[4])));
                const double h2 = 1.0 / (1.0 + std::exp(-(w[1] * x1 + w[3] * x2 + w[5])));
                const double z = w[6] * h1 + w[7] * h2 + w[8];
                if (isEntropy) {
                    sum += std::fmax(z, 0.0) - z * t + std::log1p(std::exp(-std::abs(z)));
                } else {
                    const double error = 1.0 / (1.0 + std::exp(-z)) - t;
                    sum += error * error;
                }
            }
            losses[row * width + column] = 0.25 * sum;
        }
    }
}

} // namespace yardstick
