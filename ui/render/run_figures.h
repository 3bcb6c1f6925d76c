#pragma once

#include "render/input_plane.h"
#include "render/network_figure.h"
#include "render/theme.h"

#include "project/project.h"

#include <QImage>

#include <vector>

namespace basin {

/// What a unit is called on the screen: "x₁", "h₁" ("h₁₂" with several hidden layers is layer 1, unit 2), "y".
[[nodiscard]] QString inputName(const PreparedData &data, int input);
[[nodiscard]] QString unitName(const Architecture &architecture, const PreparedData &data, int layer, int unit);

/// A training sample by its first inputs, as in the data: "0, 1".
[[nodiscard]] QString patternName(const PreparedData &data, std::size_t sample);

/// A network at θ as a picture, with the response of every unit over `plane`.
[[nodiscard]] NetworkFigure networkFigure(const PreparedRun &run, const Vector &parameters, const InputPlane &plane,
                                          const Theme &theme);

/// The responses of all units, inputs first, then layer by layer, as pictures of size × size pixels: heat maps over a
/// plane, curves over a line.
[[nodiscard]] std::vector<QImage> unitThumbnails(const PreparedRun &run, const Vector &parameters,
                                                 const InputPlane &plane, const Theme &theme, int size);

} // namespace basin
