#pragma once

#include "project/project.h"
#include "training/trainer.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace basin {

/// The options that say which project is meant; every command with a PROJECT has them.
struct ProjectArgument {
    std::string project;
    std::vector<std::string> settings; ///< "KEY=VALUE"
    std::string seed;                  ///< empty: as in the project
    std::string epochs;                ///< the same
    std::string weights;
};

void addProjectOptions(CLI::App &command, ProjectArgument &argument);

/// @throws InputError
[[nodiscard]] Project readProject(const ProjectArgument &argument);

/// What prepareRun() does, with the project's name before its messages.
[[nodiscard]] PreparedRun prepareNamed(const ProjectArgument &argument, const Project &project);

/// A trainer for it, at its start. @throws InputError with the project's name
[[nodiscard]] Trainer makeNamedTrainer(const ProjectArgument &argument, const PreparedRun &run);

/// θ from --weights, which must have as many numbers as the network.
[[nodiscard]] std::vector<double> readWeights(const ProjectArgument &argument, const Architecture &architecture);

/// The point a command looks at: θ from --weights, else from the run saved with the project, else the start.
[[nodiscard]] Vector chosenParameters(const ProjectArgument &argument, const Project &project, const RunSpec &spec);

} // namespace basin
