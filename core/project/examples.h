#pragma once

#include "project/project.h"

#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// A project that comes with Basin: `lesson:NAME` on the command line, an entry of a menu in the window.
struct Example {
    std::string name;        ///< "xor-learns"
    std::string title;       ///< English, as in the project
    std::string description; ///< English, one sentence: what to see
    std::string_view text;   ///< the project file
};

[[nodiscard]] const std::vector<Example> &examples();
[[nodiscard]] const Example *findExample(std::string_view name);
[[nodiscard]] Project exampleProject(const Example &example, const std::vector<Setting> &settings = {});

} // namespace basin
