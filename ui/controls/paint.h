#pragma once

#include "render/theme.h"

#include <QPainter>
#include <QString>
#include <QWidget>

#include <optional>

/// The few shapes every control is made of. Lengths in logical pixels; all shapes are antialiased.
namespace basin::paint {

/// A filled rectangle with round corners and a 1 px line inside its edge. An invalid colour leaves that part out.
void box(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &line = {});

/// A frame of `width` inside the edge of `rect`.
void frame(QPainter &painter, const QRectF &rect, qreal radius, const QColor &line, qreal width);

/// The ring that shows the keyboard's place, around `control` and off it by metrics::ringGap.
void focusRing(QPainter &painter, const QRectF &control, qreal radius);

/// A chevron of two strokes, `width` wide across its opening.
void chevron(QPainter &painter, const QPointF &centre, qreal width, Qt::ArrowType direction, const QColor &color);

/// A tick in a box of `size`.
void check(QPainter &painter, const QRectF &box, const QColor &color, qreal width = 1.8);

/// A slider's groove, filled with `fill` up to `until`.
void groove(QPainter &painter, const QRectF &groove, qreal until, const QColor &track, const QColor &fill);

/// A slider's hollow handle.
void handle(QPainter &painter, const QPointF &centre, qreal diameter, const QColor &ring);

/// The mark of an event: a square on its corner, `radius` from its centre to a corner.
void diamond(QPainter &painter, const QPointF &centre, qreal radius, const QColor &fill, const QColor &line);

/// What fills a field, and what it is framed with, by its state.
struct FieldLook {
    QColor fill;
    QColor line;
    QColor text;
};
[[nodiscard]] FieldLook fieldLook(bool isEnabled, bool isWrong);

/// What a slider's handle is filled with: paper in light, the window's grey in dark.
[[nodiscard]] QColor handleFill();

/// `share` of `over` on `under`.
[[nodiscard]] QColor mix(const QColor &under, const QColor &over, double share);

/// True if the widget or what it stands for was marked with setWrong().
[[nodiscard]] bool isWrong(const QWidget *widget);
/// Frames a field in the error colour, or no longer.
void setWrong(QWidget *widget, bool wrong);

} // namespace basin::paint
