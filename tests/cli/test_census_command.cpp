#include "program.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace {

/// Quick: some 0.1 ms a run.
const QByteArray xorProject = R"({"basin": 1, "data": {"source": "gate"}, "init": {"seed": 21},
    "training": {"epochs": 150, "batch_size": 1}, "optimizer": {"name": "adam", "learning_rate": 0.05},
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}})";

/// Slow, too wide for the lanes of vectors: some 10 ms a run, so that there is time to interrupt it.
const QByteArray wideProject = R"({"basin": 1, "data": {"source": "gate"}, "training": {"epochs": 2500},
    "network": {"layers": [{"units": 80, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}})";

/// One part; of the third, at the first try, only what was written until it was killed.
const QByteArray partScript = R"sh(#!/bin/sh
out=part$2.csv
set -- "$1" census wide.basin --runs 1200 --threads 1 --shard "$2/4" --out "$out"
if [ "$out" != part3.csv ] || [ -e killed ]; then exec "$@"; fi
touch killed
"$@" &
until [ "$(wc -l < "$out" 2>/dev/null || echo 0)" -gt 2 ]; do sleep 0.02; done
kill -KILL $!
cp "$out" killed
exit 1
)sh";

struct Table {
    QByteArray head;
    QList<QByteArray> columns;
    QList<QList<QByteArray>> rows;

    [[nodiscard]] QByteArray at(qsizetype row, const char *column) const
    {
        return rows[row].value(columns.indexOf(column));
    }
};

/// No cell of these tests holds a comma.
Table readTable(const QString &file)
{
    QList<QByteArray> lines = fileBytes(file).split('\n');
    Table table{.head = lines.takeFirst(), .columns = lines.takeFirst().split(','), .rows = {}};
    for (const QByteArray &line : lines)
        if (!line.isEmpty())
            table.rows.append(line.split(','));
    return table;
}

bool isOneLine(const QByteArray &text)
{
    return text.count('\n') == 1 && text.endsWith('\n');
}

/// Complete rows that reached the file so far.
qsizetype rowsIn(const QString &file)
{
    return std::max<qsizetype>(0, fileBytes(file).count('\n') - 2);
}

QJsonObject withoutSeconds(QJsonObject json)
{
    json.remove("seconds");
    return json;
}

} // namespace

class TestCensusCommand : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(writeFile(path("xor.basin"), xorProject));
        QVERIFY(writeFile(path("wide.basin"), wideProject));
        QByteArray step = xorProject;
        QVERIFY(writeFile(path("step.basin"), step.replace("tanh", "step")));
    }
    void contract();
    void aRowIsWhatTrainPrints();
    void sweepOfTwoKeys();
    void textAndReport();
    void partsAddUp();
    void termKeepsWhatThereIs();
    void fullDiskKeepsWhatThereIs();
    void parallelWithAKilledPart();
    void badInput_data();
    void badInput();
    void badMerge_data();
    void badMerge();
    void hugeSweepIsRefusedAtOnce();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] Result census(const QStringList &arguments) const
    {
        return runProgram(QStringList{"census"} + arguments, m_folder->path());
    }
};

