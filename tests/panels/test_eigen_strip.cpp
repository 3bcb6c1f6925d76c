#include "panel_fixture.h"
#include "panels/eigen_strip.h"

#include <QSignalSpy>
#include <QTest>

using namespace basin;

class TestEigenStrip : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void theAxisIsSignedAndLogarithmic();
    void theAxisHoldsEveryEigenvalue();
    void strokesStandWhereTheAxisSays();
    void theKeyboardReadsOneAfterTheOther();
    void theCursorReadsTheNearest();
    void multiplicitiesStandWhereTheyHaveRoom();
    void looksRight();
};

void TestEigenStrip::theAxisIsSignedAndLogarithmic()
{
    const EigenAxis axis = EigenAxis::around({-1e-3, 0.0, 0.5}, 1e-9);
    QCOMPARE(axis.lowDecade, -9);
    QCOMPARE(axis.highDecade, 0);
    QCOMPARE(axis.position(0.0), 0.0);
    QCOMPARE(axis.position(1.0), 1.0);
    QCOMPARE(axis.position(-1.0), -1.0);
    QCOMPARE(axis.position(1e-9), EigenAxis::band);
    QCOMPARE(axis.position(-5e-10), -EigenAxis::band / 2);
    // Nine decades over what the band leaves: each as wide as the other.
    const double decade = (1 - EigenAxis::band) / 9;
    for (int k = -8; k <= 0; ++k)
        QVERIFY(std::abs(axis.position(std::pow(10.0, k)) - axis.position(std::pow(10.0, k - 1)) - decade) < 1e-12);
}

void TestEigenStrip::theAxisHoldsEveryEigenvalue()
{
    const EigenAxis axis = EigenAxis::around({-2000.0, 3.0}, 2e-6);
    QCOMPARE(axis.highDecade, 4);
    QCOMPARE(axis.lowDecade, -6);
    QVERIFY(axis.position(-2000.0) > -1.0);
    const EigenAxis empty = EigenAxis::around({}, 0.0);
    QVERIFY(empty.highDecade > empty.lowDecade);
}

void TestEigenStrip::strokesStandWhereTheAxisSays()
{
    EigenStrip strip;
    strip.resize(272, strip.sizeHint().height());
    const Vector values{{-1e-2, 0.0, 1e-3}};
    strip.setEigenvalues(values, 1e-9);
    QVERIFY(panels::shoot(strip, QStringLiteral("eigen-strip-three")));
    const QImage image = strip.grab().toImage();
    const double ratio = image.devicePixelRatio();
    const auto at = [&](double value) {
        return image.pixelColor(static_cast<int>(strip.xOf(value) * ratio), static_cast<int>(24 * ratio));
    };
    QCOMPARE(at(-1e-2), Theme::light().signedNegative);
    QCOMPARE(at(1e-3), Theme::light().signedPositive);
    QVERIFY(std::abs(strip.xOf(0.0) - 136) < 1e-9);
    QVERIFY(std::abs(strip.xOf(1e-3) + strip.xOf(-1e-3) - 272) < 1e-9);
}

void TestEigenStrip::theKeyboardReadsOneAfterTheOther()
{
    EigenStrip strip;
    strip.setEigenvalues(Vector{{-1e-2, 0.0, 1e-3}}, 1e-9);
    QSignalSpy current(&strip, &EigenStrip::currentChanged), chosen(&strip, &EigenStrip::chosen);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.current(), 0);
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.current(), 2);
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toInt(), 2);
    QTest::keyClick(&strip, Qt::Key_Home);
    QCOMPARE(strip.current(), 0);
    QTest::keyClick(&strip, Qt::Key_Escape);
    QCOMPARE(strip.current(), -1);
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("−1.00·10⁻²")));
    QVERIFY(current.count() >= 5);
}

void TestEigenStrip::theCursorReadsTheNearest()
{
    EigenStrip strip;
    strip.resize(272, strip.sizeHint().height());
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip));
    strip.setEigenvalues(Vector{{-1e-2, 0.0, 1e-3}}, 1e-9);
    QTest::mouseMove(&strip, QPoint(static_cast<int>(strip.xOf(1e-3)) + 2, 30));
    QTRY_COMPARE(strip.current(), 2);
    QTest::mouseMove(&strip, QPoint(270, 30)); // far from every stroke
    QTRY_COMPARE(strip.current(), -1);
    strip.setEigenvalues(Vector(), 0.0);
    QCOMPARE(strip.current(), -1);
}

void TestEigenStrip::multiplicitiesStandWhereTheyHaveRoom()
{
    EigenStrip strip;
    strip.resize(272, strip.sizeHint().height());
    strip.setEigenvalues(Vector{{-1e-2, 0, 0, 0, 0, 0, 1e-2}}, 1e-9);
    QCOMPARE(strip.multiplicities().size(), std::size_t{1});
    QCOMPARE(strip.multiplicities().front().count, 5);
    QCOMPARE(strip.multiplicities().front().x, strip.xOf(0.0));
    // A single stroke under the number: whose is it? Nobody's.
    strip.setEigenvalues(Vector{{1e-2, 1e-2, 1.5e-2}}, 1e-9);
    QVERIFY(strip.xOf(1.5e-2) - strip.xOf(1e-2) > 1.0);
    QVERIFY(strip.multiplicities().empty());
    // A crowd of pairs: whatever is shown meets nothing else.
    Vector many(105);
    for (Eigen::Index i = 0; i < many.size(); ++i)
        many[i] = std::pow(10.0, -6.0 + 0.06 * static_cast<double>(i / 2));
    strip.setEigenvalues(many, 1e-9);
    double right = -INFINITY;
    for (const EigenStrip::Multiplicity &shown : strip.multiplicities()) {
        QVERIFY(shown.x - shown.width / 2 > right);
        right = shown.x + shown.width / 2;
    }
    QVERIFY(panels::shoot(strip, QStringLiteral("eigen-strip-crowd")));
}

void TestEigenStrip::looksRight()
{
    EigenStrip strip;
    strip.resize(272, strip.sizeHint().height());
    strip.setEigenvalues(Vector{{-3e-2, 0, 0, 0, 0, 0, 2e-4, 1e-2, 0.375}}, 1e-9);
    QVERIFY(panels::shoot(strip, QStringLiteral("eigen-strip")));
    QTest::keyClick(&strip, Qt::Key_End);
    QVERIFY(panels::shoot(strip, QStringLiteral("eigen-strip-read")));
}

QTEST_MAIN(TestEigenStrip)
#include "test_eigen_strip.moc"
