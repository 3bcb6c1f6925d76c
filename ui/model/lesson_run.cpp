#include "model/lesson_run.h"

#include "model/lesson_locks.h"
#include "render/lesson_words.h"

#include "diagnosis/diagnosis.h"
#include "landscape/point.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace basin {

namespace {

constexpr std::chrono::milliseconds diagnosisPace{500};
constexpr int nowhere = -2; ///< what no step comes after

/// Why nothing runs while a question is open.
QString gateReason()
{
    return LessonRun::tr("Answer the question in the lesson first: then it runs.");
}

/// A lesson of the same name may be another one: its author is at work.
bool fits(const StepRecord &record, const LessonStep &step)
{
    if (!record.isAnswered())
        return true;
    if (!step.question || step.question->isNumber() != record.number.has_value())
        return false;
    return !record.choice || static_cast<std::size_t>(*record.choice) < step.question->choices.size();
}

QString lockReason()
{
    return LessonRun::tr("The lesson has set this.");
}

/// A project for `basin train` to give the run again: its epochs are those that it ran.
void limitTo(Project &project, const Snapshot &snapshot)
{
    const bool hasDiverged = snapshot.outcome == Outcome::Diverged;
    project.training.epochs = std::max<std::int64_t>(1, snapshot.epoch + (hasDiverged ? 1 : 0));
    project.training.limitEpochs = true;
}

/// Whether the state of a run of one is also one of the other: nothing in it was made for another network or start.
bool isSameRun(Project a, const Project &b)
{
    a.state.reset();
    return changeEffect(a, b) != ChangeEffect::Restart;
}

/// Whether the run began at the project's start and kept the project's settings throughout. What was set before the
/// first full-batch update is part of the start.
bool hasOneStart(const Snapshot &snapshot, const Project &project)
{
    if (!snapshot.history || snapshot.history->bins().empty() || snapshot.history->bins().front().epoch != 0)
        return false;
    return std::ranges::all_of(snapshot.history->events(), [&](const HistoryEvent &event) {
        return event.epoch == 0 && project.training.batchSize == 0 && event.key.find("parameter") != 0;
    });
}

std::vector<std::string> findingsOf(const PreparedRun &run, const Snapshot &snapshot)
{
    const Dataset &train = run.data->train;
    const Objective objective(run.spec.architecture, run.spec.loss, train.inputs, train.targets,
                              run.spec.training.precision);
    const DiagnosedRun diagnosed{.spec = run.spec,
                                 .data = *run.data,
                                 .parameters = snapshot.parameters,
                                 .history = snapshot.history.get(),
                                 .epoch = snapshot.epoch};
    std::vector<std::string> ids;
    for (const Finding &finding : diagnose(diagnosed, inspectPoint(objective, snapshot.parameters)))
        ids.push_back(finding.id);
    return ids;
}

} // namespace

LessonRun::LessonRun(ProjectModel *model, LiveRun *run, CensusModel *census, QObject *parent)
    : QObject(parent), m_model(model), m_run(run), m_census(census)
{
    m_diagnosis.setPace(diagnosisPace);
    model->setGuard([this](const Project &before, const Project &after) {
        const bool isFree = !isActive() || isAtEnd() || m_isEntering;
        return isFree || lockedControl(current(), before, after).empty() ? QString() : lockReason();
    });
    connect(run, &LiveRun::snapshotChanged, this, [this] {
        if (m_waiting && isAtRest())
            std::exchange(m_waiting, {})();
    });
    connect(run, &LiveRun::progressed, this, &LessonRun::update);
    connect(run, &LiveRun::preparedChanged, this, &LessonRun::update);
    connect(census, &CensusModel::progressed, this, &LessonRun::update);
    connect(census, &CensusModel::censusChanged, this, &LessonRun::update);
    connect(run, &LiveRun::runningChanged, this, &LessonRun::runningChanged);
    connect(census, &CensusModel::runningChanged, this, &LessonRun::runningChanged);
}

LessonRun::~LessonRun()
{
    m_model->setGuard({});
}

bool LessonRun::isAtRest() const
{
    const SnapshotPtr snapshot = m_run->snapshot();
    return !m_run->isRunning() && !(snapshot && snapshot->running);
}

void LessonRun::whenAtRest(std::function<void()> what)
{
    m_run->pause();
    if (isAtRest()) {
        m_waiting = {};
        what();
    } else {
        m_waiting = std::move(what); // the last asked for wins
    }
}

void LessonRun::start(const Lesson &lesson, int step)
{
    whenAtRest([this, lesson, step] {
        if (m_lesson) {
            measure();
            keepRecords();
        } else {
            putAside();
        }
        begin(lesson, step);
    });
}

void LessonRun::putAside()
{
    Aside aside{.project = m_model->project(),
                .fileName = m_model->fileName(),
                .wasModified = m_model->isModified(),
                .runs = m_census->settings(),
                .census = m_census->isRunning() ? nullptr : m_census->census(),
                .pinned = m_run->pinnedRuns()};
    const auto state = m_run->state();
    aside.project.state = state && state->step > 0 ? state : std::nullopt;
    m_aside = std::move(aside);
}

