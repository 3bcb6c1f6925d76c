#pragma once

#include "training/timeline.h"

#include <functional>
#include <memory>
#include <vector>

namespace basin {

/// What a window needs to show a run, copied at one moment. Immutable: share it between threads.
struct Snapshot {
    std::uint64_t run = 0;      ///< the run it belongs to: every start() has a new one; a view drops what is stale
    std::uint64_t serial = 0;   ///< rises with each snapshot
    std::uint64_t commands = 0; ///< how many commands had been carried out: Session::commandsGiven() when all were
    bool running = false;
    StopReason stopReason = StopReason::None;
    std::int64_t divergedStep = -1;
    std::int64_t epoch = 0;
    std::int64_t step = 0;
    double epochsPerSecond = 0.0; ///< measured lately; 0 when at rest
    Metrics metrics;              ///< at `parameters`
    /// Euclidean, of loss + penalty over the full training part; while mini-batches run it may be that of a few
    /// snapshots ago, where measuring it each time would slow the run.
    double gradientNorm = 0.0;
    Vector parameters;
    Matrix trainOutputs;                        ///< of the first at most `maximumPatterns` training samples
    std::shared_ptr<const History> history;     ///< of all that is known: in the past it goes on beyond `epoch`
    std::shared_ptr<const History> historyHere; ///< up to `epoch`, as it was then; `history` itself unless isPast
    Outcome outcome = Outcome::Undecided;
    RunState state;                              ///< with the optimizer's state only when at rest
    std::shared_ptr<const RunSettings> settings; ///< in force; the same object until they change

    // Time travel.
    bool isPast = false;    ///< the run went back; what lies ahead up to newestStep is known
    bool isSeeking = false; ///< on the way to a moment that was asked for; passes by others
    std::int64_t firstStep = 0;
    std::int64_t firstEpoch = 0;
    std::int64_t newestStep = 0;
    std::int64_t newestEpoch = 0;
    std::vector<std::shared_ptr<const GivenUpFuture>> givenUp; ///< since the last snapshot that was taken
    std::int64_t timelineBytes = 0;                            ///< memory that the past takes
    std::size_t keyframes = 0;

    std::string error; ///< a command that could not be carried out (one line), else empty

    static constexpr Eigen::Index maximumPatterns = 64;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// Owns the worker thread of one live run. Commands are queued and carried out between two updates; the newest Snapshot
/// waits in a slot until somebody takes it (the worker makes the next one only when the slot is empty, and at the end),
/// so a fast run can never flood a reader. All member functions may be called from one thread (the window's); none of
/// them waits for training. The destructor asks the worker to leave its loop and joins it.
class Session {
public:
    Session();
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    static constexpr double unlimitedSpeed = 0.0;

    /// Begins a new run at rest; returns its number. The trainer is made on the worker; where that fails, the next
    /// snapshot carries the error and the old run stays.
    std::uint64_t start(RunSpec spec, std::shared_ptr<const PreparedData> data,
                        std::shared_ptr<const RunState> state = nullptr);
    void run(); ///< until pause() or a stop rule; at the epoch limit a further run() adds `epochs` more
    void pause();
    void advanceSteps(std::int64_t updates); ///< then rests
    void advanceEpochs(std::int64_t epochs); ///< then rests
    void setSpeed(double epochsPerSecond);   ///< unlimitedSpeed: as fast as it goes

    // To a moment the run has been at, exactly: see Timeline. The run rests then. A further call takes the place of one
    // that is still under way; stepBack() counts from where that one leads. Whatever else is asked for waits for it.
    void goTo(std::int64_t step);
    void goToEpoch(std::int64_t epoch); ///< its end; 0 is the start
    void stepBack(std::int64_t updates);
    void goToNewest();
    /// For the past of this run and the next ones: see TimelineOptions.
    void setMemory(std::int64_t bytes);

    /// Carries out any change between two updates: `session.change([](Trainer &t) { t.setLoss(…); })`. In the past one
    /// that makes a difference begins a branch: the run goes on from there, the future it had is given up.
    void change(std::function<void(Trainer &)> change);

    /// How many of the calls above were made; see Snapshot::commands.
    [[nodiscard]] std::uint64_t commandsGiven() const;

    /// The newest snapshot not yet taken, or null. Never blocks for longer than a pointer swap.
    [[nodiscard]] SnapshotPtr take();
    /// Called on the worker's thread when a snapshot lies in the slot that was empty before; keep it short (post an
    /// event).
    void setListener(std::function<void()> listener);
    /// Waits until the queue is empty and the worker is at rest (for tests and the command line).
    void waitUntilIdle();

private:
    class Worker;
    std::uint64_t m_runs = 0;
    std::unique_ptr<Worker> m_worker;
};

} // namespace basin
