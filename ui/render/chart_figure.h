#pragma once

#include "render/axis.h"

#include <QColor>
#include <QList>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace basin {

struct Theme;

/// What a curve is, which decides its colour.
enum class CurveRole {
    Ink,    ///< the live run
    Pinned, ///< an earlier run
    Second, ///< beside the live run: the test loss, the loss with penalty
    Custom  ///< `colour`: a class, a weight
};

struct CurveSpec {
    QString name{};          ///< stands at the curve's end, unless empty
    QList<QPointF> points{}; ///< x ascending, up to some ten thousand; values that are not finite leave a gap
    CurveRole role = CurveRole::Ink;
    QColor colour{};
    double width = 2.0;
    bool isDashed = false;
    int panel = 0;
    bool showsNewest = false; ///< a dot and the number at its end
};

/// A vertical dotted line with a diamond on top: a knob was turned here.
struct ChartMark {
    double x = 0.0;
    QString label{};
};

/// A dashed horizontal line with a name: a known level.
struct ChartLevel {
    double y = 0.0;
    QString label{};
    int panel = 0;
};

/// One of the plots above each other that share the horizontal axis.
struct ChartPanel {
    QString title{};
    bool isLog = false;
    std::optional<Range> range{}; ///< what it shows; else what its curves need
    int decimals = 4;             ///< of numbers shown
    double share = 1.0;           ///< of the height
    double spacing = 0.0;         ///< least pixels between labels; 0: the usual
};

/// Curves over one horizontal axis, in one plot or in several above each other. A value: the window's CurveChart, the
/// exports and the command line paint the same one.
struct ChartFigure {
    QList<ChartPanel> panels{ChartPanel{}};
    QList<CurveSpec> curves{};
    QList<ChartMark> marks{};
    QList<ChartLevel> levels{};
    std::optional<double> now{}; ///< where the run stands, when it is not at the curves' end
    QString xTitle{};
    bool isLogX = false;
    std::optional<Range> xRange{}; ///< what it shows; else what the curves need
    QString emptyTitle{}, emptyText{};

    /// One panel, placed and scaled.
    struct Plot {
        QRectF rect;
        Axis x, y;
        [[nodiscard]] QPointF toPixel(QPointF data) const;
        [[nodiscard]] QPointF toData(QPointF pixel) const;
        [[nodiscard]] bool canShow(QPointF data) const; ///< finite, and above zero where the axis is logarithmic
    };

    /// Place and scale of each panel.
    [[nodiscard]] QList<Plot> plots(const QRectF &area) const;
    [[nodiscard]] bool isEmpty() const;

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

    /// A line at x with each curve's value there.
    void paintReadOut(QPainter &painter, const QRectF &area, const Theme &theme, double x) const;

    [[nodiscard]] static QColor colourOf(const CurveSpec &curve, const Theme &theme);
};

/// A curve as pixels: at most two points a column (its lowest and its highest), in pieces where it has gaps, cut at
/// the plot's edge.
[[nodiscard]] QList<QPolygonF> curvePixels(const QList<QPointF> &points, const ChartFigure::Plot &plot);

void paintCurve(QPainter &painter, const CurveSpec &curve, const ChartFigure::Plot &plot, const Theme &theme);

/// A value as the panel shows it: with its decimals, or as a power of ten where those would leave only zeros.
[[nodiscard]] QString valueText(double value, int decimals);

/// The curve's value at the point nearest to x; nothing if there is none.
[[nodiscard]] std::optional<QPointF> nearestPoint(const QList<QPointF> &points, double x);

} // namespace basin
