#include "views/share_view.h"

#include "controls/tool_button.h"
#include "render/number_text.h"
#include "render/outcome_picture.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr int progressHeight = 2;

} // namespace

ShareView::ShareView(CensusModel *census, QWidget *parent) : CensusView(parent), m_census(census)
{
    setMouseTracking(true);
    setMinimumSize(320, 200);
    setAccessibleName(title());
    connect(census, &CensusModel::censusChanged, this, &ShareView::refresh);
    connect(census, &CensusModel::cellChanged, this, &ShareView::refresh);
    connect(census, &CensusModel::runningChanged, this, &ShareView::refresh);
    connect(census, &CensusModel::progressed, this, [this] { update(0, 0, width(), progressHeight); });
}

ShareView::~ShareView()
{
    m_stop.request_stop();
}

const CensusCell *ShareView::cell() const
{
    const CensusPtr census = m_census->census();
    return census && m_census->cell() < census->cells.size() ? &census->cells[m_census->cell()] : nullptr;
}

void ShareView::refresh()
{
    if (!isVisible())
        return;
    const CensusCell *shown = cell();
    m_figure = shown ? shareFigure(*shown, Theme::current()) : ShareFigure{};
    if (shown && !shown->values.empty())
        m_figure.title = m_census->cellTitle(m_census->cell());
    const bool isWaiting = m_census->isRunning();
    m_figure.emptyTitle = isWaiting ? tr("No run has ended yet.") : tr("Nothing has run yet.");
    m_figure.emptyText = isWaiting ? tr("The share of solved runs appears here with the first of them.")
                                   : tr("Start trains the network from many starts. The share of them that ends "
                                        "solved appears here, and what became of the others.");
    const std::pair now{m_census->number(), m_census->cell()};
    if (now != m_drawnFor || m_isDrawnDark != Theme::current().isDark) {
        m_drawn.clear();
        m_drawnFor = now;
        m_isDrawnDark = Theme::current().isDark;
    }
    takePictures();
    requestPictures();
    placeLinks();
    setAccessibleDescription(
        m_figure.isEmpty()
            ? m_figure.emptyTitle
            : tr("%1 of %2 runs solved, %3")
                  .arg(numbers::count(m_figure.solved), numbers::count(m_figure.runs), percentText(m_figure.wilson)));
    update();
}

void ShareView::takePictures()
{
    for (ShareFigure::Outcome &outcome : m_figure.outcomes)
        if (const auto found = m_drawn.find(outcome.title); found != m_drawn.end())
            outcome.picture = found->second.image;
}

void ShareView::requestPictures()
{
    const CensusCell *shown = cell();
    if (!shown)
        return;
    std::vector<Wanted> wanted;
    for (const ShareFigure::Outcome &outcome : m_figure.outcomes) {
        const Fate &fate = shown->fates.groups[outcome.group];
        if (fate.typical < 0)
            continue;
        const std::int64_t run = shown->rows[static_cast<std::size_t>(fate.typical)].run;
        const auto found = m_drawn.find(outcome.title);
        // Under way the first picture stays: the typical run changes with every row.
        if (found == m_drawn.end() || (!m_census->isRunning() && found->second.run != run))
            wanted.push_back({outcome.title, run});
    }
    if (wanted.empty() || (m_pictures.isBusy() && m_census->isRunning()))
        return;
    m_stop.request_stop();
    m_stop = {};
    m_pictures.start(
        [wanted, census = m_census->census(), cell = m_census->cell(), theme = Theme::current(),
         stop = m_stop.get_token()] {
            Pictures pictures;
            for (const Wanted &one : wanted) {
                const QImage image = outcomePicture(census->spec, static_cast<std::int64_t>(cell), one.run,
                                                    ShareFigure::picturePixels, theme, stop);
                if (stop.stop_requested())
                    break;
                pictures[one.label] = {one.run, image};
            }
            return pictures;
        },
        [this, key = m_drawnFor, isDark = m_isDrawnDark](Pictures pictures) {
            if (key == m_drawnFor && isDark == m_isDrawnDark)
                for (auto &[label, drawn] : pictures)
                    m_drawn[label] = std::move(drawn);
            takePictures();
            update();
        });
}

