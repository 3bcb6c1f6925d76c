#include "render/verdict_text.h"

#include "render/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(VerdictText)
};

constexpr double solvedLoss = 1e-6;     ///< of a minimum: below it, it is a solution and no other valley's floor
constexpr double fractionWidth = 0.005; ///< outputs this close to ½, ⅓, ⅔ are called so

QString nameOf(const QStringList &patterns, Eigen::Index sample)
{
    const auto place = static_cast<qsizetype>(sample);
    return place < patterns.size() ? patterns[place] : Text::tr("no. %1").arg(numbers::count(place + 1));
}

/// "A, B and C"
QString joined(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return Text::tr("%1 and %2").arg(names.mid(0, names.size() - 1).join(QStringLiteral("; ")), names.last());
}

/// "½" for 0.5003, else "0.63".
QString outputWord(double output)
{
    struct Fraction {
        double value;
        QString word;
    };
    const std::array fractions{Fraction{0.5, QStringLiteral("½")}, Fraction{1.0 / 3, QStringLiteral("⅓")},
                               Fraction{2.0 / 3, QStringLiteral("⅔")}};
    for (const Fraction &fraction : fractions)
        if (std::abs(output - fraction.value) < fractionWidth)
            return fraction.word;
    return numbers::fixed(output, 2);
}

std::set<Eigen::Index> mergedSamples(const PointReport &report)
{
    std::set<Eigen::Index> samples;
    for (const auto &pair : report.merged)
        samples.insert(pair.begin(), pair.end());
    return samples;
}

QString totalLoss(const PointReport &report)
{
    return Text::tr("Loss %1").arg(numbers::fixed(report.loss + report.penalty, 6));
}

QString slopeText(const PointReport &report)
{
    return Text::tr("Gradient %1").arg(numbers::scientific(report.gradientNorm));
}

VerdictText::Fact curvatureFact(const PointReport &report)
{
    const double lowest = report.eigenvalues.size() > 0 ? report.eigenvalues[0] : 0.0;
    return {Text::tr("Lowest eigenvalue %1").arg(numbers::scientific(lowest)),
            Text::tr("zero is below %1").arg(numbers::scientific(report.tolerance, 0))};
}

VerdictText::Fact sizeFact(const PointReport &report)
{
    return {Text::tr("Largest weight %1").arg(numbers::compact(report.largestParameter, 3)),
            Text::tr("largest sum into a unit %1").arg(numbers::compact(report.largestInput, 3))};
}

VerdictText diverged(const PointReport &report)
{
    VerdictText result{.strong = Text::tr("Diverged.")};
    result.text = std::isfinite(report.loss + report.penalty) ? Text::tr("A weight has grown beyond all measure.")
                                                              : Text::tr("The loss is no longer a finite number.");
    result.text +=
        QLatin1Char(' ') + Text::tr("The steps were too large; a lower learning rate is the first thing to try.");
    result.evidence = {{Text::tr("Largest weight %1").arg(numbers::compact(report.largestParameter, 3)), {}}};
    return result;
}

VerdictText deadEnd(const PointReport &report, const Objective &objective)
{
    const bool isSingle = objective.precision() == Precision::Float32;
    VerdictText result{.strong = Text::tr("A numerical dead end.")};
    result.text = Text::tr("%n part(s) of the gradient are exactly 0: units are saturated beyond what %1-bit numbers "
                           "can tell from the end of their range. That is arithmetic, not the surface.",
                           nullptr, report.exactlyZero)
                      .arg(isSingle ? 32 : 64);
    if (report.revivedGradient && *report.revivedGradient > 0)
        result.text += QLatin1Char(' ') + Text::tr("In 64 bit the slope is there again, and a run would go on.");
    else if (report.revivedGradient)
        result.text += QLatin1Char(' ') + Text::tr("In 64 bit it is 0 as well.");
    result.evidence = {{Text::tr("Exactly 0: %1 of %2").arg(report.exactlyZero).arg(report.gradient.size()), {}}};
    if (report.revivedGradient)
        result.evidence.append({Text::tr("Gradient in 64 bit %1").arg(numbers::scientific(*report.revivedGradient)),
                                Text::tr("in 32 bit %1").arg(numbers::scientific(report.gradientNorm))});
    result.evidence.append(sizeFact(report));
    return result;
}

