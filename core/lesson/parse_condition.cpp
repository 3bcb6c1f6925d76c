#include "data/error.h"
#include "diagnosis/diagnosis.h"
#include "lesson/parse_claims.h"

#include <algorithm>
#include <array>

namespace basin {

namespace {

constexpr int deepestCondition = 4;
constexpr std::size_t mostParts = 10;
constexpr std::int64_t largestCount = 1'000'000'000'000;

enum class Wants { Parts, Truth, Count, Number, Share, Outcome, Finding, View };

struct ConditionRow {
    const char *key;
    Condition::Kind kind;
    Wants wants;
};

constexpr std::array<ConditionRow, 12> rows{{{"all", Condition::Kind::All, Wants::Parts},
                                             {"any", Condition::Kind::Any, Wants::Parts},
                                             {"answered", Condition::Kind::Answered, Wants::Truth},
                                             {"at_rest", Condition::Kind::AtRest, Wants::Truth},
                                             {"epoch", Condition::Kind::Epoch, Wants::Count},
                                             {"loss_below", Condition::Kind::LossBelow, Wants::Number},
                                             {"loss_above", Condition::Kind::LossAbove, Wants::Number},
                                             {"accuracy", Condition::Kind::Accuracy, Wants::Share},
                                             {"outcome", Condition::Kind::Outcome, Wants::Outcome},
                                             {"finding", Condition::Kind::Finding, Wants::Finding},
                                             {"runs", Condition::Kind::Runs, Wants::Count},
                                             {"opened", Condition::Kind::Opened, Wants::View}}};

std::vector<std::string> outcomeNames()
{
    std::vector<std::string> names;
    for (const Outcome outcome : {Outcome::Solved, Outcome::Stuck, Outcome::Diverged, Outcome::Undecided})
        names.emplace_back(outcomeName(outcome));
    return names;
}

std::vector<std::string> findingNames()
{
    std::vector<std::string> names;
    for (const DiagnosisRule &rule : diagnosisRules())
        names.emplace_back(rule.id);
    return names;
}

std::vector<std::string> viewNames()
{
    std::vector<std::string> names;
    for (const LessonPage &page : lessonPages()) {
        names.emplace_back(page.name);
        names.insert(names.end(), page.views.begin(), page.views.end());
    }
    return names;
}

std::vector<Condition> readParts(const JsonReader &reader, int depth)
{
    const std::size_t count = reader.listSize("a list of conditions");
    if (count < 1 || count > mostParts || depth >= deepestCondition)
        reader.fail("must be a list of 1 to " + std::to_string(mostParts) + " conditions, at most " +
                    std::to_string(deepestCondition) + " deep");
    std::vector<Condition> parts;
    for (std::size_t i = 0; i < count; ++i)
        parts.push_back(readCondition(reader.element(i), depth + 1));
    return parts;
}

double readShare(const JsonReader &reader)
{
    const double share = reader.number(0.0);
    if (share > 1.0)
        reader.fail("must be a share from 0 to 1");
    return share;
}

} // namespace

Condition readCondition(const JsonReader &reader, int depth)
{
    std::vector<std::string_view> keys;
    for (const ConditionRow &row : rows)
        keys.emplace_back(row.key);
    reader.allowKeys(keys);
    if (reader.value().size() != 1)
        reader.fail("must have one key; several conditions are { \"all\": [ ... ] } or { \"any\": [ ... ] }");
    const auto row =
        std::ranges::find_if(rows, [&](const ConditionRow &other) { return reader.find(other.key).has_value(); });
    const JsonReader value = *reader.find(row->key);
    Condition condition{.kind = row->kind};
    switch (row->wants) {
    case Wants::Parts:
        condition.parts = readParts(value, depth);
        break;
    case Wants::Truth:
        if (!value.flag())
            value.fail("must be true");
        break;
    case Wants::Count:
        condition.number = static_cast<double>(value.integer(1, largestCount));
        break;
    case Wants::Number:
        condition.number = value.number();
        break;
    case Wants::Share:
        condition.number = readShare(value);
        break;
    case Wants::Outcome:
        condition.name = value.choice(outcomeNames());
        break;
    case Wants::Finding:
        condition.name = value.choice(findingNames());
        break;
    case Wants::View:
        condition.name = value.choice(viewNames());
        break;
    }
    return condition;
}

} // namespace basin
