#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace basin {

/// In which order an epoch goes through the samples: a pure function of (seed, epoch, shuffled or not), so that no
/// hidden state has to be saved with a run. Keeps the order of the last epoch asked for.
class SampleOrder {
public:
    SampleOrder(std::uint64_t seed, std::int64_t samples);

    [[nodiscard]] std::int64_t samples() const { return static_cast<std::int64_t>(m_rows.size()); }
    /// `count` sample numbers from place `begin` of the epoch's order; fewer at its end.
    [[nodiscard]] std::span<const std::uint32_t> rows(std::int64_t epoch, bool shuffled, std::int64_t begin,
                                                      std::int64_t count);

private:
    void prepare(std::int64_t key);

    static constexpr std::int64_t inOrder = -1;
    std::uint64_t m_seed;
    std::int64_t m_key = inOrder; ///< the epoch whose order m_rows holds, or inOrder
    std::vector<std::uint32_t> m_rows;
};

} // namespace basin
