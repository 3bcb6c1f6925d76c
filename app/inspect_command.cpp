#include "inspect_command.h"

#include "command_line.h"
#include "output.h"
#include "training_loop.h"

#include "data/error.h"
#include "diagnosis/diagnosis.h"
#include "landscape/point.h"
#include "render/run_figures.h"
#include "render/verdict_text.h"
#include "training/trainer.h"

#include <algorithm>
#include <optional>

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

const DiagnosisRule &ruleOf(const Finding &finding)
{
    return *std::ranges::find(diagnosisRules(), finding.id, &DiagnosisRule::id);
}

Json findingsJson(const std::vector<Finding> &findings)
{
    Json list = Json::array();
    for (const Finding &finding : findings) {
        Json evidence = Json::object();
        for (const Evidence &item : finding.evidence) {
            const Vector values = Eigen::Map<const Vector>(item.values.data(), std::ssize(item.values));
            evidence[item.name] = item.isList ? listJson(values) : numberOrNull(values[0]);
        }
        Json cures = Json::array();
        for (const CureKind kind : finding.cures)
            cures.push_back(cureName(kind));
        list.push_back(
            {{"id", finding.id},
             {"severity", severityName(finding.severity)},
             {"consistent_with", findings.size() > 1}, // where several fire none is proved
             {"signature", ruleOf(finding).signature},
             {"evidence", evidence},
             {"refutation", {{"experiment", cureName(finding.refutation)}, {"refuted_if", ruleOf(finding).refutedIf}}},
             {"cures", cures}});
    }
    return list;
}

Json curesJson(const std::vector<Cure> &cures)
{
    Json list = Json::array();
    for (const Cure &cure : cures) {
        Json settings = Json::object();
        for (const auto &[key, value] : cure.settings)
            settings[key] = value;
        Json item{{"kind", cureName(cure.kind)}, {"settings", settings}, {"restarts", cure.restarts}};
        if (cure.parameters)
            item["parameters"] = listJson(*cure.parameters);
        list.push_back(item);
    }
    return list;
}

Json reportJson(const Objective &objective, const Vector &parameters, const PointReport &point,
                const std::vector<Finding> &findings)
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
    report["findings"] = findingsJson(findings);
    report["corners"] = cornersJson(cornerCodes(objective, parameters));
    report["outputs"] = rowsJson(point.outputs);
    report["parameters"] = listJson(parameters);
    return report;
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

QStringList patternNames(const PreparedData &data, Eigen::Index count)
{
    QStringList names;
    for (Eigen::Index sample = 0; sample < count; ++sample)
        names << patternName(data, static_cast<std::size_t>(sample));
    return names;
}

std::string reportText(const Objective &objective, const Vector &parameters, const PointReport &point,
                       const PreparedData &data, const std::vector<Finding> &findings)
{
    const QStringList patterns = patternNames(data, point.outputs.rows());
    std::string text = verdictText(point, objective, patterns).plain().toStdString() + "\n";
    const QString corners = cornerText(cornerCodes(objective, parameters), objective, patterns);
    if (!corners.isEmpty())
        text += corners.toStdString() + "\n";
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
    for (const Finding &finding : findings)
        text += std::string(findings.size() > 1 ? "consistent with  " : "finding      ") + finding.id + " (" +
                severityName(finding.severity) + ")\n";
    for (Eigen::Index s = 0; s < point.outputs.rows(); ++s)
        text += (s == 0 ? "outputs      " : "             ") + listText(point.outputs.row(s).transpose()) + "\n";
    return text;
}

} // namespace

CLI::App *addInspectCommand(CLI::App &app, InspectRequest &request)
{
    CLI::App *command = app.add_subcommand(
        "inspect", "says what the point of the error surface is at the given weights, else at those saved with the "
                   "project, else at the start; with --epochs trains first and looks at the run's course too");
    addProjectOptions(*command, request.argument);
    command
        ->add_option("--epochs", request.argument.epochs,
                     "trains for so many epochs from the start (or from --weights) and then looks at point and course")
        ->type_name("N");
    command->add_flag("--json", request.json, "prints the result as JSON");
    return command;
}

namespace {

/// A run as it is when it has come to its end; before, its curves.
struct InspectedRun {
    Vector parameters;
    std::optional<Trainer> trainer; ///< where it was trained for this
};

/// Nothing where it was interrupted.
std::optional<InspectedRun> inspectedRun(const InspectRequest &request, const Project &project, PreparedRun &run)
{
    if (request.argument.epochs.empty())
        return InspectedRun{chosenParameters(request.argument, project, run.spec), {}};
    prepareToTrain(request.argument, run);
    if (!request.argument.weights.empty())
        run.spec.init.parameters = readWeights(request.argument, run.spec.architecture);
    Trainer trainer = makeNamedTrainer(request.argument, run);
    if (!trainToTheEnd(trainer))
        return {};
    Vector parameters = trainer.parameters();
    return InspectedRun{std::move(parameters), std::move(trainer)};
}

} // namespace

int runInspect(const InspectRequest &request)
{
    const Project project = readProject(request.argument);
    PreparedRun run = prepareNamed(request.argument, project);
    const std::optional<InspectedRun> inspected = inspectedRun(request, project, run);
    if (!inspected)
        return exitInterrupted;
    const Vector &parameters = inspected->parameters;
    try {
        const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets,
                                  run.spec.training.precision);
        const PointReport point = inspectPoint(objective, parameters);
        DiagnosedRun diagnosed{.spec = run.spec, .data = *run.data, .parameters = parameters};
        if (inspected->trainer) {
            diagnosed.history = &inspected->trainer->history();
            diagnosed.epoch = inspected->trainer->epoch();
        }
        const std::vector<Finding> findings = diagnose(diagnosed, point);
        if (!request.json) {
            writeOutput(reportText(objective, parameters, point, *run.data, findings));
            return exitFine;
        }
        Json report = reportJson(objective, parameters, point, findings);
        report["cures"] = curesJson(curesFor(diagnosed, point, findings));
        if (inspected->trainer) {
            report["epoch"] = diagnosed.epoch;
            report["outcome"] = outcomeName(inspected->trainer->outcome());
        } else if (request.argument.weights.empty()) {
            report["epoch"] = project.state ? project.state->epoch : 0;
        }
        writeOutput(prettyJson(report));
    } catch (const InputError &error) {
        throw InputError(request.argument.project, error.what());
    }
    return exitFine;
}

} // namespace basin
