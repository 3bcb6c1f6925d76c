#include "controls/column_table.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int headerHeight = 26;
constexpr int rowHeight = 24;
constexpr double cellPadding = 4;

QString sentenceOf(const QList<ColumnTable::Column> &columns, qsizetype rows)
{
    QStringList lines;
    for (qsizetype row = 0; row < rows; ++row) {
        QStringList cells;
        for (const ColumnTable::Column &column : columns)
            cells << column.title + QLatin1Char(' ') + column.cells.value(row);
        lines << cells.join(QStringLiteral(", "));
    }
    return lines.join(QStringLiteral("; "));
}

} // namespace

void ColumnTable::setColumns(const QList<Column> &columns)
{
    if (m_columns == columns)
        return;
    const qsizetype rows = rowCount();
    m_columns = columns;
    if (rowCount() != rows)
        updateGeometry();
    setAccessibleDescription(sentenceOf(m_columns, rowCount()));
    update();
}

qsizetype ColumnTable::rowCount() const
{
    return m_columns.isEmpty() ? 0 : m_columns.first().cells.size();
}

QSize ColumnTable::sizeHint() const
{
    return {metrics::scaled(200), metrics::scaled(headerHeight + static_cast<int>(rowCount()) * rowHeight)};
}

/// Where no column says its share, each is as wide as its texts; else those that say none share what is left.
std::vector<double> ColumnTable::widths() const
{
    const QFontMetricsF head(basin::font(TypeRole::Caption)), body(basin::font(TypeRole::Body));
    const bool isFitted = std::all_of(m_columns.begin(), m_columns.end(), [](const Column &c) { return c.share <= 0; });
    std::vector<double> all;
    double taken = 0.0;
    qsizetype open = 0;
    for (const Column &column : m_columns) {
        double wide = width() * column.share;
        if (isFitted) {
            wide = head.horizontalAdvance(column.shortTitle.isEmpty() ? column.title : column.shortTitle);
            for (const QString &cell : column.cells)
                wide = std::max(wide, body.horizontalAdvance(cell));
            wide = std::ceil(wide) + 2 * cellPadding;
        }
        all.push_back(wide);
        taken += wide;
        open += column.share > 0 ? 0 : 1;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        if (m_columns[static_cast<qsizetype>(i)].share <= 0)
            all[i] += (width() - taken) / static_cast<double>(open);
    return all;
}

void ColumnTable::paintBar(QPainter &painter, const QRectF &cell, const Bar &bar)
{
    const Theme &theme = Theme::current();
    const double radius = metrics::scaled(5);
    const QRectF groove(cell.left() + 2 * radius, cell.center().y() - metrics::groove / 2.0, cell.width() - 3 * radius,
                        metrics::groove);
    paint::box(painter, groove, metrics::groove / 2.0, theme.track);
    painter.fillRect(QRectF(groove.center().x() - 0.5, groove.center().y() - radius, 1, 2 * radius), theme.axis);
    const double x = groove.left() + std::clamp(bar.position, 0.0, 1.0) * groove.width();
    const QRectF dot(x - radius, groove.center().y() - radius, 2 * radius, 2 * radius);
    if (bar.isOpen) {
        paint::box(painter, dot, radius, theme.surface);
        paint::frame(painter, dot, radius, theme.chipWarnText, 2);
    } else {
        paint::box(painter, dot, radius, bar.classIndex == 0 ? theme.signedNegative : theme.signedPositive);
    }
}

void ColumnTable::paintEvent(QPaintEvent *)
{
    if (m_columns.isEmpty())
        return;
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const int head = metrics::scaled(headerHeight);
    const int step = metrics::scaled(rowHeight);
    painter.setPen(theme.line);
    painter.drawLine(0, head - 1, width(), head - 1);
    const std::vector<double> wide = widths();
    double left = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
        const Column &column = m_columns[static_cast<qsizetype>(i)];
        const double room = wide[i];
        const Qt::Alignment side = (column.isLeft ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
        const double indent = column.isLeft ? cellPadding : 0;
        const auto draw = [&](const QRectF &cell, const QString &text) {
            painter.drawText(cell.adjusted(indent, 0, -cellPadding, 0), side,
                             painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(room) - 6));
        };
        painter.setFont(basin::font(TypeRole::Caption));
        painter.setPen(theme.text3);
        const bool isShort = !column.shortTitle.isEmpty() &&
                             painter.fontMetrics().horizontalAdvance(column.title) > static_cast<int>(room) - 6;
        draw(QRectF(left, 0, room, head), isShort ? column.shortTitle : column.title);
        painter.setFont(basin::font(column.isStrong ? TypeRole::BodyStrong : TypeRole::Body));
        painter.setPen(theme.text);
        for (qsizetype row = 0; row < column.cells.size(); ++row) {
            const QRectF cell(left, head + static_cast<double>(row) * step, room, step);
            if (const auto place = static_cast<std::size_t>(row); place < column.bars.size())
                paintBar(painter, cell, column.bars[place]);
            else
                draw(cell, column.cells[row]);
        }
        left += room;
    }
}

} // namespace basin
