#pragma once

#include "experiment/census.h"

#include <cstdint>
#include <vector>

namespace basin {

/// Rows of one cell counted by a number and by what became of them, for a histogram whose bars can be opened.
struct CensusBins {
    bool isLog = false;
    std::vector<double> edges; ///< one more than there are bins; empty: nothing to count
    struct Group {
        std::vector<std::int64_t> counts;     ///< for each bin
        std::vector<std::int64_t> firstInBin; ///< for each bin the first run that lies in it; −1: none
    };
    std::vector<Group> groups;   ///< as in the cell's fates
    std::int64_t belowCount = 0; ///< on a log axis: 0, or too small to be shown
    std::int64_t otherCount = 0; ///< without such a number: not solved, or a loss that is not finite

    [[nodiscard]] std::size_t binCount() const { return edges.empty() ? 0 : edges.size() - 1; }
    [[nodiscard]] std::int64_t total(std::size_t bin) const;
};

/// The loss at the end of each run.
[[nodiscard]] CensusBins binsOfLosses(const CensusCell &cell, bool isLog);
/// The epoch at which each run that ended solved was first seen so.
[[nodiscard]] CensusBins binsOfEpochs(const CensusCell &cell, bool isLog);

} // namespace basin
