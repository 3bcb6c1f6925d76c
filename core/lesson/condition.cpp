#include "lesson/condition.h"

#include <algorithm>

namespace basin {

namespace {

bool contains(const std::vector<std::string> &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

bool isDone(const Condition &condition, const LessonMoment &moment)
{
    const auto holds = [&](const Condition &part) { return isDone(part, moment); };
    const std::vector<Condition> &parts = condition.parts;
    switch (condition.kind) {
    case Condition::Kind::All:
        return std::all_of(parts.begin(), parts.end(), holds);
    case Condition::Kind::Any:
        return std::any_of(parts.begin(), parts.end(), holds);
    case Condition::Kind::Answered:
        return moment.isAnswered;
    case Condition::Kind::AtRest:
        return moment.isAtRest;
    case Condition::Kind::Epoch:
        return static_cast<double>(moment.epoch) >= condition.number;
    case Condition::Kind::LossBelow:
        return moment.loss < condition.number;
    case Condition::Kind::LossAbove:
        return moment.loss > condition.number;
    case Condition::Kind::Accuracy:
        return moment.accuracy >= condition.number;
    case Condition::Kind::Outcome:
        return moment.isAtRest && outcomeName(moment.outcome) == condition.name;
    case Condition::Kind::Finding:
        return contains(moment.findings, condition.name);
    case Condition::Kind::Runs:
        return static_cast<double>(moment.runsDone) >= condition.number;
    case Condition::Kind::Opened:
        return contains(moment.opened, condition.name);
    }
    return false;
}

bool asksFor(const Condition &condition, Condition::Kind kind)
{
    return condition.kind == kind || std::any_of(condition.parts.begin(), condition.parts.end(),
                                                 [&](const Condition &part) { return asksFor(part, kind); });
}

} // namespace basin
