#include "render/surface_figure.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

constexpr double smallestHeight = 1e-12; ///< above the level, on the log scale
constexpr double mostDecades = 4;        ///< that fitted colours span
constexpr double faintest = 0.15;        ///< a path far from the plane is still seen
constexpr int opacitySteps = 8;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SurfaceFigure)
};

/// Loss − level, the highest b on top; what cannot be shown as a height is a gap.
PlaneGrid heights(const SurfaceGrid &grid, double level, bool isLog)
{
    const int columns = grid.spec.columns, rows = grid.spec.rows;
    PlaneGrid result{.columns = columns, .rows = rows, .values = {}};
    result.values.reserve(grid.loss.size());
    constexpr double largest = std::numeric_limits<float>::max();
    for (int row = rows - 1; row >= 0; --row) {
        const double *line = grid.loss.data() + static_cast<std::ptrdiff_t>(row) * columns;
        for (int column = 0; column < columns; ++column) {
            const double height = isLog ? std::max(line[column] - level, smallestHeight) : line[column] - level;
            const bool isShown = std::isfinite(line[column]);
            result.values.push_back(static_cast<float>(isShown ? std::min(height, largest) : gap));
        }
    }
    return result;
}

/// Lowest and highest of what most of the values are: a hundredth at each end does not stretch the colours.
std::optional<Range> bulk(const PlaneGrid &grid)
{
    std::vector<float> sample;
    constexpr std::size_t enough = 4096;
    const std::size_t step = std::max<std::size_t>(1, grid.values.size() / enough);
    for (std::size_t i = 0; i < grid.values.size(); i += step)
        if (std::isfinite(grid.values[i]))
            sample.push_back(grid.values[i]);
    if (sample.empty())
        return {};
    const auto at = [&](double share) {
        const auto place = sample.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(sample.size() - 1));
        std::nth_element(sample.begin(), place, sample.end());
        return static_cast<double>(*place);
    };
    return Range{at(0.01), at(0.99)};
}

/// The losses that the colours tell apart, wide enough for the marks and round at its ends.
Range colourRange(const PlaneGrid &grid, const SurfaceContent &content, const SurfaceLook &look, double level)
{
    Range range = bulk(grid).value_or(Range{0.1, 1.0});
    for (const SurfaceMark &mark : content.marks) {
        const double height = mark.loss - level;
        if (std::isfinite(height)) {
            range.low = std::min(range.low, height);
            range.high = std::max(range.high, height);
        }
    }
    const double clip = look.clip.value_or(gap) - level;
    const bool isClipped = std::isfinite(clip) && (!look.isLog || clip > smallestHeight);
    if (isClipped)
        range.high = clip;
    if (!look.isLog) {
        range.low = std::min(range.low, isClipped ? range.high - std::abs(range.high) * 1e-3 - 1e-12 : range.low);
        const Range nice = ticks::niceLinear(range);
        return {nice.low, isClipped ? range.high : nice.high};
    }
    range.low = std::clamp(range.low, range.high * std::pow(10.0, -mostDecades), range.high);
    constexpr double rounding = 1e-6; // of float32: 0.01 is not to count as below 0.01
    const Range nice = ticks::niceLogarithmic({range.low * (1 + rounding), range.high * (1 - rounding)});
    const double high = isClipped ? range.high : nice.high;
    return {nice.low < high ? nice.low : high / 10, high};
}

/// 1, 2 and 5 of each decade, or the steps of a linear scale.
QList<double> roundLevels(Range range, bool isLog)
{
    QList<double> levels;
    if (!isLog) {
        constexpr int most = 14;
        for (const Tick &tick : ticks::linear(range, most))
            levels.append(tick.value);
        return levels;
    }
    // Over less than two decades 1, 2, 5 are few, and within half of one they are none.
    if (range.high < 5 * range.low)
        return roundLevels(range, false);
    const bool isShort = range.high < 60 * range.low;
    const QList<double> mantissas = isShort ? QList{1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0} : QList{1.0, 2.0, 5.0};
    for (double exponent = std::floor(std::log10(range.low)); exponent <= std::log10(range.high); ++exponent)
        for (const double mantissa : mantissas)
            if (const double level = mantissa * std::pow(10.0, exponent); range.contains(level))
                levels.append(level);
    return levels;
}

/// Ink on light colours, white on dark ones: a line of a third of the ink is not seen on a deep blue.
QColor contourColour(const HeatMapFigure &map, double level, const Theme &theme)
{
    const Axis bar{.range = map.valueRange, .isLog = map.isLog, .title = {}};
    const QRgb ground = ColourMap::ofKind(map.map, theme).at(bar.position(level));
    constexpr int dark = 110;
    return qGray(ground) < dark ? QColor(Qt::white) : Theme::light().ink;
}

