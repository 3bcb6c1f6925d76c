#include "evaluate_command.h"

#include "command_line.h"
#include "output.h"

#include "data/error.h"
#include "network/gradient_check.h"
#include "network/objective.h"

namespace basin {

namespace {

Json curveJson(const StepCurve &curve)
{
    Json errors = Json::array();
    for (const StepError &error : curve.errors)
        errors.push_back(
            {{"step", error.step}, {"largest", numberOrNull(error.largest)}, {"median", numberOrNull(error.median)}});
    return {{"best_step", curve.bestStep},
            {"best_median", numberOrNull(curve.bestMedian)},
            {"theory", curve.theory},
            {"errors", errors}};
}

Json partsJson(const GradientCheck &check)
{
    Json parts = Json::array();
    for (const CheckedPart &part : check.parts)
        parts.push_back({{"layer", part.layer},
                         {"part", part.isBias ? "bias" : "kernel"},
                         {"checked", part.checked},
                         {"failed", part.failed},
                         {"median_ratio", numberOrNull(part.medianRatio)},
                         {"lowest_ratio", numberOrNull(part.lowestRatio)},
                         {"highest_ratio", numberOrNull(part.highestRatio)}});
    return parts;
}

Json checkJson(const GradientCheck &check, const Architecture &architecture)
{
    Json object;
    object["max_relative_error"] = numberOrNull(check.maxRelativeError);
    object["worst_parameter"] = check.worstParameter;
    object["checked"] = check.checked;
    object["not_smooth"] = check.notSmooth;
    object["passes"] = check.passes();
    object["failed"] = check.failed;
    object["worst"] = Json::array();
    for (const Eigen::Index index : check.worst)
        object["worst"].push_back(architecture.parameterName(index));
    object["consistent_with"] = check.consistentWith ? Json(gradientFaultName(*check.consistentWith)) : Json();
    object["parts"] = partsJson(check);
    object["parameters"] = Json::array();
    for (const CheckedParameter &parameter : check.parameters)
        object["parameters"].push_back({{"name", architecture.parameterName(parameter.parameter)},
                                        {"analytic", numberOrNull(parameter.analytic)},
                                        {"numeric", numberOrNull(parameter.numeric)},
                                        {"relative_error", numberOrNull(parameter.relativeError)},
                                        {"fails", parameter.fails}});
    object["float64"] = curveJson(check.float64);
    object["float32"] = curveJson(check.float32);
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
        report["gradient_check"] = checkJson(checkGradient(exact, parameters), run.spec.architecture);
    }
    return report;
}

/// What is read on a terminal; the long lists are for programs.
std::string reportText(Json report)
{
    if (report.contains("gradient_check"))
        for (const char *list : {"parts", "parameters", "float64", "float32"})
            report["gradient_check"].erase(list);
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
