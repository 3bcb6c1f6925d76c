#include "controls/log_slider.h"
#include "controls/number_field.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace basin;

/// A number typed, stepped, slid and copied: what the field takes, what it refuses, and when it speaks.
class TestNumberField : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void readsWhatPeopleType_data();
    void readsWhatPeopleType();
    void refusesAndKeepsTheOldValue_data();
    void refusesAndKeepsTheOldValue();
    void escapeBringsTheOldTextBack();
    void speaksOnlyOfTheUsersEdits();
    void leavingWithoutTypingDoesNotRound();
    void aRunningValueDoesNotDisturbTyping();
    void copiesEveryDigit();
    void stepsByTheFirstDigit_data();
    void stepsByTheFirstDigit();
    void arrowKeysStopAtTheEnds();
    void wheelNeedsTheFocus();
    void integersStayWhole();
    void showsThousandsAndUnit();

    void scaleMapsBothWays_data();
    void scaleMapsBothWays();
    void sliderAndFieldShareOneValue();
    void sliderMovesFromTheKeyboard();
    void sliderSaysWhenADragEnds();

private:
    static void type(NumberField &field, const QString &text);
};

void TestNumberField::type(NumberField &field, const QString &text)
{
    field.selectAll();
    QGuiApplication::clipboard()->setText(text); // QTest's keys are ASCII only
    QTest::keySequence(&field, QKeySequence::Paste);
    QTest::keyClick(&field, Qt::Key_Return);
}

void TestNumberField::readsWhatPeopleType_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<double>("value");
    QTest::newRow("point") << "0.25" << 0.25;
    QTest::newRow("comma") << "0,25" << 0.25;
    QTest::newRow("scientific") << "1e-5" << 1e-5;
    QTest::newRow("power of ten") << QString::fromUtf8("3·10⁻⁸") << 3e-8;
    QTest::newRow("true minus") << QString::fromUtf8("−3.5") << -3.5;
    QTest::newRow("thin space") << QString::fromUtf8("12 345") << 12345.0;
    QTest::newRow("with its unit") << "12 %" << 12.0;
    QTest::newRow("all digits") << "0.1234567890123456" << 0.1234567890123456;
}

void TestNumberField::readsWhatPeopleType()
{
    QFETCH(QString, typed);
    QFETCH(double, value);
    NumberField field({.unit = QStringLiteral("%")});
    field.setValue(7);
    QSignalSpy edited(&field, &NumberField::valueEdited);
    type(field, typed);
    QCOMPARE(field.value(), value);
    QCOMPARE(edited.size(), 1);
    QCOMPARE(edited[0][0].toDouble(), value);
}

void TestNumberField::refusesAndKeepsTheOldValue_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("word") << "fast";
    QTest::newRow("nothing") << " ";
    QTest::newRow("two marks") << "0.1.2";
    QTest::newRow("not finite") << "1e400";
    QTest::newRow("nan") << "nan";
    QTest::newRow("open minimum") << "0";
    QTest::newRow("below") << "-1";
    QTest::newRow("above") << "10.5";
}

void TestNumberField::refusesAndKeepsTheOldValue()
{
    QFETCH(QString, typed);
    NumberField field({.minimum = 0, .maximum = 10, .isMinimumOpen = true});
    field.setValue(0.5);
    QSignalSpy edited(&field, &NumberField::valueEdited);
    QSignalSpy problems(&field, &NumberField::problemChanged);
    type(field, typed);
    QCOMPARE(field.value(), 0.5);
    QCOMPARE(edited.size(), 0);
    QCOMPARE(problems.size(), 1);
    QVERIFY(!field.problem().isEmpty());

    type(field, QStringLiteral("2"));
    QCOMPARE(field.value(), 2.0);
    QCOMPARE(field.problem(), QString());
    QCOMPARE(problems.size(), 2);
}

void TestNumberField::escapeBringsTheOldTextBack()
{
    NumberField field;
    field.setValue(0.5);
    type(field, QStringLiteral("fast"));
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(field.text(), QStringLiteral("0.5"));
    QCOMPARE(field.problem(), QString());
}

