#include "render/chart_figure.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

using Plot = ChartFigure::Plot;

constexpr double titleDistance = 49;
constexpr double sampleWidth = 20, sampleGap = 6; ///< of a line beside its name

QPen penOf(const CurveSpec &curve, const Theme &theme)
{
    QPen pen(ChartFigure::colourOf(curve, theme), curve.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (curve.isDashed) {
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({6 / curve.width, 4 / curve.width});
    }
    return pen;
}

/// Text with a rim of paper, so that no line runs through it.
void drawRimmedText(QPainter &painter, QPointF anchor, Qt::Alignment alignment, const QString &text, const QColor &ink,
                    const Theme &theme)
{
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(text), height = metrics.capHeight();
    const double left = alignment & Qt::AlignRight     ? anchor.x() - width
                        : alignment & Qt::AlignHCenter ? anchor.x() - width / 2
                                                       : anchor.x();
    QColor paper = theme.surface;
    paper.setAlphaF(0.8F);
    painter.fillRect(QRectF(left - 3, anchor.y() - height / 2 - 3, width + 6, height + 6), paper);
    painter.setPen(ink);
    drawText(painter, anchor, (alignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter, text);
}

void paintNow(QPainter &painter, const QList<Plot> &plots, double now, const Theme &theme)
{
    const Plot &top = plots.first();
    if (!top.x.range.contains(now) || (top.x.isLog && now <= 0))
        return;
    const double x = top.toPixel({now, top.y.range.low}).x();
    painter.setPen(QPen(theme.accent, 1.5));
    painter.drawLine(QPointF(x, top.rect.top()), QPointF(x, plots.last().rect.bottom()));
}

void paintMarks(QPainter &painter, const QList<Plot> &plots, const QList<ChartMark> &marks, const Theme &theme)
{
    const Plot &top = plots.first();
    double labelEnd = -1e9;
    for (const ChartMark &mark : marks) {
        if (!top.x.range.contains(mark.x) || (top.x.isLog && mark.x <= 0))
            continue;
        const double x = top.toPixel({mark.x, top.y.range.low}).x();
        QPen dots(theme.text3, 1.25, Qt::CustomDashLine, Qt::FlatCap);
        dots.setDashPattern({2 / 1.25, 3.5 / 1.25});
        painter.setPen(dots);
        painter.drawLine(QPointF(x, top.rect.top()), QPointF(x, plots.last().rect.bottom()));
        paintDiamond(painter, {x, top.rect.top()}, theme);
        painter.setFont(font(TypeRole::Caption));
        painter.setPen(theme.text3);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(mark.label);
        const bool isLeft = x + 12 + width > top.rect.right() + 12;
        const double left = isLeft ? x - 12 - width : x + 12;
        // Marks close together: the first keeps its label, the others have theirs under the cursor.
        if (left < labelEnd + 8)
            continue;
        labelEnd = left + width;
        drawText(painter, {left, top.rect.top() - 8}, Qt::AlignLeft | Qt::AlignVCenter, mark.label);
    }
}

void paintLevels(QPainter &painter, const QList<Plot> &plots, const QList<ChartLevel> &levels, const Theme &theme)
{
    for (const ChartLevel &level : levels) {
        const Plot &plot = plots[std::clamp<qsizetype>(level.panel, 0, plots.size() - 1)];
        if (!plot.y.range.contains(level.y) || (plot.y.isLog && level.y <= 0))
            continue;
        const double y = plot.toPixel({plot.x.range.low, level.y}).y();
        QPen dashes(theme.chipWarnText, 1.25, Qt::CustomDashLine, Qt::FlatCap);
        dashes.setDashPattern({5 / 1.25, 4 / 1.25});
        painter.setPen(dashes);
        painter.drawLine(QPointF(plot.rect.left(), y), QPointF(plot.rect.right(), y));
        painter.setFont(font(TypeRole::Caption));
        const bool isBelow = y + 20 < plot.rect.bottom();
        drawRimmedText(painter, {plot.rect.right() - 4, y + (isBelow ? 13 : -11)}, Qt::AlignRight, level.label,
                       theme.chipWarnText, theme);
    }
}

/// The last point of a curve that can be seen.
std::optional<QPointF> endOf(const CurveSpec &curve, const Plot &plot)
{
    for (auto it = curve.points.crbegin(); it != curve.points.crend(); ++it)
        if (plot.canShow(*it) && plot.x.range.contains(it->x()))
            return plot.y.range.contains(it->y()) ? std::optional(*it) : std::nullopt;
    return std::nullopt;
}

void paintNewest(QPainter &painter, const CurveSpec &curve, const Plot &plot, int decimals, const Theme &theme)
{
    const auto end = endOf(curve, plot);
    if (!end)
        return;
    const QPointF at = plot.toPixel(*end);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.surface);
    painter.drawEllipse(at, 6, 6);
    painter.setBrush(ChartFigure::colourOf(curve, theme));
    painter.drawEllipse(at, 4, 4);
    painter.setBrush(Qt::NoBrush);
    const QString text = valueText(end->y(), decimals);
    painter.setFont(font(TypeRole::NoteStrong));
    const double half = QFontMetricsF(painter.font()).horizontalAdvance(text) / 2;
    const double x =
        std::clamp(at.x() + 2, plot.rect.left() + half, std::max(plot.rect.left() + half, plot.rect.right() - half));
    const bool isAbove = at.y() - 24 > plot.rect.top() - 8;
    drawRimmedText(painter, {x, at.y() + (isAbove ? -16 : 16)}, Qt::AlignHCenter, text, theme.text, theme);
}

/// Names at the curves' ends, pushed apart where they would meet.
void paintNames(QPainter &painter, const QList<CurveSpec> &curves, const QList<Plot> &plots, const Theme &theme)
{
    struct Name {
        const CurveSpec *curve;
        double y;
    };
    painter.setFont(font(TypeRole::Caption));
    const double row = lineHeight(TypeRole::Caption) - 2.0;
    for (int panel = 0; panel < plots.size(); ++panel) {
        const Plot &plot = plots[panel];
        QList<Name> names;
        QList<double> taken; // rows of the newest values
        for (const CurveSpec &curve : curves) {
            if (curve.panel != panel)
                continue;
            const auto end = endOf(curve, plot);
            if (end && curve.showsNewest)
                taken.append(plot.toPixel(*end).y() - 16);
            if (end && !curve.name.isEmpty())
                names.append({&curve, plot.toPixel(*end).y() - 11});
        }
        // More names than rows would be a heap; the read-out under the cursor has them all.
        if (static_cast<double>(names.size()) * row > plot.rect.height())
            continue;
        std::sort(names.begin(), names.end(), [](const Name &a, const Name &b) { return a.y > b.y; });
        double lowest = plot.rect.bottom() - row / 2;
        for (Name &name : names) {
            name.y = std::min(name.y, lowest);
            for (const double other : taken)
                if (std::abs(name.y - other) < row)
                    name.y = other - row;
            lowest = name.y - row;
        }
        // At the top there is room up to the marks' labels; those that would be higher push the ones below down.
        double highest = plot.rect.top() - 20;
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            name->y = std::max(name->y, highest);
            highest = name->y + row;
        }
        for (const Name &name : names) {
            const QColor ink =
                name.curve->role == CurveRole::Custom ? ChartFigure::colourOf(*name.curve, theme) : theme.text3;
            drawRimmedText(painter, {plot.rect.right() - 4, name.y}, Qt::AlignRight, name.curve->name, ink, theme);
            if (std::none_of(names.begin(), names.end(), [](const Name &other) { return other.curve->isDashed; }))
                continue;
            // Beside a dashed curve a sample of the line says which is which where they end close together.
            const double width = QFontMetricsF(painter.font()).horizontalAdvance(name.curve->name);
            const QRectF sample(plot.rect.right() - 4 - width - sampleGap - sampleWidth, name.y - 7, sampleWidth, 14);
            QColor paper = theme.surface;
            paper.setAlphaF(0.8F);
            painter.fillRect(sample.adjusted(-3, 0, sampleGap - 3, 0), paper);
            painter.setPen(penOf(*name.curve, theme));
            painter.drawLine(QPointF(sample.left(), name.y), QPointF(sample.right(), name.y));
        }
    }
}

} // namespace

