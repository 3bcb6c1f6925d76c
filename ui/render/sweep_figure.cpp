#include "render/sweep_figure.h"

#include "render/axis.h"
#include "render/census_text.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/share_figure.h"
#include "render/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SweepFigure)
};

// In pixels at 100 %.
constexpr double padding = 24, headerHeight = 32, rowHeight = 40;
constexpr double valueWidth = 132, shareWidth = 108, differenceWidth = 124, pWidth = 64, widest = 900;
constexpr double lineAbove = 8, lineBelow = 9; ///< of two lines of text from a row's middle
constexpr double groove = 4, bandHeight = 12, markHeight = 18;
constexpr double mapLeft = 92, mapRight = 72, mapTop = 16, mapBottom = 56;
constexpr double barLeft = 16, barWidth = 12;
constexpr double leastForText = 30; ///< a field's width
constexpr double hintRoom = 28;     ///< for a line below the rows
constexpr double smallP = 0.001;

double scaled(double pixels)
{
    return pixels * fontScale();
}

QString signedPercent(double difference)
{
    return Text::tr("%1 points").arg(numbers::signedFixed(100 * difference, 1));
}

QString pText(double p)
{
    return p < smallP ? Text::tr("p < %1").arg(numbers::compact(smallP, 1))
                      : Text::tr("p = %1").arg(numbers::fixed(p, p < 0.0995 ? 3 : 2));
}

/// Luminance as WCAG 2 has it.
double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// The ink, dark or light, that stands out more.
QColor inkOn(const QColor &ground)
{
    const auto contrast = [ground = luminance(ground)](const QColor &ink) {
        const double other = luminance(ink);
        return (std::max(ground, other) + 0.05) / (std::min(ground, other) + 0.05);
    };
    const QColor dark = Theme::light().ink, light = Theme::dark().ink;
    return contrast(dark) >= contrast(light) ? dark : light;
}

QList<SweepCell> cellsOf(const Census &census)
{
    QList<SweepCell> cells;
    for (const CensusCell &cell : census.cells) {
        SweepCell shown{.runs = static_cast<std::int64_t>(cell.rows.size()),
                        .solved = cell.solved,
                        .wilson = cell.wilson,
                        .against = cell.against};
        for (std::size_t key = 0; key < cell.values.size(); ++key)
            shown.values << variedValueTitle(census.spec.vary[key].key, cell.values[key]);
        cells.append(shown);
    }
    return cells;
}

QStringList keysOf(const Census &census)
{
    QStringList keys;
    for (const Variation &variation : census.spec.vary)
        keys << variedTitle(variation.key);
    return keys;
}

} // namespace

QColor shareColour(double share, const Theme &theme)
{
    const QColor low = theme.hover, high = theme.outcomeSolved;
    const auto mix = [share](int from, int to) { return static_cast<int>(std::lround(std::lerp(from, to, share))); };
    return {mix(low.red(), high.red()), mix(low.green(), high.green()), mix(low.blue(), high.blue())};
}

struct SweepTable::Columns {
    double value, bar, barEnd, share, difference, p; ///< left edges; `p` ends at `right`
    double right;
    double top;
};

SweepTable::Columns SweepTable::columns(const QRectF &area) const
{
    Columns columns{};
    columns.value = area.left() + scaled(padding);
    columns.right = area.left() + std::min(area.width(), scaled(widest)) - scaled(padding);
    columns.p = columns.right - scaled(pWidth);
    columns.difference = columns.p - scaled(differenceWidth);
    columns.share = columns.difference - scaled(shareWidth);
    columns.bar = columns.value + scaled(valueWidth);
    columns.barEnd = columns.share - scaled(20);
    columns.top = area.top();
    return columns;
}

int SweepTable::rowsThatFit(const QRectF &area) const
{
    return std::max(0, static_cast<int>((area.height() - scaled(headerHeight)) / scaled(rowHeight)));
}

