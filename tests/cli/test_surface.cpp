#include "program.h"

#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace {

const QByteArray xorProject = R"({"basin": 1, "data": {"source": "gate"}, "training": {"epochs": 40},
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}})";

struct Row {
    double a, b, loss;
};

} // namespace

class TestSurface : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(writeFile(path("xor.basin"), xorProject));
        QVERIFY(writeFile(path("zero.json"), "[0,0,0,0,0,0,0,0,0]"));
        QVERIFY(writeFile(path("point.json"), "[0.7,-1.1,0.4,0.9,-0.3,0.2,1.5,-0.8,0.1]"));
        QByteArray wide = xorProject;
        QVERIFY(writeFile(path("wide.basin"), wide.replace("\"units\": 2", "\"units\": 100")));
        QVERIFY(writeFile(path("nowhere.csv"), {}));
    }

    void outputBiasAtZero();
    void namesAreIndices();
    void middleIsThePoint_data();
    void middleIsThePoint();
    void pathEndsWhereTrainingDoes();
    void directionsAreSeeded();
    void outOfPlaneIsAColumn();
    void solutionIsDeep();
    void pictures_data();
    void pictures();
    void badInput_data();
    void badInput();
    void tooLargeIsSaid();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] Result surface(QStringList arguments, const QString &out) const
    {
        return runProgram(QStringList{"surface"} + arguments + QStringList{"--out", path(out)}, m_folder.path());
    }
    [[nodiscard]] QList<Row> rows(const QString &file) const
    {
        QList<Row> result;
        const QList<QByteArray> lines = fileBytes(path(file)).trimmed().split('\n');
        if (lines.value(0) != "a,b,loss")
            return result;
        for (const QByteArray &line : lines.mid(1)) {
            const QList<QByteArray> cells = line.split(',');
            result.append({cells.value(0).toDouble(), cells.value(1).toDouble(), cells.value(2).toDouble()});
        }
        return result;
    }
};

/// With all other weights zero the network's one output is σ(c) for every pattern, so the mean cross-entropy over two
/// zeros and two ones is ½ ln(1 + eᶜ) + ½ ln(1 + e⁻ᶜ), whatever the hidden weight.
void TestSurface::outputBiasAtZero()
{
    const Result result = surface(
        {"xor.basin", "--weights", "zero.json", "--plane", "h1.x1,out.b", "--range", "-2:2,-3:5", "--grid", "5"},
        "bias.csv");
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(result.err.isEmpty(), result.err);
    const QList<Row> all = rows("bias.csv");
    QCOMPARE(all.size(), 25);
    for (int i = 0; i < 25; ++i) { // b varies fastest
        const double a = -2.0 + i / 5, c = -3.0 + 2.0 * (i % 5);
        QCOMPARE(all[i].a, a);
        QCOMPARE(all[i].b, c);
        const double expected = 0.5 * std::log1p(std::exp(c)) + 0.5 * std::log1p(std::exp(-c));
        QVERIFY(std::abs(all[i].loss - expected) < 1e-14);
    }
}

void TestSurface::namesAreIndices()
{
    const QStringList common{"xor.basin", "--weights", "point.json", "--range", "-3:3", "--grid", "9", "--plane"};
    QCOMPARE(surface(common + QStringList{"w2,w8"}, "indices.csv").exitCode, 0);
    QCOMPARE(surface(common + QStringList{"h1.x2,out.b"}, "names.csv").exitCode, 0);
    QVERIFY(!rows("indices.csv").isEmpty());
    QCOMPARE(fileBytes(path("names.csv")), fileBytes(path("indices.csv")));
}

void TestSurface::middleIsThePoint_data()
{
    QTest::addColumn<QString>("plane");
    QTest::addColumn<QStringList>("range");
    QTest::newRow("weights") << "w0,w8" << QStringList{"--range", "-0.3:1.7,-0.9:1.1"};
    QTest::newRow("hessian") << "hessian" << QStringList{"--range", "-1:1"};
    QTest::newRow("random") << "random" << QStringList{"--range=-.5:.5"};
}

