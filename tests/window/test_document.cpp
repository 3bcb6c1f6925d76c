#include "panels/csv_import.h"
#include "window_fixture.h"

#include "project/examples.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QToolTip>

using namespace basin;

namespace {

const QByteArray xorText = R"({"basin":1, "title":"Small", "data":{"source":"gate"}, "network":{"layers":[
    {"type":"dense","units":3,"activation":"tanh"}, {"type":"dense","units":1,"activation":"sigmoid"}]}})";

QPushButton *useButton(const QWidget *dialog)
{
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->isDefault())
            return button;
    }
    return nullptr;
}

/// What the window does when a file is let go over it.
bool drop(QWidget &window, const QList<QUrl> &urls)
{
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
    return true;
}

} // namespace

class TestDocument : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void everyExampleOpensAndRuns_data();
    void everyExampleOpensAndRuns();
    void anUnknownExampleIsSaid();
    void aFileOpensAndIsRemembered();
    void theRecentFilesOpen();
    void theModifiedMarkIsInTheTitle();
    void closingAsks_data();
    void closingAsks();
    void aCancelledOpenKeepsEverything();
    void aSaveWithoutANameAsksForOne();
    void whatCannotBeSavedIsSaidAndTheOldFileStays();
    void whatCannotBeOpenedIsSaidAndNothingChanges_data();
    void whatCannotBeOpenedIsSaidAndNothingChanges();
    void aBadTableIsSaidInThePreview_data();
    void aBadTableIsSaidInThePreview();
    void aTableThatCannotBeReadAtAllIsSaid();
    void aDroppedProjectOpens();
    void aDroppedTableIsShownFirstAndThenUsed();
    void whatIsNoSingleFileIsNotAccepted();

