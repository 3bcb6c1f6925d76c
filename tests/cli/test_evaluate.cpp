#include "program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace {

double largestDifference(const QJsonArray &a, const QJsonArray &b)
{
    double largest = a.size() == b.size() ? 0.0 : 1.0;
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, a[i].isArray() ? largestDifference(a[i].toArray(), b[i].toArray())
                                                   : std::abs(a[i].toDouble(1e9) - b[i].toDouble(-1e9)));
    return largest;
}

} // namespace

class TestEvaluate : public QObject {
    Q_OBJECT

private slots:
    void agreesWithPyTorch_data();
    void agreesWithPyTorch();
    void gradientCheckFindsNoFault_data();
    void gradientCheckFindsNoFault();
    void gradientCheckNamesTheBug_data();
    void gradientCheckNamesTheBug();
    void startWithoutWeights();
    void testPartAsTrainCountsIt();
    void onlyWhatWasAskedFor();
    void saturatedWeightsStayFinite();

private:
    QTemporaryDir m_folder;
};

void TestEvaluate::agreesWithPyTorch_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("bce") << "mlp_2-2-1_tanh_sigmoid_bce.json";
    QTest::newRow("cce") << "mlp_2-3-3-2_relu_softmax_cce_l2.json";
}

void TestEvaluate::agreesWithPyTorch()
{
    QFETCH(QString, file);
    const QJsonObject reference =
        QJsonDocument::fromJson(fileBytes(BASIN_SOURCE_DIR "/tests/reference/" + file)).object();
    const QString project = m_folder.filePath("p.basin");
    const QString weights = m_folder.filePath("w.json");
    QVERIFY(writeFile(project, QJsonDocument(reference["project"].toObject()).toJson()));
    QVERIFY(writeFile(weights, QJsonDocument(reference["parameters"].toArray()).toJson()));
    const bool hasHessian = reference.contains("hessian");
    QStringList arguments{"evaluate", project, "--weights", weights, "--gradient", "--json"};
    if (hasHessian)
        arguments << "--hessian";
    const Result result = runProgram(arguments);
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QJsonObject json = result.json();
    constexpr double tolerance = 1e-12;
    QVERIFY(std::abs(json["loss"].toDouble() - reference["loss"].toDouble()) < tolerance);
    QVERIFY(std::abs(json["penalty"].toDouble() - reference["penalty"].toDouble()) < tolerance);
    QVERIFY(largestDifference(json["outputs"].toArray(), reference["outputs"].toArray()) < tolerance);
    QVERIFY(largestDifference(json["gradient"].toArray(), reference["gradient"].toArray()) < tolerance);
    if (hasHessian)
        QVERIFY(largestDifference(json["hessian"].toArray(), reference["hessian"].toArray()) < tolerance);
}

void TestEvaluate::gradientCheckFindsNoFault_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::newRow("XOR") << QStringList{"lesson:xor-learns"};
    QTest::newRow("penalties") << QStringList{"lesson:xor-learns", "--set", "loss.l1=0.01", "--set", "loss.l2=0.1"};
    QTest::newRow("several classes") << QStringList{"lesson:iris"};
    QTest::newRow("two hidden layers") << QStringList{"lesson:spiral"};
    QTest::newRow("kinks") << QStringList{"lesson:xor-learns", "--set", "network.layers[0].activation=relu"};
    QTest::newRow("beside a kink") << QStringList{"lesson:xor-learns", "--set", "loss.l1=0.01", "--set",
                                                  R"(init.kernel={"name": "constant", "value": 2e-4})"};
    QTest::newRow("float32") << QStringList{"lesson:circle", "--set", "training.precision=float32"};
}

void TestEvaluate::gradientCheckFindsNoFault()
{
    QFETCH(QStringList, settings);
    const Result result = runProgram(QStringList{"evaluate"} + settings + QStringList{"--check-gradient", "--json"});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QJsonObject check = result.json()["gradient_check"].toObject();
    QVERIFY2(check["max_relative_error"].toDouble(1.0) < 1e-6, result.out.constData());
    QVERIFY(check["checked"].toInt() > 0);
}

void TestEvaluate::gradientCheckNamesTheBug_data()
{
    QTest::addColumn<QString>("bug");
    for (const char *bug :
         {"output_delta_without_derivative", "penalty_gradient_only", "forgotten_bias", "gradient_not_averaged"})
        QTest::newRow(bug) << bug;
}

