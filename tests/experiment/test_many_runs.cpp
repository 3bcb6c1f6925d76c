#include "data/error.h"
#include "project/project.h"
#include "training/many_runs.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <thread>

using namespace basin;

namespace {

using Settings = std::vector<Setting>;
using Ends = std::map<std::pair<std::size_t, std::int64_t>, RunEnd>;

constexpr const char *xorProject = R"({"basin":1,"data":{"source":"gate"},
    "network":{"layers":[{"type":"dense","units":2,"activation":"tanh"},
                         {"type":"dense","units":1,"activation":"sigmoid"}]},
    "training":{"epochs":150}})";

PreparedRun prepared(const Settings &settings)
{
    return prepareRun(parseProject(xorProject, "test", settings));
}

RunStart seeded(std::int64_t run)
{
    return {.seed = static_cast<std::uint64_t>(5 + run)};
}

RunSet setOf(const Settings &settings, std::int64_t count)
{
    PreparedRun run = prepared(settings);
    return {.spec = run.spec, .data = run.data, .count = count, .start = seeded};
}

Ends endsOf(const std::vector<RunSet> &sets, int threads)
{
    std::mutex mutex;
    Ends ends;
    std::atomic<std::int64_t> steps = 0;
    trainRuns(sets,
              [&](std::size_t set, std::int64_t run, RunEnd &&end) {
                  const std::lock_guard lock(mutex);
                  if (!ends.emplace(std::pair(set, run), std::move(end)).second)
                      throw std::logic_error("a run was told twice");
              },
              {.threads = threads, .steps = &steps});
    std::int64_t sum = 0;
    for (const auto &[key, end] : ends)
        sum += end.steps;
    if (steps < sum)
        throw std::logic_error("steps were not counted");
    return ends;
}

bool isSame(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

/// What differs between the two, in words; empty: nothing.
std::string difference(const RunEnd &end, const RunSet &set, std::int64_t run)
{
    const RunStart start = set.start(run);
    RunSpec spec = set.spec;
    spec.training.limitEpochs = true;
    spec.init.seed = start.seed;
    if (!start.parameters.empty())
        spec.init.parameters = start.parameters;
    std::optional<Trainer> trainer;
    try {
        trainer.emplace(spec, start.data ? start.data : set.data);
    } catch (const InputError &) {
        return end.isRefused && end.epochs == 0 && end.outcome == Outcome::Diverged ? "" : "must be refused";
    }
    while (trainer->advance(1'000'000) == StopReason::None) {
    }
    const Metrics metrics = trainer->metrics();
    std::string text;
    const auto check = [&](bool isRight, const std::string &name) { text += isRight ? "" : " " + name; };
    check(!end.isRefused, "refused");
    check(end.outcome == trainer->outcome(), "outcome");
    check(end.reason == trainer->stopReason(), "reason");
    check(end.epochs == trainer->epoch(), "epochs");
    check(end.steps == trainer->step(), "steps");
    check(end.solvedEpoch == trainer->history().solvedEpoch(), "solvedEpoch");
    check(isSame(end.loss, metrics.loss), "loss");
    check(isSame(end.penalty, metrics.penalty), "penalty");
    check(isSame(end.accuracy, metrics.accuracy), "accuracy");
    const Vector theta = trainer->parameters();
    check(std::equal(theta.begin(), theta.end(), end.parameters.begin(), end.parameters.end(), isSame), "parameters");
    return text;
}

class TestManyRuns : public QObject {
    Q_OBJECT

private slots:
    void aRunIsThatOfATrainer_data();
    void aRunIsThatOfATrainer();
    void runsMayHaveTheirOwnDataAndStarts_data();
    void runsMayHaveTheirOwnDataAndStarts();
    void manySetsAreTrained();
    void aRefusedStartLeavesTheOthersAlone_data();
    void aRefusedStartLeavesTheOthersAlone();
    void whatDoesNotFitIsSaidBeforeAnythingRuns();
    void stopsSoon();
};

void row(const char *name, std::int64_t count, const Settings &settings)
{
    QTest::newRow(name) << settings << static_cast<qlonglong>(count);
}

Settings with(Settings settings, const Settings &more)
{
    settings.insert(settings.end(), more.begin(), more.end());
    return settings;
}

const Settings regression{{"data.source", "sine"},
                          {"data.options.samples", "20"},
                          {"network.layers[1].activation", "linear"},
                          {"loss.name", "mean_squared_error"}};
const Settings classes{{"data", R"({"source":"inline","options":{
                            "inputs":[[0,0.1],[0.3,0.2],[0.9,1],[1,0.7],[0.5,0.5],[0.1,0.8],[0.2,0.9]],
                            "targets":[[1,0,0],[1,0,0],[0,1,0],[0,1,0],[0,0,1],[0,0,1],[1,0,0]]}})"},
                       {"network.layers[1].units", "3"},
                       {"network.layers[1].activation", "softmax"},
                       {"loss.name", "categorical_crossentropy"}};
