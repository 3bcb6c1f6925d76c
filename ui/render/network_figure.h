#pragma once

#include "render/theme.h"

#include <QImage>
#include <QPainterPath>
#include <QRectF>
#include <QString>
#include <QVector>

#include <array>
#include <cstdint>
#include <vector>

class QPainter;

namespace basin {

/// A network as a picture: a tile with the live response of every unit, an edge for every weight, a swatch for every
/// bias. A value: fill in what is to be shown, ask it to paint or what lies under a point. Shared by the window, the
/// exports and the command line; may be painted on any thread.
struct NetworkFigure {
    struct Unit {
        QString name;                ///< "x₁", "h₁", "y"
        double bias = 0.0;           ///< unused for inputs
        std::int64_t biasIndex = -1; ///< in θ; −1: an input, or a unit with gates
        bool frozen = false;
        QImage thumbnail; ///< its response over the input plane; null: neutral
    };
    struct Column {
        QString title;            ///< "Hidden layer"
        QString note;             ///< "2 units · tanh"
        QString shortTitle;       ///< "2 × tanh", where there is room for one line only
        bool hidden = false;      ///< units can be added and removed
        bool hasMenu = false;     ///< a click on the note offers activations
        bool isRecurrent = false; ///< reads its inputs step by step, with gates: a band leads to it instead of edges
        int unitCount = 0;        ///< in the network; at most maximumShownUnits of them are in `units`
        std::vector<Unit> units;
    };
    struct Edge {
        int column = 0; ///< it leads from here to the next column
        int from = 0;
        int to = 0;
        double weight = 0.0;
        std::int64_t index = -1; ///< in θ
        bool frozen = false;
    };

    /// What lies under a point.
    struct Target {
        enum class Kind { Nothing, Unit, Edge, AddUnit, RemoveUnit, LayerMenu, AddLayer };
        Kind kind = Kind::Nothing;
        int column = 0; ///< of a unit or header; AddLayer: the column before the gap
        int unit = 0;
        int edge = -1; ///< place in `edges`
        friend bool operator==(const Target &, const Target &) = default;
    };

    static constexpr int maximumShownUnits = 32;
    static constexpr double fullWeight = 6.0; ///< colour and width are clipped beyond this size

    std::vector<Column> columns; ///< inputs, hidden layers, outputs
    std::vector<Edge> edges;
    bool editable = false; ///< draws the buttons that add and remove units
    bool compact = false;  ///< one-line headings and small tiles, for a low window

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;
    /// What is added on top for the pointer or the keyboard: never part of an exported picture.
    void paintHighlight(QPainter &painter, const QRectF &area, const Theme &theme, const Target &target) const;
    /// Marks the weights that are the axes of the error surface with a line and a letter; also only on the screen.
    /// @param axes  indices in θ: a, b; −1: none
    void paintAxes(QPainter &painter, const QRectF &area, const Theme &theme,
                   const std::array<std::int64_t, 2> &axes) const;
    /// The weight or bias that a target stands for, as an index in θ; −1: none.
    [[nodiscard]] std::int64_t parameterOf(const Target &target) const;
    [[nodiscard]] Target targetAt(const QPointF &point, const QRectF &area) const;
    /// Where a target is drawn, for popups and for the keyboard.
    [[nodiscard]] QRectF targetRect(const Target &target, const QRectF &area) const;
    /// Everything one can go to by keyboard, in reading order.
    [[nodiscard]] std::vector<Target> targets() const;

private:
    struct Layout;
    void paintHeaders(QPainter &painter, const Layout &layout, const Theme &theme) const;
    void paintBands(QPainter &painter, const Layout &layout, const Theme &theme) const;
    void paintEdges(QPainter &painter, const Layout &layout, const Theme &theme) const;
    void paintPills(QPainter &painter, const Layout &layout, const Theme &theme) const;
    void paintUnits(QPainter &painter, const Layout &layout, const Theme &theme) const;
    void paintLegend(QPainter &painter, const Layout &layout, const Theme &theme) const;
};

/// The colour of a signed value: −full orange, 0 neutral, +full blue, linear in sRGB, clipped.
[[nodiscard]] QColor signedColour(double value, double full, const Theme &theme);

} // namespace basin
