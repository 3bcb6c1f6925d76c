#include "landscape/downhill_search.h"

#include <cmath>
#include <limits>

namespace basin {

namespace {

Vector distances()
{
    constexpr double first = 1e-3;
    constexpr double growth = 1.3;
    constexpr double last = 200.0;
    const auto count = static_cast<Eigen::Index>(std::log(last / first) / std::log(growth)) + 2;
    Vector result(count);
    for (Eigen::Index i = 0; i < count; ++i)
        result[i] = std::min(last, first * std::pow(growth, static_cast<double>(i)));
    return result;
}

/// Walks along the ray for as long as the loss does not rise.
class Walk {
public:
    Walk(const Objective &objective, ConstVectorRef parameters, const Vector &direction, double start)
        : m_objective(objective), m_parameters(parameters), m_direction(direction)
    {
        const bool isSingle = objective.precision() == Precision::Float32;
        m_rounding = 8.0 * (isSingle ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon());
        m_result.lowest = start;
    }

    /// From `level`, the loss where the steps begin. Returns the index of the first step that rises, else how many
    /// there are.
    Eigen::Index along(const Vector &steps, double level)
    {
        const Matrix trials = m_direction * steps.transpose();
        const Vector values = m_objective.values(trials.colwise() + m_parameters);
        for (Eigen::Index i = 0; i < steps.size(); ++i) {
            if (!(values[i] <= level + m_rounding * std::abs(level)))
                return i;
            level = values[i];
            if (level < m_result.lowest) {
                m_result.lowest = level;
                m_result.step = steps[i];
            }
        }
        return steps.size();
    }

    [[nodiscard]] const DownhillSearch &result() const { return m_result; }

private:
    DownhillSearch m_result;
    const Objective &m_objective;
    const Vector m_parameters;
    const Vector m_direction;
    double m_rounding = 0.0;
};

} // namespace

DownhillSearch searchDownhill(const Objective &objective, ConstVectorRef parameters, ConstVectorRef gradient,
                              double start, bool isFine)
{
    static const Vector steps = distances();
    const double length = gradient.stableNorm();
    if (!(length > 0.0) || !std::isfinite(length))
        return {.lowest = start, .step = 0.0, .fallsToTheEnd = false};
    Walk walk(objective, parameters, -gradient / length, start);
    const Eigen::Index rise = walk.along(steps, start);
    if (rise == steps.size()) {
        DownhillSearch result = walk.result();
        result.fallsToTheEnd = result.step == steps[rise - 1];
        return result;
    }
    if (!isFine)
        return walk.result();
    // Far out a step is wide enough to leap over a whole valley.
    constexpr Eigen::Index fineSteps = 32;
    const double before = rise == 0 ? 0.0 : steps[rise - 1];
    const Vector fine = Vector::LinSpaced(fineSteps + 1, before, steps[rise]).tail(fineSteps);
    walk.along(fine, objective.values(parameters - before / length * gradient)[0]);
    return walk.result();
}

} // namespace basin
