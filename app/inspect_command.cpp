#include "inspect_command.h"

#include "command_line.h"
#include "output.h"

#include "data/error.h"
#include "landscape/point.h"

namespace basin {

namespace {

const char *levelName(SaturatedLevel::Kind kind)
{
    switch (kind) {
    case SaturatedLevel::Kind::Solved:
        return "solved";
    case SaturatedLevel::Kind::Edge:
        return "edge";
    case SaturatedLevel::Kind::Triple:
        return "triple";
    case SaturatedLevel::Kind::Constant:
        return "constant";
    }
    return "";
}

Json evidenceJson(const PointReport &point)
{
    Json evidence;
    evidence["exactly_zero"] = point.exactlyZero;
    evidence["largest_input"] = point.largestInput;
    evidence["largest_parameter"] = numberOrNull(point.largestParameter);
    if (point.revivedGradient)
        evidence["revived_gradient"] = *point.revivedGradient;
    if (point.lineSearchDrop)
        evidence["line_search_drop"] = *point.lineSearchDrop;
    if (point.descentOrder)
        evidence["descent_order"] = *point.descentOrder;
    if (point.descentDrop)
        evidence["descent_drop"] = *point.descentDrop;
    if (point.level)
        evidence["level"] = {{"kind", levelName(point.level->kind)}, {"loss", point.level->loss}};
    evidence["merged_samples"] = Json::array();
    for (const auto &[first, second] : point.merged)
        evidence["merged_samples"].push_back({first, second});
    return evidence;
}

Json cornersJson(const std::vector<CornerCode> &codes)
{
    Json corners = Json::array();
    for (const CornerCode &code : codes)
        corners.push_back({{"on", code.isOn}, {"isolated", code.isolated < 0 ? Json() : Json(code.isolated)}});
    return corners;
}

Json reportJson(const Objective &objective, const Vector &parameters, const PointReport &point)
{
    Json report;
    report["loss"] = numberOrNull(point.loss);
    report["penalty"] = numberOrNull(point.penalty);
    report["accuracy"] = numberOrNull(objective.accuracy(parameters));
    report["gradient_norm"] = numberOrNull(point.gradientNorm);
    report["kind"] = pointKindName(point.kind());
    report["verdict"] = verdictName(point.verdict);
    report["evidence"] = evidenceJson(point);
    report["eigenvalues"] = listJson(point.eigenvalues);
    report["inertia"] = Json();
    if (point.eigenvalues.size() > 0)
        report["inertia"] = {point.inertia.negative, point.inertia.zero, point.inertia.positive};
    report["tolerance"] = point.tolerance;
    report["saturated_units"] = point.saturatedUnits;
    report["corners"] = cornersJson(cornerCodes(objective, parameters));
    report["outputs"] = rowsJson(point.outputs);
    report["parameters"] = listJson(parameters);
    return report;
}

std::string sentenceOf(const PointReport &point)
{
    switch (point.verdict) {
    case Verdict::Diverged:
        return "diverged: the loss is not finite, or the weights are beyond all bounds";
    case Verdict::DeadEnd:
        return "a numerical dead end: " + std::to_string(point.exactlyZero) +
               " parts of the gradient are exactly 0 only because units are saturated" +
               (point.revivedGradient
                    ? "; without rounding its length would be " + readableNumber(*point.revivedGradient)
                    : std::string());
    case Verdict::Plateau:
        return "a plateau, not a stationary point: a long step downhill lowers the loss by " +
               readableNumber(point.lineSearchDrop.value_or(0.0));
    case Verdict::Saddle:
        return "a saddle: the loss falls in " + std::to_string(point.inertia.negative) + " directions";
    case Verdict::DegenerateSaddle:
        return "a degenerate saddle: no negative curvature, yet the loss falls along a curve of order " +
               std::to_string(point.descentOrder.value_or(0));
    case Verdict::StrictMinimum:
        return "a minimum: the loss rises in every direction";
    case Verdict::FlatMinimum:
        return "a minimum with flat directions: none was found in which the loss falls";
    case Verdict::AtInfinity:
        return "on the way to infinity: the loss falls " +
               (point.level ? "towards " + readableNumber(point.level->loss) + " (" + levelName(point.level->kind) +
                                  "), which no finite weights reach"
                            : std::string("ever more slowly as the weights grow"));
    case Verdict::StillMoving:
        break;
    }
    return "not stationary: the loss falls along the slope";
}

std::string listText(ConstVectorRef values)
{
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : " ") + readableNumber(value);
    return text;
}

std::string unitsText(const std::vector<int> &units)
{
    std::string text;
    for (const int unit : units)
        text += (text.empty() ? "h" : " h") + std::to_string(unit + 1);
    return text;
}

std::string reportText(const PointReport &point, const std::vector<CornerCode> &corners)
{
    std::string text = sentenceOf(point) + "\n";
    text += "loss         " + readableNumber(point.loss) + "\n";
    if (point.penalty != 0.0)
        text += "penalty      " + readableNumber(point.penalty) + "\n";
    text += "slope        " + readableNumber(point.gradientNorm) + "\n";
    if (point.eigenvalues.size() > 0) {
        text += "eigenvalues  " + listText(point.eigenvalues) + "\n";
        text += "inertia      " + std::to_string(point.inertia.negative) + " negative, " +
                std::to_string(point.inertia.zero) + " zero, " + std::to_string(point.inertia.positive) + " positive\n";
    }
    if (!point.saturatedUnits.empty())
        text += "saturated    " + unitsText(point.saturatedUnits) + "\n";
    for (std::size_t unit = 0; unit < corners.size(); ++unit)
        if (corners[unit].isolated >= 0)
            text += "h" + std::to_string(unit + 1) + "           cuts off sample " +
                    std::to_string(corners[unit].isolated + 1) + "\n";
    for (Eigen::Index s = 0; s < point.outputs.rows(); ++s)
        text += (s == 0 ? "outputs      " : "             ") + listText(point.outputs.row(s).transpose()) + "\n";
    return text;
}

} // namespace

CLI::App *addInspectCommand(CLI::App &app, InspectRequest &request)
{
    CLI::App *command = app.add_subcommand(
        "inspect", "says what the point of the error surface is at the given weights, else at those saved with the "
                   "project, else at the start");
    addProjectOptions(*command, request.argument);
    command->add_flag("--json", request.json, "prints the result as JSON");
    return command;
}

int runInspect(const InspectRequest &request)
{
    const Project project = readProject(request.argument);
    const PreparedRun run = prepareNamed(request.argument, project);
    const Vector parameters = chosenParameters(request.argument, project, run.spec);
    try {
        const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets,
                                  run.spec.training.precision);
        const PointReport point = inspectPoint(objective, parameters);
        writeOutput(request.json ? prettyJson(reportJson(objective, parameters, point))
                                 : reportText(point, cornerCodes(objective, parameters)));
    } catch (const InputError &error) {
        throw InputError(request.argument.project, error.what());
    }
    return exitFine;
}

} // namespace basin
