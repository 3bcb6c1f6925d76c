#pragma once

#include "training/many_runs.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace basin {

/// Hands the runs of all sets out to threads, in their order. Threads may call it at the same time.
class RunQueue {
public:
    struct Range {
        std::int64_t first = 0;
        std::int64_t count = 0;
    };

    RunQueue(const std::vector<RunSet> &sets, int threads);

    /// The first set that has runs left, if any.
    [[nodiscard]] std::optional<std::size_t> openSet();
    /// So many runs of a set or fewer: towards the end no more than a thread's share, in steps of `granule`.
    [[nodiscard]] Range take(std::size_t set, std::int64_t most, std::int64_t granule = 1);

private:
    struct Rest {
        std::int64_t next = 0;
        std::int64_t end = 0;
    };
    std::mutex m_mutex;
    std::vector<Rest> m_rests;
    std::size_t m_first = 0; ///< all sets before it are empty
    std::int64_t m_left = 0; ///< runs of all sets
    std::int64_t m_threads;
};

} // namespace basin