void LessonRun::begin(Lesson lesson, int step)
{
    const std::size_t count = lesson.steps.size();
    m_records = kept(lesson).records;
    m_records.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        if (!fits(m_records[i], lesson.steps[i]))
            m_records[i] = {};
    m_lesson = std::move(lesson);
    m_step = std::clamp(step, 0, static_cast<int>(count));
    emit activeChanged();
    enter(m_step, nowhere);
}

void LessonRun::leave()
{
    m_waiting = {};
    if (!m_lesson)
        return;
    m_run->pause();
    m_census->cancel();
    if (isAtRest())
        measure();
    keepRecords();
    m_lesson.reset();
    m_records.clear();
    m_run->setGate({});
    m_run->setWeightsLock({});
    if (const auto aside = std::exchange(m_aside, std::nullopt)) {
        m_model->restore(aside->project, aside->fileName, aside->wasModified);
        m_run->setPinnedRuns(aside->pinned);
        if (aside->census && aside->census != m_census->census())
            m_census->setCensus(*aside->census);
        m_census->setSettings(aside->runs);
    }
    emit activeChanged();
    emit stepChanged();
}

void LessonRun::keepRecords()
{
    m_kept[m_lesson->name] = {m_step, m_records};
}

int LessonRun::Kept::stepsDone() const
{
    return static_cast<int>(std::ranges::count_if(records, &StepRecord::isDone));
}

LessonRun::Kept LessonRun::kept(const Lesson &lesson) const
{
    if (m_lesson && m_lesson->name == lesson.name)
        return {m_step, m_records};
    const auto found = m_kept.find(lesson.name);
    return found != m_kept.end() ? found->second : Kept{0, std::vector<StepRecord>(lesson.steps.size())};
}

void LessonRun::recall(const Lesson &lesson, Kept kept)
{
    kept.records.resize(lesson.steps.size());
    kept.step = std::clamp(kept.step, 0, static_cast<int>(lesson.steps.size()));
    m_kept.insert_or_assign(lesson.name, std::move(kept));
}

void LessonRun::goTo(int step)
{
    if (!m_lesson || step < 0 || step > stepCount() || step == m_step)
        return;
    whenAtRest([this, step] {
        measure();
        enter(step, m_step);
    });
}

void LessonRun::next()
{
    if (canGoOn())
        goTo(m_step + 1);
}

void LessonRun::back()
{
    goTo(m_step - 1);
}

void LessonRun::enter(int step, int from)
{
    m_step = step;
    m_opened.clear();
    m_findings.clear();
    m_left.clear();
    if (!isAtEnd()) {
        m_census->cancel();
        m_censusBefore = m_census->number();
        const LessonStep &now = current();
        const bool goesOn = now.continues && from == step - 1;
        m_isEntering = true;
        const SnapshotPtr last = m_run->snapshot();
        m_entryStep = -1;
        m_startStep = last ? last->step : 0;
        if (!goesOn || !m_model->edit(tr("Next step"), {}, [&](Project &project) { project = now.project; }))
            setProject(step);
        // What the lesson did is not for the user to undo.
        m_model->undoStack()->clear();
        m_isEntering = false;
        setRuns(now);
        m_run->setWeightsLock(now.control("weights") == ControlState::Shown ? QString() : lockReason());
    }
    refreshGate();
    emit stepChanged();
    update();
}

void LessonRun::setProject(int step)
{
    Project project = current().project;
    // Where the step was run already, what its text says of the picture is to be seen again; a step that goes on from
    // the one before needs that one's end.
    const auto stateOf = [&](int index) -> std::optional<RunState> {
        const auto &run = m_records[static_cast<std::size_t>(index)].run;
        return run && isSameRun(run->project, current().project) ? std::optional(run->state) : std::nullopt;
    };
    if (const auto own = stateOf(step))
        project.state = own;
    else if (current().continues && step > 0)
        project.state = stateOf(step - 1);
    m_startStep = m_entryStep = project.state ? project.state->step : 0;
    m_model->reset(std::move(project), {});
}

void LessonRun::setRuns(const LessonStep &step)
{
    CensusSettings settings = m_census->settings();
    settings.firstSeed = step.project.init.seed;
    settings.epochs.reset();
    settings.solvedLoss.reset();
    settings.runs = step.runs ? step.runs->count : CensusSettings{}.runs;
    settings.vary = step.runs ? step.runs->vary : std::vector<Variation>{};
    m_census->setSettings(settings);
}

bool LessonRun::isGated() const
{
    return isActive() && !isAtEnd() && current().question && !record().isAnswered();
}

void LessonRun::refreshGate()
{
    m_run->setGate(isGated() ? gateReason() : QString());
}

void LessonRun::answer(int choice)
{
    if (!isGated() || choice < 0 || static_cast<std::size_t>(choice) >= current().question->choices.size())
        return;
    m_records[static_cast<std::size_t>(m_step)].choice = choice;
    takeAnswer();
}

void LessonRun::answerNumber(double number)
{
    if (!isGated() || !current().question->isNumber() || !std::isfinite(number))
        return;
    m_records[static_cast<std::size_t>(m_step)].number = number;
    takeAnswer();
}

