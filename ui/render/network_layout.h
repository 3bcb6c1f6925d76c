#pragma once

#include "render/network_figure.h"

#include <QPainterPath>

namespace basin {

/// Where everything lies in an area; made anew for each call, it is cheap beside painting.
struct NetworkFigure::Layout {
    static constexpr double smallestNamedTile = 34.0; ///< smaller ones have no words
    static constexpr double headerButtonOffset = 66.0;
    static constexpr double headerButtonSize = 18.0;

    Layout(const NetworkFigure &figure, const QRectF &givenArea);

    [[nodiscard]] QRectF tile(int column, int unit) const
    {
        const auto c = static_cast<std::size_t>(column);
        const double size = tileSizes[c];
        return {centres[c] - size / 2, firstCentre[c] + spacing[c] * unit - size / 2, size, size};
    }
    [[nodiscard]] QPainterPath edge(const NetworkFigure &figure, const Edge &edge) const;
    /// Where the value of an edge stands, by the edge's place in `edges`.
    [[nodiscard]] QRectF pillRect(const NetworkFigure &figure, std::size_t edge) const;
    [[nodiscard]] QRectF freePill(const NetworkFigure &figure, const Edge &edge) const;
    [[nodiscard]] static QSizeF pillSize();
    void placePills(const NetworkFigure &figure);
    [[nodiscard]] bool arePillsApart() const;
    [[nodiscard]] QRectF headerButton(int column, bool add) const
    {
        const double x = centres[static_cast<std::size_t>(column)] + (add ? buttonOffset : -buttonOffset);
        return {x - headerButtonSize / 2, noteY - headerButtonSize / 2, headerButtonSize, headerButtonSize};
    }
    [[nodiscard]] QRectF note(int column) const
    {
        return {centres[static_cast<std::size_t>(column)] - buttonOffset + 14, noteY - 10, 2 * buttonOffset - 28, 20};
    }
    [[nodiscard]] QRectF layerButton(int column) const
    {
        const auto c = static_cast<std::size_t>(column);
        const double x = (centres[c] + centres[c + 1]) / 2;
        return {x - headerButtonSize / 2, noteY - headerButtonSize / 2, headerButtonSize, headerButtonSize};
    }
    /// The words below a column's title, short where the buttons beside them leave no room for more.
    [[nodiscard]] static QString menuArrow(const NetworkFigure &figure, const Column &column);
    [[nodiscard]] QString noteText(const NetworkFigure &figure, const Column &column) const;
    [[nodiscard]] bool isNamed(int column) const
    {
        return tileSizes[static_cast<std::size_t>(column)] >= smallestNamedTile;
    }

    QRectF area;
    double titleY = 0;
    double noteY = 0;
    double legendY = 0;
    double buttonOffset = headerButtonOffset;
    bool pills = true;
    std::vector<QRectF> pillRects;
    std::vector<double> centres;
    std::vector<double> tileSizes;
    std::vector<double> firstCentre;
    std::vector<double> spacing;
};

} // namespace basin
