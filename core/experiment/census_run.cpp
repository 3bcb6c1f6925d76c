#include "experiment/census.h"

#include "data/error.h"
#include "experiment/digest.h"
#include "training/many_runs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace basin {

/// Each cell as a run that can be started; cells of one data spec share their data.
struct PreparedCensus::Cells {
    CensusSpec spec;
    std::vector<RunSpec> runs;
    std::vector<std::shared_ptr<const PreparedData>> data;
    std::vector<Project> projects;
    CensusGround ground;
    Eigen::Index dataValues = 0;
    Digest digest;

    void add(Project project);
    void close();
    [[nodiscard]] std::shared_ptr<const PreparedData> sharedData(const DataSpec &data) const;
};

/// The data of the first cell with this spec, where there is one.
std::shared_ptr<const PreparedData> PreparedCensus::Cells::sharedData(const DataSpec &wanted) const
{
    for (std::size_t i = 0; i < projects.size(); ++i)
        if (projects[i].data == wanted)
            return data[i];
    return nullptr;
}

void PreparedCensus::Cells::add(Project project)
{
    std::shared_ptr<const PreparedData> prepared = sharedData(project.data);
    if (!prepared) {
        prepared = std::make_shared<const PreparedData>(prepareData(project.data, project.folder));
        dataValues += prepared->raw.inputs.size() + prepared->raw.targets.size();
        if (dataValues > maximumDataValues)
            throw InputError({}, "the data of all cells together are more than " + std::to_string(maximumDataValues) +
                                     " values");
        digest.add(*prepared);
    }
    RunSpec run = runSpec(project, *prepared);
    if (!run.architecture.isTrainable())
        throw InputError("network.layers",
                         "cannot be trained: step is for display only, its derivative is 0 everywhere");
    ground.levels.push_back(namedLevels(run, *prepared));
    runs.push_back(std::move(run));
    data.push_back(std::move(prepared));
    projects.push_back(std::move(project));
}

void PreparedCensus::Cells::close()
{
    if (std::ranges::adjacent_find(ground.levels, std::not_equal_to<>()) == ground.levels.end())
        ground.levels.resize(1);
    ground.dataDigest = digest.text();
}

PreparedCensus::PreparedCensus(const CensusSpec &spec)
{
    if (const auto problem = spec.problem())
        throw InputError({}, *problem);
    auto cells = std::make_shared<Cells>();
    cells->spec = spec;
    for (std::int64_t cell = 0; cell < spec.cellCount(); ++cell) {
        try {
            cells->add(cellProject(spec, cell));
        } catch (const InputError &error) {
            if (spec.vary.empty())
                throw;
            throw InputError("vary: " + cellName(spec, cell), error.what());
        }
    }
    cells->close();
    m_cells = std::move(cells);
}

const CensusSpec &PreparedCensus::spec() const
{
    return m_cells->spec;
}

const CensusGround &PreparedCensus::ground() const
{
    return m_cells->ground;
}

namespace {

/// The runs of the shard that are not known, in order.
std::vector<std::int64_t> missingRuns(const CensusSpec &spec, const std::vector<RunRow> &known)
{
    std::vector<std::int64_t> runs;
    std::vector<bool> isKnown(static_cast<std::size_t>(spec.runs));
    for (const RunRow &row : known)
        isKnown[static_cast<std::size_t>(row.run)] = true;
    for (std::int64_t run = spec.shard.index - 1; run < spec.runs; run += spec.shard.count)
        if (!isKnown[static_cast<std::size_t>(run)])
            runs.push_back(run);
    return runs;
}

RunRow rowOf(std::int64_t run, std::uint64_t seed, const RunEnd &end)
{
    return {.run = run,
            .seed = seed,
            .outcome = end.outcome,
            .epochs = end.epochs,
            .solvedEpoch = end.solvedEpoch,
            .loss = end.loss,
            .accuracy = end.accuracy};
}

} // namespace

/// One census under way: takes rows from the workers, tells whoever listens, and ends the work where that fails.
class CensusWork {
public:
    CensusWork(const PreparedCensus &census, const CensusOptions &options)
        : m_cells(*census.m_cells), m_options(options), m_rows(options.known)
    {
        m_rows.resize(m_cells.runs.size());
        m_progress.wanted = m_cells.spec.runsOfShard() * m_cells.spec.cellCount();
        for (const std::vector<RunRow> &rows : m_rows)
            m_progress.rows += static_cast<std::int64_t>(rows.size());
    }

