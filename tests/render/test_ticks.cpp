#include "render/ticks.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace basin;

namespace {

QStringList labels(const QList<Tick> &ticks)
{
    QStringList result;
    for (const Tick &tick : ticks)
        result.append(tick.label);
    return result;
}

} // namespace

class TestTicks : public QObject {
    Q_OBJECT

private slots:
    void linear_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("most");
        QTest::addColumn<bool>("isTrimmed");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("inputs") << -0.5 << 1.5 << 6 << false << QStringList{"−0.5", "0.0", "0.5", "1.0", "1.5"};
        QTest::newRow("output") << 0.0 << 1.0 << 5 << true << QStringList{"0", "0.25", "0.5", "0.75", "1"};
        QTest::newRow("epochs") << 0.0 << 3500.0 << 8 << false
                                << QStringList{"0",          "500",        "1\u202f000", "1\u202f500",
                                               "2\u202f000", "2\u202f500", "3\u202f000", "3\u202f500"};
        QTest::newRow("per cent") << 0.0 << 100.0 << 3 << false << QStringList{"0", "50", "100"};
        QTest::newRow("one value") << 2.0 << 2.0 << 5 << false << QStringList{"2"};
        QTest::newRow("backwards") << 1.0 << 0.0 << 5 << false << QStringList{};
        QTest::newRow("infinite") << 0.0 << std::numeric_limits<double>::infinity() << 5 << false << QStringList{};
    }

    void linear()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, most);
        QFETCH(bool, isTrimmed);
        QFETCH(QStringList, expected);
        QCOMPARE(
            labels(ticks::linear({low, high}, most, isTrimmed ? ticks::Decimals::Trimmed : ticks::Decimals::Aligned)),
            expected);
    }

    void neverTooMany()
    {
        for (double high = 1e-9; high < 1e12; high *= 1.7)
            for (int most = 1; most < 12; ++most) {
                QVERIFY(ticks::linear({-high / 3, high}, most).size() <= most);
                QVERIFY(ticks::logarithmic({high / 900, high}, most).size() <= std::max(most, 2));
            }
    }

    void logarithmic_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("most");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("loss") << 0.003 << 1.0 << 9 << QStringList{"0.003", "0.01", "0.03", "0.1", "0.3", "1"};
        QTest::newRow("short") << 0.2 << 1.0 << 9 << QStringList{"0.2", "0.3", "0.5", "0.7", "1"};
        QTest::newRow("decades") << 1e-4 << 1.0 << 6 << QStringList{"0.0001", "0.001", "0.01", "0.1", "1"};
        QTest::newRow("long") << 1e-12 << 1.0 << 8
                              << QStringList{"10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"};
        QTest::newRow("zero") << 0.0 << 1.0 << 8 << QStringList{};
    }

    void logarithmic()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, most);
        QFETCH(QStringList, expected);
        QCOMPARE(labels(ticks::logarithmic({low, high}, most)), expected);
    }

    void niceRanges()
    {
        QCOMPARE(ticks::niceLinear({0, 3180}), (Range{0, 3500}));
        QCOMPARE(ticks::niceLogarithmic({0.0051, 0.82}), (Range{0.003, 1}));
        QCOMPARE(ticks::niceLogarithmic({0.348, 0.75}), (Range{0.3, 1}));
        QCOMPARE(ticks::niceLinear({5, 5}), (Range{2.5, 7.5}));
        for (double low = 1e-12; low < 1e6; low *= 2.3)
            for (double ratio = 1; ratio < 1e9; ratio *= 7) {
                const Range nice = ticks::niceLogarithmic({low, low * ratio});
                QVERIFY(nice.low <= low * (1 + 1e-6) && nice.high >= low * ratio * (1 - 1e-6) && nice.low < nice.high);
            }
    }
};

QTEST_MAIN(TestTicks)
#include "test_ticks.moc"
