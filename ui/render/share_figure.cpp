#include "render/share_figure.h"

#include "render/census_text.h"
#include "render/drawing.h"
#include "render/fate_names.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"
#include "render/ticks.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ShareFigure)
};

// Places in pixels at 100 %, from the area's top or left; the picture of LOOK has them.
constexpr double padding = 24;
constexpr double numberMiddle = 44, titleMiddle = 38, intervalMiddle = 57;
constexpr double lineMiddle = 90, lineLabels = 108;
constexpr double bandHeight = 12, markHeight = 18, groove = 4;
constexpr double rowsTop = 122, rowsBottom = 8, rowHeight = 48, leastRowHeight = 28;
constexpr double nameLeft = 76, barLeft = 200;
constexpr double countRight = 169, shareRight = 99, barRight = 232;
constexpr double barHeight = 16, narrowBarHeight = 10;
constexpr double twoLines = 40; ///< rows of at least this height have name and level below each other
constexpr double widest = 760;  ///< numbers further from their bars could not be told to belong to them

double scaled(double pixels)
{
    return pixels * fontScale();
}

QRectF content(const QRectF &area)
{
    return {area.left(), area.top(), std::min(area.width(), scaled(widest)), area.height()};
}

} // namespace

QString percentText(double share)
{
    return QStringLiteral("%1 %").arg(numbers::fixed(100 * share, 1));
}

QString percentText(const Bounds &bounds)
{
    return QStringLiteral("%1 … %2 %").arg(numbers::fixed(100 * bounds.low, 1), numbers::fixed(100 * bounds.high, 1));
}

QList<ShareFigure::Row> ShareFigure::rows(const QRectF &area) const
{
    const double top = scaled(rowsTop);
    const double room = area.height() - top - scaled(rowsBottom);
    const auto count = outcomes.size();
    if (count == 0 || room < scaled(leastRowHeight))
        return {};
    const double height = std::clamp(room / static_cast<double>(count), scaled(leastRowHeight), scaled(rowHeight));
    const auto shown = std::min<qsizetype>(count, static_cast<qsizetype>(room / height + 1e-6));
    QList<int> order;
    for (int i = 0; i < count; ++i)
        order.append(i);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](int i) { return outcomes[i].count; });
    order.resize(shown);
    std::ranges::sort(order);
    const QRectF inner = content(area);
    QList<Row> result;
    for (int i = 0; i < shown; ++i)
        result.append({QRectF(inner.left(), inner.top() + top + i * height, inner.width(), height), order[i]});
    return result;
}

double ShareFigure::linkRight(const QRectF &area)
{
    return content(area).right() - scaled(padding);
}

void ShareFigure::paintShare(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const double share = static_cast<double>(solved) / static_cast<double>(runs);
    painter.setFont(font(TypeRole::Share));
    painter.setPen(theme.text);
    const QString number = percentText(share);
    drawText(painter, {area.left() + scaled(padding) - 2, area.top() + scaled(numberMiddle)},
             Qt::AlignLeft | Qt::AlignVCenter, number);
    // The words keep their place while the number grows from 0.0 to 100.0 %.
    const double left = area.left() + scaled(padding) + scaled(16) +
                        QFontMetricsF(painter.font()).horizontalAdvance(share < 0.9995 ? percentText(0.888) : number);
    painter.setFont(font(TypeRole::BodyStrong));
    QString words = Text::tr("solved, %1 of %2 runs").arg(numbers::count(solved), numbers::count(runs));
    if (!title.isEmpty())
        words += QStringLiteral(" · ") + title;
    const double room = area.right() - scaled(padding) - left;
    drawText(painter, {left, area.top() + scaled(titleMiddle)}, Qt::AlignLeft | Qt::AlignVCenter,
             QFontMetricsF(painter.font()).elidedText(words, Qt::ElideRight, room));
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text2);
    drawText(painter, {left, area.top() + scaled(intervalMiddle)}, Qt::AlignLeft | Qt::AlignVCenter,
             Text::tr("95 % interval %1 (Wilson)").arg(percentText(wilson)));
}

