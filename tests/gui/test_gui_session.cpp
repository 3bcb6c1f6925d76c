// One sitting at the real window: design, train, turn a knob, export, undo, save, open again; and the command line
// beside it.

#include "controls/chip.h"
#include "controls/number_field.h"
#include "network_mouse.h"
#include "render/picture_export.h"
#include "window/top_bar.h"

#include "training/trainer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QProcess>

using namespace basin;
using Kind = NetworkFigure::Target::Kind;

class TestGuiSession : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void aSittingFromDesignToReopening();
    void theKeyboardDesignsToo();
    void aPictureCarriesItsProject();
    void theCommandLineGivesTheSameNumbers_data();
    void theCommandLineGivesTheSameNumbers();
    void aDivergingRunStopsAndCanGoOn();

private:
    WindowFixture &f() { return *m_fixture; }
    const std::vector<LayerSpec> &layers() { return f().model()->project().layers; }
    bool isShown() { return f().snapshot() && f().run()->prepared()->spec.architecture.layers() == layers(); }
    void type(const QString &field, const QString &text)
    {
        auto *number = f().named<NumberField>(field);
        QVERIFY2(number, qPrintable(field));
        number->setFocus();
        number->selectAll();
        QTest::keyClicks(number, text);
        QTest::keyClick(number, Qt::Key_Return);
    }
    double rate() { return f().model()->project().optimizer.value("learning_rate"); }

    std::unique_ptr<WindowFixture> m_fixture;
};

void TestGuiSession::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(f().window->open(QStringLiteral("lesson:xor-learns")));
    QTRY_VERIFY(isShown());
}

void TestGuiSession::aSittingFromDesignToReopening()
{
    const Project first = f().model()->project();
    const NetworkMouse mouse(f());

    // Design: one unit more, a layer more, another activation, the layer away again.
    QTRY_VERIFY(mouse.pointAtUnit(1, 1));
    mouse.click({Kind::AddUnit, 1, 0, -1});
    QCOMPARE(layers()[0].units, 3);
    QTRY_VERIFY(isShown() && mouse.pointAtUnit(1, 2));
    mouse.click({Kind::AddLayer, 1, 0, -1});
    QCOMPARE(layers().size(), std::size_t{3});
    QTRY_VERIFY(isShown() && mouse.pointAtUnit(2, 2));
    mouse.click({Kind::RemoveUnit, 2, 0, -1});
    QCOMPARE(layers()[1].units, 2);
    QTRY_VERIFY(isShown() && mouse.pointAtUnit(2, 1));
    {
        const WithDialog inMenu([](QWidget *menu) {
            for (QAction *action : menu->actions()) {
                if (action->text() == QLatin1String("ReLU"))
                    return action->trigger();
            }
        });
        mouse.click({Kind::LayerMenu, 2, 0, -1});
        QCOMPARE(layers()[1].activation, std::string("relu"));
    }
    f().action(ActionId::RemoveLayer)->trigger();
    QCOMPARE(layers().size(), std::size_t{2});
    QTRY_VERIFY(isShown());
    f().model()->edit(QStringLiteral("Limit"), {}, [](Project &project) {
        project.training.limitEpochs = false;
        project.training.stopLoss = 0;
        project.training.patience = 0;
    });

    // Train, and turn the learning rate while it runs.
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(f().epoch() > 100);
    type(tr("Learning rate"), QStringLiteral("0,003"));
    QCOMPARE(rate(), 0.003);
    QVERIFY(f().run()->isRunning());
    const std::int64_t turned = f().epoch();
    QTRY_VERIFY(f().epoch() > turned && !f().snapshot()->history->events().empty() &&
                f().snapshot()->history->events().back().key == "optimizer.learning_rate");
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(f().isAtRest());

    for (const char *suffix : {"png", "svg", "pdf"}) {
        const QString picture = f().path(QStringLiteral("boundary.") + QString::fromLatin1(suffix));
        for (View *view : f().window->trainPage()->views())
            QCOMPARE(f().window->exportPicture(view, picture, {}), QString());
        QVERIFY(QFileInfo(picture).size() > 1000);
    }

    const Project last = f().model()->project();
    while (f().action(ActionId::Undo)->isEnabled())
        f().action(ActionId::Undo)->trigger();
    QVERIFY(f().model()->project() == first);
    QVERIFY(!f().model()->isModified());
    while (f().action(ActionId::Redo)->isEnabled())
        f().action(ActionId::Redo)->trigger();
    QVERIFY(f().model()->project() == last);
    QTRY_VERIFY(isShown() && f().epoch() == 0); // the run that the redone edits began
    f().run()->stepEpochs(250);
    QTRY_VERIFY(f().epoch() == 250 && f().isAtRest());

    const SnapshotPtr saved = f().snapshot();
    f().answers->saveName = f().path(QStringLiteral("sitting.basin"));
    f().action(ActionId::Save)->trigger();
    QVERIFY2(f().answers->errors.isEmpty(), qPrintable(f().answers->errors.value(0)));
    f().run()->stepEpochs(50);
    QTRY_VERIFY(f().epoch() == 300 && f().isAtRest());
    const Vector later = f().snapshot()->parameters;

    QVERIFY(f().window->open(QStringLiteral("lesson:circle")));
    QTRY_VERIFY(isShown());
    QVERIFY(f().window->open(f().answers->saveName));
    QTRY_VERIFY(isShown() && f().epoch() == 250);
    QVERIFY(f().snapshot()->parameters == saved->parameters);
    QCOMPARE(f().snapshot()->step, saved->step);
    QVERIFY(f().snapshot()->metrics.loss == saved->metrics.loss);
    QCOMPARE(rate(), 0.003);
    f().run()->stepEpochs(50); // and it goes on as if it had never been away
    QTRY_COMPARE(f().epoch(), 300);
    QVERIFY(f().snapshot()->parameters == later);
}

