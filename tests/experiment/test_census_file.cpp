#include "experiment/census_file.h"

#include "data/data_spec.h"
#include "data/error.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>

Q_DECLARE_METATYPE(basin::CensusSpec)

using namespace basin;

namespace {

Project xorProject()
{
    return parseProject(R"({"basin": 1, "title": "XOR, short", "data": {"source": "gate"}, "init": {"seed": 7},
        "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
        "optimizer": {"name": "adam", "learning_rate": 0.05}, "training": {"epochs": 200}})",
                        "test");
}

CensusSpec sweep(std::int64_t runs = 11)
{
    return {.project = xorProject(),
            .runs = runs,
            .vary = {parseVariation("optimizer.learning_rate=0.01,0.1"),
                     parseVariation(R"(init.kernel={"name":"uniform","low":-1,"high":1},glorot_normal)")}};
}

CensusSpec part(CensusSpec spec, int index, int count)
{
    spec.shard = {.index = index, .count = count};
    return spec;
}

bool sameNumber(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool sameRow(const RunRow &a, const RunRow &b)
{
    return a.run == b.run && a.seed == b.seed && a.outcome == b.outcome && a.epochs == b.epochs &&
           a.solvedEpoch == b.solvedEpoch && sameNumber(a.loss, b.loss) && sameNumber(a.accuracy, b.accuracy);
}

bool sameCensus(const Census &a, const Census &b)
{
    return projectDigest(a.spec.project) == projectDigest(b.spec.project) && a.spec.vary == b.spec.vary &&
           a.spec.shard == b.spec.shard && a.ground == b.ground &&
           std::ranges::equal(a.cells, b.cells, [](const CensusCell &x, const CensusCell &y) {
               return x.values == y.values && std::ranges::equal(x.rows, y.rows, sameRow) && x.fates.of == y.fates.of &&
                      x.solved == y.solved;
           });
}

QByteArray bytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

QString problem(const std::function<void()> &call)
{
    try {
        call();
        return {};
    } catch (const InputError &error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

class TestCensusFile : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void isReadBack_data();
    void isReadBack();
    void headIsAComment();
    void partsMergeToTheWhole();
    void goesOnWhereItWasKilled_data();
    void goesOnWhereItWasKilled();
    void aWholeFileStays();
    void badFiles_data();
    void badFiles();
    void everyCutIsFound();
    void badMerges_data();
    void badMerges();
    void foreignFilesAreLeftAlone_data();
    void foreignFilesAreLeftAlone();
    void oneWriterAtATime();
    void otherDataIsSeen();
    void fullDisk();
    void reportCanBeRerun();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] std::filesystem::path file(const QString &name) const { return path(name).toStdString(); }
    /// Runs a census into a file, as the command line does.
    Census runInto(const QString &name, const CensusSpec &spec) const
    {
        const PreparedCensus prepared(spec);
        CensusWriter writer(file(name), spec, prepared.ground());
        CensusOptions options;
        options.row = [&](std::int64_t cell, const RunRow &row) { writer.add(cell, row); };
        for (const CensusCell &cell : writer.known().cells)
            options.known.push_back(cell.rows);
        const Census census = runCensus(prepared, options);
        writer.finish(census);
        return census;
    }
};

void TestCensusFile::isReadBack_data()
{
    QTest::addColumn<CensusSpec>("spec");
    QTest::newRow("one cell") << CensusSpec{.project = xorProject(), .runs = 5};
    QTest::newRow("sweep") << sweep();
    QTest::newRow("part") << part(sweep(), 2, 3);
    Project regression = parseProject(R"({"basin": 1, "data": {"source": "sine", "options": {"samples": 12}},
        "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "linear"}]},
        "training": {"epochs": 20}})",
                                      "test");
    QTest::newRow("regression") << CensusSpec{.project = regression, .runs = 4, .varyData = true};
    setKey(regression, "optimizer.name", "sgd");
    setKey(regression, "optimizer.learning_rate", "1e6");
    QTest::newRow("diverged") << CensusSpec{.project = regression, .runs = 4};
}

void TestCensusFile::isReadBack()
{
    QFETCH(CensusSpec, spec);
    const Census census = runInto("a.csv", spec);
    QVERIFY(census.isWhole());
    QCOMPARE(bytes(path("a.csv")), QByteArray::fromStdString(censusText(census)));
    const Census again = readCensus(file("a.csv"));
    QVERIFY(again.isWhole());
    QVERIFY(sameCensus(census, again));
    QCOMPARE(censusText(again), censusText(census));
}