/// loss + penalty there is what `evaluate` prints.
void TestSurface::middleIsThePoint()
{
    QFETCH(QString, plane);
    QFETCH(QStringList, range);
    const QStringList point{"--weights", "point.json", "--set", "loss.l2=0.01"};
    const QJsonObject at = runProgram(QStringList{"evaluate", "xor.basin", "--json"} + point, m_folder.path()).json();
    const double expected = at["loss"].toDouble() + at["penalty"].toDouble();
    QVERIFY(at["penalty"].toDouble() > 0);
    const Result result =
        surface(QStringList{"xor.basin", "--plane", plane, "--grid", "3"} + point + range, "middle.csv");
    QVERIFY2(result.exitCode == 0, result.err);
    const QList<Row> all = rows("middle.csv");
    QCOMPARE(all.size(), 9);
    QVERIFY(std::abs(all[4].loss - expected) < 1e-12);
}

void TestSurface::pathEndsWhereTrainingDoes()
{
    const QJsonObject run = runProgram({"train", "xor.basin", "--json", "--seed", "3"}, m_folder.path()).json();
    const Result result =
        surface({"xor.basin", "--seed", "3", "--plane", "pca", "--range", "-1:1", "--grid", "3"}, "path.csv");
    QVERIFY2(result.exitCode == 0, result.err);
    const QList<Row> all = rows("path.csv");
    QCOMPARE(all.size(), 9);
    // The path is kept in float32, and the plane goes through its end.
    QVERIFY(std::abs(all[4].loss - run["loss"].toDouble()) < 1e-6);
}

void TestSurface::directionsAreSeeded()
{
    const QStringList common{"xor.basin", "--plane", "random", "--range", "-1:1", "--grid", "5", "--directions"};
    QCOMPARE(surface(common + QStringList{"1"}, "one.csv").exitCode, 0);
    QCOMPARE(surface(common + QStringList{"1"}, "again.csv").exitCode, 0);
    QCOMPARE(surface(common + QStringList{"2"}, "two.csv").exitCode, 0);
    QVERIFY(!rows("one.csv").isEmpty());
    QCOMPARE(fileBytes(path("again.csv")), fileBytes(path("one.csv")));
    QVERIFY(fileBytes(path("two.csv")) != fileBytes(path("one.csv")));
}

/// At θ = 0 only the output's bias has a slope, and none at c = 0; seen over two hidden weights all of it is out of
/// the plane: σ(c) − ½ for the mean cross-entropy over as many zeros as ones.
void TestSurface::outOfPlaneIsAColumn()
{
    QVERIFY(writeFile(path("biased.json"), "[0,0,0,0,0,0,0,0,1]"));
    const Result result = surface({"xor.basin", "--weights", "biased.json", "--plane", "w0,w1", "--range", "-1:1",
                                   "--grid", "3", "--out-of-plane"},
                                  "slope.csv");
    QVERIFY2(result.exitCode == 0, result.err);
    const QList<QByteArray> lines = fileBytes(path("slope.csv")).trimmed().split('\n');
    QCOMPARE(lines.value(0), QByteArray("a,b,loss,out_of_plane"));
    const double slope = 1 / (1 + std::exp(-1.0)) - 0.5;
    QVERIFY(std::abs(lines.value(5).split(',').value(3).toDouble() - slope) < 1e-14);
}

void TestSurface::solutionIsDeep()
{
    const Result result = surface({"xor.basin", "--plane", "solution", "--grid", "101"}, "solution.csv");
    QVERIFY2(result.exitCode == 0, result.err);
    const QList<Row> all = rows("solution.csv");
    QCOMPARE(all.size(), 101 * 101);
    const auto [low, high] =
        std::minmax_element(all.begin(), all.end(), [](const Row &a, const Row &b) { return a.loss < b.loss; });
    QVERIFY(low->loss < 0.05); // far below the stuck levels
    QVERIFY(high->loss > 0.5);
}

void TestSurface::pictures_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("png") << "surface.png" << QStringList{"--size", "500x400"};
    QTest::newRow("viridis, dots") << "dots.png"
                                   << QStringList{"--map", "viridis", "--out-of-plane", "--size", "500x400"};
    QTest::newRow("svg") << "surface.svg" << QStringList{"--linear"};
    QTest::newRow("pdf") << "surface.pdf" << QStringList{"--level", "0.1", "--clip", "2"};
}

