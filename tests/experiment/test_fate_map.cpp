#include "experiment/fate_map.h"

#include "data/error.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <functional>

using namespace basin;

Q_DECLARE_METATYPE(std::function<void(FateMapSpec &)>)

namespace {

PreparedRun xorRun(const std::vector<Setting> &settings = {})
{
    return prepareRun(parseProject(R"({"basin":1,"data":{"source":"gate"},"init":{"seed":3},
        "network":{"layers":[{"type":"dense","units":2,"activation":"tanh"},
                             {"type":"dense","units":1,"activation":"sigmoid"}]},
        "optimizer":{"name":"adam","learning_rate":0.1},"training":{"epochs":200}})",
                                   "test", settings));
}

FateMapSpec specOf(const PreparedRun &run, int columns, int rows)
{
    return {.run = run.spec, .data = run.data, .weights = {0, 3}, .columns = columns, .rows = rows};
}

/// The same numbers, "not a number" among them.
bool isSame(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0 || (std::isnan(a) && std::isnan(b));
}

bool isSame(const FatePoint &a, const FatePoint &b)
{
    return isSame(a.loss, b.loss) && isSame(a.accuracy, b.accuracy) && a.epochs == b.epochs &&
           a.solvedEpoch == b.solvedEpoch && a.outcome == b.outcome && a.group == b.group && a.isDone == b.isDone;
}

bool isSame(const FateMap &a, const FateMap &b)
{
    return std::equal(a.points.begin(), a.points.end(), b.points.begin(), b.points.end(),
                      [](const FatePoint &x, const FatePoint &y) { return isSame(x, y); });
}

class TestFateMap : public QObject {
    Q_OBJECT

private slots:
    void aPointIsATrainer_data();
    void aPointIsATrainer();
    void threadsAndOrderChangeNothing();
    void bothEndsArePoints();
    void coarseIsPartOfFine();
    void aStoppedMapHasWhatIsDone();
    void convexTasksHaveOneFate();
    void aStartWithoutLossHasDiverged();
    void whatCannotBeIsSaid_data();
    void whatCannotBeIsSaid();
    void csvHasARowAPoint();
};

void TestFateMap::aPointIsATrainer_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("float64, full batch") << "training.precision"
                                         << "float64";
    QTest::newRow("float32") << "training.precision"
                             << "float32";
    QTest::newRow("shuffled, one by one") << "training.batch_size"
                                          << "1";
    QTest::newRow("gradient descent") << "optimizer.name"
                                      << "sgd";
    QTest::newRow("one run at a time") << "optimizer.name"
                                       << "lbfgs";
}

void TestFateMap::aPointIsATrainer()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    const PreparedRun run = xorRun({{.path = key.toStdString(), .value = value.toStdString()}});
    const FateMapSpec spec = specOf(run, 9, 7);
    const FateMap map = fateMap(spec, {.firstSide = 4});
    QVERIFY(map.isWhole());
    for (int row = 0; row < spec.rows; row += 3)
        for (int column = 0; column < spec.columns; ++column) {
            RunSpec alone = run.spec;
            const Vector start = startParameters(alone.architecture, alone.init);
            alone.init.parameters.assign(start.begin(), start.end());
            alone.init.parameters[0] = -6.0 + 12.0 * column / 8;
            alone.init.parameters[3] = -6.0 + 12.0 * row / 6;
            Trainer trainer(alone, run.data);
            trainer.advanceEpochs(1000);
            const FatePoint &point = map.at(column, row);
            QCOMPARE(point.loss, trainer.metrics().loss);
            QCOMPARE(point.accuracy, trainer.metrics().accuracy);
            QCOMPARE(point.epochs, trainer.epoch());
            QCOMPARE(point.solvedEpoch, trainer.history().solvedEpoch());
            QVERIFY(point.outcome == trainer.outcome());
        }
}

void TestFateMap::threadsAndOrderChangeNothing()
{
    const FateMapSpec spec = specOf(xorRun(), 21, 13);
    const FateMap map = fateMap(spec, {.threads = 1});
    QVERIFY(isSame(fateMap(spec, {.threads = 3}), map));
    QVERIFY(isSame(fateMap(spec, {.threads = 2, .firstSide = 2}), map));
}

