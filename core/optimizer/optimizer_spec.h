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
    Options options = {}; ///< learning_rate, beta_1, …: the keys of that row

    /// The set value or the convention's default; a flag counts as 0 or 1.
    /// @throws std::out_of_range for a key the optimizer has not
    [[nodiscard]] double value(std::string_view key) const;
    friend bool operator==(const OptimizerSpec &, const OptimizerSpec &) = default;
};

/// One update rule. Every list of optimizers is read from optimizers().
struct OptimizerKind {
    std::string name;
    std::vector<OptionSpec> keras;   ///< hyperparameters with Keras' defaults
    std::vector<OptionSpec> pytorch; ///< the same keys with PyTorch's
    std::string kerasFormula;        ///< plain text, one line; g is the gradient, p a parameter, lr the learning rate
    std::string pytorchFormula;
    bool fullBatchOnly = false; ///< lbfgs, levenberg_marquardt; the rprop family is meant for full batches, but runs
    bool usesLoss = false;      ///< Optimizer::update() looks at its `loss` (irprop_plus)
    [[nodiscard]] const std::vector<OptionSpec> &options(Convention convention) const
    {
        return convention == Convention::Keras ? keras : pytorch;
    }
    [[nodiscard]] const std::string &formula(Convention convention) const
    {
        return convention == Convention::Keras ? kerasFormula : pytorchFormula;
    }
};

[[nodiscard]] const std::vector<OptimizerKind> &optimizers();
[[nodiscard]] const OptimizerKind *findOptimizer(std::string_view name);

/// The one check of an optimizer's settings: its name, its keys, their ranges, and delta_min ≤ delta_max.
/// @throws InputError whose place is "optimizer.name", "optimizer.beta_1", …
void checkOptimizer(const OptimizerSpec &spec);

} // namespace basin
