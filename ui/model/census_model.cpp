#include "model/census_model.h"

#include "model/census_rows.h"
#include "model/thread_priority.h"
#include "render/census_text.h"

#include "experiment/census_file.h"

#include <QStandardPaths>
#include <QTimerEvent>

#include <algorithm>
#include <limits>
#include <thread>
#include <utility>

namespace basin {

namespace {

constexpr int progressMilliseconds = 100;
constexpr qint64 summaryMilliseconds = 250; ///< between two pictures of what has come so far, at the least
constexpr int summaryRest = 4;              ///< a summary takes at most one part in so many of the time
constexpr double rateSeconds = 4.0;         ///< the rate is that of the last few seconds

/// How many threads this machine runs at a time.
int cores()
{
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// The settings that take the place of the project's own.
CensusSettings settingsOf(const CensusSpec &spec, const Project &project)
{
    CensusSettings settings;
    settings.runs = spec.runs;
    settings.firstSeed = spec.project.init.seed;
    settings.vary = spec.vary;
    if (spec.project.training.epochs != project.training.epochs)
        settings.epochs = spec.project.training.epochs;
    if (spec.project.training.solvedLoss != project.training.solvedLoss)
        settings.solvedLoss = spec.project.training.solvedLoss;
    return settings;
}

} // namespace

CensusModel::CensusModel(ProjectModel *project, LiveRun *run, QObject *parent)
    : QObject(parent), m_project(project), m_run(run)
{
    connect(run, &LiveRun::runningChanged, this, &CensusModel::adaptThreads);
    connect(project, &ProjectModel::replaced, this, [this] { m_isOfAnotherFile = true; });
}

CensusModel::~CensusModel()
{
    m_stop.request_stop();
}

void CensusModel::setSettings(const CensusSettings &settings)
{
    if (m_settings == settings)
        return;
    m_settings = settings;
    adaptThreads();
    emit settingsChanged();
}

CensusSpec CensusModel::spec() const
{
    CensusSpec spec{.project = m_project->project(), .runs = m_settings.runs, .vary = m_settings.vary};
    Project &project = spec.project;
    project.state.reset();
    project.init.parameters.clear(); // each run draws its own start
    project.init.seed = m_settings.firstSeed;
    project.training.limitEpochs = true;
    if (m_settings.epochs)
        project.training.epochs = *m_settings.epochs;
    if (m_settings.solvedLoss)
        project.training.solvedLoss = *m_settings.solvedLoss;
    return spec;
}

bool CensusModel::isOutdated() const
{
    if (!m_census)
        return false;
    const auto comparable = [](Project project) {
        project.title.clear();
        project.folder.clear();
        project.state.reset();
        project.init.seed = 0;
        project.init.parameters.clear();
        project.training.limitEpochs = true;
        project.training.epochs = 0;
        project.training.solvedLoss = 0.0;
        return project;
    };
    return comparable(m_census->spec.project) != comparable(m_project->project());
}

int CensusModel::threadsNow() const
{
    const int wanted = m_settings.threads > 0 ? m_settings.threads : cores();
    // A run that goes on in the window keeps a core for itself.
    return m_run->isRunning() ? std::clamp(wanted, 1, std::max(1, cores() - 1)) : wanted;
}

void CensusModel::start()
{
    if (!m_run->gate().isEmpty()) {
        m_problem = m_run->gate();
        emit runningChanged();
        return;
    }
    if (canGoOn()) {
        begin();
        return;
    }
    cancel();
    m_spec = spec();
    m_rows = std::make_shared<CensusRows>();
    m_done = 0;
    m_wanted = m_settings.runs * m_spec.cellCount();
    m_secondsBefore = 0.0;
    m_cell = 0;
    ++m_number;
    m_isOfAnotherFile = false;
    show(nullptr);
    begin();
}

void CensusModel::begin()
{
    m_problem.clear();
    m_isRunning = true;
    launch();
    emit runningChanged();
}

bool CensusModel::canGoOn() const
{
    return !m_isRunning && m_rows && m_census && !m_census->isWhole() && m_census->spec == spec();
}

QString CensusModel::lastFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/last-census.csv");
}

QString CensusModel::saveProblem() const
{
    return m_rows ? m_rows->fileProblem() : QString();
}

void CensusModel::launch()
{
    m_stop = {};
    m_isRestarting = false;
    m_threads = threadsNow();
    m_clock.start();
    m_samples.clear();
    m_sinceSummary.start();
    m_timer.start(progressMilliseconds, this);
    m_job.start(
        [spec = m_spec, rows = m_rows, threads = m_threads, stop = m_stop.get_token(), before = m_secondsBefore,
         file = lastFile()] {
            End end;
            lowerPriority();
            try {
                rows->prepare(spec);
                rows->openFile(file);
                CensusOptions options{.threads = threads, .secondsKnown = before};
                options.known = rows->rows(); // nobody else writes yet
                options.row = [&rows](std::int64_t cell, const RunRow &row) { rows->add(cell, row); };
                end.census = std::make_shared<Census>(runCensus(rows->prepared(), options, stop));
                rows->finishFile(*end.census);
            } catch (const std::exception &error) {
                end.problem = QString::fromUtf8(error.what());
            }
            return end;
        },
        [this, rows = m_rows](End end) {
            if (rows == m_rows) // else another census has begun since
                finish(std::move(end));
        });
}

void CensusModel::finish(End end)
{
    m_timer.stop();
    if (m_isRestarting && end.problem.isEmpty()) {
        m_secondsBefore = seconds();
        launch();
        return;
    }
    m_secondsBefore = seconds();
    m_isRunning = false;
    m_isRestarting = false;
    m_problem = end.problem;
    if (end.census) {
        m_done = end.census->rowCount();
        show(std::move(end.census));
    }
    emit runningChanged();
    emit progressed();
}

void CensusModel::cancel()
{
    m_isRestarting = false;
    m_stop.request_stop();
}

void CensusModel::adaptThreads()
{
    if (!m_isRunning || m_stop.stop_requested() || threadsNow() == m_threads)
        return;
    m_isRestarting = true;
    m_stop.request_stop();
}

double CensusModel::seconds() const
{
    return m_secondsBefore + (m_isRunning && m_clock.isValid() ? static_cast<double>(m_clock.elapsed()) / 1000 : 0.0);
}

double CensusModel::runsPerSecond() const
{
    if (!m_isRunning)
        return m_secondsBefore > 0 ? static_cast<double>(m_done) / m_secondsBefore : 0.0;
    if (m_samples.size() < 2)
        return 0.0;
    const double time = m_samples.back().seconds - m_samples.front().seconds;
    return time > 0 ? static_cast<double>(m_samples.back().rows - m_samples.front().rows) / time : 0.0;
}

double CensusModel::secondsLeft() const
{
    const double rate = runsPerSecond();
    return m_isRunning && rate > 0 ? static_cast<double>(m_wanted - m_done) / rate
                                   : std::numeric_limits<double>::quiet_NaN();
}

void CensusModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    readProgress();
    if (m_sinceSummary.elapsed() >= std::max(summaryMilliseconds, summaryRest * m_summaryTime))
        summariseSoFar();
}