private:
    WindowFixture &f() { return *m_fixture; }
    void edit()
    {
        QVERIFY(f().model()->setKey(QStringLiteral("Title"), QStringLiteral("title"), QStringLiteral("Edited")));
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestDocument::everyExampleOpensAndRuns_data()
{
    QTest::addColumn<QString>("name");
    QCOMPARE(examples().size(), std::size_t{6});
    for (const Example &example : examples())
        QTest::newRow(example.name.c_str()) << QString::fromStdString(example.name);
}

void TestDocument::everyExampleOpensAndRuns()
{
    QFETCH(QString, name);
    auto *action = f().window->findChild<QAction *>(QStringLiteral("example-") + name);
    QVERIFY(action);
    action->trigger();
    const Project expected = exampleProject(*findExample(name.toStdString()));
    QVERIFY(f().model()->project() == expected);
    QVERIFY(!f().model()->isModified());
    QTRY_VERIFY(f().snapshot() && f().epoch() == 0 &&
                f().run()->prepared()->spec.architecture.layers() == expected.layers);
    const double before = f().snapshot()->metrics.loss;
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(f().epoch() > 20);
    f().run()->pause();
    QTRY_VERIFY(f().isAtRest());
    QVERIFY(f().snapshot()->metrics.loss < before);
    QVERIFY(f().run()->problem().isEmpty());
    QVERIFY2(f().answers->errors.isEmpty(), qPrintable(f().answers->errors.join(QLatin1Char('|'))));
}

void TestDocument::anUnknownExampleIsSaid()
{
    const Project before = f().model()->project();
    QVERIFY(!f().window->open(QStringLiteral("lesson:nowhere")));
    QCOMPARE(f().answers->errors.size(), 1);
    QVERIFY(f().answers->errors.first().contains(QLatin1String("nowhere")));
    QVERIFY(f().model()->project() == before);
    QVERIFY(f().window->open(QStringLiteral("lesson:circle")));
    QCOMPARE(f().answers->errors.size(), 1);
}

void TestDocument::aFileOpensAndIsRemembered()
{
    const QString path = f().write(QStringLiteral("small.basin"), xorText);
    QVERIFY(f().window->open(path)); // as from the command line
    QCOMPARE(f().model()->fileName(), path);
    QVERIFY(f().window->windowTitle().contains(QLatin1String("small.basin")));
    QTRY_VERIFY(f().snapshot() && f().snapshot()->parameters.size() == 13);

    f().answers->openName = f().write(QStringLiteral("other.basin"), xorText);
    f().action(ActionId::Open)->trigger();
    QCOMPARE(f().model()->fileName(), f().answers->openName);
    f().answers->openName.clear(); // a dialog that was cancelled
    f().action(ActionId::Open)->trigger();
    QCOMPARE(f().model()->fileName(), f().path(QStringLiteral("other.basin")));
}

void TestDocument::theRecentFilesOpen()
{
    const auto recent = [this] {
        QStringList names;
        for (QMenu *menu : f().window->findChildren<QMenu *>()) {
            for (QAction *action : menu->actions()) {
                if (!action->toolTip().isEmpty() && action->toolTip().startsWith(f().folder.path()))
                    names << action->text();
            }
        }
        return names;
    };
    QVERIFY(recent().isEmpty());
    const QString first = f().write(QStringLiteral("first.basin"), xorText);
    const QString second = f().write(QStringLiteral("second.basin"), xorText);
    QVERIFY(f().window->open(first));
    QVERIFY(f().window->open(second));
    QVERIFY(f().window->open(first));
    QCOMPARE(recent(), (QStringList{QStringLiteral("first.basin"), QStringLiteral("second.basin")}));
    for (QMenu *menu : f().window->findChildren<QMenu *>()) {
        for (QAction *action : menu->actions()) {
            if (action->toolTip() == second) {
                action->trigger();
                QCOMPARE(f().model()->fileName(), second);
                return;
            }
        }
    }
    QFAIL("the second file is not in the menu");
}

void TestDocument::theModifiedMarkIsInTheTitle()
{
    QVERIFY(f().window->open(f().write(QStringLiteral("small.basin"), xorText)));
    QVERIFY(!f().window->isWindowModified());
    edit();
    QVERIFY(f().window->isWindowModified());
    f().action(ActionId::Undo)->trigger();
    QVERIFY(!f().window->isWindowModified());
    f().action(ActionId::Redo)->trigger();
    QVERIFY(f().window->isWindowModified());
    f().action(ActionId::Save)->trigger();
    QVERIFY(!f().window->isWindowModified());
    QCOMPARE(f().answers->questions, 0);
}

void TestDocument::closingAsks_data()
{
    QTest::addColumn<bool>("modified");
    QTest::addColumn<int>("choice");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<bool>("saved");
    QTest::newRow("nothing changed") << false << int(Dialogs::SaveChoice::Cancel) << true << false;
    QTest::newRow("save") << true << int(Dialogs::SaveChoice::Save) << true << true;
    QTest::newRow("discard") << true << int(Dialogs::SaveChoice::Discard) << true << false;
    QTest::newRow("cancel") << true << int(Dialogs::SaveChoice::Cancel) << false << false;
}

void TestDocument::closingAsks()
{
    QFETCH(bool, modified);
    QFETCH(int, choice);
    QFETCH(bool, closes);
    QFETCH(bool, saved);
    const QString path = f().write(QStringLiteral("small.basin"), xorText);
    QVERIFY(f().window->open(path));
    if (modified)
        edit();
    f().answers->choice = static_cast<Dialogs::SaveChoice>(choice);
    f().run()->play(); // in full run, too
    QTRY_VERIFY(f().epoch() > 0);
    QCOMPARE(f().window->close(), closes);
    QCOMPARE(f().window->isVisible(), !closes);
    QCOMPARE(f().answers->questions, modified ? 1 : 0);
    QCOMPARE(loadProject(path.toStdString()).title == "Edited", saved);
    QCOMPARE(f().model()->project().title, std::string(modified ? "Edited" : "Small"));
    if (closes)
        QVERIFY(!f().run()->isRunning());
}

void TestDocument::aCancelledOpenKeepsEverything()
{
    const QString path = f().write(QStringLiteral("small.basin"), xorText);
    edit();
    const Project before = f().model()->project();
    f().answers->choice = Dialogs::SaveChoice::Cancel;
    QVERIFY(!f().window->open(path));
    f().action(ActionId::New)->trigger();
    f().window->findChild<QAction *>(QStringLiteral("example-circle"))->trigger();
    QCOMPARE(f().answers->questions, 3);
    QVERIFY(f().model()->project() == before);
    QVERIFY(f().model()->isModified());
    f().answers->choice = Dialogs::SaveChoice::Save; // but no name is given: it was not saved
    QVERIFY(!f().window->open(path));
    QVERIFY(f().model()->project() == before);
}

void TestDocument::aSaveWithoutANameAsksForOne()
{
    edit();
    f().action(ActionId::Save)->trigger(); // cancelled
    QVERIFY(f().model()->isModified());
    f().answers->saveName = f().path(QStringLiteral("named"));
    f().action(ActionId::Save)->trigger();
    QCOMPARE(f().model()->fileName(), f().path(QStringLiteral("named.basin")));
    QCOMPARE(loadProject(f().path(QStringLiteral("named.basin")).toStdString()).title, std::string("Edited"));
    f().answers->saveName = f().path(QStringLiteral("again.basin"));
    f().action(ActionId::SaveAs)->trigger();
    QCOMPARE(f().model()->fileName(), f().path(QStringLiteral("again.basin")));
    QVERIFY(QFile::exists(f().path(QStringLiteral("named.basin"))));
}

void TestDocument::whatCannotBeSavedIsSaidAndTheOldFileStays()
{
    edit();
    f().answers->saveName = f().path(QStringLiteral("no/such/folder.basin"));
    f().action(ActionId::SaveAs)->trigger();
    QCOMPARE(f().answers->errors.size(), 1);
    QVERIFY(!f().answers->errors.first().contains(QLatin1Char('\n')));
    QDir(f().folder.path()).mkdir(QStringLiteral("folder.basin"));
    f().answers->saveName = f().path(QStringLiteral("folder.basin"));
    f().action(ActionId::SaveAs)->trigger();
    QCOMPARE(f().answers->errors.size(), 2);
    f().answers->saveName = QStringLiteral("/dev/full/x.basin");
    f().action(ActionId::SaveAs)->trigger();
    QCOMPARE(f().answers->errors.size(), 3);
    QVERIFY(f().model()->isModified());
    QVERIFY(f().model()->fileName().isEmpty());
}

void TestDocument::whatCannotBeOpenedIsSaidAndNothingChanges_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    const auto project = [](const char *title, const QByteArray &bytes) {
        QTest::newRow(title) << QStringLiteral("bad.basin") << bytes;
    };
    const auto with = [](const char *from, const char *to) { return QByteArray(xorText).replace(from, to); };
    project("empty", "");
    project("truncated", xorText.left(xorText.size() / 2));
    project("binary", QByteArray("\x7f"
                                 "ELF\0\0\xff\xfe\x01",
                                 9));
    project("zeros", QByteArray(4096, '\0'));
    project("a list", "[1, 2, 3]");
    project("a number", "42");
    project("nested without end", QByteArray(100'000, '['));
    project("no version", with("\"basin\":1, ", ""));
    project("a later version", with("\"basin\":1", "\"basin\":2"));
    project("an unknown key", with("\"title\"", "\"titel\""));
    project("a wrong type", with("\"units\":3", "\"units\":\"three\""));
    project("a billion units", with("\"units\":3", "\"units\":1000000000"));
    project("no units", with("\"units\":3", "\"units\":0"));
    project("NaN", with("\"units\":3", "\"units\":NaN"));
    project("1e400", with("\"units\":3", "\"units\":1e400"));
    project("an unknown activation", with("tanh", "tahn"));
    project("softmax in the middle", with("tanh", "softmax"));
    project("no layers", R"({"basin":1,"data":{"source":"gate"},"network":{"layers":[]}})");
    project("an unknown source", with("gate", "gates"));
    project("UTF-16", QByteArray("\xff\xfe{\0}\0", 6));
    project("bad UTF-8", with("Small", "\xff\xfe\xfd"));
    QTest::newRow("a picture without a project") << QStringLiteral("bad.png") << QByteArray();
    QTest::newRow("no picture at all") << QStringLiteral("text.png") << QByteArray("this is no picture");
    QTest::newRow("a folder") << QStringLiteral(".") << QByteArray();
    QTest::newRow("not there") << QStringLiteral("nowhere.basin") << QByteArray();
}

void TestDocument::whatCannotBeOpenedIsSaidAndNothingChanges()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    const QString good = f().write(QStringLiteral("good.basin"), xorText);
    QVERIFY(f().window->open(good));
    QTRY_VERIFY(f().snapshot() && f().snapshot()->parameters.size() == 13);
    f().run()->stepEpochs(5);
    QTRY_COMPARE(f().epoch(), 5);
    const Project project = f().model()->project();
    const Vector parameters = f().snapshot()->parameters;

    if (name == QLatin1String("bad.png")) {
        QImage picture(8, 8, QImage::Format_RGB32);
        picture.fill(Qt::white);
        QVERIFY(picture.save(f().path(name)));
    } else if (!bytes.isEmpty() || name == QLatin1String("bad.basin")) {
        (void)f().write(name, bytes);
    }
    QVERIFY(!f().window->open(f().path(name)));
    QCOMPARE(f().answers->errors.size(), 1);
    const QString error = f().answers->errors.first();
    QVERIFY2(!error.trimmed().isEmpty() && !error.contains(QLatin1Char('\n')) && error.size() < 400, qPrintable(error));
    QVERIFY(f().model()->project() == project);
    QCOMPARE(f().model()->fileName(), good);
    QVERIFY(!f().model()->isModified());
    QCoreApplication::processEvents();
    QVERIFY(f().snapshot()->parameters == parameters);
    QCOMPARE(f().epoch(), 5);
    f().run()->stepEpochs(1);
    QTRY_COMPARE(f().epoch(), 6);
}

void TestDocument::aBadTableIsSaidInThePreview_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a header alone") << QByteArray("a,b,c\n");
    QTest::newRow("ragged") << QByteArray("a,b,c\n1,2,0\n1,2\n");
    QTest::newRow("one column") << QByteArray("a\n1\n2\n");
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\0\xff\xfe\x01\x02",
                                          11);
    QTest::newRow("an open quote") << QByteArray("a,b\n\"1,2\n3,4\n");
}

