#pragma once

#include "pictures.h"
#include "project_argument.h"

#include <string>

namespace basin {

struct FateCommand {
    ProjectArgument argument;
    std::string plane;
    std::string range;
    std::string grid;
    std::string threads;
    std::string out;
    bool json = false;
    PictureSize size;
};

CLI::App *addFateCommand(CLI::App &app, FateCommand &request);
[[nodiscard]] int runFate(const FateCommand &request);

} // namespace basin
