#include "views/plane_input.h"

#include <QKeyEvent>

#include <cmath>

namespace basin::plane_input {

bool isAllowed(const Interval &interval)
{
    constexpr double smallestSpan = 1e-6, largestSpan = 1e6;
    const double span = interval.high - interval.low;
    return std::isfinite(interval.low) && std::isfinite(interval.high) && span > smallestSpan && span < largestSpan;
}

Interval zoomed(const Interval &interval, double around, double factor)
{
    return {around + (interval.low - around) * factor, around + (interval.high - around) * factor};
}

QPointF arrowOf(const QKeyEvent &event)
{
    switch (event.key()) {
    case Qt::Key_Left:
        return {-1, 0};
    case Qt::Key_Right:
        return {1, 0};
    case Qt::Key_Up:
        return {0, 1};
    case Qt::Key_Down:
        return {0, -1};
    default:
        return {};
    }
}

} // namespace basin::plane_input
