// The timeline under mouse and keyboard.

#include "controls/timeline_bar.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace basin {

void TimelineBar::setHover(std::optional<double> epoch)
{
    if (epoch == m_hover)
        return;
    m_hover = epoch;
    update();
    emit hovered(epoch);
}

void TimelineBar::scrubTo(double epoch, bool isDragging)
{
    const double wanted = std::clamp(std::round(epoch), m_first, m_newest);
    m_dragged = isDragging ? std::optional(wanted) : std::nullopt;
    update();
    emit scrubbed(wanted, isDragging);
}

void TimelineBar::mousePressEvent(QMouseEvent *event)
{
    if (!m_isScrubbable || event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    scrubTo(epochAt(event->position().x()), true);
}

void TimelineBar::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_dragged)
        scrubTo(epochAt(x), true);
    const bool isOver = x >= xOf(m_first) && x <= xOf(m_newest);
    if (m_isScrubbable)
        setCursor(isOver ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setHover(isOver ? std::optional(epochAt(x)) : std::nullopt);
}

void TimelineBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_dragged)
        scrubTo(epochAt(event->position().x()), false);
}

/// A wheel over the foot of the window is no wish to travel.
void TimelineBar::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

void TimelineBar::keyPressEvent(QKeyEvent *event)
{
    const double page = timeline::tickStep(end(), grooveRight() - grooveLeft());
    const double direction = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (m_isScrubbable ? event->key() : 0) {
    case Qt::Key_Left:
        return scrubTo(m_now - direction, false);
    case Qt::Key_Right:
        return scrubTo(m_now + direction, false);
    case Qt::Key_Down:
        return scrubTo(m_now - 1, false);
    case Qt::Key_Up:
        return scrubTo(m_now + 1, false);
    case Qt::Key_PageDown:
        return scrubTo(m_now - page, false);
    case Qt::Key_PageUp:
        return scrubTo(m_now + page, false);
    case Qt::Key_Home:
        return scrubTo(m_first, false);
    case Qt::Key_End:
        return scrubTo(m_newest, false);
    default:
        event->ignore();
    }
}

/// Set by others than us: by who works the slider through its accessible interface.
void TimelineBar::sliderChange(SliderChange change)
{
    QSlider::sliderChange(change);
    if (change == SliderValueChange && !m_isTaking && m_isScrubbable)
        scrubTo(value(), false);
}

void TimelineBar::leaveEvent(QEvent *)
{
    setHover(std::nullopt);
}

} // namespace basin
