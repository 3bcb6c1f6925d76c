#pragma once

#include "network/loss.h"
#include "training/history.h"

#include <QString>

#include <string_view>

namespace basin {

struct LayerSpec;
struct Project;

/// What the project file's words are called on the screen, translated. A word without a title of its own is shown as it
/// is.
[[nodiscard]] QString optimizerTitle(std::string_view name);
[[nodiscard]] QString lossTitle(std::string_view name);     ///< "Cross-entropy"
[[nodiscard]] QString lossAxisTitle(std::string_view name); ///< "loss (mean cross-entropy)"
[[nodiscard]] QString lossAxisTitle(const LossSpec &loss);  ///< the same with "+ penalty" where there is one
/// A layer by its activation, or as "LSTM".
[[nodiscard]] QString layerTitle(const LayerSpec &layer);
[[nodiscard]] QString activationTitle(std::string_view name); ///< "leaky ReLU"
[[nodiscard]] QString initialiserTitle(std::string_view name);
[[nodiscard]] QString sourceTitle(std::string_view name);
[[nodiscard]] QString gateTitle(std::string_view name);
/// What a project learns: "Logic gate XOR", a file's name.
[[nodiscard]] QString dataTitle(const Project &project);
[[nodiscard]] QString gradientFaultTitle(GradientFault fault); ///< "Forgotten bias"
/// A key of an optimizer, an initialiser or a data source: "β₁", "momentum", "samples".
[[nodiscard]] QString optionTitle(std::string_view key);

/// A built-in project: "XOR that learns".
[[nodiscard]] QString exampleTitle(std::string_view name);

/// A knob that was turned: "learning rate 0.003 → 0.006".
[[nodiscard]] QString eventText(const HistoryEvent &event);
/// The same in a word or two: "learning rate".
[[nodiscard]] QString eventTitle(const HistoryEvent &event);

} // namespace basin
