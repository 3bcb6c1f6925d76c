#include "views/surface_3d_scene.h"

#include <QCoreApplication>
#include <QLibrary>
#include <QOffscreenSurface>
#include <QOpenGLContext>

#include <algorithm>

namespace basin {

bool Surface3dScene::isPossible()
{
    static const bool isThere = [] {
        QOpenGLContext context;
        if (!context.create())
            return false;
        QOffscreenSurface surface;
        surface.setFormat(context.format());
        surface.create();
        return surface.isValid() && context.makeCurrent(&surface);
    }();
    return isThere;
}

std::unique_ptr<Surface3dScene> Surface3dScene::load(double aspect)
{
    if (!isPossible())
        return nullptr;
    // Beside the program where it was built, else where it was installed.
    const QString folder = QCoreApplication::applicationDirPath();
    for (const QString &place : {QString(), QStringLiteral("/" BASIN_MODULE_FOLDER)}) {
        QLibrary module(folder + place + QStringLiteral("/basin-surface-3d"));
        if (const auto make = reinterpret_cast<Surface3dFactory>(module.resolve("basinSurface3d")))
            return std::unique_ptr<Surface3dScene>(make(aspect));
    }
    return nullptr;
}

QImage Surface3dScene::renderTransparent(Shot shot)
{
    // Over black and over white: what differs is what shines through.
    shot.background = Qt::black;
    QImage image = render(shot).convertToFormat(QImage::Format_ARGB32_Premultiplied);
    shot.background = Qt::white;
    const QImage overWhite = render(shot).convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        const auto *white = reinterpret_cast<const QRgb *>(overWhite.constScanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const int alpha = std::clamp(255 - (qGreen(white[x]) - qGreen(line[x])), 0, 255);
            line[x] = qRgba(std::min(qRed(line[x]), alpha), std::min(qGreen(line[x]), alpha),
                            std::min(qBlue(line[x]), alpha), alpha);
        }
    }
    return image;
}

} // namespace basin