const Settings circle{{"data.source", "circle"}, {"data.options.samples", "70"}, {"network.layers[0].units", "5"}};

void optimizerRows()
{
    const std::map<std::string, Settings> more{
        {"sgd", {{"optimizer.momentum", "0.9"}, {"optimizer.nesterov", "true"}}},
        {"rmsprop", {{"optimizer.momentum", "0.5"}, {"optimizer.centered", "true"}}}};
    for (const OptimizerKind &kind : optimizers()) {
        for (const char *convention : {"keras", "pytorch"}) {
            for (const char *precision : {"float64", "float32"}) {
                const Settings settings{{"optimizer.name", kind.name},
                                        {"optimizer.convention", convention},
                                        {"training.precision", precision}};
                const std::string name = kind.name + " " + convention + " " + precision;
                const std::int64_t count = kind.fullBatchOnly ? 3 : 37;
                row(name.c_str(), count, settings);
                if (!kind.fullBatchOnly)
                    row((name + ", batch 1").c_str(), 9, with(settings, {{"training.batch_size", "1"}}));
                const auto options = more.find(kind.name);
                if (options != more.end())
                    row((name + ", with options").c_str(), 7, with(settings, options->second));
            }
        }
    }
}

void TestManyRuns::aRunIsThatOfATrainer_data()
{
    QTest::addColumn<Settings>("settings");
    QTest::addColumn<qlonglong>("count");
    optimizerRows();
    for (const char *activation : {"linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "sin"}) {
        row((std::string(activation) + " and squares").c_str(), 11,
            {{"network.layers[0].activation", activation},
             {"network.layers[1].activation", activation},
             {"loss.name", "mean_squared_error"}});
        row((std::string(activation) + " and cross-entropy").c_str(), 11,
            {{"network.layers[1].activation", activation}, {"training.precision", "float32"}});
    }
    row("softmax", 20, classes);
    row("softmax, batch 3", 20, with(classes, {{"training.batch_size", "3"}}));
    row("softmax and squares", 20, with(classes, {{"loss.name", "sum_squared_error"}}));
    row("softmax and binary cross-entropy", 20, with(classes, {{"loss.name", "binary_crossentropy"}}));
    row("sigmoids and cross-entropy of classes", 20, with(classes, {{"network.layers[1].activation", "sigmoid"}}));
    row("regression", 20, regression);
    row("regression, batch 3, a loss is reached", 20,
        with(regression, {{"training.batch_size", "3"}, {"training.stop_loss", "0.2"}}));
    row("half squares", 20, {{"loss.name", "half_squared_error"}});
    row("penalties", 20, {{"loss.l1", "0.001"}, {"loss.l2", "0.01"}, {"loss.penalise_bias", "true"}});
    row("penalties, batch 3, float32", 20,
        {{"loss.l1", "0.001"}, {"loss.l2", "0.01"}, {"training.batch_size", "3"}, {"training.precision", "float32"}});
    row("penalties and irprop_plus", 20, {{"loss.l2", "0.01"}, {"optimizer.name", "irprop_plus"}});
    row("frozen", 20, {{"training.frozen", "[2, \"h1.x1\", 0]"}});
    row("frozen, batch 1", 20, {{"training.frozen", "[8]"}, {"training.batch_size", "1"}});
    row("irprop_minus solves and stops", 100,
        {{"optimizer.name", "irprop_minus"}, {"optimizer.learning_rate", "0.1"}, {"training.stop_loss", "0.01"}});
    row("a loss is reached before all is right", 100,
        {{"training.stop_loss", "0.6"}, {"training.solved_loss", "0.05"}, {"training.epochs", "2000"}});
    row("patience", 60, {{"training.stop_patience", "30"}, {"training.epochs", "3000"}});
    row("patience, batch 2", 60,
        {{"training.stop_patience", "5"}, {"training.epochs", "3000"}, {"training.batch_size", "2"}});
    row("no shuffling", 20, {{"training.batch_size", "3"}, {"training.shuffle", "false"}});
    row("a test part", 20, with(circle, {{"data.test_fraction", "0.3"}, {"training.batch_size", "16"}}));
    row("many samples", 20, with(circle, {{"training.epochs", "30"}}));
    row("many samples, float32, batch 32", 20,
        with(circle, {{"training.epochs", "30"}, {"training.batch_size", "32"}, {"training.precision", "float32"}}));
    row("runs diverge", 60,
        {{"optimizer.name", "sgd"},
         {"optimizer.learning_rate", "0.5"},
         {"init.kernel", R"({"name":"normal","stddev":1.5})"},
         {"network.layers[0].activation", "leaky_relu"},
         {"network.layers[1].activation", "linear"},
         {"loss.name", "mean_squared_error"}});
    row("runs diverge, batch 1, float32", 60,
        {{"optimizer.name", "sgd"},
         {"optimizer.learning_rate", "0.4"},
         {"init.kernel", R"({"name":"normal","stddev":1.5})"},
         {"network.layers[0].activation", "leaky_relu"},
         {"network.layers[1].activation", "linear"},
         {"loss.name", "mean_squared_error"},
         {"training.batch_size", "1"},
         {"training.precision", "float32"}});
    row("every update leaves the range", 20,
        {{"optimizer.learning_rate", "1e9"},
         {"optimizer.name", "sgd"},
         {"optimizer.momentum", "1"},
         {"loss.l2", "1e9"},
         {"training.precision", "float32"},
         {"training.batch_size", "3"}});
    row("no epoch", 20, {{"training.epochs", "0"}});
    row("one epoch", 20, {{"training.epochs", "1"}});
    row("one run", 1, {});
    row("seven runs", 7, {{"training.batch_size", "1"}});
    row("history is thinned", 5, {{"training.epochs", "20003"}});
    row("history is thinned, batch 1", 5, {{"training.epochs", "20003"}, {"training.batch_size", "1"}});
    row("history is thinned, a loss is reached", 12,
        {{"training.epochs", "20003"},
         {"training.stop_loss", "0.0004"},
         {"training.solved_loss", "0.00001"},
         {"optimizer.learning_rate", "0.005"}});
    row("2-3-4-1", 30, {{"network.layers", R"([{"units":3,"activation":"tanh"},{"units":4,"activation":"relu"},
                                {"units":1,"activation":"sigmoid"}])"}});
    row("2-7-5-6-1, float32, batch 3", 30,
        {{"network.layers", R"([{"units":7,"activation":"tanh"},{"units":5,"activation":"elu"},
                                {"units":6,"activation":"sin"},{"units":1,"activation":"sigmoid"}])"},
         {"training.precision", "float32"},
         {"training.batch_size", "3"}});
    row("no hidden layer", 30, {{"network.layers", R"([{"units":1,"activation":"sigmoid"}])"}});
    row("64 wide", 5, {{"network.layers[0].units", "64"}, {"training.epochs", "20"}});
    row("65 wide", 5, {{"network.layers[0].units", "65"}, {"training.epochs", "20"}});
    row("more samples than lanes hold", 3,
        with(circle, {{"data.options.samples", "100000"}, {"training.epochs", "2"}, {"training.batch_size", "5000"}}));
    row("more parameters than lanes hold", 3,
        {{"network.layers", R"([{"units":64,"activation":"relu"},{"units":64,"activation":"relu"},
                                {"units":64,"activation":"relu"},{"units":1,"activation":"sigmoid"}])"},
         {"training.epochs", "20"}});
    row("normal starts, he", 20, {{"init.kernel", "he_normal"}, {"network.layers[0].activation", "relu"}});
}

