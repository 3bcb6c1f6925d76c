// The map of the error surface by itself: what it says of a place, and what mouse and keys do there.

#include "surface_fixture.h"

#include "controls/basin_style.h"
#include "model/project_edits.h"
#include "views/surface_map_view.h"

#include <QApplication>
#include <QRegularExpression>

#include <cmath>

using namespace basin;

namespace {

/// The numbers of a text as it is shown, with the minus of typography.
QList<double> numbersIn(QString text)
{
    text.replace(QChar(0x2212), QLatin1Char('-'));
    static const QRegularExpression number(QStringLiteral("(?:= |loss )(-?[0-9.]+)"));
    QList<double> found;
    for (auto matches = number.globalMatch(text); matches.hasNext();)
        found << matches.next().captured(1).toDouble();
    return found;
}

} // namespace

class TestSurfaceMapView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void init();
    void cleanup()
    {
        m_view.reset();
        m_fixture.reset();
    }

    void withoutARunItSaysWhatWillAppear();
    void theReadOutIsTheLossOfThatPlace();
    void theNumbersBehindThePictureAreTheLoss();
    void aClickIsAStart();
    void aBandAndTheWheelZoom();
    void twoClicksShowAllAndNothingElse();
    void aWaitingClickBelongsToItsPlane();
    void arrowsMoveACrosshair();
    void keysZoom();
    void keysWalkEachStepInOneUndoStep();
    void keysWhileTheNetworkChangesDoNothing();
    void anotherPlaneForgetsTheCrosshair();
    void aPlaneThatCannotBeSaysSo();
    void aHiddenMapDrawsNothing();

private:
    SurfaceModel &surface() { return m_fixture->surface; }
    SurfaceMapView &map() { return *m_view; }
    Vector parameters() { return m_fixture->run.snapshot()->parameters; }
    Interval a() { return surface().surface()->grid.spec.a; }
    Interval b() { return surface().surface()->grid.spec.b; }
    bool isShown() { return m_fixture->isThere() && map().figure().map.grid.columns == surface().options().points; }
    /// A place of the plot by its shares, from the left and from the bottom.
    QPoint pixel(double x, double y)
    {
        const QRectF plot = map().figure().plotRect(map().rect());
        return QPointF(plot.left() + x * plot.width(), plot.bottom() - y * plot.height()).toPoint();
    }
    QPointF place(QPoint at) { return map().figure().toData(map().rect(), at); }
    void move(QPoint to, Qt::MouseButtons buttons = {})
    {
        QMouseEvent event(QEvent::MouseMove, to, map().mapToGlobal(QPointF(to)), Qt::NoButton, buttons, {});
        QApplication::sendEvent(&map(), &event);
    }
    void turnWheel(QPoint at, int notches)
    {
        QWheelEvent event(at, map().mapToGlobal(QPointF(at)), {}, QPoint(0, 120 * notches), {}, {}, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(&map(), &event);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyPress(&map(), key, modifiers); }
    int commands() { return m_fixture->model.undoStack()->count(); }
    const std::vector<double> &start() { return m_fixture->model.project().init.parameters; }

    std::unique_ptr<SurfaceFixture> m_fixture;
    std::unique_ptr<SurfaceMapView> m_view;
};

void TestSurfaceMapView::init()
{
    m_fixture = std::make_unique<SurfaceFixture>();
    SurfaceOptions options = surface().options();
    options.points = 129;
    surface().setOptions(options);
    m_view = std::make_unique<SurfaceMapView>(&surface());
    map().resize(520, 470);
    map().show();
    map().activateWindow();
    map().setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&map()));
    QTRY_VERIFY(isShown());
}

