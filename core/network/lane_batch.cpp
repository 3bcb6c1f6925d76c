#include "network/lane_batch.h"

#include "network/lane_layout.h"
#include "network/lane_plan.h"

#include <algorithm>
#include <cstddef>

namespace basin {

template <class T>
LaneBatch<T> LaneBatch<T>::shared(const Samples &samples)
{
    LaneBatch batch;
    const std::int64_t lanes = laneCount<T>();
    batch.m_targets = AlignedBuffer<T>(static_cast<std::size_t>(samples.m_targetCount * samples.m_count * lanes));
    T *to = batch.m_targets.data();
    for (std::int64_t t = 0; t < samples.m_targetCount; ++t) {
        for (std::int64_t s = 0; s < samples.m_count; ++s, to += lanes)
            std::fill_n(to, lanes, samples.m_targets.data()[t * samples.m_stride + s]);
    }
    batch.m_rows = {.inputs = samples.m_inputs.data(),
                    .inputStride = samples.m_stride,
                    .targets = batch.m_targets.data(),
                    .targetStride = samples.m_count * lanes,
                    .count = samples.m_count,
                    .areOwn = false,
                    .sides = samples.m_sides};
    return batch;
}

template <class T>
LaneBatch<T> LaneBatch<T>::own(const Samples &like, std::int64_t capacity, std::int64_t width)
{
    LaneBatch batch;
    batch.m_width = width;
    batch.m_capacity = capacity;
    batch.m_inputCount = like.m_inputCount;
    batch.m_targetCount = like.m_targetCount;
    batch.m_inputs = AlignedBuffer<T>(static_cast<std::size_t>(like.m_inputCount * capacity * width));
    batch.m_targets = AlignedBuffer<T>(static_cast<std::size_t>(like.m_targetCount * capacity * width));
    batch.m_rows = {.inputs = batch.m_inputs.data(),
                    .inputStride = capacity * width,
                    .targets = batch.m_targets.data(),
                    .targetStride = capacity * width,
                    .count = capacity,
                    .areOwn = true,
                    .sides = like.m_sides};
    return batch;
}

template <class T>
void LaneBatch<T>::setRows(std::int64_t lane, const Samples &samples, std::span<const std::uint32_t> rows)
{
    const auto gather = [&](const T *from, std::int64_t columns, T *to) {
        for (std::int64_t f = 0; f < columns; ++f) {
            const T *column = from + f * samples.m_stride;
            T *at = to + f * m_capacity * m_width + lane;
            for (const std::uint32_t row : rows) {
                *at = column[row];
                at += m_width;
            }
        }
    };
    gather(samples.m_inputs.data(), m_inputCount, m_inputs.data());
    gather(samples.m_targets.data(), m_targetCount, m_targets.data());
}

template <class T>
void LaneBatch<T>::keepLanes(std::span<const std::size_t> kept, std::int64_t newWidth)
{
    if (!m_rows.areOwn)
        return;
    const auto width = static_cast<std::size_t>(m_width);
    const auto narrower = static_cast<std::size_t>(newWidth);
    basin::keepLanes(m_inputs.data(), static_cast<std::size_t>(m_inputCount * m_capacity), width, kept, narrower);
    basin::keepLanes(m_targets.data(), static_cast<std::size_t>(m_targetCount * m_capacity), width, kept, narrower);
    m_width = newWidth;
    m_rows.inputStride = m_rows.targetStride = m_capacity * newWidth;
}

template class LaneBatch<float>;
template class LaneBatch<double>;

} // namespace basin
