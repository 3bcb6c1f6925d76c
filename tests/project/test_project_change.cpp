#include "data/error.h"
#include "project/project.h"

#include <QTest>

#include <functional>

using namespace basin;

namespace {

const std::string xorText = R"({"basin": 1, "data": {"source": "gate", "options": {"gate": "xor", "low": -1}},
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
    "optimizer": {"name": "adam", "learning_rate": 0.01, "beta_1": 0.8}})";

Project xorProject(const std::vector<Setting> &settings = {})
{
    return parseProject(xorText, "xor", settings);
}

} // namespace

class TestProjectChange : public QObject {
    Q_OBJECT

private slots:
    void settingIsTheSameAsWritingIt_data();
    void settingIsTheSameAsWritingIt();
    void anotherKindLosesOptionsOfTheOld();
    void settingKeepsAnExplicitLoss();
    void settingsHoldTogether();
    void numberMayBeAText();
    void settingMakesMissingParts();
    void effect_data();
    void effect();
    void anotherFolderKeepsTheFile();
    void digestIsOfTheNumbers();
    void preparedRunHasWhatTheProjectSays();
    void frozenNamesBecomeIndices();
};

void TestProjectChange::settingIsTheSameAsWritingIt_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("section");
    const auto row = [](const char *path, const char *value, const char *section) {
        QTest::addRow("%s", path) << path << value << section;
    };
    row("title", "My XOR", R"("title": "My XOR")");
    row("data.scaling", "standard", R"("data": {"source": "gate", "scaling": "standard"})");
    row("data.test_fraction", "0.25", R"("data": {"source": "gate", "test_fraction": 0.25})");
    row("data.seed", "9", R"("data": {"source": "gate", "seed": 9})");
    row("data.steps", "2", R"("data": {"source": "gate", "steps": 2})");
    row("data.options.gate", "and", R"("data": {"source": "gate", "options": {"gate": "and"}})");
    row("data.options.low", "-1", R"("data": {"source": "gate", "options": {"low": -1}})");
    row("data.options", R"({"copies": 2})", R"("data": {"source": "gate", "options": {"copies": 2}})");
    row("data.source", "circle", R"("data": {"source": "circle"})");
    row("network.layers[0].units", "5", R"("network": {"layers": [{"units": 5}]})");
    row("network.layers[0].activation", "relu", R"("network": {"layers": [{"units": 1, "activation": "relu"}]})");
    row("network.layers[0].type", "dense", R"("network": {"layers": [{"units": 1, "type": "dense"}]})");
    row("network.layers[0].init.kernel.name", "zeros",
        R"("network": {"layers": [{"units": 1, "init": {"kernel": "zeros"}}]})");
    row("network.layers[0].init.bias", R"({"name": "constant", "value": 2})",
        R"("network": {"layers": [{"units": 1, "init": {"bias": {"name": "constant", "value": 2}}}]})");
    row("network.layers", R"([{"units": 3}, {"units": 1}])", R"("network": {"layers": [{"units": 3}, {"units": 1}]})");
    row("init.kernel", "he_normal", R"("init": {"kernel": "he_normal"})");
    row("init.kernel.name", "lecun_normal", R"("init": {"kernel": {"name": "lecun_normal"}})");
    row("init.bias.name", "uniform", R"("init": {"bias": "uniform"})");
    row("init.seed", "42", R"("init": {"seed": 42})");
    row("init.parameters", "[1, 2]", R"("init": {"parameters": [1, 2]})");
    row("loss.name", "sum_squared_error", R"("loss": {"name": "sum_squared_error"})");
    row("loss.l1", "1e-3", R"("loss": {"l1": 0.001})");
    row("loss.l2", "0.5", R"("loss": {"l2": 0.5})");
    row("loss.penalise_bias", "true", R"("loss": {"penalise_bias": true})");
    row("loss.deliberate_bug", "forgotten_bias", R"("loss": {"deliberate_bug": "forgotten_bias"})");
    row("optimizer.name", "sgd", R"("optimizer": {"name": "sgd"})");
    row("optimizer.convention", "pytorch", R"("optimizer": {"convention": "pytorch"})");
    row("optimizer.learning_rate", "0.5", R"("optimizer": {"learning_rate": 0.5})");
    row("optimizer", R"({"name": "sgd", "momentum": 0.9})", R"("optimizer": {"name": "sgd", "momentum": 0.9})");
    row("training.precision", "float32", R"("training": {"precision": "float32"})");
    row("training.batch_size", "2", R"("training": {"batch_size": 2})");
    row("training.shuffle", "false", R"("training": {"shuffle": false})");
    row("training.epochs", "10", R"("training": {"epochs": 10})");
    row("training.stop_at_epochs", "false", R"("training": {"stop_at_epochs": false})");
    row("training.stop_loss", "0.1", R"("training": {"stop_loss": 0.1})");
    row("training.solved_loss", "0.1", R"("training": {"solved_loss": 0.1})");
    row("training.stop_patience", "7", R"("training": {"stop_patience": 7})");
    row("training.frozen", R"([1, "h1.x1"])", R"("training": {"frozen": [1, "h1.x1"]})");
    row("state", R"({"parameters": [1]})", R"("state": {"parameters": [1]})");
}

