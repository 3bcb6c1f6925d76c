#include "render/markdown.h"

#include "render/fonts.h"
#include "render/theme.h"

#include <QFontDatabase>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextList>

#include <cmath>

namespace basin {

namespace {

constexpr int paragraphGap = 12;
constexpr int itemGap = 4;

void readMarkdown(QTextDocument &document, const QString &markdown)
{
    document.setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownNoHTML) |
                                       QTextDocument::MarkdownDialectGitHub);
}

/// Two weights, one family, code in the system's fixed one; a picture leaves its words.
QTextCharFormat dressed(const QTextCharFormat &was, bool isHeading, bool isStrong, const Theme &theme)
{
    const bool isBold = isHeading || isStrong || was.fontWeight() > QFont::Normal;
    QFont face = font(TypeRole::Lesson);
    const bool isCode = was.fontFixedPitch();
    if (isCode) {
        face = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        face.setPixelSize(font(TypeRole::Body).pixelSize());
    }
    face.setWeight(isBold ? QFont::Medium : QFont::Normal);
    face.setItalic(was.fontItalic());
    QTextCharFormat format;
    format.setFont(face);
    format.setForeground(theme.text);
    if (isCode)
        format.setBackground(theme.hover);
    if (was.fontStrikeOut())
        format.setFontStrikeOut(true);
    if (was.isAnchor()) {
        format.setAnchor(true);
        format.setAnchorHref(was.anchorHref());
        format.setForeground(theme.accent);
        format.setFontUnderline(true);
    }
    return format;
}

void dressText(QTextDocument &document, const QTextBlock &block, bool isStrong, const Theme &theme)
{
    struct Piece {
        int from, length;
        QTextCharFormat format;
    };
    QList<Piece> pieces;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        pieces.append({fragment.position(), fragment.length(), fragment.charFormat()});
    }
    const bool isHeading = block.blockFormat().headingLevel() > 0;
    QTextCursor cursor(&document);
    for (auto piece = pieces.crbegin(); piece != pieces.crend(); ++piece) {
        cursor.setPosition(piece->from);
        cursor.setPosition(piece->from + piece->length, QTextCursor::KeepAnchor);
        if (piece->format.isImageFormat())
            cursor.insertText(piece->format.toolTip(), dressed({}, isHeading, isStrong, theme));
        else
            cursor.setCharFormat(dressed(piece->format, isHeading, isStrong, theme));
    }
}

void dressBlock(const QTextBlock &block)
{
    QTextBlockFormat format = block.blockFormat();
    const bool isItem = block.textList() != nullptr;
    const QTextBlock next = block.next();
    const bool goesOn = isItem && next.isValid() && next.textList() == block.textList();
    format.setTopMargin(0);
    format.setBottomMargin(!next.isValid() ? 0 : goesOn ? itemGap : paragraphGap);
    format.setLineHeight(lineHeight(TypeRole::Lesson), QTextBlockFormat::MinimumHeight);
    QTextCursor(block).setBlockFormat(format);
}

} // namespace

QString markdownHtml(const QString &markdown, const Theme &theme, bool isStrong)
{
    QTextDocument document;
    document.setDefaultFont(font(TypeRole::Lesson));
    document.setIndentWidth(20);
    readMarkdown(document, markdown);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        dressBlock(block);
        dressText(document, block, isStrong, theme);
    }
    const QString html = document.toHtml();
    static const QRegularExpression body(QStringLiteral("<body[^>]*>(.*)</body>"),
                                         QRegularExpression::DotMatchesEverythingOption);
    return body.match(html).captured(1).trimmed();
}

QString markdownWords(const QString &markdown)
{
    QTextDocument document;
    readMarkdown(document, markdown);
    return document.toPlainText();
}

} // namespace basin
