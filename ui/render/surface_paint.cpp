#include "render/drawing.h"
#include "render/fonts.h"
#include "render/surface_figure.h"
#include "render/surface_marks.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int fewestCaptionLines = 2; ///< the window's read-out has so many
constexpr double textGap = 4;         ///< above the texts

QPolygonF pixelsOf(const HeatMapFigure &map, const QRectF &plot, const QPolygonF &data)
{
    // A step below a third of a pixel is not seen, and a run at rest makes thousands of them.
    constexpr double leastStep = 0.35;
    QPolygonF pixels;
    for (qsizetype i = 0; i < data.size(); ++i) {
        const QPointF at = map.toPixel(plot, data[i]);
        const bool isLast = i + 1 == data.size();
        if (pixels.isEmpty() || isLast || (at - pixels.last()).manhattanLength() >= leastStep)
            pixels.append(at);
    }
    return pixels;
}

} // namespace

double SurfaceFigure::textHeight(double width) const
{
    const QFontMetricsF metrics(font(TypeRole::Note));
    double height = 0.0;
    for (const QString &text : texts)
        height += metrics.boundingRect(QRectF(0, 0, width, 1e4), Qt::TextWordWrap, text).height();
    return texts.isEmpty() ? 0.0 : height + textGap;
}

QRectF SurfaceFigure::mapArea(const QRectF &area) const
{
    const QRectF caption = captionRect(area);
    return area.adjusted(0, 0, 0, -caption.height() - textHeight(caption.width()));
}

QRectF SurfaceFigure::plotRect(const QRectF &area) const
{
    return map.plotRect(mapArea(area));
}

QRectF SurfaceFigure::captionRect(const QRectF &area) const
{
    constexpr double margin = 16; // as wide as can be: the plot begins farther to the right
    const double width = area.width() - 2 * margin;
    const double needed = QFontMetricsF(font(TypeRole::Caption))
                              .boundingRect(QRectF(0, 0, width, 1e4), Qt::TextWordWrap, legend)
                              .height();
    const double height = std::max<double>(fewestCaptionLines * lineHeight(TypeRole::Caption), std::ceil(needed));
    return {area.left() + margin, area.bottom() - height, width, height};
}

QPointF SurfaceFigure::toPixel(const QRectF &area, QPointF data) const
{
    return map.toPixel(plotRect(area), data);
}

QPointF SurfaceFigure::toData(const QRectF &area, QPointF pixel) const
{
    return map.toData(plotRect(area), pixel);
}

void SurfaceFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    map.paint(painter, mapArea(area), theme);
    const QRectF plot = plotRect(area);
    if (plot.width() < 16 || plot.height() < 16)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintOutOfPlane(painter, plot);
    paintPath(painter, plot);
    paintMarks(painter, plot, theme);
    paintTexts(painter, area, theme);
    painter.restore();
}

void SurfaceFigure::paintPath(QPainter &painter, const QRectF &plot) const
{
    // White below ink, whatever the theme: the colours of the map are the same in both.
    for (const bool isHalo : {true, false})
        for (const Stretch &stretch : path) {
            QColor colour = isHalo ? QColor(Qt::white) : Theme::light().ink;
            colour.setAlphaF(static_cast<float>(stretch.opacity));
            QPen pen(colour, isHalo ? 5 : 2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
            if (stretch.opacity >= 1.0)
                pen.setCapStyle(Qt::RoundCap);
            for (const QPolygonF &piece : clippedLine(pixelsOf(map, plot, stretch.line), plot))
                strokeLine(painter, piece, pen);
        }
}

void SurfaceFigure::paintOutOfPlane(QPainter &painter, const QRectF &plot) const
{
    if (outOfPlane.empty())
        return;
    constexpr double apart = 15, largest = 3.6; // pixels
    constexpr double least = 0.01;              // a share that is as good as none
    painter.setPen(Qt::NoPen);
    for (double y = plot.top() + apart / 2; y < plot.bottom(); y += apart)
        for (double x = plot.left() + apart / 2; x < plot.right(); x += apart) {
            const int column = static_cast<int>((x - plot.left()) / plot.width() * (map.grid.columns - 1) + 0.5);
            const int row = static_cast<int>((y - plot.top()) / plot.height() * (map.grid.rows - 1) + 0.5);
            const auto index = static_cast<std::size_t>(row) * static_cast<std::size_t>(map.grid.columns) +
                               static_cast<std::size_t>(column);
            const double share = static_cast<double>(outOfPlane[index]);
            if (share < least)
                continue;
            const QRgb ground =
                map.image.pixel(std::min(2 * column, map.image.width() - 1), std::min(2 * row, map.image.height() - 1));
            constexpr int dark = 110;
            QColor colour = qGray(ground) < dark ? QColor(Qt::white) : Theme::light().ink;
            colour.setAlphaF(0.6F);
            painter.setBrush(colour);
            const double radius = largest * std::sqrt(share); // the area says the share
            painter.drawEllipse(QPointF(x, y), radius, radius);
        }
    painter.setBrush(Qt::NoBrush);
}

void SurfaceFigure::paintMarks(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    QList<PlacedMark> placed;
    for (const SurfaceMark &mark : marks)
        if (const QPointF at = map.toPixel(plot, {mark.at.a, mark.at.b}); plot.adjusted(-1, -1, 1, 1).contains(at))
            placed.append({mark.kind, at, mark.label});
    paintSurfaceMarks(painter, placed, plot.adjusted(2, 0, -2, 0), theme);
}

void SurfaceFigure::paintTexts(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QRectF caption = captionRect(area);
    painter.setPen(theme.text3);
    painter.setFont(font(TypeRole::Caption));
    if (!map.image.isNull())
        painter.drawText(caption, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, legend);
    painter.setPen(theme.text2);
    painter.setFont(font(TypeRole::Note));
    const QFontMetricsF metrics(painter.font());
    double y = caption.top() - textHeight(caption.width()) + textGap / 2;
    for (const QString &text : texts) {
        QRectF box = metrics.boundingRect(QRectF(0, 0, caption.width(), 1e4), Qt::TextWordWrap, text);
        box = QRectF(caption.left(), y, caption.width(), box.height());
        painter.drawText(box, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text);
        y = box.bottom();
    }
}

QImage SurfaceFigure::texture(QSize size) const
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    const QRectF all(0, 0, size.width(), size.height());
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    map.paintField(painter, all, Theme::light());
    paintPath(painter, all);
    return image;
}

} // namespace basin
