#include "views/network_view.h"

#include "model/project_edits.h"
#include "render/fonts.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/run_figures.h"
#include "views/unit_popup.h"

#include "network/activation.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace basin {

using Kind = NetworkFigure::Target::Kind;

namespace {

/// Thirty pictures a second look live; the boundary beside it has the time.
constexpr std::chrono::milliseconds shortestPause{33};
/// In a narrower place the buttons that add and remove units would lie on the words beside them.
constexpr int leastEditableWidth = 480;

} // namespace

NetworkView::NetworkView(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent)
    : View(parent), m_model(model), m_run(run), m_state(state)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_job.setPace(shortestPause);
    setAccessibleName(tr("Network"));
    setAccessibleDescription(tr(
        "The units of each layer with their weights and biases. Arrow keys go from part to part, "
        "Enter opens one, plus and minus add and remove units, A and B make a weight an axis of the error surface."));
    connect(run, &LiveRun::snapshotChanged, this, &NetworkView::refresh);
    connect(run, &LiveRun::preparedChanged, this, [this] {
        m_marked = -1; // of the network before
        refresh();
    });
    connect(state, &ViewState::planeChanged, this, &NetworkView::refresh);
}

void NetworkView::refresh()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!isVisible() || size().isEmpty() || !prepared || !snapshot)
        return;
    const InputPlane plane =
        standardPlane(*prepared->data, m_state->horizontalInput(), m_state->verticalInput(), m_state->heldInputs());
    const QSize size = this->size();
    const double ratio = devicePixelRatioF();
    const bool compact = isCompact();
    const Theme theme = Theme::current();
    m_job.start(
        [=] {
            Picture picture;
            picture.figure = networkFigure(*prepared, snapshot->parameters, plane, theme);
            picture.figure.editable = size.width() >= leastEditableWidth;
            picture.figure.compact = compact;
            picture.image = QImage(size * ratio, QImage::Format_RGB32);
            picture.image.setDevicePixelRatio(ratio);
            picture.image.fill(theme.surface);
            QPainter painter(&picture.image);
            picture.figure.paint(painter, QRectF(QPointF(), size), theme);
            return picture;
        },
        [this](Picture picture) {
            m_picture = std::move(picture);
            update();
        });
}

void NetworkView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.surface);
    if (m_picture.image.isNull()) {
        painter.setPen(theme.text3);
        painter.setFont(basin::font(TypeRole::Body));
        painter.drawText(rect(), Qt::AlignCenter, tr("The network appears here as soon as there is data to train on."));
        return;
    }
    painter.drawImage(QRectF(rect()), m_picture.image); // for a moment after a change of size it is stretched
    m_picture.figure.paintAxes(painter, rect(), theme, m_marked >= 0 ? Axes{m_marked, -1} : m_axes);
    m_picture.figure.paintHighlight(painter, rect(), theme, m_target);
}

void NetworkView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!prepared || !snapshot)
        return;
    const InputPlane plane =
        standardPlane(*prepared->data, m_state->horizontalInput(), m_state->verticalInput(), m_state->heldInputs());
    networkFigure(*prepared, snapshot->parameters, plane, theme).paint(painter, area, theme);
}

void NetworkView::resizeEvent(QResizeEvent *)
{
    refresh();
}

void NetworkView::showEvent(QShowEvent *)
{
    refresh();
}

void NetworkView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refresh();
}

