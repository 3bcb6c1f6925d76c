#include "controls/number_field.h"
#include "panels/lesson_pane.h"
#include "panels/why_panel.h"
#include "views/boundary_view.h"
#include "window/settings.h"
#include "window_fixture.h"

#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>

using namespace basin;

class TestActions : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void everyActionIsInAMenu();
    void noKeyHasTwoMeanings();
    void everyActionDoesSomething_data();
    void everyActionDoesSomething();
    void plainKeysBelongToWhatIsEdited();
    void whatTakesTheFocusHasAName();

private:
    WindowFixture &f() { return *m_fixture; }
    [[nodiscard]] const BoundaryFigure &boundary()
    {
        return static_cast<BoundaryView *>(f().window->trainPage()->view(QStringLiteral("boundary")))->figure();
    }
    /// All that one can see of the window, in so far as an action can change it.
    QString seen();

    std::unique_ptr<WindowFixture> m_fixture;
    int m_dialogs = 0;
};

QString TestActions::seen()
{
    MainWindow &window = *f().window;
    QStringList all{QString::fromStdString(projectText(f().model()->project())), window.windowTitle(),
                    window.trainPage()->activeView()->id()};
    const auto add = [&](auto number) { all << QString::number(number); };
    add(window.isVisible());
    add(static_cast<int>(window.windowState()));
    add(f().run()->isRunning());
    add(f().run()->speed());
    add(static_cast<qint64>(f().run()->pinnedRuns().size()));
    add(f().snapshot() ? static_cast<qint64>(f().snapshot()->step) : -1);
    add(f().answers->requests);
    add(f().answers->questions);
    add(m_dialogs);
    add(window.findChild<QTabBar *>()->currentIndex());
    add(window.trainPage()->enlarged() != nullptr);
    add(window.surface()->options().isLive);
    add(window.escape()->isSeeking());
    add(window.atlas()->isSeeking());
    add(window.census()->isRunning());
    add(window.isWhyShown());
    add(window.lesson()->isActive() ? window.lesson()->step() : -1);
    add(static_cast<int>(Settings::colours()));
    add(QGuiApplication::clipboard()->image().isNull());
    add(boundary().map.lines.size());
    add(boundary().map.points.size());
    return all.join(QLatin1Char('\n'));
}

void TestActions::everyActionIsInAMenu()
{
    QSet<QAction *> listed;
    const std::function<void(const QMenu *)> walk = [&](const QMenu *menu) {
        for (QAction *action : menu->actions()) {
            listed << action;
            if (action->menu())
                walk(action->menu());
        }
    };
    for (QAction *top : f().window->menuBar()->actions()) {
        QVERIFY(top->menu());
        walk(top->menu());
    }
    for (const ActionRow &row : actionRows())
        QVERIFY2(listed.contains(f().action(row.id)), row.text);
}

void TestActions::noKeyHasTwoMeanings()
{
    QHash<QKeySequence, QString> taken;
    for (const QAction *action : f().window->findChildren<QAction *>()) {
        for (const QKeySequence &key : action->shortcuts()) {
            QVERIFY2(!taken.contains(key),
                     qPrintable(QStringLiteral("%1: %2, %3").arg(key.toString(), taken.value(key), action->text())));
            taken.insert(key, action->text());
        }
    }
    QVERIFY(taken.size() > 30);
}

void TestActions::everyActionDoesSomething_data()
{
    QTest::addColumn<int>("id");
    for (const ActionRow &row : actionRows())
        QTest::addRow("%s", QString::fromLatin1(row.text).remove(QLatin1Char('&')).toUtf8().constData())
            << static_cast<int>(row.id);
}

