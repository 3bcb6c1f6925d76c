#include "render/network_layout.h"

#include "render/fonts.h"
#include "render/number_text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double usualWidth = 944.0; ///< of the area, in a window of 1440 × 900
constexpr double usualHeight = 296.0;
constexpr double roomyColumn = 150.0;
constexpr int mostPills = 36; ///< values are written on the edges up to this many

} // namespace

NetworkFigure::Layout::Layout(const NetworkFigure &figure, const QRectF &givenArea) : area(givenArea)
{
    const bool compact = figure.compact;
    const double scale = fontScale();
    titleY = area.top() + (compact ? 10 : 13) * scale;
    noteY = compact ? titleY : titleY + 17 * scale;
    legendY = area.bottom() - (compact ? 13 : 21);
    const double top = noteY + (compact ? 14 : 16);
    const double bottom = legendY - (compact ? 8 : 12);

    const std::size_t count = figure.columns.size();
    const QFontMetricsF words(font(TypeRole::Body));
    const auto widest = [&words](const Column &column) {
        double width = 0;
        for (const Unit &unit : column.units)
            width = std::max(width, words.horizontalAdvance(unit.name));
        return width;
    };
    // Long names of inputs and classes make room for themselves, up to a sixth of the width.
    const double tile = compact ? 52.0 : 64.0;
    const double most = area.width() / 6;
    const double left = area.left() + std::max(std::min(compact ? 79.0 : 102.0, area.width() * 0.14),
                                               std::min(most, widest(figure.columns.front()) + 24) + tile / 2);
    const double right = area.right() - std::max(std::min(compact ? 117.0 : 146.0, area.width() * 0.17),
                                                 std::min(most, widest(figure.columns.back()) + 24) + tile / 2);
    const double weights = count > 1 ? static_cast<double>(count - 1) + 0.2 : 1.0;
    for (std::size_t c = 0; c < count; ++c) {
        // The first gap is a little wider: the most edges cross there.
        const double along = c == 0 ? 0.0 : (static_cast<double>(c) + 0.2) / weights;
        centres.push_back(left + (right - left) * along);
    }
    if (count > 1)
        buttonOffset = std::clamp((centres.back() - centres.front()) / static_cast<double>(count) * 0.42, 44.0,
                                  headerButtonOffset);

    const double columnWidth = count > 1 ? (right - left) / weights : area.width();
    // Where there is room to spare, the tiles take their share of it.
    const double growth =
        compact ? 1.0 : std::clamp(std::min(area.height() / usualHeight, area.width() / usualWidth), 1.0, 1.6);
    const double middle = (top + bottom) / 2;
    const double rise = compact ? 8 : 6; // words below the tiles weigh less than they are tall
    std::size_t edgeCount = figure.edges.size();
    for (std::size_t c = 0; c < count; ++c) {
        const auto n = static_cast<double>(std::max<std::size_t>(1, figure.columns[c].units.size()));
        const bool output = c + 1 == count && count > 1;
        double size = (compact ? (output ? 64.0 : 52.0) : (output ? 80.0 : 64.0)) * growth;
        const double label = output ? 24.0 : 22.0; // the bias below; an output keeps its name beside
        const double gap = compact ? 18.0 : 30.0 * std::clamp(area.height() / usualHeight, 1.0, 3.0);
        const double room = bottom - top;
        bool labelled = true;
        if (n * (size + label) + (n - 1) * 4 > room)
            size = (room - (n - 1) * 4) / n - label;
        if (size < smallestNamedTile) {
            labelled = false;
            size = std::clamp(room / n - 4, 5.0, smallestNamedTile - 1);
        }
        size = std::min(size, columnWidth * 0.5);
        const double fullStep = labelled ? size + label + gap : size + 8;
        const double step = n > 1 ? std::min(fullStep, (room - size - (labelled ? label : 0)) / (n - 1)) : fullStep;
        tileSizes.push_back(size);
        spacing.push_back(step);
        firstCentre.push_back(middle - (labelled ? rise : 0) - step * (n - 1) / 2);
    }
    // In a narrow picture they stand where they cover neither tiles nor each other.
    const double gap = columnWidth - (tileSizes.empty() ? 0.0 : *std::max_element(tileSizes.begin(), tileSizes.end()));
    const bool isWide = columnWidth > roomyColumn;
    pills = edgeCount <= mostPills && (isWide || gap >= pillSize().width() + 8);
    if (pills)
        placePills(figure);
    pills = pills && (isWide || arePillsApart());
    if (!pills)
        pillRects.clear();
}