void TestGuiSession::theKeyboardDesignsToo()
{
    auto *view = f().window->trainPage()->network();
    view->setFocus();
    const NetworkMouse mouse(f());
    QTRY_VERIFY(mouse.pointAtUnit(1, 1));
    // To the first hidden unit, wherever it stands in the order; then plus, twice minus.
    const ViewState::Unit wanted{0, 0};
    for (int i = 0; i < 30; ++i) {
        QTest::keyClick(view, Qt::Key_Right);
        if (f().window->viewState()->unit() == wanted)
            break;
    }
    QCOMPARE(f().window->viewState()->unit().layer, 0);
    QVERIFY(!view->accessibleDescription().isEmpty());
    QTest::keyClick(view, Qt::Key_Plus);
    QCOMPARE(layers()[0].units, 3);
    f().action(ActionId::AddLayer)->trigger();
    QCOMPARE(layers().size(), std::size_t{3});
    f().action(ActionId::RemoveUnit)->trigger();
    QCOMPARE(layers()[1].units, 2);
    f().action(ActionId::RemoveLayer)->trigger();
    f().action(ActionId::RemoveLayer)->trigger();
    QCOMPARE(layers().size(), std::size_t{1});
    QVERIFY(!f().action(ActionId::RemoveLayer)->isEnabled());
    QVERIFY(!f().action(ActionId::AddUnit)->isEnabled());
    for (int i = 0; i < 6; ++i)
        f().action(ActionId::AddLayer)->trigger();
    QCOMPARE(layers().size(), std::size_t{7});
    QVERIFY(!f().action(ActionId::AddLayer)->isEnabled());
    for (int i = 0; i < 40; ++i)
        f().action(ActionId::AddUnit)->trigger();
    QCOMPARE(layers()[5].units, 32);
    QTRY_VERIFY(isShown());
}

void TestGuiSession::aPictureCarriesItsProject()
{
    f().model()->setKey(QStringLiteral("Title"), QStringLiteral("title"), QStringLiteral("In a picture"));
    const Project project = f().model()->project();
    const QString picture = f().path(QStringLiteral("network.png"));
    QCOMPARE(f().window->exportPicture(f().window->trainPage()->network(), picture, {}), QString());
    QVERIFY(f().window->open(QStringLiteral("lesson:spiral")));
    QVERIFY(f().model()->project() != project);
    QVERIFY(f().window->open(picture));
    QCOMPARE(f().model()->project().title, std::string("In a picture"));
    QCOMPARE(projectDigest(f().model()->project()), projectDigest(project));
    QVERIFY(f().model()->fileName().isEmpty()); // a save must not overwrite the picture
    QTRY_VERIFY(isShown());
    QVERIFY(
        !f().window->exportPicture(f().window->trainPage()->network(), QStringLiteral("/no/where.png"), {}).isEmpty());
}

