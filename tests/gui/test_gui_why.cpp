// Why a run learns or does not: the chip, the panel, an experiment beside the run, and a gradient that is wrong on
// purpose.

#include "window_fixture.h"

#include "controls/chip.h"
#include "controls/column_table.h"
#include "controls/tool_button.h"
#include "controls/try_button.h"
#include "panels/fact_list.h"
#include "panels/fork_panel.h"
#include "panels/teaching_panel.h"
#include "panels/why_panel.h"
#include "render/finding_text.h"
#include "render/picture_export.h"
#include "render/theme.h"
#include "training/trainer.h"
#include "views/gradient_check_view.h"
#include "window/top_bar.h"

#include <QComboBox>
#include <QImage>
#include <QPushButton>

#include <algorithm>

using namespace basin;

class TestGuiWhy : public QObject {
    Q_OBJECT

private slots:
    void init() { m_window = std::make_unique<WindowFixture>(); }
    void cleanup() { m_window.reset(); }

    void theChipNamesWhatARunIsStuckIn();
    void thePanelOpensAndClosesByKeyboard();
    void aSolvedRunIsWellForReasons();
    void anExperimentTrainsBesideTheRun();
    void sharesAreMeasuredWhileOneReadsThem();
    void aDeliberateBugIsMarked();
    void everyRuleHasItsWords();

private:
    WindowFixture &w() { return *m_window; }
    WhyPanel &panel() { return *w().window->whyPanel(); }
    void train(const QString &example)
    {
        w().window->document()->openExample(example);
        QTRY_VERIFY(w().snapshot() && !w().run()->isPreparing());
        w().action(ActionId::PlayPause)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w().isAtRest() && w().epoch() > 0, 60'000);
    }
    TryButton *button(const QString &title)
    {
        for (TryButton *candidate : panel().tryButtons())
            if (candidate->isVisibleTo(&panel()) && candidate->text() == title)
                return candidate;
        return nullptr;
    }

    std::unique_ptr<WindowFixture> m_window;
};

void TestGuiWhy::theChipNamesWhatARunIsStuckIn()
{
    train(QStringLiteral("xor-sticks"));
    Chip *chip = w().window->topBar()->chip();
    QTRY_COMPARE(chip->text(), QStringLiteral("Stuck: edge state"));
    QCOMPARE(chip->kind(), Chip::Kind::Warn);
    chip->click();
    QTRY_VERIFY(panel().isVisible());
    QCOMPARE(panel().title(), QStringLiteral("Why is it stuck?"));
    QTRY_VERIFY(panel().sentence().contains(QStringLiteral("neighbouring corners")));
    auto *table = w().named<ColumnTable>(QStringLiteral("What the network says to each pattern"));
    QCOMPARE(table->columns().size(), 5);
    // Two of four patterns stand on neither side: theory's edge state.
    const auto &bars = table->columns()[3].bars;
    QCOMPARE(std::ranges::count(bars, true, &ColumnTable::Bar::isOpen), 2);
    const auto *evidence = w().named<FactList>(QStringLiteral("Evidence"));
    QVERIFY(!evidence->facts().isEmpty());
    QVERIFY(evidence->facts().first().note.contains(QStringLiteral("½ ln 2")));
}

void TestGuiWhy::thePanelOpensAndClosesByKeyboard()
{
    QTRY_VERIFY(w().snapshot());
    QWidget *window = w().window.get();
    QVERIFY(!panel().isVisible());
    QTest::keyClick(window, Qt::Key_W);
    QTRY_VERIFY(panel().isVisible());
    QVERIFY(w().action(ActionId::Why)->isChecked());
    QTest::keyClick(window, Qt::Key_W);
    QTRY_VERIFY(!panel().isVisible());
    QTest::keyClick(window, Qt::Key_W);
    QTRY_VERIFY(panel().isVisible());
    panel().closeButton()->setFocus();
    QTest::keyClick(panel().closeButton(), Qt::Key_Escape);
    QTRY_VERIFY(!panel().isVisible());
    QVERIFY(!w().action(ActionId::Why)->isChecked());
}

void TestGuiWhy::aSolvedRunIsWellForReasons()
{
    train(QStringLiteral("xor-learns"));
    QCOMPARE(w().window->topBar()->chip()->kind(), Chip::Kind::Ok);
    w().action(ActionId::Why)->trigger();
    QTRY_COMPARE(panel().title(), QStringLiteral("Why is it solved?"));
    const auto *evidence = w().named<FactList>(QStringLiteral("Evidence"));
    QTRY_COMPARE(evidence->facts().first().name, QStringLiteral("4 of 4 right"));
    QVERIFY(std::ranges::none_of(panel().tryButtons(), [this](TryButton *b) { return b->isVisibleTo(&panel()); }));
}

