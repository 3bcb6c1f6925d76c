// The page of the error surface in the real window: walked on, clicked at, exported, its plane chosen in the network.

#include "network_mouse.h"
#include "panels/plane_panel.h"
#include "views/surface_map_view.h"
#include "views/view_frame.h"
#include "window/surface_page.h"

#include "data/csv.h"

#include <QCheckBox>
#include <QComboBox>
#include <QRadioButton>

using namespace basin;
using Kind = NetworkFigure::Target::Kind;

class TestGuiSurface : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void thePageBringsItsPanels();
    void aDragWalksInOneUndoStep();
    void aClickIsAStartThatCanBeTakenBack();
    void thePlaneIsChosenInThePanel();
    void twoEdgesChooseThePlane();
    void theGridIsExported();
    void aHiddenPageComputesNothing();
    void theMapTakesBothPlaces();
    void howOneLooksIsRemembered();

private:
    WindowFixture &f() { return *m_fixture; }
    SurfaceModel &surface() { return *f().window->surface(); }
    SurfaceMapView *map() { return qobject_cast<SurfaceMapView *>(f().window->surfacePage()->map()->current()); }
    void openPage()
    {
        f().action(ActionId::SurfacePage)->trigger();
        QTRY_VERIFY(isShown());
    }
    /// The map shows the surface through the point where the run stands.
    bool isShown()
    {
        const SurfacePtr now = surface().surface();
        const int points = surface().options().points;
        // The surface is whole, and so is the map's picture of it: one line for each point, and the header.
        return now && now->grid.spec.columns == points && !surface().isComputing() &&
               map()->csv().count('\n') == 1 + points * points && map()->markPixel(SurfaceMark::Kind::Now);
    }
    template <class Button>
    Button *button(const QString &text)
    {
        for (Button *one : f().window->findChildren<Button *>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }

    std::unique_ptr<WindowFixture> m_fixture;
};

void TestGuiSurface::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(f().window->open(QStringLiteral("lesson:xor-learns")));
    QTRY_VERIFY(f().snapshot());
    SurfaceOptions options = surface().options();
    options.points = 65; // quick enough for a sanitizer
    surface().setOptions(options);
}

void TestGuiSurface::thePageBringsItsPanels()
{
    const auto *panel = f().window->findChild<PlanePanel *>();
    QVERIFY(!panel->isVisible());
    openPage();
    QVERIFY(f().window->page() == MainWindow::Page::Surface);
    QVERIFY(panel->isVisible());
    QVERIFY(map()->isVisible());
    QCOMPARE(surface().surface()->aTitle, QStringLiteral("h1.x1"));
    f().action(ActionId::TrainPage)->trigger();
    QVERIFY(!panel->isVisible());
    QVERIFY(f().window->trainPage()->isVisible());
}

