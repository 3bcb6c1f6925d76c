#include "model/share_model.h"

#include "model/fork_model.h"
#include "model/thread_priority.h"

#include "data/error.h"
#include "training/many_runs.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace basin {

namespace {

constexpr std::array<qint64, 4> batches{16, 48, 112, 224}; // 400 in all
constexpr double longestCure = 8.0;                        // s; a cure that took so long gets no further batch
constexpr int longestBatch = 20'000;                       // ms; beyond it no share is to be had

int threadCount()
{
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

} // namespace

ShareModel::ShareModel(ProjectModel *model, LiveRun *run, QObject *parent) : QObject(parent), m_model(model), m_run(run)
{
    connect(run, &LiveRun::runningChanged, this, &ShareModel::goOn);
    connect(model, &ProjectModel::changed, this, [this](const Project &, ChangeEffect effect) {
        if (effect == ChangeEffect::Nothing)
            return;
        m_stop.request_stop(); // what is measured is no longer what the buttons offer
        m_wanted.clear();
        emit changed();
    });
}

ShareModel::~ShareModel()
{
    m_stop.request_stop();
}

bool ShareModel::canMeasure(const Cure &cure, const Project &project)
{
    const bool drawsAnew =
        cure.kind == CureKind::OtherSeed || cure.kind == CureKind::RandomStart || cure.kind == CureKind::Wider;
    return cure.restarts && !cure.parameters && (drawsAnew || project.init.parameters.empty());
}

std::optional<ShareModel::Wanted> ShareModel::wantedOf(const Cure &cure) const
{
    if (!canMeasure(cure, m_model->project()))
        return {};
    try {
        Project cured = curedProject(m_model->project(), {}, cure);
        cured.init.seed = 1; // the same starts for all
        QString key = QString::fromStdString(projectDigest(cured));
        return Wanted{.cure = cure, .project = std::move(cured), .key = std::move(key)};
    } catch (const InputError &) {
        return {};
    }
}

void ShareModel::setWanted(const std::vector<Cure> &cures)
{
    m_wanted.clear();
    for (const Cure &cure : cures)
        if (auto wanted = wantedOf(cure))
            m_wanted.push_back(std::move(*wanted));
    if (m_wanted.empty())
        m_stop.request_stop();
    goOn();
}

std::optional<CureShare> ShareModel::share(const Cure &cure) const
{
    const auto wanted = std::ranges::find_if(m_wanted, [&](const Wanted &candidate) {
        return candidate.cure.kind == cure.kind && candidate.cure.settings == cure.settings;
    });
    if (wanted == m_wanted.end())
        return {};
    const Entry entry = m_entries.value(wanted->key);
    return entry.share.runs > 0 ? std::optional(entry.share) : std::nullopt;
}

void ShareModel::goOn()
{
    if (m_run->isRunning()) {
        m_stop.request_stop();
        return;
    }
    if (m_job.isBusy())
        return; // take() goes on
    for (const Wanted &wanted : m_wanted) {
        const Entry entry = m_entries.value(wanted.key);
        if (!entry.isDone)
            return measure(wanted.key, wanted.project, entry);
    }
}

void ShareModel::measure(const QString &key, const Project &project, const Entry &soFar)
{
    qint64 first = 0, count = 0;
    for (const qint64 size : batches) {
        count = size;
        if (first == soFar.share.runs)
            break;
        first += size;
    }
    m_stop = {};
    QTimer::singleShot(longestBatch, this, [stop = m_stop]() mutable { stop.request_stop(); });
    m_job.start(
        [key, project, first, count, stop = m_stop.get_token()] {
            lowerPriority();
            Batch batch{.key = key, .runs = count};
            QElapsedTimer timer;
            timer.start();
            std::atomic<qint64> solved = 0, ended = 0;
            try {
                PreparedRun run = prepareRun(project);
                run.spec.training.limitEpochs = true;
                const RunSet set{.spec = run.spec, .data = run.data, .count = count, .start = [first](std::int64_t k) {
                                     return RunStart{.seed = static_cast<std::uint64_t>(first + k + 1)};
                                 }};
                trainRuns(
                    {set},
                    [&](std::size_t, std::int64_t, RunEnd &&end) {
                        solved += end.outcome == Outcome::Solved ? 1 : 0;
                        ++ended;
                    },
                    {.threads = threadCount()}, stop);
            } catch (const InputError &) {
                ended = -1; // cannot be trained: no share
            }
            batch.seconds = static_cast<double>(timer.elapsed()) / 1000.0;
            batch.solved = solved;
            batch.isWhole = ended == count;
            return batch;
        },
        [this](const Batch &batch) { take(batch); });
}

void ShareModel::take(const Batch &batch)
{
    Entry &entry = m_entries[batch.key];
    entry.seconds += batch.seconds;
    if (batch.isWhole) {
        entry.share.runs += batch.runs;
        entry.share.solved += batch.solved;
    }
    const bool wasCancelled = !batch.isWhole && m_stop.stop_requested() && batch.seconds * 1000 < longestBatch;
    entry.isDone = !wasCancelled && (!batch.isWhole || entry.share.runs >= wantedRuns || entry.seconds > longestCure);
    emit changed();
    goOn();
}

} // namespace basin