void NetworkView::setTarget(const NetworkFigure::Target &target)
{
    if (m_target == target)
        return;
    m_target = target;
    if (target.kind == Kind::Unit)
        m_state->setUnit({target.column == 0 ? -1 : target.column - 1, target.unit});
    else
        m_state->setUnit({});
    setCursor(target.kind == Kind::Nothing ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void NetworkView::mouseMoveEvent(QMouseEvent *event)
{
    setTarget(m_picture.figure.targetAt(event->position(), rect()));
}

void NetworkView::leaveEvent(QEvent *)
{
    setTarget({});
}

void NetworkView::mousePressEvent(QMouseEvent *event)
{
    m_focusTarget = -1;
    const auto target = m_picture.figure.targetAt(event->position(), rect());
    const std::int64_t parameter = m_picture.figure.parameterOf(target);
    if (event->button() == Qt::LeftButton && (event->modifiers() & Qt::ShiftModifier) && parameter >= 0)
        markAxis(parameter);
    else if (event->button() == Qt::LeftButton)
        activate(target);
    else if (event->button() == Qt::RightButton && target.kind == Kind::Edge)
        openAxisMenu(parameter, event->globalPosition().toPoint());
    else if (event->button() == Qt::RightButton && target.kind != Kind::Nothing && target.column > 0)
        openLayerMenu(target.column, event->globalPosition().toPoint());
}

void NetworkView::activate(const NetworkFigure::Target &target)
{
    const QRectF where = m_picture.figure.targetRect(target, rect());
    switch (target.kind) {
    case Kind::AddUnit:
        changeUnits(target.column, 1);
        break;
    case Kind::RemoveUnit:
        changeUnits(target.column, -1);
        break;
    case Kind::AddLayer:
        addLayer(target.column);
        break;
    case Kind::LayerMenu:
        openLayerMenu(target.column, mapToGlobal(where.bottomLeft().toPoint()));
        break;
    case Kind::Unit:
        openUnit(target.column, target.unit);
        break;
    case Kind::Edge: {
        const auto &edge = m_picture.figure.edges[static_cast<std::size_t>(target.edge)];
        openUnit(edge.column + 1, edge.to);
        break;
    }
    case Kind::Nothing:
        break;
    }
}

void NetworkView::keyPressEvent(QKeyEvent *event)
{
    const auto targets = m_picture.figure.targets();
    const int count = static_cast<int>(targets.size());
    const bool forward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down;
    const bool backward = event->key() == Qt::Key_Left || event->key() == Qt::Key_Up;
    if ((forward || backward) && count > 0) {
        m_focusTarget =
            m_focusTarget < 0 ? (forward ? 0 : count - 1) : (m_focusTarget + (forward ? 1 : count - 1)) % count;
        setTarget(targets[static_cast<std::size_t>(m_focusTarget)]);
        setAccessibleDescription(describe(m_target));
        return;
    }
    const bool onTarget = m_focusTarget >= 0 && m_focusTarget < count;
    const std::int64_t parameter = onTarget ? m_picture.figure.parameterOf(m_target) : -1;
    if (parameter >= 0 && (event->key() == Qt::Key_A || event->key() == Qt::Key_B))
        return setAxis(event->key() == Qt::Key_A ? 0 : 1, parameter);
    if (event->key() == Qt::Key_Escape && m_marked >= 0)
        return markAxis(m_marked);
    if (onTarget && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return activate(m_target);
    if (onTarget && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Minus))
        return changeUnits(m_target.column, event->key() == Qt::Key_Plus ? 1 : -1);
    View::keyPressEvent(event);
}

void NetworkView::focusInEvent(QFocusEvent *event)
{
    View::focusInEvent(event);
    update();
}

void NetworkView::focusOutEvent(QFocusEvent *event)
{
    View::focusOutEvent(event);
    m_focusTarget = -1;
    setTarget({});
    update();
}

bool NetworkView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString text = describe(m_picture.figure.targetAt(help->pos(), rect()));
        text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return View::event(event);
}

QString NetworkView::describe(const NetworkFigure::Target &target) const
{
    const auto &figure = m_picture.figure;
    switch (target.kind) {
    case Kind::AddUnit:
        return tr("Add a unit to this layer. The run starts anew.");
    case Kind::RemoveUnit:
        return tr("Remove a unit from this layer. The run starts anew.");
    case Kind::AddLayer:
        return tr("Add a hidden layer here. The run starts anew.");
    case Kind::LayerMenu:
        return tr("Activation of this layer");
    case Kind::Unit: {
        const auto &unit =
            figure.columns[static_cast<std::size_t>(target.column)].units[static_cast<std::size_t>(target.unit)];
        return unit.biasIndex < 0
                   ? tr("Input %1").arg(unit.name)
                   : tr("%1: bias %2. Click for its formula, Shift and click for an axis of the error surface.")
                         .arg(unit.name, numbers::signedFixed(unit.bias, 4));
    }
    case Kind::Edge: {
        const auto &edge = figure.edges[static_cast<std::size_t>(target.edge)];
        const auto &from =
            figure.columns[static_cast<std::size_t>(edge.column)].units[static_cast<std::size_t>(edge.from)];
        const auto &to =
            figure.columns[static_cast<std::size_t>(edge.column + 1)].units[static_cast<std::size_t>(edge.to)];
        return tr("Weight from %1 to %2: %3. Shift and click makes it an axis of the error surface.")
            .arg(from.name, to.name, numbers::signedFixed(edge.weight, 6));
    }
    case Kind::Nothing:
        break;
    }
    return {};
}

void NetworkView::setAxes(const Axes &axes)
{
    if (m_axes == axes)
        return;
    m_axes = axes;
    update();
}

void NetworkView::markAxis(std::int64_t parameter)
{
    const std::int64_t first = std::exchange(m_marked, -1);
    if (first < 0) {
        m_marked = parameter;
        emit axisMarked(parameter);
    } else if (first != parameter) {
        setAxes({first, parameter});
        emit axesChosen(first, parameter);
    }
    update();
}

void NetworkView::setAxis(std::size_t axis, std::int64_t parameter)
{
    Axes axes = m_axes;
    const std::int64_t before = std::exchange(axes[axis], parameter);
    std::int64_t &other = axes[1 - axis];
    if (other == parameter)
        other = before; // they change places
    if (other < 0)      // none yet: its neighbour
        other = parameter == 0 ? 1 : parameter - 1;
    m_marked = -1;
    setAxes(axes);
    emit axesChosen(axes[0], axes[1]);
}

void NetworkView::addAxisActions(QMenu &menu, std::int64_t parameter)
{
    connect(menu.addAction(tr("Axis a of the error surface")), &QAction::triggered, this,
            [this, parameter] { setAxis(0, parameter); });
    connect(menu.addAction(tr("Axis b of the error surface")), &QAction::triggered, this,
            [this, parameter] { setAxis(1, parameter); });
}

void NetworkView::openAxisMenu(std::int64_t parameter, const QPoint &where)
{
    QMenu menu(this);
    addAxisActions(menu, parameter);
    menu.exec(where);
}

void NetworkView::openUnit(int column, int unit)
{
    const auto prepared = m_run->prepared();
    if (column < 1 || !prepared || column > static_cast<int>(prepared->spec.architecture.layers().size()))
        return;
    const QRectF where = m_picture.figure.targetRect({Kind::Unit, column, unit, -1}, rect());
    auto *popup = new UnitPopup(m_model, m_run, column - 1, unit, this);
    popup->openAt(mapToGlobal(where.bottomLeft().toPoint() + QPoint(0, 26)));
}

void NetworkView::openLayerMenu(int column, const QPoint &where)
{
    const auto layer = static_cast<std::size_t>(column - 1);
    const auto &layers = m_model->project().layers;
    if (column < 1 || layer >= layers.size())
        return;
    const bool last = layer + 1 == layers.size();
    QMenu menu(this);
    for (const Activation &activation : activations()) {
        if (activation.lastLayerOnly && !last)
            continue;
        QAction *action = menu.addAction(activationTitle(activation.name));
        action->setCheckable(true);
        action->setChecked(layers[layer].kind == LayerKind::Dense && layers[layer].activation == activation.name);
        action->setEnabled(activation.trainable || action->isChecked());
        connect(action, &QAction::triggered, this, [this, layer, chosen = activation.name] {
            m_model->edit(tr("Change an activation"), {},
                          [&](Project &project) { setActivation(project, layer, chosen); });
        });
    }
    if (layer == 0 && !last) {
        menu.addSeparator();
        QAction *action = menu.addAction(tr("LSTM (recurrent)"));
        action->setCheckable(true);
        action->setChecked(layers[layer].kind == LayerKind::Lstm);
        connect(action, &QAction::triggered, this,
                [this] { m_model->edit(tr("Make the layer recurrent"), {}, makeRecurrent); });
    }
    if (!last) {
        menu.addSeparator();
        connect(menu.addAction(tr("Remove this layer")), &QAction::triggered, this,
                [this, column] { removeLayer(column); });
    }
    menu.exec(where);
}

void NetworkView::changeUnits(int column, int by)
{
    const auto layer = static_cast<std::size_t>(column - 1);
    if (column < 1 || layer + 1 >= m_model->project().layers.size())
        return;
    m_model->edit(by > 0 ? tr("Add a unit") : tr("Remove a unit"), {}, [&](Project &project) {
        project.layers[layer].units = std::clamp(project.layers[layer].units + by, 1, NetworkFigure::maximumShownUnits);
        forgetParameters(project);
    });
}

void NetworkView::addLayer(int column)
{
    auto layers = m_model->project().layers;
    if (column < 0 || layers.size() > static_cast<std::size_t>(maximumHiddenLayers) ||
        static_cast<std::size_t>(column) >= layers.size())
        return;
    m_model->edit(tr("Add a hidden layer"), {}, [&](Project &project) {
        auto &all = project.layers;
        LayerSpec added;
        added.units = 2;
        added.activation = "tanh";
        const LayerSpec &neighbour =
            all[static_cast<std::size_t>(std::clamp<int>(column - 1, 0, std::max<int>(0, int(all.size()) - 2)))];
        if (all.size() > 1 && neighbour.kind == LayerKind::Dense)
            added = neighbour;
        // A recurrent layer reads the inputs themselves.
        all.insert(all.begin() + (all.front().kind == LayerKind::Lstm ? std::max(1, column) : column), added);
        forgetParameters(project);
    });
}

void NetworkView::removeLayer(int column)
{
    const auto layer = static_cast<std::size_t>(column - 1);
    if (column < 1 || layer + 1 >= m_model->project().layers.size())
        return;
    m_model->edit(tr("Remove a hidden layer"), {}, [&](Project &project) {
        project.layers.erase(project.layers.begin() + static_cast<std::ptrdiff_t>(layer));
        if (project.layers.front().kind == LayerKind::Dense)
            project.data.steps = 1;
        forgetParameters(project);
    });
}

} // namespace basin
