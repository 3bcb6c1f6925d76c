#include "render/census_bins.h"

#include "render/ticks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

constexpr int mostBins = 64;
constexpr int mostPerDecade = 20;
constexpr double lowestLoss = 1e-12;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<double> logEdges(const std::vector<double> &values, double lowest)
{
    double low = std::numeric_limits<double>::infinity(), high = 0.0;
    for (const double value : values) {
        if (!(value >= lowest) || std::isinf(value))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (high == 0.0)
        return {};
    const double decades = std::max(1.0, std::log10(high / low));
    const int perDecade = std::clamp(static_cast<int>(mostBins / decades), 2, mostPerDecade);
    std::vector<double> finite;
    std::ranges::copy_if(values, std::back_inserter(finite), [](double value) { return std::isfinite(value); });
    return logHistogram(finite, perDecade, lowest).edges;
}

std::vector<double> linearEdges(const std::vector<double> &values)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high)
        return {};
    if (low > 0 && low < high - low)
        low = 0; // the axis then begins where numbers do
    const Range range = ticks::niceLinear({low, std::max(high, low + std::max(1e-9, std::abs(low) * 1e-3))});
    std::vector<double> edges;
    for (int i = 0; i <= mostBins; ++i)
        edges.push_back(range.low + range.length() * i / mostBins);
    return edges;
}

/// @param values  one for each row; not a number: without
CensusBins binsOf(const CensusCell &cell, const std::vector<double> &values, bool isLog, double lowest)
{
    CensusBins bins;
    bins.isLog = isLog;
    bins.edges = isLog ? logEdges(values, lowest) : linearEdges(values);
    bins.groups.resize(cell.fates.groups.size());
    for (CensusBins::Group &group : bins.groups) {
        group.counts.assign(bins.binCount(), 0);
        group.firstInBin.assign(bins.binCount(), -1);
    }
    for (std::size_t row = 0; row < values.size(); ++row) {
        const double value = values[row];
        if (!std::isfinite(value)) {
            ++bins.otherCount;
            continue;
        }
        if (bins.edges.empty() || value < bins.edges.front()) {
            ++bins.belowCount;
            continue;
        }
        const auto above = std::upper_bound(bins.edges.begin(), bins.edges.end(), value);
        const auto bin = std::min(static_cast<std::size_t>(above - bins.edges.begin()) - 1, bins.binCount() - 1);
        CensusBins::Group &group = bins.groups[cell.fates.of[row]];
        if (group.counts[bin]++ == 0)
            group.firstInBin[bin] = cell.rows[row].run;
    }
    return bins;
}

} // namespace

std::int64_t CensusBins::total(std::size_t bin) const
{
    std::int64_t sum = 0;
    for (const Group &group : groups)
        sum += group.counts[bin];
    return sum;
}

CensusBins binsOfLosses(const CensusCell &cell, bool isLog)
{
    std::vector<double> values;
    values.reserve(cell.rows.size());
    for (const RunRow &row : cell.rows)
        values.push_back(row.loss);
    return binsOf(cell, values, isLog, lowestLoss);
}

CensusBins binsOfEpochs(const CensusCell &cell, bool isLog)
{
    std::vector<double> values;
    values.reserve(cell.rows.size());
    for (const RunRow &row : cell.rows)
        values.push_back(row.outcome == Outcome::Solved && row.solvedEpoch >= 0 ? static_cast<double>(row.solvedEpoch)
                                                                                : none);
    return binsOf(cell, values, isLog, 1.0);
}

} // namespace basin
