#pragma once

#include "render/ticks.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <QRgb>

#include <array>

namespace basin {

struct Theme;

/// A colour for each value from 0 to 1, as a table of 1024 entries.
class ColourMap {
public:
    static constexpr int size = 1024;

    enum class Kind { Signed, Depth, Viridis, Cividis, Grey };

    /// Evenly spaced anchors, straight lines in sRGB between them.
    explicit ColourMap(const QList<QColor> &anchors);

    /// Orange, grey, blue; `theme` chooses the middle.
    [[nodiscard]] static const ColourMap &signedValues(const Theme &theme);
    [[nodiscard]] static const ColourMap &depth();   ///< losses: deep is low
    [[nodiscard]] static const ColourMap &viridis(); ///< van der Walt and Smith, 2015
    [[nodiscard]] static const ColourMap &cividis(); ///< Nuñez, Anderton and Renslow, 2018
    [[nodiscard]] static const ColourMap &grey();
    [[nodiscard]] static const ColourMap &ofKind(Kind kind, const Theme &theme);

    [[nodiscard]] QRgb at(double position) const; ///< 0 … 1; beyond it is clipped
    [[nodiscard]] const std::array<QRgb, size> &table() const { return m_table; }

private:
    std::array<QRgb, size> m_table;
};

/// One pixel for each value, first row on top. Values outside the range are clipped; those that are not numbers are
/// transparent. Format_ARGB32_Premultiplied. About a millisecond for 512 × 512. Any thread.
[[nodiscard]] QImage colourImage(const float *values, int width, int height, Range range, const ColourMap &map);

/// For more than two classes: the winning class's colour, paler where the runner-up is near. `outputs` holds one
/// plane of width × height after the other. Any thread.
[[nodiscard]] QImage winnerImage(const float *outputs, int width, int height, int classCount, const Theme &theme);

/// The colour of a class: orange and blue for the first two, then Okabe and Ito's, told apart by colour-blind eyes.
/// They come round again after eight; shapes differ then.
[[nodiscard]] QColor classColour(int classIndex, const Theme &theme);

} // namespace basin