void TestGuiWhy::anExperimentTrainsBesideTheRun()
{
    train(QStringLiteral("xor-sticks"));
    w().action(ActionId::Why)->trigger();
    const Project before = w().model()->project();
    const SnapshotPtr stuck = w().snapshot();
    const auto state = w().run()->state();
    QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Three hidden units")), 20'000);
    button(QStringLiteral("Three hidden units"))->click();
    ForkModel *fork = w().window->fork();
    QTRY_VERIFY(panel().forkPanel()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(fork->snapshot() && fork->snapshot()->isOver, 60'000);
    QCOMPARE(panel().forkPanel()->table()->columns().first().cells.size(), 2);

    // What went on as it is, is what a trainer of its own makes of that moment.
    const Racer &original = fork->snapshot()->racers[ForkModel::original];
    const PreparedRun run = prepareRun(before);
    RunSpec spec = run.spec;
    spec.training.epochs = original.epoch;
    Trainer trainer(spec, run.data, &*state);
    trainer.advanceEpochs(original.epoch - state->epoch);
    QCOMPARE(original.parameters, trainer.parameters());
    QVERIFY(original.epoch > state->epoch);

    // The window's own run rests where it was, until the experiment is kept.
    QCOMPARE(w().snapshot()->parameters, stuck->parameters);
    const Racer copy = fork->snapshot()->racers[ForkModel::copy];
    panel().forkPanel()->keepButton()->click();
    QCOMPARE(w().model()->project().layers[0].units, 3);
    QTRY_VERIFY(w().snapshot() && w().snapshot()->parameters.size() == copy.parameters.size());
    QCOMPARE(w().snapshot()->parameters, copy.parameters);
    QCOMPARE(w().epoch(), copy.epoch);
    QVERIFY(!panel().forkPanel()->isVisible());

    w().action(ActionId::Undo)->trigger();
    QCOMPARE(w().model()->project().layers, before.layers);
    QTRY_VERIFY(w().snapshot() && w().snapshot()->parameters.size() == stuck->parameters.size());
    QCOMPARE(w().snapshot()->parameters, stuck->parameters);
    QCOMPARE(w().epoch(), stuck->epoch);
}

void TestGuiWhy::sharesAreMeasuredWhileOneReadsThem()
{
    train(QStringLiteral("xor-sticks"));
    w().action(ActionId::Why)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("New weights, same settings")), 20'000);
    const auto isMeasured = [this] {
        const TryButton *other = button(QStringLiteral("New weights, same settings"));
        return other && other->note().endsWith(QStringLiteral("% solve"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(isMeasured(), 60'000);
    const auto &cures = w().window->diagnosis()->cures();
    const auto other = std::ranges::find(cures, CureKind::OtherSeed, &Cure::kind);
    QVERIFY(other != cures.end());
    const auto share = w().window->shares()->share(*other);
    QVERIFY(share.has_value());
    // Half of all starts end in a trap (tanh units, Adam, cross-entropy): 0.5 within five standard deviations.
    const double deviation = 5 * 0.5 / std::sqrt(static_cast<double>(share->runs));
    QVERIFY2(std::abs(share->share() - 0.5) < deviation, qPrintable(QString::number(share->share())));
    w().action(ActionId::Why)->trigger();
    QTRY_VERIFY(!w().window->shares()->isMeasuring());
}

void TestGuiWhy::aDeliberateBugIsMarked()
{
    QTRY_VERIFY(w().snapshot());
    Chip *mark = w().window->topBar()->bugChip();
    QVERIFY(!mark->isVisible());
    auto *page = w().window->trainPage();
    auto *check = static_cast<GradientCheckView *>(page->view(QStringLiteral("gradient-check")));
    page->show(check);
    QTRY_VERIFY(check->check());
    QVERIFY(check->check()->passes());
    QVERIFY(check->sentence().startsWith(QStringLiteral("The gradient is right")));

    QComboBox *bug = w().window->teachingPanel()->bug();
    const int index = bug->findData(QStringLiteral("forgotten_bias"));
    bug->setCurrentIndex(index);
    emit bug->activated(index);
    QCOMPARE(w().model()->project().loss.fault, GradientFault::ForgottenBias);
    QVERIFY(mark->isVisible());
    QCOMPARE(mark->text(), QStringLiteral("Deliberate bug: forgotten bias"));
    QTRY_VERIFY(!check->check()->passes());
    QVERIFY(check->sentence().contains(QStringLiteral("All biases are 0")));

    const QString path = w().path(QStringLiteral("curves.png"));
    QCOMPARE(w().window->exportPicture(page->view(QStringLiteral("curves")), path, {}), QString());
    QCOMPARE(QImage(path).pixelColor(3, 3), Theme::light().chipError);

    w().action(ActionId::Undo)->trigger();
    QVERIFY(!mark->isVisible());
    QTRY_VERIFY(check->check()->passes());
    QCOMPARE(w().window->exportPicture(page->view(QStringLiteral("curves")), path, {}), QString());
    QVERIFY(QImage(path).pixelColor(3, 3) != Theme::light().chipError);
}

void TestGuiWhy::everyRuleHasItsWords()
{
    QTRY_VERIFY(w().snapshot());
    const auto prepared = w().run()->prepared();
    const PointReport report;
    const std::vector<CornerCode> codes;
    const FindingSubject subject{.run = *prepared, .report = report, .codes = codes, .patterns = {}};
    for (const DiagnosisRule &rule : diagnosisRules()) {
        const FindingText text = findingText({.id = rule.id, .evidence = {}, .cures = {}}, subject);
        QVERIFY2(!text.plain.isEmpty(), rule.id);
        QVERIFY2(!text.plain.contains(QLatin1Char('*')) && !text.plain.contains(QStringLiteral("%1")), rule.id);
    }
    // A cause that has not lasted yet is named where nothing graver was found, and only where the loss hardly falls.
    const std::vector<Finding> notes{{.id = "edge_state", .severity = Severity::Note, .evidence = {}, .cures = {}}};
    QVERIFY(reasonsAmong(notes, false).empty());
    QCOMPARE(reasonsAmong(notes, true), std::vector<std::string>{"edge_state"});
}

QTEST_MAIN(TestGuiWhy)
#include "test_gui_why.moc"
