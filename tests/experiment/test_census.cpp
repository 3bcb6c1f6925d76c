#include "experiment/census.h"

#include "data/error.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <set>
#include <thread>

using namespace basin;

namespace {

/// XOR 2-2-1, short and quick.
Project xorProject(int epochs = 300)
{
    return parseProject(R"({"basin": 1, "data": {"source": "gate"}, "init": {"seed": 11},
        "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
        "optimizer": {"name": "adam", "learning_rate": 0.05}, "training": {"epochs": )" +
                            std::to_string(epochs) + "}}",
                        "test");
}

bool sameNumber(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool sameRow(const RunRow &a, const RunRow &b)
{
    return a.run == b.run && a.seed == b.seed && a.outcome == b.outcome && a.epochs == b.epochs &&
           a.solvedEpoch == b.solvedEpoch && sameNumber(a.loss, b.loss) && sameNumber(a.accuracy, b.accuracy);
}

bool sameRows(const Census &a, const Census &b)
{
    return std::ranges::equal(a.cells, b.cells, [](const CensusCell &x, const CensusCell &y) {
        return x.values == y.values && std::ranges::equal(x.rows, y.rows, sameRow) && x.fates.of == y.fates.of;
    });
}

Trainer trained(const Project &project)
{
    const PreparedRun run = prepareRun(project);
    Trainer trainer(run.spec, run.data);
    trainer.advanceEpochs(run.spec.training.epochs);
    return trainer;
}

} // namespace

class TestCensus : public QObject {
    Q_OBJECT

private slots:
    void aRowIsThatRun_data();
    void aRowIsThatRun();
    void threadsChangeNothing();
    void cellsAndDifferences();
    void shardsAreTheWhole();
    void knownRowsAreKept();
    void stopsEarly();
    void listenersAreTold();
    void aListenerThatFailsEndsIt();
    void savedRunsAreLeftAside();
    void lastKeyIsFastest();
    void variations_data();
    void variations();
    void badVariations_data();
    void badVariations();
    void shards();
    void problems_data();
    void problems();
    void whatCannotBeTrainedIsSaid();
};

void TestCensus::aRowIsThatRun_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<bool>("varyData");
    QTest::newRow("xor") << QStringList{} << false;
    QTest::newRow("mini-batches") << QStringList{"training.batch_size=1"} << false;
    QTest::newRow("float32") << QStringList{"training.precision=float32"} << false;
    QTest::newRow("its own data") << QStringList{"data.source=circle", "data.options.samples=30",
                                                 "data.test_fraction=0.2"}
                                  << true;
    QTest::newRow("regression") << QStringList{"data.source=plane", "data.options.samples=20",
                                               "loss.name=mean_squared_error", "network.layers[1].activation=linear"}
                                << false;
    QTest::newRow("one at a time") << QStringList{"optimizer.name=lbfgs", "training.epochs=30"} << false;
}

/// Run k is what a trainer of runProject(k) does.
void TestCensus::aRowIsThatRun()
{
    QFETCH(QStringList, settings);
    QFETCH(bool, varyData);
    CensusSpec spec{.project = xorProject(120), .runs = 12, .varyData = varyData};
    // In one go: a source alone does not fit the network yet.
    std::vector<Setting> all;
    for (const QString &setting : settings)
        all.push_back(
            {.path = setting.section('=', 0, 0).toStdString(), .value = setting.section('=', 1).toStdString()});
    spec.project = parseProject(projectText(spec.project), "test", all);
    const Census census = runCensus(spec);
    QVERIFY(census.isWhole());
    QCOMPARE(census.cells.size(), 1U);
    for (std::int64_t run = 0; run < 12; ++run) {
        const RunRow &row = census.cells[0].rows[static_cast<std::size_t>(run)];
        const Project project = runProject(spec, 0, run);
        QCOMPARE(project.init.seed, 11U + static_cast<std::uint64_t>(run));
        QCOMPARE(project.data.seed, 1U + (varyData ? static_cast<std::uint64_t>(run) : 0U));
        const Trainer trainer = trained(project);
        const Metrics metrics = trainer.metrics();
        QVERIFY(sameRow(row, {.run = run,
                              .seed = project.init.seed,
                              .outcome = trainer.outcome(),
                              .epochs = trainer.epoch(),
                              .solvedEpoch = trainer.history().solvedEpoch(),
                              .loss = metrics.loss,
                              .accuracy = metrics.accuracy}));
    }
}

void TestCensus::threadsChangeNothing()
{
    const CensusSpec spec{
        .project = xorProject(), .runs = 70, .vary = {parseVariation("optimizer.learning_rate=0.01,0.1")}};
    const Census one = runCensus(spec, {.threads = 1});
    const Census several = runCensus(spec, {.threads = 5});
    QCOMPARE(one.rowCount(), 140);
    QVERIFY(sameRows(one, several));
}

