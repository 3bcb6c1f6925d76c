#include "data/error.h"
#include "project/project.h"

#include <QTest>

#include <functional>

using namespace basin;

namespace {

QString messageOf(const std::function<void()> &action)
{
    try {
        action();
    } catch (const InputError &error) {
        return QString::fromStdString(error.what());
    }
    return "(no error)";
}

/// A good project but for `part`, which replaces the part of its name or is added.
QByteArray projectWith(const QByteArray &part)
{
    const QByteArray name = part.left(part.indexOf(':'));
    QByteArray text = "{\"basin\": 1";
    if (name != "\"data\"")
        text += R"(, "data": {"source": "gate"})";
    if (name != "\"network\"")
        text +=
            R"(, "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]})";
    return text + ", " + part + "}";
}

} // namespace

class TestProjectErrors : public QObject {
    Q_OBJECT

private slots:
    void badPart_data();
    void badPart();
    void badText_data();
    void badText();
    void badSetting_data();
    void badSetting();
    void badFit_data();
    void badFit();
    void everyMessageIsOneLine();
};

void TestProjectErrors::badPart_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *part, const char *message) {
        QTest::newRow(name) << QByteArray(part) << QString(message);
    };
    row("unknown key", R"("mood": 3)", "mood: is not a key that is known here");
    row("misspelt key", R"("optimiser": {})", "optimiser: is not a known key; did you mean optimizer?");
    row("misspelt key below", R"("training": {"epoch": 3})",
        "training.epoch: is not a known key; did you mean epochs?");
    row("key twice", R"("title": "a", "title": "b")", "title: is there twice");
    row("key twice below", R"("init": {"seed": 1, "seed": 1})", "init.seed: is there twice");
    row("title no text", R"("title": 3)", "title: must be a text, is 3");
    row("data no object", R"("data": [])", "data: must be an object { ... }, is an empty list");
    row("no source", R"("data": {})", "data.source: is missing");
    row("unknown source", R"("data": {"source": "rings"})", "data.source: must be one of gate");
    row("source no text", R"("data": {"source": 3})", "data.source: must be one of gate");
    row("unknown option", R"("data": {"source": "gate", "options": {"gat": "or"}})",
        "data.options.gat: is not a known key; did you mean gate?");
    row("option of another source", R"("data": {"source": "gate", "options": {"samples": 3}})",
        "data.options.samples: is not a key that is known here");
    row("unknown gate", R"("data": {"source": "gate", "options": {"gate": "nxor"}})",
        "data.options.gate: must be one of xor, xnor, and, or, nand, nor, is \"nxor\"");
    row("copies", R"("data": {"source": "gate", "options": {"copies": 0.5}})",
        "data.options.copies: must be a whole number");
    row("many copies", R"("data": {"source": "gate", "options": {"copies": 1000000000}})",
        "data.options.copies: must be a whole number");
    row("csv without a path", R"("data": {"source": "csv"})", "data.options: is missing");
    row("csv with no path", R"("data": {"source": "csv", "options": {}})", "data.options.path: is missing");
    row("inline text", R"("data": {"source": "inline", "options": {"inputs": [[0, "1"]], "targets": [[1]]}})",
        "data.options.inputs[0][1]: must be a number, is \"1\"");
    row("inline null", R"("data": {"source": "inline", "options": {"inputs": [[0], [null]], "targets": [[1], [1]]}})",
        "data.options.inputs[1][0]: must be a number, is null");
    row("inline flat", R"("data": {"source": "inline", "options": {"inputs": [0, 1], "targets": [[1]]}})",
        "data.options.inputs[0]: must be a list of numbers, is 0");
    row("inline 1e400", R"("data": {"source": "inline", "options": {"inputs": [[0, 1], [2, 1e400]]}})",
        "data.options.inputs[1][1]: must be a number that float64 can hold, is 1e400");
    row("inline -1e400", R"("data": {"source": "inline", "options": {"inputs": [[-1e400]]}})",
        "data.options.inputs[0][0]: must be a number that float64 can hold, is -1e400");
    row("scaling", R"("data": {"source": "gate", "scaling": "zscore"})",
        "data.scaling: must be one of none, standard, minmax");
    row("whole test part", R"("data": {"source": "gate", "test_fraction": 1})",
        "data.test_fraction: must be a number from 0 to below 1, is 1");
    row("seed below 0", R"("data": {"source": "gate", "seed": -1})", "data.seed: must be a whole number from 0");
    row("seed and a half", R"("init": {"seed": 1.5})", "init.seed: must be a whole number from 0");
    row("seed too large", R"("init": {"seed": 18446744073709551616})", "init.seed: must be a whole number from 0");
    row("steps", R"("data": {"source": "gate", "steps": 0})", "data.steps: must be a whole number from 1");
    row("no layers", R"("network": {})", "network.layers: is missing");
    row("empty layers", R"("network": {"layers": []})", "network.layers: must be a list of 1 to 100 layers");
    row("layers no list", R"("network": {"layers": {"units": 1}})",
        "network.layers: must be a list of 1 to 100 layers, is an object");
    row("layer of another kind", R"("network": {"layers": [{"type": "gru", "units": 1}]})",
        "network.layers[0].type: must be one of dense, lstm, is \"gru\"");
    row("lstm's activation", R"("network": {"layers": [{"type": "lstm", "units": 1, "activation": "relu"}]})",
        "network.layers[0].activation: must be tanh for an lstm");
    row("lstm after dense", R"("network": {"layers": [{"units": 1}, {"type": "lstm", "units": 1}]})",
        "network.layers[1].type: lstm is for the first layer only");
    row("lstm's key of a dense layer", R"("network": {"layers": [{"units": 1, "unit_forget_bias": true}]})",
        "network.layers[0].unit_forget_bias: is not a key that is known here");
    row("recurrent start of a dense layer", R"("network": {"layers": [{"units": 1, "init": {"recurrent": "zeros"}}]})",
        "network.layers[0].init.recurrent: is not a key that is known here");
    row("forget bias", R"("network": {"layers": [{"type": "lstm", "units": 1, "unit_forget_bias": 1}]})",
        "network.layers[0].unit_forget_bias: must be true or false, is 1");
    row("no units", R"("network": {"layers": [{"activation": "tanh"}]})", "network.layers[0].units: is missing");
    row("units 0", R"("network": {"layers": [{"units": 0}]})",
        "network.layers[0].units: must be a whole number from 1 to 4096, is 0");
    row("units below 0", R"("network": {"layers": [{"units": 1}, {"units": -3}]})",
        "network.layers[1].units: must be a whole number from 1 to 4096, is -3");
    row("units 1.5", R"("network": {"layers": [{"units": 1.5}]})",
        "network.layers[0].units: must be a whole number from 1 to 4096, is 1.5");
    row("a billion units", R"("network": {"layers": [{"units": 1000000000}]})",
        "network.layers[0].units: must be a whole number from 1 to 4096, is 1000000000");
    row("units text", R"("network": {"layers": [{"units": "2"}]})",
        "network.layers[0].units: must be a whole number from 1 to 4096, is \"2\"");
    row("too many parameters", R"("network": {"layers": [{"units": 4096}, {"units": 4096}, {"units": 4096}]})",
        "network.layers: must have at most 20000000 parameters");
    row("activation", R"("network": {"layers": [{"units": 1, "activation": "sigmoyd"}]})",
        "network.layers[0].activation: must be one of linear, sigmoid");
    row("softmax inside", R"("network": {"layers": [{"units": 2, "activation": "softmax"}, {"units": 1}]})",
        "network.layers[0].activation: softmax is for the last layer only");
    row("scheme", R"("init": {"kernel": {"name": "glorot"}})", "init.kernel.name: must be one of");
    row("bare scheme", R"("init": {"kernel": "glorot"})", "init.kernel: must be one of");
    row("option of another scheme", R"("init": {"kernel": {"name": "zeros", "value": 1}})",
        "init.kernel.value: is not a key");
    row("layer's scheme", R"("network": {"layers": [{"units": 1, "init": {"kernels": "zeros"}}]})",
        "network.layers[0].init.kernels: is not a known key; did you mean kernel?");
    row("parameters", R"("init": {"parameters": [1, 2, true]})", "init.parameters[2]: must be a number, is true");
    row("loss", R"("loss": {"name": "mse"})", "loss.name: must be one of mean_squared_error");
    row("l2 below 0", R"("loss": {"l2": -0.1})", "loss.l2: must be a number, 0 or more, is -0.1");
    row("l1 text", R"("loss": {"l1": "0"})", "loss.l1: must be a number, 0 or more, is \"0\"");
    row("penalise", R"("loss": {"penalise_bias": 1})", "loss.penalise_bias: must be true or false, is 1");
    row("bug", R"("loss": {"deliberate_bug": "sign"})", "loss.deliberate_bug: must be one of none, output_delta");
    row("optimizer", R"("optimizer": {"name": "adamm"})", "optimizer.name: must be one of sgd");
    row("optimizer's option", R"("optimizer": {"name": "sgd", "beta_1": 0.9})",
        "optimizer.beta_1: is not a key that is known here");
    row("option near", R"("optimizer": {"name": "adam", "learnin_rate": 0.9})",
        "optimizer.learnin_rate: is not a known key; did you mean learning_rate?");
    row("learning rate below 0", R"("optimizer": {"learning_rate": -1})", "optimizer.learning_rate: must be a number");
    row("learning rate 1e400", R"("optimizer": {"learning_rate": 1e400})",
        "optimizer.learning_rate: must be a number that float64 can hold, is 1e400");
    row("convention", R"("optimizer": {"convention": "jax"})", "optimizer.convention: must be one of keras, pytorch");
    row("precision", R"("training": {"precision": "float16"})", "training.precision: must be one of float64, float32");
    row("batch", R"("training": {"batch_size": -1})", "training.batch_size: must be a whole number from 0");
    row("epochs 1e300", R"("training": {"epochs": 1e300})", "training.epochs: must be a whole number from 0");
    row("shuffle", R"("training": {"shuffle": "yes"})", "training.shuffle: must be true or false, is \"yes\"");
    row("stop loss", R"("training": {"stop_loss": null})", "training.stop_loss: must be a number, 0 or more, is null");
    row("frozen", R"("training": {"frozen": [1, -1]})", "training.frozen[1]: must be a whole number from 0");
    row("state", R"("state": {"epoch": 3})", "state.parameters: is missing");
    row("state's optimizer", R"("state": {"parameters": [], "optimizer": [[0, "zero"]]})",
        "state.optimizer[0][1]: must be one of inf, -inf, nan");
    row("state's epoch", R"("state": {"parameters": [], "epoch": -2})", "state.epoch: must be a whole number from 0");
}

