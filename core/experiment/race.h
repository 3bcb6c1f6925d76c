#pragma once

#include "project/project.h"

#include <string>
#include <vector>

namespace basin {

/// One of those who race: a whole project, so that it can be opened as one.
struct RaceEntry {
    std::string label; ///< "adam", "float32", "start 3"
    Project project;
};

/// The same start and the same batches under other values of one key ("optimizer.name", "training.precision",
/// "data.scaling", "init.seed", …): one entry for each value. An optimizer that is named alone has its own defaults,
/// but for the learning rate where `keepRate`.
/// @throws InputError for a value that gives no project
[[nodiscard]] std::vector<RaceEntry> raceOver(const Project &project, const std::string &key,
                                              const std::vector<std::string> &values, bool keepRate = false);

inline constexpr std::size_t maximumRacers = 8;

} // namespace basin
