#include "program.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

const QByteArray xorProject = R"({"basin": 1, "data": {"source": "gate"}, "training": {"epochs": 200},
    "optimizer": {"name": "adam", "learning_rate": 0.1},
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}})";

} // namespace

class TestFate : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(writeFile(path("xor.basin"), xorProject));
        QVERIFY(writeFile(path("point.json"), "[0.7,-1.1,0.4,0.9,-0.3,0.2,1.5,-0.8,0.1]"));
    }

    void aPointIsWhatTrainGives();
    void threadsChangeNothing();
    void jsonCountsAllPoints();
    void pictures_data();
    void pictures();
    void aPictureCarriesItsStart();
    void badInput_data();
    void badInput();
    void interruptedLeavesNothing_data();
    void interruptedLeavesNothing();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] Result fate(const QStringList &arguments, const QString &out) const
    {
        return runProgram(QStringList{"fate", "xor.basin"} + arguments + QStringList{"--out", path(out)},
                          m_folder.path());
    }
    [[nodiscard]] QList<QByteArrayList> rows(const QString &file) const
    {
        QList<QByteArrayList> result;
        for (const QByteArray &line : fileBytes(path(file)).trimmed().split('\n').mid(1))
            result.append(line.split(','));
        return result;
    }
};

void TestFate::aPointIsWhatTrainGives()
{
    const QStringList common{"--weights", "point.json"};
    const Result result =
        fate(common + QStringList{"--plane", "h1.x1,b2", "--range", "-2:2,-1:5", "--grid", "3"}, "p.csv");
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY(result.out.isEmpty());
    const QList<QByteArrayList> all = rows("p.csv");
    QCOMPARE(all.size(), 9);
    for (int i = 0; i < 9; ++i) { // b varies fastest
        const QByteArray a = QByteArray::number(-2 + 2 * (i / 3)), b = QByteArray::number(-1 + 3 * (i % 3));
        QCOMPARE(all[i][0], a);
        QCOMPARE(all[i][1], b);
        QVERIFY(writeFile(path("start.json"), "[" + a + ",-1.1,0.4,0.9,-0.3," + b + ",1.5,-0.8,0.1]"));
        const QJsonObject run =
            runProgram({"train", "xor.basin", "--json", "--weights", "start.json"}, m_folder.path()).json();
        QCOMPARE(all[i][2], run["outcome"].toString().toUtf8());
        QCOMPARE(all[i][4].toInt(), run["epochs"].toInt());
        QCOMPARE(all[i][5].toDouble(), run["loss"].toDouble());
        QCOMPARE(all[i][6].toDouble(), run["accuracy"].toDouble());
    }
}

void TestFate::threadsChangeNothing()
{
    const QStringList common{"--plane", "w0,w3", "--grid", "20", "--threads"};
    QCOMPARE(fate(common + QStringList{"1"}, "one.csv").exitCode, 0);
    QCOMPARE(fate(common + QStringList{"2"}, "two.csv").exitCode, 0);
    QCOMPARE(rows("one.csv").size(), 400);
    QCOMPARE(fileBytes(path("two.csv")), fileBytes(path("one.csv")));
}

void TestFate::jsonCountsAllPoints()
{
    const QJsonObject json = fate({"--plane", "w0,w3", "--grid", "7", "--json"}, "counted.csv").json();
    QCOMPARE(json["points"].toInt(), 49);
    QMap<QString, int> labels;
    for (const QByteArrayList &row : rows("counted.csv"))
        ++labels[QString::fromUtf8(row[3])];
    int all = 0;
    for (const QJsonValue &outcome : json["outcomes"].toArray()) {
        QCOMPARE(outcome["count"].toInt(), labels.value(outcome["label"].toString()));
        all += outcome["count"].toInt();
    }
    QCOMPARE(all, 49);
    QCOMPARE(json["solved"].toInt(), labels.value("solved"));
    QCOMPARE(json["plane"].toArray(), (QJsonArray{"h1.x1", "h2.x2"}));
}

void TestFate::pictures_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("png") << "fate.png" << QStringList{"--size", "500x600"};
    QTest::newRow("png of its own size") << "own.png" << QStringList{};
    QTest::newRow("svg") << "fate.svg" << QStringList{};
    QTest::newRow("pdf") << "fate.pdf" << QStringList{};
}

