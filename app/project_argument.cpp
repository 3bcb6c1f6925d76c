#include "project_argument.h"

#include "data/error.h"
#include "project/examples.h"
#include "project/json_reader.h"

#include <charconv>
#include <cstdint>

namespace basin {

namespace {

void addWholeNumber(std::vector<Setting> &settings, const char *option, const char *path, const std::string &value)
{
    if (value.empty())
        return;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size())
        throw InputError(option, "must be a whole number from 0, is \"" + shortText(std::string_view(value)) + "\"");
    settings.push_back({.path = path, .value = value});
}

std::vector<Setting> settingsOf(const ProjectArgument &argument)
{
    std::vector<Setting> settings;
    for (const std::string &text : argument.settings) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            throw InputError("--set", "must be KEY=VALUE, such as optimizer.learning_rate=0.1, is \"" +
                                          shortText(std::string_view(text)) + "\"");
        settings.push_back({.path = text.substr(0, equals), .value = text.substr(equals + 1)});
    }
    addWholeNumber(settings, "--seed", "init.seed", argument.seed);
    addWholeNumber(settings, "--epochs", "training.epochs", argument.epochs);
    return settings;
}

Project readLesson(const std::string &argument, const std::vector<Setting> &settings)
{
    const std::string name = argument.substr(argument.find(':') + 1);
    if (const Example *example = findExample(name))
        return exampleProject(*example, settings);
    std::vector<std::string_view> names;
    std::vector<std::string> words;
    for (const Example &example : examples()) {
        names.emplace_back(example.name);
        words.push_back(example.name);
    }
    if (name.find('/') != std::string::npos && findExample(name.substr(0, name.find('/'))) != nullptr)
        throw InputError(argument, "this lesson has no steps; leave out what follows the slash");
    const std::string near = nearestWord(name, names);
    throw InputError(argument, near.empty() ? "is not a lesson; these are: " + joined(words)
                                            : "is not a lesson; did you mean lesson:" + near + "?");
}

} // namespace

void addProjectOptions(CLI::App &command, ProjectArgument &argument)
{
    command.add_option("PROJECT", argument.project, "a .basin file, or lesson:NAME")->required();
    command
        .add_option("--set", argument.settings,
                    "sets any key of the project by its path: optimizer.learning_rate=0.1; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command.add_option("--seed", argument.seed, "sets init.seed")->type_name("S");
    command.add_option("--weights", argument.weights, "the weights: a JSON list, or a project saved with its run")
        ->type_name("FILE");
}

Project readProject(const ProjectArgument &argument)
{
    const std::vector<Setting> settings = settingsOf(argument);
    if (argument.project.starts_with("lesson:"))
        return readLesson(argument.project, settings);
    return loadProject(argument.project, settings);
}

PreparedRun prepareNamed(const ProjectArgument &argument, const Project &project)
{
    try {
        return prepareRun(project);
    } catch (const InputError &error) {
        throw InputError(argument.project, error.what());
    }
}

Trainer makeNamedTrainer(const ProjectArgument &argument, const PreparedRun &run)
{
    try {
        return Trainer(run.spec, run.data);
    } catch (const InputError &error) {
        throw InputError(argument.project, error.what());
    }
}

std::vector<double> readWeights(const ProjectArgument &argument, const Architecture &architecture)
{
    std::vector<double> weights = loadWeights(argument.weights);
    if (static_cast<Eigen::Index>(weights.size()) != architecture.parameterCount())
        throw InputError(argument.weights, "must have " + std::to_string(architecture.parameterCount()) +
                                               " numbers for this network, has " + std::to_string(weights.size()));
    return weights;
}

Vector chosenParameters(const ProjectArgument &argument, const Project &project, const RunSpec &spec)
{
    std::vector<double> values;
    if (!argument.weights.empty())
        values = readWeights(argument, spec.architecture);
    else if (project.state)
        values = project.state->parameters;
    else
        return startParameters(spec.architecture, spec.init);
    return Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

} // namespace basin