void TestDocument::aBadTableIsSaidInThePreview()
{
    QFETCH(QByteArray, bytes);
    const Project before = f().model()->project();
    QString problem;
    bool usable = true;
    const WithDialog inDialog([&](QWidget *dialog) {
        auto *import = qobject_cast<CsvImport *>(dialog);
        QVERIFY(import);
        QTRY_VERIFY(!import->isReading());
        problem = import->problem();
        usable = import->isUsable() || useButton(import)->isEnabled();
    });
    (void)f().window->open(f().write(QStringLiteral("bad.csv"), bytes));
    if (!inDialog.wasSeen()) { // nothing to show: said at once
        QCOMPARE(f().answers->errors.size(), 1);
        problem = f().answers->errors.first();
        usable = false;
    }
    QVERIFY(!problem.isEmpty());
    QVERIFY(!problem.contains(QLatin1Char('\n')));
    QVERIFY(!usable);
    QVERIFY(f().model()->project() == before);
}

void TestDocument::aTableThatCannotBeReadAtAllIsSaid()
{
    const Project before = f().model()->project();
    QString problem;
    const WithDialog inDialog([&](QWidget *dialog) {
        auto *import = qobject_cast<CsvImport *>(dialog);
        QVERIFY(import);
        QTRY_VERIFY(!import->isReading());
        problem = import->problem();
    });
    (void)f().window->open(f().path(QStringLiteral("nowhere.csv")));
    QCOMPARE(f().answers->errors.size() + (problem.isEmpty() ? 0 : 1), 1);
    QVERIFY(f().model()->project() == before);
}

