#include "render/axis.h"

#include "render/axis_titles.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

/// A line of one device pixel is only sharp when it covers one row of them.
double onPixel(double y)
{
    return std::floor(y) + 0.5;
}

} // namespace

double Axis::position(double value) const
{
    if (!isLog)
        return (value - range.low) / range.length();
    const double low = std::log(range.low);
    return (std::log(value) - low) / (std::log(range.high) - low);
}

double Axis::value(double position) const
{
    if (!isLog)
        return range.low + position * range.length();
    const double low = std::log(range.low);
    return std::exp(low + position * (std::log(range.high) - low));
}

QList<Tick> Axis::horizontalTicks(double pixels) const
{
    constexpr double gap = 22.0, leastSpacing = 40.0;
    QList<Tick> result;
    // Fewer labels may be narrower or wider; the first number that fits is taken.
    for (int most = std::max(2, static_cast<int>(pixels / leastSpacing) + 1); most >= 1; --most) {
        result = isLog ? ticks::logarithmic(range, most) : ticks::linear(range, most, decimals);
        const double needed = widestLabel(result) + gap;
        bool fits = true;
        for (qsizetype i = 0; i + 1 < result.size(); ++i)
            fits = fits && (position(result[i + 1].value) - position(result[i].value)) * pixels >= needed;
        if (fits)
            break;
    }
    return result;
}

QList<Tick> Axis::verticalTicks(double pixels, double spacing) const
{
    const double apart = (spacing > 0 ? spacing : isLog ? 24.0 : 32.0) * fontScale();
    const int most = std::max(2, static_cast<int>(pixels / apart) + 1);
    return isLog ? ticks::logarithmic(range, most) : ticks::linear(range, most, decimals);
}

void paintHorizontalLabels(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks,
                           const Theme &theme)
{
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    for (const Tick &tick : ticks)
        drawText(painter,
                 {plot.left() + axis.position(tick.value) * plot.width(),
                  plot.bottom() + spacing::tickLabelBelow * fontScale()},
                 Qt::AlignCenter, tick.label);
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text2);
    drawText(painter, {plot.center().x(), plot.bottom() + spacing::titleBelow * fontScale()}, Qt::AlignCenter,
             fittingTitle(axis.title, plot.width() + 56));
}

void paintVerticalLabels(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks,
                         double titleDistance, const Theme &theme)
{
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    for (const Tick &tick : ticks)
        drawText(painter,
                 {plot.left() - spacing::tickLabelLeft, plot.bottom() - axis.position(tick.value) * plot.height()},
                 Qt::AlignRight | Qt::AlignVCenter, tick.label);
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text2);
    drawTurnedText(painter, {plot.left() - clearTitleDistance(ticks, titleDistance), plot.center().y()}, -90,
                   fittingTitle(axis.title, plot.height() + 4));
}

void paintGrid(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks, const Theme &theme)
{
    painter.setPen(QPen(theme.grid, 1));
    for (const Tick &tick : ticks) {
        const double y = onPixel(plot.bottom() - axis.position(tick.value) * plot.height());
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    }
}

void paintBaseLine(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks,
                   const Theme &theme)
{
    painter.setPen(QPen(theme.axis, 1));
    const double y = onPixel(plot.bottom());
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    for (const Tick &tick : ticks) {
        const double x = onPixel(plot.left() + axis.position(tick.value) * plot.width());
        painter.drawLine(QPointF(x, y), QPointF(x, y + 4));
    }
}

} // namespace basin
