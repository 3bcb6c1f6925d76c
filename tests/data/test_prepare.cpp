#include "data/data_spec.h"
#include "data/error.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace basin;

namespace {

DataSpec circle(double samples, double testFraction, Scaling scaling = Scaling::None)
{
    DataSpec spec;
    spec.source = "circle";
    spec.options.set("samples", samples);
    spec.testFraction = testFraction;
    spec.scaling = scaling;
    return spec;
}

std::string problemOf(const DataSpec &spec)
{
    try {
        (void)prepareData(spec, ".");
    } catch (const InputError &error) {
        return error.what();
    }
    return "nothing wrong";
}

} // namespace

class TestPrepare : public QObject {
    Q_OBJECT

private slots:
    void splitCoversEverySampleOnce_data();
    void splitCoversEverySampleOnce();
    void splitFollowsTheSeed();
    void scalingIsFittedOnTheTrainingPart();
    void standardScaling();
    void minMaxScaling();
    void constantFeature();
    void hugeValuesStayFinite();
    void scalingGoesBothWays();
    void badSpecs_data();
    void badSpecs();
};

void TestPrepare::splitCoversEverySampleOnce_data()
{
    QTest::addColumn<double>("samples");
    QTest::addColumn<double>("fraction");
    QTest::addColumn<int>("held");
    QTest::newRow("none") << 10.0 << 0.0 << 0;
    QTest::newRow("a fifth") << 10.0 << 0.2 << 2;
    QTest::newRow("rounded") << 11.0 << 0.25 << 3;
    QTest::newRow("too few to hold one") << 4.0 << 0.1 << 0;
    QTest::newRow("never all") << 5.0 << 0.999 << 4;
}

void TestPrepare::splitCoversEverySampleOnce()
{
    QFETCH(double, samples);
    QFETCH(double, fraction);
    QFETCH(int, held);
    const PreparedData data = prepareData(circle(samples, fraction), ".");
    QCOMPARE(data.testRows.size(), std::size_t(held));
    QCOMPARE(data.test.samples(), Eigen::Index{held});
    QVERIFY(std::is_sorted(data.trainRows.begin(), data.trainRows.end()));
    QVERIFY(std::is_sorted(data.testRows.begin(), data.testRows.end()));
    std::set<Eigen::Index> rows(data.trainRows.begin(), data.trainRows.end());
    rows.insert(data.testRows.begin(), data.testRows.end());
    QCOMPARE(rows.size(), std::size_t(samples));
    QCOMPARE(data.trainRows.size() + data.testRows.size(), rows.size());
    for (std::size_t i = 0; i < data.trainRows.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        QVERIFY((data.train.inputs.row(row).array() == data.raw.inputs.row(data.trainRows[i]).array()).all());
        QCOMPARE(data.train.targets(row, 0), data.raw.targets(data.trainRows[i], 0));
    }
}

void TestPrepare::splitFollowsTheSeed()
{
    DataSpec spec = circle(100, 0.3);
    const auto first = prepareData(spec, ".").testRows;
    QCOMPARE(prepareData(spec, ".").testRows, first);
    spec.seed = 2;
    QVERIFY(prepareData(spec, ".").testRows != first);
}

void TestPrepare::scalingIsFittedOnTheTrainingPart()
{
    const PreparedData data = prepareData(circle(50, 0.4, Scaling::Standard), ".");
    Matrix train(data.trainRows.size(), 2);
    for (std::size_t i = 0; i < data.trainRows.size(); ++i)
        train.row(static_cast<Eigen::Index>(i)) = data.raw.inputs.row(data.trainRows[i]);
    for (Eigen::Index feature = 0; feature < 2; ++feature) {
        const double mean = train.col(feature).mean();
        const double deviation = std::sqrt((train.col(feature).array() - mean).square().mean());
        QVERIFY(std::abs(data.scale.offset[feature] - mean) < 1e-14);
        QVERIFY(std::abs(data.scale.scale[feature] - deviation) < 1e-14);
        QVERIFY(std::abs(mean - data.raw.inputs.col(feature).mean()) > 1e-3); // else the test could not tell
        for (std::size_t i = 0; i < data.testRows.size(); ++i) {
            const double raw = data.raw.inputs(data.testRows[i], feature);
            QVERIFY(std::abs(data.test.inputs(static_cast<Eigen::Index>(i), feature) - (raw - mean) / deviation) <
                    1e-12);
        }
    }
}

void TestPrepare::standardScaling()
{
    // scikit-learn's StandardScaler on [[1], [2], [3], [4]]: mean 2.5, scale sqrt(1.25).
    Matrix inputs(4, 1);
    inputs << 1, 2, 3, 4;
    const FeatureScale scale = FeatureScale::fit(Scaling::Standard, inputs);
    QCOMPARE(scale.offset[0], 2.5);
    QCOMPARE(scale.scale[0], std::sqrt(1.25));
    QVERIFY(std::abs(scale.scaled(inputs)(0, 0) + 1.3416407864998738) < 1e-15);
    QVERIFY(!scale.isIdentity());
}

