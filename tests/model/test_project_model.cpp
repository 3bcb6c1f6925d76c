#include "model/project_model.h"
#include "xor_project.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace basin;

Q_DECLARE_METATYPE(basin::ChangeEffect)

class TestProjectModel : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_model = std::make_unique<ProjectModel>();
        m_model->reset(xorProject(), {});
    }
    void cleanup() { m_model.reset(); }

    void aDragIsOneEntry();
    void aDragBackLeavesNothing();
    void twoDragsAreTwoEntries();
    void editsOfDifferentKindsStayApart();
    void undoAndRedoGiveEveryStateBack();
    void anEditSaysWhatItAsksOfTheRun_data();
    void anEditSaysWhatItAsksOfTheRun();
    void aWrongEditIsRefused_data();
    void aWrongEditIsRefused();
    void whatChangesNothingIsNoEdit();
    void theModifiedMarkFollowsTheSavedState();
    void anotherProjectForgetsTheHistory();

private:
    bool setRate(double rate, const QString &mergeKey = QStringLiteral("rate"))
    {
        return m_model->edit(QStringLiteral("Change the rate"), mergeKey,
                             [rate](Project &project) { project.optimizer.options.set("learning_rate", rate); });
    }
    double rate() const { return m_model->project().optimizer.value("learning_rate"); }

    std::unique_ptr<ProjectModel> m_model;
};

void TestProjectModel::aDragIsOneEntry()
{
    for (const double value : {0.06, 0.07, 0.08, 0.09})
        QVERIFY(setRate(value));
    QCOMPARE(m_model->undoStack()->count(), 1);
    QCOMPARE(rate(), 0.09);
    m_model->undoStack()->undo();
    QCOMPARE(rate(), 0.05);
    m_model->undoStack()->redo();
    QCOMPARE(rate(), 0.09);
}

void TestProjectModel::aDragBackLeavesNothing()
{
    for (const double value : {0.06, 0.07, 0.05})
        QVERIFY(setRate(value));
    QCOMPARE(m_model->undoStack()->count(), 0);
    QVERIFY(m_model->project() == xorProject());
    QVERIFY(!m_model->isModified());
}

void TestProjectModel::twoDragsAreTwoEntries()
{
    QVERIFY(setRate(0.06));
    QVERIFY(setRate(0.07));
    m_model->endMerge();
    QVERIFY(setRate(0.08));
    QVERIFY(setRate(0.09));
    QCOMPARE(m_model->undoStack()->count(), 2);
    m_model->undoStack()->undo();
    QCOMPARE(rate(), 0.07);
}

void TestProjectModel::editsOfDifferentKindsStayApart()
{
    QVERIFY(setRate(0.06, QStringLiteral("one")));
    QVERIFY(setRate(0.07, QStringLiteral("other")));
    QVERIFY(setRate(0.08, {}));
    QVERIFY(setRate(0.09, {}));
    QCOMPARE(m_model->undoStack()->count(), 4);
}

void TestProjectModel::undoAndRedoGiveEveryStateBack()
{
    std::vector<Project> states{m_model->project()};
    const std::vector<std::pair<QString, QString>> settings{
        {QStringLiteral("optimizer.learning_rate"), QStringLiteral("0.5")},
        {QStringLiteral("network.layers[0].units"), QStringLiteral("5")},
        {QStringLiteral("network.layers[0].activation"), QStringLiteral("relu")},
        {QStringLiteral("data.source"), QStringLiteral("circle")},
        {QStringLiteral("data.test_fraction"), QStringLiteral("0.25")},
        {QStringLiteral("init.seed"), QStringLiteral("77")},
        {QStringLiteral("training.precision"), QStringLiteral("float32")},
        {QStringLiteral("loss.l2"), QStringLiteral("0.001")},
    };
    for (const auto &[path, value] : settings) {
        QVERIFY2(m_model->setKey(path, path, value), qPrintable(path));
        QVERIFY2(m_model->project() != states.back(), qPrintable(path));
        states.push_back(m_model->project());
    }
    for (std::size_t i = states.size() - 1; i-- > 0;) {
        m_model->undoStack()->undo();
        QVERIFY(m_model->project() == states[i]);
    }
    for (std::size_t i = 1; i < states.size(); ++i) {
        m_model->undoStack()->redo();
        QVERIFY(m_model->project() == states[i]);
    }
}

