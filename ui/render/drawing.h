#pragma once

#include <QColor>
#include <QList>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>
#include <QString>

class QPainter;
class QPen;

namespace basin {

struct Theme;

/// Text in the painter's font and pen, so that `anchor` is at its left, right or middle, top, bottom or middle.
void drawText(QPainter &painter, QPointF anchor, Qt::Alignment alignment, const QString &text);

/// The same on a picture, in `ink` with a halo that parts it from any ground.
void drawHaloText(QPainter &painter, QPointF anchor, Qt::Alignment alignment, const QString &text, const QColor &ink,
                  const QColor &halo);

/// Text around `centre`, turned clockwise.
void drawTurnedText(QPainter &painter, QPointF centre, double degrees, const QString &text);

/// A pattern: its class's colour and shape (circle, square, triangle, diamond, ...) in a white ring. Hollow: a test
/// pattern, a ring in the class's colour. `radius` is that of the coloured part. On plain paper, where many lie close,
/// a ring in the paper's colour parts them.
void paintClassMark(QPainter &painter, QPointF centre, int classIndex, const Theme &theme, double radius = 7.0,
                    bool isHollow = false, const QColor &ring = Qt::white);

/// A name in a rounded label that lies on a line.
void paintPill(QPainter &painter, QPointF centre, const QString &text, const Theme &theme);
[[nodiscard]] QSizeF pillSize(const QString &text);

/// A five-pointed star in a ring, which stands out on any ground.
void paintStar(QPainter &painter, QPointF centre, double radius, const QColor &fill, const QColor &ring);

/// Where a knob was turned.
void paintDiamond(QPainter &painter, QPointF centre, const Theme &theme, double radius = 6.0);

/// Two centred lines in place of a picture: what will appear here, and how. The second breaks where it is too long.
void paintEmptyText(QPainter &painter, const QRectF &area, const QString &title, const QString &text,
                    const Theme &theme);

/// Draws a polyline of many points, on a screen or an image much faster than QPainter::drawPolyline() does.
void strokeLine(QPainter &painter, const QPolygonF &line, QPen pen);

/// The pieces of a polyline inside a rectangle. QSvgGenerator knows no clip path, so lines must end by themselves.
[[nodiscard]] QList<QPolygonF> clippedLine(const QPolygonF &line, const QRectF &bounds);

/// The piece of the straight line a·x + b·y + c = 0 inside a rectangle; empty when it misses it.
[[nodiscard]] QPolygonF straightLine(double a, double b, double c, const QRectF &bounds);

} // namespace basin
