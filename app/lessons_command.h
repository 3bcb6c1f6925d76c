#pragma once

#include <CLI/CLI.hpp>

namespace basin {

struct LessonsRequest {
    bool json = false;
};

CLI::App *addLessonsCommand(CLI::App &app, LessonsRequest &request);
[[nodiscard]] int runLessons(const LessonsRequest &request);

} // namespace basin
