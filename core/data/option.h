#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace basin {

/// Rows of numbers as a user wrote them; they need not be of one length until someone checks.
using Rows = std::vector<std::vector<double>>;

/// The value of one option of a kind (a data source, an initialiser, an optimizer).
using OptionValue = std::variant<double, bool, std::string, std::vector<std::string>, Rows>;

enum class OptionType { Number, Integer, Flag, Choice, Text, TextList, RowList };

/// What a kind says of one of its options. The window, the command line and the project file all read this.
struct OptionSpec {
    std::string key; ///< as in the project file
    OptionType type = OptionType::Number;
    OptionValue standard = 0.0; ///< what holds when the option is left out
    double low = -std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::max();
    bool lowIncluded = true;
    std::vector<std::string> choices = {}; ///< of a Choice
    bool required = false;
    std::vector<std::string> alsoAccepted = {}; ///< further spellings of a Choice that are read but not offered

    /// One sentence that says what was expected ("must be a number from 0 to 1"), or nothing where `value` fits.
    [[nodiscard]] std::optional<std::string> problem(const OptionValue &value) const;
};

/// The options that were set, by key; what is not here has its standard value.
class Options {
public:
    [[nodiscard]] bool contains(std::string_view key) const;
    void set(std::string key, OptionValue value) { m_values[std::move(key)] = std::move(value); }
    void clear(std::string_view key);
    [[nodiscard]] const std::map<std::string, OptionValue, std::less<>> &values() const { return m_values; }

    /// The set value, else the standard one of `specs`.
    /// @throws std::out_of_range if `specs` has no such key, std::bad_variant_access if it is of another type
    [[nodiscard]] double number(std::string_view key, const std::vector<OptionSpec> &specs) const;
    [[nodiscard]] bool flag(std::string_view key, const std::vector<OptionSpec> &specs) const;
    [[nodiscard]] std::string text(std::string_view key, const std::vector<OptionSpec> &specs) const;
    [[nodiscard]] std::vector<std::string> textList(std::string_view key, const std::vector<OptionSpec> &specs) const;
    [[nodiscard]] Rows rows(std::string_view key, const std::vector<OptionSpec> &specs) const;

    friend bool operator==(const Options &, const Options &) = default;

private:
    std::map<std::string, OptionValue, std::less<>> m_values;
};

[[nodiscard]] const OptionSpec *findOption(const std::vector<OptionSpec> &specs, std::string_view key);

/// Holds every option against its row.
/// @param place  the JSON path of the options, "data.options"   @param owner  the kind they belong to, "gate"
/// @throws InputError with the path of the first one that is unknown, missing or does not fit
void checkOptions(const Options &options, const std::vector<OptionSpec> &specs, const std::string &place,
                  const std::string &owner);

} // namespace basin
