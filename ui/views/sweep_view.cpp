#include "views/sweep_view.h"

#include "render/number_text.h"
#include "render/share_figure.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace basin {

SweepView::SweepView(Kind kind, CensusModel *census, QWidget *parent)
    : CensusView(parent), m_kind(kind), m_census(census), m_scroll(new QScrollBar(Qt::Vertical, this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(320, 140);
    setAccessibleName(title());
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, [this](int value) {
        m_table.first = value;
        update();
    });
    connect(census, &CensusModel::censusChanged, this, &SweepView::refresh);
    connect(census, &CensusModel::cellChanged, this, &SweepView::refreshSelection);
}

void SweepView::refresh()
{
    if (!isVisible())
        return;
    const CensusPtr census = m_census->census();
    const int first = m_table.first;
    m_table = census && m_kind == Kind::Table ? sweepTable(*census) : SweepTable{};
    m_map = census && m_kind == Kind::Map ? sweepMap(*census) : SweepMap{};
    m_table.first = first;
    m_table.hint = tr("A click shows a row's runs in the other views, a double click opens one of them.");
    for (const auto &[title, text] :
         {std::pair{&m_table.emptyTitle, &m_table.emptyText}, std::pair{&m_map.emptyTitle, &m_map.emptyText}}) {
        *title = tr("No setting is varied.");
        *text = tr("Choose one under Vary, at the left, and start: the solved share for each of its values appears "
                   "here.");
    }
    placeScrollBar();
    refreshSelection();
}

void SweepView::refreshSelection()
{
    if (!isVisible())
        return;
    const int cell = static_cast<int>(m_census->cell());
    m_table.selected = m_map.selected = cell;
    if (m_scroll->isVisibleTo(this)) {
        const int fitting = m_table.rowsThatFit(rect());
        if (cell < m_table.first)
            m_scroll->setValue(cell);
        else if (cell >= m_table.first + fitting)
            m_scroll->setValue(cell - fitting + 1);
    }
    setAccessibleDescription(cell < cellCount() ? cellText(cell) : QString());
    update();
}

void SweepView::placeScrollBar()
{
    const int rest = static_cast<int>(m_table.cells.size()) - m_table.rowsThatFit(rect());
    m_scroll->setVisible(rest > 0);
    m_scroll->setRange(0, std::max(0, rest));
    m_scroll->setPageStep(std::max(1, m_table.rowsThatFit(rect())));
    m_scroll->setGeometry(width() - m_scroll->sizeHint().width(), 0, m_scroll->sizeHint().width(), height());
    m_table.first = m_scroll->value();
}

int SweepView::cellCount() const
{
    return static_cast<int>(m_kind == Kind::Table ? m_table.cells.size() : m_map.cells.size());
}

int SweepView::cellAt(const QPointF &pixel) const
{
    return m_kind == Kind::Table ? m_table.cellAt(rect(), pixel) : m_map.cellAt(rect(), pixel);
}

QRectF SweepView::rectOf(int cell) const
{
    return m_kind == Kind::Table ? m_table.rowRect(rect(), cell) : m_map.fieldRect(rect(), cell);
}

QString SweepView::cellText(int cell) const
{
    const SweepCell &shown = m_kind == Kind::Table ? m_table.cells[cell] : m_map.cells[cell];
    const QString title = m_census->cellTitle(static_cast<std::size_t>(cell));
    if (shown.runs == 0)
        return title;
    return tr("%1: %2 solved (%3), %4 of %5 runs")
        .arg(title, percentText(shown.share()), percentText(shown.wilson), numbers::count(shown.solved),
             numbers::count(shown.runs));
}

void SweepView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const CensusPtr census = m_census->census();
    if (m_kind == Kind::Table)
        (census ? sweepTable(*census) : m_table).paint(painter, area, theme);
    else
        (census ? sweepMap(*census) : m_map).paint(painter, area, theme);
}

QSize SweepView::pictureSize() const
{
    const int needed = m_kind == Kind::Table ? static_cast<int>(std::ceil(m_table.fullHeight())) : 0;
    return {width(), std::max(height(), needed)};
}

bool SweepView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return CensusView::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const int cell = cellAt(help->pos()); cell >= 0)
        QToolTip::showText(help->globalPos(),
                           cellText(cell) + QLatin1Char('\n') +
                               tr("A click shows this cell in the other views, a double click opens one of its runs."),
                           this);
    else
        QToolTip::hideText();
    return true;
}

void SweepView::showEvent(QShowEvent *)
{
    refresh();
}

void SweepView::resizeEvent(QResizeEvent *event)
{
    CensusView::resizeEvent(event);
    placeScrollBar();
}

void SweepView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_kind == Kind::Table)
        m_table.paint(painter, rect(), Theme::current());
    else
        m_map.paint(painter, rect(), Theme::current());
}

void SweepView::mousePressEvent(QMouseEvent *event)
{
    if (const int cell = cellAt(event->position()); cell >= 0 && event->button() == Qt::LeftButton)
        m_census->setCell(static_cast<std::size_t>(cell));
}

void SweepView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int cell = cellAt(event->position()); cell >= 0 && event->button() == Qt::LeftButton)
        emit cellChosen(static_cast<std::size_t>(cell), event->globalPosition().toPoint());
}

void SweepView::wheelEvent(QWheelEvent *event)
{
    QCoreApplication::sendEvent(m_scroll, event);
}

int SweepView::stepOf(int key) const
{
    const int columns = m_kind == Kind::Map ? m_map.columnCount() : 1;
    switch (key) {
    case Qt::Key_Up:
        return m_kind == Kind::Map ? columns : -1;
    case Qt::Key_Down:
        return m_kind == Kind::Map ? -columns : 1;
    case Qt::Key_Left:
        return m_kind == Kind::Map ? -1 : 0;
    case Qt::Key_Right:
        return m_kind == Kind::Map ? 1 : 0;
    default:
        return 0;
    }
}

void SweepView::keyPressEvent(QKeyEvent *event)
{
    const int now = static_cast<int>(m_census->cell());
    if (const int step = stepOf(event->key()); step != 0) {
        if (now + step >= 0 && now + step < cellCount())
            m_census->setCell(static_cast<std::size_t>(now + step));
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && now < cellCount()) {
        emit cellChosen(m_census->cell(), mapToGlobal(rectOf(now).center().toPoint()));
    } else {
        CensusView::keyPressEvent(event);
    }
}

} // namespace basin
