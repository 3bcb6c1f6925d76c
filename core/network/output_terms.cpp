#include "network/output_terms.h"

#include <cmath>

namespace basin {

namespace {

OutputTerms emptyTerms(Eigen::Index outputs)
{
    return {0.0, Vector::Zero(outputs), Matrix::Zero(outputs, outputs), Matrix::Zero(outputs, outputs)};
}

/// Derivatives of −log σ(u)ᵗ (1 − σ(u))¹⁻ᵗ with respect to the logit u.
struct LogitTerms {
    double loss;
    double residual;
    double curvature;
};

LogitTerms logitTerms(double u, double t)
{
    const double e = std::exp(-std::abs(u));
    const double smaller = e / (1.0 + e);
    return {std::max(u, 0.0) - u * t + std::log1p(e), u >= 0.0 ? (1.0 - t) - smaller : smaller - t,
            smaller / (1.0 + e)};
}

OutputTerms sigmoidCrossentropy(const Vector &z, const Vector &target)
{
    OutputTerms terms = emptyTerms(z.size());
    for (Eigen::Index k = 0; k < z.size(); ++k) {
        const LogitTerms logit = logitTerms(z[k], target[k]);
        terms.loss += logit.loss;
        terms.slope[k] = logit.residual;
        terms.curvature(k, k) = logit.curvature;
    }
    terms.gaussNewton = terms.curvature;
    return terms;
}

/// With T = Σ t: E = T log Σ exp z − Σ t z.
OutputTerms softmaxCrossentropy(const Vector &z, const Vector &target)
{
    OutputTerms terms = emptyTerms(z.size());
    Eigen::Index largest = 0;
    const double top = z.maxCoeff(&largest);
    Vector e = (z.array() - top).exp();
    e[largest] = 0.0;
    const double rest = e.sum();
    e[largest] = 1.0;
    const Vector p = e / (1.0 + rest);
    const double total = target.sum();
    terms.loss = total * std::log1p(rest) - target.dot((z.array() - top).matrix());
    terms.slope = total * p - target;
    terms.slope[largest] = (total - target[largest]) - total * (rest / (1.0 + rest));
    terms.curvature = -total * p * p.transpose();
    terms.curvature.diagonal() += total * p;
    terms.gaussNewton = terms.curvature;
    return terms;
}

/// p_k = σ(u_k), u_k = z_k − log Σ_{m≠k} exp z_m.
OutputTerms softmaxBinaryCrossentropy(const Vector &z, const Vector &target)
{
    OutputTerms terms = emptyTerms(z.size());
    for (Eigen::Index k = 0; k < z.size(); ++k) {
        Vector others = z;
        others[k] = -std::numeric_limits<double>::infinity();
        const double top = others.maxCoeff();
        others = (others.array() - top).exp();
        const double sum = others.sum();
        const Vector q = others / sum;
        const LogitTerms logit = logitTerms(z[k] - top - std::log(sum), target[k]);
        Vector direction = -q; // ∂u_k/∂z
        direction[k] += 1.0;
        terms.loss += logit.loss;
        terms.slope += logit.residual * direction;
        const Matrix own = logit.curvature * direction * direction.transpose();
        terms.gaussNewton += own;
        terms.curvature += own + logit.residual * (q * q.transpose());
        terms.curvature.diagonal() -= logit.residual * q;
    }
    return terms;
}

OutputTerms softmaxSquaredError(const Vector &z, const Vector &target)
{
    OutputTerms terms = emptyTerms(z.size());
    const Vector p = softmax(z);
    const Vector g = 2.0 * (p - target);
    Matrix jacobian = -p * p.transpose();
    jacobian.diagonal() += p;
    terms.loss = (p - target).squaredNorm();
    terms.slope = jacobian * g;
    terms.gaussNewton = 2.0 * jacobian * jacobian;
    terms.curvature = terms.gaussNewton;
    const double mean = p.dot(g);
    // Σ_m g_m ∂²p_m/∂z_a∂z_b
    for (Eigen::Index a = 0; a < z.size(); ++a) {
        for (Eigen::Index b = 0; b < z.size(); ++b) {
            const double same = a == b ? p[a] * (g[a] - mean) : 0.0;
            terms.curvature(a, b) += same - p[a] * p[b] * (g[a] + g[b] - 2.0 * mean);
        }
    }
    return terms;
}

/// dE/dy and d²E/dy² of one output.
struct ValueTerms {
    double loss = 0.0;
    double slope = 0.0;
    double curvature = 0.0;
};

ValueTerms squaredTerms(double y, double t)
{
    return {(y - t) * (y - t), 2.0 * (y - t), 2.0};
}

ValueTerms clippedTerms(double y, double t)
{
    const double p = std::min(1.0 - probabilityMargin, std::max(probabilityMargin, y));
    ValueTerms terms{-t * std::log(p) - (1.0 - t) * std::log(1.0 - p), 0.0, 0.0};
    if (p == y) {
        terms.slope = (p - t) / (p * (1.0 - p));
        terms.curvature = t / (p * p) + (1.0 - t) / ((1.0 - p) * (1.0 - p));
    }
    return terms;
}

OutputTerms elementwise(ValueTerms (*formula)(double, double), const Activation &activation, const Vector &z,
                        const Vector &target)
{
    OutputTerms terms = emptyTerms(z.size());
    for (Eigen::Index k = 0; k < z.size(); ++k) {
        const double slope = activation.derivative(z[k]);
        const ValueTerms value = formula(activation.value(z[k]), target[k]);
        terms.loss += value.loss;
        terms.slope[k] = value.slope * slope;
        terms.gaussNewton(k, k) = value.curvature * slope * slope;
        terms.curvature(k, k) = terms.gaussNewton(k, k) + value.slope * activation.secondDerivative(z[k]);
    }
    return terms;
}

/// Sigmoid outputs divided by their sum S, then −Σ t log: E = −Σ t log y + T log S over what is not clipped.
OutputTerms normalisedCrossentropy(const Activation &activation, const Vector &z, const Vector &target)
{
    OutputTerms terms = emptyTerms(z.size());
    const Vector y = z.unaryExpr(activation.value);
    const Vector first = z.unaryExpr(activation.derivative);
    const Vector second = z.unaryExpr(activation.secondDerivative);
    const double sum = y.sum() + 0x1p-126;
    double total = 0.0;
    for (Eigen::Index k = 0; k < z.size(); ++k) {
        const double share = y[k] / sum;
        const double p = std::min(1.0 - probabilityMargin, std::max(probabilityMargin, share));
        terms.loss -= target[k] * std::log(p);
        if (p != share)
            continue;
        total += target[k];
        terms.slope[k] = -target[k] * (1.0 - y[k]);
        terms.gaussNewton(k, k) = target[k] * first[k]; // −log y is convex in z
    }
    terms.slope += total / sum * first;
    terms.curvature = terms.gaussNewton - total / (sum * sum) * first * first.transpose();
    terms.curvature.diagonal() += total / sum * second;
    return terms;
}

OutputTerms unscaledTerms(LossId loss, const Activation &activation, const Vector &z, const Vector &target)
{
    const bool isSoftmax = activation.id == ActivationId::Softmax;
    if (loss == LossId::CategoricalCrossentropy)
        return isSoftmax ? softmaxCrossentropy(z, target) : normalisedCrossentropy(activation, z, target);
    if (loss == LossId::BinaryCrossentropy) {
        if (isSoftmax)
            return softmaxBinaryCrossentropy(z, target);
        return activation.id == ActivationId::Sigmoid ? sigmoidCrossentropy(z, target)
                                                      : elementwise(clippedTerms, activation, z, target);
    }
    return isSoftmax ? softmaxSquaredError(z, target) : elementwise(squaredTerms, activation, z, target);
}

} // namespace

Vector softmax(const Vector &z)
{
    const Vector e = (z.array() - z.maxCoeff()).exp();
    return e / e.sum();
}

SingleOutputTerms singleOutputTerms(LossId loss, const Activation &activation, double z, double target, double scale)
{
    if (loss == LossId::BinaryCrossentropy && activation.id == ActivationId::Sigmoid) {
        const LogitTerms logit = logitTerms(z, target);
        return {scale * logit.loss, scale * logit.residual, scale * logit.curvature};
    }
    const ActivationTerms y = activationTerms(activation, z);
    const ValueTerms terms =
        loss == LossId::BinaryCrossentropy ? clippedTerms(y.value, target) : squaredTerms(y.value, target);
    return {scale * terms.loss, scale * terms.slope * y.slope,
            scale * (terms.curvature * y.slope * y.slope + terms.slope * y.curvature)};
}

OutputTerms outputTerms(LossId loss, const Activation &activation, const Vector &z, const Vector &target, double scale)
{
    OutputTerms terms = unscaledTerms(loss, activation, z, target);
    terms.loss *= scale;
    terms.slope *= scale;
    terms.curvature *= scale;
    terms.gaussNewton *= scale;
    return terms;
}

} // namespace basin
