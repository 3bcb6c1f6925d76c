#include "program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

/// `basin inspect`: what the point is, as JSON and in words.
class TestInspect : public QObject {
    Q_OBJECT

private slots:
    void knownPoints_data();
    void knownPoints();
    void endsOfRuns();
    void startWithoutWeights();
    void savedRunWithoutWeights();
    void trainsFirst();
    void curesCanBeSet();
    void text();
    void weightsThatDoNotFit();

private:
    [[nodiscard]] QString weightsFile(const QByteArray &list)
    {
        const QString path = m_folder.filePath(QString("weights%1.json").arg(m_files++));
        return writeFile(path, list) ? path : QString();
    }

    QTemporaryDir m_folder;
    int m_files = 0;
};

namespace {

/// 2-2-1, sigmoid throughout, ½ Σ (y − t)².
const QStringList squared{"lesson:xor-learns",           "--set", "network.layers[0].activation=sigmoid", "--set",
                          "loss.name=sum_squared_error", "--json"};

} // namespace

void TestInspect::knownPoints_data()
{
    QTest::addColumn<QByteArray>("weights");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<double>("loss");
    QTest::addColumn<QJsonArray>("inertia");
    QTest::newRow("origin") << QByteArray("[0,0,0,0,0,0,0,0,0]") << "degenerate" << 0.5 << QJsonArray{0, 8, 1};
    QTest::newRow("constant output") << QByteArray("[1.3,0,0,-0.9,0.4,0.7,0,0,0]") << "saddle" << 0.5
                                     << QJsonArray{2, 4, 3};
    // s = 0.843598722969, h = σ(1), v = s / (h − ½)
    const double v = 0.843598722969 / (1.0 / (1.0 + std::exp(-1.0)) - 0.5);
    const QString linear = QString("[0,-2,-2,0,1,1,%1,%1,%2]").arg(v, 0, 'g', 17).arg(0.843598722969 - v, 0, 'g', 17);
    QTest::newRow("linear perceptron") << linear.toUtf8() << "saddle" << 0.564691157947 << QJsonArray{3, 2, 4};
    QTest::newRow("plateau") << QByteArray("[1,0.5,-1,0.3,0.2,0.1,1,-1,30]") << "flat" << 1.0 << QJsonArray{0, 9, 0};
    QTest::newRow("anywhere") << QByteArray("[1,0.5,-1,0.3,0.2,0.1,1,-1,0.3]") << "not_stationary" << -1.0
                              << QJsonArray();
}

void TestInspect::knownPoints()
{
    QFETCH(QByteArray, weights);
    QFETCH(QString, kind);
    QFETCH(double, loss);
    QFETCH(QJsonArray, inertia);
    const Result result = runProgram(QStringList{"inspect", "--weights", weightsFile(weights)} + squared);
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QJsonObject json = result.json();
    QCOMPARE(json["kind"].toString(), kind);
    if (loss >= 0.0)
        QVERIFY(std::abs(json["loss"].toDouble() - loss) < 1e-11);
    if (!inertia.isEmpty())
        QCOMPARE(json["inertia"].toArray(), inertia);
    QCOMPARE(json["eigenvalues"].toArray().size(), 9);
    for (qsizetype i = 1; i < 9; ++i)
        QVERIFY(json["eigenvalues"][i - 1].toDouble() <= json["eigenvalues"][i].toDouble());
    for (const char *key : {"gradient_norm", "saturated_units", "findings", "verdict", "evidence", "penalty"})
        QVERIFY2(json.contains(key), key);
}

/// A run that learns and one that sticks, both on their way to infinity.
void TestInspect::endsOfRuns()
{
    for (const auto &[lesson, level] : {std::pair("lesson:xor-learns", "solved"), std::pair("lesson:xor-sticks", "")}) {
        const QString saved = m_folder.filePath("saved.basin");
        const Result trained = runProgram({"train", lesson, "--save", saved, "--json"});
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        const QJsonObject json = runProgram({"inspect", lesson, "--weights", saved, "--json"}).json();
        QCOMPARE(json["kind"].toString(), "at_infinity");
        QVERIFY(std::abs(json["loss"].toDouble() - trained.json()["loss"].toDouble()) < 1e-12);
        const QString kind = json["evidence"]["level"]["kind"].toString();
        if (*level != '\0')
            QCOMPARE(kind, level);
        else
            QVERIFY2(kind == "edge" || kind == "triple", qPrintable(kind));
        const QJsonArray findings = json["findings"].toArray();
        QCOMPARE(findings.size(), *level != '\0' ? 0 : 1);
        if (!findings.isEmpty()) {
            QCOMPARE(findings[0]["id"].toString(), kind + "_state");
            QVERIFY(findings[0]["evidence"]["outputs"].toArray().size() == 4);
        }
    }
}

