#include "window/lesson_controls.h"

#include "controls/section.h"

#include <QWidget>

namespace basin {

namespace {

using Id = ActionId;

/// What would let something run.
const QList<ActionId> &runningActions()
{
    static const QList<ActionId> actions{Id::PlayPause, Id::Step,       Id::TenSteps, Id::StepEpoch,
                                         Id::TenEpochs, Id::NewWeights, Id::StartRuns};
    return actions;
}

void apply(QWidget *widget, ControlState state)
{
    const bool isLocked = state == ControlState::Locked;
    const bool isHidden = state == ControlState::Hidden;
    if (auto *row = qobject_cast<SectionRow *>(widget)) {
        row->setLocked(isLocked);
        row->setWithheld(isHidden);
        return;
    }
    if (auto *section = qobject_cast<SideSection *>(widget))
        section->setLocked(isLocked);
    else
        widget->setEnabled(!isLocked);
    widget->setVisible(!isHidden);
}

} // namespace

const QList<ControlActions> &controlActions()
{
    static const QList<ControlActions> rows{
        {"data", {Id::EditData, Id::ImportCsv}},
        {"network", {Id::AddUnit, Id::RemoveUnit, Id::AddLayer, Id::RemoveLayer}},
        {"start", {}},
        {"seed", {Id::NewWeights}},
        {"weights", {Id::EditWeights, Id::UnfreezeAll}},
        {"optimizer", {}},
        {"learning_rate", {}},
        {"loss", {}},
        {"penalty", {}},
        {"batch", {}},
        {"precision", {}},
        {"stop", {}},
        {"speed", {Id::Slower, Id::Faster}},
        {"runs", {}},
        {"why", {}},
        {"timeline", {}},
        {"train_page", {Id::TrainPage}},
        {"surface_page", {Id::SurfacePage, Id::WayOut, Id::StationaryPoints}},
        {"runs_page", {Id::RunsPage}},
    };
    return rows;
}

void applyLessonControls(QWidget *window, const LessonStep *step)
{
    for (const LessonControl &control : lessonControls())
        for (QWidget *widget : window->findChildren<QWidget *>(controlName(control.name)))
            apply(widget, step ? step->control(control.name) : ControlState::Shown);
}

void freeActions(const Actions &actions)
{
    for (const ControlActions &row : controlActions())
        for (const ActionId id : row.actions)
            actions[id]->setEnabled(true);
    for (const ActionId id : runningActions())
        actions[id]->setEnabled(true);
}

void restrictActions(const Actions &actions, const LessonStep *step, bool isGated)
{
    if (step)
        for (const ControlActions &row : controlActions())
            if (step->control(row.control) != ControlState::Shown)
                for (const ActionId id : row.actions)
                    actions[id]->setEnabled(false);
    if (isGated)
        for (const ActionId id : runningActions())
            actions[id]->setEnabled(false);
}

} // namespace basin
