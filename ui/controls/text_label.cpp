#include "controls/text_label.h"

#include "render/theme.h"

#include <QEvent>

namespace basin {

namespace {

QColor colorOf(TextLabel::Tone tone)
{
    const auto &theme = Theme::current();
    switch (tone) {
    case TextLabel::Tone::Text:
        return theme.text;
    case TextLabel::Tone::Text2:
        return theme.text2;
    case TextLabel::Tone::Text3:
        return theme.text3;
    case TextLabel::Tone::Error:
        return theme.error;
    }
    return theme.text;
}

} // namespace

TextLabel::TextLabel(const QString &text, TypeRole role, Tone tone, QWidget *parent)
    : QLabel(text, parent), m_role(role), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // the tone's, also on a page that lies on another role
    applyLook();
}

void TextLabel::setTone(Tone tone)
{
    m_tone = tone;
    applyLook();
}

void TextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    const bool isLook = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                        event->type() == QEvent::FontChange;
    if (isLook && !m_isApplying)
        applyLook();
}

void TextLabel::applyLook()
{
    m_isApplying = true;
    setFont(basin::font(m_role));
    QPalette colors = palette();
    for (const auto group : {QPalette::Active, QPalette::Inactive})
        colors.setColor(group, QPalette::WindowText, colorOf(m_tone));
    colors.setColor(QPalette::Disabled, QPalette::WindowText, Theme::current().text3);
    setPalette(colors);
    m_isApplying = false;
}

} // namespace basin
