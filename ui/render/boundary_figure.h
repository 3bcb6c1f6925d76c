#pragma once

#include "render/function_figure.h"
#include "render/heat_map_figure.h"
#include "render/input_plane.h"

#include "project/project.h"

#include <optional>

namespace basin {

/// What a picture of the network over its input plane is to show.
struct BoundaryOptions {
    InputPlane plane;
    int layer = -1; ///< −1: the output
    int unit = 0;
    int cells = 512; ///< across and up
    bool zeroLines = true;
    bool testPoints = true;
};

/// The output (or one unit) of a network over two inputs as a heat map, over one input as a curve, with the samples. A
/// value; make it on any thread, paint it anywhere.
struct BoundaryFigure {
    bool isCurve = false;
    HeatMapFigure map;
    FunctionFigure curve;
    QList<qsizetype> rows; ///< for each point its row in the raw data

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;
    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    [[nodiscard]] QPointF toData(const QRectF &area, QPointF pixel) const;
    [[nodiscard]] QPointF toPixel(const QRectF &area, QPointF data) const;
    /// The value shown at a place; nothing outside the picture.
    [[nodiscard]] std::optional<double> valueAt(QPointF data) const;
    /// The point under a pixel, as an index into `rows`; −1: none.
    [[nodiscard]] qsizetype pointAt(const QRectF &area, QPointF pixel) const;

private:
    [[nodiscard]] const QList<FigurePoint> &shownPoints() const { return isCurve ? curve.points : map.points; }
};

[[nodiscard]] BoundaryFigure boundaryFigure(const PreparedRun &run, const Vector &parameters,
                                            const BoundaryOptions &options, const Theme &theme);

/// Which class a sample belongs to: by its one target's nearer side, or the largest of several.
[[nodiscard]] int classOf(const Dataset &data, Eigen::Index row, double threshold);

} // namespace basin
