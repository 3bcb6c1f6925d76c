#pragma once

#include "model/live_run.h"

#include <QObject>
#include <QString>

#include <functional>

class QWidget;

namespace basin {

class Dialogs;

/// The project as a file: new, open, save, examples, "save changes?". Owned by MainWindow.
class Document : public QObject {
    Q_OBJECT

public:
    Document(ProjectModel *model, LiveRun *run, Dialogs *dialogs, QWidget *window);

    void newProject();
    void openDialog();
    /// A `.basin` file, a CSV file (imported over the present project's settings), a picture that Basin exported, or
    /// "lesson:NAME" (an example, else a lesson). Asks first where there are changes; says what is wrong where it
    /// cannot be opened, and keeps what is there.
    bool open(const QString &path);
    /// A project that is in no file; asks before losing unsaved work.
    bool openProject(Project project);
    bool openExample(const QString &name);
    bool save();
    bool saveAs();
    /// False where the user wants to stay.
    bool mayDiscard();

    /// What open() does with "lesson:NAME" and with a lesson's file; returns whether it was opened.
    void setLessonOpener(std::function<bool(const QString &source)> open) { m_openLesson = std::move(open); }

    static constexpr auto projectFilter = "*.basin";

signals:
    void aboutToDiscard();                ///< before anything asks for the project's place
    void csvDropped(const QString &path); ///< open() of a CSV: the window shows the import preview
    void recentFilesChanged();

private:
    bool load(const QString &path);
    bool saveTo(const QString &path);

    ProjectModel *m_model;
    LiveRun *m_run;
    Dialogs *m_dialogs;
    QWidget *m_window;
    std::function<bool(const QString &source)> m_openLesson;
};

} // namespace basin
