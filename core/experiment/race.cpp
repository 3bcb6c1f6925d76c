#include "experiment/race.h"

#include "data/error.h"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

namespace basin {

namespace {

void setOptimizer(Project &project, const std::string &name, bool keepRate)
{
    if (name == project.optimizer.name)
        return; // as the user has set it
    const auto rate = project.optimizer.options.values().find("learning_rate");
    OptimizerSpec spec{.name = name, .convention = project.optimizer.convention};
    const OptimizerKind *kind = findOptimizer(name);
    if (keepRate && kind != nullptr && findOption(kind->options(spec.convention), "learning_rate") != nullptr)
        spec.options.set("learning_rate", rate != project.optimizer.options.values().end()
                                              ? rate->second
                                              : OptionValue(project.optimizer.value("learning_rate")));
    checkOptimizer(spec);
    project.optimizer = spec;
}

std::string labelOf(const std::string &key, const std::string &value)
{
    return key == "init.seed" ? "start " + value : value;
}

} // namespace

std::vector<RaceEntry> raceOver(const Project &project, const std::string &key, const std::vector<std::string> &values,
                                bool keepRate)
{
    if (values.empty() || values.size() > maximumRacers)
        throw InputError("race", "needs 1 to " + std::to_string(maximumRacers) + " racers");
    std::vector<RaceEntry> entries;
    for (const std::string &value : values) {
        RaceEntry entry{.label = labelOf(key, value), .project = project};
        entry.project.state.reset();
        if (key == "optimizer.name")
            setOptimizer(entry.project, value, keepRate);
        else
            setKey(entry.project, key, value);
        if (key == "init.seed")
            entry.project.init.parameters.clear(); // each draws its own
        entries.push_back(std::move(entry));
    }
    return entries;
}

Race::Race(const std::vector<RaceEntry> &entries)
{
    for (const RaceEntry &entry : entries) {
        try {
            PreparedRun run = prepareRun(entry.project);
            run.spec.training.limitEpochs = true;
            const auto &state = entry.project.state;
            m_trainers.emplace_back(run.spec, run.data, state ? &*state : nullptr);
            m_runs.push_back(std::move(run));
        } catch (const InputError &error) {
            throw InputError(entry.label, error.what());
        }
    }
}

void Race::advanceEpochs(std::int64_t epochs, int threads)
{
    oneapi::tbb::task_arena arena(threads > 0 ? threads : oneapi::tbb::info::default_concurrency());
    arena.execute([&] {
        oneapi::tbb::parallel_for(std::size_t{0}, m_trainers.size(), [&](std::size_t i) {
            if (m_trainers[i].stopReason() == StopReason::None)
                m_trainers[i].advanceEpochs(epochs);
        });
    });
    for (const Trainer &trainer : m_trainers)
        m_epoch = std::max(m_epoch, trainer.epoch());
}

bool Race::isOver() const
{
    return std::ranges::all_of(m_trainers,
                               [](const Trainer &trainer) { return trainer.stopReason() != StopReason::None; });
}

std::vector<Racer> Race::racers() const
{
    std::vector<Racer> racers;
    for (const Trainer &trainer : m_trainers)
        racers.push_back({.epoch = trainer.epoch(),
                          .parameters = trainer.parameters(),
                          .metrics = trainer.metrics(),
                          .outcome = trainer.outcome(),
                          .reason = trainer.stopReason(),
                          .state = trainer.state(),
                          .history = std::make_shared<const History>(trainer.history())});
    return racers;
}

} // namespace basin
