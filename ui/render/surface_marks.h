#pragma once

#include "render/surface_content.h"

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <optional>

class QPainter;

namespace basin {

struct Theme;

/// A point on a picture whose name is to stand beside it.
struct LabelledMark {
    enum class Side { Above, Below, Right, Left };
    QPointF at;
    double radius = 0.0;
    QSizeF label;
    Side usual = Side::Right;  ///< where there is room, the label is here
    bool mayGoUnnamed = false; ///< where no side is free its label is left out; others keep their usual side
};

/// Where the labels stand: inside `bounds`, on no other mark and on no other label. Those that must be named choose
/// first.
[[nodiscard]] QList<std::optional<QRectF>> labelPlaces(const QList<LabelledMark> &marks, const QRectF &bounds);

/// One of the points that stand on a surface, on the map or on the body.
struct PlacedMark {
    SurfaceMark::Kind kind = SurfaceMark::Kind::Now;
    QPointF at; ///< pixels
    QString label{};
    double opacity = 1.0;
};

/// The marks with their labels, which stay inside `bounds`.
void paintSurfaceMarks(QPainter &painter, const QList<PlacedMark> &marks, const QRectF &bounds, const Theme &theme);

} // namespace basin
