#include "training/training_options.h"

#include <cmath>

namespace basin {

std::optional<std::string> TrainingOptions::problem() const
{
    if (batchSize < 0)
        return "training.batch_size: must be 0 (the full batch) or more";
    if (epochs < 0)
        return "training.epochs: must be 0 or more";
    if (!std::isfinite(stopLoss) || stopLoss < 0.0)
        return "training.stop_loss: must be 0 (off) or more";
    if (!std::isfinite(solvedLoss) || solvedLoss < 0.0)
        return "training.solved_loss: must be 0 (off) or more";
    if (patience < 0)
        return "training.stop_patience: must be 0 (off) or more";
    for (std::size_t i = 0; i < frozen.size(); ++i) {
        if (frozen[i] < 0)
            return "training.frozen[" + std::to_string(i) + "]: must be an index of a parameter";
    }
    return std::nullopt;
}

} // namespace basin