void TestSurfaceMapView::withoutARunItSaysWhatWillAppear()
{
    ProjectModel model;
    LiveRun run(&model);
    SurfaceModel none(&model, &run);
    SurfaceMapView view(&none);
    view.resize(400, 400);
    view.show();
    QVERIFY(!view.hasData());
    QVERIFY(view.csv().isEmpty());
    QVERIFY(!view.figure().map.emptyText.isEmpty());
    QVERIFY(view.accessibleDescription().contains(view.figure().map.emptyText));
    QTest::mouseClick(&view, Qt::LeftButton, {}, {200, 200});
    QTest::mouseDClick(&view, Qt::LeftButton, {}, {200, 200});
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Return, Qt::Key_Plus, Qt::Key_Home})
        QTest::keyClick(&view, key, key == Qt::Key_Left ? Qt::ControlModifier : Qt::NoModifier);
    QVERIFY(view.readOut().isEmpty());
    QVERIFY(!view.crosshair());
    QCOMPARE(model.undoStack()->count(), 0);
    QVERIFY(!view.grab().isNull());
}

void TestSurfaceMapView::theReadOutIsTheLossOfThatPlace()
{
    QVERIFY(map().readOut().isEmpty());
    for (const QPoint at : {pixel(0.1, 0.9), pixel(0.8, 0.2), pixel(0.35, 0.3), pixel(0.95, 0.95)}) {
        move(at);
        const QStringList lines = map().readOut();
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].contains(QStringLiteral("h1.x1 = ")) && lines[0].contains(QStringLiteral("h2.x1 = ")),
                 qPrintable(lines[0]));
        const QList<double> said = numbersIn(lines[0]);
        QCOMPARE(said.size(), 3);
        QVERIFY(std::abs(said[0] - place(at).x()) < 0.0051 && std::abs(said[1] - place(at).y()) < 0.0051);
        Vector theta = parameters();
        theta[0] = place(at).x();
        theta[1] = place(at).y();
        // Straight lines between the points of the grid: off by h² / 8 of the curvature.
        const double loss = surface().objective()->loss(theta);
        QVERIFY2(std::abs(said[2] - loss) < 2e-3 * loss, qPrintable(lines[0]));
        const double slope = surface().objective()->gradient(theta).head(2).norm();
        const auto shown = slopeAt(*surface().surface(), place(at).x(), place(at).y());
        QVERIFY(shown && std::abs(shown->length - slope) < 0.03 * slope + 1e-4);
    }
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&map(), &leave);
    QVERIFY(map().readOut().isEmpty());
}

void TestSurfaceMapView::theNumbersBehindThePictureAreTheLoss()
{
    const QList<QByteArray> lines = map().csv().trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 129 * 129);
    for (qsizetype line = 1; line < lines.size(); line += 997) {
        const QList<QByteArray> cells = lines[line].split(',');
        QCOMPARE(cells.size(), 3);
        Vector theta = parameters();
        theta[0] = cells[0].toDouble();
        theta[1] = cells[1].toDouble();
        QCOMPARE(cells[2].toDouble(), surface().objective()->loss(theta));
    }
}

void TestSurfaceMapView::aClickIsAStart()
{
    const Vector before = parameters();
    const QPoint at = pixel(0.85, 0.15);
    const QPointF where = place(at);
    QTest::mouseClick(&map(), Qt::LeftButton, {}, at);
    QCOMPARE(start().size(), 9U);
    QCOMPARE(commands(), 1);
    QTRY_VERIFY(m_fixture->run.snapshot() && parameters()[0] != before[0]);
    QCOMPARE(parameters()[0], where.x());
    QCOMPARE(parameters()[1], where.y());
    QCOMPARE(parameters().tail(7), before.tail(7));
    m_fixture->model.undoStack()->undo();
    QVERIFY(start().empty());
    QTRY_VERIFY(m_fixture->run.snapshot() && parameters() == before);
}

