#include "render/drawing.h"
#include "render/theme.h"
#include "views/race_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr int cells = 96; ///< of a small boundary
constexpr double margin = 16;

} // namespace

RaceTiles::RaceTiles(RaceModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Those who race"));
    m_figure = raceFigure({}, {}, {}, cells, Theme::current());
    constexpr std::chrono::milliseconds pace(60); // the racers are to have the machine
    m_job.setPace(pace);
}

QRectF RaceTiles::area() const
{
    return QRectF(rect()).adjusted(margin, 4, -margin, -8);
}

void RaceTiles::refresh()
{
    if (!isVisible() || size().isEmpty())
        return;
    m_job.start(
        [race = m_model->snapshot(), size = size(), area = area(), ratio = devicePixelRatioF(),
         theme = Theme::current()] {
            Picture picture{.figure = race ? raceFigure(race->entries, race->runs, race->racers, cells, theme)
                                           : raceFigure({}, {}, {}, cells, theme),
                            .image = QImage((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32)};
            picture.image.setDevicePixelRatio(ratio);
            picture.image.fill(theme.surface);
            QPainter painter(&picture.image);
            picture.figure.paint(painter, area, theme);
            return picture;
        },
        [this](Picture picture) {
            m_figure = std::move(picture.figure);
            m_image = std::move(picture.image);
            if (m_chosen >= m_figure.tiles.size())
                choose(-1);
            update();
        });
}

void RaceTiles::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.surface);
    if (m_image.isNull())
        m_figure.paint(painter, area(), theme);
    else
        painter.drawImage(QPointF(), m_image);
    if (m_chosen < 0)
        return;
    constexpr double off = 4, radius = 6;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, 2));
    painter.drawRoundedRect(m_figure.tileRect(area(), m_chosen).adjusted(-off, -off, off, off), radius, radius);
}

void RaceTiles::choose(qsizetype tile)
{
    if (tile == m_chosen)
        return;
    m_chosen = tile;
    setCursor(tile >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const QString keys = tr("Arrow keys choose one of them, Enter opens it in the window.");
    setAccessibleDescription(
        tile < 0 ? keys : tr("%1, %2. %3").arg(m_figure.tiles[tile].title, m_figure.tiles[tile].state, keys));
    setToolTip(tile >= 0 ? tr("Open %1 in the window").arg(m_figure.tiles[tile].title) : QString());
    update();
}

void RaceTiles::mouseMoveEvent(QMouseEvent *event)
{
    choose(m_figure.tileAt(area(), event->position()));
}

void RaceTiles::mouseReleaseEvent(QMouseEvent *event)
{
    const qsizetype tile = m_figure.tileAt(area(), event->position());
    if (event->button() == Qt::LeftButton && tile >= 0)
        m_model->open(static_cast<std::size_t>(tile));
}

void RaceTiles::leaveEvent(QEvent *)
{
    if (!hasFocus())
        choose(-1);
}

void RaceTiles::keyPressEvent(QKeyEvent *event)
{
    const qsizetype count = m_figure.tiles.size();
    const auto moved = [&](qsizetype by) { return std::clamp<qsizetype>(m_chosen + by, 0, count - 1); };
    if (count == 0)
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return choose(moved(-1));
    case Qt::Key_Right:
    case Qt::Key_Down:
        return choose(moved(1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_chosen >= 0)
            return m_model->open(static_cast<std::size_t>(m_chosen));
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void RaceTiles::resizeEvent(QResizeEvent *)
{
    refresh();
}

void RaceTiles::showEvent(QShowEvent *)
{
    refresh();
}

void RaceTiles::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace basin
