#include "data/data_spec.h"
#include "data/error.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace basin;

namespace {

DataSpec moduloSpec(double bits, double modulus, double samples, const std::string &encoding = "one_hot")
{
    DataSpec spec;
    spec.source = "modulo";
    spec.options.set("bits", bits);
    spec.options.set("modulus", modulus);
    spec.options.set("samples", samples);
    spec.options.set("encoding", encoding);
    return spec;
}

/// Horner: the number read from its most significant bit on.
long numberOf(const Matrix &values, Eigen::Index row)
{
    long number = 0;
    for (Eigen::Index bit = 0; bit < values.cols(); ++bit)
        number = 2 * number + static_cast<long>(values(row, bit));
    return number;
}

} // namespace

class TestModulo : public QObject {
    Q_OBJECT

private slots:
    void oneColumnForEachRemainder();
    void theBitsOfTheRemainder();
    void twoRemaindersAreOneColumn();
    void noNumberTwiceAndNoneOfBothParts_data();
    void noNumberTwiceAndNoneOfBothParts();
    void numbersAreEven();
    void otherSeedOtherNumbers();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
};

void TestModulo::oneColumnForEachRemainder()
{
    const PreparedData data = prepareData(moduloSpec(20, 7, 3000), {});
    QCOMPARE(data.raw.inputs.cols(), Eigen::Index{20});
    QCOMPARE(data.raw.targets.cols(), Eigen::Index{7});
    QCOMPARE(data.raw.classNames, (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6"}));
    for (Eigen::Index row = 0; row < data.raw.samples(); ++row) {
        QCOMPARE(data.raw.targets.row(row).sum(), 1.0);
        QCOMPARE(data.raw.targets(row, numberOf(data.raw.inputs, row) % 7), 1.0);
    }
}

void TestModulo::theBitsOfTheRemainder()
{
    const PreparedData data = prepareData(moduloSpec(12, 7, 500, "bits"), {});
    QCOMPARE(data.raw.targets.cols(), Eigen::Index{12});
    QVERIFY(data.raw.classification);
    for (Eigen::Index row = 0; row < data.raw.samples(); ++row)
        QCOMPARE(numberOf(data.raw.targets, row), numberOf(data.raw.inputs, row) % 7);
}

void TestModulo::twoRemaindersAreOneColumn()
{
    const PreparedData data = prepareData(moduloSpec(6, 2, 64), {});
    QCOMPARE(data.raw.targets.cols(), Eigen::Index{1});
    for (Eigen::Index row = 0; row < 64; ++row)
        QCOMPARE(data.raw.targets(row, 0), data.raw.inputs(row, 5)); // odd or even: the last bit
}

void TestModulo::noNumberTwiceAndNoneOfBothParts_data()
{
    QTest::addColumn<double>("bits");
    QTest::addColumn<double>("samples");
    QTest::newRow("a part of them") << 20.0 << 50000.0;
    QTest::newRow("all of them") << 8.0 << 256.0;
    QTest::newRow("all but one") << 10.0 << 1023.0;
    QTest::newRow("of 32 bits") << 32.0 << 1000.0;
}

void TestModulo::noNumberTwiceAndNoneOfBothParts()
{
    QFETCH(double, bits);
    QFETCH(double, samples);
    DataSpec spec = moduloSpec(bits, 7, samples);
    spec.testFraction = 0.3;
    const PreparedData data = prepareData(spec, {});
    std::set<long> trained;
    for (Eigen::Index row = 0; row < data.train.samples(); ++row)
        QVERIFY(trained.insert(numberOf(data.train.inputs, row)).second);
    std::set<long> held;
    for (Eigen::Index row = 0; row < data.test.samples(); ++row) {
        const long number = numberOf(data.test.inputs, row);
        QVERIFY(held.insert(number).second);
        QVERIFY(!trained.contains(number));
        QVERIFY(number >= 0 && static_cast<double>(number) < std::exp2(bits));
    }
    QCOMPARE(static_cast<double>(trained.size() + held.size()), samples);
    QCOMPARE(static_cast<double>(held.size()), std::round(0.3 * samples));
}

void TestModulo::numbersAreEven()
{
    // Each bit of 50 000 drawn numbers is 1 half of the time: 5 deviations of √(n/4), shrunk by what was drawn already.
    const PreparedData data = prepareData(moduloSpec(20, 7, 50000), {});
    const double deviation = std::sqrt(50000.0 / 4.0 * (1.0 - 50000.0 / std::exp2(20.0)));
    for (Eigen::Index bit = 0; bit < 20; ++bit)
        QVERIFY(std::abs(data.raw.inputs.col(bit).sum() - 25000.0) < 5.0 * deviation);
    const double each = 50000.0 / 7.0;
    for (Eigen::Index remainder = 0; remainder < 7; ++remainder)
        QVERIFY(std::abs(data.raw.targets.col(remainder).sum() - each) < 5.0 * std::sqrt(each));
}

void TestModulo::otherSeedOtherNumbers()
{
    DataSpec spec = moduloSpec(16, 5, 100);
    const Matrix first = prepareData(spec, {}).raw.inputs;
    QCOMPARE(prepareData(spec, {}).raw.inputs, first);
    spec.options.set("samples", 200.0); // more samples keep the first
    QCOMPARE(prepareData(spec, {}).raw.inputs.topRows(100), first);
    spec.seed = 2;
    QVERIFY(prepareData(spec, {}).raw.inputs.topRows(100) != first);
}

void TestModulo::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<double>("bits");
    QTest::addColumn<double>("modulus");
    QTest::addColumn<double>("samples");
    QTest::addColumn<QString>("message");
    QTest::newRow("more numbers than there are")
        << 3.0 << 7.0 << 9.0 << "data.options.samples: must be at most 8, the numbers of 3 bits";
    QTest::newRow("modulus beyond") << 3.0 << 9.0 << 8.0 << "data.options.modulus: must be at most 8 for 3 bits";
    QTest::newRow("too much") << 32.0 << 1000.0 << 1e6 << "data.options.samples: must be at most 48449 here";
}

void TestModulo::whatDoesNotFitIsRefused()
{
    QFETCH(double, bits);
    QFETCH(double, modulus);
    QFETCH(double, samples);
    QFETCH(QString, message);
    try {
        static_cast<void>(prepareData(moduloSpec(bits, modulus, samples), {}));
        QFAIL("was not refused");
    } catch (const InputError &error) {
        QCOMPARE(QString::fromUtf8(error.what()), message);
    }
}

QTEST_APPLESS_MAIN(TestModulo)
#include "test_modulo.moc"
