#pragma once

#include "render/axis.h"
#include "render/surface_figure.h"

#include <QImage>
#include <QList>
#include <QPointF>
#include <QRectF>

#include <vector>

class QPainter;

namespace basin {

struct Theme;

/// From where a surface is looked at, orthographically. Degrees.
struct Camera3d {
    double turn = 0.0;  ///< about the vertical: at 0 a runs to the right, at 90 towards the front
    double tilt = 35.0; ///< 0: from the side, 90: straight from above
    double zoom = 1.0;  ///< 1: all of it fits at any turn
    friend bool operator==(const Camera3d &, const Camera3d &) = default;
};

/// Where points of the unit cube (a, b, height) lie on a picture.
class Projection3d {
public:
    Projection3d(const QRectF &area, const Camera3d &camera);

    [[nodiscard]] QPointF toPixel(double a, double b, double height) const;
    [[nodiscard]] double halfSide() const { return m_halfSide; } ///< of the floor, in pixels
    [[nodiscard]] QPointF centre() const { return m_centre; }    ///< of the picture
    /// The step (a, b, height) that leads straight to the eye.
    struct Step {
        double a, b, height;
    };
    [[nodiscard]] Step towardsEye() const;

    /// The floor is so many times as wide as the cube is high.
    static constexpr double aspect = 1.5;

private:
    QPointF m_centre;
    double m_halfSide;
    double m_cosTurn, m_sinTurn, m_cosTilt, m_sinTilt;
};

/// The surface as a body: a mesh with a texture, drawn by OpenGL, and all that stands around it, drawn by
/// paintAround(). A value; make it on any thread.
struct Surface3dFigure {
    struct Mark {
        SurfaceMark::Kind kind;
        QPointF at; ///< 0 … 1 along a and b
        QString label{};
    };

    int columns = 0; ///< of the mesh; at most mostPoints
    int rows = 0;
    std::vector<float> heights{}; ///< (column i, row j) at j · columns + i; 0 … 1
    QImage texture{};             ///< over all of it, the highest b on top
    Axis a, b, height;
    QString held{}; ///< what is held fixed
    QList<Mark> marks{};

    static constexpr int mostPoints = 101;

    [[nodiscard]] bool isEmpty() const { return heights.empty(); }
    [[nodiscard]] double heightAt(QPointF at) const; ///< between the mesh's points
    /// Whether a point of the surface is behind another part of it.
    [[nodiscard]] bool isHidden(QPointF at, const Projection3d &projection) const;
    /// The floor with the lines of its axes.
    [[nodiscard]] QImage floor(const Theme &theme) const;
    /// Axes, names and marks, over the picture of the body.
    void paintAround(QPainter &painter, const QRectF &area, const Camera3d &camera, const Theme &theme) const;
    /// What stands below: "7 other weights held as at epoch 1 230", "height: loss, log scale 0.003 … 3".
    [[nodiscard]] QStringList notes() const;
    /// The turn of the standard view: of four the one from which the least of the depths and marks is hidden.
    [[nodiscard]] double standardTurn() const;

private:
    void paintFloorAxis(QPainter &painter, const Projection3d &projection, bool isA, const Camera3d &camera,
                        const Theme &theme) const;
    void paintHeightAxis(QPainter &painter, const Projection3d &projection, const Camera3d &camera,
                         const Theme &theme) const;
    void paintMarks(QPainter &painter, const QRectF &area, const Projection3d &projection, const Theme &theme) const;
};

/// The same surface as on the map: its colours, its range and clip as heights. What is no number is at the top.
[[nodiscard]] Surface3dFigure surface3dFigure(const SurfaceFigure &map);

} // namespace basin
