#include "views/profile_view.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/segmented_control.h"
#include "controls/tool_button.h"
#include "render/curve_chart.h"
#include "render/names.h"
#include "render/number_text.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

using Kind = ProfileChoice::Kind;

constexpr std::chrono::milliseconds pace{50};
constexpr int kindWidth = 184, itemWidth = 136;
constexpr Eigen::Index mostItems = 1000; ///< weights in the list
constexpr double leastZoom = 1.0 / 64, mostZoom = 1 << 20;

/// Where a run began; nothing where its weights are not recorded.
std::optional<Vector> startOf(const LiveRun &run, Eigen::Index size)
{
    const SnapshotPtr snapshot = run.snapshot();
    if (!snapshot || !snapshot->history || snapshot->history->bins().empty() ||
        static_cast<Eigen::Index>(snapshot->history->weightTraces()) != size)
        return std::nullopt;
    return Eigen::Map<const Eigen::VectorXf>(snapshot->history->weights().data(), size).cast<double>();
}

/// "3, λ = 1.30·10⁻⁴": while a run goes on, numbers would jump under the eye.
QString eigenvectorItem(int index, const PointInspection &point, bool isResting)
{
    const QString number = ProfileView::tr("no. %1").arg(index + 1);
    return isResting ? number + QStringLiteral(", ") + numbers::scientific(point.report.eigenvalues[index], 1) : number;
}

/// In brackets, which a title leaves out where there is no room.
QString heldText(const ProfileChoice &choice, const PointInspection &point)
{
    const int all = static_cast<int>(point.parameters.size());
    const QString epoch = numbers::count(point.epoch);
    if (choice.kind == Kind::Weight)
        return ProfileView::tr("(%n other weight(s) held as at epoch %1)", nullptr, all - 1).arg(epoch);
    return ProfileView::tr("(all %n weight(s) change; the line goes through epoch %1)", nullptr, all).arg(epoch);
}

} // namespace

ProfileView::ProfileView(SurfaceModel *surface, PointModel *point, QWidget *parent)
    : View(parent),
      m_surface(surface),
      m_point(point),
      m_chart(new CurveChart),
      m_line(new QWidget),
      m_kind(new QComboBox),
      m_item(new QComboBox),
      m_narrower(
          new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("plus")), tr("A shorter piece of the line"))),
      m_wider(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("minus")), tr("A longer piece of the line"))),
      m_scale(new SegmentedControl({tr("Log"), tr("Linear")}))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_chart);
    m_chart->setAccessibleName(tr("Loss along a line through the present point"));
    m_job.setPace(pace);
    makeControls();
    const auto renewItems = [this] {
        fillItems();
        refresh();
    };
    connect(point, &PointModel::pointChanged, this, [this] {
        // The lists change with the network, the eigenvalues in them when the run comes to rest.
        const bool isListed = m_item->count() > 0 && m_choice.kind != Kind::Eigenvector;
        if (isVisible() && (!isListed || !m_point->point()))
            fillItems();
        refresh();
    });
    connect(surface, &SurfaceModel::symmetriesChanged, this, &ProfileView::refresh);
    connect(surface->run(), &LiveRun::pinnedRunsChanged, this, renewItems);
    connect(surface->run(), &LiveRun::preparedChanged, this, [this, renewItems] {
        m_chart->resetZoom();
        renewItems();
    });
    m_chart->setFigure(figure(Theme::current()));
}

