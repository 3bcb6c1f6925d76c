#include "lesson/parse_claims.h"

#include "data/error.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace basin {

namespace {

constexpr std::int64_t maximumClaimRuns = 100'000;
constexpr int maximumDigits = 8;

Quantity readQuantity(const JsonReader &reader)
{
    std::vector<std::string> names;
    for (const QuantityName &row : claimQuantities())
        names.emplace_back(row.name);
    const std::string name = reader.choice(names);
    return std::ranges::find(claimQuantities(), name, &QuantityName::name)->quantity;
}

RunFilter readFilter(const JsonReader &reader)
{
    reader.allowKeys({"fate", "quantity", "at_least", "at_most"});
    RunFilter filter;
    if (const auto fate = reader.find("fate")) {
        std::vector<std::string> names;
        for (int kind = 0; kind <= static_cast<int>(FateKind::Diverged); ++kind)
            names.emplace_back(fateName(static_cast<FateKind>(kind)));
        filter.fate = fate->choice(names);
    }
    if (const auto quantity = reader.find("quantity"))
        filter.quantity = readQuantity(*quantity);
    if (const auto low = reader.find("at_least"))
        filter.atLeast = low->number();
    if (const auto high = reader.find("at_most"))
        filter.atMost = high->number();
    if (filter.quantity.has_value() != (filter.atLeast || filter.atMost))
        reader.fail("must have \"quantity\" together with \"at_least\" or \"at_most\"");
    return filter;
}

Claim::Kind readKind(const JsonReader &reader)
{
    constexpr std::array<std::pair<const char *, Claim::Kind>, 4> kinds{{{"formula", Claim::Kind::Formula},
                                                                         {"of", Claim::Kind::Value},
                                                                         {"median", Claim::Kind::Median},
                                                                         {"share", Claim::Kind::Share}}};
    std::vector<Claim::Kind> found;
    for (const auto &[key, kind] : kinds)
        if (reader.find(key))
            found.push_back(kind);
    if (found.size() != 1)
        reader.fail("must have one of \"formula\", \"of\", \"median\" and \"share\"");
    return found.front();
}

void readShow(const JsonReader &reader, Claim &claim)
{
    if (const auto show = reader.find("show")) {
        const std::vector<std::string> names{"number", "percent", "count", "scientific"};
        claim.show = static_cast<Claim::Show>(std::ranges::find(names, show->choice(names)) - names.begin());
        claim.digits = claim.show == Claim::Show::Number ? 4 : claim.show == Claim::Show::Scientific ? 1 : 0;
    }
    if (const auto digits = reader.find("digits"))
        claim.digits = static_cast<int>(digits->integer(0, maximumDigits));
}

void readMeasurement(const JsonReader &reader, Claim &claim)
{
    claim.step = readName(reader.require("step", "must be the name of the step whose project is run"), '-');
    claim.value = reader.require("value", "must be the number that was measured").number();
    if (const auto settings = reader.find("set"))
        claim.settings = readSettings(*settings);
    if (const auto runs = reader.find("runs"))
        claim.runs = runs->integer(1, maximumClaimRuns);
    claim.quickRuns = claim.runs;
    if (const auto quick = reader.find("quick")) {
        quick->allowKeys({"runs", "set"});
        if (const auto runs = quick->find("runs"))
            claim.quickRuns = runs->integer(1, claim.runs);
        if (const auto settings = quick->find("set"))
            claim.quickSettings = readSettings(*settings);
    }
}

Claim readClaim(const JsonReader &reader, std::string name)
{
    Claim claim{.name = std::move(name)};
    claim.kind = readKind(reader);
    switch (claim.kind) {
    case Claim::Kind::Formula: {
        reader.allowKeys({"formula", "show", "digits"});
        const JsonReader formula = *reader.find("formula");
        claim.formula = formula.text();
        try {
            claim.value = evaluateFormula(claim.formula);
        } catch (const InputError &error) {
            throw InputError(formula.place(), error.what());
        }
        break;
    }
    case Claim::Kind::Value:
        reader.allowKeys({"of", "step", "set", "value", "tolerance", "quick", "show", "digits"});
        claim.quantity = readQuantity(*reader.find("of"));
        break;
    case Claim::Kind::Median:
        reader.allowKeys({"median", "where", "step", "set", "runs", "value", "tolerance", "quick", "show", "digits"});
        claim.quantity = readQuantity(*reader.find("median"));
        if (const auto where = reader.find("where"))
            claim.where = readFilter(*where);
        break;
    case Claim::Kind::Share:
        reader.allowKeys({"share", "step", "set", "runs", "value", "quick", "show", "digits"});
        claim.where = readFilter(*reader.find("share"));
        claim.show = Claim::Show::Percent;
        claim.digits = 0;
        break;
    }
    if (claim.kind != Claim::Kind::Formula)
        readMeasurement(reader, claim);
    if (claim.kind == Claim::Kind::Value || claim.kind == Claim::Kind::Median)
        claim.tolerance =
            reader.require("tolerance", "must be how far a measurement may lie from the value").number(0.0);
    if (claim.kind == Claim::Kind::Share && !(claim.value >= 0.0 && claim.value <= 1.0))
        reader.find("value")->fail("must be a share from 0 to 1");
    readShow(reader, claim);
    return claim;
}

} // namespace

