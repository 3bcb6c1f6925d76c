#include "experiment/census_format.h"

#include "data/error.h"
#include "data/file.h"
#include "experiment/census_file.h"
#include "experiment/digest.h"
#include "project/json_document.h"
#include "project/json_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace basin {

namespace {

constexpr std::string_view mark = "# basin census ";
constexpr std::size_t largestFile = std::size_t{4} << 30U; // the most rows of 200 bytes each

std::string place(const std::string &name, std::int64_t line)
{
    return name + ":" + std::to_string(line);
}

FateKind levelKind(const JsonReader &reader)
{
    const std::string name = reader.choice({"edge", "triple", "constant"});
    return name == "edge" ? FateKind::Edge : name == "triple" ? FateKind::Triple : FateKind::Constant;
}

CensusGround groundOf(const JsonReader &root)
{
    CensusGround ground;
    const JsonReader cells = root.require("levels", "must be the levels of the loss");
    for (std::size_t i = 0; i < cells.listSize("must be a list of levels for each cell"); ++i) {
        std::vector<NamedLevel> levels;
        const JsonReader list = cells.element(i);
        for (std::size_t k = 0; k < list.listSize("must be a list of levels"); ++k) {
            const JsonReader level = list.element(k);
            if (level.listSize("must be a name and two losses") != 3)
                level.fail("must be a name and two losses");
            levels.push_back({.kind = levelKind(level.element(0)),
                              .loss = level.element(1).number(),
                              .floor = level.element(2).number()});
        }
        ground.levels.push_back(std::move(levels));
    }
    ground.dataDigest = root.require("data_digest", "must be the data's digest").text();
    return ground;
}

std::vector<Variation> variationsOf(const JsonReader &list)
{
    std::vector<Variation> vary;
    for (std::size_t i = 0; i < list.listSize("must be a list of keys"); ++i) {
        const JsonReader entry = list.element(i);
        Variation variation{.key = entry.require("key", "must be a key's path").text(), .values = {}};
        const JsonReader values = entry.require("values", "must be a list of texts");
        for (std::size_t k = 0; k < values.listSize("must be a list of texts"); ++k)
            variation.values.push_back(values.element(k).text());
        vary.push_back(std::move(variation));
    }
    return vary;
}

CensusHead headOf(std::string_view line, const std::string &where)
{
    if (!line.starts_with(mark))
        throw InputError(where, "is not the first line of a census that Basin wrote");
    const Json json = parseJson(line.substr(mark.size()), where);
    const JsonReader root(json, where);
    CensusHead head;
    CensusSpec &spec = head.spec;
    spec.project = parseProject(root.require("project", "must be the project").value().dump(), where);
    spec.runs = root.require("runs", "must be the number of runs").integer(1, CensusSpec::maximumRuns);
    spec.vary = variationsOf(root.require("vary", "must be a list of keys"));
    spec.varyData = root.require("vary_data", "must be true or false").flag();
    spec.shard = parseShard(root.require("shard", "must be K/N").text());
    head.ground = groundOf(root);
    if (const auto rows = root.find("rows")) {
        head.rows = rows->integer(0, CensusSpec::maximumRows);
        head.rowsDigest = root.require("rows_digest", "must be the rows' digest").text();
    }
    if (const auto seconds = root.find("seconds"))
        head.seconds = seconds->number(0.0);
    if (const auto problem = spec.problem())
        throw InputError(where, *problem);
    const std::size_t lists = head.ground.levels.size();
    if (lists != 1 && lists != static_cast<std::size_t>(spec.cellCount()))
        throw InputError(where, "has levels for " + std::to_string(lists) + " cells");
    if (root.require("project_digest", "must be the project's digest").text() != projectDigest(spec.project))
        throw InputError(where, "the project is not the one that its digest states: the line was edited, or comes from "
                                "another version of Basin");
    return head;
}

/// Cuts one field off the front of a row without quotes.
bool cutField(std::string_view &rest, std::string_view &field)
{
    const std::size_t comma = rest.find(',');
    if (comma == std::string_view::npos)
        return false;
    field = rest.substr(0, comma);
    rest.remove_prefix(comma + 1);
    return true;
}

template <class Number>
bool readNumber(std::string_view text, Number &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

/// An empty field is no number.
bool readLoss(std::string_view text, double &value)
{
    value = std::numeric_limits<double>::quiet_NaN();
    return text.empty() || (readNumber(text, value) && std::isfinite(value));
}

bool readOutcome(std::string_view text, Outcome &outcome)
{
    for (const Outcome one : {Outcome::Solved, Outcome::Stuck, Outcome::Diverged, Outcome::Undecided})
        if (outcomeName(one) == text) {
            outcome = one;
            return true;
        }
    return false;
}

/// Reads rows and holds each against what it must be.
class RowReader {
public:
    RowReader(const CensusHead &head, const std::string &name) : m_spec(head.spec), m_name(name)
    {
        const std::int64_t cells = m_spec.cellCount();
        for (std::int64_t cell = 0; cell < cells; ++cell)
            m_cells.emplace(cellColumns(m_spec, cell), cell);
        m_isThere.assign(static_cast<std::size_t>(cells), std::vector<bool>(static_cast<std::size_t>(m_spec.runs)));
        m_rows.resize(static_cast<std::size_t>(cells));
    }

    void add(std::string_view text, std::int64_t line)
    {
        RunRow row;
        const std::int64_t cell = read(text, row, line);
        std::vector<bool> &isThere = m_isThere[static_cast<std::size_t>(cell)];
        const auto run = static_cast<std::size_t>(row.run);
        if (isThere[run])
            fail(line, "run " + std::to_string(row.run) + " is there twice");
        isThere[run] = true;
        m_rows[static_cast<std::size_t>(cell)].push_back(row);
    }
    [[nodiscard]] std::vector<std::vector<RunRow>> take() { return std::move(m_rows); }

    [[noreturn]] void fail(std::int64_t line, const std::string &problem) const
    {
        throw InputError(place(m_name, line), problem);
    }

private:
    std::int64_t read(std::string_view text, RunRow &row, std::int64_t line) const
    {
        std::array<std::string_view, 7> fields;
        std::string_view rest = text;
        for (std::size_t i = 0; i + 1 < fields.size(); ++i)
            if (!cutField(rest, fields[i]))
                fail(line, "is not a row of this table");
        // Accuracy, then the varied values as they were written, then the last column.
        const std::size_t first = std::min(rest.find(','), rest.size()), last = std::min(rest.rfind(','), rest.size());
        fields[6] = rest.substr(0, first);
        const std::string_view solvedEpoch = last < rest.size() ? rest.substr(last + 1) : std::string_view();
        const auto cell = m_cells.find(std::string(rest.substr(first, last - first)));
        if (!readNumber(fields[0], row.run) || !readNumber(fields[1], row.seed) ||
            !readOutcome(fields[2], row.outcome) || !readNumber(fields[4], row.epochs) ||
            !readLoss(fields[5], row.loss) || !readLoss(fields[6], row.accuracy) ||
            !readNumber(solvedEpoch, row.solvedEpoch) || cell == m_cells.end())
            fail(line, "is not a row of this table");
        check(row, line);
        return cell->second;
    }

    void check(const RunRow &row, std::int64_t line) const
    {
        if (row.run < 0 || row.run >= m_spec.runs)
            fail(line, "there is no run " + std::to_string(row.run) + " among " + std::to_string(m_spec.runs));
        if (row.run % m_spec.shard.count != m_spec.shard.index - 1)
            fail(line, "run " + std::to_string(row.run) + " does not belong to part " +
                           std::to_string(m_spec.shard.index) + " of " + std::to_string(m_spec.shard.count));
        if (row.seed != m_spec.project.init.seed + static_cast<std::uint64_t>(row.run))
            fail(line, "run " + std::to_string(row.run) + " must have seed " +
                           std::to_string(m_spec.project.init.seed + static_cast<std::uint64_t>(row.run)));
        if (row.epochs < 0 || row.solvedEpoch < -1 || row.solvedEpoch > row.epochs)
            fail(line, "run " + std::to_string(row.run) + " has epochs that cannot be");
    }

    const CensusSpec &m_spec;
    const std::string &m_name;
    std::unordered_map<std::string, std::int64_t> m_cells; ///< by their columns
    std::vector<std::vector<bool>> m_isThere;
    std::vector<std::vector<RunRow>> m_rows;
};

/// Lines of a text, without their ends; the rest after the last line end is none.
class Lines {
public:
    explicit Lines(std::string_view text) : m_text(text) {}
    bool next(std::string_view &line)
    {
        const std::size_t end = m_text.find('\n', m_used);
        if (end == std::string_view::npos)
            return false;
        line = m_text.substr(m_used, end - m_used);
        m_used = end + 1;
        ++m_number;
        return true;
    }
    [[nodiscard]] std::size_t used() const { return m_used; }
    [[nodiscard]] std::int64_t number() const { return m_number; } ///< of the last line, from 1

private:
    std::string_view m_text;
    std::size_t m_used = 0;
    std::int64_t m_number = 0;
};

void checkWhole(const CensusHead &head, std::string_view afterHead, bool isComplete, std::int64_t rows,
                const RowReader &reader)
{
    if (rows < *head.rows || !isComplete)
        reader.fail(rows + 3, "the file ends here after " + std::to_string(rows) + " of " + std::to_string(*head.rows) +
                                  " rows: it was cut short");
    if (rows > *head.rows)
        reader.fail(*head.rows + 3, "is one row more than the " + std::to_string(*head.rows) + " that line 1 states");
    Digest digest;
    digest.add(afterHead);
    if (digest.text() != head.rowsDigest)
        reader.fail(1, "the rows are not those whose digest stands here: the file was edited");
}

} // namespace

std::optional<CensusParts> parseCensus(const std::string &text, const std::string &name, const std::string *begun)
{
    if (begun != nullptr && text.size() < begun->size() && begun->starts_with(text))
        return {};
    Lines lines(text);
    std::string_view line;
    if (!lines.next(line))
        throw InputError(place(name, 1), "is not the first line of a census that Basin wrote");
    CensusParts parts;
    parts.head = headOf(line, place(name, 1));
    const std::string_view afterHead = std::string_view(text).substr(lines.used());
    RowReader reader(parts.head, name);
    std::string columns = columnLine(parts.head.spec);
    columns.pop_back();
    if (!lines.next(line) || line != columns)
        reader.fail(2, "must be " + columns);
    std::int64_t rows = 0;
    for (; lines.next(line); ++rows)
        reader.add(line, lines.number());
    if (parts.head.rows)
        checkWhole(parts.head, afterHead, lines.used() == text.size(), rows, reader);
    parts.rows = reader.take();
    parts.usedBytes = lines.used();
    return parts;
}

std::string censusFileText(const std::filesystem::path &file)
{
    return readFile(file, file.string(), largestFile);
}

Census readCensus(const std::filesystem::path &file)
{
    const std::string text = censusFileText(file);
    CensusParts parts = *parseCensus(text, file.string());
    parts.head.spec.project.folder = file.parent_path();
    return summarise(parts.head.spec, parts.head.ground, std::move(parts.rows), parts.head.seconds.value_or(0.0));
}

} // namespace basin
