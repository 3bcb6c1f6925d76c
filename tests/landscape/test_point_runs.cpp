#include "../training/runs.h"
#include "landscape/point.h"
#include "xor_points.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace basin;
using namespace basin::tests;

Q_DECLARE_METATYPE(basin::tests::Setting)

namespace {

struct Run {
    Vector end;
    Vector outputs;
};

/// Full batch from the given θ.
Run trained(const Setting &setting, const Vector &start, const char *optimizer, double rate, std::int64_t epochs)
{
    RunSpec spec;
    spec.architecture = minimalXorNetwork(setting.hidden);
    spec.init.parameters = std::vector<double>(start.begin(), start.end());
    spec.loss = {.name = setting.loss, .l1 = 0.0, .l2 = setting.l2, .penaliseBias = setting.penaliseBias};
    spec.optimizer.name = optimizer;
    spec.optimizer.options.set("learning_rate", rate);
    spec.training.epochs = epochs;
    spec.training.precision = setting.precision;
    Trainer trainer(spec, runs::prepared(xorInputs(), xorTargets(setting.low, setting.high), true));
    trainer.advanceEpochs(epochs);
    return {trainer.parameters(), trainer.outputs().col(0)};
}

/// What the four outputs say, judged by hand: the level at which such a run ends.
enum class End { Solved, Edge, Triple, Other };
End endOf(const Vector &outputs)
{
    const Eigen::Vector4d target(0, 1, 1, 0);
    const auto isNear = [](double value, double to) { return std::abs(value - to) < 0.08; };
    int right = 0;
    int half = 0;
    int third = 0;
    for (Eigen::Index p = 0; p < 4; ++p) {
        right += isNear(outputs[p], target[p]);
        half += isNear(outputs[p], 0.5);
        third += isNear(outputs[p], 1.0 / 3) || isNear(outputs[p], 2.0 / 3);
    }
    if (right == 4)
        return End::Solved;
    if (right == 2 && half == 2)
        return End::Edge;
    return right == 1 && third == 3 ? End::Triple : End::Other;
}

SaturatedLevel::Kind levelOf(End end)
{
    return end == End::Solved ? SaturatedLevel::Kind::Solved
           : end == End::Edge ? SaturatedLevel::Kind::Edge
                              : SaturatedLevel::Kind::Triple;
}

QByteArray described(const PointReport &report)
{
    QString text = QString("%1: loss %2, |g| %3, drop %4, max|z| %5, inertia (%6,%7,%8), lowest %9")
                       .arg(verdictName(report.verdict))
                       .arg(report.loss)
                       .arg(report.gradientNorm)
                       .arg(report.lineSearchDrop.value_or(-1.0))
                       .arg(report.largestInput)
                       .arg(report.inertia.negative)
                       .arg(report.inertia.zero)
                       .arg(report.inertia.positive)
                       .arg(report.eigenvalues.size() > 0 ? report.eigenvalues[0] : 0.0);
    return text.toUtf8();
}

} // namespace

/// The verdict where real runs end.
class TestPointRuns : public QObject {
    Q_OBJECT

private slots:
    void endStates_data();
    void endStates();
    void levels_data();
    void levels();
    void cornersOfEndStates();
    void saturatedPlateaus_data();
    void saturatedPlateaus();
    void deadEndInFloat64();
    void deadEndInFloat32();
    void diverged();
    void startsMove();
    void solvedAtFiniteWeights();
    void minimaWithPenalty_data();
    void minimaWithPenalty();
};

void TestPointRuns::endStates_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<QString>("optimizer");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("epochs");
    QTest::addColumn<int>("fewestStuck");
    QTest::newRow("Adam, squared") << Setting{.loss = "mean_squared_error"} << "adam" << 0.01 << 10000 << 10;
    QTest::newRow("descent, squared") << Setting{.loss = "mean_squared_error"} << "sgd" << 8.0 << 10000 << 4;
    QTest::newRow("Adam, crossentropy") << Setting{.loss = "binary_crossentropy", .hidden = "tanh"} << "adam" << 0.01
                                        << 10000 << 10;
}

