#include "model/lesson_report.h"
#include "model/lesson_run.h"
#include "render/markdown.h"
#include "render/theme.h"
#include "small_lesson.h"
#include "xor_project.h"

#include "training/trainer.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace basin;

namespace {

/// What training a project to its end gives, by the trainer alone.
Trainer trained(const Project &project)
{
    const PreparedRun run = prepareRun(project);
    Trainer trainer(run.spec, run.data);
    while (trainer.advance(1000) == StopReason::None) {
    }
    return trainer;
}

} // namespace

class TestLessonRun : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aQuestionHoldsEverythingBack();
    void anAnswerCountsOnce();
    void aStepIsDoneWhenItsConditionHolds();
    void aRunGoesOnIntoTheNextStep();
    void manyRunsAreOfTheStepsProject();
    void whatWasMeasuredCanBeTrainedAgain();
    void aTurnedKnobIsOwnedUpTo();
    void whatTheLessonSetCannotBeEdited();
    void theOwnProjectComesBackAsItWas();
    void goingBackShowsWhereItEnded();
    void anotherSittingKeepsTheAnswers();
    void aTextTakesNothingFromOutside();
    void theReportNeedsNothingButItself();
    void aReportThatCannotBeWrittenSaysSo();

private:
    void begin(int step = 0)
    {
        m_lesson->start(m_small, step);
        QTRY_VERIFY(m_lesson->isActive() && m_run->snapshot() && !m_run->isPreparing());
    }
    void settle()
    {
        begin();
        m_lesson->answer(0);
        m_lesson->runStep();
        QTRY_VERIFY(m_lesson->record().isDone && !m_run->isRunning());
    }
    std::int64_t epoch() const { return m_run->snapshot() ? m_run->snapshot()->epoch : -1; }

    const Lesson m_small = smallLesson();
    std::unique_ptr<ProjectModel> m_model;
    std::unique_ptr<LiveRun> m_run;
    std::unique_ptr<CensusModel> m_census;
    std::unique_ptr<LessonRun> m_lesson;
};

void TestLessonRun::init()
{
    QStandardPaths::setTestModeEnabled(true);
    m_model = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_model.get());
    m_census = std::make_unique<CensusModel>(m_model.get(), m_run.get());
    m_lesson = std::make_unique<LessonRun>(m_model.get(), m_run.get(), m_census.get());
    m_model->reset(xorProject(), QStringLiteral("own.basin"));
    QTRY_VERIFY(m_run->snapshot());
}

void TestLessonRun::cleanup()
{
    m_lesson.reset();
    m_census.reset();
    m_run.reset();
    m_model.reset();
}

void TestLessonRun::aQuestionHoldsEverythingBack()
{
    begin();
    QVERIFY(m_lesson->isGated());
    const QSignalSpy refused(m_run.get(), &LiveRun::commandFailed);
    m_run->play();
    m_run->stepUpdates(1);
    m_run->stepEpochs(10);
    QCOMPARE(refused.count(), 3);
    QVERIFY(!m_run->isRunning());
    m_census->start();
    QVERIFY(!m_census->isRunning());
    QCOMPARE(m_census->problem(), m_run->gate());
    QVERIFY(!m_lesson->canGoOn());
    m_lesson->next();
    QCOMPARE(m_lesson->step(), 0);

    m_lesson->answer(1);
    QVERIFY(!m_lesson->isGated());
    m_run->stepEpochs(10);
    QTRY_COMPARE(epoch(), std::int64_t{10});
}

void TestLessonRun::anAnswerCountsOnce()
{
    begin();
    m_lesson->answer(7);
    QVERIFY(m_lesson->isGated());
    m_lesson->answer(0);
    m_lesson->answer(1);
    QCOMPARE(m_lesson->record().choice, std::optional(0));
    QVERIFY(!m_lesson->record().isRight(*m_lesson->current().question));
    QVERIFY(!m_lesson->record().hintSeen);
    m_lesson->showHint();
    QVERIFY(m_lesson->record().hintSeen);
}

