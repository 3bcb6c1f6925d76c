#pragma once

#include "experiment/census.h"

#include <QColor>
#include <QList>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace basin {

struct Theme;

/// What a sweep found in one of its cells.
struct SweepCell {
    QStringList values{}; ///< of the varied keys, as they are called on the screen
    std::int64_t runs = 0;
    std::int64_t solved = 0;
    Bounds wilson{};
    std::optional<PairedDifference> against{}; ///< the first cell
    [[nodiscard]] double share() const { return static_cast<double>(solved) / static_cast<double>(runs); }
};

/// The cells of a sweep one below the other: value, share with its interval, difference to the first with its interval
/// and McNemar's p.
struct SweepTable {
    QStringList keys;
    QList<SweepCell> cells;
    int selected = -1;
    int first = 0;  ///< the topmost row that is shown
    QString hint{}; ///< what can be done here, below the rows
    QString emptyTitle{}, emptyText{};

    [[nodiscard]] bool isEmpty() const { return cells.isEmpty(); }
    [[nodiscard]] int rowsThatFit(const QRectF &area) const;
    [[nodiscard]] QRectF rowRect(const QRectF &area, int cell) const;
    [[nodiscard]] int cellAt(const QRectF &area, QPointF pixel) const; ///< −1: none
    /// So high that all rows have room.
    [[nodiscard]] double fullHeight() const;
    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

private:
    struct Columns;
    [[nodiscard]] Columns columns(const QRectF &area) const;
    void paintHeader(QPainter &painter, const Columns &columns, const Theme &theme) const;
    void paintRow(QPainter &painter, const Columns &columns, const QRectF &row, const SweepCell &cell,
                  const Theme &theme) const;
};

/// The solved share over the values of two keys (or of one), a coloured field each.
struct SweepMap {
    QStringList keys;         ///< the first goes up, the second across
    QList<QStringList> steps; ///< values of each key
    QList<SweepCell> cells;   ///< the second key's values change fastest
    int selected = -1;
    QString emptyTitle{}, emptyText{};

    [[nodiscard]] bool isEmpty() const { return cells.isEmpty(); }
    [[nodiscard]] int columnCount() const;
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    [[nodiscard]] QRectF fieldRect(const QRectF &area, int cell) const;
    [[nodiscard]] int cellAt(const QRectF &area, QPointF pixel) const; ///< −1: none
    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

private:
    void paintFields(QPainter &painter, const QRectF &area, const Theme &theme) const;
    void paintLabels(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintColourBar(QPainter &painter, const QRectF &plot, const Theme &theme) const;
};

/// A share as a colour: paper to the colour of what is solved.
[[nodiscard]] QColor shareColour(double share, const Theme &theme);

[[nodiscard]] SweepTable sweepTable(const Census &census);
[[nodiscard]] SweepMap sweepMap(const Census &census);

} // namespace basin
