#include "views/confusion_view.h"

#include "render/number_text.h"
#include "render/theme.h"

#include <QPainter>

namespace basin {

namespace {

constexpr std::chrono::milliseconds pace{200};

/// Between a change of the network and its first snapshot they do not.
bool fits(const std::shared_ptr<const PreparedRun> &prepared, const SnapshotPtr &snapshot)
{
    return prepared && snapshot && snapshot->parameters.size() == prepared->spec.architecture.parameterCount();
}

} // namespace

ConfusionView::ConfusionView(LiveRun *run, QWidget *parent) : View(parent), m_run(run)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Confusion"));
    m_figure.emptyTitle = tr("Nothing has run yet.");
    m_figure.emptyText = tr("Which class is taken for which appears here.");
    m_job.setPace(pace);
    connect(run, &LiveRun::progressed, this, &ConfusionView::refresh);
    connect(run, &LiveRun::preparedChanged, this, &ConfusionView::refresh);
}

void ConfusionView::refresh()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!isVisible() || !fits(prepared, snapshot))
        return;
    m_job.start(
        [=] { return confusionFigure(*prepared, snapshot->parameters); },
        [this](ConfusionFigure figure) {
            m_figure = std::move(figure);
            QStringList shares;
            for (const ConfusionFigure::Part &part : m_figure.parts)
                shares << tr("%1: %2 % right").arg(part.title, numbers::fixed(100.0 * part.confusion.accuracy(), 1));
            setAccessibleDescription(shares.join(QStringLiteral(", ")));
            update();
        });
}

void ConfusionView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().surface);
    m_figure.paint(painter, rect(), Theme::current());
}

void ConfusionView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (fits(prepared, snapshot))
        confusionFigure(*prepared, snapshot->parameters).paint(painter, area, theme);
}

QByteArray ConfusionView::csv() const
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    return fits(prepared, snapshot) ? confusionFigure(*prepared, snapshot->parameters).csv() : QByteArray();
}

void ConfusionView::showEvent(QShowEvent *)
{
    refresh();
}

} // namespace basin
