#include "render/surface_csv.h"

#include <array>
#include <charconv>
#include <cmath>

namespace basin {

namespace {

void append(std::string &text, double value)
{
    if (!std::isfinite(value))
        return;
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc())
        text.append(digits.data(), end);
}

} // namespace

std::string surfaceCsv(const SurfaceGrid &grid, bool withOutOfPlane)
{
    const bool hasOut = withOutOfPlane && grid.outOfPlane.size() == grid.loss.size();
    std::string text = hasOut ? "a,b,loss,out_of_plane\n" : "a,b,loss\n";
    if (grid.isEmpty())
        return text;
    for (int column = 0; column < grid.spec.columns; ++column)
        for (int row = 0; row < grid.spec.rows; ++row) {
            const auto index = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.spec.columns) +
                               static_cast<std::size_t>(column);
            append(text, grid.a(column));
            text += ',';
            append(text, grid.b(row));
            text += ',';
            append(text, grid.loss[index]);
            if (hasOut) {
                text += ',';
                append(text, grid.outOfPlane[index]);
            }
            text += '\n';
        }
    return text;
}

} // namespace basin