void TestCensusFile::headIsAComment()
{
    const Census census = runInto("a.csv", sweep());
    const QList<QByteArray> lines = bytes(path("a.csv")).split('\n');
    QCOMPARE(lines.size(), 1 + 1 + 44 + 1);
    QVERIFY(lines[0].startsWith("# "));
    QVERIFY(lines[0].contains(QByteArray::fromStdString(projectDigest(census.spec.project))));
    QCOMPARE(lines[1], "run,seed,outcome,label,epochs,loss,accuracy,optimizer.learning_rate,init.kernel,solved_epoch");
    QVERIFY(lines[2].startsWith("0,7,"));
    QVERIFY2(lines[2].contains(R"(,0.01,"{""name"":""uniform"",""low"":-1,""high"":1}",)"), lines[2]);
    for (const QByteArray &line : lines.mid(1))
        QVERIFY(!line.startsWith('#'));
    QVERIFY(lines.last().isEmpty());
}

void TestCensusFile::partsMergeToTheWhole()
{
    runInto("whole.csv", sweep());
    std::vector<std::filesystem::path> files;
    for (const int index : {3, 1, 4, 2}) {
        const QString name = QString::number(index) + ".csv";
        runInto(name, part(sweep(), index, 4));
        files.push_back(file(name));
    }
    const Census merged = mergeCensus(files);
    QVERIFY(merged.isWhole() && merged.seconds > 0.0);
    QVERIFY(sameCensus(merged, readCensus(file("whole.csv"))));
    QCOMPARE(QByteArray::fromStdString(censusText(merged)), bytes(path("whole.csv")));
    // One file that is all there is merges to itself.
    QCOMPARE(QByteArray::fromStdString(censusText(mergeCensus({file("whole.csv")}))), bytes(path("whole.csv")));
}

void TestCensusFile::goesOnWhereItWasKilled_data()
{
    QTest::addColumn<double>("share"); // of the text that reached the file
    for (const double share : {0.0, 0.02, 0.4, 0.45, 0.5, 0.77, 0.9, 0.999, 1.0})
        QTest::addRow("%.3f", share) << share;
}

/// Whatever was on the disk when the process was killed, half a row included.
void TestCensusFile::goesOnWhereItWasKilled()
{
    QFETCH(double, share);
    const CensusSpec spec = part(sweep(), 1, 2);
    const Census whole = runCensus(spec);
    {
        CensusWriter writer(file("a.csv"), spec, whole.ground);
        for (std::int64_t cell = 3; cell >= 0; --cell)
            for (const RunRow &row : whole.cells[static_cast<std::size_t>(cell)].rows)
                writer.add(cell, row);
        writer.flush();
    }
    const QByteArray text = bytes(path("a.csv"));
    const QByteArray kept = text.left(static_cast<qsizetype>(share * static_cast<double>(text.size())));
    QVERIFY(write(path("a.csv"), kept));
    const auto complete = std::max<qsizetype>(0, kept.count('\n') - 2);
    {
        const CensusWriter writer(file("a.csv"), spec, whole.ground);
        QCOMPARE(writer.known().rowCount(), complete);
    }
    QVERIFY(sameCensus(runInto("a.csv", spec), whole));
    QVERIFY(sameCensus(readCensus(file("a.csv")), whole));
}

void TestCensusFile::aWholeFileStays()
{
    runInto("a.csv", part(sweep(), 1, 2));
    const QByteArray before = bytes(path("a.csv"));
    runInto("a.csv", part(sweep(), 1, 2)); // took other seconds, and computed nothing
    QCOMPARE(bytes(path("a.csv")), before);
}

void TestCensusFile::badFiles_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *from, const char *to, const char *problem) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString(problem);
    };
    row("another loss", "\n1,8,", "\n1,8,", ""); // replaced below
    row("no comment", "# basin census ", "", "bad.csv:1: is not the first line");
    row("no JSON", "\"runs\":5", "\"runs\":", "bad.csv:1:");
    row("other project", "\"epochs\":200", "\"epochs\":201", "bad.csv:1: the project is not the one");
    row("header", "solved_epoch", "solved", "bad.csv:2: must be run,seed");
    row("another seed", "\n1,8,", "\n1,9,", "bad.csv:4: run 1 must have seed 8");
    row("a run twice", "\n1,8,", "\n0,7,", "bad.csv:4: run 0 is there twice");
    row("no such run", "\n1,8,", "\n99,106,", "bad.csv:4: there is no run 99");
    row("an outcome", "\n1,8,s", "\n1,8,x", "bad.csv:4: is not a row");
    row("a text", "\n1,8,", "\n1,eight,", "bad.csv:4: is not a row");
    row("epochs", ",200,", ",-200,", "epochs that cannot be");
    row("a missing field", "\n1,8,", "\n1,", "bad.csv:4: is not a row");
    row("more rows", "\n1,8,", "\n9,16,solved,solved,200,0,1,-1\n1,8,", "bad.csv:4: there is no run 9");
}

