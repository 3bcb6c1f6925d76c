#pragma once

#include "pictures.h"

#include "landscape/grid.h"
#include "network/architecture.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace basin {

/// What commands that draw a plane of weights read alike. Each throws InputError with the option's name.

/// All of the text as a number; else nothing.
template <class Number>
std::optional<Number> numberIn(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return value;
}

/// As it stands in a message, cut where it is long.
[[nodiscard]] std::string quoted(const std::string &text);

[[nodiscard]] bool isCsv(const std::string &file);
/// A picture or a CSV, in a folder that is there, of a size that can be.
void checkPlaneTarget(const std::string &out, const PictureSize &size, QSize standard);

/// "LO:HI" for both or "LO:HI,LO:HI"; nothing for an empty text.
[[nodiscard]] std::optional<std::array<Interval, 2>> readRange(const std::string &text);
/// Points a side, from 2 to `most`.
[[nodiscard]] int readGrid(const std::string &text, int usual, int most);
/// Two different weights by name or index. @param otherwise  what else --plane may be: "" or " or pca, random"
[[nodiscard]] std::array<Eigen::Index, 2> readWeightPair(const std::string &text, const Architecture &architecture,
                                                         const std::string &otherwise);

} // namespace basin
