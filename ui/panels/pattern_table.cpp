#include "panels/pattern_table.h"

#include "controls/metrics.h"
#include "render/boundary_figure.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/run_figures.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int headerHeight = 26;
constexpr int rowHeight = 24;
constexpr int mostInputs = 2;
constexpr int inputDigits = 2; ///< more do not fit a narrow column; the Data page has them all

/// An input in what room it has: −0.0213 would be cut to "−0.0…", which reads as another number.
QString inputText(double value)
{
    return std::abs(value) < 1 && value != std::round(value) ? numbers::fixed(value, inputDigits)
                                                             : numbers::compact(value, inputDigits);
}

QString outputText(double output)
{
    return std::abs(output) < 1000 ? numbers::fixed(output, 3) : numbers::scientific(output, 0);
}

} // namespace

PatternTable::PatternTable(LiveRun *run, QWidget *parent) : QWidget(parent), m_run(run)
{
    setAccessibleName(tr("Training samples with their outputs"));
    connect(run, &LiveRun::progressed, this, [this] {
        if (!isVisible())
            return;
        describe();
        update();
    });
    connect(run, &LiveRun::preparedChanged, this, &QWidget::updateGeometry);
}

int PatternTable::rowCount() const
{
    const auto prepared = m_run->prepared();
    return prepared ? static_cast<int>(std::min<Eigen::Index>(prepared->data->train.samples(), maximumRows)) : 0;
}

QSize PatternTable::sizeHint() const
{
    return {metrics::scaled(200), metrics::scaled(headerHeight + rowCount() * rowHeight)};
}

QList<PatternTable::Column> PatternTable::columns() const
{
    QList<Column> all;
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    const int rows = rowCount();
    if (!prepared || rows == 0)
        return all;
    const PreparedData &known = *prepared->data;
    const int last = static_cast<int>(prepared->spec.architecture.layers().size()) - 1;
    const bool several = known.raw.targets.cols() > 1;
    for (int input = 0; input < std::min<int>(mostInputs, static_cast<int>(known.raw.inputs.cols())); ++input) {
        Column column{.cells = {}, .title = inputName(known, input)};
        for (int i = 0; i < rows; ++i)
            column.cells << inputText(known.raw.inputs(known.trainRows[static_cast<std::size_t>(i)], input));
        all.append(column);
    }
    Column target{.cells = {}, .title = tr("target")};
    Column output{.cells = {},
                  .title =
                      several ? tr("says") : tr("output %1").arg(unitName(prepared->spec.architecture, known, last, 0)),
                  .isStrong = true};
    for (int i = 0; i < rows; ++i) {
        const Eigen::Index row = known.trainRows[static_cast<std::size_t>(i)];
        const bool hasOutput = snapshot && i < snapshot->trainOutputs.rows();
        if (several) {
            Eigen::Index winner = 0;
            if (hasOutput)
                snapshot->trainOutputs.row(i).maxCoeff(&winner);
            target.cells << unitName(prepared->spec.architecture, known, last, classOf(known.raw, row, 0.5));
            output.cells << (hasOutput ? unitName(prepared->spec.architecture, known, last, static_cast<int>(winner))
                                       : QString());
        } else {
            target.cells << numbers::compact(known.raw.targets(row, 0), 3);
            output.cells << (hasOutput ? outputText(snapshot->trainOutputs(i, 0)) : QString());
        }
    }
    all << target << output;
    return all;
}

void PatternTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QList<Column> all = columns();
    if (all.isEmpty())
        return;
    const int head = metrics::scaled(headerHeight);
    const int step = metrics::scaled(rowHeight);
    painter.setPen(theme.line);
    painter.drawLine(0, head - 1, width(), head - 1);
    // Inputs are narrow and stand in the middle; what is compared stands at the right.
    const int inputs = static_cast<int>(all.size()) - 2;
    const double narrow = inputs > 1 ? width() * 0.225 : width() * 0.3;
    double left = 0;
    for (int c = 0; c < all.size(); ++c) {
        const double room = c < inputs ? narrow : (width() - narrow * inputs) / 2;
        const QRectF column(left, 0, room, head);
        const Qt::Alignment side = c < inputs ? Qt::AlignLeft : Qt::AlignRight;
        const double indent = c < inputs ? 4 : 0;
        painter.setFont(basin::font(TypeRole::Caption));
        painter.setPen(theme.text3);
        painter.drawText(column.adjusted(indent, 0, -4, 0), side | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(all[c].title, Qt::ElideRight, static_cast<int>(room) - 6));
        painter.setFont(basin::font(all[c].isStrong ? TypeRole::BodyStrong : TypeRole::Body));
        painter.setPen(theme.text);
        for (int row = 0; row < all[c].cells.size(); ++row) {
            const QRectF cell(left, head + row * step, room, step);
            painter.drawText(
                cell.adjusted(indent, 0, -4, 0), side | Qt::AlignVCenter,
                painter.fontMetrics().elidedText(all[c].cells[row], Qt::ElideRight, static_cast<int>(room) - 6));
        }
        left += room;
    }
}

void PatternTable::describe()
{
    QStringList lines;
    const QList<Column> all = columns();
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (const Column &column : all)
            cells << column.title + QLatin1Char(' ') + column.cells.value(row);
        lines << cells.join(QStringLiteral(", "));
    }
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
}

} // namespace basin
