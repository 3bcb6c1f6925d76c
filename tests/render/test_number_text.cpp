#include "render/number_text.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <limits>

using namespace basin;

class TestNumberText : public QObject {
    Q_OBJECT

    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

private slots:
    void init() { QLocale::setDefault(QLocale::c()); }

    void fixed()
    {
        QCOMPARE(numbers::fixed(-5.284, 2), QStringLiteral("−5.28"));
        QCOMPARE(numbers::fixed(0.0051, 4), QStringLiteral("0.0051"));
        QCOMPARE(numbers::fixed(-0.001, 2), QStringLiteral("0.00"));
        QCOMPARE(numbers::fixed(infinity, 2), QStringLiteral("∞"));
        QCOMPARE(numbers::fixed(-infinity, 2), QStringLiteral("−∞"));
        QCOMPARE(numbers::fixed(nan, 2), QStringLiteral("not a number"));
        QCOMPARE(numbers::fixed(1e300, 2), QStringLiteral("1.00·10³⁰⁰"));
    }

    void signedFixed()
    {
        QCOMPARE(numbers::signedFixed(5.744, 2), QStringLiteral("+5.74"));
        QCOMPARE(numbers::signedFixed(-6.06, 2), QStringLiteral("−6.06"));
        QCOMPARE(numbers::signedFixed(0.0, 2), QStringLiteral("0.00"));
        QCOMPARE(numbers::signedFixed(0.001, 2), QStringLiteral("0.00"));
        QCOMPARE(numbers::signedFixed(infinity, 2), QStringLiteral("+∞"));
        QCOMPARE(numbers::signedFixed(nan, 2), QStringLiteral("not a number"));
    }

    void scientific()
    {
        QCOMPARE(numbers::scientific(1.3e-3), QStringLiteral("1.30·10⁻³"));
        QCOMPARE(numbers::scientific(-2.5e12, 1), QStringLiteral("−2.5·10¹²"));
        QCOMPARE(numbers::scientific(0.0), QStringLiteral("0"));
        QCOMPARE(numbers::scientific(9.999e-4), QStringLiteral("1.00·10⁻³"));
    }

    void compact()
    {
        QCOMPARE(numbers::compact(0.003), QStringLiteral("0.003"));
        QCOMPARE(numbers::compact(12.5), QStringLiteral("12.5"));
        QCOMPARE(numbers::compact(100000), QStringLiteral("100000"));
        QCOMPARE(numbers::compact(3e-8), QStringLiteral("3·10⁻⁸"));
        QCOMPARE(numbers::compact(-1e-5), QStringLiteral("−10⁻⁵"));
        QCOMPARE(numbers::compact(0.1 + 0.2), QStringLiteral("0.3"));
        QCOMPARE(numbers::compact(-1.0), QStringLiteral("−1"));
    }

    void count()
    {
        QCOMPARE(numbers::count(3180), QStringLiteral("3\u202f180"));
        QCOMPARE(numbers::count(180), QStringLiteral("180"));
        QCOMPARE(numbers::count(-180), QStringLiteral("−180"));
        QCOMPARE(numbers::count(100000000), QStringLiteral("100\u202f000\u202f000"));
        QCOMPARE(numbers::count(std::numeric_limits<qint64>::min()),
                 QStringLiteral("−9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808"));
    }

    void decimalMarkFollowsTheLocale()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(numbers::fixed(1.5, 2), QStringLiteral("1,50"));
        QCOMPARE(numbers::scientific(1.3e-3), QStringLiteral("1,30·10⁻³"));
        QCOMPARE(numbers::exact(1.5), QStringLiteral("1.5"));
    }

    void exactReadsBack()
    {
        for (const double value : {0.1, 1.0 / 3.0, -5e-324, 1.7976931348623157e308})
            QCOMPARE(numbers::exact(value).toDouble(), value);
    }

    void parse_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("point") << "1.5" << 1.5;
        QTest::newRow("comma") << " 1,5 " << 1.5;
        QTest::newRow("true minus") << "−0,25" << -0.25;
        QTest::newRow("thin space") << QStringLiteral("3\u202f180") << 3180.0;
        QTest::newRow("German groups") << "1.234,5" << 1234.5;
        QTest::newRow("English groups") << "1,234,567.5" << 1234567.5;
        QTest::newRow("exponent") << "1e-3" << 1e-3;
        QTest::newRow("as we print it") << "1.30·10⁻³" << 1.3e-3;
        QTest::newRow("open ends") << ".5" << 0.5;
    }

    void parse()
    {
        QFETCH(QString, text);
        QFETCH(double, value);
        const auto read = numbers::parse(text);
        QVERIFY(read.has_value());
        QCOMPARE(*read, value);
    }

    void parseRefuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "-", "abc", "1.2.3", "1,2,3", "nan", "inf", "0x10", "1e400", "1 e", "5 %", "--1"})
            QTest::newRow(text) << text;
    }

    void parseRefuses()
    {
        QFETCH(QString, text);
        QVERIFY(!numbers::parse(text).has_value());
    }
};

QTEST_MAIN(TestNumberText)
#include "test_number_text.moc"
