// At the real window: back in time and forward again, on the timeline, with the keys and with the button.

#include "controls/timeline_bar.h"
#include "window_fixture.h"

#include "training/run_moment.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

using namespace basin;

namespace {

bool sameCurves(const History &a, const History &b)
{
    const auto same = [](const HistoryBin &x, const HistoryBin &y) {
        return x.epoch == y.epoch && x.first.loss == y.first.loss && x.lossLow == y.lossLow && x.lossHigh == y.lossHigh;
    };
    return std::equal(a.bins().begin(), a.bins().end(), b.bins().begin(), b.bins().end(), same) &&
           a.weights() == b.weights() && a.events() == b.events() && a.solvedEpoch() == b.solvedEpoch();
}

} // namespace

class TestGuiTimeTravel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void aThousandStepsBackAndForward();
    void thePanelsShowWhatWasInForce();
    void aTurnedKnobBranches();
    void scrubbingWithTheMouse();
    void scrubbingWithoutAMouse();
    void aSavedMomentIsOpened();
    void theMemoryIsASetting();

private:
    WindowFixture &f() { return *m_fixture; }
    TimelineBar *bar() { return f().window->timeline(); }
    double rate() { return f().model()->project().optimizer.value("learning_rate"); }
    void turnRate(const char *value)
    {
        QVERIFY(f().model()->setKey(QStringLiteral("Learning rate"), QStringLiteral("optimizer.learning_rate"),
                                    QString::fromLatin1(value)));
    }
    void runTo(std::int64_t step)
    {
        f().run()->stepUpdates(step - f().snapshot()->step);
        QTRY_COMPARE(f().snapshot()->step, step);
        QTRY_VERIFY(f().isAtRest() && !f().snapshot()->isPast);
    }
    void waitForStep(std::int64_t step)
    {
        QTRY_COMPARE(f().snapshot()->step, step);
        QTRY_VERIFY(!f().snapshot()->isSeeking);
    }
    bool isThere(const SnapshotPtr &wanted)
    {
        const SnapshotPtr now = f().snapshot();
        return now && now->state == wanted->state && now->parameters == wanted->parameters &&
               now->metrics.loss == wanted->metrics.loss && now->metrics.correct == wanted->metrics.correct &&
               now->outcome == wanted->outcome;
    }

    std::unique_ptr<WindowFixture> m_fixture;
};

/// 3000 updates, the learning rate turned at 1200 and 2500.
void TestGuiTimeTravel::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(f().window->open(QStringLiteral("lesson:xor-learns")));
    QTRY_VERIFY(f().snapshot());
    f().model()->edit(QStringLiteral("No limit"), {}, [](Project &project) {
        project.training.limitEpochs = false;
        project.training.stopLoss = 0;
        project.training.patience = 0;
    });
    runTo(1200);
    turnRate("0.02");
    runTo(2500);
    turnRate("0.005");
    runTo(3000);
}

void TestGuiTimeTravel::aThousandStepsBackAndForward()
{
    const SnapshotPtr newest = f().snapshot();
    QVERIFY(!f().action(ActionId::GoToNewest)->isEnabled());
    f().run()->stepBack(1000);
    waitForStep(2000);
    QVERIFY(f().snapshot()->isPast);
    QVERIFY(f().snapshot()->parameters != newest->parameters);
    QVERIFY(sameCurves(*f().snapshot()->history, *newest->history)); // all that is known stays in sight
    QTRY_COMPARE(bar()->now(), 2000.0);
    QCOMPARE(bar()->newest(), 3000.0);

    f().run()->stepUpdates(1000);
    waitForStep(3000);
    QTRY_VERIFY(!f().snapshot()->isPast);
    QVERIFY(isThere(newest));
    QVERIFY(sameCurves(*f().snapshot()->history, *newest->history));
    QVERIFY(f().run()->pinnedRuns().empty());

    f().action(ActionId::StepBack)->trigger();
    waitForStep(2999);
    f().action(ActionId::TenStepsBack)->trigger();
    f().action(ActionId::TenStepsBack)->trigger();
    waitForStep(2979);
    f().action(ActionId::Step)->trigger();
    waitForStep(2980);
    QTRY_VERIFY(f().action(ActionId::GoToNewest)->isEnabled());
    f().action(ActionId::GoToNewest)->trigger();
    waitForStep(3000);
    QVERIFY(isThere(newest) && !f().snapshot()->isPast);

    // On from there as if it had never been away.
    f().run()->goToStep(700);
    waitForStep(700);
    f().run()->play();
    QTRY_VERIFY(f().snapshot()->step > 5000);
    f().run()->pause();
    QTRY_VERIFY(f().isAtRest());
    f().run()->goToStep(3000);
    waitForStep(3000);
    QVERIFY(isThere(newest));
}

