#include "views/ends_view.h"

#include "controls/segmented_control.h"
#include "render/census_text.h"
#include "render/fate_names.h"
#include "render/number_text.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

QString lossName(const Project &project)
{
    const std::string &name = project.loss.name;
    return name.ends_with("crossentropy") || name.starts_with("mean") ? EndsView::tr("mean") : EndsView::tr("sum");
}

/// All bins, with one more at either end that stays empty.
Range shownRange(const CensusBins &bins)
{
    const auto &edges = bins.edges;
    const std::size_t last = edges.size() - 1;
    if (bins.isLog)
        return {edges[0] * edges[0] / edges[1], edges[last] * edges[last] / edges[last - 1]};
    return {edges[0], edges[last]};
}

} // namespace

EndsView::EndsView(Kind kind, CensusModel *census, QWidget *parent)
    : CensusView(parent), m_kind(kind), m_census(census), m_scale(new SegmentedControl({tr("Log"), tr("Linear")}))
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 140);
    setAccessibleName(title());
    m_scale->setAccessibleName(kind == Kind::Loss ? tr("Scale of the losses") : tr("Scale of the epochs"));
    connect(m_scale, &SegmentedControl::currentEdited, this, &EndsView::refresh);
    connect(census, &CensusModel::censusChanged, this, &EndsView::refresh);
    connect(census, &CensusModel::cellChanged, this, &EndsView::refresh);
    connect(census, &CensusModel::runningChanged, this, &EndsView::refresh);
}

QString EndsView::title() const
{
    return m_kind == Kind::Loss ? tr("Loss at the end of each run") : tr("Epochs to solve");
}

QList<QWidget *> EndsView::headerControls()
{
    return {m_scale};
}

const CensusCell *EndsView::cell() const
{
    return m_shown && m_cell < m_shown->cells.size() ? &m_shown->cells[m_cell] : nullptr;
}

void EndsView::refresh()
{
    if (!isVisible())
        return;
    const CensusPtr census = m_census->census();
    if (!census || m_census->cell() >= census->cells.size()) {
        m_shown.reset();
        m_bins = {};
        m_figure = makeFigure(Theme::current());
        update();
        return;
    }
    m_job.start(
        [census, cell = m_census->cell(), isLog = m_scale->current() == 0, kind = m_kind] {
            const CensusCell &counted = census->cells[cell];
            return Counted{census, cell,
                           kind == Kind::Loss ? binsOfLosses(counted, isLog) : binsOfEpochs(counted, isLog)};
        },
        [this](Counted counted) {
            if (!m_census->census())
                return; // another one has begun
            m_shown = std::move(counted.census);
            m_cell = counted.cell;
            const bool isSameScale = m_bins.edges == counted.bins.edges;
            m_bins = std::move(counted.bins);
            const auto selected = isSameScale ? m_figure.selected : std::nullopt;
            m_figure = makeFigure(Theme::current());
            select(selected);
            update();
        });
}

HistogramFigure EndsView::makeFigure(const Theme &theme) const
{
    HistogramFigure figure;
    figure.yTitle = tr("runs");
    figure.emptyTitle = m_census->isRunning() ? tr("No run has ended yet.") : tr("Nothing has run yet.");
    figure.emptyText = m_kind == Kind::Loss ? tr("How many runs end at which loss appears here.")
                                            : tr("How many epochs the solved runs needed appears here.");
    const CensusCell *shown = cell();
    if (!shown)
        return figure;
    figure.edges = m_bins.edges;
    figure.x.isLog = m_bins.isLog;
    if (!m_bins.edges.empty())
        figure.x.range = shownRange(m_bins);
    const auto &groups = shown->fates.groups;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        HistogramFigure::Series series{.colour = fateColour(groups, i, theme)};
        if (m_kind == Kind::Loss)
            series.label = fateLabel(groups[i]);
        series.counts.assign(m_bins.groups[i].counts.begin(), m_bins.groups[i].counts.end());
        figure.series.push_back(std::move(series));
    }
    if (!shown->values.empty())
        figure.note = m_census->cellTitle(m_cell);
    if (m_kind == Kind::Loss) {
        const QString epochs = numbers::count(m_shown->spec.project.training.epochs);
        const QString mean = lossName(m_shown->spec.project);
        figure.x.title = m_bins.isLog ? tr("loss after at most %1 epochs (%2), log scale").arg(epochs, mean)
                                      : tr("loss after at most %1 epochs (%2)").arg(epochs, mean);
        QStringList notes;
        if (!figure.note.isEmpty())
            notes << figure.note;
        if (m_bins.belowCount > 0)
            notes
                << tr("%n run(s) below %1", nullptr, static_cast<int>(m_bins.belowCount)).arg(numbers::powerOfTen(-12));
        if (m_bins.otherCount > 0)
            notes << tr("%n run(s) without a finite loss", nullptr, static_cast<int>(m_bins.otherCount));
        figure.note = notes.join(QStringLiteral(", "));
        return figure;
    }
    figure.x.title = m_bins.isLog ? tr("epoch at which all patterns were first on the right side, log scale")
                                  : tr("epoch at which all patterns were first on the right side");
    figure.emptyTitle = tr("No run is solved yet.");
    if (shown->solved > 0 && std::isfinite(shown->solvedEpochs.median)) {
        const Quartiles &quartiles = shown->solvedEpochs;
        figure.band = Range{quartiles.lower, quartiles.upper};
        figure.marks.append({quartiles.median, tr("median %1, half of them %2 … %3")
                                                   .arg(numbers::count(std::llround(quartiles.median)),
                                                        numbers::count(std::llround(quartiles.lower)),
                                                        numbers::count(std::llround(quartiles.upper)))});
    }
    return figure;
}

