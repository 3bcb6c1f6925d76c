#include "views/curves_view.h"

#include "controls/icon.h"
#include "controls/segmented_control.h"
#include "controls/tool_button.h"
#include "render/curve_chart.h"
#include "render/loss_figure.h"
#include "render/names.h"

#include <QVBoxLayout>

namespace basin {

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
    connect(run, &LiveRun::snapshotChanged, this, &CurvesView::refresh);
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