void TestProjectChange::settingIsTheSameAsWritingIt()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(QString, section);
    const auto textWith = [](const QString &part) {
        QString text = R"({"basin": 1)";
        if (!part.startsWith("\"data\""))
            text += R"(, "data": {"source": "gate"})";
        if (!part.startsWith("\"network\""))
            text += R"(, "network": {"layers": [{"units": 1}]})";
        return (text + (part.isEmpty() ? "" : ", " + part) + "}").toStdString();
    };
    const Setting setting{path.toStdString(), value.toStdString()};
    const Project written = parseProject(textWith(section), "written");
    QVERIFY(parseProject(textWith({}), "set", {setting}) == written);
    Project changed = parseProject(textWith({}), "plain");
    const Project before = changed;
    setKey(changed, setting.path, setting.value);
    QVERIFY(changed == written);
    QVERIFY(changed != before || path.endsWith(".type"));
}

void TestProjectChange::anotherKindLosesOptionsOfTheOld()
{
    Project project = xorProject();
    setKey(project, "optimizer.name", "sgd");
    QVERIFY(!project.optimizer.options.contains("beta_1"));
    QCOMPARE(project.optimizer.value("learning_rate"), 0.01);
    setKey(project, "data.source", "circle");
    QVERIFY(project.data.options.values().empty());
    setKey(project, "init.kernel", R"({"name": "uniform", "low": -3, "high": 3})");
    setKey(project, "init.kernel.name", "glorot_normal");
    QVERIFY(project.init.kernel.options.values().empty());
}

void TestProjectChange::settingKeepsAnExplicitLoss()
{
    const std::vector<Setting> tanh{{"loss.name", "mean_squared_error"}, {"network.layers[1].activation", "tanh"}};
    const std::vector<Setting> sigmoid{{"loss.name", "mean_squared_error"},
                                       {"network.layers[1].activation", "sigmoid"}};
    QCOMPARE(xorProject(tanh).loss.name, std::string("mean_squared_error"));
    QCOMPARE(xorProject(sigmoid).loss.name, std::string("mean_squared_error"));
    QCOMPARE(xorProject({{"network.layers[1].activation", "linear"}}).loss.name, std::string("mean_squared_error"));
    Project project = xorProject(tanh);
    setKey(project, "network.layers[1].activation", "sigmoid");
    QCOMPARE(project.loss.name, std::string("mean_squared_error"));
}

/// Only the end is checked: a path is needed before there is a csv source that asks for it.
void TestProjectChange::settingsHoldTogether()
{
    const Project project = xorProject({{"data.source", "csv"}, {"data.options.path", "a.csv"}});
    QCOMPARE(std::get<std::string>(project.data.options.values().at("path")), std::string("a.csv"));
    QVERIFY_EXCEPTION_THROWN(xorProject({{"data.source", "csv"}}), InputError);
}

void TestProjectChange::numberMayBeAText()
{
    QCOMPARE(xorProject({{"title", "2024"}}).title, std::string("2024"));
    QCOMPARE(xorProject({{"title", "\"quoted\""}}).title, std::string("quoted"));
    QCOMPARE(xorProject({{"title", "true"}}).title, std::string("true"));
}

void TestProjectChange::settingMakesMissingParts()
{
    const Project project = xorProject({{"init.kernel.low", "-2"}, {"init.kernel.name", "uniform"}});
    QCOMPARE(std::get<double>(project.init.kernel.options.values().at("low")), -2.0);
    const Project bare = xorProject({{"init.kernel", "uniform"}, {"init.kernel.high", "2"}});
    QCOMPARE(bare.init.kernel.name, std::string("uniform"));
}

