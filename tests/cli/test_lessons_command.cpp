#include "program.h"

#include "lesson/lesson.h"
#include "project/project.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace basin;

namespace {

constexpr const char *tiny = R"({
  "basin_lesson": 1, "name": "tiny", "title": "A tiny lesson", "summary": "One step.", "minutes": 2,
  "claims": {
    "edge": { "formula": "ln(2)/2", "digits": 3 },
    "start": { "of": "epochs", "step": "only", "value": 5, "tolerance": 0, "show": "count" }
  },
  "steps": [ { "name": "only", "title": "Only", "text": "From {{edge}}, {{start}} epochs.",
    "project": { "basin": 1, "data": { "source": "gate" }, "training": { "epochs": 5 },
                 "network": { "layers": [ { "units": 1, "activation": "sigmoid" } ] } } } ]
})";

} // namespace

class TestLessonsCommand : public QObject {
    Q_OBJECT

private slots:
    void lessonsAreProjects_data();
    void lessonsAreProjects();
    void settingsGoIntoAStep();
    void aFileIsChecked();
    void claimsAreMeasured();
    void faultsAreOneLine_data();
    void faultsAreOneLine();

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QTemporaryDir m_folder;
};

void TestLessonsCommand::lessonsAreProjects_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("title");
    const Lesson &lesson = lessons().front();
    const QString name = QStringLiteral("lesson:") + QString::fromStdString(lesson.name);
    const LessonStep &second = lesson.steps[1];
    QTest::newRow("the first step") << name << QString::fromStdString(lesson.steps[0].name);
    QTest::newRow("a step by its number") << name + "/2" << QString::fromStdString(second.name);
    QTest::newRow("a step by its name") << name + "/" + QString::fromStdString(second.name)
                                        << QString::fromStdString(second.name);
}

/// What the program trains is the step's project: the same end as a run of it here.
void TestLessonsCommand::lessonsAreProjects()
{
    QFETCH(QString, argument);
    QFETCH(QString, title);
    const Project project = lessons().front().findStep(title.toStdString())->project;
    const PreparedRun run = prepareRun(project);
    Trainer trainer(run.spec, run.data);
    trainer.advanceEpochs(7);
    const QJsonObject json = runProgram({"train", argument, "--epochs", "7", "--json"}).json();
    QCOMPARE(json["loss"].toDouble(), trainer.metrics().loss);
}

void TestLessonsCommand::settingsGoIntoAStep()
{
    const QString step = QStringLiteral("lesson:%1/2").arg(QString::fromStdString(lessons().front().name));
    const QJsonObject json =
        runProgram({"train", step, "--epochs", "3", "--set", "network.layers[0].units=5", "--json"}).json();
    QCOMPARE(json["parameters"].toArray().size(), 5 * 3 + 6); // 2-5-1
    QCOMPARE(runProgram({"train", step, "--set", "network.layers[0].units=0"}).exitCode, 2);
}

void TestLessonsCommand::aFileIsChecked()
{
    QVERIFY(writeFile(path("tiny.lesson.json"), tiny));
    const Result text = runProgram({"lessons", "--check", path("tiny.lesson.json")});
    QCOMPARE(text.exitCode, 0);
    QVERIFY2(text.out.contains("1 step, 0 questions, 2 claims, 2 minutes"), text.out.constData());
    const QJsonObject json = runProgram({"lessons", "--check", path("tiny.lesson.json"), "--json"}).json();
    QCOMPARE(json["name"].toString(), "tiny");
    QCOMPARE(json["steps"].toArray(), QJsonArray{"only"});
    QCOMPARE(json["claims"].toArray().at(0).toObject()["text"].toString(), "0.347");
}

void TestLessonsCommand::claimsAreMeasured()
{
    QVERIFY(writeFile(path("true.json"), tiny));
    const Result right = runProgram({"lessons", "--check", path("true.json"), "--measure"});
    QCOMPARE(right.exitCode, 0);
    QVERIFY2(right.out.contains("holds  start: 5; claimed 5"), right.out.constData());
    QVERIFY(writeFile(path("false.json"), QByteArray(tiny).replace("\"value\": 5", "\"value\": 6")));
    const Result wrong = runProgram({"lessons", "--check", path("false.json"), "--measure", "--json"});
    QCOMPARE(wrong.exitCode, 1);
    QCOMPARE(wrong.json()["claims"].toArray().at(1).toObject()["holds"], QJsonValue(false));
    QCOMPARE(wrong.json()["claims"].toArray().at(1).toObject()["measured"], QJsonValue(5));
}

void TestLessonsCommand::faultsAreOneLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const char *piece, const char *instead, const char *message) {
        QTest::newRow(name) << QByteArray(tiny).replace(piece, instead) << QByteArray(message);
    };
    row("a key", "\"minutes\"", "\"minuets\"", "minuets: is not a known key; did you mean minutes?");
    row("a number that is typed in", "{{start}} epochs", "2500 epochs", "steps[0].text: the number 2500 is typed in");
    row("a project that is none", "\"gate\"", "\"gaet\"", "steps[0].project: data.source: must be one of");
    row("a project that cannot be trained", "\"units\": 1,", "\"units\": 2,",
        "steps[0]: network.layers[0].units: must be 1");
    QTest::newRow("no JSON") << QByteArray("{\n  oops") << QByteArray("line 2, column 3");
    QTest::newRow("too deep") << QByteArray(2000, '[') << QByteArray("is nested deeper than 64 levels");
    QTest::newRow("a list") << QByteArray("[]") << QByteArray("must be a lesson, an object");
    QTest::newRow("empty") << QByteArray() << QByteArray("is empty");
}

void TestLessonsCommand::faultsAreOneLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const QString file = path("fault.json");
    QVERIFY(writeFile(file, text));
    const Result result = runProgram({"lessons", "--check", file});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.out.isEmpty());
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.startsWith("basin: " + file.toUtf8()), result.err.constData());
    QVERIFY2(result.err.contains(message), result.err.constData());
}

QTEST_GUILESS_MAIN(TestLessonsCommand)
#include "test_lessons_command.moc"
