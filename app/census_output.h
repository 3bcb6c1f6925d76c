#pragma once

#include "experiment/census.h"
#include "project/json_document.h"

#include <string>

namespace basin {

[[nodiscard]] Json censusJson(const Census &census);
/// For people: share, outcomes, a table of the cells.
[[nodiscard]] std::string censusTable(const Census &census);

} // namespace basin
