#pragma once

#include "render/axis.h"
#include "render/colour_map.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace basin {

/// Values over a plane, as a picture has them: the first row on top (the highest y), each value in the middle of its
/// pixel. For several classes one plane of columns × rows follows the other.
struct PlaneGrid {
    int columns = 0;
    int rows = 0;
    std::vector<float> values{};
    [[nodiscard]] bool isEmpty() const { return columns < 1 || rows < 1 || values.empty(); }
};

/// A pattern on a picture.
struct FigurePoint {
    QPointF at{};
    int classIndex = 0;
    bool isHollow = false;                      ///< a test pattern
    std::optional<double> value = std::nullopt; ///< of a measured target: its colour in the map, in place of a class's
};

/// Where a unit's input is zero: its name stands in a pill on the line.
struct UnitLine {
    QList<QPolygonF> paths{}; ///< in data units; straightLine() makes one
    QString label{};
};

struct ContourSpec {
    double level = 0.5;
    double width = 2.0;
    double opacity = 1.0;
    QColor colour{}; ///< not valid: the theme's ink
};

/// A heat map over two inputs with all that stands on and around it. A value: fill it anywhere, prepare() it on any
/// thread, paint it on a window, an image, an SVG or a PDF.
struct HeatMapFigure {
    PlaneGrid grid;
    bool endsAtEdge = false; ///< the outermost values lie on the plot's edge, not half a pixel inside
    int classCount = 1;      ///< more than 2: the winning class, shaded by its margin; names instead of a colour bar
    Axis x{.range = {-0.5, 1.5}, .title = {}};
    Axis y{.range = {-0.5, 1.5}, .title = {}};

    ColourMap::Kind map = ColourMap::Kind::Signed;
    Range valueRange{0.0, 1.0};
    bool isLog = false;    ///< colours and contours follow the logarithm
    QString valueTitle{};  ///< beside the colour bar
    bool clipsLow = false; ///< values lie below the range: a triangle says so; prepare() looks
    bool clipsHigh = false;
    QList<QString> classNames{}; ///< for more than two classes

    QList<ContourSpec> contours{ContourSpec{}};
    QList<UnitLine> lines{};
    QList<FigurePoint> points{};
    double pointRadius = 7.0;

    bool isSquare = true;              ///< two inputs: yes; else the plot takes all the room
    QString emptyTitle{}, emptyText{}; ///< shown while the grid is empty

    /// Makes the image and the contour lines, and sees whether values are clipped. paint() needs it after any change
    /// of grid, map, ranges or theme.
    void prepare(const Theme &theme);

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

    /// Colours and contour lines alone, over all of `plot`.
    void paintField(QPainter &painter, const QRectF &plot, const Theme &theme) const;

    /// The same with the points: a small picture without axes.
    void paintInside(QPainter &painter, const QRectF &plot, const Theme &theme) const;

    /// The heat map alone inside `area`: at its left, its lower edge on the base line that charts share.
    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    [[nodiscard]] QPointF toPixel(const QRectF &plot, QPointF data) const;
    [[nodiscard]] QPointF toData(const QRectF &plot, QPointF pixel) const;

    /// Made by prepare().
    QImage image{};
    QList<QList<QPolygonF>> contourPaths{}; ///< for each of `contours`, in data units

private:
    void paintContours(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintLines(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintPoints(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintColourBar(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintClassNames(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void prepareClasses(const Theme &theme);
    [[nodiscard]] QList<QPolygonF> pathsAt(const float *values, double level) const;
    [[nodiscard]] QPolygonF toPixels(const QRectF &plot, const QPolygonF &data) const;
};

} // namespace basin
