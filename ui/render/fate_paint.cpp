#include "render/axis_titles.h"
#include "render/drawing.h"
#include "render/fate_figure.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace basin {

namespace {

// Around the plot, in pixels at 100 %.
constexpr double marginLeft = 52, marginTop = 9, marginRight = 24, marginBottom = 44, titleLeft = 38;
constexpr double legendGap = 8;                ///< above the legend and above the captions
constexpr double swatch = 12, rampWidth = 108; ///< of the legend's colours
constexpr double labelGap = 7, entryGap = 20;  ///< behind a colour, behind a label
constexpr double tickSpacing = 40, leastPlot = 16;
constexpr double usualHeight = 400; ///< of a plot whose vertical labels stand for those of any height

/// How much of each source pixel is in each of `to` equal parts of a line of `from`.
struct Share {
    int first = 0;
    std::vector<float> weights;
};
std::vector<Share> sharesOf(int from, int to)
{
    std::vector<Share> shares(static_cast<std::size_t>(to));
    const double step = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        const double low = i * step, high = std::min<double>(from, (i + 1) * step);
        Share &share = shares[static_cast<std::size_t>(i)];
        share.first = std::min(static_cast<int>(low), from - 1);
        for (int k = share.first; k < from && k < high; ++k)
            share.weights.push_back(static_cast<float>((std::min(k + 1.0, high) - std::max<double>(k, low)) / step));
    }
    return shares;
}

/// The image in `size` pixels. Each is the mean of what it covers: no point is lost where there are fewer pixels, and a
/// line of points has the same weight everywhere where they do not divide evenly.
QImage inPixels(const QImage &image, QSize size)
{
    constexpr int clearlyLarger = 4; // a pixel more or less is not seen, a blend would be
    if (size.width() >= clearlyLarger * image.width() && size.height() >= clearlyLarger * image.height())
        return image.scaled(size, Qt::IgnoreAspectRatio, Qt::FastTransformation);
    if (size == image.size())
        return image;
    const std::vector<Share> across = sharesOf(image.width(), size.width());
    const std::vector<Share> down = sharesOf(image.height(), size.height());
    const auto width = static_cast<std::size_t>(image.width());
    std::vector<std::array<float, 4>> line(width);
    QImage result(size, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < size.height(); ++y) {
        const Share &rows = down[static_cast<std::size_t>(y)];
        std::fill(line.begin(), line.end(), std::array<float, 4>{});
        for (std::size_t k = 0; k < rows.weights.size(); ++k) {
            const auto *from = reinterpret_cast<const QRgb *>(image.constScanLine(rows.first + static_cast<int>(k)));
            const float weight = rows.weights[k];
            for (std::size_t x = 0; x < width; ++x) {
                line[x][0] += weight * static_cast<float>(qRed(from[x]));
                line[x][1] += weight * static_cast<float>(qGreen(from[x]));
                line[x][2] += weight * static_cast<float>(qBlue(from[x]));
                line[x][3] += weight * static_cast<float>(qAlpha(from[x]));
            }
        }
        auto *to = reinterpret_cast<QRgb *>(result.scanLine(y));
        for (int x = 0; x < size.width(); ++x) {
            const Share &columns = across[static_cast<std::size_t>(x)];
            std::array<float, 4> sum{0.5F, 0.5F, 0.5F, 0.5F};
            for (std::size_t k = 0; k < columns.weights.size(); ++k)
                for (std::size_t c = 0; c < sum.size(); ++c)
                    sum[c] += columns.weights[k] * line[static_cast<std::size_t>(columns.first) + k][c];
            to[x] = qRgba(static_cast<int>(sum[0]), static_cast<int>(sum[1]), static_cast<int>(sum[2]),
                          std::min(255, static_cast<int>(sum[3])));
        }
    }
    return result;
}

/// Viewers of vector files blur what they enlarge: they get pixels enough.
QImage forVectors(const QImage &image)
{
    constexpr int enough = 1024;
    const int factor = std::max(1, enough / std::max(image.width(), image.height()));
    return image.scaled(image.size() * factor, Qt::IgnoreAspectRatio, Qt::FastTransformation);
}

double linesHeight(const QStringList &lines, double width)
{
    const QFontMetricsF metrics(font(TypeRole::Caption));
    double height = 0.0;
    for (const QString &line : lines)
        height += std::ceil(metrics.boundingRect(QRectF(0, 0, width, 1e4), Qt::TextWordWrap, line).height());
    return height;
}

} // namespace

/// Where everything stands.
struct FateFigure::Layout {
    QRectF plot;
    QList<QRectF> entries; ///< of the legend: colour and label
    QRectF captions;
};

