#include "views/surface_3d_view.h"

#include "controls/icon.h"
#include "controls/tool_button.h"
#include "render/drawing.h"
#include "render/fonts.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTimerEvent>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace basin {

namespace {

using namespace std::chrono_literals;

constexpr double noteLeft = 16, noteBelow = 4; ///< pixels at 100 %
constexpr double degreesPerPixel = 0.4, degreesPerKey = 5.0;
constexpr double leastTilt = 5.0, mostTilt = 90.0, leastZoom = 0.3, mostZoom = 12.0;
constexpr double zoomStep = 1.2;
constexpr double quickEnough = 14.0; ///< ms: a fine picture that costs no more is drawn even while something moves
constexpr double draftScale = 0.6;
constexpr int shortestPause = 16, settleTime = 250; ///< ms
constexpr int noteLines = 2;
constexpr int fineSamples = 4;
constexpr int largestExport = 4096; ///< device pixels a side

double wrapped(double degrees)
{
    return std::remainder(degrees, 360.0);
}

} // namespace

Surface3dView::Surface3dView(SurfaceModel *model, QWidget *parent)
    : View(parent),
      m_model(model),
      m_standard(
          new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("view-standard")), tr("Standard view (Home)"))),
      m_above(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("view-above")), tr("From above (Page up)"))),
      m_front(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("view-front")), tr("From the front (End)")))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Surface"));
    setAccessibleDescription(
        tr("The loss over the plane as a body. Arrows turn it, plus and minus zoom, Home shows the "
           "standard view, Page up shows it from above, End from the front."));
    setToolTip(tr("Drag to turn, wheel to zoom"));
    setCursor(Qt::OpenHandCursor);
    connect(m_standard, &QAbstractButton::clicked, this, &Surface3dView::showStandard);
    connect(m_above, &QAbstractButton::clicked, this, &Surface3dView::showFromAbove);
    connect(m_front, &QAbstractButton::clicked, this, &Surface3dView::showFromFront);
    connect(model, &SurfaceModel::surfaceChanged, this, &Surface3dView::refresh);
    connect(model, &SurfaceModel::optionsChanged, this, &Surface3dView::refresh);
}

Surface3dView::~Surface3dView() = default;

bool Surface3dView::isAvailable()
{
    return Surface3dScene::isPossible();
}

QList<QWidget *> Surface3dView::headerControls()
{
    return {m_standard, m_above, m_front};
}

void Surface3dView::refresh()
{
    const SurfacePtr content = m_model->surface();
    if (!isVisible() || !isAvailable() || !content)
        return;
    // No more often than the body is drawn: its texture costs the run as much as the map does.
    m_job.setPace(followsRun() ? std::max(33ms, std::chrono::milliseconds(static_cast<int>(pictureInterval()))) : 0ms);
    m_job.start(
        [content, look = m_model->options().look(), theme = Theme::current()] {
            Made made{content->choice, surface3dFigure(surfaceFigure(*content, look, theme))};
            made.figure.held = content->held;
            return made;
        },
        [this](Made made) { take(std::move(made)); });
}

void Surface3dView::take(Made made)
{
    const bool isOtherPlane =
        made.choice.kind != m_choice.kind || made.choice.weights != m_choice.weights || m_figure.isEmpty();
    const bool isLive = !isOtherPlane;
    m_choice = made.choice;
    m_figure = std::move(made.figure);
    m_isUploaded = false;
    if (isOtherPlane && !m_figure.isEmpty())
        m_camera = {.turn = m_figure.standardTurn()};
    schedule(isLive);
}

void Surface3dView::setCamera(const Camera3d &camera)
{
    m_camera = {.turn = wrapped(camera.turn),
                .tilt = std::clamp(camera.tilt, leastTilt, mostTilt),
                .zoom = std::clamp(camera.zoom, leastZoom, mostZoom)};
    schedule(true);
}

void Surface3dView::showStandard()
{
    setCamera({.turn = m_figure.isEmpty() ? 30.0 : m_figure.standardTurn()});
}

void Surface3dView::showFromAbove()
{
    setCamera({.turn = 0.0, .tilt = mostTilt});
}

void Surface3dView::showFromFront()
{
    setCamera({.turn = 0.0, .tilt = 15.0});
}

bool Surface3dView::followsRun() const
{
    return m_model->run() && m_model->run()->isRunning() && !m_dragged;
}

