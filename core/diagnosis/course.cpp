#include "diagnosis/course.h"

#include <algorithm>

namespace basin {

namespace {

/// How many bins begin at or before `epoch`.
std::size_t countUpTo(std::span<const HistoryBin> bins, std::int64_t epoch)
{
    const auto after = std::ranges::upper_bound(bins, epoch, {}, &HistoryBin::epoch);
    return static_cast<std::size_t>(after - bins.begin());
}

} // namespace

Course::Course(const History *history, std::int64_t epoch) : m_epoch(epoch)
{
    if (history == nullptr)
        return;
    const std::span<const HistoryBin> all(history->bins());
    m_bins = all.first(countUpTo(all, epoch));
}

const Metrics &Course::at(std::int64_t epoch) const
{
    const std::size_t count = countUpTo(m_bins, epoch);
    return m_bins[count > 0 ? count - 1 : 0].first;
}

double Course::recentFall() const
{
    const double before = at(m_epoch - m_epoch / 3).loss;
    return before != 0.0 ? (before - at(m_epoch).loss) / before : 0.0;
}

bool Course::isAtRest() const
{
    constexpr double hardly = 0.01;
    return isKnown() && m_epoch - m_bins.front().epoch >= fewestEpochs && recentFall() < hardly;
}

} // namespace basin