void TestProjectErrors::badPart()
{
    QFETCH(QByteArray, part);
    QFETCH(QString, message);
    const QString got = messageOf([&] { static_cast<void>(parseProject(projectWith(part).toStdString(), "x.basin")); });
    QVERIFY2(got.startsWith("x.basin: " + message) || (got.startsWith("x.basin: ") && got.contains(message)),
             qPrintable(got));
    QVERIFY2(!got.contains('\n') && got.size() < 400, qPrintable(got));
}

void TestProjectErrors::badText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing") << QByteArray() << "x.basin: is empty";
    QTest::newRow("blanks") << QByteArray(" \n\t\n") << "x.basin: is empty";
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\0\1",
                                          8)
                            << "x.basin: is not a text file in UTF-8";
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n") << "x.basin: line 1, column 1: syntax error";
    QTest::newRow("latin-1") << QByteArray("{\"title\": \"\xe9\"}") << "x.basin: line 1, column 13: syntax error";
    QTest::newRow("list") << QByteArray("[1, 2]") << "x.basin: must be a Basin project";
    QTest::newRow("number") << QByteArray("1") << "x.basin: must be a Basin project";
    QTest::newRow("cut") << QByteArray("{\n\"basin\": 1,\n  \"data\": {") << "x.basin: line 3, column 12: syntax error";
    QTest::newRow("comma") << QByteArray("{\"basin\": 1,}") << "x.basin: line 1, column 13: syntax error";
    QTest::newRow("NaN") << QByteArray("{\"basin\": 1,\n \"l1\": NaN}") << "x.basin: line 2, column 8: syntax error";
    QTest::newRow("two documents") << QByteArray("{} {}") << "x.basin: line 1, column 4: syntax error";
    QTest::newRow("no version") << QByteArray("{}") << "x.basin: basin: is missing";
    QTest::newRow("newer") << QByteArray(R"({"basin": 2})")
                           << "x.basin: basin: must be 1: the project was made by a newer Basin, is 2";
    QTest::newRow("older") << QByteArray(R"({"basin": 0})") << "x.basin: basin: must be 1, is 0";
    QTest::newRow("version as a text") << QByteArray(R"({"basin": "1"})") << "x.basin: basin: must be 1";
    QTest::newRow("no data") << QByteArray(R"({"basin": 1, "network": {"layers": [{"units": 1}]}})")
                             << "x.basin: data: is missing";
    QTest::newRow("no network") << QByteArray(R"({"basin": 1, "data": {"source": "gate"}})")
                                << "x.basin: network: is missing";
    QTest::newRow("deep lists") << QByteArray(100'000, '[') << "is nested deeper than 64 levels";
    QByteArray objects;
    for (int i = 0; i < 10'000; ++i)
        objects += "{\"a\":";
    QTest::newRow("deep objects") << objects << "is nested deeper than 64 levels";
    QByteArray keys = "{";
    for (int i = 0; i < 200; ++i)
        keys += "\"k" + QByteArray::number(i) + "\":0,";
    QTest::newRow("many keys") << keys << "must have at most 100 keys";
    QTest::newRow("long key") << "{\"basin\": 1, \"" + QByteArray(1 << 20, 'k') + "\": 1}"
                              << "x.basin: kkkk";
    QTest::newRow("larger than 64 MiB") << QByteArray((64 << 20) + 1, ' ') << "x.basin: is larger than 64 MiB";
    QTest::newRow("endless list") << "[0" + QByteArray(",0").repeated(10'000'001) << "holds more than 10000000 values";
}

void TestProjectErrors::badText()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    const QString got = messageOf([&] { static_cast<void>(parseProject(text.toStdString(), "x.basin")); });
    QVERIFY2(got.contains(message), qPrintable(got));
    QVERIFY2(!got.contains('\n') && got.size() < 400, qPrintable(got));
}

void TestProjectErrors::badSetting_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *path, const char *value, const char *message) {
        QTest::addRow("%s=%s", path, value) << path << value << message;
    };
    row("", "1", "must be the path of a key");
    row("a..b", "1", "must be the path of a key");
    row(".init", "1", "must be the path of a key");
    row("network.layers[", "1", "must be the path of a key");
    row("network.layers[x].units", "1", "must be the path of a key");
    row("network.layers[-1].units", "1", "must be the path of a key");
    row("network.layers[9].units", "1", "network.layers[9]: is not there: the list has 2");
    row("network.layers.units", "1", "network.layers: must be an object");
    row("init.seed.more", "1", "init.seed");
    row("optimizer.lerning_rate", "1", "optimizer.lerning_rate: is not a known key; did you mean learning_rate?");
    row("optimizer.learning_rate", "fast", "optimizer.learning_rate: must be a number");
    row("optimizer.learning_rate", "NaN", "optimizer.learning_rate: must be a number");
    row("optimizer.learning_rate", "1e400", "optimizer.learning_rate: must be a number");
    row("optimizer.learning_rate", "", "optimizer.learning_rate");
    row("init.parameters", "[1, 2", "init.parameters: line 1");
    row("network.layers[0].units", "1.5", "network.layers[0].units: must be a whole number");
    row("data.options.gate", "maybe", "data.options.gate: must be one of");
    row("basin", "2", "basin: must be 1");
    row("data", "null", "data: must be an object");
}