void ShareView::placeLinks()
{
    const auto rows = m_figure.rows(rect());
    while (m_links.size() < static_cast<std::size_t>(rows.size())) {
        auto *link = new LinkButton(tr("Open"), this);
        const auto index = static_cast<qsizetype>(m_links.size());
        connect(link, &QAbstractButton::clicked, this, [this, index, link] {
            const auto now = m_figure.rows(rect());
            if (index < now.size())
                choose(now[index].outcome, link->mapToGlobal(QPoint(0, link->height())));
        });
        m_links.push_back(link);
    }
    for (std::size_t i = 0; i < m_links.size(); ++i) {
        LinkButton *link = m_links[i];
        const bool isThere = i < static_cast<std::size_t>(rows.size()) &&
                             m_figure.outcomes[rows[static_cast<qsizetype>(i)].outcome].count > 0;
        link->setVisible(isThere);
        if (!isThere)
            continue;
        const auto &row = rows[static_cast<qsizetype>(i)];
        const QSize size = link->sizeHint();
        link->setGeometry(QRect(QPoint(qRound(ShareFigure::linkRight(rect())) - size.width(),
                                       qRound(row.rect.center().y() - size.height() / 2.0)),
                                size));
        const QString name = tr("Open a typical run: %1").arg(m_figure.outcomes[row.outcome].title);
        link->setAccessibleName(name);
        link->setToolTip(name);
    }
}

int ShareView::outcomeAt(const QPointF &pixel) const
{
    for (const ShareFigure::Row &row : m_figure.rows(rect()))
        if (row.rect.contains(pixel) && m_figure.outcomes[row.outcome].count > 0)
            return row.outcome;
    return -1;
}

void ShareView::choose(int outcome, const QPoint &where)
{
    const CensusCell *shown = cell();
    const auto group = m_figure.outcomes[outcome].group;
    // Another census may have begun between the picture and the click.
    if (!shown || group >= shown->fates.groups.size() || shown->fates.groups[group].typical < 0)
        return;
    const auto typical = static_cast<std::size_t>(shown->fates.groups[group].typical);
    emit runChosen({m_census->cell(), shown->rows[typical].run}, where);
}

void ShareView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    ShareFigure figure = m_figure;
    const CensusCell *shown = cell();
    if (shown && theme.isDark != m_isDrawnDark) {
        const QString title = figure.title;
        const QList<ShareFigure::Outcome> before = figure.outcomes;
        figure = shareFigure(*shown, theme);
        figure.title = title;
        for (ShareFigure::Outcome &outcome : figure.outcomes)
            for (const ShareFigure::Outcome &one : before)
                if (one.title == outcome.title)
                    outcome.picture = one.picture;
    }
    figure.paint(painter, area, theme);
}

void ShareView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_figure.paint(painter, rect(), Theme::current());
    paintProgress(painter);
}

void ShareView::paintProgress(QPainter &painter)
{
    if (m_census->isRunning() && m_census->rowsWanted() > 0)
        painter.fillRect(
            QRectF(0, 0,
                   width() * static_cast<double>(m_census->rowsDone()) / static_cast<double>(m_census->rowsWanted()),
                   progressHeight),
            Theme::current().accent);
}

void ShareView::showEvent(QShowEvent *)
{
    refresh();
}

void ShareView::resizeEvent(QResizeEvent *event)
{
    CensusView::resizeEvent(event);
    placeLinks();
}

void ShareView::changeEvent(QEvent *event)
{
    CensusView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void ShareView::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(outcomeAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void ShareView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const int outcome = outcomeAt(event->position()); outcome >= 0)
        choose(outcome, event->globalPosition().toPoint());
}

} // namespace basin
