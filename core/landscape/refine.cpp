#include "landscape/refine.h"

#include "landscape/spectrum.h"

namespace basin {

namespace {

constexpr int mostIterations = 400;
constexpr double longestStep = 1.0;

void shorten(Vector &step)
{
    const double length = step.norm();
    if (length > longestStep)
        step *= longestStep / length;
}

} // namespace

/// Levenberg-Marquardt on |∇E|². The eigenvectors are worth their time: H² + μ, of which the step could be solved, has
/// the square of H's condition, and stationary sets have flat directions everywhere.
RefinedPoint refineStationary(LocalModel &model, ConstVectorRef start)
{
    constexpr double enough = 1e-13;
    constexpr double largestDamping = 1e12;
    RefinedPoint point{start, 0.0, 0};
    model.evaluate(point.parameters);
    point.gradientNorm = model.gradient().norm();
    Spectrum spectrum;
    Vector trial, step, slope;
    double damping = 1e-3;
    bool hasMoved = true;
    while (point.iterations < mostIterations && point.gradientNorm >= enough && damping < largestDamping) {
        ++point.iterations;
        if (hasMoved) {
            spectrum = Spectrum(model.hessian());
            slope.noalias() = spectrum.vectors().transpose() * model.gradient();
        }
        const auto &lambda = spectrum.values().array();
        step.noalias() = spectrum.vectors() * (-lambda / (lambda.square() + damping) * slope.array()).matrix();
        shorten(step);
        trial = point.parameters + step;
        model.evaluate(trial);
        const double norm = model.gradient().norm();
        hasMoved = norm < point.gradientNorm;
        if (hasMoved) {
            std::swap(point.parameters, trial);
            point.gradientNorm = norm;
        }
        damping *= hasMoved ? 0.2 : 10.0;
    }
    return point;
}

RefinedPoint refineStationary(const Objective &objective, ConstVectorRef start)
{
    LocalModel model(objective);
    return refineStationary(model, start);
}

/// Newton's method with |λ| for λ, so that it leaves saddles (Dauphin et al., NeurIPS 2014), and a backtracking search.
Vector descend(LocalModel &model, ConstVectorRef start)
{
    constexpr double enough = 1e-10;
    constexpr double flattest = 1e-9;
    constexpr double sufficient = 1e-4; // Armijo's share of the expected fall
    Vector point = start;
    Vector trial, step;
    model.evaluate(point);
    Spectrum spectrum;
    for (int iteration = 0; iteration < mostIterations && model.gradient().norm() >= enough; ++iteration) {
        spectrum = Spectrum(model.hessian());
        const Matrix &u = spectrum.vectors();
        step =
            -u * ((u.transpose() * model.gradient()).array() / spectrum.values().array().abs().max(flattest)).matrix();
        shorten(step);
        const double expected = step.dot(model.gradient());
        const double before = model.value();
        double length = 1.0;
        do {
            trial = point + length * step;
            model.evaluate(trial);
            length *= 0.5;
        } while (!(model.value() <= before + sufficient * 2.0 * length * expected) && length > 1e-10);
        if (!(model.value() < before))
            break;
        std::swap(point, trial);
    }
    return point;
}

} // namespace basin
