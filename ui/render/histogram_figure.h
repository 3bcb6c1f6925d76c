#pragma once

#include "render/axis.h"

#include <QColor>
#include <QList>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace basin {

struct Theme;

/// Counts as bars, one colour on another. A value: fill it anywhere, paint it on a window or an export.
struct HistogramFigure {
    struct Series {
        QString label{}; ///< stands beside its highest bar
        QColor colour{};
        std::vector<double> counts{};
    };
    struct Mark {
        double x = 0.0;
        QString label{};
    };
    Axis x;
    QString yTitle{};
    std::vector<double> edges{};
    std::vector<Series> series{};
    QList<Mark> marks{};                   ///< vertical lines with names: a median
    std::optional<Range> band{};           ///< a range of x that is shaded: between the quartiles
    QString note{};                        ///< what is not in the picture, at its top right
    std::optional<std::size_t> selected{}; ///< the bin under the mouse or the keyboard
    QString emptyTitle{}, emptyText{};

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QRectF plotRect(const QRectF &area) const;
    /// The bin whose column a pixel lies in.
    [[nodiscard]] std::optional<std::size_t> binAt(const QRectF &area, QPointF pixel) const;
    /// The series of the bar at a pixel's height there, else that of the bin's tallest.
    [[nodiscard]] std::optional<std::size_t> seriesAt(const QRectF &area, QPointF pixel) const;
    /// The column of a bin, from its bars' top to the base line.
    [[nodiscard]] QRectF column(const QRectF &area, std::size_t bin) const;
    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

private:
    [[nodiscard]] double total(std::size_t bin) const;
    [[nodiscard]] Axis yAxis() const;
    [[nodiscard]] QList<QRectF> bars(const QRectF &plot, std::size_t series) const;
    void paintBars(QPainter &painter, const QRectF &plot, const Theme &theme) const;
    void paintMarks(QPainter &painter, const QRectF &plot, const Theme &theme, QList<QRectF> &taken) const;
    void paintLabels(QPainter &painter, const QRectF &plot, const Theme &theme, QList<QRectF> taken) const;
};

} // namespace basin
