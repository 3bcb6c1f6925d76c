#include "controls/chip.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

namespace basin {

namespace {

constexpr int markSize = 16;
constexpr int padding = 12;
constexpr int iconGap = 7;
constexpr int iconLeft = 9;

struct Look {
    QColor fill;
    QColor text;
    const char *iconName;
};

Look lookOf(Chip::Kind kind)
{
    const auto &theme = Theme::current();
    switch (kind) {
    case Chip::Kind::Ok:
        return {theme.chipOk, theme.chipOkText, "check"};
    case Chip::Kind::Warn:
        return {theme.chipWarn, theme.chipWarnText, "warning"};
    case Chip::Kind::Error:
        return {theme.chipError, theme.chipErrorText, "cross"};
    case Chip::Kind::Neutral:
        break;
    }
    return {theme.chipNeutral, theme.chipNeutralText, "dot"};
}

} // namespace

Chip::Chip(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Chip::setState(Kind kind, const QString &words, const QString &iconName)
{
    if (kind == m_kind && words == text() && iconName == m_iconName)
        return;
    m_kind = kind;
    m_iconName = iconName;
    setText(words);
    setAccessibleName(words);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const int words = QFontMetrics(basin::font(TypeRole::BodyStrong)).horizontalAdvance(text());
    return {iconLeft + metrics::scaled(markSize) + iconGap + words + padding, metrics::rowHeight()};
}

void Chip::paintEvent(QPaintEvent *)
{
    const auto look = lookOf(m_kind);
    QPainter painter(this);
    const QColor fill = underMouse() && isEnabled() ? paint::mix(look.fill, look.text, 0.08) : look.fill;
    paint::box(painter, rect(), height() / 2.0, fill);

    const int size = metrics::scaled(markSize);
    const QString name = m_iconName.isEmpty() ? QLatin1String(look.iconName) : m_iconName;
    painter.drawPixmap(iconLeft, (height() - size) / 2, iconPixmap(name, look.text, size, devicePixelRatioF()));
    painter.setFont(basin::font(TypeRole::BodyStrong));
    painter.setPen(look.text);
    painter.drawText(rect().adjusted(iconLeft + size + iconGap, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
}

} // namespace basin