void TestInspect::startWithoutWeights()
{
    const QJsonObject json = runProgram({"inspect", "lesson:xor-learns", "--json"}).json();
    QCOMPARE(json["parameters"], runProgram({"evaluate", "lesson:xor-learns", "--json"}).json()["parameters"]);
    QCOMPARE(json["kind"].toString(), "not_stationary");
    QVERIFY(runProgram({"inspect", "lesson:xor-learns", "--seed", "3", "--json"}).json()["loss"] != json["loss"]);
}

void TestInspect::savedRunWithoutWeights()
{
    const QString saved = m_folder.filePath("run.basin");
    const QJsonObject trained = runProgram({"train", "lesson:xor-learns", "--save", saved, "--json"}).json();
    const QJsonObject json = runProgram({"inspect", saved, "--json"}).json();
    QCOMPARE(json["parameters"], trained["parameters"]);
    QCOMPARE(json["epoch"], trained["epochs"]);
}

/// With --epochs the run's course is looked at too: a rate that is too high shows there alone.
void TestInspect::trainsFirst()
{
    const QStringList arguments{"lesson:rate-too-high", "--epochs", "300", "--json"};
    const QJsonObject json = runProgram(QStringList{"inspect"} + arguments).json();
    const QJsonObject trained = runProgram(QStringList{"train"} + arguments).json();
    QCOMPARE(json["epoch"].toInt(), 300);
    QCOMPARE(json["parameters"], trained["parameters"]);
    QCOMPARE(json["outcome"], trained["outcome"]);
    const auto isCalledHigh = [](const QJsonObject &report) {
        const QJsonArray findings = report["findings"].toArray();
        return std::ranges::any_of(
            findings, [](const QJsonValue &finding) { return finding["id"].toString() == "learning_rate_high"; });
    };
    QVERIFY(isCalledHigh(json));
    const QString weights = weightsFile(QJsonDocument(json["parameters"].toArray()).toJson());
    QVERIFY(!isCalledHigh(runProgram({"inspect", "lesson:rate-too-high", "--weights", weights, "--json"}).json()));
    QCOMPARE(runProgram({"inspect", "lesson:xor-learns", "--epochs", "x"}).exitCode, 2);
}

/// What a cure says can be given to --set as it stands.
void TestInspect::curesCanBeSet()
{
    const QJsonObject json =
        runProgram({"inspect", "lesson:two-boundaries", "--set", "data.scaling=none", "--json"}).json();
    bool hasSeen = false;
    for (const QJsonValue finding : json["findings"].toArray()) {
        hasSeen |= finding["id"].toString() == "unscaled_inputs" && finding["severity"].toString() == "setup";
        QCOMPARE(finding["consistent_with"].toBool(), json["findings"].toArray().size() > 1);
        QVERIFY(!finding["refutation"]["experiment"].toString().isEmpty());
        QVERIFY(!finding["refutation"]["refuted_if"].toString().isEmpty());
    }
    QVERIFY(hasSeen);
    bool standardises = false;
    for (const QJsonValue cure : json["cures"].toArray()) {
        QStringList arguments{"train", "lesson:two-boundaries", "--epochs", "2", "--set", "data.scaling=none"};
        const QJsonObject settings = cure["settings"].toObject();
        for (const QString &key : settings.keys())
            arguments << "--set" << key + "=" + settings[key].toString();
        standardises |= cure["kind"].toString() == "standardise";
        const Result trained = runProgram(arguments);
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
    }
    QVERIFY(standardises);
}

void TestInspect::text()
{
    const Result result = runProgram({"inspect", "lesson:xor-learns", "--weights", weightsFile("[0,0,0,0,0,0,0,0,0]")});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QVERIFY2(result.out.contains("\ninertia      0 negative, 8 zero, 1 positive\n"), result.out.constData());
    QVERIFY2(result.out.contains("\nloss         0.693147\n"), result.out.constData());
}

void TestInspect::weightsThatDoNotFit()
{
    const QString weights = weightsFile("[1, 2, 3]");
    const Result result = runProgram({"inspect", "lesson:xor-learns", "--weights", weights, "--json"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(result.err.contains(weights.toUtf8()) && result.err.count('\n') == 1, result.err.constData());
}

QTEST_GUILESS_MAIN(TestInspect)
#include "test_inspect.moc"
