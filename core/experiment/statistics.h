#pragma once

#include <cstdint>
#include <vector>

namespace basin {

/// Both ends of a 95 % interval.
struct Bounds {
    double low = 0.0;
    double high = 1.0;
    friend bool operator==(const Bounds &, const Bounds &) = default;
};

/// Wilson's score interval (JASA 22, 1927) for a share of `hits` among `count`; [0, 1] where count is 0.
[[nodiscard]] Bounds wilson95(std::int64_t hits, std::int64_t count);

/// The same runs (the same seeds) under two settings.
struct PairedCounts {
    std::int64_t both = 0;
    std::int64_t onlyFirst = 0;
    std::int64_t onlySecond = 0;
    std::int64_t neither = 0;
    [[nodiscard]] std::int64_t total() const { return both + onlyFirst + onlySecond + neither; }
};

struct PairedDifference {
    double difference = 0.0; ///< share of the second less that of the first
    Bounds interval;         ///< Newcombe's method 10 for paired shares (Statistics in Medicine 17, 1998)
    double pValue = 1.0;     ///< McNemar's test, exact and two-sided: the binomial one of the runs that differ
};
[[nodiscard]] PairedDifference pairedDifference(const PairedCounts &counts);

/// Median and quartiles (linear between neighbours, as numpy's and R's standard); not numbers for no values.
struct Quartiles {
    double lower, median, upper;
};
[[nodiscard]] Quartiles quartiles(std::vector<double> values);

/// Counts of positive values in bins that are even on a log axis.
struct LogHistogram {
    std::vector<double> edges; ///< one more than counts; each decade has `perDecade` bins, and decades begin an edge
    std::vector<std::int64_t> counts;
    std::int64_t below = 0; ///< values under the first edge: 0 among them
};
/// Values below `lowest` are counted as `below`; empty for no positive value above it.
[[nodiscard]] LogHistogram logHistogram(const std::vector<double> &values, int perDecade, double lowest = 1e-12);

} // namespace basin