void TestPointRuns::endStates()
{
    QFETCH(Setting, setting);
    QFETCH(QString, optimizer);
    QFETCH(double, rate);
    QFETCH(int, epochs);
    QFETCH(int, fewestStuck);
    const Objective surface = objective(setting);
    std::map<End, int> ends;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Run run = trained(setting, uniformPoint(seed, 1.0), qPrintable(optimizer), rate, epochs);
        const PointReport report = inspectPoint(surface, run.end);
        const End end = endOf(run.outputs);
        ++ends[end];
        if (end == End::Other)
            continue;
        QVERIFY2(report.kind() == PointKind::AtInfinity, described(report));
        QVERIFY2(report.level && report.level->kind == levelOf(end), described(report));
        QVERIFY(std::abs(report.loss - report.level->loss) < 0.01);
        QCOMPARE(report.merged.size(), std::size_t(end == End::Solved ? 0 : end == End::Edge ? 1 : 2));
    }
    QVERIFY(ends[End::Other] <= 3);
    QVERIFY(ends[End::Solved] >= 20);
    QVERIFY(ends[End::Edge] + ends[End::Triple] >= fewestStuck);
}

void TestPointRuns::levels_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<QVector<double>>("expected"); // solved, edge, triple, constant
    const double half = std::log(2.0);
    const double third = std::log(3.0) - 2.0 / 3 * std::log(2.0); // entropy of 1/3
    QTest::newRow("sum") << Setting{} << QVector<double>{0, 0.25, 1.0 / 3, 0.5};
    QTest::newRow("sum .1/.9") << Setting{.low = 0.1, .high = 0.9} << QVector<double>{0, 0.16, 0.64 / 3, 0.32};
    QTest::newRow("half") << Setting{.loss = "half_squared_error"} << QVector<double>{0, 0.0625, 1.0 / 12, 0.125};
    QTest::newRow("mean") << Setting{.loss = "mean_squared_error"} << QVector<double>{0, 0.125, 1.0 / 6, 0.25};
    QTest::newRow("crossentropy") << Setting{.loss = "binary_crossentropy"}
                                  << QVector<double>{0, 0.5 * half, 0.75 * third, half};
}

void TestPointRuns::levels()
{
    QFETCH(Setting, setting);
    QFETCH(QVector<double>, expected);
    const std::vector<SaturatedLevel> levels = saturatedLevels(objective(setting));
    QCOMPARE(levels.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(static_cast<std::size_t>(levels[i].kind), i);
        QVERIFY(std::abs(levels[i].loss - expected[static_cast<qsizetype>(i)]) < 1e-15);
    }
}

/// Solved runs cut off opposite corners, edge states neighbouring ones: nearly always, as published measurements say.
void TestPointRuns::cornersOfEndStates()
{
    const Setting setting{.loss = "mean_squared_error"};
    const Objective surface = objective(setting);
    std::map<End, int> all;
    std::map<End, int> asTheySay;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Run run = trained(setting, uniformPoint(seed, 1.0), "adam", 0.01, 10000);
        const std::vector<CornerCode> codes = cornerCodes(surface, run.end);
        QCOMPARE(codes.size(), std::size_t{2});
        const End end = endOf(run.outputs);
        ++all[end];
        if (codes[0].isolated >= 0 && codes[1].isolated >= 0) {
            const bool isOpposite = codes[0].isolated + codes[1].isolated == 3;
            asTheySay[end] += codes[0].isolated != codes[1].isolated && isOpposite == (end == End::Solved);
        }
    }
    QVERIFY(all[End::Solved] >= 10 && all[End::Edge] >= 5);
    QCOMPARE(asTheySay[End::Solved], all[End::Solved]);
    QVERIFY(asTheySay[End::Edge] >= all[End::Edge] - 1);
}

