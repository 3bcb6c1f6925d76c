#include "model/fork_model.h"

#include "model/project_edits.h"

#include "data/error.h"

#include <algorithm>

namespace basin {

namespace {

/// Both make as many epochs as the project's run has, counted from where they begin.
Project withRoom(Project project, std::int64_t from)
{
    project.training.epochs += from;
    project.training.limitEpochs = true;
    return project;
}

} // namespace

Project curedProject(const Project &project, const RunState &state, const Cure &cure)
{
    Project cured = project;
    cured.state.reset();
    const bool drawsAnew = cure.kind == CureKind::OtherSeed || cure.kind == CureKind::RandomStart;
    if (drawsAnew)
        cured.init.parameters.clear();
    else if (cure.restarts && cure.kind == CureKind::Wider)
        forgetParameters(cured); // they belong to the narrower network
    for (const auto &[path, value] : cure.settings)
        setKey(cured, path, value);
    if (cure.restarts) {
        if (cure.parameters)
            cured.init.parameters.assign(cure.parameters->begin(), cure.parameters->end());
        return cured;
    }
    cured.state = state;
    if (cure.parameters)
        cured.state->parameters.assign(cure.parameters->begin(), cure.parameters->end());
    // What another rule, or another place, has gathered does not fit.
    if (cure.parameters || cured.optimizer.name != project.optimizer.name ||
        cured.training.precision != project.training.precision)
        cured.state->optimizer.clear();
    return cured;
}

ForkModel::ForkModel(ProjectModel *model, LiveRun *run, QObject *parent)
    : QObject(parent), m_model(model), m_run(run), m_runner(run)
{
    m_runner.setSpeed(Session::unlimitedSpeed);
    for (const auto signal : {&RaceRunner::snapshotChanged, &RaceRunner::runningChanged, &RaceRunner::problemChanged})
        connect(&m_runner, signal, this, &ForkModel::changed);
    connect(run, &LiveRun::snapshotChanged, this, [this] {
        if (m_isWaiting)
            begin();
    });
    // What it was compared with is no longer there.
    connect(model, &ProjectModel::changed, this, [this](const Project &, ChangeEffect effect) {
        if (effect != ChangeEffect::Nothing)
            discard();
    });
    connect(model, &ProjectModel::replaced, this, &ForkModel::discard);
}

void ForkModel::start(const Cure &cure, const QString &title)
{
    discard();
    if (!m_run->snapshot())
        return;
    m_cure = cure;
    m_title = title;
    if (!m_run->gate().isEmpty()) { // a question comes first
        m_runner.setProblem(m_run->gate());
        emit changed();
        return;
    }
    m_isWaiting = true;
    m_run->pause();
    emit changed();
    begin();
}

void ForkModel::begin()
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto state = m_run->state();
    if (!snapshot || snapshot->running || m_run->isRunning() || !state)
        return;
    m_isWaiting = false;
    m_before = snapshot->historyHere;
    m_forkEpoch = snapshot->epoch;
    try {
        const Project &project = m_model->project();
        Project as = project;
        as.state = *state;
        Project cured = curedProject(project, *state, m_cure);
        m_copy = cured;
        m_copy.state.reset();
        const std::int64_t from = cured.state ? state->epoch : 0;
        m_runner.start({{.label = "as it is", .project = withRoom(std::move(as), state->epoch)},
                        {.label = m_title.toStdString(), .project = withRoom(std::move(cured), from)}});
    } catch (const InputError &error) {
        m_runner.setProblem(QString::fromUtf8(error.what()));
    }
    emit changed();
}

void ForkModel::discard()
{
    if (m_title.isEmpty())
        return;
    m_isWaiting = false;
    m_title.clear();
    m_before.reset();
    m_runner.clear();
    emit changed();
}

void ForkModel::keep()
{
    const RacePtr race = snapshot();
    if (!race)
        return;
    m_runner.pause();
    Project kept = m_copy;
    kept.title = m_model->project().title;
    kept.state = race->racers[copy].state;
    const QString text = tr("Keep “%1”").arg(m_title);
    m_model->adopt(text, std::move(kept), m_run->state()); // which lets the experiment go
}

} // namespace basin
