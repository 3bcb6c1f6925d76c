#include "panel_fixture.h"
#include "panels/csv_import.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace basin;

class TestCsvImport : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void semicolonsAndDecimalCommasBecomeAProjectThatTrains();
    void pastedTextBecomesPointsInTheProject();
    void measuredValuesGetALinearOutput();
    void whatIsNoTableSaysWhere_data();
    void whatIsNoTableSaysWhere();
    void targetsCanBeChosen();
    void aLargeFileLeavesTheWindowAlone();
    void looksRight();

private:
    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }
    static QPushButton *useButton(const CsvImport &dialog)
    {
        for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
            if (button->isDefault())
                return button;
        }
        return nullptr;
    }
    QTemporaryDir m_folder;
};

void TestCsvImport::semicolonsAndDecimalCommasBecomeAProjectThatTrains()
{
    const QString path = write(QStringLiteral("flowers.csv"), "length;width;kind\n1,5;0,25;rose\n2,5;1;tulip\n"
                                                              "3,5;0,75;daisy\n1;0,5;rose\n");
    panels::Fixture fixture;
    Project project = fixture.model.project();
    project.folder = m_folder.path().toStdString();
    fixture.model.reset(project, {});
    CsvImport dialog;
    QVERIFY(dialog.load(path));
    QVERIFY(!useButton(dialog)->isEnabled());
    QTRY_VERIFY(dialog.isUsable());
    QVERIFY(useButton(dialog)->isEnabled());
    QCOMPARE(dialog.targets(), QStringList{QStringLiteral("kind")});
    dialog.apply(fixture.model);

    const Project after = fixture.model.project();
    QCOMPARE(after.data.source, std::string("csv"));
    QCOMPARE(std::get<std::string>(after.data.options.values().at("path")), std::string("flowers.csv"));
    QCOMPARE(after.layers.back().units, 3);
    QCOMPARE(after.layers.back().activation, std::string("softmax"));
    QCOMPARE(after.loss.name, std::string("categorical_crossentropy"));
    const PreparedRun prepared = prepareRun(after);
    QCOMPARE(prepared.data->raw.inputs(1, 0), 2.5);
    QCOMPARE(prepared.data->raw.inputs(2, 1), 0.75);

    QCOMPARE(fixture.model.undoStack()->count(), 1);
    fixture.model.undoStack()->undo();
    QVERIFY(fixture.model.project() == project);
}

void TestCsvImport::pastedTextBecomesPointsInTheProject()
{
    panels::Fixture fixture;
    CsvImport dialog;
    QVERIFY(!dialog.loadText(QStringLiteral(" \n")));
    QVERIFY(dialog.loadText(QStringLiteral("1\t2\t3\t0\n4\t5\t6\t1\n7\t8\t9\t1\n")));
    QTRY_VERIFY(dialog.isUsable());
    dialog.apply(fixture.model);
    QCOMPARE(fixture.model.project().data.source, std::string("inline"));
    const PreparedRun prepared = prepareRun(fixture.model.project());
    QCOMPARE(prepared.data->raw.inputs.cols(), 3);
    QCOMPARE(prepared.data->raw.targets(2, 0), 1.0);
    QCOMPARE(fixture.model.undoStack()->count(), 1);
}

void TestCsvImport::measuredValuesGetALinearOutput()
{
    panels::Fixture fixture;
    CsvImport dialog;
    QVERIFY(dialog.load(write(QStringLiteral("line.csv"), "x,y\n1,2.5\n2,4.5\n3,6.25\n")));
    QTRY_VERIFY(dialog.isUsable());
    dialog.apply(fixture.model);
    QCOMPARE(fixture.model.project().layers.back().activation, std::string("linear"));
    QCOMPARE(fixture.model.project().loss.name, std::string("mean_squared_error"));
    QCOMPARE(prepareRun(fixture.model.project()).spec.architecture.inputCount(), 1);
}

