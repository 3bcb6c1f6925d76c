#include "views/boundary_view.h"

#include "controls/icon.h"
#include "controls/tool_button.h"
#include "model/project_edits.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/run_figures.h"
#include "views/plane_popup.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int mostCells = 512;
constexpr int fewestCells = 64;

/// So many points across as a picture of this network is made of within a tenth of a second or so.
int affordableCells(const Architecture &architecture)
{
    constexpr double products = 4e9;
    const double each = static_cast<double>(architecture.parameterCount()) * architecture.stepCount();
    return static_cast<int>(std::sqrt(products / each));
}

} // namespace

BoundaryView::BoundaryView(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent)
    : View(parent),
      m_model(model),
      m_run(run),
      m_state(state),
      m_edit(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("edit-points")), tr("Edit the points"))),
      m_plane(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("axes")),
                             tr("Choose the two inputs that are shown")))
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Decision boundary"));
    setAccessibleDescription(tr("The output of the network over its inputs, with the samples."));
    m_edit->setCheckable(true);
    m_edit->setToolTip(
        tr("Edit the points: click adds one like its nearest neighbour, with Shift of the other class; drag moves "
           "one; right click removes it. The run starts anew."));
    connect(m_edit, &QAbstractButton::toggled, this,
            [this](bool on) { setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor); });
    connect(m_plane, &QAbstractButton::clicked, this, &BoundaryView::openPlaneMenu);
    connect(run, &LiveRun::snapshotChanged, this, &BoundaryView::refresh);
    connect(run, &LiveRun::preparedChanged, this, [this] {
        m_zoom.reset();
        m_plane->setEnabled(m_run->prepared()->spec.architecture.inputCount() > 2);
        refresh();
    });
    connect(state, &ViewState::planeChanged, this, &BoundaryView::refresh);
    connect(state, &ViewState::unitChanged, this, [this] {
        emit titleChanged();
        refresh();
    });
}

QString BoundaryView::title() const
{
    const ViewState::Unit unit = m_state->unit();
    const auto prepared = m_run->prepared();
    if (unit.isOutput() || !prepared || unit.layer + 1 >= static_cast<int>(prepared->spec.architecture.layers().size()))
        return tr("Decision boundary");
    return tr("Response of %1").arg(unitName(prepared->spec.architecture, *prepared->data, unit.layer, unit.index));
}

QList<QWidget *> BoundaryView::headerControls()
{
    return {m_plane, m_edit};
}

bool BoundaryView::isEditing() const
{
    return m_edit->isChecked();
}

void BoundaryView::setEditing(bool editing)
{
    m_edit->setChecked(editing);
}

InputPlane BoundaryView::shownPlane() const
{
    InputPlane plane = standardPlane(*m_run->prepared()->data, m_state->horizontalInput(), m_state->verticalInput(),
                                     m_state->heldInputs());
    if (m_zoom) {
        plane.left = m_zoom->left();
        plane.right = m_zoom->right();
        if (!plane.isLine()) {
            plane.bottom = m_zoom->top();
            plane.top = m_zoom->bottom();
        }
    }
    return plane;
}

BoundaryOptions BoundaryView::options(const QSize &pixels) const
{
    BoundaryOptions options{.plane = shownPlane(), .zeroLines = m_zeroLines, .testPoints = m_testPoints};
    const Architecture &architecture = m_run->prepared()->spec.architecture;
    const int wanted = std::min(std::max(pixels.width(), pixels.height()), affordableCells(architecture));
    options.cells = std::clamp(wanted, fewestCells, mostCells);
    const ViewState::Unit unit = m_state->unit();
    const auto &layers = architecture.layers();
    // The inputs have no response worth a picture of its own; the output is the standard.
    if (!unit.isOutput() && unit.layer >= 0 && unit.layer + 1 < static_cast<int>(layers.size()) &&
        unit.index < layers[static_cast<std::size_t>(unit.layer)].units) {
        options.layer = unit.layer;
        options.unit = unit.index;
    }
    return options;
}

void BoundaryView::refresh()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!isVisible() || size().isEmpty() || !prepared || !snapshot)
        return;
    const QSize pixels = m_hasFigure ? (m_figure.plotRect(rect()).size() * devicePixelRatioF()).toSize() : size();
    m_job.start(
        [=, options = options(pixels), size = size(), ratio = devicePixelRatioF(), theme = Theme::current()] {
            Picture picture{.figure = boundaryFigure(*prepared, snapshot->parameters, options, theme),
                            .image = QImage((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32)};
            picture.image.setDevicePixelRatio(ratio);
            picture.image.fill(theme.surface);
            QPainter painter(&picture.image);
            picture.figure.paint(painter, QRectF(QPointF(), size), theme);
            return picture;
        },
        [this](Picture picture) {
            m_figure = std::move(picture.figure);
            m_image = std::move(picture.image);
            m_hasFigure = true;
            ++m_pictureCount;
            update();
        });
}

