#include "stationary_command.h"

#include "command_line.h"
#include "output.h"

#include "data/error.h"
#include "landscape/stationary.h"

#include <algorithm>
#include <cstdio>
#include <thread>

namespace basin {

namespace {

SearchSpec searchSpec(const StationaryRequest &request, const Project &project, const PreparedRun &run)
{
    SearchSpec spec;
    spec.starts = request.starts;
    spec.seed = project.init.seed;
    spec.threads =
        request.threads > 0 ? request.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    if (!request.argument.weights.empty()) {
        const std::vector<double> weights = readWeights(request.argument, run.spec.architecture);
        spec.seeds.emplace_back(Eigen::Map<const Vector>(weights.data(), static_cast<Eigen::Index>(weights.size())));
    }
    return spec;
}

Json pointJson(const StationaryPoint &point)
{
    Json object;
    object["level"] = numberOrNull(point.loss);
    object["gradient_norm"] = numberOrNull(point.gradientNorm);
    object["kind"] = pointKindName(point.report.kind());
    object["inertia"] = {point.report.inertia.negative, point.report.inertia.zero, point.report.inertia.positive};
    object["eigenvalues"] = listJson(point.report.eigenvalues);
    object["class"] = pointClassName(point.derivedClass);
    object["images"] = point.images;
    object["found"] = point.found;
    object["outputs"] = rowsJson(point.report.outputs);
    object["parameters"] = listJson(point.parameters);
    return object;
}

Json resultJson(const SearchResult &result)
{
    Json object;
    object["points"] = Json::array();
    for (const StationaryPoint &point : result.points)
        object["points"].push_back(pointJson(point));
    object["plateaus"] = result.plateaus;
    object["not_converged"] = result.notConverged;
    return object;
}

std::string resultText(const SearchResult &result)
{
    std::string text = "level            kind         -  0  +   images  found  class\n";
    for (const StationaryPoint &point : result.points) {
        char line[160];
        std::snprintf(line, sizeof line, "%-15.10g  %-10s %3d%3d%3d  %7zu%7d  %s\n", point.loss,
                      pointKindName(point.report.kind()), point.report.inertia.negative, point.report.inertia.zero,
                      point.report.inertia.positive, point.images, point.found, pointClassName(point.derivedClass));
        text += line;
    }
    return text + "searches that ended on a saturated plateau: " + std::to_string(result.plateaus) +
           "; not converged: " + std::to_string(result.notConverged) + "\n";
}

} // namespace

CLI::App *addStationaryCommand(CLI::App &app, StationaryRequest &request)
{
    CLI::App *command = app.add_subcommand(
        "stationary", "searches for points of the error surface without slope, and tells what each of them is");
    addProjectOptions(*command, request.argument);
    command->add_option("--starts", request.starts, "random starts of the search")
        ->type_name("N")
        ->check(CLI::Range(0, 1'000'000));
    command->add_option("--threads", request.threads, "0: one for each processor")
        ->type_name("T")
        ->check(CLI::Range(0, 1024));
    command->add_flag("--json", request.json, "prints the result as JSON");
    return command;
}

int runStationary(const StationaryRequest &request)
{
    const Project project = readProject(request.argument);
    const PreparedRun run = prepareNamed(request.argument, project);
    const SearchSpec spec = searchSpec(request, project, run);
    try {
        const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets,
                                  run.spec.training.precision);
        const SearchResult result = findStationaryPoints(objective, spec);
        writeOutput(request.json ? prettyJson(resultJson(result)) : resultText(result));
    } catch (const InputError &error) {
        throw InputError(request.argument.project, error.what());
    }
    return exitFine;
}

} // namespace basin
