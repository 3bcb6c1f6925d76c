#pragma once

#include "training/many_runs.h"

namespace basin {

/// What many runs have in common while they go on.
struct ManyRunsContext {
    const RunSink &sink;
    std::atomic<std::int64_t> *steps = nullptr;
    std::stop_token stop;
};

/// The start of a run whose spec is the set's.
[[nodiscard]] InitialisationSpec startOf(const RunSet &set, const RunStart &start);

/// The end of a run whose start has no finite loss.
[[nodiscard]] RunEnd refusedEnd(Vector parameters);

/// Trains one run by itself and tells its end, unless it is stopped.
void trainAlone(const RunSet &set, std::size_t index, std::int64_t run, const RunStart &start,
                const ManyRunsContext &context);

} // namespace basin
