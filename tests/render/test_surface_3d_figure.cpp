#include "render/surface_3d_figure.h"

#include "render/theme.h"

#include <QTest>

#include <cmath>

using namespace basin;

namespace {

/// A surface whose loss is 10 to a function of a and b, both in [0, 1].
SurfaceFigure mapOf(int points, double (*exponent)(double a, double b))
{
    SurfaceContent content;
    content.grid.spec = {.a = {0.0, 1.0}, .b = {0.0, 1.0}, .columns = points, .rows = points};
    for (int j = 0; j < points; ++j)
        for (int i = 0; i < points; ++i)
            content.grid.loss.push_back(std::pow(10.0, exponent(i / (points - 1.0), j / (points - 1.0))));
    content.marks.append({.kind = SurfaceMark::Kind::Solution, .at = {0.25, 0.75, 0.0}, .loss = 0.1});
    content.marks.append({.kind = SurfaceMark::Kind::Now, .at = {1.5, 0.5, 0.0}, .loss = 0.1}); // outside
    return surfaceFigure(content, {}, Theme::light());
}

} // namespace

class TestSurface3dFigure : public QObject {
    Q_OBJECT

private slots:
    /// 10^(a − 1) is a straight slope on the log scale, whatever the number of points.
    void heightsAreLogarithmsOverTheMapsRange_data()
    {
        QTest::addColumn<int>("points");
        QTest::newRow("few") << 25;
        QTest::newRow("as many") << 101;
        QTest::newRow("more") << 256;
    }
    void heightsAreLogarithmsOverTheMapsRange()
    {
        QFETCH(int, points);
        const SurfaceFigure map = mapOf(points, [](double a, double) { return a - 1.0; });
        const Surface3dFigure figure = surface3dFigure(map);
        QCOMPARE(figure.columns, std::min(points, 101));
        QCOMPARE(figure.rows, figure.columns);
        const double low = std::log10(map.map.valueRange.low), high = std::log10(map.map.valueRange.high);
        for (const double a : {0.0, 0.3, 0.5, 1.0}) {
            const double expected = std::clamp((a - 1.0 - low) / (high - low), 0.0, 1.0);
            QVERIFY2(std::abs(figure.heightAt({a, 0.4}) - expected) < 1e-5, qPrintable(QString::number(a)));
        }
        QCOMPARE(figure.marks.size(), 1);
        QCOMPARE(figure.marks.front().at, QPointF(0.25, 0.75));
    }

    void whatIsNoNumberIsAtTheTop()
    {
        const SurfaceFigure map = mapOf(51, [](double a, double b) { return a + b > 1.5 ? NAN : a - 1.0; });
        const Surface3dFigure figure = surface3dFigure(map);
        QCOMPARE(figure.heightAt({0.95, 0.95}), 1.0);
        QVERIFY(figure.heightAt({0.2, 0.2}) < 0.9);
    }

    void nothingIsEmpty() { QVERIFY(surface3dFigure({}).isEmpty()); }

    /// Turned by 0 and seen from above it lies as the map does; any point shifts by the cosine of the tilt.
    void projectionIsOrthographic()
    {
        const QRectF area(0, 0, 400, 400);
        const Projection3d above(area, {.turn = 0.0, .tilt = 90.0});
        QVERIFY(above.toPixel(1, 0, 0).x() > above.toPixel(0, 0, 0).x());
        QVERIFY(above.toPixel(0, 1, 0).y() < above.toPixel(0, 0, 0).y());
        const QPointF up = above.toPixel(0.3, 0.6, 1) - above.toPixel(0.3, 0.6, 0);
        QVERIFY(std::hypot(up.x(), up.y()) < 1e-9);
        const Projection3d side(area, {.turn = 20.0, .tilt = 0.0});
        const double height = side.toPixel(0.3, 0.6, 0).y() - side.toPixel(0.3, 0.6, 1).y();
        QVERIFY(std::abs(height - 2 * side.halfSide() / Projection3d::aspect) < 1e-9);
        // The step to the eye does not move on the picture.
        const Projection3d turned(area, {.turn = 33.0, .tilt = 41.0});
        const auto step = turned.towardsEye();
        const QPointF moved =
            turned.toPixel(0.4 + step.a, 0.5 + step.b, 0.3 + step.height) - turned.toPixel(0.4, 0.5, 0.3);
        QVERIFY(std::hypot(moved.x(), moved.y()) < 1e-9);
    }

    /// A wall across the middle (a = ½): what is low on one side is seen from that side alone.
    void standardViewLooksIntoTheDepth_data()
    {
        QTest::addColumn<bool>("isLowAtHighA");
        QTest::newRow("low at a = 0") << false;
        QTest::newRow("low at a = 1") << true;
    }
    void standardViewLooksIntoTheDepth()
    {
        QFETCH(bool, isLowAtHighA);
        const auto lowAtZero = [](double a, double) { return a < 0.4 ? -2.0 : a < 0.5 ? 0.0 : -0.4; };
        const auto lowAtOne = [](double a, double) { return a > 0.6 ? -2.0 : a > 0.5 ? 0.0 : -0.4; };
        SurfaceFigure map = isLowAtHighA ? mapOf(101, lowAtOne) : mapOf(101, lowAtZero);
        map.marks.clear();
        const Surface3dFigure figure = surface3dFigure(map);
        const Projection3d projection(QRectF(0, 0, 400, 400), {.turn = figure.standardTurn()});
        const double depth = isLowAtHighA ? 0.62 : 0.38; // at the foot of the wall
        QVERIFY(!figure.isHidden({depth, 0.5}, projection));
        const Projection3d behind(QRectF(0, 0, 400, 400), {.turn = figure.standardTurn() + 180.0});
        QVERIFY(figure.isHidden({depth, 0.5}, behind));
    }
};

QTEST_MAIN(TestSurface3dFigure)
#include "test_surface_3d_figure.moc"
