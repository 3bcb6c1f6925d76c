#include "views/way_out_text.h"

#include "render/names.h"
#include "render/number_text.h"
#include "render/run_figures.h"
#include "render/theme.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

QString unitOf(const WayOut &wayOut, int unit)
{
    return unitName(wayOut.prepared->spec.architecture, *wayOut.prepared->data, 0, std::max(unit, 0));
}

} // namespace

QString WayOutText::stageName(const WayOut &wayOut, std::size_t stage)
{
    const EscapeStep &step = wayOut.stages[stage].step;
    const QString unit = unitOf(wayOut, step.unit);
    QString name;
    switch (step.kind) {
    case EscapeStep::Kind::Descend:
        name = tr("go downhill");
        break;
    case EscapeStep::Kind::Sharpen:
        name = tr("sharpen %1").arg(unit);
        break;
    case EscapeStep::Kind::Silence:
        name = tr("silence %1").arg(unit);
        break;
    case EscapeStep::Kind::Turn:
        name = tr("turn %1").arg(unit);
        break;
    case EscapeStep::Kind::Refit:
        name = tr("refit the output");
        break;
    }
    return tr("%1 %2").arg(stage + 1).arg(name);
}

QString WayOutText::stageSentence(const WayOut &wayOut, std::size_t stage)
{
    const EscapeStep &step = wayOut.stages[stage].step;
    const QString unit = unitOf(wayOut, step.unit);
    const QString other = unitOf(wayOut, 1 - step.unit);
    switch (step.kind) {
    case EscapeStep::Kind::Descend:
        break;
    case EscapeStep::Kind::Sharpen:
        return tr("%1 keeps its corner: its line gets sharper and it counts for more, so that the other unit is free "
                  "to "
                  "move.")
            .arg(unit);
    case EscapeStep::Kind::Silence:
        return tr("%1 does little here. It loses its weight in the output, while %2 cuts off its corner more sharply.")
            .arg(unit, other);
    case EscapeStep::Kind::Turn:
        return tr("%1 leaves the corner beside %2's and goes to the one opposite to it: its line sweeps across the "
                  "square, and the two patterns that were taken for one come apart.")
            .arg(unit, other);
    case EscapeStep::Kind::Refit:
        return tr("Both units stand on opposite corners now. The output's weights alone are set anew, and all four "
                  "patterns are right.");
    }
    return tr("Straight downhill: no trap here, the slope alone leads on.");
}

QString WayOutText::honesty(const WayOut &wayOut)
{
    return tr("The loss falls at each of %1 samples of the path; sampled, not proved.")
        .arg(numbers::count(static_cast<qint64>(wayOut.escape.samples)));
}

QString WayOutText::whyNot(const WayOut &wayOut)
{
    constexpr double deep = 25.0; // a sigmoid that far in is 1 up to rounding
    if (wayOut.wasSolved)
        return tr("All patterns are right already, and no path was found along which the loss falls further.");
    if (wayOut.hasPenalty)
        return tr("The penalty on the weights makes this a true local minimum: every way out rises first. A smaller "
                  "penalty or other starting weights help.");
    if (!wayOut.isXor)
        return tr("No straight steps were found that lower the loss by a tenth. Off the 2-2-1 network on XOR only the "
                  "slope is followed: nothing is known there of a way out of a trap.");
    if (wayOut.largestWeight > deep)
        return tr("The units are saturated so deeply (a weight of %1) that the loss no longer changes in 64-bit "
                  "numbers: "
                  "whether it falls cannot be told by sampling.")
            .arg(numbers::fixed(wayOut.largestWeight, 0));
    return tr("None of the paths that were tried falls all the way. That is no proof that there is none.");
}

CurveSpec WayOutText::dot(const WayOut &wayOut, double position, const Theme &theme)
{
    const auto index = static_cast<std::size_t>(
        std::lround(std::clamp(position, 0.0, 1.0) * static_cast<double>(wayOut.losses.size() - 1)));
    return {.points = {{position, wayOut.losses[index]}},
            .role = CurveRole::Custom,
            .colour = theme.accent,
            .showsNewest = true};
}

ChartFigure WayOutText::chart(const WayOut &wayOut, double position, const Theme &theme)
{
    ChartFigure figure;
    figure.xTitle = tr("along the way out");
    figure.xRange = Range{0.0, 1.0};
    figure.panels = {{.title = lossAxisTitle(wayOut.prepared->spec.loss), .isLog = true}};
    CurveSpec loss{.role = CurveRole::Ink};
    for (std::size_t i = 0; i < wayOut.losses.size(); ++i)
        loss.points.append({static_cast<double>(i) / (WayOut::sampleCount - 1), wayOut.losses[i]});
    figure.curves = {loss};
    const auto count = static_cast<double>(wayOut.stages.size());
    for (std::size_t stage = 0; stage < wayOut.stages.size(); ++stage)
        figure.marks.append({static_cast<double>(stage) / count, stageName(wayOut, stage)});
    if (position >= 0.0 && !wayOut.losses.empty())
        figure.curves.append(dot(wayOut, position, theme));
    return figure;
}

} // namespace basin
