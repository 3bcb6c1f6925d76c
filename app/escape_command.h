#pragma once

#include "project_argument.h"

namespace basin {

struct EscapeRequest {
    ProjectArgument argument;
    bool json = false;
};

CLI::App *addEscapeCommand(CLI::App &app, EscapeRequest &request);
/// A search that finds nothing is an answer, too: exit code 0.
[[nodiscard]] int runEscape(const EscapeRequest &request);

} // namespace basin
