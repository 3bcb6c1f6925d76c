#include "window/document.h"

#include "window/dialogs.h"
#include "window/settings.h"

#include "project/examples.h"

#include <QFileInfo>
#include <QImageReader>
#include <QWidget>

namespace basin {

namespace {

/// A picture that Basin exported carries its project as text.
std::string projectInPicture(const QString &path)
{
    QImageReader reader(path);
    const QString text = reader.text(QStringLiteral("basin"));
    if (text.isEmpty())
        throw InputError(path.toStdString(), Document::tr("holds no Basin project").toStdString());
    return text.toStdString();
}

} // namespace

Document::Document(ProjectModel *model, LiveRun *run, Dialogs *dialogs, QWidget *window)
    : QObject(window), m_model(model), m_run(run), m_dialogs(dialogs), m_window(window)
{
}

void Document::newProject()
{
    if (mayDiscard() && !examples().empty())
        m_model->reset(exampleProject(examples().front()), {});
}

void Document::openDialog()
{
    const QString path =
        m_dialogs->openFile(m_window, tr("Open"),
                            tr("Basin projects, tables, pictures and lessons (*.basin *.csv *.tsv *.txt *.png *.json);;"
                               "All files (*)"));
    if (!path.isEmpty())
        open(path);
}

bool Document::open(const QString &path)
{
    if (path.startsWith(QLatin1String("lesson:"))) {
        const QString name = path.mid(7);
        if (findExample(name.toStdString()))
            return openExample(name);
        return m_openLesson && m_openLesson(path);
    }
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("json"))
        return m_openLesson && m_openLesson(path);
    if (suffix == QLatin1String("csv") || suffix == QLatin1String("tsv") || suffix == QLatin1String("txt")) {
        emit csvDropped(path);
        return true;
    }
    return mayDiscard() && load(path);
}

bool Document::load(const QString &path)
{
    try {
        const bool isPicture = QFileInfo(path).suffix().compare(QLatin1String("png"), Qt::CaseInsensitive) == 0;
        if (isPicture) {
            Project project = parseProject(projectInPicture(path), path.toStdString());
            project.folder = QFileInfo(path).absolutePath().toStdString();
            m_model->reset(std::move(project), {});
        } else {
            m_model->reset(loadProject(path.toStdString()), path);
        }
    } catch (const std::exception &error) {
        m_dialogs->showError(m_window, tr("This file cannot be opened"), QString::fromUtf8(error.what()));
        return false;
    }
    Settings::addRecentFile(path);
    emit recentFilesChanged();
    return true;
}

bool Document::openProject(Project project)
{
    if (!mayDiscard())
        return false;
    m_model->reset(std::move(project), {});
    return true;
}

bool Document::openExample(const QString &name)
{
    const Example *example = findExample(name.toStdString());
    if (!example) {
        m_dialogs->showError(m_window, tr("This file cannot be opened"),
                             tr("There is no example called “%1”.").arg(name));
        return false;
    }
    if (!mayDiscard())
        return false;
    m_model->reset(exampleProject(*example), {});
    return true;
}

bool Document::save()
{
    return m_model->fileName().isEmpty() ? saveAs() : saveTo(m_model->fileName());
}

bool Document::saveAs()
{
    const QString proposal =
        m_model->fileName().isEmpty() ? m_model->displayName() + QStringLiteral(".basin") : m_model->fileName();
    QString path = m_dialogs->saveFile(m_window, tr("Save as"), proposal, tr("Basin projects (*.basin)"));
    if (path.isEmpty())
        return false;
    if (QFileInfo(path).suffix().isEmpty())
        path += QStringLiteral(".basin");
    return saveTo(path);
}

bool Document::saveTo(const QString &path)
{
    Project project = m_model->project();
    // Without a step taken there is no run worth keeping: the seed gives the same start again.
    const auto state = m_run->state();
    project.state = state && state->step > 0 ? state : std::nullopt;
    try {
        saveProject(project, path.toStdString());
    } catch (const std::exception &error) {
        m_dialogs->showError(m_window, tr("This file cannot be saved"), QString::fromUtf8(error.what()));
        return false;
    }
    m_model->setSaved(path);
    Settings::addRecentFile(path);
    emit recentFilesChanged();
    return true;
}

bool Document::mayDiscard()
{
    emit aboutToDiscard();
    if (!m_model->isModified())
        return true;
    m_run->pause();
    switch (m_dialogs->askSave(m_window, m_model->displayName())) {
    case Dialogs::SaveChoice::Save:
        return save();
    case Dialogs::SaveChoice::Discard:
        return true;
    case Dialogs::SaveChoice::Cancel:
        break;
    }
    return false;
}

} // namespace basin
