#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace basin {

/// The drawing :/icons/NAME.svg in one colour, sharp on any screen. Null if there is no such drawing.
[[nodiscard]] QPixmap iconPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);

/// An icon that takes the theme's text colour whenever it is painted (text-2 in QIcon::Selected, text-3 in Disabled),
/// so that a change of theme needs no new icon.
[[nodiscard]] QIcon icon(const QString &name);

/// The same in a colour that stays.
[[nodiscard]] QIcon icon(const QString &name, const QColor &color);

} // namespace basin
