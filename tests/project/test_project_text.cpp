#include "data/error.h"
#include "project/examples.h"
#include "project/project.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace basin;

namespace {

const std::string smallest = R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 1}]}})";

/// Every key there is, each with a value that is not its default.
const std::string everything = R"({
  "basin": 1, "title": "All keys",
  "data": { "source": "gate", "options": { "gate": "and", "low": -1, "high": 0.5, "copies": 3 },
            "scaling": "minmax", "test_fraction": 0.25, "seed": 18446744073709551615, "steps": 2 },
  "network": { "layers": [
      { "type": "dense", "units": 3, "activation": "relu",
        "init": { "kernel": { "name": "uniform", "low": -0.1, "high": 0.1 }, "bias": { "name": "constant", "value": 0.5 } } },
      { "units": 1, "activation": "tanh" } ] },
  "init": { "kernel": "he_normal", "bias": { "name": "normal", "stddev": 0.2 }, "seed": 7, "parameters": [0.1, -0.0, 1e-300] },
  "loss": { "name": "half_squared_error", "l1": 0.001, "l2": 0.01, "penalise_bias": true,
            "deliberate_bug": "gradient_not_averaged" },
  "optimizer": { "name": "sgd", "convention": "pytorch", "learning_rate": 0.1, "momentum": 0.9, "nesterov": true },
  "training": { "precision": "float32", "batch_size": 16, "shuffle": false, "epochs": 77, "stop_at_epochs": false,
                "stop_loss": 1e-3, "solved_loss": 0.05, "stop_patience": 100, "frozen": [2, "h1.x1", 0] },
  "state": { "parameters": [0.1, 0.30000000000000004, 5e-324], "epoch": 12, "step": 34, "batch": 5,
             "optimizer": [[1.5, "inf", "-inf"], []] }
})";

std::string messageOf(const std::function<void()> &action)
{
    try {
        action();
    } catch (const InputError &error) {
        return error.what();
    }
    return "(no error)";
}

RunState stateOf(std::vector<double> parameters)
{
    RunState state;
    state.parameters = std::move(parameters);
    return state;
}

} // namespace

class TestProjectText : public QObject {
    Q_OBJECT

private slots:
    void leavesOutMeansTheDefault();
    void readsEveryKey();
    void textReadAgainIsTheSameProject();
    void textHoldsOnlyWhatDiffers();
    void stateKeepsEveryBit();
    void stateThatIsNotFiniteIsNotSaved();
    void lossFollowsTheLastActivation();
    void schemeMayBeABareName();
    void savesAndLoads();
    void failedSaveLeavesTheOldFile();
    void weightsFromListProjectAndReport();
    void badWeights_data();
    void badWeights();
    void examplesAreStable();
    void damagedTextNeverCrashes();
};

void TestProjectText::leavesOutMeansTheDefault()
{
    const Project project = parseProject(smallest, "small");
    QCOMPARE(project.optimizer, OptimizerSpec());
    QCOMPARE(project.training, TrainingOptions());
    QCOMPARE(project.init, InitialisationSpec());
    QCOMPARE(project.layers.front().activation, std::string("linear"));
    QCOMPARE(project.loss.name, std::string("mean_squared_error"));
    QVERIFY(!project.state);

    const Project bare =
        parseProject(R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 1}]}})", "bare");
    QCOMPARE(bare.optimizer.name, std::string("adam"));
    QCOMPARE(bare.optimizer.value("learning_rate"), 0.01);
    QCOMPARE(bare.training.epochs, std::int64_t{5000});
}

