// The fate of a start by itself: how the map grows, what it says of a point, and what mouse and keys do there.

#include "../model/xor_project.h"

#include "controls/basin_style.h"
#include "render/resources.h"
#include "views/fate_canvas.h"
#include "views/fate_view.h"

#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace basin;

class TestFateView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void init();
    void cleanup()
    {
        m_view.reset();
        m_fate.reset();
        m_run.reset();
        m_project.reset();
    }

    void withoutAMapItSaysWhatWillAppear();
    void aPointIsARunOfItsOwn();
    void aClickIsTheVeryRun();
    void arrowsAndEnterAreAClick();
    void aBandAndTheWheelZoomAndTwoClicksReset();
    void cancelKeepsWhatIsDone();
    void aHiddenMapGrowsButIsNotPainted();
    void anotherNetworkForgetsTheMap();
    void aChangedProjectIsSaid();
    void noWeightStandsOnBothAxes();
    void goingAwayEndsTheWork();

private:
    FateCanvas &canvas() { return *m_view->canvas(); }
    void wait()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_fate->map() && m_fate->map()->isWhole() && !m_fate->isComputing(), 60000);
    }
    void makeMap()
    {
        QTest::mouseClick(m_view->startButton(), Qt::LeftButton);
        wait();
        QTRY_VERIFY(canvas().shown() == m_fate->map());
    }
    QPoint pixel(int column, int row) { return canvas().pixelOf({column, row}).toPoint(); }
    void move(QPoint to, Qt::MouseButtons buttons = {})
    {
        QMouseEvent event(QEvent::MouseMove, to, canvas().mapToGlobal(QPointF(to)), Qt::NoButton, buttons, {});
        QApplication::sendEvent(&canvas(), &event);
    }
    const std::vector<double> &start() { return m_project->project().init.parameters; }

    std::unique_ptr<ProjectModel> m_project;
    std::unique_ptr<LiveRun> m_run;
    std::unique_ptr<FateModel> m_fate;
    std::unique_ptr<FateView> m_view;
};

void TestFateView::init()
{
    m_project = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_project.get());
    m_fate = std::make_unique<FateModel>(m_project.get(), m_run.get());
    m_view = std::make_unique<FateView>(m_fate.get());
    Project project = xorProject();
    project.training.epochs = 60;
    m_project->reset(project, {});
    m_fate->setOptions({.weights = {0, 3}, .points = 64});
    m_view->resize(536, 700);
    m_view->show();
    QTRY_VERIFY(m_run->snapshot());
}

void TestFateView::withoutAMapItSaysWhatWillAppear()
{
    QVERIFY(!m_view->hasData());
    QVERIFY(m_view->csv().isEmpty());
    QVERIFY(!canvas().figure().emptyText.isEmpty());
    QVERIFY(canvas().accessibleDescription().contains(canvas().figure().emptyText));
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, {200, 200});
    QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, {200, 200});
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Return, Qt::Key_Plus, Qt::Key_Home})
        QTest::keyClick(&canvas(), key);
    QVERIFY(canvas().readOut().isEmpty());
    QVERIFY(!m_view->grab().isNull());
    QCOMPARE(m_project->undoStack()->count(), 0);
}

void TestFateView::aPointIsARunOfItsOwn()
{
    makeMap();
    QCOMPARE(m_fate->map()->points.size(), 64U * 64U);
    const QList<QByteArray> lines = m_view->csv().trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 64 * 64);
    for (const QPoint at : {QPoint(0, 0), QPoint(63, 63), QPoint(17, 40)}) {
        RunSpec spec = m_run->prepared()->spec;
        const Vector drawn = startParameters(spec.architecture, spec.init);
        spec.init.parameters.assign(drawn.begin(), drawn.end());
        spec.init.parameters[0] = -6.0 + 12.0 * at.x() / 63;
        spec.init.parameters[3] = -6.0 + 12.0 * at.y() / 63;
        Trainer trainer(spec, m_run->prepared()->data);
        trainer.advanceEpochs(60);
        QCOMPARE(m_fate->map()->at(at.x(), at.y()).loss, trainer.metrics().loss);
        move(pixel(at.x(), at.y()));
        QCOMPARE(canvas().readOut().size(), 2);
        QVERIFY(canvas().readOut()[0].contains(QStringLiteral("h1.x1 = ")));
        QVERIFY(canvas().readOut()[1].contains(QStringLiteral("60")));
    }
    // As large as it leaves the window each point has as many pixels as any other.
    const QSize size = m_view->pictureSize();
    const QRectF plot = canvas().figure().plotRect(QRectF(QPointF(), size));
    QCOMPARE(plot.width(), 1024.0);
    QCOMPARE(plot.height(), 1024.0);
}

void TestFateView::aClickIsTheVeryRun()
{
    makeMap();
    const FatePoint point = m_fate->map()->at(50, 9);
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, pixel(50, 9));
    QCOMPARE(start(), m_fate->map()->spec.startAt(50, 9));
    QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->epoch == 60 && m_run->snapshot()->parameters.size() == 9);
    QTRY_COMPARE(m_run->snapshot()->metrics.loss, point.loss);
    QVERIFY(!m_fate->isOutdated()); // the map is of every start in its plane
    m_project->undoStack()->undo();
    QVERIFY(start().empty());
}