void TestProjectErrors::badSetting()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(QString, message);
    Project project = parseProject(projectWith("\"title\": \"t\"").toStdString(), "x.basin");
    const Project before = project;
    const QString got = messageOf([&] { setKey(project, path.toStdString(), value.toStdString()); });
    QVERIFY2(got.contains(message), qPrintable(got));
    QVERIFY(project == before);
}

void TestProjectErrors::badFit_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *part, const char *message) {
        QTest::newRow(name) << QByteArray(part) << QString(message);
    };
    row("outputs", R"("network": {"layers": [{"units": 3}]})",
        "network.layers[0].units: must be 1, as the data has 1 target, is 3");
    row("softmax missing", R"("network": {"layers": [{"units": 1}]}, "loss": {"name": "categorical_crossentropy"})",
        "loss.name: categorical_crossentropy needs softmax");
    row("targets beyond", R"("data": {"source": "gate", "options": {"target_low": -1}})",
        "loss.name: binary_crossentropy needs targets from 0 to 1");
    row("full batch", R"("optimizer": {"name": "lbfgs"}, "training": {"batch_size": 2})",
        "training.batch_size: must be 0, the full batch, for lbfgs, is 2");
    row("frozen name", R"("training": {"frozen": ["h9.x1"]})",
        "training.frozen: no parameter of this network is named \"h9.x1\"");
    row("frozen index", R"("training": {"frozen": [9]})", "training.frozen: must be numbers from 0 to 8, is 9");
    row("typed weights", R"("init": {"parameters": [1, 2]})",
        "init.parameters: must have 9 numbers for this network, has 2");
    row("state", R"("state": {"parameters": [1, 2]})", "state.parameters: must have 9 numbers for this network, has 2");
    row("steps", R"("data": {"source": "gate", "steps": 2})",
        "data.steps: must be 1, as the network has no recurrent layer, is 2");
    row("too many numbers", R"("data": {"source": "modulo", "options": {"bits": 7}})",
        "data.options.samples: must be at most 128, the numbers of 7 bits");
    row("ragged rows", R"("data": {"source": "inline", "options": {"inputs": [[0, 1], [1]], "targets": [[0], [1]]}})",
        "data.options.inputs[1]");
    row("fewer targets", R"("data": {"source": "inline", "options": {"inputs": [[0, 1], [1, 2]], "targets": [[0]]}})",
        "data.options.targets");
    row("no rows", R"("data": {"source": "inline", "options": {"inputs": [], "targets": []}})", "data.options.inputs");
    row("no such file", R"("data": {"source": "csv", "options": {"path": "/nowhere/a.csv"}})", "/nowhere/a.csv");
}

void TestProjectErrors::badFit()
{
    QFETCH(QByteArray, part);
    QFETCH(QString, message);
    QByteArray text = projectWith(part);
    const Project project = parseProject(text.toStdString(), "x.basin");
    const QString got = messageOf([&] { static_cast<void>(prepareRun(project)); });
    QVERIFY2(got.contains(message), qPrintable(got));
}

void TestProjectErrors::everyMessageIsOneLine()
{
    const QString got =
        messageOf([] { static_cast<void>(parseProject("{\"basin\": 1, \"a\\nb\\u0007\": 1}", "x.basin")); });
    QCOMPARE(got.left(14), QString("x.basin: a?b?:"));
}

QTEST_GUILESS_MAIN(TestProjectErrors)
#include "test_project_errors.moc"