void TestGuiTimeTravel::thePanelsShowWhatWasInForce()
{
    QCOMPARE(rate(), 0.005);
    const int commands = f().model()->undoStack()->count();
    f().run()->goToStep(1199);
    waitForStep(1199);
    QTRY_VERIFY(rate() != 0.005 && rate() != 0.02);
    f().run()->goToStep(1200);
    waitForStep(1200);
    QTRY_COMPARE(rate(), 0.02);
    // Played on, it turns the knob again.
    f().run()->stepUpdates(1299);
    waitForStep(2499);
    QCOMPARE(rate(), 0.02);
    f().run()->stepUpdates(1);
    waitForStep(2500);
    QTRY_COMPARE(rate(), 0.005);
    QVERIFY(f().snapshot()->isPast);
    QCOMPARE(f().model()->undoStack()->count(), commands);
    QVERIFY(f().run()->pinnedRuns().empty());
}

void TestGuiTimeTravel::aTurnedKnobBranches()
{
    const SnapshotPtr old = f().snapshot();
    f().run()->goToStep(1800);
    waitForStep(1800);
    QTRY_COMPARE(rate(), 0.02);
    turnRate("0.1");
    QTRY_VERIFY(!f().snapshot()->isPast);
    QCOMPARE(f().snapshot()->newestStep, std::int64_t(1800));
    QTRY_COMPARE(f().run()->pinnedRuns().size(), std::size_t(1));
    const PinnedRun &pinned = f().run()->pinnedRuns().front();
    QVERIFY(sameCurves(*pinned.history, *old->history));
    QVERIFY(pinned.parameters == old->parameters);
    QTRY_COMPARE(bar()->newest(), 1800.0);
    const HistoryEvents &events = f().snapshot()->history->events();
    QCOMPARE(std::count_if(events.begin(), events.end(),
                           [](const HistoryEvent &event) { return event.key == "optimizer.learning_rate"; }),
             2); // at 1200 and here
    QCOMPARE(f().snapshot()->history->events().back().to, std::string("0.1"));
    runTo(2600);
    QCOMPARE(rate(), 0.1); // the turn at 2500 was given up
    // An undone edit is a change as well.
    f().run()->goToStep(2000);
    waitForStep(2000);
    f().action(ActionId::Undo)->trigger();
    QTRY_VERIFY(!f().snapshot()->isPast);
    QTRY_COMPARE(f().run()->pinnedRuns().size(), std::size_t(2));
    QCOMPARE(rate(), 0.02);
}

