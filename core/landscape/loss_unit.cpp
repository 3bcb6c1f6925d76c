#include "landscape/loss_unit.h"

#include "network/activation.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

double timesLog(double a, double b)
{
    return a == 0.0 ? 0.0 : a * std::log(b);
}

bool isSquared(LossId loss)
{
    return loss == LossId::MeanSquaredError || loss == LossId::HalfSquaredError || loss == LossId::SumSquaredError;
}

/// The sum over samples and outputs, before the loss's convention, with `outputs` (one row, or one for each sample).
template <class Outputs>
double sumOfLosses(LossId loss, const Matrix &targets, const Outputs &outputs)
{
    double sum = 0.0;
    for (Eigen::Index k = 0; k < targets.cols(); ++k) {
        for (Eigen::Index s = 0; s < targets.rows(); ++s) {
            const double t = targets(s, k);
            const double y = outputs(s, k);
            if (isSquared(loss))
                sum += (y - t) * (y - t);
            else
                sum += loss == LossId::BinaryCrossentropy ? binaryEntropy(t, y) : -timesLog(t, y);
        }
    }
    return sum;
}

double targetRange(const Matrix &targets)
{
    const double range = targets.maxCoeff() - targets.minCoeff();
    return range > 0.0 ? range : 1.0;
}

/// A factor that makes the sum over samples and outputs that of four samples.
double fourSamples(LossId loss, const Matrix &targets)
{
    const auto samples = static_cast<double>(targets.rows());
    if (!isSquared(loss))
        return 4.0 / samples;
    const double range = targetRange(targets);
    return 0.5 * 4.0 / samples / (range * range);
}

bool hasTargetAtOpenEnd(const Activation &last, const Matrix &targets)
{
    if (last.id != ActivationId::Sigmoid && last.id != ActivationId::Tanh && last.id != ActivationId::Softmax)
        return false;
    return (targets.array() <= last.low || targets.array() >= last.high).any();
}

} // namespace

double binaryEntropy(double target, double output)
{
    return -timesLog(target, output) - timesLog(1.0 - target, 1.0 - output);
}

LossUnit lossUnit(const Objective &objective)
{
    const Matrix &targets = objective.targets();
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    const Activation &last = *findActivation(objective.architecture().layers().back().activation);
    const double scale = lossScale(loss, targets.rows(), targets.cols());

    LossUnit unit;
    unit.factor = fourSamples(loss, targets) / scale;
    if (isSquared(loss)) {
        // Targets outside the activation's range are never met.
        const Matrix nearest = targets.cwiseMax(last.low).cwiseMin(last.high);
        unit.floor = scale * sumOfLosses(loss, targets, nearest);
    } else {
        unit.floor = std::max(0.0, scale * sumOfLosses(loss, targets, targets));
    }
    const Eigen::RowVectorXd mean = targets.colwise().mean().cwiseMax(last.low).cwiseMin(last.high);
    unit.constant = scale * sumOfLosses(loss, targets, mean.replicate(targets.rows(), 1));
    unit.isFloorAtInfinity = hasTargetAtOpenEnd(last, targets);
    return unit;
}

} // namespace basin
