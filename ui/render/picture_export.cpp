#include "render/picture_export.h"

#include "render/theme.h"

#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImageReader>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <cmath>

namespace basin {

namespace {

const QString projectKey = QStringLiteral("basin");

/// Beyond this a picture is a mistake, or would take more memory than a machine has.
constexpr int largestSide = 32767;
constexpr double mostPixels = 200e6;

/// Of a screen at 100 %, as CSS has it.
constexpr double pixelsPerInch = 96.0;

QString tr(const char *text)
{
    return QCoreApplication::translate("basin::PictureExport", text);
}

void paintOn(QPainter &painter, const Paint &paint, const PictureOptions &options)
{
    const QRectF area(QPointF(0, 0), options.size);
    if (!options.isTransparent)
        painter.fillRect(area, options.theme().surface);
    paint(painter, area, options.theme());
}

QByteArray pngBytes(const Paint &paint, const PictureOptions &options)
{
    QImage image = toImage(paint, options);
    image.setText(QStringLiteral("Software"), QStringLiteral("Basin"));
    if (!options.project.isEmpty())
        image.setText(projectKey, options.project);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    return !image.isNull() && image.save(&buffer, "PNG") ? buffer.data() : QByteArray();
}

QByteArray svgBytes(const Paint &paint, const PictureOptions &options)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(options.size.toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), options.size));
    generator.setResolution(96); // a pixel at 100 % is a CSS pixel
    generator.setTitle(options.title);
    QPainter painter;
    if (!painter.begin(&generator))
        return {};
    paintOn(painter, paint, options);
    return painter.end() ? buffer.data() : QByteArray();
}

QByteArray pdfBytes(const Paint &paint, const PictureOptions &options)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    constexpr int dotsPerInch = 1200;
    QPdfWriter writer(&buffer);
    // The page is the picture: no margins, and points, not millimetres, so that its size is exact.
    const QSizeF points = options.size * (72.0 / pixelsPerInch);
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(dotsPerInch);
    writer.setTitle(options.title);
    writer.setCreator(QStringLiteral("Basin"));
    QPainter painter;
    if (!painter.begin(&writer))
        return {};
    painter.scale(dotsPerInch / pixelsPerInch, dotsPerInch / pixelsPerInch);
    paintOn(painter, paint, options);
    return painter.end() ? buffer.data() : QByteArray();
}

} // namespace

PictureOptions PictureOptions::forPixels(QSize pixels, int dpi)
{
    PictureOptions options;
    options.dpi = dpi;
    options.scale = dpi / pixelsPerInch;
    options.size = QSizeF(pixels) / options.scale;
    return options;
}

QString PictureOptions::problem() const
{
    if (!(size.width() >= 16 && size.height() >= 16))
        return tr("a picture needs at least 16 × 16 pixels");
    if (!(scale >= 0.1 && scale <= 25))
        return tr("the scale of a picture must be between 0.1 and 25");
    if (dpi < 10 || dpi > 2400)
        return tr("the resolution of a picture must be between 10 and 2400 dpi");
    const double width = size.width() * scale, height = size.height() * scale;
    if (width > largestSide || height > largestSide || width * height > mostPixels)
        return tr("the picture would be too large: at most 32767 pixels a side and 200 million in all");
    return {};
}

const Theme &PictureOptions::theme() const
{
    return isDark ? Theme::dark() : Theme::light();
}

QImage toImage(const Paint &paint, const PictureOptions &options)
{
    const QSize pixels(static_cast<int>(std::lround(options.size.width() * options.scale)),
                       static_cast<int>(std::lround(options.size.height() * options.scale)));
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image;
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(options.scale, options.scale);
    paintOn(painter, paint, options);
    painter.end();
    // Only now: fonts and hairlines take the size of the painter, not of the paper.
    const int dotsPerMeter = static_cast<int>(std::lround(options.dpi / 0.0254));
    image.setDotsPerMeterX(dotsPerMeter);
    image.setDotsPerMeterY(dotsPerMeter);
    return options.isTransparent ? image : image.convertToFormat(QImage::Format_RGB32);
}

QString exportPicture(const QString &path, const Paint &paint, const PictureOptions &options)
{
    if (const QString problem = options.problem(); !problem.isEmpty())
        return path + QStringLiteral(": ") + problem;
    const QString suffix = QFileInfo(path).suffix().toLower();
    auto *bytesOf = suffix == u"png" ? pngBytes : suffix == u"svg" ? svgBytes : suffix == u"pdf" ? pdfBytes : nullptr;
    if (bytesOf == nullptr)
        return path + QStringLiteral(": ") + tr("the name of a picture must end in .png, .svg or .pdf");
    // QSaveFile puts a new file in the place of the old one. In the place of a device or a pipe, also one behind a
    // link, that would do harm to the whole machine.
    const QFileInfo target(path);
    if (target.exists() && !target.isFile())
        return path + QStringLiteral(": ") + tr("is not a file that can be replaced");
    const QByteArray bytes = bytesOf(paint, options);
    if (bytes.isEmpty())
        return path + QStringLiteral(": ") + tr("the picture could not be made");
    QSaveFile file(path);
    // A small picture waits in a buffer, and commit() forgets when the disk had no room for that: flush() says so.
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush() || !file.commit())
        return path + QStringLiteral(": ") + file.errorString();
    return {};
}

void copyPicture(const Paint &paint, const PictureOptions &options)
{
    if (options.problem().isEmpty())
        QGuiApplication::clipboard()->setImage(toImage(paint, options));
}

QString projectInPicture(const QString &path)
{
    QImageReader reader(path, "png");
    return reader.text(projectKey);
}

} // namespace basin