void TestSurfaceMapView::aBandAndTheWheelZoom()
{
    const QPoint from = pixel(0.6, 0.7), to = pixel(0.8, 0.95);
    const QPointF low(place(from)), high(place(to));
    QTest::mousePress(&map(), Qt::LeftButton, {}, from);
    move((from + to) / 2, Qt::LeftButton);
    move(to, Qt::LeftButton);
    QVERIFY(!map().grab().isNull());
    QTest::mouseRelease(&map(), Qt::LeftButton, {}, to);
    QCOMPARE(surface().options().a, (Interval{low.x(), high.x()}));
    QCOMPARE(surface().options().b, (Interval{low.y(), high.y()}));
    QCOMPARE(commands(), 0);
    QTRY_VERIFY(isShown() && a() == *surface().options().a && place(pixel(0, 0)).x() > low.x() - 0.05);

    // What lies under the mouse stays there, and quick turns add up.
    const QPointF centre = place(pixel(0.25, 0.5));
    const double span = a().high - a().low;
    turnWheel(pixel(0.25, 0.5), 1);
    turnWheel(pixel(0.25, 0.5), 1);
    const Interval zoomed = *surface().options().a;
    QVERIFY(std::abs((zoomed.high - zoomed.low) * 1.2 * 1.2 - span) < 1e-9);
    QVERIFY(std::abs((centre.x() - zoomed.low) / (zoomed.high - zoomed.low) - (centre.x() - low.x()) / span) < 1e-9);
    turnWheel(pixel(0.25, 0.5), -2);
    QVERIFY(std::abs(surface().options().a->low - low.x()) < 1e-9);
    // However often it is turned, a range stays one that can be drawn.
    for (int i = 0; i < 300; ++i)
        turnWheel(pixel(0.25, 0.5), 1);
    QVERIFY(surface().options().a->high - surface().options().a->low > 1e-7);
    QTRY_VERIFY(isShown() && surface().surface()->problem.isEmpty());
}

void TestSurfaceMapView::twoClicksShowAllAndNothingElse()
{
    turnWheel(pixel(0.8, 0.8), 3);
    QTRY_VERIFY(isShown() && a() == *surface().options().a);
    QVERIFY(surface().options().a && surface().options().b);
    QTest::mouseDClick(&map(), Qt::LeftButton, {}, pixel(0.1, 0.1));
    QVERIFY(!surface().options().a && !surface().options().b);
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QVERIFY(start().empty());

    turnWheel(pixel(0.8, 0.8), 3);
    QTRY_VERIFY(isShown() && a() == *surface().options().a);
    QTest::mouseClick(&map(), Qt::LeftButton, {}, pixel(0.1, 0.1));
    QVERIFY(start().empty()); // a second one may follow
    QTRY_COMPARE(start().size(), 9U);
}

void TestSurfaceMapView::aWaitingClickBelongsToItsPlane()
{
    turnWheel(pixel(0.8, 0.8), 3);
    QTRY_VERIFY(isShown() && a() == *surface().options().a);
    QTest::mouseClick(&map(), Qt::LeftButton, {}, pixel(0.1, 0.1));
    surface().chooseWeights(4, 8);
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QVERIFY(start().empty());
}

