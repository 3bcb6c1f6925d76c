#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace basin {

struct LessonsRequest {
    bool json = false;
    std::string file;     ///< to be checked; empty: the list is wanted
    bool measure = false; ///< its claims, too
    bool quick = false;   ///< with as few runs as each claim's "quick" says
};

CLI::App *addLessonsCommand(CLI::App &app, LessonsRequest &request);
[[nodiscard]] int runLessons(const LessonsRequest &request);

} // namespace basin
