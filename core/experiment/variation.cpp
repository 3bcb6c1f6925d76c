#include "experiment/census.h"

#include "data/csv_number.h"
#include "data/error.h"
#include "project/json_document.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace basin {

namespace {

const std::string varyOption = "--vary";
const std::string shardOption = "--shard";

std::string inQuotes(std::string_view text)
{
    return "\"" + shortText(text) + "\"";
}

template <class Number>
std::optional<Number> wholeNumber(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return value;
}

/// Twelve digits, so that the third of 0.1, 0.2, 0.3 is not 0.30000000000000004.
std::string valueText(double value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 12).ptr;
    return {text.data(), end};
}

/// Cuts at `mark`, but not inside brackets or quotes.
std::vector<std::string> parts(std::string_view text, char mark)
{
    std::vector<std::string> result(1);
    int depth = 0;
    bool isQuoted = false;
    for (const char character : text) {
        if (character == '"')
            isQuoted = !isQuoted;
        else if (!isQuoted && (character == '[' || character == '{'))
            ++depth;
        else if (!isQuoted && (character == ']' || character == '}'))
            --depth;
        if (character == mark && depth == 0 && !isQuoted)
            result.emplace_back();
        else
            result.back() += character;
    }
    return result;
}

/// LO:HI:COUNT or LO:HI:COUNT:log.
std::vector<std::string> rangeValues(const std::vector<std::string> &words, const std::string &whole)
{
    const auto low = parseNumber(words[0], '.');
    const auto high = words.size() > 1 ? parseNumber(words[1], '.') : std::nullopt;
    const std::int64_t count = words.size() > 2 ? wholeNumber<std::int64_t>(words[2]).value_or(-1) : -1;
    const bool isLog = words.size() == 4 && words[3] == "log";
    if (!low || !high || words.size() < 3 || words.size() > 4 || (words.size() == 4 && !isLog))
        throw InputError(varyOption, "a range must be LO:HI:COUNT or LO:HI:COUNT:log, is " + inQuotes(whole));
    if (!(*low < *high) || !std::isfinite(*high - *low))
        throw InputError(varyOption, "a range must go from a lower to a higher number, is " + inQuotes(whole));
    if (isLog && *low <= 0.0)
        throw InputError(varyOption, "a range with even ratios must begin above 0, is " + inQuotes(whole));
    if (count < 2 || count > CensusSpec::maximumCells)
        throw InputError(varyOption, "a range must have from 2 to " + std::to_string(CensusSpec::maximumCells) +
                                         " values, is " + inQuotes(whole));
    std::vector<std::string> values;
    for (std::int64_t i = 0; i < count; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(count - 1);
        values.push_back(valueText(isLog ? *low * std::pow(*high / *low, share) : *low + share * (*high - *low)));
    }
    return values;
}

} // namespace

Variation parseVariation(const std::string &text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
        throw InputError(varyOption, "must be KEY=V1,V2,… or KEY=LO:HI:COUNT, such as "
                                     "optimizer.learning_rate=0.01,0.1, is " +
                                         inQuotes(text));
    const std::string values = text.substr(equals + 1);
    Variation variation{.key = text.substr(0, equals), .values = {}};
    if (const auto words = parts(values, ':'); words.size() > 1 && parseNumber(words[0], '.'))
        variation.values = rangeValues(words, values);
    else
        variation.values = parts(values, ',');
    if (variation.values.size() > static_cast<std::size_t>(CensusSpec::maximumCells))
        throw InputError(varyOption, variation.key + " must have at most " + std::to_string(CensusSpec::maximumCells) +
                                         " values, has " + std::to_string(variation.values.size()));
    for (std::string &value : variation.values) {
        value = std::string(trimmed(value));
        if (value.empty())
            throw InputError(varyOption, variation.key + " has an empty value in " + inQuotes(values));
    }
    return variation;
}

Shard parseShard(const std::string &text)
{
    const std::size_t slash = text.find('/');
    const auto index = wholeNumber<int>(std::string_view(text).substr(0, slash));
    const auto count =
        slash == std::string::npos ? std::nullopt : wholeNumber<int>(std::string_view(text).substr(slash + 1));
    if (!index || !count || *count < 1 || *index < 1 || *index > *count)
        throw InputError(shardOption, "must be K/N, part K of N counted from 1, such as 2/4, is " + inQuotes(text));
    return {.index = *index, .count = *count};
}

} // namespace basin
