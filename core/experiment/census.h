#pragma once

#include "experiment/fates.h"
#include "experiment/statistics.h"
#include "project/project.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace basin {

/// One key of the project that a sweep varies, and its values as they are written in a project file.
struct Variation {
    std::string key; ///< "optimizer.learning_rate"
    std::vector<std::string> values;
    friend bool operator==(const Variation &, const Variation &) = default;
};

/// Reads "KEY=V1,V2,…", "KEY=LO:HI:COUNT" (even steps) or "KEY=LO:HI:COUNT:log" (even ratios). A comma inside brackets
/// parts nothing. @throws InputError ("--vary …") for what is neither, or more than maximumCells values
[[nodiscard]] Variation parseVariation(const std::string &text);

/// Part K of N, counted from 1: the runs k with k mod N = K − 1, in every cell.
struct Shard {
    int index = 1;
    int count = 1;
    friend bool operator==(const Shard &, const Shard &) = default;
};
[[nodiscard]] Shard parseShard(const std::string &text); ///< "2/4" @throws InputError ("--shard …")

/// A census of fates: `runs` runs of one project that differ in their seed alone, in each cell of a sweep the same
/// seeds. Run k has init.seed s + k where the project has s; with `varyData` also data.seed d + k.
struct CensusSpec {
    Project project = {};
    std::int64_t runs = 1000;
    std::vector<Variation> vary = {}; ///< none, one or two
    bool varyData = false;
    Shard shard = {};

    static constexpr std::int64_t maximumRuns = 1'000'000;
    static constexpr std::int64_t maximumCells = 4096;
    static constexpr std::int64_t maximumRows = 20'000'000; ///< runs × cells

    [[nodiscard]] std::int64_t cellCount() const;   ///< 1 without a sweep
    [[nodiscard]] std::int64_t runsOfShard() const; ///< in each cell
    /// One line, or nothing: counts, keys that are varied twice or must not be (init.seed), cells that are no project.
    /// Touches no data, so that it can be asked while someone types.
    [[nodiscard]] std::optional<std::string> problem() const;
    friend bool operator==(const CensusSpec &, const CensusSpec &) = default;
};

/// The project of one cell (the last key's values change fastest); @throws InputError where it is none.
[[nodiscard]] Project cellProject(const CensusSpec &spec, std::int64_t cell);
/// The values that a cell gives the varied keys, in their order.
[[nodiscard]] std::vector<std::string> cellValues(const CensusSpec &spec, std::int64_t cell);
[[nodiscard]] std::string cellName(const CensusSpec &spec, std::int64_t cell); ///< "KEY=VALUE, KEY=VALUE"
/// Run k of a cell as a project of its own, without a saved run: what `basin train` makes of it is that run, bit for
/// bit.
[[nodiscard]] Project runProject(const CensusSpec &spec, std::int64_t cell, std::int64_t run);

/// What must be known of the data to sum up rows. A file of rows carries it, so that it needs nothing but itself.
struct CensusGround {
    /// namedLevels() of each cell, or one list that holds for all of them.
    std::vector<std::vector<NamedLevel>> levels;
    std::string dataDigest; ///< of all cells' samples as read or drawn, of run 0 with `varyData`: 16 hex digits
    [[nodiscard]] const std::vector<NamedLevel> &levelsOf(std::int64_t cell) const;
    friend bool operator==(const CensusGround &, const CensusGround &) = default;
};
/// A census whose data are read or drawn and whose cells are checked: what can run at once. A value, cheap to copy.
class PreparedCensus {
public:
    /// @throws InputError for a spec with a problem(), or a cell whose data or network cannot be trained
    explicit PreparedCensus(const CensusSpec &spec);
    [[nodiscard]] const CensusSpec &spec() const;
    [[nodiscard]] const CensusGround &ground() const;

private:
    friend class CensusWork;
    struct Cells;
    std::shared_ptr<const Cells> m_cells;
};

/// Rows of one cell that are there so far, in the order of their runs, with what they say.
struct CensusCell {
    std::vector<std::string> values; ///< of the varied keys
    std::vector<RunRow> rows;
    Fates fates;
    std::int64_t solved = 0;
    Bounds wilson;          ///< of the solved share
    Quartiles solvedEpochs; ///< of the runs that ended solved, the epoch at which they were first seen so
    /// Against the first cell, by the seeds both have; nothing in the first cell.
    std::optional<PairedDifference> against;
};

/// A census, whole or under way. A value.
struct Census {
    CensusSpec spec;
    CensusGround ground;
    std::vector<CensusCell> cells;
    double seconds = 0.0; ///< that were spent on it, over all its parts
    [[nodiscard]] std::int64_t rowCount() const;
    [[nodiscard]] std::int64_t rowsWanted() const; ///< of this shard
    [[nodiscard]] bool isWhole() const { return rowCount() == rowsWanted(); }
};

/// Rows put into cells and summed up: the same whoever made them, in whatever order they came.
/// @param rows  for each cell
[[nodiscard]] Census summarise(const CensusSpec &spec, const CensusGround &ground,
                               std::vector<std::vector<RunRow>> rows, double seconds);

/// Where a census stands, for whoever waits for it.
struct CensusProgress {
    std::int64_t rows = 0; ///< done, those taken over from a file among them
    std::int64_t wanted = 0;
    std::int64_t steps = 0; ///< updates made in this call
};

struct CensusOptions {
    int threads = 0; ///< 0: all
    /// Told of each end as it comes, one call at a time, on a worker's thread: the file is written so.
    std::function<void(std::int64_t cell, const RunRow &row)> row = {};
    /// Called some 20 times a second on a thread of the census, never while `row` is; keep it short.
    std::function<void(const CensusProgress &)> progress = {};
    /// Rows that are there already (of an earlier call), for each cell; they are not computed again.
    std::vector<std::vector<RunRow>> known = {};
    double secondsKnown = 0.0; ///< that they took
};

/// Runs what is missing. Stopped early it gives what there is. What `row` throws ends it and is thrown on.
[[nodiscard]] Census runCensus(const PreparedCensus &census, const CensusOptions &options = {},
                               const std::stop_token &stop = {});
/// @throws InputError as PreparedCensus does
[[nodiscard]] Census runCensus(const CensusSpec &spec, const CensusOptions &options = {},
                               const std::stop_token &stop = {});

} // namespace basin
