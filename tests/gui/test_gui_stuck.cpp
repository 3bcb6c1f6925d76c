// The story that the page of the error surface is there for: XOR sticks, one sees why, and leaves. Run without OpenGL,
// where the map stands alone, and with it.

#include "surface_window.h"

#include "panels/plane_panel.h"
#include "panels/point_panel.h"
#include "views/boundary_view.h"
#include "views/surface_3d_view.h"

#include <QCheckBox>
#include <QLabel>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace basin;

class TestGuiStuck : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_window.reset(); }

    void aTrapIsSeenAndLeft();
    void theSurfaceStandsInThreeDimensions();
    void theBoundaryFollowsAWalk();
    void aFrozenSurfaceStays();

private:
    SurfaceWindow &w() { return *m_window; }
    void train()
    {
        w().action(ActionId::PlayPause)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w().isAtRest() && w().epoch() == 5000, 60'000);
    }
    /// Whether one of its texts that are seen holds this.
    static bool says(const QWidget &panel, const QString &text)
    {
        const auto labels = panel.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    std::unique_ptr<SurfaceWindow> m_window;
};

void TestGuiStuck::init()
{
    m_window = std::make_unique<SurfaceWindow>();
    QVERIFY(w().window->open(QStringLiteral("lesson:xor-sticks")));
    QTRY_VERIFY(w().snapshot());
}

void TestGuiStuck::aTrapIsSeenAndLeft()
{
    train();
    w().openPage();
    w().choose(PlaneKind::ThreePoints);
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown(), 20'000);
    QVERIFY2(w().surface().surface()->problem.isEmpty(), qPrintable(w().surface().surface()->problem));
    QVERIFY(w().map()->markPixel(SurfaceMark::Kind::Start));
    QVERIFY(w().map()->markPixel(SurfaceMark::Kind::Solution));

    // Two patterns that are merged at one half cost ½ ln 2 each, of four: the mean is ln 2 / 2.
    QTRY_VERIFY_WITH_TIMEOUT(w().point(), 20'000);
    const PointReport &report = w().point()->report;
    QVERIFY(report.verdict == Verdict::AtInfinity);
    QVERIFY(report.level && report.level->kind == SaturatedLevel::Kind::Edge);
    QVERIFY(std::abs(report.level->loss - std::numbers::ln2 / 2) < 1e-12);
    QVERIFY(report.loss > report.level->loss && report.loss < 1.01 * report.level->loss);
    const auto *panel = w().window->findChild<PointPanel *>();
    QVERIFY(says(*panel, QStringLiteral("0.346574")));
    QVERIFY(says(*panel, QStringLiteral("not a local minimum")));
    QVERIFY(says(*panel, QStringLiteral("½")));
    QVERIFY(says(*panel, QStringLiteral("cuts off corner")));

    const Vector stuck = w().snapshot()->parameters;
    QVERIFY(w().button(QStringLiteral("Show me the way out")));
    w().button(QStringLiteral("Show me the way out"))->click();
    EscapeModel *escape = w().window->escape();
    QTRY_VERIFY_WITH_TIMEOUT(escape->wayOut() && escape->wayOut()->escape.found, 30'000);
    QCOMPARE(w().page()->below()->current()->id(), QStringLiteral("way-out"));
    QVERIFY(w().page()->below()->isVisible());
    QVERIFY(escape->wayOut()->escape.largestRise <= 0.0);
    escape->play();
    QTRY_VERIFY(escape->position() > 0.1);
    QVERIFY(w().snapshot()->parameters == stuck); // it is only shown so far
    w().button(QStringLiteral("Take it"))->click();
    QTRY_VERIFY(w().snapshot()->metrics.loss < 0.01);
    QTRY_VERIFY_WITH_TIMEOUT(w().isAtRest() && w().snapshot()->outcome == Outcome::Solved, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(w().point(), 20'000);
    QVERIFY(says(*panel, QStringLiteral("This run is solved")));

    w().action(ActionId::Undo)->trigger();
    QTRY_VERIFY(w().snapshot()->parameters == stuck);
    QTRY_VERIFY_WITH_TIMEOUT(w().point() && w().point()->report.verdict == Verdict::AtInfinity, 20'000);
    QTRY_VERIFY(says(*panel, QStringLiteral("0.346574")));
}

void TestGuiStuck::theSurfaceStandsInThreeDimensions()
{
    w().openPage();
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown(), 20'000);
    auto *relief = w().view<Surface3dView>("surface-3d");
    const auto *panel = w().window->findChild<PlanePanel *>();
    const QCheckBox *box = nullptr;
    for (const QCheckBox *one : panel->findChildren<QCheckBox *>())
        if (one->text().contains(QStringLiteral("3-D")))
            box = one;
    QVERIFY(box);
    if (QGuiApplication::platformName() != QLatin1String("xcb")) {
        // One line says why, and the map has the room.
        QVERIFY(!relief->isVisible() && !w().page()->beside()->isVisible());
        QVERIFY(!box->isEnabled());
        QVERIFY(says(*panel, QStringLiteral("needs OpenGL")));
        return;
    }
    QVERIFY(Surface3dView::isAvailable());
    QVERIFY(relief->isVisible() && box->isEnabled());
    QTRY_VERIFY(relief->pictureCount() > 0);
    const qint64 pictures = relief->pictureCount();
    w().run()->stepEpochs(200);
    QTRY_VERIFY(w().epoch() == 200 && w().isShown() && relief->pictureCount() > pictures);
}

void TestGuiStuck::theBoundaryFollowsAWalk()
{
    w().openPage();
    w().page()->show(w().page()->view(QStringLiteral("boundary")));
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown(), 20'000);
    auto *boundary = w().view<BoundaryView>("boundary");
    QVERIFY(boundary->isVisible());
    QTRY_VERIFY(boundary->pictureCount() > 0);
    const QPointF from = *w().map()->markPixel(SurfaceMark::Kind::Now);
    QTest::mousePress(w().map(), Qt::LeftButton, {}, from.toPoint());
    for (int step = 1; step <= 5; ++step) {
        const qint64 pictures = boundary->pictureCount();
        const double loss = w().snapshot()->metrics.loss;
        const QPointF to = from + QPointF(10 * step, 6 * step);
        QMouseEvent move(QEvent::MouseMove, to, w().map()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(w().map(), &move);
        QTRY_VERIFY(boundary->pictureCount() > pictures && w().snapshot()->metrics.loss != loss);
    }
    QTest::mouseRelease(w().map(), Qt::LeftButton, {}, (from + QPointF(50, 30)).toPoint());
    QTRY_VERIFY(w().isShown());
}

void TestGuiStuck::aFrozenSurfaceStays()
{
    w().openPage();
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown(), 20'000);
    w().action(ActionId::FreezeSurface)->trigger();
    const std::vector<double> grid = w().surface().surface()->grid.loss;
    QTRY_VERIFY(w().isShown());
    const QPointF dot = *w().map()->markPixel(SurfaceMark::Kind::Now);
    train();
    QTRY_VERIFY(w().surface().surface()->epoch == 5000);
    QVERIFY(w().surface().surface()->grid.loss == grid);
    QTRY_VERIFY(w().map()->markPixel(SurfaceMark::Kind::Now) != dot); // the run's dot goes on
    w().action(ActionId::FreezeSurface)->trigger();
    QTRY_VERIFY(w().isShown() && w().surface().surface()->grid.loss != grid);
}

QTEST_MAIN(TestGuiStuck)
#include "test_gui_stuck.moc"