VerdictText plateau(const PointReport &report)
{
    VerdictText result{.strong = Text::tr("Not stationary: a plateau.")};
    result.text =
        Text::tr("There is nearly no slope here, yet one long step downhill lowers the loss. A small gradient "
                 "alone makes no minimum.");
    result.evidence = {{slopeText(report), Text::tr("next to nothing")}};
    if (report.lineSearchDrop)
        result.evidence.append(
            {Text::tr("A long step lowers the loss by %1").arg(numbers::compact(*report.lineSearchDrop, 3)), {}});
    result.evidence.append(sizeFact(report));
    return result;
}

VerdictText saddle(const PointReport &report)
{
    VerdictText result{.strong = Text::tr("A saddle.")};
    result.text =
        Text::tr("There is no slope, but in %n direction(s) the surface falls: a pass, not a minimum. A small "
                 "push leads away.",
                 nullptr, report.inertia.negative);
    result.evidence = {{slopeText(report), Text::tr("zero but for rounding")}, curvatureFact(report)};
    return result;
}

VerdictText degenerateSaddle(const PointReport &report)
{
    VerdictText result{.strong = Text::tr("A degenerate saddle.")};
    const int order = report.descentOrder.value_or(0);
    result.text = Text::tr("There is no slope, and curvature knows no direction that falls (%n are flat).", nullptr,
                           report.inertia.zero) +
                  QLatin1Char(' ') +
                  (order == 3   ? Text::tr("Yet along a curve the loss falls, with the third power of the distance.")
                   : order == 4 ? Text::tr("Yet along a curve the loss falls, with the fourth power of the distance.")
                                : Text::tr("Yet along a curve the loss falls."));
    result.evidence = {{slopeText(report), Text::tr("zero but for rounding")}, curvatureFact(report)};
    if (report.descentDrop)
        result.evidence.append(
            {Text::tr("The curve lowers the loss by %1").arg(numbers::compact(*report.descentDrop, 3)),
             order > 0 ? Text::tr("order %1").arg(order) : QString()});
    return result;
}

VerdictText strictMinimum(const PointReport &report)
{
    VerdictText result{.strong = Text::tr("A local minimum.")};
    result.text = Text::tr("There is no slope, and the loss rises in every direction.");
    if (report.penalty > 0)
        result.text +=
            QLatin1Char(' ') + Text::tr("The penalty on large weights takes part in it: without it the weights would "
                                        "be pulled less, and this point would move.");
    result.evidence = {{slopeText(report), Text::tr("zero but for rounding")}, curvatureFact(report)};
    return result;
}

VerdictText flatMinimum(const PointReport &report, bool isTested)
{
    const QString flat = Text::tr("%n direction(s) are flat.", nullptr, report.inertia.zero);
    const bool isSolution = report.loss + report.penalty < solvedLoss;
    VerdictText result;
    if (isSolution) {
        result.strong = Text::tr("A solution.");
        result.text = Text::tr("The loss is 0, and lower it cannot be.") + QLatin1Char(' ') + flat + QLatin1Char(' ') +
                      Text::tr("Along them lie the other solutions of its family.");
    } else if (isTested) {
        result.strong = Text::tr("A minimum with flat directions.");
        result.text = Text::tr("There is no slope, and no direction was found in which the loss falls.") +
                      QLatin1Char(' ') + flat;
    } else {
        result.strong = Text::tr("No direction falls,");
        result.text = Text::tr("as far as curvature can tell.") + QLatin1Char(' ') + flat + QLatin1Char(' ') +
                      Text::tr("Whether the loss falls along a curve is tested when the run rests.");
    }
    result.evidence = {{slopeText(report), Text::tr("zero but for rounding")}, curvatureFact(report)};
    return result;
}

VerdictText::Fact levelFact(const PointReport &report)
{
    const double level = report.level->loss;
    const double above = report.loss + report.penalty - level;
    const QString far = level > 0 ? Text::tr("%1 % from the level %2")
                                        .arg(numbers::fixed(100 * std::abs(above) / level, 2), numbers::fixed(level, 6))
                                  : Text::tr("%1 above 0").arg(numbers::scientific(above));
    return {totalLoss(report), far};
}

