// The page of many runs in the real window: started, followed, cancelled, opened, varied, exported, closed under way.

#include "window_fixture.h"

#include "panels/runs_panel.h"
#include "render/census_bins.h"
#include "render/picture_export.h"
#include "views/ends_view.h"
#include "views/share_view.h"
#include "views/sweep_view.h"
#include "window/runs_page.h"

#include "experiment/census_file.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>

#include <cmath>
#include <cstring>

using namespace basin;

class TestGuiRuns : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void thePageBringsItsPanel();
    void runsAreCountedAsTheyCome();
    void whatWasCancelledGoesOn();
    void aRunOpensAtItsEndBitForBit_data();
    void aRunOpensAtItsEndBitForBit();
    void aRunOpensAtItsStartInOneUndoStep();
    void aRunThatDivergedOpensWhereItDid();
    void afterAnotherFileTheWindowAsksFirst();
    void aLinkAndABarOfferTheirRuns();
    void aSweepShowsItsCells();
    void aWrongValueIsSaidUnderItsField();
    void aCellThatIsNoProjectIsSaid();
    void aChangedProjectIsSaid();
    void everythingIsExported();
    void aWrittenCensusIsRead();
    void closingTheWindowEndsTheRuns();

private:
    WindowFixture &f() { return *m_fixture; }
    CensusModel &census() { return *f().window->census(); }
    template <class ViewType>
    ViewType *view(const char *id)
    {
        return qobject_cast<ViewType *>(f().window->runsPage()->view(QString::fromLatin1(id)));
    }
    QAbstractButton *button(const QString &text)
    {
        for (QAbstractButton *one : f().window->findChildren<QAbstractButton *>())
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
    void set(const std::function<void(CensusSettings &)> &change)
    {
        CensusSettings settings = census().settings();
        change(settings);
        census().setSettings(settings);
    }
    void runAll()
    {
        census().start();
        QTRY_VERIFY_WITH_TIMEOUT(!census().isRunning(), 30'000);
        QVERIFY2(census().problem().isEmpty(), qPrintable(census().problem()));
        QVERIFY(census().census() && census().census()->isWhole());
    }
    /// Picks an entry of the menu that is open.
    static bool pick(const char *name)
    {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu)
            return false;
        for (QAction *action : menu->actions())
            if (action->objectName() == QLatin1String(name)) {
                action->trigger();
                menu->close();
                return true;
            }
        return false;
    }

    std::unique_ptr<WindowFixture> m_fixture;
};

void TestGuiRuns::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(f().window->open(QStringLiteral("lesson:xor-learns")));
    QTRY_VERIFY(f().snapshot());
    set([](CensusSettings &settings) {
        settings.runs = 40;
        settings.epochs = 400;
    });
    f().action(ActionId::RunsPage)->trigger();
}

void TestGuiRuns::thePageBringsItsPanel()
{
    QVERIFY(f().window->page() == MainWindow::Page::Runs);
    QVERIFY(f().window->findChild<RunsPanel *>()->isVisible());
    QVERIFY(view<ShareView>("share")->figure().isEmpty());
    QVERIFY(!view<ShareView>("share")->figure().emptyText.isEmpty());
    QVERIFY(!f().action(ActionId::ExportRuns)->isEnabled());
    f().action(ActionId::TrainPage)->trigger();
    QVERIFY(!f().window->findChild<RunsPanel *>()->isVisible());
}

