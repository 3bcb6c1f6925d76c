#include "gallery.h"
#include "render/chart_figure.h"
#include "render/function_figure.h"
#include "render/theme.h"

#include <QPainter>
#include <QTest>

#include <cmath>
#include <limits>

using namespace basin;

namespace {

/// Losses like those of the run in the target picture.
double lossAt(double epoch)
{
    const double plateau = 0.72 / (1 + std::exp((epoch - 880) / 60)) + 0.12 * std::exp(-epoch / 20);
    const double fall = epoch < 1500 ? 0.5 * std::exp(-(epoch - 600) / 430) : 0.0616 * std::pow(epoch / 1500, -3.3);
    return plateau + (epoch > 600 ? fall * std::min(1.0, (epoch - 600) / 300) : 0);
}

ChartFigure lossFigure(int points = 800)
{
    ChartFigure figure;
    figure.panels = {{.title = QStringLiteral("loss (mean cross-entropy)"), .isLog = true, .share = 0.77},
                     {.title = QStringLiteral("right, %"), .range = Range{0, 100}, .decimals = 0, .share = 0.23}};
    figure.xTitle = QStringLiteral("epoch");
    CurveSpec live{.name = {}, .points = {}, .colour = {}, .showsNewest = true};
    CurveSpec pinned{.name = "pinned: seed 1", .points = {}, .role = CurveRole::Pinned, .colour = {}, .width = 1.5};
    CurveSpec right{.name = {}, .points = {}, .colour = {}, .panel = 1};
    CurveSpec pinnedRight{.name = {}, .points = {}, .role = CurveRole::Pinned, .colour = {}, .width = 1.5, .panel = 1};
    for (int i = 0; i < points; ++i) {
        const double epoch = 3180.0 * i / (points - 1);
        live.points.append({epoch, lossAt(epoch)});
        pinned.points.append({epoch, 0.35 + 0.4 * std::exp(-epoch / 350)});
        right.points.append({epoch, epoch < 20    ? 50.0
                                    : epoch < 50  ? 25.0
                                    : epoch < 530 ? 50.0
                                    : epoch < 900 ? 75.0
                                                  : 100.0});
        pinnedRight.points.append({epoch, 50});
    }
    figure.curves = {pinned, live, pinnedRight, right};
    figure.marks = {{1500, QStringLiteral("learning rate 0.003 → 0.006")}};
    return figure;
}

template <typename Figure>
Paint painted(const Figure &figure)
{
    return [figure](QPainter &painter, const QRectF &area, const Theme &theme) { figure.paint(painter, area, theme); };
}

} // namespace

class TestChartFigure : public QObject {
    Q_OBJECT

private slots:
    void marginsAreByHand()
    {
        const auto plots = lossFigure().plots(QRectF(0, 0, 504, 376));
        QCOMPARE(plots.size(), 2);
        QCOMPARE(plots[0].rect.left(), 60.0);
        QCOMPARE(plots[0].rect.right(), 484.0);
        QCOMPARE(plots[0].rect.top(), 24.0);
        QCOMPARE(plots[1].rect.bottom(), 332.0);
        QCOMPARE(plots[0].rect.left(), plots[1].rect.left());
        QCOMPARE(plots[1].rect.top() - plots[0].rect.bottom(), 20.0);
    }

    void rangesHoldTheCurves()
    {
        const auto plots = lossFigure().plots(QRectF(0, 0, 504, 376));
        QCOMPARE(plots[0].x.range, (Range{0, 3500}));
        QCOMPARE(plots[0].y.range, (Range{0.003, 1}));
        QCOMPARE(plots[1].y.range, (Range{0, 100}));
        ChartFigure figure;
        figure.curves = {{.name = {}, .points = {{0, 0.7}, {10, 0.2}}, .colour = {}}};
        QCOMPARE(figure.plots(QRectF(0, 0, 504, 376))[0].y.range.low, 0.0);
    }

    void pixelsAndDataAreInverse()
    {
        const auto plot = lossFigure().plots(QRectF(0, 0, 504, 376))[0];
        QCOMPARE(plot.toPixel({0, 1}), plot.rect.topLeft());
        QCOMPARE(plot.toPixel({3500, 0.003}), plot.rect.bottomRight());
        const QPointF back = plot.toData(plot.toPixel({1234, 0.05}));
        QVERIFY(std::abs(back.x() - 1234) < 1e-9 && std::abs(back.y() - 0.05) < 1e-12);
    }

