#include "data/atomic_file.h"
#include "data/csv.h"
#include "data/csv_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace basin {

namespace {

using Index = Eigen::Index;

std::string digits(double value)
{
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::string csvCell(const std::string &text)
{
    const bool plain = text.find_first_of(",;|\t\r\n\"") == std::string::npos && trimmed(text) == text;
    if (plain)
        return text;
    std::string result = "\"";
    for (const char character : text)
        result += character == '"' ? std::string("\"\"") : std::string(1, character);
    return result + "\"";
}

/// The names that stand for the classes in one column, or nothing where reading them would not give the same targets
/// back.
std::vector<std::string> classTexts(const Dataset &data)
{
    const bool oneHot =
        data.targets.cols() > 1 && data.classNames.size() == static_cast<std::size_t>(data.targets.cols());
    const bool binary = data.targets.cols() == 1 && data.classNames.size() == 2 && data.lowTarget == 0.0 &&
                        data.highTarget == 1.0 && data.classNames != std::vector<std::string>{"0", "1"};
    if (!oneHot && !binary)
        return {};
    std::vector<std::string> texts = data.classNames;
    const auto isNoText = [](const std::string &text) { return isMissing(text) || parseNumber(text, '.'); };
    if (std::any_of(texts.begin(), texts.end(), isNoText))
        for (std::string &text : texts)
            text.insert(0, "class ");
    const bool ascending = std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) == texts.end();
    const bool allOccur = oneHot ? (data.targets.colwise().maxCoeff().array() == 1.0).all()
                                 : data.targets.minCoeff() == 0.0 && data.targets.maxCoeff() == 1.0;
    return ascending && allOccur ? texts : std::vector<std::string>();
}

void appendRow(std::string &text, const Dataset &data, const std::vector<std::string> &classes, Index row)
{
    for (Index input = 0; input < data.inputs.cols(); ++input)
        text += digits(data.inputs(row, input)) + ",";
    if (!classes.empty()) {
        Index position = static_cast<Index>(data.targets(row, 0));
        if (data.targets.cols() > 1)
            data.targets.row(row).maxCoeff(&position);
        text += csvCell(classes[static_cast<std::size_t>(position)]) + "\n";
        return;
    }
    for (Index target = 0; target < data.targets.cols(); ++target)
        text += digits(data.targets(row, target)) + (target + 1 < data.targets.cols() ? "," : "\n");
}

std::string header(const Dataset &data, const std::vector<std::string> &classes)
{
    std::vector<std::string> names = data.inputNames;
    if (!classes.empty())
        names.push_back(data.targets.cols() > 1 ? "class" : data.targetNames.front());
    else
        names.insert(names.end(), data.targetNames.begin(), data.targetNames.end());
    // A row with a number in it would be read as data.
    for (std::string &name : names)
        if (parseNumber(name, '.') || parseNumber(name, ','))
            name.insert(0, "column ");
    std::string line;
    for (std::size_t i = 0; i < names.size(); ++i)
        line += csvCell(names[i]) + (i + 1 < names.size() ? "," : "\n");
    return line;
}

} // namespace

std::string csvText(const Dataset &data)
{
    const std::vector<std::string> classes = classTexts(data);
    std::string text = header(data, classes);
    for (Index row = 0; row < data.samples(); ++row)
        appendRow(text, data, classes, row);
    return text;
}

void writeCsv(const std::filesystem::path &path, const Dataset &data)
{
    const std::vector<std::string> classes = classTexts(data);
    AtomicFile file(path);
    file.write(header(data, classes));
    std::string line;
    for (Index row = 0; row < data.samples(); ++row) {
        line.clear();
        appendRow(line, data, classes, row);
        file.write(line);
    }
    file.commit();
}

} // namespace basin
