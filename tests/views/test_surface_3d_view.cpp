#include "surface_fixture.h"

#include "render/picture_export.h"
#include "views/surface_3d_view.h"

#include <QDir>
#include <QtMath>

#include <algorithm>
#include <cmath>

using namespace basin;

namespace {

constexpr QSize windowSize(560, 480);

int difference(QRgb a, QRgb b)
{
    return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
}

/// Where the picture differs from its background.
QRectF inked(const QImage &image, QRgb background)
{
    QRect box;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (difference(image.pixel(x, y), background) > 8)
                box |= QRect(x, y, 1, 1);
    return box;
}

QImage plain(QRgb colour)
{
    QImage image(16, 16, QImage::Format_RGB32);
    image.fill(colour);
    return image;
}

} // namespace

/// Needs OpenGL: Mesa's software renderer under Xvfb.
class TestSurface3dView : public QObject {
    Q_OBJECT

private slots:
    /// What the library draws lies where our axes and marks are drawn.
    void bodyLiesWhereItIsSaid_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("turn");
        QTest::addColumn<double>("tilt");
        QTest::addColumn<double>("zoom");
        QTest::newRow("standard") << QSize(560, 480) << 30.0 << 35.0 << 1.0;
        QTest::newRow("from above") << QSize(560, 480) << 0.0 << 90.0 << 1.0;
        QTest::newRow("high") << QSize(400, 700) << -60.0 << 20.0 << 1.0;
        QTest::newRow("wide") << QSize(900, 300) << 120.0 << 50.0 << 0.8;
        QTest::newRow("close") << QSize(560, 480) << -150.0 << 35.0 << 1.2;
    }
    void bodyLiesWhereItIsSaid()
    {
        QFETCH(QSize, size);
        QFETCH(double, turn);
        QFETCH(double, tilt);
        QFETCH(double, zoom);
        const auto scene = Surface3dScene::load(Projection3d::aspect);
        QVERIFY(scene);
        const Camera3d camera{.turn = turn, .tilt = tilt, .zoom = zoom};
        const Projection3d projection(QRectF(QPointF(), size), camera);
        // A tilted plane whose corner (1, 1) is high; the floor is as white as the background.
        scene->setBody(2, 2, {0.0F, 0.0F, 0.0F, 1.0F}, plain(0xff104070), plain(0xffffffff));
        const QImage image = scene->render({.pixels = size,
                                            .turn = turn,
                                            .tilt = tilt,
                                            .halfSide = projection.halfSide(),
                                            .samples = 0,
                                            .background = Qt::white});
        QCOMPARE(image.size(), size);
        const QPolygonF corners{projection.toPixel(0, 0, 0), projection.toPixel(1, 0, 0), projection.toPixel(0, 1, 0),
                                projection.toPixel(1, 1, 1)};
        const QRectF expected = corners.boundingRect(), found = inked(image, 0xffffffff);
        QVERIFY2(std::abs(found.left() - expected.left()) < 2 && std::abs(found.right() - expected.right()) < 2 &&
                     std::abs(found.top() - expected.top()) < 2 && std::abs(found.bottom() - expected.bottom()) < 2,
                 qPrintable(QStringLiteral("%1 %2 %3 %4 for %5 %6 %7 %8")
                                .arg(found.left())
                                .arg(found.top())
                                .arg(found.right())
                                .arg(found.bottom())
                                .arg(expected.left())
                                .arg(expected.top())
                                .arg(expected.right())
                                .arg(expected.bottom())));
    }

    void coloursAreTheMaps()
    {
        SurfaceFixture fixture;
        Surface3dView view(&fixture.surface);
        view.resize(windowSize);
        view.show();
        QTRY_VERIFY(fixture.isThere());
        QTRY_VERIFY(view.pictureCount() > 0);
        SurfaceOptions options = fixture.surface.options();
        options.contours = options.path = false;
        fixture.surface.setOptions(options);
        view.showFromAbove();
        const SurfaceFigure map = surfaceFigure(*fixture.surface.surface(), options.look(), Theme::current());
        const QImage texture = map.texture({512, 512});
        // The standard view from above lies as the map does.
        const QRectF body(0, 0, view.width(), view.height() - 28);
        const Projection3d projection(body, {.turn = 0.0, .tilt = 90.0});
        const auto isAlike = [&](double a, double b) {
            const QPointF at = projection.toPixel(a, b, 0.5);
            const QImage shown = view.grab().toImage();
            return difference(shown.pixel(at.toPoint()), texture.pixel(qRound(a * 511), qRound((1 - b) * 511))) <= 12;
        };
        for (const QPointF place : {QPointF(0.1, 0.15), QPointF(0.9, 0.1), QPointF(0.15, 0.85), QPointF(0.8, 0.85)})
            QTRY_VERIFY2(isAlike(place.x(), place.y()), qPrintable(QString::number(place.x())));
        QVERIFY(difference(texture.pixel(20, 20), texture.pixel(490, 20)) > 12 ||
                difference(texture.pixel(20, 490), texture.pixel(490, 20)) >
                    12); // a picture of one colour shows nothing
    }

    void keysTurnAndZoom()
    {
        SurfaceFixture fixture;
        Surface3dView view(&fixture.surface);
        view.resize(windowSize);
        view.show();
        QTRY_VERIFY(view.pictureCount() > 0);
        view.showStandard();
        const Camera3d standard = view.camera();
        QTest::keyClick(&view, Qt::Key_Left);
        QVERIFY(view.camera().turn != standard.turn);
        QTest::keyClick(&view, Qt::Key_Up);
        QVERIFY(view.camera().tilt > standard.tilt);
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(view.camera().zoom > 1.0);
        QTest::keyClick(&view, Qt::Key_Minus);
        QTest::keyClick(&view, Qt::Key_Minus);
        QVERIFY(view.camera().zoom < 1.0);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(view.camera(), standard);
        // A drag to the right turns the body to the right.
        QTest::mousePress(&view, Qt::LeftButton, {}, {200, 200});
        QTest::mouseMove(&view, {260, 200});
        QVERIFY(view.camera().turn < standard.turn);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {260, 200});
    }

    void followsTheRunAndRestsHidden()
    {
        SurfaceFixture fixture;
        Surface3dView view(&fixture.surface);
        view.resize(windowSize);
        view.show();
        QTRY_VERIFY(view.pictureCount() > 0);
        fixture.run.play();
        const qint64 before = view.pictureCount();
        QTRY_VERIFY(view.pictureCount() > before + 5);
        view.hide();
        const qint64 hidden = view.pictureCount(), surfaces = fixture.surface.surfaceCount();
        QTRY_VERIFY(fixture.surface.surfaceCount() > surfaces + 5);
        QCOMPARE(view.pictureCount(), hidden);
        fixture.run.pause();
    }

    void trainedRun_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void trainedRun() // to look at, beside the picture of the map
    {
        QFETCH(bool, isDark);
        SurfaceFixture fixture;
        SurfaceOptions options = fixture.surface.options();
        options.choice.kind = PlaneKind::ThreePoints;
        fixture.surface.setOptions(options);
        fixture.run.play();
        QTRY_VERIFY(fixture.run.snapshot() && fixture.run.snapshot()->epoch > 1500);
        fixture.run.pause();
        QTRY_VERIFY(!fixture.run.snapshot()->running && fixture.isThere());
        Theme::setCurrent(isDark ? Theme::dark() : Theme::light());
        Surface3dView view(&fixture.surface);
        view.resize(windowSize);
        view.show();
        QTRY_VERIFY(view.pictureCount() > 0);
        QDir().mkpath(QStringLiteral("gallery"));
        const QImage image = view.grab().toImage();
        Theme::setCurrent(Theme::light());
        QVERIFY(image.save(isDark ? QStringLiteral("gallery/surface-3d-dark.png")
                                  : QStringLiteral("gallery/surface-3d-light.png")));
    }

    void picturesOfAnyKind_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("png") << "surface.png";
        QTest::newRow("svg") << "surface.svg";
        QTest::newRow("pdf") << "surface.pdf";
    }
    void picturesOfAnyKind()
    {
        QFETCH(QString, name);
        QDir().mkpath(QStringLiteral("gallery"));
        SurfaceFixture fixture;
        QTRY_VERIFY(fixture.isThere());
        Surface3dView view(&fixture.surface); // never shown
        const QString path = QStringLiteral("gallery/") + name;
        const Paint paint = [&](QPainter &painter, const QRectF &area, const Theme &theme) {
            view.paintPicture(painter, area, theme);
        };
        QCOMPARE(exportPicture(path, paint, {.size = QSizeF(windowSize), .scale = 2.0, .isTransparent = true}),
                 QString());
        QVERIFY(QFileInfo(path).size() > 10'000); // the body is in it
        if (!name.endsWith(QStringLiteral("png")))
            return;
        const QImage image(path);
        QCOMPARE(image.size(), windowSize * 2);
        QCOMPARE(qAlpha(image.pixel(4, 4)), 0);
        const QPointF middle = Projection3d(QRectF(0, 0, 2 * 560, 2 * (480 - 28)), {}).toPixel(0.5, 0.5, 0.5);
        QCOMPARE(qAlpha(image.pixel(middle.toPoint())), 255);
    }
};

QTEST_MAIN(TestSurface3dView)
#include "test_surface_3d_view.moc"