void TestFate::pictures()
{
    QFETCH(QString, file);
    QFETCH(QStringList, options);
    const Result result = fate(QStringList{"--plane", "w0,w3", "--grid", "16"} + options, file);
    QVERIFY2(result.exitCode == 0, result.err);
    const QByteArray bytes = fileBytes(path(file));
    if (file.endsWith(".png")) {
        const QImage image = QImage::fromData(bytes);
        if (!options.isEmpty())
            QCOMPARE(image.size(), QSize(500, 600));
        QVERIFY(image.width() >= 500);
        QVERIFY(image.pixel(200, 150) != image.pixel(2, 2)); // the map, not paper
    } else if (file.endsWith(".svg")) {
        QVERIFY(bytes.contains("start value of h1.x1"));
        QVERIFY(bytes.contains("Adam, learning rate 0.1"));
        QVERIFY(bytes.contains("Fixed: h2.x1"));
    } else {
        QVERIFY(bytes.startsWith("%PDF"));
    }
}

void TestFate::aPictureCarriesItsStart()
{
    QCOMPARE(fate({"--plane", "w0,w3", "--grid", "4", "--weights", "point.json"}, "start.png").exitCode, 0);
    const QImage image(path("start.png"));
    QVERIFY(!image.isNull());
    bool hasStart = false;
    for (const QString &key : image.textKeys())
        hasStart |= image.text(key).contains("-1.1");
    QVERIFY(hasStart);
}

void TestFate::badInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &arguments, const char *says) {
        QTest::newRow(name) << arguments << QByteArray(says);
    };
    const QStringList good{"--plane", "w0,w1", "--out", "out.csv"};
    row("unknown weight", {"--plane", "w0,h9.x1", "--out", "out.csv"}, "h1.x1, h2.x1");
    row("the same twice", {"--plane", "w0,h1.x1", "--out", "out.csv"}, "both are h1.x1");
    row("one weight", {"--plane", "pca", "--out", "out.csv"}, "two weights");
    row("no plane", {"--out", "out.csv"}, "--plane");
    row("no file", {"--plane", "w0,w1"}, "--out");
    row("range reversed", good + QStringList{"--range", "3:-3"}, "--range");
    row("range infinite", good + QStringList{"--range", "0:inf"}, "--range");
    row("grid 1", good + QStringList{"--grid", "1"}, "from 2 to 2048");
    row("grid too large", good + QStringList{"--grid", "2049"}, "from 2 to 2048");
    row("no threads", good + QStringList{"--threads", "-1"}, "--threads");
    row("threads", good + QStringList{"--threads", "all"}, "--threads");
    row("suffix", {"--plane", "w0,w1", "--out", "out.jpg"}, ".csv");
    row("no such folder", {"--plane", "w0,w1", "--out", "nofolder/out.csv"}, "there is no folder nofolder");
    row("weights of another network", good + QStringList{"--weights", "short.json"}, "must have 9 numbers");
    row("size", {"--plane", "w0,w1", "--out", "out.png", "--size", "0x5"}, "--size");
    row("nothing to train", good + QStringList{"--set", "network.layers[0].activation=step"}, "step");
}

void TestFate::badInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    QVERIFY(writeFile(path("short.json"), "[1, 2]"));
    const Result result = runProgram(QStringList{"fate", "xor.basin"} + arguments, m_folder.path());
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.out.isEmpty());
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains(says), result.err);
    QVERIFY(!QFile::exists(path("out.csv")));
}

void TestFate::interruptedLeavesNothing_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

/// A file that was there stays as it was.
void TestFate::interruptedLeavesNothing()
{
    QFETCH(int, signal);
    QVERIFY(writeFile(path("kept.csv"), "as it was"));
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(BASIN_PROGRAM, {"fate", "xor.basin", "--epochs", "1000000", "--plane", "w0,w3", "--grid", "2048",
                                  "--out", "kept.csv"});
    QVERIFY(process.waitForStarted());
    // Until it catches the signal, one would simply end it.
    const auto catches = [&] {
        QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        const QByteArray all = status.readAll();
        const qsizetype at = all.indexOf("SigCgt:");
        return (all.mid(at + 7, 18).trimmed().toULongLong(nullptr, 16) & (1ULL << (signal - 1))) != 0;
    };
    QTRY_VERIFY(catches());
    ::kill(static_cast<pid_t>(process.processId()), signal);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(process.readAllStandardError().contains("nothing was written"));
    QCOMPARE(fileBytes(path("kept.csv")), QByteArray("as it was"));
    QVERIFY(QDir(m_folder.path()).entryList({"kept.csv.*"}).isEmpty());
}

QTEST_GUILESS_MAIN(TestFate)
#include "test_fate.moc"
