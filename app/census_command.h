#pragma once

#include "project_argument.h"

#include <string>
#include <vector>

namespace basin {

struct CensusRequest {
    ProjectArgument argument;
    std::string runs;
    std::vector<std::string> vary; ///< "KEY=…"
    bool varyData = false;
    std::string threads;
    std::string shard;
    std::string out;
    std::string report;
    std::vector<std::string> merge;
    bool json = false;
};

CLI::App *addCensusCommand(CLI::App &app, CensusRequest &request);
[[nodiscard]] int runCensusCommand(const CensusRequest &request);

} // namespace basin
