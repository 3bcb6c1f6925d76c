#include "controls/markdown_label.h"

#include "render/fonts.h"
#include "render/markdown.h"
#include "render/theme.h"

#include <QDesktopServices>
#include <QEvent>
#include <QUrl>

namespace basin {

MarkdownLabel::MarkdownLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextBrowserInteraction);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    connect(this, &QLabel::linkActivated, this, [](const QString &link) {
        const QUrl url(link);
        if (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"))
            QDesktopServices::openUrl(url);
    });
}

void MarkdownLabel::setMarkdown(const QString &markdown)
{
    if (markdown == m_markdown && !text().isEmpty())
        return;
    m_markdown = markdown;
    setAccessibleName(markdownWords(markdown));
    // Without a link there is nothing for the keyboard to stop at.
    setFocusPolicy(markdown.contains(QLatin1String("](")) ? Qt::StrongFocus : Qt::NoFocus);
    applyLook();
}

void MarkdownLabel::setStrong(bool strong)
{
    m_isStrong = strong;
    applyLook();
}

void MarkdownLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    const bool isLook = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                        event->type() == QEvent::FontChange;
    if (isLook && !m_isApplying)
        applyLook();
}

void MarkdownLabel::applyLook()
{
    m_isApplying = true;
    setFont(basin::font(TypeRole::Lesson));
    setText(markdownHtml(m_markdown, Theme::current(), m_isStrong));
    m_isApplying = false;
}

} // namespace basin
