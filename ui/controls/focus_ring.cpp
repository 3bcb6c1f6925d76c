#include "controls/focus_ring.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>

namespace basin {

namespace {

constexpr auto ownRingProperty = "basinOwnRing";
constexpr auto keyboardProperty = "basinKeyboardFocus";

/// Item views mark the current item, tab bars the current tab, menus the current entry.
bool needsFrame(const QWidget *widget)
{
    return !widget->isWindow() && !widget->property(ownRingProperty).toBool() &&
           !qobject_cast<const QAbstractItemView *>(widget) && !qobject_cast<const QTabBar *>(widget) &&
           !qobject_cast<const QMenu *>(widget) && !qobject_cast<const QMenuBar *>(widget);
}

bool isField(const QWidget *widget)
{
    return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget);
}

} // namespace

FocusRing::FocusRing(QObject *parent) : QObject(parent)
{
    qApp->installEventFilter(this);
}

FocusRing::~FocusRing()
{
    delete m_frame;
}

void FocusRing::setPaintsOwnRing(QWidget *widget)
{
    widget->setProperty(ownRingProperty, true);
}

QWidget *FocusRing::target() const
{
    return m_frame ? m_frame->widget() : nullptr;
}

bool FocusRing::isShownFor(const QWidget *widget)
{
    return widget->hasFocus() && widget->property(keyboardProperty).toBool();
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::KeyPress)
        m_isByMouse = event->type() == QEvent::MouseButtonPress;
    if (event->type() != QEvent::FocusIn && event->type() != QEvent::FocusOut)
        return false;
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget)
        return false;

    const auto reason = static_cast<QFocusEvent *>(event)->reason();
    if (event->type() == QEvent::FocusOut) {
        // A menu or another window borrows the focus and gives it back: the ring stays where it was.
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason)
            moveTo(nullptr);
        return false;
    }
    if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason)
        // A control that a click disables or hides passes the focus on as the tab key would.
        widget->setProperty(keyboardProperty, reason != Qt::MouseFocusReason && !m_isByMouse);
    const bool isShown = isField(widget) || widget->property(keyboardProperty).toBool();
    moveTo(isShown && needsFrame(widget) ? widget : nullptr);
    return false;
}

void FocusRing::moveTo(QWidget *widget)
{
    if (target() == widget)
        return;
    if (!m_frame && widget)
        m_frame = new QFocusFrame;
    if (m_frame)
        m_frame->setWidget(widget);
}

} // namespace basin
