#include "render/heat_map_figure.h"

#include "render/axis_titles.h"
#include "render/contours.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/pill_places.h"
#include "render/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

// Around the plot, in pixels at 100 %.
constexpr double marginLeft = 52, marginTop = 9, marginRight = 77, marginBottom = 44;
constexpr double titleLeft = 34, barGap = 14, barWidth = 12, barLabelGap = 7, barTitleGap = 40;
constexpr double clipTriangleHeight = 7, clipTriangleGap = 3;
constexpr double tickSpacing = 40;

std::vector<float> logarithms(const std::vector<float> &values)
{
    std::vector<float> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [](float v) { return std::log10(v); });
    return result;
}

/// Contour lines end in the middle of the outermost pixels; half a pixel on they meet the plot's edge.
void extendToEdge(QPolygonF &line, int columns, int rows)
{
    if (line.size() < 2 || line.first() == line.last())
        return;
    const auto extend = [&](QPointF &end, QPointF before) {
        const bool isAtSide = end.x() == 0 || end.x() == columns - 1, isAtTop = end.y() == 0 || end.y() == rows - 1;
        const QPointF step = end - before;
        const double size = std::max(isAtSide ? std::abs(step.x()) : 0.0, isAtTop ? std::abs(step.y()) : 0.0);
        // A line that runs along the rim has no way to it; four pixels is as far as any other needs.
        const double length = std::hypot(step.x(), step.y());
        if (size > 0)
            end += step * std::min(0.5 / size, 4.0 / length);
    };
    extend(line.first(), line[1]);
    extend(line.last(), line[line.size() - 2]);
}

/// Each value as two by two pixels, those of the rim cut in half: the outermost values lie on the edge.
QImage withHalvedRim(const QImage &image)
{
    const int width = std::max(1, 2 * image.width() - 2), height = std::max(1, 2 * image.height() - 2);
    QImage result(width, height, image.format());
    for (int y = 0; y < height; ++y) {
        const auto *from = reinterpret_cast<const QRgb *>(image.constScanLine((y + 1) / 2));
        auto *to = reinterpret_cast<QRgb *>(result.scanLine(y));
        for (int x = 0; x < width; ++x)
            to[x] = from[(x + 1) / 2];
    }
    return result;
}

/// How far class k leads the best other one; zero on its border.
std::vector<float> leadOf(const PlaneGrid &grid, int k, int classCount)
{
    const auto plane = static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
    std::vector<float> lead(plane);
    for (std::size_t pixel = 0; pixel < plane; ++pixel) {
        float best = -INFINITY;
        for (int other = 0; other < classCount; ++other)
            if (other != k)
                best = std::max(best, grid.values[static_cast<std::size_t>(other) * plane + pixel]);
        lead[pixel] = grid.values[static_cast<std::size_t>(k) * plane + pixel] - best;
    }
    return lead;
}

