#include "model/live_run.h"
#include "model/project_edits.h"
#include "xor_project.h"

#include "training/trainer.h"

#include <QSignalSpy>
#include <QTest>

using namespace basin;

class TestLiveRun : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aRestartNeverShowsTheRunBefore();
    void aRestartGivesTheSameBits();
    void newWeightsAreTheNextSeedAndCanBeUndone();
    void changesInTheMiddleOfPreparingCount();
    void undoingEverythingAtOnceGivesTheFirstRunBack();
    void aRunningRunGoesOnAfterAChangeOfTheNetwork();
    void playCountsAlsoWhileTheDataIsPrepared();
    void dataThatCannotBeIsSaidAndTakenBack();
    void whatDoesNotFitTheDataIsRefused_data();
    void whatDoesNotFitTheDataIsRefused();
    void aProjectThatCannotBeTrainedIsMendedByAnEdit();
    void editsOfAWeightAreUndoneInTheRunTheyBelongTo();
    void endsInFullRun();

private:
    void addUnit(int by = 1)
    {
        QVERIFY(m_model->edit(QStringLiteral("Add"), {}, [by](Project &project) {
            project.layers[0].units += by;
            forgetParameters(project);
        }));
    }
    void setRate(double rate)
    {
        QVERIFY(m_model->edit(QStringLiteral("Rate"), {},
                              [rate](Project &project) { project.optimizer.options.set("learning_rate", rate); }));
    }
    Eigen::Index parameterCount() const { return m_run->snapshot() ? m_run->snapshot()->parameters.size() : 0; }

    std::unique_ptr<ProjectModel> m_model;
    std::unique_ptr<LiveRun> m_run;
};

void TestLiveRun::init()
{
    m_model = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_model.get());
    Project project = xorProject();
    project.training.limitEpochs = false;
    m_model->reset(project, {});
    QTRY_VERIFY(m_run->snapshot());
}

void TestLiveRun::cleanup()
{
    m_run.reset();
    m_model.reset();
}

void TestLiveRun::aRestartNeverShowsTheRunBefore()
{
    std::uint64_t newest = m_run->snapshot()->run;
    bool wentBack = false;
    connect(m_run.get(), &LiveRun::snapshotChanged, m_run.get(), [&] {
        wentBack = wentBack || m_run->snapshot()->run < newest;
        newest = m_run->snapshot()->run;
    });
    m_run->play();
    for (int i = 0; i < 20; ++i) {
        QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->epoch > 0);
        const std::uint64_t before = m_run->snapshot()->run;
        m_run->restart();
        QVERIFY(!m_run->snapshot());
        QTRY_VERIFY(m_run->snapshot());
        QVERIFY(m_run->snapshot()->run > before);
        QVERIFY(m_run->isRunning());
    }
    QVERIFY(!wentBack);
}

void TestLiveRun::aRestartGivesTheSameBits()
{
    const Vector start = m_run->snapshot()->parameters;
    m_run->stepEpochs(100);
    QTRY_COMPARE(m_run->snapshot()->epoch, 100);
    const Vector after = m_run->snapshot()->parameters;
    QVERIFY(after != start);
    m_run->restart();
    QTRY_VERIFY(m_run->snapshot());
    QCOMPARE(m_run->snapshot()->epoch, 0);
    QVERIFY(m_run->snapshot()->parameters == start);
    m_run->stepUpdates(60);
    m_run->stepEpochs(40);
    QTRY_COMPARE(m_run->snapshot()->epoch, 100);
    QVERIFY(m_run->snapshot()->parameters == after);
}

void TestLiveRun::newWeightsAreTheNextSeedAndCanBeUndone()
{
    const Vector start = m_run->snapshot()->parameters;
    const std::uint64_t seed = m_model->project().init.seed;
    m_run->newWeights();
    QCOMPARE(m_model->project().init.seed, seed + 1);
    QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->parameters != start);
    m_model->undoStack()->undo();
    QCOMPARE(m_model->project().init.seed, seed);
    QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->parameters == start);
}

void TestLiveRun::changesInTheMiddleOfPreparingCount()
{
    QSignalSpy failures(m_run.get(), &LiveRun::commandFailed);
    addUnit();
    setRate(0.5); // no event loop in between: the network above is not there yet
    QTRY_COMPARE(parameterCount(), 13);
    QCOMPARE(m_run->prepared()->spec.optimizer.value("learning_rate"), 0.5);
    QCOMPARE(failures.count(), 0);

    // And the run itself has it: the same as one that was begun so.
    Trainer trainer(m_run->prepared()->spec, m_run->prepared()->data);
    QCOMPARE(trainer.spec().optimizer.value("learning_rate"), 0.5);
    trainer.advanceEpochs(50);
    m_run->stepEpochs(50);
    QTRY_COMPARE(m_run->snapshot()->epoch, 50);
    QVERIFY(m_run->snapshot()->parameters == trainer.parameters());
}

void TestLiveRun::undoingEverythingAtOnceGivesTheFirstRunBack()
{
    const Vector start = m_run->snapshot()->parameters;
    setRate(0.5);
    addUnit();
    setRate(0.25);
    addUnit();
    setRate(0.125);
    QTRY_COMPARE(parameterCount(), 17);
    QSignalSpy failures(m_run.get(), &LiveRun::commandFailed);
    while (m_model->undoStack()->canUndo())
        m_model->undoStack()->undo();
    QTRY_COMPARE(parameterCount(), 9);
    QVERIFY(m_run->snapshot()->parameters == start);
    QCOMPARE(m_run->prepared()->spec.optimizer.value("learning_rate"), 0.05);
    while (m_model->undoStack()->canRedo())
        m_model->undoStack()->redo();
    QTRY_COMPARE(parameterCount(), 17);
    QCOMPARE(m_run->prepared()->spec.optimizer.value("learning_rate"), 0.125);
    QCOMPARE(failures.count(), 0);
}

