#pragma once

#include "training/point_schedule.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace basin {

/// What a run was at the end of some epoch; not a number where it was not measured (no test part, regression).
struct Metrics {
    double loss = std::numeric_limits<double>::quiet_NaN(); ///< data term over the training part
    double penalty = 0.0;                                   ///< L1 + L2
    double testLoss = std::numeric_limits<double>::quiet_NaN();
    double accuracy = std::numeric_limits<double>::quiet_NaN(); ///< share of the training part on the right side
    double testAccuracy = std::numeric_limits<double>::quiet_NaN();
    std::int64_t correct = 0; ///< training samples on the right side
    friend bool operator==(const Metrics &, const Metrics &) = default;
};

/// One stretch of epochs: the exact metrics at its first epoch and the loss's range over all of it.
struct HistoryBin {
    std::int64_t epoch = 0; ///< its first epoch; 0 is the start, before any update
    Metrics first;
    double lossLow = 0.0;
    double lossHigh = 0.0;
};

/// A knob that was turned while the run went on.
struct HistoryEvent {
    std::int64_t epoch = 0;
    std::string key;  ///< the project's key path: "optimizer.learning_rate", or "parameter.h1.x1"
    std::string from; ///< as in the project file; both empty where a list or all of θ was replaced
    std::string to;
    friend bool operator==(const HistoryEvent &, const HistoryEvent &) = default;
};

using HistoryEvents = std::vector<HistoryEvent>;

/// How far a History had come at some moment: what a later one needs to be as it was then.
struct HistoryMark {
    std::size_t bins = 0;
    std::int64_t stride = 1;
    HistoryBin last;            ///< the last of them as it was then
    std::vector<float> weights; ///< its traces
    std::vector<float> outputs;
    std::shared_ptr<const HistoryEvents> events; ///< shared by all marks between two changes
    std::int64_t solvedEpoch = -1;
};

/// The curves of a run in bounded memory, however long it gets: when the bins are full, neighbours merge and the stride
/// doubles. Bins begin at multiples of the stride (the first where the run began). What is recorded depends on the
/// epoch alone, never on the clock or on who watches.
class History {
public:
    static constexpr std::size_t standardCapacity = PointSchedule::standardCapacity; ///< bins; even
    static constexpr std::size_t maximumTraces = 64; ///< pattern outputs that are traced
    /// Weights that are traced: all of a network this small, which gives its path through weight space.
    static constexpr std::size_t maximumWeightTraces = 256;
    static constexpr std::size_t maximumEvents = 1000; ///< beyond it the oldest are dropped

    explicit History(std::size_t weightTraces = 0, std::size_t outputTraces = 0,
                     std::size_t capacity = standardCapacity);

    /// True when `epoch` begins a bin: then full metrics (and traces) are wanted, else the loss alone is enough.
    [[nodiscard]] bool wantsPoint(std::int64_t epoch) const { return m_schedule.wantsPoint(epoch); }
    /// Begins a bin. At the epoch of the last bin it replaces what was measured there (a weight was edited at rest);
    /// the range of the loss keeps both.
    /// @param weights, outputs  weightTraces() and outputTraces() values
    void addPoint(std::int64_t epoch, const Metrics &metrics, std::span<const double> weights,
                  std::span<const double> outputs);
    /// Widens the range of the last bin.
    void addLoss(double loss)
    {
        HistoryBin &bin = m_bins.back();
        bin.lossLow = loss < bin.lossLow ? loss : bin.lossLow;
        bin.lossHigh = loss > bin.lossHigh ? loss : bin.lossHigh;
    }
    /// A further change of one key at one epoch (a slider that is dragged at rest) goes into the event that is there.
    void addEvent(HistoryEvent event);

    [[nodiscard]] const std::vector<HistoryBin> &bins() const { return m_bins; }
    [[nodiscard]] std::int64_t stride() const { return m_schedule.stride(); }
    [[nodiscard]] std::size_t weightTraces() const { return m_weightTraces; }
    [[nodiscard]] std::size_t outputTraces() const { return m_outputTraces; }
    /// Trace values of bin b lie at [b · weightTraces(), …).
    [[nodiscard]] const std::vector<float> &weights() const { return m_weights; }
    /// Of the first patterns, all outputs of one pattern side by side; bin b at [b · outputTraces(), …).
    [[nodiscard]] const std::vector<float> &outputs() const { return m_outputs; }
    [[nodiscard]] const HistoryEvents &events() const { return *m_events; }
    /// The first epoch (0 is the start) at which every training sample was seen on the right side; −1: never yet.
    [[nodiscard]] std::int64_t solvedEpoch() const { return m_solvedEpoch; }
    void setSolvedEpoch(std::int64_t epoch) { m_solvedEpoch = epoch; }

    [[nodiscard]] HistoryMark mark() const;
    /// The history that had this mark, from one that the same run has come to with no merge of bins in between.
    [[nodiscard]] History backAt(const HistoryMark &mark) const;
    /// The epoch whose point will fill the bins, so that neighbours merge.
    [[nodiscard]] std::int64_t mergeEpoch() const;
    [[nodiscard]] std::int64_t bytes() const; ///< memory that it holds, without the events

private:
    void mergeNeighbours();

    std::size_t m_weightTraces;
    std::size_t m_outputTraces;
    PointSchedule m_schedule;
    std::int64_t m_solvedEpoch = -1;
    std::vector<HistoryBin> m_bins;
    std::vector<float> m_weights;
    std::vector<float> m_outputs;
    std::shared_ptr<const HistoryEvents> m_events; ///< replaced, never changed: marks share it
};

} // namespace basin
