#include "controls/choice_row.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr int markSize = 16;
constexpr int markGap = 12;
constexpr int padding = 7;

int textHeight(const QString &text, TypeRole role, int width)
{
    if (text.isEmpty())
        return 0;
    const QFontMetrics measure(font(role));
    const QRect used = measure.boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap, text);
    return std::max(lineHeight(role), used.height());
}

} // namespace

ChoiceRow::ChoiceRow(const QString &text, const QString &note, QWidget *parent) : QAbstractButton(parent), m_note(note)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    refreshName();
}

void ChoiceRow::setVerdict(Verdict verdict, const QString &words)
{
    m_verdict = verdict;
    m_words = words;
    setEnabled(verdict == Verdict::Open);
    refreshName();
    updateGeometry();
    update();
}

void ChoiceRow::refreshName()
{
    QStringList parts{text(), m_note, m_words};
    parts.removeAll(QString());
    setAccessibleName(parts.join(QStringLiteral(", ")));
}

ChoiceRow::Places ChoiceRow::places(int width) const
{
    const int left = overhang + metrics::scaled(markSize) + markGap;
    const int room = std::max(40, width - left - overhang);
    Places places;
    int y = padding;
    const auto place = [&](const QString &text, TypeRole role) {
        const QRect rect(left, y, room, textHeight(text, role, room));
        y += rect.height();
        return rect;
    };
    places.text = place(text(), TypeRole::Body);
    places.note = place(m_note, TypeRole::Note);
    places.words = place(m_words, TypeRole::NoteStrong);
    places.height = y + padding;
    return places;
}

int ChoiceRow::heightForWidth(int width) const
{
    return places(width).height;
}

QSize ChoiceRow::sizeHint() const
{
    const int width = metrics::scaled(280);
    return {width, heightForWidth(width)};
}

QSize ChoiceRow::minimumSizeHint() const
{
    return {metrics::scaled(120), lineHeight(TypeRole::Body) + 2 * padding};
}

void ChoiceRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        return QAbstractButton::keyPressEvent(event);
    isChecked() ? emit confirmed() : click();
}

void ChoiceRow::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    const Places at = places(width());
    QPainter painter(this);
    if (isChecked())
        paint::box(painter, rect(), metrics::radius, isEnabled() ? theme.accentWeak : theme.hover);
    else if (isEnabled() && underMouse())
        paint::box(painter, rect(), metrics::radius, theme.hover);

    const int size = metrics::scaled(markSize);
    const QRectF mark(overhang, at.text.top() + (at.note.bottom() + 1 - at.text.top() - size) / 2.0, size, size);
    const bool isRight = m_verdict == Verdict::Right;
    if (isRight || m_verdict == Verdict::Wrong) {
        painter.drawPixmap(mark.topLeft(),
                           iconPixmap(isRight ? QStringLiteral("check") : QStringLiteral("cross"),
                                      isRight ? theme.chipOkText : theme.chipErrorText, size, devicePixelRatioF()));
    } else {
        const QColor line = isChecked() ? theme.accent : isEnabled() ? theme.axis : theme.fieldLine;
        paint::frame(painter, mark, size / 2.0, line, isChecked() ? 1.5 : 1);
        if (isChecked())
            paint::box(painter, mark.adjusted(size / 4.0, size / 4.0, -size / 4.0, -size / 4.0), size, theme.accent);
    }
    const auto write = [&](const QRect &place, TypeRole role, const QColor &colour, const QString &text) {
        painter.setFont(basin::font(role));
        painter.setPen(colour);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text);
    };
    const bool isSpoken = isEnabled() || isRight || isChecked();
    write(at.text, TypeRole::Body, isSpoken ? theme.text : theme.text3, text());
    write(at.note, TypeRole::Note, isSpoken ? theme.text2 : theme.text3, m_note);
    write(at.words, TypeRole::NoteStrong, isRight ? theme.chipOkText : theme.text, m_words);
}

} // namespace basin