void TestCensus::cellsAndDifferences()
{
    const CensusSpec spec{
        .project = xorProject(1000), .runs = 60, .vary = {parseVariation("network.layers[0].units=2,4")}};
    const Census census = runCensus(spec);
    QCOMPARE(census.cells.size(), 2U);
    QCOMPARE(census.ground.levels.size(), 1U); // the same for any number of hidden units
    PairedCounts counts;
    for (std::size_t k = 0; k < 60; ++k) {
        QCOMPARE(census.cells[0].rows[k].seed, census.cells[1].rows[k].seed);
        const bool a = census.cells[0].rows[k].outcome == Outcome::Solved;
        const bool b = census.cells[1].rows[k].outcome == Outcome::Solved;
        ++(a && b ? counts.both : a ? counts.onlyFirst : b ? counts.onlySecond : counts.neither);
    }
    QVERIFY(!census.cells[0].against);
    const PairedDifference expected = pairedDifference(counts);
    QCOMPARE(census.cells[1].against->difference, expected.difference);
    QCOMPARE(census.cells[1].against->pValue, expected.pValue);
    QVERIFY(expected.difference > 0.1); // more units, fewer traps
    for (const CensusCell &cell : census.cells) {
        QCOMPARE(cell.wilson, wilson95(cell.solved, 60));
        QVERIFY(cell.solvedEpochs.median >= 1.0 && cell.solvedEpochs.median <= 1000.0);
    }
}

void TestCensus::shardsAreTheWhole()
{
    CensusSpec spec{.project = xorProject(), .runs = 23, .vary = {parseVariation("optimizer.learning_rate=0.01,0.1")}};
    const Census whole = runCensus(spec);
    std::vector<std::vector<RunRow>> rows(2);
    for (int k = 1; k <= 4; ++k) {
        spec.shard = {.index = k, .count = 4};
        const Census part = runCensus(spec);
        QVERIFY(part.isWhole());
        QCOMPARE(part.rowCount(), k == 4 ? 10 : 12); // 23 = 6 + 6 + 6 + 5
        for (std::size_t cell = 0; cell < 2; ++cell)
            for (const RunRow &row : part.cells[cell].rows) {
                QCOMPARE(row.run % 4, k - 1);
                rows[cell].push_back(row);
            }
    }
    spec.shard = {};
    QVERIFY(sameRows(whole, summarise(spec, whole.ground, rows, 0.0)));
}

void TestCensus::knownRowsAreKept()
{
    const CensusSpec spec{.project = xorProject(), .runs = 20};
    const Census whole = runCensus(spec);
    std::vector<RunRow> known(whole.cells[0].rows.rbegin(), whole.cells[0].rows.rbegin() + 7);
    known[0].epochs = 12345; // to see that it is not computed again
    int told = 0;
    const Census resumed =
        runCensus(spec, {.threads = 2,
                         .row = [&](std::int64_t, const RunRow &row) { told += row.run < 13 ? 1 : 100; },
                         .known = {known},
                         .secondsKnown = 1000.0});
    QCOMPARE(told, 13);
    QVERIFY(resumed.isWhole() && resumed.seconds >= 1000.0);
    QCOMPARE(resumed.cells[0].rows[19].epochs, 12345);
    QVERIFY(std::equal(resumed.cells[0].rows.begin(), resumed.cells[0].rows.end() - 1, whole.cells[0].rows.begin(),
                       sameRow));
}

