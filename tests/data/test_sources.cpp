#include "data/data_spec.h"
#include "data/error.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace basin;

namespace {

Dataset generate(const DataSpec &spec)
{
    return prepareData(spec, ".").raw;
}

DataSpec source(const std::string &name, std::initializer_list<std::pair<std::string, OptionValue>> options = {})
{
    DataSpec spec;
    spec.source = name;
    for (const auto &[key, value] : options)
        spec.options.set(key, value);
    return spec;
}

const std::vector<std::string> generated{"two_boundaries", "quadrants", "circle", "gauss", "spiral",
                                         "moons",          "sine",      "plane",  "bumps"};

/// How often each class occurs.
std::vector<Eigen::Index> classCounts(const Dataset &data)
{
    if (data.targets.cols() == 1) {
        const Eigen::Index ones = (data.targets.array() == 1.0).count();
        return {data.samples() - ones, ones};
    }
    std::vector<Eigen::Index> counts;
    for (Eigen::Index column = 0; column < data.targets.cols(); ++column)
        counts.push_back(static_cast<Eigen::Index>(data.targets.col(column).sum()));
    return counts;
}

bool sameBits(const Matrix &first, const Matrix &second)
{
    return first.rows() == second.rows() && first.cols() == second.cols() && (first.array() == second.array()).all();
}

} // namespace

class TestSources : public QObject {
    Q_OBJECT

private slots:
    void everySourceOfTheDesignIsThere();
    void gates_data();
    void gates();
    void gateValuesAndCopies();
    void gatePreparedKeepsItsOrder();
    void shapes_data();
    void shapes();
    void sameSeedSameBits_data();
    void sameSeedSameBits();
    void moreSamplesKeepTheFirst();
    void classesAreEven_data();
    void classesAreEven();
    void twoBoundaries();
    void quadrants();
    void circle();
    void gauss();
    void spiral();
    void moons();
    void regressions();
    void noiseHasItsDeviation();
    void inlineRows();
    void inlineTargetKinds_data();
    void inlineTargetKinds();
};

void TestSources::everySourceOfTheDesignIsThere()
{
    std::set<std::string> names;
    for (const DataSource &each : dataSources()) {
        QVERIFY(names.insert(each.name).second);
        for (const OptionSpec &option : each.options)
            if (!option.required)
                QVERIFY2(!option.problem(option.standard), (each.name + "." + option.key).c_str());
    }
    const std::set<std::string> expected{"gate", "two_boundaries", "quadrants", "circle", "gauss",  "spiral", "moons",
                                         "sine", "plane",          "bumps",     "csv",    "inline", "modulo"};
    QCOMPARE(names, expected);
}

void TestSources::gates_data()
{
    QTest::addColumn<QString>("gate");
    QTest::addColumn<QList<double>>("targets");
    QTest::newRow("xor") << "xor" << QList<double>{0, 1, 1, 0};
    QTest::newRow("xnor") << "xnor" << QList<double>{1, 0, 0, 1};
    QTest::newRow("and") << "and" << QList<double>{0, 0, 0, 1};
    QTest::newRow("or") << "or" << QList<double>{0, 1, 1, 1};
    QTest::newRow("nand") << "nand" << QList<double>{1, 1, 1, 0};
    QTest::newRow("nor") << "nor" << QList<double>{1, 0, 0, 0};
}

void TestSources::gates()
{
    QFETCH(QString, gate);
    QFETCH(QList<double>, targets);
    const Dataset data = generate(source("gate", {{"gate", gate.toStdString()}}));
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    QVERIFY(sameBits(data.inputs, inputs));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(data.targets(i, 0), targets[i]);
    QVERIFY(data.classification);
}

void TestSources::gateValuesAndCopies()
{
    const Dataset data = generate(
        source("gate", {{"low", -1.0}, {"high", 2.0}, {"target_low", 0.1}, {"target_high", 0.9}, {"copies", 3.0}}));
    QCOMPARE(data.samples(), Eigen::Index{12});
    for (Eigen::Index i = 0; i < 12; ++i) {
        QCOMPARE(data.inputs(i, 0), i % 4 < 2 ? -1.0 : 2.0);
        QCOMPARE(data.inputs(i, 1), i % 2 == 0 ? -1.0 : 2.0);
        QCOMPARE(data.targets(i, 0), i % 4 == 1 || i % 4 == 2 ? 0.9 : 0.1);
    }
    QVERIFY(data.classification);
    QCOMPARE(data.threshold(), 0.5);
}