void TestGuiRuns::runsAreCountedAsTheyCome()
{
    QTest::mouseClick(button(QStringLiteral("Start")), Qt::LeftButton);
    QVERIFY(census().isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(!census().isRunning(), 30'000);
    const CensusPtr whole = census().census();
    QVERIFY(whole && whole->isWhole());
    // The command line's call on the same project gives the same rows.
    const Census again = runCensus(census().spec());
    QCOMPARE(whole->cells.size(), again.cells.size());
    for (std::size_t row = 0; row < again.cells[0].rows.size(); ++row) {
        QCOMPARE(whole->cells[0].rows[row].seed, again.cells[0].rows[row].seed);
        QCOMPARE(std::memcmp(&whole->cells[0].rows[row].loss, &again.cells[0].rows[row].loss, sizeof(double)), 0);
    }
    const ShareFigure &figure = view<ShareView>("share")->figure();
    QCOMPARE(figure.runs, 40);
    QCOMPARE(figure.solved, again.cells[0].solved);
    std::int64_t sum = 0;
    for (const ShareFigure::Outcome &outcome : figure.outcomes)
        sum += outcome.count;
    QCOMPARE(sum, 40);
    // Each outcome that there is has a picture of its boundary.
    QTRY_VERIFY(std::ranges::all_of(view<ShareView>("share")->figure().outcomes, [](const auto &outcome) {
        return (outcome.count == 0) == outcome.picture.isNull();
    }));
    auto *losses = view<EndsView>("losses");
    QTRY_VERIFY(!losses->isCounting() && losses->bins().binCount() > 0);
    sum = losses->bins().belowCount + losses->bins().otherCount;
    for (std::size_t bin = 0; bin < losses->bins().binCount(); ++bin)
        sum += losses->bins().total(bin);
    QCOMPARE(sum, 40);
    QCOMPARE(f().named<QProgressBar>(QStringLiteral("Runs done"))->value(), 1000);
}

void TestGuiRuns::whatWasCancelledGoesOn()
{
    set([](CensusSettings &settings) {
        settings.runs = 5000;
        settings.epochs = 3000;
    });
    census().start();
    QTRY_VERIFY_WITH_TIMEOUT(census().rowsDone() > 0, 30'000);
    QTest::mouseClick(button(QStringLiteral("Cancel")), Qt::LeftButton);
    QTRY_VERIFY(!census().isRunning());
    const CensusPtr part = census().census();
    QVERIFY(part && part->rowCount() > 0);
    QVERIFY(!part->isWhole());
    QVERIFY(census().canGoOn());
    QVERIFY(button(QStringLiteral("Go on")));
    const RunRow first = part->cells[0].rows.front();
    census().start();
    QTRY_VERIFY_WITH_TIMEOUT(census().census()->rowCount() > part->rowCount(), 30'000);
    census().cancel();
    QTRY_VERIFY(!census().isRunning());
    QVERIFY(census().census()->rowCount() > part->rowCount());
    QCOMPARE(census().census()->cells[0].rows.front().run, first.run);
    // The file that is written as it goes holds the same rows.
    const Census kept = readCensus(CensusModel::lastFile().toStdString());
    QCOMPARE(kept.rowCount(), census().census()->rowCount());
}

void TestGuiRuns::aRunOpensAtItsEndBitForBit_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("full batch") << QString() << QString();
    QTest::newRow("batches of 1") << QStringLiteral("training.batch_size") << QStringLiteral("1");
    QTest::newRow("32 bit") << QStringLiteral("training.precision") << QStringLiteral("float32");
    QTest::newRow("rprop") << QStringLiteral("optimizer.name") << QStringLiteral("irprop_minus");
}

void TestGuiRuns::aRunOpensAtItsEndBitForBit()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    if (!key.isEmpty())
        QVERIFY(f().model()->setKey(key, key, value));
    QTRY_VERIFY(f().snapshot());
    runAll();
    const auto &rows = census().census()->cells[0].rows;
    // One of each outcome.
    for (const Fate &fate : census().census()->cells[0].fates.groups) {
        if (fate.typical < 0)
            continue;
        const RunRow row = rows[static_cast<std::size_t>(fate.typical)];
        QVERIFY(f().window->openRun({0, row.run}, true));
        QVERIFY(f().window->page() == MainWindow::Page::Train);
        QTRY_VERIFY(f().snapshot() && f().isAtRest() && f().epoch() == row.epochs);
        QCOMPARE(f().model()->project().init.seed, row.seed);
        const double loss = f().snapshot()->metrics.loss;
        QVERIFY2(std::memcmp(&loss, &row.loss, sizeof loss) == 0,
                 qPrintable(QStringLiteral("%1 is not %2").arg(loss, 0, 'g', 17).arg(row.loss, 0, 'g', 17)));
        QCOMPARE(f().snapshot()->outcome, row.outcome);
        QCOMPARE(f().snapshot()->metrics.accuracy, row.accuracy);
    }
}

void TestGuiRuns::aRunOpensAtItsStartInOneUndoStep()
{
    runAll();
    const Project before = f().model()->project();
    const int commands = f().model()->undoStack()->count();
    QVERIFY(f().window->openRun({0, 7}, false));
    QTRY_VERIFY(f().snapshot() && f().epoch() == 0);
    QCOMPARE(f().model()->project().init.seed, census().census()->spec.project.init.seed + 7);
    const PreparedRun own = prepareRun(runProject(census().census()->spec, 0, 7));
    QCOMPARE(f().snapshot()->parameters, startParameters(own.spec.architecture, own.spec.init));
    QCOMPARE(f().model()->undoStack()->count(), commands + 1);
    f().action(ActionId::Undo)->trigger();
    QCOMPARE(f().model()->project().init.seed, before.init.seed);
    QCOMPARE(f().answers->questions, 0);
    // The settings are those of the census though the project was changed since.
    QVERIFY(
        f().model()->setKey(QStringLiteral("rate"), QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.5")));
    QVERIFY(f().window->openRun({0, 3}, false));
    QCOMPARE(f().model()->project().optimizer.value("learning_rate"), before.optimizer.value("learning_rate"));
}

void TestGuiRuns::aRunThatDivergedOpensWhereItDid()
{
    const auto setKey = [this](const char *key, const char *value) {
        QVERIFY(f().model()->setKey(QString::fromLatin1(key), QString::fromLatin1(key), QString::fromLatin1(value)));
    };
    setKey("optimizer", R"({"name": "sgd", "learning_rate": 1e9})");
    setKey("network.layers[1].activation", "linear");
    setKey("loss.name", "mean_squared_error");
    runAll();
    const CensusCell &cell = census().census()->cells[0];
    const auto diverged = std::ranges::find(cell.rows, Outcome::Diverged, &RunRow::outcome);
    QVERIFY(diverged != cell.rows.end());
    const RunRow row = *diverged;
    QVERIFY(f().window->openRun({0, row.run}, true));
    QTRY_VERIFY(f().snapshot() && f().snapshot()->stopReason == StopReason::Diverged);
    QCOMPARE(f().epoch(), row.epochs);
}

void TestGuiRuns::afterAnotherFileTheWindowAsksFirst()
{
    runAll();
    QVERIFY(f().window->open(QStringLiteral("lesson:two-boundaries")));
    QVERIFY(census().isOfAnotherFile());
    QVERIFY(f().model()->setKey(QStringLiteral("x"), QStringLiteral("training.epochs"), QStringLiteral("7")));
    f().answers->choice = Dialogs::SaveChoice::Cancel;
    QVERIFY(!f().window->openRun({0, 2}, false));
    QCOMPARE(f().answers->questions, 1);
    QCOMPARE(f().model()->project().training.epochs, 7);
    f().answers->choice = Dialogs::SaveChoice::Discard;
    QVERIFY(f().window->openRun({0, 2}, false));
    QVERIFY(f().model()->fileName().isEmpty());
    QCOMPARE(f().model()->project().init.seed, census().census()->spec.project.init.seed + 2);
}

void TestGuiRuns::aLinkAndABarOfferTheirRuns()
{
    runAll();
    QAbstractButton *link = button(QStringLiteral("Open"));
    QVERIFY(link);
    QTest::mouseClick(link, Qt::LeftButton);
    QTRY_VERIFY(QApplication::activePopupWidget());
    QVERIFY(pick("open-start"));
    QVERIFY(f().window->page() == MainWindow::Page::Train);
    f().action(ActionId::RunsPage)->trigger();
    auto *losses = view<EndsView>("losses");
    QTRY_VERIFY(!losses->isCounting() && losses->bins().binCount() > 0);
    losses->setFocus();
    QTest::keyClick(losses, Qt::Key_Left); // the highest losses first
    const auto selected = losses->figure().selected;
    QVERIFY(selected);
    QTest::keyClick(losses, Qt::Key_Return);
    QTRY_VERIFY(QApplication::activePopupWidget());
    QVERIFY(pick("open-end"));
    const std::uint64_t seed = f().model()->project().init.seed;
    const RunRow *row = census().row({0, static_cast<std::int64_t>(seed - census().census()->spec.project.init.seed)});
    QVERIFY(row && row->loss >= losses->bins().edges[*selected] && row->loss < losses->bins().edges[*selected + 1]);
}

void TestGuiRuns::aSweepShowsItsCells()
{
    auto *setting = f().named<QComboBox>(QStringLiteral("Setting"));
    const int index = setting->findText(QStringLiteral("Units of layer 1"));
    QVERIFY(index > 0);
    setting->setCurrentIndex(index);
    emit setting->activated(index);
    auto *values = f().named<QLineEdit>(QStringLiteral("Values"));
    QVERIFY(values->isVisible() && !values->text().isEmpty());
    values->setText(QStringLiteral("2, 4"));
    emit values->editingFinished();
    QCOMPARE(census().settings().vary, (std::vector<Variation>{{"network.layers[0].units", {"2", "4"}}}));
    runAll();
    auto *table = view<SweepView>("sweep-table");
    QVERIFY(table->isVisible());
    QCOMPARE(table->table().cells.size(), 2);
    QCOMPARE(table->table().cells[0].solved, census().census()->cells[0].solved);
    QVERIFY(!table->table().cells[0].against && table->table().cells[1].against);
    QTest::mouseClick(table, Qt::LeftButton, {}, table->table().rowRect(table->rect(), 1).center().toPoint());
    QCOMPARE(census().cell(), 1U);
    QTest::keyClick(table, Qt::Key_Up);
    QCOMPARE(census().cell(), 0U);
    QTest::keyClick(table, Qt::Key_Down);
    QVERIFY(f().window->openRun({1, 5}, false));
    QCOMPARE(f().model()->project().layers[0].units, 4);
    f().action(ActionId::RunsPage)->trigger();
    f().window->runsPage()->show(view<SweepView>("sweep-map"));
    QCOMPARE(view<SweepView>("sweep-map")->map().cells.size(), 2);
}

void TestGuiRuns::aWrongValueIsSaidUnderItsField()
{
    auto *setting = f().named<QComboBox>(QStringLiteral("Setting"));
    const int index = setting->findText(QStringLiteral("Learning rate"));
    setting->setCurrentIndex(index);
    emit setting->activated(index);
    auto *values = f().named<QLineEdit>(QStringLiteral("Values"));
    values->setText(QStringLiteral("1:2"));
    emit values->editingFinished();
    QVERIFY(!button(QStringLiteral("Start"))->isEnabled());
    values->setText(QStringLiteral("0.1:1:3"));
    emit values->editingFinished();
    QVERIFY(button(QStringLiteral("Start"))->isEnabled());
    QCOMPARE(census().settings().vary.front().values.size(), 3U);
}

void TestGuiRuns::aCellThatIsNoProjectIsSaid()
{
    set([](CensusSettings &settings) { settings.vary = {{"network.layers[0].units", {"2", "-3"}}}; });
    census().start();
    QTRY_VERIFY(!census().isRunning());
    QVERIFY(census().problem().contains(QStringLiteral("units")));
    QVERIFY(!census().census());
    const auto labels = f().window->findChild<RunsPanel *>()->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().startsWith(QStringLiteral("Must be a whole number"));
    }));
    set([](CensusSettings &settings) { settings.vary = {{"network.layers[0].units", {"2", "3"}}}; });
    runAll();
    QVERIFY(std::ranges::none_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().startsWith(QStringLiteral("Must be a whole number"));
    }));
}

