#include "render/curve_chart.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

/// A falling loss above, a share below.
ChartFigure lossFigure()
{
    ChartFigure figure;
    figure.panels = {{.title = QStringLiteral("loss"), .isLog = true, .share = 0.77},
                     {.title = QStringLiteral("right, %"), .range = Range{0, 100}, .decimals = 0, .share = 0.23}};
    figure.xTitle = QStringLiteral("epoch");
    figure.curves = {{.showsNewest = true}, {.panel = 1}};
    for (int epoch = 0; epoch <= 3180; ++epoch) {
        figure.curves[0].points.append({epoch * 1.0, 0.005 + 0.7 * std::exp(-epoch / 400.0)});
        figure.curves[1].points.append({epoch * 1.0, epoch < 900 ? 50.0 : 100.0});
    }
    return figure;
}

} // namespace

class TestCurveChart : public QObject {
    Q_OBJECT

private slots:
    void zoomAndBack()
    {
        CurveChart chart;
        chart.resize(504, 376);
        chart.setFigure(lossFigure());
        QSignalSpy spy(&chart, &CurveChart::zoomChanged);
        QTest::mousePress(&chart, Qt::LeftButton, {}, {160, 60});
        QTest::mouseMove(&chart, {260, 140});
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, {260, 140});
        QCOMPARE(spy.size(), 1);
        QVERIFY(chart.isZoomed());
        const auto shown = chart.figure();
        const auto before = lossFigure().plots(chart.rect())[0];
        QVERIFY(std::abs(shown.xRange->low - before.toData({160, 60}).x()) < 1e-6);
        QVERIFY(std::abs(shown.panels[0].range->low - before.toData({160, 140}).y()) < 1e-6);
        QVERIFY(!shown.panels[1].range->contains(101)); // the other panel keeps its own
        QTest::mouseDClick(&chart, Qt::LeftButton, {}, {200, 100});
        QVERIFY(!chart.isZoomed());
        QTest::keyClick(&chart, Qt::Key_Plus);
        QVERIFY(chart.isZoomed());
        QTest::keyClick(&chart, Qt::Key_Home);
        QVERIFY(!chart.isZoomed());
        QTest::keyClick(&chart, Qt::Key_Minus); // there is nothing beyond all
        QVERIFY(!chart.isZoomed());
        chart.setLogY(false);
        QVERIFY(!chart.figure().panels[0].isLog);
    }

    void readOutFollowsTheKeys()
    {
        CurveChart chart;
        chart.resize(504, 376);
        chart.setFigure(lossFigure());
        const QImage without = chart.grab().toImage();
        QTest::keyClick(&chart, Qt::Key_Left);
        const QImage with = chart.grab().toImage();
        QVERIFY(with != without);
        QTest::keyClick(&chart, Qt::Key_Escape);
        QCOMPARE(chart.grab().toImage(), without);
    }

    void newDataKeepTheZoom()
    {
        CurveChart chart;
        chart.resize(504, 376);
        chart.setFigure(lossFigure());
        QTest::keyClick(&chart, Qt::Key_Plus);
        const auto range = chart.figure().xRange;
        QVERIFY(range.has_value());
        chart.setFigure(lossFigure());
        QCOMPARE(chart.figure().xRange, range);
    }
};

QTEST_MAIN(TestCurveChart)
#include "test_curve_chart.moc"
