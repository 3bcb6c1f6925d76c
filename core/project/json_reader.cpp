#include "project/json_reader.h"

#include "data/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace basin {

namespace {

/// How many letters must be changed, added, left out or swapped with their neighbour (optimal string alignment).
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        cost[i][0] = i;
    std::iota(cost[0].begin(), cost[0].end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a.size()][b.size()];
}

std::string decimal(double value)
{
    return Json(value).dump();
}

} // namespace

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string nearestWord(std::string_view word, const std::vector<std::string_view> &candidates)
{
    constexpr std::size_t longestWord = 40;
    if (word.size() > longestWord)
        return {};
    std::string nearest;
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : candidates)
        if (const std::size_t distance = editDistance(word, candidate); distance < best) {
            best = distance;
            nearest = candidate;
        }
    return nearest;
}

std::string JsonReader::pathOf(std::string_view key) const
{
    return m_path.empty() ? std::string(key) : m_path + "." + std::string(key);
}

std::string JsonReader::placeOf(const std::string &path) const
{
    return m_source.empty() || path.empty() ? m_source + path : m_source + ": " + path;
}

std::string JsonReader::place() const
{
    return placeOf(m_path);
}

void JsonReader::fail(const std::string &expected) const
{
    throw InputError(place(), expected + ", is " + shortText(*m_value));
}

void JsonReader::requireObject() const
{
    if (!m_value->is_object())
        fail("must be an object { ... }");
}

const JsonReader &JsonReader::allowKeys(const std::vector<std::string_view> &keys) const
{
    requireObject();
    for (const auto &item : m_value->items()) {
        if (std::find(keys.begin(), keys.end(), item.key()) != keys.end())
            continue;
        const std::string near = nearestWord(item.key(), keys);
        std::string known;
        for (const std::string_view key : keys)
            known += (known.empty() ? "" : ", ") + std::string(key);
        throw InputError(placeOf(pathOf(shortText(std::string_view(item.key())))),
                         near.empty() ? "is not a key that is known here; these are: " + known
                                      : "is not a known key; did you mean " + near + "?");
    }
    return *this;
}

std::optional<JsonReader> JsonReader::find(std::string_view key) const
{
    requireObject();
    const auto found = m_value->find(std::string(key));
    if (found == m_value->end())
        return {};
    return JsonReader(*found, m_source, pathOf(key));
}

JsonReader JsonReader::require(std::string_view key, std::string_view expected) const
{
    if (auto found = find(key))
        return *found;
    throw InputError(placeOf(pathOf(key)), "is missing: " + std::string(expected));
}

JsonReader JsonReader::element(std::size_t index) const
{
    return {(*m_value)[index], m_source, m_path + "[" + std::to_string(index) + "]"};
}

double JsonReader::number(double low) const
{
    const bool bounded = low > -std::numeric_limits<double>::max();
    if (!m_value->is_number() || m_value->get<double>() < low)
        fail(bounded ? "must be a number, " + (low == 0.0 ? "0" : decimal(low)) + " or more" : "must be a number");
    return m_value->get<double>();
}

std::int64_t JsonReader::integer(std::int64_t low, std::int64_t high) const
{
    const std::string expected = "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high);
    if (m_value->is_number_unsigned()) {
        const auto whole = m_value->get<std::uint64_t>();
        if (whole > static_cast<std::uint64_t>(high) || static_cast<std::int64_t>(whole) < low)
            fail(expected);
        return static_cast<std::int64_t>(whole);
    }
    if (!m_value->is_number())
        fail(expected);
    const auto value = m_value->get<double>();
    if (value != std::floor(value) || value < static_cast<double>(low) || value > static_cast<double>(high) ||
        std::abs(value) > 0x1p53)
        fail(expected);
    return static_cast<std::int64_t>(value);
}

std::uint64_t JsonReader::seed() const
{
    if (m_value->is_number_unsigned())
        return m_value->get<std::uint64_t>();
    if (m_value->is_number_float())
        if (const auto value = m_value->get<double>(); value >= 0.0 && value == std::floor(value) && value <= 0x1p53)
            return static_cast<std::uint64_t>(value);
    fail("must be a whole number from 0 to 18446744073709551615");
}

bool JsonReader::flag() const
{
    if (!m_value->is_boolean())
        fail("must be true or false");
    return m_value->get<bool>();
}

std::string JsonReader::text() const
{
    if (!m_value->is_string())
        fail("must be a text");
    return m_value->get<std::string>();
}

std::size_t JsonReader::listSize(std::string_view expected) const
{
    if (!m_value->is_array())
        fail("must be " + std::string(expected));
    return m_value->size();
}

std::vector<double> JsonReader::numbers() const
{
    std::vector<double> result(listSize("a list of numbers"));
    for (std::size_t i = 0; i < result.size(); ++i) {
        if (!(*m_value)[i].is_number())
            element(i).fail("must be a number");
        result[i] = (*m_value)[i].get<double>();
    }
    return result;
}

std::string JsonReader::choice(const std::vector<std::string> &names, const std::string &remark) const
{
    const bool known = isText() && std::find(names.begin(), names.end(), m_value->get<std::string>()) != names.end();
    if (!known)
        fail((names.size() == 1 ? "must be " : "must be one of ") + joined(names) + remark);
    return m_value->get<std::string>();
}

OptionValue JsonReader::option(const OptionSpec &spec) const
{
    // A value of a type that cannot fit makes the spec say what it wants.
    const auto wrongType = [&] { return *spec.problem(spec.type == OptionType::Flag ? OptionValue(0.0) : false); };
    OptionValue value;
    switch (spec.type) {
    case OptionType::Number:
    case OptionType::Integer:
        if (!m_value->is_number())
            fail(wrongType());
        value = m_value->get<double>();
        break;
    case OptionType::Flag:
        value = flag();
        break;
    case OptionType::Choice:
    case OptionType::Text:
        if (!isText())
            fail(wrongType());
        value = m_value->get<std::string>();
        break;
    case OptionType::TextList: {
        std::vector<std::string> texts(listSize("a list of texts"));
        for (std::size_t i = 0; i < texts.size(); ++i)
            texts[i] = element(i).text();
        value = std::move(texts);
        break;
    }
    case OptionType::RowList: {
        Rows rows(listSize("a list of rows of numbers"));
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i] = element(i).numbers();
        value = std::move(rows);
        break;
    }
    }
    if (const auto problem = spec.problem(value))
        fail(*problem);
    return value;
}

} // namespace basin
