#pragma once

#include "network/objective.h"
#include "training/many_runs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace basin {

/// How one run ended, as a census keeps it.
struct RunRow {
    std::int64_t run = 0;
    std::uint64_t seed = 0;
    Outcome outcome = Outcome::Undecided;
    std::int64_t epochs = 0;
    std::int64_t solvedEpoch = -1; ///< the first epoch at which all samples were seen on the right side; −1: none
    double loss = 0.0;             ///< data term; not a number where the start had none
    double accuracy = 0.0;         ///< not a number for regression
};

/// What a run came to, as people name it. In this order everywhere: lists, legends, files.
enum class FateKind { Solved, Edge, Triple, Constant, OtherLevel, Undecided, Diverged };

/// Runs that came to the same end.
struct Fate {
    FateKind kind = FateKind::Solved;
    std::string label;  ///< solved, edge, triple, constant, "loss 0.2013" (OtherLevel), undecided, diverged
    double loss = 0.0;  ///< median of the end losses (the lower one of two); not a number for none
    double level = 0.0; ///< Edge, Triple, Constant: what theory says the loss tends to; else not a number
    std::int64_t count = 0;
    std::int64_t typical = -1; ///< place among the rows of the run whose loss is the median; −1: no runs
};

/// The ends of many runs put into groups.
struct Fates {
    std::vector<Fate> groups; ///< in the order of FateKind, other levels by loss; no empty group but of named levels
    std::vector<std::uint16_t> of; ///< for each row its group
};

/// A level of the loss with a name that theory knows: on XOR's four patterns two of them at their mean (edge), three
/// (triple) or all (constant).
struct NamedLevel {
    FateKind kind = FateKind::Edge;
    double loss = 0.0; ///< in the loss's own convention
    double floor =
        0.0; ///< a solution's loss, from which heights are measured: not 0 for cross-entropy on targets .1/.9
    friend bool operator==(const NamedLevel &, const NamedLevel &) = default;
};
/// saturatedLevels() of the training data, without the solved one; empty for data that are not XOR's.
[[nodiscard]] std::vector<NamedLevel> namedLevels(const RunSpec &spec, const PreparedData &data);

/// Stuck runs whose loss lies by a named level (from 1 % below it to 10 % above, heights counted from a solution's
/// loss) belong to it. The other stuck runs are parted where neighbouring losses, in their order, differ by more than 2
/// %, or by twice, four times … as much where that would make more than six groups; each such group is named after its
/// median loss. Rows without a finite loss count as diverged.
[[nodiscard]] Fates sortFates(const std::vector<RunRow> &rows, const std::vector<NamedLevel> &levels);

[[nodiscard]] const char *fateName(FateKind kind); ///< solved, edge, triple, constant, level, undecided, diverged

} // namespace basin
