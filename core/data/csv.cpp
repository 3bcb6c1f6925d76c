#include "data/csv.h"

#include "data/csv_number.h"
#include "data/csv_parser.h"
#include "data/data_spec.h"
#include "data/embedded_file.h"
#include "data/error.h"
#include "data/file.h"
#include "data/generators.h"
#include "data/targets.h"

#include <algorithm>
#include <set>

namespace basin {

namespace {

using Index = Eigen::Index;

std::string columnNames(const CsvTable &table)
{
    constexpr std::size_t shown = 12;
    std::string names;
    for (std::size_t i = 0; i < std::min(shown, table.columns().size()); ++i)
        names += (i > 0 ? ", " : "") + table.columns()[i].name;
    return table.columns().size() > shown ? names + ", …" : names;
}

std::vector<std::size_t> targetColumns(const CsvTable &table, const std::vector<std::string> &targets)
{
    const auto &columns = table.columns();
    if (columns.size() < 2)
        throw InputError(table.name(), "has one column only, expected inputs and a target");
    if (targets.empty())
        return {columns.size() - 1};
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string place = "data.options.targets[" + std::to_string(i) + "]";
        const auto isIt = [&](const CsvColumn &column) { return column.name == targets[i]; };
        const auto found = std::find_if(columns.begin(), columns.end(), isIt);
        const std::string shown = quotedForMessage(targets[i]);
        if (found == columns.end())
            throw InputError(place, table.name() + " has no column " + shown + "; it has " + columnNames(table));
        if (std::find_if(found + 1, columns.end(), isIt) != columns.end())
            throw InputError(place, table.name() + " has more than one column " + shown);
        const auto column = static_cast<std::size_t>(found - columns.begin());
        if (std::find(result.begin(), result.end(), column) != result.end())
            throw InputError(place, shown + " is named twice");
        result.push_back(column);
    }
    if (result.size() == columns.size())
        throw InputError("data.options.targets", "leaves no column for the inputs");
    return result;
}

/// How many outputs a target column becomes.
Index outputsOf(const CsvTable &table, std::size_t column)
{
    const CsvColumn &target = table.columns()[column];
    if (target.isNumeric)
        return 1;
    const std::string where = table.name() + ": column " + quotedForMessage(target.name);
    if (target.classes.size() > maximumCsvClasses)
        throw InputError(where, "has more than " + std::to_string(maximumCsvClasses) + " classes");
    if (target.classes.size() < 2)
        throw InputError(where, "has one class only, expected at least two");
    return target.classes.size() == 2 ? 1 : static_cast<Index>(target.classes.size());
}

void readClasses(const CsvTable &table, std::size_t column, Eigen::Ref<Matrix> outputs)
{
    const CsvColumn &target = table.columns()[column];
    outputs.setZero();
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string_view cell = table.cell(row, column);
        if (isMissing(cell))
            throw InputError(table.name() + ":" + std::to_string(table.line(row)) + ": column " +
                                 quotedForMessage(target.name),
                             "expected a class, found nothing");
        const auto found = std::lower_bound(target.classes.begin(), target.classes.end(), cell);
        const Index position = found - target.classes.begin();
        if (outputs.cols() > 1)
            outputs(static_cast<Index>(row), position) = 1.0;
        else
            outputs(static_cast<Index>(row), 0) = static_cast<double>(position);
    }
}

void readNumbers(const CsvTable &table, std::size_t column, Eigen::Ref<Vector> values)
{
    for (std::size_t row = 0; row < table.rows(); ++row)
        values[static_cast<Index>(row)] = table.number(row, column);
}

void readTargets(const CsvTable &table, const std::vector<std::size_t> &columns, Dataset &data)
{
    bool allTexts = true;
    Index first = 0;
    for (const std::size_t column : columns) {
        const CsvColumn &target = table.columns()[column];
        const Index outputs = outputsOf(table, column);
        if (target.isNumeric)
            readNumbers(table, column, data.targets.col(first));
        else
            readClasses(table, column, data.targets.middleCols(first, outputs));
        if (outputs > 1)
            data.targetNames.insert(data.targetNames.end(), target.classes.begin(), target.classes.end());
        else
            data.targetNames.push_back(target.name);
        allTexts = allTexts && !target.isNumeric;
        first += outputs;
    }
    describeTargets(data);
    if (allTexts && columns.size() == 1)
        data.classNames = table.columns()[columns.front()].classes;
}

} // namespace

CsvTable CsvTable::parse(std::string bytes, std::string name, const CsvFormat &format)
{
    return CsvParser(std::move(bytes), std::move(name)).table(format);
}

std::string_view CsvTable::cell(std::size_t row, std::size_t column) const
{
    // Before the columns are described the cells of the first row are asked for.
    const Cell &found = m_cells[row * m_columns.size() + column];
    return std::string_view(m_text).substr(found.start, found.length);
}

double CsvTable::number(std::size_t row, std::size_t column) const
{
    const std::string_view text = cell(row, column);
    if (const auto value = parseNumber(text, m_decimal))
        return *value;
    throw InputError(m_name + ":" + std::to_string(line(row)) + ": column " + quotedForMessage(m_columns[column].name),
                     "expected a number, found " + (text.empty() ? std::string("nothing") : quotedForMessage(text)));
}

CsvTable readCsv(const std::filesystem::path &path, const std::string &name, const CsvFormat &format)
{
    return CsvTable::parse(readFile(path, name, maximumCsvBytes), name, format);
}

Dataset toDataset(const CsvTable &table, const std::vector<std::string> &targets)
{
    const std::vector<std::size_t> columns = targetColumns(table, targets);
    const auto samples = static_cast<Index>(table.rows());
    const auto inputs = static_cast<Index>(table.columns().size() - columns.size());
    Index outputs = 0;
    for (const std::size_t column : columns)
        outputs += outputsOf(table, column);
    if (samples > maximumDataValues / (inputs + outputs))
        throw InputError(table.name(), "has more than " + std::to_string(maximumDataValues) + " values");

    Dataset data;
    data.inputs.resize(samples, inputs);
    data.targets.resize(samples, outputs);
    Index input = 0;
    for (std::size_t column = 0; column < table.columns().size(); ++column)
        if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
            readNumbers(table, column, data.inputs.col(input++));
            data.inputNames.push_back(table.columns()[column].name);
        }
    readTargets(table, columns, data);
    return data;
}

Dataset generators::csvFile(const DataSpec &spec, const std::filesystem::path &folder)
{
    const auto &options = findDataSource("csv")->options;
    const std::string path = spec.options.text("path", options);
    if (path.empty() || path.find('\0') != std::string::npos)
        throw InputError("data.options.path", "must name a file");
    const CsvFormat format{.delimiter = spec.options.text("delimiter", options),
                           .decimal = spec.options.text("decimal", options)};
    const auto builtIn = builtInFile(path);
    const CsvTable table =
        builtIn ? CsvTable::parse(std::string(*builtIn), path, format) : readCsv(folder / path, path, format);
    return toDataset(table, spec.options.textList("targets", options));
}

} // namespace basin