/// Rows whose names promise that something happens.
void checkPromise(const QString &name, const Ends &ends)
{
    const auto share = [&](auto holds) {
        return static_cast<double>(
                   std::count_if(ends.begin(), ends.end(), [&](const auto &end) { return holds(end.second); })) /
               static_cast<double>(ends.size());
    };
    if (name.startsWith("runs diverge")) {
        const double diverged = share([](const RunEnd &end) { return end.outcome == Outcome::Diverged; });
        QVERIFY(diverged > 0.1);
        QVERIFY(diverged < 1.0);
    }
    if (name.startsWith("every update leaves"))
        QCOMPARE(share([](const RunEnd &end) { return end.outcome == Outcome::Diverged; }), 1.0);
    if (name.contains("loss is reached"))
        QVERIFY(share([](const RunEnd &end) { return end.reason == StopReason::LossReached; }) > 0.1);
    if (name.startsWith("patience"))
        QVERIFY(share([](const RunEnd &end) { return end.reason == StopReason::NoProgress; }) > 0.1);
}

void TestManyRuns::aRunIsThatOfATrainer()
{
    QFETCH(Settings, settings);
    QFETCH(qlonglong, count);
    const RunSet set = setOf(settings, count);
    for (const int threads : {1, 2}) {
        const Ends ends = endsOf({set}, threads);
        QCOMPARE(ends.size(), static_cast<std::size_t>(count));
        checkPromise(QTest::currentDataTag(), ends);
        for (const auto &[key, end] : ends)
            QCOMPARE(QString("%1:%2").arg(key.second).arg(difference(end, set, key.second).c_str()),
                     QString("%1:").arg(key.second));
    }
}

