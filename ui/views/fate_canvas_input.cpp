#include "views/fate_canvas.h"
#include "views/plane_input.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTimerEvent>

#include <algorithm>
#include <cmath>

namespace basin {

using namespace plane_input;

void FateCanvas::zoomTo(Interval a, Interval b)
{
    if (!isAllowed(a) || !isAllowed(b))
        return;
    FateOptions options = m_model->options();
    options.a = a;
    options.b = b;
    m_model->setOptions(options);
}

/// From what the options ask for, so that quick turns of the wheel add up.
void FateCanvas::zoomAround(QPointF centre, double factor)
{
    zoomTo(zoomed(m_model->options().shownA(), centre.x(), factor),
           zoomed(m_model->options().shownB(), centre.y(), factor));
}

void FateCanvas::resetZoom()
{
    FateOptions options = m_model->options();
    options.a.reset();
    options.b.reset();
    m_model->setOptions(options);
}

void FateCanvas::trainFrom(QPoint point)
{
    // The map that is shown, not one that began since: a click means what it points at.
    if (m_shown && m_model->map() && m_shown->spec.a == m_model->map()->spec.a &&
        m_shown->spec.b == m_model->map()->spec.b && m_shown->points.size() == m_model->map()->points.size())
        m_model->trainFrom(point.x(), point.y());
}

void FateCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !pointAt(event->position()))
        return QWidget::mousePressEvent(event);
    m_cursor = m_pressed = event->position();
    m_drag = Drag::Click;
    update();
}

void FateCanvas::mouseMoveEvent(QMouseEvent *event)
{
    m_cursor = event->position();
    if (m_drag == Drag::Click && (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        m_drag = Drag::Zoom;
    emphasise(isShowing() && m_drag == Drag::None ? m_figure.legendGroupAt(rect(), *m_cursor) : -1);
    setCursor(pointAt(event->position()) ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

void FateCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Drag drag = std::exchange(m_drag, Drag::None);
    const auto point = pointAt(m_pressed);
    if (drag == Drag::Click && point) {
        m_crosshair = m_clicked = *point;
        announce();
        // Only where a second click would mean something else does the first one wait for it.
        if (m_model->options().a || m_model->options().b)
            m_click.start(QApplication::doubleClickInterval(), this);
        else
            trainFrom(m_clicked);
    } else if (drag == Drag::Zoom && point) {
        const QRectF box = QRectF(m_pressed, event->position()).normalized().intersected(plot());
        constexpr double least = 4; // pixels: less was not meant
        if (box.width() >= least && box.height() >= least) {
            const QPointF from = m_figure.toData(rect(), box.bottomLeft());
            const QPointF to = m_figure.toData(rect(), box.topRight());
            zoomTo({from.x(), to.x()}, {from.y(), to.y()});
        }
    }
    update();
}

void FateCanvas::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_click.timerId())
        return QWidget::timerEvent(event);
    m_click.stop();
    trainFrom(m_clicked);
}

void FateCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_click.stop();
    resetZoom();
}

void FateCanvas::leaveEvent(QEvent *)
{
    m_cursor.reset();
    emphasise(-1);
    update();
}

void FateCanvas::wheelEvent(QWheelEvent *event)
{
    if (pointAt(event->position()))
        zoomAround(m_figure.toData(rect(), event->position()), std::pow(wheelStep, -event->angleDelta().y() / 120.0));
}

void FateCanvas::moveCrosshair(QPointF steps)
{
    const int columns = m_shown->spec.columns, rows = m_shown->spec.rows;
    const QPoint from = m_crosshair.value_or(QPoint(columns / 2, rows / 2));
    const auto moved = [](int index, double step, int count) {
        const int by = static_cast<int>(std::copysign(std::max(1.0, std::round(std::abs(step) * count)), step));
        return std::clamp(index + (step == 0.0 ? 0 : by), 0, count - 1);
    };
    m_crosshair = QPoint(moved(from.x(), steps.x(), columns), moved(from.y(), steps.y(), rows));
    m_cursor.reset(); // the read-out is of the crosshair until the mouse moves again
    announce();
    update();
}

void FateCanvas::keyPressEvent(QKeyEvent *event)
{
    if (!isShowing())
        return QWidget::keyPressEvent(event);
    const QPointF arrow = arrowOf(*event);
    if (!arrow.isNull())
        return moveCrosshair(arrow * (event->modifiers() & Qt::ShiftModifier ? largeStep : smallStep));
    const QPointF middle = m_figure.toData(rect(), m_crosshair ? pixelOf(*m_crosshair) : plot().center());
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomAround(middle, 1 / wheelStep);
    case Qt::Key_Minus:
        return zoomAround(middle, wheelStep);
    case Qt::Key_Home:
        return resetZoom();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_crosshair)
            return trainFrom(*m_crosshair);
        break;
    case Qt::Key_Escape:
        if (m_crosshair || m_drag == Drag::Zoom) {
            m_crosshair.reset();
            m_drag = Drag::None;
            announce();
            return update();
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void FateCanvas::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void FateCanvas::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void FateCanvas::emphasise(int group)
{
    if (group == m_emphasised)
        return;
    m_emphasised = group;
    refresh();
}

} // namespace basin
