#pragma once

#include "training/session.h"
#include "training/speed_control.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace basin {

/// The thread behind a Session. What the mutex guards is shared with the callers; all else belongs to the thread.
class Session::Worker {
public:
    using Command = std::function<void(Worker &)>;
    using Clock = std::chrono::steady_clock;

    Worker();
    ~Worker();

    void give(Command command);
    [[nodiscard]] std::uint64_t commandsGiven() const { return m_given; }
    [[nodiscard]] SnapshotPtr take();
    void setListener(std::function<void()> listener);
    void waitUntilIdle();

    // Commands: run on the thread.
    void start(std::uint64_t run, RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state);
    void run();
    void pause();
    void advanceSteps(std::int64_t updates);
    void advanceEpochs(std::int64_t epochs);
    void setSpeed(double epochsPerSecond);
    void seek(const MomentWanted &wanted);
    void stepBack(std::int64_t updates);
    void setMemory(std::int64_t bytes);
    void change(const std::function<void(Trainer &)> &change);

private:
    void loop(const std::stop_token &stop);
    bool carryOutCommands(const std::stop_token &stop);
    void move(std::int64_t updates);
    void advance();
    void seekOn();
    void arrive();
    [[nodiscard]] bool isSeeking() const { return m_timeline && m_timeline->isSeeking(); }
    [[nodiscard]] bool isPaced() const; ///< a number of steps asked for is made at once
    void waitForWork(const std::stop_token &stop);

    [[nodiscard]] bool isSlotEmpty();
    void publishWhenDue();
    void publish();
    [[nodiscard]] std::shared_ptr<Snapshot> makeSnapshot();
    void addTimeline(Snapshot &snapshot);
    void refreshGradient();
    void refreshHistory(Clock::time_point now);

    // Of the callers.
    std::uint64_t m_given = 0;

    // Shared.
    std::mutex m_mutex;
    std::condition_variable_any m_wake; ///< a command, or the end
    std::condition_variable m_idle;     ///< queue empty and at rest
    std::deque<Command> m_queue;
    bool m_isIdle = true;
    std::shared_ptr<Snapshot> m_slot;
    std::function<void()> m_listener;

    // Of the thread.
    std::stop_token m_stop;
    std::unique_ptr<Timeline> m_timeline;
    Trainer *m_trainer = nullptr; ///< of m_timeline
    TimelineOptions m_timelineOptions;
    std::int64_t m_soughtStep = 0; ///< while isSeeking() by steps
    bool m_seeksStep = false;
    Clock::time_point m_soughtSince;
    std::uint64_t m_run = 0;
    std::uint64_t m_serial = 0;
    std::uint64_t m_commandsDone = 0;
    std::string m_error;
    bool m_isRunning = false;
    std::int64_t m_updatesLeft = 0; ///< until it rests by itself; forever: none
    SpeedControl m_speed;
    bool m_hasNews = false; ///< something happened since the last snapshot
    Clock::time_point m_nextSnapshot;
    Clock::time_point m_nextGradient;
    double m_gradientNorm = 0.0;
    Clock::time_point m_nextHistory;
    std::shared_ptr<const History> m_historyCopy;
    bool m_historyIsOld = true;

    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace basin
