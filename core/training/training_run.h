#pragma once

#include "training/history.h"
#include "training/run_moment.h"
#include "training/sample_order.h"
#include "training/stop_rules.h"
#include "training/trainer.h"

#include <algorithm>
#include <memory>

namespace basin {

/// What a run is apart from its arithmetic: where it stands, its rules, its history, the changes made to it. TypedRun
/// adds θ and all that is computed in float or double. Behind Trainer; used by nobody else.
class TrainingRun {
public:
    TrainingRun(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state);
    virtual ~TrainingRun() = default;
    TrainingRun(const TrainingRun &) = delete;
    TrainingRun &operator=(const TrainingRun &) = delete;

    virtual StopReason advance(std::int64_t updates) = 0;
    void goOn();

    [[nodiscard]] std::int64_t epoch() const { return m_epoch; }
    [[nodiscard]] std::int64_t step() const { return m_step; }
    [[nodiscard]] std::int64_t samplesUsed() const { return m_position; } ///< of the epoch under way
    [[nodiscard]] std::int64_t updatesPerEpoch() const;
    [[nodiscard]] std::int64_t updatesFor(std::int64_t epochs) const;
    [[nodiscard]] const RunSpec &spec() const { return m_spec; }
    [[nodiscard]] const PreparedData &data() const { return *m_data; }
    [[nodiscard]] const History &history() const { return m_history; }
    [[nodiscard]] StopReason stopReason() const { return m_stop; }
    [[nodiscard]] std::int64_t divergedStep() const { return m_divergedStep; }
    [[nodiscard]] Outcome outcome();
    [[nodiscard]] RunState state() const;
    [[nodiscard]] RunState place() const; ///< without the optimizer's state
    [[nodiscard]] RunPlace runPlace() const { return {m_step, m_epoch, m_position}; }
    [[nodiscard]] std::shared_ptr<const RunSettings> settings();
    [[nodiscard]] std::int64_t changes() const { return m_changes; } ///< made so far, goOn() included
    [[nodiscard]] RunMoment moment();
    void restore(const RunMoment &moment, History history);

    [[nodiscard]] virtual Vector parameters() const = 0;
    [[nodiscard]] virtual Vector gradient() = 0;
    [[nodiscard]] virtual Metrics metrics() = 0;
    [[nodiscard]] virtual Matrix outputs(Eigen::Index samples) = 0;

    void setParameter(Eigen::Index index, double value);
    void setParameters(ConstVectorRef parameters);
    void setLoss(const LossSpec &loss);
    void setOptimizer(const OptimizerSpec &optimizer);
    void setTraining(const TrainingOptions &training);

protected:
    // Each takes the new value into use or throws InputError and leaves everything as it was.
    virtual void applyParameters(ConstVectorRef parameters) = 0;
    virtual void applyLoss(const LossSpec &loss) = 0;
    virtual void applyOptimizer(const OptimizerSpec &optimizer) = 0;
    virtual void applyTraining(const TrainingOptions &training) = 0;
    /// Records the end of the present epoch once more and asks the stop rules about it.
    virtual void remeasure() = 0;
    [[nodiscard]] virtual std::vector<std::vector<double>> optimizerState() const = 0;
    /// Fills in what TypedRun alone knows.
    virtual void addTo(RunMoment &moment) const = 0;
    /// m_spec is still that of before.
    virtual void applyMoment(const RunMoment &moment) = 0;

    [[nodiscard]] std::int64_t samples() const { return m_order.samples(); }
    [[nodiscard]] std::int64_t batchSize() const { return m_batchSize; }
    [[nodiscard]] bool isFullBatch() const { return m_batchSize == samples() && m_position == 0; }

    RunSpec m_spec;
    std::shared_ptr<const PreparedData> m_data;
    SampleOrder m_order;
    StopRules m_rules;
    History m_history;
    std::int64_t m_batchSize = 0; ///< 1 … samples()
    std::int64_t m_epoch = 0;
    std::int64_t m_step = 0;
    std::int64_t m_position = 0; ///< samples used of the epoch under way
    bool m_classifies = false;   ///< else regression: nothing is right or wrong
    StopReason m_stop = StopReason::None;
    std::int64_t m_divergedStep = -1;

private:
    void takeUp(const TrainingOptions &training);
    void checkState(const RunState &state) const;
    void changed();
    void record(std::string_view key, std::string from, std::string to);

    std::shared_ptr<const RunSettings> m_settings; ///< null: to be made from m_spec
    std::int64_t m_changes = 0;
};

/// @throws InputError where these cannot be trained together: sizes, the optimizer and its batches, frozen parameters
void checkRun(const RunSpec &spec, const PreparedData &data);

/// How a run that stopped for this reason ended. @param before  the loss about a tenth of the epochs before, as the
/// history keeps it: see lookBack()
[[nodiscard]] Outcome outcomeAtRest(const RunSpec &spec, std::int64_t samples, bool classifies, StopReason reason,
                                    const Metrics &now, double before);
/// With the loss of which epoch the loss at `epoch` is compared; negative: none.
[[nodiscard]] inline std::int64_t lookBack(std::int64_t epoch)
{
    return epoch - std::max<std::int64_t>(1, epoch / 10);
}

/// A run in the precision that `spec.training` asks for.
[[nodiscard]] std::unique_ptr<TrainingRun> makeRun(RunSpec spec, std::shared_ptr<const PreparedData> data,
                                                   const RunState *state);

} // namespace basin
