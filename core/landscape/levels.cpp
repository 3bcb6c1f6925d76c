#include "landscape/loss_unit.h"
#include "landscape/point.h"
#include "landscape/xor_task.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace basin {

namespace {

/// The least sum of losses of patterns that all have one output: it is the mean of their targets for squared errors and
/// cross-entropy alike.
double mergedLoss(LossId loss, std::span<const double> targets)
{
    double mean = 0.0;
    for (const double t : targets)
        mean += t / static_cast<double>(targets.size());
    double sum = 0.0;
    for (const double t : targets)
        sum += loss == LossId::BinaryCrossentropy ? binaryEntropy(t, mean) : (mean - t) * (mean - t);
    return sum;
}

} // namespace

const char *pointKindName(PointKind kind)
{
    switch (kind) {
    case PointKind::NotStationary:
        return "not_stationary";
    case PointKind::Minimum:
        return "minimum";
    case PointKind::Saddle:
        return "saddle";
    case PointKind::Degenerate:
        return "degenerate";
    case PointKind::Flat:
        return "flat";
    case PointKind::AtInfinity:
        return "at_infinity";
    }
    return "";
}

const char *verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Diverged:
        return "diverged";
    case Verdict::DeadEnd:
        return "dead_end";
    case Verdict::Plateau:
        return "plateau";
    case Verdict::Saddle:
        return "saddle";
    case Verdict::DegenerateSaddle:
        return "degenerate_saddle";
    case Verdict::StrictMinimum:
        return "strict_minimum";
    case Verdict::FlatMinimum:
        return "flat_minimum";
    case Verdict::AtInfinity:
        return "at_infinity";
    case Verdict::StillMoving:
        return "still_moving";
    }
    return "";
}

PointKind kindOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::DeadEnd:
    case Verdict::Plateau:
        return PointKind::Flat;
    case Verdict::Saddle:
        return PointKind::Saddle;
    case Verdict::DegenerateSaddle:
        return PointKind::Degenerate;
    case Verdict::StrictMinimum:
    case Verdict::FlatMinimum:
        return PointKind::Minimum;
    case Verdict::AtInfinity:
        return PointKind::AtInfinity;
    case Verdict::Diverged:
    case Verdict::StillMoving:
        break;
    }
    return PointKind::NotStationary;
}

std::vector<SaturatedLevel> saturatedLevels(const Objective &objective)
{
    const auto task = xorTask(objective.inputs(), objective.targets());
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    if (!task || objective.architecture().layers().back().activation != "sigmoid" ||
        loss == LossId::CategoricalCrossentropy || task->targetLow < 0.0 || task->targetHigh > 1.0)
        return {};
    const double low = task->targetLow;
    const double high = task->targetHigh;
    const auto merged = [loss](auto... targets) { return mergedLoss(loss, std::array{targets...}); };
    const double lone[2] = {merged(low), merged(high)};
    const auto samples = objective.samples();
    const double scale = lossScale(loss, samples, 1) * static_cast<double>(samples) / 4.0;
    using Kind = SaturatedLevel::Kind;
    std::vector<SaturatedLevel> levels{
        {Kind::Solved, scale * 2.0 * (lone[0] + lone[1])},
        {Kind::Edge, scale * (merged(low, high) + lone[0] + lone[1])},
        {Kind::Triple, scale * (merged(low, low, high) + lone[1])},
        {Kind::Triple, scale * (merged(low, high, high) + lone[0])},
        {Kind::Constant, scale * merged(low, low, high, high)},
    };
    std::ranges::stable_sort(levels, {}, &SaturatedLevel::loss);
    // Of targets that lie evenly around ½ both triples have one level.
    const auto isSame = [](const SaturatedLevel &a, const SaturatedLevel &b) {
        return a.kind == b.kind && std::abs(a.loss - b.loss) < 1e-12 * (1.0 + a.loss);
    };
    const auto rest = std::ranges::unique(levels, isSame);
    levels.erase(rest.begin(), rest.end());
    return levels;
}

} // namespace basin
