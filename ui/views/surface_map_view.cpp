#include "views/surface_map_view.h"

#include "render/number_text.h"
#include "render/surface_csv.h"
#include "views/plane_overlay.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

SurfaceMapView::SurfaceMapView(SurfaceModel *model, QWidget *parent) : View(parent), m_model(model)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Loss in the plane"));
    m_figure = surfaceFigure({}, {}, Theme::current());
    announce();
    connect(model, &SurfaceModel::surfaceChanged, this, &SurfaceMapView::refresh);
    connect(model, &SurfaceModel::optionsChanged, this, &SurfaceMapView::refresh);
}

void SurfaceMapView::refresh()
{
    if (!isVisible() || size().isEmpty())
        return;
    const SurfacePtr content = m_model->surface();
    m_job.start(
        [content, look = m_model->options().look(), size = size(), ratio = devicePixelRatioF(),
         theme = Theme::current()] {
            Picture picture{.content = content,
                            .figure = surfaceFigure(content ? *content : SurfaceContent(), look, theme),
                            .image = QImage((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32)};
            picture.image.setDevicePixelRatio(ratio);
            picture.image.fill(theme.surface);
            QPainter painter(&picture.image);
            picture.figure.paint(painter, QRectF(QPointF(), size), theme);
            return picture;
        },
        [this](Picture picture) {
            const bool isOtherPlane = !m_shown || !picture.content || m_shown->choice != picture.content->choice;
            const bool hadData = hasData();
            m_shown = std::move(picture.content);
            m_figure = std::move(picture.figure);
            m_image = std::move(picture.image);
            if (isOtherPlane) { // a place of the plane before means nothing in this one
                m_crosshair.reset();
                m_click.stop();
            }
            if (isOtherPlane || !hadData || !hasData())
                announce();
            ++m_pictureCount;
            if (m_cursor)
                updateCursor(*m_cursor);
            update();
        });
}

void SurfaceMapView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    if (m_image.isNull()) {
        painter.fillRect(rect(), theme.surface);
        m_figure.paint(painter, rect(), theme);
    } else {
        painter.drawImage(QRectF(rect()), m_image); // for a moment after a change of size it is stretched
    }
    const bool isCoarse =
        !m_shown || (m_shown->problem.isEmpty() && m_shown->grid.spec.columns < m_model->options().points);
    if (isCoarse && m_model->isComputing() && !m_model->run()->isRunning())
        painter.fillRect(QRectF(0, 0, width(), 2), theme.accent);
    if (!isShowing())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_drag == Drag::Zoom && m_cursor)
        return paintZoomBand(painter, QRectF(m_pressed, *m_cursor).normalized().intersected(plot()));
    if (hasFocus() && m_crosshair) {
        const QPointF at = m_figure.toPixel(rect(), *m_crosshair);
        if (plot().adjusted(-1, -1, 1, 1).contains(at))
            paintCrosshair(painter, at, plot());
    }
    if (const auto at = lookedAt())
        paintDownhill(painter, *at);
    if (const QStringList lines = readOut(); !lines.isEmpty())
        paintCaptionLines(painter, m_figure.captionRect(rect()), lines); // in the place of the legend
}

/// An arrow that shows which way is down.
void SurfaceMapView::paintDownhill(QPainter &painter, QPointF at) const
{
    const auto slope = slopeAt(*m_shown, at.x(), at.y());
    if (!slope || !(slope->length > 0.0) || m_drag == Drag::Walk)
        return;
    const QPointF foot = m_figure.toPixel(rect(), at);
    // A step so short that it stays in the picture, then as long as every arrow is.
    const double small = 1e-3 * std::min(m_figure.map.x.range.length(), m_figure.map.y.range.length());
    const double size = std::hypot(slope->downhill.x(), slope->downhill.y());
    const QPointF away = m_figure.toPixel(rect(), at + slope->downhill * (small / size)) - foot;
    const double length = std::hypot(away.x(), away.y());
    if (!(length > 0.0))
        return;
    constexpr double arrow = 30, gap = 7, head = 6; // pixels
    const QPointF along = away / length, across(-along.y(), along.x());
    const QPointF tip = foot + arrow * along;
    const QList<QLineF> lines{{foot + gap * along, tip},
                              {tip, tip - head * along + 0.6 * head * across},
                              {tip, tip - head * along - 0.6 * head * across}};
    for (const QPen &pen : {QPen(Qt::white, 4.5, Qt::SolidLine, Qt::RoundCap),
                            QPen(Theme::light().ink, 1.75, Qt::SolidLine, Qt::RoundCap)}) {
        painter.setPen(pen);
        painter.drawLines(lines);
    }
}

