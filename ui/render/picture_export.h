#pragma once

#include <QImage>
#include <QRectF>
#include <QSize>
#include <QSizeF>
#include <QString>

#include <functional>

class QPainter;

namespace basin {

struct Theme;

/// How a picture leaves the window. One check and one set of defaults for the dialog, the clipboard and the command
/// line.
struct PictureOptions {
    QSizeF size{800, 600}; ///< in pixels at 100 %, of which 96 make an inch
    double scale = 1.0;    ///< PNG: device pixels for each of those
    int dpi = 96;          ///< PNG: what the file says of its own pixels
    bool isTransparent = false;
    bool isDark = false; ///< light, whatever the window shows, unless asked for
    QString title{};     ///< SVG and PDF
    QString project{};   ///< PNG: the project's JSON, so that the picture can be opened again

    /// A PNG of just so many pixels, meant to be printed at so many to the inch: text and lines then have the size on
    /// paper that they have on a screen.
    [[nodiscard]] static PictureOptions forPixels(QSize pixels, int dpi = 96);

    /// Empty, or one line that says what cannot be.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] const Theme &theme() const;
};

/// Paints a figure into a rectangle, in pixels at 100 %.
using Paint = std::function<void(QPainter &painter, const QRectF &area, const Theme &theme)>;

[[nodiscard]] QImage toImage(const Paint &paint, const PictureOptions &options);

/// Writes .png, .svg or .pdf. Empty, or one line that says why not; a file that was there is then as it was.
[[nodiscard]] QString exportPicture(const QString &path, const Paint &paint, const PictureOptions &options);

/// As a picture of the options' scale, to be pasted anywhere.
void copyPicture(const Paint &paint, const PictureOptions &options);

/// The project that exportPicture() put into a PNG; empty if it carries none.
[[nodiscard]] QString projectInPicture(const QString &path);

} // namespace basin