void TestCensus::stopsEarly()
{
    const CensusSpec spec{.project = xorProject(20'000), .runs = 100'000};
    std::stop_source stop;
    const Census census = runCensus(
        spec, {.threads = 2, .row = [&](std::int64_t, const RunRow &) { stop.request_stop(); }}, stop.get_token());
    QVERIFY(census.rowCount() >= 1 && census.rowCount() < 1000);
    QVERIFY(!census.isWhole());
    // And before anything began.
    QCOMPARE(runCensus(spec, {}, stop.get_token()).rowCount(), 0);
}

void TestCensus::listenersAreTold()
{
    const CensusSpec spec{.project = xorProject(3000), .runs = 200};
    std::atomic<int> inside = 0;
    bool overlapped = false;
    std::set<std::int64_t> runs;
    std::vector<CensusProgress> seen;
    const auto alone = [&](const auto &call) {
        overlapped = overlapped || ++inside != 1;
        call();
        --inside;
    };
    const Census census = runCensus(
        spec, {.threads = 4,
               .row = [&](std::int64_t cell, const RunRow &row) { alone([&] { runs.insert(row.run + cell); }); },
               .progress = [&](const CensusProgress &progress) { alone([&] { seen.push_back(progress); }); }});
    QVERIFY(!overlapped);
    QCOMPARE(runs.size(), 200U);
    QVERIFY(!seen.empty());
    for (const CensusProgress &progress : seen)
        QCOMPARE(progress.wanted, 200);
    QCOMPARE(seen.back().rows, 200);
    QCOMPARE(seen.back().steps, 200 * 3000);
    QVERIFY(census.seconds > 0.0);
}

void TestCensus::aListenerThatFailsEndsIt()
{
    const CensusSpec spec{.project = xorProject(20'000), .runs = 100'000};
    int calls = 0;
    const auto fail = [&](std::int64_t, const RunRow &) {
        ++calls;
        throw WriteError("disk: is full");
    };
    QVERIFY_THROWS_EXCEPTION(WriteError, static_cast<void>(runCensus(spec, {.threads = 2, .row = fail})));
    QCOMPARE(calls, 1);
}

void TestCensus::savedRunsAreLeftAside()
{
    CensusSpec spec{.project = xorProject(), .runs = 5};
    const Census plain = runCensus(spec);
    spec.project.state = trained(spec.project).state();
    QVERIFY(sameRows(plain, runCensus(spec)));
    QVERIFY(!runProject(spec, 0, 3).state);
}

void TestCensus::lastKeyIsFastest()
{
    const CensusSpec spec{
        .project = xorProject(),
        .runs = 1,
        .vary = {parseVariation("optimizer.learning_rate=0.1,0.2"), parseVariation("network.layers[0].units=2,3,4")}};
    QCOMPARE(spec.cellCount(), 6);
    QCOMPARE(cellValues(spec, 0), (std::vector<std::string>{"0.1", "2"}));
    QCOMPARE(cellValues(spec, 1), (std::vector<std::string>{"0.1", "3"}));
    QCOMPARE(cellValues(spec, 3), (std::vector<std::string>{"0.2", "2"}));
    QCOMPARE(cellName(spec, 5), "optimizer.learning_rate=0.2, network.layers[0].units=4");
    const Project project = cellProject(spec, 5);
    QCOMPARE(project.layers[0].units, 4);
    QCOMPARE(project.optimizer.options.values().at("learning_rate"), OptionValue(0.2));
}

void TestCensus::variations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("values");
    QTest::newRow("list") << "a.b=0.1,0.2" << QStringList{"0.1", "0.2"};
    QTest::newRow("one") << "a=adam" << QStringList{"adam"};
    QTest::newRow("words") << "a=adam, sgd ,rprop_minus" << QStringList{"adam", "sgd", "rprop_minus"};
    QTest::newRow("steps") << "a=0.1:0.5:5" << QStringList{"0.1", "0.2", "0.3", "0.4", "0.5"};
    QTest::newRow("whole") << "a=1:8:8" << QStringList{"1", "2", "3", "4", "5", "6", "7", "8"};
    QTest::newRow("ratios") << "a=1e-3:10:5:log" << QStringList{"0.001", "0.01", "0.1", "1", "10"};
    QTest::newRow("negative") << "a=-1:1:3" << QStringList{"-1", "0", "1"};
    QTest::newRow("brackets") << "a=[1,2],[3,[4,5]]" << QStringList{"[1,2]", "[3,[4,5]]"};
    QTest::newRow("braces") << R"(a={"name":"uniform","low":-1},zeros)"
                            << QStringList{R"({"name":"uniform","low":-1})", "zeros"};
    QTest::newRow("quotes") << R"(a="x,y",z)" << QStringList{R"("x,y")", "z"};
    QTest::newRow("a colon in a name") << "data.options.path=C:a.csv" << QStringList{"C:a.csv"};
    QTest::newRow("an equals sign") << "a=b=c" << QStringList{"b=c"};
}

void TestCensus::variations()
{
    QFETCH(QString, text);
    QFETCH(QStringList, values);
    const Variation variation = parseVariation(text.toStdString());
    QCOMPARE(QString::fromStdString(variation.key), text.section('=', 0, 0));
    QStringList found;
    for (const std::string &value : variation.values)
        found.append(QString::fromStdString(value));
    QCOMPARE(found, values);
}

void TestCensus::badVariations_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             "a",
                             "=1",
                             "a=",
                             "a=1,,2",
                             "a=1:2",
                             "a=1:2:3:4",
                             "a=1:2:3:lin",
                             "a=1:2:3:log:5",
                             "a=2:1:3",
                             "a=1:1:3",
                             "a=0:1:3:log",
                             "a=-1:1:3:log",
                             "a=1:2:1",
                             "a=1:2:0",
                             "a=1:2:-3",
                             "a=1:2:1.5",
                             "a=1:2:1000000000",
                             "a=1:2:99999999999999999999",
                             "a=1:x:3",

                             "a=-1e308:1e308:3"})
        QTest::newRow(text) << text;
}

