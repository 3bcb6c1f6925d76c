#include "random/random_stream.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace basin {

double RandomStream::uniform(double low, double high)
{
    const double value = low + (high - low) * uniform();
    // Rounding may carry the sum up to `high`, which is outside.
    return value < high || high <= low ? value : std::nextafter(high, low);
}

double RandomStream::normal()
{
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    m_spare = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t n)
{
    // 2^64 is not a multiple of n: refusing the lowest (2^64 mod n) values leaves every remainder equally often.
    const std::uint64_t refused = (0 - n) % n;
    std::uint64_t value = bits();
    while (value < refused)
        value = bits();
    return value % n;
}

void RandomStream::refill()
{
    const r123::Philox4x64::ctr_type counter{{m_counter++, m_index, 0, 0}};
    const r123::Philox4x64::key_type key{{m_key[0], m_key[1]}};
    const auto block = r123::Philox4x64{}(counter, key);
    std::copy(block.begin(), block.end(), m_block.begin());
    m_next = 0;
}

void shuffle(std::span<std::uint32_t> values, RandomStream &stream)
{
    for (std::size_t left = values.size(); left > 1; --left)
        std::swap(values[left - 1], values[stream.below(left)]);
}

} // namespace basin
