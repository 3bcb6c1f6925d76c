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

} // namespace

DownhillSearch searchDownhill(const Objective &objective, ConstVectorRef parameters, ConstVectorRef gradient,
                              double start)
{
    static const Vector steps = distances();
    DownhillSearch result{.lowest = start, .step = 0.0, .fallsToTheEnd = false};
    const double length = gradient.stableNorm();
    if (!(length > 0.0) || !std::isfinite(length))
        return result;
    const Matrix trials = (-gradient / length) * steps.transpose();
    const Vector values = objective.values(trials.colwise() + parameters);

    const bool isSingle = objective.precision() == Precision::Float32;
    const double rounding = isSingle ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
    double last = start;
    for (Eigen::Index i = 0; i < steps.size(); ++i) {
        if (!(values[i] <= last + 8.0 * rounding * std::abs(last)))
            return result;
        last = values[i];
        if (values[i] < result.lowest) {
            result.lowest = values[i];
            result.step = steps[i];
        }
    }
    result.fallsToTheEnd = result.step == steps[steps.size() - 1];
    return result;
}

} // namespace basin
