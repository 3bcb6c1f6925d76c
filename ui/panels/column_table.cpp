#include "panels/column_table.h"

#include "controls/metrics.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr int headerHeight = 26;
constexpr int rowHeight = 24;

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

double ColumnTable::widthOf(const Column &column) const
{
    if (column.share > 0)
        return width() * column.share;
    double taken = 0.0;
    qsizetype open = 0;
    for (const Column &other : m_columns) {
        taken += other.share;
        open += other.share > 0 ? 0 : 1;
    }
    return width() * (1 - taken) / static_cast<double>(open);
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
    double left = 0;
    for (const Column &column : m_columns) {
        const double room = widthOf(column);
        const Qt::Alignment side = (column.isLeft ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
        const double indent = column.isLeft ? 4 : 0;
        const auto draw = [&](const QRectF &cell, const QString &text) {
            painter.drawText(cell.adjusted(indent, 0, -4, 0), side,
                             painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(room) - 6));
        };
        painter.setFont(basin::font(TypeRole::Caption));
        painter.setPen(theme.text3);
        draw(QRectF(left, 0, room, head), column.title);
        painter.setFont(basin::font(column.isStrong ? TypeRole::BodyStrong : TypeRole::Body));
        painter.setPen(theme.text);
        for (qsizetype row = 0; row < column.cells.size(); ++row)
            draw(QRectF(left, head + static_cast<double>(row) * step, room, step), column.cells[row]);
        left += room;
    }
}

} // namespace basin
