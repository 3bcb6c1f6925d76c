#include "plane_arguments.h"

#include "output.h"

#include "data/error.h"
#include "project/json_reader.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

namespace basin {

namespace {

Interval interval(std::string_view text, const std::string &whole)
{
    const std::size_t colon = text.find(':');
    const auto low = numberIn<double>(text.substr(0, colon));
    const auto high = colon == std::string_view::npos ? std::nullopt : numberIn<double>(text.substr(colon + 1));
    if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high))
        throw InputError("--range",
                         "must be LO:HI or LO:HI,LO:HI with finite numbers, such as -3:3, is " + quoted(whole));
    if (!(*low < *high) || !std::isfinite(*high - *low))
        throw InputError("--range", "must go from a lower to a higher number, is " + quoted(whole));
    return {*low, *high};
}

std::string weightNames(const Architecture &architecture)
{
    constexpr Eigen::Index most = 30;
    std::string names;
    for (Eigen::Index i = 0; i < std::min(most, architecture.parameterCount()); ++i)
        names += (i == 0 ? "" : ", ") + architecture.parameterName(i);
    const std::string last = "w" + std::to_string(architecture.parameterCount() - 1);
    return names + (architecture.parameterCount() > most ? ", …" : "") + ", or w0 to " + last;
}

Eigen::Index weightIndex(const std::string &name, const Architecture &architecture)
{
    const auto index = architecture.parameterIndex(name);
    if (!index)
        throw InputError("--plane",
                         quoted(name) + " is not a weight of this network, which has " + weightNames(architecture));
    return *index;
}

} // namespace

std::string quoted(const std::string &text)
{
    return "\"" + shortText(std::string_view(text)) + "\"";
}

bool isCsv(const std::string &file)
{
    std::string suffix = std::filesystem::path(file).extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) { return std::tolower(c); });
    return suffix == ".csv";
}

void checkPlaneTarget(const std::string &out, const PictureSize &size, QSize standard)
{
    const std::string suffix = std::filesystem::path(out).extension().string();
    if (!isCsv(out) && suffix != ".png" && suffix != ".svg" && suffix != ".pdf")
        throw InputError("--out", "the name must end in .png, .svg, .pdf or .csv, is \"" + out + "\"");
    checkTarget("--out", out);
    if (!isCsv(out))
        static_cast<void>(pictureOptions(size, standard));
}

std::optional<std::array<Interval, 2>> readRange(const std::string &text)
{
    if (text.empty())
        return {};
    const std::size_t comma = text.find(',');
    const Interval a = interval(std::string_view(text).substr(0, comma), text);
    const Interval b = comma == std::string::npos ? a : interval(std::string_view(text).substr(comma + 1), text);
    return std::array{a, b};
}

int readGrid(const std::string &text, int usual, int most)
{
    if (text.empty())
        return usual;
    const auto points = numberIn<int>(text);
    if (!points || *points < 2 || *points > most)
        throw InputError("--grid", "must be a whole number of points a side from 2 to " + std::to_string(most) +
                                       ", is " + quoted(text));
    return *points;
}

std::array<Eigen::Index, 2> readWeightPair(const std::string &text, const Architecture &architecture,
                                           const std::string &otherwise)
{
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos)
        throw InputError("--plane",
                         "must be two weights such as w0,w3 or h1.x1,b2" + otherwise + ", is " + quoted(text));
    const std::array<Eigen::Index, 2> weights{weightIndex(text.substr(0, comma), architecture),
                                              weightIndex(text.substr(comma + 1), architecture)};
    if (weights[0] == weights[1])
        throw InputError("--plane",
                         "must be two different weights; both are " + architecture.parameterName(weights[0]));
    return weights;
}

} // namespace basin