void TestGuiSession::theCommandLineGivesTheSameNumbers_data()
{
    QTest::addColumn<QString>("example");
    QTest::addColumn<QString>("precision");
    QTest::newRow("XOR") << QStringLiteral("xor-learns") << QStringLiteral("float64");
    QTest::newRow("XOR in single precision") << QStringLiteral("xor-learns") << QStringLiteral("float32");
    QTest::newRow("Iris") << QStringLiteral("iris") << QStringLiteral("float64");
}

void TestGuiSession::theCommandLineGivesTheSameNumbers()
{
    QFETCH(QString, example);
    QFETCH(QString, precision);
    QVERIFY(f().window->open(QStringLiteral("lesson:") + example));
    QVERIFY(f().model()->edit(QStringLiteral("Setup"), {}, [&](Project &project) {
        project.training.epochs = 700;
        project.training.limitEpochs = true;
        project.training.precision = precision == QLatin1String("float32") ? Precision::Float32 : Precision::Float64;
    }));
    f().answers->saveName = f().path(QStringLiteral("same.basin"));
    f().action(ActionId::Save)->trigger();
    QTRY_VERIFY(isShown());
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(f().epoch() > 0 && f().isAtRest());
    const SnapshotPtr window = f().snapshot();

    const PreparedRun run = prepareRun(loadProject(f().answers->saveName.toStdString()));
    Trainer trainer(run.spec, run.data);
    while (trainer.advance(1000) == StopReason::None) {
    }
    QCOMPARE(trainer.epoch(), window->epoch);
    QVERIFY(trainer.metrics().loss == window->metrics.loss);
    QVERIFY(trainer.parameters() == window->parameters);

    QProcess program;
    program.start(QStringLiteral(BASIN_PROGRAM),
                  {QStringLiteral("train"), f().answers->saveName, QStringLiteral("--json")});
    QVERIFY(program.waitForFinished(120'000));
    QCOMPARE(program.exitCode(), 0);
    const QJsonObject json = QJsonDocument::fromJson(program.readAllStandardOutput()).object();
    QCOMPARE(json.value(QStringLiteral("epochs")).toInteger(), qint64{window->epoch});
    QVERIFY(json.value(QStringLiteral("loss")).toDouble() == window->metrics.loss);
    const QJsonArray parameters = json.value(QStringLiteral("parameters")).toArray();
    QCOMPARE(parameters.size(), window->parameters.size());
    for (qsizetype i = 0; i < parameters.size(); ++i)
        QVERIFY(parameters.at(i).toDouble() == window->parameters[i]);
}

void TestGuiSession::aDivergingRunStopsAndCanGoOn()
{
    const QString path = f().write(QStringLiteral("steep.basin"),
                                   R"({"basin":1, "data":{"source":"inline", "options":{
        "inputs":[[-2],[-1],[1],[2]], "targets":[[-1.9],[-1.2],[0.7],[2.2]]}},
        "network":{"layers":[{"type":"dense","units":1,"activation":"linear"}]},
        "optimizer":{"name":"sgd","learning_rate":50}})");
    QVERIFY(f().window->open(path));
    QTRY_VERIFY(isShown());
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(f().snapshot()->stopReason == StopReason::Diverged && f().isAtRest());
    auto *chip = f().window->topBar()->chip();
    QVERIFY(chip);
    QTRY_COMPARE(chip->kind(), Chip::Kind::Error);
    QVERIFY(!chip->toolTip().isEmpty());
    QVERIFY(chip->text().contains(QString::number(f().snapshot()->divergedStep)));
    QVERIFY(f().snapshot()->parameters.allFinite());
    QVERIFY(std::isfinite(f().snapshot()->metrics.loss));
    const std::int64_t stopped = f().epoch();

    type(tr("Learning rate"), QStringLiteral("0.01"));
    QCOMPARE(rate(), 0.01);
    f().action(ActionId::PlayPause)->trigger();
    QTRY_VERIFY(f().epoch() > stopped + 100);
    f().run()->pause();
    QTRY_VERIFY(f().isAtRest());
    QVERIFY(f().snapshot()->stopReason != StopReason::Diverged);
    QVERIFY(chip->kind() != Chip::Kind::Error);
}

QTEST_MAIN(TestGuiSession)
#include "test_gui_session.moc"
