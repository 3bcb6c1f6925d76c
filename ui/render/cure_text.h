#pragma once

#include "diagnosis/diagnosis.h"
#include "project/project.h"

#include <QString>

namespace basin {

/// What a cure is called on its button: "Three hidden units", "New weights, same settings".
[[nodiscard]] QString cureTitle(const Cure &cure, const Project &project);
/// What it does, in a sentence.
[[nodiscard]] QString cureTip(const Cure &cure);

} // namespace basin
