#pragma once

#include "landscape/local_model.h"
#include "landscape/stationary.h"

namespace basin {

/// refineStationary() with a workspace that many searches share.
[[nodiscard]] RefinedPoint refineStationary(LocalModel &model, ConstVectorRef start);

/// Follows the loss downhill to where its slope is small. Meant for losses with a penalty, whose minima are finite;
/// else it goes towards infinity until its steps are used up.
[[nodiscard]] Vector descend(LocalModel &model, ConstVectorRef start);

} // namespace basin
