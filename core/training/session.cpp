#include "training/session.h"

#include "training/session_worker.h"

#include <utility>

namespace basin {

Session::Session() : m_worker(std::make_unique<Worker>()) {}

Session::~Session() = default;

std::uint64_t Session::start(RunSpec spec, std::shared_ptr<const PreparedData> data,
                             std::shared_ptr<const RunState> state)
{
    const std::uint64_t run = ++m_runs;
    m_worker->give([run, spec = std::move(spec), data = std::move(data), state = std::move(state)](Worker &worker) {
        worker.start(run, spec, data, state.get());
    });
    return run;
}

void Session::run()
{
    m_worker->give([](Worker &worker) { worker.run(); });
}

void Session::pause()
{
    m_worker->give([](Worker &worker) { worker.pause(); });
}

void Session::advanceSteps(std::int64_t updates)
{
    m_worker->give([updates](Worker &worker) { worker.advanceSteps(updates); });
}

void Session::advanceEpochs(std::int64_t epochs)
{
    m_worker->give([epochs](Worker &worker) { worker.advanceEpochs(epochs); });
}

void Session::setSpeed(double epochsPerSecond)
{
    m_worker->give([epochsPerSecond](Worker &worker) { worker.setSpeed(epochsPerSecond); });
}

void Session::goTo(std::int64_t step)
{
    m_worker->give([step](Worker &worker) { worker.seek({.kind = MomentWanted::Kind::Step, .value = step}); });
}

void Session::goToEpoch(std::int64_t epoch)
{
    m_worker->give([epoch](Worker &worker) { worker.seek({.kind = MomentWanted::Kind::Epoch, .value = epoch}); });
}

void Session::stepBack(std::int64_t updates)
{
    m_worker->give([updates](Worker &worker) { worker.stepBack(updates); });
}

void Session::goToNewest()
{
    m_worker->give([](Worker &worker) { worker.seek({}); });
}

void Session::setMemory(std::int64_t bytes)
{
    m_worker->give([bytes](Worker &worker) { worker.setMemory(bytes); });
}

void Session::change(std::function<void(Trainer &)> change)
{
    m_worker->give([change = std::move(change)](Worker &worker) { worker.change(change); });
}

std::uint64_t Session::commandsGiven() const
{
    return m_worker->commandsGiven();
}

SnapshotPtr Session::take()
{
    return m_worker->take();
}

void Session::setListener(std::function<void()> listener)
{
    m_worker->setListener(std::move(listener));
}

void Session::waitUntilIdle()
{
    m_worker->waitUntilIdle();
}

} // namespace basin