void TestCensusFile::badFiles()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, problem);
    runInto("good.csv", {.project = xorProject(), .runs = 5});
    QByteArray text = bytes(path("good.csv"));
    if (from == to) { // a digit of a number that might as well be true
        const qsizetype digit = text.lastIndexOf("0.") + 4;
        text[digit] = text[digit] == '1' ? '2' : '1';
        problem = "bad.csv:1: the rows are not those";
    } else {
        const qsizetype at = text.indexOf(from);
        QVERIFY(at >= 0);
        text.replace(at, from.size(), to);
    }
    QVERIFY(write(path("bad.csv"), text));
    const QString found = ::problem([&] { static_cast<void>(readCensus(file("bad.csv"))); });
    QVERIFY2(found.contains(problem), qPrintable(found));
    QVERIFY(!found.contains('\n') && found.startsWith(path("bad.csv")));
    QCOMPARE(bytes(path("bad.csv")), text);
}

/// A whole file that was cut anywhere is never taken for one.
void TestCensusFile::everyCutIsFound()
{
    runInto("good.csv", {.project = xorProject(), .runs = 3});
    const QByteArray text = bytes(path("good.csv"));
    for (qsizetype length = 0; length < text.size(); ++length) {
        QVERIFY(write(path("cut.csv"), text.left(length)));
        const QString found = problem([&] { static_cast<void>(readCensus(file("cut.csv"))); });
        QVERIFY2(!found.isEmpty(), qPrintable(QString::number(length)));
    }
    const qsizetype lastRow = text.lastIndexOf('\n', text.size() - 2) + 1;
    QVERIFY(write(path("cut.csv"), text.left(lastRow + 5)));
    const QString found = problem([&] { static_cast<void>(readCensus(file("cut.csv"))); });
    QVERIFY2(found.contains("cut.csv:5: the file ends here after 2 of 3 rows"), qPrintable(found));
}

void TestCensusFile::badMerges_data()
{
    QTest::addColumn<QString>("second"); // what takes part 2's place
    QTest::addColumn<QString>("problem");
    QTest::newRow("twice") << "1"
                           << "is part 1 of 3 a second time, after ";
    QTest::newRow("missing") << ""
                             << "--merge: part 2 of 3 is missing";
    QTest::newRow("another project") << "rate"
                                     << "is of another project";
    QTest::newRow("other runs") << "runs"
                                << "is of a census of 12 runs";
    QTest::newRow("other keys") << "keys"
                                << "varies optimizer.learning_rate=0.01,0.1 and training.epochs=100,200";
    QTest::newRow("data of its own") << "data"
                                     << "has other data for each run";
    QTest::newRow("another count") << "count"
                                   << "is part 2 of 4, but ";
    QTest::newRow("not whole") << "begun"
                               << "is not whole: it has 1 of 16 rows";
}

void TestCensusFile::badMerges()
{
    QFETCH(QString, second);
    QFETCH(QString, problem);
    runInto("1.csv", part(sweep(), 1, 3));
    runInto("3.csv", part(sweep(), 3, 3));
    CensusSpec spec = part(sweep(), 2, 3);
    if (second == "1")
        spec.shard.index = 1;
    else if (second == "rate")
        setKey(spec.project, "optimizer.learning_rate", "0.06");
    else if (second == "runs")
        spec.runs = 12;
    else if (second == "keys")
        spec.vary[1] = parseVariation("training.epochs=100,200");
    else if (second == "data")
        spec.varyData = true;
    else if (second == "count")
        spec.shard.count = 4;
    if (second == "begun") {
        const Census census = runCensus(spec);
        CensusWriter writer(file("2.csv"), spec, census.ground);
        writer.add(0, census.cells[0].rows[0]);
        writer.flush();
    } else if (!second.isEmpty()) {
        runInto("2.csv", spec);
    }
    std::vector<std::filesystem::path> files{file("1.csv"), file("3.csv")};
    if (!second.isEmpty())
        files.push_back(file("2.csv"));
    const QString found = ::problem([&] { static_cast<void>(mergeCensus(files)); });
    QVERIFY2(found.contains(problem), qPrintable(found));
    QVERIFY(!found.contains('\n'));
    QVERIFY(second.isEmpty() || found.startsWith(path("2.csv")));
}

