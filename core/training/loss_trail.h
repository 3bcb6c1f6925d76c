#pragma once

#include "training/point_schedule.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace basin {

/// The losses that a History keeps, without the rest of it.
class LossTrail {
public:
    /// Epoch after epoch from 0.
    void add(std::int64_t epoch, double loss)
    {
        if (!m_schedule.wantsPoint(epoch))
            return;
        m_losses.push_back(loss);
        if (!m_schedule.thin(m_losses.size()))
            return;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_losses.size(); i += 2)
            m_losses[kept++] = m_losses[i];
        m_losses.resize(kept);
    }
    /// The loss at `epoch`, or at the last point before it; not a number before the first.
    [[nodiscard]] double at(std::int64_t epoch) const
    {
        return epoch < 0 ? std::numeric_limits<double>::quiet_NaN()
                         : m_losses[static_cast<std::size_t>(epoch / m_schedule.stride())];
    }

private:
    PointSchedule m_schedule;
    std::vector<double> m_losses; ///< at 0, stride, 2 · stride, …
};

} // namespace basin