void addContours(HeatMapFigure &map, const SurfaceContent &content, double level, const Theme &theme)
{
    constexpr double usualOpacity = 0.34;
    constexpr double presentOpacity = 0.9;
    for (const double round : roundLevels(map.valueRange, map.isLog))
        map.contours.append(
            {.level = round, .width = 1.0, .opacity = usualOpacity, .colour = contourColour(map, round, theme)});
    // As deep as the run is now: below this line lies what it has still to find.
    for (const SurfaceMark &mark : content.marks) {
        const double present = mark.loss - level;
        if (mark.kind == SurfaceMark::Kind::Now && map.valueRange.contains(present))
            map.contours.append({.level = present,
                                 .width = 1.25,
                                 .opacity = presentOpacity,
                                 .colour = contourColour(map, present, theme)});
    }
}

QString heightTitle(const SurfaceContent &content, const SurfaceLook &look, double level)
{
    const QString title =
        level == 0.0 ? content.lossTitle
                     : Text::tr("%1 less %2").arg(content.lossTitle, numbers::compact(level, 4)); // "loss less 0.25"
    return look.isLog ? Text::tr("%1, log scale").arg(title) : title;
}

HeatMapFigure heatMap(const SurfaceContent &content, const SurfaceLook &look, const Theme &theme)
{
    HeatMapFigure map;
    map.isSquare = false;
    map.endsAtEdge = true;
    map.contours.clear();
    map.map = look.map;
    map.isLog = look.isLog;
    map.emptyTitle = content.problem.isEmpty() ? Text::tr("No surface yet.") : Text::tr("Not this plane.");
    map.emptyText =
        content.problem.isEmpty() ? Text::tr("The loss around the run's weights appears here.") : content.problem;
    map.x = {.range = {-1.0, 1.0}, .title = content.aTitle};
    map.y = {.range = {-1.0, 1.0}, .title = content.bTitle};
    map.valueTitle = content.lossTitle;
    map.valueRange = {0.01, 1.0};
    if (content.grid.isEmpty())
        return map;
    const GridSpec &spec = content.grid.spec;
    const double level = look.isLog ? look.level.value_or(0.0) : 0.0;
    map.x.range = {spec.a.low, spec.a.high};
    map.y.range = {spec.b.low, spec.b.high};
    map.grid = heights(content.grid, level, look.isLog);
    map.valueRange = colourRange(map.grid, content, look, level);
    map.valueTitle = heightTitle(content, look, level);
    if (look.contours)
        addContours(map, content, level, theme);
    map.prepare(theme);
    return map;
}

/// How far from the plane a path is as faint as it gets: half of the picture's smaller side.
double fadingDistance(const SurfaceContent &content)
{
    const GridSpec &spec = content.grid.spec;
    return 0.5 * std::min((spec.a.high - spec.a.low) * content.plane.u.norm(),
                          (spec.b.high - spec.b.low) * content.plane.v.norm());
}

/// Cuts the path where its opacity changes; there are only a few steps of it, so that stretches are long.
QList<SurfaceFigure::Stretch> stretches(const SurfaceContent &content)
{
    QList<SurfaceFigure::Stretch> result;
    const std::vector<Plane::Coordinates> &points = content.path.points;
    const double scale = fadingDistance(content);
    int before = -1;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const QPointF from(points[i].a, points[i].b), to(points[i + 1].a, points[i + 1].b);
        const double distance = 0.5 * (points[i].distance + points[i + 1].distance);
        if (!std::isfinite(from.x() + from.y() + to.x() + to.y() + distance))
            continue;
        const double wanted = std::max(faintest, 1.0 - distance / scale);
        const int step = static_cast<int>(std::lround(wanted * opacitySteps));
        const bool isJoined = !result.isEmpty() && result.last().line.last() == from;
        if (!isJoined || step != before)
            result.append({.line = {from}, .opacity = std::max(faintest, step / double(opacitySteps))});
        result.last().line.append(to);
        before = step;
    }
    return result;
}

QString legendText(const SurfaceContent &content, const SurfaceLook &look, const SurfaceFigure &figure)
{
    QStringList parts;
    if (!look.texts && !content.held.isEmpty())
        parts.append(content.held);
    if (look.path && !figure.path.isEmpty()) {
        double farthest = 0.0;
        for (const Plane::Coordinates &point : content.path.points)
            farthest = std::max(farthest, point.distance);
        parts.append(Text::tr("path: fainter off the plane (at most %1)").arg(numbers::fixed(farthest, 2)));
    }
    if (!figure.outOfPlane.empty())
        parts.append(Text::tr("dots: share of the slope out of the plane"));
    const auto &values = figure.map.grid.values;
    if (std::any_of(values.begin(), values.end(), [](float value) { return std::isnan(value); }))
        parts.append(Text::tr("gaps: the loss is not finite"));
    return parts.join(QStringLiteral(" · "));
}

/// From the slopes along a and b, which need be neither of length 1 nor at right angles (random directions).
PlaneSlope planeSlope(QPointF slope, const Plane &plane)
{
    const double uu = plane.u.squaredNorm(), vv = plane.v.squaredNorm(), uv = plane.u.dot(plane.v);
    const double determinant = uu * vv - uv * uv;
    if (!(determinant > 0.0))
        return {};
    const QPointF uphill((vv * slope.x() - uv * slope.y()) / determinant,
                         (uu * slope.y() - uv * slope.x()) / determinant);
    return {.downhill = -uphill, .length = std::sqrt(std::max(0.0, QPointF::dotProduct(uphill, slope)))};
}

