#pragma once

#include "network/aligned_buffer.h"
#include "network/dense_kernel.h"

#include <cstdint>
#include <span>

namespace basin {

/// The samples of one step of training, the same for all lanes or each lane's own.
template <class T>
struct LaneRows {
    /// Shared: feature f of sample s at f · inputStride + s. Own: that of lane k at f · inputStride + s · width + k.
    const T *inputs = nullptr;
    std::int64_t inputStride = 0;
    /// Target t of sample s for lane k at t · targetStride + s · width + k; shared: one vector of copies of it at
    /// t · targetStride + s · laneCount().
    const T *targets = nullptr;
    std::int64_t targetStride = 0;
    std::int64_t count = 0;
    bool areOwn = false;
    TargetSides sides; ///< how right ones are counted
};

/// What a step of training tells of each lane.
template <class T>
struct LaneResults {
    T *losses = nullptr; ///< data term
    T *penalties = nullptr;
    T *correct = nullptr;    ///< samples on the right side
    bool wantsLosses = true; ///< else they may be anything
};

/// Lanes of the vectors that run here.
template <class T>
std::int64_t laneCount();
template <>
std::int64_t laneCount<float>();
template <>
std::int64_t laneCount<double>();

/// Whether all values are numbers of at most this size; `count` is a multiple of laneCount().
[[nodiscard]] bool areWithin(const float *values, std::int64_t count, float largest);
[[nodiscard]] bool areWithin(const double *values, std::int64_t count, double largest);

/// The samples that the lanes of a LaneKernel learn from at one step: the same for all, or for each lane rows of its
/// own.
template <class T>
class LaneBatch {
public:
    using Samples = typename DenseKernel<T>::Samples;

    LaneBatch() = default;
    /// All of these, for every lane. Keeps a pointer to them.
    static LaneBatch shared(const Samples &samples);
    /// Room for `capacity` rows a lane, shaped and judged as these samples.
    static LaneBatch own(const Samples &like, std::int64_t capacity, std::int64_t width);

    /// The next rows are so many, at most `capacity`.
    void setCount(std::int64_t count) { m_rows.count = count; }
    void setRows(std::int64_t lane, const Samples &samples, std::span<const std::uint32_t> rows);
    /// As keepLanes() in network/lane_layout.h.
    void keepLanes(std::span<const std::size_t> kept, std::int64_t newWidth);

    [[nodiscard]] const LaneRows<T> &rows() const { return m_rows; }

private:
    LaneRows<T> m_rows;
    std::int64_t m_width = 0;
    std::int64_t m_capacity = 0;
    std::int64_t m_inputCount = 0;
    std::int64_t m_targetCount = 0;
    AlignedBuffer<T> m_inputs;
    AlignedBuffer<T> m_targets;
};

extern template class LaneBatch<float>;
extern template class LaneBatch<double>;

} // namespace basin
