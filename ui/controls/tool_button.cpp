#include "controls/tool_button.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QAction>
#include <QActionEvent>
#include <QPainter>

namespace basin {

namespace {

constexpr int wordsGap = 8;
constexpr int wordsPadding = 10;

} // namespace

ToolButton::ToolButton(Size size, QWidget *parent) : QToolButton(parent), m_size(size)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

ToolButton::ToolButton(Size size, const QIcon &icon, const QString &name, QWidget *parent) : ToolButton(size, parent)
{
    setIcon(icon);
    setText(name);
    setToolTip(name);
    setAccessibleName(name);
}

void ToolButton::setDefaultAction(QAction *action)
{
    QToolButton::setDefaultAction(action);
    setAccessibleName(words());
    updateGeometry();
}

void ToolButton::setWordsShown(bool shown)
{
    m_hasWords = shown;
    updateGeometry();
    update();
}

QString ToolButton::words() const
{
    QString plain = text();
    return plain.remove(QLatin1Char('&'));
}

int ToolButton::iconExtent() const
{
    return metrics::scaled(m_size == Size::Toolbar ? 20 : 18);
}

int ToolButton::extent() const
{
    return metrics::scaled(m_size == Size::Toolbar ? 36 : 28);
}

QSize ToolButton::sizeHint() const
{
    if (!m_hasWords)
        return {extent(), extent()};
    const int wordsWidth = QFontMetrics(basin::font(TypeRole::Body)).horizontalAdvance(words());
    const int iconWidth = icon().isNull() ? 0 : iconExtent() + wordsGap;
    return {wordsPadding + iconWidth + wordsWidth + wordsPadding, extent()};
}

bool ToolButton::event(QEvent *event)
{
    const bool result = QToolButton::event(event);
    // The action's words are this button's name, whether they are shown or not.
    if (event->type() == QEvent::ActionChanged) {
        setAccessibleName(words());
        updateGeometry();
    }
    return result;
}

void ToolButton::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    if (isEnabled() && (isDown() || isChecked()))
        paint::box(painter, rect(), metrics::radius, paint::mix(theme.hover, theme.track, 0.5));
    else if (isEnabled() && underMouse())
        paint::box(painter, rect(), metrics::radius, theme.hover);

    const int size = iconExtent();
    const int left = m_hasWords ? wordsPadding : (width() - size) / 2;
    icon().paint(&painter, QRect(left, (height() - size) / 2, size, size), Qt::AlignCenter,
                 !isEnabled()              ? QIcon::Disabled
                 : m_size == Size::Toolbar ? QIcon::Normal
                                           : QIcon::Selected);
    if (!m_hasWords)
        return;
    painter.setFont(basin::font(TypeRole::Body));
    painter.setPen(isEnabled() ? theme.text : theme.text3);
    const int iconWidth = icon().isNull() ? 0 : size + wordsGap;
    painter.drawText(rect().adjusted(wordsPadding + iconWidth, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, words());
}

LinkButton::LinkButton(const QString &text, QWidget *parent) : QAbstractButton(parent)
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize LinkButton::sizeHint() const
{
    return {QFontMetrics(basin::font(TypeRole::BodyStrong)).horizontalAdvance(text()) + 8, metrics::rowHeight()};
}

void LinkButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QFont face = basin::font(TypeRole::BodyStrong);
    face.setUnderline(underMouse() && isEnabled());
    painter.setFont(face);
    painter.setPen(isEnabled() ? Theme::current().accent : Theme::current().text3);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace basin