double at(const SurfaceGrid &grid, int column, int row)
{
    return grid.loss[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.spec.columns) +
                     static_cast<std::size_t>(column)];
}

/// Differences over two steps, over one at the rim.
QPointF slopeOnGrid(const SurfaceGrid &grid, int column, int row)
{
    const int left = std::max(0, column - 1), right = std::min(grid.spec.columns - 1, column + 1);
    const int below = std::max(0, row - 1), above = std::min(grid.spec.rows - 1, row + 1);
    return {(at(grid, right, row) - at(grid, left, row)) / (grid.a(right) - grid.a(left)),
            (at(grid, column, above) - at(grid, column, below)) / (grid.b(above) - grid.b(below))};
}

/// In the order of the picture: the highest b first.
std::vector<float> outOfPlaneShares(const SurfaceContent &content)
{
    const SurfaceGrid &grid = content.grid;
    const auto columns = static_cast<std::size_t>(grid.spec.columns);
    std::vector<float> shares;
    shares.reserve(grid.outOfPlane.size());
    for (int row = grid.spec.rows - 1; row >= 0; --row)
        for (int column = 0; column < grid.spec.columns; ++column) {
            const double out =
                grid.outOfPlane[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)];
            const double all = std::hypot(out, planeSlope(slopeOnGrid(grid, column, row), content.plane).length);
            shares.push_back(static_cast<float>(all > 0.0 && std::isfinite(all) ? out / all : 0.0));
        }
    return shares;
}

/// Where a place lies between the points of the grid.
struct Cell {
    int column = 0, row = 0;
    double across = 0.0, up = 0.0; ///< 0 … 1
    [[nodiscard]] int nearestColumn() const { return across < 0.5 ? column : column + 1; }
    [[nodiscard]] int nearestRow() const { return up < 0.5 ? row : row + 1; }
};

std::optional<Cell> cellAt(const SurfaceGrid &grid, double a, double b)
{
    const GridSpec &spec = grid.spec;
    if (grid.isEmpty() || !(a >= spec.a.low && a <= spec.a.high && b >= spec.b.low && b <= spec.b.high))
        return {};
    const double x = (a - spec.a.low) / (spec.a.high - spec.a.low) * (spec.columns - 1);
    const double y = (b - spec.b.low) / (spec.b.high - spec.b.low) * (spec.rows - 1);
    Cell cell{.column = std::min(static_cast<int>(x), spec.columns - 2),
              .row = std::min(static_cast<int>(y), spec.rows - 2)};
    cell.across = x - cell.column;
    cell.up = y - cell.row;
    return cell;
}

} // namespace

std::optional<double> lossAt(const SurfaceGrid &grid, double a, double b)
{
    const auto cell = cellAt(grid, a, b);
    if (!cell)
        return {};
    const double lower =
        std::lerp(at(grid, cell->column, cell->row), at(grid, cell->column + 1, cell->row), cell->across);
    const double upper =
        std::lerp(at(grid, cell->column, cell->row + 1), at(grid, cell->column + 1, cell->row + 1), cell->across);
    const double value = std::lerp(lower, upper, cell->up);
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<PlaneSlope> slopeAt(const SurfaceContent &content, double a, double b)
{
    const auto cell = cellAt(content.grid, a, b);
    if (!cell)
        return {};
    const QPointF slope = slopeOnGrid(content.grid, cell->nearestColumn(), cell->nearestRow());
    if (!std::isfinite(slope.x() + slope.y()))
        return {};
    return planeSlope(slope, content.plane);
}

std::optional<double> outOfPlaneAt(const SurfaceGrid &grid, double a, double b)
{
    const auto cell = cellAt(grid, a, b);
    if (!cell || grid.outOfPlane.size() != grid.loss.size())
        return {};
    return grid.outOfPlane[static_cast<std::size_t>(cell->nearestRow()) * static_cast<std::size_t>(grid.spec.columns) +
                           static_cast<std::size_t>(cell->nearestColumn())];
}

SurfaceFigure surfaceFigure(const SurfaceContent &content, const SurfaceLook &look, const Theme &theme)
{
    SurfaceFigure figure;
    figure.map = heatMap(content, look, theme);
    if (look.texts) {
        QStringList lines{content.held, content.note};
        if (!content.held.isEmpty())
            lines[0] = content.held.left(1).toUpper() + content.held.mid(1) + u'.';
        lines.removeAll(QString());
        figure.texts = lines;
    }
    if (content.grid.isEmpty())
        return figure;
    if (look.path)
        figure.path = stretches(content);
    for (const SurfaceMark &mark : content.marks)
        if (std::isfinite(mark.at.a + mark.at.b) && (look.path || mark.kind != SurfaceMark::Kind::Start))
            figure.marks.append(mark);
    if (look.outOfPlane && content.grid.outOfPlane.size() == content.grid.loss.size())
        figure.outOfPlane = outOfPlaneShares(content);
    figure.legend = legendText(content, look, figure);
    return figure;
}

} // namespace basin