void TestSources::gatePreparedKeepsItsOrder()
{
    const PreparedData data = prepareData(source("gate"), ".");
    QCOMPARE(data.trainRows, (std::vector<Eigen::Index>{0, 1, 2, 3}));
    QVERIFY(data.testRows.empty());
    QCOMPARE(data.test.samples(), Eigen::Index{0});
    QCOMPARE(data.test.inputs.cols(), Eigen::Index{2});
    QVERIFY(sameBits(data.train.inputs, data.raw.inputs));
}

void TestSources::shapes_data()
{
    QTest::addColumn<QString>("name");
    for (const std::string &name : generated)
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestSources::shapes()
{
    QFETCH(QString, name);
    const bool isRegression = name == "sine" || name == "plane" || name == "bumps";
    const Eigen::Index features = name == "sine" || name == "two_boundaries" ? 1 : 2;
    for (const double samples : {5.0, 6.0, 7.0, 101.0, 200.0}) {
        const Dataset data = generate(source(name.toStdString(), {{"samples", samples}}));
        QCOMPARE(data.inputs.rows(), static_cast<Eigen::Index>(samples));
        QCOMPARE(data.inputs.cols(), features);
        QCOMPARE(data.targets.rows(), data.inputs.rows());
        QCOMPARE(data.targets.cols(), Eigen::Index{1});
        QCOMPARE(data.inputNames.size(), static_cast<std::size_t>(features));
        QCOMPARE(data.targetNames, std::vector<std::string>{"y"});
        QCOMPARE(data.classification, !isRegression);
        QVERIFY(data.inputs.allFinite() && data.targets.allFinite());
    }
}

void TestSources::sameSeedSameBits_data()
{
    shapes_data();
}

void TestSources::sameSeedSameBits()
{
    QFETCH(QString, name);
    DataSpec spec = source(name.toStdString(), {{"noise", 0.2}});
    const Dataset first = generate(spec);
    const Dataset again = generate(spec);
    QVERIFY(sameBits(first.inputs, again.inputs) && sameBits(first.targets, again.targets));
    spec.seed = 2;
    const Dataset other = generate(spec);
    QVERIFY(!sameBits(first.inputs, other.inputs) || !sameBits(first.targets, other.targets));
}

void TestSources::moreSamplesKeepTheFirst()
{
    for (const std::string name : {"quadrants", "circle", "gauss", "plane", "bumps"}) {
        const Dataset few = generate(source(name, {{"samples", 50.0}, {"noise", 0.3}}));
        const Dataset many = generate(source(name, {{"samples", 90.0}, {"noise", 0.3}}));
        QVERIFY2(sameBits(few.inputs, many.inputs.topRows(50)), name.c_str());
        QVERIFY2(sameBits(few.targets, many.targets.topRows(50)), name.c_str());
    }
}

void TestSources::classesAreEven_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("classes");
    for (const char *name : {"quadrants", "circle", "moons"})
        QTest::newRow(name) << name << 0;
    for (const char *name : {"gauss", "spiral"})
        for (int classes = 2; classes <= 5; ++classes)
            QTest::addRow("%s %d", name, classes) << name << classes;
}

void TestSources::classesAreEven()
{
    QFETCH(QString, name);
    QFETCH(int, classes);
    for (const double samples : {60.0, 101.0}) {
        DataSpec spec = source(name.toStdString(), {{"samples", samples}});
        if (classes > 0)
            spec.options.set("classes", double(classes));
        const Dataset data = generate(spec);
        QCOMPARE(data.targets.cols(), Eigen::Index{classes > 2 ? classes : 1});
        QCOMPARE(data.classNames.size(), std::size_t(classes > 0 ? classes : 2));
        const auto counts = classCounts(data);
        const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
        QVERIFY(*most - *least <= 1);
        if (classes > 2)
            QVERIFY((data.targets.rowwise().sum().array() == 1.0).all());
    }
}

