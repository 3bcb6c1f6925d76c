#include "render/surface_marks.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPen>

#include <algorithm>

namespace basin {

namespace {

using Side = LabelledMark::Side;

QRectF dotOf(const LabelledMark &mark)
{
    return {mark.at.x() - mark.radius, mark.at.y() - mark.radius, 2 * mark.radius, 2 * mark.radius};
}

/// At the edge of the picture a label above or below moves along it.
QRectF boxAt(const LabelledMark &mark, Side side, const QRectF &bounds)
{
    constexpr double gapAcross = 7.0, gapUp = 2.0;
    QRectF box(QPointF(), mark.label);
    box.moveCenter(mark.at);
    switch (side) {
    case Side::Above:
        box.moveBottom(mark.at.y() - mark.radius - gapUp);
        break;
    case Side::Below:
        box.moveTop(mark.at.y() + mark.radius + gapUp);
        break;
    case Side::Right:
        box.moveLeft(mark.at.x() + mark.radius + gapAcross);
        return box;
    case Side::Left:
        box.moveRight(mark.at.x() - mark.radius - gapAcross);
        return box;
    }
    box.moveRight(std::min(box.right(), bounds.right()));
    box.moveLeft(std::max(box.left(), bounds.left()));
    return box;
}

} // namespace

QList<std::optional<QRectF>> labelPlaces(const QList<LabelledMark> &marks, const QRectF &bounds)
{
    QList<std::optional<QRectF>> places(marks.size());
    const auto isFree = [&](qsizetype mark, const QRectF &box) {
        if (!bounds.contains(box))
            return false;
        for (qsizetype other = 0; other < marks.size(); ++other)
            if (other != mark &&
                (dotOf(marks[other]).intersects(box) || (places[other] && places[other]->intersects(box))))
                return false;
        return true;
    };
    for (const bool mayGoUnnamed : {false, true})
        for (qsizetype i = 0; i < marks.size(); ++i) {
            const LabelledMark &mark = marks[i];
            if (mark.mayGoUnnamed != mayGoUnnamed)
                continue;
            for (const Side side : {mark.usual, Side::Above, Side::Below, Side::Right, Side::Left})
                if (const QRectF box = boxAt(mark, side, bounds); !places[i] && isFree(i, box))
                    places[i] = box;
            if (!places[i] && !mayGoUnnamed)
                places[i] = boxAt(mark, mark.usual, bounds);
        }
    return places;
}

void paintSurfaceMarks(QPainter &painter, const QList<PlacedMark> &marks, const QRectF &bounds, const Theme &theme)
{
    constexpr double radius = 6, starRadius = 8, nowRadius = 7.5;
    const Theme &light = Theme::light(); // the colours under the marks are the same in both
    painter.setFont(font(TypeRole::NoteStrong));
    const QFontMetricsF metrics(painter.font());
    QList<LabelledMark> labels;
    for (const PlacedMark &mark : marks) {
        const bool isNow = mark.kind == SurfaceMark::Kind::Now, isStart = mark.kind == SurfaceMark::Kind::Start;
        const bool isStar = mark.kind == SurfaceMark::Kind::Solution;
        const double size = isStar ? starRadius : isNow ? nowRadius : radius;
        painter.setOpacity(mark.opacity);
        if (isStar) {
            paintStar(painter, mark.at, size, light.ink, Qt::white);
        } else {
            painter.setPen(QPen(Qt::white, 2));
            painter.setBrush(isNow ? theme.accent : isStart ? light.axis : light.ink);
            painter.drawEllipse(mark.at, size, size);
            painter.setBrush(Qt::NoBrush);
        }
        // Beside a star, above the run, below its start: where they meet, all can be read. The start gives way.
        labels.append({.at = mark.at,
                       .radius = size,
                       .label = {metrics.horizontalAdvance(mark.label), metrics.height()},
                       .usual = isNow     ? Side::Above
                                : isStart ? Side::Below
                                          : Side::Right,
                       .mayGoUnnamed = isStart});
    }
    const auto places = labelPlaces(labels, bounds);
    for (qsizetype i = 0; i < places.size(); ++i) {
        if (!places[i])
            continue;
        painter.setOpacity(marks[i].opacity);
        drawHaloText(painter, places[i]->center(), Qt::AlignCenter, marks[i].label, light.ink, Qt::white);
    }
    painter.setOpacity(1.0);
}

} // namespace basin
