#include "render/histogram_figure.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

// As charts have them, so that plots above and beside each other align.
constexpr double marginLeft = 60, marginRight = 24, marginTop = 24, marginBottom = 44;
constexpr double titleDistance = 49;
constexpr double barGap = 1.5;
constexpr double leastBar = 1.0; ///< pixels of height: one run among a million is still seen
constexpr double labelGap = 8;
constexpr double farthestLabel = 120; ///< further from its bar nobody would know whose it is

bool meets(const QRectF &rect, const QList<QRectF> &others)
{
    return std::ranges::any_of(others, [&](const QRectF &other) { return rect.intersects(other); });
}

} // namespace

bool HistogramFigure::isEmpty() const
{
    return edges.size() < 2 || std::ranges::all_of(series, [](const Series &one) {
               return std::ranges::all_of(one.counts, [](double count) { return count == 0.0; });
           });
}

QRectF HistogramFigure::plotRect(const QRectF &area) const
{
    const double scale = fontScale();
    const QRectF inner =
        area.adjusted(marginLeft * scale, marginTop * scale, -marginRight * scale, -marginBottom * scale);
    return {QPointF(std::round(inner.left()), std::round(inner.top())),
            QPointF(std::max(std::round(inner.left()), std::round(inner.right())),
                    std::max(std::round(inner.top()), std::round(inner.bottom())))};
}

double HistogramFigure::total(std::size_t bin) const
{
    double sum = 0.0;
    for (const Series &one : series)
        sum += one.counts[bin];
    return sum;
}

Axis HistogramFigure::yAxis() const
{
    double highest = 0.0;
    for (std::size_t bin = 0; bin + 1 < edges.size(); ++bin)
        highest = std::max(highest, total(bin));
    // Counts are whole: below four a finer axis would show fractions.
    Axis axis{.range = ticks::niceLinear({0.0, std::max(4.0, highest)}), .title = yTitle};
    axis.decimals = ticks::Decimals::Trimmed;
    return axis;
}

QList<QRectF> HistogramFigure::bars(const QRectF &plot, std::size_t index) const
{
    const Axis y = yAxis();
    QList<QRectF> rects;
    for (std::size_t bin = 0; bin + 1 < edges.size(); ++bin) {
        const double count = series[index].counts[bin];
        if (count == 0.0)
            continue;
        double below = 0.0;
        for (std::size_t other = 0; other < index; ++other)
            below += series[other].counts[bin];
        const double left = plot.left() + x.position(edges[bin]) * plot.width();
        const double right = plot.left() + x.position(edges[bin + 1]) * plot.width();
        const double bottom = plot.bottom() - y.position(below) * plot.height();
        const double top = std::min(bottom - leastBar, plot.bottom() - y.position(below + count) * plot.height());
        const double width = std::max(1.0, right - left - barGap);
        rects.append(QRectF(left + (right - left - width) / 2, top, width, bottom - top));
    }
    return rects;
}

std::optional<std::size_t> HistogramFigure::binAt(const QRectF &area, QPointF pixel) const
{
    const QRectF plot = plotRect(area);
    if (isEmpty() || plot.width() <= 0 || !plot.adjusted(0, -4, 0, 16).contains(pixel))
        return std::nullopt;
    const double value = x.value((pixel.x() - plot.left()) / plot.width());
    const auto above = std::ranges::upper_bound(edges, value);
    if (above == edges.begin() || above == edges.end())
        return std::nullopt;
    const auto bin = static_cast<std::size_t>(above - edges.begin()) - 1;
    return total(bin) > 0 ? std::optional(bin) : std::nullopt;
}

std::optional<std::size_t> HistogramFigure::seriesAt(const QRectF &area, QPointF pixel) const
{
    const auto bin = binAt(area, pixel);
    if (!bin)
        return std::nullopt;
    const QRectF plot = plotRect(area);
    const double count = yAxis().value((plot.bottom() - pixel.y()) / plot.height());
    double sum = 0.0;
    std::size_t tallest = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double here = series[i].counts[*bin];
        sum += here;
        if (here > 0 && count <= sum)
            return i;
        if (here > series[tallest].counts[*bin])
            tallest = i;
    }
    return tallest;
}

QRectF HistogramFigure::column(const QRectF &area, std::size_t bin) const
{
    const QRectF plot = plotRect(area);
    const double left = plot.left() + x.position(edges[bin]) * plot.width();
    const double right = plot.left() + x.position(edges[bin + 1]) * plot.width();
    const double top = plot.bottom() - yAxis().position(total(bin)) * plot.height();
    return {left, top, right - left, plot.bottom() - top};
}

void HistogramFigure::paintBars(QPainter &painter, const QRectF &plot, const Theme &) const
{
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < series.size(); ++i) {
        painter.setBrush(series[i].colour);
        for (const QRectF &bar : bars(plot, i))
            painter.drawRect(bar);
    }
}

