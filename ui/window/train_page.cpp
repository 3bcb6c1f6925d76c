#include "window/train_page.h"

#include "views/boundary_view.h"
#include "views/confusion_view.h"
#include "views/curves_view.h"
#include "views/gate_view.h"
#include "views/gradient_check_view.h"
#include "views/hidden_space_view.h"
#include "views/network_view.h"
#include "views/trace_view.h"
#include "views/view_frame.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace basin {

namespace {

// Of LOOK's window at 1440 × 900: the network's share of the page's height, the boundary's of its width.
constexpr double networkShare = 296.0 / 712.0;
constexpr double boundaryShare = 440.0 / 944.0;

} // namespace

TrainPage::TrainPage(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent)
    : FramePage(parent),
      m_rows(new QSplitter(Qt::Vertical)),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_network(new NetworkView(model, run, state)),
      m_left(new ViewFrame),
      m_right(new ViewFrame)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_rows);
    m_rows->addWidget(m_network);
    m_rows->addWidget(m_columns);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_right);
    m_left->addView(new BoundaryView(model, run, state));
    m_left->addView(new HiddenSpaceView(run));
    m_left->addView(new ConfusionView(run));
    m_right->addView(new CurvesView(model, run));
    m_right->addView(new TraceView(TraceView::Kind::Outputs, run));
    m_right->addView(new TraceView(TraceView::Kind::Weights, run));
    m_right->addView(new GateView(run));
    m_right->addView(new GradientCheckView(run));
    setUp({m_left, m_right}, {m_rows, m_columns});
}

std::vector<View *> TrainPage::views() const
{
    std::vector<View *> all = FramePage::views();
    all.insert(all.begin(), m_network);
    return all;
}

void TrainPage::arrange()
{
    m_rows->setSizes(parted(height(), networkShare));
    m_columns->setSizes(parted(width(), boundaryShare));
}

void TrainPage::showParts(ViewFrame *enlarged)
{
    m_network->setVisible(!enlarged);
    FramePage::showParts(enlarged);
}

} // namespace basin
