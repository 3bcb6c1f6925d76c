#include "render/surface_3d_figure.h"

#include "render/axis_titles.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/surface_marks.h"
#include "render/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QtMath>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace basin {

namespace {

// Around the body, in pixels at 100 %: room for ticks and titles.
constexpr double marginAcross = 44, marginUp = 22;
constexpr double tickLabelDistance = 17, titleDistance = 40, tickLength = 4;
constexpr double pixelsPerTick = 56, pixelsPerHeightTick = 22;
constexpr double steepestForHeights = 75; ///< seen from higher up the height axis is a point
constexpr int floorPixels = 512, texturePixels = 512;

double sign(double value)
{
    return value < 0.0 ? -1.0 : 1.0;
}

} // namespace

Projection3d::Projection3d(const QRectF &area, const Camera3d &camera)
    : m_centre(area.center()),
      m_cosTurn(std::cos(qDegreesToRadians(camera.turn))),
      m_sinTurn(std::sin(qDegreesToRadians(camera.turn))),
      m_cosTilt(std::cos(qDegreesToRadians(camera.tilt))),
      m_sinTilt(std::sin(qDegreesToRadians(camera.tilt)))
{
    // At any turn the floor is at most a diagonal wide; the height is that of the standard tilt.
    const double standardTilt = qDegreesToRadians(Camera3d().tilt);
    const double across = 2 * std::numbers::sqrt2;
    const double up = across * std::sin(standardTilt) + 2 * std::cos(standardTilt) / aspect;
    const double scale = fontScale();
    m_halfSide = camera.zoom * std::max(1.0, std::min((area.width() - 2 * marginAcross * scale) / across,
                                                      (area.height() - 2 * marginUp * scale) / up));
}

QPointF Projection3d::toPixel(double a, double b, double height) const
{
    const double x = 2 * a - 1, y = 2 * b - 1, z = (2 * height - 1) / aspect;
    return m_centre + m_halfSide * QPointF(x * m_cosTurn - y * m_sinTurn,
                                           -m_sinTilt * (x * m_sinTurn + y * m_cosTurn) - m_cosTilt * z);
}

Projection3d::Step Projection3d::towardsEye() const
{
    return {-m_cosTilt * m_sinTurn / 2, -m_cosTilt * m_cosTurn / 2, m_sinTilt * aspect / 2};
}

double Surface3dFigure::heightAt(QPointF at) const
{
    const double x = std::clamp(at.x(), 0.0, 1.0) * (columns - 1), y = std::clamp(at.y(), 0.0, 1.0) * (rows - 1);
    const int i = std::min(static_cast<int>(x), columns - 2), j = std::min(static_cast<int>(y), rows - 2);
    const auto value = [&](int column, int row) {
        return static_cast<double>(heights[static_cast<std::size_t>(row * columns + column)]);
    };
    return std::lerp(std::lerp(value(i, j), value(i + 1, j), x - i),
                     std::lerp(value(i, j + 1), value(i + 1, j + 1), x - i), y - j);
}

bool Surface3dFigure::isHidden(QPointF at, const Projection3d &projection) const
{
    constexpr double length = 0.03, slack = 0.01;
    const Projection3d::Step step = projection.towardsEye();
    const double start = heightAt(at);
    for (int k = 1; k <= 200; ++k) {
        const QPointF place = at + k * length * QPointF(step.a, step.b);
        const double level = start + k * length * step.height;
        if (level > 1.0 || !QRectF(0, 0, 1, 1).contains(place))
            return false;
        if (heightAt(place) > level + slack)
            return true;
    }
    return false;
}

QImage Surface3dFigure::floor(const Theme &theme) const
{
    QImage image(floorPixels, floorPixels, QImage::Format_RGB32);
    image.fill(theme.bg);
    QPainter painter(&image);
    painter.setPen(QPen(theme.line, 2));
    for (const Tick &tick : ticks::linear(a.range, 6)) {
        const double x = a.position(tick.value) * floorPixels;
        painter.drawLine(QPointF(x, 0), QPointF(x, floorPixels));
    }
    for (const Tick &tick : ticks::linear(b.range, 6)) {
        const double y = (1 - b.position(tick.value)) * floorPixels;
        painter.drawLine(QPointF(0, y), QPointF(floorPixels, y));
    }
    painter.setPen(QPen(theme.axis, 3));
    painter.drawRect(QRectF(0.5, 0.5, floorPixels - 1, floorPixels - 1));
    return image;
}