void TestNumberField::speaksOnlyOfTheUsersEdits()
{
    NumberField field;
    QSignalSpy edited(&field, &NumberField::valueEdited);
    field.setValue(3);
    field.setFormat({.decimals = 2});
    QCOMPARE(edited.size(), 0);
    QCOMPARE(field.text(), QStringLiteral("3.00"));
    type(field, QStringLiteral("3"));
    QCOMPARE(edited.size(), 0); // typed, but the same
    type(field, QStringLiteral("4"));
    QCOMPARE(edited.size(), 1);
}

void TestNumberField::leavingWithoutTypingDoesNotRound()
{
    NumberField field({.decimals = 2});
    field.setValue(1.23456789);
    QSignalSpy edited(&field, &NumberField::valueEdited);
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(field.value(), 1.23456789);
    QCOMPARE(edited.size(), 0);
}

void TestNumberField::aRunningValueDoesNotDisturbTyping()
{
    NumberField field;
    field.show();
    field.activateWindow();
    field.setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&field));
    field.selectAll();
    QTest::keyClicks(&field, QStringLiteral("0.2"));
    field.setValue(9);
    QCOMPARE(field.text(), QStringLiteral("0.2"));
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(field.value(), 0.2);
}

void TestNumberField::copiesEveryDigit()
{
    NumberField field({.decimals = 2});
    field.setValue(1.0 / 3.0);
    field.selectAll();
    QTest::keySequence(&field, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text().toDouble(), 1.0 / 3.0);
    QCOMPARE(field.text(), QStringLiteral("0.33"));
}

void TestNumberField::stepsByTheFirstDigit_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<int>("steps");
    QTest::addColumn<double>("to");
    QTest::newRow("up") << 0.006 << 1 << 0.007;
    QTest::newRow("down") << 0.006 << -1 << 0.005;
    QTest::newRow("into the next decade") << 0.009 << 1 << 0.01;
    QTest::newRow("up from a decade") << 0.01 << 1 << 0.02;
    QTest::newRow("down from a decade") << 0.01 << -1 << 0.009;
    QTest::newRow("many") << 0.008 << 4 << 0.03;
}

void TestNumberField::stepsByTheFirstDigit()
{
    QFETCH(double, from);
    QFETCH(int, steps);
    QFETCH(double, to);
    NumberField field({.minimum = 0, .maximum = 10, .isMinimumOpen = true, .step = 0});
    field.setValue(from);
    field.stepBy(steps);
    QCOMPARE(field.value(), to); // to the last bit: 0.007 is 0.007
}

void TestNumberField::arrowKeysStopAtTheEnds()
{
    NumberField field({.minimum = 0, .maximum = 2});
    field.setValue(1);
    QSignalSpy edited(&field, &NumberField::valueEdited);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&field, Qt::Key_Up);
    QCOMPARE(field.value(), 2.0);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&field, Qt::Key_Down);
    QCOMPARE(field.value(), 0.0);
    QCOMPARE(edited.size(), 3);
}

void TestNumberField::wheelNeedsTheFocus()
{
    QWidget window;
    NumberField field({}, &window);
    LogSlider slider(LogScale{}, &window);
    slider.move(0, 40);
    field.setValue(5);
    window.show();
    window.activateWindow();
    slider.setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    const auto turn = [](QWidget &widget) {
        QWheelEvent wheel(QPointF(5, 5), widget.mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&widget, &wheel);
    };
    turn(field);
    QCOMPARE(field.value(), 5.0);
    field.setFocus();
    turn(field);
    QCOMPARE(field.value(), 6.0);
    const double before = slider.number();
    turn(slider);
    QCOMPARE(slider.number(), before);
}

void TestNumberField::integersStayWhole()
{
    IntegerField field(0, 5000);
    field.setInteger(17);
    QSignalSpy edited(&field, &IntegerField::integerEdited);
    type(field, QStringLiteral("2.5"));
    QCOMPARE(field.integer(), 17);
    QVERIFY(!field.problem().isEmpty());
    type(field, QStringLiteral("3 000"));
    QCOMPARE(field.integer(), 3000);
    QCOMPARE(edited.size(), 1);
    QCOMPARE(edited[0][0].toLongLong(), 3000);
}

