#include "program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

class TestEscapeCommand : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void leavesTheExampleThatSticks();
    void readableText();
    void findingNothingIsAnAnswer();
    void wrongWeightsAreBadInput();

private:
    QTemporaryDir m_folder;
    QString m_weights; ///< of the example after its run
};

namespace {

/// A plain tanh network with a logistic output on XOR: mean squared error, or a negative number where one is wrong.
double plainError(const QJsonArray &t)
{
    double sum = 0;
    for (int p = 0; p < 4; ++p) {
        const double x1 = p / 2;
        const double x2 = p % 2;
        double a = t[8].toDouble();
        for (int k = 0; k < 2; ++k)
            a += t[6 + k].toDouble() * std::tanh(t[k].toDouble() * x1 + t[2 + k].toDouble() * x2 + t[4 + k].toDouble());
        const double y = 1 / (1 + std::exp(-a));
        const double target = x1 != x2 ? 1 : 0;
        if ((y > 0.5) != (target > 0.5))
            return -1;
        sum += (y - target) * (y - target);
    }
    return sum / 4;
}

} // namespace

void TestEscapeCommand::initTestCase()
{
    const Result result = runProgram({"train", "lesson:xor-sticks", "--json"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.json()["outcome"].toString(), QString("stuck"));
    m_weights = m_folder.filePath("stuck.json");
    QVERIFY(writeFile(m_weights, result.out));
}

void TestEscapeCommand::leavesTheExampleThatSticks()
{
    const Result result = runProgram({"escape", "lesson:xor-sticks", "--weights", m_weights, "--json"});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QJsonObject json = result.json();
    QVERIFY(json["found"].toBool());
    QCOMPARE(json["method"].toString(), QString("edge"));
    QVERIFY(json["largest_rise"].toDouble(1) < 0);
    QVERIFY(json["samples"].toInt() >= 9003);
    const QJsonArray segments = json["segments"].toArray();
    const QJsonArray losses = json["losses"].toArray();
    QCOMPARE(segments.size(), losses.size());
    const QJsonObject trained = QJsonDocument::fromJson(fileBytes(m_weights)).object();
    QCOMPARE(segments.first().toArray(), trained["parameters"].toArray());
    QVERIFY(std::abs(losses.first().toDouble() - trained["loss"].toDouble()) < 1e-12);
    for (qsizetype i = 1; i < losses.size(); ++i)
        QVERIFY(losses[i].toDouble() < losses[i - 1].toDouble());
    const double error = plainError(segments.last().toArray());
    QVERIFY(error >= 0 && error < 1e-3);
}

void TestEscapeCommand::readableText()
{
    const Result result = runProgram({"escape", "lesson:xor-sticks", "--weights", m_weights});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.out.contains("straight segments") && result.out.contains("sampled, not proved"));
    QVERIFY(QJsonDocument::fromJson(result.out).isNull());
}

void TestEscapeCommand::findingNothingIsAnAnswer()
{
    // With a penalty this strong the weights 0 are the lowest point there is.
    const QString weights = m_folder.filePath("zero.json");
    QVERIFY(writeFile(weights, "[0, 0, 0, 0, 0, 0, 0, 0, 0]"));
    const Result result =
        runProgram({"escape", "lesson:xor-sticks", "--set", "loss.l2=0.1", "--weights", weights, "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject json = result.json();
    QCOMPARE(json["found"], QJsonValue(false));
    QCOMPARE(json["segments"].toArray().size(), 1);
    QVERIFY(std::abs(json["losses"].toArray().first().toDouble() - std::log(2.0)) < 1e-12);
}

void TestEscapeCommand::wrongWeightsAreBadInput()
{
    const QString weights = m_folder.filePath("short.json");
    QVERIFY(writeFile(weights, "[1, 2]"));
    const Result result = runProgram({"escape", "lesson:xor-sticks", "--weights", weights, "--json"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY(result.err.contains("short.json") && result.err.trimmed().count('\n') == 0);
}

QTEST_GUILESS_MAIN(TestEscapeCommand)
#include "test_escape_command.moc"
