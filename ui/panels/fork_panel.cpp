#include "panels/fork_panel.h"

#include "controls/basin_style.h"
#include "controls/column_table.h"
#include "controls/metrics.h"
#include "controls/text_label.h"
#include "render/curve_chart.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/race_figure.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace basin {

namespace {

constexpr int chartHeight = 210;
constexpr qint64 chartPace = 150; ///< ms

/// The course before the copy was made belongs to the run as it is.
void prepend(CurveSpec &curve, const History &before)
{
    QList<QPointF> points;
    for (const HistoryBin &bin : before.bins())
        points.append({static_cast<double>(bin.epoch), bin.first.loss});
    while (!points.isEmpty() && !curve.points.isEmpty() && points.last().x() >= curve.points.first().x())
        points.removeLast();
    curve.points = points + curve.points;
}

QString rightText(const Racer &racer, const PreparedRun &run)
{
    if (std::isnan(racer.metrics.accuracy))
        return QStringLiteral("–");
    return ForkPanel::tr("%1 of %2")
        .arg(numbers::count(racer.metrics.correct), numbers::count(run.data->train.samples()));
}

} // namespace

ForkPanel::ForkPanel(ForkModel *fork, ProjectModel *model, QWidget *parent)
    : QWidget(parent),
      m_fork(fork),
      m_model(model),
      m_title(new TextLabel(QString(), TypeRole::BodyStrong, TextLabel::Tone::Text)),
      m_note(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text2)),
      m_chart(new CurveChart),
      m_table(new ColumnTable),
      m_keep(new QPushButton(tr("Keep"))),
      m_discard(new QPushButton(tr("Discard"))),
      m_pause(new QPushButton(tr("Pause")))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(6);
    for (TextLabel *label : {m_title, m_note})
        label->setWordWrap(true);
    m_chart->setFixedHeight(metrics::scaled(chartHeight));
    m_chart->setAccessibleName(tr("Loss of the run as it is and of the experiment"));
    m_table->setAccessibleName(tr("The run as it is beside the experiment"));
    setPrimary(m_keep);
    m_keep->setToolTip(tr("The experiment becomes the window's project and run, where it stands. Undo brings the run "
                          "as it is back."));
    m_discard->setToolTip(tr("The run as it is stays as it was left."));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_keep, 1);
    buttons->addWidget(m_discard, 1);
    buttons->addWidget(m_pause, 1);
    box->addWidget(m_title);
    box->addWidget(m_chart);
    box->addWidget(m_table);
    box->addWidget(m_note);
    box->addLayout(buttons);
    connect(fork, &ForkModel::changed, this, &ForkPanel::refresh);
    connect(m_keep, &QPushButton::clicked, fork, &ForkModel::keep);
    connect(m_discard, &QPushButton::clicked, fork, &ForkModel::discard);
    connect(m_pause, &QPushButton::clicked, this, [fork] { fork->isRunning() ? fork->pause() : fork->play(); });
    refresh();
}

void ForkPanel::refresh()
{
    setVisible(m_fork->isActive());
    if (!m_fork->isActive())
        return;
    m_title->setText(m_fork->title());
    const RacePtr race = m_fork->snapshot();
    m_keep->setEnabled(race != nullptr);
    m_pause->setEnabled(race && !race->isOver);
    m_pause->setText(m_fork->isRunning() || !race || race->isOver ? tr("Pause") : tr("Go on"));
    m_note->setText(!m_fork->problem().isEmpty() ? m_fork->problem()
                    : !race                      ? tr("Both are being prepared…")
                    : race->runs[ForkModel::copy].data && m_fork->cure().restarts
                        ? tr("The run as it is goes on from epoch %1; the experiment begins anew.")
                              .arg(numbers::count(m_fork->forkEpoch()))
                        : tr("Both go on from epoch %1.").arg(numbers::count(m_fork->forkEpoch())));
    m_table->setVisible(race != nullptr);
    if (!race)
        return;
    ColumnTable::Column name{.cells = {tr("as it is"), tr("experiment")}, .title = QString(), .isLeft = true};
    ColumnTable::Column epoch{.cells = {}, .title = tr("epoch")};
    ColumnTable::Column loss{.cells = {}, .title = tr("loss")};
    ColumnTable::Column right{.cells = {}, .title = tr("right")};
    for (std::size_t i = 0; i < race->racers.size(); ++i) {
        const Racer &racer = race->racers[i];
        epoch.cells << numbers::count(racer.epoch);
        loss.cells << valueText(racer.metrics.loss, 4);
        right.cells << rightText(racer, race->runs[i]);
    }
    m_table->setColumns({name, epoch, loss, right});
    if (race->isOver)
        m_note->setText(
            tr("As it is: %1. The experiment: %2.")
                .arg(racerState(race->racers[ForkModel::original]), racerState(race->racers[ForkModel::copy])));
    if (isVisible() && (!m_fork->isRunning() || !m_sinceChart.isValid() || m_sinceChart.hasExpired(chartPace)))
        refreshChart();
}

void ForkPanel::refreshChart()
{
    const RacePtr race = m_fork->snapshot();
    if (!race)
        return m_chart->setFigure({});
    m_sinceChart.start();
    ChartFigure figure = raceChart(race->entries, race->racers, Theme::current());
    CurveSpec &original = figure.curves[static_cast<qsizetype>(ForkModel::original)];
    original.role = CurveRole::Ink;
    original.name = tr("as it is");
    if (m_fork->before())
        prepend(original, *m_fork->before());
    CurveSpec &copy = figure.curves[static_cast<qsizetype>(ForkModel::copy)];
    copy.name = tr("experiment");
    copy.showsNewest = true;
    if (!m_fork->cure().restarts)
        figure.marks.append({static_cast<double>(m_fork->forkEpoch()), QString()});
    m_chart->setFigure(std::move(figure));
}

void ForkPanel::showEvent(QShowEvent *)
{
    refreshChart();
}

void ForkPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && isVisible())
        refreshChart();
    QWidget::changeEvent(event);
}

} // namespace basin
