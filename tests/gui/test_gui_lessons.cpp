// A lesson in the real window: from its list through questions and runs to the report, and the own project back.

#include "controls/chip.h"
#include "controls/choice_row.h"
#include "controls/metrics.h"
#include "controls/play_button.h"
#include "controls/section.h"
#include "model/lesson_run.h"
#include "panels/lesson_pane.h"
#include "panels/lesson_report_page.h"
#include "small_lesson.h"
#include "views/view.h"
#include "views/view_frame.h"
#include "window/lesson_controls.h"
#include "window/lessons_page.h"
#include "window/runs_page.h"
#include "window/surface_page.h"
#include "window/top_bar.h"
#include "window_fixture.h"

#include "training/trainer.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTextDocument>

using namespace basin;

class TestGuiLessons : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void everyControlHasItsPlaceInTheWindow();
    void theListShowsEveryLesson();
    void fromTheFirstQuestionToTheReport();
    void theKeyboardAnswersToo();
    void leavingGivesTheOwnProjectBack();
    void openingAFileLeavesTheLesson();
    void closingAsksForTheOwnProject();
    void progressOutlivesTheWindow();
    void aFileThatIsNoLessonIsRefused();
    void theSmallWindowKeepsThePaneAndThePlots();

private:
    WindowFixture &f() { return *m_fixture; }
    LessonRun &lesson() { return *f().window->lesson(); }
    LessonPane &pane() { return *f().window->lessonPane(); }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *one : pane().findChildren<QPushButton *>())
            if (one->text() == text && one->isVisibleTo(f().window.get()))
                return one;
        return nullptr;
    }
    void click(const QString &text)
    {
        QPushButton *one = button(text);
        QVERIFY2(one && one->isEnabled(), qPrintable(text));
        QTest::mouseClick(one, Qt::LeftButton);
    }
    ChoiceRow *choice(const QString &text)
    {
        for (ChoiceRow *row : pane().findChildren<ChoiceRow *>())
            if (row->text() == text)
                return row;
        return nullptr;
    }
    void openSmall()
    {
        QVERIFY(f().window->open(f().write(QStringLiteral("small.lesson.json"), smallLessonText())));
        QTRY_VERIFY(lesson().isActive() && f().snapshot() && !f().run()->isPreparing());
    }
    QString chip() { return f().window->topBar()->chip()->text(); }

    std::unique_ptr<WindowFixture> m_fixture;
};

void TestGuiLessons::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QTRY_VERIFY(f().snapshot());
}

void TestGuiLessons::everyControlHasItsPlaceInTheWindow()
{
    QSet<QString> rows;
    for (const ControlActions &row : controlActions()) {
        QVERIFY2(!rows.contains(QLatin1String(row.control)), row.control);
        rows.insert(QLatin1String(row.control));
    }
    for (const LessonControl &control : lessonControls()) {
        QVERIFY2(rows.contains(QLatin1String(control.name)), control.name);
        const auto row = std::ranges::find_if(
            controlActions(), [&](const ControlActions &one) { return qstrcmp(one.control, control.name) == 0; });
        // "why" is the chip's own business: it explains whatever there is.
        QVERIFY2(!row->actions.isEmpty() || f().window->findChild<QWidget *>(controlName(control.name)) ||
                     qstrcmp(control.name, "why") == 0,
                 control.name);
    }
    QCOMPARE(rows.size(), static_cast<qsizetype>(lessonControls().size()));
}

void TestGuiLessons::theListShowsEveryLesson()
{
    f().action(ActionId::LessonsPage)->trigger();
    QCOMPARE(f().window->page(), MainWindow::Page::Lessons);
    auto *page = f().window->findChild<LessonsPage *>();
    QVERIFY(page && page->isVisible());
    const auto rows = page->findChildren<LessonRow *>();
    QCOMPARE(rows.size(), static_cast<qsizetype>(lessons().size()));
    QVERIFY(!rows.isEmpty());
    // Its own project is still there: looking costs nothing.
    QVERIFY(!lesson().isActive());
    QTest::mouseClick(rows.first()->button(), Qt::LeftButton);
    QTRY_VERIFY(lesson().isActive());
    QCOMPARE(lesson().lesson().name, lessons().front().name);
    QVERIFY(pane().isVisible());
    QVERIFY(f().window->page() != MainWindow::Page::Lessons);
}

