#pragma once

#include "training/training_options.h"

#include <functional>
#include <string>
#include <string_view>

namespace basin {

/// Told of each key that differs: its path, the value before and after, as in the project file (effective values: a key
/// left out shows its default). Lists (`training.frozen`) and all of θ come with empty values.
using ChangeListener = std::function<void(std::string_view key, std::string from, std::string to)>;

void reportChanges(const LossSpec &before, const LossSpec &after, const ChangeListener &listener);
void reportChanges(const OptimizerSpec &before, const OptimizerSpec &after, const ChangeListener &listener);
void reportChanges(const TrainingOptions &before, const TrainingOptions &after, const ChangeListener &listener);

/// The shortest text that reads back as the same number.
[[nodiscard]] std::string numberText(double value);

} // namespace basin