void TestDocument::aDroppedProjectOpens()
{
    const QString path = f().write(QStringLiteral("small.basin"), xorText);
    QVERIFY(drop(*f().window, {QUrl::fromLocalFile(path)}));
    QCOMPARE(f().model()->fileName(), path);
    QTRY_VERIFY(f().snapshot() && f().snapshot()->parameters.size() == 13);
}

void TestDocument::aDroppedTableIsShownFirstAndThenUsed()
{
    const QString path = f().write(QStringLiteral("points.csv"), "a,b,kind\n0.5,1,yes\n1.5,2,no\n2.5,1,yes\n3,3,no\n");
    const WithDialog inDialog([&](QWidget *dialog) {
        auto *import = qobject_cast<CsvImport *>(dialog);
        QVERIFY(import);
        QTRY_VERIFY(import->isUsable());
        QCOMPARE(import->targets(), QStringList{QStringLiteral("kind")});
        QTest::mouseClick(useButton(import), Qt::LeftButton);
    });
    QVERIFY(drop(*f().window, {QUrl::fromLocalFile(path)}));
    QVERIFY(inDialog.wasSeen());
    QVERIFY2(f().answers->errors.isEmpty(), qPrintable(f().answers->errors.value(0)));
    QCOMPARE(f().model()->project().data.source, std::string("csv"));
    QTRY_VERIFY(f().run()->prepared() && f().run()->prepared()->data->raw.samples() == 4 &&
                f().run()->prepared()->data->raw.inputs(0, 0) == 0.5);
    QVERIFY(f().run()->problem().isEmpty());
    QVERIFY(f().model()->isModified());
    f().action(ActionId::Undo)->trigger();
    QCOMPARE(f().model()->project().data.source, std::string("gate"));
}

void TestDocument::whatIsNoSingleFileIsNotAccepted()
{
    QVERIFY(!drop(*f().window, {}));
    QVERIFY(!drop(*f().window, {QUrl(QStringLiteral("https://example.org/x.basin"))}));
    QVERIFY(!drop(*f().window,
                  {QUrl::fromLocalFile(QStringLiteral("/a.basin")), QUrl::fromLocalFile(QStringLiteral("/b.basin"))}));
}

QTEST_MAIN(TestDocument)
#include "test_document.moc"