void TestCensus::badVariations()
{
    QFETCH(QString, text);
    try {
        static_cast<void>(parseVariation(text.toStdString()));
        QFAIL("was accepted");
    } catch (const InputError &error) {
        QCOMPARE(error.where(), "--vary");
        QVERIFY(!QString(error.what()).contains('\n'));
    }
}

void TestCensus::shards()
{
    QCOMPARE(parseShard("2/4"), (Shard{2, 4}));
    QCOMPARE(parseShard("1/1"), (Shard{1, 1}));
    for (const char *text :
         {"", "0/4", "5/4", "x/y", "2", "2/", "/4", "1/0", "-1/4", "1/4/2", "1.5/4", " 1/4", "99999999999/99999999999"})
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(parseShard(text)));
}

void TestCensus::problems_data()
{
    QTest::addColumn<int>("runs");
    QTest::addColumn<QStringList>("vary");
    QTest::addColumn<bool>("varyData");
    QTest::addColumn<QString>("problem"); // a part of it
    QTest::newRow("fine") << 10 << QStringList{"optimizer.learning_rate=0.1,0.2"} << true << QString();
    QTest::newRow("none") << 0 << QStringList{} << false << "runs: must be";
    QTest::newRow("negative") << -5 << QStringList{} << false << "runs: must be";
    QTest::newRow("too many") << 1'000'001 << QStringList{} << false << "runs: must be";
    QTest::newRow("seed") << 10 << QStringList{"init.seed=1,2"} << false << "init.seed";
    QTest::newRow("data seed") << 10 << QStringList{"data.seed=1,2"} << true << "data.seed";
    QTest::newRow("data seed alone") << 10 << QStringList{"data.seed=1,2"} << false << QString();
    QTest::newRow("title") << 10 << QStringList{"title=a,b"} << false << "no effect";
    QTest::newRow("state") << 10 << QStringList{"state.epoch=1,2"} << false << "no effect";
    QTest::newRow("twice") << 10 << QStringList{"loss.l2=0,1", "loss.l2=2,3"} << false << "twice";
    QTest::newRow("value twice") << 10 << QStringList{"loss.l2=0,1,0"} << false << "the value 0 twice";
    QTest::newRow("three keys") << 10 << QStringList{"loss.l2=0,1", "loss.l1=0,1", "training.epochs=1,2"} << false
                                << "at most two";
    QTest::newRow("unknown key") << 10 << QStringList{"optimizer.learning_rat=0.1"} << false << "learning_rat";
    QTest::newRow("bad value") << 10 << QStringList{"optimizer.learning_rate=0.1,-1"} << false
                               << "optimizer.learning_rate=-1";
    QTest::newRow("a cell that is none") << 10 << QStringList{"optimizer.name=sgd,adam", "optimizer.momentum=0,0.9"}
                                         << false << "optimizer.name=adam";
    QTest::newRow("cells") << 10 << QStringList{"loss.l2=0:1:4096", "loss.l1=0:1:4096"} << false << "4096 cells";
    QTest::newRow("rows") << 1'000'000 << QStringList{"loss.l2=0:1:21"} << false << "20000000";
}

void TestCensus::problems()
{
    QFETCH(int, runs);
    QFETCH(QStringList, vary);
    QFETCH(bool, varyData);
    QFETCH(QString, problem);
    CensusSpec spec{.project = xorProject(), .runs = runs, .varyData = varyData};
    for (const QString &text : vary)
        spec.vary.push_back(parseVariation(text.toStdString()));
    const auto found = spec.problem();
    QCOMPARE(found.has_value(), !problem.isEmpty());
    if (!found)
        return;
    QVERIFY2(QString::fromStdString(*found).contains(problem), found->c_str());
    QVERIFY(!QString::fromStdString(*found).contains('\n'));
    QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(runCensus(spec)));
}

void TestCensus::whatCannotBeTrainedIsSaid()
{
    CensusSpec spec{
        .project = xorProject(), .runs = 3, .vary = {parseVariation("network.layers[0].activation=tanh,step")}};
    try {
        static_cast<void>(runCensus(spec));
        QFAIL("was trained");
    } catch (const InputError &error) {
        QVERIFY2(QString(error.what()).contains("network.layers[0].activation=step"), error.what());
    }
    spec.vary.clear();
    spec.project.init.seed = ~std::uint64_t{0} - 1; // room for two
    QVERIFY(spec.problem().has_value());
    spec.runs = 2;
    QVERIFY(!spec.problem().has_value());
    spec.shard = {.index = 3, .count = 3};
    QVERIFY(spec.problem().has_value()); // no run for the third part
}

QTEST_GUILESS_MAIN(TestCensus)
#include "test_census.moc"
