// The page of the error surface with networks other than XOR's, and while network, data and run change under it.

#include "surface_window.h"

#include "model/project_edits.h"
#include "panels/point_panel.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QSet>

using namespace basin;

namespace {

/// A network of so many weights, on a small data set; `rest` are further keys.
QByteArray projectOf(const QByteArray &layers, const QByteArray &rest = {})
{
    return R"({"basin":1, "data":{"source":"circle"}, "network":{"layers":[)" + layers +
           R"(]}, "training":{"stop_at_epochs":false}, "optimizer":{"name":"adam","learning_rate":0.02})" + rest + "}";
}

QByteArray dense(int units, const char *activation)
{
    return R"({"type":"dense","units":)" + QByteArray::number(units) + R"(,"activation":")" + activation + "\"}";
}

} // namespace

class TestGuiSurfaceChanges : public QObject {
    Q_OBJECT

private slots:
    void init() { m_window = std::make_unique<SurfaceWindow>(); }
    void cleanup() { m_window.reset(); }

    void otherNetworksHaveASurface_data();
    void otherNetworksHaveASurface();
    void aLargeNetworkSaysWhatIsNotKnown();
    void unitsComeAndGo();
    void aSmallerProjectIsOpened();
    void otherDataAreTaken();
    void theWayIsNotTheOneOfAnotherNetwork();
    void aDivergedRunIsShownWhereItStands();
    void infiniteLossesAreGaps();
    void pagesChangeWhileTheyCompute();
    void theWindowClosesWhileItComputes_data();
    void theWindowClosesWhileItComputes();

private:
    SurfaceWindow &w() { return *m_window; }
    /// A project's text, or an example.
    void open(const QByteArray &project)
    {
        const bool isExample = project.startsWith("lesson:");
        QVERIFY2(w().window->open(isExample ? QString::fromUtf8(project)
                                            : w().write(QStringLiteral("other.basin"), project)),
                 project.constData());
        QTRY_VERIFY(!w().run()->isPreparing() && w().snapshot());
    }
    void edit(const std::function<void(Project &)> &change)
    {
        QVERIFY(w().model()->edit(QStringLiteral("Change"), {}, change));
    }
    bool isFor(Eigen::Index size)
    {
        return w().snapshot() && w().snapshot()->parameters.size() == size && w().isThere();
    }
    QString texts()
    {
        QString all;
        for (const QLabel *label : w().window->findChild<PointPanel *>()->findChildren<QLabel *>())
            if (label->isVisible())
                all += label->text() + QLatin1Char('\n');
        return all;
    }
    /// Every plane and every view, looked at.
    void lookAround()
    {
        for (const PlaneKind kind : {PlaneKind::ThreePoints, PlaneKind::Path, PlaneKind::Eigenvectors,
                                     PlaneKind::Random, PlaneKind::Weights}) {
            w().choose(kind);
            QTRY_VERIFY_WITH_TIMEOUT(w().isThere(), 20'000);
            QVERIFY(w().surface().surface()->problem.isEmpty() != w().surface().surface()->grid.isEmpty());
        }
        for (View *view : w().page()->views()) {
            w().page()->show(view);
            // Without OpenGL the map has the place of the 3-D view.
            QTRY_VERIFY2(!view->isVisible() || !view->grab().isNull(), qPrintable(view->id()));
        }
    }

    std::unique_ptr<SurfaceWindow> m_window;
};

void TestGuiSurfaceChanges::otherNetworksHaveASurface_data()
{
    QTest::addColumn<QByteArray>("project");
    QTest::addColumn<int>("weights");
    QTest::newRow("circle 2-8-1") << projectOf(dense(8, "tanh") + "," + dense(1, "sigmoid")) << 33;
    QTest::newRow("circle 2-6-1 relu") << projectOf(dense(6, "relu") + "," + dense(1, "sigmoid")) << 25;
    QTest::newRow("no hidden layer") << projectOf(dense(1, "sigmoid")) << 3;
    QTest::newRow("iris 4-6-3 softmax") << QByteArray("lesson:iris") << 51;
    QTest::newRow("one input") << QByteArray("lesson:two-boundaries") << 7;
    QTest::newRow("spiral 2-8-8-1") << QByteArray("lesson:spiral") << 105;
}

void TestGuiSurfaceChanges::otherNetworksHaveASurface()
{
    QFETCH(QByteArray, project);
    QFETCH(int, weights);
    open(project);
    QCOMPARE(w().snapshot()->parameters.size(), weights);
    w().openPage();
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown(), 20'000);
    w().run()->stepEpochs(3);
    QTRY_VERIFY_WITH_TIMEOUT(w().epoch() == 3 && w().isShown(), 20'000);
    // What the run says of itself, by another kernel than the map's.
    const SurfacePtr shown = w().surface().surface();
    for (const SurfaceMark &mark : shown->marks)
        if (mark.kind == SurfaceMark::Kind::Now) {
            const double loss = w().surface().objective()->values(w().snapshot()->parameters)[0];
            QVERIFY(std::abs(mark.loss - loss) < 1e-9 * (1 + loss));
        }
    QTRY_VERIFY_WITH_TIMEOUT(w().point(), 60'000);
    QVERIFY(!w().point()->report.level);
    QVERIFY2(texts().contains(QStringLiteral("Corner codes")) ||
                 texts().contains(QStringLiteral("Patterns are listed")),
             qPrintable(texts()));
    lookAround();

    w().action(ActionId::WayOut)->trigger();
    const EscapeModel *escape = w().window->escape();
    QTRY_VERIFY_WITH_TIMEOUT(!escape->isSeeking(), 120'000);
    QVERIFY(escape->wayOut() && !escape->wayOut()->isXor);
    QVERIFY(escape->wayOut()->escape.found || texts().contains(QStringLiteral("No way out was found")) ||
            texts().contains(QStringLiteral("solved")));
}

void TestGuiSurfaceChanges::aLargeNetworkSaysWhatIsNotKnown()
{
    open(projectOf(dense(24, "tanh") + "," + dense(12, "tanh") + "," + dense(1, "sigmoid")));
    QCOMPARE(w().snapshot()->parameters.size(), 72 + 300 + 13);
    w().openPage();
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown(), 20'000);
    w().run()->stepEpochs(3);
    QTRY_VERIFY_WITH_TIMEOUT(w().epoch() == 3 && w().isShown() && w().point(), 60'000);
    QVERIFY2(texts().contains(QStringLiteral("This network has 385 weights; eigenvalues")), qPrintable(texts()));
    const QAbstractButton *search = w().button(QStringLiteral("Find stationary points"));
    QVERIFY(search && !search->isEnabled() && !search->toolTip().isEmpty());
    for (const PlaneKind kind : {PlaneKind::Path, PlaneKind::ThreePoints, PlaneKind::Eigenvectors}) {
        w().choose(kind);
        QTRY_VERIFY_WITH_TIMEOUT(w().isThere(), 20'000);
        QVERIFY(w().surface().surface()->problem.contains(QStringLiteral("385")));
        QTRY_COMPARE(w().map()->figure().map.emptyText, w().surface().surface()->problem);
    }
    lookAround();
    w().action(ActionId::StationaryPoints)->trigger();
    QVERIFY(!w().window->atlas()->isSeeking());
    QVERIFY(w().window->atlas()->problem().contains(QStringLiteral("385")));
}

void TestGuiSurfaceChanges::unitsComeAndGo()
{
    open("lesson:xor-learns");
    w().openPage();
    QTRY_VERIFY(w().isShown());
    w().surface().chooseWeights(7, 8);
    QTRY_VERIFY(w().isShown() && w().surface().surface()->plane.weights[1] == 8);
    const auto units = [](int count) {
        return [count](Project &project) {
            project.layers[0].units = count;
            forgetParameters(project);
        };
    };
    edit(units(6));
    QTRY_VERIFY(isFor(25) && w().isShown());
    QVERIFY(w().surface().surface()->problem.isEmpty());
    w().surface().chooseWeights(23, 24);
    QTRY_VERIFY(w().isShown());
    SurfaceOptions zoomed = w().surface().options();
    zoomed.a = Interval{40, 41}; // far from any weight of the next network
    w().surface().setOptions(zoomed);
    edit(units(1));
    QTRY_VERIFY(isFor(5) && w().isShown());
    QVERIFY(!w().surface().options().a);
    QVERIFY(w().surface().surface()->problem.isEmpty());
    // The run and its views go on together through it.
    w().run()->play();
    for (const int count : {4, 2, 7, 1, 3}) {
        edit(units(count));
        QTRY_VERIFY(w().snapshot() && w().snapshot()->parameters.size() == 4 * count + 1);
        QTest::qWait(30);
        w().page()->grab();
    }
    edit([](Project &project) {
        project.layers.insert(project.layers.begin(), LayerSpec{3, "relu", {}, {}});
        forgetParameters(project);
    });
    QTRY_VERIFY(w().snapshot() && w().snapshot()->parameters.size() == 9 + 12 + 4);
    w().run()->pause();
    QTRY_VERIFY(isFor(25) && w().isShown());
    w().action(ActionId::Undo)->trigger();
    QTRY_VERIFY(isFor(13) && w().isShown());
}

void TestGuiSurfaceChanges::aSmallerProjectIsOpened()
{
    open("lesson:iris");
    w().openPage();
    w().surface().chooseWeights(40, 50);
    w().choose(PlaneKind::Random);
    QTRY_VERIFY(isFor(51) && w().isShown());
    w().choose(PlaneKind::Weights);
    w().run()->pin();
    open("lesson:xor-sticks");
    QTRY_VERIFY(isFor(9) && w().isShown());
    QVERIFY(w().surface().surface()->problem.isEmpty());
    QTRY_VERIFY(w().point());
}

void TestGuiSurfaceChanges::otherDataAreTaken()
{
    open("lesson:xor-learns");
    w().openPage();
    QTRY_VERIFY(w().isShown() && w().point());
    edit([](Project &project) { setKey(project, "data.options.gate", "and"); });
    QTRY_VERIFY(!w().run()->isPreparing() && w().isShown() && w().point());
    QVERIFY(saturatedLevels(*w().surface().objective()).empty()); // no XOR any more
    edit([](Project &project) { setKey(project, "data.source", "circle"); });
    QTRY_VERIFY(!w().run()->isPreparing() && w().isShown() && w().point());
    QVERIFY(w().surface().objective()->samples() > 4);
    QVERIFY2(texts().contains(QStringLiteral("Patterns are listed")), qPrintable(texts()));
    lookAround();
}

void TestGuiSurfaceChanges::theWayIsNotTheOneOfAnotherNetwork()
{
    open("lesson:xor-sticks");
    w().action(ActionId::WayOut)->trigger();
    EscapeModel *escape = w().window->escape();
    QTRY_VERIFY_WITH_TIMEOUT(escape->wayOut(), 30'000);
    escape->play();
    edit([](Project &project) {
        project.layers[0].units = 4;
        forgetParameters(project);
    });
    QTRY_VERIFY(!escape->wayOut() && !escape->isPlaying());
    escape->take(); // nothing is left to take
    escape->seek(); // while the other network is on its way
    QTRY_VERIFY_WITH_TIMEOUT(isFor(17) && !escape->isSeeking(), 30'000);
}

void TestGuiSurfaceChanges::aDivergedRunIsShownWhereItStands()
{
    open(R"({"basin":1, "data":{"source":"inline", "options":{
        "inputs":[[-2],[-1],[1],[2]], "targets":[[-1.9],[-1.2],[0.7],[2.2]]}},
        "network":{"layers":[{"type":"dense","units":1,"activation":"linear"}]},
        "optimizer":{"name":"sgd","learning_rate":50}})");
    w().openPage();
    QTRY_VERIFY(w().isShown());
    w().run()->play();
    QTRY_VERIFY(w().snapshot()->stopReason == StopReason::Diverged && w().isAtRest());
    QTRY_VERIFY(w().isThere() && w().point());
    QVERIFY(w().point()->report.verdict == Verdict::Diverged);
    QVERIFY2(texts().contains(QStringLiteral("Diverged")), qPrintable(texts()));
    lookAround();
    w().action(ActionId::WayOut)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!w().window->escape()->isSeeking(), 60'000);
}

void TestGuiSurfaceChanges::infiniteLossesAreGaps()
{
    open(projectOf(dense(4, "relu") + "," + dense(1, "linear"), R"(,"loss":{"name":"mean_squared_error"})"));
    w().openPage();
    QTRY_VERIFY(w().isShown());
    // Squares of what is greater than 1e154 are none that a double holds.
    SurfaceOptions options = w().surface().options();
    options.a = Interval{-1e200, 1e200};
    options.b = Interval{-1e200, 1e200};
    w().surface().setOptions(options);
    QTRY_VERIFY(w().isThere() && w().surface().surface()->grid.spec.a == *options.a);
    QTRY_VERIFY(w().map()->figure().legend.contains(QStringLiteral("not finite")));
    const QRect all = w().map()->rect();
    QSet<QString> said;
    for (const double x : {0.3, 0.7}) {
        QMouseEvent move(QEvent::MouseMove, QPointF(x * all.width(), 0.4 * all.height()), QPointF(), Qt::NoButton, {},
                         {});
        QApplication::sendEvent(w().map(), &move);
        QCOMPARE(w().map()->readOut().size(), 2);
        said.insert(w().map()->readOut().first().section(QStringLiteral("   "), 2));
    }
    QVERIFY2(said.contains(QStringLiteral("the loss is not finite")), qPrintable(said.values().join(u'|')));
    QTest::mouseDClick(w().map(), Qt::LeftButton, {}, all.center());
    QVERIFY(!w().surface().options().a);
    QTRY_VERIFY(w().isShown());
    lookAround();
}

void TestGuiSurfaceChanges::pagesChangeWhileTheyCompute()
{
    open(projectOf(dense(8, "tanh") + "," + dense(1, "sigmoid")));
    w().setPoints(512);
    w().run()->play();
    for (int i = 0; i < 10; ++i) {
        w().openPage();
        QTest::qWait(20 + 7 * i);
        w().action(ActionId::TrainPage)->trigger();
        QVERIFY(!w().surface().isActive());
        QTest::qWait(5);
    }
    w().run()->pause();
    QTRY_VERIFY(w().isAtRest());
    w().setPoints(65);
    w().openPage();
    QTRY_VERIFY_WITH_TIMEOUT(w().isShown() && w().point(), 20'000);
}

void TestGuiSurfaceChanges::theWindowClosesWhileItComputes_data()
{
    QTest::addColumn<QByteArray>("project");
    QTest::addColumn<QString>("what");
    for (const char *project : {"lesson:xor-sticks", "lesson:iris", "lesson:spiral"})
        for (const char *what : {"surface", "way out", "atlas", "point", "run"})
            QTest::addRow("%s, %s", project, what) << QByteArray(project) << QString::fromLatin1(what);
}

void TestGuiSurfaceChanges::theWindowClosesWhileItComputes()
{
    QFETCH(QByteArray, project);
    QFETCH(QString, what);
    open(project);
    w().setPoints(what == QStringLiteral("surface") ? 1024 : 65);
    w().openPage();
    if (what == QStringLiteral("way out")) {
        w().action(ActionId::WayOut)->trigger();
        QVERIFY(w().window->escape()->isSeeking());
    } else if (what == QStringLiteral("atlas")) {
        w().window->atlas()->seek(100'000, 1);
        QVERIFY(w().window->atlas()->isSeeking());
    } else if (what == QStringLiteral("run")) {
        w().run()->play();
    }
    QTest::qWait(60);
    QElapsedTimer timer;
    timer.start();
    w().window->close();
    m_window.reset();
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_MAIN(TestGuiSurfaceChanges)
#include "test_gui_surface_changes.moc"
