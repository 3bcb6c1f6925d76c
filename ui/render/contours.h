#pragma once

#include <QList>
#include <QPolygonF>

namespace basin {

/// The lines on which a grid of values has the height `level`, by marching squares with straight interpolation. Where a
/// cell's corners leave two ways open (a saddle) its centre decides, so lines never cross.
///
/// @param values  `rows` rows of `columns`; one that is not finite leaves a gap
/// @return joined lines in grid units: x = column, y = row of `values`. A closed line ends in its first point.
///
/// 512 × 512 takes about a millisecond or two. Any thread.
[[nodiscard]] QList<QPolygonF> contourLines(const float *values, int columns, int rows, float level);

} // namespace basin
