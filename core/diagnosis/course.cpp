#include "diagnosis/course.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace basin {

namespace {

constexpr double hardly = 0.01; // of the loss

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

bool Course::isLeaving() const
{
    constexpr std::int64_t windows = 6;
    const std::int64_t length = m_epoch / 2 / windows;
    if (!isKnown() || length == 0)
        return false;
    std::array<double, windows> falls{};
    for (std::int64_t k = 0; k < windows; ++k) {
        const std::int64_t begin = m_epoch - (windows - k) * length;
        falls[static_cast<std::size_t>(k)] = at(begin).loss - at(begin + length).loss;
    }
    const auto growsNot = [](double before, double after) { return !(before > 0.0 && after > before); };
    if (std::ranges::adjacent_find(falls, growsNot) != falls.end())
        return false;
    const double growth = std::log(falls.back() / falls.front()) / static_cast<double>(windows - 1); // a window
    const double toGo = std::log(hardly * std::abs(at(m_epoch).loss) / falls.back());
    return toGo <= growth * static_cast<double>(m_epoch) / static_cast<double>(length);
}

bool Course::isAtRest() const
{
    return isKnown() && m_epoch - m_bins.front().epoch >= fewestEpochs && recentFall() < hardly && !isLeaving();
}

} // namespace basin
