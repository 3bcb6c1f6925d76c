#include "render/fate_names.h"

#include "render/number_text.h"
#include "render/theme.h"

#include <QCoreApplication>

#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(FateNames)
};

constexpr int lossDigits = 4;

QColor between(const QColor &low, const QColor &high, double share)
{
    const auto mix = [share](int from, int to) { return static_cast<int>(std::lround(std::lerp(from, to, share))); };
    return {mix(low.red(), high.red()), mix(low.green(), high.green()), mix(low.blue(), high.blue())};
}

/// Which of the levels without a name this is, as a share of the way from the first to the last of them.
double placeAmongLevels(const std::vector<Fate> &groups, std::size_t group)
{
    double before = 0, all = 0;
    for (std::size_t i = 0; i < groups.size(); ++i)
        if (groups[i].kind == FateKind::OtherLevel) {
            before += i < group ? 1 : 0;
            ++all;
        }
    return all > 1 ? before / (all - 1) : 0.5;
}

} // namespace

QString fateTitle(const Fate &fate)
{
    switch (fate.kind) {
    case FateKind::Solved:
        return Text::tr("Solved");
    case FateKind::Edge:
        return Text::tr("Edge state");
    case FateKind::Triple:
        return Text::tr("Triple state");
    case FateKind::Constant:
        return Text::tr("Constant");
    case FateKind::OtherLevel:
        return Text::tr("Loss %1").arg(numbers::compact(fate.loss, lossDigits));
    case FateKind::Undecided:
        return Text::tr("Undecided");
    case FateKind::Diverged:
        return Text::tr("Diverged");
    }
    return {};
}

QString fateNote(const Fate &fate)
{
    switch (fate.kind) {
    case FateKind::Solved:
        return Text::tr("all on the right side");
    case FateKind::Edge:
    case FateKind::Triple:
    case FateKind::Constant:
        return Text::tr("the loss tends to %1").arg(numbers::compact(fate.level, lossDigits));
    case FateKind::OtherLevel:
        return Text::tr("stuck there");
    case FateKind::Undecided:
        return Text::tr("the loss still fell");
    case FateKind::Diverged:
        return Text::tr("the loss is not finite");
    }
    return {};
}

QColor fateColour(const std::vector<Fate> &groups, std::size_t group, const Theme &theme)
{
    switch (groups[group].kind) {
    case FateKind::Solved:
        return theme.outcomeSolved;
    case FateKind::Edge:
        return theme.outcomeEdge;
    case FateKind::Triple:
        return theme.outcomeTriple;
    case FateKind::Constant:
        return theme.outcomeConstant;
    case FateKind::OtherLevel:
        return between(theme.levelLow, theme.levelHigh, placeAmongLevels(groups, group));
    case FateKind::Undecided:
        return theme.outcomeUndecided;
    case FateKind::Diverged:
        return theme.outcomeDiverged;
    }
    return {};
}

} // namespace basin