void TestCsvImport::whatIsNoTableSaysWhere_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::newRow("ragged") << QByteArray("a,b,c\n1,2,3\n4,5\n6,7,8\n") << QStringLiteral("bad.csv:3");
    QTest::newRow("a word among numbers") << QByteArray("a,b\n1,2\n3,4\nfive,6\n7,8\n") << QStringLiteral("bad.csv:4");
    QTest::newRow("one column") << QByteArray("a\n1\n2\n") << QStringLiteral("one column");
    QTest::newRow("nothing") << QByteArray() << QStringLiteral("empty");
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\x01\x02\x03",
                                          9)
                            << QStringLiteral("bad.csv");
}

void TestCsvImport::whatIsNoTableSaysWhere()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    panels::Fixture fixture;
    const Project before = fixture.model.project();
    CsvImport dialog;
    QVERIFY(dialog.load(write(QStringLiteral("bad.csv"), text)));
    QTRY_VERIFY(!dialog.problem().isEmpty());
    QVERIFY2(dialog.problem().contains(place), qPrintable(dialog.problem()));
    QVERIFY(!dialog.problem().contains(QLatin1Char('\n')));
    QVERIFY(!useButton(dialog)->isEnabled());
    dialog.apply(fixture.model);
    QVERIFY(fixture.model.project() == before);
}

void TestCsvImport::targetsCanBeChosen()
{
    panels::Fixture fixture;
    CsvImport dialog;
    QVERIFY(dialog.load(write(QStringLiteral("three.csv"), "a,b,c\n0,1,0.5\n1,1,0.25\n1,0,0.75\n")));
    QTRY_VERIFY(dialog.isUsable());
    dialog.setTargets({});
    QTRY_VERIFY(!dialog.problem().isEmpty());
    dialog.setTargets({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    QTRY_VERIFY(!dialog.isReading());
    QVERIFY2(dialog.problem().contains(QLatin1String("inputs")), qPrintable(dialog.problem()));
    dialog.setTargets({QStringLiteral("a"), QStringLiteral("b")});
    QTRY_VERIFY(dialog.isUsable());
    dialog.apply(fixture.model);
    const PreparedRun prepared = prepareRun(fixture.model.project());
    QCOMPARE(prepared.data->raw.inputs(1, 0), 0.25);
    QCOMPARE(prepared.data->raw.targets.cols(), 2);
}

void TestCsvImport::aLargeFileLeavesTheWindowAlone()
{
    QByteArray text("a,b,c,d\n");
    for (int row = 0; row < 400'000; ++row)
        text += QByteArray::number(row) + ",0.123456789,0.5,0.25\n";
    CsvImport dialog;
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QElapsedTimer whole;
    whole.start();
    QVERIFY(dialog.load(write(QStringLiteral("large.csv"), text)));
    // The longest time in which the event loop came to nothing else.
    QElapsedTimer pause;
    qint64 longest = 0;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, pause.restart()); });
    pause.start();
    ticker.start(1);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isUsable(), 30'000);
    QVERIFY2(longest < whole.elapsed() / 2 || longest < 50,
             qPrintable(QStringLiteral("%1 of %2 ms").arg(longest).arg(whole.elapsed())));
}

void TestCsvImport::looksRight()
{
    CsvImport dialog;
    QByteArray text("sepal_length;sepal_width;petal_length;petal_width;species\n");
    for (int row = 0; row < 60; ++row)
        text += QByteArray::number(5 + row % 7) + ",1;3,5;" + QByteArray::number(row % 5) + ",4;0,2;" +
                (row % 2 ? "setosa" : "virginica") + "\n";
    QVERIFY(dialog.load(write(QStringLiteral("measurements.csv"), text)));
    QTRY_VERIFY(dialog.isUsable());
    QVERIFY(panels::shoot(dialog, QStringLiteral("csv-import")));
    QVERIFY(dialog.load(write(QStringLiteral("wrong.csv"), text + "6,1;3,5;none;0,2;setosa\n")));
    QTRY_VERIFY(!dialog.problem().isEmpty());
    QVERIFY(panels::shoot(dialog, QStringLiteral("csv-import-wrong")));
}

QTEST_MAIN(TestCsvImport)
#include "test_csv_import.moc"
