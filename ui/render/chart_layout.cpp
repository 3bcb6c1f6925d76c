#include "render/chart_figure.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

// Around the plots, in pixels at 100 %. By hand, so that the axes of charts above each other align.
constexpr double marginLeft = 60, marginRight = 20, marginTop = 24, marginBottom = 44;
constexpr double panelGap = 20;

/// Grows around what it is shown.
struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void add(double value)
    {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    [[nodiscard]] bool isEmpty() const { return low > high; }
};

Range neededX(const ChartFigure &figure)
{
    Extent extent;
    for (const CurveSpec &curve : figure.curves)
        for (const QPointF &point : curve.points)
            if (std::isfinite(point.x()) && (!figure.isLogX || point.x() > 0))
                extent.add(point.x());
    if (extent.isEmpty())
        return figure.isLogX ? Range{1, 100} : Range{0, 100};
    if (figure.isLogX)
        return {extent.low, std::max(extent.high, extent.low * 10)};
    const Range nice = ticks::niceLinear({extent.low, std::max(extent.high, extent.low + 1)});
    // Time starts where it starts: room is only left for what is to come.
    return {std::max(extent.low, nice.low), nice.high};
}

Range neededY(const ChartFigure &figure, int panel, Range shownX)
{
    const bool isLog = figure.panels[panel].isLog;
    Extent extent;
    for (const CurveSpec &curve : figure.curves)
        if (curve.panel == panel)
            for (const QPointF &point : curve.points)
                if (shownX.contains(point.x()) && std::isfinite(point.y()) && (!isLog || point.y() > 0))
                    extent.add(point.y());
    if (extent.isEmpty())
        return isLog ? Range{0.001, 1} : Range{0, 1};
    if (isLog)
        return ticks::niceLogarithmic({extent.low, extent.high});
    // Zero belongs to the picture of a loss, unless the curve is far above it for its own height.
    if (extent.low > 0 && extent.low < 2 * (extent.high - extent.low))
        extent.low = 0;
    return ticks::niceLinear({extent.low, extent.high});
}

} // namespace

QPointF ChartFigure::Plot::toPixel(QPointF data) const
{
    return {rect.left() + x.position(data.x()) * rect.width(), rect.bottom() - y.position(data.y()) * rect.height()};
}

QPointF ChartFigure::Plot::toData(QPointF pixel) const
{
    return {x.value((pixel.x() - rect.left()) / rect.width()), y.value((rect.bottom() - pixel.y()) / rect.height())};
}

bool ChartFigure::Plot::canShow(QPointF data) const
{
    return std::isfinite(data.x()) && std::isfinite(data.y()) && (!x.isLog || data.x() > 0) &&
           (!y.isLog || data.y() > 0);
}

bool ChartFigure::isEmpty() const
{
    return std::all_of(curves.begin(), curves.end(), [](const CurveSpec &curve) { return curve.points.isEmpty(); });
}

QList<ChartFigure::Plot> ChartFigure::plots(const QRectF &area) const
{
    const double scale = fontScale();
    const QRectF inner =
        area.adjusted(marginLeft * scale, marginTop * scale, -marginRight * scale, -marginBottom * scale);
    double shares = 0.0;
    for (const ChartPanel &panel : panels)
        shares += panel.share;
    const double gaps = panelGap * scale * static_cast<double>(panels.size() - 1);
    const double height = std::max(0.0, inner.height() - gaps);
    const Range shownX = xRange ? *xRange : neededX(*this);
    QList<Plot> result;
    double top = inner.top();
    for (int i = 0; i < panels.size(); ++i) {
        const ChartPanel &panel = panels[i];
        const double bottom = top + height * panel.share / shares;
        // Whole pixels: grid lines and the ends of curves then meet.
        const QRectF rect(QPointF(std::round(inner.left()), std::round(top)),
                          QPointF(std::max(std::round(inner.left()), std::round(inner.right())), std::round(bottom)));
        result.append({rect,
                       {.range = shownX, .isLog = isLogX, .title = xTitle},
                       {.range = panel.range ? *panel.range : neededY(*this, i, shownX),
                        .isLog = panel.isLog,
                        .title = panel.title,
                        .decimals = panel.isLog ? ticks::Decimals::Trimmed : ticks::Decimals::Aligned}});
        top = bottom + panelGap * scale;
    }
    return result;
}

