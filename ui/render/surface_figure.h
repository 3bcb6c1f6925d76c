#pragma once

#include "render/heat_map_figure.h"
#include "render/surface_content.h"

#include <QSize>

#include <optional>
#include <vector>

namespace basin {

/// How a surface is drawn.
struct SurfaceLook {
    ColourMap::Kind map = ColourMap::Kind::Depth;
    bool isLog = true;
    std::optional<double> clip{};  ///< losses above it have the last colour; nothing: fitted
    std::optional<double> level{}; ///< log scale: the loss is counted from here; nothing: 0
    bool contours = true;
    bool path = true;
    bool outOfPlane = false; ///< the gradient's part out of the plane, as far as the content has it
    bool texts = false;      ///< below: what is held fixed and what is to be known of the plane, for pictures that
                             ///< leave the window
    friend bool operator==(const SurfaceLook &, const SurfaceLook &) = default;
};

/// The loss over a plane as a map: contour lines at round levels and one through the present loss, the run's path, the
/// points that stand on it. A value; make it on any thread, paint it anywhere.
struct SurfaceFigure {
    HeatMapFigure map; ///< values: loss − level

    /// A stretch of the path with one opacity: full in the plane, fainter the farther from it.
    struct Stretch {
        QPolygonF line{}; ///< data units
        double opacity = 1.0;
    };
    QList<Stretch> path{};
    QList<SurfaceMark> marks{};
    QString legend{}; ///< one line: what faint lines, dots and gaps say; may be empty
    QStringList texts{};

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    /// Below the plot: where the legend stands, and the window's read-out in its place.
    [[nodiscard]] QRectF captionRect(const QRectF &area) const;
    [[nodiscard]] QPointF toPixel(const QRectF &area, QPointF data) const;
    [[nodiscard]] QPointF toData(const QRectF &area, QPointF pixel) const;

    /// Colours, contour lines and path alone, without axes and marks: lies over the 3-D surface from edge to edge, the
    /// highest b on top.
    [[nodiscard]] QImage texture(QSize size) const;

    /// For each value of `map.grid` the share of the slope (0 … 1) that leads out of the plane; empty: not shown.
    std::vector<float> outOfPlane{};

private:
    void paintPath(QPainter &painter, const QRectF &plot) const;
    void paintOutOfPlane(QPainter &painter, const QRectF &plot) const;
    void paintMarks(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintTexts(QPainter &painter, const QRectF &area, const Theme &theme) const;
    [[nodiscard]] QRectF mapArea(const QRectF &area) const;
    [[nodiscard]] double textHeight(double width) const;
};

[[nodiscard]] SurfaceFigure surfaceFigure(const SurfaceContent &content, const SurfaceLook &look, const Theme &theme);

/// Between the points of the grid, straight in both directions; nothing outside of it and beside a gap.
[[nodiscard]] std::optional<double> lossAt(const SurfaceGrid &grid, double a, double b);

/// The slope within a plane: which way is steepest down, as steps along a and b, and how steep.
struct PlaneSlope {
    QPointF downhill;
    double length = 0.0; ///< of the gradient's part in the plane
};

/// By differences over the grid's steps; nothing outside of the grid and beside a gap.
[[nodiscard]] std::optional<PlaneSlope> slopeAt(const SurfaceContent &content, double a, double b);

/// The gradient's part out of the plane at the nearest point of the grid, where the content has it.
[[nodiscard]] std::optional<double> outOfPlaneAt(const SurfaceGrid &grid, double a, double b);

} // namespace basin
