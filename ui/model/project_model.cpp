#include "model/project_model.h"

#include <QFileInfo>
#include <QUndoCommand>

#include <utility>

namespace basin {

namespace {

constexpr int editCommandId = 1;

/// Data that is generated or read is not looked at here (it may be a large file): only what the project says of itself.
void check(const Project &project)
{
    [[maybe_unused]] const Project read = parseProject(projectText(project), {});
}

} // namespace

class ProjectModel::EditCommand : public QUndoCommand {
public:
    EditCommand(ProjectModel *model, QString mergeKey, Project before, Project after)
        : m_model(model), m_mergeKey(std::move(mergeKey)), m_before(std::move(before)), m_after(std::move(after))
    {
    }

    void undo() override { m_model->apply(m_before); }
    void redo() override { m_model->apply(m_after); }
    int id() const override { return m_mergeKey.isEmpty() ? -1 : editCommandId; }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const EditCommand *>(other);
        if (next->m_mergeKey != m_mergeKey || next->m_cut)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

    void setCut(bool cut) { m_cut = cut; }

private:
    ProjectModel *m_model;
    QString m_mergeKey;
    Project m_before;
    Project m_after;
    bool m_cut = false;
};

ProjectModel::ProjectModel(QObject *parent) : QObject(parent)
{
    m_undo.setUndoLimit(500);
    connect(&m_undo, &QUndoStack::cleanChanged, this, &ProjectModel::nameChanged);
}

ProjectModel::~ProjectModel()
{
    // The stack empties itself as it goes, and says so to listeners that may be half gone.
    m_undo.disconnect();
}

bool ProjectModel::edit(const QString &text, const QString &mergeKey, const std::function<void(Project &)> &change)
{
    Project after = m_project;
    try {
        change(after);
        after.state.reset(); // a saved run belongs to the project as it was saved
        check(after);
        if (m_check)
            m_check(after);
    } catch (const InputError &error) {
        emit rejected(QString::fromStdString(error.where()), QString::fromUtf8(error.what()));
        return false;
    }
    Project before = m_project;
    before.state.reset();
    if (after == before)
        return true;
    if (const QString reason = m_guard ? m_guard(before, after) : QString(); !reason.isEmpty()) {
        emit rejected({}, reason);
        return false;
    }
    auto *command = new EditCommand(this, mergeKey, m_project, std::move(after));
    command->setText(text);
    command->setCut(std::exchange(m_cutMerge, false));
    m_undo.push(command);
    return true;
}

bool ProjectModel::adopt(const QString &text, Project project, std::optional<RunState> here)
{
    try {
        check(project);
    } catch (const InputError &error) {
        emit rejected(QString::fromStdString(error.where()), QString::fromUtf8(error.what()));
        return false;
    }
    Project before = m_project;
    before.state = std::move(here);
    auto *command = new EditCommand(this, {}, std::move(before), std::move(project));
    command->setText(text);
    m_undo.push(command);
    return true;
}

bool ProjectModel::setKey(const QString &text, const QString &path, const QString &value)
{
    return edit(text, path, [&](Project &project) { basin::setKey(project, path.toStdString(), value.toStdString()); });
}

void ProjectModel::endMerge()
{
    m_cutMerge = true;
}

void ProjectModel::follow(const std::function<void(Project &)> &change)
{
    Project after = m_project;
    change(after);
    endMerge();
    apply(after);
}

void ProjectModel::reset(Project project, const QString &fileName)
{
    const Project before = std::exchange(m_project, std::move(project));
    m_fileName = fileName;
    m_undo.clear();
    emit replaced();
    emit changed(before, ChangeEffect::Restart);
    emit nameChanged();
}

void ProjectModel::restore(Project project, const QString &fileName, bool isModified)
{
    reset(std::move(project), fileName);
    if (isModified)
        m_undo.resetClean();
}

void ProjectModel::setSaved(const QString &fileName)
{
    m_fileName = fileName;
    m_project = inFolder(std::move(m_project), QFileInfo(fileName).absolutePath().toStdString());
    m_undo.setClean();
    emit nameChanged();
}

QString ProjectModel::displayName() const
{
    if (!m_fileName.isEmpty())
        return QFileInfo(m_fileName).fileName();
    return m_project.title.empty() ? tr("Untitled") : QString::fromStdString(m_project.title);
}

bool ProjectModel::isModified() const
{
    return !m_undo.isClean();
}

void ProjectModel::apply(const Project &project)
{
    const Project before = std::exchange(m_project, project);
    emit changed(before, changeEffect(before, m_project));
}

} // namespace basin
