#include "window/run_window.h"

#include "controls/tool_button.h"
#include "network/architecture.h"
#include "render/cure_text.h"
#include "render/resources.h"
#include "views/boundary_view.h"
#include "views/view_frame.h"
#include "window/main_window.h"
#include "window/runs_page.h"
#include "window/settings.h"
#include "window/surface_page.h"
#include "window/train_page.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QEventLoop>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace basin {

namespace {

constexpr int longestWait = 60'000; ///< ms, for a run to come to its rest
constexpr int paintingTime = 600;   ///< ms, for the pictures made on other threads

/// Lets the window live until a fact holds.
bool waitFor(const std::function<bool()> &fact)
{
    QDeadlineTimer deadline(longestWait);
    while (!fact() && !deadline.hasExpired())
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    return fact();
}

void letPaint()
{
    QDeadlineTimer deadline(paintingTime);
    while (!deadline.hasExpired())
        QApplication::processEvents(QEventLoop::AllEvents, 20);
}

class Photographer {
public:
    Photographer(MainWindow &window, QString folder) : m_window(window), m_folder(std::move(folder)) {}

    void open(const QString &example) const
    {
        m_window.model()->undoStack()->setClean();
        m_window.document()->openExample(example);
        waitForStart();
    }

    void waitForStart() const
    {
        waitFor([&] { return !m_window.run()->isPreparing() && m_window.run()->snapshot() != nullptr; });
    }

    /// Runs on at full speed until a stop rule holds.
    void runToEnd() const
    {
        waitForStart();
        m_window.run()->setSpeed(Session::unlimitedSpeed);
        m_window.run()->play();
        waitFor([&] { return !m_window.run()->isRunning(); });
        m_window.run()->setSpeed(500);
    }

    /// Runs on at full speed to an epoch.
    void runTo(qint64 epoch) const
    {
        waitForStart();
        m_window.run()->stepEpochs(epoch - m_window.run()->snapshot()->epoch);
        waitFor([&] {
            const SnapshotPtr now = m_window.run()->snapshot();
            return now && (now->epoch >= epoch || now->stopReason != StopReason::None);
        });
    }

    void set(const QString &key, const QString &value) const { m_window.model()->setKey(key, key, value); }

