#include "render/drawing.h"

#include "render/colour_map.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPen>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace basin {

namespace {

constexpr double ringWidth = 2.0;

QPolygonF regularPolygon(QPointF centre, double radius, int corners, double startDegrees)
{
    QPolygonF polygon;
    for (int i = 0; i < corners; ++i) {
        const double angle = (startDegrees + 360.0 * i / corners) * std::numbers::pi / 180.0;
        polygon.append(centre + radius * QPointF(std::cos(angle), std::sin(angle)));
    }
    return polygon;
}

/// Arms of a plus sign, as one outline.
QPolygonF plusSign(QPointF centre, double radius)
{
    const double a = radius, b = radius * 0.42;
    QPolygonF polygon;
    for (const QPointF corner : {QPointF{-b, -a},
                                 {b, -a},
                                 {b, -b},
                                 {a, -b},
                                 {a, b},
                                 {b, b},
                                 {b, a},
                                 {-b, a},
                                 {-b, b},
                                 {-a, b},
                                 {-a, -b},
                                 {-b, -b}})
        polygon.append(centre + corner);
    return polygon;
}

/// Shapes of about equal area; the seventh and later classes use them again in another colour.
QPainterPath classShape(QPointF centre, int classIndex, double radius)
{
    QPainterPath path;
    switch (std::max(0, classIndex) % 7) {
    case 0:
        path.addEllipse(centre, radius, radius);
        return path;
    case 1:
        path.addRoundedRect(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 1.5, 1.5);
        return path;
    case 2:
        path.addPolygon(regularPolygon(centre + QPointF(0, radius * 0.15), radius * 1.25, 3, -90));
        break;
    case 3:
        path.addPolygon(regularPolygon(centre, radius * 1.25, 4, -90));
        break;
    case 4:
        path.addPolygon(regularPolygon(centre - QPointF(0, radius * 0.15), radius * 1.25, 3, 90));
        break;
    case 5:
        path.addPolygon(plusSign(centre, radius * 1.1));
        break;
    default:
        path.addPolygon(regularPolygon(centre, radius * 1.1, 6, 0));
    }
    path.closeSubpath();
    return path;
}

/// Cuts one segment by Liang and Barsky's rule; false when nothing is left.
bool clipSegment(QPointF &from, QPointF &to, const QRectF &bounds)
{
    const QPointF delta = to - from;
    const double p[4] = {-delta.x(), delta.x(), -delta.y(), delta.y()};
    const double q[4] = {from.x() - bounds.left(), bounds.right() - from.x(), from.y() - bounds.top(),
                         bounds.bottom() - from.y()};
    double enter = 0.0, leave = 1.0;
    for (int i = 0; i < 4; ++i) {
        if (p[i] == 0) {
            if (q[i] < 0)
                return false;
            continue;
        }
        const double t = q[i] / p[i];
        if (p[i] < 0)
            enter = std::max(enter, t);
        else
            leave = std::min(leave, t);
    }
    if (!(enter <= leave))
        return false;
    to = from + leave * delta;
    from += enter * delta;
    return true;
}

} // namespace

namespace {

/// Where the base line of a text begins.
QPointF textOrigin(const QFontMetricsF &metrics, QPointF anchor, Qt::Alignment alignment, const QString &text)
{
    const double width = metrics.horizontalAdvance(text);
    double x = anchor.x(), y = anchor.y();
    if (alignment & Qt::AlignRight)
        x -= width;
    else if (alignment & Qt::AlignHCenter)
        x -= width / 2;
    // The middle of figures and capitals, not of the line: labels then sit on their tick.
    if (alignment & Qt::AlignVCenter)
        y += metrics.capHeight() / 2;
    else if (alignment & Qt::AlignTop)
        y += metrics.ascent();
    else if (alignment & Qt::AlignBottom)
        y -= metrics.descent();
    return {x, y};
}

} // namespace

void drawText(QPainter &painter, QPointF anchor, Qt::Alignment alignment, const QString &text)
{
    painter.drawText(textOrigin(QFontMetricsF(painter.font()), anchor, alignment, text), text);
}

