#include "views/fate_canvas.h"

#include "render/drawing.h"
#include "render/fate_names.h"
#include "render/number_text.h"
#include "render/theme.h"
#include "views/plane_overlay.h"

#include <QAccessible>
#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

FateCanvas::FateCanvas(FateModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Fate of a start"));
    m_figure = fateFigure(nullptr, {}, Theme::current());
    announce();
    connect(model, &FateModel::mapChanged, this, &FateCanvas::refresh);
    connect(model, &FateModel::computingChanged, this, qOverload<>(&QWidget::update));
    connect(model, &FateModel::progressed, this, qOverload<>(&QWidget::update));
    connect(model, &FateModel::startChanged, this, qOverload<>(&QWidget::update));
}

void FateCanvas::refresh()
{
    if (!isVisible() || size().isEmpty())
        return;
    FateLook look{.emphasised = m_emphasised, .mark = false, .task = m_model->task(), .note = {}};
    m_job.start(
        [map = m_model->map(), look, size = size(), ratio = devicePixelRatioF(), theme = Theme::current()] {
            Picture picture{.map = map,
                            .figure = fateFigure(map.get(), look, theme),
                            .image = QImage((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32)};
            picture.image.setDevicePixelRatio(ratio);
            picture.image.fill(theme.surface);
            QPainter painter(&picture.image);
            picture.figure.paint(painter, QRectF(QPointF(), size), theme);
            return picture;
        },
        [this](Picture picture) {
            const bool isOtherWindow = !m_shown || !picture.map || m_shown->spec.a != picture.map->spec.a ||
                                       m_shown->spec.b != picture.map->spec.b ||
                                       m_shown->spec.columns != picture.map->spec.columns;
            m_shown = std::move(picture.map);
            m_figure = std::move(picture.figure);
            m_image = std::move(picture.image);
            if (isOtherWindow) {
                m_crosshair.reset(); // a place of the window before means nothing in this one
                m_click.stop();
                announce();
            }
            ++m_pictureCount;
            update();
        });
}

void FateCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    if (m_image.isNull()) {
        painter.fillRect(rect(), theme.surface);
        m_figure.paint(painter, rect(), theme);
    } else {
        painter.fillRect(rect(), theme.surface);
        painter.drawImage(QPointF(), m_image);
    }
    if (m_model->isComputing()) {
        constexpr double line = 2;
        painter.fillRect(QRectF(0, 0, width(), line), theme.track);
        painter.fillRect(QRectF(0, 0, width() * m_model->progress(), line), theme.accent);
    }
    if (!isShowing())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    paintOverlay(painter);
    if (const QStringList lines = readOut(); !lines.isEmpty())
        paintCaptionLines(painter, m_figure.captionRect(rect()), lines);
}

void FateCanvas::paintOverlay(QPainter &painter) const
{
    const QRectF field = plot();
    if (const auto start = m_model->projectStart()) {
        const QPointF at = m_figure.toPixel(rect(), *start);
        if (field.adjusted(-1, -1, 1, 1).contains(at))
            paintStartMark(painter, at);
    }
    if (m_drag == Drag::Zoom && m_cursor)
        paintZoomBand(painter, QRectF(m_pressed, *m_cursor).normalized().intersected(field));
    if (hasFocus() && m_crosshair)
        paintCrosshair(painter, pixelOf(*m_crosshair), field);
}

QStringList FateCanvas::readOut() const
{
    const auto at = lookedAt();
    if (!at || m_drag == Drag::Zoom)
        return {};
    const FateMapSpec &spec = m_shown->spec;
    const auto name = [&](std::size_t axis) {
        return QString::fromStdString(spec.run.architecture.parameterName(spec.weights[axis]));
    };
    const QString place =
        tr("%1 = %2   %3 = %4")
            .arg(name(0), numbers::fixed(spec.aAt(at->x()), 3), name(1), numbers::fixed(spec.bAt(at->y()), 3));
    const FatePoint &point = m_shown->at(at->x(), at->y());
    if (!point.isDone)
        return {place, tr("not computed yet")};
    const Fate &fate = m_shown->groups[point.group];
    QStringList parts{point.outcome == Outcome::Solved && point.solvedEpoch >= 0
                          ? tr("%1 after %2 epochs").arg(fateTitle(fate), numbers::count(point.solvedEpoch))
                          : fateTitle(fate)};
    if (std::isfinite(point.loss))
        parts.append(tr("loss %1 at epoch %2").arg(numbers::compact(point.loss, 4), numbers::count(point.epochs)));
    else
        parts.append(tr("no finite loss at epoch %1").arg(numbers::count(point.epochs)));
    if (std::isfinite(point.accuracy))
        parts.append(tr("%1 % right").arg(numbers::fixed(100.0 * point.accuracy, 0)));
    return {place + QStringLiteral("   ") + parts.first(),
            parts.mid(1).join(QStringLiteral(", ")) + tr(". A click trains from here.")};
}

std::optional<QPoint> FateCanvas::lookedAt() const
{
    if (!isShowing())
        return {};
    if (m_cursor)
        if (const auto point = pointAt(*m_cursor))
            return point;
    return hasFocus() ? m_crosshair : std::nullopt;
}

std::optional<QPoint> FateCanvas::pointAt(QPointF pixel) const
{
    const QRectF field = plot();
    if (!isShowing() || !field.contains(pixel))
        return {};
    const auto index = [](double share, int count) {
        return std::clamp(static_cast<int>(share * count), 0, count - 1);
    };
    return QPoint(index((pixel.x() - field.left()) / field.width(), m_shown->spec.columns),
                  index((field.bottom() - pixel.y()) / field.height(), m_shown->spec.rows));
}

QPointF FateCanvas::pixelOf(QPoint point) const
{
    const QRectF field = plot();
    return {field.left() + (point.x() + 0.5) / m_shown->spec.columns * field.width(),
            field.bottom() - (point.y() + 0.5) / m_shown->spec.rows * field.height()};
}

void FateCanvas::announce()
{
    const QString keys = tr("Arrow keys move a crosshair, with Shift farther; Enter trains from there; plus and minus "
                            "zoom, Home shows all.");
    QString text = keys;
    if (!isShowing())
        text = m_figure.emptyTitle + u' ' + m_figure.emptyText;
    else if (m_crosshair)
        text = readOut().join(QStringLiteral(". ")) + u' ' + keys;
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void FateCanvas::resizeEvent(QResizeEvent *)
{
    refresh();
}

void FateCanvas::showEvent(QShowEvent *)
{
    refresh();
}

void FateCanvas::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace basin
