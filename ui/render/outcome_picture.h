#pragma once

#include "experiment/census.h"

#include <QImage>

#include <stop_token>

namespace basin {

struct Theme;

/// Trains one run of a census again, to the end it came to; nothing where that was stopped or cannot be.
[[nodiscard]] std::optional<Vector> trainAgain(const PreparedRun &run, std::stop_token stop);

/// A small square picture of where that run ended: the output over its inputs, with the patterns where they are few.
/// Null where there is none. For a worker's thread.
[[nodiscard]] QImage outcomePicture(const CensusSpec &spec, std::int64_t cell, std::int64_t run, int pixels,
                                    const Theme &theme, std::stop_token stop);

} // namespace basin
