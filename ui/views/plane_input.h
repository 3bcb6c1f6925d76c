#pragma once

#include "landscape/grid.h"

#include <QPointF>

class QKeyEvent;

namespace basin {

/// What views of a plane of weights do alike with mouse and keyboard.
namespace plane_input {

inline constexpr double wheelStep = 1.2;
inline constexpr double smallStep = 0.01; ///< of the picture, for one key
inline constexpr double largeStep = 0.1;

/// Neither endless nor so small that its points are one.
[[nodiscard]] bool isAllowed(const Interval &interval);
[[nodiscard]] Interval zoomed(const Interval &interval, double around, double factor);
/// Of an arrow key; right and up are positive, zero for any other key.
[[nodiscard]] QPointF arrowOf(const QKeyEvent &event);

} // namespace plane_input

} // namespace basin
