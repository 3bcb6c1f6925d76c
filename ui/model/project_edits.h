#pragma once

#include "project/project.h"

#include <cstddef>
#include <functional>
#include <string>

namespace basin {

/// Edits that touch more than one part of a project so that it stays one that can be trained.

/// θ typed in by hand and frozen weights belong to one architecture: they go when it changes.
void forgetParameters(Project &project);

/// Changes a layer's activation (an LSTM becomes a dense layer); on the last layer a loss that does not fit the new one
/// gives way to the one that does.
void setActivation(Project &project, std::size_t layer, const std::string &activation);

/// Makes the first layer, a hidden one, an LSTM, which reads a sample as so many steps as `data.steps` says.
void makeRecurrent(Project &project);

/// Makes the last layer fit data with so many targets: units, and for classes the activation and the loss.
void fitOutputs(Project &project, int targets, bool classification);

/// Edits the samples by hand: `raw` as they are now; the data's source becomes `inline`.
void editSamples(Project &project, const Dataset &raw, const std::function<void(Rows &inputs, Rows &targets)> &change);

} // namespace basin
