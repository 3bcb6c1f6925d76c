#include "landscape/descent.h"

#include "landscape/spectrum.h"
#include "random/random_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

/// Steps of an expanding line search: 10⁻⁵ … 200.
constexpr int expandingSteps = 44;
Vector expandingLengths()
{
    Vector lengths(expandingSteps);
    double length = 1e-5;
    for (double &value : lengths) {
        value = length;
        length *= 1.48;
    }
    return lengths;
}

/// Above it the eigenvectors of each step would cost more than they bring.
constexpr Eigen::Index largestForNewton = 60;
/// A step that lowers the loss by less, relatively, is none.
constexpr double smallestDrop = 1e-9;
constexpr int refineSamples = 256;
constexpr std::size_t mostRays = 8; ///< of those explored, the ones that are looked at closely

/// How many of the values fall, from the first on.
Eigen::Index fallingPrefix(double start, const Vector &values)
{
    double before = start;
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        if (!(values[i] < before))
            return i;
        before = values[i];
    }
    return values.size();
}

} // namespace

double largestRiseBetween(const Objective &objective, ConstVectorRef from, ConstVectorRef to, Eigen::Index samples)
{
    constexpr Eigen::Index block = 256;
    const Vector way = to - from;
    double before = std::numeric_limits<double>::quiet_NaN();
    double rise = -std::numeric_limits<double>::infinity();
    for (Eigen::Index first = 0; first < samples; first += block) {
        const Eigen::Index count = std::min(block, samples - first);
        Matrix points(from.size(), count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const double t = static_cast<double>(first + i) / static_cast<double>(samples - 1);
            points.col(i) = t < 1.0 ? Vector(from + t * way) : Vector(to);
        }
        for (const double value : objective.values(points)) {
            if (!std::isfinite(value))
                return std::numeric_limits<double>::infinity();
            if (std::isfinite(before))
                rise = std::max(rise, value - before);
            before = value;
        }
    }
    return rise;
}

Descent::Descent(const Objective &objective, Vector start) : m_objective(&objective), m_here(std::move(start))
{
    m_value = m_objective->loss(m_here) + m_objective->penalty(m_here);
}

Vector Descent::valuesAlong(const Vector &direction, const Vector &steps) const
{
    Matrix points(m_here.size(), steps.size());
    for (Eigen::Index i = 0; i < steps.size(); ++i)
        points.col(i) = m_here + steps[i] * direction;
    return m_objective->values(points);
}

std::vector<Vector> Descent::directions(const Vector &gradient)
{
    std::vector<Vector> found;
    const double slope = gradient.norm();
    if (slope > 0.0)
        found.emplace_back(-gradient / slope);
    if (m_lastGradient.size() > 0 && slope > 0.0) {
        // Polak and Ribière's rule, with their restart.
        const double beta = std::max(0.0, gradient.dot(gradient - m_lastGradient) / m_lastGradient.squaredNorm());
        found.emplace_back(-gradient + beta * m_lastDirection * m_lastGradient.norm());
    }
    m_eigenvectors.resize(0, 0);
    if (m_here.size() > largestForNewton)
        return found;
    const Spectrum spectrum(m_objective->hessian(m_here));
    if (!spectrum.isFound())
        return found;
    m_eigenvalues = spectrum.values();
    m_eigenvectors = spectrum.vectors();
    const double largest = std::max(m_eigenvalues.cwiseAbs().maxCoeff(), 1e-12);
    const Vector coefficients = m_eigenvectors.transpose() * gradient;
    for (const double damping : {1e-6, 1e-3, 3e-2})
        found.emplace_back(-m_eigenvectors *
                           (coefficients.array() / (m_eigenvalues.array().abs() + damping * largest)).matrix());
    if (m_eigenvalues[0] < -1e-9 * std::max(1.0, largest)) {
        found.emplace_back(m_eigenvectors.col(0));
        found.emplace_back(-m_eigenvectors.col(0));
    }
    return found;
}

