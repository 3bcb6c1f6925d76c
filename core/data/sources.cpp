#include "data/data_spec.h"
#include "data/error.h"
#include "data/generators.h"
#include "data/targets.h"

#include <algorithm>

namespace basin {

namespace {

OptionSpec samples(double standard, double low)
{
    return {.key = "samples", .type = OptionType::Integer, .standard = standard, .low = low, .high = 1e6};
}

OptionSpec noise(double standard)
{
    return {.key = "noise", .type = OptionType::Number, .standard = standard, .low = 0.0, .high = 1e6};
}

OptionSpec classes()
{
    return {.key = "classes", .type = OptionType::Integer, .standard = 2.0, .low = 2.0, .high = 5.0};
}

OptionSpec value(std::string key, double standard)
{
    return {.key = std::move(key), .type = OptionType::Number, .standard = standard, .low = -1e6, .high = 1e6};
}

OptionSpec choice(std::string key, std::vector<std::string> choices, std::vector<std::string> alsoAccepted = {})
{
    return {.key = std::move(key),
            .type = OptionType::Choice,
            .standard = choices.front(),
            .choices = choices,
            .alsoAccepted = std::move(alsoAccepted)};
}

std::vector<OptionSpec> gateOptions()
{
    return {choice("gate", {"xor", "xnor", "and", "or", "nand", "nor"}),
            value("low", 0.0),
            value("high", 1.0),
            value("target_low", 0.0),
            value("target_high", 1.0),
            {.key = "copies", .type = OptionType::Integer, .standard = 1.0, .low = 1.0, .high = 250'000.0}};
}

std::vector<OptionSpec> moduloOptions()
{
    return {{.key = "bits", .type = OptionType::Integer, .standard = 8.0, .low = 1.0, .high = 32.0},
            {.key = "modulus", .type = OptionType::Integer, .standard = 7.0, .low = 2.0, .high = 1000.0},
            samples(256, 2),
            choice("encoding", {"one_hot", "bits"})};
}

std::vector<OptionSpec> csvOptions()
{
    return {{.key = "path", .type = OptionType::Text, .standard = std::string(), .required = true},
            {.key = "targets", .type = OptionType::TextList, .standard = std::vector<std::string>()},
            choice("delimiter", {"auto", ",", ";", "tab", "|", "space"}, {"\t", " "}),
            choice("decimal", {"auto", ".", ","})};
}

std::vector<OptionSpec> inlineOptions()
{
    return {{.key = "inputs", .type = OptionType::RowList, .standard = Rows(), .required = true},
            {.key = "targets", .type = OptionType::RowList, .standard = Rows(), .required = true}};
}

Matrix toMatrix(const Rows &rows, const std::string &place)
{
    if (rows.empty() || rows.front().empty())
        throw InputError(place, "must have at least one row with one value");
    const std::size_t columns = rows.front().size();
    if (rows.size() > static_cast<std::size_t>(maximumDataValues) / columns)
        throw InputError(place, "must have at most " + std::to_string(maximumDataValues) + " values");
    Matrix matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].size() != columns)
            throw InputError(place + "[" + std::to_string(row) + "]",
                             "must have " + std::to_string(columns) + (columns == 1 ? " value" : " values") +
                                 " as the first row has, has " + std::to_string(rows[row].size()));
        for (std::size_t column = 0; column < columns; ++column)
            matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) = rows[row][column];
    }
    return matrix;
}

std::vector<std::string> numbered(const std::string &stem, Eigen::Index count)
{
    if (count == 1)
        return {stem};
    std::vector<std::string> names;
    for (Eigen::Index i = 1; i <= count; ++i)
        names.push_back(stem + std::to_string(i));
    return names;
}

} // namespace

Dataset generators::inlineRows(const DataSpec &spec, const std::filesystem::path &)
{
    const auto &options = findDataSource("inline")->options;
    Dataset data;
    data.inputs = toMatrix(spec.options.rows("inputs", options), "data.options.inputs");
    data.targets = toMatrix(spec.options.rows("targets", options), "data.options.targets");
    if (data.targets.rows() != data.inputs.rows())
        throw InputError("data.options.targets", "must have " + std::to_string(data.inputs.rows()) +
                                                     " rows as inputs has, has " + std::to_string(data.targets.rows()));
    data.inputNames = numbered("x", data.inputs.cols());
    data.targetNames = numbered("y", data.targets.cols());
    describeTargets(data);
    return data;
}

const std::vector<DataSource> &dataSources()
{
    static const std::vector<DataSource> sources{
        {"gate", gateOptions(), generators::gate},
        {"two_boundaries", {samples(300, 3), noise(0.0)}, generators::twoBoundaries},
        {"quadrants", {samples(200, 4), noise(0.0)}, generators::quadrants},
        {"circle", {samples(200, 2), noise(0.0)}, generators::circle},
        {"gauss", {samples(200, 5), noise(1.0), classes()}, generators::gauss},
        {"spiral", {samples(200, 5), noise(0.0), classes()}, generators::spiral},
        {"moons", {samples(200, 2), noise(0.1)}, generators::moons},
        {"sine", {samples(100, 2), noise(0.1)}, generators::sine},
        {"plane", {samples(200, 2), noise(0.0)}, generators::plane},
        {"bumps", {samples(400, 2), noise(0.0)}, generators::bumps},
        {"modulo", moduloOptions(), generators::modulo},
        {"csv", csvOptions(), generators::csvFile},
        {"inline", inlineOptions(), generators::inlineRows},
    };
    return sources;
}

const DataSource *findDataSource(std::string_view name)
{
    const auto &sources = dataSources();
    const auto found =
        std::find_if(sources.begin(), sources.end(), [&](const DataSource &source) { return source.name == name; });
    return found != sources.end() ? &*found : nullptr;
}

} // namespace basin
