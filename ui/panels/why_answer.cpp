#include "panels/why_answer.h"

#include "panels/pattern_outputs.h"
#include "render/boundary_figure.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(WhyAnswer)
};

constexpr double openWidth = 0.1; ///< of the targets' range, around the middle: on neither side

QString strong(const QString &text)
{
    return QStringLiteral("<span style=\"font-weight:500\">%1</span>").arg(text.toHtmlEscaped());
}

/// How much of the targets' range lies between the middle and the sample that is least clearly right.
double smallestMargin(const PointInspection &point)
{
    const Matrix &targets = point.prepared->data->train.targets;
    const Matrix &outputs = point.report.outputs;
    if (targets.cols() != 1 || outputs.rows() == 0)
        return std::numeric_limits<double>::quiet_NaN();
    const double low = targets.minCoeff(), high = targets.maxCoeff();
    double margin = 1.0;
    for (Eigen::Index i = 0; i < std::min(outputs.rows(), targets.rows()); ++i)
        margin = std::min(margin, std::abs(outputs(i, 0) - (low + high) / 2) / (high - low));
    return margin;
}

QString slopeNote(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Solved:
        return Text::tr("little is left to learn");
    case Outcome::Undecided:
        return Text::tr("something to follow");
    case Outcome::Stuck:
    case Outcome::Diverged:
        break;
    }
    return {};
}

QList<VerdictText::Fact> wellFacts(const PointInspection &point, const Snapshot &snapshot)
{
    QList<VerdictText::Fact> facts;
    const Eigen::Index samples = point.prepared->data->train.samples();
    if (!std::isnan(snapshot.metrics.accuracy))
        facts.append({Text::tr("%1 of %2 right").arg(numbers::count(snapshot.metrics.correct), numbers::count(samples)),
                      snapshot.history && snapshot.history->solvedEpoch() >= 0
                          ? Text::tr("all since or at epoch %1").arg(numbers::count(snapshot.history->solvedEpoch()))
                          : QString()});
    facts.append({Text::tr("Loss %1").arg(valueText(snapshot.metrics.loss, 4)),
                  Text::tr("%1 at the start")
                      .arg(snapshot.history && !snapshot.history->bins().empty()
                               ? valueText(snapshot.history->bins().front().first.loss, 4)
                               : QStringLiteral("–"))});
    if (const double margin = smallestMargin(point); std::isfinite(margin) && snapshot.outcome == Outcome::Solved)
        facts.append({Text::tr("Smallest margin %1").arg(numbers::fixed(margin, 3)),
                      Text::tr("0.5 is the largest there can be")});
    facts.append(
        {Text::tr("Gradient %1").arg(numbers::scientific(point.report.gradientNorm, 1)), slopeNote(snapshot.outcome)});
    if (point.findings.empty())
        facts.append({Text::tr("None of %1 known reasons fits").arg(diagnosisRules().size()), QString()});
    return facts;
}

WhyAnswer wellAnswer(const PointInspection &point, const Snapshot &snapshot, bool isRunning)
{
    WhyAnswer answer;
    const bool isSolved = snapshot.outcome == Outcome::Solved;
    answer.title = isSolved ? Text::tr("Why is it solved?") : Text::tr("Is it learning?");
    if (isSolved) {
        answer.html = Text::tr("%1 Every training sample is on its right side.").arg(strong(Text::tr("All is well.")));
    } else if (snapshot.outcome == Outcome::Stuck) {
        answer.html = Text::tr("%1 Over the last tenth of the epochs it fell by less than 1 %, but none of the known "
                               "reasons fits. It may be a plateau that the run leaves by itself.")
                          .arg(strong(Text::tr("The loss hardly falls.")));
        answer.title = Text::tr("Why is it stuck?");
    } else if (snapshot.epoch == 0 && snapshot.step == 0) {
        answer.html =
            Text::tr("%1 Nothing at this start keeps the network from learning.").arg(strong(Text::tr("Ready.")));
    } else {
        answer.html = Text::tr("%1 The loss falls, and nothing keeps the network from learning on.")
                          .arg(strong(isRunning ? Text::tr("It learns.") : Text::tr("It was learning.")));
    }
    answer.evidence = wellFacts(point, snapshot);
    answer.isWell = snapshot.outcome != Outcome::Stuck;
    return answer;
}

WhyAnswer divergedAnswer(const Snapshot &snapshot)
{
    WhyAnswer answer;
    answer.title = Text::tr("Why did it diverge?");
    answer.html = Text::tr("%1 Each one overshot the valley further than the one before. What is shown is the last "
                           "finite state. This is called divergence; a lower learning rate is the first thing to try.")
                      .arg(strong(Text::tr("The steps were too large.")));
    answer.evidence = {{Text::tr("Not finite after update %1").arg(numbers::count(snapshot.divergedStep)), QString()}};
    return answer;
}

QString plainOf(QString html)
{
    return html.remove(QStringLiteral("<span style=\"font-weight:500\">")).remove(QStringLiteral("</span>"));
}

} // namespace