void TestSurfaceMapView::arrowsMoveACrosshair()
{
    const Vector now = parameters();
    press(Qt::Key_Right);
    QVERIFY(map().crosshair());
    const double width = a().high - a().low, height = b().high - b().low;
    QVERIFY(std::abs(map().crosshair()->x() - (now[0] + 0.01 * width)) < 1e-9);
    QVERIFY(std::abs(map().crosshair()->y() - now[1]) < 1e-9);
    press(Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(std::abs(map().crosshair()->y() - (now[1] + 0.1 * height)) < 1e-9);
    QCOMPARE(map().readOut().size(), 2);
    QVERIFY(map().accessibleDescription().startsWith(map().readOut().first()));
    QVERIFY(map().readOut().last().contains(QStringLiteral("Enter")));
    for (int i = 0; i < 30; ++i)
        press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(map().crosshair()->x(), a().low); // no farther than the picture
    QVERIFY(!map().grab().isNull());
    const QPointF at = *map().crosshair();
    press(Qt::Key_Return);
    QTRY_VERIFY(m_fixture->run.snapshot() && parameters()[0] == at.x() && parameters()[1] == at.y());
    QCOMPARE(commands(), 1);
    press(Qt::Key_Escape);
    QVERIFY(!map().crosshair());
    QVERIFY(map().readOut().isEmpty());
}

void TestSurfaceMapView::keysZoom()
{
    const double span = a().high - a().low;
    press(Qt::Key_Plus);
    const Interval zoomed = *surface().options().a;
    QVERIFY(std::abs((zoomed.high - zoomed.low) * 1.2 - span) < 1e-9);
    press(Qt::Key_Minus);
    press(Qt::Key_Minus);
    QVERIFY(std::abs(surface().options().a->high - surface().options().a->low - 1.2 * span) < 1e-9);
    press(Qt::Key_Home);
    QVERIFY(!surface().options().a && !surface().options().b);
}

void TestSurfaceMapView::keysWalkEachStepInOneUndoStep()
{
    const Vector before = parameters();
    const double step = 0.01 * (a().high - a().low);
    for (int i = 0; i < 12; ++i) // quicker than the run answers
        press(Qt::Key_Right, Qt::ControlModifier);
    QTRY_VERIFY(std::abs(parameters()[0] - (before[0] + 12 * step)) < 1e-9);
    QVERIFY(std::abs(parameters()[1] - before[1]) < 1e-12);
    QCOMPARE(parameters().tail(7), before.tail(7));
    QVERIFY(surface().isWalking());
    QTest::keyRelease(&map(), Qt::Key_Control);
    QVERIFY(!surface().isWalking());
    QCOMPARE(commands(), 1);
    QTRY_VERIFY(isShown());
    press(Qt::Key_Down, Qt::ControlModifier);
    map().clearFocus();
    QVERIFY(!surface().isWalking()); // another widget has the keys now
    QCOMPARE(commands(), 2);
    QTRY_VERIFY(parameters()[1] < before[1]);
    QVERIFY(std::abs(parameters()[0] - (before[0] + 12 * step)) < 1e-9);
    m_fixture->model.undoStack()->undo();
    m_fixture->model.undoStack()->undo();
    QTRY_VERIFY(parameters() == before);
}

void TestSurfaceMapView::keysWhileTheNetworkChangesDoNothing()
{
    m_fixture->run.restart(); // for a moment there is no snapshot
    QVERIFY(!m_fixture->run.snapshot());
    press(Qt::Key_Right, Qt::ControlModifier);
    QTRY_VERIFY(m_fixture->run.snapshot() && isShown());
    m_fixture->model.edit(QStringLiteral("Units"), {}, [](Project &project) {
        project.layers[0].units = 5;
        forgetParameters(project);
    });
    for (int i = 0; i < 200; ++i) {
        press(i % 2 == 0 ? Qt::Key_Right : Qt::Key_Up, Qt::ControlModifier);
        QTest::mouseClick(&map(), Qt::LeftButton, {}, pixel(0.9, 0.9));
        QTest::qWait(1);
        move(pixel(0.3, 0.3));
        (void)map().readOut();
    }
    QTRY_COMPARE(parameters().size(), 21);
    QTRY_VERIFY(isShown());
}

void TestSurfaceMapView::anotherPlaneForgetsTheCrosshair()
{
    press(Qt::Key_Right);
    const QString said = map().accessibleDescription();
    surface().chooseWeights(3, 6);
    QTRY_VERIFY(!map().crosshair());
    QVERIFY(map().accessibleDescription() != said);
    QVERIFY(!map().accessibleDescription().contains(QStringLiteral("h1.x1")));
}

void TestSurfaceMapView::aPlaneThatCannotBeSaysSo()
{
    SurfaceOptions options = surface().options();
    options.choice.kind = PlaneKind::Path; // no step was taken yet
    surface().setOptions(options);
    QTRY_VERIFY(!map().hasData());
    const QString problem = surface().surface()->problem;
    QVERIFY(!problem.isEmpty());
    QCOMPARE(map().figure().map.emptyText, problem);
    QVERIFY(map().accessibleDescription().contains(problem));
    QVERIFY(map().csv().trimmed().count('\n') == 0);
    m_fixture->run.stepEpochs(30);
    QTRY_VERIFY(map().hasData());
    QVERIFY(!map().accessibleDescription().contains(problem));
}

void TestSurfaceMapView::aHiddenMapDrawsNothing()
{
    map().hide();
    const qint64 pictures = map().pictureCount();
    m_fixture->run.stepEpochs(20);
    QTRY_VERIFY(m_fixture->run.snapshot()->epoch == 20 && m_fixture->isThere() && surface().surface()->epoch == 20);
    QCOMPARE(map().pictureCount(), pictures);
    map().show();
    QTRY_VERIFY(map().pictureCount() > pictures);
}

QTEST_MAIN(TestSurfaceMapView)
#include "test_surface_map_view.moc"
