#include "data/option.h"

#include "data/error.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace basin {

namespace {

constexpr double unbounded = std::numeric_limits<double>::max();

std::string shortNumber(double value)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(10);
    text << value;
    return text.str();
}

std::string rangeWords(const OptionSpec &spec)
{
    const bool hasLow = spec.low > -unbounded;
    const bool hasHigh = spec.high < unbounded;
    const std::string low = shortNumber(spec.low);
    if (hasLow && hasHigh)
        return spec.lowIncluded ? " from " + low + " to " + shortNumber(spec.high)
                                : " above " + low + " and up to " + shortNumber(spec.high);
    if (hasLow)
        return spec.lowIncluded ? ", " + low + " or more" : " above " + low;
    if (hasHigh)
        return ", " + shortNumber(spec.high) + " or less";
    return {};
}

std::string expectedNumber(const OptionSpec &spec)
{
    return (spec.type == OptionType::Integer ? "must be a whole number" : "must be a number") + rangeWords(spec);
}

bool fitsNumber(const OptionSpec &spec, double value)
{
    // Beyond 2^53 not every whole number is a double.
    const bool whole = value == std::floor(value) && std::abs(value) <= 0x1p53;
    return std::isfinite(value) && (spec.lowIncluded ? value >= spec.low : value > spec.low) && value <= spec.high &&
           (spec.type != OptionType::Integer || whole);
}

bool contains(const std::vector<std::string> &texts, const std::string &text)
{
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string expectedChoice(const OptionSpec &spec)
{
    std::string words = "must be one of ";
    for (std::size_t i = 0; i < spec.choices.size(); ++i)
        words += (i > 0 ? ", " : "") + spec.choices[i];
    return words;
}

std::optional<std::string> rowsProblem(const Rows &rows)
{
    const auto isFinite = [](double value) { return std::isfinite(value); };
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (!std::all_of(rows[row].begin(), rows[row].end(), isFinite))
            return "must be rows of finite numbers; row " + std::to_string(row) + " has another value";
    return {};
}

const OptionValue &valueOf(const Options &options, std::string_view key, const std::vector<OptionSpec> &specs)
{
    const OptionSpec *spec = findOption(specs, key);
    if (spec == nullptr)
        throw std::out_of_range("no option named " + std::string(key));
    const auto found = options.values().find(key);
    return found != options.values().end() ? found->second : spec->standard;
}

} // namespace

std::optional<std::string> OptionSpec::problem(const OptionValue &value) const
{
    switch (type) {
    case OptionType::Number:
    case OptionType::Integer: {
        const double *number = std::get_if<double>(&value);
        if (number == nullptr || !fitsNumber(*this, *number))
            return expectedNumber(*this);
        return {};
    }
    case OptionType::Flag:
        return std::holds_alternative<bool>(value) ? std::nullopt : std::optional<std::string>("must be true or false");
    case OptionType::Choice: {
        const std::string *text = std::get_if<std::string>(&value);
        if (text == nullptr || (!contains(choices, *text) && !contains(alsoAccepted, *text)))
            return expectedChoice(*this);
        return {};
    }
    case OptionType::Text:
        return std::holds_alternative<std::string>(value) ? std::nullopt : std::optional<std::string>("must be a text");
    case OptionType::TextList:
        return std::holds_alternative<std::vector<std::string>>(value)
                   ? std::nullopt
                   : std::optional<std::string>("must be a list of texts");
    case OptionType::RowList: {
        const Rows *rows = std::get_if<Rows>(&value);
        return rows != nullptr ? rowsProblem(*rows) : std::optional<std::string>("must be a list of rows of numbers");
    }
    }
    return {};
}

bool Options::contains(std::string_view key) const
{
    return m_values.find(key) != m_values.end();
}

void Options::clear(std::string_view key)
{
    if (const auto found = m_values.find(key); found != m_values.end())
        m_values.erase(found);
}

double Options::number(std::string_view key, const std::vector<OptionSpec> &specs) const
{
    return std::get<double>(valueOf(*this, key, specs));
}

bool Options::flag(std::string_view key, const std::vector<OptionSpec> &specs) const
{
    return std::get<bool>(valueOf(*this, key, specs));
}

std::string Options::text(std::string_view key, const std::vector<OptionSpec> &specs) const
{
    return std::get<std::string>(valueOf(*this, key, specs));
}

std::vector<std::string> Options::textList(std::string_view key, const std::vector<OptionSpec> &specs) const
{
    return std::get<std::vector<std::string>>(valueOf(*this, key, specs));
}

Rows Options::rows(std::string_view key, const std::vector<OptionSpec> &specs) const
{
    return std::get<Rows>(valueOf(*this, key, specs));
}

const OptionSpec *findOption(const std::vector<OptionSpec> &specs, std::string_view key)
{
    const auto found =
        std::find_if(specs.begin(), specs.end(), [&](const OptionSpec &spec) { return spec.key == key; });
    return found != specs.end() ? &*found : nullptr;
}

void checkOptions(const Options &options, const std::vector<OptionSpec> &specs, const std::string &place,
                  const std::string &owner)
{
    for (const auto &[key, value] : options.values()) {
        const OptionSpec *spec = findOption(specs, key);
        if (spec == nullptr) {
            std::string known;
            for (const OptionSpec &each : specs)
                known += (known.empty() ? "" : ", ") + each.key;
            throw InputError(place + "." + key,
                             "unknown option; " + owner + " has " + (known.empty() ? "none" : known));
        }
        if (const auto problem = spec->problem(value))
            throw InputError(place + "." + key, *problem);
    }
    for (const OptionSpec &spec : specs)
        if (spec.required && !options.contains(spec.key))
            throw InputError(place + "." + spec.key, "is required for " + owner);
}

} // namespace basin