void HistogramFigure::paintMarks(QPainter &painter, const QRectF &plot, const Theme &theme, QList<QRectF> &taken) const
{
    painter.setFont(font(TypeRole::Caption));
    const QFontMetricsF measure(painter.font());
    for (const Mark &mark : marks) {
        if (!x.range.contains(mark.x))
            continue;
        const double at = std::floor(plot.left() + x.position(mark.x) * plot.width()) + 0.5;
        QPen dots(theme.text2, 1.25, Qt::CustomDashLine, Qt::FlatCap);
        dots.setDashPattern({2 / 1.25, 3.5 / 1.25});
        painter.setPen(dots);
        painter.drawLine(QPointF(at, plot.top() - 4), QPointF(at, plot.bottom()));
        const double width = measure.horizontalAdvance(mark.label);
        QRectF label(at + 5, plot.top() - 8 - measure.height() / 2, width, measure.height());
        if (label.right() > plot.right())
            label.moveRight(at - 5);
        if (meets(label.adjusted(-4, 0, 4, 0), taken))
            continue;
        painter.setPen(theme.text2);
        drawText(painter, {label.left(), label.center().y()}, Qt::AlignLeft | Qt::AlignVCenter, mark.label);
        taken.append(label);
    }
}

void HistogramFigure::paintLabels(QPainter &painter, const QRectF &plot, const Theme &theme, QList<QRectF> taken) const
{
    QList<QRectF> all = std::move(taken);
    for (std::size_t i = 0; i < series.size(); ++i)
        all += bars(plot, i);
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text2);
    const QFontMetricsF measure(painter.font());
    for (std::size_t i = 0; i < series.size(); ++i) {
        const QList<QRectF> own = bars(plot, i);
        if (own.isEmpty() || series[i].label.isEmpty())
            continue;
        const QRectF highest = *std::ranges::min_element(own, {}, &QRectF::top);
        QStringList lines{series[i].label};
        const auto sizeOf = [&measure](const QStringList &words) {
            double width = 0.0;
            for (const QString &line : words)
                width = std::max(width, measure.horizontalAdvance(line));
            return QSizeF(width, measure.height() * static_cast<double>(words.size()));
        };
        double leftmost = highest.left(), rightmost = highest.right();
        for (const QRectF &bar : own) {
            if (bar.height() < highest.height() / 4)
                continue;
            leftmost = std::min(leftmost, bar.left());
            rightmost = std::max(rightmost, bar.right());
        }
        const QRectF bounds = plot.adjusted(2, -marginTop + 2, marginRight - 4, 0);
        const auto free = [&](const QSizeF &size) -> std::optional<QRectF> {
            const double top = std::clamp(highest.top() + 2, plot.top() - 12, plot.bottom() - size.height() - 4);
            const double above = highest.top() - size.height() - 3;
            const double middle = highest.center().x() - size.width() / 2;
            const double left = highest.left() - labelGap - size.width(), right = highest.right() + labelGap;
            // Beside its top, else over it, else beside all of them, else higher up where there is room.
            QList<QPointF> corners{{left, top},
                                   {right, top},
                                   {middle, above},
                                   {leftmost - labelGap - size.width(), top},
                                   {rightmost + labelGap, top}};
            for (const double y : {above, above - 16, above - 32, above - 64})
                for (const double side : {left, right, middle, bounds.right() - size.width()})
                    corners.append({side, y});
            for (const QPointF &corner : corners) {
                const QRectF place(corner, size);
                const double away = std::abs(place.center().x() - highest.center().x()) - size.width() / 2;
                if (bounds.contains(place) && away < farthestLabel && !meets(place.adjusted(-4, -1, 4, 1), all))
                    return place;
            }
            return std::nullopt;
        };
        auto place = free(sizeOf(lines));
        if (!place && lines.first().contains(QLatin1Char(' '))) {
            lines = series[i].label.split(QLatin1Char(' '));
            place = free(sizeOf(lines));
        }
        if (!place)
            continue;
        for (qsizetype line = 0; line < lines.size(); ++line)
            drawText(painter, {place->left(), place->top() + measure.height() * (static_cast<double>(line) + 0.5)},
                     Qt::AlignLeft | Qt::AlignVCenter, lines[line]);
        all.append(*place);
    }
}

void HistogramFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(area, theme.surface);
    const QRectF plot = plotRect(area);
    const Axis y = yAxis();
    const auto yTicks = y.verticalTicks(plot.height());
    const auto xTicks = x.horizontalTicks(plot.width());
    paintGrid(painter, plot, y, yTicks, theme);
    if (isEmpty()) {
        paintBaseLine(painter, plot, x, {}, theme);
        paintEmptyText(painter, plot, emptyTitle, emptyText, theme);
        painter.restore();
        return;
    }
    if (band) {
        const double left = plot.left() + std::clamp(x.position(band->low), 0.0, 1.0) * plot.width();
        const double right = plot.left() + std::clamp(x.position(band->high), 0.0, 1.0) * plot.width();
        painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), theme.hover);
    }
    if (selected && *selected + 1 < edges.size()) {
        QRectF rect = column(area, *selected);
        rect.setTop(plot.top());
        painter.fillRect(rect, theme.hover);
    }
    paintBars(painter, plot, theme);
    QList<QRectF> taken;
    if (!note.isEmpty()) {
        painter.setFont(font(TypeRole::Caption));
        painter.setPen(theme.text3);
        const QFontMetricsF measure(painter.font());
        drawText(painter, {plot.right(), area.top() + 8}, Qt::AlignRight | Qt::AlignVCenter, note);
        taken.append(QRectF(plot.right() - measure.horizontalAdvance(note), area.top() + 1,
                            measure.horizontalAdvance(note), measure.height()));
    }
    paintMarks(painter, plot, theme, taken);
    paintLabels(painter, plot, theme, taken);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintBaseLine(painter, plot, x, xTicks, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    paintHorizontalLabels(painter, plot, x, xTicks, theme);
    paintVerticalLabels(painter, plot, y, yTicks, titleDistance * fontScale(), theme);
    painter.restore();
}

} // namespace basin
