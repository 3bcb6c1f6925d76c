#pragma once

#include "data/data_spec.h"
#include "data/error.h"
#include "training/training_options.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// All that a user chose: the content of a `.basin` file. A value; two projects that compare equal train the same bits.
struct Project {
    std::string title;
    DataSpec data;
    std::vector<LayerSpec> layers;
    InitialisationSpec init;
    LossSpec loss;
    OptimizerSpec optimizer;
    TrainingOptions training;
    std::vector<std::string> frozenNames; ///< `training.frozen` by name ("h1.x1"); runSpec() adds them to the indices
    std::optional<RunState> state;        ///< a run that was saved with it: θ, epoch, optimizer
    std::filesystem::path folder;         ///< what relative paths in it are relative to; not part of the file

    friend bool operator==(const Project &, const Project &) = default;
};

/// One key of a project and what it is to be: JSON, or bare text for a string.
struct Setting {
    std::string path; ///< "optimizer.learning_rate", "network.layers[0].units", "data.options.gate"
    std::string value;
};

/// Reads a project. `where` names the source in messages ("xor.basin").
/// @param settings  put into it in their order, as if they were written in the file; then all is checked as a whole
/// @throws InputError "xor.basin: network.layers[1].units: must be a whole number from 1 to 4096, is -3"; JSON syntax
/// errors name line and column. Refuses files over 64 MiB and nesting deeper than 64.
[[nodiscard]] Project parseProject(std::string_view json, const std::string &where,
                                   const std::vector<Setting> &settings = {});
[[nodiscard]] Project loadProject(const std::filesystem::path &file, const std::vector<Setting> &settings = {});
/// Only what differs from the defaults, besides what is required; indented by two, keys in DESIGN's order.
[[nodiscard]] std::string projectText(const Project &project);
/// The project as it reads from another folder: a relative path in it still leads to the same file.
[[nodiscard]] Project inFolder(Project project, const std::filesystem::path &folder);
/// As it reads from the file's folder. Atomically: the old file stays whole where writing fails.
/// @throws InputError for what cannot be saved, WriteError where it cannot be written
void saveProject(const Project &project, const std::filesystem::path &file);

/// Sets one key; optional parts that are not there are made. Another optimizer, data source or scheme takes with it the
/// options it has not. The project stays as it was where the result is not one. @throws InputError
void setKey(Project &project, std::string_view path, std::string_view value);

/// θ from a JSON list, from a saved project's run (else its `init.parameters`), or from what `train --json` printed.
/// @throws InputError
[[nodiscard]] std::vector<double> loadWeights(const std::filesystem::path &file);

/// The project as a run: data generated or read, split and scaled; architecture built and everything checked against
/// everything else. @throws InputError with the JSON path
struct PreparedRun {
    RunSpec spec;
    std::shared_ptr<const PreparedData> data;
};
[[nodiscard]] PreparedRun prepareRun(const Project &project);
/// The same with data that is there already (only the data part of the project must be unchanged).
[[nodiscard]] RunSpec runSpec(const Project &project, const PreparedData &data);

/// What a change of project asks of a live run.
enum class ChangeEffect { Nothing, Live, Restart };
[[nodiscard]] ChangeEffect changeEffect(const Project &before, const Project &after);

/// A short digest (16 hex digits) of all that shapes the numbers, defaults included: not title, folder or state.
[[nodiscard]] std::string projectDigest(const Project &project);

} // namespace basin
