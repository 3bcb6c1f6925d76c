#include "panel_fixture.h"
#include "panels/number_list.h"
#include "panels/weights_dialog.h"
#include "panels/weights_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QTest>

#include <numeric>

using namespace basin;

namespace {

const std::vector<double> nine{-3.25, 0.1, 1e-3, 4, 5, -6.5, 7, 8, 0.30000000000000004};
const QString nineAsJson = QStringLiteral("[-3.25, 0.1, 1e-3, 4, 5,\n -6.5, 7, 8, 0.30000000000000004]");

} // namespace

class TestWeightsDialog : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void numbersAreReadAsTheyAreWritten_data();
    void numbersAreReadAsTheyAreWritten();
    void whatDoesNotFitChangesNothing_data();
    void whatDoesNotFitChangesNothing();
    void theRunningNetworkIsChanged();
    void theStartIsOneUndoStep();
    void frozenWeightsStay();
    void copyingGivesEveryDigit();
    void looksRight();
};

void TestWeightsDialog::numbersAreReadAsTheyAreWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::vector<double>>("values");
    QTest::newRow("JSON") << QStringLiteral("[0.5, -1e-3,2]") << std::vector<double>{0.5, -1e-3, 2};
    QTest::newRow("a column with decimal commas")
        << QStringLiteral("0,5\n-0,001\n2\n") << std::vector<double>{0.5, -1e-3, 2};
    QTest::newRow("a row") << QStringLiteral("0.5\t-0.001\t2") << std::vector<double>{0.5, -1e-3, 2};
    QTest::newRow("nested, as NumPy prints")
        << QStringLiteral("[[ 0.5 -0.001]\n [ 2.0]]") << std::vector<double>{0.5, -1e-3, 2};
}

void TestWeightsDialog::numbersAreReadAsTheyAreWritten()
{
    QFETCH(QString, text);
    QFETCH(std::vector<double>, values);
    const NumberList list = readNumberList(text, 3);
    QCOMPARE(list.problem, QString());
    QCOMPARE(list.values, values);
}

void TestWeightsDialog::whatDoesNotFitChangesNothing_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("eight numbers") << QStringLiteral("[1,2,3,4,5,6,7,8]");
    QTest::newRow("ten numbers") << QStringLiteral("1 2 3 4 5 6 7 8 9 10");
    QTest::newRow("not a number") << QStringLiteral("[1,2,3,4,NaN,6,7,8,9]");
    QTest::newRow("infinite") << QStringLiteral("[1,2,3,4,1e400,6,7,8,9]");
    QTest::newRow("a word") << QStringLiteral("1 2 3 4 five 6 7 8 9");
    QTest::newRow("nothing") << QString();
}

void TestWeightsDialog::whatDoesNotFitChangesNothing()
{
    QFETCH(QString, text);
    panels::Fixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    WeightsDialog dialog(&fixture.model, &fixture.run);
    const std::vector<double> before = dialog.weights()->values();
    QCOMPARE(before.size(), std::size_t{9});
    QVERIFY(!dialog.pasteText(text));
    QVERIFY(!dialog.problem().isEmpty());
    QVERIFY(!dialog.problem().contains(QLatin1Char('\n')));
    QCOMPARE(dialog.weights()->values(), before);
    QCOMPARE(fixture.model.undoStack()->count(), 0);
}

void TestWeightsDialog::theRunningNetworkIsChanged()
{
    panels::Fixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    const Vector before = fixture.run.snapshot()->parameters;
    WeightsDialog dialog(&fixture.model, &fixture.run);
    const QAbstractItemModelTester tester(dialog.weights(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(dialog.weights()->index(0, WeightsModel::Name).data().toString(), QStringLiteral("h1.x1"));
    QVERIFY2(dialog.pasteText(nineAsJson), qPrintable(dialog.problem()));
    QCOMPARE(dialog.weights()->values(), nine);
    QCOMPARE(fixture.run.snapshot()->parameters[0], before[0]);
    dialog.changeRunning();
    QTRY_COMPARE(fixture.run.snapshot()->parameters[8], nine[8]);
    QCOMPARE(fixture.model.undoStack()->count(), 1);
    fixture.model.undoStack()->undo();
    QTRY_COMPARE(fixture.run.snapshot()->parameters[8], before[8]);
    dialog.reload();
    QCOMPARE(dialog.weights()->values().front(), before[0]);
}

void TestWeightsDialog::theStartIsOneUndoStep()
{
    panels::Fixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    const Project before = fixture.model.project();
    WeightsDialog dialog(&fixture.model, &fixture.run);
    QVERIFY(dialog.pasteText(nineAsJson));
    dialog.useAsStart();
    QCOMPARE(fixture.model.project().init.parameters, nine);
    QTRY_VERIFY(fixture.run.snapshot() && fixture.run.snapshot()->parameters[8] == nine[8]);
    QCOMPARE(fixture.model.undoStack()->count(), 1);
    fixture.model.undoStack()->undo();
    QVERIFY(fixture.model.project() == before);
}

void TestWeightsDialog::frozenWeightsStay()
{
    panels::Fixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    WeightsDialog dialog(&fixture.model, &fixture.run);
    QVERIFY(dialog.pasteText(nineAsJson));
    QVERIFY(
        dialog.weights()->setData(dialog.weights()->index(3, WeightsModel::Frozen), Qt::Checked, Qt::CheckStateRole));
    dialog.changeRunning();
    QCOMPARE(fixture.model.project().training.frozen, std::vector<std::int64_t>{3});
    QCOMPARE(fixture.model.undoStack()->count(), 1);
    fixture.run.stepEpochs(50);
    QTRY_COMPARE(fixture.run.snapshot()->epoch, 50);
    QCOMPARE(fixture.run.snapshot()->parameters[3], nine[3]);
    QVERIFY(fixture.run.snapshot()->parameters[4] != nine[4]);
}

void TestWeightsDialog::copyingGivesEveryDigit()
{
    panels::Fixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    WeightsDialog dialog(&fixture.model, &fixture.run);
    QVERIFY(dialog.pasteText(nineAsJson));
    dialog.copy();
    const NumberList copied = readNumberList(QGuiApplication::clipboard()->text(), 9);
    QCOMPARE(copied.values, nine);
}

void TestWeightsDialog::looksRight()
{
    panels::Fixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    WeightsDialog dialog(&fixture.model, &fixture.run);
    QVERIFY(panels::shoot(dialog, QStringLiteral("weights")));
    QVERIFY(!dialog.pasteText(QStringLiteral("[1,2,3,4,NaN,6,7,8,9]")));
    QVERIFY(panels::shoot(dialog, QStringLiteral("weights-wrong")));
}

QTEST_MAIN(TestWeightsDialog)
#include "test_weights_dialog.moc"
