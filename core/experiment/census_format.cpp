#include "experiment/census_format.h"

#include "experiment/census_file.h"
#include "experiment/digest.h"
#include "project/json_document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace basin {

namespace {

/// Rows are handed on in pieces of about so many bytes.
constexpr std::size_t pieceBytes = 1U << 16U;

/// All digits that are needed to read the same number back; nothing for what is no number.
void appendNumber(std::string &text, double value)
{
    if (!std::isfinite(value))
        return;
    std::array<char, 32> digits;
    text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

template <class Integer>
void appendInteger(std::string &text, Integer value)
{
    std::array<char, 24> digits;
    text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

std::string csvCell(const std::string &text)
{
    if (text.find_first_of(",;\"\t ") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char character : text)
        quoted += character == '"' ? std::string("\"\"") : std::string(1, character);
    return quoted + "\"";
}

Json levelsJson(const CensusGround &ground)
{
    Json cells = Json::array();
    for (const std::vector<NamedLevel> &levels : ground.levels) {
        Json list = Json::array();
        for (const NamedLevel &level : levels)
            list.push_back(Json::array({fateName(level.kind), level.loss, level.floor}));
        cells.push_back(std::move(list));
    }
    return cells;
}

/// Header and rows, without the first line.
void writeRows(const Census &census, const std::function<void(std::string_view)> &write)
{
    std::string text = columnLine(census.spec);
    for (std::size_t i = 0; i < census.cells.size(); ++i) {
        const CensusCell &cell = census.cells[i];
        const std::string columns = cellColumns(census.spec, static_cast<std::int64_t>(i));
        for (std::size_t row = 0; row < cell.rows.size(); ++row) {
            appendRow(text, cell.rows[row], cell.fates.groups[cell.fates.of[row]].label, columns);
            if (text.size() > pieceBytes) {
                write(text);
                text.clear();
            }
        }
    }
    write(text);
}

} // namespace

std::string headLine(const CensusHead &head)
{
    const CensusSpec &spec = head.spec;
    Project project = spec.project;
    project.state.reset();
    Json json;
    json["project_digest"] = projectDigest(project);
    json["data_digest"] = head.ground.dataDigest;
    json["runs"] = spec.runs;
    json["seed"] = project.init.seed;
    json["vary"] = Json::array();
    for (const Variation &variation : spec.vary)
        json["vary"].push_back(Json{{"key", variation.key}, {"values", variation.values}});
    json["vary_data"] = spec.varyData;
    json["shard"] = std::to_string(spec.shard.index) + "/" + std::to_string(spec.shard.count);
    json["levels"] = levelsJson(head.ground);
    if (head.rows) {
        json["rows"] = *head.rows;
        json["rows_digest"] = head.rowsDigest;
    }
    if (head.seconds)
        json["seconds"] = *head.seconds;
    json["project"] = parseJson(projectText(project), {});
    return "# basin census " + json.dump() + "\n";
}

std::string columnLine(const CensusSpec &spec)
{
    std::string line = "run,seed,outcome,label,epochs,loss,accuracy";
    for (const Variation &variation : spec.vary)
        line += "," + csvCell(variation.key);
    return line + ",solved_epoch\n";
}

std::string cellColumns(const CensusSpec &spec, std::int64_t cell)
{
    std::string columns;
    for (const std::string &value : cellValues(spec, cell))
        columns += "," + csvCell(value);
    return columns;
}

void appendRow(std::string &text, const RunRow &row, std::string_view label, std::string_view cellColumns)
{
    appendInteger(text, row.run);
    text += ',';
    appendInteger(text, row.seed);
    text += ',';
    text += outcomeName(row.outcome);
    text += ',';
    text += label;
    text += ',';
    appendInteger(text, row.epochs);
    text += ',';
    appendNumber(text, row.loss);
    text += ',';
    appendNumber(text, row.accuracy);
    text += cellColumns;
    text += ',';
    appendInteger(text, row.solvedEpoch);
    text += '\n';
}

void writeCensus(const Census &census, const std::function<void(std::string_view)> &write)
{
    CensusHead head{.spec = census.spec, .ground = census.ground};
    if (census.isWhole()) {
        Digest digest;
        writeRows(census, [&](std::string_view piece) { digest.add(piece); });
        head.rows = census.rowCount();
        head.rowsDigest = digest.text();
        if (census.spec.shard.count > 1)
            head.seconds = census.seconds;
    }
    write(headLine(head));
    writeRows(census, write);
}

std::string censusText(const Census &census)
{
    std::string text;
    writeCensus(census, [&](std::string_view piece) { text += piece; });
    return text;
}

} // namespace basin
