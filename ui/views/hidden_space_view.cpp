#include "views/hidden_space_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr double radiansPerPixel = 0.01;
constexpr double radiansPerKey = 0.1;

} // namespace

HiddenSpaceView::HiddenSpaceView(LiveRun *run, QWidget *parent) : View(parent), m_run(run)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Hidden space"));
    setAccessibleDescription(tr("The samples as the last hidden layer maps them, with the line of the output unit."));
    m_figure.emptyText = tr("The samples appear here as the hidden layer sees them.");
    connect(run, &LiveRun::snapshotChanged, this, &HiddenSpaceView::refresh);
}

void HiddenSpaceView::refresh()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!isVisible() || !prepared || !snapshot)
        return;
    m_job.start(
        [prepared, snapshot, theme = Theme::current()] {
            return hiddenSpaceFigure(*prepared, snapshot->parameters, standardPlane(*prepared->data, 0, 1), theme);
        },
        [this](HiddenSpaceFigure figure) {
            m_figure = std::move(figure);
            turn(0, 0);
        });
}

void HiddenSpaceView::turn(double yaw, double pitch)
{
    m_yaw += yaw;
    m_pitch = std::clamp(m_pitch + pitch, -1.5, 1.5);
    m_figure.yaw = m_yaw;
    m_figure.pitch = m_pitch;
    update();
}

void HiddenSpaceView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().surface);
    m_figure.paint(painter, rect(), Theme::current());
}

void HiddenSpaceView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!prepared || !snapshot)
        return;
    HiddenSpaceFigure figure =
        hiddenSpaceFigure(*prepared, snapshot->parameters, standardPlane(*prepared->data, 0, 1), theme);
    figure.yaw = m_yaw;
    figure.pitch = m_pitch;
    figure.paint(painter, area, theme);
}

void HiddenSpaceView::mousePressEvent(QMouseEvent *event)
{
    m_grip = event->position();
}

void HiddenSpaceView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF moved = event->position() - m_grip;
    m_grip = event->position();
    if (event->buttons() & Qt::LeftButton)
        turn(moved.x() * radiansPerPixel, moved.y() * radiansPerPixel);
}

void HiddenSpaceView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return turn(-radiansPerKey, 0);
    case Qt::Key_Right:
        return turn(radiansPerKey, 0);
    case Qt::Key_Up:
        return turn(0, -radiansPerKey);
    case Qt::Key_Down:
        return turn(0, radiansPerKey);
    default:
        View::keyPressEvent(event);
    }
}

void HiddenSpaceView::showEvent(QShowEvent *)
{
    refresh();
}

void HiddenSpaceView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace basin