void drawHaloText(QPainter &painter, QPointF anchor, Qt::Alignment alignment, const QString &text, const QColor &ink,
                  const QColor &halo)
{
    const QPointF origin = textOrigin(QFontMetricsF(painter.font()), anchor, alignment, text);
    QPainterPath outline;
    outline.addText(origin, painter.font(), text);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(halo, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(outline);
    painter.setPen(ink);
    painter.drawText(origin, text);
}

void drawTurnedText(QPainter &painter, QPointF centre, double degrees, const QString &text)
{
    painter.save();
    painter.translate(centre);
    painter.rotate(degrees);
    drawText(painter, {0, 0}, Qt::AlignCenter, text);
    painter.restore();
}

void paintClassMark(QPainter &painter, QPointF centre, int classIndex, const Theme &theme, double radius, bool isHollow,
                    const QColor &ring)
{
    const QColor colour = classColour(classIndex, theme);
    painter.setBrush(Qt::NoBrush);
    if (isHollow) {
        const double inner = radius - ringWidth / 2;
        const QPainterPath shape = classShape(centre, classIndex, inner);
        painter.setPen(QPen(ring, 2 * ringWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(shape);
        painter.setPen(QPen(colour, ringWidth, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
        painter.drawPath(shape);
        return;
    }
    const QPainterPath shape = classShape(centre, classIndex, radius);
    painter.setPen(QPen(ring, ringWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(colour);
    painter.drawPath(shape);
    painter.setBrush(Qt::NoBrush);
}

QSizeF pillSize(const QString &text)
{
    const QFontMetricsF metrics(font(TypeRole::Caption));
    const double height = metrics.capHeight() + 10.0;
    return {std::max(height, metrics.horizontalAdvance(text) + 13.0), height};
}

void paintPill(QPainter &painter, QPointF centre, const QString &text, const Theme &theme)
{
    const QSizeF size = pillSize(text);
    const QRectF pill(centre - QPointF(size.width() / 2, size.height() / 2), size);
    QColor ground = theme.surface;
    ground.setAlphaF(0.95F);
    painter.setPen(QPen(theme.line, 1)); // on plain paper nothing else would show it
    painter.setBrush(ground);
    painter.drawRoundedRect(pill, size.height() / 2, size.height() / 2);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.text);
    painter.setFont(font(TypeRole::Caption));
    drawText(painter, centre, Qt::AlignCenter, text);
}

void paintStar(QPainter &painter, QPointF centre, double radius, const QColor &fill, const QColor &ring)
{
    QPolygonF star;
    for (int i = 0; i < 10; ++i) {
        const double angle = (-90.0 + 36.0 * i) * std::numbers::pi / 180.0;
        star.append(centre + (i % 2 == 0 ? 1.0 : 0.42) * radius * QPointF(std::cos(angle), std::sin(angle)));
    }
    painter.setPen(QPen(ring, 2 * ringWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(star);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(star);
    painter.setBrush(Qt::NoBrush);
}

void paintDiamond(QPainter &painter, QPointF centre, const Theme &theme, double radius)
{
    painter.setPen(QPen(theme.text2, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
    painter.setBrush(theme.surface);
    painter.drawPolygon(regularPolygon(centre, radius, 4, -90));
    painter.setBrush(Qt::NoBrush);
}

void paintEmptyText(QPainter &painter, const QRectF &area, const QString &title, const QString &text,
                    const Theme &theme)
{
    painter.setFont(font(TypeRole::BodyStrong));
    painter.setPen(theme.text2);
    drawText(painter, area.center() - QPointF(0, lineHeight(TypeRole::Body) / 2.0), Qt::AlignCenter, title);
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text3);
    const QPointF below = area.center() + QPointF(0, lineHeight(TypeRole::Body) / 2.0);
    constexpr double margin = 16;
    const double room = area.width() - 2 * margin;
    const QFontMetricsF metrics(painter.font());
    if (metrics.horizontalAdvance(text) <= room)
        drawText(painter, below, Qt::AlignCenter, text);
    else
        painter.drawText(
            QRectF(area.left() + margin, below.y() - metrics.height() / 2, room, area.bottom() - below.y()),
            Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text);
}

void strokeLine(QPainter &painter, const QPolygonF &line, QPen pen)
{
    const QPaintEngine *engine = painter.paintEngine();
    const bool isRaster = engine != nullptr && engine->type() == QPaintEngine::Raster;
    if (!isRaster || pen.style() != Qt::SolidLine || pen.color().alpha() < 255) {
        painter.setPen(pen);
        painter.drawPolyline(line);
        return;
    }
    // The raster engine fills the outline of a whole polyline at once, which takes time by the square of a jagged one's
    // length: 170 ms for 850 points, and 10 ms in pieces of a few. Each piece begins with the segment the one before
    // ended with, so that corners stay joined; in an opaque colour that cannot be seen. Nor can a bevelled join be told
    // from a round one at two pixels, and it takes half the time.
    pen.setJoinStyle(Qt::BevelJoin);
    painter.setPen(pen);
    constexpr qsizetype segments = 5;
    for (qsizetype first = 0; first + 1 < line.size(); first += segments - 1) {
        const qsizetype count = std::min(segments + 1, line.size() - first);
        painter.drawPolyline(line.constData() + first, static_cast<int>(count));
        if (first + count == line.size())
            break;
    }
}

QList<QPolygonF> clippedLine(const QPolygonF &line, const QRectF &bounds)
{
    QList<QPolygonF> pieces;
    bool isOpen = false;
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        QPointF from = line[i], to = line[i + 1];
        if (!clipSegment(from, to, bounds)) {
            isOpen = false;
            continue;
        }
        if (!isOpen)
            pieces.append(QPolygonF{from});
        pieces.last().append(to);
        isOpen = to == line[i + 1];
    }
    return pieces;
}

QPolygonF straightLine(double a, double b, double c, const QRectF &bounds)
{
    const double norm = a * a + b * b;
    if (!(norm > 0) || !std::isfinite(norm) || !std::isfinite(c))
        return {};
    // The line's point nearest to the middle, and from there farther than the rectangle reaches.
    const QPointF middle = bounds.center();
    const double distance = (a * middle.x() + b * middle.y() + c) / norm;
    const QPointF foot = middle - distance * QPointF(a, b);
    const QPointF along = QPointF(-b, a) / std::sqrt(norm) * (std::abs(bounds.width()) + std::abs(bounds.height()));
    const auto pieces = clippedLine(QPolygonF{foot - along, foot + along}, bounds);
    return pieces.isEmpty() ? QPolygonF() : pieces.first();
}

} // namespace basin
