#include "controls/log_scale.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double zeroWidth = 0.06; // of a scale that starts at zero: the room between 0 and the first value

} // namespace

double LogScale::position(double value) const
{
    if (startsAtZero && value <= 0)
        return 0;
    const double along = value <= minimum ? 0.0 : std::log(value / minimum) / std::log(maximum / minimum);
    const double clamped = std::clamp(along, 0.0, 1.0);
    return startsAtZero ? zeroWidth + (1 - zeroWidth) * clamped : clamped;
}

double LogScale::value(double position) const
{
    double along = std::clamp(position, 0.0, 1.0);
    if (startsAtZero) {
        if (along < zeroWidth / 2)
            return 0;
        along = std::max(0.0, (along - zeroWidth) / (1 - zeroWidth));
    }
    if (along >= 1)
        return maximum;
    return along <= 0 ? minimum : minimum * std::pow(maximum / minimum, along);
}

double LogScale::roundValue(double position) const
{
    const double exact = value(position);
    if (exact <= 0)
        return 0;
    // Dividing by a power of ten gives the double nearest to the written number; multiplying by 0.001 does not.
    const int places = 1 - static_cast<int>(std::floor(std::log10(exact)));
    const double factor = std::pow(10.0, std::abs(places));
    const double rounded = places >= 0 ? std::round(exact * factor) / factor : std::round(exact / factor) * factor;
    return std::clamp(rounded, minimum, maximum);
}

} // namespace basin
