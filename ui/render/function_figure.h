#pragma once

#include "render/chart_figure.h"
#include "render/heat_map_figure.h"

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace basin {

/// Where the input of a unit is zero, on the axis of a network with one input.
struct UnitZero {
    double x = 0.0;
    QString label{};
};

/// What a network of one input computes: its output over the input, where it crosses the threshold, and the patterns
/// at their targets. A value, like HeatMapFigure.
struct FunctionFigure {
    Axis x{.range = {0, 1}, .title = {}};
    Axis y{.range = {-0.1, 1.1}, .title = {}};
    QList<CurveSpec> curves{}; ///< one for each output; the first is read against the threshold
    std::optional<double> threshold = 0.5;
    Range valueRange{0.0, 1.0}; ///< of the colours in the strip on the base line
    QList<UnitZero> zeros{};
    QList<FigurePoint> points{}; ///< input and target
    double pointRadius = 6.0;
    QString emptyTitle{}, emptyText{};

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    [[nodiscard]] QPointF toPixel(const QRectF &plot, QPointF data) const;
    [[nodiscard]] QPointF toData(const QRectF &plot, QPointF pixel) const;
    [[nodiscard]] QList<double> crossings() const; ///< inputs at which the first curve crosses the threshold

private:
    void paintStrip(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintThreshold(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintZeros(QPainter &painter, const QRectF &plot, const Theme &theme) const;
};

} // namespace basin
