#include "runs.h"

#include "data/error.h"
#include "training/run_moment.h"
#include "training/timeline.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <set>

using namespace basin;

namespace {

constexpr std::int64_t always = std::numeric_limits<std::int64_t>::max();

using Change = std::function<void(Trainer &)>;
struct Turn {
    std::int64_t step;
    Change change;
};
using Turns = std::vector<Turn>;

Change learningRate(double rate)
{
    return [rate](Trainer &trainer) {
        OptimizerSpec optimizer = trainer.spec().optimizer;
        optimizer.options.set("learning_rate", rate);
        trainer.setOptimizer(optimizer);
    };
}

Change optimizer(const std::string &name)
{
    return [name](Trainer &trainer) {
        trainer.setOptimizer({.name = name, .convention = Convention::Keras, .options = {}});
    };
}

Change training(const std::function<void(TrainingOptions &)> &edit)
{
    return [edit](Trainer &trainer) {
        TrainingOptions options = trainer.spec().training;
        edit(options);
        trainer.setTraining(options);
    };
}

Change batchSize(std::int64_t size)
{
    return training([size](TrainingOptions &options) { options.batchSize = size; });
}

Change weight(std::int64_t index, double value)
{
    return [index, value](Trainer &trainer) { trainer.setParameter(index, value); };
}

Change penalty(double l2)
{
    return [l2](Trainer &trainer) {
        LossSpec loss = trainer.spec().loss;
        loss.l2 = l2;
        trainer.setLoss(loss);
    };
}

/// Makes a run the plain way: straight to `step`, each change at its step.
Trainer straight(const RunSpec &spec, const std::shared_ptr<const PreparedData> &data, const Turns &turns,
                 std::int64_t step)
{
    Trainer trainer(spec, data);
    for (const Turn &turn : turns) {
        if (turn.step > step)
            break;
        trainer.advance(turn.step - trainer.step());
        turn.change(trainer);
    }
    trainer.advance(step - trainer.step());
    return trainer;
}

template <class T>
bool sameBytes(const std::vector<T> &a, const std::vector<T> &b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool sameMetrics(const Metrics &a, const Metrics &b)
{
    const auto same = [](double x, double y) { return std::memcmp(&x, &y, sizeof x) == 0; };
    return same(a.loss, b.loss) && same(a.penalty, b.penalty) && same(a.testLoss, b.testLoss) &&
           same(a.accuracy, b.accuracy) && same(a.testAccuracy, b.testAccuracy) && a.correct == b.correct;
}

bool sameHistory(const History &a, const History &b)
{
    const auto same = [](const HistoryBin &x, const HistoryBin &y) {
        return x.epoch == y.epoch && sameMetrics(x.first, y.first) && x.lossLow == y.lossLow &&
               x.lossHigh == y.lossHigh;
    };
    return a.stride() == b.stride() && a.solvedEpoch() == b.solvedEpoch() && a.events() == b.events() &&
           std::equal(a.bins().begin(), a.bins().end(), b.bins().begin(), b.bins().end(), same) &&
           sameBytes(a.weights(), b.weights()) && sameBytes(a.outputs(), b.outputs());
}

/// Empty, or what differs.
QString difference(Trainer &a, Trainer &b)
{
    if (!(a.runPlace() == b.runPlace()))
        return QStringLiteral("place: step %1 and %2").arg(a.step()).arg(b.step());
    if (!(a.state() == b.state()))
        return QStringLiteral("state at step %1").arg(a.step());
    if (!(*a.settings() == *b.settings()))
        return QStringLiteral("settings at step %1").arg(a.step());
    if (a.stopReason() != b.stopReason() || a.divergedStep() != b.divergedStep())
        return QStringLiteral("end at step %1").arg(a.step());
    if (!sameHistory(a.history(), b.history()))
        return QStringLiteral("history at step %1").arg(a.step());
    if (!sameMetrics(a.metrics(), b.metrics()) || a.outcome() != b.outcome())
        return QStringLiteral("metrics at step %1").arg(a.step());
    return {};
}

constexpr MomentWanted step(std::int64_t value)
{
    return {.kind = MomentWanted::Kind::Step, .value = value};
}

constexpr std::int64_t little = std::int64_t{1} << 20;

/// What a timeline may hold: besides its memory the histories of its first and its newest moment.
std::int64_t allowed(const Timeline &timeline, const Trainer &run)
{
    return timeline.memory() + 2 * run.history().bytes();
}

/// Keyframes after each call of advance(), so that where they lie depends on nothing but the calls.
constexpr TimelineOptions dense{.between = std::chrono::nanoseconds(0)};

void make(Timeline &timeline, const Turns &turns, std::int64_t steps, std::int64_t stride = 100)
{
    const auto advanceTo = [&](std::int64_t step) {
        while (timeline.trainer().step() < step && timeline.trainer().stopReason() == StopReason::None)
            timeline.advance(std::min(stride, step - timeline.trainer().step()));
    };
    for (const Turn &turn : turns) {
        advanceTo(turn.step);
        turn.change(timeline.trainer());
    }
    advanceTo(steps);
}

/// Makes anew what lies ahead, and no more.
void toNewest(Timeline &timeline, std::int64_t stride)
{
    const std::int64_t newest = timeline.newest().step;
    while (timeline.isPast())
        timeline.advance(std::clamp<std::int64_t>(newest - timeline.trainer().step(), 1, stride));
}

#define COMPARE_RUNS(a, b) QCOMPARE(difference(a, b), QString())

} // namespace

class TestTimeTravel : public QObject {
    Q_OBJECT

private slots:
    void backAndForth_data();
    void backAndForth();
    void curvesThatWereMergedSince();
    void aDivergedEnd_data();
    void aDivergedEnd();
    void goingOnAfterADivergence();
    void anEndWithoutAStep_data();
    void anEndWithoutAStep();
    void goingOnPastTheLimit();
    void patienceRemembers();
    void aChangeInThePastBranches();
    void whatChangesNothingIsNoBranch();
    void endsOfEpochs();
    void aRunThatWasOpened();
    void aNewerAimTakesThePlace();
    void anyOrder_data();
    void anyOrder();
    void staysWithinItsMemory_data();
    void staysWithinItsMemory();
    void manyChangesShortenThePast();
    void theLadder_data();
    void theLadder();
};

void TestTimeTravel::backAndForth_data()
{
    QTest::addColumn<RunSpec>("spec");
    QTest::addColumn<bool>("isCircle");
    QTest::addColumn<Turns>("turns");

    for (const OptimizerKind &kind : optimizers()) {
        for (const Precision precision : {Precision::Float64, Precision::Float32}) {
            RunSpec spec = runs::circleSpec();
            spec.training.batchSize = kind.fullBatchOnly ? 0 : 16;
            spec.training.precision = precision;
            spec.training.epochs = 1'000'000;
            spec.training.frozen = {2, 7};
            spec.optimizer = {.name = kind.name, .convention = Convention::Keras, .options = {}};
            const bool isSmall = kind.fullBatchOnly;
            const double unit = isSmall ? 0.012 : 1.0; // these come to their end soon
            const auto at = [unit](int step) { return static_cast<std::int64_t>(unit * step); };
            Turns turns{{at(310), weight(4, 0.75)}, {at(500), penalty(0.01)}};
            if (!isSmall) {
                turns.insert(turns.begin(), {at(203), batchSize(9)});
                turns.push_back({at(801), learningRate(0.02)});
            }
            turns.push_back({at(1203), training([](TrainingOptions &options) { options.frozen = {1}; })});
            QTest::addRow("%s, %s", kind.name.c_str(), precision == Precision::Float32 ? "float32" : "float64")
                << spec << true << turns;
        }
    }
    QTest::newRow("full batch") << runs::xorSpec() << false << Turns{{777, learningRate(0.1)}, {1500, weight(0, 2.0)}};
    QTest::newRow("several optimizers in turn")
        << runs::circleSpec() << true
        << Turns{{101, optimizer("rprop_plus")}, {400, optimizer("sgd")}, {703, batchSize(0)},
                 {850, optimizer("lbfgs")},      {870, batchSize(70)},    {871, optimizer("adamw")}};
}

/// 2000 updates; back a thousand and elsewhere, and each time what stands there is what stood there the first time.
void TestTimeTravel::backAndForth()
{
    QFETCH(RunSpec, spec);
    QFETCH(bool, isCircle);
    QFETCH(Turns, turns);
    const auto data = isCircle ? runs::circleData() : runs::xorData();
    constexpr std::int64_t steps = 2000;
    Timeline timeline(spec, data, nullptr, dense);
    make(timeline, turns, steps, 130);
    Trainer &here = timeline.trainer();
    const std::int64_t newest = here.step();
    QVERIFY(newest > turns.back().step);
    Trainer end = straight(spec, data, turns, steps);
    COMPARE_RUNS(here, end);
    for (const std::int64_t target : {newest - 1, std::max<std::int64_t>(0, newest - 1000), newest / 3, newest / 7,
                                      turns[0].step, turns[1].step - 1, std::int64_t(0), newest / 2}) {
        timeline.goTo(step(target));
        QVERIFY(timeline.isPast());
        Trainer then = straight(spec, data, turns, target);
        COMPARE_RUNS(here, then);
        QCOMPARE(timeline.newest().step, newest);
        QVERIFY(sameHistory(*timeline.wholeHistory(), end.history()));
    }
    // Forward again, cut differently; then once more at once.
    toNewest(timeline, 77);
    COMPARE_RUNS(here, end);
    timeline.goTo(step(newest / 5));
    timeline.goTo({});
    QVERIFY(!timeline.isPast());
    COMPARE_RUNS(here, end);
    if (end.stopReason() == StopReason::None) {
        timeline.advance(300);
        Trainer later = straight(spec, data, turns, steps + 300);
        COMPARE_RUNS(here, later);
    }
}

/// 60 000 epochs: bins merge at 8191, 16 382, 32 764.
void TestTimeTravel::curvesThatWereMergedSince()
{
    RunSpec spec = runs::xorSpec();
    Timeline timeline(spec, runs::xorData(), nullptr, dense);
    const Turns turns{{300, learningRate(0.02)}, {20'000, weight(1, 0.3)}};
    make(timeline, turns, 60'000, 997);
    for (const std::int64_t target : {59'999, 31'000, 8191, 8190, 16'382, 9000, 100, 20'000, 40'000}) {
        timeline.goTo(step(target));
        Trainer then = straight(spec, runs::xorData(), turns, target);
        COMPARE_RUNS(timeline.trainer(), then);
    }
    // Made anew through three merges.
    timeline.goTo(step(5000));
    toNewest(timeline, 10'000);
    Trainer end = straight(spec, runs::xorData(), turns, timeline.trainer().step());
    COMPARE_RUNS(timeline.trainer(), end);
}

void TestTimeTravel::aDivergedEnd_data()
{
    QTest::addColumn<std::int64_t>("batch");
    QTest::newRow("full batch") << std::int64_t(0);
    QTest::newRow("mini-batches") << std::int64_t(2);
}

void TestTimeTravel::aDivergedEnd()
{
    QFETCH(std::int64_t, batch);
    auto [spec, data] = runs::linearRun(1.2);
    spec.training.batchSize = batch;
    Timeline timeline(spec, data, nullptr, dense);
    while (timeline.trainer().stopReason() == StopReason::None)
        timeline.advance(7);
    QCOMPARE(timeline.trainer().stopReason(), StopReason::Diverged);
    Trainer end(spec, data);
    end.advance(always);
    COMPARE_RUNS(timeline.trainer(), end);
    const std::int64_t newest = end.step();
    for (const std::int64_t back : {1, 2, 3, 20}) {
        timeline.goTo(step(newest - back));
        QCOMPARE(timeline.trainer().stopReason(), StopReason::None);
        Trainer then = straight(spec, data, {}, newest - back);
        COMPARE_RUNS(timeline.trainer(), then);
    }
    toNewest(timeline, 1);
    COMPARE_RUNS(timeline.trainer(), end);
}

void TestTimeTravel::goingOnAfterADivergence()
{
    auto [spec, data] = runs::linearRun(1.2);
    spec.training.batchSize = 2;
    const auto turnDown = [](Trainer &trainer) {
        trainer.advance(always);
        learningRate(0.01)(trainer);
    };
    Trainer end(spec, data);
    turnDown(end);
    const std::int64_t parting = end.step();
    end.advance(500);

    Timeline timeline(spec, data, nullptr, dense);
    while (timeline.trainer().stopReason() == StopReason::None)
        timeline.advance(7);
    learningRate(0.01)(timeline.trainer());
    timeline.advance(500);
    COMPARE_RUNS(timeline.trainer(), end);
    for (const std::int64_t target : {parting + 100, parting - 5, parting, parting + 1, std::int64_t(3)}) {
        timeline.goTo(step(target));
        QCOMPARE(timeline.trainer().step(), target);
        if (target >= parting) { // the last time it stood there: after the change
            Trainer then(spec, data);
            turnDown(then);
            then.advance(target - parting);
            COMPARE_RUNS(timeline.trainer(), then);
        }
        toNewest(timeline, 33);
        COMPARE_RUNS(timeline.trainer(), end);
    }
}

void TestTimeTravel::anEndWithoutAStep_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("lbfgs") << QStringLiteral("lbfgs");
    QTest::newRow("levenberg_marquardt") << QStringLiteral("levenberg_marquardt");
}

/// The search for a step fails, is tried again, and fails again.
void TestTimeTravel::anEndWithoutAStep()
{
    QFETCH(QString, name);
    auto [spec, data] = runs::linearRun(1.0);
    spec.optimizer = {.name = name.toStdString(), .convention = Convention::Keras, .options = {}};
    spec.training.epochs = 100'000;
    const auto drive = [](auto &&advance, Trainer &trainer) {
        advance(1000);
        trainer.goOn();
        advance(1000);
        weight(0, 0.25)(trainer);
        advance(1000);
    };
    Trainer end(spec, data);
    drive([&](std::int64_t updates) { end.advance(updates); }, end);
    QCOMPARE(end.stopReason(), StopReason::NoStepFound);
    Timeline timeline(spec, data, nullptr, dense);
    drive([&](std::int64_t updates) { timeline.advance(updates); }, timeline.trainer());
    COMPARE_RUNS(timeline.trainer(), end);
    for (std::int64_t target = 0; target < end.step(); ++target) {
        timeline.goTo(step(target));
        QCOMPARE(timeline.trainer().step(), target);
        toNewest(timeline, 1);
        COMPARE_RUNS(timeline.trainer(), end);
    }
}

void TestTimeTravel::goingOnPastTheLimit()
{
    RunSpec spec = runs::circleSpec();
    spec.training.epochs = 40;
    const auto drive = [](auto &&advance, Trainer &trainer) {
        advance(1000);
        trainer.goOn();
        advance(1000);
        training([](TrainingOptions &options) { options.epochs = 90; })(trainer);
        advance(1000);
    };
    Trainer end(spec, runs::circleData());
    drive([&](std::int64_t updates) { end.advance(updates); }, end);
    QCOMPARE(end.epoch(), std::int64_t(90));
    Timeline timeline(spec, runs::circleData(), nullptr, dense);
    drive([&](std::int64_t updates) { timeline.advance(updates); }, timeline.trainer());
    for (const std::int64_t target : {449, 401, 400, 399, 201, 200, 199, 17}) {
        timeline.goTo(step(target));
        QCOMPARE(timeline.trainer().step(), target);
        QCOMPARE(timeline.trainer().stopReason(), StopReason::None);
        QCOMPARE(timeline.advance(always), StopReason::EpochLimit);
        QVERIFY(!timeline.isPast());
        COMPARE_RUNS(timeline.trainer(), end);
    }
}

void TestTimeTravel::patienceRemembers()
{
    RunSpec spec = runs::xorSpec();
    spec.training.patience = 200;
    Trainer end(spec, runs::xorData());
    QCOMPARE(end.advance(always), StopReason::NoProgress);
    Timeline timeline(spec, runs::xorData(), nullptr, dense);
    while (timeline.trainer().stopReason() == StopReason::None)
        timeline.advance(500);
    timeline.goTo(step(end.step() - 150)); // the best loss lies before
    QCOMPARE(timeline.advance(always), StopReason::NoProgress);
    COMPARE_RUNS(timeline.trainer(), end);
}

void TestTimeTravel::aChangeInThePastBranches()
{
    const RunSpec spec = runs::circleSpec();
    const Turns turns{{100, learningRate(0.02)}, {900, weight(2, 0.1)}};
    Timeline timeline(spec, runs::circleData(), nullptr, dense);
    make(timeline, turns, 1500);
    Trainer old = straight(spec, runs::circleData(), turns, 1500);

    timeline.goTo(step(623));
    QVERIFY(timeline.takeGivenUp().empty());
    weight(3, -0.4)(timeline.trainer());
    QVERIFY(!timeline.isPast());
    QCOMPARE(timeline.newest().step, std::int64_t(623));
    const auto givenUp = timeline.takeGivenUp();
    QCOMPARE(givenUp.size(), std::size_t(1));
    QCOMPARE(givenUp[0]->parting.step, std::int64_t(623));
    QVERIFY(sameHistory(*givenUp[0]->history, old.history()));
    QVERIFY((givenUp[0]->parameters.array() == old.parameters().array()).all());

    // Its own history, and the knob of step 900 is not turned.
    const Turns branch{turns[0], {623, weight(3, -0.4)}};
    make(timeline, {}, 2000);
    Trainer end = straight(spec, runs::circleData(), branch, 2000);
    COMPARE_RUNS(timeline.trainer(), end);
    for (const std::int64_t target : {1501, 950, 622, 50}) {
        timeline.goTo(step(target));
        Trainer then = straight(spec, runs::circleData(), branch, target);
        COMPARE_RUNS(timeline.trainer(), then);
    }
}

void TestTimeTravel::whatChangesNothingIsNoBranch()
{
    Timeline timeline(runs::xorSpec(), runs::xorData(), nullptr, dense);
    make(timeline, {}, 500);
    timeline.goTo(step(250));
    learningRate(0.01)(timeline.trainer()); // as it is
    timeline.trainer().goOn();
    QVERIFY_EXCEPTION_THROWN(weight(99, 1.0)(timeline.trainer()), InputError);
    QVERIFY(timeline.isPast());
    QVERIFY(timeline.takeGivenUp().empty());
}

void TestTimeTravel::endsOfEpochs()
{
    const Turns turns{{33, batchSize(9)}, {200, batchSize(40)}};
    Timeline timeline(runs::circleSpec(), runs::circleData(), nullptr, dense);
    make(timeline, turns, 503); // in the middle of an epoch
    const std::int64_t newest = timeline.trainer().epoch();
    for (const std::int64_t epoch : {newest, newest - 1, std::int64_t(30), std::int64_t(6), std::int64_t(0)}) {
        timeline.goTo({.kind = MomentWanted::Kind::Epoch, .value = epoch});
        QCOMPARE(timeline.trainer().epoch(), epoch);
        QCOMPARE(timeline.trainer().samplesUsed(), std::int64_t(0));
        Trainer then = straight(runs::circleSpec(), runs::circleData(), turns, timeline.trainer().step());
        COMPARE_RUNS(timeline.trainer(), then);
    }
    timeline.goTo({.kind = MomentWanted::Kind::Epoch, .value = newest + 1});
    QVERIFY(!timeline.isPast());
    QCOMPARE(timeline.trainer().step(), std::int64_t(503));
}

void TestTimeTravel::aRunThatWasOpened()
{
    Trainer before(runs::circleSpec(), runs::circleData());
    before.advance(203);
    const RunState state = before.state();
    Timeline timeline(runs::circleSpec(), runs::circleData(), &state, dense);
    QCOMPARE(timeline.first().step, std::int64_t(203));
    make(timeline, {}, 800);
    timeline.goTo(step(5)); // before it was opened
    QCOMPARE(timeline.trainer().step(), std::int64_t(203));
    Trainer opened(runs::circleSpec(), runs::circleData(), &state);
    COMPARE_RUNS(timeline.trainer(), opened);
    timeline.goTo(step(444));
    opened.advance(444 - 203);
    COMPARE_RUNS(timeline.trainer(), opened);
}

void TestTimeTravel::aNewerAimTakesThePlace()
{
    Timeline timeline(runs::xorSpec(), runs::xorData()); // hardly any keyframes
    timeline.advance(100);
    timeline.goTo(step(0));
    timeline.seek(step(90));
    timeline.seekOn(20);
    QVERIFY(timeline.isSeeking());
    timeline.seek(step(60));
    QCOMPARE(timeline.trainer().step(), std::int64_t(20)); // it lies on the way
    while (timeline.isSeeking())
        timeline.seekOn(7);
    Trainer then = straight(runs::xorSpec(), runs::xorData(), {}, 60);
    COMPARE_RUNS(timeline.trainer(), then);
    timeline.seek(step(90));
    timeline.seek({});
    QVERIFY(!timeline.isSeeking() && !timeline.isPast());
    QCOMPARE(timeline.trainer().step(), std::int64_t(100));
}

void TestTimeTravel::anyOrder_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 8; ++seed)
        QTest::addRow("%u", seed) << seed;
}

/// Advances, goes back, turns knobs, branches at random; what it comes to must be a run with the turns that are left.
void TestTimeTravel::anyOrder()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto upTo = [&random](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    const bool isCircle = seed % 2 == 0;
    RunSpec spec = isCircle ? runs::circleSpec() : runs::xorSpec();
    spec.training.precision = seed % 3 == 0 ? Precision::Float32 : Precision::Float64;
    const auto data = isCircle ? runs::circleData() : runs::xorData();
    Timeline timeline(spec, data, nullptr, {.memory = little, .between = std::chrono::nanoseconds(0)});
    Trainer &here = timeline.trainer();
    Turns turns;
    std::int64_t newest = 0;
    for (int round = 0; round < 60; ++round) {
        const auto what = upTo(9);
        if (what < 4) {
            for (std::int64_t i = upTo(9); i >= 0; --i)
                timeline.advance(upTo(isCircle ? 60 : 400));
        } else if (what < 7) {
            timeline.goTo(step(upTo(newest)));
        } else {
            const std::array<Change, 4> changes{learningRate(0.001 * static_cast<double>(1 + upTo(30))),
                                                weight(upTo(8), 0.1 * static_cast<double>(upTo(20))),
                                                batchSize(isCircle ? upTo(70) : 0),
                                                penalty(1e-4 * static_cast<double>(upTo(9)))};
            const Change change = changes[static_cast<std::size_t>(upTo(3))];
            const bool wasPast = timeline.isPast();
            change(here);
            std::erase_if(turns, [&](const Turn &turn) { return !timeline.isPast() && turn.step > here.step(); });
            turns.push_back({here.step(), change});
            if (wasPast && timeline.isPast())
                turns.pop_back(); // it changed nothing
            else
                newest = here.step();
        }
        newest = std::max(newest, here.step());
        QCOMPARE(timeline.newest().step, newest);
        Trainer then = straight(spec, data, turns, here.step());
        COMPARE_RUNS(here, then);
        QVERIFY(timeline.bytes() <= allowed(timeline, timeline.trainer()));
    }
}

void TestTimeTravel::staysWithinItsMemory_data()
{
    QTest::addColumn<qint64>("memory");
    QTest::addColumn<int>("units");
    QTest::newRow("the least") << qint64(little) << 2;
    QTest::newRow("the least, wide") << qint64(little) << 100;
    QTest::newRow("8 MiB") << (qint64(8) << 20) << 2;
}

/// A keyframe after every update or so, which is far more than a clock would ask for.
void TestTimeTravel::staysWithinItsMemory()
{
    QFETCH(qint64, memory);
    QFETCH(int, units);
    RunSpec spec = runs::xorSpec();
    spec.architecture = Architecture(2, {{.units = units, .activation = "tanh", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    Timeline timeline(spec, runs::xorData(), nullptr, {.memory = memory, .between = std::chrono::nanoseconds(0)});
    constexpr std::int64_t steps = 40'000;
    std::int64_t most = 0;
    while (timeline.trainer().step() < steps) {
        timeline.advance(3);
        most = std::max(most, timeline.bytes());
    }
    const std::int64_t limit = allowed(timeline, timeline.trainer());
    QVERIFY2(most <= limit, qPrintable(QString::number(most)));
    QVERIFY(timeline.keyframes() > 1);
    for (const std::int64_t target : {steps - 1, steps - 100, std::int64_t(20'011), std::int64_t(5000)}) {
        timeline.goTo(step(target));
        Trainer then = straight(spec, runs::xorData(), {}, target);
        COMPARE_RUNS(timeline.trainer(), then);
        QVERIFY2(timeline.bytes() <= limit, qPrintable(QString::number(timeline.bytes())));
    }
}

void TestTimeTravel::manyChangesShortenThePast()
{
    Timeline timeline(runs::xorSpec(), runs::xorData(), nullptr,
                      {.memory = little, .between = std::chrono::nanoseconds(0)});
    Turns turns;
    for (int i = 0; i < 1000; ++i) {
        turns.push_back({10 * i, learningRate(0.01 + 1e-5 * i)});
        make(timeline, {turns.back()}, 10 * i + 10);
    }
    QVERIFY(timeline.bytes() <= allowed(timeline, timeline.trainer()));
    const std::int64_t first = timeline.first().step;
    QVERIFY2(first > 0 && first < 10'000, qPrintable(QString::number(first)));
    for (const std::int64_t target : {first, first + 1, (first + 10'000) / 2, std::int64_t(9999)}) {
        timeline.goTo(step(target));
        Trainer then = straight(runs::xorSpec(), runs::xorData(), turns, target);
        COMPARE_RUNS(timeline.trainer(), then);
    }
}

void TestTimeTravel::theLadder_data()
{
    QTest::addColumn<int>("room");
    QTest::newRow("roomy") << 20'000;
    QTest::newRow("narrow") << 300;
}

/// Two million keyframes' worth of numbers in bounded room: which are there, and how far back the nearest one is.
void TestTimeTravel::theLadder()
{
    QFETCH(int, room);
    constexpr std::int64_t count = 2'000'000;
    KeyframeLadder ladder;
    std::set<std::int64_t> kept;
    for (std::int64_t newest = 0; newest < count; ++newest) {
        kept.insert(kept.end(), newest);
        ladder.dropBehind(newest, [&kept](std::int64_t serial) { kept.erase(serial); });
        while (kept.size() > static_cast<std::size_t>(room)) {
            ladder.coarsen(newest);
            std::erase_if(kept, [&](std::int64_t serial) { return !ladder.keeps(serial, newest); });
        }
    }
    const std::int64_t newest = count - 1;
    QVERIFY(kept.size() > static_cast<std::size_t>(room) / 4);
    QCOMPARE(*kept.begin(), std::int64_t(0));
    // Near the newest all are there; nowhere is one farther than twice as far as even spacing would have it, nor
    // farther than the way back there.
    const std::int64_t even = count / room;
    for (auto before = kept.begin(), after = std::next(before); after != kept.end(); ++before, ++after) {
        const std::int64_t gap = *after - *before;
        const std::int64_t age = newest - *before;
        QVERIFY2(gap <= 4 * even + 4, qPrintable(QStringLiteral("gap %1 at %2").arg(gap).arg(*before)));
        QVERIFY2(gap == 1 || gap <= age, qPrintable(QStringLiteral("gap %1 at age %2").arg(gap).arg(age)));
        QVERIFY(age > ladder.reach() || gap == 1);
    }
}

QTEST_GUILESS_MAIN(TestTimeTravel)
#include "test_time_travel.moc"
