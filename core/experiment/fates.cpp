#include "experiment/fates.h"

#include "landscape/point.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

namespace basin {

namespace {

/// By a level: no more than 1 % of the way from a solution's loss to the level below it, no more than 10 % above. A run
/// sinks towards its level from above without end, after 2000 epochs of XOR it is 1 % away, and the levels lie a third
/// apart; below a level only rounding and the noise of mini-batches lead.
constexpr double belowLevel = 0.99, aboveLevel = 1.10;

/// Other stuck runs are parted where neighbouring losses differ by more than 2 %; where that makes more than six
/// groups, the losses do not lie in heaps, and twice as much is asked for, and so on until there are six at most.
constexpr double leastGap = 0.02;
constexpr std::size_t mostOtherLevels = 6;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct EndLoss {
    double value;
    std::int64_t place; ///< among the rows
};

FateKind fateOf(SaturatedLevel::Kind kind)
{
    switch (kind) {
    case SaturatedLevel::Kind::Edge:
        return FateKind::Edge;
    case SaturatedLevel::Kind::Triple:
        return FateKind::Triple;
    case SaturatedLevel::Kind::Constant:
        return FateKind::Constant;
    case SaturatedLevel::Kind::Solved:
        break;
    }
    return FateKind::Solved;
}

std::string fourDigits(double value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4).ptr;
    return {text.data(), end};
}

/// The highest level that the loss is by; −1: none.
int levelOf(double loss, const std::vector<NamedLevel> &levels)
{
    int nearest = -1;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const double height = levels[i].loss - levels[i].floor;
        const double above = loss - levels[i].floor;
        const bool isBy = above >= belowLevel * height && above <= aboveLevel * height;
        if (isBy && (nearest < 0 || levels[i].loss > levels[static_cast<std::size_t>(nearest)].loss))
            nearest = static_cast<int>(i);
    }
    return nearest;
}

/// Where each group begins.
std::vector<std::size_t> gaps(const std::vector<EndLoss> &sorted)
{
    std::vector<std::size_t> starts;
    for (double gap = leastGap; starts.empty() || starts.size() > mostOtherLevels; gap *= 2.0) {
        starts = {0};
        for (std::size_t i = 1; i < sorted.size(); ++i)
            if (sorted[i].value > sorted[i - 1].value * (1.0 + gap))
                starts.push_back(i);
        if (!std::isfinite(gap))
            break;
    }
    return starts;
}

/// Collects groups and says of each row where it went.
class Sorter {
public:
    explicit Sorter(std::size_t rows) { m_fates.of.assign(rows, 0); }

    /// @param sorted  by loss
    void add(FateKind kind, std::string label, double level, const std::vector<EndLoss> &sorted)
    {
        Fate fate{.kind = kind,
                  .label = std::move(label),
                  .loss = nothing,
                  .level = level,
                  .count = static_cast<std::int64_t>(sorted.size()),
                  .typical = -1};
        if (!sorted.empty()) {
            const EndLoss &middle = sorted[(sorted.size() - 1) / 2];
            fate.loss = middle.value;
            fate.typical = middle.place;
        }
        for (const EndLoss &loss : sorted)
            m_fates.of[static_cast<std::size_t>(loss.place)] = static_cast<std::uint16_t>(m_fates.groups.size());
        m_fates.groups.push_back(std::move(fate));
    }
    void addUnlessEmpty(FateKind kind, const std::vector<EndLoss> &sorted)
    {
        if (!sorted.empty())
            add(kind, fateName(kind), nothing, sorted);
    }
    [[nodiscard]] Fates take() && { return std::move(m_fates); }

private:
    Fates m_fates;
};

