#include "render/axis_titles.h"

#include "render/axis.h"
#include "render/fonts.h"

#include <QFontMetricsF>

#include <algorithm>

namespace basin {

QString withoutBrackets(const QString &title)
{
    const auto open = title.lastIndexOf(QStringLiteral(" ("));
    const auto close = title.indexOf(QLatin1Char(')'), open);
    return open < 0 || close < 0 ? title : title.left(open) + title.mid(close + 1);
}

QString fittingTitle(const QString &title, double room)
{
    const QFontMetricsF metrics(font(TypeRole::Note));
    const bool fits = metrics.horizontalAdvance(title) <= room;
    return metrics.elidedText(fits ? title : withoutBrackets(title), Qt::ElideRight, room);
}

double widestLabel(const QList<Tick> &ticks)
{
    const QFontMetricsF metrics(font(TypeRole::Caption));
    double width = 0.0;
    for (const Tick &tick : ticks)
        width = std::max(width, metrics.horizontalAdvance(tick.label));
    return width;
}

double clearTitleDistance(const QList<Tick> &ticks, double usual)
{
    constexpr double gap = 4.0;
    return std::max(usual, spacing::tickLabelLeft + widestLabel(ticks) + gap + lineHeight(TypeRole::Note) / 2.0);
}

} // namespace basin