void TestCensusCommand::contract()
{
    const Result result = census({"xor.basin", "--runs", "40", "--out", "a.csv", "--json"});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY(result.err.isEmpty());
    const QJsonObject json = result.json();
    QCOMPARE(json["runs"].toInt(), 40);
    const int solved = json["solved"].toInt();
    QVERIFY(solved > 0 && solved < 40);
    QCOMPARE(json["solved_fraction"].toDouble(), solved / 40.0);
    // Wilson's interval, from its formula.
    const double z = 1.959963984540054, p = solved / 40.0, scale = 1.0 + z * z / 40.0;
    const double middle = (p + z * z / 80.0) / scale, half = z / scale * std::sqrt(p * (1 - p) / 40 + z * z / 6400.0);
    QVERIFY(std::abs(json["wilson_95"].toArray().at(0).toDouble() - (middle - half)) < 1e-12);
    QVERIFY(std::abs(json["wilson_95"].toArray().at(1).toDouble() - (middle + half)) < 1e-12);
    QVERIFY(json["seconds"].toDouble() > 0.0);
    QVERIFY(json["cells"].isArray() && json["cells"].toArray().isEmpty());

    const Table table = readTable(path("a.csv"));
    QVERIFY(table.head.startsWith("# "));
    QCOMPARE(table.columns.join(','), "run,seed,outcome,label,epochs,loss,accuracy,solved_epoch");
    QCOMPARE(table.rows.size(), 40);
    QMap<QByteArray, int> labels;
    int solvedRows = 0;
    for (qsizetype k = 0; k < 40; ++k) {
        QCOMPARE(table.at(k, "run"), QByteArray::number(k));
        QCOMPARE(table.at(k, "seed"), QByteArray::number(21 + k));
        solvedRows += table.at(k, "outcome") == "solved" ? 1 : 0;
        ++labels[table.at(k, "label")];
    }
    QCOMPARE(solvedRows, solved);
    const QJsonArray outcomes = json["outcomes"].toArray();
    QCOMPARE(outcomes.size(), labels.size());
    for (const QJsonValue &outcome : outcomes) {
        QVERIFY(outcome["loss"].isDouble());
        QCOMPARE(outcome["count"].toInt(), labels.value(outcome["label"].toString().toUtf8()));
    }
}

void TestCensusCommand::aRowIsWhatTrainPrints()
{
    QCOMPARE(census({"xor.basin", "--runs", "30", "--epochs", "90", "--set", "training.precision=float32", "--seed",
                     "100", "--out", "a.csv"})
                 .exitCode,
             0);
    const Table table = readTable(path("a.csv"));
    for (const qsizetype k : {0, 7, 29}) {
        const QJsonObject run = runProgram({"train", "xor.basin", "--epochs", "90", "--set",
                                            "training.precision=float32", "--seed", QString::number(100 + k), "--json"},
                                           m_folder->path())
                                    .json();
        QCOMPARE(table.at(k, "loss").toDouble(), run["loss"].toDouble());
        QCOMPARE(table.at(k, "accuracy").toDouble(), run["accuracy"].toDouble());
        QCOMPARE(table.at(k, "epochs").toInt(), run["epochs"].toInt());
        QCOMPARE(table.at(k, "outcome"), run["outcome"].toString().toUtf8());
    }
}

void TestCensusCommand::sweepOfTwoKeys()
{
    const Result result =
        census({"xor.basin", "--runs", "12", "--vary", "optimizer.learning_rate=0.001:0.1:3:log", "--vary",
                "network.layers[0].units=2,3", "--out", "a.csv", "--json", "--threads", "2"});
    QVERIFY2(result.exitCode == 0, result.err);
    const QJsonObject json = result.json();
    const QJsonArray cells = json["cells"].toArray();
    QCOMPARE(cells.size(), 6);
    QCOMPARE(json["runs"].toInt(), 72);
    const Table table = readTable(path("a.csv"));
    QCOMPARE(table.rows.size(), 72);
    const QList<double> rates{0.001, 0.01, 0.1};
    int total = 0;
    for (int i = 0; i < 6; ++i) {
        const QJsonObject cell = cells[i].toObject();
        const QJsonObject values = cell["values"].toObject();
        QCOMPARE(values["optimizer.learning_rate"].toDouble(), rates[i / 2]);
        QCOMPARE(values["network.layers[0].units"].toInt(), 2 + i % 2);
        QCOMPARE(cell["runs"].toInt(), 12);
        int solved = 0, only = 0, onlyFirst = 0;
        for (qsizetype k = 0; k < 12; ++k) {
            const bool isSolved = table.at(12 * i + k, "outcome") == "solved";
            const bool inFirst = table.at(k, "outcome") == "solved";
            QCOMPARE(table.at(12 * i + k, "seed"), QByteArray::number(21 + k));
            QCOMPARE(table.at(12 * i + k, "network.layers[0].units").toInt(), 2 + i % 2);
            solved += isSolved ? 1 : 0;
            only += isSolved && !inFirst ? 1 : 0;
            onlyFirst += inFirst && !isSolved ? 1 : 0;
        }
        QCOMPARE(cell["solved"].toInt(), solved);
        total += solved;
        QCOMPARE(cell["difference"].isNull(), i == 0);
        if (i > 0)
            QVERIFY(std::abs(cell["difference"]["difference"].toDouble() - (only - onlyFirst) / 12.0) < 1e-12);
    }
    QCOMPARE(json["solved"].toInt(), total);
    // A cell's run is that of `train` with the cell's values.
    const QJsonObject run = runProgram({"train", "xor.basin", "--set", "optimizer.learning_rate=0.1", "--set",
                                        "network.layers[0].units=3", "--seed", "25", "--json"},
                                       m_folder->path())
                                .json();
    QCOMPARE(table.at(64, "loss").toDouble(), run["loss"].toDouble());
}

