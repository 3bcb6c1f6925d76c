#include "render/race_figure.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/surface_content.h"
#include "render/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(RaceFigure)
};

constexpr double gap = 12, lineGap = 4;
constexpr double leastTile = 96; ///< narrower ones go into a second row
constexpr qsizetype mostPathPoints = 300;

/// A window that holds all paths, but for what goes much farther from its start than half of them do: one of great
/// strides would leave the others as dots.
QRectF shownPaths(const QList<RaceFigure::Tile> &tiles)
{
    constexpr double farther = 1.5;
    std::vector<double> lengths;
    for (const RaceFigure::Tile &tile : tiles) {
        double length = 0.0;
        for (const QPointF &point : tile.path)
            length = std::max(length, std::hypot(point.x() - tile.path[0].x(), point.y() - tile.path[0].y()));
        lengths.push_back(length);
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    QRectF shown;
    for (const RaceFigure::Tile &tile : tiles)
        for (const QPointF &point : tile.path) {
            const QPointF away = point - tile.path[0];
            if (std::hypot(away.x(), away.y()) <= farther * *middle)
                shown = shown.isNull() ? QRectF(point, QSizeF(1e-12, 1e-12))
                                       : shown.united(QRectF(point, QSizeF(1e-12, 1e-12)));
        }
    return shown;
}

/// The ways of all in the plane of their two main directions.
void placePaths(RaceFigure &figure, const std::vector<PreparedRun> &runs, const std::vector<Racer> &racers)
{
    std::vector<RecordedPath> paths;
    Eigen::Index points = 0;
    const Eigen::Index size = runs.front().spec.architecture.parameterCount();
    for (std::size_t i = 0; i < racers.size(); ++i) {
        if (runs[i].spec.architecture.parameterCount() != size || racers[i].parameters.size() != size)
            return;
        paths.push_back(recordedPath(*racers[i].history, mostPathPoints));
        if (paths.back().parameters.rows() != size)
            return; // too many weights to be recorded
        points += paths.back().parameters.cols() + 1;
    }
    Matrix all(size, points);
    Eigen::Index column = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        all.middleCols(column, paths[i].parameters.cols()) = paths[i].parameters;
        column += paths[i].parameters.cols();
        all.col(column++) = racers[i].parameters;
    }
    if (!all.allFinite() || (all.colwise() - all.col(0)).cwiseAbs().maxCoeff() == 0.0)
        return; // nobody has moved yet
    const PathPlane plane = pathPlane(all, 1);
    column = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        QPolygonF &path = figure.tiles[static_cast<qsizetype>(i)].path;
        for (Eigen::Index k = 0; k <= paths[i].parameters.cols(); ++k) {
            const Plane::Coordinates at = plane.plane.project(all.col(column++));
            path.append({at.a, at.b});
        }
    }
    figure.paths = shownPaths(figure.tiles);
    figure.pathCaption = Text::tr("Paths in the plane of their two main directions, which show %1 % of the way.")
                             .arg(numbers::fixed(100.0 * (plane.explained[0] + plane.explained[1]), 0));
}

} // namespace

QString racerTitle(const RaceEntry &entry)
{
    if (findOptimizer(entry.label) != nullptr)
        return optimizerTitle(entry.label);
    static const std::array words{std::pair{"float32", QT_TRANSLATE_NOOP("RaceFigure", "32 bit")},
                                  std::pair{"float64", QT_TRANSLATE_NOOP("RaceFigure", "64 bit")},
                                  std::pair{"none", QT_TRANSLATE_NOOP("RaceFigure", "not scaled")},
                                  std::pair{"standard", QT_TRANSLATE_NOOP("RaceFigure", "standardised")},
                                  std::pair{"minmax", QT_TRANSLATE_NOOP("RaceFigure", "scaled to 0 … 1")}};
    for (const auto &[word, title] : words)
        if (entry.label == word)
            return Text::tr(title);
    if (entry.label.starts_with("start "))
        return Text::tr("Start %1").arg(entry.project.init.seed);
    return QString::fromStdString(entry.label);
}

QColor racerColour(std::size_t racer, const Theme &theme)
{
    // Okabe and Ito's colours, ink for the one that paper would swallow.
    const std::array colours{QColor(0x0072b2), QColor(0xe69f00), QColor(0x009e73), QColor(0xcc79a7),
                             QColor(0xd55e00), QColor(0x56b4e9), theme.ink,        QColor(0x8a7a00)};
    return colours[racer % colours.size()];
}