void addNamed(Sorter &sorter, std::vector<NamedLevel> levels, const std::vector<std::vector<EndLoss>> &at)
{
    std::vector<std::size_t> order(levels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return std::pair(levels[a].kind, levels[a].loss) < std::pair(levels[b].kind, levels[b].loss);
    });
    for (const std::size_t i : order) {
        const bool isTwice = std::ranges::count(levels, levels[i].kind, &NamedLevel::kind) > 1;
        sorter.add(levels[i].kind, fateName(levels[i].kind) + (isTwice ? " " + fourDigits(levels[i].loss) : ""),
                   levels[i].loss, at[i]);
    }
}

void addOthers(Sorter &sorter, const std::vector<EndLoss> &others)
{
    if (others.empty())
        return;
    const std::vector<std::size_t> starts = gaps(others);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : others.size();
        const std::vector<EndLoss> group(others.begin() + static_cast<std::ptrdiff_t>(starts[i]),
                                         others.begin() + static_cast<std::ptrdiff_t>(end));
        const double median = group[(group.size() - 1) / 2].value;
        sorter.add(FateKind::OtherLevel, "loss " + fourDigits(median), nothing, group);
    }
}

} // namespace

const char *fateName(FateKind kind)
{
    switch (kind) {
    case FateKind::Solved:
        return "solved";
    case FateKind::Edge:
        return "edge";
    case FateKind::Triple:
        return "triple";
    case FateKind::Constant:
        return "constant";
    case FateKind::OtherLevel:
        return "level";
    case FateKind::Undecided:
        return "undecided";
    case FateKind::Diverged:
        return "diverged";
    }
    return "";
}

std::vector<NamedLevel> namedLevels(const RunSpec &spec, const PreparedData &data)
{
    const Dataset &train = data.train;
    if (train.inputs.cols() != 2 || train.targets.cols() != 1 || spec.architecture.outputCount() != 1)
        return {}; // spares wide data the objective
    const Objective objective(spec.architecture, spec.loss, train.inputs, train.targets, spec.training.precision);
    std::vector<NamedLevel> levels;
    double floor = 0.0;
    for (const SaturatedLevel &level : saturatedLevels(objective)) {
        if (level.kind == SaturatedLevel::Kind::Solved)
            floor = level.loss;
        else
            levels.push_back({.kind = fateOf(level.kind), .loss = level.loss});
    }
    for (NamedLevel &level : levels)
        level.floor = floor;
    return levels;
}

Fates sortFates(const std::vector<RunRow> &rows, const std::vector<NamedLevel> &levels)
{
    std::vector<EndLoss> solved, undecided, diverged, others;
    std::vector<std::vector<EndLoss>> named(levels.size());
    std::vector<EndLoss> finite;
    finite.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const EndLoss loss{rows[i].loss, static_cast<std::int64_t>(i)};
        std::isfinite(loss.value) ? finite.push_back(loss) : diverged.push_back(loss);
    }
    // The row's place parts equal losses, so that the typical run is the same on every machine.
    std::ranges::sort(finite, [](const EndLoss &a, const EndLoss &b) {
        return std::pair(a.value, a.place) < std::pair(b.value, b.place);
    });
    std::vector<EndLoss> finiteDiverged;
    for (const EndLoss &loss : finite) {
        switch (rows[static_cast<std::size_t>(loss.place)].outcome) {
        case Outcome::Solved:
            solved.push_back(loss);
            break;
        case Outcome::Undecided:
            undecided.push_back(loss);
            break;
        case Outcome::Diverged:
            finiteDiverged.push_back(loss);
            break;
        case Outcome::Stuck:
            const int level = levelOf(loss.value, levels);
            (level < 0 ? others : named[static_cast<std::size_t>(level)]).push_back(loss);
        }
    }
    finiteDiverged.insert(finiteDiverged.end(), diverged.begin(), diverged.end());

    Sorter sorter(rows.size());
    sorter.addUnlessEmpty(FateKind::Solved, solved);
    addNamed(sorter, levels, named);
    addOthers(sorter, others);
    sorter.addUnlessEmpty(FateKind::Undecided, undecided);
    sorter.addUnlessEmpty(FateKind::Diverged, finiteDiverged);
    return std::move(sorter).take();
}

} // namespace basin