void TestManyRuns::runsMayHaveTheirOwnDataAndStarts_data()
{
    QTest::addColumn<Settings>("settings");
    const Settings noisy{{"data.source", "circle"}, {"data.options.samples", "21"}};
    QTest::newRow("full batch") << noisy;
    QTest::newRow("batch 4") << with(noisy, {{"training.batch_size", "4"}, {"training.epochs", "40"}});
    QTest::newRow("regression") << with(regression, {{"data.options.noise", "0.1"}});
}

void TestManyRuns::runsMayHaveTheirOwnDataAndStarts()
{
    QFETCH(Settings, settings);
    RunSet set = setOf(settings, 40);
    set.start = [settings, size = set.spec.architecture.parameterCount()](std::int64_t run) {
        RunStart start = seeded(run);
        if (run % 3 != 2)
            start.data = prepared(with(settings, {{"data.seed", std::to_string(run + 1)}})).data;
        if (run % 5 == 0)
            start.data = prepared(with(settings, {{"data.options.samples", "9"}})).data; // another shape
        if (run % 2 == 1)
            start.parameters.assign(static_cast<std::size_t>(size), 0.01 * static_cast<double>(run));
        return start;
    };
    const Ends ends = endsOf({set}, 2);
    QCOMPARE(ends.size(), 40U);
    for (const auto &[key, end] : ends)
        QCOMPARE(QString("%1:%2").arg(key.second).arg(difference(end, set, key.second).c_str()),
                 QString("%1:").arg(key.second));
}

