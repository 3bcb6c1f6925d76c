#include "render/ticks.h"

#include "render/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace basin::ticks {

namespace {

constexpr std::array<double, 5> shortRangeMantissas{1, 2, 3, 5, 7};
constexpr std::array<double, 2> usualMantissas{1, 3};
constexpr std::array<double, 1> decadesOnly{1};

/// Below this ratio of high to low, 1 and 3 of each decade leave fewer than three labels.
constexpr double shortRatio = 8.0;

/// Beyond these a step or a ratio of two ends would not be a finite number any more.
constexpr double smallest = 1e-300, largest = 1e300;

bool isUsable(Range range)
{
    return std::isfinite(range.low) && std::isfinite(range.high) && range.low <= range.high;
}

Range bounded(Range range)
{
    return {std::clamp(range.low, -largest, largest), std::clamp(range.high, -largest, largest)};
}

Range boundedLog(Range range)
{
    return {std::clamp(range.low, smallest, largest), std::clamp(range.high, smallest, largest)};
}

/// Two ends a double cannot put ticks between.
bool isOneValue(Range range)
{
    const double size = std::max(std::abs(range.low), std::abs(range.high));
    return range.length() <= std::max(smallest, 1e-14 * size);
}

/// The smallest nice step that is not below `raw`. Labels that all carry as many decimals as the step asks for look
/// better at 2 than at 2.5; among whole numbers 25 is as good as 20.
double niceStep(double raw, Decimals decimals = Decimals::Aligned)
{
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * power >= raw * (1 - 1e-9) && (factor != 2.5 || power >= 10 || decimals == Decimals::Trimmed))
            return factor * power;
    return 10.0 * power;
}

int decimalsOf(double step)
{
    for (int decimals = 0; decimals < 15; ++decimals) {
        const double scaled = step * std::pow(10.0, decimals);
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled)
            return decimals;
    }
    return 15;
}

QString linearLabel(double value, double step, Decimals decimals)
{
    const double size = std::max(std::abs(value), step);
    if (size >= 1e9 || step < 1e-6)
        return numbers::compact(value);
    const int places = decimalsOf(step);
    if (places == 0)
        return numbers::count(std::llround(value));
    return decimals == Decimals::Trimmed ? numbers::compact(value, 9) : numbers::fixed(value, places);
}

/// mantissa·10^exponent without the rounding of a sum of logarithms.
double decadeValue(double mantissa, int exponent)
{
    return exponent >= 0 ? mantissa * std::pow(10.0, exponent) : mantissa / std::pow(10.0, -exponent);
}

QList<double> logValues(Range range, std::span<const double> mantissas, int everyDecade)
{
    QList<double> values;
    const int first = static_cast<int>(std::floor(std::log10(range.low))) - 1;
    const int last = static_cast<int>(std::ceil(std::log10(range.high)));
    for (int exponent = first; exponent <= last; ++exponent) {
        if (exponent % everyDecade != 0)
            continue;
        for (const double mantissa : mantissas) {
            const double value = decadeValue(mantissa, exponent);
            if (value >= range.low * (1 - 1e-9) && value <= range.high * (1 + 1e-9))
                values.append(value);
        }
    }
    return values;
}

std::span<const double> mantissasFor(Range range)
{
    if (range.high < range.low * shortRatio)
        return shortRangeMantissas;
    return usualMantissas;
}

} // namespace

QList<Tick> linear(Range range, int most, Decimals decimals)
{
    if (!isUsable(range) || most < 1)
        return {};
    range = bounded(range);
    if (isOneValue(range))
        return {{range.low, numbers::compact(range.low)}};
    double step = niceStep(range.length() / most, decimals);
    QList<Tick> result;
    for (;; step = niceStep(step * 1.01, decimals)) {
        const double first = std::ceil(range.low / step - 1e-9), last = std::floor(range.high / step + 1e-9);
        if (last - first + 1 > most)
            continue;
        for (double k = first; k <= last; ++k)
            result.append({k * step, linearLabel(k * step, step, decimals)});
        return result;
    }
}

QList<Tick> logarithmic(Range range, int most)
{
    if (!isUsable(range) || range.low <= 0 || most < 1)
        return {};
    range = boundedLog(range);
    QList<double> values = logValues(range, mantissasFor(range), 1);
    if (values.size() > most)
        values = logValues(range, usualMantissas, 1);
    for (int every = 1; values.size() > most && every < 700; ++every)
        values = logValues(range, decadesOnly, every);
    if (values.size() < 2)
        return linear(range, most, Decimals::Trimmed);
    QList<Tick> result;
    for (const double value : values)
        result.append({value, numbers::compact(value)});
    return result;
}

Range niceLinear(Range range)
{
    if (!isUsable(range))
        return {};
    range = bounded(range);
    if (isOneValue(range)) {
        const double half = range.low == 0 ? 1.0 : std::abs(range.low) * 0.5;
        return {range.low - half, range.high + half};
    }
    const double step = niceStep(range.length() / 8);
    return {std::floor(range.low / step + 1e-9) * step, std::ceil(range.high / step - 1e-9) * step};
}

Range niceLogarithmic(Range range)
{
    if (!isUsable(range) || range.low <= 0)
        return {0.1, 1.0};
    range = boundedLog(range);
    const auto mantissas = mantissasFor(range);
    const Range wide{range.low / 10, range.high * 10};
    Range result{wide.low, wide.high};
    for (const double value : logValues(wide, mantissas, 1)) {
        if (value <= range.low * (1 + 1e-9))
            result.low = value;
        if (value >= range.high * (1 - 1e-9)) {
            result.high = value;
            break;
        }
    }
    // A run that has not moved yet: a decade around it, not a line without height.
    return result.high > result.low ? result : Range{result.low / 3, result.high * 3};
}

} // namespace basin::ticks
