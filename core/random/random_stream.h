#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace basin {

/// What random numbers are for. Two purposes never share a number, so that drawing more of one leaves the other alone.
/// The values are part of what a seed means: never renumber one, add at the end.
enum class Purpose : std::uint32_t {
    Weights = 0,    ///< the start of training
    Shuffle = 1,    ///< the order of the samples; index: the epoch
    Samples = 2,    ///< where generated samples lie
    Noise = 3,      ///< what is added to them
    Split = 4,      ///< which samples are held out
    Directions = 5, ///< directions through weight space
    Check = 6,      ///< random points of self-checks
    Walks = 7,      ///< random walks, to compare a path with
    Starts = 8,     ///< where searches begin
};

/// A stream of random numbers that is a pure function of (seed, purpose, index): Philox4x64-10, a counter-based
/// generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). The same three give the same
/// numbers in any order of construction and on any thread. Making one costs nothing; four numbers are made at a time,
/// when first asked for.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, Purpose purpose, std::uint64_t index = 0)
        : m_key{seed, static_cast<std::uint64_t>(purpose)}, m_index(index)
    {
    }

    /// 64 random bits.
    std::uint64_t bits()
    {
        if (m_next == m_block.size())
            refill();
        return m_block[m_next++];
    }

    /// Evenly spread over [0, 1), a multiple of 2^-53.
    double uniform() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }

    /// Evenly spread over [low, high); `low` where they are equal.
    double uniform(double low, double high);

    /// Normal with mean 0 and standard deviation 1 (Box and Muller; two for each two uniforms).
    double normal();

    /// Evenly spread over 0 … n − 1 without bias. n must not be 0.
    std::uint64_t below(std::uint64_t n);

private:
    void refill();

    std::array<std::uint64_t, 2> m_key;
    std::uint64_t m_index;
    std::uint64_t m_counter = 0;
    std::array<std::uint64_t, 4> m_block{};
    std::size_t m_next = 4; ///< the first number of m_block not yet given out
    double m_spare = 0.0;   ///< the second of a pair of normals
    bool m_hasSpare = false;
};

/// Puts `values` into a random order, each order equally likely (Fisher and Yates).
void shuffle(std::span<std::uint32_t> values, RandomStream &stream);

} // namespace basin
