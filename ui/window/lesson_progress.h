#pragma once

#include "model/lesson_run.h"

#include <QVariantMap>

namespace basin {

/// How far one got in a lesson as the settings keep it between two sittings: steps done and answers, not what was
/// measured.
[[nodiscard]] QVariantMap lessonProgress(const LessonRun::Kept &kept);
/// Takes what fits the lesson; it may have been changed since.
[[nodiscard]] LessonRun::Kept lessonProgress(const QVariantMap &map, const Lesson &lesson);

} // namespace basin