void TestLiveRun::aRunningRunGoesOnAfterAChangeOfTheNetwork()
{
    m_run->play();
    QSignalSpy turns(m_run.get(), &LiveRun::runningChanged);
    for (int i = 0; i < 10; ++i) {
        QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->epoch > 0);
        const Eigen::Index before = parameterCount();
        addUnit();
        QTRY_VERIFY(parameterCount() > before && m_run->snapshot()->epoch > 0);
        QVERIFY(m_run->isRunning());
    }
    QCOMPARE(turns.count(), 0);
}

void TestLiveRun::playCountsAlsoWhileTheDataIsPrepared()
{
    for (int i = 0; i < 10; ++i) {
        const Eigen::Index before = parameterCount();
        addUnit();
        m_run->play();
        QTRY_VERIFY(parameterCount() > before && m_run->snapshot()->epoch > 0);
        QVERIFY(m_run->isRunning());
        m_run->pause();
        QTRY_VERIFY(!m_run->snapshot()->running);
        QVERIFY(!m_run->isRunning());
    }
}

void TestLiveRun::dataThatCannotBeIsSaidAndTakenBack()
{
    const Vector start = m_run->snapshot()->parameters;
    QVERIFY(m_model->edit(QStringLiteral("Data"), {}, [](Project &project) {
        project.data.source = "csv";
        project.data.options = {};
        project.data.options.set("path", std::string("/nowhere/at/all.csv"));
    }));
    QTRY_VERIFY(!m_run->problem().isEmpty());
    QVERIFY(m_run->problem().contains(QLatin1String("all.csv")));
    QVERIFY(!m_run->problem().contains(QLatin1Char('\n')));
    QSignalSpy failures(m_run.get(), &LiveRun::commandFailed);
    m_run->play(); // not the run of before, either
    QVERIFY(!m_run->isRunning());
    QCOMPARE(failures.count(), 1);
    m_model->undoStack()->undo();
    QTRY_VERIFY(m_run->problem().isEmpty() && m_run->snapshot());
    QVERIFY(m_run->snapshot()->parameters == start);
    m_run->play();
    QTRY_VERIFY(m_run->snapshot()->epoch > 0);
}

void TestLiveRun::whatDoesNotFitTheDataIsRefused_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *path, const char *value) {
        QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(value);
    };
    row("network.layers[1].units", "2");
    row("training.frozen", "[9]");
    row("init.parameters", "[1, 2, 3]");
}

void TestLiveRun::whatDoesNotFitTheDataIsRefused()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    const Project before = m_model->project();
    const Vector start = m_run->snapshot()->parameters;
    QSignalSpy refusals(m_model.get(), &ProjectModel::rejected);
    QVERIFY(!m_model->setKey(path, path, value));
    QCOMPARE(refusals.count(), 1);
    QVERIFY(m_model->project() == before);
    QVERIFY(m_run->problem().isEmpty());
    m_run->stepEpochs(1);
    QTRY_COMPARE(m_run->snapshot()->epoch, 1);
    QCOMPARE(parameterCount(), start.size());
}

void TestLiveRun::aProjectThatCannotBeTrainedIsMendedByAnEdit()
{
    Project project = xorProject();
    project.layers.back().activation = "tanh";
    project.loss.name = "categorical_crossentropy"; // needs probabilities
    m_model->reset(project, {});
    QTRY_VERIFY(!m_run->problem().isEmpty());
    QVERIFY(m_model->setKey(QStringLiteral("Loss"), QStringLiteral("loss.name"), QStringLiteral("mean_squared_error")));
    QTRY_VERIFY(m_run->problem().isEmpty() && m_run->snapshot());
    QCOMPARE(m_run->prepared()->spec.loss.name, std::string("mean_squared_error"));
}

void TestLiveRun::editsOfAWeightAreUndoneInTheRunTheyBelongTo()
{
    const double before = m_run->snapshot()->parameters[3];
    m_run->editParameter(3, 1.25);
    QTRY_COMPARE(m_run->snapshot()->parameters[3], 1.25);
    m_run->editParameter(3, 2.5); // a second turn of the same knob
    QTRY_COMPARE(m_run->snapshot()->parameters[3], 2.5);
    QCOMPARE(m_model->undoStack()->count(), 1);
    m_model->undoStack()->undo();
    QTRY_COMPARE(m_run->snapshot()->parameters[3], before);
    m_model->undoStack()->redo();
    QTRY_COMPARE(m_run->snapshot()->parameters[3], 2.5);
    m_run->restart();
    QTRY_VERIFY(m_run->snapshot());
    m_model->undoStack()->undo(); // of a run that has gone
    m_run->stepEpochs(1);
    QTRY_COMPARE(m_run->snapshot()->epoch, 1);
    QVERIFY(std::abs(m_run->snapshot()->parameters[3] - before) < 0.1);
}

void TestLiveRun::endsInFullRun()
{
    m_run->setSpeed(Session::unlimitedSpeed);
    m_run->play();
    QTRY_VERIFY(m_run->snapshot()->epoch > 1000);
    m_run.reset(); // joins the worker: the test's time limit is what would fail
    QVERIFY(!m_run);
}

QTEST_MAIN(TestLiveRun)
#include "test_live_run.moc"