void TestCensusFile::foreignFilesAreLeftAlone_data()
{
    QTest::addColumn<QByteArray>("text"); // empty: a census, but another one
    QTest::addColumn<QString>("problem");
    QTest::newRow("notes") << QByteArray("my notes\n") << "is not the first line of a census";
    QTest::newRow("no line end") << QByteArray("x") << "is not the first line of a census";
    QTest::newRow("another census") << QByteArray() << "is there and is of a census of 11 runs";
}

void TestCensusFile::foreignFilesAreLeftAlone()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);
    if (text.isEmpty())
        runInto("a.csv", sweep());
    else
        QVERIFY(write(path("a.csv"), text));
    const QByteArray before = bytes(path("a.csv"));
    const QString found = ::problem([&] { runInto("a.csv", sweep(12)); });
    QVERIFY2(found.contains(problem), qPrintable(found));
    QCOMPARE(bytes(path("a.csv")), before);
}

void TestCensusFile::oneWriterAtATime()
{
    const CensusSpec spec{.project = xorProject(), .runs = 3};
    const PreparedCensus prepared(spec);
    const CensusWriter first(file("a.csv"), spec, prepared.ground());
    QVERIFY_THROWS_EXCEPTION(WriteError, CensusWriter(file("a.csv"), spec, prepared.ground()));
}

/// The project names the data's file; what is in it is known by its digest.
void TestCensusFile::otherDataIsSeen()
{
    CensusSpec spec{.project = parseProject(R"({"basin": 1, "data": {"source": "csv", "options": {"path": "d.csv"}},
        "network": {"layers": [{"units": 1, "activation": "sigmoid"}]}, "training": {"epochs": 3}})",
                                            "test"),
                    .runs = 4};
    spec.project.folder = m_folder->path().toStdString();
    QVERIFY(write(path("d.csv"), "x,y\n1,0\n2,1\n3,0\n"));
    const Census census = runInto("a.csv", part(spec, 1, 2));
    QVERIFY(write(path("d.csv"), "x,y\n1,0\n2,1\n3,1\n"));
    QVERIFY(problem([&] { runInto("a.csv", part(spec, 1, 2)); }).contains("was made from other data"));
    runInto("b.csv", part(spec, 2, 2));
    QVERIFY(problem([&] { static_cast<void>(mergeCensus({file("a.csv"), file("b.csv")})); }).contains("other data"));
    // A file needs nothing but itself.
    QVERIFY(QFile::remove(path("d.csv")));
    QVERIFY(sameCensus(readCensus(file("a.csv")), census));
}

void TestCensusFile::fullDisk()
{
    if (!QFile::exists("/dev/full"))
        QSKIP("there is no /dev/full");
    const CensusSpec spec{.project = xorProject(), .runs = 3};
    const Census census = runCensus(spec);
    CensusWriter writer("/dev/full", spec, census.ground);
    writer.add(0, census.cells[0].rows[0]);
    QVERIFY_THROWS_EXCEPTION(WriteError, writer.finish(census));
}

void TestCensusFile::reportCanBeRerun()
{
    const Census census = runCensus(sweep());
    const QString report = QString::fromStdString(censusReport(census));
    const QString json = report.section("```json\n", 1).section("```", 0, 0);
    const Project project = parseProject(json.toStdString(), "report");
    QCOMPARE(projectDigest(project), projectDigest(census.spec.project));
    QVERIFY(report.startsWith("# Census: XOR, short\n"));
    QVERIFY(report.contains(QString::fromStdString(projectDigest(project))));
    QVERIFY(report.contains("basin census project.basin --runs 11 --vary 'optimizer.learning_rate=0.01,0.1' --vary "
                            R"('init.kernel={"name":"uniform","low":-1,"high":1},glorot_normal')"));
    for (const CensusCell &cell : census.cells)
        QVERIFY(report.contains(QStringLiteral("Solved: %1 of 11").arg(cell.solved)));
    QVERIFY(report.contains("seeds 7 to 17"));
}

QTEST_GUILESS_MAIN(TestCensusFile)
#include "test_census_file.moc"
