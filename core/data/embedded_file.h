#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// A file of resources/ that is compiled in, so that the command line reads it wherever it stands.
struct EmbeddedFile {
    std::string name; ///< without its folder
    std::string_view text;
};

[[nodiscard]] const std::vector<EmbeddedFile> &embeddedData();     ///< resources/data/*.csv
[[nodiscard]] const std::vector<EmbeddedFile> &embeddedExamples(); ///< resources/examples/*.basin
[[nodiscard]] const std::vector<EmbeddedFile> &embeddedLessons();  ///< resources/lessons/*.lesson.json

/// What a path that starts with ":/data/" names ("`:/data/iris.csv`"); nothing for any other path.
[[nodiscard]] std::optional<std::string_view> builtInFile(std::string_view path);

} // namespace basin
