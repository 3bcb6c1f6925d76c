#include "lesson_text.h"

#include "data/error.h"
#include "lesson/lesson.h"

#include <QTest>

#include <cmath>

using namespace basin;

namespace {

Lesson small(const QByteArray &piece = {}, const QByteArray &instead = {})
{
    return parseLesson(smallLesson(piece, instead).toStdString(), "small.lesson.json");
}

} // namespace

class TestLessonFormat : public QObject {
    Q_OBJECT

private slots:
    void everyPartIsRead();
    void stepsAreFound();
    void faultsNameTheirPlace_data();
    void faultsNameTheirPlace();
    void numbersInTexts_data();
    void numbersInTexts();
    void formulas_data();
    void formulas();
    void numbersAreWrittenForReaders_data();
    void numbersAreWrittenForReaders();
    void answersAreJudged();
};

void TestLessonFormat::everyPartIsRead()
{
    const Lesson lesson = small();
    QCOMPARE(lesson.name, "small");
    QCOMPARE(lesson.group, "lesson");
    QCOMPARE(lesson.minutes, 3);
    QCOMPARE(lesson.steps.size(), std::size_t{2});
    const LessonStep &first = lesson.steps[0], &second = lesson.steps[1];
    QCOMPARE(first.text, "A line\nand **another** of 12\u202f000 epochs.");
    QCOMPARE(first.views, (std::vector<std::string>{"boundary", "curves"}));
    QCOMPARE(first.question->choices[1].text, "At 0.347");
    QCOMPARE(first.question->rightText(), "At 0.347");
    QCOMPARE(first.question->right, 1);
    QCOMPARE(first.done.parts.size(), std::size_t{2});
    QVERIFY(first.control("speed") == ControlState::Shown);
    QVERIFY(first.control("learning_rate") == ControlState::Locked);
    QVERIFY(first.control("no such control") == ControlState::Shown);
    QCOMPARE(first.controls.size(), lessonControls().size());

    QCOMPARE(second.text, "Of all, 50\u202f% learn at 0.1.");
    QCOMPARE(second.project.layers[0].units, 3);
    QCOMPARE(second.project.training.epochs, std::int64_t{12000}); // from the step before
    QVERIFY(second.control("learning_rate") == ControlState::Shown);
    QVERIFY(second.control("speed") == ControlState::Hidden); // a step goes before the lesson
    QCOMPARE(second.runs->count, std::int64_t{50});
    QCOMPARE(second.runs->vary[0].values.size(), std::size_t{2});
    QVERIFY(second.done == Condition()); // no question: nothing to wait for
    QCOMPARE(lesson.claims[1].quickRuns, std::int64_t{10});
    checkLesson(lesson, "small.lesson.json");
}

void TestLessonFormat::stepsAreFound()
{
    const Lesson lesson = small();
    QCOMPARE(lesson.findStep("first"), &lesson.steps[0]);
    QCOMPARE(lesson.findStep("2"), &lesson.steps[1]);
    for (const char *wrong : {"0", "3", "-1", "third", "", "2x", "99999999999999999999"})
        QVERIFY2(lesson.findStep(wrong) == nullptr, wrong);
}

