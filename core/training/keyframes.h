#pragma once

#include "training/run_moment.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace basin {

/// Which of the keyframes 0, 1, 2, … stay when there is no room for all. Those farther back than reach() · 2^l are kept
/// at multiples of 2^l alone, for l up to level(): near the newest one all, then ever fewer, and from some way back on
/// one of each 2^level(), so that none of the rest of the run is farther than that behind a keyframe.
class KeyframeLadder {
public:
    static constexpr std::int64_t longestReach = 16;

    [[nodiscard]] int level() const { return m_level; }
    [[nodiscard]] std::int64_t reach() const { return m_reach; }
    [[nodiscard]] bool keeps(std::int64_t serial, std::int64_t newest) const;
    /// Calls `dropped` with each number that was kept until `newest` came. A few calls for each keyframe.
    void dropBehind(std::int64_t newest, const std::function<void(std::int64_t serial)> &dropped) const;
    /// Keeps fewer from now on. @param newest  the last number so far
    void coarsen(std::int64_t newest);
    [[nodiscard]] bool canCoarsen(std::int64_t newest) const;

private:
    int m_level = 0;
    std::int64_t m_reach = longestReach;
};

/// A moment of a run to go back to.
struct Keyframe {
    RunMoment moment;
    std::size_t changes = 0; ///< how many of the recorded changes had been made
    /// The history as it was; null: to be had from one that came later.
    std::shared_ptr<const History> history;

    [[nodiscard]] std::int64_t bytes() const;
};

/// The keyframes of a run in bounded memory, the first of them for good.
class Keyframes {
public:
    void add(Keyframe keyframe);
    /// Drops about half of them, but never the first.
    void coarsen();
    void dropIf(const std::function<bool(const Keyframe &)> &condition);
    /// Drops those before `first`, one of them, and keeps it for good with the history it had.
    void beginWith(const Keyframe *first, std::shared_ptr<const History> history);

    /// The last of those that `isBefore` holds for (all up to some place) that `isUsable`, or null.
    [[nodiscard]] const Keyframe *last(const std::function<bool(const Keyframe &)> &isBefore,
                                       const std::function<bool(const Keyframe &)> &isUsable) const;
    [[nodiscard]] const Keyframe *firstThat(const std::function<bool(const Keyframe &)> &condition) const;
    [[nodiscard]] const Keyframe &first() const { return *m_frames.front().keyframe; }
    [[nodiscard]] std::size_t count() const { return m_frames.size(); }
    [[nodiscard]] std::int64_t bytes() const { return m_bytes; }

private:
    struct Numbered {
        std::int64_t serial = 0;
        std::unique_ptr<const Keyframe> keyframe;
    };
    using Frames = std::vector<Numbered>;
    void dropWhere(Frames::iterator begin, const std::function<bool(const Numbered &)> &condition);

    KeyframeLadder m_ladder;
    Frames m_frames; ///< in the order they came
    std::int64_t m_next = 0;
    std::int64_t m_bytes = 0;
};

} // namespace basin
