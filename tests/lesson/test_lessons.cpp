#include "data/error.h"
#include "lesson/lesson.h"
#include "project/examples.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <set>

using namespace basin;

namespace {

/// BASIN_FULL_STATISTICS=1: as many runs as each claim is made of; minutes in a release build.
bool isFull()
{
    return qEnvironmentVariableIsSet("BASIN_FULL_STATISTICS");
}

/// All texts of a step, with whatever they say.
std::string allTexts(const LessonStep &step)
{
    std::string all = step.title + step.text + step.notice;
    if (step.question) {
        all += step.question->text + step.question->explanation + step.question->hint;
        for (const Choice &choice : step.question->choices)
            all += choice.text + choice.note;
    }
    return all;
}

} // namespace

/// The lessons that come with Basin: each can be opened and run, and what it says is so.
class TestLessons : public QObject {
    Q_OBJECT

private slots:
    void thereAreEightAndAGallery();
    void eachIsWhole_data();
    void eachIsWhole();
    void eachStepTrains_data();
    void eachStepTrains();
    void claimsHold_data();
    void claimsHold();
};

void TestLessons::thereAreEightAndAGallery()
{
    const auto inGroup = [](const char *group) { return std::ranges::count(lessons(), group, &Lesson::group); };
    QCOMPARE(inGroup("lesson"), 8);
    QCOMPARE(inGroup("gallery"), 6);
    std::set<std::string> names;
    for (const Lesson &lesson : lessons())
        names.insert(lesson.name);
    for (const Example &example : examples()) // both are named "lesson:NAME"
        names.insert(example.name);
    QCOMPARE(names.size(), lessons().size() + examples().size());
}

void TestLessons::eachIsWhole_data()
{
    QTest::addColumn<QString>("name");
    for (const Lesson &lesson : lessons())
        QTest::newRow(lesson.name.c_str()) << QString::fromStdString(lesson.name);
}

void TestLessons::eachIsWhole()
{
    QFETCH(QString, name);
    const Lesson &lesson = *findLesson(name.toStdString());
    checkLesson(lesson, lesson.name);
    QVERIFY(lesson.steps.size() >= (lesson.group == "gallery" ? 2U : 3U));
    QVERIFY(lesson.steps.size() <= 7);
    for (const LessonStep &step : lesson.steps) {
        QVERIFY2(step.question, step.name.c_str()); // something to predict before each run
        QVERIFY2(!step.question->hint.empty(), step.name.c_str());
        QVERIFY2(asksFor(step.done, Condition::Kind::Answered), step.name.c_str());
        QVERIFY2(step.page != "runs" || (step.runs && asksFor(step.done, Condition::Kind::Runs)), step.name.c_str());
        const std::string texts = allTexts(step);
        QVERIFY2(texts.find("{{") == std::string::npos, texts.c_str());
    }
}

void TestLessons::eachStepTrains_data()
{
    eachIsWhole_data();
}

void TestLessons::eachStepTrains()
{
    QFETCH(QString, name);
    for (const LessonStep &step : findLesson(name.toStdString())->steps) {
        const PreparedRun run = prepareRun(step.project);
        Trainer trainer(run.spec, run.data);
        trainer.advance(3);
        QVERIFY2(std::isfinite(trainer.metrics().loss), step.name.c_str());
        if (step.runs) { // what the page of many runs is set to can run, too
            const Census census = runCensus({.project = step.project, .runs = 1, .vary = step.runs->vary});
            QVERIFY2(census.isWhole(), step.name.c_str());
        }
    }
}

void TestLessons::claimsHold_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("place");
    for (const Lesson &lesson : lessons())
        for (std::size_t i = 0; i < lesson.claims.size(); ++i)
            QTest::newRow((lesson.name + ": " + lesson.claims[i].name).c_str())
                << QString::fromStdString(lesson.name) << static_cast<int>(i);
}

void TestLessons::claimsHold()
{
    QFETCH(QString, name);
    QFETCH(int, place);
    const Lesson &lesson = *findLesson(name.toStdString());
    const Claim &claim = lesson.claims[static_cast<std::size_t>(place)];
    const Project none;
    const Project &project = claim.kind == Claim::Kind::Formula ? none : lesson.findStep(claim.step)->project;
    QElapsedTimer timer;
    timer.start();
    const ClaimResult result = measureClaim(claim, project, isFull() ? Effort::Full : Effort::Quick);
    QVERIFY2(result.holds, result.summary.c_str());
    if (claim.kind != Claim::Kind::Formula)
        qInfo("“%s”: %s; %.2f s", claim.text().c_str(), result.summary.c_str(),
              static_cast<double>(timer.elapsed()) / 1000.0);
}

int main(int argc, char **argv)
{
    if (isFull()) // QTest ends a test function after five minutes
        qputenv("QTEST_FUNCTION_TIMEOUT", "7200000");
    QCoreApplication application(argc, argv);
    TestLessons test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_lessons.moc"