void TestLessonFormat::faultsNameTheirPlace_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<QByteArray>("instead");
    QTest::addColumn<QByteArray>("place");
    const auto row = [](const char *name, const char *piece, const char *instead, const char *place) {
        QTest::newRow(name) << QByteArray(piece) << QByteArray(instead) << QByteArray(place);
    };
    row("no lesson", R"("basin_lesson": 1, )", "", "basin_lesson: is missing");
    row("a later version", R"("basin_lesson": 1)", R"("basin_lesson": 2)", "basin_lesson: must be 1");
    row("a slip of the pen", R"("minutes": 3)", R"("minuts": 3)", "minuts: is not a known key; did you mean minutes?");
    row("syntax", R"("minutes": 3,)", R"("minutes": 3)", "line 3, column 10: syntax error");
    row("a name with a space", R"("name": "small")", R"("name": "so small")", "name: must be a name");
    row("no time", R"("minutes": 3)", R"("minutes": 0)", "minutes: must be a whole number from 1");
    row("an empty title", R"("title": "First")", R"("title": "")", "steps[0].title: must be a text of 1 to");
    row("two steps of one name", R"("name": "second")", R"("name": "first")", "steps[1].name: must be a name that no");
    row("the project", R"({ "units": 2,)", R"({ "units": -2,)",
        "steps[0].project: network.layers[0].units: must be a whole number");
    row("a key of the project", R"("learning_rate": 0.05)", R"("learning_rat": 0.05)",
        "steps[0].project: optimizer.learning_rat: is not a known key");
    row("the change", R"("network.layers[0].units": 3)", R"("network.layers[0].units": 0)",
        "steps[1].change: network.layers[0].units: must be");
    row("a change of nothing", R"("change": { "optimizer.learning_rate": 0.1,)",
        R"("change": { "optimiser.rate": 0.1,)", "steps[1].change: optimiser: is not a known key");
    row("project and change", R"("notice": "This.")", R"("notice": "This.", "project": {})",
        "steps[1].change: must not stand beside");
    row("continues elsewhere", R"("notice": "This.")", R"("notice": "This.", "continues": true)",
        "steps[1].continues: must be false");
    row("a page", R"("page": "train")", R"("page": "trian")", "steps[0].page: must be one of train, surface, runs");
    row("a view of another page", R"([ "boundary", "curves" ])", R"([ "boundary", "fate" ])",
        "steps[0].views[1]: must be one of");
    row("runs that cannot be", R"("count": 50)", R"("count": 0)", "steps[1].runs.count: must be a whole number");
    row("a variation", R"([ "network.layers[0].units=2,3" ])", R"([ "init.seed=2,3" ])", "steps[1].runs: ");
    row("a control", R"("learning_rate": "shown",)", R"("learning_speed": "shown",)",
        "steps[1].controls.learning_speed: is not");
    row("a control's state", R"("others": "hidden")", R"("others": "gone")",
        "steps[1].controls.others: must be one of shown, locked, hidden");
    row("no right choice", R"(, "right": true)", "", "steps[0].question.choices: must have one choice with");
    row("two right choices", R"("text": "At 0.35", "note": "or 17 %")", R"("text": "Low", "right": true)",
        "steps[0].question.choices[1].right: must be true for one");
    row("no explanation", R"("explanation": "Because of {{edge}}.", )", "",
        "steps[0].question.explanation: is missing");
    row("a number and choices", R"("hint": "Look.")", R"("number": 3)", "steps[0].question: must have either");
    row("a condition", R"({ "epoch": 100 })", R"({ "epochs": 100 })",
        "steps[0].done.all[1].epochs: is not a known key; did you mean epoch?");
    row("two in one", R"({ "epoch": 100 })", R"({ "epoch": 100, "loss_below": 1 })",
        "steps[0].done.all[1]: must have one key");
    row("a condition's number", R"({ "epoch": 100 })", R"({ "epoch": 0.5 })", "steps[0].done.all[1].epoch: must be");
    row("a finding", R"({ "epoch": 100 })", R"({ "finding": "sadness" })", "steps[0].done.all[1].finding: must be one");
    row("an outcome", R"({ "epoch": 100 })", R"({ "outcome": "lost" })", "steps[0].done.all[1].outcome: must be one");
    row("an answer to nothing", R"("notice": "This.")", R"("notice": "This.", "done": { "answered": true })",
        "steps[1].done: must not ask for an answer");
    row("a claim that is none", R"("At {{edge}}")", R"("At {{egde}}")",
        "steps[0].question.choices[1].text: {{egde}} is no claim of this lesson; did you mean {{edge}}?");
    row("a claim nobody uses", R"("Of all, {{solved}} learn)", R"("Of all, some learn)",
        "claims.solved: must be named by a text");
    row("a setting that is not there", "{{training.epochs}}", "{{training.years}}",
        "steps[0].text: {{training.years}} is not in the step's project");
    row("a setting out of a list", "{{training.epochs}}", "{{network.layers[7].units}}",
        "steps[0].text: {{network.layers[7].units}} is not in");
    row("an open name", "{{training.epochs}}", "{{training.epochs", "steps[0].text: {{ opens a name");
    row("a typed number", "{{training.epochs}}", "12000", "steps[0].text: the number 12000 is typed in");
    row("a claim of no step", R"("step": "first")", R"("step": "third")", "claims.solved.step: must be the name of a");
    row("a claim of two kinds", R"("formula": "ln(2)/2")", R"("formula": "ln(2)/2", "of": "loss")",
        "claims.edge: must have one of");
    row("a formula", R"("formula": "ln(2)/2")", R"("formula": "ln(2")",
        "claims.edge.formula: formula: expected a closing");
    row("a fate", R"({ "fate": "solved" })", R"({ "fate": "solvd" })", "claims.solved.share.fate: must be one of");
    row("half a filter", R"({ "fate": "solved" })", R"({ "at_least": 0.5 })", "claims.solved.share: must have");
    row("a share beyond", R"("value": 0.5,)", R"("value": 50,)", "claims.solved.value: must be a share");
    row("more quick runs than runs", R"("quick": { "runs": 10 })", R"("quick": { "runs": 101 })",
        "claims.solved.quick.runs: must be a whole number from 1 to 100");
}