void TestFateMap::bothEndsArePoints()
{
    FateMapSpec spec = specOf(xorRun(), 11, 4);
    spec.a = {-1.5, 2.0};
    spec.b = {0.1, 0.7};
    QCOMPARE(spec.aAt(0), -1.5);
    QCOMPARE(spec.aAt(10), 2.0);
    QCOMPARE(spec.bAt(0), 0.1);
    QCOMPARE(spec.bAt(3), 0.7);
    const Vector start = spec.start();
    const std::vector<double> corner = spec.startAt(10, 0);
    QCOMPARE(corner[0], 2.0);
    QCOMPARE(corner[3], 0.1);
    for (Eigen::Index i = 0; i < start.size(); ++i)
        if (i != 0 && i != 3)
            QCOMPARE(corner[static_cast<std::size_t>(i)], start[i]);
}

void TestFateMap::coarseIsPartOfFine()
{
    const FateMapSpec spec = specOf(xorRun(), 48, 48);
    std::vector<FateMapPtr> seen;
    std::atomic<std::int64_t> points{0};
    const FateMap map = fateMap(
        spec, {.firstSide = 6, .progress = [&](FateMapPtr now) { seen.push_back(std::move(now)); }, .points = &points});
    QCOMPARE(points.load(), 48 * 48); // none twice
    QCOMPARE(map.stride, 1);
    int stride = 8;
    for (const FateMapPtr &now : seen) {
        QVERIFY(now->stride == 0 || now->stride <= stride);
        stride = now->stride == 0 ? stride : now->stride;
        std::int64_t done = 0;
        for (int row = 0; row < 48; ++row)
            for (int column = 0; column < 48; ++column) {
                const FatePoint &point = now->at(column, row);
                done += point.isDone ? 1 : 0;
                if (point.isDone)
                    QCOMPARE(point.loss, map.at(column, row).loss);
                const bool isCoarse = now->stride > 0 && column % now->stride == 0 && row % now->stride == 0;
                QVERIFY(point.isDone || !isCoarse);
                QVERIFY((now->shownAt(column, row) != nullptr) == (now->stride > 0 || point.isDone));
            }
        QCOMPARE(now->done, done);
    }
}

void TestFateMap::aStoppedMapHasWhatIsDone()
{
    const FateMapSpec spec = specOf(xorRun(), 512, 512);
    std::stop_source stop;
    const FateMap map =
        fateMap(spec, {.firstSide = 8, .progress = [&](const FateMapPtr &) { stop.request_stop(); }}, stop.get_token());
    QVERIFY(map.done < 512 * 512);
    QVERIFY(!map.isWhole());
    std::int64_t counted = 0;
    for (const Fate &fate : map.groups)
        counted += fate.count;
    QCOMPARE(counted, map.done);
    stop.request_stop();
    QCOMPARE(fateMap(spec, {}, stop.get_token()).done, 0);
}

/// Cross-entropy through one sigmoid unit is convex: from everywhere AND is learnt, and XOR from nowhere.
void TestFateMap::convexTasksHaveOneFate()
{
    const auto run = [](const std::string &gate) {
        return prepareRun(parseProject(R"({"basin":1,"data":{"source":"gate","options":{"gate":")" + gate + R"("}},
            "network":{"layers":[{"type":"dense","units":1,"activation":"sigmoid"}]},
            "optimizer":{"name":"sgd","learning_rate":5},"training":{"epochs":3000}})",
                                       "test"));
    };
    const PreparedRun learnt = run("and"), impossible = run("xor");
    FateMapSpec spec{.run = learnt.spec, .data = learnt.data, .columns = 8, .rows = 8};
    const FateMap map = fateMap(spec);
    QCOMPARE(map.groups.size(), 1U);
    QVERIFY(map.groups[0].kind == FateKind::Solved);
    QCOMPARE(map.groups[0].count, 64);
    spec.run = impossible.spec;
    spec.data = impossible.data;
    for (const FatePoint &point : fateMap(spec).points) {
        QVERIFY(point.outcome != Outcome::Solved);
        QVERIFY(std::abs(point.loss - std::log(2.0)) < 1e-6); // its one minimum: ½ everywhere
    }
}

