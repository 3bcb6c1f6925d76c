#pragma once

#include "model/lesson_run.h"

#include <QDate>
#include <QString>

#include <vector>

namespace basin {

/// What a report of a lesson is made of. A value: make it at any moment of a lesson, write it on any thread that may
/// paint.
struct LessonReport {
    Lesson lesson;
    std::vector<StepRecord> records; ///< one for each step
    QString pupil;                   ///< may be empty
    QDate date;
};

/// One page of HTML that needs nothing but itself: the pictures are inside. Qt's own documents can print it, and it
/// reads in black and white.
[[nodiscard]] QString lessonReportHtml(const LessonReport &report);

/// Writes it as .html or, by its ending, as .pdf on A4. Empty, or one line that says why not; a file that was there is
/// then as it was.
[[nodiscard]] QString writeLessonReport(const LessonReport &report, const QString &path);

} // namespace basin
