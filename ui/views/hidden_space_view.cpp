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
    connect(run, &LiveRun::snapshotChanged, this, &HiddenSpaceView::refresh);
}

void HiddenSpaceView::refresh()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!isVisible() || size().isEmpty() || !prepared || !snapshot)
        return;
    m_job.start(
        [=, yaw = m_yaw, pitch = m_pitch, size = size(), ratio = devicePixelRatioF(), theme = Theme::current()] {
            HiddenSpaceFigure figure =
                hiddenSpaceFigure(*prepared, snapshot->parameters, standardPlane(*prepared->data, 0, 1), theme);
            figure.yaw = yaw;
            figure.pitch = pitch;
            QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
            image.setDevicePixelRatio(ratio);
            image.fill(theme.surface);
            QPainter painter(&image);
            figure.paint(painter, QRectF(QPointF(), size), theme);
            return image;
        },
        [this](const QImage &image) {
            m_image = image;
            update();
        });
}

void HiddenSpaceView::turn(double yaw, double pitch)
{
    m_yaw += yaw;
    m_pitch = std::clamp(m_pitch + pitch, -1.5, 1.5);
    refresh();
}

void HiddenSpaceView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!m_image.isNull())
        return painter.drawImage(QRectF(rect()), m_image);
    painter.fillRect(rect(), Theme::current().surface);
    HiddenSpaceFigure empty;
    empty.emptyText = tr("The samples appear here as the hidden layer sees them.");
    empty.paint(painter, rect(), Theme::current());
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

void HiddenSpaceView::resizeEvent(QResizeEvent *)
{
    refresh();
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
