#pragma once

#include "experiment/fates.h"
#include "landscape/grid.h"
#include "project/project.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace basin {

/// Where each start leads: two weights of the start over a grid, all others as the project's start has them, and every
/// point trained to its end with the same shuffling.
struct FateMapSpec {
    RunSpec run;
    std::shared_ptr<const PreparedData> data;
    std::array<Eigen::Index, 2> weights{0, 1}; ///< along a and b
    Interval a{-6.0, 6.0};
    Interval b{-6.0, 6.0};
    int columns = 256;
    int rows = 256;

    static constexpr int maximumSide = 2048;
    [[nodiscard]] std::optional<std::string> problem() const; ///< one line, or nothing
    [[nodiscard]] Vector start() const;                       ///< θ where a and b are as in the project
    [[nodiscard]] double aAt(int column) const;               ///< both ends of the range are points of the grid
    [[nodiscard]] double bAt(int row) const;
    /// The start of one point: what `init.parameters` must be for the same run, bit for bit.
    [[nodiscard]] std::vector<double> startAt(int column, int row) const;
};

/// How the run from one point of a fate map ended.
struct FatePoint {
    double loss = std::numeric_limits<double>::quiet_NaN();     ///< data term; not a number where the start had none
    double accuracy = std::numeric_limits<double>::quiet_NaN(); ///< not a number for regression
    std::int64_t epochs = 0;
    std::int64_t solvedEpoch = -1; ///< the first at which all samples were seen on the right side; −1: none
    Outcome outcome = Outcome::Undecided;
    std::uint16_t group = 0; ///< among FateMap::groups
    bool isDone = false;     ///< false: nothing above counts
};

/// A fate map, whole or under way. A value. Points lie at j · columns + i; a rises with i, b with j.
struct FateMap {
    FateMapSpec spec;
    std::vector<FatePoint> points;
    std::vector<Fate>
        groups; ///< of the points that are done, as sortFates() has them; `typical` is a place in `points`
    std::int64_t done = 0;
    int stride = 0; ///< every stride-th column and row is done: a coarse picture is whole; 0: not even the first
    [[nodiscard]] bool isWhole() const { return done == static_cast<std::int64_t>(points.size()); }
    [[nodiscard]] const FatePoint &at(int column, int row) const;
    /// What a pixel shows of a map under way: the point itself, else the nearest of the coarse picture that is whole,
    /// else null.
    [[nodiscard]] const FatePoint *shownAt(int column, int row) const;
};

/// A map that nobody changes any more: a reader may keep it as long as it likes, and none is copied.
using FateMapPtr = std::shared_ptr<const FateMap>;

struct FateMapOptions {
    int threads = 0;    ///< 0: all
    int firstSide = 64; ///< at most so many points a side in the first, coarse picture
    /// Told soon after a coarser picture is whole, and meanwhile some 10 times a second, more rarely where the map is
    /// so large that its copies would take more than a tenth of the time. On a thread of its own, one call at a time,
    /// while the work goes on; not told of the last map, which is returned.
    std::function<void(FateMapPtr)> progress{};
    std::atomic<std::int64_t> *steps = nullptr;  ///< see ManyRunsOptions
    std::atomic<std::int64_t> *points = nullptr; ///< when not null: rises by one for each point that is done
};

/// Coarse first, then finer: no point is computed twice. Stopped early it gives what there is.
/// @throws InputError for a spec with a problem(), and as Trainer does
[[nodiscard]] FateMap fateMap(const FateMapSpec &spec, const FateMapOptions &options = {}, std::stop_token stop = {});

/// `a,b,outcome,label,epochs,loss,accuracy,solved_epoch`, one row a point that is done, b varying fastest.
[[nodiscard]] std::string fateMapCsv(const FateMap &map);

} // namespace basin