void Surface3dFigure::paintAround(QPainter &painter, const QRectF &area, const Camera3d &camera,
                                  const Theme &theme) const
{
    const Projection3d projection(area, camera);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area);
    paintFloorAxis(painter, projection, true, camera, theme);
    paintFloorAxis(painter, projection, false, camera, theme);
    if (camera.tilt <= steepestForHeights)
        paintHeightAxis(painter, projection, camera, theme);
    paintMarks(painter, area, projection, theme);
    painter.restore();
}

void Surface3dFigure::paintFloorAxis(QPainter &painter, const Projection3d &projection, bool isA,
                                     const Camera3d &camera, const Theme &theme) const
{
    const double left = painter.clipBoundingRect().left(); // of the picture
    const Axis &axis = isA ? a : b;
    // The edge that is in front.
    const double turn = qDegreesToRadians(camera.turn);
    const double side = isA ? (std::cos(turn) >= 0 ? 0.0 : 1.0) : (std::sin(turn) > -1e-9 ? 0.0 : 1.0);
    const auto place = [&](double position) {
        return isA ? projection.toPixel(position, side, 0) : projection.toPixel(side, position, 0);
    };
    const QPointF low = place(0), high = place(1), middle = place(0.5);
    const QPointF outward = middle - projection.toPixel(0.5, 0.5, 0);
    const double reach = std::hypot(outward.x(), outward.y());
    const double length = std::hypot(high.x() - low.x(), high.y() - low.y());
    const double scale = fontScale();
    if (length < pixelsPerTick * scale || reach < 1e-6)
        return; // seen along the edge: its labels would lie on each other
    const QPointF out = outward / reach * scale;
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(low, high);
    painter.setFont(font(TypeRole::Caption));
    const int most = std::clamp(static_cast<int>(length / (pixelsPerTick * scale)) + 1, 2, 8);
    for (const Tick &tick : ticks::linear(axis.range, most)) {
        const QPointF at = place(axis.position(tick.value));
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(at, at + tickLength * out);
        painter.setPen(theme.text3);
        drawText(painter, at + tickLabelDistance * out, Qt::AlignCenter, tick.label);
    }
    painter.setFont(font(TypeRole::Note));
    painter.setPen(theme.text2);
    // A title beside a slanting edge is moved out by as much as its width would take it over the edge. One that is too
    // long for the picture ("b: towards the solution") is cut to its letter.
    const QFontMetricsF metrics(painter.font());
    const auto placeOf = [&](const QString &title) {
        const double slant = outward.x() / reach;
        const double shift = slant * std::abs(slant) * metrics.horizontalAdvance(title) / 2;
        return middle + titleDistance * out + QPointF(shift, 0);
    };
    const auto fits = [&](const QString &title) {
        const double half = metrics.horizontalAdvance(title) / 2;
        return std::abs(placeOf(title).x() - projection.centre().x()) + half < projection.centre().x() - left;
    };
    const QString title = fits(axis.title) ? axis.title : axis.title.section(QLatin1Char(':'), 0, 0);
    drawText(painter, placeOf(title), Qt::AlignCenter, title);
}