void TestProjectModel::anEditSaysWhatItAsksOfTheRun_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<ChangeEffect>("effect");
    const auto row = [](const char *path, const char *value, ChangeEffect effect) {
        QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(value) << effect;
    };
    row("title", "Another", ChangeEffect::Nothing);
    row("optimizer.learning_rate", "0.5", ChangeEffect::Live);
    row("optimizer.name", "sgd", ChangeEffect::Live);
    row("loss.l2", "0.1", ChangeEffect::Live);
    row("training.batch_size", "2", ChangeEffect::Live);
    row("training.stop_loss", "0.1", ChangeEffect::Live);
    row("training.precision", "float32", ChangeEffect::Restart);
    row("network.layers[0].units", "3", ChangeEffect::Restart);
    row("data.seed", "9", ChangeEffect::Restart);
    row("init.seed", "9", ChangeEffect::Restart);
}

void TestProjectModel::anEditSaysWhatItAsksOfTheRun()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(ChangeEffect, effect);
    QSignalSpy changes(m_model.get(), &ProjectModel::changed);
    QVERIFY(m_model->setKey(path, path, value));
    QCOMPARE(changes.count(), 1);
    QVERIFY(changes.at(0).at(1).value<ChangeEffect>() == effect);
    m_model->undoStack()->undo();
    QCOMPARE(changes.count(), 2);
    QVERIFY(changes.at(1).at(1).value<ChangeEffect>() == effect);
}

void TestProjectModel::aWrongEditIsRefused_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *path, const char *value) {
        QTest::addRow("%s = %s", path, value) << QString::fromLatin1(path) << QString::fromLatin1(value);
    };
    row("optimizer.learning_rate", "-1");
    row("optimizer.learning_rate", "1e400");
    row("optimizer.learning_rate", "fast");
    row("optimizer.name", "genius");
    row("network.layers[0].units", "0");
    row("network.layers[0].units", "1000000000");
    row("network.layers[0].units", "2.5");
    row("network.layers[0].activation", "softmax");
    row("network.layers[7].units", "2");
    row("data.source", "nowhere");
    row("data.test_fraction", "1");
    row("loss.name", "categorical_crossentropie");
    row("loss.l2", "-0.1");
    row("training.batch_size", "-1");
    row("training.precision", "float16");
    row("init.seed", "-1");
    row("no.such.key", "1");
    row("", "1");
}

void TestProjectModel::aWrongEditIsRefused()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    QSignalSpy refusals(m_model.get(), &ProjectModel::rejected);
    QSignalSpy changes(m_model.get(), &ProjectModel::changed);
    QVERIFY(!m_model->setKey(QStringLiteral("Change"), path, value));
    QCOMPARE(refusals.count(), 1);
    QVERIFY(!refusals.at(0).at(1).toString().isEmpty());
    QVERIFY(!refusals.at(0).at(1).toString().contains(QLatin1Char('\n')));
    QCOMPARE(changes.count(), 0);
    QVERIFY(m_model->project() == xorProject());
    QCOMPARE(m_model->undoStack()->count(), 0);
}

void TestProjectModel::whatChangesNothingIsNoEdit()
{
    QVERIFY(setRate(0.05));
    QCOMPARE(m_model->undoStack()->count(), 0);
}

void TestProjectModel::theModifiedMarkFollowsTheSavedState()
{
    QSignalSpy names(m_model.get(), &ProjectModel::nameChanged);
    QVERIFY(!m_model->isModified());
    QVERIFY(setRate(0.1));
    QVERIFY(m_model->isModified());
    QVERIFY(!names.isEmpty());
    m_model->setSaved(QStringLiteral("/tmp/xor.basin"));
    QVERIFY(!m_model->isModified());
    QCOMPARE(m_model->displayName(), QStringLiteral("xor.basin"));
    m_model->undoStack()->undo();
    QVERIFY(m_model->isModified());
    m_model->undoStack()->redo();
    QVERIFY(!m_model->isModified());
    // A drag that goes on after a save is not hidden in what was saved.
    QVERIFY(setRate(0.2));
    QVERIFY(m_model->isModified());
}

void TestProjectModel::anotherProjectForgetsTheHistory()
{
    QVERIFY(setRate(0.1));
    QSignalSpy replacements(m_model.get(), &ProjectModel::replaced);
    m_model->reset(xorProject(), QStringLiteral("/tmp/other.basin"));
    QCOMPARE(replacements.count(), 1);
    QCOMPARE(m_model->undoStack()->count(), 0);
    QVERIFY(!m_model->isModified());
    QCOMPARE(m_model->fileName(), QStringLiteral("/tmp/other.basin"));
}

QTEST_MAIN(TestProjectModel)
#include "test_project_model.moc"