void TestActions::everyActionDoesSomething()
{
    QFETCH(int, id);
    // A state in which each of them has something to do.
    const auto set = [this](const char *path, const char *value) {
        QVERIFY(f().model()->setKey(QString::fromLatin1(path), QString::fromLatin1(path), QString::fromLatin1(value)));
    };
    set("data.source", "circle");
    set("data.test_fraction", "0.25");
    set("training.frozen", "[0]");
    set("title", "Changed");
    set("title", "Changed again");
    f().model()->undoStack()->undo();
    f().run()->setSpeed(100);
    QTRY_VERIFY(f().snapshot() && f().run()->prepared()->data->test.samples() > 0);
    f().run()->stepEpochs(3);
    QTRY_VERIFY(f().epoch() == 3 && f().isAtRest());
    const auto actionId = static_cast<ActionId>(id);
    if (actionId == ActionId::Unpin)
        f().run()->pin();
    if (actionId == ActionId::ThemeSystem)
        f().action(ActionId::ThemeDark)->trigger();
    if (actionId == ActionId::GoToNewest) {
        f().run()->stepBack(1);
        QTRY_VERIFY(f().action(actionId)->isEnabled());
    }
    const bool isOfLesson =
        actionId == ActionId::LessonNext || actionId == ActionId::LessonBack || actionId == ActionId::LeaveLesson;
    if (isOfLesson) {
        QVERIFY(f().window->openLesson(QStringLiteral("lesson:the-loss-that-stays/check")));
        QTRY_VERIFY(f().window->lesson()->isActive());
        f().window->lesson()->answer(0);
        f().window->lesson()->noteOpened(QStringLiteral("gradient-check"));
        QTRY_VERIFY(f().action(actionId)->isEnabled());
    }
    if (actionId == ActionId::TrainPage)
        f().window->setPage(MainWindow::Page::Data);
    const bool isOfCensus = actionId == ActionId::ExportRuns || actionId == ActionId::ExportReport;
    if (isOfCensus || actionId == ActionId::CancelRuns) {
        CensusSettings settings = f().window->census()->settings();
        settings.runs = isOfCensus ? 10 : CensusSpec::maximumRuns;
        settings.epochs = 2;
        f().window->census()->setSettings(settings);
        f().window->census()->start();
    }
    if (isOfCensus)
        QTRY_VERIFY(!f().window->census()->isRunning());
    if (actionId == ActionId::ResetLayout)
        f().action(ActionId::EnlargeView)->trigger();
    QGuiApplication::clipboard()->clear();
    m_dialogs = 0;
    if (!isOfLesson)
        QTRY_VERIFY(boundary().map.points.size() == f().run()->prepared()->data->raw.samples() &&
                    !boundary().map.lines.isEmpty());

    QVERIFY(f().action(actionId)->isEnabled());
    const QString before = seen();
    const WithDialog inDialog([this](QWidget *) { ++m_dialogs; });
    f().action(actionId)->trigger();
    QTRY_VERIFY(seen() != before);
    QVERIFY2(f().answers->errors.isEmpty(), qPrintable(f().answers->errors.value(0)));
}

void TestActions::plainKeysBelongToWhatIsEdited()
{
    QApplication::setActiveWindow(f().window.get());
    QVERIFY(QTest::qWaitForWindowActive(f().window.get()));
    QTRY_VERIFY(f().snapshot());
    int boxes = 0;
    for (auto *box : f().window->findChildren<QCheckBox *>()) {
        if (!box->isVisible() || !box->isEnabled())
            continue;
        box->setFocus(Qt::TabFocusReason); // from the keyboard: space is meant for the box
        QTest::keyClick(box, Qt::Key_Space);
        QVERIFY2(!f().run()->isRunning(), qPrintable(box->text()));
        ++boxes;
    }
    QVERIFY(boxes > 0);
    int fields = 0;
    for (auto *field : f().window->findChildren<NumberField *>()) {
        if (!field->isVisible() || !field->isEnabled())
            continue;
        field->setFocus();
        QTest::keyClick(field, Qt::Key_Period); // a decimal mark, no step
        QTest::keyClick(field, Qt::Key_Escape);
        ++fields;
    }
    QVERIFY(fields > 3);
    f().run()->stepUpdates(1); // after whatever the keys may have asked for
    QTRY_VERIFY(f().snapshot()->step > 0 && f().isAtRest());
    QCOMPARE(f().snapshot()->step, 1);
    auto *view = f().window->trainPage()->view(QStringLiteral("boundary"));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Space);
    QVERIFY(f().run()->isRunning());
    QTest::keyClick(view, Qt::Key_Space);
    QVERIFY(!f().run()->isRunning());
}

void TestActions::whatTakesTheFocusHasAName()
{
    // With something to say in the panels that are empty until they are asked for.
    QVERIFY(f().window->openLesson(QStringLiteral("lesson:xor-that-will-not-learn")));
    QTRY_VERIFY(f().window->lesson()->isActive() && f().snapshot());
    f().window->setWhyShown(true);
    const QList<QWidget *> onDemand{f().window->lessonPane(), f().window->whyPanel()};
    QStringList nameless;
    for (QWidget *widget : f().window->findChildren<QWidget *>()) {
        const bool isUnused = std::any_of(onDemand.begin(), onDemand.end(), [widget](const QWidget *panel) {
            return panel->isAncestorOf(widget) && !widget->isVisibleTo(panel);
        });
        if (isUnused)
            continue;
        const QWidget *parent = widget->parentWidget();
        const bool isInside = parent && (parent->inherits("QAbstractSpinBox") || parent->inherits("QComboBox") ||
                                         parent->inherits("QComboBoxPrivateContainer"));
        if (widget->focusPolicy() == Qt::NoFocus || isInside || widget->inherits("QMenu") || widget->isWindow() ||
            widget->inherits("QComboBoxPrivateContainer"))
            continue;
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        if (!face || face->text(QAccessible::Name).isEmpty())
            nameless << QStringLiteral("%1 in %2")
                            .arg(QString::fromLatin1(widget->metaObject()->className()),
                                 QString::fromLatin1(parent ? parent->metaObject()->className() : ""));
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

QTEST_MAIN(TestActions)
#include "test_actions.moc"
