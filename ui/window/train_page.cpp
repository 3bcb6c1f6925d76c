#include "window/train_page.h"

#include "views/boundary_view.h"
#include "views/curves_view.h"
#include "views/hidden_space_view.h"
#include "views/network_view.h"
#include "views/trace_view.h"
#include "views/view_frame.h"

#include <QDataStream>
#include <QEvent>
#include <QIODevice>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

// Of LOOK's window at 1440 × 900: the network's share of the page's height, the boundary's of its width.
constexpr double networkShare = 296.0 / 712.0;
constexpr double boundaryShare = 440.0 / 944.0;

bool contains(const ViewFrame *frame, const View *view)
{
    const auto &views = frame->views();
    return std::find(views.begin(), views.end(), view) != views.end();
}

} // namespace

TrainPage::TrainPage(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent)
    : QWidget(parent),
      m_rows(new QSplitter(Qt::Vertical)),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_network(new NetworkView(model, run, state)),
      m_left(new ViewFrame),
      m_right(new ViewFrame),
      m_active(m_left)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_rows);
    m_rows->addWidget(m_network);
    m_rows->addWidget(m_columns);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_right);
    for (QSplitter *splitter : {m_rows, m_columns}) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, [this] { m_userSized = true; });
    }
    m_left->addView(new BoundaryView(model, run, state));
    m_left->addView(new HiddenSpaceView(run));
    m_right->addView(new CurvesView(model, run));
    m_right->addView(new TraceView(TraceView::Kind::Outputs, run));
    m_right->addView(new TraceView(TraceView::Kind::Weights, run));
    for (ViewFrame *frame : {m_left, m_right}) {
        connect(frame, &ViewFrame::enlargeRequested, this,
                [this, frame] { setEnlarged(m_enlarged == frame ? nullptr : frame); });
        frame->installEventFilter(this);
        for (View *view : frame->views())
            view->installEventFilter(this);
    }
}

std::vector<View *> TrainPage::views() const
{
    std::vector<View *> all{m_network};
    all.insert(all.end(), m_left->views().begin(), m_left->views().end());
    all.insert(all.end(), m_right->views().begin(), m_right->views().end());
    return all;
}

View *TrainPage::view(const QString &id) const
{
    for (View *view : views()) {
        if (view->id() == id)
            return view;
    }
    return nullptr;
}

void TrainPage::show(View *view)
{
    for (ViewFrame *frame : {m_left, m_right}) {
        if (contains(frame, view)) {
            frame->setCurrent(view);
            m_active = frame;
        }
    }
}

View *TrainPage::activeView() const
{
    return m_active->current();
}

void TrainPage::setEnlarged(ViewFrame *frame)
{
    m_enlarged = frame;
    m_network->setVisible(!frame);
    m_left->setVisible(!frame || frame == m_left);
    m_right->setVisible(!frame || frame == m_right);
    m_left->setEnlarged(frame == m_left);
    m_right->setEnlarged(frame == m_right);
    emit enlargedChanged();
}

QByteArray TrainPage::saveLayout() const
{
    QByteArray layout;
    QDataStream stream(&layout, QIODevice::WriteOnly);
    if (m_userSized)
        stream << m_rows->saveState() << m_columns->saveState();
    return layout;
}

void TrainPage::restoreLayout(const QByteArray &layout)
{
    QByteArray rows;
    QByteArray columns;
    QDataStream stream(layout);
    stream >> rows >> columns;
    m_userSized = !rows.isEmpty() && m_rows->restoreState(rows) && m_columns->restoreState(columns);
    if (!m_userSized)
        resetLayout();
}

void TrainPage::resetLayout()
{
    m_userSized = false;
    setEnlarged(nullptr);
    const auto part = [](int whole, double share) {
        const int first = static_cast<int>(whole * share);
        return QList<int>{first, whole - first};
    };
    m_rows->setSizes(part(height(), networkShare));
    m_columns->setSizes(part(width(), boundaryShare));
}

bool TrainPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::FocusIn) {
        for (ViewFrame *frame : {m_left, m_right}) {
            if (watched == frame || contains(frame, qobject_cast<View *>(watched)))
                m_active = frame;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TrainPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (!m_userSized && !m_enlarged)
        resetLayout();
}

} // namespace basin
