#include "render/pill_places.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

double distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

double lengthOf(const QPolygonF &line)
{
    double length = 0.0;
    for (qsizetype i = 0; i + 1 < line.size(); ++i)
        length += distance(line[i], line[i + 1]);
    return length;
}

QPointF pointAt(const QPolygonF &line, double along)
{
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const double length = distance(line[i], line[i + 1]);
        if (along <= length && length > 0)
            return line[i] + (line[i + 1] - line[i]) * (along / length);
        along -= length;
    }
    return line.last();
}

/// From a point to the nearest one of a rectangle.
double distance(const QRectF &box, QPointF point)
{
    const double dx = std::max({box.left() - point.x(), point.x() - box.right(), 0.0});
    const double dy = std::max({box.top() - point.y(), point.y() - box.bottom(), 0.0});
    return std::hypot(dx, dy);
}

/// Room around a name that is as good as any.
constexpr double enough = 14.0;

} // namespace

double PillPlaces::clearance(QPointF place, QSizeF size) const
{
    const QRectF box(place - QPointF(size.width() / 2, size.height() / 2), size);
    double least = std::min({box.left() - m_plot.left(), m_plot.right() - box.right(), box.top() - m_plot.top(),
                             m_plot.bottom() - box.bottom()}) +
                   enough - 6.0;
    for (const QPointF &point : m_points)
        least = std::min(least, distance(box, point));
    for (const QRectF &other : m_taken) {
        const double dx = std::max(other.left() - box.right(), box.left() - other.right());
        const double dy = std::max(other.top() - box.bottom(), box.top() - other.bottom());
        least = std::min(least, std::max(dx, dy) + enough - 6.0);
    }
    return least;
}

std::optional<QPointF> PillPlaces::take(const QList<QPolygonF> &pieces, QSizeF size)
{
    constexpr double first = 44.0, step = 14.0;
    std::optional<QPointF> best;
    double bestClearance = 0.0;
    // Names of neighbouring lines start at opposite ends, so that parallel lines keep theirs apart.
    const bool startsAtEnd = m_taken.size() % 2 == 1;
    for (const QPolygonF &piece : pieces) {
        const bool runsLeft = piece.size() > 1 && piece.first().x() > piece.last().x();
        const double length = piece.size() > 1 ? lengthOf(piece) : 0.0;
        const double start = std::min(first, length / 2);
        for (double along = start; length >= size.width() && along <= length - start + 1e-6; along += step) {
            const QPointF place = pointAt(piece, startsAtEnd != runsLeft ? length - along : along);
            const double room = std::min(clearance(place, size), enough);
            if (room > bestClearance) {
                best = place;
                bestClearance = room;
            }
        }
    }
    if (best)
        m_taken.append(QRectF(*best - QPointF(size.width() / 2, size.height() / 2), size));
    return best;
}

} // namespace basin
