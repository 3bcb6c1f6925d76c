#include "project_argument.h"

#include "data/error.h"
#include "lesson/lesson.h"
#include "project/examples.h"
#include "project/json_reader.h"
#include "project/project_json.h"

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

/// Names that "lesson:" takes: examples and lessons.
std::vector<std::string> lessonNames()
{
    std::vector<std::string> names;
    for (const Lesson &lesson : lessons())
        names.push_back(lesson.name);
    for (const Example &example : examples())
        names.push_back(example.name);
    return names;
}

[[noreturn]] void refuseLesson(const std::string &argument, const std::string &name)
{
    const std::vector<std::string> names = lessonNames();
    const std::string near = nearestWord(name, {names.begin(), names.end()});
    throw InputError(argument, near.empty() ? "is not a lesson; these are: " + joined(names)
                                            : "is not a lesson; did you mean lesson:" + near + "?");
}

const LessonStep &stepOf(const std::string &argument, const Lesson &lesson, const std::string &step)
{
    if (const LessonStep *found = lesson.findStep(step))
        return *found;
    std::vector<std::string> names;
    for (const LessonStep &other : lesson.steps)
        names.push_back(other.name);
    throw InputError(argument, "this lesson has no such step; its steps are 1 to " +
                                   std::to_string(lesson.steps.size()) + ": " + joined(names));
}

/// lesson:NAME, lesson:NAME/STEP.
Project readLesson(const std::string &argument, const std::vector<Setting> &settings)
{
    const std::string rest = argument.substr(argument.find(':') + 1);
    const std::size_t slash = rest.find('/');
    const std::string name = rest.substr(0, slash);
    if (const Example *example = findExample(name)) {
        if (slash != std::string::npos)
            throw InputError(argument, "this lesson has no steps; leave out what follows the slash");
        return exampleProject(*example, settings);
    }
    const Lesson *lesson = findLesson(name);
    if (lesson == nullptr)
        refuseLesson(argument, name);
    const LessonStep &step =
        slash == std::string::npos ? lesson->steps.front() : stepOf(argument, *lesson, rest.substr(slash + 1));
    return parseProject(projectToJson(step.project, JsonExtent::Chosen).dump(), argument, settings);
}

} // namespace

void addProjectOptions(CLI::App &command, ProjectArgument &argument)
{
    command.add_option("PROJECT", argument.project, "a .basin file, lesson:NAME or lesson:NAME/STEP")->required();
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
