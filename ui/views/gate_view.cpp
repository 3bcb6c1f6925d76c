#include "views/gate_view.h"

#include "render/curve_chart.h"
#include "render/gate_figure.h"
#include "render/run_figures.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

constexpr int mostSamplesOffered = 100;
constexpr std::chrono::milliseconds pace{100};

/// Between a change of the network and its first snapshot they do not.
bool fits(const std::shared_ptr<const PreparedRun> &prepared, const SnapshotPtr &snapshot)
{
    return prepared && snapshot && snapshot->parameters.size() == prepared->spec.architecture.parameterCount();
}

} // namespace

GateView::GateView(LiveRun *run, QWidget *parent)
    : View(parent), m_run(run), m_chart(new CurveChart), m_unit(new QComboBox(this)), m_sample(new QComboBox(this))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_chart);
    m_chart->setAccessibleName(tr("Gates, cell and output of a recurrent unit over the steps"));
    m_unit->setAccessibleName(tr("Unit"));
    m_unit->setToolTip(tr("The unit whose gates are shown"));
    m_sample->setAccessibleName(tr("Sample"));
    m_sample->setToolTip(tr("The sample that is drawn thick; thin lines are others, in the colour of their class"));
    m_job.setPace(pace);
    connect(m_unit, &QComboBox::currentIndexChanged, this, &GateView::refresh);
    connect(m_sample, &QComboBox::currentIndexChanged, this, &GateView::refresh);
    connect(run, &LiveRun::progressed, this, &GateView::refresh);
    connect(run, &LiveRun::preparedChanged, this, [this] {
        fillChoices();
        m_chart->resetZoom();
        refresh();
    });
    fillChoices();
}

QList<QWidget *> GateView::headerControls()
{
    return {m_unit, m_sample};
}

void GateView::fillChoices()
{
    const QSignalBlocker quietUnit(m_unit);
    const QSignalBlocker quietSample(m_sample);
    const int unit = std::max(0, m_unit->currentIndex());
    const int sample = std::max(0, m_sample->currentIndex());
    m_unit->clear();
    m_sample->clear();
    const auto prepared = m_run->prepared();
    const bool hasGates = prepared && prepared->spec.architecture.isRecurrent();
    m_unit->setEnabled(hasGates);
    m_sample->setEnabled(hasGates);
    if (!hasGates)
        return;
    const Architecture &architecture = prepared->spec.architecture;
    const Dataset &train = prepared->data->train;
    for (int j = 0; j < architecture.layout(0).units; ++j)
        m_unit->addItem(unitName(architecture, *prepared->data, 0, j));
    const int samples = static_cast<int>(std::min<Eigen::Index>(train.samples(), mostSamplesOffered));
    for (int s = 0; s < samples; ++s) {
        const int label = classOfSample(train, s);
        m_sample->addItem(label < 0
                              ? tr("Sample %1").arg(s + 1)
                              : tr("Sample %1: %2")
                                    .arg(s + 1)
                                    .arg(QString::fromStdString(train.classNames[static_cast<std::size_t>(label)])));
    }
    m_unit->setCurrentIndex(std::min(unit, m_unit->count() - 1));
    m_sample->setCurrentIndex(std::min(sample, m_sample->count() - 1));
}

void GateView::refresh()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!isVisible() || !fits(prepared, snapshot))
        return;
    m_job.start([=, unit = m_unit->currentIndex(), sample = m_sample->currentIndex(),
                 theme = Theme::current()] { return gateFigure(*prepared, snapshot->parameters, unit, sample, theme); },
                [this](const ChartFigure &figure) { m_chart->setFigure(figure); });
}

void GateView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (fits(prepared, snapshot))
        gateFigure(*prepared, snapshot->parameters, m_unit->currentIndex(), m_sample->currentIndex(), theme)
            .paint(painter, area, theme);
}

QByteArray GateView::csv() const
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!fits(prepared, snapshot))
        return {};
    return gateCsv(*prepared, snapshot->parameters, m_unit->currentIndex(), m_sample->currentIndex());
}

void GateView::showEvent(QShowEvent *)
{
    refresh();
}

} // namespace basin
