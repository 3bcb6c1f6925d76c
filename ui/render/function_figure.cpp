#include "render/function_figure.h"

#include "render/colour_map.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/pill_places.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace basin {

namespace {

// The same margins as a chart's: it stands where charts stand.
constexpr qsizetype crowd = 60;
constexpr double crowdRadius = 4.0;
constexpr double marginLeft = 60, marginRight = 20, marginTop = 24, marginBottom = 44;
constexpr double titleDistance = 49, stripHeight = 6;

/// The curve's value at x between its points.
double valueAt(const QList<QPointF> &points, double x)
{
    const auto after =
        std::lower_bound(points.begin(), points.end(), x, [](const QPointF &p, double v) { return p.x() < v; });
    if (after == points.end())
        return points.last().y();
    if (after == points.begin())
        return points.first().y();
    const QPointF a = *(after - 1), b = *after;
    return b.x() > a.x() ? a.y() + (b.y() - a.y()) * (x - a.x()) / (b.x() - a.x()) : b.y();
}

} // namespace

QRectF FunctionFigure::plotRect(const QRectF &area) const
{
    const double scale = fontScale();
    const QRectF inner =
        area.adjusted(marginLeft * scale, marginTop * scale, -marginRight * scale, -marginBottom * scale);
    return QRectF(std::round(inner.left()), std::round(inner.top()), std::max(0.0, std::floor(inner.width())),
                  std::max(0.0, std::floor(inner.height())));
}

QPointF FunctionFigure::toPixel(const QRectF &plot, QPointF data) const
{
    return {plot.left() + x.position(data.x()) * plot.width(), plot.bottom() - y.position(data.y()) * plot.height()};
}

QPointF FunctionFigure::toData(const QRectF &plot, QPointF pixel) const
{
    return {x.value((pixel.x() - plot.left()) / plot.width()), y.value((plot.bottom() - pixel.y()) / plot.height())};
}

QList<double> FunctionFigure::crossings() const
{
    QList<double> result;
    if (!threshold || curves.isEmpty())
        return result;
    const QList<QPointF> &curve = curves.first().points;
    for (qsizetype i = 0; i + 1 < curve.size(); ++i) {
        const double a = curve[i].y() - *threshold, b = curve[i + 1].y() - *threshold;
        if (std::isfinite(a) && std::isfinite(b) && (a > 0) != (b > 0))
            result.append(curve[i].x() + (curve[i + 1].x() - curve[i].x()) * a / (a - b));
    }
    return result;
}

void FunctionFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QRectF plot = plotRect(area);
    if (plot.width() < 24 || plot.height() < 16)
        return;
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QList<Tick> xTicks = x.horizontalTicks(plot.width()), yTicks = y.verticalTicks(plot.height(), 36);
    paintGrid(painter, plot, y, yTicks, theme);
    paintStrip(painter, plot, theme);
    paintBaseLine(painter, plot, x, xTicks, theme);
    paintHorizontalLabels(painter, plot, x, xTicks, theme);
    paintVerticalLabels(painter, plot, y, yTicks, titleDistance * fontScale(), theme);
    const bool isEmpty = curves.isEmpty() || curves.first().points.isEmpty();
    if (isEmpty)
        paintEmptyText(painter, plot, emptyTitle, emptyText, theme);
    paintZeros(painter, plot, theme);
    const ChartFigure::Plot scaled{plot, x, y};
    // Many patterns lie side by side: smaller, without rings that would cover each other, and below the curve.
    const bool isCrowd = points.size() > crowd;
    const auto paintPoints = [&] {
        for (const FigurePoint &point : points)
            if (const QPointF at = toPixel(plot, point.at); plot.adjusted(-1, -1, 1, 1).contains(at))
                paintClassMark(painter, at, point.classIndex, theme, isCrowd ? crowdRadius : pointRadius,
                               point.isHollow, isCrowd ? QColor(Qt::transparent) : QColor(Qt::white));
    };
    if (isCrowd)
        paintPoints();
    for (const CurveSpec &curve : curves)
        paintCurve(painter, curve, scaled, theme);
    paintThreshold(painter, plot, theme);
    if (!isCrowd)
        paintPoints();
    painter.restore();
}

void FunctionFigure::paintStrip(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    // The colours of a decision boundary over two inputs, for one: they say at a glance which class is where.
    if (!threshold || curves.size() != 1 || curves.first().points.isEmpty())
        return;
    const int columns = std::max(1, static_cast<int>(plot.width()));
    std::vector<float> values;
    for (int i = 0; i < columns; ++i)
        values.push_back(static_cast<float>(valueAt(curves.first().points, x.value((i + 0.5) / columns))));
    const QImage strip = colourImage(values.data(), columns, 1, valueRange, ColourMap::signedValues(theme));
    painter.drawImage(QRectF(plot.left(), plot.bottom() - stripHeight, plot.width(), stripHeight), strip);
}

void FunctionFigure::paintThreshold(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    if (!threshold || !y.range.contains(*threshold))
        return;
    const double level = toPixel(plot, {x.range.low, *threshold}).y();
    QPen dashes(theme.text3, 1.25, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({5 / 1.25, 4 / 1.25});
    painter.setPen(dashes);
    painter.drawLine(QPointF(plot.left(), level), QPointF(plot.right(), level));
    QRectF lastPill;
    for (const double crossing : crossings()) {
        if (!x.range.contains(crossing))
            continue;
        const QPointF at(toPixel(plot, {crossing, *threshold}));
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(at, QPointF(at.x(), plot.bottom() - stripHeight));
        painter.setPen(QPen(theme.ink, 2));
        painter.setBrush(theme.surface);
        painter.drawEllipse(at, 4, 4);
        painter.setBrush(Qt::NoBrush);
        const QString text = numbers::fixed(crossing, x.range.length() < 2 ? 3 : 2);
        const QSizeF size = pillSize(text);
        // Right of the crossing the curve has gone up or down: the number stands on the other side.
        const double step = x.range.length() * 1e-3;
        const bool isRising = valueAt(curves.first().points, crossing + step) > *threshold;
        const bool fits = at.x() + 10 + size.width() <= plot.right();
        const double side = fits ? 1 : -1;
        const QPointF centre = at + QPointF(side * (10 + size.width() / 2), (isRising == fits ? 1 : -1) * 15);
        const QRectF pill(centre - QPointF(size.width() / 2, size.height() / 2), size);
        if (pill.intersects(lastPill))
            continue; // too close to the one before: its dot says where it is
        lastPill = pill;
        paintPill(painter, centre, text, theme);
    }
}

void FunctionFigure::paintZeros(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    QList<QPointF> obstacles;
    for (const FigurePoint &point : points)
        obstacles.append(toPixel(plot, point.at));
    PillPlaces places(plot, obstacles);
    QPen dashes(theme.axis, 1.25, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({6 / 1.25, 5 / 1.25});
    for (const UnitZero &zero : zeros) {
        if (!x.range.contains(zero.x))
            continue;
        const double at = toPixel(plot, {zero.x, y.range.low}).x();
        const QPolygonF line{QPointF(at, plot.top()), QPointF(at, plot.bottom() - stripHeight)};
        painter.setPen(dashes);
        painter.drawPolyline(line);
        if (const auto place = places.take({line}, pillSize(zero.label)))
            paintPill(painter, *place, zero.label, theme);
    }
}

} // namespace basin
