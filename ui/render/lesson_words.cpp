#include "render/lesson_words.h"

#include "render/number_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(LessonWords)
};

QString outcomeOrder(const std::string &outcome)
{
    return outcome == "solved"     ? Text::tr("run until it is solved and rests")
           : outcome == "stuck"    ? Text::tr("run until it rests, stuck")
           : outcome == "diverged" ? Text::tr("run until it diverges")
                                   : Text::tr("run until it rests");
}

QString openOrder(const std::string &id)
{
    const QString page = pageTitle(id);
    return page.isEmpty() ? Text::tr("open the view that the text names") : Text::tr("open the page “%1”").arg(page);
}

/// One condition as an order without a capital and a full stop; empty where it holds.
QString order(const Condition &condition, const LessonMoment &moment)
{
    if (isDone(condition, moment))
        return {};
    const auto whole = [&] { return numbers::count(std::llround(condition.number)); };
    const auto joined = [&](const QString &between) {
        QStringList orders;
        for (const Condition &part : condition.parts) {
            const QString text = order(part, moment);
            if (!text.isEmpty() && !orders.contains(text))
                orders.append(text);
        }
        return orders.join(between);
    };
    switch (condition.kind) {
    case Condition::Kind::All:
        return joined(Text::tr(", then "));
    case Condition::Kind::Any:
        return joined(Text::tr(", or "));
    case Condition::Kind::Answered:
        return Text::tr("answer the question");
    case Condition::Kind::AtRest:
        return Text::tr("run until it rests");
    case Condition::Kind::Epoch:
        return Text::tr("run until epoch %1").arg(whole());
    case Condition::Kind::LossBelow:
        return Text::tr("run until the loss is below %1").arg(numbers::compact(condition.number));
    case Condition::Kind::LossAbove:
        return Text::tr("run until the loss is above %1").arg(numbers::compact(condition.number));
    case Condition::Kind::Accuracy:
        return Text::tr("run until %1 % are right").arg(numbers::compact(100 * condition.number, 4));
    case Condition::Kind::Outcome:
        return outcomeOrder(condition.name);
    case Condition::Kind::Finding:
        return Text::tr("run until the reason can be named");
    case Condition::Kind::Runs:
        return Text::tr("start %1 runs and let them end").arg(whole());
    case Condition::Kind::Opened:
        return openOrder(condition.name);
    }
    return {};
}

} // namespace

QString whatIsLeft(const Condition &condition, const LessonMoment &moment)
{
    QString text = order(condition, moment);
    if (text.isEmpty())
        return text;
    text[0] = text.at(0).toUpper();
    return Text::tr("%1.").arg(text);
}

QString pageTitle(std::string_view page)
{
    return page == "train"     ? Text::tr("Train")
           : page == "surface" ? Text::tr("Error surface")
           : page == "runs"    ? Text::tr("Many runs")
                               : QString();
}

QString minutesText(int minutes)
{
    return Text::tr("%n minute(s)", nullptr, minutes);
}

QString stepsText(int steps)
{
    return Text::tr("%n step(s)", nullptr, steps);
}

QString outcomeTitle(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Solved:
        return Text::tr("solved");
    case Outcome::Stuck:
        return Text::tr("stuck");
    case Outcome::Diverged:
        return Text::tr("diverged");
    case Outcome::Undecided:
        break;
    }
    return Text::tr("undecided");
}

} // namespace basin