void TestEvaluate::gradientCheckNamesTheBug()
{
    QFETCH(QString, bug);
    const QStringList arguments{
        "evaluate", "lesson:xor-learns",          "--set",           "loss.name=mean_squared_error",
        "--set",    "loss.deliberate_bug=" + bug, "--check-gradient"};
    const Result result = runProgram(arguments + QStringList{"--json"});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QJsonObject check = result.json()["gradient_check"].toObject();
    QVERIFY(!check["passes"].toBool(true) && check["max_relative_error"].toDouble() > 0.1);
    QCOMPARE(check["consistent_with"].toString(), bug);
    QVERIFY(!check["worst"].toArray().isEmpty());
    QCOMPARE(check["float64"]["errors"].toArray().size(), check["float32"]["errors"].toArray().size());
    const Result text = runProgram(arguments);
    QVERIFY2(text.out.contains(bug.toUtf8()) && !text.out.contains("\"analytic\""), text.out.constData());
    // Under a cross-entropy the output's derivative cancels: there is no such mistake to make.
    if (bug.startsWith("output_delta")) {
        const Result refused = runProgram({"evaluate", "lesson:xor-learns", "--set", "loss.deliberate_bug=" + bug});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("loss.deliberate_bug") && refused.err.count('\n') == 1, refused.err.constData());
    }
}

void TestEvaluate::startWithoutWeights()
{
    const QJsonObject start = runProgram({"evaluate", "lesson:xor-learns", "--json"}).json();
    const QJsonObject untrained = runProgram({"train", "lesson:xor-learns", "--epochs", "0", "--json"}).json();
    QCOMPARE(start["parameters"], untrained["parameters"]);
    QVERIFY(start["loss"].toDouble() == untrained["loss"].toDouble());
    QVERIFY(runProgram({"evaluate", "lesson:xor-learns", "--seed", "3", "--json"}).json()["loss"] != start["loss"]);
}

/// A test part of one class tells nothing of the threshold.
void TestEvaluate::testPartAsTrainCountsIt()
{
    for (const char *seed : {"1", "2", "3", "4", "5", "6"}) {
        const QStringList settings{"lesson:xor-learns",
                                   "--json",
                                   "--set",
                                   QString("data.seed=") + seed,
                                   "--set",
                                   "data.test_fraction=0.25",
                                   "--set",
                                   "data.options.target_low=1",
                                   "--set",
                                   "data.options.target_high=9",
                                   "--set",
                                   "network.layers[1].activation=linear",
                                   "--set",
                                   "loss.name=mean_squared_error"};
        const QString saved = m_folder.filePath("saved.basin");
        const QJsonObject trained = runProgram(QStringList{"train", "--save", saved} + settings).json();
        const QJsonObject evaluated = runProgram({"evaluate", saved, "--json"}).json();
        QVERIFY(trained["test_accuracy"].isDouble());
        for (const char *key : {"loss", "accuracy", "test_loss", "test_accuracy"})
            QVERIFY2(trained[key] == evaluated[key], key);
    }
}

void TestEvaluate::onlyWhatWasAskedFor()
{
    const QJsonObject json = runProgram({"evaluate", "lesson:xor-learns", "--json"}).json();
    for (const char *key : {"gradient", "hessian", "gradient_check"})
        QVERIFY2(!json.contains(key), key);
    QVERIFY(json.contains("accuracy") && json.contains("penalty"));
    QVERIFY(runProgram({"evaluate", "lesson:xor-learns", "--gradient"}).out.contains("gradient: ["));
}

void TestEvaluate::saturatedWeightsStayFinite()
{
    const QString weights = m_folder.filePath("big.json");
    QVERIFY(writeFile(weights, "[1000, -1000, 1000, 1000, -1000, 1000, 1000, -1000, 1000]"));
    const QJsonObject json =
        runProgram({"evaluate", "lesson:xor-learns", "--weights", weights, "--gradient", "--hessian", "--json"}).json();
    QVERIFY(json["loss"].isDouble());
    for (const QJsonValue &value : json["gradient"].toArray())
        QVERIFY(value.isDouble());
    for (const QJsonValue &row : json["hessian"].toArray())
        for (const QJsonValue &value : row.toArray())
            QVERIFY(value.isDouble());
}

QTEST_GUILESS_MAIN(TestEvaluate)
#include "test_evaluate.moc"