void ShareFigure::paintInterval(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QRectF line(area.left() + scaled(padding), area.top() + scaled(lineMiddle) - groove / 2,
                      area.width() - 2 * scaled(padding), groove);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.track);
    painter.drawRoundedRect(line, groove / 2, groove / 2);
    const auto at = [&](double share) { return line.left() + share * line.width(); };
    QColor band = theme.outcomeSolved;
    band.setAlphaF(0.5F);
    painter.setBrush(band);
    const double middle = line.center().y();
    painter.drawRect(QRectF(QPointF(at(wilson.low), middle - bandHeight / 2),
                            QPointF(std::max(at(wilson.high), at(wilson.low) + 1), middle + bandHeight / 2)));
    painter.setBrush(theme.ink);
    painter.drawRect(QRectF(std::round(at(static_cast<double>(solved) / static_cast<double>(runs))) - 1,
                            middle - markHeight / 2, 2, markHeight));
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    for (const int percent : {0, 25, 50, 75, 100}) {
        const auto align = percent == 0 ? Qt::AlignLeft : percent == 100 ? Qt::AlignRight : Qt::AlignHCenter;
        drawText(painter, {at(percent / 100.0), area.top() + scaled(lineLabels)}, align | Qt::AlignVCenter,
                 QStringLiteral("%1 %").arg(percent));
    }
}

void ShareFigure::paintOutcome(QPainter &painter, const QRectF &row, const Outcome &outcome, const Theme &theme) const
{
    const double middle = row.center().y();
    const bool isTall = row.height() >= scaled(twoLines);
    const double side = std::min(scaled(38), row.height() - 4);
    const QRectF picture(row.left() + scaled(padding) + 1, std::round(middle - side / 2), side, side);
    const bool isNone = outcome.count == 0;
    if (outcome.picture.isNull()) {
        QPen dashes(theme.fieldLine, 1, Qt::CustomDashLine, Qt::FlatCap);
        dashes.setDashPattern({3, 3});
        painter.setPen(dashes);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(picture.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    } else {
        painter.drawImage(picture, outcome.picture);
    }
    const QColor name = isNone ? theme.text2 : theme.text;
    painter.setFont(font(isNone ? TypeRole::Body : TypeRole::BodyStrong));
    painter.setPen(name);
    const double left = row.left() + scaled(nameLeft);
    const double room = scaled(barLeft - nameLeft - 8);
    drawText(painter, {left, middle - (isTall ? scaled(8) : 0)}, Qt::AlignLeft | Qt::AlignVCenter,
             QFontMetricsF(painter.font()).elidedText(outcome.title, Qt::ElideRight, room));
    if (isTall) {
        painter.setFont(font(TypeRole::Note));
        painter.setPen(theme.text2);
        drawText(painter, {left, middle + scaled(10)}, Qt::AlignLeft | Qt::AlignVCenter,
                 QFontMetricsF(painter.font()).elidedText(outcome.note, Qt::ElideRight, room));
    }
    std::int64_t most = 1;
    for (const Outcome &other : outcomes)
        most = std::max(most, other.count);
    const double full = row.right() - scaled(barRight) - (row.left() + scaled(barLeft));
    if (!isNone && full > 0) {
        const double height = scaled(isTall ? barHeight : narrowBarHeight);
        const double width = std::max(3.0, full * static_cast<double>(outcome.count) / static_cast<double>(most));
        painter.setPen(Qt::NoPen);
        painter.setBrush(outcome.colour);
        painter.drawRoundedRect(QRectF(row.left() + scaled(barLeft), middle - height / 2, width, height), 3, 3);
    }
    painter.setFont(font(TypeRole::BodyStrong));
    painter.setPen(theme.text);
    drawText(painter, {row.right() - scaled(countRight), middle}, Qt::AlignRight | Qt::AlignVCenter,
             numbers::count(outcome.count));
    painter.setFont(font(TypeRole::Body));
    painter.setPen(theme.text2);
    drawText(painter, {row.right() - scaled(shareRight), middle}, Qt::AlignRight | Qt::AlignVCenter,
             percentText(static_cast<double>(outcome.count) / static_cast<double>(runs)));
}

void ShareFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillRect(area, theme.surface);
    if (isEmpty()) {
        paintEmptyText(painter, area, emptyTitle, emptyText, theme);
        painter.restore();
        return;
    }
    const QRectF inner = content(area);
    paintShare(painter, inner, theme);
    paintInterval(painter, inner, theme);
    for (const Row &row : rows(area))
        paintOutcome(painter, row.rect, outcomes[row.outcome], theme);
    painter.restore();
}

ShareFigure shareFigure(const CensusCell &cell, const Theme &theme)
{
    ShareFigure figure;
    figure.runs = static_cast<std::int64_t>(cell.rows.size());
    figure.solved = cell.solved;
    figure.wilson = cell.wilson;
    const auto &groups = cell.fates.groups;
    for (std::size_t i = 0; i < groups.size(); ++i)
        figure.outcomes.append({.title = fateTitle(groups[i]),
                                .note = fateLevel(groups[i]),
                                .colour = fateColour(groups, i, theme),
                                .count = groups[i].count,
                                .group = i});
    return figure;
}

} // namespace basin
