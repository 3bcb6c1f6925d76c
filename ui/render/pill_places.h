#pragma once

#include <QList>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>

#include <optional>

namespace basin {

/// Finds places for names on lines: near an end of the line, inside the plot, clear of points and of each other.
class PillPlaces {
public:
    PillPlaces(const QRectF &plot, const QList<QPointF> &points) : m_plot(plot), m_points(points) {}

    /// The best place on the pieces of one line; nothing when none is long enough to carry a name.
    [[nodiscard]] std::optional<QPointF> take(const QList<QPolygonF> &pieces, QSizeF size);

private:
    [[nodiscard]] double clearance(QPointF place, QSizeF size) const;

    QRectF m_plot;
    QList<QPointF> m_points;
    QList<QRectF> m_taken;
};

} // namespace basin