    void run(const std::stop_token &stop)
    {
        for (std::size_t cell = 0; cell < m_rows.size(); ++cell)
            m_missing.push_back(missingRuns(m_cells.spec, m_rows[cell]));
        const std::stop_callback passOn(stop, [this] { m_stop.request_stop(); });
        const std::jthread ticker([this](const std::stop_token &ended) { tick(ended); });
        trainRuns(
            sets(), [this](std::size_t cell, std::int64_t index, RunEnd &&end) { take(cell, index, end); },
            {.threads = m_options.threads, .steps = &m_steps}, m_stop.get_token());
    }

    /// After run(): what there is. @throws what a listener threw
    std::vector<std::vector<RunRow>> rows()
    {
        if (m_failure)
            std::rethrow_exception(m_failure);
        if (m_options.progress) {
            m_progress.steps = m_steps;
            m_options.progress(m_progress);
        }
        return std::move(m_rows);
    }

private:
    std::vector<RunSet> sets()
    {
        std::vector<RunSet> sets;
        for (std::size_t cell = 0; cell < m_cells.runs.size(); ++cell)
            sets.push_back({.spec = m_cells.runs[cell],
                            .data = m_cells.data[cell],
                            .count = static_cast<std::int64_t>(m_missing[cell].size()),
                            .start = [this, cell](std::int64_t index) { return start(cell, index); }});
        return sets;
    }

    [[nodiscard]] std::uint64_t seed(std::size_t cell, std::int64_t run) const
    {
        return m_cells.runs[cell].init.seed + static_cast<std::uint64_t>(run);
    }

    RunStart start(std::size_t cell, std::int64_t index) const
    {
        const std::int64_t run = m_missing[cell][static_cast<std::size_t>(index)];
        RunStart start{.seed = seed(cell, run), .parameters = {}, .data = nullptr};
        if (m_cells.spec.varyData && run != 0) {
            DataSpec data = m_cells.projects[cell].data;
            data.seed += static_cast<std::uint64_t>(run);
            start.data = std::make_shared<const PreparedData>(prepareData(data, m_cells.projects[cell].folder));
        }
        return start;
    }

    void take(std::size_t cell, std::int64_t index, const RunEnd &end)
    {
        const std::int64_t run = m_missing[cell][static_cast<std::size_t>(index)];
        const RunRow row = rowOf(run, seed(cell, run), end);
        const std::lock_guard lock(m_mutex);
        m_rows[cell].push_back(row);
        ++m_progress.rows;
        if (m_options.row)
            guarded([&] { m_options.row(static_cast<std::int64_t>(cell), row); });
    }

    void tick(const std::stop_token &ended)
    {
        std::unique_lock lock(m_mutex);
        while (!ended.stop_requested()) {
            m_wake.wait_for(lock, ended, std::chrono::milliseconds(50), [] { return false; });
            m_progress.steps = m_steps;
            if (m_options.progress && !ended.stop_requested())
                guarded([&] { m_options.progress(m_progress); });
        }
    }

    /// A listener that failed (a full disk) is asked nothing more.
    template <class Call>
    void guarded(const Call &call)
    {
        if (m_failure)
            return;
        try {
            call();
        } catch (...) {
            m_failure = std::current_exception();
            m_stop.request_stop();
        }
    }

    const PreparedCensus::Cells &m_cells;
    const CensusOptions &m_options;
    std::vector<std::vector<std::int64_t>> m_missing;
    std::stop_source m_stop;
    std::atomic<std::int64_t> m_steps = 0;
    std::mutex m_mutex; ///< rows, progress, failure; listeners are called under it, one at a time
    std::condition_variable_any m_wake;
    std::vector<std::vector<RunRow>> m_rows;
    CensusProgress m_progress;
    std::exception_ptr m_failure;
};

Census runCensus(const PreparedCensus &census, const CensusOptions &options, const std::stop_token &stop)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    CensusWork work(census, options);
    work.run(stop);
    std::vector<std::vector<RunRow>> rows = work.rows();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return summarise(census.spec(), census.ground(), std::move(rows), options.secondsKnown + seconds);
}

Census runCensus(const CensusSpec &spec, const CensusOptions &options, const std::stop_token &stop)
{
    return runCensus(PreparedCensus(spec), options, stop);
}

} // namespace basin