void TestPointRuns::saturatedPlateaus_data()
{
    QTest::addColumn<double>("bias");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("level");
    QTest::newRow("all 1") << 30.0 << 0.0 << 1.0;
    QTest::newRow("all 0") << -30.0 << 0.0 << 1.0;
    QTest::newRow("all 1, .1/.9") << 30.0 << 0.1 << 0.82;
    QTest::newRow("all 0, .1/.9") << -30.0 << 0.1 << 0.82;
}

/// |g| < 1e-11 and all eigenvalues 0, yet nothing stands still there: a long step shows it.
void TestPointRuns::saturatedPlateaus()
{
    QFETCH(double, bias);
    QFETCH(double, low);
    QFETCH(double, level);
    const Objective surface = objective({.low = low, .high = 1.0 - low});
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Vector theta = uniformPoint(seed, 2.0);
        theta[8] = bias;
        const PointReport report = inspectPoint(surface, theta);
        QVERIFY(std::abs(report.loss - level) < 1e-8);
        QVERIFY(report.gradientNorm < 1e-10);
        QVERIFY(report.eigenvalues.cwiseAbs().maxCoeff() < 1e-9);
        QVERIFY2(report.verdict == Verdict::Plateau, described(report));
        QCOMPARE(report.kind(), PointKind::Flat);
        QVERIFY(report.lineSearchDrop.value_or(0.0) > 1e-3);
    }
}

/// σ' is exactly 0 in float64 above 36.74, not at −40.
void TestPointRuns::deadEndInFloat64()
{
    const Objective surface = objective();
    Vector theta = uniformPoint(1, 2.0);
    theta[8] = 45.0;
    const PointReport high = inspectPoint(surface, theta);
    QCOMPARE(high.verdict, Verdict::DeadEnd);
    QCOMPARE(high.kind(), PointKind::Flat);
    QCOMPARE(high.exactlyZero, 9);
    QVERIFY(high.revivedGradient.value_or(0.0) > 0.0 && high.revivedGradient.value_or(0.0) < 1e-17);
    theta[8] = -45.0;
    const PointReport low = inspectPoint(surface, theta);
    QCOMPARE(low.verdict, Verdict::Plateau);
    QCOMPARE(low.exactlyZero, 0);
}

/// From U[−20, 20] every tenth float32 run stands still from the start; in float64 none does.
void TestPointRuns::deadEndInFloat32()
{
    const Setting single{.loss = "mean_squared_error", .precision = Precision::Float32};
    const Objective surface = objective(single);
    const Objective exact = objective({.loss = "mean_squared_error"});
    int still = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Vector start = uniformPoint(seed, 20.0);
        if (!surface.gradient(start).isZero(0.0))
            continue;
        ++still;
        const Run run = trained(single, start, "adam", 0.01, 100);
        QVERIFY((run.end - start.cast<float>().cast<double>()).isZero(0.0));
        const PointReport report = inspectPoint(surface, run.end);
        QVERIFY2(report.verdict == Verdict::DeadEnd, described(report));
        QCOMPARE(report.exactlyZero, 9);
        QVERIFY(report.revivedGradient.value_or(0.0) > 0.0);
        if (report.largestInput < 36.7)
            QVERIFY2(inspectPoint(exact, run.end).verdict != Verdict::DeadEnd, described(report));
    }
    QVERIFY(still >= 3);
}

void TestPointRuns::diverged()
{
    const Objective surface = objective();
    Vector theta = uniformPoint(1, 1.0);
    QVERIFY(inspectPoint(surface, theta).verdict != Verdict::Diverged);
    theta[3] = 2e6;
    QCOMPARE(inspectPoint(surface, theta).verdict, Verdict::Diverged);
    for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        theta[3] = value;
        const PointReport report = inspectPoint(surface, theta);
        QCOMPARE(report.verdict, Verdict::Diverged);
        QCOMPARE(report.kind(), PointKind::NotStationary);
    }
    // A run that did: gradient descent on y = 2 x beyond its largest stable rate.
    const auto [spec, data] = runs::linearRun(5.0);
    Trainer trainer(spec, data);
    trainer.advance(100'000);
    QCOMPARE(trainer.outcome(), Outcome::Diverged);
    const Objective line(spec.architecture, spec.loss, data->train.inputs, data->train.targets);
    QCOMPARE(inspectPoint(line, trainer.parameters()).verdict, Verdict::Diverged);
}

