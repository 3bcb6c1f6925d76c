#include "program.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

namespace {

const QByteArray xorProject = R"({"basin": 1, "data": {"source": "gate"}, "training": {"epochs": 3},
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}})";

QByteArray csvProject(const QByteArray &options)
{
    return R"({"basin": 1, "data": {"source": "csv", "options": )" + options +
           R"(}, "network": {"layers": [{"units": 1}]}})";
}

} // namespace

/// Wrong input: one line on stderr that names the file and the place, exit code 2, nothing on stdout.
class TestBadArguments : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void badInput_data();
    void badInput();
    void failure_data();
    void failure();
    void nothingIsOverwrittenHalf();
    void noDisplayIsOneLine();
    void interruptLeavesNothing();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(name); }
};

void TestBadArguments::initTestCase()
{
    const QHash<QString, QByteArray> files{
        {"xor.basin", xorProject},
        {"cut.basin", xorProject.left(60)},
        {"binary.basin", QByteArray("\0\1\2\3basin", 9)},
        {"empty.basin", {}},
        {"deep.basin", QByteArray(200'000, '[')},
        {"huge-number.basin", QByteArray(xorProject).replace("\"epochs\": 3", "\"stop_loss\": 1e400")},
        {"nan.basin", QByteArray(xorProject).replace("\"epochs\": 3", "\"stop_loss\": NaN")},
        {"units.basin", QByteArray(xorProject).replace("\"units\": 2", "\"units\": 1000000000")},
        {"newer.basin", QByteArray(xorProject).replace("\"basin\": 1", "\"basin\": 2")},
        {"three.basin", QByteArray(xorProject).replace("\"units\": 1", "\"units\": 3")},
        {"step.basin", QByteArray(xorProject).replace("tanh", "step")},
        {"no-csv.basin", csvProject(R"({"path": "nowhere.csv"})")},
        {"csv-folder.basin", csvProject(R"({"path": "."})")},
        {"csv-target.basin", csvProject(R"({"path": "t.csv", "targets": ["z"]})")},
        {"csv-ragged.basin", csvProject(R"({"path": "ragged.csv"})")},
        {"csv-empty.basin", csvProject(R"({"path": "empty.csv"})")},
        {"csv-built-in.basin", csvProject(R"({"path": ":/data/none.csv"})")},
        {"t.csv", "x,y\n1,2\n3,4\n"},
        {"ragged.csv", "x,y\n1,2\n3\n"},
        {"empty.csv", ""},
        {"short.json", "[1, 2, 3]"},
        {"text.json", "[1, \"a\"]"},
        {"infinite.json", "[1e400]"},
        {"object.json", "{\"a\": 1}"},
    };
    for (auto file = files.begin(); file != files.end(); ++file)
        QVERIFY(writeFile(m_folder.filePath(file.key()), file.value()));
}

void TestBadArguments::badInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    const auto row = [](const QString &arguments, const char *message) {
        QTest::newRow(qPrintable(arguments)) << arguments.split(' ') << message;
    };
    row("grow xor.basin", "grow: is neither a command nor a file");
    row("trian xor.basin", "did you mean train?");
    row("--verbose", "--verbose: is not a known option");
    row("train", "PROJECT is required");
    row("train xor.basin other.basin", "");
    row("train xor.basin --what", "--what");
    row("train xor.basin --epochs", "--epochs");
    row("train xor.basin --epochs -3", "--epochs: must be a whole number from 0, is \"-3\"");
    row("train xor.basin --epochs 1.5", "--epochs: must be a whole number from 0");
    row("train xor.basin --seed seven", "--seed: must be a whole number from 0");
    row("train xor.basin --set epochs", "--set: must be KEY=VALUE");
    row("train xor.basin --set training.epoch=3", "--set: training.epoch: is not a known key; did you mean epochs?");
    row("train xor.basin --set optimizer.learning_rate=1e400", "--set: optimizer.learning_rate");
    row("train xor.basin --set network.layers[7].units=3", "--set: network.layers[7]: is not there");
    row("train missing.basin", "missing.basin: no such file");
    row("train xor.basin/below.basin", "xor.basin/below.basin: no such file");
    row("train \x1b[31mred.basin", "red.basin: no such file");
    row("train .", ".: is a folder");
    row("train /dev/zero", "/dev/zero: is not a regular file");
    row("train cut.basin", "cut.basin: line 1, column");
    row("train binary.basin", "binary.basin: is not a text file");
    row("train empty.basin", "empty.basin: is empty");
    row("train deep.basin", "nested deeper than 64");
    row("train huge-number.basin", "huge-number.basin: training.stop_loss: must be a number that float64 can hold");
    row("train nan.basin", "nan.basin: line 1, column");
    row("train units.basin", "units.basin: network.layers[0].units: must be a whole number from 1 to 4096");
    row("train newer.basin", "newer.basin: basin: must be 1: the project was made by a newer Basin");
    row("train three.basin", "three.basin: network.layers[1].units: must be 1, as the data has 1 target");
    row("train step.basin", "step.basin: network.layers: cannot be trained");
    row("train no-csv.basin", "nowhere.csv");
    row("train csv-folder.basin", "csv-folder.basin: .: is a folder");
    row("train csv-target.basin", "z");
    row("train csv-ragged.basin", "ragged.csv");
    row("train csv-empty.basin", "empty.csv");
    row("train csv-built-in.basin", ":/data/none.csv");
    row("train lesson:xor", "lesson:xor: is not a lesson");
    row("train lesson:circel", "did you mean lesson:circle?");
    row("train lesson:circle/3", "lesson:circle/3: this lesson has no steps");
    row("train xor.basin --weights short.json", "short.json: must have 9 numbers for this network, has 3");
    row("train xor.basin --weights text.json", "text.json: [1]: must be a number");
    row("train xor.basin --weights infinite.json", "infinite.json: [0]: must be a number that float64 can hold");
    row("train xor.basin --weights object.json", "object.json: parameters: is missing");
    row("train xor.basin --weights xor.basin", "xor.basin: holds no weights");
    row("train xor.basin --weights nowhere.json", "nowhere.json: no such file");
    row("train xor.basin --save .", "--save: . is a folder");
    row("train xor.basin --save nowhere/a.basin", "--save: there is no folder nowhere");
    row("train xor.basin --history nowhere/h.csv", "--history: there is no folder nowhere");
    row("train xor.basin --boundary b.jpeg", "--boundary: the name of a picture must end in .png, .svg or .pdf");
    row("train xor.basin --boundary b", "--boundary: the name of a picture must end in");
    row("train xor.basin --boundary b.png --size 0x0", "--size: must be WIDTHxHEIGHT");
    row("train xor.basin --boundary b.png --size 1e9x1e9", "--size: must be WIDTHxHEIGHT");
    row("train xor.basin --boundary b.png --size 99999999999x2", "--size: must be WIDTHxHEIGHT");
    row("train xor.basin --boundary b.png --size 1000000x1000000", "--size: ");
    row("train xor.basin --boundary b.png --size 800", "--size: must be WIDTHxHEIGHT");
    row("train xor.basin --boundary b.png --size -8x8", "--size");
    row("train xor.basin --boundary b.png --dpi 0", "--dpi: must be from 10 to 2400");
    row("train xor.basin --boundary b.png --dpi many", "--dpi");
    row("evaluate", "PROJECT is required");
    row("evaluate xor.basin --weights short.json --json", "short.json: must have 9 numbers");
    row("evaluate missing.basin --json", "missing.basin: no such file");
    row("evaluate xor.basin --hessian --set network.layers[0].units=1000", "xor.basin: ");
    row("train lesson:xor-that-will-not-learn/9", "its steps are 1 to 6: learns, sticks, many");
    row("train lesson:xor-that-will-not-learn/stick", "has no such step");
    row("lessons more", "more");
    row("lessons --check /nowhere.json", "/nowhere.json");
    row("lessons --measure", "--check");
}

void TestBadArguments::badInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const QByteArray before = fileBytes(path("xor.basin"));
    const Result result = runProgram(arguments, m_folder.path());
    QVERIFY(!result.crashed);
    QVERIFY2(result.exitCode == 2, result.err.constData());
    QVERIFY2(QString::fromUtf8(result.err).contains(message), result.err.constData());
    QVERIFY(result.err.startsWith("basin: "));
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY(!result.err.contains('\x1b')); // a terminal would obey it
    QVERIFY2(result.out.isEmpty(), result.out.constData());
    QCOMPARE(fileBytes(path("xor.basin")), before);
}

void TestBadArguments::failure_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QStringList train{"train", "xor.basin", "--json"};
    QTest::newRow("project") << train + QStringList{"--save", "/dev/full"};
    QTest::newRow("history") << train + QStringList{"--history", "/dev/full"};
    QTest::newRow("project where no file can be") << train + QStringList{"--save", "/proc/self/a.basin"};
    QTest::newRow("picture where no file can be") << train + QStringList{"--boundary", "/proc/self/a.png"};
}

