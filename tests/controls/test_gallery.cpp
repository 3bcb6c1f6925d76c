#include "controls/basin_style.h"
#include "gallery.h"
#include "render/resources.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace basin;

/// Shows every control in light and dark and leaves the pictures in gallery/ below the build directory, for eyes.
class TestGallery : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { initResources(); }
    void chromeFollowsTheTheme_data() { themes(); }
    void chromeFollowsTheTheme();
    void statesFollowTheTheme_data() { themes(); }
    void statesFollowTheTheme();

private:
    static void themes();
    static QImage shoot(QWidget &widget, const QString &name);
};

void TestGallery::themes()
{
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

QImage TestGallery::shoot(QWidget &widget, const QString &name)
{
    widget.show();
    if (!QTest::qWaitForWindowExposed(&widget))
        return {};
    QCoreApplication::processEvents(); // a change of palette is delivered by the event loop
    const QImage picture = widget.grab().toImage();
    QDir().mkpath(QStringLiteral("gallery"));
    const int scale = qRound(widget.devicePixelRatioF());
    picture.save(QStringLiteral("gallery/%1-%2x.png").arg(name).arg(scale));
    return picture;
}

void TestGallery::chromeFollowsTheTheme()
{
    QFETCH(bool, isDark);
    const Theme &theme = isDark ? Theme::dark() : Theme::light();
    applyTheme(*qApp, theme);
    const auto window = makeChrome();
    const QImage picture = shoot(*window, isDark ? QStringLiteral("chrome-dark") : QStringLiteral("chrome-light"));
    QVERIFY(!picture.isNull());
    // Points between the controls: empty toolbar, empty left panel, empty centre.
    const int scale = qRound(window->devicePixelRatioF());
    QCOMPARE(picture.pixelColor(1100 * scale, 56 * scale), theme.bg);
    QCOMPARE(picture.pixelColor(100 * scale, 800 * scale), theme.bg);
    QCOMPARE(picture.pixelColor(700 * scale, 300 * scale), theme.surface);
}

void TestGallery::statesFollowTheTheme()
{
    QFETCH(bool, isDark);
    // Switching while the window stands must leave nothing of the other theme behind.
    applyTheme(*qApp, isDark ? Theme::light() : Theme::dark());
    const auto window = makeStates();
    shoot(*window, QStringLiteral("before"));
    applyTheme(*qApp, isDark ? Theme::dark() : Theme::light());
    const QImage picture = shoot(*window, isDark ? QStringLiteral("states-dark") : QStringLiteral("states-light"));
    QCOMPARE(picture.pixelColor(2, 2), isDark ? Theme::dark().bg : Theme::light().bg);
}

QTEST_MAIN(TestGallery)
#include "test_gallery.moc"
