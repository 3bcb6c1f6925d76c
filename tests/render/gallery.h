#pragma once

#include "render/picture_export.h"

#include <QDir>
#include <QString>

namespace basin::gallery {

/// Writes a picture to look at, into `gallery` in the directory the tests run in.
inline void save(const QString &name, const Paint &paint, QSizeF size, bool isDark, double scale = 1.0)
{
    QDir().mkpath(QStringLiteral("gallery"));
    PictureOptions options;
    options.size = size;
    options.scale = scale;
    options.isDark = isDark;
    const QString problem = exportPicture(QStringLiteral("gallery/") + name, paint, options);
    if (!problem.isEmpty())
        qFatal("%s", qPrintable(problem));
}

} // namespace basin::gallery
