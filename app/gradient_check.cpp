#include "gradient_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

/// Values around θ along one parameter.
class Line {
public:
    Line(const Objective &objective, ConstVectorRef parameters)
        : m_objective(objective), m_parameters(parameters), m_value(at(0, 0.0))
    {
    }

    [[nodiscard]] double value() const { return m_value; }

    double at(Eigen::Index index, double shift)
    {
        const double saved = m_parameters[index];
        m_parameters[index] = saved + shift;
        const double value = m_objective.loss(m_parameters) + m_objective.penalty(m_parameters);
        m_parameters[index] = saved;
        return value;
    }

    /// Fourth order: (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h.
    double derivative(Eigen::Index index, double h)
    {
        const double near = at(index, h) - at(index, -h);
        const double far = at(index, 2.0 * h) - at(index, -2.0 * h);
        return (8.0 * near - far) / (12.0 * h);
    }

    /// At a kink the slopes on both sides differ however near one looks; where the value is smooth their difference
    /// halves with the step.
    bool hasKink(Eigen::Index index, double scale)
    {
        const double h = step(index);
        const auto gap = [&](double distance) {
            return std::abs(at(index, distance) - 2.0 * m_value + at(index, -distance)) / distance;
        };
        const double wide = gap(2.0 * h);
        return wide > 1e-6 * scale && gap(h) > 0.75 * wide;
    }

    [[nodiscard]] double step(Eigen::Index index) const { return 3e-4 * std::max(1.0, std::abs(m_parameters[index])); }

private:
    const Objective &m_objective;
    Vector m_parameters;
    double m_value;
};

/// Relative, and of the step that agrees best: a kink beside θ (a weight near 0 under L1, a unit about to switch)
/// spoils the differences that reach over it, and those alone; a wrong gradient agrees with none.
double errorOf(Line &line, Eigen::Index index, double slope, double scale)
{
    constexpr double goodEnough = 1e-8;
    double error = std::numeric_limits<double>::infinity();
    for (const double narrowing : {1.0, 1.0 / 30.0, 1.0 / 900.0}) {
        const double difference = line.derivative(index, narrowing * line.step(index));
        const double size = std::max({std::abs(slope), std::abs(difference), 1e-3 * scale});
        error = std::min(error, size > 0.0 ? std::abs(slope - difference) / size : 0.0);
        if (error <= goodEnough)
            break;
    }
    return error;
}

} // namespace

GradientCheck checkGradient(const Objective &objective, ConstVectorRef parameters)
{
    const Vector gradient = objective.gradient(parameters);
    Line line(objective, parameters);
    const double scale = std::max(gradient.lpNorm<Eigen::Infinity>(), std::abs(line.value()));
    const Eigen::Index stride = (objective.size() + GradientCheck::mostChecked - 1) / GradientCheck::mostChecked;
    GradientCheck check;
    for (Eigen::Index i = 0; i < objective.size(); i += stride) {
        if (line.hasKink(i, scale)) {
            check.notSmooth.push_back(i);
            continue;
        }
        ++check.checked;
        const double error = errorOf(line, i, gradient[i], scale);
        if (check.worstParameter < 0 || !(error <= check.maxRelativeError)) {
            check.maxRelativeError = error;
            check.worstParameter = i;
        }
    }
    return check;
}

} // namespace basin