void TestGuiLessons::fromTheFirstQuestionToTheReport()
{
    openSmall();
    QCOMPARE(f().window->page(), MainWindow::Page::Train);
    QCOMPARE(f().window->trainPage()->right()->current()->id(), QStringLiteral("outputs"));
    QVERIFY(f().window->windowTitle().contains(QStringLiteral("A small lesson")));

    // The question holds back whatever would run.
    QCOMPARE(chip(), tr("Answer the question to run"));
    QVERIFY(!f().window->findChild<PlayButton *>()->isEnabled());
    for (const ActionId id : {ActionId::PlayPause, ActionId::Step, ActionId::StepEpoch, ActionId::StartRuns})
        QVERIFY(!f().action(id)->isEnabled());
    QTest::keyClick(f().window.get(), Qt::Key_Space);
    QVERIFY(!f().run()->isRunning());
    QVERIFY(!button(tr("Answer and run"))->isEnabled());
    QVERIFY(!button(tr("Next"))->isEnabled());
    // What the lesson set can be read and not be changed.
    auto *rate = f().window->findChild<SectionRow *>(controlName("learning_rate"));
    QVERIFY(rate->isVisible() && rate->isLocked() && !rate->field()->isEnabled());

    click(tr("Hint"));
    QVERIFY(lesson().record().hintSeen);
    QTest::mouseClick(choice(QStringLiteral("Low")), Qt::LeftButton);
    click(tr("Answer and run"));
    QVERIFY(f().window->findChild<PlayButton *>()->isEnabled());
    QTRY_VERIFY(lesson().record().isDone);
    QCOMPARE(f().epoch(), std::int64_t{300});
    // Right or wrong is said in words.
    QVERIFY(choice(QStringLiteral("Low"))->accessibleName().contains(tr("not right")));
    QVERIFY(choice(QStringLiteral("Half way"))->accessibleName().contains(tr("This is right")));
    QVERIFY(!choice(QStringLiteral("High"))->isEnabled());

    click(tr("Next"));
    QTRY_COMPARE(lesson().step(), 1);
    QCOMPARE(f().epoch(), std::int64_t{300}); // the same run goes on
    QVERIFY(!rate->isLocked());
    QVERIFY(!button(tr("Next"))->isEnabled());
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(lesson().record().isDone);

    f().action(ActionId::LessonNext)->trigger();
    QTRY_COMPARE(lesson().step(), 2);
    QCOMPARE(f().window->page(), MainWindow::Page::Runs);
    auto *number = f().named<QLineEdit>(tr("Your answer, a number"));
    QVERIFY(number && number->isVisible());
    QVERIFY(!button(tr("Answer and run"))->isEnabled());
    QTest::keyClicks(number, QStringLiteral("55"));
    QTest::keyClick(number, Qt::Key_Return);
    QVERIFY(f().window->census()->isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(lesson().record().isDone, 60'000);

    click(tr("Next"));
    QTRY_COMPARE(lesson().step(), 3);
    click(tr("Finish"));
    QTRY_VERIFY(lesson().isAtEnd());
    auto *report = pane().findChild<LessonReportPage *>();
    QVERIFY(report->isVisible());
    report->findChild<QLineEdit *>()->setText(QStringLiteral("Ada"));
    f().answers->saveName = f().path(QStringLiteral("ada"));
    click(tr("Save as a web page…"));
    const QString path = f().path(QStringLiteral("ada.html"));
    QTRY_VERIFY(QFileInfo(path).size() > 0);
    click(tr("Save as PDF…"));
    QTRY_VERIFY(QFileInfo(f().path(QStringLiteral("ada.pdf"))).size() > 10'000);
    QCOMPARE(f().answers->errors, QStringList());

    // A teacher takes the first block of settings out of the page and trains it.
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QTextDocument page;
    page.setHtml(QString::fromUtf8(file.readAll()));
    const QString words = page.toPlainText();
    QVERIFY(words.contains(QStringLiteral("Ada")));
    const RunMeasurement &run = *lesson().records()[0].run;
    QVERIFY(words.contains(QString::fromStdString(projectDigest(run.project))));
    const qsizetype from = words.indexOf(QLatin1Char('{'));
    const qsizetype to = words.indexOf(QStringLiteral("\n}"), from) + 2;
    QVERIFY(from >= 0 && to > from);
    const QByteArray block = words.mid(from, to - from).toUtf8();
    const PreparedRun again = prepareRun(loadProject(f().write(QStringLiteral("again.basin"), block).toStdString()));
    Trainer trainer(again.spec, again.data);
    while (trainer.advance(1000) == StopReason::None) {
    }
    QCOMPARE(trainer.epoch(), run.epoch);
    QVERIFY(trainer.metrics().loss == run.metrics.loss);
}

void TestGuiLessons::theKeyboardAnswersToo()
{
    openSmall();
    ChoiceRow *first = choice(QStringLiteral("Low"));
    first->setFocus(Qt::TabFocusReason);
    QTest::keyClick(first, Qt::Key_Space);
    QVERIFY(first->isChecked());
    QTest::keyClick(first, Qt::Key_Down);
    ChoiceRow *second = choice(QStringLiteral("Half way"));
    QVERIFY(second->isChecked() && second->hasFocus());
    QTest::keyClick(second, Qt::Key_Return);
    QVERIFY(!lesson().isGated());
    QCOMPARE(lesson().record().choice, std::optional(1));
    QTRY_VERIFY(lesson().record().isDone);
    QTest::keyClick(f().window.get(), Qt::Key_Right, Qt::AltModifier);
    QTRY_COMPARE(lesson().step(), 1);
    QTest::keyClick(f().window.get(), Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(lesson().step(), 0);
}

void TestGuiLessons::leavingGivesTheOwnProjectBack()
{
    QVERIFY(f().model()->setKey(QStringLiteral("Seed"), QStringLiteral("init.seed"), QStringLiteral("23")));
    const Project own = f().model()->project();
    openSmall();
    QCOMPARE(f().answers->questions, 0);
    QVERIFY(f().model()->project() != own);
    f().action(ActionId::LeaveLesson)->trigger();
    QVERIFY(!lesson().isActive());
    QVERIFY(!pane().isVisible());
    QVERIFY(f().model()->project() == own);
    QVERIFY(f().model()->isModified());
    QVERIFY(f().action(ActionId::PlayPause)->isEnabled());
    QVERIFY(f().action(ActionId::AddUnit)->isEnabled());
    QVERIFY(!f().window->findChild<SectionRow *>(controlName("learning_rate"))->isLocked());
    QVERIFY(f().window->findChild<SideSection *>(controlName("data"))->isVisible());
    QTRY_VERIFY(f().snapshot());
    QVERIFY(chip() != tr("Answer the question to run"));
}

void TestGuiLessons::openingAFileLeavesTheLesson()
{
    openSmall();
    QVERIFY(f().window->open(QStringLiteral("lesson:xor-learns")));
    QVERIFY(!lesson().isActive());
    QVERIFY(f().run()->gate().isEmpty());
    QTRY_VERIFY(!f().run()->isPreparing());
    f().action(ActionId::StepEpoch)->trigger();
    QTRY_COMPARE(f().epoch(), std::int64_t{1});
}

void TestGuiLessons::closingAsksForTheOwnProject()
{
    QVERIFY(f().model()->setKey(QStringLiteral("Seed"), QStringLiteral("init.seed"), QStringLiteral("23")));
    openSmall();
    f().answers->choice = Dialogs::SaveChoice::Save;
    f().answers->saveName = f().path(QStringLiteral("own.basin"));
    f().window->close();
    QCOMPARE(f().answers->questions, 1);
    QCOMPARE(loadProject(f().answers->saveName.toStdString()).init.seed, std::uint64_t{23});
}

void TestGuiLessons::progressOutlivesTheWindow()
{
    const QString name = QString::fromStdString(lessons().front().name);
    QVERIFY(f().window->openLesson(QStringLiteral("lesson:") + name));
    QTRY_VERIFY(lesson().isActive());
    QVERIFY(lesson().isGated());
    lesson().answer(1);
    MainWindow next(std::make_unique<Answers>());
    const LessonRun::Kept kept = next.lesson()->kept(lessons().front());
    QCOMPARE(kept.records[0].choice, std::optional(1));
    QVERIFY(!kept.records[0].isDone);
}

void TestGuiLessons::aFileThatIsNoLessonIsRefused()
{
    const Project own = f().model()->project();
    f().window->open(f().write(QStringLiteral("bad.json"), R"({"basin_lesson": 1, "name": 7})"));
    QCOMPARE(f().answers->errors.size(), 1);
    QVERIFY2(f().answers->errors[0].contains(QStringLiteral("bad.json: name: ")), qPrintable(f().answers->errors[0]));
    f().window->open(QStringLiteral("lesson:no-such"));
    QCOMPARE(f().answers->errors.size(), 2);
    QVERIFY(!f().window->openLesson(
        QStringLiteral("lesson:%1/no-such").arg(QString::fromStdString(lessons().front().name))));
    QVERIFY(!lesson().isActive());
    QVERIFY(f().model()->project() == own);
}

void TestGuiLessons::theSmallWindowKeepsThePaneAndThePlots()
{
    f().window->resize(1024, 700);
    openSmall();
    QVERIFY(pane().isVisible());
    QCOMPARE(pane().width(), metrics::scaled(LessonPane::compactWidth));
    for (ViewFrame *frame : f().window->trainPage()->frames()) {
        QVERIFY(frame->isVisible());
        const QRect place(frame->mapTo(f().window.get(), QPoint()), frame->size());
        QVERIFY(place.left() >= pane().geometry().right());
        QVERIFY(f().window->rect().contains(place));
    }
    f().window->resize(1440, 900);
    QCOMPARE(pane().width(), metrics::scaled(LessonPane::usualWidth));
}

QTEST_MAIN(TestGuiLessons)
#include "test_gui_lessons.moc"
