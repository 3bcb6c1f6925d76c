#pragma once

#include <string>
#include <string_view>

namespace basin {

/// A text in UTF-8, and what it was before.
struct DecodedText {
    std::string text;
    std::string encoding; ///< "UTF-8", "UTF-16" or "Latin-1"
};

/// Reads bytes as text: UTF-16 where a byte order mark says so, else UTF-8 with or without a mark, else (where the
/// bytes are not valid UTF-8) Latin-1, which every byte sequence is.
/// @throws InputError(name, …) where control characters show that it is no text, or UTF-16 is broken
[[nodiscard]] DecodedText decodeText(std::string bytes, const std::string &name);

} // namespace basin
