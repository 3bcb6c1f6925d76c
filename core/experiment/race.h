#pragma once

#include "project/project.h"
#include "training/trainer.h"

#include <memory>
#include <string>
#include <vector>

namespace basin {

/// One of those who race: a whole project, so that it can be opened as one.
struct RaceEntry {
    std::string label; ///< "adam", "float32", "start 3"
    Project project;
};

inline constexpr std::size_t maximumRacers = 8;

/// The same start and the same batches under other values of one key ("optimizer.name", "training.precision",
/// "data.scaling", "init.seed", …): one entry for each value. An optimizer other than the project's own is named alone
/// and has its own defaults, but for the learning rate where `keepRate`; a saved run is not gone on with.
/// @throws InputError for a value that gives no project, for none and for more than maximumRacers
[[nodiscard]] std::vector<RaceEntry> raceOver(const Project &project, const std::string &key,
                                              const std::vector<std::string> &values, bool keepRate = false);

/// One racer at one moment. A value that nobody changes.
struct Racer {
    std::int64_t epoch = 0;
    Vector parameters;
    Metrics metrics;
    Outcome outcome = Outcome::Undecided;
    StopReason reason = StopReason::None;
    RunState state; ///< to go on with
    std::shared_ptr<const History> history;
};

/// Runs under one clock: all make the same epochs, and one that has come to rest waits for the others at the side. What
/// each does is what a Trainer of its project does, bit for bit. One owner at a time.
class Race {
public:
    /// An entry whose project holds a saved run goes on from there, the others begin at their start.
    /// @throws InputError with the label of the entry that cannot be trained
    explicit Race(const std::vector<RaceEntry> &entries);

    /// Up to the end of this epoch and `epochs − 1` more, all racers at once. @param threads  0: all
    void advanceEpochs(std::int64_t epochs, int threads = 0);

    [[nodiscard]] std::int64_t epoch() const { return m_epoch; } ///< the clock: that of whoever is not at rest
    [[nodiscard]] bool isOver() const;                           ///< all are at rest
    [[nodiscard]] std::vector<Racer> racers() const;
    [[nodiscard]] const std::vector<PreparedRun> &runs() const { return m_runs; }

private:
    std::vector<PreparedRun> m_runs;
    std::vector<Trainer> m_trainers;
    std::int64_t m_epoch = 0;
};

} // namespace basin