void TestFateView::arrowsAndEnterAreAClick()
{
    makeMap();
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Right);
    QCOMPARE(canvas().crosshair(), std::optional(QPoint(33, 32)));
    QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(canvas().crosshair(), std::optional(QPoint(33, 26)));
    QVERIFY(!canvas().grab().isNull());
    QTest::keyClick(&canvas(), Qt::Key_Return);
    QCOMPARE(start(), m_fate->map()->spec.startAt(33, 26));
    QTest::keyClick(&canvas(), Qt::Key_Escape);
    QVERIFY(!canvas().crosshair());
}

void TestFateView::aBandAndTheWheelZoomAndTwoClicksReset()
{
    makeMap();
    const QPoint from = pixel(10, 12), to = pixel(30, 40);
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, from);
    move((from + to) / 2, Qt::LeftButton);
    move(to, Qt::LeftButton);
    QVERIFY(!canvas().grab().isNull());
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, to);
    const Interval a = m_fate->options().shownA();
    QVERIFY(std::abs(a.low - m_fate->map()->spec.aAt(10)) < 0.2 && std::abs(a.high - (-6 + 12 * 30 / 63.0)) < 0.2);
    QVERIFY(m_fate->isComputing()); // at once, at the new window
    wait();
    QCOMPARE(m_fate->map()->spec.a, a);
    QTRY_VERIFY(canvas().shown() == m_fate->map());
    QCOMPARE(start().size(), 0U);

    const QPoint middle = pixel(32, 32);
    QWheelEvent wheel(middle, canvas().mapToGlobal(QPointF(middle)), {}, QPoint(0, 120), {}, {}, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&canvas(), &wheel);
    const Interval closer = m_fate->options().shownA();
    QVERIFY(std::abs((closer.high - closer.low) * 1.2 - (a.high - a.low)) < 1e-9);
    QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, middle);
    QCOMPARE(m_fate->options().shownA(), FateOptions::usual);
    wait();
}

void TestFateView::cancelKeepsWhatIsDone()
{
    m_project->setKey({}, QStringLiteral("training.epochs"), QStringLiteral("3000"));
    m_fate->setOptions({.weights = {0, 3}, .points = 1024});
    QTest::mouseClick(m_view->startButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_fate->map() && m_fate->map()->done > 0, 60000);
    QVERIFY(m_fate->progress() > 0.0);
    QTest::mouseClick(m_view->startButton(), Qt::LeftButton); // it says "Cancel" now
    QTRY_VERIFY_WITH_TIMEOUT(!m_fate->isComputing(), 60000);
    QVERIFY(m_fate->map()->done > 0 && !m_fate->map()->isWhole());
    QTRY_VERIFY(canvas().shown() == m_fate->map());
    QVERIFY(!m_view->grab().isNull());
}

void TestFateView::aHiddenMapGrowsButIsNotPainted()
{
    m_view->hide();
    const qint64 pictures = canvas().pictureCount();
    m_fate->start();
    wait();
    QCOMPARE(canvas().pictureCount(), pictures);
    m_view->show();
    QTRY_VERIFY(canvas().shown() == m_fate->map());
}

void TestFateView::anotherNetworkForgetsTheMap()
{
    makeMap();
    m_project->edit({}, {}, [](Project &project) { project.layers[0].units = 3; });
    QTRY_VERIFY(!m_fate->map());
    QTRY_VERIFY(!m_view->hasData());
    makeMap();
    QCOMPARE(m_fate->map()->spec.run.architecture.parameterCount(), 13);
}

void TestFateView::aChangedProjectIsSaid()
{
    makeMap();
    QVERIFY(!m_fate->isOutdated());
    m_project->setKey({}, QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.3"));
    QTRY_VERIFY(m_fate->isOutdated());
    makeMap();
    QVERIFY(!m_fate->isOutdated());
}

void TestFateView::noWeightStandsOnBothAxes()
{
    const QList<QComboBox *> combos = m_view->findChildren<QComboBox *>();
    const auto weight = std::find_if(combos.begin(), combos.end(),
                                     [](QComboBox *combo) { return combo->findText(QStringLiteral("h2.x2")) >= 0; });
    QVERIFY(weight != combos.end());
    emit(*weight)->activated((*weight)->findText(QStringLiteral("h2.x2")));
    QCOMPARE(m_fate->options().weights[0], 3);
    QCOMPARE(m_fate->options().weights[1], 0);
}

void TestFateView::goingAwayEndsTheWork()
{
    m_project->setKey({}, QStringLiteral("training.epochs"), QStringLiteral("1000000"));
    m_fate->setOptions({.weights = {0, 3}, .points = 1024});
    m_fate->start();
    QVERIFY(m_fate->isComputing());
    cleanup(); // returns although the map would take hours
}

QTEST_MAIN(TestFateView)
#include "test_fate_view.moc"