void TestNumberField::showsThousandsAndUnit()
{
    NumberField field({.isInteger = true, .unit = QStringLiteral("%")});
    field.setValue(-5000);
    QCOMPARE(field.text(), QString::fromUtf8("−5\u202f000\u00a0%"));
}

void TestNumberField::scaleMapsBothWays_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<bool>("startsAtZero");
    for (const bool startsAtZero : {false, true})
        for (const double value : {1e-5, 3.7e-5, 1e-4, 0.006, 0.01, 0.999, 1.0, 7.5, 10.0})
            QTest::addRow("%g, %d", value, startsAtZero) << value << startsAtZero;
}

void TestNumberField::scaleMapsBothWays()
{
    QFETCH(double, value);
    QFETCH(bool, startsAtZero);
    const LogScale scale{.minimum = 1e-5, .maximum = 10, .startsAtZero = startsAtZero};
    const double back = scale.value(scale.position(value));
    QVERIFY(std::abs(back - value) <= 1e-12 * value);
    QCOMPARE(scale.value(scale.position(0)), startsAtZero ? 0.0 : 1e-5);
    // A decade is as long as any other.
    const double decade = scale.position(1e-3) - scale.position(1e-4);
    QVERIFY(std::abs(scale.position(1) - scale.position(0.1) - decade) < 1e-12);
    QCOMPARE(scale.roundValue(scale.position(0.0061)), 0.0061);
}

void TestNumberField::sliderAndFieldShareOneValue()
{
    QWidget window;
    LogSliderRow row(LogScale{}, {.minimum = 0, .maximum = 10, .isMinimumOpen = true, .step = 0}, &window);
    QSignalSpy edited(&row, &LogSliderRow::valueEdited);
    row.setValue(0.006);
    QCOMPARE(edited.size(), 0);
    QCOMPARE(row.slider()->number(), 0.006);

    type(*row.field(), QStringLiteral("0.0123456789"));
    QCOMPARE(edited.size(), 1);
    QCOMPARE(row.slider()->number(), 0.0123456789); // not rounded to what a hand can reach

    QTest::keyClick(row.slider(), Qt::Key_Right);
    QCOMPARE(edited.size(), 2);
    QCOMPARE(row.field()->value(), 0.02);
    QCOMPARE(edited[1][1].toBool(), false);
}

void TestNumberField::sliderMovesFromTheKeyboard()
{
    LogSlider slider({.minimum = 1e-5, .maximum = 10, .startsAtZero = true});
    const auto after = [&](Qt::Key key) {
        QTest::keyClick(&slider, key);
        return slider.number();
    };
    QCOMPARE(after(Qt::Key_Right), 1e-5);
    QCOMPARE(after(Qt::Key_PageUp), 1e-4);
    QCOMPARE(after(Qt::Key_Left), 9e-5);
    QCOMPARE(after(Qt::Key_End), 10.0);
    QCOMPARE(after(Qt::Key_Up), 10.0);
    QCOMPARE(after(Qt::Key_Home), 0.0);
    QCOMPARE(slider.value(), slider.minimum());
}

void TestNumberField::sliderSaysWhenADragEnds()
{
    LogSlider slider(LogScale{});
    slider.resize(324, 40);
    QSignalSpy edited(&slider, &LogSlider::numberEdited);
    // 300 px of groove over six decades: 50 px each.
    QTest::mousePress(&slider, Qt::LeftButton, {}, {12 + 50, 12});
    QTest::mouseMove(&slider, {12 + 100, 12});
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, {12 + 100, 12});
    QVERIFY(edited.size() >= 3);
    QCOMPARE(edited.first()[0].toDouble(), 1e-4);
    QVERIFY(edited.first()[1].toBool());
    QCOMPARE(edited.last()[0].toDouble(), 1e-3);
    QVERIFY(!edited.last()[1].toBool());
}

QTEST_MAIN(TestNumberField)
#include "test_number_field.moc"
