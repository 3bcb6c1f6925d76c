#pragma once

#include "lesson/lesson.h"

#include <set>
#include <string>
#include <string_view>

/// How a lesson's texts get their numbers. Not for use outside this room.
namespace basin {

/// Where the numbers of a text come from.
struct TextSources {
    const std::vector<Claim> &claims;
    const Project *project = nullptr; ///< of the step; null: only claims can be named
};

/// Puts values where "{{claim}}", "{{claim:runs}}" (how many runs it is made of) and "{{key.path}}" stand. A number of
/// more than one digit, or a share of a hundred, that is neither is refused: it would be typed in and not computed.
/// Names are none: 2-2-1, h1, float32, `code`, and a year before a closing bracket.
/// @param used  the names of claims that were named are added to it
/// @throws InputError at `place`
[[nodiscard]] std::string filledText(std::string_view text, const TextSources &sources, const std::string &place,
                                     std::set<std::string> &used, bool refuseNumbers = true);

} // namespace basin
