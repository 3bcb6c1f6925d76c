#pragma once

#include "data/data_spec.h"
#include "training/history.h"
#include "training/training_options.h"

#include <functional>
#include <memory>

namespace basin {

/// Why a run came to rest.
enum class StopReason { None, EpochLimit, LossReached, NoProgress, Diverged, NoStepFound };

/// How a run ended: solved: every training sample on the right side (and loss below `solved_loss` where that is set),
/// for regression: `stop_loss` reached. Diverged: loss or θ not finite. Stuck: at rest or out of epochs without being
/// solved, and the loss fell by less than 1 % over the last tenth of the epochs (a run under way is called so after 100
/// epochs at the earliest). Undecided: out of epochs while the loss still fell.
enum class Outcome { Solved, Stuck, Diverged, Undecided };

[[nodiscard]] std::string_view outcomeName(Outcome outcome); ///< solved, stuck, diverged, undecided

class TrainingRun;
struct RecordedChange;
struct RunMoment;
struct RunPlace;
struct RunSettings;

/// One run: θ, the optimizer's state, the order of the samples and the history. Not thread-safe: one owner (a Session's
/// worker, the command line). The same spec, data and changes at the same steps give the same bits, however the calls
/// to advance() are cut. Results too small to be normal numbers become 0 (flush_to_zero.h).
class Trainer {
public:
    /// @param state  go on from there instead of from the start
    /// @throws InputError if spec and data do not fit
    Trainer(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state = nullptr);
    ~Trainer();
    Trainer(Trainer &&) noexcept;
    Trainer &operator=(Trainer &&) noexcept;

    /// Makes at most `updates` updates (mini-batches); fewer when a stop rule holds.
    StopReason advance(std::int64_t updates);
    /// Up to the end of this epoch and `epochs − 1` more.
    StopReason advanceEpochs(std::int64_t epochs);
    /// Lets a run that a stop rule brought to rest go on: at the epoch limit for `epochs` more; a loss that was reached
    /// is no reason to stop again until the rules are set anew; patience is counted afresh. A run that diverged needs a
    /// change first.
    void goOn();

    [[nodiscard]] std::int64_t epoch() const;       ///< finished epochs
    [[nodiscard]] std::int64_t step() const;        ///< updates so far
    [[nodiscard]] std::int64_t samplesUsed() const; ///< of the epoch under way, by its mini-batches so far
    [[nodiscard]] std::int64_t updatesPerEpoch() const;
    /// Updates up to the end of this epoch and `epochs − 1` more: what advanceEpochs() makes.
    [[nodiscard]] std::int64_t updatesFor(std::int64_t epochs) const;
    [[nodiscard]] const RunSpec &spec() const;
    [[nodiscard]] const PreparedData &data() const;
    [[nodiscard]] const History &history() const;
    [[nodiscard]] Vector parameters() const;
    [[nodiscard]] Vector gradient() const;                    ///< of loss + penalty over the full training part, at θ
    [[nodiscard]] Metrics metrics() const;                    ///< at θ as it is now
    [[nodiscard]] Matrix outputs() const;                     ///< of the training part at θ
    [[nodiscard]] Matrix outputs(Eigen::Index samples) const; ///< of its first `samples`
    [[nodiscard]] RunState state() const;
    [[nodiscard]] RunState place() const; ///< the same without the optimizer's state
    /// What of spec() may change while the run goes on; the same object until it does.
    [[nodiscard]] std::shared_ptr<const RunSettings> settings() const;
    [[nodiscard]] StopReason stopReason() const;     ///< why advance() last stopped; None while more can be done
    [[nodiscard]] std::int64_t divergedStep() const; ///< the update after which loss or θ was not finite; −1: none
    [[nodiscard]] Outcome outcome() const;

    // What may change while a run goes on. Each is recorded as an event at the present epoch when something differs,
    // and lets a run go on that had stopped, unless a stop rule holds for where it is. InputError leaves all as it was.
    void setParameter(Eigen::Index index, double value);
    void setParameters(ConstVectorRef parameters);
    void setLoss(const LossSpec &loss);                ///< @throws InputError if it does not fit the last activation
    void setOptimizer(const OptimizerSpec &optimizer); ///< another name starts with fresh state
    /// Not precision. Another batch size holds at once: for the rest of the epoch's samples, in the same order.
    void setTraining(const TrainingOptions &training);

    // Going back in time: see Timeline.
    [[nodiscard]] RunMoment moment() const;
    [[nodiscard]] RunPlace runPlace() const;
    /// The run stands again where `moment` was taken of it, with the history it had; listeners are not told.
    void restore(const RunMoment &moment, History history);
    /// Makes a change again that was made before.
    void repeat(const RecordedChange &change);
    /// Told of each change that made a difference, goOn() included, after it was made.
    void setChangeListener(std::function<void(const RecordedChange &)> listener);

private:
    template <class Value, class Make>
    void recorded(const Value &value, const Make &make);

    std::unique_ptr<TrainingRun> m_run;
    std::function<void(const RecordedChange &)> m_listener;
};

} // namespace basin
