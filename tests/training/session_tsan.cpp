// A window's way with a Session, from two threads and without Qt, so that ThreadSanitizer sees all of it.

#include "runs.h"

#include "training/session.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

using namespace basin;
using namespace std::chrono_literals;

namespace {

/// Scrubs, waits for some aims and not for others, branches, comes back.
void travel(Session &session)
{
    session.setMemory(1 << 20);
    for (const std::int64_t step : {900, 17, 400, 3, 1200})
        session.goTo(step);
    session.stepBack(1);
    session.waitUntilIdle();
    session.run(); // what is known is made anew
    std::this_thread::sleep_for(5ms);
    session.goToEpoch(5);
    session.change([](Trainer &trainer) { trainer.setParameter(1, -0.25); });
    session.advanceSteps(50);
    session.stepBack(20);
    session.goToNewest();
    session.waitUntilIdle();
}

void drive(Session &session, int round)
{
    const RunSpec spec = round % 2 == 0 ? runs::xorSpec() : runs::circleSpec();
    const auto data = round % 2 == 0 ? runs::xorData() : runs::circleData();
    session.start(spec, data);
    session.run();
    std::this_thread::sleep_for(20ms);
    session.change([](Trainer &trainer) {
        OptimizerSpec optimizer = trainer.spec().optimizer;
        optimizer.options.set("learning_rate", 0.003);
        trainer.setOptimizer(optimizer);
    });
    session.setSpeed(500.0);
    std::this_thread::sleep_for(10ms);
    session.pause();
    session.advanceSteps(3);
    session.change([](Trainer &trainer) { trainer.setParameter(0, 0.5); });
    session.advanceEpochs(2);
    session.waitUntilIdle();
    session.setSpeed(Session::unlimitedSpeed);
    session.run();
    std::this_thread::sleep_for(10ms);
    travel(session);
    session.run();
    std::this_thread::sleep_for(5ms);
    session.goTo(2); // and perhaps destroyed on the way
}

} // namespace

int main()
{
    std::atomic<int> heard = 0;
    std::int64_t seen = 0;
    const auto end = std::chrono::steady_clock::now() + 2s;
    for (int round = 0; std::chrono::steady_clock::now() < end; ++round) {
        Session session;
        session.setListener([&heard] { ++heard; });
        std::jthread reader([&](const std::stop_token &stop) {
            SnapshotPtr kept; // two generations at once, as a window that still paints the old one
            while (!stop.stop_requested()) {
                if (const SnapshotPtr snapshot = session.take()) {
                    seen += snapshot->history ? static_cast<std::int64_t>(snapshot->history->bins().size()) : 0;
                    kept = snapshot;
                }
                std::this_thread::sleep_for(1ms);
            }
        });
        drive(session, round);
        if (round % 3 == 0)
            session.setListener({});
        reader.request_stop();
        reader.join();
    } // and is destroyed while it runs
    std::printf("%d snapshots announced, %lld bins seen\n", heard.load(), static_cast<long long>(seen));
    return heard > 0 && seen > 0 ? 0 : 1;
}
