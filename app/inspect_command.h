#pragma once

#include "project_argument.h"

namespace basin {

struct InspectRequest {
    ProjectArgument argument;
    bool json = false;
};

CLI::App *addInspectCommand(CLI::App &app, InspectRequest &request);
[[nodiscard]] int runInspect(const InspectRequest &request);

} // namespace basin