double SweepTable::fullHeight() const
{
    return scaled(headerHeight) + static_cast<double>(cells.size()) * scaled(rowHeight) + scaled(8);
}

QRectF SweepTable::rowRect(const QRectF &area, int cell) const
{
    return {area.left(), area.top() + scaled(headerHeight) + (cell - first) * scaled(rowHeight),
            std::min(area.width(), scaled(widest)), scaled(rowHeight)};
}

int SweepTable::cellAt(const QRectF &area, QPointF pixel) const
{
    const int last = std::min(static_cast<int>(cells.size()), first + rowsThatFit(area));
    for (int cell = first; cell < last; ++cell)
        if (rowRect(area, cell).contains(pixel))
            return cell;
    return -1;
}

void SweepTable::paintHeader(QPainter &painter, const Columns &columns, const Theme &theme) const
{
    const double middle = columns.top + scaled(headerHeight) / 2;
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text2);
    const auto write = [&](double left, const QString &text) {
        drawText(painter, {left, middle}, Qt::AlignLeft | Qt::AlignVCenter, text);
    };
    const QFontMetricsF measure(painter.font());
    write(columns.value, measure.elidedText(keys.join(QStringLiteral(", ")), Qt::ElideRight, scaled(valueWidth) - 8));
    if (columns.barEnd - columns.bar > scaled(80)) {
        painter.setFont(font(TypeRole::Caption));
        painter.setPen(theme.text3);
        drawText(painter, {columns.bar, middle}, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0 %"));
        drawText(painter, {columns.barEnd, middle}, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("100 %"));
        painter.setFont(font(TypeRole::Note));
        painter.setPen(theme.text2);
    }
    write(columns.share, Text::tr("Solved"));
    write(columns.difference, Text::tr("Against the first"));
    write(columns.p, Text::tr("McNemar"));
}

void SweepTable::paintRow(QPainter &painter, const Columns &columns, const QRectF &row, const SweepCell &cell,
                          const Theme &theme) const
{
    const double middle = row.center().y();
    const auto write = [&](double left, double y, TypeRole role, const QColor &colour, const QString &text) {
        painter.setFont(font(role));
        painter.setPen(colour);
        drawText(painter, {left, y}, Qt::AlignLeft | Qt::AlignVCenter, text);
    };
    painter.setFont(font(TypeRole::BodyStrong));
    const QString value =
        QFontMetricsF(painter.font())
            .elidedText(cell.values.join(QStringLiteral(", ")), Qt::ElideRight, scaled(valueWidth) - 8);
    write(columns.value, middle, TypeRole::BodyStrong, theme.text, value);
    if (cell.runs == 0) {
        write(columns.share, middle, TypeRole::Body, theme.text3, Text::tr("not yet"));
        return;
    }
    const double width = columns.barEnd - columns.bar;
    if (width > scaled(24)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.track);
        painter.drawRoundedRect(QRectF(columns.bar, middle - groove / 2, width, groove), groove / 2, groove / 2);
        QColor band = theme.outcomeSolved;
        band.setAlphaF(0.5F);
        painter.setBrush(band);
        painter.drawRect(QRectF(columns.bar + cell.wilson.low * width, middle - bandHeight / 2,
                                std::max(1.0, (cell.wilson.high - cell.wilson.low) * width), bandHeight));
        painter.setBrush(theme.ink);
        painter.drawRect(
            QRectF(std::round(columns.bar + cell.share() * width) - 1, middle - markHeight / 2, 2, markHeight));
    }
    write(columns.share, middle - scaled(lineAbove), TypeRole::BodyStrong, theme.text, percentText(cell.share()));
    write(columns.share, middle + scaled(lineBelow), TypeRole::Caption, theme.text2, percentText(cell.wilson));
    if (!cell.against) {
        write(columns.difference, middle, TypeRole::Body, theme.text3, QStringLiteral("–"));
        return;
    }
    write(columns.difference, middle - scaled(lineAbove), TypeRole::Body, theme.text,
          signedPercent(cell.against->difference));
    write(columns.difference, middle + scaled(lineBelow), TypeRole::Caption, theme.text2,
          QStringLiteral("%1 … %2").arg(numbers::signedFixed(100 * cell.against->interval.low, 1),
                                        numbers::signedFixed(100 * cell.against->interval.high, 1)));
    write(columns.p, middle, TypeRole::Body, theme.text2, pText(cell.against->pValue));
}

