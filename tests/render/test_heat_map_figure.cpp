#include "gallery.h"
#include "render/drawing.h"
#include "render/heat_map_figure.h"
#include "render/theme.h"

#include <QTest>

#include <cmath>

using namespace basin;

namespace {

constexpr int side = 400;

/// A 2-2-1 network that has learnt XOR (weights read off the target picture).
double xorOutput(double x1, double x2)
{
    const double h1 = std::tanh(-3.45 * x1 - 3.53 * x2 + 1.68), h2 = std::tanh(-3.53 * x1 - 3.59 * x2 + 5.16);
    return 1 / (1 + std::exp(-(-6.06 * h1 + 5.74 * h2 - 5.28)));
}

template <typename Function>
PlaneGrid gridOf(const HeatMapFigure &figure, int columns, int rows, Function function)
{
    PlaneGrid grid{columns, rows, {}};
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            grid.values.push_back(static_cast<float>(
                function(figure.x.value((column + 0.5) / columns), figure.y.value(1 - (row + 0.5) / rows))));
    return grid;
}

HeatMapFigure xorFigure(const Theme &theme)
{
    HeatMapFigure figure;
    figure.grid = gridOf(figure, side, side, xorOutput);
    figure.x.title = QStringLiteral("input x₁");
    figure.y.title = QStringLiteral("input x₂");
    figure.valueTitle = QStringLiteral("output y");
    const QRectF plane(-0.5, -0.5, 2, 2);
    figure.lines = {{{straightLine(-3.45, -3.53, 1.68, plane)}, QStringLiteral("h1")},
                    {{straightLine(-3.53, -3.59, 5.16, plane)}, QStringLiteral("h2")}};
    figure.points = {{{0, 0}, 0}, {{0, 1}, 1}, {{1, 0}, 1}, {{1, 1}, 0}};
    figure.prepare(theme);
    return figure;
}

Paint painted(const HeatMapFigure &figure)
{
    return [figure](QPainter &painter, const QRectF &area, const Theme &theme) { figure.paint(painter, area, theme); };
}

QImage imageOf(const HeatMapFigure &figure, QSizeF size)
{
    PictureOptions options;
    options.size = size;
    return toImage(painted(figure), options);
}

} // namespace

class TestHeatMapFigure : public QObject {
    Q_OBJECT

private slots:
    void plotIsSquareAndInside()
    {
        const HeatMapFigure figure;
        const QRectF area(232, 460, 440, 376);
        const QRectF plot = figure.plotRect(area);
        QCOMPARE(plot.width(), plot.height());
        QCOMPARE(plot.left(), 284.0);
        QCOMPARE(plot.width(), 311.0);
        QVERIFY(area.contains(plot));
        QVERIFY(figure.plotRect(QRectF(0, 0, 20, 20)).isEmpty());
    }

    void pixelsAndDataAreInverse()
    {
        const HeatMapFigure figure;
        const QRectF plot(10, 20, 300, 300);
        QCOMPARE(figure.toPixel(plot, {-0.5, -0.5}), QPointF(10, 320));
        QCOMPARE(figure.toPixel(plot, {1.5, 1.5}), QPointF(310, 20));
        const QPointF data(0.3, 0.7), there = figure.toData(plot, figure.toPixel(plot, data));
        QVERIFY(std::abs(there.x() - data.x()) < 1e-12 && std::abs(there.y() - data.y()) < 1e-12);
    }

    void coloursStandWhereTheDataAre()
    {
        HeatMapFigure figure;
        figure.grid = gridOf(figure, 64, 64, [](double x, double) { return x > 0.5 ? 1.0 : 0.0; });
        figure.contours.clear();
        figure.prepare(Theme::light());
        const QImage image = imageOf(figure, {440, 376});
        const QRectF plot = figure.plotRect(QRectF(0, 0, 440, 376));
        QCOMPARE(image.pixelColor(figure.toPixel(plot, {0.0, 0.9}).toPoint()), Theme::light().signedNegative);
        QCOMPARE(image.pixelColor(figure.toPixel(plot, {1.0, 0.9}).toPoint()), Theme::light().signedPositive);
    }

    void contourMeetsTheEdges()
    {
        HeatMapFigure figure;
        // A coarse grid: half a pixel is a 16th of the plane, which must not be missing at the rim.
        figure.grid = gridOf(figure, 8, 8, [](double x, double y) { return (x + 2 * y + 1) / 6; });
        figure.contours = {{.level = 0.35}};
        figure.prepare(Theme::light());
        QCOMPARE(figure.contourPaths.size(), 1);
        QCOMPARE(figure.contourPaths[0].size(), 1);
        const QPolygonF line = figure.contourPaths[0][0];
        for (const QPointF &point : line)
            QVERIFY(std::abs((point.x() + 2 * point.y() + 1) / 6 - 0.35) < 1e-6);
        const double left = std::min(line.first().x(), line.last().x());
        const double right = std::max(line.first().x(), line.last().x());
        QVERIFY(left <= -0.5 + 1e-6 && right >= 1.5 - 1e-6);
    }

