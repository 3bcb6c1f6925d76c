#pragma once

#include "../landscape/xor_points.h"
#include "../training/runs.h"
#include "diagnosis/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

/// A run as the diagnosis sees it, made by hand or taken from a trainer.
namespace basin::tests {

/// What is looked at, held together.
struct Look {
    RunSpec spec;
    std::shared_ptr<const PreparedData> data;
    Vector parameters;
    History history{};
    std::int64_t epoch = 0;
    bool hasHistory = false;

    [[nodiscard]] Objective objective() const
    {
        return {spec.architecture, spec.loss, data->train.inputs, data->train.targets, spec.training.precision};
    }
    [[nodiscard]] DiagnosedRun run() const { return {spec, *data, parameters, hasHistory ? &history : nullptr, epoch}; }
    [[nodiscard]] std::vector<Finding> findings() const
    {
        return diagnose(run(), inspectPoint(objective(), parameters));
    }
    [[nodiscard]] std::vector<Cure> cures() const
    {
        const PointReport report = inspectPoint(objective(), parameters);
        return curesFor(run(), report, diagnose(run(), report));
    }
};

inline Look lookAt(const Trainer &trainer)
{
    return {trainer.spec(),       std::make_shared<const PreparedData>(trainer.data()),
            trainer.parameters(), trainer.history(),
            trainer.epoch(),      true};
}

inline const Finding *findingIn(const std::vector<Finding> &findings, const char *id)
{
    const auto found = std::ranges::find(findings, id, &Finding::id);
    return found == findings.end() ? nullptr : &*found;
}

inline bool has(const Look &look, const char *id)
{
    return findingIn(look.findings(), id) != nullptr;
}

inline std::vector<double> valuesOf(const std::vector<Finding> &findings, const char *id, const char *name)
{
    const Finding *finding = findingIn(findings, id);
    if (finding == nullptr)
        return {};
    const auto found = std::ranges::find(finding->evidence, name, &Evidence::name);
    return found == finding->evidence.end() ? std::vector<double>() : found->values;
}

inline double valueOf(const std::vector<Finding> &findings, const char *id, const char *name)
{
    const std::vector<double> values = valuesOf(findings, id, name);
    return values.size() == 1 ? values.front() : std::numeric_limits<double>::quiet_NaN();
}

/// A history of `epochs` epochs whose loss and accuracy are what these say.
template <class Loss, class Accuracy>
inline Look withCourse(Look look, std::int64_t epochs, Loss loss, Accuracy accuracy)
{
    look.history = History();
    for (std::int64_t epoch = 0; epoch <= epochs; ++epoch)
        look.history.addPoint(epoch, {.loss = loss(epoch), .accuracy = accuracy(epoch)}, {}, {});
    look.epoch = epochs;
    look.hasHistory = true;
    return look;
}

/// XOR at an edge state, which is not well: there rules about a course are asked.
inline Look atEdge(const char *optimizer = "adam")
{
    RunSpec spec = runs::xorSpec();
    spec.optimizer = {.name = optimizer};
    return {spec, runs::xorData(), fromUnitOrder({20, 20, -30, 20, -20, -10, -20, 20, 0})};
}

inline constexpr auto threeQuarters = [](std::int64_t) { return 0.75; };

} // namespace basin::tests