void SweepTable::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(area, theme.surface);
    if (isEmpty()) {
        paintEmptyText(painter, area, emptyTitle, emptyText, theme);
        painter.restore();
        return;
    }
    const Columns places = columns(area);
    paintHeader(painter, places, theme);
    const int last = std::min(static_cast<int>(cells.size()), first + rowsThatFit(area));
    for (int cell = first; cell < last; ++cell) {
        const QRectF row = rowRect(area, cell);
        if (cell == selected) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.accentWeak);
            painter.drawRoundedRect(row.adjusted(scaled(12), 1, -scaled(12), -1), 6, 6);
        } else {
            painter.fillRect(QRectF(places.value, row.top(), places.right - places.value, 1), theme.line);
        }
        paintRow(painter, places, row, cells[cell], theme);
    }
    if (hint.isEmpty() || cells.size() > rowsThatFit(area) ||
        area.bottom() - rowRect(area, static_cast<int>(cells.size())).top() < scaled(hintRoom)) {
        painter.restore();
        return;
    }
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    drawText(painter, {places.value, rowRect(area, static_cast<int>(cells.size())).top() + scaled(hintRoom) / 2},
             Qt::AlignLeft | Qt::AlignVCenter, hint);
    painter.restore();
}

int SweepMap::columnCount() const
{
    return steps.isEmpty() ? 1 : static_cast<int>(steps.last().size());
}

int SweepMap::rowCount() const
{
    return steps.size() < 2 ? 1 : static_cast<int>(steps.first().size());
}

QRectF SweepMap::plotRect(const QRectF &area) const
{
    const QRectF plot = area.adjusted(scaled(mapLeft), scaled(mapTop), -scaled(mapRight), -scaled(mapBottom));
    return {QPointF(std::round(plot.left()), std::round(plot.top())),
            QPointF(std::max(std::round(plot.left()), std::round(plot.right())),
                    std::max(std::round(plot.top()), std::round(plot.bottom())))};
}

QRectF SweepMap::fieldRect(const QRectF &area, int cell) const
{
    const QRectF plot = plotRect(area);
    const int column = cell % columnCount(), row = cell / columnCount();
    // The first value of the key that goes up stands at the bottom.
    const auto x = [&](int i) { return std::round(plot.left() + plot.width() * i / columnCount()); };
    const auto y = [&](int i) { return std::round(plot.bottom() - plot.height() * i / rowCount()); };
    return {QPointF(x(column), y(row + 1)), QPointF(x(column + 1), y(row))};
}

int SweepMap::cellAt(const QRectF &area, QPointF pixel) const
{
    for (int cell = 0; cell < cells.size(); ++cell)
        if (fieldRect(area, cell).contains(pixel))
            return cell;
    return -1;
}

void SweepMap::paintFields(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.setFont(font(TypeRole::NoteStrong));
    const QFontMetricsF measure(painter.font());
    for (int cell = 0; cell < cells.size(); ++cell) {
        const QRectF field = fieldRect(area, cell).adjusted(0, 0, -1, -1);
        if (cells[cell].runs == 0) {
            painter.fillRect(field, theme.surface);
            continue;
        }
        const QColor colour = shareColour(cells[cell].share(), theme);
        painter.fillRect(field, colour);
        if (field.width() < scaled(leastForText) || field.height() < measure.height() + 2)
            continue;
        painter.setPen(inkOn(colour));
        const QString text = field.width() < scaled(2 * leastForText) ? numbers::fixed(100 * cells[cell].share(), 0)
                                                                      : percentText(cells[cell].share());
        drawText(painter, field.center(), Qt::AlignCenter, text);
    }
    if (selected >= 0 && selected < cells.size()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRect(fieldRect(area, selected).adjusted(1, 1, -2, -2));
    }
}

