#pragma once

#include "training/trainer.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace basin {

/// When a run comes to rest by itself. Asked once at the end of each epoch, in the hot loop: a few compares.
class StopRules {
public:
    explicit StopRules(const TrainingOptions &options) { set(options); }

    /// Rules that were overridden hold again; patience is counted anew.
    void set(const TrainingOptions &options)
    {
        if (options.epochs != m_epochs) {
            m_epochs = options.epochs;
            m_moreEpochs = 0;
        }
        m_limit = options.limitEpochs ? m_epochs + m_moreEpochs : std::numeric_limits<std::int64_t>::max();
        m_stopLoss = options.stopLoss > 0.0 ? options.stopLoss : off;
        m_patience = options.patience;
        restartPatience();
    }

    void restartPatience() { m_best = std::numeric_limits<double>::infinity(); }

    /// The user asks for more though `reason` holds: so many epochs again, or that rule is left aside until set().
    void override(StopReason reason, std::int64_t epoch)
    {
        if (reason == StopReason::EpochLimit) {
            m_moreEpochs = epoch - m_epochs + std::max<std::int64_t>(1, m_epochs);
            m_limit = m_epochs + m_moreEpochs;
        }
        if (reason == StopReason::LossReached)
            m_stopLoss = off;
        restartPatience();
    }

    /// Whether the loss must be measured at the end of every epoch.
    [[nodiscard]] bool needLoss() const { return m_stopLoss > 0.0 || m_patience > 0; }

    /// @param loss  at the end of `epoch`; any value where needLoss() is false
    [[nodiscard]] StopReason check(std::int64_t epoch, double loss)
    {
        if (loss <= m_stopLoss)
            return StopReason::LossReached;
        if (m_patience > 0 && hasNoProgress(epoch, loss))
            return StopReason::NoProgress;
        return epoch >= m_limit ? StopReason::EpochLimit : StopReason::None;
    }

private:
    static constexpr double off = -std::numeric_limits<double>::infinity(); ///< below any loss
    static constexpr double progress = 1e-4;

    bool hasNoProgress(std::int64_t epoch, double loss)
    {
        if (loss < m_best - progress * m_best || m_best == std::numeric_limits<double>::infinity()) {
            m_best = loss;
            m_bestEpoch = epoch;
            return false;
        }
        return epoch - m_bestEpoch >= m_patience;
    }

    std::int64_t m_epochs = -1;
    std::int64_t m_moreEpochs = 0;
    std::int64_t m_limit = 0;
    double m_stopLoss = off;
    std::int64_t m_patience = 0;
    double m_best = 0.0;
    std::int64_t m_bestEpoch = 0;
};

} // namespace basin
