#include "runs.h"

#include "data/error.h"
#include "random/random_stream.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace basin;

namespace {

using DataPtr = std::shared_ptr<const PreparedData>;

bool sameBits(const Vector &a, const Vector &b)
{
    return a.size() == b.size() && (a.array() == b.array()).all();
}

bool sameHistory(const History &a, const History &b)
{
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    if (a.bins().size() != b.bins().size() || a.weights() != b.weights() || a.outputs() != b.outputs() ||
        a.solvedEpoch() != b.solvedEpoch() || a.events() != b.events())
        return false;
    for (std::size_t i = 0; i < a.bins().size(); ++i) {
        const HistoryBin &x = a.bins()[i];
        const HistoryBin &y = b.bins()[i];
        if (x.epoch != y.epoch || x.lossLow != y.lossLow || x.lossHigh != y.lossHigh || x.first.loss != y.first.loss ||
            !same(x.first.testLoss, y.first.testLoss) || !same(x.first.accuracy, y.first.accuracy))
            return false;
    }
    return true;
}

struct Case {
    RunSpec spec;
    DataPtr data;
};

Case caseNamed(const QByteArray &name)
{
    if (name == "full batch")
        return {runs::xorSpec(), runs::xorData()};
    if (name == "float32") {
        RunSpec spec = runs::xorSpec();
        spec.training.precision = Precision::Float32;
        return {spec, runs::xorData()};
    }
    if (name == "lbfgs") {
        RunSpec spec = runs::circleSpec();
        spec.training.batchSize = 0;
        spec.optimizer = {.name = "lbfgs", .convention = Convention::Keras, .options = {}};
        return {spec, runs::circleData()};
    }
    return {runs::circleSpec(), runs::circleData()};
}

void addCases()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("full batch") << QByteArray("full batch");
    QTest::newRow("float32") << QByteArray("float32");
    QTest::newRow("mini-batches") << QByteArray("mini-batches");
}

/// Advances by ever changing numbers of updates until `steps` are made or the run rests.
void advanceInPieces(Trainer &trainer, std::int64_t steps)
{
    const std::int64_t pieces[] = {1, 7, 2, 100, 3, 1000, 13};
    for (std::size_t i = 0; trainer.step() < steps; ++i) {
        if (trainer.advance(std::min(pieces[i % std::size(pieces)], steps - trainer.step())) != StopReason::None)
            return;
        (void)trainer.metrics();
        (void)trainer.gradient();
        (void)trainer.outcome();
    }
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT

private slots:
    void cutsDoNotMatter_data() { addCases(); }
    void cutsDoNotMatter();
    void savedAndContinuedIsTheSameRun_data() { addCases(); }
    void savedAndContinuedIsTheSameRun();
    void firstSgdStepsByHand();
    void batchesFollowTheKeyedOrder();
    void stopLossStopsAtTheFirstSuchEpoch_data();
    void stopLossStopsAtTheFirstSuchEpoch();
    void epochLimitStopsAndCanBePassed();
    void patienceCountsFromTheBest();
    void divergenceKeepsTheLastFiniteState_data();
    void divergenceKeepsTheLastFiniteState();
    void divergenceInMiniBatches();
    void aDivergedRunGoesOnAfterAChange();
    void changesAreRecorded();
    void anotherBatchSizeHoldsForTheRestOfTheEpoch();
    void frozenParametersStay();
    void optimizerStateSurvivesAChangeOfItsRate();
    void fullBatchOptimizersConverge_data();
    void fullBatchOptimizersConverge();
    void precisionsDiffer();
    void deadUnitsLeaveNoDenormals();
    void xorLearns();
    void outcomes();
    void unusableSpecsAreRefused_data();
    void unusableSpecsAreRefused();
};

