// Why the run learns or does not: the panel in the place of the right column.

#include "window/main_window.h"

#include "controls/metrics.h"
#include "panels/fork_panel.h"
#include "panels/why_panel.h"
#include "window/top_bar.h"
#include "window/train_page.h"

#include <QScrollArea>
#include <QScrollBar>

namespace basin {

namespace {

constexpr int whyWidth = 360;
constexpr int whyWidthCompact = 320;

} // namespace

void MainWindow::buildWhy()
{
    m_whyPanel = new WhyPanel(&m_diagnosis, &m_fork, &m_shares, &m_model);
    m_why = new QScrollArea;
    m_why->setWidget(m_whyPanel);
    m_why->setWidgetResizable(true);
    m_why->setFrameShape(QFrame::NoFrame);
    m_why->setFocusPolicy(Qt::NoFocus);
    m_why->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_why->hide();
}

void MainWindow::connectWhy()
{
    connect(m_actions[ActionId::Why], &QAction::triggered, this, [this] { setWhyShown(!m_isWhyShown); });
    connect(m_whyPanel, &WhyPanel::closeRequested, this, [this] { setWhyShown(false); });
    // Once it has its place in the column.
    connect(
        m_whyPanel, &WhyPanel::experimentStarted, this,
        [this] { m_why->ensureWidgetVisible(m_whyPanel->forkPanel(), 0, metrics::panelPadding); },
        Qt::QueuedConnection);
    connect(m_whyPanel, &WhyPanel::gradientCheckRequested, this, &MainWindow::showGradientCheck);
    connect(m_topBar, &TopBar::bugChosen, this, &MainWindow::showGradientCheck);
    connect(m_whyPanel, &WhyPanel::wayOutRequested, this, &MainWindow::showWayOut);
}

void MainWindow::showGradientCheck()
{
    setPage(Page::Train);
    m_trainPage->show(m_trainPage->view(QStringLiteral("gradient-check")));
}

void MainWindow::setWhyShown(bool shown)
{
    m_isWhyShown = shown;
    if (shown && (page() == Page::Runs || page() == Page::Lessons))
        setPage(Page::Train);
    refreshRightColumn();
    m_why->verticalScrollBar()->setValue(0);
}

/// What the runs use stands at the left; the pictures have the rest.
void MainWindow::refreshRightColumn()
{
    const bool isAlone = page() == Page::Runs || page() == Page::Lessons;
    const bool hasWhy = m_isWhyShown && !isAlone;
    const bool hasRight = !hasWhy && !isAlone && (!m_compact || leavesRightFree());
    const int width = metrics::scaled(m_compact ? whyWidthCompact : whyWidth);
    m_why->setFixedWidth(width);
    m_whyPanel->setFixedWidth(width);
    m_why->setVisible(hasWhy);
    m_right->setVisible(hasRight);
    m_rightLine->setVisible(hasRight || hasWhy);
    m_actions[ActionId::Why]->setChecked(m_isWhyShown);
}

} // namespace basin
