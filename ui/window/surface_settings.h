#pragma once

#include "model/surface_model.h"

namespace basin {

/// How the error surface was looked at when the window was closed. What belongs to one project or one run (ranges, the
/// two weights, levels, whether it was frozen) is not kept.
[[nodiscard]] SurfaceOptions savedSurfaceOptions();
void saveSurfaceOptions(const SurfaceOptions &options);

} // namespace basin
