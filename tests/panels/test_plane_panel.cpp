#include "controls/number_field.h"
#include "panel_fixture.h"
#include "panels/plane_panel.h"

#include <QAccessible>
#include <QCheckBox>
#include <QLabel>
#include <QRadioButton>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

constexpr int columnWidth = 232;

struct PanelFixture : panels::Fixture {
    SurfaceModel surface{&model, &run};
    PlanePanel panel{&surface};

    PanelFixture()
    {
        SurfaceOptions options = surface.options();
        options.points = 65;
        surface.setOptions(options);
        surface.setActive(true);
        panel.setFixedWidth(columnWidth);
    }

    void show()
    {
        QTRY_VERIFY(run.snapshot());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QTRY_VERIFY(surface.surface() && !surface.isComputing());
    }
    void choose(PlaneKind kind)
    {
        SurfaceOptions options = surface.options();
        options.choice.kind = kind;
        surface.setOptions(options);
        QTRY_VERIFY(surface.surface()->choice == surface.options().choice && !surface.isComputing());
        QCoreApplication::processEvents(); // the new note's height reaches the panel's layout
        panel.resize(columnWidth, panel.heightForWidth(columnWidth));
        QCoreApplication::processEvents();
    }
    template <class Button>
    Button *button(const QString &words) const
    {
        for (auto *button : panel.findChildren<Button *>())
            if (button->text() == words)
                return button;
        return nullptr;
    }
    NumberField *level() const
    {
        for (auto *field : panel.findChildren<NumberField *>())
            if (field->accessibleName().contains(QStringLiteral("log scale")))
                return field;
        return nullptr;
    }
};

} // namespace

class TestPlanePanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void everyNoteIsSeenWhole_data();
    void everyNoteIsSeenWhole();
    void theLevelIsTheKnownOneBelow();
    void theKeyboardGoesFromTopToBottom();
    void looksRight();
};

void TestPlanePanel::everyNoteIsSeenWhole_data()
{
    QTest::addColumn<PlaneKind>("kind");
    QTest::newRow("two weights") << PlaneKind::Weights;
    QTest::newRow("three points") << PlaneKind::ThreePoints;
    QTest::newRow("eigenvectors") << PlaneKind::Eigenvectors;
    QTest::newRow("random") << PlaneKind::Random;
}

void TestPlanePanel::everyNoteIsSeenWhole()
{
    QFETCH(const PlaneKind, kind);
    PanelFixture fixture;
    fixture.show();
    fixture.choose(kind);
    int notes = 0;
    for (const auto *label : fixture.panel.findChildren<QLabel *>()) {
        if (!label->isVisible() || !label->wordWrap() || label->text().isEmpty())
            continue;
        ++notes;
        QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        for (const QWidget *around = label->parentWidget(); around != &fixture.panel; around = around->parentWidget())
            QVERIFY2(around->height() >= around->heightForWidth(around->width()), qPrintable(label->text()));
    }
    QVERIFY(notes > 0);
}

void TestPlanePanel::theLevelIsTheKnownOneBelow()
{
    PanelFixture fixture;
    fixture.show();
    auto *check = fixture.button<QCheckBox>(QStringLiteral("Log from"));
    QVERIFY(check && !check->isChecked() && fixture.level());
    // An edge state: just above the level ½ ln 2 of two merged patterns.
    const Vector edge{{8, -8, 8, 8, -4, 4, 6, -6, 0}};
    fixture.run.editParameters({edge.begin(), edge.end()});
    QTRY_VERIFY2(std::abs(fixture.level()->value() - std::log(2.0) / 2) < 1e-6,
                 qPrintable(QString::number(fixture.level()->value())));
    QVERIFY(!fixture.level()->isEnabled());
    check->click();
    QVERIFY(fixture.level()->isEnabled());
    QVERIFY(fixture.surface.options().level);
    QVERIFY(std::abs(*fixture.surface.options().level - std::log(2.0) / 2) < 1e-6);
    check->click();
    QVERIFY(!fixture.surface.options().level);
}

void TestPlanePanel::theKeyboardGoesFromTopToBottom()
{
    PanelFixture fixture;
    fixture.show();
    fixture.choose(PlaneKind::Random); // shows a number field and a check box more
    int stops = 0, lowest = 0;
    for (QWidget *widget = fixture.panel.nextInFocusChain(); widget != &fixture.panel;
         widget = widget->nextInFocusChain()) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy())
            continue;
        const int middle = widget->mapTo(&fixture.panel, widget->rect().center()).y();
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        const QString name = accessible ? accessible->text(QAccessible::Name) : QString();
        QVERIFY2(!name.isEmpty(), widget->metaObject()->className());
        QVERIFY2(middle + 2 >= lowest, qPrintable(name)); // in one row middles differ by rounding
        lowest = middle;
        ++stops;
    }
    QVERIFY(stops >= 15);
}

void TestPlanePanel::looksRight()
{
    PanelFixture fixture;
    fixture.show();
    fixture.choose(PlaneKind::ThreePoints);
    QVERIFY(panels::shoot(fixture.panel, QStringLiteral("plane-panel")));
}

QTEST_MAIN(TestPlanePanel)
#include "test_plane_panel.moc"
