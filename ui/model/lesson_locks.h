#pragma once

#include "lesson/lesson.h"

#include <string>

namespace basin {

/// The first control of lessonControls() that a step does not leave to the user and that tells these projects apart;
/// empty where the edit may be.
[[nodiscard]] std::string lockedControl(const LessonStep &step, const Project &before, const Project &after);

} // namespace basin
