#include "panels/fact_list.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace basin {

namespace {

constexpr int rowHeight = 20;
constexpr int tickSize = 14;
constexpr int tickRoom = 24;
constexpr int gap = 12;

} // namespace

void FactList::setFacts(const QList<VerdictText::Fact> &facts, bool isWell)
{
    if (std::exchange(m_isWell, isWell) != isWell)
        update();
    const auto same = [](const VerdictText::Fact &a, const VerdictText::Fact &b) {
        return a.name == b.name && a.note == b.note;
    };
    if (std::equal(facts.begin(), facts.end(), m_facts.begin(), m_facts.end(), same))
        return;
    m_facts = facts;
    QStringList lines;
    for (const VerdictText::Fact &fact : facts)
        lines << (fact.note.isEmpty() ? fact.name : fact.name + QStringLiteral(", ") + fact.note);
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

bool FactList::isBroken(const VerdictText::Fact &fact) const
{
    const QFontMetrics face(basin::font(TypeRole::Body));
    return face.horizontalAdvance(fact.name) + face.horizontalAdvance(fact.note) + gap >
           width() - metrics::scaled(tickRoom);
}

QSize FactList::sizeHint() const
{
    qsizetype lines = 0;
    for (const VerdictText::Fact &fact : m_facts)
        lines += isBroken(fact) && !fact.note.isEmpty() ? 2 : 1;
    return {metrics::scaled(200), metrics::scaled(rowHeight) * static_cast<int>(lines)};
}

void FactList::resizeEvent(QResizeEvent *)
{
    updateGeometry();
}

void FactList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.setFont(basin::font(TypeRole::Body));
    const int step = metrics::scaled(rowHeight), left = metrics::scaled(tickRoom), tick = metrics::scaled(tickSize);
    const QPixmap mark = iconPixmap(QStringLiteral("check"), m_isWell ? theme.chipOkText : theme.chipWarnText, tick,
                                    devicePixelRatioF());
    int top = 0;
    for (const VerdictText::Fact &fact : m_facts) {
        const auto elided = [&](const QString &text) {
            return painter.fontMetrics().elidedText(text, Qt::ElideRight, width() - left);
        };
        painter.drawPixmap(0, top + (step - tick) / 2, mark);
        painter.setPen(theme.text);
        painter.drawText(QRect(left, top, width() - left, step), Qt::AlignVCenter | Qt::AlignLeft, elided(fact.name));
        if (!fact.note.isEmpty()) {
            if (isBroken(fact))
                top += step;
            painter.setPen(theme.text2);
            painter.drawText(QRect(left, top, width() - left, step), Qt::AlignVCenter | Qt::AlignRight,
                             elided(fact.note));
        }
        top += step;
    }
}

} // namespace basin