void TestLessonFormat::faultsNameTheirPlace()
{
    QFETCH(QByteArray, piece);
    QFETCH(QByteArray, instead);
    QFETCH(QByteArray, place);
    try {
        static_cast<void>(small(piece, instead));
    } catch (const InputError &error) {
        const QByteArray message = error.what();
        QVERIFY2(message.startsWith("small.lesson.json: " + place), message.constData());
        QVERIFY2(!message.contains('\n'), message.constData());
        return;
    }
    QFAIL("was taken");
}

void TestLessonFormat::numbersInTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char *text, bool isTaken) { QTest::newRow(text) << QString::fromUtf8(text) << isTaken; };
    row("a 2-2-1 network", true);
    row("the unit h1, in float32", true);
    row("an output of 0 or 1, or ½", true);
    row("step 3 of 6", true);
    row("as Kolen showed (1993)", true);
    row("the patterns `01` and `10`", true);
    row("1. a list", true);
    row("a loss of 0.35", false);
    row("17 runs", false);
    row("in 2000 epochs", false);
    row("9 % of them", false);
    row("9% of them", false);
    row("two thirds, 2/3", false);
    row("10-20 epochs", false);
    row("a rate of 1e-3", false);
    row("8,5", false);
}

void TestLessonFormat::numbersInTexts()
{
    QFETCH(QString, text);
    QFETCH(bool, isTaken);
    try {
        static_cast<void>(small("\"This.\"", "\"" + text.toUtf8() + "\""));
        QVERIFY(isTaken);
    } catch (const InputError &error) {
        QVERIFY2(!isTaken && QByteArray(error.what()).contains("is typed in"), error.what());
    }
}