void CensusModel::readProgress()
{
    m_done = m_rows->count();
    m_samples.push_back({seconds(), m_done});
    while (m_samples.size() > 2 && m_samples.back().seconds - m_samples.front().seconds > rateSeconds)
        m_samples.erase(m_samples.begin());
    emit progressed();
}

void CensusModel::summariseSoFar()
{
    if (m_summary.isBusy())
        return;
    m_sinceSummary.start();
    m_summary.start([rows = m_rows, time = seconds()] { return rows->summarised(time); },
                    [this, rows = m_rows](CensusPtr census) {
                        m_summaryTime = m_sinceSummary.elapsed();
                        m_sinceSummary.start();
                        if (census && m_isRunning && rows == m_rows)
                            show(std::move(census));
                    });
}

void CensusModel::show(CensusPtr census)
{
    m_census = std::move(census);
    if (m_census && m_cell >= m_census->cells.size())
        m_cell = 0;
    emit censusChanged();
}

void CensusModel::open(const QString &file)
{
    m_reading.start(
        [file] {
            Read read;
            try {
                read.census = std::make_shared<Census>(readCensus(file.toStdString()));
            } catch (const std::exception &error) {
                read.problem = QString::fromUtf8(error.what());
            }
            return read;
        },
        [this](Read read) {
            if (read.census)
                setCensus(std::move(*read.census));
            else
                emit readFailed(read.problem);
        });
}

void CensusModel::setCensus(Census census)
{
    cancel();
    m_rows = std::make_shared<CensusRows>(census);
    m_timer.stop();
    m_spec = census.spec;
    m_done = census.rowCount();
    m_wanted = census.rowsWanted();
    m_secondsBefore = census.seconds;
    m_problem.clear();
    m_cell = 0;
    ++m_number;
    const bool wasRunning = std::exchange(m_isRunning, false);
    const int threads = m_settings.threads;
    m_settings = settingsOf(census.spec, m_project->project());
    m_settings.threads = threads;
    show(std::make_shared<const Census>(std::move(census)));
    m_isOfAnotherFile = isOutdated();
    emit settingsChanged();
    if (wasRunning)
        emit runningChanged();
    emit progressed();
}

const RunRow *CensusModel::row(const CensusPlace &place) const
{
    if (!m_census || place.cell >= m_census->cells.size())
        return nullptr;
    const auto &rows = m_census->cells[place.cell].rows;
    const auto found = std::ranges::lower_bound(rows, place.run, {}, &RunRow::run);
    return found != rows.end() && found->run == place.run ? &*found : nullptr;
}

const Fate *CensusModel::fate(const CensusPlace &place) const
{
    const RunRow *found = row(place);
    if (!found)
        return nullptr;
    const CensusCell &cell = m_census->cells[place.cell];
    return &cell.fates.groups[cell.fates.of[static_cast<std::size_t>(found - cell.rows.data())]];
}

QString CensusModel::cellTitle(std::size_t cell) const
{
    if (!m_census || cell >= m_census->cells.size())
        return {};
    const auto &vary = m_census->spec.vary;
    const auto &values = m_census->cells[cell].values;
    QStringList parts;
    for (std::size_t i = 0; i < std::min(vary.size(), values.size()); ++i)
        parts << QStringLiteral("%1: %2").arg(variedTitle(vary[i].key), variedValueTitle(vary[i].key, values[i]));
    return parts.join(QStringLiteral(", "));
}

void CensusModel::setCell(std::size_t cell)
{
    if (!m_census || cell >= m_census->cells.size() || cell == m_cell)
        return;
    m_cell = cell;
    emit cellChanged();
}

} // namespace basin