void Surface3dFigure::paintHeightAxis(QPainter &painter, const Projection3d &projection, const Camera3d &camera,
                                      const Theme &theme) const
{
    // At the corner that is farthest left; of two the one behind, where no other axis has its labels.
    const double turn = qDegreesToRadians(camera.turn);
    const double x = sign(std::cos(turn)) > 0 ? 0.0 : 1.0, y = std::sin(turn) > -0.1 ? 1.0 : 0.0;
    const QPointF low = projection.toPixel(x, y, 0), high = projection.toPixel(x, y, 1);
    const double scale = fontScale();
    const int most = std::max(2, static_cast<int>((low.y() - high.y()) / (pixelsPerHeightTick * scale)));
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(low, high);
    for (const Tick &tick : height.isLog ? ticks::logarithmic(height.range, most) : ticks::linear(height.range, most)) {
        const QPointF at = projection.toPixel(x, y, height.position(tick.value));
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(at, at - QPointF(tickLength * scale, 0));
        painter.setPen(theme.text3);
        drawText(painter, at - QPointF((tickLength + 4) * scale, 0), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void Surface3dFigure::paintMarks(QPainter &painter, const QRectF &area, const Projection3d &projection,
                                 const Theme &theme) const
{
    constexpr double behind = 0.45;
    QList<PlacedMark> placed;
    for (const Mark &mark : marks)
        placed.append({mark.kind, projection.toPixel(mark.at.x(), mark.at.y(), heightAt(mark.at)), mark.label,
                       isHidden(mark.at, projection) ? behind : 1.0});
    paintSurfaceMarks(painter, placed, area, theme);
}

QStringList Surface3dFigure::notes() const
{
    QStringList lines{held, QCoreApplication::translate("basin::Surface3dFigure", "height: %1 %2 … %3")
                                .arg(withoutBrackets(height.title), numbers::compact(height.range.low, 3),
                                     numbers::compact(height.range.high, 3))};
    lines.removeAll(QString());
    return lines;
}

double Surface3dFigure::standardTurn() const
{
    // Of four sides, each a little off the corner, as nobody looks straight along an edge: the one from which the least
    // depth is hidden.
    constexpr int samples = 15;
    double best = 30.0, least = INFINITY;
    for (const double turn : {30.0, -60.0, 120.0, -150.0}) {
        const Projection3d projection(QRectF(0, 0, 100, 100), {.turn = turn});
        double hidden = 0.0;
        for (int k = 0; k < samples * samples; ++k) {
            const QPointF at((k % samples + 0.5) / samples, (k / samples + 0.5) / samples);
            if (isHidden(at, projection))
                hidden += 1.0 - heightAt(at);
        }
        for (const Mark &mark : marks)
            if (isHidden(mark.at, projection))
                hidden += samples;
        if (hidden < least - 1e-9) {
            least = hidden;
            best = turn;
        }
    }
    return best;
}

Surface3dFigure surface3dFigure(const SurfaceFigure &map)
{
    Surface3dFigure figure;
    const PlaneGrid &grid = map.map.grid;
    if (grid.isEmpty())
        return figure;
    figure.columns = std::min(grid.columns, Surface3dFigure::mostPoints);
    figure.rows = std::min(grid.rows, Surface3dFigure::mostPoints);
    figure.texture = map.texture({texturePixels, texturePixels});
    figure.a = map.map.x;
    figure.b = map.map.y;
    figure.height = {.range = map.map.valueRange, .isLog = map.map.isLog, .title = map.map.valueTitle};
    const auto at = [&](int column, int row) {
        // A picture has its first row on top.
        const auto index = static_cast<std::size_t>(grid.rows - 1 - row) * static_cast<std::size_t>(grid.columns) +
                           static_cast<std::size_t>(column);
        const auto value = static_cast<double>(grid.values[index]);
        const double position = std::isfinite(value) ? figure.height.position(value) : 1.0;
        return static_cast<float>(std::clamp(position, 0.0, 1.0));
    };
    // Between the grid's points the heights are interpolated, not the losses: what is drawn is the height.
    figure.heights.reserve(static_cast<std::size_t>(figure.columns) * static_cast<std::size_t>(figure.rows));
    for (int j = 0; j < figure.rows; ++j) {
        const float y = static_cast<float>(j * (grid.rows - 1)) / static_cast<float>(figure.rows - 1);
        const int row = std::min(static_cast<int>(y), grid.rows - 2);
        for (int i = 0; i < figure.columns; ++i) {
            const float x = static_cast<float>(i * (grid.columns - 1)) / static_cast<float>(figure.columns - 1);
            const int column = std::min(static_cast<int>(x), grid.columns - 2);
            const float across = x - static_cast<float>(column), up = y - static_cast<float>(row);
            figure.heights.push_back(std::lerp(std::lerp(at(column, row), at(column + 1, row), across),
                                               std::lerp(at(column, row + 1), at(column + 1, row + 1), across), up));
        }
    }
    for (const SurfaceMark &mark : map.marks) {
        const QPointF place(figure.a.position(mark.at.a), figure.b.position(mark.at.b));
        if (place.x() >= 0 && place.x() <= 1 && place.y() >= 0 && place.y() <= 1)
            figure.marks.append({mark.kind, place, mark.label});
    }
    return figure;
}

} // namespace basin
