#pragma once

#include "data/data_spec.h"
#include "network/architecture.h"
#include "network/loss.h"

namespace basin {

/// A size of parameters up to which loss + penalty over the training part are finite for certain, where no number may
/// grow beyond `largest`; 0 if there is none. So runs in lanes can tell that nothing has diverged without a look at the
/// loss.
[[nodiscard]] double finiteBound(const Architecture &architecture, const LossSpec &loss, const PreparedData &data,
                                 double largest);

} // namespace basin
