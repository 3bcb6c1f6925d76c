#pragma once

#include "data/dataset.h"
#include "project/json_document.h"

#include <string>

namespace basin {

/// Writes results to stdout and flushes them. @throws WriteError where they did not arrive
void writeOutput(const std::string &text);

/// "basin: …" on stderr, on one line whatever the message holds.
void printError(const std::string &message);

/// A long run must not end in "no such folder". @throws InputError unless `file` is empty or could be written there
void checkTarget(const char *option, const std::string &file);

/// Not a number, and infinity, are null in JSON.
[[nodiscard]] Json numberOrNull(double value);
[[nodiscard]] Json rowsJson(const Matrix &matrix);
[[nodiscard]] Json listJson(ConstVectorRef values);

/// Few digits, for people.
[[nodiscard]] std::string readableNumber(double value);
/// All 17 digits where they are needed, for a CSV cell; empty for what is not a number.
[[nodiscard]] std::string exactNumber(double value);

} // namespace basin
