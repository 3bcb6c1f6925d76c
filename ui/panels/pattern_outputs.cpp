#include "panels/pattern_outputs.h"

#include "render/boundary_figure.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include <QCoreApplication>

#include <algorithm>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(PatternOutputs)
};

} // namespace

QStringList patternNames(const PreparedData &data, Eigen::Index count)
{
    QStringList names;
    for (Eigen::Index i = 0; i < std::min(count, data.train.samples()); ++i)
        names << patternName(data, static_cast<std::size_t>(i));
    return names;
}

PatternColumns patternColumns(const PreparedRun &run, const Matrix &outputs)
{
    const PreparedData &known = *run.data;
    const Eigen::Index samples = known.train.samples();
    const int last = static_cast<int>(run.spec.architecture.layers().size()) - 1;
    const bool isSeveral = known.raw.targets.cols() > 1;
    PatternColumns columns{
        .pattern = {.cells = patternNames(known, samples), .title = Text::tr("pattern"), .isLeft = true},
        .target = {.cells = {}, .title = Text::tr("target")},
        .output = {.cells = {}, .title = isSeveral ? Text::tr("says") : Text::tr("output")}};
    for (Eigen::Index i = 0; i < samples; ++i) {
        const Eigen::Index row = known.trainRows[static_cast<std::size_t>(i)];
        if (isSeveral) {
            Eigen::Index winner = 0;
            outputs.row(i).maxCoeff(&winner);
            columns.target.cells << unitName(run.spec.architecture, known, last, classOf(known.raw, row, 0.5));
            columns.output.cells << unitName(run.spec.architecture, known, last, static_cast<int>(winner));
        } else {
            columns.target.cells << numbers::compact(known.raw.targets(row, 0), 3);
            columns.output.cells << numbers::fixed(outputs(i, 0), 3);
        }
    }
    return columns;
}

} // namespace basin