void TestTrainer::cutsDoNotMatter()
{
    QFETCH(QByteArray, name);
    const auto [spec, data] = caseNamed(name);
    Trainer straight(spec, data);
    QCOMPARE(straight.advance(10'000), StopReason::None);
    Trainer pieces(spec, data);
    advanceInPieces(pieces, 10'000);
    QCOMPARE(pieces.step(), std::int64_t(10'000));
    QCOMPARE(pieces.epoch(), straight.epoch());
    QVERIFY(sameBits(pieces.parameters(), straight.parameters()));
    QVERIFY(sameHistory(pieces.history(), straight.history()));
    QCOMPARE(pieces.state(), straight.state());
}

void TestTrainer::savedAndContinuedIsTheSameRun()
{
    QFETCH(QByteArray, name);
    const auto [spec, data] = caseNamed(name);
    Trainer straight(spec, data);
    straight.advance(3000);
    Trainer before(spec, data);
    before.advance(1234);
    const RunState saved = before.state();
    Trainer after(spec, data, &saved);
    QCOMPARE(after.state(), saved);
    QCOMPARE(after.history().bins().size(), std::size_t(1));
    QCOMPARE(after.history().bins()[0].epoch, saved.epoch);
    QCOMPARE(after.step(), std::int64_t(1234));
    after.advance(3000 - 1234);
    QCOMPARE(after.state(), straight.state());
}

/// θ = (w, b), E = mean (w x + b − 2x)²: ∂E/∂w = mean 2 r x, ∂E/∂b = mean 2 r.
void TestTrainer::firstSgdStepsByHand()
{
    const auto [spec, data] = runs::linearRun(0.1);
    Trainer trainer(spec, data);
    double w = 0.5;
    double b = 0.0;
    for (int step = 0; step < 5; ++step) {
        double dw = 0.0;
        double db = 0.0;
        for (const double x : {-1.0, 0.5, 2.0}) {
            const double r = w * x + b - 2.0 * x;
            dw += 2.0 * r * x / 3.0;
            db += 2.0 * r / 3.0;
        }
        w -= 0.1 * dw;
        b -= 0.1 * db;
        trainer.advance(1);
        QVERIFY(std::abs(trainer.parameters()[0] - w) < 1e-14);
        QVERIFY(std::abs(trainer.parameters()[1] - b) < 1e-14);
    }
}

/// Each epoch uses every sample once, in the order that (seed, Shuffle, epoch) gives, the last batch being smaller.
void TestTrainer::batchesFollowTheKeyedOrder()
{
    RunSpec spec = runs::linearRun(0.1).first;
    spec.training.batchSize = 2;
    spec.init.seed = 11;
    const DataPtr data = runs::linearRun(0.1).second;
    Trainer trainer(spec, data);
    QCOMPARE(trainer.updatesPerEpoch(), std::int64_t(2));
    double w = 0.5;
    double b = 0.0;
    for (std::uint64_t epoch = 0; epoch < 20; ++epoch) {
        std::vector<std::uint32_t> order(3);
        std::iota(order.begin(), order.end(), 0U);
        RandomStream stream(11, Purpose::Shuffle, epoch);
        shuffle(order, stream);
        for (const auto &[begin, end] : {std::pair(0U, 2U), std::pair(2U, 3U)}) {
            double dw = 0.0;
            double db = 0.0;
            for (std::size_t i = begin; i < end; ++i) {
                const double x = data->train.inputs(order[i], 0);
                const double r = w * x + b - 2.0 * x;
                dw += 2.0 * r * x / (end - begin);
                db += 2.0 * r / (end - begin);
            }
            w -= 0.1 * dw;
            b -= 0.1 * db;
        }
    }
    trainer.advanceEpochs(20);
    QCOMPARE(trainer.epoch(), std::int64_t(20));
    QCOMPARE(trainer.step(), std::int64_t(40));
    QVERIFY(std::abs(trainer.parameters()[0] - w) < 1e-12);
    QVERIFY(std::abs(trainer.parameters()[1] - b) < 1e-12);
}

void TestTrainer::stopLossStopsAtTheFirstSuchEpoch_data()
{
    addCases();
}

void TestTrainer::stopLossStopsAtTheFirstSuchEpoch()
{
    QFETCH(QByteArray, name);
    auto [spec, data] = caseNamed(name);
    // Which epoch that is, found by looking at every one.
    Trainer observer(spec, data);
    const double wanted = 0.9 * observer.metrics().loss;
    while (observer.metrics().loss > wanted)
        observer.advanceEpochs(1);
    spec.training.stopLoss = wanted;
    Trainer straight(spec, data);
    QCOMPARE(straight.advance(10'000'000), StopReason::LossReached);
    QCOMPARE(straight.epoch(), observer.epoch());
    QVERIFY(sameBits(straight.parameters(), observer.parameters()));
    Trainer pieces(spec, data);
    advanceInPieces(pieces, 10'000'000);
    QCOMPARE(pieces.stopReason(), StopReason::LossReached);
    QCOMPARE(pieces.epoch(), observer.epoch());
    QCOMPARE(pieces.advance(5), StopReason::LossReached); // and there it stays
    QCOMPARE(pieces.epoch(), observer.epoch());
    pieces.goOn();
    QCOMPARE(pieces.advance(5), StopReason::None);
}

void TestTrainer::epochLimitStopsAndCanBePassed()
{
    RunSpec spec = runs::circleSpec();
    spec.training.epochs = 7;
    Trainer trainer(spec, runs::circleData());
    QCOMPARE(trainer.advance(1'000'000), StopReason::EpochLimit);
    QCOMPARE(trainer.epoch(), std::int64_t(7));
    QCOMPARE(trainer.step(), std::int64_t(35));
    trainer.goOn();
    QCOMPARE(trainer.advance(1'000'000), StopReason::EpochLimit);
    QCOMPARE(trainer.epoch(), std::int64_t(14));
    TrainingOptions longer = spec.training;
    longer.epochs = 20;
    trainer.setTraining(longer);
    QCOMPARE(trainer.stopReason(), StopReason::None);
    QCOMPARE(trainer.advance(1'000'000), StopReason::EpochLimit);
    QCOMPARE(trainer.epoch(), std::int64_t(20));
    longer.limitEpochs = false;
    trainer.setTraining(longer);
    QCOMPARE(trainer.advanceEpochs(100), StopReason::None);
    QCOMPARE(trainer.epoch(), std::int64_t(120));
}

void TestTrainer::patienceCountsFromTheBest()
{
    auto [spec, data] = runs::linearRun(0.0); // nothing moves
    spec.training.patience = 12;
    Trainer trainer(spec, data);
    QCOMPARE(trainer.advance(1000), StopReason::NoProgress);
    QCOMPARE(trainer.epoch(), std::int64_t(12));
    QCOMPARE(trainer.outcome(), Outcome::Stuck);
}

void TestTrainer::divergenceKeepsTheLastFiniteState_data()
{
    QTest::addColumn<bool>("inPieces");
    QTest::newRow("straight") << false;
    QTest::newRow("in pieces") << true;
}

/// E is quadratic, so gradient descent multiplies the distance to the minimum by about 1 − 2·10⁶·mean x² each step;
/// what step first overshoots is counted here by hand.
void TestTrainer::divergenceKeepsTheLastFiniteState()
{
    QFETCH(bool, inPieces);
    const auto [spec, data] = runs::linearRun(1e6);
    double w = 0.5;
    double b = 0.0;
    std::int64_t bad = 0;
    for (double loss = 0.0; bad < 1000; ++bad) {
        double dw = 0.0;
        double db = 0.0;
        loss = 0.0;
        for (const double x : {-1.0, 0.5, 2.0}) {
            const double r = w * x + b - 2.0 * x;
            loss += r * r / 3.0;
            dw += 2.0 * r * x / 3.0;
            db += 2.0 * r / 3.0;
        }
        if (!std::isfinite(loss) || std::abs(w) > 1e100 || std::abs(b) > 1e100)
            break;
        w -= 1e6 * dw;
        b -= 1e6 * db;
    }
    Trainer trainer(spec, data);
    if (inPieces)
        advanceInPieces(trainer, 10'000);
    else
        trainer.advance(10'000);
    QCOMPARE(trainer.stopReason(), StopReason::Diverged);
    QCOMPARE(trainer.divergedStep(), bad);
    QCOMPARE(trainer.step(), bad - 1);
    QCOMPARE(trainer.epoch(), bad - 1);
    QVERIFY(trainer.parameters().allFinite());
    QVERIFY(std::isfinite(trainer.metrics().loss));
    QCOMPARE(trainer.outcome(), Outcome::Diverged);
    QCOMPARE(trainer.history().bins().back().epoch, bad - 1);
    QVERIFY(std::isfinite(trainer.history().bins().back().lossHigh));
    QCOMPARE(trainer.advance(10), StopReason::Diverged);
}

void TestTrainer::divergenceInMiniBatches()
{
    auto [spec, data] = runs::linearRun(1e6);
    spec.training.batchSize = 1;
    spec.training.precision = Precision::Float32;
    Trainer straight(spec, data);
    QCOMPARE(straight.advance(10'000), StopReason::Diverged);
    QVERIFY(straight.parameters().allFinite());
    QVERIFY(std::isfinite(straight.metrics().loss));
    QCOMPARE(straight.step(), straight.divergedStep() - 1);
    QCOMPARE(straight.epoch(), straight.step() / 3);
    Trainer pieces(spec, data);
    advanceInPieces(pieces, 10'000);
    QCOMPARE(pieces.divergedStep(), straight.divergedStep());
    QVERIFY(sameBits(pieces.parameters(), straight.parameters()));
}

void TestTrainer::aDivergedRunGoesOnAfterAChange()
{
    const auto [spec, data] = runs::linearRun(1e6);
    Trainer trainer(spec, data);
    trainer.advance(10'000);
    trainer.goOn();
    QCOMPARE(trainer.advance(1), StopReason::Diverged);
    OptimizerSpec gentle = spec.optimizer;
    gentle.options.set("learning_rate", 0.1);
    trainer.setOptimizer(gentle);
    QCOMPARE(trainer.stopReason(), StopReason::None);
    QCOMPARE(trainer.divergedStep(), std::int64_t(-1));
    const double before = trainer.metrics().loss;
    QCOMPARE(trainer.advance(3000), StopReason::None);
    QVERIFY(trainer.metrics().loss < 1e-10 * before);
}

void TestTrainer::changesAreRecorded()
{
    const RunSpec spec = runs::xorSpec();
    Trainer trainer(spec, runs::xorData());
    trainer.advance(10);
    OptimizerSpec optimizer = spec.optimizer;
    optimizer.options.set("learning_rate", 0.25);
    trainer.setOptimizer(optimizer);
    trainer.setOptimizer(optimizer); // nothing new
    trainer.advance(5);
    LossSpec loss = spec.loss;
    loss.l2 = 0.001;
    trainer.setLoss(loss);
    TrainingOptions training = spec.training;
    training.batchSize = 2;
    training.stopLoss = 1e-9;
    trainer.setTraining(training);
    trainer.setParameter(0, 1.5);
    QCOMPARE(trainer.parameters()[0], 1.5);
    const auto &events = trainer.history().events();
    QCOMPARE(events.size(), std::size_t(5));
    QCOMPARE(events[0], (HistoryEvent{10, "optimizer.learning_rate", "0.01", "0.25"}));
    QCOMPARE(events[1], (HistoryEvent{15, "loss.l2", "0", "0.001"}));
    QCOMPARE(events[2], (HistoryEvent{15, "training.batch_size", "0", "2"}));
    QCOMPARE(events[3], (HistoryEvent{15, "training.stop_loss", "0", "1e-09"}));
    QCOMPARE(events[4].key, "parameter." + spec.architecture.parameterName(0));
    QCOMPARE(events[4].to, std::string("1.5"));
    QVERIFY(trainer.metrics().penalty > 0.0);
    QCOMPARE(trainer.spec().loss, loss);
    QCOMPARE(trainer.spec().training, training);
}

void TestTrainer::anotherBatchSizeHoldsForTheRestOfTheEpoch()
{
    const RunSpec spec = runs::circleSpec(); // 70 samples
    Trainer trainer(spec, runs::circleData());
    trainer.advance(2); // 32 used
    TrainingOptions training = spec.training;
    training.batchSize = 30;
    trainer.setTraining(training);
    QCOMPARE(trainer.updatesFor(1), std::int64_t(2)); // 30 and 8
    trainer.advance(1);
    QCOMPARE(trainer.samplesUsed(), std::int64_t(62));
    const RunState saved = trainer.state();
    trainer.advance(1);
    QCOMPARE(trainer.epoch(), std::int64_t(1));
    trainer.advance(10);
    RunSpec later = spec;
    later.training = training;
    Trainer continued(later, runs::circleData(), &saved);
    continued.advance(11);
    QCOMPARE(continued.state(), trainer.state());
}

void TestTrainer::frozenParametersStay()
{
    RunSpec spec = runs::xorSpec();
    spec.training.frozen = {1, 8};
    Trainer trainer(spec, runs::xorData());
    const Vector start = trainer.parameters();
    trainer.advance(500);
    const Vector end = trainer.parameters();
    for (Eigen::Index i = 0; i < start.size(); ++i)
        QCOMPARE(start[i] == end[i], i == 1 || i == 8);
    TrainingOptions thawed = spec.training;
    thawed.frozen.clear();
    trainer.setTraining(thawed);
    trainer.advance(1);
    QVERIFY(trainer.parameters()[1] != end[1]);
}

/// The same rate set anew is no change, and a changed rate keeps the moments: a run whose rate goes away and comes back
/// at once is the undisturbed run.
void TestTrainer::optimizerStateSurvivesAChangeOfItsRate()
{
    const RunSpec spec = runs::xorSpec();
    Trainer undisturbed(spec, runs::xorData());
    undisturbed.advance(200);
    Trainer changed(spec, runs::xorData());
    changed.advance(100);
    OptimizerSpec other = spec.optimizer;
    other.options.set("learning_rate", 0.5);
    changed.setOptimizer(other);
    changed.setOptimizer(spec.optimizer);
    changed.advance(100);
    QVERIFY(sameBits(changed.parameters(), undisturbed.parameters()));
    OptimizerSpec sgd{.name = "sgd", .convention = Convention::Keras, .options = {}};
    changed.setOptimizer(sgd);
    changed.setOptimizer(spec.optimizer); // fresh moments now
    changed.advance(1);
    undisturbed.advance(1);
    QVERIFY(!sameBits(changed.parameters(), undisturbed.parameters()));
}

void TestTrainer::fullBatchOptimizersConverge_data()
{
    QTest::addColumn<QByteArray>("optimizer");
    QTest::newRow("lbfgs") << QByteArray("lbfgs");
    QTest::newRow("levenberg_marquardt") << QByteArray("levenberg_marquardt");
}

void TestTrainer::fullBatchOptimizersConverge()
{
    QFETCH(QByteArray, optimizer);
    auto [spec, data] = runs::linearRun(0.1);
    spec.optimizer = {.name = optimizer.toStdString(), .convention = Convention::Keras, .options = {}};
    Trainer trainer(spec, data);
    while (trainer.epoch() < 60 && trainer.advance(1) == StopReason::None)
        QCOMPARE(trainer.epoch(), trainer.step());
    QVERIFY(trainer.stopReason() == StopReason::None || trainer.stopReason() == StopReason::NoStepFound);
    QVERIFY(std::abs(trainer.parameters()[0] - 2.0) < 1e-6);
    QVERIFY(std::abs(trainer.parameters()[1]) < 1e-6);
    Trainer straight(spec, data);
    straight.advance(60);
    QVERIFY(sameBits(straight.parameters(), trainer.parameters()));
}

void TestTrainer::precisionsDiffer()
{
    RunSpec spec = runs::xorSpec();
    Trainer wide(spec, runs::xorData());
    spec.training.precision = Precision::Float32;
    Trainer narrow(spec, runs::xorData());
    wide.advance(100);
    narrow.advance(100);
    QVERIFY(!sameBits(wide.parameters(), narrow.parameters()));
    QVERIFY((wide.parameters() - narrow.parameters()).cwiseAbs().maxCoeff() < 1e-3);
    const Vector theta = narrow.parameters();
    for (const double value : theta)
        QCOMPARE(static_cast<double>(static_cast<float>(value)), value);
}

/// The moments of a weight whose gradient became 0 decay: to 0, not to numbers that slow a processor down for ever.
void TestTrainer::deadUnitsLeaveNoDenormals()
{
    RunSpec spec = runs::circleSpec();
    spec.architecture = Architecture(2, {{.units = 2, .activation = "relu", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    spec.loss.l2 = 0.0;
    Trainer trainer(spec, runs::circleData());
    trainer.advance(500);
    trainer.setParameter(4, -100.0); // the first unit's bias: it is off for every sample now
    trainer.advance(9000);           // 0.9^7000 is denormal
    double smallest = 1.0;
    int zeros = 0;
    for (const std::vector<double> &list : trainer.state().optimizer) {
        for (const double value : list) {
            zeros += value == 0.0 ? 1 : 0;
            smallest = value != 0.0 ? std::min(smallest, std::abs(value)) : smallest;
        }
    }
    QVERIFY(zeros >= 4); // the first moments of two weights, a bias and the weight out of it
    QVERIFY(smallest >= std::numeric_limits<double>::min());
    volatile double tiny = std::numeric_limits<double>::min();
    QVERIFY(tiny * 0.5 > 0.0); // and outside of a run nothing has changed
}

/// Some start among the first few learns XOR; then every pattern is right and the history says since when.
void TestTrainer::xorLearns()
{
    int solved = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        RunSpec spec = runs::xorSpec(seed);
        spec.training.epochs = 4000;
        spec.training.solvedLoss = 0.05;
        Trainer trainer(spec, runs::xorData());
        QCOMPARE(trainer.advance(1'000'000), StopReason::EpochLimit);
        if (trainer.outcome() != Outcome::Solved)
            continue;
        ++solved;
        const Matrix outputs = trainer.outputs();
        QVERIFY(outputs(0, 0) < 0.5 && outputs(3, 0) < 0.5 && outputs(1, 0) > 0.5 && outputs(2, 0) > 0.5);
        QCOMPARE(trainer.metrics().accuracy, 1.0);
        QVERIFY(trainer.metrics().loss < 0.05);
        const std::int64_t since = trainer.history().solvedEpoch();
        QVERIFY(since > 0 && since <= 4000);
        Trainer again(spec, runs::xorData());
        again.advance(since - 1);
        QVERIFY(again.metrics().correct < 4);
        again.advance(1);
        QCOMPARE(again.metrics().correct, std::int64_t(4));
    }
    QVERIFY(solved >= 2 && solved <= 9); // about one in two: SciPy's binomial gives 98 % for this range
}

void TestTrainer::outcomes()
{
    auto [spec, data] = runs::linearRun(0.1);
    spec.training.epochs = 3;
    Trainer falling(spec, data);
    falling.advance(100);
    QCOMPARE(falling.outcome(), Outcome::Undecided);
    spec.training.epochs = 1000;
    spec.training.stopLoss = 1e-6;
    Trainer reached(spec, data);
    QCOMPARE(reached.advance(1000), StopReason::LossReached);
    QCOMPARE(reached.outcome(), Outcome::Solved);
    QVERIFY(std::isnan(reached.metrics().accuracy));
    const auto [still, stillData] = runs::linearRun(0.0);
    Trainer stuck(still, stillData);
    stuck.advance(500);
    QCOMPARE(stuck.outcome(), Outcome::Stuck);
    QCOMPARE(outcomeName(Outcome::Stuck), std::string_view("stuck"));
}

void TestTrainer::unusableSpecsAreRefused_data()
{
    QTest::addColumn<QByteArray>("place");
    for (const char *place : {"network", "network.layers", "optimizer.name", "training.batch_size", "training.frozen",
                              "state.parameters", "state.batch", "loss.name", "init"})
        QTest::newRow(place) << QByteArray(place);
}

void TestTrainer::unusableSpecsAreRefused()
{
    QFETCH(QByteArray, place);
    auto [spec, data] = runs::linearRun(0.1);
    RunState state{.parameters = {0.5, 0.0}, .epoch = 0, .step = 0, .batch = 0, .optimizer = {}};
    const std::vector<LayerSpec> one = spec.architecture.layers();
    if (place == "network")
        spec.architecture = Architecture(2, one);
    else if (place == "network.layers")
        spec.architecture = Architecture(1, {{.units = 3, .activation = "linear", .kernelInit = {}, .biasInit = {}}});
    else if (place == "training.batch_size")
        spec.training.batchSize = -1;
    else if (place == "training.frozen")
        spec.training.frozen = {2};
    else if (place == "state.parameters")
        state.parameters.push_back(1.0);
    else if (place == "state.batch")
        state.batch = 3;
    else if (place == "loss.name")
        spec.loss.name = "categorical_crossentropy";
    else if (place == "init")
        state.parameters = {1e300, 0.0};
    if (place == "optimizer.name") {
        spec.optimizer = {.name = "lbfgs", .convention = Convention::Keras, .options = {}};
        spec.training.batchSize = 2;
    }
    try {
        const Trainer trainer(spec, data, &state);
        QFAIL("was accepted");
    } catch (const InputError &error) {
        QVERIFY2(QByteArray(error.what()).startsWith(place + ":"), error.what());
    }
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "test_trainer.moc"
