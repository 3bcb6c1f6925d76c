#include "controls/basin_style.h"
#include "model/escape_model.h"
#include "render/curve_chart.h"
#include "render/resources.h"
#include "views/way_out_text.h"
#include "views/way_out_view.h"

#include "project/examples.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QUndoStack>

using namespace basin;

namespace {

/// Of the example that sticks, with what it needs.
struct Bench {
    ProjectModel model;
    LiveRun run{&model};
    SurfaceModel surface{&model, &run};
    EscapeModel escape{&surface};

    /// @param parameters  where it begins
    bool load(std::vector<double> parameters, double l2 = 0.0)
    {
        Project project = exampleProject(*findExample("xor-sticks"));
        project.init.parameters = std::move(parameters);
        project.loss.l2 = l2;
        model.reset(project, {});
        return QTest::qWaitFor([this] { return run.snapshot() && surface.objective(); }, 10'000);
    }
    bool search()
    {
        escape.seek();
        return QTest::qWaitFor([this] { return !escape.isSeeking(); }, 30'000);
    }
};

/// An edge state by hand: unit 1 is on at (0, 1) alone, unit 2 at (1, 1) alone; tanh units, logits (0, 8, 0, −8).
std::vector<double> edgeState()
{
    return {-8, 8, 8, 8, -4, -12, 4, -4, 0};
}

QPushButton *buttonNamed(const QWidget &view, const QString &text)
{
    for (QPushButton *button : view.findChildren<QPushButton *>())
        if (button->text() == text)
            return button;
    return nullptr;
}

} // namespace

class TestWayOutView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void beforeASearchItSaysWhatWillAppear();
    void aTrapIsLeftPlayedAndTaken();
    void nothingFoundSaysWhy();
    void cancelLeavesNothing();
    void stagesShareThePositions();
};

void TestWayOutView::beforeASearchItSaysWhatWillAppear()
{
    Bench bench;
    QVERIFY(bench.load(edgeState()));
    WayOutView view(&bench.escape);
    view.resize(900, 300);
    view.show();
    QPushButton *ask = buttonNamed(view, QStringLiteral("Show me the way out"));
    QVERIFY(ask && ask->isVisible() && ask->isEnabled());
    QVERIFY(view.csv().isEmpty());
    QVERIFY(!bench.escape.wayOut());
}

void TestWayOutView::aTrapIsLeftPlayedAndTaken()
{
    Bench bench;
    QVERIFY(bench.load(edgeState()));
    WayOutView view(&bench.escape);
    view.resize(900, 300);
    view.show();
    buttonNamed(view, QStringLiteral("Show me the way out"))->click();
    QVERIFY(bench.escape.isSeeking());
    QVERIFY(buttonNamed(view, QStringLiteral("Cancel"))->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!bench.escape.isSeeking(), 30'000);
    const WayOutPtr wayOut = bench.escape.wayOut();
    QVERIFY(wayOut && wayOut->escape.found);
    QCOMPARE(wayOut->losses.size(), std::size_t(WayOut::sampleCount));
    for (std::size_t i = 1; i < wayOut->losses.size(); ++i)
        QVERIFY(wayOut->losses[i] < wayOut->losses[i - 1]);

    const ChartFigure figure = view.chart()->figure();
    QCOMPARE(figure.curves.first().points.size(), WayOut::sampleCount);
    QCOMPARE(figure.marks.size(), qsizetype(wayOut->stages.size()));
    QVERIFY(figure.marks.first().label.startsWith(QLatin1Char('1')));
    QCOMPARE(view.csv().count('\n'), WayOut::sampleCount + 1);

    auto *slider = view.findChild<QSlider *>();
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(bench.escape.position(), 1.0);
    QVERIFY(bench.escape.parameters() == wayOut->escape.segments.back());
    bench.escape.play();
    QVERIFY(bench.escape.isPlaying());
    QTRY_VERIFY(bench.escape.position() > 0.0 && bench.escape.position() < 1.0);

    const qint64 before = bench.model.undoStack()->count();
    buttonNamed(view, QStringLiteral("Take it"))->click();
    QVERIFY(!bench.escape.isPlaying());
    QCOMPARE(bench.model.undoStack()->count(), before + 1);
    QTRY_VERIFY(bench.surface.objective()->accuracy(bench.run.snapshot()->parameters) == 1.0);
    bench.run.pause();
    bench.model.undoStack()->undo();
    const std::vector<double> start = edgeState();
    QTRY_VERIFY(!bench.run.snapshot()->running && bench.run.snapshot()->parameters[0] == start[0]);
}

void TestWayOutView::nothingFoundSaysWhy()
{
    Bench bench;
    QVERIFY(bench.load(std::vector<double>(9, 0.0), 0.1)); // the lowest point of all under this penalty
    WayOutView view(&bench.escape);
    QVERIFY(bench.search());
    const WayOutPtr wayOut = bench.escape.wayOut();
    QVERIFY(wayOut && !wayOut->escape.found && wayOut->hasPenalty);
    QVERIFY(WayOutText::whyNot(*wayOut).contains(QStringLiteral("penalty")));
    QVERIFY(bench.escape.parameters().size() == 0);
    bench.escape.take(); // nothing to take
    QCOMPARE(bench.model.undoStack()->count(), 0);
}

void TestWayOutView::cancelLeavesNothing()
{
    Bench bench;
    QVERIFY(bench.load(edgeState()));
    QSignalSpy changes(&bench.escape, &EscapeModel::changed);
    bench.escape.seek();
    bench.escape.cancel();
    QVERIFY(!bench.escape.isSeeking());
    QCOMPARE(changes.count(), 2);
    QVERIFY(!bench.escape.wayOut());
    QVERIFY(bench.search()); // and the next one is not the one that was cancelled
    QVERIFY(bench.escape.wayOut());
}

void TestWayOutView::stagesShareThePositions()
{
    WayOut wayOut;
    wayOut.escape.found = true;
    wayOut.escape.segments = {Vector::Constant(1, 0.0), Vector::Constant(1, 1.0), Vector::Constant(1, 4.0),
                              Vector::Constant(1, 104.0)};
    wayOut.stages = {{{EscapeStep::Kind::Sharpen, 0}, 0, 2}, {{EscapeStep::Kind::Turn, 1}, 2, 3}};
    QCOMPARE(wayOut.at(0.0)[0], 0.0);
    QCOMPARE(wayOut.at(0.25)[0], 2.0);
    QCOMPARE(wayOut.at(0.5)[0], 4.0);
    QCOMPARE(wayOut.at(0.75)[0], 54.0);
    QCOMPARE(wayOut.at(1.0)[0], 104.0);
    QCOMPARE(wayOut.stageAt(0.49), std::size_t(0));
    QCOMPARE(wayOut.stageAt(0.51), std::size_t(1));
    QCOMPARE(wayOut.stageAt(1.0), std::size_t(1));
}

QTEST_MAIN(TestWayOutView)
#include "test_way_out_view.moc"
