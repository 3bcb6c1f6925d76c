#include "census_output.h"

#include "output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace basin {

namespace {

constexpr int binsPerDecade = 10;

/// All cells as one.
CensusCell together(const Census &census)
{
    if (census.cells.size() == 1)
        return census.cells.front();
    CensusCell all;
    std::vector<double> epochs;
    for (const CensusCell &cell : census.cells) {
        all.rows.insert(all.rows.end(), cell.rows.begin(), cell.rows.end());
        all.solved += cell.solved;
    }
    for (const RunRow &row : all.rows)
        if (row.outcome == Outcome::Solved && row.solvedEpoch >= 0)
            epochs.push_back(static_cast<double>(row.solvedEpoch));
    // Cells whose losses differ in kind have no levels in common.
    all.fates = sortFates(all.rows,
                          census.ground.levels.size() == 1 ? census.ground.levels.front() : std::vector<NamedLevel>());
    all.wilson = wilson95(all.solved, static_cast<std::int64_t>(all.rows.size()));
    all.solvedEpochs = quartiles(std::move(epochs));
    return all;
}

Json boundsJson(const Bounds &bounds)
{
    return Json::array({numberOrNull(bounds.low), numberOrNull(bounds.high)});
}

Json outcomesJson(const Fates &fates)
{
    Json list = Json::array();
    for (const Fate &fate : fates.groups)
        if (fate.count > 0)
            list.push_back(Json{{"loss", numberOrNull(fate.loss)}, {"count", fate.count}, {"label", fate.label}});
    return list;
}

void putSummary(Json &object, const CensusCell &cell)
{
    const auto runs = static_cast<std::int64_t>(cell.rows.size());
    object["runs"] = runs;
    object["solved"] = cell.solved;
    object["solved_fraction"] = runs > 0 ? Json(static_cast<double>(cell.solved) / static_cast<double>(runs)) : Json();
    object["wilson_95"] = boundsJson(cell.wilson);
    object["outcomes"] = outcomesJson(cell.fates);
    object["epochs_to_solve"] = Json{{"lower_quartile", numberOrNull(cell.solvedEpochs.lower)},
                                     {"median", numberOrNull(cell.solvedEpochs.median)},
                                     {"upper_quartile", numberOrNull(cell.solvedEpochs.upper)}};
}

Json histogramJson(const CensusCell &cell)
{
    std::vector<double> losses;
    losses.reserve(cell.rows.size());
    for (const RunRow &row : cell.rows)
        losses.push_back(row.loss);
    const LogHistogram histogram = logHistogram(losses, binsPerDecade);
    return Json{{"edges", histogram.edges}, {"counts", histogram.counts}, {"below", histogram.below}};
}

/// The value as the project has it: a number where it reads as one.
Json valueJson(const std::string &text)
{
    return Json::accept(text) ? Json::parse(text) : Json(text);
}

Json cellJson(const CensusSpec &spec, const CensusCell &cell)
{
    Json object;
    object["values"] = Json::object();
    for (std::size_t key = 0; key < spec.vary.size(); ++key)
        object["values"][spec.vary[key].key] = valueJson(cell.values[key]);
    putSummary(object, cell);
    object["difference"] = Json();
    if (cell.against)
        object["difference"] = Json{{"difference", numberOrNull(cell.against->difference)},
                                    {"interval_95", boundsJson(cell.against->interval)},
                                    {"p_value", numberOrNull(cell.against->pValue)}};
    return object;
}

std::string percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", 100.0 * share);
    return text;
}

std::string percent(std::int64_t hits, std::int64_t count)
{
    return count > 0 ? percent(static_cast<double>(hits) / static_cast<double>(count)) : "-";
}

std::string interval(const Bounds &bounds)
{
    return percent(bounds.low) + " to " + percent(bounds.high);
}

/// Columns as wide as their widest entry: the first ones to the left, numbers to the right.
std::string aligned(const std::vector<std::vector<std::string>> &rows, std::size_t leftColumns)
{
    std::vector<std::size_t> widths;
    for (const std::vector<std::string> &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const std::vector<std::string> &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string blanks(widths[i] - row[i].size(), ' ');
            text += (i == 0 ? "  " : "   ") + (i < leftColumns ? row[i] + blanks : blanks + row[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += "\n";
    }
    return text;
}

std::string outcomesTable(const CensusCell &cell)
{
    std::vector<std::vector<std::string>> rows{{"outcome", "runs", "share", "median loss"}};
    const auto runs = static_cast<std::int64_t>(cell.rows.size());
    for (const Fate &fate : cell.fates.groups)
        if (fate.count > 0)
            rows.push_back({fate.label, std::to_string(fate.count), percent(fate.count, runs),
                            std::isfinite(fate.loss) ? readableNumber(fate.loss) : "-"});
    return aligned(rows, 1);
}

std::string cellsTable(const Census &census)
{
    std::vector<std::vector<std::string>> rows(1);
    for (const Variation &variation : census.spec.vary)
        rows.front().push_back(variation.key);
    for (const char *title : {"solved", "95 % interval", "median epochs", "less the first", "95 % interval", "p"})
        rows.front().emplace_back(title);
    for (const CensusCell &cell : census.cells) {
        std::vector<std::string> row = cell.values;
        row.push_back(percent(cell.solved, static_cast<std::int64_t>(cell.rows.size())));
        row.push_back(interval(cell.wilson));
        row.push_back(std::isnan(cell.solvedEpochs.median) ? "-" : readableNumber(cell.solvedEpochs.median));
        if (cell.against) {
            row.push_back(percent(cell.against->difference));
            row.push_back(interval(cell.against->interval));
            row.push_back(readableNumber(cell.against->pValue));
        }
        rows.push_back(std::move(row));
    }
    return aligned(rows, census.spec.vary.size());
}

} // namespace

Json censusJson(const Census &census)
{
    const CensusCell all = together(census);
    Json report;
    putSummary(report, all);
    report["loss_histogram"] = histogramJson(all);
    report["seconds"] = census.seconds;
    report["seed"] = census.spec.project.init.seed;
    report["shard"] = std::to_string(census.spec.shard.index) + "/" + std::to_string(census.spec.shard.count);
    report["project_digest"] = projectDigest(census.spec.project);
    report["cells"] = Json::array();
    if (!census.spec.vary.empty())
        for (const CensusCell &cell : census.cells)
            report["cells"].push_back(cellJson(census.spec, cell));
    return report;
}

std::string censusTable(const Census &census)
{
    const CensusCell all = together(census);
    const auto runs = static_cast<std::int64_t>(all.rows.size());
    std::string text = std::to_string(all.solved) + " of " + std::to_string(runs) +
                       " runs solved: " + percent(all.solved, runs) + ", 95 % interval " + interval(all.wilson) + " (" +
                       readableNumber(census.seconds) + " s)\n";
    if (!std::isnan(all.solvedEpochs.median))
        text += "epochs to solve: median " + readableNumber(all.solvedEpochs.median) + ", quartiles " +
                readableNumber(all.solvedEpochs.lower) + " and " + readableNumber(all.solvedEpochs.upper) + "\n";
    text += "\n" + outcomesTable(all);
    if (!census.spec.vary.empty())
        text += "\n" + cellsTable(census);
    return text;
}

} // namespace basin
