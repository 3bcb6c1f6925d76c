#include "render/curve_chart.h"

#include "render/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace basin {

namespace {

/// A shorter drag is a click with an unsteady hand.
constexpr double leastBand = 6.0;
constexpr std::chrono::milliseconds shortestPause{33};

/// An axis' range after zooming by `factor` around `centre`, both ends as far from it by position.
Range zoomed(const Axis &axis, double factor, double centre)
{
    const double at = axis.position(centre);
    return {axis.value(at - at * factor), axis.value(at + (1 - at) * factor)};
}

/// Below this share of its size a double has no more digits to show between two pixels.
bool isTooNarrow(Range range)
{
    return !(range.length() > 1e-9 * std::max(std::abs(range.low), std::abs(range.high)));
}

} // namespace

CurveChart::CurveChart(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_job.setPace(shortestPause);
    setAccessibleName(tr("Chart"));
    setAccessibleDescription(tr("Left and right arrows read values, plus and minus zoom, Home shows all."));
}

void CurveChart::setFigure(ChartFigure figure)
{
    m_figure = std::move(figure);
    refresh();
}

void CurveChart::setCurves(QList<CurveSpec> curves)
{
    m_figure.curves = std::move(curves);
    refresh();
}

void CurveChart::setMarks(QList<ChartMark> marks)
{
    m_figure.marks = std::move(marks);
    refresh();
}

void CurveChart::setLevels(QList<ChartLevel> levels)
{
    m_figure.levels = std::move(levels);
    refresh();
}

void CurveChart::setLogX(bool isLog)
{
    if (m_figure.isLogX == isLog)
        return;
    m_figure.isLogX = isLog;
    resetZoom();
}

void CurveChart::setLogY(bool isLog, int panel)
{
    if (panel < 0 || panel >= m_figure.panels.size() || m_figure.panels[panel].isLog == isLog)
        return;
    m_figure.panels[panel].isLog = isLog;
    resetZoom();
}

ChartFigure CurveChart::figure() const
{
    ChartFigure figure = m_figure;
    if (m_zoomX)
        figure.xRange = m_zoomX;
    if (m_zoomY && m_zoomY->panel < figure.panels.size())
        figure.panels[m_zoomY->panel].range = m_zoomY->range;
    return figure;
}

void CurveChart::resetZoom()
{
    const bool wasZoomed = isZoomed();
    m_zoomX.reset();
    m_zoomY.reset();
    refresh();
    if (wasZoomed)
        emit zoomChanged();
}

void CurveChart::refresh()
{
    m_isStale = true;
    if (isVisible())
        requestPicture();
}

QSize CurveChart::pixels() const
{
    return (QSizeF(size()) * devicePixelRatioF()).toSize();
}

CurveChart::Picture CurveChart::makePicture(ChartFigure figure, const QSize &size, double ratio, const Theme &theme)
{
    Picture picture{.figure = std::move(figure),
                    .image = QImage((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32)};
    picture.image.setDevicePixelRatio(ratio);
    picture.image.fill(theme.surface);
    QPainter painter(&picture.image);
    picture.figure.paint(painter, QRectF(QPointF(), size), theme);
    return picture;
}

void CurveChart::requestPicture()
{
    if (size().isEmpty())
        return;
    m_isStale = false;
    m_requestedPixels = pixels();
    m_job.start([figure = figure(), size = size(), ratio = devicePixelRatioF(),
                 theme = Theme::current()] { return makePicture(figure, size, ratio, theme); },
                [this](Picture picture) {
                    m_picture = std::move(picture);
                    update();
                });
}

ChartFigure::Plot CurveChart::firstPlot() const
{
    return figure().plots(rect()).first();
}

void CurveChart::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    if (!isVisible()) // nobody waits: whoever grabs a hidden chart wants it as it is now
        m_picture = makePicture(figure(), size(), devicePixelRatioF(), theme);
    else if (m_isStale || m_requestedPixels != pixels())
        requestPicture();
    QPainter painter(this);
    if (m_picture.image.isNull())
        painter.fillRect(rect(), theme.surface);
    else
        painter.drawImage(QRectF(rect()), m_picture.image);
    if (m_bandStart) {
        QColor fill = theme.text3;
        fill.setAlphaF(0.12F);
        painter.setPen(QPen(theme.text3, 1));
        painter.setBrush(fill);
        painter.drawRect(QRectF(*m_bandStart, m_bandEnd).normalized());
    } else if (m_readOut) {
        m_picture.figure.paintReadOut(painter, rect(), theme, *m_readOut);
    }
}

void CurveChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    refresh();
}

void CurveChart::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange || event->type() == QEvent::LocaleChange)
        refresh();
    QWidget::changeEvent(event);
}

void CurveChart::mouseMoveEvent(QMouseEvent *event)
{
    if (m_bandStart) {
        m_bandEnd = event->position();
    } else {
        const auto plot = firstPlot();
        const bool isInside = event->position().x() >= plot.rect.left() && event->position().x() <= plot.rect.right();
        m_readOut = isInside ? std::optional(plot.toData(event->position()).x()) : std::nullopt;
    }
    update();
}

void CurveChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_bandStart = m_bandEnd = event->position();
}

void CurveChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_bandStart)
        return QWidget::mouseReleaseEvent(event);
    const QRectF band = QRectF(*m_bandStart, event->position()).normalized();
    m_bandStart.reset();
    if (std::max(band.width(), band.height()) >= leastBand)
        zoomInto(band);
    update();
}

void CurveChart::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        resetZoom();
}

void CurveChart::leaveEvent(QEvent *event)
{
    m_readOut.reset();
    update();
    QWidget::leaveEvent(event);
}

void CurveChart::wheelEvent(QWheelEvent *event)
{
    const double turns = event->angleDelta().y() / 120.0;
    if (turns == 0)
        return event->ignore();
    zoomX(std::pow(0.8, turns), firstPlot().toData(event->position()).x());
    event->accept();
}

void CurveChart::keyPressEvent(QKeyEvent *event)
{
    const auto middle = [this] { return m_readOut ? *m_readOut : firstPlot().x.value(0.5); };
    switch (event->key()) {
    case Qt::Key_Left:
        return moveReadOut(event->modifiers() & Qt::ShiftModifier ? -10 : -1);
    case Qt::Key_Right:
        return moveReadOut(event->modifiers() & Qt::ShiftModifier ? 10 : 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomX(0.8, middle());
    case Qt::Key_Minus:
        return zoomX(1.25, middle());
    case Qt::Key_Home:
        return resetZoom();
    case Qt::Key_Escape:
        if (!m_bandStart && !m_readOut)
            break;
        m_bandStart.reset();
        m_readOut.reset();
        return update();
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void CurveChart::moveReadOut(double pixels)
{
    const auto plot = firstPlot();
    if (plot.rect.isEmpty())
        return;
    // Without a read-out the newest value is the one to start from.
    const double from = m_readOut ? plot.x.position(*m_readOut) : 1.0;
    m_readOut = plot.x.value(std::clamp(from + pixels / plot.rect.width(), 0.0, 1.0));
    update();
}

void CurveChart::zoomX(double factor, double around)
{
    const Range all = m_figure.plots(rect()).first().x.range;
    Range range = zoomed(firstPlot().x, factor, around);
    range = {std::max(range.low, all.low), std::min(range.high, all.high)};
    if (isTooNarrow(range))
        return;
    if (range == all)
        m_zoomX.reset();
    else
        m_zoomX = range;
    refresh();
    emit zoomChanged();
}

void CurveChart::zoomInto(const QRectF &pixels)
{
    const QList<ChartFigure::Plot> plots = figure().plots(rect());
    for (int i = 0; i < plots.size(); ++i) {
        const QRectF band = pixels.intersected(plots[i].rect);
        if (band.isEmpty() || (i + 1 < plots.size() && pixels.center().y() > plots[i].rect.bottom()))
            continue;
        const QPointF low = plots[i].toData(band.bottomLeft()), high = plots[i].toData(band.topRight());
        const Range x{low.x(), high.x()}, y{low.y(), high.y()};
        // A flat or a thin band means one axis alone.
        if (band.width() >= leastBand && !isTooNarrow(x))
            m_zoomX = x;
        if (band.height() >= leastBand && !isTooNarrow(y))
            m_zoomY = ZoomY{i, y};
        refresh();
        emit zoomChanged();
        return;
    }
}

} // namespace basin