void TestCensusCommand::textAndReport()
{
    const Result result =
        census({"xor.basin", "--runs", "20", "--vary", "network.layers[0].units=2,4", "--report", "r.md"});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY2(result.out.contains("of 40 runs solved") && result.out.contains("95 % interval"), result.out);
    QVERIFY(result.out.contains("network.layers[0].units"));
    const QByteArray report = fileBytes(path("r.md"));
    QVERIFY(report.contains("--runs 20 --vary 'network.layers[0].units=2,4'"));
}

void TestCensusCommand::partsAddUp()
{
    const QStringList common{"xor.basin", "--runs", "50", "--vary", "optimizer.learning_rate=0.01,0.1"};
    const Result whole = census(common + QStringList{"--out", "whole.csv", "--json"});
    QCOMPARE(whole.exitCode, 0);
    QStringList files;
    for (int k = 1; k <= 4; ++k) {
        files.append(QString("part%1.csv").arg(k));
        QCOMPARE(census(common + QStringList{"--shard", QString("%1/4").arg(k), "--out", files.last()}).exitCode, 0);
    }
    const Result merged = census(QStringList{"--merge"} + files + QStringList{"--out", "merged.csv", "--json"});
    QVERIFY2(merged.exitCode == 0, merged.err);
    QCOMPARE(withoutSeconds(merged.json()), withoutSeconds(whole.json()));
    QCOMPARE(fileBytes(path("merged.csv")), fileBytes(path("whole.csv")));
}

