#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace basin {

/// `text` without blanks at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Nothing there, or a usual word for it: NA, N/A, null, none, ?, NaN.
[[nodiscard]] bool isMissing(std::string_view cell);

/// A finite number with `decimal` as its mark, whatever the locale; nothing where the text is something else. One too
/// small for float64 is 0.
[[nodiscard]] std::optional<double> parseNumber(std::string_view cell, char decimal);

/// A cell as messages show it: in quotation marks, one line, cut where it is long.
[[nodiscard]] std::string quotedForMessage(std::string_view text);

} // namespace basin