VerdictText atInfinity(const PointReport &report, const QStringList &patterns)
{
    VerdictText result;
    if (report.level && report.level->kind == SaturatedLevel::Kind::Solved) {
        result.strong = Text::tr("Solved, and not stationary.");
        result.text = Text::tr("The loss goes on falling towards 0 as the weights grow, ever more slowly: a minimum at "
                               "infinity. No finite weights reach it.");
    } else {
        result.strong = Text::tr("Not stationary.");
        result.text = Text::tr("The slope is small but not zero, and the loss goes on falling as the weights grow: a "
                               "saturated region, not a local minimum.");
        const QString merged = mergedSentence(report, patterns);
        if (!merged.isEmpty())
            result.text += QLatin1Char(' ') + merged;
    }
    if (report.level)
        result.evidence.append(levelFact(report));
    result.evidence.append({slopeText(report), Text::tr("small, not zero")});
    result.evidence.append(sizeFact(report));
    return result;
}

VerdictText stillMoving(const PointReport &report)
{
    VerdictText result{.strong = Text::tr("Still moving.")};
    result.text = Text::tr("There is a slope to follow: this is a place on the way, and training goes on from here.");
    result.evidence = {{slopeText(report), Text::tr("not small")}};
    return result;
}

} // namespace

QString mergedSentence(const PointReport &report, const QStringList &patterns)
{
    const std::set<Eigen::Index> samples = mergedSamples(report);
    if (samples.empty() || *samples.rbegin() >= report.outputs.rows() || report.outputs.cols() != 1)
        return {};
    constexpr std::size_t mostNamed = 4;
    double low = INFINITY, high = -INFINITY, sum = 0.0;
    QStringList names;
    for (const Eigen::Index sample : samples) {
        const double output = report.outputs(sample, 0);
        low = std::min(low, output);
        high = std::max(high, output);
        sum += output;
        names << nameOf(patterns, sample);
    }
    if (samples.size() > mostNamed || high - low > 0.1)
        return Text::tr("%n pair(s) of patterns share an output, but not the target.", nullptr,
                        static_cast<int>(report.merged.size()));
    return Text::tr("Patterns %1 share the output %2, but not the target.")
        .arg(joined(names), outputWord(sum / static_cast<double>(samples.size())));
}

QString VerdictText::plain() const
{
    return strong + QLatin1Char(' ') + text;
}

QString VerdictText::html() const
{
    return QStringLiteral("<span style=\"font-weight:500\">%1</span> %2")
        .arg(strong.toHtmlEscaped(), text.toHtmlEscaped());
}

VerdictText verdictText(const PointReport &report, const Objective &objective, const QStringList &patterns,
                        bool isTested)
{
    switch (report.verdict) {
    case Verdict::Diverged:
        return diverged(report);
    case Verdict::DeadEnd:
        return deadEnd(report, objective);
    case Verdict::Plateau:
        return plateau(report);
    case Verdict::Saddle:
        return saddle(report);
    case Verdict::DegenerateSaddle:
        return degenerateSaddle(report);
    case Verdict::StrictMinimum:
        return strictMinimum(report);
    case Verdict::FlatMinimum:
        return flatMinimum(report, isTested);
    case Verdict::AtInfinity:
        return atInfinity(report, patterns);
    case Verdict::StillMoving:
        return stillMoving(report);
    }
    return {};
}

QString cornerText(const std::vector<CornerCode> &codes, const Objective &objective, const QStringList &patterns)
{
    QStringList units;
    for (std::size_t k = 0; k < codes.size(); ++k) {
        const CornerCode &code = codes[k];
        const auto on = std::count(code.isOn.begin(), code.isOn.end(), true);
        const QString unit = QStringLiteral("h") + numbers::subscript(static_cast<int>(k) + 1);
        if (code.isolated >= 0)
            units << Text::tr("%1 cuts off corner %2").arg(unit, nameOf(patterns, code.isolated));
        else if (on == 0 || on == 4)
            units << Text::tr("%1 says the same to all four").arg(unit);
        else
            units << Text::tr("%1 parts two from two").arg(unit);
    }
    if (units.isEmpty())
        return {};
    QString text = units.join(QStringLiteral("; "));
    if (codes.size() != 2 || codes[0].isolated < 0 || codes[1].isolated < 0)
        return text + QLatin1Char('.');
    const Matrix &inputs = objective.inputs();
    const auto steps = (inputs.row(codes[0].isolated).array() != inputs.row(codes[1].isolated).array()).count();
    if (steps == 0)
        text += Text::tr(": the same corner twice.");
    else if (steps == 1)
        text += Text::tr(": neighbours, an edge. Two units that solve XOR cut off opposite corners.");
    else
        text += Text::tr(": opposite corners. That is what solves XOR.");
    return text;
}

} // namespace basin