    void clippingIsSaid()
    {
        HeatMapFigure figure;
        figure.grid = gridOf(figure, 16, 16, [](double x, double) { return x; });
        figure.prepare(Theme::light());
        QVERIFY(figure.clipsLow && figure.clipsHigh);
        figure.valueRange = {-0.5, 1.5};
        figure.prepare(Theme::light());
        QVERIFY(!figure.clipsLow && !figure.clipsHigh);
    }

    void straightLines()
    {
        const QPolygonF line = straightLine(1, 1, -1, QRectF(0, 0, 1, 1));
        QCOMPARE(line.size(), 2);
        for (const QPointF &point : line)
            QVERIFY(std::abs(point.x() + point.y() - 1) < 1e-12);
        QVERIFY(straightLine(1, 0, -5, QRectF(0, 0, 1, 1)).isEmpty());
        QVERIFY(straightLine(0, 0, 1, QRectF(0, 0, 1, 1)).isEmpty());
    }

    void linesAreCutAtTheRim()
    {
        const QPolygonF line{{-1, 0.5}, {0.5, 0.5}, {0.5, 3}, {0.7, 3}, {0.7, 0.2}};
        const auto pieces = clippedLine(line, QRectF(0, 0, 1, 1));
        QCOMPARE(pieces.size(), 2);
        QCOMPARE(pieces[0], (QPolygonF{{0, 0.5}, {0.5, 0.5}, {0.5, 1}}));
        QCOMPARE(pieces[1], (QPolygonF{{0.7, 1}, {0.7, 0.2}}));
    }

    void gallery()
    {
        for (const bool isDark : {false, true}) {
            const Theme &theme = isDark ? Theme::dark() : Theme::light();
            const QString tone = isDark ? "dark" : "light";
            const HeatMapFigure figure = xorFigure(theme);
            gallery::save("boundary-" + tone + ".png", painted(figure), {440, 388}, isDark);
            gallery::save("boundary-" + tone + "-2x.png", painted(figure), {440, 388}, isDark, 2);
            gallery::save("boundary-" + tone + "-small.png", painted(figure), {320, 256}, isDark);
        }
        gallery::save("boundary.svg", painted(xorFigure(Theme::light())), {440, 388}, false);
        gallery::save("boundary.pdf", painted(xorFigure(Theme::light())), {440, 388}, false);
    }

    void galleryOfOthers()
    {
        HeatMapFigure loss;
        loss.x = {.range = {-3, 11.2}, .title = QStringLiteral("a: from the start to the end")};
        loss.y = {.range = {-3, 12.2}, .title = QStringLiteral("b: towards the solution")};
        loss.map = ColourMap::Kind::Depth;
        loss.isLog = true;
        loss.valueRange = {0.003, 3};
        loss.valueTitle = QStringLiteral("loss, log scale");
        loss.grid = gridOf(loss, 200, 200, [](double x, double y) {
            return 0.001 + 0.05 * std::pow(x - 6, 2) * std::exp(-y / 6) + 0.01 * std::pow(y - 9, 2);
        });
        loss.contours.clear();
        for (const double level : {0.01, 0.03, 0.1, 0.3, 1.0})
            loss.contours.append({level, 1, 0.34});
        loss.prepare(Theme::light());
        gallery::save("loss-light.png", painted(loss), {440, 388}, false, 2);

        HeatMapFigure classes;
        classes.classCount = 3;
        classes.x = {.range = {4, 8}, .title = QStringLiteral("sepal length, cm")};
        classes.y = {.range = {1, 5}, .title = QStringLiteral("petal length, cm")};
        classes.classNames = {"setosa", "versicolor", "virginica"};
        classes.grid = {120, 120, {}};
        for (int k = 0; k < 3; ++k) {
            const auto plane = gridOf(classes, 120, 120, [&](double x, double y) {
                double sum = 0, own = 0;
                for (int j = 0; j < 3; ++j) {
                    const double e = std::exp(-2 * std::hypot(x - 4.8 - j, y - 1.6 - 1.4 * j));
                    sum += e;
                    own = j == k ? e : own;
                }
                return own / sum;
            });
            classes.grid.values.insert(classes.grid.values.end(), plane.values.begin(), plane.values.end());
        }
        for (int i = 0; i < 24; ++i)
            classes.points.append({{4.8 + (i % 3) + 0.4 * std::sin(i * 2.1), 1.6 + 1.4 * (i % 3) + 0.4 * std::cos(i)},
                                   i % 3,
                                   i % 4 == 0});
        classes.pointRadius = 4;
        classes.prepare(Theme::light());
        gallery::save("classes-light.png", painted(classes), {440, 388}, false, 2);

        HeatMapFigure empty;
        empty.emptyTitle = "Nothing has run yet";
        empty.emptyText = "The output over the input plane appears here.";
        gallery::save("empty-light.png", painted(empty), {440, 388}, false);
    }
};

QTEST_MAIN(TestHeatMapFigure)
#include "test_heat_map_figure.moc"