/// ms from the end of one picture to the next. Under the hand at least half of this thread's time is for the rest of
/// the window; beside a run, which has first claim on the machine, most of it.
double Surface3dView::pictureInterval() const
{
    constexpr double restBesideRun = 5.0;
    const double cost = std::min(m_fineCost, m_draftCost > 0.0 ? m_draftCost : m_fineCost);
    return std::max<double>(shortestPause, followsRun() ? restBesideRun * cost : cost);
}

void Surface3dView::schedule(bool isMoving)
{
    if (!isVisible() || m_figure.isEmpty() || !isAvailable())
        return;
    m_isMoving = isMoving;
    if (m_due.isActive())
        return;
    const double pause = pictureInterval() - (m_sinceDraw.isValid() ? static_cast<double>(m_sinceDraw.elapsed()) : 1e9);
    m_due.start(std::max(0, static_cast<int>(pause)), Qt::PreciseTimer, this);
}

void Surface3dView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_due.timerId()) {
        m_due.stop();
        draw(m_isMoving && m_fineCost > quickEnough);
    } else if (event->timerId() == m_settle.timerId()) {
        m_settle.stop();
        draw(false);
    } else {
        View::timerEvent(event);
    }
}

void Surface3dView::draw(bool isDraft)
{
    if (!isVisible() || m_figure.isEmpty() || !ensureScene())
        return;
    QElapsedTimer cost;
    cost.start();
    const Theme &theme = Theme::current();
    if (!m_isUploaded)
        upload(m_figure, theme);
    const double scale = devicePixelRatioF() * (isDraft ? draftScale : 1.0);
    Surface3dScene::Shot shot = shotOf(bodyArea(rect()), scale);
    shot.samples = isDraft ? 0 : fineSamples;
    shot.background = theme.surface;
    const QImage image = m_scene->render(shot);
    // What a first picture costs (shaders are compiled) says nothing of the next ones.
    if (m_hasDrawn)
        (isDraft ? m_draftCost : m_fineCost) = static_cast<double>(cost.nsecsElapsed()) * 1e-6;
    m_hasDrawn = m_isUploaded = true;
    m_image = image;
    m_drawnCamera = m_camera;
    m_sinceDraw.start();
    if (isDraft)
        m_settle.start(settleTime, this);
    else
        m_settle.stop();
    ++m_pictureCount;
    update();
}

bool Surface3dView::ensureScene()
{
    if (!m_scene && !m_isMissing) {
        m_scene = Surface3dScene::load(Projection3d::aspect);
        m_isMissing = !m_scene;
    }
    return m_scene != nullptr;
}

void Surface3dView::upload(const Surface3dFigure &figure, const Theme &theme)
{
    m_scene->setBody(figure.columns, figure.rows, figure.heights, figure.texture, figure.floor(theme));
}

Surface3dScene::Shot Surface3dView::shotOf(const QRectF &body, double scale) const
{
    return {.pixels = (body.size() * scale).toSize(),
            .turn = m_camera.turn,
            .tilt = m_camera.tilt,
            .halfSide = Projection3d(body, m_camera).halfSide() * scale};
}

QRectF Surface3dView::bodyArea(const QRectF &area)
{
    return area.adjusted(0, 0, 0, -noteLines * lineHeight(TypeRole::Caption) - std::round(noteBelow * fontScale()));
}

void Surface3dView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.surface);
    if (!isAvailable() || m_isMissing) {
        paintEmptyText(painter, rect(),
                       m_isMissing ? tr("No 3-D picture: its part of Basin (basin-surface-3d) cannot be loaded.")
                                   : tr("No 3-D picture: this display has no OpenGL."),
                       tr("The map shows the same surface."), theme);
    } else if (m_image.isNull()) {
        const SurfacePtr content = m_model->surface();
        const QString problem = content ? content->problem : QString();
        paintEmptyText(painter, rect(), problem.isEmpty() ? tr("No surface yet.") : problem,
                       problem.isEmpty() ? tr("The loss over the plane appears here as a body.") : QString(), theme);
    } else {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(bodyArea(rect()), m_image);
        m_figure.paintAround(painter, bodyArea(rect()), m_drawnCamera, theme);
        const QStringList notes = m_figure.notes() << tr("drag to turn, wheel to zoom");
        paintNote(painter, rect(), notes.join(u'\n'), theme);
    }
}

