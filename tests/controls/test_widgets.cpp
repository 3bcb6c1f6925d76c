#include "controls/basin_style.h"
#include "controls/chip.h"
#include "controls/focus_ring.h"
#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/play_button.h"
#include "controls/rail.h"
#include "controls/read_out.h"
#include "controls/section.h"
#include "controls/segmented_control.h"
#include "controls/speed_slider.h"
#include "controls/tool_button.h"
#include "controls/view_header.h"
#include "gallery.h"
#include "render/resources.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>

using namespace basin;

/// The controls from the keyboard, their signals, their sizes and their names.
class TestWidgets : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyControlHasANameAndARole();
    void everyControlIsReachedByTab();
    void focusRingFollowsTheKeyboard();
    void fieldsAre28High();
    void playButtonKeepsItsWidth();
    void readOutKeepsItsWidth();
    void segmentsGoByArrowKeys();
    void spacePressesAndDisabledDoesNot();
    void rowReportsItsFieldsProblem();
    void dotAsksForTheDefault();
    void checkRowFollowsItsBox();
    void speedIsUnlimitedAtTheEnd();
    void railOpensOneOrNone();
    void headerOffersItsViews();
    void toolButtonTakesTheActionsName();
    void iconsAreSharpAndColoured();
};

void TestWidgets::initTestCase()
{
    initResources();
    applyTheme(*qApp, Theme::light());
}

namespace {

bool takesTheFocus(const QWidget *widget)
{
    return widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus);
}

QString nameOf(QWidget *widget)
{
    auto *face = QAccessible::queryAccessibleInterface(widget);
    return face ? face->text(QAccessible::Name) : QString();
}

} // namespace

void TestWidgets::everyControlHasANameAndARole()
{
    const auto window = makeChrome();
    window->show();
    int count = 0;
    const auto widgets = window->findChildren<QWidget *>();
    for (auto *widget : widgets) {
        // A field in a pair has its row's name; the row knows only the pair.
        if (!takesTheFocus(widget) || widget->focusProxy() || qobject_cast<QTabBar *>(widget))
            continue;
        const bool isInPair = qobject_cast<NumberField *>(widget) && widget->parentWidget()->focusProxy() == nullptr &&
                              !qobject_cast<SectionRow *>(widget->parentWidget()) && widget->parentWidget()->layout() &&
                              widget->parentWidget()->layout()->count() == 2 &&
                              !widget->parentWidget()->findChild<QCheckBox *>();
        if (isInPair)
            continue;
        ++count;
        QVERIFY2(!nameOf(widget).isEmpty(), widget->metaObject()->className());
        auto *face = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(face->role() != QAccessible::Client && face->role() != QAccessible::NoRole,
                 widget->metaObject()->className());
    }
    QVERIFY(count > 30);
}

void TestWidgets::everyControlIsReachedByTab()
{
    const auto window = makeChrome();
    window->show();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QSet<QWidget *> reached;
    for (int i = 0; i < 120; ++i) {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(), Qt::Key_Tab);
        reached.insert(QApplication::focusWidget());
    }
    const auto fields = window->findChildren<NumberField *>();
    QVERIFY(fields.size() > 8);
    for (auto *field : fields)
        QCOMPARE(reached.contains(field), field->isEnabled());
    QVERIFY(reached.contains(window->findChild<PlayButton *>()));
    QVERIFY(reached.contains(window->findChild<Chip *>()));
}

void TestWidgets::focusRingFollowsTheKeyboard()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *first = new Chip;
    first->setState(Chip::Kind::Ok, QStringLiteral("Solved"));
    auto *second = new NumberField;
    column->addWidget(first);
    column->addWidget(second);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *ring = qApp->findChild<FocusRing *>();
    QVERIFY(ring);

    first->setFocus(Qt::MouseFocusReason);
    QVERIFY(!ring->target());
    QTest::keyClick(first, Qt::Key_Tab);
    QCOMPARE(ring->target(), second);
    QTest::keyClick(second, Qt::Key_Tab, Qt::ShiftModifier);
    QCOMPARE(ring->target(), first);

    // Two pixels of accent, two pixels off.
    QCoreApplication::processEvents();
    const QImage picture = window.grab().toImage();
    const qreal scale = window.devicePixelRatioF();
    const auto at = [&](int x, int y) { return picture.pixelColor(qRound(x * scale), qRound(y * scale)); };
    const QRect chip = first->geometry();
    QCOMPARE(at(chip.center().x(), chip.top() - 4), Theme::light().accent);
    QCOMPARE(at(chip.center().x(), chip.top() - 1), Theme::light().bg);
}

