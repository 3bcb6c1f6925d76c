#include "runs.h"

#include "training/session.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace basin;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t steps = 10'000;

bool sameBits(const Vector &a, const Vector &b)
{
    return a.size() == b.size() && (a.array() == b.array()).all();
}

/// A run that comes to rest after `steps` updates of the circle problem (5 an epoch) or of XOR (1 an epoch).
RunSpec limited(RunSpec spec, std::int64_t epochs)
{
    spec.training.epochs = epochs;
    return spec;
}

SnapshotPtr rested(Session &session)
{
    session.waitUntilIdle();
    return session.take();
}

/// Takes snapshots as a window does, only faster, until it is destroyed.
class Watcher {
public:
    explicit Watcher(Session &session)
        : m_thread([this, &session](const std::stop_token &stop) {
              while (!stop.stop_requested()) {
                  if (const SnapshotPtr snapshot = session.take())
                      look(*snapshot);
                  std::this_thread::sleep_for(1ms);
              }
          })
    {
    }
    [[nodiscard]] int seen() const { return m_seen; }
    [[nodiscard]] bool isConsistent() const { return m_isConsistent; }

private:
    void look(const Snapshot &snapshot)
    {
        ++m_seen;
        const bool rises = snapshot.serial > m_serial && snapshot.step >= m_step;
        const bool hasHistory = snapshot.history && !snapshot.history->bins().empty() &&
                                snapshot.history->bins().back().epoch <= snapshot.epoch;
        m_isConsistent = m_isConsistent && rises && hasHistory && snapshot.parameters.allFinite();
        m_serial = snapshot.serial;
        m_step = snapshot.step;
    }

    std::atomic<int> m_seen = 0;
    std::atomic<bool> m_isConsistent = true;
    std::uint64_t m_serial = 0;
    std::int64_t m_step = 0;
    std::jthread m_thread;
};

} // namespace

class TestSession : public QObject {
    Q_OBJECT

private slots:
    void startRests();
    void howItIsDrivenDoesNotMatter_data();
    void howItIsDrivenDoesNotMatter();
    void aSavedSnapshotContinues();
    void aFailedStartSaysWhyAndKeepsTheRun();
    void aFailedChangeSaysWhyAndKeepsTheRun();
    void changesHappenBetweenUpdates();
    void stepsAddUp();
    void theLimitCanBePassed();
    void speedIsKept_data();
    void speedIsKept();
    void theListenerHearsOfEachFilledSlot();
    void snapshotsTellOfTheRun();
    void endsPromptly();
};

void TestSession::startRests()
{
    Session session;
    QVERIFY(!session.take());
    const std::uint64_t run = session.start(runs::xorSpec(), runs::xorData());
    const SnapshotPtr snapshot = rested(session);
    QVERIFY(snapshot);
    QCOMPARE(snapshot->run, run);
    QCOMPARE(snapshot->commands, session.commandsGiven());
    QVERIFY(!snapshot->running);
    QCOMPARE(snapshot->step, std::int64_t(0));
    QVERIFY(snapshot->history);
    QCOMPARE(snapshot->history->bins().size(), std::size_t(1));
    QCOMPARE(snapshot->trainOutputs.rows(), Eigen::Index(4));
    const Trainer trainer(runs::xorSpec(), runs::xorData());
    QVERIFY(sameBits(snapshot->parameters, trainer.parameters()));
    QCOMPARE(snapshot->metrics.loss, trainer.metrics().loss);
    QCOMPARE(snapshot->gradientNorm, trainer.gradient().norm());
}

void TestSession::howItIsDrivenDoesNotMatter_data()
{
    QTest::addColumn<bool>("miniBatches");
    QTest::newRow("full batch") << false;
    QTest::newRow("mini-batches") << true;
}