RaceFigure raceFigure(const std::vector<RaceEntry> &entries, const std::vector<PreparedRun> &runs,
                      const std::vector<Racer> &racers, int cells, const Theme &theme)
{
    RaceFigure figure;
    figure.emptyTitle = Text::tr("No race yet.");
    figure.emptyText =
        Text::tr("Choose what differs and press Start: all begin at one start and see the same batches.");
    if (racers.empty())
        return figure;
    for (std::size_t i = 0; i < racers.size(); ++i) {
        BoundaryOptions options;
        const int inputs = static_cast<int>(runs[i].data->raw.inputs.cols());
        options.plane = standardPlane(*runs[i].data, 0, inputs > 1 ? 1 : 0);
        options.cells = cells;
        options.zeroLines = false;
        RaceFigure::Tile tile{.title = racerTitle(entries[i]),
                              .state = racerState(racers[i]),
                              .colour = racerColour(i, theme),
                              .boundary = boundaryFigure(runs[i], racers[i].parameters, options, theme),
                              .path = {}};
        tile.boundary.map.pointRadius = 4;
        figure.tiles.append(std::move(tile));
    }
    placePaths(figure, runs, racers);
    return figure;
}

QString racerState(const Racer &racer)
{
    const QString epoch = numbers::count(racer.epoch);
    if (racer.outcome == Outcome::Solved && racer.history->solvedEpoch() >= 0)
        return Text::tr("solved at epoch %1").arg(numbers::count(racer.history->solvedEpoch()));
    switch (racer.outcome) {
    case Outcome::Solved:
        return Text::tr("solved");
    case Outcome::Stuck:
        return Text::tr("stuck, loss %1").arg(numbers::compact(racer.metrics.loss, 3));
    case Outcome::Diverged:
        return Text::tr("diverged at epoch %1").arg(epoch);
    case Outcome::Undecided:
        return Text::tr("loss %1").arg(numbers::compact(racer.metrics.loss, 3));
    }
    return {};
}

ChartFigure raceChart(const std::vector<RaceEntry> &entries, const std::vector<Racer> &racers, const Theme &theme)
{
    ChartFigure figure;
    figure.xTitle = Text::tr("epoch");
    figure.panels = {ChartPanel{.title = Text::tr("loss"), .isLog = true}};
    figure.emptyTitle = Text::tr("No race yet.");
    figure.emptyText = Text::tr("The loss of everyone appears here.");
    for (std::size_t i = 0; i < racers.size(); ++i) {
        CurveSpec curve{
            .name = racerTitle(entries[i]), .points = {}, .role = CurveRole::Custom, .colour = racerColour(i, theme)};
        for (const HistoryBin &bin : racers[i].history->bins())
            curve.points.append({static_cast<double>(bin.epoch), bin.first.loss});
        if (curve.points.isEmpty() || curve.points.last().x() < static_cast<double>(racers[i].epoch))
            curve.points.append({static_cast<double>(racers[i].epoch), racers[i].metrics.loss});
        figure.curves.append(curve);
    }
    if (!entries.empty())
        figure.panels[0].title = lossAxisTitle(entries.front().project.loss.name);
    return figure;
}

QRectF RaceFigure::tileRect(const QRectF &area, qsizetype tile) const
{
    const double fitting = std::max(1.0, std::floor((area.width() + gap) / (leastTile * fontScale() + gap)));
    const qsizetype rows =
        (tiles.size() + static_cast<qsizetype>(fitting) - 1) / std::max<qsizetype>(1, static_cast<qsizetype>(fitting));
    const qsizetype columns = rows > 0 ? (tiles.size() + rows - 1) / rows : 1;
    const double caption = pathCaption.isEmpty() ? 0.0 : lineHeight(TypeRole::Caption) + lineGap;
    const double width = (area.width() - gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
    const double height = (area.height() - caption - gap * static_cast<double>(rows - 1)) /
                          static_cast<double>(std::max<qsizetype>(rows, 1));
    return {area.left() + static_cast<double>(tile % columns) * (width + gap),
            area.top() + static_cast<double>(tile / columns) * (height + gap), width, height};
}

qsizetype RaceFigure::tileAt(const QRectF &area, QPointF pixel) const
{
    for (qsizetype i = 0; i < tiles.size(); ++i)
        if (tileRect(area, i).contains(pixel))
            return i;
    return -1;
}

void RaceFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (tiles.isEmpty())
        paintEmptyText(painter, area, emptyTitle, emptyText, theme);
    for (qsizetype i = 0; i < tiles.size(); ++i)
        paintTile(painter, tileRect(area, i), tiles[i], theme);
    if (!pathCaption.isEmpty()) {
        painter.setFont(font(TypeRole::Caption));
        painter.setPen(theme.text3);
        drawText(painter, area.bottomLeft(), Qt::AlignLeft | Qt::AlignBottom,
                 QFontMetricsF(painter.font()).elidedText(pathCaption, Qt::ElideRight, area.width()));
    }
    painter.restore();
}

