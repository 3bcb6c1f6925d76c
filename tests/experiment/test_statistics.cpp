#include "experiment/statistics.h"

#include <QTest>

#include <cmath>

using namespace basin;

namespace {

bool isNear(double value, double expected, double tolerance)
{
    return std::abs(value - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

} // namespace

class TestStatistics : public QObject {
    Q_OBJECT

private slots:
    void wilson_data();
    void wilson();
    void wilsonOfNothing();
    void pairedInterval_data();
    void pairedInterval();
    void published();
    void mcNemar_data();
    void mcNemar();
    void swappedSettings();
    void quartilesAreLinear();
    void histogram();
    void histogramOfNothing();
};

/// Computed with 40 digits (mpmath); the first four are also in table I of Newcombe, Statistics in Medicine 17, 857
/// (1998), with four digits.
void TestStatistics::wilson_data()
{
    QTest::addColumn<int>("hits");
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("81/263") << 81 << 263 << 0.25528851987827423 << 0.36620957698280007;
    QTest::newRow("15/148") << 15 << 148 << 0.06238639953073628 << 0.16048724172330804;
    QTest::newRow("0/20") << 0 << 20 << 0.0 << 0.16112515805281939;
    QTest::newRow("1/29") << 1 << 29 << 0.0061132142927626605 << 0.17175521879320288;
    QTest::newRow("10/10") << 10 << 10 << 0.72246720013711075 << 1.0;
    QTest::newRow("0/1") << 0 << 1 << 0.0 << 0.79345068562276261;
    QTest::newRow("3/10^6") << 3 << 1'000'000 << 1.0202712409681227e-6 << 8.8211497743124359e-6;
    QTest::newRow("half") << 500'000 << 1'000'000 << 0.49902001989000478 << 0.50097998010999522;
}

void TestStatistics::wilson()
{
    QFETCH(int, hits);
    QFETCH(int, count);
    QFETCH(double, low);
    QFETCH(double, high);
    const Bounds bounds = wilson95(hits, count);
    QVERIFY(isNear(bounds.low, low, 1e-14));
    QVERIFY(isNear(bounds.high, high, 1e-14));
}

void TestStatistics::wilsonOfNothing()
{
    QCOMPARE(wilson95(0, 0), (Bounds{0.0, 1.0}));
}

/// Tables as Newcombe's a, b, c, d with his difference b − c turned round; by mpmath from the formulas of his paper.
void TestStatistics::pairedInterval_data()
{
    QTest::addColumn<QList<int>>("table");
    QTest::addColumn<double>("difference");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const auto row = [](QList<int> table, double difference, double low, double high) {
        QTest::addRow("%d %d %d %d", table[0], table[1], table[2], table[3]) << table << difference << low << high;
    };
    row({36, 12, 2, 0}, -0.2, -0.3404276029749407, -0.056929584003238811);
    row({14, 5, 0, 22}, -0.12195121951219512, -0.22649268435121123, -0.011483241383033258);
    row({20, 12, 2, 16}, -0.2, -0.32920699540014056, -0.056156424841748287);
    row({212, 144, 86, 558}, -0.058, -0.087475432958778386, -0.028386517180369974);
    row({43, 0, 1, 6}, 0.02, -0.051751441764689572, 0.097887388367756401);
    row({0, 0, 0, 50}, 0.0, -0.07134759913335873, 0.07134759913335873);
    row({54, 0, 0, 0}, 0.0, -0.0664135880908964, 0.0664135880908964);
    row({53, 1, 0, 0}, -0.018518518518518519, -0.097714374887819324, 0.049621661889404006);
    row({30, 10, 10, 30}, 0.0, -0.10966886068103319, 0.10966886068103319);
    row({0, 29, 25, 0}, -0.074074074074074074, -0.32620197764037817, 0.18789287957977023);
    row({2, 10, 20, 0}, 0.3125, -0.021735997943919943, 0.58197523329565805);
}

void TestStatistics::pairedInterval()
{
    QFETCH(QList<int>, table);
    QFETCH(double, difference);
    QFETCH(double, low);
    QFETCH(double, high);
    const PairedDifference result =
        pairedDifference({.both = table[0], .onlyFirst = table[1], .onlySecond = table[2], .neither = table[3]});
    QVERIFY(isNear(result.difference, difference, 1e-15));
    QVERIFY(isNear(result.interval.low, low, 1e-13));
    QVERIFY(isNear(result.interval.high, high, 1e-13));
}

/// Table II of Newcombe, Statistics in Medicine 17, 2635 (1998), method 10: four digits as they are printed there.
void TestStatistics::published()
{
    const Bounds first = pairedDifference({.both = 36, .onlyFirst = 2, .onlySecond = 12, .neither = 0}).interval;
    QCOMPARE(std::round(first.low * 1e4), 569.0);
    QCOMPARE(std::round(first.high * 1e4), 3404.0);
    const Bounds second = pairedDifference({.both = 20, .onlyFirst = 2, .onlySecond = 12, .neither = 16}).interval;
    QCOMPARE(std::round(second.low * 1e4), 562.0);
    QCOMPARE(std::round(second.high * 1e4), 3292.0);
}

/// Sums of binomial coefficients by mpmath. The counts of the row "approval" are those of Agresti's example
/// (Categorical Data Analysis, table 10.1).
void TestStatistics::mcNemar_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<double>("p");
    QTest::newRow("12, 2") << 12 << 2 << 0.012939453125;
    QTest::newRow("5, 0") << 5 << 0 << 0.0625;
    QTest::newRow("0, 1") << 0 << 1 << 1.0;
    QTest::newRow("none") << 0 << 0 << 1.0;
    QTest::newRow("even") << 7 << 7 << 1.0;
    QTest::newRow("odd") << 7 << 8 << 1.0;
    QTest::newRow("approval") << 150 << 86 << 3.7159361395714423e-5;
    QTest::newRow("121, 59") << 121 << 59 << 4.4344492637551767e-6;
    QTest::newRow("1200, 1000") << 1200 << 1000 << 2.1817026407914711e-5;
    QTest::newRow("50100, 50900") << 50'100 << 50'900 << 0.011932591290192538;
    QTest::newRow("below the smallest number") << 100'000 << 0 << 0.0;
}

void TestStatistics::mcNemar()
{
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(double, p);
    for (const int agreeing : {0, 13}) { // those who agree do not count
        const double value =
            pairedDifference({.both = agreeing, .onlyFirst = first, .onlySecond = second, .neither = agreeing}).pValue;
        QVERIFY2(std::abs(value - p) <= 1e-11 * p, qPrintable(QString::number(value, 'g', 17)));
    }
}

void TestStatistics::swappedSettings()
{
    const PairedDifference one = pairedDifference({.both = 20, .onlyFirst = 9, .onlySecond = 31, .neither = 7});
    const PairedDifference two = pairedDifference({.both = 20, .onlyFirst = 31, .onlySecond = 9, .neither = 7});
    QCOMPARE(one.difference, -two.difference);
    QVERIFY(isNear(one.interval.low, -two.interval.high, 1e-15));
    QVERIFY(isNear(one.interval.high, -two.interval.low, 1e-15));
    QCOMPARE(one.pValue, two.pValue);
}

/// R's type 7, which numpy calls linear: of 1, 2, 3, 4 the quartiles are 1.75, 2.5 and 3.25.
void TestStatistics::quartilesAreLinear()
{
    const Quartiles four = quartiles({4.0, 1.0, 3.0, 2.0});
    QCOMPARE(four.lower, 1.75);
    QCOMPARE(four.median, 2.5);
    QCOMPARE(four.upper, 3.25);
    const Quartiles one = quartiles({7.0});
    QCOMPARE(one.lower, 7.0);
    QCOMPARE(one.upper, 7.0);
    const Quartiles five = quartiles({10.0, 20.0, 30.0, 40.0, 50.0});
    QCOMPARE(five.lower, 20.0);
    QCOMPARE(five.median, 30.0);
    QCOMPARE(five.upper, 40.0);
    QVERIFY(std::isnan(quartiles({}).median));
}

void TestStatistics::histogram()
{
    // 0 and −1 have no place on a log axis; 1e-15 is below the lowest; what is not finite is no loss at all.
    const LogHistogram histogram =
        logHistogram({0.0, -1.0, 1e-15, 0.001, 0.00999, 0.01, 0.0316, 0.0317, 0.99, 1.0, NAN, INFINITY}, 2);
    QCOMPARE(histogram.below, 3);
    QCOMPARE(histogram.edges.size(), 8U);
    QCOMPARE(histogram.edges.front(), 0.001);
    QCOMPARE(histogram.edges[2], 0.01);
    QVERIFY(isNear(histogram.edges[3], 0.03162277660168379, 1e-15));
    QCOMPARE(histogram.edges[6], 1.0);
    QCOMPARE(histogram.counts, (std::vector<std::int64_t>{1, 1, 2, 1, 0, 1, 1}));
}

void TestStatistics::histogramOfNothing()
{
    QVERIFY(logHistogram({}, 10).edges.empty());
    const LogHistogram zeros = logHistogram({0.0, 0.0}, 10);
    QVERIFY(zeros.edges.empty() && zeros.counts.empty());
    QCOMPARE(zeros.below, 2);
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "test_statistics.moc"
