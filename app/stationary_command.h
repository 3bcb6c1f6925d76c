#pragma once

#include "project_argument.h"

namespace basin {

struct StationaryRequest {
    ProjectArgument argument;
    int starts = 400;
    int threads = 0; ///< 0: all
    bool json = false;
};

CLI::App *addStationaryCommand(CLI::App &app, StationaryRequest &request);
[[nodiscard]] int runStationary(const StationaryRequest &request);

} // namespace basin