QString EndsView::binText(std::size_t bin) const
{
    const double low = m_bins.edges[bin], high = m_bins.edges[bin + 1];
    const QString range = m_kind == Kind::Loss
                              ? tr("Loss %1 … %2").arg(numbers::compact(low, 3), numbers::compact(high, 3))
                              : tr("Epoch %1 … %2").arg(numbers::compact(low, 4), numbers::compact(high, 4));
    QStringList parts;
    const CensusCell *shown = cell();
    for (std::size_t i = 0; shown && i < m_bins.groups.size(); ++i)
        if (const auto count = m_bins.groups[i].counts[bin]; count > 0)
            parts << QStringLiteral("%1: %2").arg(fateTitle(shown->fates.groups[i]), numbers::count(count));
    return range + QLatin1Char('\n') + parts.join(QLatin1Char('\n'));
}

void EndsView::select(std::optional<std::size_t> bin)
{
    if (bin && *bin >= m_bins.binCount())
        bin.reset();
    if (m_figure.selected == bin)
        return;
    m_figure.selected = bin;
    setAccessibleDescription(bin ? binText(*bin) : QString());
    setCursor(bin ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void EndsView::choose(std::size_t bin, std::optional<std::size_t> group, const QPoint &where)
{
    if (bin >= m_bins.binCount())
        return;
    for (std::size_t i = 0; i < m_bins.groups.size(); ++i) {
        const std::int64_t run = m_bins.groups[i].firstInBin[bin];
        if (run >= 0 && (!group || *group == i)) {
            emit runChosen({m_cell, run}, where);
            return;
        }
    }
}

void EndsView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    makeFigure(theme).paint(painter, area, theme);
}

void EndsView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_figure.paint(painter, rect(), Theme::current());
}

bool EndsView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const auto bin = m_figure.binAt(rect(), help->pos()))
            QToolTip::showText(help->globalPos(), binText(*bin) + QLatin1Char('\n') + tr("A click opens such a run."),
                               this);
        else
            QToolTip::hideText();
        return true;
    }
    return CensusView::event(event);
}

void EndsView::showEvent(QShowEvent *)
{
    refresh();
}

void EndsView::changeEvent(QEvent *event)
{
    CensusView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_figure = makeFigure(Theme::current());
        update();
    }
}

void EndsView::mouseMoveEvent(QMouseEvent *event)
{
    select(m_figure.binAt(rect(), event->position()));
}

void EndsView::leaveEvent(QEvent *)
{
    select(std::nullopt);
}

void EndsView::focusOutEvent(QFocusEvent *event)
{
    CensusView::focusOutEvent(event);
    select(std::nullopt);
}

void EndsView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto bin = m_figure.binAt(rect(), event->position()))
        choose(*bin, m_figure.seriesAt(rect(), event->position()), event->globalPosition().toPoint());
}

void EndsView::keyPressEvent(QKeyEvent *event)
{
    const auto filled = [this](std::size_t bin) { return m_bins.total(bin) > 0; };
    const std::size_t count = m_bins.binCount();
    const bool isLeft = event->key() == Qt::Key_Left;
    if ((isLeft || event->key() == Qt::Key_Right) && count > 0) {
        const int step = isLeft ? -1 : 1;
        int bin = m_figure.selected ? static_cast<int>(*m_figure.selected) + step
                  : isLeft          ? static_cast<int>(count) - 1
                                    : 0;
        while (bin >= 0 && bin < static_cast<int>(count) && !filled(static_cast<std::size_t>(bin)))
            bin += step;
        if (bin >= 0 && bin < static_cast<int>(count))
            select(static_cast<std::size_t>(bin));
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_figure.selected) {
        const QRectF column = m_figure.column(rect(), *m_figure.selected);
        choose(*m_figure.selected, std::nullopt, mapToGlobal(column.center().toPoint()));
    } else {
        CensusView::keyPressEvent(event);
    }
}

} // namespace basin
