#pragma once

#include "experiment/fates.h"
#include "landscape/grid.h"
#include "project/project.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
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
};

/// A fate map, whole or under way. A value. Points lie at j · columns + i; a rises with i, b with j.
struct FateMap {
    FateMapSpec spec;
    std::vector<RunRow> points;       ///< loss, epochs, …; `run` is the point's place
    std::vector<std::uint8_t> isDone; ///< for each point
    Fates fates;                      ///< of the points that are done; others have group 0 and do not count
    std::int64_t done = 0;
    int stride = 1; ///< every stride-th column and row is done: a coarse picture is whole
    [[nodiscard]] bool isWhole() const { return done == static_cast<std::int64_t>(points.size()); }
};

struct FateMapOptions {
    int threads = 0;    ///< 0: all
    int firstSide = 64; ///< points a side of the first, coarse picture
    /// Told each time a coarser picture is whole, and meanwhile some 10 times a second; on a worker's thread.
    std::function<void(const FateMap &)> progress;
    std::atomic<std::int64_t> *steps = nullptr;
};

/// Coarse first, then finer: no point is computed twice. Stopped early it gives what there is.
/// @throws InputError for a spec with a problem()
[[nodiscard]] FateMap fateMap(const FateMapSpec &spec, const FateMapOptions &options = {}, std::stop_token stop = {});

/// `a,b,outcome,label,epochs,loss,accuracy,solved_epoch`, one row a point, b varying fastest.
[[nodiscard]] std::string fateMapCsv(const FateMap &map);

} // namespace basin
