#include "model/race_model.h"

namespace basin {

RaceModel::RaceModel(ProjectModel *model, LiveRun *run, QObject *parent)
    : QObject(parent), m_model(model), m_run(run), m_runner(run)
{
    connect(&m_runner, &RaceRunner::snapshotChanged, this, &RaceModel::snapshotChanged);
    connect(&m_runner, &RaceRunner::runningChanged, this, &RaceModel::runningChanged);
    connect(&m_runner, &RaceRunner::problemChanged, this, &RaceModel::problemChanged);
    connect(model, &ProjectModel::replaced, &m_runner, &RaceRunner::clear); // of another project
}

void RaceModel::setChoice(const RaceChoice &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    emit choiceChanged();
}

void RaceModel::start()
{
    if (!m_run->gate().isEmpty())
        return m_runner.setProblem(m_run->gate());
    try {
        m_runner.start(raceOver(m_model->project(), m_choice.key, m_choice.values, m_choice.keepRate));
    } catch (const InputError &error) {
        m_runner.pause();
        m_runner.setProblem(QString::fromUtf8(error.what()));
    }
}

void RaceModel::open(std::size_t racer)
{
    const RacePtr race = snapshot();
    if (!race || racer >= race->entries.size())
        return;
    const RaceEntry &entry = race->entries[racer];
    m_model->edit(tr("Open %1 from the race").arg(QString::fromStdString(entry.label)), {},
                  [&](Project &project) { project = entry.project; });
}

} // namespace basin