void TestCensusCommand::termKeepsWhatThereIs()
{
    QProcess process;
    process.setWorkingDirectory(m_folder->path());
    process.start(BASIN_PROGRAM, {"census", "wide.basin", "--runs", "100000", "--out", "a.csv", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(rowsIn(path("a.csv")) > 0, 60'000);
    process.terminate();
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardOutput().isEmpty());
    const QByteArray error = process.readAllStandardError();
    const qsizetype rows = rowsIn(path("a.csv"));
    QVERIFY(fileBytes(path("a.csv")).endsWith('\n'));
    QVERIFY2(isOneLine(error) && error.contains("after " + QByteArray::number(rows) + " of 100000 runs"), error);
}

/// As a full disk does, the limit cuts the file within a row.
void TestCensusCommand::fullDiskKeepsWhatThereIs()
{
    const QStringList arguments{"census", "xor.basin", "--runs", "400", "--out", "a.csv", "--json"};
    QProcess process;
    process.setWorkingDirectory(m_folder->path());
    process.start("sh", QStringList{"-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", BASIN_PROGRAM} + arguments);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    const QByteArray error = process.readAllStandardError();
    QVERIFY2(isOneLine(error) && error.contains("a.csv: cannot be written"), error);
    QVERIFY(process.readAllStandardOutput().isEmpty());
    const qsizetype rows = rowsIn(path("a.csv"));
    QVERIFY(rows > 0 && rows < 400);
    // With room again it goes on.
    const Result resumed = runProgram(arguments, m_folder->path());
    QVERIFY2(resumed.exitCode == 0, resumed.err);
    const Result fresh = census({"xor.basin", "--runs", "400", "--out", "b.csv", "--json"});
    QCOMPARE(withoutSeconds(resumed.json()), withoutSeconds(fresh.json()));
    QCOMPARE(fileBytes(path("a.csv")), fileBytes(path("b.csv")));
    // What cannot be written at all.
    const Result device = census({"xor.basin", "--runs", "5", "--out", "/dev/full"});
    QCOMPARE(device.exitCode, 1);
    QVERIFY2(isOneLine(device.err) && device.err.contains("/dev/full"), device.err);
}

/// Four parts under GNU parallel; the third is killed in the middle of its work, and parallel runs it again.
void TestCensusCommand::parallelWithAKilledPart()
{
    QProcess version;
    version.start("parallel", {"--version"});
    if (!version.waitForFinished(20'000) || !version.readAllStandardOutput().startsWith("GNU parallel"))
        QSKIP("GNU parallel is not installed");
    QVERIFY(writeFile(path("part"), partScript));
    QProcess parallel;
    parallel.setWorkingDirectory(m_folder->path());
    parallel.start("parallel", {"--will-cite", "--jobs", "4", "--retries", "2", "sh", "part", BASIN_PROGRAM, "{}",
                                ":::", "1", "2", "3", "4"});
    QVERIFY(parallel.waitForFinished(200'000));
    QVERIFY2(parallel.exitCode() == 0, parallel.readAllStandardError());
    const qsizetype rows = rowsIn(path("killed"));
    QVERIFY(rows > 0 && rows < 300); // it was in the middle
    QVERIFY(readTable(path("killed")).at(0, "label").isEmpty());
    const Result merged =
        census({"--merge", "part1.csv", "part2.csv", "part3.csv", "part4.csv", "--out", "merged.csv", "--json"});
    QVERIFY2(merged.exitCode == 0, merged.err);
    const Result whole = census({"wide.basin", "--runs", "1200", "--out", "whole.csv", "--json"});
    QCOMPARE(withoutSeconds(merged.json()), withoutSeconds(whole.json()));
    QCOMPARE(fileBytes(path("merged.csv")), fileBytes(path("whole.csv")));
}

void TestCensusCommand::badInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message"); // a part of it
    const auto row = [](const char *name, const QStringList &arguments, const char *message) {
        QTest::newRow(name) << arguments << QByteArray(message);
    };
    row("nothing", {}, "PROJECT: is required");
    row("no such file", {"nowhere.basin"}, "nowhere.basin");
    row("no runs", {"xor.basin", "--runs", "0"}, "--runs: must be a whole number from 1 to 1000000, is \"0\"");
    row("negative", {"xor.basin", "--runs", "-3"}, "--runs: must be a whole number");
    row("a fraction", {"xor.basin", "--runs", "1.5"}, "--runs: must be a whole number");
    row("too many", {"xor.basin", "--runs", "1000001"}, "--runs: must be a whole number");
    row("rows", {"xor.basin", "--runs", "1000000", "--vary", "loss.l2=0:1:30"}, "--runs: 1000000 runs in each of 30");
    row("unknown key", {"xor.basin", "--vary", "optimizer.rate=1,2"}, "--vary: optimizer.rate=1");
    row("no such place", {"xor.basin", "--vary", "network.layers[7].units=1,2"}, "network.layers[7]");
    row("a bad value", {"xor.basin", "--vary", "network.layers[0].units=2,0"}, "network.layers[0].units=0");
    row("seed", {"xor.basin", "--vary", "init.seed=1,2"}, "--vary: init.seed");
    row("twice", {"xor.basin", "--vary", "loss.l2=0,1", "--vary", "loss.l2=2,3"}, "--vary: loss.l2: is varied twice");
    row("three", {"xor.basin", "--vary", "loss.l2=0", "--vary", "loss.l1=0", "--vary", "training.epochs=1"}, "--vary");
    row("no value", {"xor.basin", "--vary", "loss.l2"}, "--vary: must be KEY=");
    row("a range", {"xor.basin", "--vary", "loss.l2=1:0:3"}, "--vary: a range must go");
    row("not trainable", {"step.basin"}, "step.basin: network.layers: cannot be trained");
    row("a cell that is not", {"xor.basin", "--vary", "network.layers[0].activation=tanh,step"}, "activation=step");
    row("shard 0", {"xor.basin", "--shard", "0/4"}, "--shard: must be K/N");
    row("shard 5", {"xor.basin", "--shard", "5/4"}, "--shard: must be K/N");
    row("shard words", {"xor.basin", "--shard", "x/y"}, "--shard: must be K/N");
    row("more parts than runs", {"xor.basin", "--runs", "3", "--shard", "4/4"}, "--shard: 3 runs cannot be cut");
    row("threads", {"xor.basin", "--threads", "-1"}, "--threads: must be");
    row("no folder", {"xor.basin", "--out", "no/where.csv"}, "--out: there is no folder no");
    row("a folder", {"xor.basin", "--out", "."}, "--out");
    row("another file", {"xor.basin", "--out", "step.basin"}, "step.basin:1: is not the first line of a census");
    row("no room for seeds", {"xor.basin", "--seed", "18446744073709551615"}, "init.seed: leaves no room");
    row("unknown option", {"xor.basin", "--rums", "3"}, "--rums");
    row("merge of nothing", {"--merge"}, "--merge");
    row("merge with a project", {"xor.basin", "--merge", "a.csv"}, "--merge: takes files alone");
    row("merge with runs", {"--merge", "a.csv", "--runs", "3"}, "--merge: takes files alone");
    row("merge of no file", {"--merge", "nowhere.csv"}, "nowhere.csv");
    row("merge of a project", {"--merge", "xor.basin"}, "xor.basin:1: is not the first line of a census");
}

void TestCensusCommand::badInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    const QByteArray before = fileBytes(path("step.basin"));
    const Result result = census(arguments);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(isOneLine(result.err) && result.err.contains(message), result.err);
    QCOMPARE(fileBytes(path("step.basin")), before);
}

void TestCensusCommand::badMerge_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("cut short") << "cut" << QByteArray("part2.csv:12: the file ends here after 9 of 10 rows");
    QTest::newRow("edited") << "edited" << QByteArray("part2.csv:1: the rows are not those");
    QTest::newRow("twice") << "twice" << QByteArray("part1.csv: is part 1 of 2 a second time");
    QTest::newRow("missing") << "missing" << QByteArray("--merge: part 2 of 2 is missing");
    QTest::newRow("another project") << "foreign" << QByteArray("part2.csv: is of another project");
}

void TestCensusCommand::badMerge()
{
    QFETCH(QString, what);
    QFETCH(QByteArray, message);
    QCOMPARE(census({"xor.basin", "--runs", "20", "--shard", "1/2", "--out", "part1.csv"}).exitCode, 0);
    const QString epochs = what == "foreign" ? "140" : "150";
    QCOMPARE(census({"xor.basin", "--runs", "20", "--shard", "2/2", "--out", "part2.csv", "--epochs", epochs}).exitCode,
             0);
    QByteArray text = fileBytes(path("part2.csv"));
    if (what == "cut")
        text.truncate(text.size() - 7);
    if (what == "edited")
        text.replace(text.lastIndexOf(",150,"), 5, ",149,");
    QVERIFY(writeFile(path("part2.csv"), text));
    QStringList files{"--merge", "part1.csv"};
    if (what != "missing")
        files.append(what == "twice" ? "part1.csv" : "part2.csv");
    const Result result = census(files);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(isOneLine(result.err) && result.err.contains(message), result.err);
    QVERIFY(result.out.isEmpty());
}

void TestCensusCommand::hugeSweepIsRefusedAtOnce()
{
    for (const QStringList &sweep : {QStringList{"--vary", "loss.l2=0:1:1000000000"},
                                     QStringList{"--vary", "loss.l2=0:1:4096", "--vary", "loss.l1=0:1:4096"}}) {
        QElapsedTimer timer;
        timer.start();
        const Result result = census(QStringList{"xor.basin"} + sweep);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(isOneLine(result.err) && result.err.contains("--vary") && result.err.contains("4096"), result.err);
        QVERIFY(timer.elapsed() < 10'000); // most of it the start of a debug build on a busy machine
    }
}

QTEST_GUILESS_MAIN(TestCensusCommand)
#include "test_census_command.moc"
