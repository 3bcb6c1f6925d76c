#include "training/sample_order.h"

#include "random/random_stream.h"

#include <algorithm>
#include <numeric>

namespace basin {

SampleOrder::SampleOrder(std::uint64_t seed, std::int64_t samples)
    : m_seed(seed), m_rows(static_cast<std::size_t>(samples))
{
    std::iota(m_rows.begin(), m_rows.end(), 0U);
}

std::span<const std::uint32_t> SampleOrder::rows(std::int64_t epoch, bool shuffled, std::int64_t begin,
                                                 std::int64_t count)
{
    const std::int64_t key = shuffled ? epoch : inOrder;
    if (key != m_key)
        prepare(key);
    const auto size = static_cast<std::size_t>(std::min(count, samples() - begin));
    return std::span<const std::uint32_t>(m_rows).subspan(static_cast<std::size_t>(begin), size);
}

void SampleOrder::prepare(std::int64_t key)
{
    m_key = key;
    std::iota(m_rows.begin(), m_rows.end(), 0U);
    if (key == inOrder)
        return;
    RandomStream stream(m_seed, Purpose::Shuffle, static_cast<std::uint64_t>(key));
    shuffle(m_rows, stream);
}

} // namespace basin
