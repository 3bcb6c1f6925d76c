#pragma once

#include "data/option.h"
#include "project/json_document.h"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// One value of a JSON document together with its path. Every function that finds something else than what it was asked
/// for throws an InputError that names the path, says what was expected and what is there.
class JsonReader {
public:
    JsonReader(const Json &value, std::string source) : m_value(&value), m_source(std::move(source)) {}

    [[nodiscard]] const Json &value() const { return *m_value; }
    [[nodiscard]] bool isText() const { return m_value->is_string(); }

    /// Refuses every key that is not in `keys`, with the nearest one where a slip of the pen is likely.
    const JsonReader &allowKeys(const std::vector<std::string_view> &keys) const;
    [[nodiscard]] std::optional<JsonReader> find(std::string_view key) const;
    [[nodiscard]] JsonReader require(std::string_view key, std::string_view expected) const;
    [[nodiscard]] JsonReader element(std::size_t index) const;

    [[nodiscard]] double number(double low = -std::numeric_limits<double>::max()) const;
    [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high) const;
    [[nodiscard]] std::uint64_t seed() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::size_t listSize(std::string_view expected) const;
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] OptionValue option(const OptionSpec &spec) const;
    /// A text that is one of `names`.
    [[nodiscard]] std::string choice(const std::vector<std::string> &names, const std::string &remark = {}) const;

    /// @throws InputError "path: expected, is value"
    [[noreturn]] void fail(const std::string &expected) const;
    [[nodiscard]] std::string place() const;

private:
    JsonReader(const Json &value, std::string source, std::string path)
        : m_value(&value), m_source(std::move(source)), m_path(std::move(path))
    {
    }
    [[nodiscard]] std::string pathOf(std::string_view key) const;
    [[nodiscard]] std::string placeOf(const std::string &path) const;
    void requireObject() const;

    const Json *m_value;
    std::string m_source;
    std::string m_path;
};

/// "a, b, c"
[[nodiscard]] std::string joined(const std::vector<std::string> &words);

/// The entry of `candidates` that `word` was probably meant to be; empty: none is near.
[[nodiscard]] std::string nearestWord(std::string_view word, const std::vector<std::string_view> &candidates);

} // namespace basin
