#include "project/project.h"

#include "data/atomic_file.h"
#include "data/embedded_file.h"
#include "data/error.h"
#include "data/file.h"
#include "project/json_reader.h"
#include "project/project_json.h"

namespace basin {

namespace {

std::vector<double> weightsOfProject(const Json &document, const std::string &where)
{
    const Project project = projectFromJson(document, where);
    if (project.state)
        return project.state->parameters;
    if (!project.init.parameters.empty())
        return project.init.parameters;
    throw InputError(where, "holds no weights: no run was saved with this project");
}

} // namespace

Project parseProject(std::string_view json, const std::string &where, const std::vector<Setting> &settings)
{
    Json document = parseJson(json, where);
    Project project = projectFromJson(document, where);
    if (settings.empty())
        return project;
    const std::string source = "--set";
    for (const Setting &setting : settings) {
        try {
            putValue(document, setting.path, setting.value);
        } catch (const InputError &error) {
            throw InputError(source, error.what());
        }
    }
    return projectFromJson(document, source);
}

Project loadProject(const std::filesystem::path &file, const std::vector<Setting> &settings)
{
    Project project = parseProject(readFile(file, file.string(), maximumFileBytes), file.string(), settings);
    project.folder = file.parent_path();
    return project;
}

Project inFolder(Project project, const std::filesystem::path &folder)
{
    const auto option = project.data.options.values().find("path");
    const std::string *path =
        option != project.data.options.values().end() ? std::get_if<std::string>(&option->second) : nullptr;
    if (path != nullptr && !path->empty() && !builtInFile(*path) && std::filesystem::path(*path).is_relative()) {
        const std::filesystem::path target = std::filesystem::absolute(project.folder / *path).lexically_normal();
        const std::filesystem::path relative =
            target.lexically_relative(std::filesystem::absolute(folder / ".").lexically_normal());
        project.data.options.set("path", relative.empty() ? target.string() : relative.string());
    }
    project.folder = folder;
    return project;
}

void saveProject(const Project &project, const std::filesystem::path &file)
{
    const std::string text = projectText(inFolder(project, file.parent_path()));
    if (text.size() > maximumFileBytes)
        throw InputError(file.string(), "is not written: the project would be larger than 64 MiB");
    writeFileAtomically(file, text);
}

std::vector<double> loadWeights(const std::filesystem::path &file)
{
    const std::string where = file.string();
    const Json document = parseJson(readFile(file, where, maximumFileBytes), where);
    const JsonReader root(document, where);
    if (document.is_array())
        return root.numbers();
    if (!document.is_object())
        root.fail("must be a list of numbers, or a project with a saved run");
    if (document.contains("basin"))
        return weightsOfProject(document, where);
    return root.require("parameters", "must be a list of numbers, or a project with a saved run").numbers();
}

} // namespace basin
