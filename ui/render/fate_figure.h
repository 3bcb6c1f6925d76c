#pragma once

#include "experiment/fate_map.h"
#include "render/axis.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QString>

#include <optional>

class QPainter;

namespace basin {

struct Theme;

/// A fate map as a picture: its points as pixels, a label beside each colour, and all that it depends on. A value: make
/// it on any thread, paint it on a window, an image, an SVG or a PDF.
struct FateFigure {
    /// One colour and what it means.
    struct LegendEntry {
        QString label;
        QColor colour;
        std::optional<QColor> rampEnd{}; ///< the colour runs from `colour` to this one
        int group = -1;                  ///< of the map
    };

    QImage image; ///< a pixel a point, the highest b on top; transparent where nothing is known yet; null: no map
    Axis x{.range = {-6, 6}, .title = {}};
    Axis y{.range = {-6, 6}, .title = {}};
    QList<LegendEntry> legend;
    QStringList captions;        ///< everything the picture depends on
    std::optional<QPointF> mark; ///< where the project starts, where the picture holds it
    QString emptyTitle, emptyText;

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    [[nodiscard]] QRectF captionRect(const QRectF &area) const; ///< where the captions stand
    [[nodiscard]] QPointF toPixel(const QRectF &area, QPointF data) const;
    [[nodiscard]] QPointF toData(const QRectF &area, QPointF pixel) const;
    /// The group whose legend entry is there; −1: none.
    [[nodiscard]] int legendGroupAt(const QRectF &area, QPointF pixel) const;
    /// So large that the plot has `side` pixels a side.
    [[nodiscard]] QSize sizeFor(double side) const;

private:
    struct Layout;
    [[nodiscard]] Layout layout(const QRectF &area) const;
    void paintField(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintLegend(QPainter &painter, const Layout &layout, const Theme &theme) const;
};

/// Where a project starts, on a fate map.
void paintStartMark(QPainter &painter, QPointF at);

struct FateLook {
    int emphasised = -1; ///< a group: all others are pale; −1: none
    bool mark = true;    ///< where the project starts
    QString task{};      ///< the data, as the captions call them
    QString note{};      ///< a last caption: what a click does
};

/// @param map  null: the empty state
[[nodiscard]] FateFigure fateFigure(const FateMap *map, const FateLook &look, const Theme &theme);

/// The epochs that the colours of solved runs tell apart, on a log scale: those of all but the quickest and the slowest
/// hundredth. Nothing where no run solved it.
struct SolvedRange {
    double low = 1.0, high = 1.0; ///< epochs
    bool clipsLow = false, clipsHigh = false;
};
[[nodiscard]] std::optional<SolvedRange> solvedRange(const FateMap &map);

/// The data with all that shapes them: "Logic gate XOR, low −1", "Two moons, noise 0.1, seed 3, standard scaling".
[[nodiscard]] QString dataCaption(const Project &project);

/// "start value of h1.x1"
[[nodiscard]] QString startValueTitle(const Architecture &architecture, Eigen::Index weight);

} // namespace basin