void TestLessonFormat::formulas_data()
{
    QTest::addColumn<QString>("formula");
    QTest::addColumn<double>("value"); // not a number: refused
    QTest::newRow("½ ln 2") << "ln(2)/2" << 0.34657359027997264;
    QTest::newRow("¾ H(⅓)") << "-3/4*(ln(1/3)/3 + 2*ln(2/3)/3)" << 0.47738562622110973;
    QTest::newRow("m ln m") << "10*ln(10)" << 23.025850929940457;
    QTest::newRow("one seventh") << "1/7" << 0.14285714285714285;
    QTest::newRow("powers bind to the right") << "2^3^2" << 512.0;
    QTest::newRow("a minus binds less than a power") << "-2^2" << -4.0;
    QTest::newRow("from the left") << "8-3-2" << 3.0;
    QTest::newRow("also divisions") << "16/4/2" << 2.0;
    QTest::newRow("brackets and spaces") << " 2 * ( 1 + exp(0) ) " << 4.0;
    QTest::newRow("a root") << "sqrt(1/8)" << 0.35355339059327379;
    for (const char *wrong :
         {"", "ln", "ln 2", "(1", "1)", "1 2", "x", "1/0", "ln(0)", "0x10", "--", "1+", "nan", "inf"})
        QTest::newRow(wrong) << QString(wrong) << std::nan("");
    QTest::newRow("too deep") << QString(1000, '(') << std::nan("");
}

void TestLessonFormat::formulas()
{
    QFETCH(QString, formula);
    QFETCH(double, value);
    if (std::isnan(value))
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(evaluateFormula(formula.toStdString())));
    else
        QVERIFY2(std::abs(evaluateFormula(formula.toStdString()) - value) < 1e-14 * std::abs(value),
                 qPrintable(QString::number(evaluateFormula(formula.toStdString()), 'g', 17)));
}

void TestLessonFormat::numbersAreWrittenForReaders_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("show");
    QTest::addColumn<int>("digits");
    QTest::addColumn<QString>("text");
    const int number = static_cast<int>(Claim::Show::Number), percent = static_cast<int>(Claim::Show::Percent),
              count = static_cast<int>(Claim::Show::Count), scientific = static_cast<int>(Claim::Show::Scientific);
    QTest::newRow("loss") << 0.34657 << number << 4 << "0.3466";
    QTest::newRow("negative") << -0.5 << number << 1 << "−0.5";
    QTest::newRow("no minus zero") << -0.0001 << number << 2 << "0.00";
    QTest::newRow("share") << 0.4854 << percent << 0 << "49\u202f%";
    QTest::newRow("finer share") << 0.4854 << percent << 1 << "48.5\u202f%";
    QTest::newRow("four digits") << 5000.0 << count << 0 << "5000";
    QTest::newRow("thousands") << 1234567.0 << count << 0 << "1\u202f234\u202f567";
    QTest::newRow("small") << 2.1e-5 << scientific << 1 << "2.1·10⁻⁵";
    QTest::newRow("large") << -3e12 << scientific << 0 << "−3·10¹²";
}

void TestLessonFormat::numbersAreWrittenForReaders()
{
    QFETCH(double, value);
    QFETCH(int, show);
    QFETCH(int, digits);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(shownNumber(value, static_cast<Claim::Show>(show), digits)), text);
}

void TestLessonFormat::answersAreJudged()
{
    const Lesson lesson =
        small(R"("choices": [ { "text": "At 0.35", "note": "or 17 %" }, { "text": "At {{edge}}", "right": true } ])",
              R"("number": 0.35, "tolerance": 0.01)");
    const Question &question = *lesson.steps[0].question;
    QVERIFY(question.isNumber());
    QVERIFY(question.isRight(0.345));
    QVERIFY(question.isRight(0.355));
    QVERIFY(!question.isRight(0.33));
    QVERIFY(!question.isRight(std::nan("")));
    QVERIFY(!question.isRight(0)); // a choice's place is no number
    QCOMPARE(question.rightText(), "0.35");
    const Lesson withChoices = small();
    const Question &choice = *withChoices.steps[0].question;
    QVERIFY(choice.isRight(1));
    QVERIFY(!choice.isRight(0));
    QVERIFY(!choice.isRight(0.347));
}

QTEST_GUILESS_MAIN(TestLessonFormat)
#include "test_lesson_format.moc"
