#include "controls/try_button.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

namespace basin {

namespace {

constexpr int padding = 12;
constexpr int markSize = 14;
constexpr int gap = 10;
constexpr int buttonHeight = 32;

} // namespace

TryButton::TryButton(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TryButton::setWords(const QString &title, const QString &note)
{
    if (title == text() && note == m_note)
        return;
    setText(title);
    m_note = note;
    setAccessibleName(note.isEmpty() ? title : title + QStringLiteral(", ") + note);
    updateGeometry();
    update();
}

QSize TryButton::sizeHint() const
{
    const QFontMetrics face(basin::font(TypeRole::Body));
    return {2 * padding + metrics::scaled(markSize) + 2 * gap + face.horizontalAdvance(text()) +
                face.horizontalAdvance(m_note),
            metrics::scaled(buttonHeight)};
}

void TryButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    const QColor fill = !isEnabled() ? QColor() : isDown() || underMouse() ? theme.hover : theme.field;
    paint::box(painter, rect(), metrics::radius, fill, theme.fieldLine);
    const int mark = metrics::scaled(markSize);
    const QColor colour = isEnabled() ? theme.accent : theme.text3;
    painter.drawPixmap(padding, (rect().height() - mark) / 2,
                       iconPixmap(QStringLiteral("play"), colour, mark, devicePixelRatioF()));
    painter.setFont(basin::font(TypeRole::Body));
    const int noteWidth = painter.fontMetrics().horizontalAdvance(m_note);
    const QRect words = rect().adjusted(padding + mark + gap, 0, -padding, 0);
    painter.setPen(theme.text3);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignRight, m_note);
    painter.setPen(isEnabled() ? theme.text : theme.text3);
    const int room = words.width() - noteWidth - gap;
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
}

} // namespace basin
