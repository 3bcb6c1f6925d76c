#pragma once

#include <cstddef>
#include <span>

namespace basin {

/// Lane by lane: value i of lane k at i · width + k. In place, the lanes `kept` (ascending) become the lanes 0, 1, … of
/// rows that are `newWidth` wide; what is left over repeats the first of them.
template <class T>
void keepLanes(T *values, std::size_t rows, std::size_t width, std::span<const std::size_t> kept, std::size_t newWidth)
{
    // No value is read after its place was written: the new place is never behind the old one.
    for (std::size_t i = 0; i < rows; ++i) {
        const T first = values[i * width + kept.front()];
        for (std::size_t k = 0; k < newWidth; ++k)
            values[i * newWidth + k] = k < kept.size() ? values[i * width + kept[k]] : first;
    }
}

} // namespace basin