void TestManyRuns::manySetsAreTrained()
{
    std::vector<RunSet> sets;
    for (int i = 0; i < 30; ++i)
        sets.push_back(setOf({{"training.epochs", std::to_string(10 + 7 * i)},
                              {"training.precision", i % 2 == 0 ? "float32" : "float64"},
                              {"optimizer.name", i % 7 == 0 ? "lbfgs" : "adam"}},
                             i % 5 == 0 ? 0 : 3 * i));
    const Ends ends = endsOf(sets, 2);
    std::size_t count = 0;
    for (const RunSet &set : sets)
        count += static_cast<std::size_t>(set.count);
    QCOMPARE(ends.size(), count);
    for (const auto &[key, end] : ends)
        QCOMPARE(difference(end, sets[key.first], key.second), std::string());
}

void TestManyRuns::aRefusedStartLeavesTheOthersAlone_data()
{
    QTest::addColumn<Settings>("settings");
    QTest::newRow("lanes") << Settings{};
    QTest::newRow("lanes, batch 1") << Settings{{"training.batch_size", "1"}};
    QTest::newRow("one by one") << Settings{{"optimizer.name", "lbfgs"}};
}

void TestManyRuns::aRefusedStartLeavesTheOthersAlone()
{
    QFETCH(Settings, settings);
    RunSet set = setOf(settings, 30);
    set.start = [](std::int64_t run) {
        RunStart start = seeded(run);
        if (run % 4 == 1)
            start.parameters.assign(9, run % 8 == 1 ? 1e308 : 1e200);
        return start;
    };
    const Ends ends = endsOf({set}, 2);
    QCOMPARE(ends.size(), 30U);
    for (const auto &[key, end] : ends) {
        QCOMPARE(end.isRefused, key.second % 4 == 1);
        QCOMPARE(difference(end, set, key.second), std::string());
    }
}

void TestManyRuns::whatDoesNotFitIsSaidBeforeAnythingRuns()
{
    std::atomic<int> told = 0;
    const RunSink sink = [&](std::size_t, std::int64_t, RunEnd &&) { ++told; };
    RunSet wrongLoss = setOf({}, 5);
    wrongLoss.spec.loss.name = "categorical_crossentropy";
    wrongLoss.spec.architecture = Architecture(2, {{2, "tanh", {}, {}}, {1, "tanh", {}, {}}});
    RunSet wrongBatch = setOf({}, 5);
    wrongBatch.spec.optimizer.name = "lbfgs";
    wrongBatch.spec.training.batchSize = 2;
    RunSet wrongStart = setOf({}, 5);
    wrongStart.start = [](std::int64_t) { return RunStart{.parameters = {1.0, 2.0}}; };
    for (const RunSet &wrong : {wrongLoss, wrongBatch, wrongStart})
        QVERIFY_THROWS_EXCEPTION(InputError, trainRuns({setOf({}, 5), wrong}, sink));
    QCOMPARE(told.load(), 0);
}

void TestManyRuns::stopsSoon()
{
    for (const Settings &settings : {Settings{}, Settings{{"training.batch_size", "1"}}}) {
        std::stop_source source;
        std::atomic<std::int64_t> steps = 0;
        const RunSet endless = setOf(with(settings, {{"training.epochs", "1000000000"}}), 1000);
        int told = 0;
        std::jthread runs([&] {
            trainRuns(
                {endless}, [&](std::size_t, std::int64_t, RunEnd &&) { ++told; }, {.threads = 2, .steps = &steps},
                source.get_token());
        });
        QTRY_VERIFY(steps.load() > 0);
        source.request_stop();
        runs.join();
        QCOMPARE(told, 0);
    }
}

} // namespace

QTEST_GUILESS_MAIN(TestManyRuns)
#include "test_many_runs.moc"