std::optional<QPointF> SurfaceMapView::lookedAt() const
{
    if (!isShowing())
        return {};
    if (m_cursor && plot().contains(*m_cursor))
        return place(*m_cursor);
    return hasFocus() ? m_crosshair : std::nullopt;
}

QString SurfaceMapView::placeText(QPointF at) const
{
    const bool isWeights = m_shown->choice.kind == PlaneKind::Weights;
    const QString a = isWeights ? m_shown->aTitle : QStringLiteral("a");
    const QString b = isWeights ? m_shown->bTitle : QStringLiteral("b");
    const auto loss = lossAt(m_shown->grid, at.x(), at.y());
    const QString coordinates = tr("%1 = %2   %3 = %4").arg(a, numbers::fixed(at.x(), 2), b, numbers::fixed(at.y(), 2));
    if (!loss)
        return tr("%1   the loss is not finite").arg(coordinates);
    return tr("%1   loss %2").arg(coordinates, numbers::compact(*loss, 4));
}

QStringList SurfaceMapView::pathText(qsizetype point) const
{
    const auto i = static_cast<std::size_t>(point);
    const RecordedPath &recorded = m_shown->recorded;
    return {tr("epoch %1   true loss %2   in the plane %3")
                .arg(numbers::count(recorded.epochs[i]), numbers::compact(recorded.loss[i], 4),
                     numbers::compact(m_shown->path.loss[i], 4)),
            tr("%1 off the plane").arg(numbers::fixed(m_shown->path.points[i].distance, 2))};
}

QStringList SurfaceMapView::readOut() const
{
    const auto at = lookedAt();
    if (!at)
        return {};
    const bool isMouse = m_cursor && plot().contains(*m_cursor);
    if (isMouse && m_drag == Drag::Walk)
        return {placeText(*at), tr("the run's weights follow")};
    if (isMouse && m_drag == Drag::None && isNear(SurfaceMark::Kind::Now, *m_cursor))
        return {placeText(*at), tr("drag: walk with the run's weights")};
    if (const qsizetype point = isMouse ? pathPointAt(*m_cursor) : -1; point >= 0)
        return pathText(point);
    QStringList second;
    if (const auto slope = slopeAt(*m_shown, at->x(), at->y()))
        second.append(tr("slope in the plane %1").arg(numbers::scientific(slope->length)));
    if (const auto out = outOfPlaneAt(m_shown->grid, at->x(), at->y()))
        second.append(tr("out of it %1").arg(numbers::scientific(*out)));
    second.append(isMouse ? tr("click: train from here") : tr("Enter: train from here"));
    return {placeText(*at), second.join(QStringLiteral(" · "))};
}

qsizetype SurfaceMapView::pathPointAt(QPointF pixel) const
{
    if (m_figure.path.isEmpty() || m_shown->path.points.size() != m_shown->recorded.epochs.size())
        return -1;
    qsizetype best = -1;
    double nearest = 6.0; // pixels
    for (std::size_t i = 0; i < m_shown->path.points.size(); ++i) {
        const Plane::Coordinates &point = m_shown->path.points[i];
        const QPointF away = m_figure.map.toPixel(plot(), {point.a, point.b}) - pixel;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < nearest) {
            nearest = distance;
            best = static_cast<qsizetype>(i);
        }
    }
    return best;
}

std::optional<QPointF> SurfaceMapView::markPixel(SurfaceMark::Kind kind) const
{
    for (const SurfaceMark &mark : m_figure.marks) {
        const QPointF at = m_figure.toPixel(rect(), {mark.at.a, mark.at.b});
        if (mark.kind == kind && plot().adjusted(-1, -1, 1, 1).contains(at))
            return at;
    }
    return {};
}

bool SurfaceMapView::isNear(SurfaceMark::Kind kind, QPointF pixel) const
{
    const auto mark = markPixel(kind);
    constexpr double reach = 12; // pixels
    return mark && std::hypot(mark->x() - pixel.x(), mark->y() - pixel.y()) <= reach;
}

void SurfaceMapView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    SurfaceLook look = m_model->options().look();
    look.texts = true;
    const SurfacePtr content = m_model->surface();
    surfaceFigure(content ? *content : SurfaceContent(), look, theme).paint(painter, area, theme);
}

QByteArray SurfaceMapView::csv() const
{
    return m_shown ? QByteArray::fromStdString(surfaceCsv(m_shown->grid, true)) : QByteArray();
}

void SurfaceMapView::resizeEvent(QResizeEvent *)
{
    refresh();
}

void SurfaceMapView::showEvent(QShowEvent *)
{
    refresh();
}

void SurfaceMapView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace basin