void LessonRun::takeAnswer()
{
    refreshGate();
    emit answered();
    update();
}

void LessonRun::showHint()
{
    if (!isActive() || isAtEnd() || record().hintSeen)
        return;
    m_records[static_cast<std::size_t>(m_step)].hintSeen = true;
    emit hintShown();
}

bool LessonRun::wantsRun() const
{
    using Kind = Condition::Kind;
    const Condition &done = current().done;
    return std::ranges::any_of(std::array{Kind::AtRest, Kind::Epoch, Kind::LossBelow, Kind::LossAbove, Kind::Accuracy,
                                          Kind::Outcome, Kind::Finding},
                               [&](Kind kind) { return asksFor(done, kind); });
}

bool LessonRun::wantsCensus() const
{
    return asksFor(current().done, Condition::Kind::Runs);
}

void LessonRun::runStep()
{
    if (!isActive() || isAtEnd() || isGated())
        return;
    if (wantsCensus() && !m_census->isRunning())
        m_census->start();
    if (wantsRun())
        m_run->play();
}

bool LessonRun::isRunning() const
{
    return wantsCensus() ? m_census->isRunning() : m_run->isRunning();
}

void LessonRun::runOrStop()
{
    if (!isActive() || isAtEnd())
        return;
    if (!isRunning())
        return runStep();
    m_census->cancel();
    m_run->pause();
}

void LessonRun::noteOpened(const QString &id)
{
    if (!isActive() || id.isEmpty())
        return;
    const std::string name = id.toStdString();
    if (std::ranges::find(m_opened, name) == m_opened.end())
        m_opened.push_back(name);
    update();
}

CensusPtr LessonRun::censusOfStep() const
{
    const CensusPtr census = m_census->census();
    return census && m_census->number() != m_censusBefore && !m_census->isOutdated() ? census : nullptr;
}

LessonMoment LessonRun::moment() const
{
    LessonMoment moment{.isAnswered = record().isAnswered(), .findings = m_findings, .opened = m_opened};
    if (const SnapshotPtr snapshot = m_run->snapshot()) {
        moment.epoch = snapshot->epoch;
        moment.loss = snapshot->metrics.loss;
        moment.accuracy = snapshot->metrics.accuracy;
        moment.outcome = snapshot->outcome;
        // A run that is gone on with comes with the rest of the step before.
        const bool hasMoved = m_startStep == 0 || snapshot->step > m_startStep;
        moment.isAtRest = snapshot->stopReason != StopReason::None && hasMoved;
    }
    if (const CensusPtr census = censusOfStep())
        moment.runsDone = census->rowCount();
    return moment;
}

void LessonRun::look()
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    if (!snapshot || !prepared || !asksFor(current().done, Condition::Kind::Finding) ||
        snapshot->serial == m_lookedAt || record().isDone)
        return;
    m_lookedAt = snapshot->serial;
    m_diagnosis.start([prepared, snapshot] { return findingsOf(*prepared, *snapshot); },
                      [this, run = snapshot->run](std::vector<std::string> findings) {
                          const SnapshotPtr now = m_run->snapshot();
                          if (!isActive() || isAtEnd() || !now || now->run != run)
                              return;
                          m_findings = std::move(findings);
                          update();
                      });
}

void LessonRun::update()
{
    if (!isActive() || isAtEnd())
        return;
    look();
    StepRecord &record = m_records[static_cast<std::size_t>(m_step)];
    const LessonStep &step = current();
    const LessonMoment now = moment();
    const bool isAnswered = !step.question || record.isAnswered();
    if (!record.isDone && isAnswered && isDone(step.done, now)) {
        record.isDone = true;
        emit recordChanged();
    }
    const QString left = record.isDone ? QString() : basin::whatIsLeft(step.done, now);
    if (left != m_left) {
        m_left = left;
        emit progressChanged();
    }
}

QString LessonRun::whatIsLeft() const
{
    return m_left;
}

void LessonRun::measure()
{
    if (!isActive() || isAtEnd())
        return;
    StepRecord &record = m_records[static_cast<std::size_t>(m_step)];
    if (const CensusPtr census = censusOfStep())
        record.census = census;
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    const auto state = m_run->state();
    // A run that was not gone on with takes nothing from what was measured before.
    if (!snapshot || !prepared || !state || snapshot->step == m_entryStep || snapshot->step == 0)
        return;
    RunMeasurement run{.project = m_model->project(),
                       .epoch = snapshot->epoch,
                       .metrics = snapshot->metrics,
                       .outcome = snapshot->outcome,
                       .prepared = prepared,
                       .parameters = snapshot->parameters,
                       .history = snapshot->historyHere,
                       .state = *state};
    run.isRepeatable = hasOneStart(*snapshot, m_model->project()) && state->batch == 0 && snapshot->epoch > 0;
    if (snapshot->historyHere && !run.isRepeatable)
        run.events = snapshot->historyHere->events();
    limitTo(run.project, *snapshot);
    run.project.state = run.isRepeatable ? std::nullopt : state;
    record.run = std::move(run);
}

} // namespace basin
