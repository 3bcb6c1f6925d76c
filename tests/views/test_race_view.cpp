// A race by itself: one start, one clock, and a click that opens who is pointed at.

#include "../model/xor_project.h"

#include "controls/basin_style.h"
#include "render/curve_chart.h"
#include "render/resources.h"
#include "views/race_view.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace basin;

class TestRaceView : public QObject {
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
        m_race.reset();
        m_run.reset();
        m_project.reset();
    }

    void withoutARaceItSaysWhatWillAppear();
    void allBeginAtOneStartAndEndAsAlone();
    void stepsMoveTheOneClock();
    void aClickOpensARacer();
    void theMenuFollowsWhatDiffers();
    void whoCannotRaceIsNamed();
    void goingAwayEndsTheRace();

private:
    void race()
    {
        QTest::mouseClick(m_view->startButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_race->snapshot() && m_race->snapshot()->isOver, 60000);
    }

    std::unique_ptr<ProjectModel> m_project;
    std::unique_ptr<LiveRun> m_run;
    std::unique_ptr<RaceModel> m_race;
    std::unique_ptr<RaceView> m_view;
};

void TestRaceView::init()
{
    m_project = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_project.get());
    m_race = std::make_unique<RaceModel>(m_project.get(), m_run.get());
    m_view = std::make_unique<RaceView>(m_race.get());
    Project project = xorProject();
    project.training.epochs = 90;
    m_project->reset(project, {});
    m_race->setSpeed(Session::unlimitedSpeed);
    m_view->resize(536, 700);
    m_view->show();
    QTRY_VERIFY(m_run->snapshot());
}

void TestRaceView::withoutARaceItSaysWhatWillAppear()
{
    QVERIFY(!m_view->hasData());
    QVERIFY(m_view->csv().isEmpty());
    QVERIFY(!m_view->tiles()->figure().emptyText.isEmpty());
    QTest::mouseClick(m_view->tiles(), Qt::LeftButton);
    QTest::keyClick(m_view->tiles(), Qt::Key_Return);
    QVERIFY(!m_view->grab().isNull());
    QCOMPARE(m_project->undoStack()->count(), 0);
}

void TestRaceView::allBeginAtOneStartAndEndAsAlone()
{
    race();
    const RacePtr snapshot = m_race->snapshot();
    QCOMPARE(snapshot->epoch, 90);
    QCOMPARE(snapshot->racers.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const PreparedRun run = prepareRun(snapshot->entries[i].project);
        Trainer trainer(run.spec, run.data);
        QCOMPARE(snapshot->racers[i].history->bins().front().first.loss, trainer.metrics().loss);
        trainer.advanceEpochs(90);
        QCOMPARE(snapshot->racers[i].parameters, trainer.parameters());
    }
    const auto hasPaths = [this] {
        const QList<RaceFigure::Tile> &tiles = m_view->tiles()->figure().tiles;
        return tiles.size() == 3 && std::ranges::all_of(tiles, [](const auto &tile) { return tile.path.size() > 2; });
    };
    QTRY_VERIFY(hasPaths());
    QTRY_COMPARE(m_view->chart()->figure().curves.size(), 3);
    QCOMPARE(m_view->chart()->figure().curves[0].points.last().x(), 90.0);
    QVERIFY(m_view->csv().startsWith("racer,epoch,loss,accuracy\nsgd,0,"));
    QVERIFY(!m_view->grab().isNull());
}

void TestRaceView::stepsMoveTheOneClock()
{
    QTest::mouseClick(m_view->startButton(), Qt::LeftButton);
    m_race->pause();
    QTRY_VERIFY(m_race->snapshot());
    const std::int64_t before = m_race->snapshot()->epoch;
    m_race->step(1);
    m_race->step(2);
    QTRY_COMPARE(m_race->snapshot()->epoch, before + 3);
    for (const Racer &racer : m_race->snapshot()->racers)
        QCOMPARE(racer.epoch, before + 3);
    QVERIFY(!m_race->isRunning());
}

void TestRaceView::aClickOpensARacer()
{
    race();
    QTRY_COMPARE(m_view->tiles()->figure().tiles.size(), 3);
    const QRectF tile = m_view->tiles()->figure().tileRect(m_view->tiles()->area(), 1);
    QTest::mouseClick(m_view->tiles(), Qt::LeftButton, {}, tile.center().toPoint());
    QCOMPARE(m_project->project().optimizer.name, std::string("rmsprop"));
    m_project->undoStack()->undo();
    QCOMPARE(m_project->project().optimizer.name, std::string("adam"));
    QTest::keyClick(m_view->tiles(), Qt::Key_Left);
    QTest::keyClick(m_view->tiles(), Qt::Key_Left);
    QTest::keyClick(m_view->tiles(), Qt::Key_Return);
    QCOMPARE(m_project->project().optimizer.name, std::string("sgd"));
}

void TestRaceView::theMenuFollowsWhatDiffers()
{
    const auto words = [this] {
        QString all;
        for (QPushButton *button : m_view->findChildren<QPushButton *>())
            all += button->accessibleName();
        return all;
    };
    QVERIFY(words().contains(QStringLiteral("RMSProp")));
    RaceChoice choice;
    choice.key = "init.seed";
    choice.values = {"1", "3", "90"};
    m_race->setChoice(choice);
    QVERIFY(words().contains(QStringLiteral("Seed 3")) && words().contains(QStringLiteral("Seed 90")));
    QVERIFY(!words().contains(QStringLiteral("RMSProp")));
    race();
    QCOMPARE(m_race->snapshot()->racers.size(), 3U);
    QVERIFY(m_race->snapshot()->racers[0].parameters != m_race->snapshot()->racers[1].parameters);
}

void TestRaceView::whoCannotRaceIsNamed()
{
    m_project->setKey({}, QStringLiteral("training.batch_size"), QStringLiteral("1"));
    RaceChoice choice;
    choice.values = {"adam", "lbfgs"};
    m_race->setChoice(choice);
    QTest::mouseClick(m_view->startButton(), Qt::LeftButton);
    QTRY_VERIFY(m_race->problem().contains(QStringLiteral("lbfgs")));
    QVERIFY(!m_race->isRunning());
}

void TestRaceView::goingAwayEndsTheRace()
{
    m_project->setKey({}, QStringLiteral("training.epochs"), QStringLiteral("1000000000"));
    QTest::mouseClick(m_view->startButton(), Qt::LeftButton);
    QTRY_VERIFY(m_race->snapshot() && m_race->snapshot()->epoch > 0);
    cleanup();
}

QTEST_MAIN(TestRaceView)
#include "test_race_view.moc"