void TestLessonRun::aStepIsDoneWhenItsConditionHolds()
{
    begin();
    m_lesson->answer(1);
    QVERIFY(!m_lesson->record().isDone);
    QVERIFY(!m_lesson->whatIsLeft().isEmpty());
    m_lesson->runStep();
    QTRY_VERIFY(m_lesson->record().isDone);
    QCOMPARE(m_lesson->whatIsLeft(), QString());
    QCOMPARE(epoch(), std::int64_t{300});
    QVERIFY(m_lesson->canGoOn());
    // A restart does not take back what was done.
    m_run->restart();
    QTRY_COMPARE(epoch(), std::int64_t{0});
    QVERIFY(m_lesson->canGoOn());
}

void TestLessonRun::aRunGoesOnIntoTheNextStep()
{
    settle();
    const Vector before = m_run->snapshot()->parameters;
    m_lesson->next();
    QTRY_COMPARE(m_lesson->step(), 1);
    QCOMPARE(m_model->project().optimizer.value("learning_rate"), 0.01);
    QVERIFY(!m_model->undoStack()->canUndo());
    QTRY_VERIFY(m_run->snapshot() && !m_run->isPreparing());
    QCOMPARE(epoch(), std::int64_t{300});
    QVERIFY(m_run->snapshot()->parameters == before);
    QVERIFY(!m_lesson->record().isDone); // the rest that it came with is the last step's
    m_lesson->runStep();
    QTRY_VERIFY(m_lesson->record().isDone);
    QVERIFY(epoch() >= 320);
}