void paintClipTriangle(QPainter &painter, QPointF tip, double baseY, QRgb colour, const Theme &theme)
{
    painter.setPen(QPen(theme.axis, 1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(QColor(colour));
    painter.drawPolygon(QPolygonF{tip, QPointF(tip.x() + barWidth / 2, baseY), QPointF(tip.x() - barWidth / 2, baseY)});
    painter.setBrush(Qt::NoBrush);
}

} // namespace

void HeatMapFigure::prepare(const Theme &theme)
{
    image = {};
    contourPaths.clear();
    clipsLow = clipsHigh = false;
    if (grid.isEmpty())
        return;
    if (classCount > 2) {
        prepareClasses(theme);
        return;
    }
    const std::vector<float> shown = isLog ? logarithms(grid.values) : std::vector<float>();
    const float *values = isLog ? shown.data() : grid.values.data();
    const Range range = isLog ? Range{std::log10(valueRange.low), std::log10(valueRange.high)} : valueRange;
    image = colourImage(values, grid.columns, grid.rows, range, ColourMap::ofKind(map, theme));
    if (endsAtEdge)
        image = withHalvedRim(image);
    // A thousandth of the range beyond its end is rounding, not a value one misses.
    const auto slack = static_cast<float>(range.length() * 1e-3);
    const auto low = static_cast<float>(range.low) - slack, high = static_cast<float>(range.high) + slack;
    const auto count = static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
    for (std::size_t i = 0; i < count; ++i) {
        clipsLow |= values[i] < low;
        clipsHigh |= values[i] > high;
    }
    for (const ContourSpec &contour : contours)
        contourPaths.append(pathsAt(values, isLog ? std::log10(contour.level) : contour.level));
}

void HeatMapFigure::prepareClasses(const Theme &theme)
{
    image = winnerImage(grid.values.data(), grid.columns, grid.rows, classCount, theme);
    if (contours.isEmpty())
        return;
    QList<QPolygonF> borders;
    for (int k = 0; k < classCount; ++k)
        borders += pathsAt(leadOf(grid, k, classCount).data(), 0.0);
    contourPaths = {borders};
}

QList<QPolygonF> HeatMapFigure::pathsAt(const float *values, double level) const
{
    QList<QPolygonF> paths = contourLines(values, grid.columns, grid.rows, static_cast<float>(level));
    // From the first value to the last, or from edge to edge of their pixels.
    const double before = endsAtEdge ? 0.0 : 0.5;
    const double width = endsAtEdge ? grid.columns - 1 : grid.columns, height = endsAtEdge ? grid.rows - 1 : grid.rows;
    for (QPolygonF &path : paths) {
        if (!endsAtEdge)
            extendToEdge(path, grid.columns, grid.rows);
        for (QPointF &point : path)
            point = {x.value((point.x() + before) / width), y.value(1.0 - (point.y() + before) / height)};
    }
    return paths;
}

QRectF HeatMapFigure::plotRect(const QRectF &area) const
{
    const double scale = fontScale();
    // The margin takes labels as wide as they usually are; wider ones take more.
    const double height = area.height() - (marginTop + marginBottom) * scale;
    const double titleMiddle = clearTitleDistance(y.verticalTicks(height, tickSpacing), titleLeft * scale);
    const double left = std::max(marginLeft * scale, titleMiddle + lineHeight(TypeRole::Note) / 2.0);
    QRectF plot = area.adjusted(left, marginTop * scale, -marginRight * scale, -marginBottom * scale);
    if (isSquare) {
        const double side = std::max(0.0, std::min(plot.width(), plot.height()));
        plot = QRectF(plot.left(), plot.bottom() - side, side, side);
    }
    // Whole pixels: the edge of the image is sharp.
    return QRectF(std::round(plot.left()), std::round(plot.top()), std::max(0.0, std::floor(plot.width())),
                  std::max(0.0, std::floor(plot.height())));
}

QPointF HeatMapFigure::toPixel(const QRectF &plot, QPointF data) const
{
    return {plot.left() + x.position(data.x()) * plot.width(), plot.bottom() - y.position(data.y()) * plot.height()};
}

QPointF HeatMapFigure::toData(const QRectF &plot, QPointF pixel) const
{
    return {x.value((pixel.x() - plot.left()) / plot.width()), y.value((plot.bottom() - pixel.y()) / plot.height())};
}

QPolygonF HeatMapFigure::toPixels(const QRectF &plot, const QPolygonF &data) const
{
    QPolygonF pixels;
    pixels.reserve(data.size());
    for (const QPointF &point : data)
        pixels.append(toPixel(plot, point));
    return pixels;
}

void HeatMapFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QRectF plot = plotRect(area);
    if (plot.width() < 16 || plot.height() < 16)
        return;
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (image.isNull()) {
        painter.fillRect(plot, theme.bg);
        paintEmptyText(painter, plot, emptyTitle, emptyText, theme);
    } else {
        paintField(painter, plot, theme);
    }
    paintLines(painter, plot, theme);
    paintPoints(painter, plot, theme);
    paintHorizontalLabels(painter, plot, x, x.horizontalTicks(plot.width()), theme);
    paintVerticalLabels(painter, plot, y, y.verticalTicks(plot.height(), tickSpacing), titleLeft * fontScale(), theme);
    if (classCount > 2)
        paintClassNames(painter, plot, theme);
    else
        paintColourBar(painter, plot, theme);
    painter.restore();
}

void HeatMapFigure::paintField(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    painter.fillRect(plot, theme.hover);
    painter.drawImage(plot, image);
    paintContours(painter, plot, theme);
}

void HeatMapFigure::paintInside(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    paintField(painter, plot, theme);
    paintPoints(painter, plot, theme);
}

