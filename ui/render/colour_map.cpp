#include "render/colour_map.h"

#include "render/theme.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace basin {

namespace {

int mixChannel(int from, int to, double share)
{
    return static_cast<int>(std::lround(from + (to - from) * share));
}

QRgb mix(QRgb from, QRgb to, double share)
{
    return qRgb(mixChannel(qRed(from), qRed(to), share), mixChannel(qGreen(from), qGreen(to), share),
                mixChannel(qBlue(from), qBlue(to), share));
}

QList<QColor> colours(std::initializer_list<QRgb> values)
{
    QList<QColor> result;
    for (const QRgb value : values)
        result.append(QColor(value));
    return result;
}

ColourMap makeSigned(const Theme &theme)
{
    return ColourMap({theme.signedNegative, theme.signedMiddle, theme.signedPositive});
}

/// The winner and by how much it leads, for one pixel.
struct Winner {
    int index = -1;
    float margin = 0.0F;
};

Winner winnerAt(const float *outputs, std::size_t plane, std::size_t pixel, int classCount)
{
    Winner winner;
    float best = 0.0F, second = 0.0F;
    for (int k = 0; k < classCount; ++k) {
        const float value = outputs[static_cast<std::size_t>(k) * plane + pixel];
        if (std::isnan(value))
            return {};
        if (k == 0 || value > best) {
            second = k == 0 ? value : best;
            best = value;
            winner.index = k;
        } else if (k == 1 || value > second) {
            second = value;
        }
    }
    winner.margin = std::clamp(best - second, 0.0F, 1.0F);
    return winner;
}

} // namespace

ColourMap::ColourMap(const QList<QColor> &anchors) : m_table{}
{
    const auto last = anchors.size() - 1;
    for (int i = 0; i < size; ++i) {
        const double at = static_cast<double>(i) / (size - 1) * static_cast<double>(last);
        const auto below = std::min(static_cast<qsizetype>(at), std::max<qsizetype>(0, last - 1));
        const auto above = std::min(below + 1, last);
        m_table[static_cast<std::size_t>(i)] =
            mix(anchors[below].rgb(), anchors[above].rgb(), at - static_cast<double>(below));
    }
}

const ColourMap &ColourMap::signedValues(const Theme &theme)
{
    static const ColourMap light = makeSigned(Theme::light());
    static const ColourMap dark = makeSigned(Theme::dark());
    return theme.isDark ? dark : light;
}

const ColourMap &ColourMap::depth()
{
    static const ColourMap map(
        colours({0x1e1f4f, 0x213772, 0x1b548c, 0x14729d, 0x2e91a2, 0x56ada6, 0x86c6ad, 0xb4debb, 0xe5f2d6}));
    return map;
}

const ColourMap &ColourMap::viridis()
{
    static const ColourMap map(
        colours({0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6dcd59, 0xb4de2c, 0xfde725}));
    return map;
}

const ColourMap &ColourMap::cividis()
{
    static const ColourMap map(
        colours({0x00204d, 0x00336f, 0x39486b, 0x575c6d, 0x707173, 0x8a8779, 0xa69d75, 0xc4b56c, 0xe4cf5b, 0xffea46}));
    return map;
}

const ColourMap &ColourMap::grey()
{
    static const ColourMap map(colours({0x1c1c1c, 0xf4f4f4}));
    return map;
}

const ColourMap &ColourMap::ofKind(Kind kind, const Theme &theme)
{
    switch (kind) {
    case Kind::Signed:
        return signedValues(theme);
    case Kind::Viridis:
        return viridis();
    case Kind::Cividis:
        return cividis();
    case Kind::Grey:
        return grey();
    case Kind::Depth:
        break;
    }
    return depth();
}

QRgb ColourMap::at(double position) const
{
    const double index = std::clamp(position, 0.0, 1.0) * (size - 1) + 0.5;
    return m_table[std::isnan(index) ? 0 : static_cast<std::size_t>(index)];
}

QImage colourImage(const float *values, int width, int height, Range range, const ColourMap &map)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    const auto &table = map.table();
    const auto low = static_cast<float>(range.low);
    const float span = static_cast<float>(range.high) - low;
    const float scale = span > 0 ? static_cast<float>(ColourMap::size - 1) / span : 0.0F;
    constexpr auto top = static_cast<float>(ColourMap::size - 1);
    for (int y = 0; y < height; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        const float *row = values + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width; ++x) {
            const float value = row[x];
            float index = (value - low) * scale;
            index = index > 0.0F ? index : 0.0F; // also what is not a number
            index = index < top ? index : top;
            const QRgb colour = table[static_cast<std::size_t>(index + 0.5F)];
            line[x] = value == value ? colour : 0U;
        }
    }
    return image;
}

QImage winnerImage(const float *outputs, int width, int height, int classCount, const Theme &theme)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    std::vector<std::array<QRgb, 256>> shades(static_cast<std::size_t>(std::max(0, classCount)));
    for (int k = 0; k < classCount; ++k)
        for (int i = 0; i < 256; ++i)
            shades[static_cast<std::size_t>(k)][static_cast<std::size_t>(i)] =
                mix(theme.signedMiddle.rgb(), classColour(k, theme).rgb(), i / 255.0);
    const auto plane = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    for (int y = 0; y < height; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const auto pixel =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
            const Winner winner = winnerAt(outputs, plane, pixel, classCount);
            line[x] = winner.index < 0 ? 0U
                                       : shades[static_cast<std::size_t>(winner.index)]
                                               [static_cast<std::size_t>(winner.margin * 255.0F + 0.5F)];
        }
    }
    return image;
}

QColor classColour(int classIndex, const Theme &theme)
{
    static const QList<QColor> others = colours({0x009e73, 0xcc79a7, 0xd8c11f, 0x56b4e9, 0xd55e00, 0x7a5fa8});
    const int index = std::max(0, classIndex) % (2 + static_cast<int>(others.size()));
    if (index == 0)
        return theme.signedNegative;
    return index == 1 ? theme.signedPositive : others[index - 2];
}

} // namespace basin