void TestGuiTimeTravel::scrubbingWithTheMouse()
{
    const auto at = [this](double epoch) { return QPoint(qRound(bar()->xOf(epoch)), bar()->height() / 2); };
    QTest::mousePress(bar(), Qt::LeftButton, {}, at(2900));
    for (const double epoch : {2500.0, 1700.0, 300.0, 900.0}) // quickly: only the last one counts
        QTest::mouseMove(bar(), at(epoch));
    QTest::mouseRelease(bar(), Qt::LeftButton, {}, at(900));
    const auto wanted = static_cast<std::int64_t>(std::lround(bar()->epochAt(at(900).x())));
    QTRY_COMPARE(f().snapshot()->epoch, wanted);
    QTRY_COMPARE(bar()->now(), static_cast<double>(wanted));
    auto *newest = f().window->findChild<QAbstractButton *>(QStringLiteral("go-to-newest"));
    QVERIFY(newest);
    QTRY_VERIFY(newest->isEnabled());
    QTest::mouseClick(newest, Qt::LeftButton);
    waitForStep(3000);
    QTRY_VERIFY(!newest->isEnabled());
}

void TestGuiTimeTravel::scrubbingWithoutAMouse()
{
    bar()->setFocus();
    QTest::keyClick(bar(), Qt::Key_Left);
    waitForStep(2999);
    QTRY_COMPARE(bar()->now(), 2999.0);
    QTest::keyClick(bar(), Qt::Key_Home);
    waitForStep(0);
    QTRY_COMPARE(bar()->now(), 0.0);
    QTest::keyClick(bar(), Qt::Key_PageUp);
    QTRY_VERIFY(f().snapshot()->step > 0 && f().snapshot()->step < 3000);
    QTest::keyClick(bar(), Qt::Key_End);
    waitForStep(3000);
    QTest::keyClick(f().window.get(), Qt::Key_Comma);
    waitForStep(2999);

    QAccessibleInterface *slider = QAccessible::queryAccessibleInterface(bar());
    QVERIFY(slider && slider->valueInterface());
    QCOMPARE(slider->role(), QAccessible::Slider);
    QTRY_COMPARE(slider->valueInterface()->currentValue().toInt(), 2999);
    QCOMPARE(slider->valueInterface()->maximumValue().toInt(), 3000);
    slider->valueInterface()->setCurrentValue(1200);
    waitForStep(1200);
    QTRY_VERIFY(bar()->accessibleDescription().contains(QStringLiteral("0.02"))); // what was turned there
}

void TestGuiTimeTravel::aSavedMomentIsOpened()
{
    f().run()->goToStep(1500);
    waitForStep(1500);
    QTRY_COMPARE(rate(), 0.02);
    const SnapshotPtr moment = f().snapshot();
    f().answers->saveName = f().path(QStringLiteral("moment.basin"));
    f().action(ActionId::SaveAs)->trigger();
    QVERIFY2(f().answers->errors.isEmpty(), qPrintable(f().answers->errors.value(0)));
    QVERIFY(f().window->open(QStringLiteral("lesson:circle")));
    QVERIFY(f().window->open(f().answers->saveName));
    QTRY_VERIFY(f().snapshot() && f().snapshot()->firstStep == 1500);
    QCOMPARE(f().snapshot()->step, std::int64_t(1500));
    QVERIFY(f().snapshot()->parameters == moment->parameters);
    QCOMPARE(rate(), 0.02);
    runTo(1600);
    f().run()->stepBack(1000); // its past was not saved
    waitForStep(1500);
    QVERIFY(f().snapshot()->parameters == moment->parameters);
}

void TestGuiTimeTravel::theMemoryIsASetting()
{
    auto *menu = f().window->findChild<QMenu *>(QStringLiteral("timeline-memory"));
    QVERIFY(menu);
    QAction *chosen = nullptr;
    for (QAction *action : menu->actions()) {
        if (action->isChecked())
            chosen = action;
    }
    QVERIFY(chosen);
    QVERIFY(chosen->text().startsWith(QStringLiteral("256")));
    menu->actions().first()->trigger();
    QVERIFY(menu->actions().first()->isChecked() && !chosen->isChecked());
    f().run()->stepBack(1);
    waitForStep(2999);
}

QTEST_MAIN(TestGuiTimeTravel)
#include "test_gui_time_travel.moc"
