#include "window/frame_page.h"

#include "views/view.h"
#include "views/view_frame.h"

#include <QDataStream>
#include <QEvent>
#include <QIODevice>
#include <QSplitter>

#include <algorithm>
#include <utility>

namespace basin {

namespace {

bool contains(const ViewFrame *frame, const View *view)
{
    const auto &views = frame->views();
    return std::find(views.begin(), views.end(), view) != views.end();
}

} // namespace

FramePage::FramePage(QWidget *parent) : QWidget(parent) {}

void FramePage::setUp(std::vector<ViewFrame *> frames, std::vector<QSplitter *> splitters)
{
    m_frames = std::move(frames);
    m_splitters = std::move(splitters);
    m_active = m_frames.front();
    for (QSplitter *splitter : m_splitters) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, [this] { m_userSized = true; });
    }
    for (ViewFrame *frame : m_frames) {
        connect(frame, &ViewFrame::enlargeRequested, this,
                [this, frame] { setEnlarged(m_enlarged == frame ? nullptr : frame); });
        frame->installEventFilter(this);
        for (View *view : frame->views())
            view->installEventFilter(this);
    }
}

std::vector<View *> FramePage::views() const
{
    std::vector<View *> all;
    for (const ViewFrame *frame : m_frames)
        all.insert(all.end(), frame->views().begin(), frame->views().end());
    return all;
}

View *FramePage::view(const QString &id) const
{
    for (View *view : views()) {
        if (view->id() == id)
            return view;
    }
    return nullptr;
}

void FramePage::show(View *view)
{
    for (ViewFrame *frame : m_frames) {
        if (contains(frame, view)) {
            frame->setCurrent(view);
            m_active = frame;
        }
    }
}

View *FramePage::activeView() const
{
    return m_active->current();
}

void FramePage::setEnlarged(ViewFrame *frame)
{
    m_enlarged = frame;
    showParts(frame);
    for (ViewFrame *one : m_frames)
        one->setEnlarged(one == frame);
    emit enlargedChanged();
}

void FramePage::showParts(ViewFrame *enlarged)
{
    for (ViewFrame *one : m_frames)
        one->setVisible(!enlarged || one == enlarged);
}

QByteArray FramePage::saveLayout() const
{
    QByteArray layout;
    QDataStream stream(&layout, QIODevice::WriteOnly);
    if (m_userSized) {
        for (const QSplitter *splitter : m_splitters)
            stream << splitter->saveState();
    }
    return layout;
}

void FramePage::restoreLayout(const QByteArray &layout)
{
    QDataStream stream(layout);
    m_userSized = !layout.isEmpty();
    for (QSplitter *splitter : m_splitters) {
        QByteArray state;
        stream >> state;
        m_userSized = m_userSized && !state.isEmpty() && splitter->restoreState(state);
    }
    if (!m_userSized)
        resetLayout();
}

void FramePage::resetLayout()
{
    m_userSized = false;
    setEnlarged(nullptr);
    arrange();
}

QList<int> FramePage::parted(int whole, double share)
{
    const int first = static_cast<int>(whole * share);
    return {first, whole - first};
}

bool FramePage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::FocusIn) {
        for (ViewFrame *frame : m_frames) {
            if (watched == frame || contains(frame, qobject_cast<View *>(watched)))
                m_active = frame;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FramePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (!m_userSized && !m_enlarged)
        resetLayout();
}

} // namespace basin
