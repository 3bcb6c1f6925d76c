#pragma once

#include "experiment/race.h"
#include "render/boundary_figure.h"
#include "render/chart_figure.h"

#include <QColor>
#include <QList>
#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace basin {

struct Theme;

/// Everyone of a race beside each other: the boundary, and below it the way through weight space, all ways in the same
/// plane. A value; make it on any thread, paint it anywhere.
struct RaceFigure {
    struct Tile {
        QString title, state; ///< "Adam", "solved after 120 epochs"
        QColor colour;
        BoundaryFigure boundary;
        QPolygonF path; ///< in the common plane; empty: none was recorded
    };
    QList<Tile> tiles;
    QRectF paths;        ///< what of them is shown
    QString pathCaption; ///< how much of the paths the plane shows
    QString emptyTitle, emptyText;

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;
    [[nodiscard]] QRectF tileRect(const QRectF &area, qsizetype tile) const;
    [[nodiscard]] qsizetype tileAt(const QRectF &area, QPointF pixel) const; ///< −1: none

private:
    void paintTile(QPainter &painter, const QRectF &box, const Tile &tile, const Theme &theme) const;
    void paintPath(QPainter &painter, const QRectF &box, const Tile &tile, const Theme &theme) const;
};

/// @param runs, racers  one for each entry
[[nodiscard]] RaceFigure raceFigure(const std::vector<RaceEntry> &entries, const std::vector<PreparedRun> &runs,
                                    const std::vector<Racer> &racers, int cells, const Theme &theme);

/// The loss of each over the epochs in its colour, with its name at the end.
[[nodiscard]] ChartFigure raceChart(const std::vector<RaceEntry> &entries, const std::vector<Racer> &racers,
                                    const Theme &theme);

/// What a racer is called: "Adam", "32 bit", "start 3".
[[nodiscard]] QString racerTitle(const RaceEntry &entry);
/// How it stands: "solved after 120 epochs".
[[nodiscard]] QString racerState(const Racer &racer);
/// One of eight that colour-blind eyes tell apart.
[[nodiscard]] QColor racerColour(std::size_t racer, const Theme &theme);

} // namespace basin
