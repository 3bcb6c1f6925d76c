#pragma once

#include "lesson/lesson.h"

#include <QString>

namespace basin {

/// What is still to be done before a step is done, as an order: "Run until epoch 5 000." Empty where it is.
[[nodiscard]] QString whatIsLeft(const Condition &condition, const LessonMoment &moment);

/// A page of the window as its tab says: "Error surface".
[[nodiscard]] QString pageTitle(std::string_view page);

/// "about 10 minutes", "4 steps": what a lesson asks of one's time.
[[nodiscard]] QString minutesText(int minutes);
[[nodiscard]] QString stepsText(int steps);

/// "stuck" as the window says it: "Stuck".
[[nodiscard]] QString outcomeTitle(Outcome outcome);

} // namespace basin
