#pragma once

#include "render/chart_figure.h"

#include "project/project.h"

namespace basin {

struct Theme;

/// What one unit of a recurrent layer does over the steps of a sample, its gates above its cell and its output, in the
/// colour of the sample's class; thin lines are other samples, two of each class.
/// @param sample  of the training part
[[nodiscard]] ChartFigure gateFigure(const PreparedRun &run, const Vector &parameters, int unit, Eigen::Index sample,
                                     const Theme &theme);

/// The numbers behind it, for the chosen sample alone: a row for each step.
[[nodiscard]] QByteArray gateCsv(const PreparedRun &run, const Vector &parameters, int unit, Eigen::Index sample);

/// What a sample is, as a place among the class names; −1: no single class.
[[nodiscard]] int classOfSample(const Dataset &data, Eigen::Index sample);

} // namespace basin
