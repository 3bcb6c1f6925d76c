#pragma once

#include "pictures.h"
#include "project_argument.h"

#include <string>

namespace basin {

struct SurfaceCommand {
    ProjectArgument argument;
    std::string plane;
    std::string range;
    std::string grid;
    std::string out;
    std::string directions; ///< seed of the random ones; empty: init.seed
    std::string map;
    std::string level;
    std::string clip;
    bool isLinear = false;
    bool outOfPlane = false;
    PictureSize size;
};

CLI::App *addSurfaceCommand(CLI::App &app, SurfaceCommand &request);
[[nodiscard]] int runSurface(const SurfaceCommand &request);

} // namespace basin
