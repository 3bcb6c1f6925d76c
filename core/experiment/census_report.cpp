#include "experiment/census_file.h"

#include "project/json_document.h"

#include <array>
#include <charconv>
#include <cmath>

namespace basin {

namespace {

std::string digits(double value, int count)
{
    if (!std::isfinite(value))
        return "–";
    std::array<char, 32> text;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, count).ptr;
    return {text.data(), end};
}

std::string percent(double share)
{
    std::array<char, 32> text;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), 100.0 * share, std::chars_format::fixed, 2).ptr;
    return std::string(text.data(), end) + " %";
}

std::string interval(const Bounds &bounds)
{
    return percent(bounds.low) + " to " + percent(bounds.high);
}

double shareSolved(const CensusCell &cell)
{
    return static_cast<double>(cell.solved) / static_cast<double>(cell.rows.size());
}

/// A cell of a Markdown table.
std::string inTable(const std::string &text)
{
    std::string escaped;
    for (const char character : text)
        escaped += character == '|' ? std::string("\\|") : std::string(1, character);
    return escaped;
}

std::string outcomes(const CensusCell &cell)
{
    std::string text = "| outcome | runs | share | median loss |\n|---|---:|---:|---:|\n";
    for (const Fate &fate : cell.fates.groups)
        if (fate.count > 0)
            text += "| " + fate.label + " | " + std::to_string(fate.count) + " | " +
                    percent(static_cast<double>(fate.count) / static_cast<double>(cell.rows.size())) + " | " +
                    digits(fate.loss, 6) + " |\n";
    return text + "\n";
}

std::string sharesLine(const CensusCell &cell)
{
    std::string text = "Solved: " + std::to_string(cell.solved) + " of " + std::to_string(cell.rows.size());
    if (!cell.rows.empty())
        text += ", " + percent(shareSolved(cell)) + " (95 % interval " + interval(cell.wilson) + ").";
    if (!std::isnan(cell.solvedEpochs.median))
        text += " Epochs until all samples were on the right side: median " + digits(cell.solvedEpochs.median, 6) +
                ", quartiles " + digits(cell.solvedEpochs.lower, 6) + " and " + digits(cell.solvedEpochs.upper, 6) +
                ".";
    return text + "\n\n";
}

std::string sweepTable(const Census &census)
{
    std::string head = "|", rule = "|";
    for (const Variation &variation : census.spec.vary) {
        head += " " + inTable(variation.key) + " |";
        rule += "---|";
    }
    std::string text = head + " solved | of | share | 95 % interval | less the first cell | 95 % interval | p |\n" +
                       rule + "---:|---:|---:|---|---:|---|---:|\n";
    for (const CensusCell &cell : census.cells) {
        text += "|";
        for (const std::string &value : cell.values)
            text += " " + inTable(value) + " |";
        text += " " + std::to_string(cell.solved) + " | " + std::to_string(cell.rows.size()) + " | " +
                (cell.rows.empty() ? "–" : percent(shareSolved(cell))) + " | " + interval(cell.wilson) + " |";
        if (cell.against)
            text += " " + percent(cell.against->difference) + " | " + interval(cell.against->interval) + " | " +
                    digits(cell.against->pValue, 3) + " |\n";
        else
            text += " | | |\n";
    }
    return text + "\n";
}

std::string shellWord(const std::string &word)
{
    std::string quoted = "'";
    for (const char character : word)
        quoted += character == '\'' ? std::string("'\\''") : std::string(1, character);
    return quoted + "'";
}

std::string commandLine(const CensusSpec &spec)
{
    std::string text = "basin census project.basin --runs " + std::to_string(spec.runs);
    for (const Variation &variation : spec.vary) {
        std::string values;
        for (const std::string &value : variation.values)
            values += (values.empty() ? "" : ",") + value;
        text += " --vary " + shellWord(variation.key + "=" + values);
    }
    if (spec.varyData)
        text += " --vary-data";
    if (spec.shard.count > 1)
        text += " --shard " + std::to_string(spec.shard.index) + "/" + std::to_string(spec.shard.count);
    return text;
}

std::string settings(const Census &census)
{
    const CensusSpec &spec = census.spec;
    const std::uint64_t first = spec.project.init.seed;
    std::string text =
        "- " + std::to_string(census.rowCount()) + " of " + std::to_string(census.rowsWanted()) + " runs" +
        (census.cells.size() > 1 ? " in " + std::to_string(census.cells.size()) + " cells" : "") + ", seeds " +
        std::to_string(first) + " to " + std::to_string(first + static_cast<std::uint64_t>(spec.runs - 1));
    text += census.cells.size() > 1 ? ", in each cell the same\n" : "\n";
    if (spec.varyData)
        text += "- data drawn anew for each run, data seeds from " + std::to_string(spec.project.data.seed) + " on\n";
    text +=
        "- digest of the project " + projectDigest(spec.project) + ", of the data " + census.ground.dataDigest + "\n";
    return text + "- intervals: Wilson's score interval" +
           (census.cells.size() > 1 ? "; differences: Newcombe's method 10 for paired shares, p of McNemar's exact test"
                                    : "") +
           "\n\n";
}

} // namespace

std::string censusReport(const Census &census)
{
    Project project = census.spec.project;
    project.state.reset();
    std::string text = "# " + (project.title.empty() ? std::string("Census") : "Census: " + project.title) + "\n\n";
    text += settings(census);
    text += "## Result\n\n";
    if (census.cells.size() == 1)
        text += sharesLine(census.cells.front()) + outcomes(census.cells.front());
    else
        text += sweepTable(census);
    for (std::size_t i = 0; census.cells.size() > 1 && i < census.cells.size(); ++i)
        text += "### " + cellName(census.spec, static_cast<std::int64_t>(i)) + "\n\n" + sharesLine(census.cells[i]) +
                outcomes(census.cells[i]);
    text += "## To run it again\n\nSave this project as `project.basin`:\n\n```json\n" + projectText(project);
    text += text.ends_with('\n') ? "" : "\n";
    text += "```\n\nthen\n\n    " + commandLine(census.spec) + "\n";
    const std::string last = std::to_string(census.spec.project.init.seed) + " + k";
    return text + "\nRun k alone is `basin train project.basin --seed s`, where s is " + last +
           (census.cells.size() > 1 ? ", with the cell's values as `--set KEY=VALUE`" : "") +
           (census.spec.varyData ? " and `--set data.seed=" + std::to_string(census.spec.project.data.seed) + "+k`"
                                 : "") +
           ".\n";
}

} // namespace basin
