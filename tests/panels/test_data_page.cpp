#include "controls/tool_button.h"
#include "panel_fixture.h"
#include "panels/data_page.h"
#include "panels/sample_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace basin;

class TestDataPage : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void anEditMakesTheDataOnesOwnAndUndoGivesItBack();
    void editsInARowAllCount();
    void rowsComeAndGo();
    void rowsArePastedFromASpreadsheet();
    void anotherTableCanBeImportedInstead();
    void whatIsNoNumberIsRefused_data();
    void whatIsNoNumberIsRefused();
    void classesAreEditedByName();
    void outputsAreThoseOfTheRun();
    void longTablesAreQuick();
    void looksRight_data();
    void looksRight();

private:
    static QString cell(const SampleModel &samples, int row, int column, int role = Qt::DisplayRole)
    {
        return samples.data(samples.index(row, column), role).toString();
    }
};

void TestDataPage::anEditMakesTheDataOnesOwnAndUndoGivesItBack()
{
    panels::Fixture fixture;
    SampleModel samples(&fixture.model, &fixture.run);
    const QAbstractItemModelTester tester(&samples, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(samples.rowCount(), 4);
    QCOMPARE(samples.columnCount(), 5); // x1, x2, target, part, output
    const Project before = fixture.model.project();

    QSignalSpy resets(&samples, &QAbstractItemModel::modelReset);
    QVERIFY(samples.setData(samples.index(1, 0), QStringLiteral("0,25"), Qt::EditRole));
    QCOMPARE(fixture.model.project().data.source, std::string("inline"));
    QCOMPARE(cell(samples, 1, 0, Qt::EditRole), QStringLiteral("0.25"));
    QCOMPARE(fixture.model.undoStack()->count(), 1);
    QTRY_COMPARE(fixture.run.prepared()->data->raw.inputs(1, 0), 0.25);
    QCOMPARE(cell(samples, 1, 2), QStringLiteral("1"));

    fixture.model.undoStack()->undo();
    QVERIFY(fixture.model.project() == before);
    QTRY_COMPARE(cell(samples, 1, 0), QStringLiteral("0"));
    // The class names of a gate and of plain numbers may differ; a value alone is no reason for a reset.
    QVERIFY(resets.count() <= 2);
}

void TestDataPage::editsInARowAllCount()
{
    panels::Fixture fixture;
    SampleModel samples(&fixture.model, &fixture.run);
    QTRY_COMPARE(samples.rowCount(), 4);
    // No event loop in between: the data of the first edit is not prepared when the next ones come.
    for (int row = 0; row < 4; ++row)
        QVERIFY(samples.setData(samples.index(row, 1), QString::number(row + 5), Qt::EditRole));
    QTRY_COMPARE(fixture.run.prepared()->data->raw.inputs(3, 1), 8.0);
    for (int row = 0; row < 4; ++row) {
        QCOMPARE(fixture.run.prepared()->data->raw.inputs(row, 1), row + 5.0);
        QCOMPARE(cell(samples, row, 1), QString::number(row + 5));
    }
    QCOMPARE(fixture.model.undoStack()->count(), 4);
}

void TestDataPage::rowsComeAndGo()
{
    panels::Fixture fixture;
    SampleModel samples(&fixture.model, &fixture.run);
    const QAbstractItemModelTester tester(&samples, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(samples.rowCount(), 4);
    QVERIFY(samples.addRow(2).isEmpty());
    QCOMPARE(samples.rowCount(), 5);
    QCOMPARE(cell(samples, 4, 0), cell(samples, 2, 0));
    QVERIFY(samples.removeRows({0, 3}).isEmpty());
    QCOMPARE(samples.rowCount(), 3);
    QCOMPARE(cell(samples, 0, 1), QStringLiteral("1"));
    QVERIFY(!samples.removeRows({0, 1, 2}).isEmpty());
    QCOMPARE(samples.rowCount(), 3);
    fixture.model.undoStack()->undo();
    QCOMPARE(samples.rowCount(), 5);
    QTRY_COMPARE(fixture.run.prepared()->data->raw.samples(), 5);
}

void TestDataPage::rowsArePastedFromASpreadsheet()
{
    panels::Fixture fixture;
    SampleModel samples(&fixture.model, &fixture.run);
    QTRY_COMPARE(samples.rowCount(), 4);
    QVERIFY2(samples.paste(QStringLiteral("0,5\t0,25\t1\n2\t3\t0\n")).isEmpty(), "a table of three columns");
    QCOMPARE(samples.rowCount(), 6);
    QCOMPARE(cell(samples, 4, 1, Qt::EditRole), QStringLiteral("0.25"));
    QCOMPARE(fixture.model.undoStack()->count(), 1);
    QCOMPARE(samples.text({4, 5}), QStringLiteral("0.5\t0.25\t1\n2\t3\t0\n"));

    for (const char *bad : {"1\t2\n3\t4\n", "1\t2\tblue\n1\t2\t3\n", "", "1\t2\t3\n1\t2\n"}) {
        QVERIFY2(!samples.paste(QString::fromLatin1(bad)).isEmpty(), bad);
        QCOMPARE(samples.rowCount(), 6);
    }
    QCOMPARE(fixture.model.undoStack()->count(), 1);
}

void TestDataPage::anotherTableCanBeImportedInstead()
{
    panels::Fixture fixture;
    DataPage page(&fixture.model, &fixture.run);
    page.resize(900, 500);
    page.show();
    QTRY_COMPARE(page.samples()->rowCount(), 4);
    auto *link = page.findChild<LinkButton *>();
    QVERIFY(link && !link->isVisible());
    const QString table = QStringLiteral("1\t2\t3\t4\n5\t6\t7\t8\n");
    QGuiApplication::clipboard()->setText(table);
    QSignalSpy asked(&page, &DataPage::importTextRequested);
    page.paste();
    QCOMPARE(page.samples()->rowCount(), 4);
    QVERIFY(link->isVisible());
    QTest::mouseClick(link, Qt::LeftButton);
    QCOMPARE(asked.value(0).value(0).toString(), table);
    QGuiApplication::clipboard()->setText(QStringLiteral("2\t3\t1\n4\t5\t0\n"));
    page.paste();
    QCOMPARE(page.samples()->rowCount(), 6);
    QVERIFY(!link->isVisible());
}

void TestDataPage::whatIsNoNumberIsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "one", "nan", "inf", "1e999", "1 2 x"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestDataPage::whatIsNoNumberIsRefused()
{
    QFETCH(QString, text);
    panels::Fixture fixture;
    SampleModel samples(&fixture.model, &fixture.run);
    QTRY_COMPARE(samples.rowCount(), 4);
    const Project before = fixture.model.project();
    QSignalSpy refused(&samples, &SampleModel::refused);
    QVERIFY(!samples.setData(samples.index(0, 0), text, Qt::EditRole));
    QCOMPARE(refused.count(), 1);
    QVERIFY(fixture.model.project() == before);
}

void TestDataPage::classesAreEditedByName()
{
    Project project = panels::xorProject();
    project.data.source = "csv";
    project.data.options.set("path", std::string(":/data/iris.csv"));
    project.layers.back().units = 3;
    project.layers.back().activation = "softmax";
    project.loss.name = "categorical_crossentropy";
    panels::Fixture fixture(project);
    SampleModel samples(&fixture.model, &fixture.run);
    const QAbstractItemModelTester tester(&samples, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(samples.rowCount(), 150);
    QCOMPARE(samples.targetColumns(), 1);
    const QStringList classes = samples.choices(4);
    QCOMPARE(classes.size(), 3);
    QCOMPARE(cell(samples, 0, 4), classes[0]);
    QVERIFY(!samples.setData(samples.index(0, 4), QStringLiteral("rose"), Qt::EditRole));
    QVERIFY(samples.setData(samples.index(0, 4), classes[2], Qt::EditRole));
    QTRY_COMPARE(fixture.run.prepared()->data->raw.targets(0, 2), 1.0);
    QCOMPARE(fixture.run.prepared()->data->raw.targets(0, 0), 0.0);
}

void TestDataPage::outputsAreThoseOfTheRun()
{
    panels::Fixture fixture;
    DataPage page(&fixture.model, &fixture.run);
    page.resize(900, 500);
    page.show();
    QTRY_VERIFY(fixture.run.snapshot() && page.samples()->rowCount() == 4);
    const QModelIndex output = page.samples()->index(2, 4);
    QTRY_VERIFY(!output.data().toString().isEmpty());
    const QString before = output.data().toString();
    QSignalSpy changes(page.samples(), &QAbstractItemModel::dataChanged);
    fixture.run.stepEpochs(500);
    QTRY_VERIFY(output.data().toString() != before);
    QVERIFY(!changes.isEmpty());
    QCOMPARE(changes.last().at(0).toModelIndex().column(), 4); // the outputs alone
}

void TestDataPage::longTablesAreQuick()
{
    Project project = panels::xorProject();
    project.data.options.set("copies", 50'000.0);
    panels::Fixture fixture(project);
    DataPage page(&fixture.model, &fixture.run);
    page.resize(900, 500);
    page.show();
    QTRY_COMPARE(page.samples()->rowCount(), 200'000);
    QVERIFY(!page.samples()->isEditable());
    QVERIFY(!page.samples()->setData(page.samples()->index(0, 0), 5, Qt::EditRole));
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 20; ++i) {
        page.table()->scrollTo(page.samples()->index(i * 9000, 0));
        QCoreApplication::processEvents();
    }
    QVERIFY2(clock.elapsed() < 4000, qPrintable(QString::number(clock.elapsed())));
}

void TestDataPage::looksRight_data()
{
    QTest::addColumn<QString>("example");
    QTest::addColumn<QSize>("size");
    QTest::newRow("xor") << QString() << QSize(944, 680);
    QTest::newRow("xor-small") << QString() << QSize(736, 500);
    QTest::newRow("iris") << QStringLiteral(":/data/iris.csv") << QSize(944, 680);
}

void TestDataPage::looksRight()
{
    QFETCH(QString, example);
    QFETCH(QSize, size);
    Project project = panels::xorProject();
    if (!example.isEmpty()) {
        project.data.source = "csv";
        project.data.testFraction = 0.2;
        project.data.options = {};
        project.data.options.set("path", example.toStdString());
        project.layers.back().units = 3;
        project.layers.back().activation = "softmax";
        project.loss.name = "categorical_crossentropy";
    }
    panels::Fixture fixture(project);
    DataPage page(&fixture.model, &fixture.run);
    page.setBackgroundRole(QPalette::Base);
    page.resize(size);
    QTRY_VERIFY(fixture.run.snapshot());
    page.table()->selectRow(1);
    QVERIFY(panels::shoot(page, QStringLiteral("data-page-") + QString::fromLatin1(QTest::currentDataTag())));
}

QTEST_MAIN(TestDataPage)
#include "test_data_page.moc"