void RaceFigure::paintTile(QPainter &painter, const QRectF &box, const Tile &tile, const Theme &theme) const
{
    constexpr double dot = 8;
    const double line = lineHeight(TypeRole::Caption);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tile.colour);
    painter.drawEllipse(QRectF(box.left(), box.top() + (line - dot) / 2, dot, dot));
    painter.setBrush(Qt::NoBrush);
    painter.setFont(font(TypeRole::CaptionStrong));
    painter.setPen(theme.text);
    drawText(painter, {box.left() + dot + 6, box.top() + line / 2}, Qt::AlignLeft | Qt::AlignVCenter,
             QFontMetricsF(painter.font()).elidedText(tile.title, Qt::ElideRight, box.width() - dot - 6));
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text2);
    drawText(painter, {box.left(), box.top() + 1.5 * line}, Qt::AlignLeft | Qt::AlignVCenter,
             QFontMetricsF(painter.font()).elidedText(tile.state, Qt::ElideRight, box.width()));
    const double top = box.top() + 2 * line + lineGap;
    const bool hasPath = !pathCaption.isEmpty();
    const double room = box.bottom() - top;
    // The path beside the boundary or below it, wherever both are larger.
    const double beside = std::min((box.width() - lineGap) / 2, room);
    const double below = std::min(box.width(), (room - lineGap) / 2);
    const double side = std::floor(std::max(0.0, hasPath ? std::max(beside, below) : std::min(box.width(), room)));
    const QRectF square(box.left(), std::round(top), side, side);
    if (side < 16)
        return;
    if (tile.boundary.isCurve)
        tile.boundary.paint(painter, square, theme);
    else
        tile.boundary.map.paintInside(painter, square, theme);
    if (hasPath)
        paintPath(painter, beside > below ? square.translated(side + lineGap, 0) : square.translated(0, side + lineGap),
                  tile, theme);
}

void RaceFigure::paintPath(QPainter &painter, const QRectF &box, const Tile &tile, const Theme &theme) const
{
    painter.fillRect(box, theme.bg);
    constexpr double inset = 6;
    const QRectF inside = box.adjusted(inset, inset, -inset, -inset);
    // One scale for both directions and for all tiles: lengths can be compared.
    const double scale = std::min(inside.width(), inside.height()) / std::max({paths.width(), paths.height(), 1e-12});
    const auto toPixels = [&](const QPolygonF &path) {
        QPolygonF pixels;
        for (const QPointF &point : path)
            pixels.append({inside.center().x() + (point.x() - paths.center().x()) * scale,
                           inside.center().y() - (point.y() - paths.center().y()) * scale});
        return pixels;
    };
    for (const Tile &other : tiles)
        if (&other != &tile)
            for (const QPolygonF &piece : clippedLine(toPixels(other.path), box))
                strokeLine(painter, piece, QPen(theme.fieldLine, 1));
    const QPolygonF own = toPixels(tile.path);
    for (const QPolygonF &piece : clippedLine(own, box))
        strokeLine(painter, piece, QPen(tile.colour, 2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    if (own.isEmpty())
        return;
    painter.setPen(QPen(theme.surface, 1));
    painter.setBrush(tile.colour);
    constexpr double radius = 3.5;
    if (box.contains(own.last()))
        painter.drawEllipse(own.last(), radius, radius);
    painter.setPen(QPen(tile.colour, 1.5));
    painter.setBrush(theme.surface);
    painter.drawEllipse(own.first(), radius - 0.5, radius - 0.5);
    painter.setBrush(Qt::NoBrush);
}

} // namespace basin