/// Good input, but it cannot be written: exit code 1, one line.
void TestBadArguments::failure()
{
    QFETCH(QStringList, arguments);
    const Result result = runProgram(arguments, m_folder.path());
    QVERIFY2(result.exitCode == 1, result.err.constData());
    QVERIFY(result.err.startsWith("basin: /"));
    QCOMPARE(result.err.count('\n'), 1);
    QCOMPARE(result.json()["epochs"].toInt(), 3); // what was trained is not lost
}

void TestBadArguments::nothingIsOverwrittenHalf()
{
    const Result full = runProgram({"train", "xor.basin", "--json"}, m_folder.path(), "/dev/full");
    QCOMPARE(full.exitCode, 1);
    QVERIFY2(full.err.startsWith("basin: stdout: cannot be written"), full.err.constData());
    QCOMPARE(runProgram({"lessons"}, {}, "/dev/full").exitCode, 1);
    QCOMPARE(runProgram({"--help"}, {}, "/dev/full").exitCode, 1);

    // A run that is refused leaves the file it would have replaced.
    QVERIFY(writeFile(path("old.basin"), "precious"));
    QCOMPARE(runProgram({"train", "three.basin", "--save", "old.basin"}, m_folder.path()).exitCode, 2);
    QCOMPARE(fileBytes(path("old.basin")), QByteArray("precious"));
    QCOMPARE(runProgram({"train", "xor.basin", "--save", "old.basin"}, m_folder.path()).exitCode, 0);
    QVERIFY(fileBytes(path("old.basin")).contains("\"state\""));
    QCOMPARE(QDir(m_folder.path()).entryList({"*.tmp*", "*.part*", ".*"}, QDir::Files | QDir::Hidden).size(), 0);
}

void TestBadArguments::noDisplayIsOneLine()
{
    const Result result = runProgram({"xor.basin"}, m_folder.path());
    QCOMPARE(result.exitCode, 1);
    QVERIFY(result.err.contains("there is no display"));
    QCOMPARE(result.err.count('\n'), 1);
}

void TestBadArguments::interruptLeavesNothing()
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(BASIN_PROGRAM, {"train", "xor.basin", "--epochs", "1000000000000", "--save", "never.basin"});
    QVERIFY(process.waitForStarted());
    QVERIFY(!process.waitForFinished(500)); // it trains
    QProcess::execute("kill", {"-INT", QString::number(process.processId())});
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(!QFile::exists(path("never.basin")));
}

QTEST_GUILESS_MAIN(TestBadArguments)
#include "test_bad_arguments.moc"