void TestSources::twoBoundaries()
{
    const Dataset data = generate(source("two_boundaries"));
    QCOMPARE(data.samples(), Eigen::Index{300});
    QCOMPARE(classCounts(data), (std::vector<Eigen::Index>{200, 100}));
    for (Eigen::Index i = 0; i < 300; ++i) {
        const double x = data.inputs(i, 0);
        const bool within = i < 100 ? x >= 0 && x <= 10 : i < 200 ? x >= 11 && x <= 20 : x >= 21 && x <= 30;
        QVERIFY(within);
        QCOMPARE(data.targets(i, 0), i >= 100 && i < 200 ? 1.0 : 0.0);
    }
    QCOMPARE(data.inputs(0, 0), 0.0);
    QCOMPARE(data.inputs(99, 0), 10.0);
    QCOMPARE(data.inputs(1, 0), 10.0 / 99.0);
    QCOMPARE(data.inputs(100, 0), 11.0);
    QCOMPARE(data.inputs(299, 0), 30.0);
}

void TestSources::quadrants()
{
    const Dataset data = generate(source("quadrants", {{"samples", 400.0}}));
    std::map<int, int> counts;
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const double x1 = data.inputs(i, 0);
        const double x2 = data.inputs(i, 1);
        QVERIFY(std::abs(x1) >= 0.3 && std::abs(x1) < 5.0 && std::abs(x2) >= 0.3 && std::abs(x2) < 5.0);
        QCOMPARE(data.targets(i, 0), x1 * x2 < 0 ? 1.0 : 0.0);
        ++counts[(x1 > 0 ? 2 : 0) + (x2 > 0 ? 1 : 0)];
    }
    QCOMPARE(counts, (std::map<int, int>{{0, 100}, {1, 100}, {2, 100}, {3, 100}}));
}

void TestSources::circle()
{
    const Dataset data = generate(source("circle"));
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const double radius = data.inputs.row(i).norm();
        QVERIFY(data.targets(i, 0) == 1.0 ? radius < 2.5 + 1e-12 : radius > 3.5 - 1e-12 && radius < 5.0 + 1e-12);
    }
}

