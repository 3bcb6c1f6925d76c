#pragma once

#include <QPointF>
#include <QRectF>
#include <QStringList>

class QPainter;

namespace basin {

/// What the views of a plane draw over their pictures while one points at them.

/// The rectangle that will be zoomed to.
void paintZoomBand(QPainter &painter, const QRectF &band);
/// Lines across the plot that leave the place itself free.
void paintCrosshair(QPainter &painter, QPointF at, const QRectF &plot);
/// A read-out in the place of the captions below the plot, one line under the other.
void paintCaptionLines(QPainter &painter, const QRectF &captions, const QStringList &lines);

} // namespace basin
