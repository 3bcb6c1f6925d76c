#include "evaluate_command.h"

#include "command_line.h"
#include "output.h"

#include "data/error.h"
#include "network/gradient_check.h"
#include "network/objective.h"

namespace basin {

namespace {

Json checkJson(const GradientCheck &check)
{
    Json object;
    object["max_relative_error"] = numberOrNull(check.maxRelativeError);
    object["worst_parameter"] = check.worstParameter;
    object["checked"] = check.checked;
    object["not_smooth"] = check.notSmooth;
    return object;
}

void addTestPart(Json &report, const PreparedRun &run, const Vector &parameters)
{
    report["test_loss"] = Json();
    report["test_accuracy"] = Json();
    if (run.data->test.samples() == 0)
        return;
    const Objective test(run.spec.architecture, run.spec.loss, run.data->test.inputs, run.data->test.targets,
                         run.spec.training.precision, targetSides(run.data->train.targets));
    report["test_loss"] = numberOrNull(test.loss(parameters));
    report["test_accuracy"] = numberOrNull(test.accuracy(parameters));
}

Json evaluate(const EvaluateRequest &request, const PreparedRun &run, const Vector &parameters)
{
    const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets,
                              run.spec.training.precision);
    Json report;
    report["loss"] = numberOrNull(objective.loss(parameters));
    report["penalty"] = numberOrNull(objective.penalty(parameters));
    report["accuracy"] = numberOrNull(objective.accuracy(parameters));
    addTestPart(report, run, parameters);
    report["parameters"] = listJson(parameters);
    report["outputs"] = rowsJson(objective.outputs(parameters));
    if (request.gradient)
        report["gradient"] = listJson(objective.gradient(parameters));
    if (request.hessian)
        report["hessian"] = rowsJson(objective.hessian(parameters));
    if (request.checkGradient) {
        // In float64 whatever the run's precision: differences of float32 values show nothing but rounding.
        const Objective exact(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets);
        report["gradient_check"] = checkJson(checkGradient(exact, parameters));
    }
    return report;
}

std::string reportText(const Json &report)
{
    std::string text;
    for (const auto &item : report.items()) {
        const bool isTable = item.value().is_array() && !item.value().empty() && item.value().front().is_array();
        if (item.value().is_null())
            continue;
        text += item.key() + ":" + (isTable ? "\n" : " ");
        if (!isTable)
            text += item.value().dump() + "\n";
        else
            for (const Json &row : item.value())
                text += "  " + row.dump() + "\n";
    }
    return text;
}

} // namespace

CLI::App *addEvaluateCommand(CLI::App &app, EvaluateRequest &request)
{
    CLI::App *command = app.add_subcommand(
        "evaluate",
        "prints loss and outputs at the given weights, else at those saved with the project, else at the start");
    addProjectOptions(*command, request.argument);
    command->add_flag("--gradient", request.gradient, "adds the gradient of loss + penalty");
    command->add_flag("--hessian", request.hessian, "adds the Hessian of loss + penalty");
    command->add_flag("--check-gradient", request.checkGradient, "holds the gradient against central differences");
    command->add_flag("--json", request.json, "prints the result as JSON");
    return command;
}

int runEvaluate(const EvaluateRequest &request)
{
    const Project project = readProject(request.argument);
    const PreparedRun run = prepareNamed(request.argument, project);
    const Vector parameters = chosenParameters(request.argument, project, run.spec);
    try {
        const Json report = evaluate(request, run, parameters);
        writeOutput(request.json ? prettyJson(report) : reportText(report));
    } catch (const InputError &error) {
        throw InputError(request.argument.project, error.what());
    }
    return exitFine;
}

} // namespace basin