void TestWidgets::fieldsAre28High()
{
    const int height = metrics::scaled(28);
    QComboBox combo;
    combo.addItem(QStringLiteral("Adam"));
    QCOMPARE(combo.sizeHint().height(), height);
    QCOMPARE(NumberField().sizeHint().height(), height);
    QCOMPARE(QLineEdit().sizeHint().height(), height);
    QCOMPARE(QSpinBox().sizeHint().height(), height);
    QCOMPARE(Chip().sizeHint().height(), height);
    QCOMPARE(PlayButton().sizeHint().height(), metrics::scaled(36));
    QCOMPARE(ToolButton(ToolButton::Size::Small).sizeHint(), QSize(height, height));
    QCOMPARE(ViewHeader(QStringLiteral("Curves")).height(), metrics::scaled(40));
}

void TestWidgets::playButtonKeepsItsWidth()
{
    PlayButton button;
    const QSize before = button.sizeHint();
    const QString word = button.accessibleName();
    button.setPlaying(true);
    QCOMPARE(button.sizeHint(), before);
    QVERIFY(button.accessibleName() != word);
}

void TestWidgets::readOutKeepsItsWidth()
{
    ReadOut epoch(QStringLiteral("Epoch"), QStringLiteral("000 000"));
    const QSize before = epoch.sizeHint();
    for (const auto *value : {"1", "11 111", "000 000"}) {
        epoch.setValue(QString::fromUtf8(value));
        QCOMPARE(epoch.sizeHint(), before);
        QCOMPARE(epoch.accessibleDescription(), QString::fromUtf8(value));
    }
}

void TestWidgets::segmentsGoByArrowKeys()
{
    SegmentedControl control({QStringLiteral("Log"), QStringLiteral("Linear")});
    control.show();
    control.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&control));
    QSignalSpy edited(&control, &SegmentedControl::currentEdited);
    control.setCurrent(1);
    QCOMPARE(edited.size(), 0);
    const auto segments = control.findChildren<QAbstractButton *>();
    segments[1]->setFocus();
    QTest::keyClick(segments[1], Qt::Key_Left);
    QCOMPARE(control.current(), 0);
    QCOMPARE(edited.size(), 1);
    QCOMPARE(edited[0][0].toInt(), 0);
    QTest::mouseClick(segments[1], Qt::LeftButton, {}, QPoint(3, 3)); // the whole segment, not only a dot
    QCOMPARE(control.current(), 1);
    QCOMPARE(edited.size(), 2);
}

void TestWidgets::spacePressesAndDisabledDoesNot()
{
    Chip chip;
    chip.setState(Chip::Kind::Warn, QStringLiteral("Stuck: edge state"));
    QCOMPARE(chip.accessibleName(), QStringLiteral("Stuck: edge state"));
    PlayButton play;
    LinkButton link(QStringLiteral("why?"));
    for (QAbstractButton *button : {static_cast<QAbstractButton *>(&chip), static_cast<QAbstractButton *>(&play),
                                    static_cast<QAbstractButton *>(&link)}) {
        QSignalSpy clicked(button, &QAbstractButton::clicked);
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(clicked.size(), 1);
        button->setEnabled(false);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(clicked.size(), 1);
    }
}

void TestWidgets::rowReportsItsFieldsProblem()
{
    SideSection section(QStringLiteral("Training"), SideSection::Side::Right);
    auto *field = new NumberField({.minimum = 0, .maximum = 1});
    auto *row = section.addRow(QStringLiteral("Momentum"), field);
    QCOMPARE(field->accessibleName(), QStringLiteral("Momentum"));
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("2"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!row->error().isEmpty());
    QCOMPARE(row->error(), field->problem());
    field->setValue(0.5);
    QCOMPARE(row->error(), QString());
}

void TestWidgets::dotAsksForTheDefault()
{
    SideSection section(QStringLiteral("Training"), SideSection::Side::Right);
    auto *row = section.addRow(QStringLiteral("Loss"), new QComboBox);
    section.show();
    auto *dot = row->findChild<QAbstractButton *>();
    QVERIFY(dot && !dot->isVisible());
    row->setChanged(true);
    QVERIFY(dot->isVisible());
    QVERIFY(dot->geometry().right() < metrics::panelPadding);
    QSignalSpy reset(row, &SectionRow::resetRequested);
    QTest::keyClick(dot, Qt::Key_Space);
    QCOMPARE(reset.size(), 1);
}