void TestGuiRuns::aChangedProjectIsSaid()
{
    runAll();
    QVERIFY(!census().isOutdated());
    QVERIFY(f().window->openRun({0, 4}, false)); // another seed is no other project
    QVERIFY(!census().isOutdated());
    QVERIFY(f().model()->setKey(QStringLiteral("x"), QStringLiteral("optimizer.learning_rate"), QStringLiteral("1")));
    QVERIFY(census().isOutdated());
}

void TestGuiRuns::everythingIsExported()
{
    runAll();
    f().answers->saveName = f().path(QStringLiteral("runs.csv"));
    f().action(ActionId::ExportRuns)->trigger();
    QTRY_VERIFY(QFile::exists(f().answers->saveName));
    const Census read = readCensus(f().answers->saveName.toStdString());
    QCOMPARE(read.rowCount(), 40);
    QCOMPARE(read.cells[0].solved, census().census()->cells[0].solved);
    f().answers->saveName = f().path(QStringLiteral("report.md"));
    f().action(ActionId::ExportReport)->trigger();
    QTRY_VERIFY(QFile::exists(f().answers->saveName));
    QFile report(f().answers->saveName);
    QVERIFY(report.open(QIODevice::ReadOnly));
    QVERIFY(report.readAll().contains("basin census"));
    for (View *one : f().window->runsPage()->views()) {
        const QString path = f().path(one->id() + QStringLiteral(".svg"));
        const QString problem = f().window->exportPicture(one, path, {});
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(QFile(path).size() > 0);
    }
}