/// Where curvature is 0 the loss may still fall, by a term of third or fourth order: at θ = 0 along directions whose
/// output weights are small beside the hidden ones.
std::vector<Vector> Descent::flatDirections() const
{
    std::vector<Vector> found;
    if (m_eigenvectors.cols() == 0)
        return found;
    const double tolerance = 1e-9 * std::max(1.0, m_eigenvalues.cwiseAbs().maxCoeff());
    const LayerLayout &last = m_objective->architecture().layout(m_objective->architecture().layers().size() - 1);
    RandomStream stream(1, Purpose::Directions);
    for (int trial = 0; trial < 600; ++trial) {
        Vector direction(m_here.size());
        for (double &value : direction)
            value = stream.normal();
        const double share = trial % 3 == 0 ? 1.0 : trial % 3 == 1 ? 0.3 : 0.1;
        direction.tail(m_here.size() - last.kernel) *= share;
        for (Eigen::Index k = 0; k < m_eigenvalues.size(); ++k)
            if (std::abs(m_eigenvalues[k]) > tolerance)
                direction -= m_eigenvectors.col(k).dot(direction) * m_eigenvectors.col(k);
        found.push_back(direction);
    }
    return found;
}

/// As far as a ray falls when its steps grow.
Descent::Ray Descent::explore(const Vector &direction) const
{
    const double norm = direction.norm();
    if (!std::isfinite(norm) || !(norm > 0.0))
        return {};
    static const Vector lengths = expandingLengths();
    Ray ray{direction / norm, 0.0, m_value};
    const Vector values = valuesAlong(ray.direction, lengths);
    // The first steps may be too short for the loss to show them.
    Eigen::Index first = 0;
    while (first < values.size() && values[first] == m_value)
        ++first;
    double before = m_value;
    for (Eigen::Index i = first; i < values.size() && values[i] < before; ++i) {
        before = values[i];
        ray.length = i + 1 < lengths.size() ? lengths[i + 1] : lengths[i];
        ray.value = before;
    }
    return ray;
}

/// Goes along the ray that leads lowest, as far as it falls at each of `samples` even steps.
bool Descent::take(std::vector<Ray> rays, int samples)
{
    std::sort(rays.begin(), rays.end(), [](const Ray &a, const Ray &b) { return a.value < b.value; });
    rays.resize(std::min(rays.size(), mostRays));
    const double needed = m_value - smallestDrop * std::abs(m_value);
    for (const Ray &ray : rays) {
        if (!(ray.value < needed))
            return false;
        double length = ray.length;
        for (int attempt = 0; attempt < 6; ++attempt) {
            const Vector steps = Vector::LinSpaced(samples, length / samples, length);
            const Vector values = valuesAlong(ray.direction, steps);
            const Eigen::Index falling = fallingPrefix(m_value, values);
            // Short of the minimum along the ray, where neighbours could no longer be told apart.
            const Eigen::Index last = falling * 9 / 10;
            if (last >= samples / 8 && values[last - 1] < needed) {
                m_here += steps[last - 1] * ray.direction;
                m_value = values[last - 1];
                m_lastDirection = ray.direction;
                return true;
            }
            length *= 0.25;
        }
    }
    return false;
}

bool Descent::step()
{
    Vector gradient;
    m_objective->valueAndGradient(m_here, gradient);
    std::vector<Ray> rays;
    for (const Vector &direction : directions(gradient))
        rays.push_back(explore(direction));
    m_lastGradient = gradient;
    if (take(std::move(rays), refineSamples))
        return true;
    rays.clear();
    m_lastGradient.resize(0);
    for (const Vector &direction : flatDirections())
        for (const double sign : {1.0, -1.0})
            rays.push_back(explore(sign * direction));
    return take(std::move(rays), 3000);
}

} // namespace basin
