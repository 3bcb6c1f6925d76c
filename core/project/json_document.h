#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace basin {

/// Keys stay in the order of the file, so that the first fault reported is the first in the file.
using Json = nlohmann::ordered_json;

inline constexpr std::size_t maximumFileBytes = 64U << 20U;
inline constexpr std::size_t maximumJsonDepth = 64;
inline constexpr std::size_t maximumJsonValues = 10'000'000;
inline constexpr std::size_t maximumJsonKeys = 100; ///< of one object

/// Strict JSON within bounds: no key twice, no number beyond float64, no deep nesting, no endless lists.
/// @param where  names the source in messages, may be empty
/// @throws InputError with the line and column of a syntax error, or the JSON path of a value that cannot be used
[[nodiscard]] Json parseJson(std::string_view text, const std::string &where);

/// `value` for a message: short, on one line, printable.
[[nodiscard]] std::string shortText(const Json &value);
[[nodiscard]] std::string shortText(std::string_view value);

/// Objects by key on lines of their own, indented by two; lists of plain values on one line.
[[nodiscard]] std::string prettyJson(const Json &value);

} // namespace basin
