#pragma once

#include "network/lane_kernel.h"
#include "optimizer/optimizer.h"
#include "training/loss_trail.h"
#include "training/run_objective.h"
#include "training/run_queue.h"
#include "training/sample_order.h"
#include "training/single_run.h"
#include "training/stop_rules.h"

#include <memory>
#include <optional>
#include <vector>

namespace basin {

/// Runs of one set that train side by side, one in each lane, on one thread. A lane whose run has ended takes the next
/// one from the queue at the end of the epoch; when there is none left, the lanes close up. Each run's end is that of a
/// TypedRun<T>: what is said here of epochs, steps and what is finite is what that does, run by run.
template <class T>
class LaneRuns {
public:
    LaneRuns(const RunSet &set, std::size_t index, RunQueue &queue, const ManyRunsContext &context);

    /// Until the queue has no more runs of this set and all have ended, or `stop` is asked.
    void run();

private:
    struct Lane {
        std::int64_t run = -1;  ///< −1: idle
        std::int64_t began = 0; ///< the tick at which it had no epoch behind it
        std::int64_t solvedEpoch = -1;
        double before = 0.0; ///< the loss at m_lookBack
        StopRules rules;
        PointSchedule schedule; ///< at which epochs the loss of mini-batch runs is measured
        LossTrail trail;        ///< if m_keepsTrail
        SampleOrder order;
        std::unique_ptr<RunObjective<T>> own; ///< over its own data
        explicit Lane(const TrainingOptions &options) : rules(options), order(0, 0) {}
    };
    struct End {
        std::int64_t run;
        RunEnd end;
    };
    /// Where a run stands.
    struct Place {
        std::int64_t epoch;
        std::int64_t step;
    };
    using Samples = typename RunObjective<T>::Samples;

    void makeRoom(std::int64_t width);
    void refill();
    void startLane(std::size_t lane, std::int64_t run);
    [[nodiscard]] bool fits(const PreparedData &data) const;
    void closeUp();

    void advanceFullBatch();
    void lookAtEpochs();
    void planNextLook();
    void advanceMiniBatches();
    void learnMiniBatch(std::int64_t begin);
    void endEpochs();
    void learn(const LaneBatch<T> &batch, bool wantsLosses, T *gradient);
    void update(const std::function<Place(std::size_t)> &place);
    void endEpoch(std::size_t lane, std::int64_t epoch, double loss, bool isAllRight);
    void finish(std::size_t lane, const T *column, StopReason reason, const Place &place);
    void tellEnds();
    void tellSteps(bool atOnce);

    [[nodiscard]] bool isActive(std::size_t lane) const { return m_lanes[lane].run >= 0; }
    /// Where it is not known from the parameters, the losses must be.
    [[nodiscard]] bool isFinite(std::size_t lane) const;
    [[nodiscard]] bool areAllRight(std::size_t lane) const;
    [[nodiscard]] std::int64_t epochOf(std::size_t lane) const { return m_tick - m_lanes[lane].began; }
    [[nodiscard]] RunObjective<T> &objectiveOf(std::size_t lane)
    {
        return m_lanes[lane].own ? *m_lanes[lane].own : m_objective;
    }
    [[nodiscard]] std::vector<T> column(const T *values, std::size_t lane) const;

    const RunSet &m_set;
    std::size_t m_index;
    RunQueue &m_queue;
    const ManyRunsContext &m_context;
    TrainingOptions m_training;
    RunObjective<T> m_objective; ///< one run at a time, over the set's data: at starts and ends
    LaneKernel<T> m_kernel;
    std::size_t m_size; ///< of θ
    std::int64_t m_samples;
    std::int64_t m_batchSize;
    bool m_isFullBatch;
    bool m_hasOwnData = false;
    bool m_needsLoss;        ///< at the end of every epoch
    bool m_keepsTrail;       ///< where a run will end is not known before
    bool m_usesLoss;         ///< the optimizer does
    std::int64_t m_lookBack; ///< with the loss of which epoch that at the limit is compared
    T m_safeSize;
    std::vector<std::uint8_t> m_frozen;

    std::size_t m_width = 0;
    std::unique_ptr<LaneOptimizer<T>> m_optimizer;
    AlignedBuffer<T> m_theta;
    AlignedBuffer<T> m_other; ///< θ before the last update; where the next one is written
    AlignedBuffer<T> m_gradient;
    AlignedBuffer<T> m_losses;
    AlignedBuffer<T> m_penalties;
    AlignedBuffer<T> m_correct;
    AlignedBuffer<T> m_totals;
    AlignedBuffer<T> m_wanted; ///< how many right ones would be news
    LaneBatch<T> m_all;        ///< all samples
    LaneBatch<T> m_batch;      ///< of mini-batches
    std::vector<Lane> m_lanes;
    std::vector<End> m_ends;   ///< not told yet
    std::int64_t m_active = 0; ///< lanes that are not idle
    std::int64_t m_tick = 0;   ///< epochs since the block began
    std::int64_t m_nextLook = 0;
    bool m_isSafe = false;    ///< no parameter is so large that a loss might not be finite
    std::int64_t m_steps = 0; ///< not told yet
};

extern template class LaneRuns<float>;
extern template class LaneRuns<double>;

} // namespace basin
