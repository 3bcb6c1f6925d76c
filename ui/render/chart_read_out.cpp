#include "render/chart_figure.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Row {
    QString name;
    QString value;
    QColor colour;
    std::optional<QPointF> dot; ///< in pixels, where it can be seen
};

struct ReadOut {
    double x = 0.0; ///< of the nearest points
    QList<Row> rows;
};

constexpr qsizetype mostRows = 12;

ReadOut readOutAt(const ChartFigure &figure, const QList<ChartFigure::Plot> &plots, double x, const Theme &theme)
{
    ReadOut result;
    bool isFirst = true;
    for (const CurveSpec &curve : figure.curves) {
        const auto point = nearestPoint(curve.points, x);
        if (!point || curve.panel < 0 || curve.panel >= plots.size())
            continue;
        if (isFirst || std::abs(point->x() - x) < std::abs(result.x - x))
            result.x = point->x();
        isFirst = false;
        if (result.rows.size() == mostRows)
            continue;
        const ChartPanel &panel = figure.panels[curve.panel];
        const ChartFigure::Plot &plot = plots[curve.panel];
        Row row{curve.name.isEmpty() ? panel.title : curve.name, valueText(point->y(), panel.decimals),
                ChartFigure::colourOf(curve, theme), std::nullopt};
        result.rows.append(row);
        if (plot.canShow(*point) && plot.rect.adjusted(-1, -1, 1, 1).contains(plot.toPixel(*point)))
            result.rows.last().dot = plot.toPixel(*point);
    }
    return result;
}

QString headOf(const ChartFigure &figure, double x)
{
    const bool isWhole = x == std::round(x) && std::abs(x) < 1e15;
    return figure.xTitle + QStringLiteral(" ") + (isWhole ? numbers::count(std::llround(x)) : numbers::compact(x));
}

void paintBox(QPainter &painter, const QRectF &box, const QString &head, const QList<Row> &rows, const Theme &theme)
{
    painter.setPen(QPen(theme.line, 1));
    QColor paper = theme.surface;
    paper.setAlphaF(0.95F);
    painter.setBrush(paper);
    painter.drawRoundedRect(box, 6, 6);
    const double line = lineHeight(TypeRole::Caption);
    double y = box.top() + 6 + line / 2;
    painter.setPen(theme.text3);
    drawText(painter, {box.left() + 8, y}, Qt::AlignLeft | Qt::AlignVCenter, head);
    for (const Row &row : rows) {
        y += line;
        painter.setPen(Qt::NoPen);
        painter.setBrush(row.colour);
        painter.drawRoundedRect(QRectF(box.left() + 8, y - 1.5, 9, 3), 1.5, 1.5);
        painter.setPen(theme.text2);
        drawText(painter, {box.left() + 22, y}, Qt::AlignLeft | Qt::AlignVCenter, row.name);
        painter.setPen(theme.text);
        drawText(painter, {box.right() - 8, y}, Qt::AlignRight | Qt::AlignVCenter, row.value);
    }
    painter.setBrush(Qt::NoBrush);
}

QSizeF boxSize(const QString &head, const QList<Row> &rows)
{
    const QFontMetricsF metrics(font(TypeRole::Caption));
    double names = 0, values = 0;
    for (const Row &row : rows) {
        names = std::max(names, metrics.horizontalAdvance(row.name));
        values = std::max(values, metrics.horizontalAdvance(row.value));
    }
    return {std::ceil(std::max(metrics.horizontalAdvance(head), 14 + names + 12 + values) + 16),
            lineHeight(TypeRole::Caption) * static_cast<double>(rows.size() + 1) + 12};
}

} // namespace

void ChartFigure::paintReadOut(QPainter &painter, const QRectF &area, const Theme &theme, double x) const
{
    const QList<Plot> all = plots(area);
    if (all.isEmpty() || !all.first().x.range.contains(x))
        return;
    const ReadOut readOut = readOutAt(*this, all, x, theme);
    if (readOut.rows.isEmpty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF &top = all.first().rect;
    const double lineX = std::floor(all.first().toPixel({x, all.first().y.range.low}).x()) + 0.5;
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(lineX, top.top()), QPointF(lineX, all.last().rect.bottom()));
    for (const Row &row : readOut.rows) {
        if (!row.dot)
            continue;
        painter.setPen(QPen(theme.surface, 1.5));
        painter.setBrush(row.colour);
        painter.drawEllipse(*row.dot, 4, 4);
    }
    painter.setFont(font(TypeRole::Caption));
    const QString head = headOf(*this, readOut.x);
    const QSizeF size = boxSize(head, readOut.rows);
    const bool isLeft = lineX + 12 + size.width() > area.right();
    const double left = isLeft ? lineX - 12 - size.width() : lineX + 12;
    paintBox(painter, QRectF(QPointF(std::max(left, area.left() + 2), top.top() + 6.5), size), head, readOut.rows,
             theme);
    painter.restore();
}

} // namespace basin
