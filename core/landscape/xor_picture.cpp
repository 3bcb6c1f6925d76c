#include "landscape/xor_picture.h"

#include "landscape/xor_task.h"

#include <algorithm>
#include <cmath>
#include <Eigen/Cholesky>

namespace basin {

namespace {

/// ln(1 + eᵃ)
double softplus(double a)
{
    return std::max(a, 0.0) + std::log1p(std::exp(-std::abs(a)));
}

struct Activations {
    double hiddenScale = 0.0;
    double outputScale = 0.0;
};

std::optional<Activations> squashing(const Objective &objective)
{
    const Architecture &architecture = objective.architecture();
    const std::vector<LayerSpec> &layers = architecture.layers();
    if (architecture.inputCount() != 2 || architecture.isRecurrent() || layers.size() != 2 || layers[0].units != 2 ||
        layers[1].units != 1)
        return {};
    const auto scale = [](const std::string &name) { return name == "sigmoid" ? 1.0 : name == "tanh" ? 2.0 : 0.0; };
    const Activations found{scale(layers[0].activation), scale(layers[1].activation)};
    if (found.hiddenScale == 0.0 || found.outputScale == 0.0)
        return {};
    return found;
}

} // namespace

void XorPoint::flip(std::size_t k)
{
    for (double &value : z[k])
        value = -value;
    c += v[k];
    v[k] = -v[k];
}

Patterns XorPoint::logits() const
{
    Patterns a{};
    for (std::size_t p = 0; p < 4; ++p)
        a[p] = c + v[0] * logistic(z[0][p]) + v[1] * logistic(z[1][p]);
    return a;
}

XorPoint between(const XorPoint &from, const XorPoint &to, double t)
{
    const auto mix = [t](double a, double b) { return a + t * (b - a); };
    XorPoint point;
    for (std::size_t k = 0; k < 2; ++k) {
        for (std::size_t p = 0; p < 4; ++p)
            point.z[k][p] = mix(from.z[k][p], to.z[k][p]);
        point.v[k] = mix(from.v[k], to.v[k]);
    }
    point.c = mix(from.c, to.c);
    return point;
}

std::optional<XorPicture> XorPicture::of(const Objective &objective)
{
    const LossSpec &loss = objective.lossSpec();
    if (loss.l1 != 0.0 || loss.l2 != 0.0)
        return {};
    const auto squash = squashing(objective);
    const auto task = squash ? xorTask(objective.inputs(), objective.targets()) : std::nullopt;
    if (!task)
        return {};

    XorPicture picture;
    picture.m_isCrossentropy = loss.name == "binary_crossentropy";
    const Loss *kind = findLoss(loss.name);
    const bool isSquared = kind != nullptr && kind->id != LossId::CategoricalCrossentropy && !picture.m_isCrossentropy;
    // Cross-entropy on a tanh output is clipped: no squashed sum of squares, and no affine map of one.
    if (!isSquared && (!picture.m_isCrossentropy || squash->outputScale != 1.0))
        return {};
    picture.m_hiddenScale = squash->hiddenScale;
    picture.m_outputScale = squash->outputScale;
    for (std::size_t j = 0; j < 2; ++j) {
        picture.m_inputLow[j] = task->inputLow[j];
        picture.m_inputWidth[j] = task->inputHigh[j] - task->inputLow[j];
    }
    const auto squashed = [&](double y) { return picture.m_outputScale == 1.0 ? y : 0.5 * (y + 1.0); };
    picture.m_isFlipped = task->isXnor;
    picture.m_low = squashed(task->targetLow);
    picture.m_high = squashed(task->targetHigh);
    // With the logits' sign the targets are mirrored at ½.
    if (picture.m_isFlipped) {
        const double low = picture.m_low;
        picture.m_low = 1.0 - picture.m_high;
        picture.m_high = 1.0 - low;
    }
    if (!(picture.m_low >= 0.0) || !(picture.m_high <= 1.0))
        return {};
    return picture;
}

XorPoint XorPicture::fromParameters(ConstVectorRef parameters) const
{
    XorPoint point;
    const double sign = (m_isFlipped ? -1.0 : 1.0) * m_outputScale;
    point.c = sign * parameters[8];
    for (std::size_t k = 0; k < 2; ++k) {
        const auto unit = static_cast<Eigen::Index>(k);
        const double w1 = parameters[unit];
        const double w2 = parameters[2 + unit];
        const double b = parameters[4 + unit] + w1 * m_inputLow[0] + w2 * m_inputLow[1];
        const double step1 = w1 * m_inputWidth[0];
        const double step2 = w2 * m_inputWidth[1];
        point.z[k] = {m_hiddenScale * b, m_hiddenScale * (b + step2), m_hiddenScale * (b + step1),
                      m_hiddenScale * (b + step1 + step2)};
        const double v = sign * parameters[6 + unit];
        point.v[k] = m_hiddenScale * v;
        if (m_hiddenScale != 1.0)
            point.c -= v;
    }
    return point;
}

Vector XorPicture::toParameters(const XorPoint &point) const
{
    Vector parameters(9);
    const double sign = (m_isFlipped ? -1.0 : 1.0) / m_outputScale;
    double c = point.c;
    for (std::size_t k = 0; k < 2; ++k) {
        const auto unit = static_cast<Eigen::Index>(k);
        const double w1 = (point.z[k][2] - point.z[k][0]) / (m_hiddenScale * m_inputWidth[0]);
        const double w2 = (point.z[k][1] - point.z[k][0]) / (m_hiddenScale * m_inputWidth[1]);
        parameters[unit] = w1;
        parameters[2 + unit] = w2;
        parameters[4 + unit] = point.z[k][0] / m_hiddenScale - w1 * m_inputLow[0] - w2 * m_inputLow[1];
        const double v = point.v[k] / m_hiddenScale;
        parameters[6 + unit] = sign * v;
        if (m_hiddenScale != 1.0)
            c += v;
    }
    parameters[8] = sign * c;
    return parameters;
}

double XorPicture::patternLoss(std::size_t pattern, double logit) const
{
    const double t = target(pattern);
    if (m_isCrossentropy)
        return t * softplus(-logit) + (1.0 - t) * softplus(logit);
    // From the side of the target, so that 1 − y keeps its digits.
    const double error = t > 0.5 ? (1.0 - t) - logistic(-logit) : logistic(logit) - t;
    return error * error;
}

XorPicture::Slope XorPicture::slope(std::size_t pattern, double logit) const
{
    const double t = target(pattern);
    const double error = t > 0.5 ? (1.0 - t) - logistic(-logit) : logistic(logit) - t;
    const double steepness = logistic(logit) * logistic(-logit);
    if (m_isCrossentropy)
        return {error, steepness};
    return {2.0 * error * steepness, 2.0 * steepness * steepness};
}

double XorPicture::loss(const XorPoint &point) const
{
    const Patterns a = point.logits();
    double sum = 0.0;
    for (std::size_t p = 0; p < 4; ++p)
        sum += patternLoss(p, a[p]);
    return 0.25 * sum;
}

void XorPicture::refitOutput(XorPoint &point, const Mask &mask, int steps) const
{
    double value = loss(point);
    double damping = 1e-3;
    for (int step = 0; step < steps; ++step) {
        const Patterns a = point.logits();
        Eigen::Vector3d gradient = Eigen::Vector3d::Zero();
        Eigen::Matrix3d curvature = Eigen::Matrix3d::Zero();
        for (std::size_t p = 0; p < 4; ++p) {
            const Eigen::Vector3d row(mask[0] ? logistic(point.z[0][p]) : 0.0, mask[1] ? logistic(point.z[1][p]) : 0.0,
                                      mask[2] ? 1.0 : 0.0);
            const Slope s = slope(p, a[p]);
            gradient += s.first * row;
            curvature += s.second * row * row.transpose();
        }
        const double size = std::max(curvature.diagonal().maxCoeff(), 1e-12);
        curvature.diagonal().array() += damping * size;
        const Eigen::Vector3d move = curvature.ldlt().solve(-gradient);
        XorPoint tried = point;
        tried.v[0] += move[0];
        tried.v[1] += move[1];
        tried.c += move[2];
        const double reached = loss(tried);
        if (reached < value) {
            point = tried;
            value = reached;
            damping = std::max(0.1 * damping, 1e-12);
        } else if ((damping *= 10.0) > 1e6) {
            return;
        }
    }
}

} // namespace basin