void TestSurface::pictures()
{
    QFETCH(QString, file);
    QFETCH(QStringList, options);
    const Result result = surface(QStringList{"xor.basin", "--plane", "w0,w8", "--grid", "41"} + options, file);
    QVERIFY2(result.exitCode == 0, result.err);
    const QByteArray bytes = fileBytes(path(file));
    if (file.endsWith(".png")) {
        const QImage image = QImage::fromData(bytes);
        QCOMPARE(image.size(), QSize(500, 400));
        QVERIFY(image.pixel(200, 150) != image.pixel(2, 2)); // the map, not paper
    } else if (file.endsWith(".svg")) {
        QVERIFY(bytes.contains("<svg"));
        QVERIFY(bytes.contains("7 other weights held as at epoch 0"));
    } else {
        QVERIFY(bytes.startsWith("%PDF"));
    }
}

void TestSurface::badInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &arguments, const char *says) {
        QTest::newRow(name) << arguments << QByteArray(says);
    };
    const QStringList good{"--plane", "w0,w1", "--out", "out.csv"};
    row("unknown weight", {"--plane", "w0,h9.x1", "--out", "out.csv"}, "h1.x1, h2.x1");
    row("index beyond the last", {"--plane", "w0,w9", "--out", "out.csv"}, "w0 to w8");
    row("the same twice", {"--plane", "w0,h1.x1", "--out", "out.csv"}, "both are h1.x1");
    row("one weight", {"--plane", "w0", "--out", "out.csv"}, "--plane");
    row("three weights", {"--plane", "w0,w1,w2", "--out", "out.csv"}, "\"w1,w2\"");
    row("a word unknown", {"--plane", "pcb", "--out", "out.csv"}, "pca, random, hessian or solution");
    row("no plane", {"--out", "out.csv"}, "--plane");
    row("no file", {"--plane", "w0,w1"}, "--out");
    row("range reversed", good + QStringList{"--range", "3:-3"}, "--range");
    row("range empty", good + QStringList{"--range", "1:1"}, "--range");
    row("range infinite", good + QStringList{"--range", "0:inf"}, "--range");
    row("range nan", good + QStringList{"--range", "nan:1"}, "--range");
    row("range one number", good + QStringList{"--range", "3"}, "--range");
    row("range three", good + QStringList{"--range", "0:1,0:1,0:1"}, "--range");
    row("grid 1", good + QStringList{"--grid", "1"}, "from 2 to");
    row("grid too large", good + QStringList{"--grid", "100000"}, "from 2 to");
    row("grid not a number", good + QStringList{"--grid", "many"}, "--grid");
    row("suffix", {"--plane", "w0,w1", "--out", "out.txt"}, ".csv");
    row("no suffix", {"--plane", "w0,w1", "--out", "out"}, ".csv");
    row("no such folder", {"--plane", "w0,w1", "--out", "nofolder/out.csv"}, "there is no folder nofolder");
    row("weights of another network", good + QStringList{"--weights", "short.json"}, "must have 9 numbers");
    row("map", good + QStringList{"--map", "rainbow"}, "depth, viridis, cividis or grey");
    row("size", {"--plane", "w0,w1", "--out", "out.png", "--size", "0x5"}, "--size");
    row("level on a linear scale", good + QStringList{"--level", "0.25", "--linear"}, "--level");
    row("directions", {"--plane", "random", "--out", "out.csv", "--directions", "-1"}, "--directions");
}

void TestSurface::badInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    QVERIFY(writeFile(path("short.json"), "[1, 2]"));
    const Result result = runProgram(QStringList{"surface", "xor.basin"} + arguments, m_folder.path());
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.out.isEmpty());
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains(says), result.err);
    QVERIFY(!QFile::exists(path("out.csv")));
}

/// What a network cannot show is said before anything is trained or drawn.
void TestSurface::tooLargeIsSaid()
{
    const Result path = surface({"wide.basin", "--plane", "pca"}, "wide.csv");
    QCOMPARE(path.exitCode, 2);
    QVERIFY2(path.err.contains("up to 256 weights; this one has 401"), path.err);
    const Result hessian = surface({"wide.basin", "--plane", "hessian"}, "wide.csv");
    QCOMPARE(hessian.exitCode, 2);
    QVERIFY2(hessian.err.contains("401"), hessian.err);
    const Result solution = surface({"wide.basin", "--plane", "solution"}, "wide.csv");
    QCOMPARE(solution.exitCode, 2);
    QVERIFY2(solution.err.contains("solution"), solution.err);
}

QTEST_GUILESS_MAIN(TestSurface)
#include "test_surface.moc"
