#pragma once

#include <chrono>
#include <cstdint>

namespace basin {

/// How many updates to make before looking up again: about half a millisecond's worth, fewer where a speed is asked
/// for. Measures how fast it really goes. Of one thread; what it says never shapes the numbers of a run.
class SpeedControl {
public:
    using Clock = std::chrono::steady_clock;

    void setSpeed(double epochsPerSecond) { m_speed = epochsPerSecond; }
    [[nodiscard]] bool isLimited() const { return m_speed > 0.0; }

    /// The run begins to move.
    void begin(Clock::time_point now, double epochs);
    /// It goes on at another speed or with other batches: what was owed is forgotten.
    void forgetDebt(Clock::time_point now);
    [[nodiscard]] std::int64_t chunk() const { return m_chunk; }
    /// Updates that may be made now, at most chunk(); 0: wait until due().
    [[nodiscard]] std::int64_t updates(Clock::time_point now, double updatesPerEpoch);
    /// When the next update may be made, at a limited speed.
    [[nodiscard]] Clock::time_point due(double updatesPerEpoch) const;
    /// So many updates took so long.
    void made(std::int64_t updates, Clock::duration time);

    /// @param epochs  how far the run has come, with fractions   @return  measured over the last quarter of a second
    double epochsPerSecond(Clock::time_point now, double epochs);

private:
    double m_speed = 0.0;
    std::int64_t m_chunk = 1;
    Clock::time_point m_begin;
    std::int64_t m_made = 0; ///< since m_begin
    Clock::time_point m_measuredAt;
    double m_measuredFrom = 0.0;
    double m_measured = 0.0;
};

} // namespace basin
