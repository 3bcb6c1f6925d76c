#include "surface_fixture.h"

#include "render/picture_export.h"
#include "views/surface_3d_view.h"

#include <QApplication>

using namespace basin;

/// A display without OpenGL: nothing crashes, and the view says what to do instead.
class TestSurface3dWithoutOpenGl : public QObject {
    Q_OBJECT

private slots:
    void saysWhy()
    {
        SurfaceFixture fixture;
        QVERIFY(!Surface3dView::isAvailable());
        Surface3dView view(&fixture.surface);
        view.resize(500, 400);
        view.show();
        QTRY_VERIFY(fixture.isThere());
        view.showFromAbove();
        const QImage image = view.grab().toImage();
        // Two centred lines on plain paper: ink in the middle, none elsewhere.
        const QRgb paper = Theme::current().surface.rgb();
        bool hasInk = false, isPlainElsewhere = true;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const bool isInk = image.pixel(x, y) != paper;
                hasInk |= isInk;
                isPlainElsewhere &= !isInk || std::abs(y - 200) < 40;
            }
        QVERIFY(hasInk);
        QVERIFY(isPlainElsewhere);
        QCOMPARE(view.pictureCount(), 0);
        const QImage picture = toImage(
            [&](QPainter &painter, const QRectF &area, const Theme &theme) { view.paintPicture(painter, area, theme); },
            {.size = {500, 400}});
        QCOMPARE(picture.size(), QSize(500, 400));
    }
};

int main(int argc, char **argv)
{
    // Qt's offscreen platform takes OpenGL from an X server where it finds one.
    qunsetenv("DISPLAY");
    QApplication application(argc, argv);
    TestSurface3dWithoutOpenGl test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_surface_3d_without_opengl.moc"