void TestProjectChange::effect_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("expected");
    const auto row = [](const char *path, const char *value, ChangeEffect effect) {
        QTest::addRow("%s", path) << path << value << static_cast<int>(effect);
    };
    row("title", "other", ChangeEffect::Nothing);
    row("optimizer.learning_rate", "0.5", ChangeEffect::Live);
    row("optimizer.name", "sgd", ChangeEffect::Live);
    row("loss.l2", "0.5", ChangeEffect::Live);
    row("loss.name", "mean_squared_error", ChangeEffect::Live);
    row("training.batch_size", "2", ChangeEffect::Live);
    row("training.epochs", "2", ChangeEffect::Live);
    row("training.frozen", "[\"b1\"]", ChangeEffect::Live);
    row("training.precision", "float32", ChangeEffect::Restart);
    row("init.seed", "2", ChangeEffect::Restart);
    row("init.parameters", "[1,2,3,4,5,6,7,8,9]", ChangeEffect::Restart);
    row("data.options.gate", "or", ChangeEffect::Restart);
    row("data.test_fraction", "0.5", ChangeEffect::Restart);
    row("network.layers[0].units", "3", ChangeEffect::Restart);
    row("network.layers[0].activation", "relu", ChangeEffect::Restart);
}

void TestProjectChange::effect()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(int, expected);
    const Project before = xorProject();
    const Project after = xorProject({{path.toStdString(), value.toStdString()}});
    QCOMPARE(static_cast<int>(changeEffect(before, after)), expected);
    QCOMPARE(static_cast<int>(changeEffect(before, before)), static_cast<int>(ChangeEffect::Nothing));
}

void TestProjectChange::anotherFolderKeepsTheFile()
{
    const auto pathIn = [](const char *path, const char *folder) {
        Project project = xorProject({{"data.source", "csv"}, {"data.options.path", path}});
        project.folder = "/home/ada/xor";
        const Project moved = inFolder(project, folder);
        const bool same = changeEffect(project, moved) == ChangeEffect::Nothing;
        return same ? std::get<std::string>(moved.data.options.values().at("path")) : "another file";
    };
    QCOMPARE(pathIn("a.csv", "/home/ada/xor"), std::string("a.csv"));
    QCOMPARE(pathIn("a.csv", "/home/ada"), std::string("xor/a.csv"));
    QCOMPARE(pathIn("../a.csv", "/home/bob"), std::string("../ada/a.csv"));
    QCOMPARE(pathIn("/data/a.csv", "/home"), std::string("/data/a.csv"));
    QCOMPARE(pathIn(":/data/iris.csv", "/home"), std::string(":/data/iris.csv"));
}

void TestProjectChange::digestIsOfTheNumbers()
{
    const std::string digest = projectDigest(xorProject());
    QCOMPARE(digest.size(), std::size_t{16});
    QCOMPARE(projectDigest(xorProject({{"title", "other"}})), digest);
    QCOMPARE(projectDigest(xorProject({{"optimizer.beta_2", "0.999"}})), digest); // the default, written out
    QCOMPARE(projectDigest(xorProject({{"state", R"({"parameters": [1]})"}})), digest);
    for (const Setting &setting : std::vector<Setting>{{"init.seed", "2"},
                                                       {"data.options.high", "2"},
                                                       {"optimizer.beta_2", "0.99"},
                                                       {"optimizer.convention", "pytorch"},
                                                       {"training.epochs", "4"},
                                                       {"network.layers[0].init.bias", "zeros"}})
        QVERIFY2(projectDigest(xorProject({setting})) != digest, setting.path.c_str());
}

void TestProjectChange::preparedRunHasWhatTheProjectSays()
{
    const PreparedRun run = prepareRun(xorProject({{"training.epochs", "3"}, {"loss.l2", "0.5"}}));
    QCOMPARE(run.data->train.samples(), Eigen::Index{4});
    QCOMPARE(run.spec.architecture.parameterCount(), Eigen::Index{9});
    QCOMPARE(run.spec.loss.l2, 0.5);
    QCOMPARE(run.spec.training.epochs, std::int64_t{3});
    QCOMPARE(run.spec.optimizer.value("beta_1"), 0.8);
}

void TestProjectChange::frozenNamesBecomeIndices()
{
    const PreparedRun run = prepareRun(xorProject({{"training.frozen", R"(["out.b", 3, "h1.x1", 3])"}}));
    QCOMPARE(run.spec.training.frozen, (std::vector<std::int64_t>{0, 3, 8}));
}

QTEST_GUILESS_MAIN(TestProjectChange)
#include "test_project_change.moc"
