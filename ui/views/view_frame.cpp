#include "views/view_frame.h"

#include "controls/icon.h"
#include "controls/tool_button.h"
#include "controls/view_header.h"
#include "views/view.h"

#include <QAbstractButton>
#include <QContextMenuEvent>
#include <QMenu>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

ViewFrame::ViewFrame(QWidget *parent)
    : QWidget(parent), m_header(new ViewHeader(QString())), m_stack(new QStackedLayout)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(m_header);
    box->addLayout(m_stack, 1);
    connect(m_header, &ViewHeader::viewChosen, this,
            [this](int index) { setCurrent(m_views[static_cast<std::size_t>(index)]); });
    connect(m_header, &ViewHeader::copyRequested, this, [this] { emit copyRequested(current()); });
    connect(m_header, &ViewHeader::enlargeRequested, this, &ViewFrame::enlargeRequested);
}

void ViewFrame::addView(View *view)
{
    m_views.push_back(view);
    m_stack->addWidget(view);
    for (QWidget *control : view->headerControls())
        m_header->addOption(control);
    connect(view, &View::titleChanged, this, &ViewFrame::refreshTitles);
    setCurrent(m_views.front());
}

View *ViewFrame::current() const
{
    return m_views.empty() ? nullptr : m_views[static_cast<std::size_t>(std::max(0, m_stack->currentIndex()))];
}

void ViewFrame::setCurrent(View *view)
{
    const auto place = std::find(m_views.begin(), m_views.end(), view);
    if (place == m_views.end())
        return;
    m_stack->setCurrentIndex(static_cast<int>(place - m_views.begin()));
    for (View *one : m_views) {
        for (QWidget *control : one->headerControls())
            control->setVisible(one == view);
    }
    refreshTitles();
    emit currentChanged();
}

void ViewFrame::setEnlarged(bool enlarged)
{
    m_header->setEnlarged(enlarged);
}

void ViewFrame::setHeaderFloating(bool floating)
{
    if (m_isFloating == floating)
        return;
    m_isFloating = floating;
    auto *box = static_cast<QVBoxLayout *>(layout());
    if (floating)
        box->removeWidget(m_header);
    else
        box->insertWidget(0, m_header);
    m_header->titleButton()->setVisible(!floating);
    placeHeader();
}

void ViewFrame::setExtraActions(const QList<QAction *> &actions)
{
    m_extraActions = actions;
    auto *more = new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("more")), tr("More"));
    m_header->addOption(more);
    connect(more, &QAbstractButton::clicked, this, [this, more] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        View *view = current();
        connect(menu->addAction(tr("Export picture…")), &QAction::triggered, this,
                [this, view] { emit exportPictureRequested(view); });
        menu->addActions(m_extraActions);
        menu->popup(more->mapToGlobal(QPoint(0, more->height())));
    });
}

void ViewFrame::placeHeader()
{
    if (!m_isFloating)
        return;
    const QSize size = m_header->sizeHint();
    m_header->setGeometry(width() - size.width(), 0, size.width(), m_header->height());
    m_header->raise();
}

void ViewFrame::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeHeader();
}

void ViewFrame::refreshTitles()
{
    QStringList titles;
    for (const View *view : m_views)
        titles << view->title();
    m_header->setViews(titles, std::max(0, m_stack->currentIndex()));
}

void ViewFrame::contextMenuEvent(QContextMenuEvent *event)
{
    View *view = current();
    if (!view)
        return;
    QMenu menu(this);
    connect(menu.addAction(tr("Copy picture")), &QAction::triggered, this, [this, view] { emit copyRequested(view); });
    connect(menu.addAction(tr("Export picture…")), &QAction::triggered, this,
            [this, view] { emit exportPictureRequested(view); });
    if (view->hasData())
        connect(menu.addAction(tr("Export data…")), &QAction::triggered, this,
                [this, view] { emit exportDataRequested(view); });
    menu.addActions(m_extraActions);
    menu.exec(event->globalPos());
}

} // namespace basin
