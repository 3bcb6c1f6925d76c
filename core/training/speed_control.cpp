#include "training/speed_control.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

using Seconds = std::chrono::duration<double>;
using namespace std::chrono_literals;

constexpr Seconds chunkTime = 500us;
constexpr Seconds measuringTime = 250ms;
constexpr Seconds mostDebt = 100ms; ///< what a run that cannot keep up, or was held up, may try to catch up with
constexpr std::int64_t largestChunk = 1 << 20;

} // namespace

void SpeedControl::begin(Clock::time_point now, double epochs)
{
    forgetDebt(now);
    m_measuredAt = now;
    m_measuredFrom = epochs;
    m_measured = 0.0;
}

void SpeedControl::forgetDebt(Clock::time_point now)
{
    m_begin = now;
    m_made = 0;
}

std::int64_t SpeedControl::updates(Clock::time_point now, double updatesPerEpoch)
{
    if (!isLimited())
        return m_chunk;
    const double rate = m_speed * updatesPerEpoch;
    double owed = Seconds(now - m_begin).count() * rate + 1.0 - static_cast<double>(m_made);
    const double most = std::max(1.0, mostDebt.count() * rate);
    if (owed > most + 1.0) {
        m_begin = now - std::chrono::duration_cast<Clock::duration>(Seconds((most - 1.0) / rate));
        m_made = 0;
        owed = most;
    }
    return std::min(m_chunk, static_cast<std::int64_t>(std::max(0.0, std::floor(owed))));
}

SpeedControl::Clock::time_point SpeedControl::due(double updatesPerEpoch) const
{
    const Seconds wait(std::min(1e6, static_cast<double>(m_made) / (m_speed * updatesPerEpoch)));
    return m_begin + std::chrono::ceil<Clock::duration>(wait);
}

void SpeedControl::made(std::int64_t updates, Clock::duration time)
{
    m_made += updates;
    if (updates <= 0)
        return;
    const double each = std::max(1e-9, Seconds(time).count() / static_cast<double>(updates));
    const double wanted = std::clamp(chunkTime.count() / each, 1.0, static_cast<double>(largestChunk));
    // Half way at a time up, at once down: one slow chunk must not make the next one late.
    const auto chunk = static_cast<std::int64_t>(wanted);
    m_chunk = chunk < m_chunk ? chunk : std::min(chunk, 2 * m_chunk);
}

double SpeedControl::epochsPerSecond(Clock::time_point now, double epochs)
{
    const Seconds passed = now - m_measuredAt;
    const bool isFirst = m_measured == 0.0 && passed > measuringTime / 10.0;
    if (passed >= measuringTime || isFirst) {
        m_measured = std::max(0.0, (epochs - m_measuredFrom) / passed.count());
        if (passed >= measuringTime) {
            m_measuredAt = now;
            m_measuredFrom = epochs;
        }
    }
    return m_measured;
}

} // namespace basin