const std::vector<QuantityName> &claimQuantities()
{
    static const std::vector<QuantityName> names{{Quantity::Loss, "loss"},
                                                 {Quantity::TestLoss, "test_loss"},
                                                 {Quantity::Accuracy, "accuracy"},
                                                 {Quantity::TestAccuracy, "test_accuracy"},
                                                 {Quantity::ArgmaxAccuracy, "argmax_accuracy"},
                                                 {Quantity::Epochs, "epochs"},
                                                 {Quantity::SolvedEpoch, "solved_epoch"},
                                                 {Quantity::GradientNorm, "gradient_norm"},
                                                 {Quantity::LargestWeight, "largest_weight"},
                                                 {Quantity::SmallestOutput, "smallest_output"},
                                                 {Quantity::LargestOutput, "largest_output"},
                                                 {Quantity::LowestEigenvalue, "lowest_eigenvalue"},
                                                 {Quantity::HighestEigenvalue, "highest_eigenvalue"},
                                                 {Quantity::EscapeFound, "escape_found"},
                                                 {Quantity::EscapeLoss, "escape_loss"}};
    return names;
}

std::string readName(const JsonReader &reader, char joint)
{
    constexpr std::size_t longest = 40;
    const std::string name = reader.text();
    const bool fits = !name.empty() && name.size() <= longest && name.front() >= 'a' && name.front() <= 'z' &&
                      std::ranges::all_of(name, [joint](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == joint;
                      });
    if (!fits)
        reader.fail(std::string("must be a name of at most 40 lower-case letters, digits and ") + joint +
                    ", a letter first");
    return name;
}

std::vector<Setting> readSettings(const JsonReader &reader)
{
    std::vector<Setting> settings;
    if (!reader.value().is_object())
        reader.fail("must be an object { \"optimizer.learning_rate\": 0.1, ... }");
    for (const auto &item : reader.value().items())
        settings.push_back({.path = item.key(), .value = item.value().dump()});
    return settings;
}

std::vector<Claim> readClaims(const JsonReader &reader)
{
    if (!reader.value().is_object())
        reader.fail("must be an object { \"name\": { ... }, ... }");
    std::vector<Claim> claims;
    for (const auto &item : reader.value().items()) {
        const Json key(item.key());
        claims.push_back(readClaim(*reader.find(item.key()), readName(JsonReader(key, reader.place()), '_')));
    }
    if (claims.size() > maximumClaims)
        reader.fail("must have at most " + std::to_string(maximumClaims) + " claims");
    return claims;
}

} // namespace basin