    void thinningKeepsEveryPeak()
    {
        QList<QPointF> points;
        for (int i = 0; i < 100000; ++i)
            points.append({i * 1.0, i == 54321 ? 9.0 : i == 77777 ? -9.0 : 0.001 * (i % 7)});
        const ChartFigure::Plot plot{
            QRectF(0, 0, 400, 100), {.range = {0, 1e5}, .title = {}}, {.range = {-10, 10}, .title = {}}};
        const auto pieces = curvePixels(points, plot);
        QCOMPARE(pieces.size(), 1);
        QVERIFY(pieces[0].size() <= 2 * 401);
        const QRectF bounds = pieces[0].boundingRect();
        QVERIFY(std::abs(bounds.top() - 5) < 1e-9 && std::abs(bounds.bottom() - 95) < 1e-9);
        for (qsizetype i = 1; i < pieces[0].size(); ++i)
            QVERIFY(pieces[0][i].x() >= pieces[0][i - 1].x());
    }

    void gapsStayGaps()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const QList<QPointF> points{{0, 1}, {1, 1}, {2, nan}, {3, 1}, {4, 0}, {5, 1}, {6, 1}};
        ChartFigure::Plot plot{
            QRectF(0, 0, 600, 100), {.range = {0, 6}, .title = {}}, {.range = {0.1, 10}, .isLog = true, .title = {}}};
        QCOMPARE(curvePixels(points, plot).size(), 3); // a zero has no place on a log axis
        plot.y = {.range = {0, 10}, .title = {}};
        QCOMPARE(curvePixels(points, plot).size(), 2);
        plot.x.range = {0.5, 0.7};
        const auto pieces = curvePixels(points, plot);
        QCOMPARE(pieces.size(), 1);
        QCOMPARE(pieces[0].first().x(), 0.0);
        QCOMPARE(pieces[0].last().x(), 600.0);
        QVERIFY(curvePixels({}, plot).isEmpty());
    }

    void smoothCurvesNeedFewPoints()
    {
        QList<QPointF> points;
        for (int i = 0; i <= 8000; ++i)
            points.append({i * 1.0, std::sin(i * 0.001)});
        const ChartFigure::Plot plot{QRectF(0, 0, 400, 300), {.range = {0, 8000}}, {.range = {-1, 1}}};
        const auto pieces = curvePixels(points, plot);
        QCOMPARE(pieces.size(), 1);
        QVERIFY(pieces[0].size() < 250);
        // Still the curve: between the points kept, too.
        for (qsizetype i = 1; i < pieces[0].size(); ++i) {
            const QPointF middle = plot.toData((pieces[0][i - 1] + pieces[0][i]) / 2);
            QVERIFY(std::abs(plot.toPixel({middle.x(), std::sin(middle.x() * 0.001)}).y() - plot.toPixel(middle).y()) <
                    1.0);
        }
    }

    void nearestIsNearest()
    {
        const QList<QPointF> points{{0, 1}, {10, 2}, {20, 3}};
        QCOMPARE(nearestPoint(points, -5)->x(), 0.0);
        QCOMPARE(nearestPoint(points, 14)->x(), 10.0);
        QCOMPARE(nearestPoint(points, 16)->x(), 20.0);
        QCOMPARE(nearestPoint(points, 99)->x(), 20.0);
        QVERIFY(!nearestPoint({}, 1));
    }

    void strangeDataDoNoHarm()
    {
        const double infinity = std::numeric_limits<double>::infinity();
        for (const bool isLog : {false, true}) {
            ChartFigure figure;
            figure.panels[0].isLog = figure.isLogX = isLog;
            for (const QList<QPointF> &points : {QList<QPointF>{},
                                                 {{0, 0}},
                                                 {{5, infinity}},
                                                 {{-3, -1}, {-2, -1}},
                                                 {{1, 1e-320}, {2, 1e308}},
                                                 {{1, -1e308}, {2, 1e308}},
                                                 {{1e15, 1}, {1e15, 1}}}) {
                figure.curves = {{.name = "x", .points = points, .colour = {}, .showsNewest = true}};
                PictureOptions options;
                QVERIFY(!toImage(painted(figure), options).isNull());
            }
        }
    }

    void functionCrossings()
    {
        FunctionFigure figure;
        CurveSpec curve;
        for (int i = 0; i <= 200; ++i)
            curve.points.append({i / 200.0, 0.5 - 0.5 * std::cos(4 * M_PI * i / 200.0)});
        figure.curves = {curve};
        const auto crossings = figure.crossings();
        QCOMPARE(crossings.size(), 4);
        const double expected[] = {0.125, 0.375, 0.625, 0.875};
        for (int i = 0; i < 4; ++i)
            QVERIFY(std::abs(crossings[i] - expected[i]) < 1e-3);
        figure.threshold.reset();
        QVERIFY(figure.crossings().isEmpty());
    }

    void gallery()
    {
        for (const bool isDark : {false, true}) {
            const QString tone = isDark ? "dark" : "light";
            gallery::save("curves-" + tone + ".png", painted(lossFigure()), {504, 376}, isDark);
            gallery::save("curves-" + tone + "-2x.png", painted(lossFigure()), {504, 376}, isDark, 2);
            gallery::save("curves-" + tone + "-small.png", painted(lossFigure()), {416, 256}, isDark);
        }
        gallery::save("curves.svg", painted(lossFigure()), {504, 376}, false);
        gallery::save("curves.pdf", painted(lossFigure()), {504, 376}, false);
        const Paint hovered = [](QPainter &painter, const QRectF &area, const Theme &theme) {
            const ChartFigure figure = lossFigure();
            figure.paint(painter, area, theme);
            figure.paintReadOut(painter, area, theme, 1000);
        };
        gallery::save("curves-read-out.png", hovered, {504, 376}, false, 2);
    }

    void galleryOfOthers()
    {
        ChartFigure stuck;
        stuck.panels = {{.title = QStringLiteral("loss (mean cross-entropy)"), .isLog = true}};
        stuck.xTitle = QStringLiteral("epoch");
        stuck.curves = {{.name = {}, .points = {}, .colour = {}, .showsNewest = true}};
        for (int epoch = 0; epoch <= 1430; ++epoch)
            stuck.curves[0].points.append({epoch * 1.0, 0.347 + 0.4 * std::exp(-epoch / 90.0)});
        stuck.levels = {{0.3466, QStringLiteral("½ ln 2 = 0.3466, the level of an edge state")}};
        gallery::save("stuck-light.png", painted(stuck), {420, 376}, false, 2);

        ChartFigure outputs;
        outputs.panels = {{.title = QStringLiteral("output y"), .range = Range{0, 1}, .decimals = 3}};
        outputs.xTitle = QStringLiteral("epoch");
        for (int k = 0; k < 4; ++k) {
            CurveSpec curve{.name = QStringLiteral("0, 0|0, 1|1, 0|1, 1").split("|")[k],
                            .points = {},
                            .role = CurveRole::Custom,
                            .colour = classColour(k == 1 || k == 2, Theme::light())};
            for (int epoch = 0; epoch < 3000; epoch += 3)
                curve.points.append({epoch * 1.0, 0.5 + (k == 1 || k == 2 ? 0.49 : -0.49) *
                                                            std::tanh(std::max(0, epoch - 200 * k) / 700.0)});
            outputs.curves.append(curve);
        }
        gallery::save("outputs-light.png", painted(outputs), {504, 376}, false, 2);

        FunctionFigure function;
        function.x.title = QStringLiteral("input x");
        function.y.title = QStringLiteral("output y");
        CurveSpec curve;
        for (int i = 0; i <= 400; ++i)
            curve.points.append({i / 400.0, 1 / (1 + std::exp(-12 * (std::sin(5 * i / 400.0) - 0.5)))});
        function.curves = {curve};
        function.zeros = {{0.22, QStringLiteral("h1")}, {0.6, QStringLiteral("h2")}};
        for (int i = 0; i < 12; ++i)
            function.points.append({{(i + 0.5) / 12, i > 1 && i < 6 ? 1.0 : 0.0}, i > 1 && i < 6 ? 1 : 0, i % 5 == 0});
        gallery::save("function-light.png", painted(function), {440, 376}, false, 2);
        gallery::save("function-dark.png", painted(function), {440, 376}, true, 2);

        ChartFigure empty;
        empty.panels[0].title = "loss";
        empty.xTitle = "epoch";
        empty.emptyTitle = "Nothing has run yet";
        empty.emptyText = "The loss of each epoch appears here.";
        gallery::save("curves-empty.png", painted(empty), {504, 376}, false, 2);
    }

    void speed_data()
    {
        QTest::addColumn<int>("curves");
        QTest::addColumn<bool>("isNoisy");
        QTest::newRow("loss") << 4 << false;
        QTest::newRow("noisy loss") << 4 << true;
        QTest::newRow("64 weights") << 64 << false;
    }

    void speed()
    {
        QFETCH(int, curves);
        QFETCH(bool, isNoisy);
        ChartFigure figure;
        for (int k = 0; k < curves; ++k) {
            CurveSpec curve{.name = {}, .points = {}, .colour = {}, .width = curves > 8 ? 1.25 : 2.0};
            for (int i = 0; i < 8000; ++i)
                curve.points.append({i * 1.0, std::sin(i * 0.001 * (k + 1)) + (isNoisy ? 0.3 * std::sin(i * 1.7) : 0)});
            figure.curves.append(curve);
        }
        QImage image(504, 376, QImage::Format_ARGB32_Premultiplied);
        QBENCHMARK
        {
            QPainter painter(&image);
            figure.paint(painter, QRectF(0, 0, 504, 376), Theme::light());
        }
    }
};

QTEST_MAIN(TestChartFigure)
#include "test_chart_figure.moc"