/// 10 000 updates straight, against the same run paused, stepped, watched, slowed, saved and continued.
void TestSession::howItIsDrivenDoesNotMatter()
{
    QFETCH(bool, miniBatches);
    const RunSpec spec = miniBatches ? limited(runs::circleSpec(), steps / 5) : limited(runs::xorSpec(), steps);
    const auto data = miniBatches ? runs::circleData() : runs::xorData();
    Trainer straight(spec, data);
    straight.advance(steps);
    QCOMPARE(straight.step(), steps);

    Session session;
    session.start(spec, data);
    {
        const Watcher watcher(session);
        session.advanceSteps(17);
        session.waitUntilIdle();
        session.setSpeed(2000.0);
        session.run();
        QTRY_VERIFY(watcher.seen() > 3);
        session.pause();
        session.advanceEpochs(3);
        session.waitUntilIdle();
        session.setSpeed(Session::unlimitedSpeed);
        QVERIFY(watcher.isConsistent());
    }
    session.advanceSteps(1);
    SnapshotPtr snapshot = rested(session);
    QVERIFY(snapshot);
    QVERIFY(snapshot->step > 17 && snapshot->step < steps);

    session.start(spec, data, std::make_shared<const RunState>(snapshot->state));
    {
        const Watcher watcher(session);
        session.run();
        session.waitUntilIdle();
        QVERIFY(watcher.isConsistent());
    }
    session.pause(); // nothing runs, but a last snapshot is sure to come
    snapshot = rested(session);
    QVERIFY(snapshot);
    QCOMPARE(snapshot->stopReason, StopReason::EpochLimit);
    QCOMPARE(snapshot->step, steps);
    QVERIFY(sameBits(snapshot->parameters, straight.parameters()));
    QCOMPARE(snapshot->state, straight.state());
}

void TestSession::aSavedSnapshotContinues()
{
    const RunSpec spec = limited(runs::circleSpec(), 60);
    Session session;
    session.start(spec, runs::circleData());
    session.advanceSteps(123); // in the middle of an epoch
    const SnapshotPtr middle = rested(session);
    QCOMPARE(middle->state.batch, std::int64_t(48));
    session.run();
    const SnapshotPtr end = rested(session);
    Trainer continued(spec, runs::circleData(), &middle->state);
    continued.advance(1000);
    QCOMPARE(continued.state(), end->state);
}

void TestSession::aFailedStartSaysWhyAndKeepsTheRun()
{
    Session session;
    const std::uint64_t run = session.start(runs::xorSpec(), runs::xorData());
    session.advanceSteps(5);
    session.waitUntilIdle();
    RunSpec wrong = runs::xorSpec();
    wrong.training.batchSize = -3;
    session.start(wrong, runs::xorData());
    SnapshotPtr snapshot = rested(session);
    QVERIFY(snapshot);
    QCOMPARE(QByteArray(snapshot->error.c_str()),
             QByteArray("training.batch_size: must be 0 (the full batch) or more"));
    QCOMPARE(snapshot->run, run);
    QCOMPARE(snapshot->step, std::int64_t(5));
    session.advanceSteps(2);
    snapshot = rested(session);
    QVERIFY(snapshot->error.empty());
    QCOMPARE(snapshot->step, std::int64_t(7));
}

void TestSession::aFailedChangeSaysWhyAndKeepsTheRun()
{
    Session session;
    session.start(runs::circleSpec(), runs::circleData());
    session.change([](Trainer &trainer) {
        trainer.setOptimizer({.name = "lbfgs", .convention = Convention::Keras, .options = {}});
    });
    const SnapshotPtr snapshot = rested(session);
    QCOMPARE(QByteArray(snapshot->error.c_str()),
             QByteArray("optimizer.name: lbfgs needs the full batch (training.batch_size 0)"));
    session.advanceSteps(1);
    QCOMPARE(rested(session)->step, std::int64_t(1));
}

void TestSession::changesHappenBetweenUpdates()
{
    Session session;
    session.start(runs::xorSpec(), runs::xorData());
    session.advanceSteps(50);
    session.waitUntilIdle();
    session.change([](Trainer &trainer) { trainer.setParameter(3, 0.125); });
    const SnapshotPtr snapshot = rested(session);
    QCOMPARE(snapshot->parameters[3], 0.125);
    QCOMPARE(snapshot->history->events().size(), std::size_t(1));
    QCOMPARE(snapshot->history->events()[0].epoch, std::int64_t(50));

    Trainer trainer(runs::xorSpec(), runs::xorData());
    trainer.advance(50);
    trainer.setParameter(3, 0.125);
    QCOMPARE(snapshot->metrics.loss, trainer.metrics().loss);
    trainer.advance(50);
    session.advanceSteps(50);
    QCOMPARE(rested(session)->state, trainer.state());
}

