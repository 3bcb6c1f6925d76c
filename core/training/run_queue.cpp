#include "training/run_queue.h"

#include <algorithm>

namespace basin {

RunQueue::RunQueue(const std::vector<RunSet> &sets, int threads) : m_threads(threads)
{
    m_rests.reserve(sets.size());
    for (const RunSet &set : sets) {
        m_rests.push_back({0, set.count});
        m_left += set.count;
    }
}

std::optional<std::size_t> RunQueue::openSet()
{
    const std::lock_guard lock(m_mutex);
    while (m_first < m_rests.size() && m_rests[m_first].next >= m_rests[m_first].end)
        ++m_first;
    return m_first < m_rests.size() ? std::optional(m_first) : std::nullopt;
}

RunQueue::Range RunQueue::take(std::size_t set, std::int64_t most, std::int64_t granule)
{
    const std::lock_guard lock(m_mutex);
    Rest &rest = m_rests[set];
    const std::int64_t share = (m_left + m_threads - 1) / m_threads;
    const std::int64_t fair = (share + granule - 1) / granule * granule;
    const std::int64_t count = std::min({most, fair, rest.end - rest.next});
    const Range range{rest.next, count};
    rest.next += count;
    m_left -= count;
    return range;
}

} // namespace basin
