#include "experiment/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

constexpr double z95 = 1.959963984540054; // the normal distribution's 97.5 % point

double share(std::int64_t hits, std::int64_t count)
{
    return static_cast<double>(hits) / static_cast<double>(count);
}

/// How alike the two answers of a run are, from −1 to 1: φ of the fourfold table, less a correction for continuity
/// where it is positive, as method 10 has it; 0 where a margin is empty.
double correlation(const PairedCounts &counts)
{
    const auto a = static_cast<double>(counts.both), b = static_cast<double>(counts.onlyFirst);
    const auto c = static_cast<double>(counts.onlySecond), d = static_cast<double>(counts.neither);
    const double margins = (a + b) * (c + d) * (a + c) * (b + d);
    if (margins == 0.0)
        return 0.0;
    double determinant = a * d - b * c;
    if (determinant > 0.0)
        determinant = std::max(determinant - 0.5 * (a + b + c + d), 0.0);
    return determinant / std::sqrt(margins);
}

/// Twice the lower tail of Binomial(n, ½) up to `fewer` ≤ n / 2. Weights are counted from the middle, where they are
/// largest, so that nothing overflows; the whole is twice the lower half, as the two halves are mirror images.
double exactMcNemar(std::int64_t fewer, std::int64_t n)
{
    if (2 * fewer >= n - 1)
        return 1.0; // both tails meet in the middle
    const std::int64_t middle = n / 2;
    double weight = 1.0; // C(n, i) / C(n, middle)
    double half = n % 2 == 0 ? 0.5 : 1.0;
    double tail = 0.0;
    for (std::int64_t i = middle - 1; i >= 0 && weight > 0.0; --i) {
        weight *= static_cast<double>(i + 1) / static_cast<double>(n - i);
        half += weight;
        if (i <= fewer)
            tail += weight;
    }
    return tail / half;
}

double quantile(const std::vector<double> &sorted, double p)
{
    const double place = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace

Bounds wilson95(std::int64_t hits, std::int64_t count)
{
    if (count <= 0)
        return {};
    constexpr double z2 = z95 * z95;
    const auto n = static_cast<double>(count);
    const double p = share(hits, count);
    const double middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half = z95 / (1.0 + z2 / n) * std::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    // At the ends the formula gives exactly 0 and 1; the arithmetic would not.
    return {.low = hits == 0 ? 0.0 : middle - half, .high = hits == count ? 1.0 : middle + half};
}

PairedDifference pairedDifference(const PairedCounts &counts)
{
    const std::int64_t n = counts.total();
    if (n == 0)
        return {.difference = std::numeric_limits<double>::quiet_NaN(), .interval = {-1.0, 1.0}, .pValue = 1.0};
    const std::int64_t first = counts.both + counts.onlyFirst;
    const std::int64_t second = counts.both + counts.onlySecond;
    const Bounds of1 = wilson95(first, n), of2 = wilson95(second, n);
    const double p1 = share(first, n), p2 = share(second, n);
    const double difference = share(counts.onlySecond - counts.onlyFirst, n);
    const double phi = correlation(counts);
    const auto reach = [phi](double a, double b) {
        return std::sqrt(std::max(a * a - 2.0 * phi * a * b + b * b, 0.0));
    };
    return {.difference = difference,
            .interval = {.low = difference - reach(p2 - of2.low, of1.high - p1),
                         .high = difference + reach(of2.high - p2, p1 - of1.low)},
            .pValue =
                exactMcNemar(std::min(counts.onlyFirst, counts.onlySecond), counts.onlyFirst + counts.onlySecond)};
}

Quartiles quartiles(std::vector<double> values)
{
    if (values.empty()) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        return {none, none, none};
    }
    std::sort(values.begin(), values.end());
    return {.lower = quantile(values, 0.25), .median = quantile(values, 0.5), .upper = quantile(values, 0.75)};
}

LogHistogram logHistogram(const std::vector<double> &values, int perDecade, double lowest)
{
    LogHistogram histogram;
    double smallest = std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (const double value : values) {
        if (value < lowest || value <= 0.0) {
            ++histogram.below;
        } else if (std::isfinite(value)) {
            smallest = std::min(smallest, value);
            largest = std::max(largest, value);
        }
    }
    if (largest == 0.0)
        return histogram;
    const auto edge = [perDecade](std::int64_t i) {
        const std::int64_t decade = i >= 0 ? i / perDecade : -((perDecade - 1 - i) / perDecade);
        const auto part = static_cast<double>(i - decade * perDecade) / perDecade;
        // A power of ten itself is exact: 0.001 is where people expect an edge.
        return std::pow(10.0, static_cast<double>(decade)) * std::pow(10.0, part);
    };
    const auto binOf = [&](double value) {
        auto bin = static_cast<std::int64_t>(std::floor(std::log10(value) * perDecade));
        while (edge(bin) > value)
            --bin;
        while (edge(bin + 1) <= value)
            ++bin;
        return bin;
    };
    const std::int64_t first = binOf(smallest), last = binOf(largest);
    histogram.counts.assign(static_cast<std::size_t>(last - first + 1), 0);
    for (std::int64_t bin = first; bin <= last + 1; ++bin)
        histogram.edges.push_back(edge(bin));
    for (const double value : values)
        if (std::isfinite(value) && value > 0.0 && value >= lowest)
            ++histogram.counts[static_cast<std::size_t>(binOf(value) - first)];
    return histogram;
}

} // namespace basin
