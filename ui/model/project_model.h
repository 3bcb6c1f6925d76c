#pragma once

#include "project/project.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <functional>
#include <optional>
#include <utility>

namespace basin {

/// The one truth of the window: the project being worked on, changed through undo commands and nowhere else. Owned by
/// MainWindow, lives on the GUI thread.
class ProjectModel : public QObject {
    Q_OBJECT

public:
    explicit ProjectModel(QObject *parent = nullptr);
    ~ProjectModel() override;

    [[nodiscard]] const Project &project() const { return m_project; }
    [[nodiscard]] QUndoStack *undoStack() { return &m_undo; }

    /// An edit of the project as one undo command, called `text` in the menu. Edits in a row with the same `mergeKey`
    /// (one drag of a slider) become one; an empty key never merges. A change that cannot be (a wrong value, layers
    /// that do not fit the data) is refused with rejected() and the old value stays. Returns whether it was taken.
    bool edit(const QString &text, const QString &mergeKey, const std::function<void(Project &)> &change);
    /// Sets one key of the file format: edit(…) for what has no control of its own.
    bool setKey(const QString &text, const QString &path, const QString &value);
    /// Takes over a project with its run (its `state`) as one undo command; undo brings back the present project with
    /// its run where `here` says it stands.
    bool adopt(const QString &text, Project project, std::optional<RunState> here);
    /// A further look at each edit, by whoever knows the data: throws InputError for what cannot be.
    void setCheck(std::function<void(const Project &after)> check) { m_check = std::move(check); }
    /// Who may refuse an edit for reasons of their own (a lesson that has set a part): gives one sentence, or nothing.
    void setGuard(std::function<QString(const Project &before, const Project &after)> guard)
    {
        m_guard = std::move(guard);
    }
    /// Ends a merge: the next edit is a command of its own.
    void endMerge();

    /// Takes over settings that are in force though nobody edits now: those of the moment a run went back to. No undo
    /// command; the next edit is one of its own.
    void follow(const std::function<void(Project &)> &change);

    /// Replaces everything (open, new, an example); clears the undo history.
    void reset(Project project, const QString &fileName);
    /// The same for a project that was put aside, with the mark of unsaved changes that it had.
    void restore(Project project, const QString &fileName, bool isModified);
    /// Takes note that `fileName` now holds project() (with `state`, that of the run).
    void setSaved(const QString &fileName);

    [[nodiscard]] QString fileName() const { return m_fileName; } ///< empty: never saved
    [[nodiscard]] QString displayName() const;                    ///< file name, else the title, else "Untitled"
    [[nodiscard]] bool isModified() const;

signals:
    /// After every change, undo and redo too.
    void changed(const basin::Project &before, basin::ChangeEffect effect);
    void replaced(); ///< after reset(), before changed()
    void rejected(const QString &path, const QString &message);
    void nameChanged(); ///< file name or modified mark

private:
    class EditCommand;
    void apply(const Project &project);

    Project m_project;
    QUndoStack m_undo;
    QString m_fileName;
    std::function<void(const Project &after)> m_check;
    std::function<QString(const Project &before, const Project &after)> m_guard;
    bool m_cutMerge = false;
};

} // namespace basin