void TestProjectText::readsEveryKey()
{
    const Project project = parseProject(everything, "all");
    QCOMPARE(project.title, std::string("All keys"));
    QCOMPARE(project.data.options.values().size(), std::size_t{4});
    QCOMPARE(std::get<double>(project.data.options.values().at("high")), 0.5);
    QCOMPARE(project.data.seed, std::numeric_limits<std::uint64_t>::max());
    QVERIFY(project.data.scaling == Scaling::MinMax);
    QCOMPARE(project.data.testFraction, 0.25);
    QCOMPARE(project.data.steps, 2);
    QCOMPARE(project.layers.size(), std::size_t{2});
    QCOMPARE(project.layers[0].kernelInit->name, std::string("uniform"));
    QCOMPARE(std::get<double>(project.layers[0].biasInit->options.values().at("value")), 0.5);
    QCOMPARE(project.init.kernel.name, std::string("he_normal"));
    QCOMPARE(project.init.parameters.size(), std::size_t{3});
    QVERIFY(std::signbit(project.init.parameters[1]));
    QCOMPARE(project.loss, (LossSpec{.name = "half_squared_error",
                                     .l1 = 0.001,
                                     .l2 = 0.01,
                                     .penaliseBias = true,
                                     .fault = GradientFault::NotAveraged}));
    QVERIFY(project.optimizer.convention == Convention::PyTorch);
    QCOMPARE(project.optimizer.value("momentum"), 0.9);
    QVERIFY(project.training.precision == Precision::Float32);
    QVERIFY(!project.training.shuffle && !project.training.limitEpochs);
    QCOMPARE(project.training.patience, std::int64_t{100});
    QCOMPARE(project.training.frozen, (std::vector<std::int64_t>{2, 0}));
    QCOMPARE(project.frozenNames, (std::vector<std::string>{"h1.x1"}));
    QCOMPARE(project.state->step, std::int64_t{34});
    QVERIFY(std::isinf(project.state->optimizer[0][2]));
}

void TestProjectText::textReadAgainIsTheSameProject()
{
    for (const std::string &source : {smallest, everything}) {
        const Project project = parseProject(source, "first");
        const std::string text = projectText(project);
        const Project again = parseProject(text, "second");
        QVERIFY2(again == project, text.c_str());
        QCOMPARE(projectText(again), text);
    }
}

void TestProjectText::textHoldsOnlyWhatDiffers()
{
    const std::string text = projectText(parseProject(smallest, "small"));
    for (const char *key : {"init", "loss", "optimizer", "training", "state", "seed", "scaling", "title"})
        QVERIFY2(text.find("\"" + std::string(key) + "\"") == std::string::npos, key);
    for (const char *line : {"\"basin\": 1", "\"source\": \"gate\"", "\"units\": 1"})
        QVERIFY2(text.find(line) != std::string::npos, line);
}

void TestProjectText::stateKeepsEveryBit()
{
    Project project = parseProject(smallest, "small");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    project.state = RunState{.parameters = {0.1, 1.0 / 3.0, -0.0, 5e-324, 1.7976931348623157e308},
                             .epoch = 1,
                             .step = 2,
                             .batch = 3,
                             .optimizer = {{0.2, nan, -std::numeric_limits<double>::infinity()}}};
    const Project again = parseProject(projectText(project), "again");
    QCOMPARE(again.state->parameters, project.state->parameters);
    QVERIFY(std::signbit(again.state->parameters[2]));
    QVERIFY(std::isnan(again.state->optimizer[0][1]));
    QCOMPARE(again.state->optimizer[0][2], project.state->optimizer[0][2]);
}

void TestProjectText::stateThatIsNotFiniteIsNotSaved()
{
    Project project = parseProject(smallest, "small");
    project.state = stateOf({1.0, std::numeric_limits<double>::infinity()});
    QCOMPARE(QString::fromStdString(messageOf([&] { static_cast<void>(projectText(project)); })),
             QString("state.parameters[1]: is not finite and cannot be saved"));
}

void TestProjectText::lossFollowsTheLastActivation()
{
    const auto lossOf = [](const char *activation) {
        return parseProject(smallest, "s", {{"network.layers[0].activation", activation}}).loss.name;
    };
    QCOMPARE(lossOf("sigmoid"), std::string("binary_crossentropy"));
    QCOMPARE(lossOf("softmax"), std::string("categorical_crossentropy"));
    QCOMPARE(lossOf("tanh"), std::string("mean_squared_error"));
}

void TestProjectText::schemeMayBeABareName()
{
    const Project bare = parseProject(smallest, "s", {{"init.kernel", "he_uniform"}});
    const Project full = parseProject(smallest, "s", {{"init.kernel", R"({"name": "he_uniform"})"}});
    QCOMPARE(bare.init.kernel.name, std::string("he_uniform"));
    QVERIFY(bare == full);
}

void TestProjectText::savesAndLoads()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("a.basin").toStdString();
    Project project = parseProject(everything, "all");
    saveProject(project, file);
    const Project loaded = loadProject(file);
    QCOMPARE(loaded.folder, file.parent_path());
    project.folder = loaded.folder;
    QVERIFY(loaded == project);
}

