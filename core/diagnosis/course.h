#pragma once

#include "training/history.h"

#include <cstdint>
#include <span>

namespace basin {

/// The course of a run up to one epoch, as its history keeps it: read, not measured. Without a history nothing is
/// known.
class Course {
public:
    Course(const History *history, std::int64_t epoch);

    [[nodiscard]] bool isKnown() const { return !m_bins.empty(); }
    [[nodiscard]] std::int64_t epoch() const { return m_epoch; }
    /// Bins that begin at or before the epoch.
    [[nodiscard]] std::span<const HistoryBin> bins() const { return m_bins; }
    /// The last point at or before this epoch. Only where isKnown().
    [[nodiscard]] const Metrics &at(std::int64_t epoch) const;

    /// The loss fell by less than 1 % over the last third of the epochs, of which there were 100 at least, and it is
    /// not about to leave.
    [[nodiscard]] bool isAtRest() const;
    /// Over the last half of the epochs the loss falls faster and faster: going on so it will have fallen by 1 % before
    /// as many epochs again have passed. So runs leave a saddle.
    [[nodiscard]] bool isLeaving() const;
    /// (before − now) / before, with the loss a third of the epochs ago.
    [[nodiscard]] double recentFall() const;

    static constexpr std::int64_t fewestEpochs = 100;

private:
    std::span<const HistoryBin> m_bins;
    std::int64_t m_epoch = 0;
};

} // namespace basin
