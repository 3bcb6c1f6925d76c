#pragma once

#include "data/data_spec.h"
#include "training/history.h"
#include "training/training_options.h"

#include <memory>

namespace basin {

/// Why a run came to rest.
enum class StopReason { None, EpochLimit, LossReached, NoProgress, Diverged, NoStepFound };

/// How a run ended: solved: every training sample on the right side (and loss below `solved_loss` where that is set),
/// for regression: `stop_loss` reached. Diverged: loss or θ not finite. Stuck: at rest or out of epochs without being
/// solved, and the loss fell by less than 1 % over the last tenth of the epochs. Undecided: out of epochs while the
/// loss still fell.
enum class Outcome { Solved, Stuck, Diverged, Undecided };

[[nodiscard]] std::string_view outcomeName(Outcome outcome); ///< solved, stuck, diverged, undecided

/// One run: θ, the optimizer's state, the order of the samples and the history. Not thread-safe: one owner (a Session's
/// worker, the command line). The same spec, data and changes at the same steps give the same bits, however the calls
/// to advance() are cut.
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

    [[nodiscard]] std::int64_t epoch() const; ///< finished epochs
    [[nodiscard]] std::int64_t step() const;  ///< updates so far
    [[nodiscard]] std::int64_t updatesPerEpoch() const;
    [[nodiscard]] const RunSpec &spec() const;
    [[nodiscard]] const PreparedData &data() const;
    [[nodiscard]] const History &history() const;
    [[nodiscard]] Vector parameters() const;
    [[nodiscard]] Vector gradient() const; ///< of loss + penalty over the full training part, at θ
    [[nodiscard]] Metrics metrics() const; ///< at θ as it is now
    [[nodiscard]] Matrix outputs() const;  ///< of the training part at θ
    [[nodiscard]] RunState state() const;
    [[nodiscard]] StopReason stopReason() const;     ///< why advance() last stopped; None while more can be done
    [[nodiscard]] std::int64_t divergedStep() const; ///< the update after which loss or θ was not finite; −1: none
    [[nodiscard]] Outcome outcome() const;

    // What may change while a run goes on. Each is recorded as an event at the present epoch when something differs.
    void setParameter(Eigen::Index index, double value);
    void setParameters(ConstVectorRef parameters);
    void setLoss(const LossSpec &loss);                ///< @throws InputError if it does not fit the last activation
    void setOptimizer(const OptimizerSpec &optimizer); ///< another name starts with fresh state
    void setTraining(const TrainingOptions &training); ///< not precision

private:
    class Run;
    std::unique_ptr<Run> m_run;
};

} // namespace basin
