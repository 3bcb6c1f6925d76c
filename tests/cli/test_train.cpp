#include "program.h"

#include "lesson/lesson.h"
#include "project/examples.h"
#include "training/trainer.h"

#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace basin;

class TestTrain : public QObject {
    Q_OBJECT

private slots:
    void jsonHasWhatTheFormatSays();
    void sameNumbersAsTheTrainer();
    void sameBitsEachTime();
    void seedAndSettingsReachTheRun();
    void weightsAreTheStart();
    void savedRunIsReadBack();
    void savedElsewhereFindsItsData();
    void historyIsATable();
    void textForPeople();
    void float32IsReal();
    void divergedRunSaysSo();
    void pictures_data();
    void pictures();
    void lessonsAreListed();
    void helpAndVersion();

private:
    QTemporaryDir m_folder;
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(name); }
};

void TestTrain::jsonHasWhatTheFormatSays()
{
    const Result result = runProgram({"train", "lesson:xor-learns", "--json"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.err.isEmpty(), result.err.constData()); // no bar where stderr is no terminal
    const QJsonObject json = result.json();
    for (const char *key : {"epochs", "steps", "loss", "accuracy", "test_loss", "test_accuracy", "outcome", "seconds",
                            "parameters", "outputs"})
        QVERIFY2(json.contains(key), key);
    QCOMPARE(json["outcome"].toString(), QString("solved"));
    QCOMPARE(json["accuracy"].toDouble(), 1.0);
    QVERIFY(json["loss"].toDouble() <= 0.001);
    QVERIFY(json["test_loss"].isNull() && json["test_accuracy"].isNull());
    QCOMPARE(json["parameters"].toArray().size(), 9);
    QCOMPARE(json["outputs"].toArray().size(), 4);
    QCOMPARE(json["outputs"].toArray()[0].toArray().size(), 1);
    QCOMPARE(json["epochs"].toInt(), json["steps"].toInt());
}

void TestTrain::sameNumbersAsTheTrainer()
{
    for (const char *name : {"xor-sticks", "iris"}) {
        const PreparedRun run = prepareRun(exampleProject(*findExample(name), {{"training.epochs", "20"}}));
        Trainer trainer(run.spec, run.data);
        trainer.advanceEpochs(20);
        const QJsonObject json = runProgram({"train", QString("lesson:") + name, "--epochs", "20", "--json"}).json();
        QCOMPARE(json["loss"].toDouble(), trainer.metrics().loss); // QCOMPARE is lenient with doubles, the next is not
        QVERIFY(json["loss"].toDouble() == trainer.metrics().loss);
        const Vector parameters = trainer.parameters();
        QCOMPARE(json["parameters"].toArray().size(), parameters.size());
        for (Eigen::Index i = 0; i < parameters.size(); ++i)
            QVERIFY(json["parameters"].toArray()[i].toDouble() == parameters[i]);
    }
}

void TestTrain::sameBitsEachTime()
{
    const QStringList arguments{"train", "lesson:spiral", "--epochs", "30", "--json"};
    QJsonObject first = runProgram(arguments).json();
    QJsonObject second = runProgram(arguments).json();
    first.remove("seconds");
    second.remove("seconds");
    QVERIFY(!first.isEmpty());
    QCOMPARE(first, second);
}

void TestTrain::seedAndSettingsReachTheRun()
{
    const auto lossOf = [](const QStringList &more) {
        return runProgram(QStringList{"train", "lesson:xor-learns", "--epochs", "10", "--json"} + more)
            .json()["loss"]
            .toDouble();
    };
    const double plain = lossOf({});
    QVERIFY(lossOf({"--seed", "17"}) == plain);
    QVERIFY(lossOf({"--seed", "18"}) != plain);
    QVERIFY(lossOf({"--set", "init.seed=18"}) == lossOf({"--seed", "18"}));
    QVERIFY(lossOf({"--set", "optimizer.learning_rate=0.1"}) != plain);
    QVERIFY(lossOf({"--set", "optimizer.name=sgd", "--set", "loss.l2=0.1"}) != plain);
    // An option takes one value, so that PROJECT may stand behind it.
    QCOMPARE(runProgram({"train", "--set", "init.seed=2", "lesson:xor-learns", "--epochs", "1"}).exitCode, 0);
}

void TestTrain::weightsAreTheStart()
{
    const QByteArray weights = "[0.1, -0.2, 0.3, -0.4, 0.5, -0.6, 0.7, -0.8, 0.9]";
    QVERIFY(writeFile(path("w.json"), weights));
    const QJsonObject json =
        runProgram({"train", "lesson:xor-learns", "--epochs", "0", "--weights", path("w.json"), "--json"}).json();
    QCOMPARE(json["parameters"].toArray(), QJsonDocument::fromJson(weights).array());
    QCOMPARE(json["epochs"].toInt(-1), 0);
}

void TestTrain::savedRunIsReadBack()
{
    const QString saved = path("saved.basin");
    const QJsonObject trained =
        runProgram({"train", "lesson:xor-learns", "--epochs", "50", "--save", saved, "--json"}).json();
    QCOMPARE(trained["epochs"].toInt(), 50);
    for (const QStringList &more : {QStringList{}, QStringList{"--weights", saved}}) {
        const QJsonObject evaluated = runProgram(QStringList{"evaluate", saved, "--json"} + more).json();
        QVERIFY(evaluated["loss"].toDouble() == trained["loss"].toDouble());
        QCOMPARE(evaluated["parameters"], trained["parameters"]);
        QCOMPARE(evaluated["outputs"], trained["outputs"]);
    }
    // Trained again it is the same run, not the next fifty epochs.
    QVERIFY(runProgram({"train", saved, "--json"}).json()["loss"].toDouble() == trained["loss"].toDouble());
}

void TestTrain::savedElsewhereFindsItsData()
{
    QVERIFY(QDir(m_folder.path()).mkpath("data"));
    QVERIFY(writeFile(path("data/t.csv"), "x,y\n0,0\n1,1\n2,1\n"));
    QVERIFY(writeFile(path("csv.basin"), R"({"basin": 1, "data": {"source": "csv", "options": {"path": "data/t.csv"}},
        "network": {"layers": [{"units": 1, "activation": "sigmoid"}]}, "training": {"epochs": 3}})"));
    const Result first = runProgram({"train", "../csv.basin", "--save", "moved.basin", "--json"}, path("data"));
    QVERIFY2(first.exitCode == 0, first.err.constData());
    QVERIFY(fileBytes(path("data/moved.basin")).contains("\"path\": \"t.csv\""));
    QVERIFY(runProgram({"train", path("data/moved.basin"), "--json"}).json()["loss"] == first.json()["loss"]);
}

void TestTrain::historyIsATable()
{
    const QString file = path("history.csv");
    const QJsonObject json = runProgram({"train", "lesson:iris", "--epochs", "12", "--history", file, "--json"}).json();
    const QList<QByteArray> lines = fileBytes(file).trimmed().split('\n');
    QCOMPARE(lines.size(), 14); // a header, the start and twelve epochs
    QVERIFY(lines.front().startsWith("epoch,loss,"));
    const QList<QByteArray> last = lines.back().split(',');
    QCOMPARE(last.size(), lines.front().split(',').size());
    QCOMPARE(last[0], QByteArray("12"));
    QVERIFY(last[1].toDouble() == json["loss"].toDouble());
}

void TestTrain::textForPeople()
{
    const Result result = runProgram({"train", "lesson:xor-learns"});
    QVERIFY(result.out.startsWith("solved after "));
    QVERIFY(result.out.contains("accuracy   100 %"));
}

void TestTrain::float32IsReal()
{
    const QJsonObject json =
        runProgram({"train", "lesson:xor-learns", "--epochs", "7", "--set", "training.precision=float32", "--json"})
            .json();
    for (const QJsonValue &value : json["parameters"].toArray())
        QVERIFY(value.toDouble() == static_cast<double>(static_cast<float>(value.toDouble())));
}

void TestTrain::divergedRunSaysSo()
{
    const Result result = runProgram({"train", "lesson:xor-learns", "--set", "network.layers[1].activation=linear",
                                      "--set", "loss.name=sum_squared_error", "--set", "optimizer.name=sgd", "--set",
                                      "optimizer.learning_rate=1000", "--json"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.json()["outcome"].toString(), QString("diverged"));
    for (const QJsonValue &value : result.json()["parameters"].toArray())
        QVERIFY(value.isDouble());
}

void TestTrain::pictures_data()
{
    QTest::addColumn<QString>("lesson");
    for (const Example &example : examples())
        QTest::newRow(example.name.c_str()) << QString::fromStdString("lesson:" + example.name);
}

void TestTrain::pictures()
{
    QFETCH(QString, lesson);
    const Result result =
        runProgram({"train", lesson, "--epochs", "20", "--size", "640x480", "--dpi", "144", "--boundary", path("b.png"),
                    "--loss-curve", path("l.svg"), "--network", path("n.pdf")});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QImage image(path("b.png"));
    QCOMPARE(image.size(), QSize(640, 480));
    QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), 144);
    QVERIFY(fileBytes(path("l.svg")).contains("<svg"));
    QVERIFY(fileBytes(path("n.pdf")).startsWith("%PDF"));
}

void TestTrain::lessonsAreListed()
{
    const Result text = runProgram({"lessons"});
    const QJsonArray list = QJsonDocument::fromJson(runProgram({"lessons", "--json"}).out).array();
    QCOMPARE(static_cast<std::size_t>(list.size()), lessons().size() + examples().size());
    for (const QJsonValue &lesson : list) {
        QVERIFY(text.out.contains(lesson["name"].toString().toUtf8()));
        QVERIFY(text.out.contains(lesson["title"].toString().toUtf8()));
    }
}

void TestTrain::helpAndVersion()
{
    QVERIFY(runProgram({"--version"}).out.startsWith("basin "));
    QVERIFY(runProgram({"--help"}).out.contains("evaluate"));
    const Result help = runProgram({"train", "--help"});
    QCOMPARE(help.exitCode, 0);
    for (const char *option : {"--epochs", "--seed", "--set", "--weights", "--json", "--history", "--save",
                               "--boundary", "--loss-curve", "--size", "--dpi"})
        QVERIFY2(help.out.contains(option), option);
}

QTEST_GUILESS_MAIN(TestTrain)
#include "test_train.moc"
