#pragma once

#include "window/actions.h"

#include "lesson/lesson.h"

class QWidget;

namespace basin {

/// What of the window belongs to one control of core's lessonControls(): the widgets that carry its name
/// (setControl()) and these actions.
struct ControlActions {
    const char *control;
    QList<ActionId> actions;
};
[[nodiscard]] const QList<ControlActions> &controlActions();

/// Shows, locks and hides the parts of a window as a step says; null: all is the user's again.
void applyLessonControls(QWidget *window, const LessonStep *step);

/// Enables what restrictActions() may have taken; to be called before whatever enables actions otherwise.
void freeActions(const Actions &actions);

/// Takes from the actions what the step does not leave to the user, and while its question is open what would run. To
/// be called after whatever enables them otherwise.
void restrictActions(const Actions &actions, const LessonStep *step, bool isGated);

} // namespace basin