void TestSession::stepsAddUp()
{
    Session session;
    session.start(runs::circleSpec(), runs::circleData());
    for (int i = 0; i < 10; ++i)
        session.advanceSteps(1);
    QCOMPARE(rested(session)->step, std::int64_t(10));
}

void TestSession::theLimitCanBePassed()
{
    Session session;
    session.start(limited(runs::xorSpec(), 40), runs::xorData());
    session.run();
    QCOMPARE(rested(session)->epoch, std::int64_t(40));
    session.run();
    const SnapshotPtr snapshot = rested(session);
    QCOMPARE(snapshot->epoch, std::int64_t(80));
    QCOMPARE(snapshot->stopReason, StopReason::EpochLimit);
}

void TestSession::speedIsKept_data()
{
    QTest::addColumn<double>("epochsPerSecond");
    QTest::addColumn<int>("limit");
    QTest::newRow("20 a second") << 20.0 << 11;
    QTest::newRow("5000 a second") << 5000.0 << 2500;
}

/// `limit` epochs must not take less time than they should; how much longer is up to the machine.
void TestSession::speedIsKept()
{
    QFETCH(double, epochsPerSecond);
    QFETCH(int, limit);
    Session session;
    session.start(limited(runs::xorSpec(), limit), runs::xorData());
    session.setSpeed(epochsPerSecond);
    const auto begin = std::chrono::steady_clock::now();
    session.run();
    const SnapshotPtr snapshot = rested(session);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    QCOMPARE(snapshot->epoch, std::int64_t(limit));
    QVERIFY(passed.count() >= (limit - 1) / epochsPerSecond);
    QVERIFY(passed.count() < 10.0 * limit / epochsPerSecond);
}

void TestSession::theListenerHearsOfEachFilledSlot()
{
    std::atomic<int> heard = 0;
    Session session;
    session.setListener([&heard] { ++heard; });
    session.start(runs::xorSpec(), runs::xorData());
    session.waitUntilIdle();
    QCOMPARE(heard.load(), 1);
    session.advanceSteps(1); // the slot is full: replaced without a word
    session.waitUntilIdle();
    QCOMPARE(heard.load(), 1);
    QCOMPARE(session.take()->step, std::int64_t(1));
    session.advanceSteps(1);
    session.waitUntilIdle();
    QCOMPARE(heard.load(), 2);
    QCOMPARE(session.take()->step, std::int64_t(2));
}

void TestSession::snapshotsTellOfTheRun()
{
    Session session;
    RunSpec spec = runs::circleSpec();
    spec.training.limitEpochs = false;
    const std::uint64_t first = session.start(spec, runs::circleData());
    session.run();
    SnapshotPtr snapshot;
    const auto isMeasured = [&] {
        if (SnapshotPtr next = session.take())
            snapshot = std::move(next);
        return snapshot && snapshot->running && snapshot->epochsPerSecond > 0.0;
    };
    QTRY_VERIFY(isMeasured());
    QVERIFY(std::isfinite(snapshot->metrics.testLoss));
    QVERIFY(snapshot->gradientNorm > 0.0);
    QVERIFY(snapshot->state.optimizer.empty());
    const std::uint64_t second = session.start(spec, runs::circleData());
    QVERIFY(second > first);
    snapshot = rested(session);
    QCOMPARE(snapshot->run, second);
    QCOMPARE(snapshot->epoch, std::int64_t(0));
    QCOMPARE(snapshot->epochsPerSecond, 0.0);
}

/// In the middle of an epoch that takes seconds: 20 000 samples one by one.
void TestSession::endsPromptly()
{
    RunSpec spec = runs::circleSpec();
    spec.architecture = Architecture(2, {{.units = 128, .activation = "tanh", .kernelInit = {}, .biasInit = {}},
                                         {.units = 128, .activation = "tanh", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    spec.training.batchSize = 1;
    auto session = std::make_unique<Session>();
    session->start(spec, runs::circleData(20'000, 0));
    session->waitUntilIdle();
    session->run();
    std::this_thread::sleep_for(50ms);
    const auto begin = std::chrono::steady_clock::now();
    session.reset();
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    QVERIFY2(passed < 1s, qPrintable(QString::number(passed.count()))); // 0.1 s is the aim; machines may be busy
}

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