void BoundaryView::setZeroLinesShown(bool shown)
{
    m_zeroLines = shown;
    refresh();
}

void BoundaryView::setTestPointsShown(bool shown)
{
    m_testPoints = shown;
    refresh();
}

void BoundaryView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    if (!m_hasFigure) {
        painter.fillRect(rect(), theme.surface);
        HeatMapFigure empty;
        empty.emptyTitle = tr("No data yet.");
        empty.emptyText = tr("The output over the inputs appears here.");
        empty.paint(painter, rect(), theme);
        return;
    }
    painter.drawImage(QRectF(rect()), m_image); // for a moment after a change of size it is stretched
    paintReadOut(painter);
}

void BoundaryView::paintReadOut(QPainter &painter) const
{
    const QString text = readOut();
    if (text.isEmpty())
        return;
    const Theme &theme = Theme::current();
    painter.setFont(basin::font(TypeRole::Caption));
    const QFontMetricsF metrics(painter.font());
    const QRectF plot = m_figure.plotRect(rect());
    QRectF box(plot.left(), plot.top() - metrics.height() - 4, metrics.horizontalAdvance(text), metrics.height());
    painter.setPen(theme.text2);
    painter.drawText(box.topLeft() + QPointF(0, metrics.ascent()), text);
}

QString BoundaryView::readOut() const
{
    if (!m_cursor || !m_hasFigure)
        return {};
    const QPointF at = m_figure.toData(rect(), *m_cursor);
    const auto value = m_figure.valueAt(at);
    if (!value)
        return {};
    const auto prepared = m_run->prepared();
    const InputPlane plane = shownPlane();
    const QString output = numbers::fixed(*value, 3);
    if (plane.isLine())
        return tr("%1 = %2   output %3").arg(inputName(*prepared->data, 0), numbers::fixed(at.x(), 2), output);
    const QString place = tr("%1 = %2   %3 = %4")
                              .arg(inputName(*prepared->data, plane.horizontal), numbers::fixed(at.x(), 2),
                                   inputName(*prepared->data, plane.vertical), numbers::fixed(at.y(), 2));
    return m_figure.map.classCount > 2 ? place : tr("%1   value %2").arg(place, output);
}

void BoundaryView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (prepared && snapshot)
        boundaryFigure(*prepared, snapshot->parameters, options({mostCells, mostCells}), theme)
            .paint(painter, area, theme);
}

QByteArray BoundaryView::csv() const
{
    QByteArray text("x1,x2,value\n");
    if (m_figure.isCurve) {
        text = "x,value\n";
        for (const QPointF &point : m_figure.curve.curves.value(0).points)
            text += QByteArray::number(point.x(), 'g', 17) + ',' + QByteArray::number(point.y(), 'g', 17) + '\n';
        return text;
    }
    const PlaneGrid &grid = m_figure.map.grid;
    for (int row = 0; row < grid.rows; ++row) {
        const double y = m_figure.map.y.value(1 - (row + 0.5) / grid.rows);
        for (int column = 0; column < grid.columns; ++column) {
            const double x = m_figure.map.x.value((column + 0.5) / grid.columns);
            const float value = grid.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
                                            static_cast<std::size_t>(column)];
            text += QByteArray::number(x, 'g', 9) + ',' + QByteArray::number(y, 'g', 9) + ',' +
                    QByteArray::number(static_cast<double>(value), 'g', 9) + '\n';
        }
    }
    return text;
}

void BoundaryView::editRows(const QString &text, const QString &mergeKey,
                            const std::function<void(Rows &, Rows &)> &change)
{
    const auto prepared = m_run->prepared();
    if (!prepared)
        return;
    m_model->edit(text, mergeKey, [&](Project &project) { editSamples(project, prepared->data->raw, change); });
}

void BoundaryView::addPoint(QPointF at, bool other)
{
    const auto prepared = m_run->prepared();
    if (!prepared || prepared->data->raw.samples() == 0)
        return;
    const InputPlane plane = shownPlane();
    const Dataset &raw = prepared->data->raw;
    editRows(tr("Add a point"), {}, [&](Rows &inputs, Rows &targets) {
        std::vector<double> input = plane.held;
        input[static_cast<std::size_t>(plane.horizontal)] = at.x();
        if (!plane.isLine())
            input[static_cast<std::size_t>(plane.vertical)] = at.y();
        // Like its nearest neighbour in the picture, or the nearest one of another class.
        Eigen::Index best = -1;
        double nearest = 0.0;
        const auto near = [&](Eigen::Index row) {
            const double across = (raw.inputs(row, plane.horizontal) - at.x()) / (plane.right - plane.left);
            const double up =
                plane.isLine() ? 0.0 : (raw.inputs(row, plane.vertical) - at.y()) / (plane.top - plane.bottom);
            return std::hypot(across, up);
        };
        const auto take = [&](auto &&accepts) {
            best = -1;
            for (Eigen::Index row = 0; row < raw.samples(); ++row) {
                if (accepts(row) && (best < 0 || near(row) < nearest)) {
                    best = row;
                    nearest = near(row);
                }
            }
        };
        take([](Eigen::Index) { return true; });
        if (other) {
            const auto like = targets[static_cast<std::size_t>(best)];
            take([&](Eigen::Index row) { return targets[static_cast<std::size_t>(row)] != like; });
        }
        if (best < 0)
            return;
        inputs.push_back(std::move(input));
        targets.push_back(targets[static_cast<std::size_t>(best)]);
    });
}

