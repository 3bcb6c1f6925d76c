#include "data/error.h"
#include "landscape/escape.h"
#include "landscape/point.h"
#include "lesson/claim.h"
#include "training/many_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <mutex>

namespace basin {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The ends of a claim's runs, each in its place; `done` says which are there.
struct RunEnds {
    PreparedRun run;
    std::vector<RunEnd> ends;
    std::vector<bool> done;

    [[nodiscard]] std::uint64_t seed(std::size_t k) const { return run.spec.init.seed + k; }
};

RunEnds trainAll(const Project &project, std::int64_t count, const std::stop_token &stop)
{
    RunEnds all{.run = prepareRun(project), .ends = {}, .done = {}};
    all.ends.resize(static_cast<std::size_t>(count));
    all.done.resize(static_cast<std::size_t>(count));
    std::mutex mutex;
    const RunSet set{.spec = all.run.spec, .data = all.run.data, .count = count, .start = [&](std::int64_t k) {
                         return RunStart{.seed = all.seed(static_cast<std::size_t>(k))};
                     }};
    trainRuns(
        {set},
        [&](std::size_t, std::int64_t k, RunEnd &&end) {
            const std::scoped_lock lock(mutex);
            all.ends[static_cast<std::size_t>(k)] = std::move(end);
            all.done[static_cast<std::size_t>(k)] = true;
        },
        {}, stop);
    return all;
}

Objective objectiveOf(const PreparedRun &run)
{
    const Dataset &part = run.data->train;
    return {run.spec.architecture, run.spec.loss, part.inputs, part.targets, run.spec.training.precision};
}

/// As a Trainer measures it at the end of this run.
Metrics metricsAtEnd(const PreparedRun &run, std::uint64_t seed, const RunEnd &end)
{
    RunSpec spec = run.spec;
    spec.init.seed = seed;
    RunState state;
    state.parameters.assign(end.parameters.begin(), end.parameters.end());
    return Trainer(std::move(spec), run.data, &state).metrics();
}

double escapeQuantity(Quantity quantity, const Objective &objective, const Vector &parameters)
{
    const Escape escape = findEscape(objective, parameters);
    if (quantity == Quantity::EscapeFound)
        return escape.found ? 1.0 : 0.0;
    return escape.found ? escape.losses.back() : nothing;
}

double outputQuantity(Quantity quantity, const Objective &objective, const Vector &parameters)
{
    const Matrix outputs = objective.outputs(parameters);
    return quantity == Quantity::SmallestOutput ? outputs.minCoeff() : outputs.maxCoeff();
}

/// What some programs call accuracy, whatever the targets are.
double argmaxAccuracy(const Matrix &outputs, const Matrix &targets)
{
    Eigen::Index equal = 0;
    for (Eigen::Index sample = 0; sample < outputs.rows(); ++sample) {
        Eigen::Index answer = 0, wanted = 0;
        outputs.row(sample).maxCoeff(&answer);
        targets.row(sample).maxCoeff(&wanted);
        equal += answer == wanted ? 1 : 0;
    }
    return static_cast<double>(equal) / static_cast<double>(outputs.rows());
}

double eigenvalueQuantity(Quantity quantity, const Objective &objective, const Vector &parameters)
{
    const Vector eigenvalues = inspectPoint(objective, parameters, {.withDegenerateTest = false}).eigenvalues;
    if (eigenvalues.size() == 0)
        return nothing;
    return quantity == Quantity::LowestEigenvalue ? eigenvalues(0) : eigenvalues(eigenvalues.size() - 1);
}

double valueOf(Quantity quantity, const RunEnds &all, std::size_t k)
{
    const RunEnd &end = all.ends[k];
    switch (quantity) {
    case Quantity::Loss:
        return end.loss;
    case Quantity::Accuracy:
        return end.accuracy;
    case Quantity::Epochs:
        return static_cast<double>(end.epochs);
    case Quantity::SolvedEpoch:
        return static_cast<double>(end.solvedEpoch);
    case Quantity::TestLoss:
        return metricsAtEnd(all.run, all.seed(k), end).testLoss;
    case Quantity::TestAccuracy:
        return metricsAtEnd(all.run, all.seed(k), end).testAccuracy;
    case Quantity::LargestWeight:
        return end.parameters.cwiseAbs().maxCoeff();
    default:
        break;
    }
    const Objective objective = objectiveOf(all.run);
    switch (quantity) {
    case Quantity::GradientNorm:
        return objective.gradient(end.parameters).norm();
    case Quantity::ArgmaxAccuracy:
        return argmaxAccuracy(objective.outputs(end.parameters), all.run.data->train.targets);
    case Quantity::SmallestOutput:
    case Quantity::LargestOutput:
        return outputQuantity(quantity, objective, end.parameters);
    case Quantity::LowestEigenvalue:
    case Quantity::HighestEigenvalue:
        return eigenvalueQuantity(quantity, objective, end.parameters);
    default:
        return escapeQuantity(quantity, objective, end.parameters);
    }
}

/// For each run whether it ended in this fate.
std::vector<bool> haveFate(const RunEnds &all, const std::string &fate)
{
    std::vector<RunRow> rows;
    for (std::size_t k = 0; k < all.ends.size(); ++k)
        rows.push_back({.run = static_cast<std::int64_t>(k),
                        .seed = all.seed(k),
                        .outcome = all.ends[k].outcome,
                        .epochs = all.ends[k].epochs,
                        .solvedEpoch = all.ends[k].solvedEpoch,
                        .loss = all.ends[k].loss,
                        .accuracy = all.ends[k].accuracy});
    const Fates fates = sortFates(rows, namedLevels(all.run.spec, *all.run.data));
    std::vector<bool> have(rows.size());
    for (std::size_t k = 0; k < rows.size(); ++k)
        have[k] = fateName(fates.groups[fates.of[k]].kind) == fate;
    return have;
}

std::vector<std::size_t> runsThrough(const RunFilter &filter, const RunEnds &all)
{
    const std::vector<bool> have = filter.fate.empty() ? std::vector<bool>() : haveFate(all, filter.fate);
    std::vector<std::size_t> through;
    for (std::size_t k = 0; k < all.ends.size(); ++k) {
        if (!all.done[k] || (!filter.fate.empty() && !have[k]))
            continue;
        if (filter.quantity) {
            const double value = valueOf(*filter.quantity, all, k);
            if (!(value >= filter.atLeast.value_or(-std::numeric_limits<double>::infinity()) &&
                  value <= filter.atMost.value_or(std::numeric_limits<double>::infinity())))
                continue;
        }
        through.push_back(k);
    }
    return through;
}

std::string text(double value, const char *format = "%.6g")
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

std::string text(const Bounds &bounds)
{
    return "[" + text(bounds.low, "%.4f") + ", " + text(bounds.high, "%.4f") + "]";
}

void judgeNumber(const Claim &claim, ClaimResult &result)
{
    result.holds = std::abs(result.measured - claim.value) <= claim.tolerance;
    result.summary = text(result.measured, "%.8g") + "; claimed " + text(claim.value) + " ± " + text(claim.tolerance);
}

void judgeShare(const Claim &claim, ClaimResult &result)
{
    result.measured = result.runs > 0 ? static_cast<double>(result.hits) / static_cast<double>(result.runs) : nothing;
    result.interval = wilson95(result.hits, result.runs);
    const Bounds claimed = wilson95(std::llround(claim.value * static_cast<double>(claim.runs)), claim.runs);
    result.holds = result.runs > 0 && result.interval->low <= claimed.high && claimed.low <= result.interval->high;
    result.summary = std::to_string(result.hits) + " of " + std::to_string(result.runs) + ", " +
                     text(result.measured, "%.4f") + " " + text(*result.interval) + "; claimed " +
                     text(claim.value, "%.4f") + " " + text(claimed);
}

} // namespace

