#include "experiment/census.h"

#include "data/error.h"

#include <algorithm>
#include <limits>

namespace basin {

namespace {

std::optional<std::string> countProblem(const CensusSpec &spec)
{
    if (spec.runs < 1 || spec.runs > CensusSpec::maximumRuns)
        return "runs: must be a whole number from 1 to " + std::to_string(CensusSpec::maximumRuns) + ", is " +
               std::to_string(spec.runs);
    if (spec.shard.count < 1 || spec.shard.index < 1 || spec.shard.index > spec.shard.count)
        return "shard: must be part K of N counted from 1, is " + std::to_string(spec.shard.index) + "/" +
               std::to_string(spec.shard.count);
    if (spec.shard.count > spec.runs)
        return "shard: " + std::to_string(spec.runs) + " runs cannot be cut into " + std::to_string(spec.shard.count) +
               " parts";
    const auto last = static_cast<std::uint64_t>(spec.runs - 1);
    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    if (spec.project.init.seed > largest - last)
        return "init.seed: leaves no room for " + std::to_string(spec.runs) + " seeds from it on";
    if (spec.varyData && spec.project.data.seed > largest - last)
        return "data.seed: leaves no room for " + std::to_string(spec.runs) + " seeds from it on";
    return {};
}

std::optional<std::string> keyProblem(const CensusSpec &spec, const std::string &key)
{
    const std::string place = "vary: " + key;
    if (key == "init.seed")
        return place + ": the runs of a cell have seeds of their own already";
    if (key == "data.seed" && spec.varyData)
        return place + ": each run has data of its own already";
    if (key == "title" || key == "basin" || key.starts_with("state"))
        return place + ": has no effect on a run";
    if (std::ranges::count(spec.vary, key, &Variation::key) > 1)
        return place + ": is varied twice";
    return {};
}

std::optional<std::string> sweepProblem(const CensusSpec &spec)
{
    if (spec.vary.size() > 2)
        return "vary: at most two keys can be varied, not " + std::to_string(spec.vary.size());
    for (const Variation &variation : spec.vary) {
        if (auto problem = keyProblem(spec, variation.key))
            return problem;
        if (variation.values.empty())
            return "vary: " + variation.key + ": must have at least one value";
        const auto isBroken = [](const std::string &value) { return value.find_first_of("\r\n") != std::string::npos; };
        if (std::ranges::any_of(variation.values, isBroken))
            return "vary: " + variation.key + ": a value must be on one line";
        std::vector<std::string> sorted = variation.values;
        std::ranges::sort(sorted);
        if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
            return "vary: " + variation.key + ": has the value " + *twice + " twice";
    }
    if (spec.cellCount() > CensusSpec::maximumCells)
        return "vary: makes more than " + std::to_string(CensusSpec::maximumCells) + " cells";
    if (spec.cellCount() * spec.runs > CensusSpec::maximumRows)
        return "runs: " + std::to_string(spec.runs) + " runs in each of " + std::to_string(spec.cellCount()) +
               " cells are more than " + std::to_string(CensusSpec::maximumRows);
    for (std::int64_t cell = 0; cell < spec.cellCount(); ++cell) {
        try {
            static_cast<void>(cellProject(spec, cell));
        } catch (const InputError &error) {
            return "vary: " + cellName(spec, cell) + ": " + error.what();
        }
    }
    return {};
}

PairedDifference differenceOf(const std::vector<RunRow> &first, const std::vector<RunRow> &second)
{
    PairedCounts counts;
    auto a = first.begin();
    for (const RunRow &b : second) {
        while (a != first.end() && a->run < b.run)
            ++a;
        if (a == first.end())
            break;
        if (a->run != b.run)
            continue;
        const bool isFirst = a->outcome == Outcome::Solved, isSecond = b.outcome == Outcome::Solved;
        ++(isFirst ? (isSecond ? counts.both : counts.onlyFirst) : (isSecond ? counts.onlySecond : counts.neither));
    }
    return pairedDifference(counts);
}

CensusCell summed(std::vector<std::string> values, std::vector<RunRow> rows, const std::vector<NamedLevel> &levels)
{
    std::ranges::sort(rows, {}, &RunRow::run);
    const auto isSame = [](const RunRow &a, const RunRow &b) { return a.run == b.run; };
    rows.erase(std::unique(rows.begin(), rows.end(), isSame), rows.end());
    CensusCell cell{.values = std::move(values),
                    .rows = std::move(rows),
                    .fates = {},
                    .solved = 0,
                    .wilson = {},
                    .solvedEpochs = {},
                    .against = {}};
    std::vector<double> epochs;
    for (const RunRow &row : cell.rows) {
        cell.solved += row.outcome == Outcome::Solved ? 1 : 0;
        if (row.outcome == Outcome::Solved && row.solvedEpoch >= 0)
            epochs.push_back(static_cast<double>(row.solvedEpoch));
    }
    cell.fates = sortFates(cell.rows, levels);
    cell.wilson = wilson95(cell.solved, static_cast<std::int64_t>(cell.rows.size()));
    cell.solvedEpochs = quartiles(std::move(epochs));
    return cell;
}

} // namespace

std::int64_t CensusSpec::cellCount() const
{
    std::int64_t count = 1;
    for (const Variation &variation : vary) {
        const auto values = static_cast<std::int64_t>(variation.values.size());
        if (values != 0 && count > std::numeric_limits<std::int64_t>::max() / values)
            return std::numeric_limits<std::int64_t>::max();
        count *= values;
    }
    return count;
}

std::optional<std::string> CensusSpec::problem() const
{
    if (auto problem = countProblem(*this))
        return problem;
    return sweepProblem(*this);
}

std::vector<std::string> cellValues(const CensusSpec &spec, std::int64_t cell)
{
    std::vector<std::string> values(spec.vary.size());
    for (std::size_t key = spec.vary.size(); key-- > 0;) {
        const auto count = static_cast<std::int64_t>(spec.vary[key].values.size());
        values[key] = spec.vary[key].values[static_cast<std::size_t>(cell % count)];
        cell /= count;
    }
    return values;
}

std::string cellName(const CensusSpec &spec, std::int64_t cell)
{
    const std::vector<std::string> values = cellValues(spec, cell);
    std::string name;
    for (std::size_t i = 0; i < values.size(); ++i)
        name += (i == 0 ? "" : ", ") + spec.vary[i].key + "=" + values[i];
    return name;
}

Project cellProject(const CensusSpec &spec, std::int64_t cell)
{
    Project project = spec.project;
    project.state.reset(); // a census starts anew
    const std::vector<std::string> values = cellValues(spec, cell);
    for (std::size_t key = 0; key < values.size(); ++key)
        setKey(project, spec.vary[key].key, values[key]);
    return project;
}

Project runProject(const CensusSpec &spec, std::int64_t cell, std::int64_t run)
{
    Project project = cellProject(spec, cell);
    project.init.seed += static_cast<std::uint64_t>(run);
    if (spec.varyData)
        project.data.seed += static_cast<std::uint64_t>(run);
    return project;
}

const std::vector<NamedLevel> &CensusGround::levelsOf(std::int64_t cell) const
{
    return levels[levels.size() == 1 ? 0 : static_cast<std::size_t>(cell)];
}

std::int64_t Census::rowCount() const
{
    std::int64_t count = 0;
    for (const CensusCell &cell : cells)
        count += static_cast<std::int64_t>(cell.rows.size());
    return count;
}

std::int64_t CensusSpec::runsOfShard() const
{
    return (runs - shard.index) / shard.count + 1;
}

std::int64_t Census::rowsWanted() const
{
    return spec.runsOfShard() * spec.cellCount();
}

Census summarise(const CensusSpec &spec, const CensusGround &ground, std::vector<std::vector<RunRow>> rows,
                 double seconds)
{
    Census census{.spec = spec, .ground = ground, .cells = {}, .seconds = seconds};
    rows.resize(static_cast<std::size_t>(spec.cellCount()));
    for (std::int64_t cell = 0; cell < spec.cellCount(); ++cell) {
        census.cells.push_back(
            summed(cellValues(spec, cell), std::move(rows[static_cast<std::size_t>(cell)]), ground.levelsOf(cell)));
        if (cell > 0)
            census.cells.back().against = differenceOf(census.cells.front().rows, census.cells.back().rows);
    }
    return census;
}

} // namespace basin
