#include "escape_command.h"

#include "command_line.h"
#include "output.h"

#include "landscape/escape.h"

namespace basin {

namespace {

Json escapeJson(const Escape &escape)
{
    Json segments = Json::array();
    for (const Vector &end : escape.segments)
        segments.push_back(listJson(end));
    Json losses = Json::array();
    for (const double loss : escape.losses)
        losses.push_back(numberOrNull(loss));
    Json steps = Json::array();
    for (const EscapeStep &step : escape.steps)
        steps.push_back({{"what", escapeStepName(step.kind)}, {"unit", step.unit}});
    Json report;
    report["found"] = escape.found;
    report["method"] = escapeMethodName(escape.method);
    report["segments"] = std::move(segments);
    report["losses"] = std::move(losses);
    report["steps"] = std::move(steps);
    report["largest_rise"] = numberOrNull(escape.largestRise);
    report["samples"] = escape.samples;
    return report;
}

std::string escapeText(const Escape &escape)
{
    if (!escape.found)
        return "No way out was found: none of the paths tried falls all the way.\n";
    std::string text = "A way out (" + std::string(escapeMethodName(escape.method)) + ") in " +
                       std::to_string(escape.steps.size()) +
                       (escape.steps.size() == 1 ? " straight segment:\n" : " straight segments:\n");
    text += "  start: loss " + readableNumber(escape.losses.front()) + "\n";
    for (std::size_t i = 0; i < escape.steps.size(); ++i) {
        const EscapeStep &step = escape.steps[i];
        text += "  " + std::to_string(i + 1) + " " + escapeStepName(step.kind) +
                (step.unit >= 0 ? " h" + std::to_string(step.unit + 1) : std::string()) + ": loss " +
                readableNumber(escape.losses[i + 1]) + "\n";
    }
    return text + "The loss falls at each of " + std::to_string(escape.samples) +
           " samples (largest rise between neighbours " + readableNumber(escape.largestRise) +
           "); sampled, not proved.\nend: " + listJson(escape.segments.back()).dump() + "\n";
}

} // namespace

CLI::App *addEscapeCommand(CLI::App &app, EscapeRequest &request)
{
    CLI::App *command =
        app.add_subcommand("escape", "looks for a path of falling loss out of the given weights, else of those saved "
                                     "with the project, else of the start");
    addProjectOptions(*command, request.argument);
    command->add_flag("--json", request.json, "prints the result as JSON");
    return command;
}

int runEscape(const EscapeRequest &request)
{
    const Project project = readProject(request.argument);
    const PreparedRun run = prepareNamed(request.argument, project);
    const Vector parameters = chosenParameters(request.argument, project, run.spec);
    const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets,
                              run.spec.training.precision);
    const Escape escape = findEscape(objective, parameters);
    writeOutput(request.json ? prettyJson(escapeJson(escape)) : escapeText(escape));
    return exitFine;
}

} // namespace basin
