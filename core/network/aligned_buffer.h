#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace basin {

/// Numbers at a cache line's start, all 0 at first; copying copies them.
template <class T>
class AlignedBuffer {
public:
    AlignedBuffer() = default;
    explicit AlignedBuffer(std::size_t size)
        : m_size(size), m_data(static_cast<T *>(::operator new(size * sizeof(T), alignment)))
    {
        std::fill_n(m_data.get(), size, T(0));
    }
    AlignedBuffer(const AlignedBuffer &other) : AlignedBuffer(other.m_size)
    {
        std::copy_n(other.data(), m_size, m_data.get());
    }
    AlignedBuffer &operator=(const AlignedBuffer &other) { return *this = AlignedBuffer(other); }
    AlignedBuffer(AlignedBuffer &&) noexcept = default;
    AlignedBuffer &operator=(AlignedBuffer &&) noexcept = default;
    ~AlignedBuffer() = default;

    [[nodiscard]] T *data() { return m_data.get(); }
    [[nodiscard]] const T *data() const { return m_data.get(); }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    static constexpr std::align_val_t alignment{64};
    struct Free {
        void operator()(T *data) const { ::operator delete(data, alignment); }
    };
    std::size_t m_size = 0;
    std::unique_ptr<T[], Free> m_data;
};

} // namespace basin
