#pragma once

#include "optimizer/optimizer.h"
#include "training/run_objective.h"
#include "training/training_run.h"

#include <memory>
#include <span>
#include <vector>

namespace basin {

/// A run with all its arithmetic in T. θ is double-buffered: the update writes the other buffer, so the last θ with a
/// finite loss is still there when the next one has none.
template <class T>
class TypedRun final : public TrainingRun {
public:
    TypedRun(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state);

    StopReason advance(std::int64_t updates) override;
    [[nodiscard]] Vector parameters() const override;
    [[nodiscard]] Vector gradient() override;
    [[nodiscard]] Metrics metrics() override;
    [[nodiscard]] Matrix outputs(Eigen::Index samples) override;

private:
    using Value = typename RunObjective<T>::Value;

    /// What is known at the present θ.
    struct Measurement {
        bool hasLoss = false;
        bool hasGradient = false; ///< m_gradient is that of loss + penalty over the training part
        bool hasTest = false;
        Value value = {};
        Value test = {};
    };
    struct Place {
        std::int64_t epoch = 0;
        std::int64_t position = 0;
    };

    void applyParameters(ConstVectorRef parameters) override;
    void applyLoss(const LossSpec &loss) override;
    void applyOptimizer(const OptimizerSpec &optimizer) override;
    void applyTraining(const TrainingOptions &training) override;
    void remeasure() override;
    [[nodiscard]] std::vector<std::vector<double>> optimizerState() const override;
    void addTo(RunMoment &moment) const override;
    void applyMoment(const RunMoment &moment) override;
    void setOptimizerState(const std::vector<std::vector<double>> &state);

    void makeFreshOptimizer(const OptimizerSpec &optimizer);
    void freeze(const std::vector<std::int64_t> &indices);

    std::int64_t advanceFullBatch(std::int64_t updates);
    void advanceMiniBatch();
    void iterateFullBatch();
    void endEpoch();
    void addPoint();
    void stopDiverged(std::int64_t step);
    void stepBack();

    void measureLoss();
    void measureGradient();
    void measureTest();

    RunObjective<T> m_objective;
    std::unique_ptr<Optimizer<T>> m_optimizer;
    std::unique_ptr<FullBatchOptimizer<T>> m_fullBatchOptimizer; ///< instead of m_optimizer
    std::vector<std::uint8_t> m_frozen;                          ///< empty: none
    std::vector<T> m_theta;
    std::vector<T> m_other; ///< θ before the last update, if m_hasPrevious; where the next one is written
    std::vector<T> m_gradient;
    Measurement m_measured;
    bool m_hasPrevious = false;
    Place m_previous; ///< where m_other was reached
    std::vector<T> m_tracedInputs;
    std::vector<T> m_tracedOutputs;
    std::vector<double> m_weightTraces;
    std::vector<double> m_outputTraces;
};

} // namespace basin