void TestPrepare::minMaxScaling()
{
    Matrix inputs(3, 2);
    inputs << -2, 10, 0, 30, 2, 20;
    Matrix expected(3, 2);
    expected << 0, 0, 0.5, 1, 1, 0.5;
    QVERIFY((FeatureScale::fit(Scaling::MinMax, inputs).scaled(inputs).array() == expected.array()).all());
}

void TestPrepare::constantFeature()
{
    const Matrix inputs = Matrix::Constant(3, 1, 0.1);
    for (const Scaling scaling : {Scaling::Standard, Scaling::MinMax}) {
        const FeatureScale scale = FeatureScale::fit(scaling, inputs);
        QCOMPARE(scale.scale[0], 1.0);
        QVERIFY((scale.scaled(inputs).array() == 0.0).all());
    }
    QVERIFY(FeatureScale::fit(Scaling::None, inputs).isIdentity());
}

void TestPrepare::hugeValuesStayFinite()
{
    Matrix inputs(4, 1);
    inputs << 1e308, 0.5e308, 1e308, 1.5e308;
    const FeatureScale scale = FeatureScale::fit(Scaling::Standard, inputs);
    QCOMPARE(scale.offset[0], 1e308);
    QVERIFY(scale.scaled(inputs).allFinite());
}

void TestPrepare::scalingGoesBothWays()
{
    const Matrix inputs = Matrix::Random(20, 3) * 100.0;
    for (const Scaling scaling : {Scaling::None, Scaling::Standard, Scaling::MinMax}) {
        const FeatureScale scale = FeatureScale::fit(scaling, inputs);
        QVERIFY((scale.raw(scale.scaled(inputs)) - inputs).cwiseAbs().maxCoeff() < 1e-12);
    }
}

void TestPrepare::badSpecs_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("value");
    QTest::addColumn<QString>("message");
    // Values that no QVariant carries are numbered.
    QTest::newRow("source") << "xor"
                            << "" << 0
                            << "data.source: must be one of gate, two_boundaries, quadrants, circle, gauss, spiral, "
                               "moons, sine, plane, bumps, modulo, csv, inline";
    const auto gate = [](const char *row, const char *key, int value, const char *message) {
        QTest::newRow(row) << "gate" << key << value << message;
    };
    gate("unknown option", "gaet", 0,
         "data.options.gaet: unknown option; gate has gate, low, high, target_low, target_high, copies");
    gate("unknown gate", "gate", 1, "data.options.gate: must be one of xor, xnor, and, or, nand, nor");
    gate("number for a choice", "gate", 0, "data.options.gate: must be one of xor, xnor, and, or, nand, nor");
    gate("text for a number", "low", 1, "data.options.low: must be a number from -1000000 to 1000000");
    gate("NaN", "low", 2, "data.options.low: must be a number from -1000000 to 1000000");
    gate("infinity", "high", 3, "data.options.high: must be a number from -1000000 to 1000000");
    gate("no copies", "copies", 0, "data.options.copies: must be a whole number from 1 to 250000");
    gate("half a copy", "copies", 4, "data.options.copies: must be a whole number from 1 to 250000");
    gate("a thousand million copies", "copies", 5, "data.options.copies: must be a whole number from 1 to 250000");
    gate("equal targets", "target_high", 0, "data.options.target_high: must differ from target_low");
    const auto other = [](const char *name, const char *row, const char *key, int value, const char *message) {
        QTest::newRow(row) << name << key << value << message;
    };
    other("circle", "too many samples", "samples", 5, "data.options.samples: must be a whole number from 2 to 1000000");
    other("circle", "negative noise", "noise", 6, "data.options.noise: must be a number from 0 to 1000000");
    other("circle", "flag for noise", "noise", 7, "data.options.noise: must be a number from 0 to 1000000");
    other("spiral", "six classes", "classes", 8, "data.options.classes: must be a whole number from 2 to 5");
    other("csv", "no path", "decimal", 9, "data.options.path: is required for csv");
    other("csv", "empty path", "path", 10, "data.options.path: must name a file");
    other("csv", "decimal", "decimal", 1, "data.options.decimal: must be one of auto, ., ,");
    other("csv", "delimiter", "delimiter", 1, "data.options.delimiter: must be one of auto, ,, ;, tab, |, space");
    other("csv", "targets as text", "targets", 1, "data.options.targets: must be a list of texts");
    other("inline", "no inputs", "targets", 11, "data.options.inputs: is required for inline");
    other("inline", "inputs no rows", "inputs", 0, "data.options.inputs: must be a list of rows of numbers");
}

void TestPrepare::badSpecs()
{
    QFETCH(QString, source);
    QFETCH(QString, key);
    QFETCH(int, value);
    QFETCH(QString, message);
    const std::vector<OptionValue> values{0.0, std::string("abc"), std::nan(""),  INFINITY,   0.5, 1e9, -0.1, true,
                                          6.0, std::string("."),   std::string(), Rows{{1.0}}};
    DataSpec spec;
    spec.source = source.toStdString();
    if (!key.isEmpty())
        spec.options.set(key.toStdString(), values[static_cast<std::size_t>(value)]);
    QCOMPARE(QString::fromStdString(problemOf(spec)), message);
}

QTEST_APPLESS_MAIN(TestPrepare)
#include "test_prepare.moc"