void BoundaryView::movePoint(qsizetype row, QPointF to, bool isDragging)
{
    const InputPlane plane = shownPlane();
    editRows(tr("Move a point"), QStringLiteral("point%1").arg(row), [&](Rows &inputs, Rows &) {
        auto &input = inputs[static_cast<std::size_t>(row)];
        input[static_cast<std::size_t>(plane.horizontal)] = to.x();
        if (!plane.isLine())
            input[static_cast<std::size_t>(plane.vertical)] = to.y();
    });
    if (!isDragging)
        m_model->endMerge();
}

void BoundaryView::removePoint(qsizetype row)
{
    editRows(tr("Remove a point"), {}, [&](Rows &inputs, Rows &targets) {
        if (inputs.size() < 2)
            return; // a data set keeps one sample
        inputs.erase(inputs.begin() + row);
        targets.erase(targets.begin() + row);
    });
}

void BoundaryView::mousePressEvent(QMouseEvent *event)
{
    if (!m_hasFigure || !m_figure.plotRect(rect()).contains(event->position()))
        return View::mousePressEvent(event);
    if (!isEditing())
        return;
    const qsizetype point = m_figure.pointAt(rect(), event->position());
    const QPointF at = m_figure.toData(rect(), event->position());
    if (event->button() == Qt::RightButton && point >= 0)
        removePoint(m_figure.rows[point]);
    else if (event->button() == Qt::LeftButton && point >= 0)
        m_dragged = m_figure.rows[point];
    else if (event->button() == Qt::LeftButton)
        addPoint(at, event->modifiers() & Qt::ShiftModifier);
}

void BoundaryView::mouseMoveEvent(QMouseEvent *event)
{
    m_cursor = event->position();
    if (m_dragged >= 0 && m_figure.plotRect(rect()).contains(event->position()))
        movePoint(m_dragged, m_figure.toData(rect(), event->position()), true);
    update();
}

void BoundaryView::mouseReleaseEvent(QMouseEvent *)
{
    if (m_dragged >= 0)
        m_model->endMerge();
    m_dragged = -1;
}

void BoundaryView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (isEditing())
        return mousePressEvent(event);
    m_zoom.reset();
    refresh();
}

void BoundaryView::leaveEvent(QEvent *)
{
    m_cursor.reset();
    update();
}

void BoundaryView::wheelEvent(QWheelEvent *event)
{
    if (m_hasFigure && m_figure.plotRect(rect()).contains(event->position()))
        zoomAround(m_figure.toData(rect(), event->position()), std::pow(1.2, -event->angleDelta().y() / 120.0));
}

void BoundaryView::keyPressEvent(QKeyEvent *event)
{
    const bool in = event->key() == Qt::Key_Plus;
    const bool out = event->key() == Qt::Key_Minus;
    if (m_hasFigure && (in || out))
        return zoomAround(m_figure.toData(rect(), m_figure.plotRect(rect()).center()), in ? 1 / 1.2 : 1.2);
    if (event->key() == Qt::Key_Escape && (m_zoom || isEditing())) {
        m_zoom.reset();
        setEditing(false);
        return refresh();
    }
    View::keyPressEvent(event);
}

void BoundaryView::zoomAround(QPointF centre, double factor)
{
    const InputPlane plane = shownPlane();
    const InputPlane whole =
        standardPlane(*m_run->prepared()->data, m_state->horizontalInput(), m_state->verticalInput());
    const double width = (plane.right - plane.left) * factor;
    const double largest = 20 * (whole.right - whole.left);
    if (!(width > 1e-6 * largest) || width > largest)
        return;
    const double left = centre.x() + (plane.left - centre.x()) * factor;
    const double bottom = plane.isLine() ? 0.0 : centre.y() + (plane.bottom - centre.y()) * factor;
    m_zoom = QRectF(left, bottom, width, plane.isLine() ? 1.0 : (plane.top - plane.bottom) * factor);
    refresh();
}

void BoundaryView::openPlaneMenu()
{
    const auto prepared = m_run->prepared();
    if (!prepared)
        return;
    auto *popup = new PlanePopup(m_run, m_state, this);
    popup->move(m_plane->mapToGlobal(QPoint(0, m_plane->height())));
    popup->show();
}

void BoundaryView::resizeEvent(QResizeEvent *)
{
    refresh();
}

void BoundaryView::showEvent(QShowEvent *)
{
    refresh();
}

void BoundaryView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace basin