void TestGuiSurface::aDragWalksInOneUndoStep()
{
    openPage();
    const Vector before = f().snapshot()->parameters;
    const int commands = f().model()->undoStack()->count();
    const QPoint from = map()->markPixel(SurfaceMark::Kind::Now)->toPoint();
    const SurfaceGrid grid = surface().surface()->grid;
    QTest::mousePress(map(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 6; ++step) {
        const QPointF to = from + QPoint(8 * step, -6 * step);
        QMouseEvent move(QEvent::MouseMove, to, map()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(map(), &move);
    }
    QTRY_VERIFY(f().snapshot()->parameters[0] > before[0]);
    QTest::mouseRelease(map(), Qt::LeftButton, {}, from + QPoint(48, -36));
    // 48 pixels of the plot's width, 36 of its height; one pixel is the mouse's own rounding.
    const QRectF plot = map()->figure().plotRect(map()->rect());
    const double a = before[0] + 48 * (grid.spec.a.high - grid.spec.a.low) / plot.width();
    const double b = before[1] + 36 * (grid.spec.b.high - grid.spec.b.low) / plot.height();
    const double pixel = (grid.spec.a.high - grid.spec.a.low) / plot.width();
    QTRY_VERIFY(std::abs(f().snapshot()->parameters[0] - a) < 1.5 * pixel);
    QVERIFY(std::abs(f().snapshot()->parameters[1] - b) < 1.5 * pixel);
    for (Eigen::Index other = 2; other < before.size(); ++other)
        QCOMPARE(f().snapshot()->parameters[other], before[other]);
    QCOMPARE(f().model()->undoStack()->count(), commands + 1);
    f().action(ActionId::Undo)->trigger();
    QTRY_VERIFY(f().snapshot()->parameters == before);
}

void TestGuiSurface::aClickIsAStartThatCanBeTakenBack()
{
    openPage();
    f().run()->stepEpochs(30);
    QTRY_COMPARE(f().epoch(), 30);
    QTRY_VERIFY(isShown() && surface().surface()->epoch == 30);
    const Vector ended = f().snapshot()->parameters;
    const QRectF plot = map()->figure().plotRect(map()->rect());
    const QPoint at = (plot.topLeft() + QPointF(0.9 * plot.width(), 0.1 * plot.height())).toPoint();
    const QPointF place = map()->figure().toData(map()->rect(), at);
    QTest::mouseClick(map(), Qt::LeftButton, {}, at);
    // A double click would mean something else, so the click waits for it.
    QTRY_VERIFY(f().snapshot() && f().epoch() == 0);
    QVERIFY(std::abs(f().snapshot()->parameters[0] - place.x()) < 1e-9);
    QVERIFY(std::abs(f().snapshot()->parameters[1] - place.y()) < 1e-9);
    QCOMPARE(f().snapshot()->parameters[5], ended[5]);
    QCOMPARE(f().model()->project().init.parameters.size(), 9U);
    f().action(ActionId::Undo)->trigger();
    QVERIFY(f().model()->project().init.parameters.empty());
    QTRY_VERIFY(f().snapshot() && f().snapshot()->parameters[0] != place.x());
}

void TestGuiSurface::thePlaneIsChosenInThePanel()
{
    openPage();
    auto *a = f().named<QComboBox>(QStringLiteral("a: across"));
    auto *b = f().named<QComboBox>(QStringLiteral("b: up"));
    QCOMPARE(a->currentText(), QStringLiteral("h1.x1"));
    emit a->activated(b->currentIndex()); // the same as b: they change places
    QCOMPARE(surface().options().choice.weights, (std::array<Eigen::Index, 2>{1, 0}));
    QTest::mouseClick(button<QRadioButton>(QStringLiteral("Random")), Qt::LeftButton, {}, QPoint(8, 8));
    QVERIFY(surface().options().choice.kind == PlaneKind::Random);
    QVERIFY(!a->isVisible());
    QVERIFY(f().named<QWidget>(QStringLiteral("Seed of the random directions"))->isVisible());
    QTRY_VERIFY(surface().surface()->plane.kind == PlaneKind::Random && isShown());
    QTest::mouseClick(button<QRadioButton>(QStringLiteral("Main directions of the path")), Qt::LeftButton, {},
                      QPoint(8, 8));
    // No step has been taken: the page says why there is no such plane yet.
    QTRY_VERIFY(!surface().surface()->problem.isEmpty());
    f().run()->stepEpochs(20);
    QTRY_VERIFY(surface().surface()->problem.isEmpty() && surface().surface()->plane.kind == PlaneKind::Path);
}

void TestGuiSurface::twoEdgesChooseThePlane()
{
    const NetworkMouse mouse(f());
    QTRY_VERIFY(mouse.pointAtUnit(1, 0));
    NetworkView *network = f().window->trainPage()->network();
    const auto shiftClick = [&](int edge) {
        QTest::mouseClick(network, Qt::LeftButton, Qt::ShiftModifier, mouse.place({Kind::Edge, 0, 0, edge}));
    };
    shiftClick(3);
    QVERIFY(surface().options().choice.weights == (std::array<Eigen::Index, 2>{0, 1}));
    shiftClick(4);
    const auto chosen = surface().options().choice.weights;
    QVERIFY(surface().options().choice.kind == PlaneKind::Weights);
    QCOMPARE(network->axes(), (NetworkView::Axes{chosen[0], chosen[1]}));
    // θ: x₂ → h₂ is the fourth value; the biases of the hidden units come before h₁ → y.
    QCOMPARE(chosen, (std::array<Eigen::Index, 2>{3, 6}));
    openPage();
    QCOMPARE(surface().surface()->aTitle, QStringLiteral("h2.x2"));
    QCOMPARE(surface().surface()->bTitle, QStringLiteral("out.h1"));
}

void TestGuiSurface::theGridIsExported()
{
    openPage();
    f().answers->saveName = f().path(QStringLiteral("surface.csv"));
    f().action(ActionId::ExportData)->trigger();
    QFile file(f().answers->saveName);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 65 * 65);
    QCOMPARE(lines.first(), QByteArray("a,b,loss"));
    const SurfaceGrid &grid = surface().surface()->grid;
    const QList<QByteArray> second = lines[2].split(','); // b varies fastest
    QCOMPARE(second[0].toDouble(), grid.a(0));
    QCOMPARE(second[1].toDouble(), grid.b(1));
    QCOMPARE(second[2].toDouble(), grid.loss[65]);
}

void TestGuiSurface::aHiddenPageComputesNothing()
{
    openPage();
    f().action(ActionId::TrainPage)->trigger();
    QTRY_VERIFY(!surface().isComputing());
    const qint64 surfaces = surface().surfaceCount();
    const qint64 pictures = map()->pictureCount();
    f().run()->stepEpochs(50);
    QTRY_COMPARE(f().epoch(), 50);
    QVERIFY(!surface().isComputing());
    QCOMPARE(surface().surfaceCount(), surfaces);
    QCOMPARE(map()->pictureCount(), pictures);
}

void TestGuiSurface::theMapTakesBothPlaces()
{
    openPage();
    SurfacePage *page = f().window->surfacePage();
    page->show(page->view(QStringLiteral("boundary")));
    QVERIFY(page->beside()->isVisible());
    page->setEnlarged(page->map());
    QVERIFY(!page->beside()->isVisible() && !page->below()->isVisible());
    QVERIFY(f().action(ActionId::EnlargeView)->isChecked());
    page->setEnlarged(nullptr);
    QVERIFY(page->beside()->isVisible() && page->below()->isVisible());
    page->setEnlarged(page->below());
    QVERIFY(!page->map()->isVisible() && page->below()->isVisible());
    page->setEnlarged(nullptr);
    // Nothing can be drawn in three dimensions offscreen, or nobody wants it: the map has the room.
    SurfaceOptions options = surface().options();
    options.relief = false;
    surface().setOptions(options);
    page->show(page->view(QStringLiteral("surface-3d")));
    QVERIFY(!page->beside()->isVisible());
    page->show(page->view(QStringLiteral("network")));
    QVERIFY(page->beside()->isVisible());
}

void TestGuiSurface::howOneLooksIsRemembered()
{
    SurfaceOptions options = surface().options();
    options.points = 128;
    options.map = ColourMap::Kind::Cividis;
    options.isLog = false;
    options.contours = false;
    options.a = Interval{-1, 1};
    surface().setOptions(options);
    f().window->close();
    MainWindow again(std::make_unique<Answers>());
    const SurfaceOptions found = again.surface()->options();
    QCOMPARE(found.points, 128);
    QVERIFY(found.map == ColourMap::Kind::Cividis);
    QVERIFY(!found.isLog && !found.contours);
    QVERIFY(!found.a); // it belonged to a plane of that project
}

QTEST_MAIN(TestGuiSurface)
#include "test_gui_surface.moc"
