#pragma once

#include "training/keyframes.h"
#include "training/trainer.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace basin {

/// A moment of a run that is asked for.
struct MomentWanted {
    enum class Kind { Step, Epoch, Newest };
    Kind kind = Kind::Newest;
    std::int64_t value = 0; ///< the update, or the epoch whose end is meant
};

struct TimelineOptions {
    static constexpr std::int64_t standardMemory = std::int64_t{256} << 20;

    /// Bytes for all that is kept of the past. The first keyframe and, once the run went back, its newest moment are
    /// kept in any case, each with its history.
    std::int64_t memory = standardMemory;
    /// Training time between two keyframes: what a step back costs at most, as long as the memory lasts. More where
    /// a keyframe takes long to make: at most one part in a hundred of the time goes into them.
    std::chrono::nanoseconds between = std::chrono::milliseconds(5);
};

/// The future that was given up when a change was made in the past.
struct GivenUpFuture {
    std::shared_ptr<const History> history; ///< of the whole run that was
    Vector parameters;                      ///< where it stood
    RunPlace parting;                       ///< where the change was made
};

/// A run with its past: every step that it has made can be reached again with the same bits, from the nearest keyframe
/// before it and by making the updates since then once more, with each change made again at its step. What is kept for
/// it depends on the clock; what is reached does not. Not thread-safe; owned by a Session's worker.
///
/// Of a run that went back, the rest lies ahead as it was: advance() makes it anew until the newest step is reached,
/// unless something is changed. Then the run goes on from there, and what lay ahead is given up.
///
/// A step's moment is the last one at which the run stood there, after all changes that were made there.
class Timeline {
public:
    /// @throws InputError as Trainer does
    Timeline(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state = nullptr,
             const TimelineOptions &options = {});
    Timeline(const Timeline &) = delete;
    Timeline &operator=(const Timeline &) = delete;

    /// The run where it stands, to look at and to change.
    [[nodiscard]] Trainer &trainer() { return m_trainer; }
    /// In place of Trainer::advance().
    StopReason advance(std::int64_t updates);

    /// Sets out for a moment, from the nearest keyframe. One before the first or after the newest means that one.
    void seek(const MomentWanted &wanted);
    [[nodiscard]] bool isSeeking() const { return m_sought.has_value(); }
    /// Makes at most so many updates on the way there. @return  how many it made
    std::int64_t seekOn(std::int64_t updates);
    void goTo(const MomentWanted &wanted); ///< at once

    [[nodiscard]] bool isPast() const { return m_newest != nullptr; }
    [[nodiscard]] RunPlace first() const { return m_frames.first().moment.place(); }
    [[nodiscard]] RunPlace newest() const;
    /// Of the whole run while isPast(), else null: Trainer::history() is all there is.
    [[nodiscard]] std::shared_ptr<const History> wholeHistory() const;
    /// Those since the last call, in their order.
    [[nodiscard]] std::vector<std::shared_ptr<const GivenUpFuture>> takeGivenUp();

    void setMemory(std::int64_t bytes);
    [[nodiscard]] std::int64_t memory() const { return m_options.memory; }
    [[nodiscard]] std::int64_t bytes() const; ///< memory that it holds
    [[nodiscard]] std::size_t keyframes() const { return m_frames.count(); }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::size_t changesMade() const { return m_firstChange + m_log.size(); } ///< up to the newest
    void noteChange(const RecordedChange &change);
    void giveUpFuture();

    void advancePresent(std::int64_t updates);
    void keepKeyframe(Clock::duration time);

    // On the way through what is known.
    std::int64_t replay(std::int64_t updates, std::size_t changes, const MomentWanted &wanted);
    [[nodiscard]] std::int64_t updatesTo(std::size_t changes, const MomentWanted &wanted) const;
    bool repeatChange(std::size_t changes);
    void arriveIfNewest();

    [[nodiscard]] Keyframe keyframeHere() const;
    [[nodiscard]] bool isBefore(const RunPlace &place, const MomentWanted &wanted) const;
    [[nodiscard]] std::size_t changesBefore(const MomentWanted &wanted) const;
    [[nodiscard]] const History *sourceOf(const Keyframe &keyframe) const;
    [[nodiscard]] History historyOf(const Keyframe &keyframe) const;
    [[nodiscard]] std::int64_t archiveBytes() const;
    void restore(const Keyframe &keyframe);
    void keepWithinMemory();
    void shortenLog();

    TimelineOptions m_options;
    Trainer m_trainer;
    Keyframes m_frames;
    std::deque<RecordedChange> m_log;
    std::size_t m_firstChange = 0; ///< changes before m_log's first one, no longer known
    std::int64_t m_logBytes = 0;
    std::size_t m_done = 0; ///< how many changes were made up to where the run stands
    /// By stride: histories as they were just before neighbours merged, which loses what moments of that time need.
    std::vector<std::shared_ptr<const History>> m_archive;
    std::unique_ptr<const Keyframe> m_newest; ///< null: the run stands there
    struct Sought {
        MomentWanted wanted;
        std::size_t changes = 0; ///< to be made before
    };
    std::optional<Sought> m_sought;
    std::vector<Keyframe> m_onTheWay; ///< to the last moment sought: the next one is likely to be near
    Clock::duration m_sinceKeyframe{};
    Clock::duration m_keyframeCost{};
    std::vector<std::shared_ptr<const GivenUpFuture>> m_givenUp;
};

} // namespace basin
