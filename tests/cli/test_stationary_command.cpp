#include "program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

/// `basin stationary`: the numbers are those of theory.
class TestStationaryCommand : public QObject {
    Q_OBJECT

private slots:
    void levelsOfXor();
    void weightsAreASeed();
    void textForPeople();
    void badStarts();

private:
    QTemporaryDir m_folder;
};

void TestStationaryCommand::levelsOfXor()
{
    const Result result = runProgram({"stationary", "lesson:xor-learns", "--set", "loss.name=sum_squared_error",
                                      "--starts", "20", "--seed", "3", "--json"});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QJsonObject json = result.json();
    QVERIFY(json["plateaus"].isDouble() && json["not_converged"].isDouble());
    bool hasLinear = false;
    bool hasOrigin = false;
    for (const QJsonValue &value : json["points"].toArray()) {
        const QJsonObject point = value.toObject();
        const double level = point["level"].toDouble();
        const QJsonArray inertia = point["inertia"].toArray();
        QCOMPARE(point["parameters"].toArray().size(), 9);
        QCOMPARE(point["eigenvalues"].toArray().size(), 9);
        QCOMPARE(point["outputs"].toArray().size(), 4);
        QVERIFY(point["gradient_norm"].toDouble(1.0) < 1e-11);
        if (point["class"].toString() == "linear_perceptron") {
            hasLinear = true;
            QVERIFY(std::abs(level - 0.564691157947) < 1e-9);
            QCOMPARE(inertia, (QJsonArray{3, 2, 4}));
            QCOMPARE(point["kind"].toString(), "saddle");
        }
        if (inertia == QJsonArray{0, 8, 1}) {
            hasOrigin = true;
            QCOMPARE(level, 0.5);
            QCOMPARE(point["kind"].toString(), "degenerate");
            QCOMPARE(point["images"].toInt(), 1);
        }
    }
    QVERIFY(hasLinear && hasOrigin);
}

void TestStationaryCommand::weightsAreASeed()
{
    // Near a solution: the descent from there ends at one of the two minima that the penalty leaves.
    const QString weights = m_folder.filePath("w.json");
    QVERIFY(writeFile(weights, "[4, -4, 4, -4, -2, 6, 4, 4, -4]"));
    const Result result = runProgram({"stationary", "lesson:xor-learns", "--set", "loss.l2=1e-3", "--set",
                                      "loss.penalise_bias=true", "--starts", "0", "--weights", weights, "--json"});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    bool hasSolution = false;
    for (const QJsonValue &point : result.json()["points"].toArray()) {
        const double level = point.toObject()["level"].toDouble();
        hasSolution = hasSolution || std::abs(level - 0.1147541148) < 1e-9 || std::abs(level - 0.1258065737) < 1e-9;
    }
    QVERIFY2(hasSolution, result.out.constData());
}

void TestStationaryCommand::textForPeople()
{
    const Result result = runProgram({"stationary", "lesson:xor-learns", "--starts", "0"});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QVERIFY(result.out.startsWith("level"));
    QVERIFY(result.out.contains("0.6931471806"));
    QVERIFY(result.out.contains("degenerate"));
}

void TestStationaryCommand::badStarts()
{
    const Result result = runProgram({"stationary", "lesson:xor-learns", "--starts", "-1"});
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.err.count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestStationaryCommand)
#include "test_stationary_command.moc"
