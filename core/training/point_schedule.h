#pragma once

#include <cstddef>
#include <cstdint>

namespace basin {

/// At which epochs a record of bounded length keeps a point: at multiples of a stride, which doubles whenever the
/// record is full, so that the epoch alone decides.
class PointSchedule {
public:
    static constexpr std::size_t standardCapacity = 8192; ///< points; even

    explicit PointSchedule(std::size_t capacity = standardCapacity) : m_capacity(capacity) {}

    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] std::int64_t stride() const { return m_stride; } ///< a power of two
    [[nodiscard]] bool wantsPoint(std::int64_t epoch) const { return (epoch & (m_stride - 1)) == 0; }
    /// Whether so many points are too many: then the stride is doubled, and those between must go.
    bool thin(std::size_t points)
    {
        if (points < m_capacity)
            return false;
        m_stride *= 2;
        return true;
    }

    /// The stride once a record that began at epoch 0 has come to `epoch`.
    [[nodiscard]] static std::int64_t strideAt(std::int64_t epoch, std::size_t capacity = standardCapacity)
    {
        std::int64_t stride = 1;
        while (epoch / stride + 1 >= static_cast<std::int64_t>(capacity))
            stride *= 2;
        return stride;
    }

private:
    std::size_t m_capacity;
    std::int64_t m_stride = 1;
};

} // namespace basin
