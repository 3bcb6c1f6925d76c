#pragma once

#include "data/option.h"

#include <string>
#include <string_view>
#include <vector>

namespace basin {

enum class Convention { Keras, PyTorch };

/// What the user chose under `optimizer` of a project. Hyperparameters that were not set have the convention's
/// defaults.
struct OptimizerSpec {
    std::string name = "adam"; ///< a row of optimizers()
    Convention convention = Convention::Keras;
    Options options; ///< learning_rate, beta_1, …: the keys of that row

    /// The set value or the convention's default. @throws std::out_of_range for a key the optimizer has not
    [[nodiscard]] double value(std::string_view key) const;
    friend bool operator==(const OptimizerSpec &, const OptimizerSpec &) = default;
};

/// One update rule. Every list of optimizers is read from optimizers().
struct OptimizerKind {
    std::string name;
    std::vector<OptionSpec> keras;   ///< hyperparameters with Keras' defaults
    std::vector<OptionSpec> pytorch; ///< the same keys with PyTorch's
    bool fullBatchOnly = false;      ///< lbfgs, levenberg_marquardt, (rprop family may run on batches, with a warning)
    [[nodiscard]] const std::vector<OptionSpec> &options(Convention convention) const
    {
        return convention == Convention::Keras ? keras : pytorch;
    }
};

[[nodiscard]] const std::vector<OptimizerKind> &optimizers();
[[nodiscard]] const OptimizerKind *findOptimizer(std::string_view name);

} // namespace basin
