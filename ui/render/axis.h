#pragma once

#include "render/ticks.h"

#include <QList>
#include <QRectF>
#include <QString>

class QPainter;

namespace basin {

struct Theme;

/// One axis of a picture: what it measures and how. Both figures and charts are made of these.
struct Axis {
    Range range;
    bool isLog = false;
    QString title{};
    ticks::Decimals decimals = ticks::Decimals::Aligned;

    [[nodiscard]] double position(double value) const; ///< 0 at the low end, 1 at the high one
    [[nodiscard]] double value(double position) const;
    /// So many that labels of an axis this long stay apart.
    [[nodiscard]] QList<Tick> horizontalTicks(double pixels) const;
    [[nodiscard]] QList<Tick> verticalTicks(double pixels, double spacing = 0.0) const;
};

/// Labels and title below `plot`, at the usual distances.
void paintHorizontalLabels(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks,
                           const Theme &theme);

/// Labels left of `plot`, and the title upright with its middle `titleDistance` left of it.
void paintVerticalLabels(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks,
                         double titleDistance, const Theme &theme);

/// Hairlines at the ticks of the vertical axis, sharp at any scale.
void paintGrid(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks, const Theme &theme);

/// The line below the plot, with short ticks downwards if there are any.
void paintBaseLine(QPainter &painter, const QRectF &plot, const Axis &axis, const QList<Tick> &ticks,
                   const Theme &theme);

/// Distances from a plot to what stands around it, in pixels at 100 %.
namespace spacing {
inline constexpr double tickLabelBelow = 12.0; ///< to the middle of the labels
inline constexpr double titleBelow = 30.0;
inline constexpr double tickLabelLeft = 8.0; ///< to the end of the labels
} // namespace spacing

} // namespace basin
