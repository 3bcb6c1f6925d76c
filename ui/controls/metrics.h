#pragma once

#include "render/fonts.h"

#include <cmath>

namespace basin::metrics {

/// `pixels` of the layout at 100 %, grown with the text.
[[nodiscard]] inline int scaled(double pixels)
{
    return static_cast<int>(std::lround(pixels * fontScale()));
}

inline constexpr int panelPadding = 16;
inline constexpr int radius = 6;      ///< of controls
inline constexpr int tileRadius = 10; ///< of tiles
inline constexpr int ringWidth = 2;   ///< of the focus ring
inline constexpr int ringGap = 2;     ///< between a control and its ring
inline constexpr int groove = 4;      ///< height of a slider's groove
inline constexpr int handle = 16;     ///< diameter of a slider's handle

[[nodiscard]] inline int rowHeight()
{
    return scaled(28);
}
[[nodiscard]] inline int headerHeight()
{
    return scaled(40);
}
[[nodiscard]] inline int toolbarHeight()
{
    return scaled(56);
}
[[nodiscard]] inline int timelineHeight()
{
    return scaled(64);
}

} // namespace basin::metrics