void HeatMapFigure::paintContours(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    for (qsizetype i = 0; i < contourPaths.size(); ++i) {
        QColor colour = contours[i].colour.isValid() ? contours[i].colour : theme.ink;
        colour.setAlphaF(static_cast<float>(contours[i].opacity));
        const QPen pen(colour, contours[i].width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        for (const QPolygonF &path : contourPaths[i])
            for (const QPolygonF &piece : clippedLine(toPixels(plot, path), plot))
                strokeLine(painter, piece, pen);
    }
}

void HeatMapFigure::paintLines(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    QList<QPointF> obstacles;
    for (const FigurePoint &point : points)
        obstacles.append(toPixel(plot, point.at));
    PillPlaces places(plot, obstacles);
    QColor halo = theme.surface;
    halo.setAlphaF(0.45F);
    QPen dashes(theme.ink, 1.25, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({6 / 1.25, 5 / 1.25}); // in units of the pen's width
    QList<std::pair<QPointF, QString>> pills;
    for (const UnitLine &line : lines) {
        QList<QPolygonF> pieces;
        for (const QPolygonF &path : line.paths)
            pieces += clippedLine(toPixels(plot, path), plot);
        for (const QPen &pen : {QPen(halo, 3, Qt::SolidLine, Qt::FlatCap), dashes}) {
            painter.setPen(pen);
            for (const QPolygonF &piece : pieces)
                painter.drawPolyline(piece);
        }
        if (const auto place = places.take(pieces, pillSize(line.label)); place && !line.label.isEmpty())
            pills.append({*place, line.label});
    }
    for (const auto &[place, label] : pills)
        paintPill(painter, place, label, theme);
}

void HeatMapFigure::paintPoints(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    for (const FigurePoint &point : points) {
        const QPointF at = toPixel(plot, point.at);
        if (!plot.adjusted(-1, -1, 1, 1).contains(at))
            continue;
        if (point.value) {
            const QColor colour = QColor::fromRgb(
                ColourMap::ofKind(map, theme).at((*point.value - valueRange.low) / valueRange.length()));
            painter.setPen(QPen(point.isHollow ? colour : Qt::white, 1.5));
            painter.setBrush(point.isHollow ? QBrush() : QBrush(colour));
            painter.drawEllipse(at, pointRadius, pointRadius);
        } else {
            paintClassMark(painter, at, point.classIndex, theme, pointRadius, point.isHollow);
        }
    }
}

void HeatMapFigure::paintColourBar(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    const double scale = fontScale();
    const double clip = clipTriangleHeight + clipTriangleGap;
    const QRectF bar(plot.right() + barGap, plot.top() + (clipsHigh ? clip : 0), barWidth,
                     plot.height() - (clipsHigh ? clip : 0) - (clipsLow ? clip : 0));
    const ColourMap &colours = ColourMap::ofKind(map, theme);
    QImage strip(1, ColourMap::size, QImage::Format_RGB32);
    for (int i = 0; i < ColourMap::size; ++i)
        strip.setPixel(0, ColourMap::size - 1 - i, colours.table()[static_cast<std::size_t>(i)]);
    painter.drawImage(bar, strip);
    painter.setPen(QPen(theme.fieldLine, 1));
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
    if (clipsHigh)
        paintClipTriangle(painter, {bar.center().x(), plot.top()}, plot.top() + clipTriangleHeight, colours.at(1),
                          theme);
    if (clipsLow)
        paintClipTriangle(painter, {bar.center().x(), plot.bottom()}, plot.bottom() - clipTriangleHeight, colours.at(0),
                          theme);

    const Axis axis{.range = valueRange, .isLog = isLog, .title = {}, .decimals = ticks::Decimals::Trimmed};
    painter.setFont(font(TypeRole::Caption));
    // A linear bar has quarters: five labels say all there is.
    const double apart = isLog ? 32 : std::max(tickSpacing, bar.height() / 4.5 / scale);
    for (const Tick &tick : axis.verticalTicks(bar.height(), apart)) {
        const double at = bar.bottom() - axis.position(tick.value) * bar.height();
        painter.setPen(QPen(theme.axis, 1));
        const double line = std::clamp(std::floor(at) + 0.5, bar.top() + 0.5, bar.bottom() - 0.5);
        painter.drawLine(QPointF(bar.right(), line), QPointF(bar.right() + 4, line));
        painter.setPen(theme.text3);
        drawText(painter, {bar.right() + barLabelGap, at}, Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(theme.text2);
    drawTurnedText(painter, {bar.right() + barTitleGap * scale, plot.center().y()}, 90,
                   fittingTitle(valueTitle, plot.height() + 2 * marginTop * scale));
}

void HeatMapFigure::paintClassNames(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    const double row = lineHeight(TypeRole::Body);
    const double left = plot.right() + barGap + 1;
    painter.setFont(font(TypeRole::Caption));
    const double room = marginRight * fontScale() - barGap - 10;
    for (int k = 0; k < classCount && (k + 1) * row <= plot.height(); ++k) {
        const double y0 = plot.top() + (k + 0.5) * row;
        paintClassMark(painter, {left, y0}, k, theme, 5);
        painter.setPen(theme.text2);
        const QString name = k < classNames.size() ? classNames[k] : QString::number(k);
        drawText(painter, {left + 9, y0}, Qt::AlignLeft | Qt::AlignVCenter,
                 QFontMetricsF(painter.font()).elidedText(name, Qt::ElideRight, room));
    }
}

} // namespace basin
