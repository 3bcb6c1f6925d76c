#pragma once

namespace basin {

/// What this thread does from now on, and what those do that it starts, waits for a run that someone looks at. (Linux
/// knows no priorities of usual threads but niceness, and QThread's do nothing.)
void lowerPriority();

} // namespace basin
