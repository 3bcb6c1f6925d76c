#include "yardstick.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <random>

namespace yardstick {

namespace {

using Vector9 = Eigen::Matrix<double, 9, 1>;
using Matrix9 = Eigen::Matrix<double, 9, 9>;

/// θ = (w11, w12, b1, w21, w22, b2, v1, v2, c); E = ½ Σ (y − t)² over the four patterns, all units σ.
void derivatives(const Vector9 &theta, Vector9 &gradient, Matrix9 &hessian)
{
    constexpr double inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    constexpr double targets[4] = {0, 1, 1, 0};
    gradient.setZero();
    hessian.setZero();
    for (int p = 0; p < 4; ++p) {
        const Eigen::Vector3d x(inputs[p][0], inputs[p][1], 1.0);
        double h[2];
        double a = theta[8];
        for (int k = 0; k < 2; ++k) {
            h[k] = 1.0 / (1.0 + std::exp(-theta.segment<3>(3 * k).dot(x)));
            a += theta[6 + k] * h[k];
        }
        const double y = 1.0 / (1.0 + std::exp(-a));
        const double s = y * (1.0 - y);
        const double delta = (y - targets[p]) * s;
        const double kappa = s * s + delta * (1.0 - 2.0 * y);
        Vector9 slope;
        slope << x * (theta[6] * h[0] * (1.0 - h[0])), x * (theta[7] * h[1] * (1.0 - h[1])), h[0], h[1], 1.0;
        gradient += delta * slope;
        hessian.noalias() += kappa * slope * slope.transpose();
        for (int k = 0; k < 2; ++k) {
            const double first = h[k] * (1.0 - h[k]);
            hessian.block<3, 3>(3 * k, 3 * k) += delta * theta[6 + k] * first * (1.0 - 2.0 * h[k]) * x * x.transpose();
            hessian.block<3, 1>(3 * k, 6 + k) += delta * first * x;
            hessian.block<1, 3>(6 + k, 3 * k) += delta * first * x.transpose();
        }
    }
}

} // namespace

int stationaryPoints(int starts)
{
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(-2.5, 2.5);
    Eigen::SelfAdjointEigenSolver<Matrix9> spectrum;
    Vector9 gradient, trialGradient;
    Matrix9 hessian, trialHessian;
    int found = 0;
    for (int i = 0; i < starts; ++i) {
        Vector9 theta = Vector9::NullaryExpr([&] { return uniform(random); });
        derivatives(theta, gradient, hessian);
        spectrum.compute(hessian);
        double damping = 1e-3;
        for (int iteration = 0; iteration < 400 && gradient.norm() >= 1e-13 && damping < 1e12; ++iteration) {
            const auto lambda = spectrum.eigenvalues().array();
            const Matrix9 &u = spectrum.eigenvectors();
            const Vector9 scaled = (lambda / (lambda.square() + damping) * (u.transpose() * gradient).array()).matrix();
            Vector9 step = -(u * scaled);
            step *= std::min(1.0, 1.0 / step.norm());
            derivatives(theta + step, trialGradient, trialHessian);
            if (trialGradient.norm() < gradient.norm()) {
                theta += step;
                gradient = trialGradient;
                hessian = trialHessian;
                spectrum.compute(hessian);
                damping *= 0.2;
            } else {
                damping *= 10.0;
            }
        }
        found += gradient.norm() < 1e-11 ? 1 : 0;
    }
    return found;
}

} // namespace yardstick