void TestSources::gauss()
{
    const Dataset data = generate(source("gauss", {{"samples", 20'000.0}, {"noise", 0.5}}));
    for (const double label : {0.0, 1.0}) {
        Vector sum = Vector::Zero(2);
        double spread = 0.0;
        const double centre = label == 1.0 ? 2.0 : -2.0;
        for (Eigen::Index i = 0; i < data.samples(); ++i)
            if (data.targets(i, 0) == label) {
                sum += data.inputs.row(i).transpose();
                spread += (data.inputs.row(i).array() - centre).square().sum();
            }
        QVERIFY((sum.array() / 10'000.0 - centre).abs().maxCoeff() < 0.025); // five standard errors
        QVERIFY(std::abs(spread / 20'000.0 - 0.25) < 0.0126);
    }
    const Dataset points = generate(source("gauss", {{"noise", 0.0}, {"classes", 4.0}}));
    QVERIFY((points.inputs.rowwise().norm().array() - std::sqrt(8.0)).abs().maxCoeff() < 1e-12);
}

void TestSources::spiral()
{
    const Dataset data = generate(source("spiral", {{"samples", 200.0}}));
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const double radius = data.inputs.row(i).norm();
        QVERIFY(radius > 0.25 - 1e-12 && radius < 5.0 + 1e-12);
    }
    // Two arms are each other's point reflections, and no two points of different class fall together.
    for (Eigen::Index i = 0; i < data.samples(); i += 2)
        QVERIFY((data.inputs.row(i) + data.inputs.row(i + 1)).norm() < 1e-12);
    double nearest = 1e9;
    for (Eigen::Index i = 0; i < data.samples(); i += 2)
        for (Eigen::Index j = 1; j < data.samples(); j += 2)
            nearest = std::min(nearest, (data.inputs.row(i) - data.inputs.row(j)).norm());
    QVERIFY(nearest > 0.4);
}

void TestSources::moons()
{
    const Dataset data = generate(source("moons", {{"noise", 0.0}}));
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const bool lower = data.targets(i, 0) == 1.0;
        const double dx = data.inputs(i, 0) - (lower ? 1.0 : 0.0);
        const double dy = data.inputs(i, 1) - (lower ? 0.5 : 0.0);
        QVERIFY(std::abs(std::hypot(dx, dy) - 1.0) < 1e-12);
        QVERIFY(lower ? dy < 1e-12 : dy > -1e-12);
    }
}

void TestSources::regressions()
{
    const Dataset sine = generate(source("sine", {{"noise", 0.0}}));
    QCOMPARE(sine.inputs(0, 0), -5.0);
    QCOMPARE(sine.inputs(99, 0), 5.0);
    for (Eigen::Index i = 0; i < sine.samples(); ++i)
        QVERIFY(std::abs(sine.targets(i, 0) - std::sin(sine.inputs(i, 0))) < 1e-15);
    const Dataset plane = generate(source("plane"));
    for (Eigen::Index i = 0; i < plane.samples(); ++i)
        QVERIFY(std::abs(plane.targets(i, 0) - 0.1 * (plane.inputs(i, 0) + plane.inputs(i, 1))) < 1e-15);
    const Dataset bumps = generate(source("bumps"));
    QVERIFY(bumps.inputs.cwiseAbs().maxCoeff() <= 5.0);
    QVERIFY(bumps.targets.maxCoeff() > 0.7 && bumps.targets.maxCoeff() < 1.1);
    QVERIFY(bumps.targets.minCoeff() < -0.7 && bumps.targets.minCoeff() > -1.1);
}

void TestSources::noiseHasItsDeviation()
{
    // The same positions, moved by normal noise of the stated deviation: on the inputs of classes, on measured targets.
    for (const std::string name :
         {"circle", "quadrants", "spiral", "moons", "two_boundaries", "sine", "plane", "bumps"}) {
        const Dataset still = generate(source(name, {{"samples", 20'000.0}, {"noise", 0.0}}));
        const Dataset moved = generate(source(name, {{"samples", 20'000.0}, {"noise", 0.5}}));
        const bool classes = still.classification;
        const Matrix difference = classes ? moved.inputs - still.inputs : moved.targets - still.targets;
        QVERIFY2(classes ? sameBits(still.targets, moved.targets) : sameBits(still.inputs, moved.inputs), name.c_str());
        QVERIFY2(std::abs(difference.mean()) < 0.018, name.c_str());
        QVERIFY2(std::abs(difference.array().square().mean() - 0.25) < 0.0126, name.c_str());
    }
}

void TestSources::inlineRows()
{
    const Dataset data =
        generate(source("inline", {{"inputs", Rows{{1, 2, 3}, {4, 5, 6}}}, {"targets", Rows{{0.5}, {1.5}}}}));
    QCOMPARE(data.inputs(1, 2), 6.0);
    QCOMPARE(data.targets(1, 0), 1.5);
    QCOMPARE(data.inputNames, (std::vector<std::string>{"x1", "x2", "x3"}));
    QCOMPARE(data.targetNames, std::vector<std::string>{"y"});
}

void TestSources::inlineTargetKinds_data()
{
    QTest::addColumn<QList<QList<double>>>("targets");
    QTest::addColumn<bool>("classification");
    QTest::addColumn<int>("classes");
    QTest::addColumn<double>("threshold");
    QTest::newRow("0 and 1") << QList<QList<double>>{{0}, {1}} << true << 2 << 0.5;
    QTest::newRow("-1 and 1") << QList<QList<double>>{{-1}, {1}} << true << 2 << 0.0;
    QTest::newRow("all 1") << QList<QList<double>>{{1}, {1}} << true << 2 << 0.5;
    QTest::newRow("one-hot") << QList<QList<double>>{{0, 1, 0}, {1, 0, 0}} << true << 3 << 0.5;
    QTest::newRow("several answers") << QList<QList<double>>{{1, 1}, {1, 0}} << true << 0 << 0.5;
    QTest::newRow("whole numbers") << QList<QList<double>>{{0}, {2}} << false << 0 << 0.5;
    QTest::newRow("measured") << QList<QList<double>>{{0.3}, {1}} << false << 0 << 0.5;
}

void TestSources::inlineTargetKinds()
{
    QFETCH(QList<QList<double>>, targets);
    QFETCH(bool, classification);
    QFETCH(int, classes);
    QFETCH(double, threshold);
    Rows rows;
    for (const auto &row : targets)
        rows.emplace_back(row.begin(), row.end());
    const Dataset data = generate(source("inline", {{"inputs", Rows{{0}, {1}}}, {"targets", rows}}));
    QCOMPARE(data.classification, classification);
    QCOMPARE(data.classNames.size(), std::size_t(classes));
    QCOMPARE(data.threshold(), threshold);
}

QTEST_APPLESS_MAIN(TestSources)
#include "test_sources.moc"