QString NetworkFigure::Layout::menuArrow(const NetworkFigure &figure, const Column &column)
{
    return column.hasMenu && figure.editable ? QStringLiteral(" ▾") : QString();
}

QString NetworkFigure::Layout::noteText(const NetworkFigure &figure, const Column &column) const
{
    const QString arrow = menuArrow(figure, column);
    const bool hasButtons = figure.editable && column.hidden;
    const double room = 2 * buttonOffset - headerButtonSize - 4;
    const bool fits = QFontMetricsF(font(TypeRole::Note)).horizontalAdvance(column.note + arrow) <= room;
    return (fits || !hasButtons ? column.note : column.shortTitle) + arrow;
}

QPainterPath NetworkFigure::Layout::edge(const NetworkFigure &figure, const Edge &edge) const
{
    const QRectF from = tile(edge.column, edge.from);
    const QRectF to = tile(edge.column + 1, edge.to);
    const auto entries = static_cast<double>(figure.columns[static_cast<std::size_t>(edge.column)].units.size());
    const double spread = entries > 1 ? to.height() * (to.height() > 70 ? 0.35 : 0.27) : 0.0;
    const double port = entries > 1 ? spread * (edge.from / (entries - 1) - 0.5) : 0.0;
    const QPointF a(from.right() + 2, from.center().y());
    const QPointF b(to.left() - 2, to.center().y() + port);
    const double bend = (b.x() - a.x()) * 0.48;
    QPainterPath path(a);
    path.cubicTo(QPointF(a.x() + bend, a.y()), QPointF(b.x() - bend, b.y()), b);
    return path;
}

/// Where edges fan out from one unit they are apart before they cross those of the next; a value that would cover
/// another one moves along its edge.
QRectF NetworkFigure::Layout::freePill(const NetworkFigure &figure, const Edge &edge) const
{
    const bool fans = figure.columns[static_cast<std::size_t>(edge.column + 1)].units.size() > 1;
    const double usual = !fans ? 0.5 : edge.to == edge.from ? 0.35 : 0.39;
    const QPainterPath path = this->edge(figure, edge);
    QRectF best;
    for (const double away : {0.0, -0.12, 0.14, -0.2, 0.28, 0.4, 0.5}) {
        QRectF place(QPointF(), pillSize());
        place.moveCenter(path.pointAtPercent(std::clamp(usual + away, 0.12, 0.88)));
        const bool isFree = std::none_of(pillRects.begin(), pillRects.end(), [&](const QRectF &taken) {
            return taken.intersects(place.adjusted(-1, -1, 1, 1));
        });
        if (best.isNull() || isFree)
            best = place;
        if (isFree)
            break;
    }
    return best;
}

void NetworkFigure::Layout::placePills(const NetworkFigure &figure)
{
    for (const Edge &edge : figure.edges)
        pillRects.push_back(freePill(figure, edge));
}

QSizeF NetworkFigure::Layout::pillSize()
{
    const QFontMetricsF metrics(font(TypeRole::Caption));
    return {metrics.horizontalAdvance(numbers::signedFixed(-8.88, 2)) + 14, metrics.height() + 4};
}

bool NetworkFigure::Layout::arePillsApart() const
{
    for (std::size_t i = 0; i < pillRects.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (pillRects[i].intersects(pillRects[j]))
                return false;
    return true;
}

/// In a network of many edges only the one pointed at shows its value: placed when it is asked for.
QRectF NetworkFigure::Layout::pillRect(const NetworkFigure &figure, std::size_t edge) const
{
    return pills ? pillRects[edge] : freePill(figure, figure.edges[edge]);
}

} // namespace basin
