#include "render/gate_figure.h"

#include "render/colour_map.h"
#include "render/drawing.h"
#include "render/theme.h"

#include "network/lstm_trace.h"

#include <QCoreApplication>

#include <algorithm>

namespace basin {

namespace {

constexpr std::size_t forgetGate = 1, outputGate = 3;
constexpr Eigen::Index samplesSearched = 400;
constexpr int othersOfEachClass = 2;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(GateFigure)
};

/// A gate holds during a step: a level from its beginning to its end.
QList<QPointF> levels(const Matrix &values, int unit)
{
    QList<QPointF> points;
    for (Eigen::Index t = 0; t < values.rows(); ++t) {
        points.append({static_cast<double>(t), values(t, unit)});
        points.append({static_cast<double>(t + 1), values(t, unit)});
    }
    return points;
}

/// A state is what a step ends with; the first one begins with 0.
QList<QPointF> states(const Matrix &values, int unit)
{
    QList<QPointF> points{{0.0, 0.0}};
    for (Eigen::Index t = 0; t < values.rows(); ++t)
        points.append({static_cast<double>(t + 1), values(t, unit)});
    return points;
}

QString className(const Dataset &data, int label)
{
    return label >= 0 && static_cast<std::size_t>(label) < data.classNames.size()
               ? QString::fromStdString(data.classNames[static_cast<std::size_t>(label)])
               : QString();
}

/// The first samples of each class, without the chosen one.
std::vector<Eigen::Index> otherSamples(const Dataset &data, Eigen::Index chosen)
{
    std::vector<Eigen::Index> others;
    std::vector<int> count(std::max<std::size_t>(1, data.classNames.size()), 0);
    for (Eigen::Index sample = 0; sample < std::min(data.samples(), samplesSearched); ++sample) {
        const auto label = static_cast<std::size_t>(std::max(0, classOfSample(data, sample)));
        if (sample != chosen && label < count.size() && count[label]++ < othersOfEachClass)
            others.push_back(sample);
    }
    return others;
}

void addCurves(ChartFigure &figure, const PreparedRun &run, const Vector &parameters, int unit, Eigen::Index sample,
               bool isChosen, const Theme &theme)
{
    const Dataset &data = run.data->train;
    const int label = classOfSample(data, sample);
    const LstmTrace trace = lstmTrace(run.spec.architecture, parameters, data.inputs.row(sample).transpose());
    const QList<QPointF> lines[] = {levels(trace.gates[0], unit), levels(trace.gates[forgetGate], unit),
                                    levels(trace.gates[outputGate], unit), states(trace.cell, unit),
                                    states(trace.hidden, unit)};
    QColor colour = classColour(std::max(0, label), theme);
    if (!isChosen)
        colour.setAlphaF(0.45F);
    for (int panel = 0; panel < 5; ++panel) {
        CurveSpec curve{.points = lines[panel], .role = CurveRole::Custom, .colour = colour};
        curve.width = isChosen ? 2.5 : 1.0;
        curve.panel = panel;
        if (isChosen && panel >= 3)
            curve.name = className(data, label);
        figure.curves.append(std::move(curve));
    }
}

} // namespace

int classOfSample(const Dataset &data, Eigen::Index sample)
{
    if (!data.classification || data.classNames.empty())
        return -1;
    if (data.targets.cols() == 1)
        return data.targets(sample, 0) > data.threshold() ? 1 : 0;
    Eigen::Index largest = 0;
    data.targets.row(sample).maxCoeff(&largest);
    return static_cast<int>(largest);
}

ChartFigure gateFigure(const PreparedRun &run, const Vector &parameters, int unit, Eigen::Index sample,
                       const Theme &theme)
{
    ChartFigure figure;
    figure.emptyTitle = Text::tr("Only recurrent layers have gates.");
    figure.emptyText = Text::tr("Click the activation below “Hidden layer” and choose LSTM.");
    const Architecture &architecture = run.spec.architecture;
    if (!architecture.isRecurrent() || run.data->train.samples() == 0)
        return figure;
    unit = std::clamp(unit, 0, architecture.layout(0).units - 1);
    sample = std::clamp<Eigen::Index>(sample, 0, run.data->train.samples() - 1);
    figure.xTitle = Text::tr("step");
    figure.xRange = Range{0.0, static_cast<double>(architecture.stepCount())};
    const Range open{-0.05, 1.05};
    figure.panels = {{.title = Text::tr("input gate i"), .range = open, .decimals = 2},
                     {.title = Text::tr("forget gate f"), .range = open, .decimals = 2},
                     {.title = Text::tr("output gate o"), .range = open, .decimals = 2},
                     {.title = Text::tr("cell c"), .decimals = 2, .share = 1.4},
                     {.title = Text::tr("output h"), .range = Range{-1.1, 1.1}, .decimals = 2, .share = 1.4}};
    for (const Eigen::Index other : otherSamples(run.data->train, sample))
        addCurves(figure, run, parameters, unit, other, false, theme);
    addCurves(figure, run, parameters, unit, sample, true, theme);
    return figure;
}

QByteArray gateCsv(const PreparedRun &run, const Vector &parameters, int unit, Eigen::Index sample)
{
    const Architecture &architecture = run.spec.architecture;
    if (!architecture.isRecurrent() || sample < 0 || sample >= run.data->train.samples() || unit < 0 ||
        unit >= architecture.layout(0).units)
        return {};
    const LstmTrace trace = lstmTrace(architecture, parameters, run.data->train.inputs.row(sample).transpose());
    QByteArray text("step,i,f,g,o,c,h\n");
    for (Eigen::Index t = 0; t < trace.cell.rows(); ++t) {
        text += QByteArray::number(static_cast<qlonglong>(t + 1));
        for (const Matrix *matrix :
             {&trace.gates[0], &trace.gates[1], &trace.gates[2], &trace.gates[3], &trace.cell, &trace.hidden})
            text += ',' + QByteArray::number((*matrix)(t, unit), 'g', 17);
        text += '\n';
    }
    return text;
}

} // namespace basin