Project claimProject(const Claim &claim, const Project &project, Effort effort)
{
    Project changed = project;
    changed.state.reset();
    for (const Setting &setting : claim.settings)
        setKey(changed, setting.path, setting.value);
    if (effort == Effort::Quick)
        for (const Setting &setting : claim.quickSettings)
            setKey(changed, setting.path, setting.value);
    return changed;
}

ClaimResult measureClaim(const Claim &claim, const Project &project, Effort effort, const std::stop_token &stop)
{
    ClaimResult result;
    if (claim.kind == Claim::Kind::Formula) {
        result.measured = evaluateFormula(claim.formula);
        judgeNumber(claim, result);
        return result;
    }
    const std::int64_t count = effort == Effort::Quick ? claim.quickRuns : claim.runs;
    const RunEnds all = trainAll(claimProject(claim, project, effort), count, stop);
    result.runs = std::ranges::count(all.done, true);
    const std::vector<std::size_t> through = runsThrough(claim.where, all);
    result.hits = static_cast<std::int64_t>(through.size());
    if (claim.kind == Claim::Kind::Share) {
        judgeShare(claim, result);
        return result;
    }
    std::vector<double> values;
    for (const std::size_t k : through)
        values.push_back(valueOf(claim.quantity, all, k));
    result.measured = values.empty() ? nothing : quartiles(std::move(values)).median;
    judgeNumber(claim, result);
    return result;
}

} // namespace basin
