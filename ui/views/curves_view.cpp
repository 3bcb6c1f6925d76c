#include "views/curves_view.h"

#include "controls/icon.h"
#include "controls/segmented_control.h"
#include "controls/tool_button.h"
#include "render/curve_chart.h"
#include "render/loss_figure.h"
#include "render/names.h"
#include "render/number_text.h"

#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace basin {

namespace {

/// Where runs of XOR stop, with the mean cross-entropy there: one pair of patterns merged, three merged, all at ½.
struct KnownLevel {
    double loss;
    const char *text;
};

constexpr double nearLevel = 0.03; ///< of the level: close enough to be worth naming
constexpr double restingGradient = 0.01;

std::array<KnownLevel, 3> knownLevels()
{
    const double entropyOfThird = std::log(3.0) - 2.0 / 3.0 * std::log(2.0);
    return {
        {{std::log(2.0) / 2, QT_TRANSLATE_NOOP("basin::CurvesView", "½ ln 2 = %1: two patterns share the output ½")},
         {0.75 * entropyOfThird, QT_TRANSLATE_NOOP("basin::CurvesView", "¾ H(⅓) = %1: three patterns share an output")},
         {std::log(2.0), QT_TRANSLATE_NOOP("basin::CurvesView", "ln 2 = %1: every output is ½")}}};
}

/// Names the level a run of XOR under cross-entropy comes to rest at.
void addKnownLevel(ChartFigure &figure, const Project &project, const Snapshot &snapshot)
{
    if (snapshot.gradientNorm > restingGradient)
        return; // on its way: the start is near ln 2 as well
    const DataSource *gates = findDataSource("gate");
    if (project.data.source != "gate" || project.loss.name != "binary_crossentropy")
        return;
    const std::string gate = project.data.options.text("gate", gates->options);
    const bool isPlain = project.data.options.number("target_low", gates->options) == 0.0 &&
                         project.data.options.number("target_high", gates->options) == 1.0;
    if ((gate != "xor" && gate != "xnor") || !isPlain)
        return;
    for (const KnownLevel &level : knownLevels()) {
        if (std::abs(snapshot.metrics.loss - level.loss) < nearLevel * level.loss)
            figure.levels.append(
                {.y = level.loss, .label = CurvesView::tr(level.text).arg(numbers::fixed(level.loss, 4))});
    }
}

} // namespace

CurvesView::CurvesView(ProjectModel *model, LiveRun *run, QWidget *parent)
    : View(parent),
      m_model(model),
      m_run(run),
      m_chart(new CurveChart),
      m_scale(new SegmentedControl({tr("Log"), tr("Linear")})),
      m_logX(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("log-x")), tr("Logarithmic epochs"))),
      m_pin(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("pin")),
                           tr("Pin this run to compare the next ones with it")))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_chart);
    m_chart->setAccessibleName(tr("Curves of loss and accuracy"));
    m_scale->setAccessibleName(tr("Scale of the loss"));
    m_logX->setCheckable(true);
    connect(m_scale, &SegmentedControl::currentEdited, this, [this] { refresh(); });
    connect(m_logX, &QAbstractButton::toggled, this, &CurvesView::refresh);
    connect(m_pin, &QAbstractButton::clicked, run, &LiveRun::pin);
    connect(run, &LiveRun::progressed, this, &CurvesView::refresh);
    connect(run, &LiveRun::pinnedRunsChanged, this, &CurvesView::refresh);
    connect(run, &LiveRun::preparedChanged, this, [this] { m_chart->resetZoom(); });
    refresh();
}

QList<QWidget *> CurvesView::headerControls()
{
    return {m_scale, m_logX, m_pin};
}

ChartFigure CurvesView::figure() const
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    const Project &project = m_model->project();
    LossOptions options{.isLogY = m_scale->current() == 0,
                        .isLogX = m_logX->isChecked(),
                        .lossTitle = lossAxisTitle(project.loss.name)};
    if (project.loss.fault != GradientFault::None)
        options.lossTitle += tr(", deliberate bug");
    if (!snapshot || !snapshot->history || !prepared)
        return lossFigure(History(), 0, {}, {}, options);
    options.hasTest = prepared->data->test.samples() > 0;
    options.hasPenalty = project.loss.l1 > 0 || project.loss.l2 > 0;
    std::vector<NamedHistory> pinned;
    for (const PinnedRun &run : m_run->pinnedRuns())
        pinned.push_back({run.name, run.history});
    ChartFigure figure = lossFigure(*snapshot->history, snapshot->epoch, snapshot->metrics, pinned, options);
    for (const HistoryEvent &event : snapshot->history->events())
        figure.marks.append({static_cast<double>(event.epoch), eventText(event)});
    addKnownLevel(figure, project, *snapshot);
    return figure;
}

void CurvesView::refresh()
{
    if (isVisible() || m_chart->figure().curves.isEmpty())
        m_chart->setFigure(figure());
}

void CurvesView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    refresh();
    m_chart->figure().paint(painter, area, theme);
}

QByteArray CurvesView::csv() const
{
    const SnapshotPtr snapshot = m_run->snapshot();
    return snapshot && snapshot->history ? historyCsv(*snapshot->history) : QByteArray();
}

void CurvesView::showEvent(QShowEvent *)
{
    refresh();
}

} // namespace basin
