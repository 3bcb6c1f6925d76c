#include "views/trace_view.h"

#include "controls/icon.h"
#include "controls/tool_button.h"
#include "render/colour_map.h"
#include "render/curve_chart.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include <QVBoxLayout>

#include <algorithm>
#include <span>

namespace basin {

namespace {

constexpr int mostNamedCurves = 12;
constexpr std::size_t mostCurves = 64;
constexpr std::size_t mostPointsPerCurve = 1500; ///< 64 curves of these are still quick to draw

} // namespace

TraceView::TraceView(Kind kind, LiveRun *run, QWidget *parent)
    : View(parent),
      m_kind(kind),
      m_run(run),
      m_chart(new CurveChart),
      m_logX(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("log-x")), tr("Logarithmic epochs")))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_chart);
    m_chart->setAccessibleName(kind == Kind::Outputs ? tr("Output for each pattern over the epochs")
                                                     : tr("Weights over the epochs"));
    m_logX->setCheckable(true);
    connect(m_logX, &QAbstractButton::toggled, this, &TraceView::refresh);
    connect(run, &LiveRun::progressed, this, &TraceView::refresh);
    connect(run, &LiveRun::preparedChanged, this, [this] { m_chart->resetZoom(); });
}

QList<QWidget *> TraceView::headerControls()
{
    return {m_logX};
}

QStringList TraceView::names() const
{
    QStringList names;
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!prepared || !snapshot || !snapshot->history)
        return names;
    const Architecture &architecture = prepared->spec.architecture;
    if (m_kind == Kind::Weights) {
        for (std::size_t i = 0; i < snapshot->history->weightTraces(); ++i)
            names << QString::fromStdString(architecture.parameterName(static_cast<Eigen::Index>(i)));
        return names;
    }
    // Outputs are traced pattern by pattern.
    const int outputs = architecture.outputCount();
    for (std::size_t i = 0; i < snapshot->history->outputTraces(); ++i) {
        const auto sample = i / static_cast<std::size_t>(outputs);
        QString name = patternName(*prepared->data, sample);
        if (outputs > 1)
            name += QStringLiteral(": ") + unitName(architecture, *prepared->data,
                                                    static_cast<int>(architecture.layers().size()) - 1,
                                                    static_cast<int>(i) % outputs);
        names << name;
    }
    return names;
}

ChartFigure TraceView::figure() const
{
    ChartFigure figure;
    figure.xTitle = tr("epoch");
    figure.isLogX = m_logX->isChecked();
    figure.panels.first() = {.title = m_kind == Kind::Outputs ? tr("output") : tr("weight"),
                             .decimals = m_kind == Kind::Outputs ? 3 : 2};
    figure.emptyTitle = tr("Nothing has run yet.");
    figure.emptyText =
        m_kind == Kind::Outputs ? tr("The output for each pattern appears here.") : tr("Each weight appears here.");
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!snapshot || !snapshot->history)
        return figure;
    const History &history = *snapshot->history;
    const auto &bins = history.bins();
    const std::size_t count = m_kind == Kind::Outputs ? history.outputTraces() : history.weightTraces();
    const std::span<const float> values(m_kind == Kind::Outputs ? history.outputs() : history.weights());
    const QStringList titles = names();
    const std::size_t step = std::max<std::size_t>(1, bins.size() / mostPointsPerCurve);
    for (std::size_t i = 0; i < std::min(count, mostCurves); ++i) {
        CurveSpec curve{.role = CurveRole::Custom,
                        .colour = classColour(static_cast<int>(i), Theme::current()),
                        .width = count > 16 ? 1.0 : 1.5};
        if (count <= mostNamedCurves)
            curve.name = titles.value(static_cast<int>(i));
        curve.isDashed = i / 8 % 2 == 1; // colours come round again after eight
        for (std::size_t b = 0; b < bins.size(); b += step)
            curve.points.append({static_cast<double>(bins[b].epoch), static_cast<double>(values[b * count + i])});
        figure.curves.append(std::move(curve));
    }
    if (snapshot->isPast)
        figure.now = static_cast<double>(snapshot->epoch);
    return figure;
}

void TraceView::refresh()
{
    if (isVisible())
        m_chart->setFigure(figure());
}

void TraceView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    figure().paint(painter, area, theme);
}

QByteArray TraceView::csv() const
{
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!snapshot || !snapshot->history)
        return {};
    const History &history = *snapshot->history;
    const std::size_t count = m_kind == Kind::Outputs ? history.outputTraces() : history.weightTraces();
    const auto &values = m_kind == Kind::Outputs ? history.outputs() : history.weights();
    QByteArray text("epoch");
    for (const QString &name : names())
        text += ",\"" + QString(name).replace(QLatin1Char('"'), QLatin1String("\"\"")).toUtf8() + '"';
    text += '\n';
    for (std::size_t b = 0; b < history.bins().size(); ++b) {
        text += QByteArray::number(static_cast<qlonglong>(history.bins()[b].epoch));
        for (std::size_t i = 0; i < count; ++i)
            text += ',' + QByteArray::number(static_cast<double>(values[b * count + i]), 'g', 9);
        text += '\n';
    }
    return text;
}

void TraceView::showEvent(QShowEvent *)
{
    refresh();
}

} // namespace basin
