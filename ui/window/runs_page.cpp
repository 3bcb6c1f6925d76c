#include "window/runs_page.h"

#include "views/ends_view.h"
#include "views/fate_view.h"
#include "views/race_view.h"
#include "views/share_view.h"
#include "views/sweep_view.h"
#include "views/view_frame.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace basin {

namespace {

// Of LOOK's window at 1440 × 900: the share of the page's width that the numbers have, of its height that the outcomes
// have.
constexpr double numbersShare = 629.0 / 1165.0;
constexpr double outcomesShare = 340.0 / 686.0;

} // namespace

RunsPage::RunsPage(CensusModel *census, FateModel *fate, RaceModel *race, QWidget *parent)
    : FramePage(parent),
      m_census(census),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_rows(new QSplitter(Qt::Vertical)),
      m_share(new ViewFrame),
      m_ends(new ViewFrame),
      m_beside(new ViewFrame)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_columns);
    m_columns->addWidget(m_rows);
    m_columns->addWidget(m_beside);
    m_rows->addWidget(m_share);
    m_rows->addWidget(m_ends);
    add(m_share, new ShareView(census));
    addSweep();
    add(m_ends, new EndsView(EndsView::Kind::Loss, census));
    add(m_ends, new EndsView(EndsView::Kind::Epochs, census));
    m_beside->addView(new FateView(fate));
    m_beside->addView(new RaceView(race));
    setUp({m_share, m_ends, m_beside}, {m_columns, m_rows});
    connect(m_share, &ViewFrame::currentChanged, this, &RunsPage::refreshHeader);
    connect(census, &CensusModel::censusChanged, this, &RunsPage::showNewCensus);
    refreshHeader();
    RunsPage::showParts(nullptr);
}

void RunsPage::add(ViewFrame *frame, CensusView *view)
{
    frame->addView(view);
    connect(view, &CensusView::runChosen, this, &RunsPage::runChosen);
}

void RunsPage::show(View *view)
{
    FramePage::show(view);
    showParts(enlarged());
}

void RunsPage::addSweep()
{
    for (const auto kind : {SweepView::Kind::Table, SweepView::Kind::Map}) {
        auto *view = new SweepView(kind, m_census);
        add(m_share, view);
        connect(view, &SweepView::cellChosen, this, &RunsPage::cellChosen);
    }
}

void RunsPage::showNewCensus()
{
    if (m_census->number() == m_number || !m_census->census()) {
        refreshHeader();
        return;
    }
    m_number = m_census->number();
    const std::size_t keys = m_census->census()->spec.vary.size();
    const bool isSweepShown = m_share->current() != m_share->views().front();
    // The view that answers what was asked; who looks at the one of several cells keeps it.
    if (keys == 0)
        m_share->setCurrent(m_share->views()[0]);
    else if (!isSweepShown)
        m_share->setCurrent(m_share->views()[keys == 1 ? 1 : 2]);
    refreshHeader();
}

void RunsPage::refreshHeader()
{
    const CensusPtr census = m_census->census();
    const bool isSweep = census && !census->spec.vary.empty();
    m_share->setHeaderFloating(!isSweep && m_share->current() == m_share->views().front());
}

void RunsPage::arrange()
{
    m_columns->setSizes(parted(width(), numbersShare));
    m_rows->setSizes(parted(height(), outcomesShare));
}

void RunsPage::showParts(ViewFrame *enlarged)
{
    FramePage::showParts(enlarged);
    m_rows->setVisible(!enlarged || enlarged != m_beside);
}

} // namespace basin
