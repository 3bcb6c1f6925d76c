#pragma once

#include "experiment/census.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <QRectF>
#include <QString>

class QPainter;

namespace basin {

struct Theme;

/// The solved share of many runs with its interval, as a number and on a line from 0 to 100 %, and below it what became
/// of them: for each outcome a small picture of its typical boundary, its name and level, how many and which share.
struct ShareFigure {
    struct Outcome {
        QString title{}, note{};
        QColor colour{};
        QImage picture{}; ///< of the typical run; null: a dashed frame
        std::int64_t count = 0;
        std::size_t group = 0; ///< of the cell's fates
    };
    std::int64_t runs = 0;
    std::int64_t solved = 0;
    Bounds wilson;
    QString title{}; ///< of the cell that is shown; empty: all there is
    QList<Outcome> outcomes{};
    QString emptyTitle{}, emptyText{};

    [[nodiscard]] bool isEmpty() const { return runs == 0; }
    /// The outcomes that have room, each in its row; the largest where not all have.
    struct Row {
        QRectF rect;
        int outcome = 0;
    };
    [[nodiscard]] QList<Row> rows(const QRectF &area) const;
    /// Where a row's link may stand: its right end, on the row's middle.
    [[nodiscard]] static double linkRight(const QRectF &area);
    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

    static constexpr int picturePixels = 76; ///< 38 at two device pixels each

private:
    void paintShare(QPainter &painter, const QRectF &area, const Theme &theme) const;
    void paintInterval(QPainter &painter, const QRectF &area, const Theme &theme) const;
    void paintOutcome(QPainter &painter, const QRectF &row, const Outcome &outcome, const Theme &theme) const;
};

/// "48.4 %"
[[nodiscard]] QString percentText(double share);
/// "45.3 … 51.5 %"
[[nodiscard]] QString percentText(const Bounds &bounds);

/// Without pictures.
[[nodiscard]] ShareFigure shareFigure(const CensusCell &cell, const Theme &theme);

} // namespace basin