void TestPointRuns::startsMove()
{
    for (const char *loss : {"sum_squared_error", "mean_squared_error", "binary_crossentropy"}) {
        const Objective surface = objective({.loss = loss});
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            const PointReport report = inspectPoint(surface, uniformPoint(seed, 1.0));
            QVERIFY2(report.verdict == Verdict::StillMoving, described(report));
            QCOMPARE(report.kind(), PointKind::NotStationary);
        }
    }
}

/// With targets .1/.9 solutions are a five-dimensional manifold of finite weights.
void TestPointRuns::solvedAtFiniteWeights()
{
    const Setting setting{.low = 0.1, .high = 0.9};
    const Objective surface = objective(setting);
    int solved = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Run run = trained(setting, uniformPoint(seed, 2.0), "levenberg_marquardt", 1.0, 300);
        if (surface.loss(run.end) > 1e-8)
            continue;
        ++solved;
        const PointReport report = inspectPoint(surface, run.end);
        QVERIFY2(report.verdict == Verdict::FlatMinimum, described(report));
        QVERIFY2((report.inertia == Inertia{0, 5, 4}), described(report));
        QCOMPARE(report.kind(), PointKind::Minimum);
    }
    QVERIFY(solved >= 5);
}

void TestPointRuns::minimaWithPenalty_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<QVector<double>>("minima");
    const auto bce = [](double l2) { return Setting{.loss = "binary_crossentropy", .hidden = "tanh", .l2 = l2}; };
    const auto mse = [](double l2) { return Setting{.loss = "mean_squared_error", .hidden = "tanh", .l2 = l2}; };
    QTest::newRow("bce 1e-5") << bce(1e-5) << QVector<double>{.0030662731, .0032813748, .3481764274, .3488455437};
    QTest::newRow("bce 1e-3") << bce(1e-3) << QVector<double>{.1147541148, .1258065737, .4089092238, .4289620800};
    QTest::newRow("bce 1e-2") << bce(1e-2) << QVector<double>{.5190171827, .5632848629, .6252055670, .6931471806};
    QTest::newRow("bce 5e-2") << bce(5e-2) << QVector<double>{.6931471806};
    QTest::newRow("mse 1e-5") << mse(1e-5) << QVector<double>{.0013021057, .0014363389, .1259748586, .1264730118};
    QTest::newRow("mse 1e-3") << mse(1e-3) << QVector<double>{.0581691488, .0650297738, .1613230288, .25};
}

/// A penalty turns minima at infinity into finite ones, each of them strict.
void TestPointRuns::minimaWithPenalty()
{
    QFETCH(Setting, setting);
    QFETCH(QVector<double>, minima);
    const Objective surface = objective(setting);
    QMap<double, int> found;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Run run = trained(setting, uniformPoint(seed, 3.0), "lbfgs", 1.0, 5000);
        const PointReport report = inspectPoint(surface, run.end);
        const double value = report.loss + report.penalty;
        const auto isThere = [value](double minimum) { return std::abs(value - minimum) < 2e-10; };
        const auto minimum = std::ranges::find_if(minima, isThere);
        if (minimum == minima.end())
            continue;
        ++found[*minimum];
        QVERIFY2(report.verdict == Verdict::StrictMinimum, described(report));
        QVERIFY2((report.inertia == Inertia{0, 0, 9}), described(report));
    }
    QVERIFY(found.size() >= std::min<qsizetype>(minima.size(), 2));
}

QTEST_GUILESS_MAIN(TestPointRuns)
#include "test_point_runs.moc"