void ProfileView::makeControls()
{
    const std::pair<Kind, QString> kinds[] = {
        {Kind::Weight, tr("Along a weight")},     {Kind::Eigenvector, tr("Along an eigenvector")},
        {Kind::Descent, tr("Straight downhill")}, {Kind::Start, tr("To the start")},
        {Kind::Pinned, tr("To a pinned run")},    {Kind::Solution, tr("To the nearest solution")},
    };
    for (const auto &[kind, words] : kinds)
        m_kind->addItem(words, static_cast<int>(kind));
    m_kind->setAccessibleName(tr("Line of the cut"));
    m_item->setAccessibleName(tr("Which one"));
    auto *row = new QHBoxLayout(m_line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const std::pair<QComboBox *, int> boxes[] = {{m_kind, kindWidth}, {m_item, itemWidth}};
    for (const auto &[combo, width] : boxes) {
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setFixedSize(metrics::scaled(width), metrics::rowHeight());
        row->addWidget(combo);
    }
    for (ToolButton *button : {m_narrower, m_wider})
        row->addWidget(button);
    m_scale->setAccessibleName(tr("Scale of the loss"));
    m_scale->setCurrent(1);
    connect(m_kind, &QComboBox::activated, this, [this](int index) {
        setChoice({static_cast<Kind>(m_kind->itemData(index).toInt()), 0});
    });
    connect(m_item, &QComboBox::activated, this, [this](int index) { setChoice({m_choice.kind, index}); });
    connect(m_narrower, &QAbstractButton::clicked, this, [this] { zoom(2.0); });
    connect(m_wider, &QAbstractButton::clicked, this, [this] { zoom(0.5); });
    connect(m_scale, &SegmentedControl::currentEdited, this, [this] {
        m_chart->resetZoom();
        showContent();
    });
    fillItems();
}

QList<QWidget *> ProfileView::headerControls()
{
    return {m_line, m_scale};
}

void ProfileView::setChoice(const ProfileChoice &choice)
{
    if (m_choice == choice)
        return;
    m_choice = choice;
    m_zoom = 1.0;
    m_chart->resetZoom();
    fillItems();
    refresh();
}

void ProfileView::zoom(double factor)
{
    m_zoom = std::clamp(m_zoom * factor, leastZoom, mostZoom);
    m_chart->resetZoom();
    refresh();
}

void ProfileView::fillItems()
{
    const auto prepared = m_surface->run()->prepared();
    const PointPtr point = m_point->point();
    QStringList items;
    if (m_choice.kind == Kind::Weight && prepared) {
        const Architecture &architecture = prepared->spec.architecture;
        for (Eigen::Index i = 0; i < std::min(architecture.parameterCount(), mostItems); ++i)
            items << QString::fromStdString(architecture.parameterName(i));
    } else if (m_choice.kind == Kind::Eigenvector && point) {
        for (int i = 0; i < static_cast<int>(point->report.eigenvalues.size()); ++i)
            items << eigenvectorItem(i, *point, point->isTested);
    } else if (m_choice.kind == Kind::Pinned) {
        for (const PinnedRun &run : m_surface->run()->pinnedRuns())
            items << run.name;
    }
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(m_choice.kind)));
    QStringList shown;
    for (int i = 0; i < m_item->count(); ++i)
        shown << m_item->itemText(i);
    if (shown != items) {
        m_item->clear();
        m_item->addItems(items);
    }
    if (m_choice.index >= items.size() && !items.isEmpty())
        m_choice.index = 0;
    m_item->setCurrentIndex(m_choice.index);
    const bool hasItems =
        m_choice.kind == Kind::Weight || m_choice.kind == Kind::Eigenvector || m_choice.kind == Kind::Pinned;
    m_item->setVisible(hasItems);
    m_item->setEnabled(!items.isEmpty());
}

ProfileRequest ProfileView::request(const PointInspection &point) const
{
    ProfileRequest request{.choice = m_choice,
                           .zoom = m_zoom,
                           .now = point.parameters,
                           .report = point.report,
                           .symmetries = m_surface->symmetries()};
    const auto &pinned = m_surface->run()->pinnedRuns();
    if (m_choice.kind == Kind::Start)
        request.target = startOf(*m_surface->run(), point.parameters.size());
    if (m_choice.kind == Kind::Pinned && static_cast<std::size_t>(m_choice.index) < pinned.size()) {
        const PinnedRun &run = pinned[static_cast<std::size_t>(m_choice.index)];
        request.target = run.parameters;
        request.targetName = run.name;
    }
    return request;
}

void ProfileView::refresh()
{
    if (!isVisible())
        return;
    const PointPtr point = m_point->point();
    const auto objective = m_surface->objective();
    if (!point || !objective || point->parameters.size() != objective->size()) {
        m_content.reset();
        showContent();
        return;
    }
    m_job.start(
        [objective, asked = request(*point), held = heldText(m_choice, *point)] {
            ProfileContent content = profileContent(*objective, asked);
            if (content.problem.isEmpty())
                content.xTitle += u' ' + held;
            return std::make_shared<const ProfileContent>(std::move(content));
        },
        [this, run = point->run](std::shared_ptr<const ProfileContent> content) {
            const PointPtr now = m_point->point();
            if (!now || now->run != run || content->choice != m_choice)
                return; // of a run or a line that is no longer shown
            m_content = std::move(content);
            showContent();
        });
}

void ProfileView::showContent()
{
    m_chart->setFigure(figure(Theme::current()));
}

ChartFigure ProfileView::figure(const Theme &theme) const
{
    ProfileContent empty{.lossTitle = lossAxisTitle(m_surface->project()->project().loss.name)};
    return profileFigure(m_content ? *m_content : empty, m_scale->current() == 0, theme);
}

void ProfileView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    ChartFigure picture = figure(theme);
    if (m_chart->isZoomed()) { // with the theme's colours, as far in as it is shown
        const ChartFigure shown = m_chart->figure();
        picture.xRange = shown.xRange;
        picture.panels = shown.panels;
    }
    picture.paint(painter, area, theme);
}

QByteArray ProfileView::csv() const
{
    return m_content ? profileCsv(*m_content) : QByteArray();
}

void ProfileView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showContent(); // the present point has the theme's accent
}

void ProfileView::showEvent(QShowEvent *)
{
    fillItems();
    refresh();
}

} // namespace basin