void TestLessonRun::manyRunsAreOfTheStepsProject()
{
    begin(2);
    QCOMPARE(m_census->settings().runs, 20);
    QCOMPARE(m_census->settings().firstSeed, std::uint64_t{3});
    m_lesson->answerNumber(42);
    QVERIFY(m_lesson->record().isRight(*m_lesson->current().question));
    QVERIFY(m_lesson->wantsCensus());
    QVERIFY(!m_lesson->wantsRun());
    m_lesson->runStep();
    QTRY_VERIFY_WITH_TIMEOUT(m_lesson->record().isDone, 60'000);
    m_lesson->next();
    QTRY_COMPARE(m_lesson->step(), 3);
    const CensusPtr census = m_lesson->records()[2].census;
    QVERIFY(census && census->isWhole());
    // Run k of it is what training its project gives.
    const RunRow &row = census->cells[0].rows[7];
    const Trainer alone = trained(runProject(census->spec, 0, row.run));
    QCOMPARE(alone.epoch(), row.epochs);
    QVERIFY(alone.metrics().loss == row.loss);
    // Another step's runs are not this one's.
    QVERIFY(m_lesson->record().isDone); // nothing was asked of it
}

void TestLessonRun::whatWasMeasuredCanBeTrainedAgain()
{
    settle();
    m_lesson->measure();
    const RunMeasurement run = *m_lesson->record().run;
    QVERIFY(run.isRepeatable);
    QCOMPARE(run.epoch, std::int64_t{300});
    // By way of the text, as a teacher would.
    const Trainer alone = trained(parseProject(projectText(run.project), "report"));
    QCOMPARE(alone.epoch(), run.epoch);
    QVERIFY(alone.metrics().loss == run.metrics.loss);
    QVERIFY(alone.parameters() == run.parameters);
    QCOMPARE(alone.outcome(), run.outcome);

    // Also of a run that was stopped by hand on its way.
    m_run->restart();
    m_run->stepEpochs(117);
    QTRY_COMPARE(epoch(), std::int64_t{117});
    QTRY_VERIFY(!m_run->snapshot()->running);
    m_lesson->measure();
    const RunMeasurement half = *m_lesson->record().run;
    QVERIFY(half.isRepeatable);
    const Trainer again = trained(parseProject(projectText(half.project), "report"));
    QVERIFY(again.parameters() == half.parameters);
}

void TestLessonRun::aTurnedKnobIsOwnedUpTo()
{
    settle();
    m_lesson->next();
    QTRY_COMPARE(m_lesson->step(), 1);
    m_run->stepEpochs(50);
    QTRY_VERIFY(epoch() == 350 && !m_run->snapshot()->running);
    m_lesson->measure();
    const RunMeasurement &run = *m_lesson->record().run;
    QVERIFY(!run.isRepeatable);
    QVERIFY(!run.events.empty());
    // The file then holds where it stood.
    const Project saved = parseProject(projectText(run.project), "report");
    QVERIFY(saved.state && saved.state->epoch == 350);
    QCOMPARE(saved.state->parameters,
             std::vector<double>(run.parameters.data(), run.parameters.data() + run.parameters.size()));
}

void TestLessonRun::whatTheLessonSetCannotBeEdited()
{
    begin();
    m_lesson->answer(0);
    const Project before = m_model->project();
    const QSignalSpy refused(m_model.get(), &ProjectModel::rejected);
    for (const auto &[key, value] :
         {std::pair{"optimizer.learning_rate", "0.5"}, std::pair{"optimizer.name", "\"sgd\""},
          std::pair{"network.layers[0].units", "5"}, std::pair{"data.options.gate", "\"and\""},
          std::pair{"loss.l2", "0.1"}, std::pair{"loss.name", "\"mean_squared_error\""},
          std::pair{"training.batch_size", "1"}, std::pair{"training.precision", "\"float32\""},
          std::pair{"training.epochs", "9"}, std::pair{"init.kernel", "\"zeros\""}})
        QVERIFY2(!m_model->setKey(QStringLiteral("Edit"), QLatin1String(key), QLatin1String(value)), key);
    QCOMPARE(refused.count(), 10);
    QVERIFY(m_model->project() == before);
    m_run->editParameter(0, 1.0);
    QVERIFY(!m_model->undoStack()->canUndo());
    // What it leaves is the user's.
    QVERIFY(m_model->setKey(QStringLiteral("Seed"), QStringLiteral("init.seed"), QStringLiteral("9")));
    QCOMPARE(m_model->project().init.seed, std::uint64_t{9});
    m_lesson->leave();
    QVERIFY(m_model->setKey(QStringLiteral("Rate"), QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.5")));
}

void TestLessonRun::theOwnProjectComesBackAsItWas()
{
    QVERIFY(m_model->setKey(QStringLiteral("Seed"), QStringLiteral("init.seed"), QStringLiteral("5")));
    QTRY_VERIFY(m_run->snapshot() && epoch() == 0);
    m_run->stepEpochs(40);
    QTRY_VERIFY(epoch() == 40 && !m_run->snapshot()->running);
    m_run->pin();
    const Vector parameters = m_run->snapshot()->parameters;
    Project own = m_model->project();
    settle();
    QVERIFY(m_run->pinnedRuns().empty());
    m_lesson->leave();
    QVERIFY(!m_lesson->isActive());
    QTRY_VERIFY(m_run->snapshot() && !m_run->isPreparing());
    QCOMPARE(m_model->fileName(), QStringLiteral("own.basin"));
    QVERIFY(m_model->isModified());
    Project back = m_model->project();
    QVERIFY(back.state);
    back.state.reset();
    own.state.reset();
    QVERIFY(back == own);
    QCOMPARE(epoch(), std::int64_t{40});
    QVERIFY(m_run->snapshot()->parameters == parameters);
    QCOMPARE(m_run->pinnedRuns().size(), std::size_t{1});
    QVERIFY(m_run->gate().isEmpty());

    // It goes on as if nothing had been: the same bits as without the lesson in between.
    m_run->stepEpochs(60);
    QTRY_VERIFY(epoch() == 100 && !m_run->snapshot()->running);
    own.training.epochs = 100;
    QVERIFY(m_run->snapshot()->parameters == trained(own).parameters());
}

void TestLessonRun::goingBackShowsWhereItEnded()
{
    settle();
    const Vector end = m_run->snapshot()->parameters;
    m_lesson->goTo(3);
    QTRY_COMPARE(m_lesson->step(), 3);
    m_lesson->goTo(0);
    QTRY_COMPARE(m_lesson->step(), 0);
    QTRY_VERIFY(m_run->snapshot() && !m_run->isPreparing());
    QCOMPARE(epoch(), std::int64_t{300});
    QVERIFY(m_run->snapshot()->parameters == end);
    QVERIFY(m_lesson->canGoOn());
    m_lesson->next();
    QTRY_COMPARE(m_lesson->step(), 1);
    QVERIFY(m_lesson->records()[0].run->isRepeatable); // not run again, it is what it was
}

void TestLessonRun::anotherSittingKeepsTheAnswers()
{
    settle();
    m_lesson->next();
    QTRY_COMPARE(m_lesson->step(), 1);
    const LessonRun::Kept kept = m_lesson->kept(m_small);
    QCOMPARE(kept.step, 1);
    QCOMPARE(kept.stepsDone(), 1);
    m_lesson->leave();
    QCOMPARE(m_lesson->kept(m_small).step, 1);
    begin(1);
    QCOMPARE(m_lesson->records()[0].choice, std::optional(0));
    // The step goes on from the end of the one before, which is known.
    QTRY_VERIFY(m_run->snapshot() && epoch() == 300);
    m_lesson->recall(m_small, {});
    QCOMPARE(m_lesson->kept(m_small).stepsDone(), 1); // under way: what is, counts
}

void TestLessonRun::aTextTakesNothingFromOutside()
{
    const QString html = markdownHtml(QStringLiteral("A **bold** word, `code`, <b onclick=\"x\">no</b>\n\n"
                                                     "![a picture](file:///etc/passwd) and [a link](https://a.b)\n\n"
                                                     "- one\n- two"),
                                      Theme::light());
    QVERIFY(!html.contains(QStringLiteral("<img")));
    QVERIFY(!html.contains(QStringLiteral("passwd")));
    QVERIFY(html.contains(QStringLiteral("&lt;b onclick")));
    QVERIFY(html.contains(QStringLiteral("href=\"https://a.b\"")));
    QVERIFY(html.contains(QStringLiteral("font-weight:500")));
    QVERIFY(!html.contains(QStringLiteral("font-weight:700")));
    QCOMPARE(html.count(QStringLiteral("<li")), 2);
}

void TestLessonRun::theReportNeedsNothingButItself()
{
    settle();
    m_lesson->measure();
    const LessonReport report{.lesson = m_small,
                              .records = m_lesson->records(),
                              .pupil = QStringLiteral("<Ada> & %1 %2"),
                              .date = QDate(2026, 11, 21)};
    const QString html = lessonReportHtml(report);
    QVERIFY(html.contains(QStringLiteral("&lt;Ada&gt; &amp; %1 %2")));
    QVERIFY(html.contains(QStringLiteral("Half way")));
    QVERIFY(html.contains(QStringLiteral("It settles half way.")));
    QCOMPARE(html.count(QStringLiteral("data:image/png;base64,")), 2);
    QVERIFY(!html.contains(QStringLiteral("http")));
    QVERIFY(html.contains(QString::fromStdString(projectDigest(m_lesson->record().run->project))));
    // Of a step that was not finished the answer is not given away.
    QVERIFY(!html.contains(QStringLiteral("So many.")));

    const QTemporaryDir folder;
    for (const char *name : {"report.html", "report.pdf"}) {
        const QString path = folder.filePath(QLatin1String(name));
        QCOMPARE(writeLessonReport(report, path), QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.size() > 10'000);
        QVERIFY(file.read(16).startsWith(path.endsWith(QLatin1String("pdf")) ? "%PDF-" : "<!DOCTYPE html>"));
    }
}

void TestLessonRun::aReportThatCannotBeWrittenSaysSo()
{
    const LessonReport report{.lesson = m_small, .records = std::vector<StepRecord>(4), .pupil = {}, .date = {}};
    const QTemporaryDir folder;
    for (const QString &path : {folder.filePath(QStringLiteral("no/such/folder.html")), folder.path()}) {
        const QString problem = writeLessonReport(report, path);
        QVERIFY2(problem.startsWith(path + QStringLiteral(": ")), qPrintable(problem));
        QVERIFY(!problem.contains(QLatin1Char('\n')));
    }
}

QTEST_MAIN(TestLessonRun)
#include "test_lesson_run.moc"
