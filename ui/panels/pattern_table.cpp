#include "panels/pattern_table.h"

#include "render/boundary_figure.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

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

PatternTable::PatternTable(LiveRun *run, QWidget *parent) : ColumnTable(parent), m_run(run)
{
    setAccessibleName(tr("Training samples with their outputs"));
    connect(run, &LiveRun::progressed, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(run, &LiveRun::preparedChanged, this, &PatternTable::refresh); // its height too
}

void PatternTable::showEvent(QShowEvent *)
{
    refresh();
}

void PatternTable::refresh()
{
    setColumns(newColumns());
}

QList<PatternTable::Column> PatternTable::newColumns() const
{
    QList<Column> all;
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!prepared)
        return all;
    const int rows = static_cast<int>(std::min<Eigen::Index>(prepared->data->train.samples(), maximumRows));
    const PreparedData &known = *prepared->data;
    const int last = static_cast<int>(prepared->spec.architecture.layers().size()) - 1;
    const bool several = known.raw.targets.cols() > 1;
    // Inputs are narrow and stand at the left; what is compared stands at the right.
    const int inputs = std::min<int>(mostInputs, static_cast<int>(known.raw.inputs.cols()));
    for (int input = 0; input < inputs; ++input) {
        Column column{.cells = {}, .title = inputName(known, input), .share = inputs > 1 ? 0.225 : 0.3, .isLeft = true};
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

} // namespace basin