void TestProjectText::failedSaveLeavesTheOldFile()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("a.basin").toStdString();
    saveProject(parseProject(smallest, "s"), file);
    Project broken = parseProject(smallest, "s");
    broken.state = stateOf({std::numeric_limits<double>::quiet_NaN()});
    QVERIFY_EXCEPTION_THROWN(saveProject(broken, file), InputError);
    QVERIFY(loadProject(file).layers == broken.layers);
    QVERIFY_EXCEPTION_THROWN(saveProject(parseProject(smallest, "s"), "/dev/full"), WriteError);
    QVERIFY_EXCEPTION_THROWN(saveProject(parseProject(smallest, "s"), file / "below" / "a.basin"), WriteError);
}

void TestProjectText::weightsFromListProjectAndReport()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("w.json").toStdString();
    const auto weightsOf = [&](const std::string &text) {
        std::ofstream(file) << text;
        return loadWeights(file);
    };
    const std::vector<double> expected{1.0, -2.5};
    QCOMPARE(weightsOf("[1, -2.5]"), expected);
    QCOMPARE(weightsOf(R"({"epochs": 3, "parameters": [1, -2.5]})"), expected);
    Project project = parseProject(smallest, "s");
    project.init.parameters = expected;
    QCOMPARE(weightsOf(projectText(project)), expected);
    project.init.parameters = {9.0};
    project.state = stateOf(expected);
    QCOMPARE(weightsOf(projectText(project)), expected);
}

void TestProjectText::badWeights_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("place");
    QTest::newRow("text in the list") << R"([1, "two"])"
                                      << "[1]: must be a number";
    QTest::newRow("nothing") << ""
                             << "is empty";
    QTest::newRow("a number") << "3"
                              << "must be a list of numbers";
    QTest::newRow("null") << "[1, null, 2]"
                          << "[1]: must be a number";
    QTest::newRow("too large") << "[1, 1e999]"
                               << "[1]: must be a number that float64 can hold, is 1e999";
    QTest::newRow("NaN") << "[NaN]"
                         << "line 1, column 2";
    QTest::newRow("cut") << "[1, 2"
                         << "line 1, column";
    QTest::newRow("no run in it") << QString::fromStdString(smallest) << "holds no weights";
    QTest::newRow("another object") << R"({"weights": [1]})"
                                    << "parameters: is missing";
    QTest::newRow("project that is none") << R"({"basin": 2})"
                                          << "basin: must be 1";
}

void TestProjectText::badWeights()
{
    QFETCH(QString, text);
    QFETCH(QString, place);
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("w.json").toStdString();
    std::ofstream(file) << text.toStdString();
    const QString message = QString::fromStdString(messageOf([&] { static_cast<void>(loadWeights(file)); }));
    QVERIFY2(message.startsWith(QString::fromStdString(file.string())), qPrintable(message));
    QVERIFY2(message.contains(place), qPrintable(message));
}

void TestProjectText::examplesAreStable()
{
    QCOMPARE(examples().size(), std::size_t{6});
    for (const Example &example : examples()) {
        const Project project = exampleProject(example);
        QCOMPARE(project.title, example.title);
        const std::string text = projectText(project);
        QCOMPARE(projectText(parseProject(text, example.name)), text);
    }
}

/// Cut anywhere, or with any byte changed: an error or a project, never anything else.
void TestProjectText::damagedTextNeverCrashes()
{
    int read = 0;
    const auto tryText = [&](const std::string &text) {
        try {
            static_cast<void>(projectText(parseProject(text, "damaged")));
            ++read;
        } catch (const InputError &error) {
            const std::string message = error.what();
            if (message.find("damaged") != 0 || message.find('\n') != std::string::npos)
                QFAIL(message.c_str());
        }
    };
    for (std::size_t length = 0; length < everything.size(); ++length)
        tryText(everything.substr(0, length));
    QCOMPARE(read, 0);
    for (std::size_t position = 0; position < everything.size(); ++position)
        for (const int change : {0x01, 0x10, 0x20, 0x80, 0xff}) {
            std::string text = everything;
            text[position] = static_cast<char>(text[position] ^ change);
            tryText(text);
        }
    QVERIFY(read > 0);
}

QTEST_GUILESS_MAIN(TestProjectText)
#include "test_project_text.moc"