namespace {

/// Collects a curve's points column by column and keeps the lowest and the highest of each.
class ColumnThinner {
public:
    explicit ColumnThinner(QPolygonF &line) : m_line(line) {}

    void add(QPointF pixel)
    {
        const double column = std::floor(pixel.x());
        if (m_count == 0 || column != m_column) {
            flush();
            m_column = column;
            m_low = m_high = pixel;
            m_count = 1;
            return;
        }
        ++m_count;
        if (pixel.y() < m_low.y())
            m_low = pixel;
        if (pixel.y() > m_high.y())
            m_high = pixel;
    }

    void flush()
    {
        if (m_count == 0)
            return;
        const bool lowIsFirst = m_low.x() <= m_high.x();
        m_line.append(lowIsFirst ? m_low : m_high);
        if (m_low != m_high)
            m_line.append(lowIsFirst ? m_high : m_low);
        m_count = 0;
    }

private:
    QPolygonF &m_line;
    double m_column = 0.0;
    QPointF m_low, m_high; ///< by pixel row
    int m_count = 0;
};

} // namespace

namespace {

/// Leaves out points that lie on the way between others, to a twenty-fifth of a pixel: most of a smooth curve. From the
/// last point kept it follows the directions that still pass all points since, and keeps one when none is left.
QPolygonF withoutStraightRuns(const QPolygonF &line)
{
    constexpr double tolerance = 0.04;
    if (line.size() < 3)
        return line;
    QPolygonF result{line.first()};
    double lowest = -INFINITY, highest = INFINITY;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF anchor = result.last();
        const double dx = line[i].x() - anchor.x(), dy = line[i].y() - anchor.y();
        const bool passes = dx > 1e-6 && dy / dx >= lowest && dy / dx <= highest;
        if (!passes && line[i - 1] != anchor) {
            result.append(line[i - 1]);
            lowest = -INFINITY;
            highest = INFINITY;
            --i; // again, from the new anchor
            continue;
        }
        if (!passes) {
            result.append(line[i]); // straight up or down
            lowest = -INFINITY;
            highest = INFINITY;
            continue;
        }
        lowest = std::max(lowest, (dy - tolerance) / dx);
        highest = std::min(highest, (dy + tolerance) / dx);
    }
    if (result.last() != line.last())
        result.append(line.last());
    return result;
}

} // namespace

QList<QPolygonF> curvePixels(const QList<QPointF> &points, const ChartFigure::Plot &plot)
{
    const auto byX = [](const QPointF &point, double x) { return point.x() < x; };
    auto first = std::lower_bound(points.begin(), points.end(), plot.x.range.low, byX);
    auto last = std::lower_bound(first, points.end(), plot.x.range.high, byX);
    // One more on either side: the line goes on beyond the edge.
    if (first != points.begin())
        --first;
    if (last != points.end())
        ++last;
    QList<QPolygonF> result;
    QPolygonF line;
    ColumnThinner thinner(line);
    const auto finish = [&] {
        thinner.flush();
        if (line.size() == 1)
            line.append(line.first()); // a single point is a dot under round caps
        result += clippedLine(withoutStraightRuns(line), plot.rect);
        line.clear();
    };
    for (auto it = first; it != last; ++it) {
        if (plot.canShow(*it))
            thinner.add(plot.toPixel(*it));
        else
            finish();
    }
    finish();
    return result;
}

QString valueText(double value, int decimals)
{
    const bool isTiny = value != 0 && std::abs(value) < 0.5 * std::pow(10.0, -decimals);
    return isTiny ? numbers::scientific(value, 1) : numbers::fixed(value, decimals);
}

std::optional<QPointF> nearestPoint(const QList<QPointF> &points, double x)
{
    if (points.isEmpty())
        return std::nullopt;
    auto after =
        std::lower_bound(points.begin(), points.end(), x, [](const QPointF &p, double v) { return p.x() < v; });
    if (after == points.end())
        return points.last();
    if (after == points.begin())
        return points.first();
    const auto before = after - 1;
    return x - before->x() <= after->x() - x ? *before : *after;
}

} // namespace basin