QColor ChartFigure::colourOf(const CurveSpec &curve, const Theme &theme)
{
    switch (curve.role) {
    case CurveRole::Ink:
        return theme.ink;
    case CurveRole::Pinned:
        return theme.pinned;
    case CurveRole::Second:
        return theme.text3;
    case CurveRole::Custom:
        break;
    }
    return curve.colour;
}

void paintCurve(QPainter &painter, const CurveSpec &curve, const ChartFigure::Plot &plot, const Theme &theme)
{
    const QPen pen = penOf(curve, theme);
    for (const QPolygonF &piece : curvePixels(curve.points, plot))
        strokeLine(painter, piece, pen);
}

void ChartFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QList<Plot> all = plots(area);
    if (all.isEmpty() || all.first().rect.width() < 24 || all.last().rect.height() < 8)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QList<Tick> xTicks = all.first().x.horizontalTicks(all.first().rect.width());
    for (int i = 0; i < all.size(); ++i) {
        const Plot &plot = all[i];
        const QList<Tick> yTicks = plot.y.verticalTicks(plot.rect.height(), panels[i].spacing);
        paintGrid(painter, plot.rect, plot.y, yTicks, theme);
        paintBaseLine(painter, plot.rect, plot.x, i + 1 == all.size() ? xTicks : QList<Tick>(), theme);
        paintVerticalLabels(painter, plot.rect, plot.y, yTicks, titleDistance * fontScale(), theme);
    }
    paintHorizontalLabels(painter, all.last().rect, all.last().x, xTicks, theme);
    if (isEmpty()) {
        paintEmptyText(painter, all.first().rect, emptyTitle, emptyText, theme);
        painter.restore();
        return;
    }
    paintLevels(painter, all, levels, theme);
    // The live curve lies on top of those it is compared with.
    for (const bool isLive : {false, true})
        for (const CurveSpec &curve : curves) {
            if ((curve.role == CurveRole::Ink) != isLive || curve.panel < 0 || curve.panel >= all.size())
                continue;
            paintCurve(painter, curve, all[curve.panel], theme);
        }
    paintMarks(painter, all, marks, theme);
    if (now)
        paintNow(painter, all, *now, theme);
    paintNames(painter, curves, all, theme);
    for (const CurveSpec &curve : curves)
        if (curve.showsNewest && curve.panel >= 0 && curve.panel < all.size())
            paintNewest(painter, curve, all[curve.panel], panels[curve.panel].decimals, theme);
    painter.restore();
}

} // namespace basin