std::string headline(const std::vector<Finding> &findings, bool isStuck)
{
    const std::vector<std::string> reasons = reasonsAmong(findings, isStuck);
    return reasons.empty() ? std::string() : reasons.front();
}

bool isMergedState(std::string_view id)
{
    return id == "edge_state" || id == "triple_state";
}

WhyAnswer noAnswer()
{
    WhyAnswer answer;
    answer.title = Text::tr("Why?");
    answer.html = Text::tr("Why the network learns, or why it does not, appears here: press Play.");
    answer.plain = answer.html;
    return answer;
}

WhyAnswer whyAnswer(const PointInspection &point, const FindingSubject &subject, const Snapshot *snapshot,
                    bool isRunning)
{
    if (!snapshot)
        return noAnswer();
    const bool isStuck = snapshot->outcome == Outcome::Stuck;
    const std::string id = headline(point.findings, isStuck);
    WhyAnswer answer;
    if (id.empty()) {
        answer = snapshot->stopReason == StopReason::Diverged ? divergedAnswer(*snapshot)
                                                              : wellAnswer(point, *snapshot, isRunning);
        answer.plain = plainOf(answer.html);
        return answer;
    }
    const Finding &first = *std::ranges::find(point.findings, id, &Finding::id);
    const FindingText text = findingText(first, subject);
    answer.title = snapshot->stopReason == StopReason::Diverged   ? Text::tr("Why did it diverge?")
                   : first.severity == Severity::Stuck || isStuck ? Text::tr("Why is it stuck?")
                                                                  : Text::tr("What hinders it?");
    answer.html = text.html;
    answer.plain = text.plain;
    answer.evidence = text.evidence;
    const std::vector<std::string> alike = reasonsAmong(point.findings, isStuck);
    if (alike.size() > 1) {
        QStringList names;
        for (const std::string &other : alike)
            names << findingName(other);
        answer.also = Text::tr("Consistent with: %1.").arg(strong(names.join(QStringLiteral(", "))));
    }
    if (first.severity == Severity::Note)
        answer.note = Text::tr("It has not lain there for long: it may still leave by itself.");
    const PointKind kind = point.report.kind();
    if (first.severity == Severity::Stuck && (isMergedState(id) || id == "constant_output"))
        answer.note = kind == PointKind::Minimum ? Text::tr("A true local minimum: every direction rises.")
                      : kind == PointKind::Saddle
                          ? Text::tr("Not a local minimum: a saddle, which falls in %n direction(s).", nullptr,
                                     point.report.inertia.negative)
                          : Text::tr("Not a local minimum: a path of falling loss leads out.");
    return answer;
}

QString otherFindings(const PointInspection &point, const FindingSubject &subject, bool isStuck)
{
    const std::string first = headline(point.findings, isStuck);
    QStringList paragraphs;
    for (const Finding &finding : point.findings) {
        if (finding.id == first)
            continue;
        const FindingText text = findingText(finding, subject);
        QStringList numbers;
        for (const VerdictText::Fact &fact : text.evidence)
            numbers << (fact.note.isEmpty() ? fact.name : fact.name + QLatin1Char(' ') + fact.note).toHtmlEscaped();
        paragraphs << QStringLiteral("<p style=\"margin:6px 0 0 0\">%1 <span style=\"color:%2\">%3</span></p>")
                          .arg(text.html, Theme::current().text3.name(), numbers.join(QStringLiteral("; ")));
    }
    if (paragraphs.isEmpty())
        return {};
    return (first.empty() ? Text::tr("Worth knowing:") : Text::tr("Found as well:")) + paragraphs.join(QString());
}

QList<ColumnTable::Column> whyColumns(const PointInspection &point)
{
    const PreparedRun &run = *point.prepared;
    auto [pattern, target, output] = patternColumns(run, point.report.outputs);
    ColumnTable::Column bar{.cells = {}, .title = QString(), .share = 0.32};
    ColumnTable::Column loss{.cells = {}, .title = Text::tr("loss"), .share = 0.18};
    pattern.share = 0.2;
    target.share = 0.15;
    output.share = 0.15;
    const Matrix &targets = run.data->train.targets;
    const double low = targets.minCoeff(), high = targets.maxCoeff();
    const bool hasBars = targets.cols() == 1 && high > low;
    for (std::size_t i = 0; i < point.sampleLosses.size(); ++i) {
        loss.cells << valueText(point.sampleLosses[i], 3);
        bar.cells << QString();
        if (!hasBars)
            continue;
        const double place = (point.report.outputs(static_cast<Eigen::Index>(i), 0) - low) / (high - low);
        bar.bars.push_back({.position = place,
                            .classIndex = place > 0.5 ? 1 : 0,
                            .isOpen = run.data->raw.classification && std::abs(place - 0.5) < openWidth});
    }
    if (!hasBars)
        return {pattern, target, output, loss};
    return {pattern, target, output, bar, loss};
}

} // namespace basin