/// The text's lines share one where they fit. What finds no place, the hint at the end, is in the tool tip as well.
void Surface3dView::paintNote(QPainter &painter, const QRectF &area, const QString &text, const Theme &theme)
{
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(theme.text3);
    const QFontMetricsF metrics(painter.font());
    const double width = area.width() - 2 * noteLeft;
    QStringList lines;
    for (const QString &part : text.split(u'\n')) {
        const QString joined = lines.isEmpty() ? part : lines.last() + QStringLiteral(" · ") + part;
        if (!lines.isEmpty() && metrics.horizontalAdvance(joined) <= width)
            lines.last() = joined;
        else if (lines.size() < noteLines)
            lines.append(part);
    }
    QPointF at(area.left() + noteLeft, bodyArea(area).bottom());
    for (const QString &line : lines) {
        drawText(painter, at, Qt::AlignLeft | Qt::AlignTop, metrics.elidedText(line, Qt::ElideRight, width));
        at.ry() += lineHeight(TypeRole::Caption);
    }
}

void Surface3dView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const SurfacePtr content = m_model->surface();
    if (!content || content->grid.isEmpty() || !ensureScene()) {
        paintEmptyText(painter, area, tr("No 3-D picture."), {}, theme);
        return;
    }
    Surface3dFigure figure = surface3dFigure(surfaceFigure(*content, m_model->options().look(), theme));
    figure.held = content->held;
    if (m_figure.isEmpty()) // never seen
        m_camera.turn = figure.standardTurn();
    upload(figure, theme);
    m_isUploaded = false;
    // A drawing of lines (SVG, PDF) takes the body as a picture of twice its size or more.
    const QRectF body = bodyArea(area);
    const QTransform device = painter.deviceTransform();
    const bool isRaster = painter.device() != nullptr && painter.device()->devType() == QInternal::Image;
    const double scale = std::max(isRaster ? 0.0 : 2.0, std::hypot(device.m11(), device.m12()));
    const double most = largestExport / std::max(body.width(), body.height());
    const QImage image = m_scene->renderTransparent(shotOf(body, std::min(scale, most)));
    painter.drawImage(body, image);
    figure.paintAround(painter, body, m_camera, theme);
    paintNote(painter, area, figure.notes().join(u'\n'), theme);
}

void Surface3dView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return View::mousePressEvent(event);
    m_dragged = event->position();
    setCursor(Qt::ClosedHandCursor);
}

void Surface3dView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragged)
        return;
    const QPointF moved = event->position() - *m_dragged;
    m_dragged = event->position();
    setCamera(
        {m_camera.turn - degreesPerPixel * moved.x(), m_camera.tilt + degreesPerPixel * moved.y(), m_camera.zoom});
}

void Surface3dView::mouseReleaseEvent(QMouseEvent *)
{
    m_dragged.reset();
    setCursor(Qt::OpenHandCursor);
}

void Surface3dView::mouseDoubleClickEvent(QMouseEvent *)
{
    showStandard();
}

void Surface3dView::wheelEvent(QWheelEvent *event)
{
    setCamera({m_camera.turn, m_camera.tilt, m_camera.zoom * std::pow(zoomStep, event->angleDelta().y() / 120.0)});
}

void Surface3dView::keyPressEvent(QKeyEvent *event)
{
    Camera3d camera = m_camera;
    switch (event->key()) {
    case Qt::Key_Left:
        camera.turn += degreesPerKey;
        break;
    case Qt::Key_Right:
        camera.turn -= degreesPerKey;
        break;
    case Qt::Key_Up:
        camera.tilt += degreesPerKey;
        break;
    case Qt::Key_Down:
        camera.tilt -= degreesPerKey;
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        camera.zoom *= zoomStep;
        break;
    case Qt::Key_Minus:
        camera.zoom /= zoomStep;
        break;
    case Qt::Key_Home:
        return showStandard();
    case Qt::Key_PageUp:
        return showFromAbove();
    case Qt::Key_End:
        return showFromFront();
    default:
        return View::keyPressEvent(event);
    }
    setCamera(camera);
}

void Surface3dView::resizeEvent(QResizeEvent *)
{
    schedule(true);
}

void Surface3dView::showEvent(QShowEvent *)
{
    refresh();
}

void Surface3dView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace basin
