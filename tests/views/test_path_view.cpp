#include "controls/basin_style.h"
#include "controls/text_label.h"
#include "landscape/plane.h"
#include "model/live_run.h"
#include "render/curve_chart.h"
#include "render/resources.h"
#include "views/path_view.h"
#include "views/view_frame.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace basin;

namespace {

Project xorProject()
{
    return parseProject(R"({"basin":1, "data":{"source":"gate"}, "network":{"layers":[
        {"type":"dense","units":2,"activation":"tanh"}, {"type":"dense","units":1,"activation":"sigmoid"}]},
        "optimizer":{"name":"adam","learning_rate":0.05}})",
                        "xor.basin");
}

} // namespace

class TestPathView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void emptyPathsSayWhatWillAppear();
    void theCurvesAreThePath();
    void theLossIsTheObjectivesAndTheDistanceThePlanes();
};

void TestPathView::emptyPathsSayWhatWillAppear()
{
    ProjectModel model;
    LiveRun run(&model);
    SurfaceModel surface(&model, &run);
    const PathView view(&surface);
    const ChartFigure figure = view.chart()->figure();
    QVERIFY(figure.isEmpty());
    QVERIFY(!figure.emptyTitle.isEmpty() && !figure.emptyText.isEmpty());
    QVERIFY(view.csv().isEmpty());
}

void TestPathView::theCurvesAreThePath()
{
    SurfaceContent surface;
    surface.recorded.epochs = {0, 1, 2};
    surface.recorded.loss = {0.75, 0.5, 0.25};
    surface.path.loss = {0.8, 0.6, 0.25};
    surface.path.points = {{0.5, -1, 0.75}, {0.25, 2, 0.5}, {0, 0, 0}};
    const ChartFigure figure = pathFigure(surface, true);
    QCOMPARE(figure.panels.size(), 2);
    QVERIFY(figure.panels.first().isLog && !figure.panels.last().isLog);
    QMap<QString, QList<QPointF>> curves;
    for (const CurveSpec &curve : figure.curves)
        curves[curve.panel == 1 ? QStringLiteral("distance") : curve.name] = curve.points;
    QCOMPARE(curves[QStringLiteral("true loss")], (QList<QPointF>{{0, 0.75}, {1, 0.5}, {2, 0.25}}));
    QCOMPARE(curves[QStringLiteral("in the plane")], (QList<QPointF>{{0, 0.8}, {1, 0.6}, {2, 0.25}}));
    QCOMPARE(curves[QStringLiteral("distance")], (QList<QPointF>{{0, 0.75}, {1, 0.5}, {2, 0}}));
    QCOMPARE(pathCsv(surface), QByteArray("epoch,a,b,distance,loss,plane_loss\n"
                                          "0,0.5,-1,0.75,0.75,0.80000000000000004\n"
                                          "1,0.25,2,0.5,0.5,0.59999999999999998\n"
                                          "2,0,0,0,0.25,0.25\n"));
}

void TestPathView::theLossIsTheObjectivesAndTheDistanceThePlanes()
{
    ProjectModel model;
    LiveRun run(&model);
    SurfaceModel surface(&model, &run);
    model.reset(xorProject(), {});
    QTRY_VERIFY(run.snapshot());
    run.stepEpochs(400);
    QTRY_COMPARE(run.snapshot()->epoch, 400);
    ViewFrame frame;
    auto *view = new PathView(&surface);
    frame.addView(view);
    frame.resize(870, 236);
    frame.show();
    QVERIFY(QTest::qWaitForWindowExposed(&frame));
    surface.setActive(true);
    surface.chooseWeights(0, 3);
    QTRY_VERIFY(surface.surface() && surface.surface()->plane.weights[1] == 3 && !surface.isComputing() &&
                surface.surface()->recorded.epochs.size() == 401);
    const QList<QByteArray> lines = view->csv().trimmed().split('\n');
    QCOMPARE(lines.size(), 402);
    const History &history = *run.snapshot()->history;
    const Vector end = run.snapshot()->parameters;
    for (const int i : {0, 100, 399}) {
        const Vector theta = Eigen::Map<const Eigen::VectorXf>(history.weights().data() + 9 * i, 9).cast<double>();
        // By hand: the foot on the plane of weights 0 and 3 is the end with those two replaced.
        Vector foot = end;
        foot[0] = theta[0];
        foot[3] = theta[3];
        const QList<QByteArray> cells = lines[i + 1].split(',');
        QCOMPARE(cells[0].toInt(), i);
        QVERIFY(std::abs(cells[3].toDouble() - (theta - foot).norm()) < 1e-6);
        QVERIFY(std::abs(cells[4].toDouble() - surface.objective()->loss(theta)) < 1e-6);
        QVERIFY(std::abs(cells[5].toDouble() - surface.objective()->loss(foot)) < 1e-6);
    }
    const auto *distance = qobject_cast<TextLabel *>(view->headerControls().first());
    QVERIFY(distance && distance->text().contains(QStringLiteral("now <span")));
    QDir().mkpath(QStringLiteral("gallery"));
    for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
        applyTheme(*qApp, *theme);
        QTest::qWait(300); // the chart is painted on another thread: for the picture alone
        frame.grab().save(QStringLiteral("gallery/path-%1.png")
                              .arg(theme->isDark ? QStringLiteral("dark") : QStringLiteral("light")));
    }
    applyTheme(*qApp, Theme::light());
}

QTEST_MAIN(TestPathView)
#include "test_path_view.moc"
