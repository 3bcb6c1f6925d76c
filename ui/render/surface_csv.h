#pragma once

#include "landscape/grid.h"

#include <string>

namespace basin {

/// "a,b,loss" (and "out_of_plane" where the grid has it and it is wanted), one row a point, b varying fastest; every
/// digit that reads back as the same double. A cell is empty where the value is not finite.
[[nodiscard]] std::string surfaceCsv(const SurfaceGrid &grid, bool withOutOfPlane);

} // namespace basin
