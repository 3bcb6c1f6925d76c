#pragma once

#include "pictures.h"
#include "project_argument.h"

#include <string>

namespace basin {

struct TrainRequest {
    ProjectArgument argument;
    bool json = false;
    std::string history;
    std::string save;
    PictureRequest pictures;
};

CLI::App *addTrainCommand(CLI::App &app, TrainRequest &request);
[[nodiscard]] int runTrain(const TrainRequest &request);

} // namespace basin
