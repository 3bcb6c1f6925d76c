#include "views/surface_map_view.h"

#include "render/number_text.h"
#include "views/plane_input.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTimerEvent>

#include <algorithm>
#include <cmath>

namespace basin {

using namespace plane_input;

/// What the options ask for, so that quick turns of the wheel add up; else what is shown.
Interval SurfaceMapView::shownA() const
{
    return m_model->options().a.value_or(m_shown->grid.spec.a);
}

Interval SurfaceMapView::shownB() const
{
    return m_model->options().b.value_or(m_shown->grid.spec.b);
}

void SurfaceMapView::zoomTo(Interval a, Interval b)
{
    if (!isAllowed(a) || !isAllowed(b))
        return;
    SurfaceOptions options = m_model->options();
    options.a = a;
    options.b = b;
    m_model->setOptions(options);
}

void SurfaceMapView::zoomAround(QPointF centre, double factor)
{
    zoomTo(zoomed(shownA(), centre.x(), factor), zoomed(shownB(), centre.y(), factor));
}

void SurfaceMapView::resetZoom()
{
    SurfaceOptions options = m_model->options();
    options.a.reset();
    options.b.reset();
    m_model->setOptions(options);
}

void SurfaceMapView::trainFrom(QPointF at)
{
    m_model->trainFrom(at.x(), at.y());
}

void SurfaceMapView::updateCursor(QPointF pixel)
{
    if (!isShowing() || !plot().contains(pixel))
        setCursor(Qt::ArrowCursor);
    else if (m_drag == Drag::Walk)
        setCursor(Qt::ClosedHandCursor);
    else
        setCursor(isNear(SurfaceMark::Kind::Now, pixel) ? Qt::OpenHandCursor : Qt::CrossCursor);
}

void SurfaceMapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !isShowing() || !plot().contains(event->position()))
        return View::mousePressEvent(event);
    m_cursor = m_pressed = event->position();
    m_drag = Drag::Click;
    if (isNear(SurfaceMark::Kind::Now, m_pressed)) {
        m_drag = Drag::Walk;
        m_grip = *markPixel(SurfaceMark::Kind::Now) - m_pressed;
    }
    updateCursor(m_pressed);
    update();
}

void SurfaceMapView::mouseMoveEvent(QMouseEvent *event)
{
    m_cursor = event->position();
    const double moved = (event->position() - m_pressed).manhattanLength();
    if (m_drag == Drag::Click && moved >= QApplication::startDragDistance())
        m_drag = Drag::Zoom;
    if (m_drag == Drag::Walk && (moved > 0 || m_model->isWalking())) {
        const QRectF field = plot();
        const QPointF wanted = event->position() + m_grip;
        const QPointF at = place(
            {std::clamp(wanted.x(), field.left(), field.right()), std::clamp(wanted.y(), field.top(), field.bottom())});
        m_model->walkTo(at.x(), at.y());
    }
    updateCursor(event->position());
    update();
}

void SurfaceMapView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Walk) {
        m_model->endWalk();
    } else if (drag == Drag::Click && isShowing()) {
        m_crosshair = m_clicked = place(m_pressed);
        announce();
        // Only where a second click would mean something else does the first one wait for it.
        if (m_model->options().a || m_model->options().b)
            m_click.start(QApplication::doubleClickInterval(), this);
        else
            trainFrom(m_clicked);
    } else if (drag == Drag::Zoom && isShowing()) {
        const QRectF box = QRectF(m_pressed, event->position()).normalized().intersected(plot());
        constexpr double least = 4; // pixels: less was not meant
        if (box.width() >= least && box.height() >= least) {
            const QPointF from = place(box.bottomLeft()), to = place(box.topRight());
            zoomTo({from.x(), to.x()}, {from.y(), to.y()});
        }
    }
    updateCursor(event->position());
    update();
}

void SurfaceMapView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_click.timerId())
        return View::timerEvent(event);
    m_click.stop();
    trainFrom(m_clicked);
}

void SurfaceMapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_click.stop();
    resetZoom();
}

void SurfaceMapView::leaveEvent(QEvent *)
{
    m_cursor.reset();
    update();
}

void SurfaceMapView::wheelEvent(QWheelEvent *event)
{
    if (isShowing() && plot().contains(event->position()))
        zoomAround(place(event->position()), std::pow(wheelStep, -event->angleDelta().y() / 120.0));
}

void SurfaceMapView::moveCrosshair(QPointF steps)
{
    const SurfaceMark *now = nullptr;
    for (const SurfaceMark &mark : m_figure.marks)
        if (mark.kind == SurfaceMark::Kind::Now)
            now = &mark;
    const Interval a = m_shown->grid.spec.a, b = m_shown->grid.spec.b;
    QPointF at = m_crosshair.value_or(now != nullptr ? QPointF(now->at.a, now->at.b)
                                                     : QPointF((a.low + a.high) / 2, (b.low + b.high) / 2));
    at += QPointF(steps.x() * (a.high - a.low), steps.y() * (b.high - b.low));
    m_crosshair = QPointF(std::clamp(at.x(), a.low, a.high), std::clamp(at.y(), b.low, b.high));
    m_cursor.reset(); // the read-out is of the crosshair until the mouse moves again
    announce();
    update();
}

void SurfaceMapView::walkBy(QPointF steps)
{
    const SnapshotPtr snapshot = m_model->run()->snapshot();
    if (!snapshot || snapshot->parameters.size() != m_shown->plane.origin.size())
        return; // another run or network is on its way
    // The run answers a frame later than a key may come: from where the last key led, unless the run goes on itself.
    if (!m_model->isWalking() || m_model->run()->isRunning() || !m_walked) {
        const Plane::Coordinates now = m_shown->plane.project(snapshot->parameters);
        m_walked = QPointF(now.a, now.b);
    }
    const Interval a = m_shown->grid.spec.a, b = m_shown->grid.spec.b;
    *m_walked += QPointF(steps.x() * (a.high - a.low), steps.y() * (b.high - b.low));
    m_model->walkTo(m_walked->x(), m_walked->y());
}

void SurfaceMapView::keyPressEvent(QKeyEvent *event)
{
    if (!isShowing())
        return View::keyPressEvent(event);
    const QPointF arrow = arrowOf(*event);
    const QPointF steps = arrow * (event->modifiers() & Qt::ShiftModifier ? largeStep : smallStep);
    const QPointF middle = m_crosshair.value_or(place(plot().center()));
    if (!arrow.isNull() && event->modifiers() & Qt::ControlModifier)
        return walkBy(steps);
    if (!arrow.isNull())
        return moveCrosshair(steps);
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
            m_drag = m_drag == Drag::Zoom ? Drag::None : m_drag;
            announce();
            return update();
        }
        break;
    default:
        break;
    }
    View::keyPressEvent(event);
}

void SurfaceMapView::keyReleaseEvent(QKeyEvent *event)
{
    // As a drag ends with the mouse's button, a walk by keys ends with Ctrl: one undo takes it back as a whole.
    if (event->key() == Qt::Key_Control && m_drag != Drag::Walk)
        m_model->endWalk();
    View::keyReleaseEvent(event);
}

void SurfaceMapView::focusOutEvent(QFocusEvent *event)
{
    if (m_drag != Drag::Walk)
        m_model->endWalk();
    View::focusOutEvent(event);
    update();
}

void SurfaceMapView::announce()
{
    const QString keys =
        tr("Arrow keys move a crosshair, with Shift farther; Enter trains from there; Ctrl and an arrow "
           "walk with the run's weights; plus and minus zoom, Home shows all.");
    QString text = keys;
    if (!hasData())
        text = m_figure.map.emptyTitle + u' ' + m_figure.map.emptyText;
    else if (m_crosshair)
        text = placeText(*m_crosshair) + QStringLiteral(". ") + keys;
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

} // namespace basin