void SweepMap::paintLabels(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    const QFontMetricsF measure(painter.font());
    const auto every = [](double room, int count, double needed) {
        return std::max(1, static_cast<int>(std::ceil(needed * count / std::max(1.0, room))));
    };
    const QStringList across = steps.isEmpty() ? QStringList() : steps.last();
    double widestLabel = 0.0;
    for (const QString &text : across)
        widestLabel = std::max(widestLabel, measure.horizontalAdvance(text) + 8);
    const int columns = columnCount(), rows = rowCount();
    for (int i = 0; i < across.size(); i += every(plot.width(), columns, widestLabel))
        drawText(painter,
                 {plot.left() + plot.width() * (i + 0.5) / columns, plot.bottom() + scaled(spacing::tickLabelBelow)},
                 Qt::AlignCenter, across[i]);
    if (steps.size() > 1)
        for (int i = 0; i < rows; i += every(plot.height(), rows, measure.height()))
            drawText(painter, {plot.left() - spacing::tickLabelLeft, plot.bottom() - plot.height() * (i + 0.5) / rows},
                     Qt::AlignRight | Qt::AlignVCenter,
                     measure.elidedText(steps.first()[i], Qt::ElideRight, scaled(mapLeft) - scaled(36)));
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text2);
    if (!keys.isEmpty())
        drawText(painter, {plot.center().x(), plot.bottom() + scaled(spacing::titleBelow)}, Qt::AlignCenter,
                 keys.last());
    if (keys.size() > 1)
        drawTurnedText(painter, {plot.left() - scaled(mapLeft) + scaled(16), plot.center().y()}, -90, keys.first());
}

void SweepMap::paintColourBar(QPainter &painter, const QRectF &plot, const Theme &theme) const
{
    const QRectF bar(plot.right() + scaled(barLeft), plot.top(), scaled(barWidth), plot.height());
    const int rows = std::max(1, static_cast<int>(bar.height()));
    for (int y = 0; y < rows; ++y)
        painter.fillRect(QRectF(bar.left(), bar.top() + y, bar.width(), 1.0),
                         shareColour(1.0 - (y + 0.5) / rows, theme));
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    for (const int percent : {0, 50, 100})
        drawText(painter, {bar.right() + 6, bar.bottom() - bar.height() * percent / 100.0},
                 Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("%1 %").arg(percent));
}

void SweepMap::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.save();
    painter.fillRect(area, theme.surface);
    if (isEmpty()) {
        paintEmptyText(painter, area, emptyTitle, emptyText, theme);
        painter.restore();
        return;
    }
    paintFields(painter, area, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF plot = plotRect(area);
    paintLabels(painter, plot, theme);
    paintColourBar(painter, plot, theme);
    painter.restore();
}

SweepTable sweepTable(const Census &census)
{
    SweepTable table;
    if (census.spec.vary.empty())
        return table;
    table.keys = keysOf(census);
    table.cells = cellsOf(census);
    return table;
}

SweepMap sweepMap(const Census &census)
{
    SweepMap map;
    if (census.spec.vary.empty())
        return map;
    map.keys = keysOf(census);
    map.cells = cellsOf(census);
    for (const Variation &variation : census.spec.vary) {
        QStringList titles;
        for (const std::string &value : variation.values)
            titles << variedValueTitle(variation.key, value);
        map.steps.append(titles);
    }
    return map;
}

} // namespace basin