void TestFateMap::aStartWithoutLossHasDiverged()
{
    const PreparedRun run = prepareRun(parseProject(R"({"basin":1,"data":{"source":"gate"},
        "network":{"layers":[{"type":"dense","units":1,"activation":"linear"}]},
        "loss":{"name":"mean_squared_error"},"optimizer":{"name":"sgd","learning_rate":0.1},
        "training":{"epochs":20}})",
                                                    "test"));
    FateMapSpec spec{.run = run.spec, .data = run.data, .a = {0.0, 1e200}, .b = {-1.0, 1.0}, .columns = 2, .rows = 2};
    const FateMap map = fateMap(spec);
    QVERIFY(map.isWhole());
    QVERIFY(map.at(0, 0).outcome != Outcome::Diverged);
    QVERIFY(map.at(1, 0).outcome == Outcome::Diverged);
    QCOMPARE(map.at(1, 1).epochs, 0);
    QCOMPARE(map.groups[map.at(1, 1).group].label, std::string("diverged"));
}

void TestFateMap::whatCannotBeIsSaid_data()
{
    using Change = std::function<void(FateMapSpec &)>;
    QTest::addColumn<Change>("change");
    QTest::newRow("no data") << Change([](FateMapSpec &spec) { spec.data = nullptr; });
    QTest::newRow("one weight twice") << Change([](FateMapSpec &spec) { spec.weights = {2, 2}; });
    QTest::newRow("no such weight") << Change([](FateMapSpec &spec) { spec.weights = {0, 9}; });
    QTest::newRow("negative weight") << Change([](FateMapSpec &spec) { spec.weights = {-1, 2}; });
    QTest::newRow("empty range") << Change([](FateMapSpec &spec) { spec.a = {1.0, 1.0}; });
    QTest::newRow("reversed range") << Change([](FateMapSpec &spec) { spec.b = {1.0, -1.0}; });
    QTest::newRow("endless range") << Change([](FateMapSpec &spec) { spec.b = {0.0, INFINITY}; });
    QTest::newRow("range beyond all numbers") << Change([](FateMapSpec &spec) { spec.a = {-1e308, 1e308}; });
    QTest::newRow("no range") << Change([](FateMapSpec &spec) { spec.a = {std::nan(""), 1.0}; });
    QTest::newRow("one column") << Change([](FateMapSpec &spec) { spec.columns = 1; });
    QTest::newRow("too many rows") << Change([](FateMapSpec &spec) { spec.rows = 2049; });
}

void TestFateMap::whatCannotBeIsSaid()
{
    QFETCH(std::function<void(FateMapSpec &)>, change);
    FateMapSpec spec = specOf(xorRun(), 2, 2);
    QVERIFY(!spec.problem());
    change(spec);
    QVERIFY(spec.problem());
    QVERIFY_EXCEPTION_THROWN((void)fateMap(spec), InputError);
}

void TestFateMap::csvHasARowAPoint()
{
    FateMapSpec spec = specOf(xorRun(), 3, 2);
    spec.a = {-1.0, 1.0};
    spec.b = {0.0, 0.5};
    const QList<QByteArray> lines = QByteArray::fromStdString(fateMapCsv(fateMap(spec))).trimmed().split('\n');
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0], QByteArray("a,b,outcome,label,epochs,loss,accuracy,solved_epoch"));
    const QList<QByteArray> starts{"-1,0,", "-1,0.5,", "0,0,", "0,0.5,", "1,0,", "1,0.5,"};
    for (int i = 0; i < 6; ++i) {
        QVERIFY(lines[i + 1].startsWith(starts[i]));
        QCOMPARE(lines[i + 1].count(','), 7);
    }
}

} // namespace

QTEST_GUILESS_MAIN(TestFateMap)
#include "test_fate_map.moc"
