#pragma once

#include "project_argument.h"

namespace basin {

struct EvaluateRequest {
    ProjectArgument argument;
    bool gradient = false;
    bool hessian = false;
    bool checkGradient = false;
    bool json = false;
};

CLI::App *addEvaluateCommand(CLI::App &app, EvaluateRequest &request);
[[nodiscard]] int runEvaluate(const EvaluateRequest &request);

} // namespace basin