void TestWidgets::checkRowFollowsItsBox()
{
    SideSection section(QStringLiteral("Stop when"), SideSection::Side::Right);
    auto *check = new QCheckBox(QStringLiteral("epoch reaches"));
    auto *field = new NumberField;
    section.addCheckRow(check, field);
    QVERIFY(!field->isEnabled());
    QTest::keyClick(check, Qt::Key_Space);
    QVERIFY(field->isEnabled());
    QCOMPARE(field->accessibleName(), QStringLiteral("epoch reaches"));
}

void TestWidgets::speedIsUnlimitedAtTheEnd()
{
    SpeedSlider speed;
    QSignalSpy edited(&speed, &SpeedSlider::speedEdited);
    speed.setSpeed(500);
    QCOMPARE(*speed.speed(), 500.0);
    speed.setSpeed(std::nullopt);
    QVERIFY(!speed.speed());
    QCOMPARE(edited.size(), 0);
    QTest::keyClick(speed.focusProxy(), Qt::Key_Home);
    QCOMPARE(*speed.speed(), 1.0);
    QTest::keyClick(speed.focusProxy(), Qt::Key_End);
    QVERIFY(!speed.speed());
    QCOMPARE(edited.size(), 2);
}

void TestWidgets::railOpensOneOrNone()
{
    Rail rail;
    rail.addButton(QStringLiteral("data"), QStringLiteral("Data"));
    rail.addButton(QStringLiteral("start"), QStringLiteral("Start"));
    QCOMPARE(rail.sizeHint().width(), metrics::scaled(56));
    QSignalSpy edited(&rail, &Rail::currentEdited);
    QCOMPARE(rail.current(), -1);
    QTest::keyClick(rail.button(0), Qt::Key_Space);
    QCOMPARE(rail.current(), 0);
    QTest::mouseClick(rail.button(1), Qt::LeftButton);
    QCOMPARE(rail.current(), 1);
    QTest::mouseClick(rail.button(1), Qt::LeftButton);
    QCOMPARE(rail.current(), -1);
    QCOMPARE(edited.size(), 3);
}

void TestWidgets::headerOffersItsViews()
{
    ViewHeader header((QString()));
    header.setViews({QStringLiteral("Curves"), QStringLiteral("Outputs")}, 0);
    header.show();
    QCOMPARE(header.title(), QStringLiteral("Curves"));
    QSignalSpy chosen(&header, &ViewHeader::viewChosen);
    QTest::keyClick(header.titleButton(), Qt::Key_Space);
    auto *menu = header.findChild<QMenu *>();
    QVERIFY(menu);
    QVERIFY(menu->actions()[0]->isChecked());
    menu->actions()[1]->trigger();
    menu->close();
    QCOMPARE(header.title(), QStringLiteral("Outputs"));
    QCOMPARE(chosen.size(), 1);
    auto *scale = new SegmentedControl({QStringLiteral("Log"), QStringLiteral("Linear")});
    header.addOption(scale);
    QCOMPARE(scale->height(), metrics::scaled(24));
    QSignalSpy copied(&header, &ViewHeader::copyRequested);
    QTest::keyClick(header.copyButton(), Qt::Key_Space);
    QCOMPARE(copied.size(), 1);
    const QString name = header.enlargeButton()->accessibleName();
    header.setEnlarged(true);
    QVERIFY(header.enlargeButton()->accessibleName() != name);
}

void TestWidgets::toolButtonTakesTheActionsName()
{
    ToolButton button(ToolButton::Size::Toolbar);
    QAction action(QStringLiteral("&Restart"));
    button.setDefaultAction(&action);
    QCOMPARE(button.accessibleName(), QStringLiteral("Restart"));
    const int bare = button.sizeHint().width();
    button.setWordsShown(true);
    QVERIFY(button.sizeHint().width() > bare);
}

void TestWidgets::iconsAreSharpAndColoured()
{
    const QPixmap picture = iconPixmap(QStringLiteral("check"), Qt::red, 20, 2);
    QCOMPARE(picture.size(), QSize(40, 40));
    const QImage image = picture.toImage();
    int red = 0;
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 40; ++x) {
            const QColor color = image.pixelColor(x, y);
            if (color.alpha() == 255) {
                QCOMPARE(color, QColor(Qt::red));
                ++red;
            }
        }
    QVERIFY(red > 20);
    QVERIFY(iconPixmap(QStringLiteral("no such drawing"), Qt::red, 20, 1).isNull());
    for (const auto *name : {"camera", "enlarge", "shrink", "play", "pause", "check", "warning", "cross", "dot"})
        QVERIFY2(!icon(QString::fromLatin1(name)).isNull(), name);
}

QTEST_MAIN(TestWidgets)
#include "test_widgets.moc"