void TestGuiRuns::aWrittenCensusIsRead()
{
    CensusSpec spec = census().spec();
    spec.vary = {{"optimizer.learning_rate", {"0.01", "0.1"}}};
    const QString path = f().write(QStringLiteral("own.csv"), QByteArray::fromStdString(censusText(runCensus(spec))));
    f().window->openCensus(path);
    QTRY_VERIFY(census().census());
    QCOMPARE(census().census()->cells.size(), 2U);
    QCOMPARE(census().settings().vary.size(), 1U);
    QVERIFY(!census().canGoOn());
    f().window->openCensus(f().write(QStringLiteral("none.csv"), "a,b\n1,2\n"));
    QTRY_COMPARE(f().answers->errors.size(), 1);
    QVERIFY(census().census()); // what was there stays
}

void TestGuiRuns::closingTheWindowEndsTheRuns()
{
    set([](CensusSettings &settings) {
        settings.runs = CensusSpec::maximumRuns;
        settings.epochs = 20'000;
    });
    census().start();
    QTRY_VERIFY_WITH_TIMEOUT(census().rowsDone() > 0, 30'000);
    f().window->close();
    QElapsedTimer clock;
    clock.start();
    f().window.reset(); // joins what still runs
    QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(readCensus(CensusModel::lastFile().toStdString()).rowCount() > 0);
}

QTEST_MAIN(TestGuiRuns)
#include "test_gui_runs.moc"