FateFigure::Layout FateFigure::layout(const QRectF &area) const
{
    const double scale = fontScale();
    const double titleMiddle = clearTitleDistance(y.verticalTicks(usualHeight, tickSpacing), titleLeft * scale);
    const double left = area.left() + std::max(marginLeft * scale, titleMiddle + lineHeight(TypeRole::Note) / 2.0);
    const double width = std::max(0.0, area.right() - marginRight * scale - left);

    Layout result;
    const QFontMetricsF metrics(font(TypeRole::Caption));
    const double line = lineHeight(TypeRole::Caption) + 4;
    QPointF at(0, 0);
    for (const LegendEntry &entry : legend) {
        const double size = (entry.rampEnd ? rampWidth : swatch) + labelGap + metrics.horizontalAdvance(entry.label);
        if (at.x() > 0 && at.x() + size > width)
            at = {0, at.y() + line};
        result.entries.append(QRectF(at, QSizeF(size, line)));
        at.rx() += size + entryGap;
    }
    const double legendHeight = legend.isEmpty() ? 0.0 : at.y() + line + legendGap * scale;
    const double captionHeight = captions.isEmpty() ? 0.0 : linesHeight(captions, width) + legendGap * scale;
    const double height = area.height() - (marginTop + marginBottom) * scale - legendHeight - captionHeight;
    const double side = std::floor(std::max(0.0, std::min(width, height)));
    result.plot = QRectF(std::round(left), std::round(area.top() + marginTop * scale), side, side);
    double below = result.plot.bottom() + marginBottom * scale + legendGap * scale / 2;
    for (QRectF &entry : result.entries)
        entry.translate(result.plot.left(), below);
    below += legendHeight;
    result.captions = QRectF(result.plot.left(), below, width, std::max(0.0, area.bottom() - below));
    return result;
}

QRectF FateFigure::plotRect(const QRectF &area) const
{
    return layout(area).plot;
}

QRectF FateFigure::captionRect(const QRectF &area) const
{
    return layout(area).captions;
}

QSize FateFigure::sizeFor(double side) const
{
    const QRectF probe = layout(QRectF(0, 0, side, 1e5)).plot; // its left edge hangs on no size
    const double width = std::ceil(probe.left() + side + marginRight * fontScale());
    const QRectF tall(0, 0, width, 1e5);
    const Layout placed = layout(tall);
    const double height = placed.captions.top() + linesHeight(captions, placed.captions.width()) + legendGap;
    return {static_cast<int>(width), static_cast<int>(std::ceil(height))};
}

QPointF FateFigure::toPixel(const QRectF &area, QPointF data) const
{
    const QRectF plot = plotRect(area);
    return {plot.left() + x.position(data.x()) * plot.width(), plot.bottom() - y.position(data.y()) * plot.height()};
}

QPointF FateFigure::toData(const QRectF &area, QPointF pixel) const
{
    const QRectF plot = plotRect(area);
    return {x.value((pixel.x() - plot.left()) / plot.width()), y.value((plot.bottom() - pixel.y()) / plot.height())};
}

int FateFigure::legendGroupAt(const QRectF &area, QPointF pixel) const
{
    const Layout placed = layout(area);
    for (qsizetype i = 0; i < placed.entries.size(); ++i)
        if (placed.entries[i].contains(pixel))
            return legend[i].group;
    return -1;
}

void FateFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const Layout placed = layout(area);
    const QRectF &plot = placed.plot;
    if (plot.width() < leastPlot)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(plot, theme.bg);
    if (image.isNull())
        paintEmptyText(painter, plot, emptyTitle, emptyText, theme);
    else
        paintField(painter, plot, theme);
    if (mark)
        paintStartMark(painter, toPixel(area, *mark));
    paintHorizontalLabels(painter, plot, x, x.horizontalTicks(plot.width()), theme);
    paintVerticalLabels(painter, plot, y, y.verticalTicks(plot.height(), tickSpacing), titleLeft * fontScale(), theme);
    paintLegend(painter, placed, theme);
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    double top = placed.captions.top();
    for (const QString &caption : captions) {
        const QRectF box(placed.captions.left(), top, placed.captions.width(),
                         linesHeight({caption}, placed.captions.width()));
        painter.drawText(box, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, caption);
        top = box.bottom();
    }
    painter.restore();
}

void FateFigure::paintField(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    if (painter.paintEngine()->type() == QPaintEngine::Raster) {
        const QRectF device = painter.deviceTransform().mapRect(plot);
        painter.drawImage(plot, inPixels(image, {std::max(1, static_cast<int>(std::lround(device.width()))),
                                                 std::max(1, static_cast<int>(std::lround(device.height())))}));
    } else {
        painter.drawImage(plot, forVectors(image));
    }
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot.adjusted(-0.5, -0.5, 0.5, 0.5));
    painter.restore();
}

void FateFigure::paintLegend(QPainter &painter, const Layout &placed, const Theme &theme) const
{
    painter.setFont(font(TypeRole::Caption));
    for (qsizetype i = 0; i < legend.size(); ++i) {
        const LegendEntry &entry = legend[i];
        const QRectF &box = placed.entries[i];
        QRectF colour(0, 0, entry.rampEnd ? rampWidth : swatch, swatch);
        colour.moveTo(box.left(), std::round(box.center().y() - swatch / 2));
        painter.setPen(Qt::NoPen);
        if (entry.rampEnd) {
            QLinearGradient ramp(colour.topLeft(), colour.topRight());
            ramp.setColorAt(0, entry.colour);
            ramp.setColorAt(1, *entry.rampEnd);
            painter.fillRect(colour, ramp);
        } else {
            painter.setBrush(entry.colour);
            painter.drawRoundedRect(colour, 3, 3);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(theme.text2);
        drawText(painter, {colour.right() + labelGap, box.center().y()}, Qt::AlignLeft | Qt::AlignVCenter, entry.label);
    }
}

void paintStartMark(QPainter &painter, QPointF at)
{
    constexpr double radius = 5;
    painter.setBrush(Qt::NoBrush);
    for (const QPen &pen : {QPen(Theme::light().ink, 4), QPen(Qt::white, 2)}) {
        painter.setPen(pen);
        painter.drawEllipse(at, radius, radius);
    }
}

} // namespace basin
