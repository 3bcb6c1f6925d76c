#pragma once

#include "project_argument.h"

#include "training/trainer.h"

namespace basin {

/// Makes the run one that ends. @throws InputError for a network that cannot be trained
void prepareToTrain(const ProjectArgument &argument, PreparedRun &run);

/// Trains to the end, with a bar on stderr where that is a terminal. False: it was interrupted, and stderr says so.
[[nodiscard]] bool trainToTheEnd(Trainer &trainer);

} // namespace basin