    bool take(const QString &name)
    {
        letPaint();
        const QString path = QDir(m_folder).filePath(name + QStringLiteral(".png"));
        const bool written = m_window.grab().save(path);
        std::printf("%s%s\n", qPrintable(path), written ? "" : ": cannot be written");
        m_failed = m_failed || !written;
        return written;
    }

    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    MainWindow &m_window;
    QString m_folder;
    bool m_failed = false;
};

/// The run of LOOK's first picture: XOR learns, an earlier run is pinned, the learning rate is turned up half way.
void learnXor(MainWindow &window, const Photographer &photographer)
{
    photographer.open(QStringLiteral("xor-learns"));
    photographer.set(QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.003"));
    photographer.set(QStringLiteral("init.seed"), QStringLiteral("1"));
    photographer.runTo(3180);
    window.run()->pin();
    photographer.set(QStringLiteral("init.seed"), QStringLiteral("17"));
    photographer.runTo(1500);
    photographer.set(QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.006"));
    photographer.runTo(3180);
}

/// Gone back to before the knob was turned; then turned another way, which leaves a branch behind.
void takePast(MainWindow &window, Photographer &photographer)
{
    const auto goTo = [&window](qint64 epoch) {
        window.run()->goToEpoch(epoch);
        waitFor([&] { return window.run()->snapshot()->epoch == epoch; });
    };
    goTo(1230);
    photographer.take(QStringLiteral("time-past"));
    photographer.set(QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.03"));
    photographer.runTo(2400);
    photographer.take(QStringLiteral("time-branch"));
}

/// The error surface around a run that is stuck, in every plane, and around another network.
void takeSurfaces(MainWindow &window, Photographer &photographer)
{
    SurfacePage *page = window.surfacePage();
    const auto look = [&](const QString &name, const std::function<void(SurfaceOptions &)> &set = {}) {
        SurfaceOptions options = window.surface()->options();
        if (set)
            set(options);
        window.surface()->setOptions(options);
        waitFor([&] { return window.surface()->surface() && !window.surface()->isComputing(); });
        photographer.take(name);
    };
    const auto plane = [](PlaneKind kind) { return [kind](SurfaceOptions &options) { options.choice.kind = kind; }; };
    photographer.open(QStringLiteral("xor-sticks"));
    photographer.runToEnd();
    window.setPage(MainWindow::Page::Surface);
    look(QStringLiteral("surface-weights"));
    look(QStringLiteral("surface-stuck-light"), plane(PlaneKind::ThreePoints));
    Settings::setColours(Settings::Colours::Dark);
    window.applyColours();
    look(QStringLiteral("surface-stuck-dark"));
    Settings::setColours(Settings::Colours::Light);
    window.applyColours();
    window.resize(1024, 700);
    look(QStringLiteral("surface-stuck-small"));
    window.resize(1440, 900);
    look(QStringLiteral("surface-path"), plane(PlaneKind::Path));
    look(QStringLiteral("surface-hessian"), plane(PlaneKind::Eigenvectors));
    page->show(page->view(QStringLiteral("boundary")));
    page->show(page->view(QStringLiteral("profile")));
    look(QStringLiteral("surface-out-of-plane"), [](SurfaceOptions &options) { options.outOfPlane = true; });
    page->show(page->view(QStringLiteral("network")));
    page->show(page->view(QStringLiteral("path")));
    look(QStringLiteral("surface-two-edges"), [](SurfaceOptions &options) {
        options.choice.kind = PlaneKind::Weights;
        options.choice.weights = {3, 6};
        options.outOfPlane = false;
    });
    window.showWayOut();
    waitFor([&] { return !window.escape()->isSeeking(); });
    window.escape()->setPosition(0.6);
    page->show(page->view(QStringLiteral("surface-3d")));
    look(QStringLiteral("surface-way-out"), plane(PlaneKind::ThreePoints));
    window.showAtlas();
    waitFor([&] { return !window.atlas()->isSeeking(); });
    look(QStringLiteral("surface-atlas"));
    page->show(page->view(QStringLiteral("surface-3d")));
    page->show(page->view(QStringLiteral("path")));
    photographer.open(QStringLiteral("spiral"));
    photographer.runTo(300);
    look(QStringLiteral("surface-spiral"), plane(PlaneKind::Random));
    window.setPage(MainWindow::Page::Train);
}

/// A recurrent network, its gates, and which remainder is taken for which.
void takeSequences(MainWindow &window, Photographer &photographer)
{
    TrainPage *page = window.trainPage();
    photographer.open(QStringLiteral("xor-learns"));
    window.model()->edit(QStringLiteral("sequence"), {}, [](Project &project) {
        project.title = "Remainders";
        project.data = {};
        project.data.source = "modulo";
        project.data.options.set("bits", 9.0);
        project.data.options.set("samples", 500.0);
        project.data.steps = 9;
        project.data.testFraction = 0.2;
        project.layers.resize(2);
        project.layers[0] = {};
        project.layers[0].kind = LayerKind::Lstm;
        project.layers[0].activation = "tanh";
        project.layers[0].units = 8;
        project.layers[1] = {};
        project.layers[1].units = 7;
        project.layers[1].activation = "softmax";
        project.loss.name = "categorical_crossentropy";
        project.init = {};
        project.optimizer.options.set("learning_rate", 0.01);
        project.training.batchSize = 50;
    });
    photographer.waitForStart();
    photographer.runTo(300);
    page->show(page->view(QStringLiteral("confusion")));
    page->show(page->view(QStringLiteral("gates")));
    photographer.take(QStringLiteral("sequence-light"));
    Settings::setColours(Settings::Colours::Dark);
    window.applyColours();
    photographer.take(QStringLiteral("sequence-dark"));
    Settings::setColours(Settings::Colours::Light);
    window.applyColours();
    page->show(page->view(QStringLiteral("boundary")));
    page->show(page->view(QStringLiteral("curves")));
}

/// Many runs: before the first, under way, whole, small and dark.
void takeRuns(MainWindow &window, Photographer &photographer)
{
    CensusModel *census = window.census();
    const auto settings = [census](const std::function<void(CensusSettings &)> &set) {
        CensusSettings now = census->settings();
        set(now);
        census->setSettings(now);
    };
    const auto runAll = [census] {
        census->start();
        waitFor([census] { return !census->isRunning(); });
    };
    photographer.open(QStringLiteral("xor-learns"));
    photographer.set(QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.01"));
    photographer.set(QStringLiteral("training.stop_loss"), QStringLiteral("0"));
    photographer.set(QStringLiteral("training.solved_loss"), QStringLiteral("0.05"));
    window.setPage(MainWindow::Page::Runs);
    photographer.take(QStringLiteral("runs-empty"));
    FateModel *fate = window.fate();
    fate->setOptions({.weights = {0, 3}});
    fate->start();
    waitFor([fate] { return !fate->isComputing(); });
    settings([](CensusSettings &now) { now.runs = 1'000'000; });
    census->start();
    waitFor([census] { return census->rowsDone() > 500; });
    photographer.take(QStringLiteral("runs-under-way"));
    census->cancel();
    waitFor([census] { return !census->isRunning(); });
    settings([](CensusSettings &now) { now.runs = 1000; });
    runAll();
    photographer.take(QStringLiteral("runs-light"));
    Settings::setColours(Settings::Colours::Dark);
    window.applyColours();
    photographer.take(QStringLiteral("runs-dark"));
    Settings::setColours(Settings::Colours::Light);
    window.applyColours();
    window.resize(1024, 700);
    photographer.take(QStringLiteral("runs-small"));
    window.resize(1440, 900);
    RunsPage *page = window.runsPage();
    page->show(page->view(QStringLiteral("epochs")));
    photographer.take(QStringLiteral("runs-epochs"));
    page->show(page->view(QStringLiteral("losses")));
    settings([](CensusSettings &now) {
        now.runs = 200;
        now.vary = {{"network.layers[0].units", {"2", "3", "4", "6"}}};
    });
    runAll();
    census->setCell(1);
    photographer.take(QStringLiteral("runs-sweep"));
    settings([](CensusSettings &now) {
        now.vary = {{"optimizer.learning_rate", {"0.001", "0.003", "0.01", "0.03", "0.1"}},
                    {"network.layers[0].units", {"2", "3", "4"}}};
    });
    page->show(page->view(QStringLiteral("share")));
    runAll();
    page->show(page->view(QStringLiteral("sweep-map")));
    census->setCell(7);
    photographer.take(QStringLiteral("runs-sweep-map"));
    window.resize(1024, 700);
    photographer.take(QStringLiteral("runs-sweep-small"));
    window.resize(1440, 900);
    settings([](CensusSettings &now) { now.vary.clear(); });
    RaceModel *race = window.race();
    page->show(page->view(QStringLiteral("race")));
    race->setSpeed(Session::unlimitedSpeed);
    race->start();
    waitFor([race] { return race->snapshot() && race->snapshot()->isOver; });
    photographer.take(QStringLiteral("runs-race"));
    page->show(page->view(QStringLiteral("fate")));
    window.setPage(MainWindow::Page::Train);
}

/// The list of lessons, and one lesson from its first question to its report.
void takeLessons(MainWindow &window, Photographer &photographer)
{
    LessonRun *lesson = window.lesson();
    const auto finishStep = [&] {
        if (lesson->isGated())
            lesson->current().question->isNumber() ? lesson->answerNumber(0) : lesson->answer(1);
        lesson->runStep();
        waitFor([&] { return lesson->record().isDone; });
    };
    const auto colours = [&window](Settings::Colours colours_) {
        Settings::setColours(colours_);
        window.applyColours();
    };
    window.model()->undoStack()->setClean();
    window.setPage(MainWindow::Page::Lessons);
    photographer.take(QStringLiteral("lessons-list"));
    window.openLesson(QStringLiteral("lesson:") + QString::fromStdString(lessons().front().name));
    waitFor([&] { return lesson->isActive(); });
    photographer.waitForStart();
    window.run()->setSpeed(Session::unlimitedSpeed);
    photographer.take(QStringLiteral("lessons-light"));
    colours(Settings::Colours::Dark);
    photographer.take(QStringLiteral("lessons-dark"));
    colours(Settings::Colours::Light);
    window.resize(1024, 700);
    photographer.take(QStringLiteral("lessons-small"));
    window.resize(1440, 900);
    finishStep();
    photographer.take(QStringLiteral("lessons-after"));
    colours(Settings::Colours::Dark);
    photographer.take(QStringLiteral("lessons-after-dark"));
    colours(Settings::Colours::Light);
    window.setPage(MainWindow::Page::Lessons);
    photographer.take(QStringLiteral("lessons-list-under-way"));
    for (int step = 1; step <= lesson->stepCount(); ++step) {
        lesson->next();
        waitFor([&] { return lesson->step() == step; });
        if (lesson->isAtEnd())
            break;
        photographer.waitForStart();
        photographer.take(QStringLiteral("lessons-step-%1").arg(step + 1));
        finishStep();
    }
    photographer.take(QStringLiteral("lessons-report"));
    lesson->leave();
    window.run()->setSpeed(500);
    window.setPage(MainWindow::Page::Train);
}

/// Why a run learns or does not: the panel for a run that is stuck, for one that is well and for the usual mistakes, an
/// experiment beside the run, and the gradient check.
void takeWhy(MainWindow &window, Photographer &photographer)
{
    TrainPage *page = window.trainPage();
    const auto colours = [&window](Settings::Colours colours_) {
        Settings::setColours(colours_);
        window.applyColours();
    };
    const auto look = [&](const QString &name, bool withShares = false) {
        window.setWhyShown(true);
        waitFor([&] { return window.point()->point() && !window.point()->isBusy() && !window.diagnosis()->isBusy(); });
        if (withShares)
            waitFor([&] { return !window.shares()->isMeasuring(); });
        photographer.take(name);
    };
    photographer.open(QStringLiteral("xor-sticks"));
    photographer.runTo(1430);
    look(QStringLiteral("why-stuck-light"), true);
    colours(Settings::Colours::Dark);
    look(QStringLiteral("why-stuck-dark"));
    colours(Settings::Colours::Light);
    window.resize(1024, 700);
    look(QStringLiteral("why-stuck-small"));
    window.resize(1440, 900);
    const std::vector<Cure> &cures = window.diagnosis()->cures();
    const auto wider = std::ranges::find(cures, CureKind::Wider, &Cure::kind);
    if (wider != cures.end()) {
        window.fork()->start(*wider, cureTitle(*wider, window.model()->project()));
        waitFor([&] { return window.fork()->snapshot() && window.fork()->snapshot()->isOver; });
        look(QStringLiteral("why-fork"));
        window.fork()->discard();
    }
    photographer.open(QStringLiteral("xor-learns"));
    photographer.runToEnd();
    look(QStringLiteral("why-solved"));
    photographer.open(QStringLiteral("xor-learns"));
    photographer.set(QStringLiteral("network.layers[0].activation"), QStringLiteral("relu"));
    photographer.set(QStringLiteral("init.parameters"), QStringLiteral("[1,-1,1,-1,0,-0.5,1,1,0]"));
    photographer.runTo(2000);
    look(QStringLiteral("why-dead-relu"));
    photographer.open(QStringLiteral("two-boundaries"));
    photographer.set(QStringLiteral("data.scaling"), QStringLiteral("none"));
    photographer.runTo(500);
    look(QStringLiteral("why-unscaled"));
    photographer.open(QStringLiteral("xor-learns"));
    photographer.runTo(50);
    page->show(page->view(QStringLiteral("gradient-check")));
    window.setWhyShown(false);
    photographer.take(QStringLiteral("gradient-check"));
    photographer.set(QStringLiteral("loss.deliberate_bug"), QStringLiteral("forgotten_bias"));
    photographer.runTo(200);
    photographer.take(QStringLiteral("gradient-check-bug"));
    page->setEnlarged(page->right());
    photographer.take(QStringLiteral("gradient-check-enlarged"));
    page->setEnlarged(nullptr);
    page->show(page->view(QStringLiteral("curves")));
}

void takeAll(MainWindow &window, Photographer &photographer)
{
    TrainPage *page = window.trainPage();
    const auto showView = [page](const char *id) { page->show(page->view(QString::fromLatin1(id))); };
    const auto colours = [&window](Settings::Colours colours_) {
        Settings::setColours(colours_);
        window.applyColours();
    };
    window.resize(1440, 900);
    letPaint();
    photographer.take(QStringLiteral("start"));
    takeWhy(window, photographer);
    window.setWhyShown(false);
    learnXor(window, photographer);
    photographer.take(QStringLiteral("train-light"));
    colours(Settings::Colours::Dark);
    photographer.take(QStringLiteral("train-dark"));
    colours(Settings::Colours::Light);
    window.resize(1024, 700);
    photographer.take(QStringLiteral("train-small"));
    window.resize(1920, 1080);
    photographer.take(QStringLiteral("train-large"));
    window.resize(1440, 900);
    takePast(window, photographer);
    showView("hidden-space");
    showView("outputs");
    photographer.take(QStringLiteral("hidden-space-outputs"));
    showView("boundary");
    showView("weights");
    photographer.take(QStringLiteral("weights"));
    showView("curves");
    photographer.open(QStringLiteral("xor-sticks"));
    photographer.runToEnd();
    photographer.take(QStringLiteral("stuck"));
    for (const char *example : {"circle", "spiral", "two-boundaries", "iris"}) {
        photographer.open(QString::fromLatin1(example));
        photographer.runToEnd();
        photographer.take(QString::fromLatin1(example));
    }
    window.setPage(MainWindow::Page::Data);
    photographer.take(QStringLiteral("data-iris"));
    window.setPage(MainWindow::Page::Train);
    colours(Settings::Colours::Dark);
    photographer.take(QStringLiteral("iris-dark"));
    photographer.open(QStringLiteral("spiral"));
    photographer.runTo(300);
    window.resize(1024, 700);
    photographer.take(QStringLiteral("spiral-small-dark"));
    colours(Settings::Colours::Light);
    window.resize(1440, 900);
    photographer.open(QStringLiteral("xor-learns"));
    photographer.set(QStringLiteral("optimizer"), QStringLiteral(R"({"name": "sgd", "learning_rate": 1e9})"));
    photographer.set(QStringLiteral("loss.name"), QStringLiteral("mean_squared_error"));
    photographer.set(QStringLiteral("network.layers[1].activation"), QStringLiteral("linear"));
    photographer.runTo(100);
    photographer.take(QStringLiteral("diverged"));
    photographer.open(QStringLiteral("xor-learns"));
    photographer.runTo(400);
    page->setEnlarged(page->left());
    photographer.take(QStringLiteral("boundary-enlarged"));
    page->setEnlarged(nullptr);
    takeSequences(window, photographer);
    takeSurfaces(window, photographer);
    takeRuns(window, photographer);
    takeLessons(window, photographer);
}

} // namespace

int runShots(int &argc, char **argv, const QString &folder)
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Basin"));
    QApplication::setApplicationName(QStringLiteral("BasinShots"));
    QApplication::setApplicationVersion(QStringLiteral(BASIN_VERSION));
    initResources();
    QDir().mkpath(folder);
    Settings::forgetLayout();
    Settings::setColours(Settings::Colours::Light);
    MainWindow window;
    window.show();
    Photographer photographer(window, folder);
    photographer.waitForStart();
    takeAll(window, photographer);
    return photographer.hasFailed() ? 1 : 0;
}

} // namespace basin
