#pragma once

#include <QColor>
#include <QImage>
#include <QSize>

#include <memory>
#include <vector>

namespace basin {

/// The body of a surface drawn by OpenGL through Qt Data Visualization, into an image: axes and marks are ours, laid
/// over it by Surface3dFigure::paintAround(), so that texts are as sharp as everywhere and no foreign window stands in
/// ours. That library brings Qt Quick along, so the class behind this one lives in a module of its own, which is loaded
/// when a surface is first seen (surface_3d_graph.cpp). GUI thread only.
class Surface3dScene {
public:
    /// Whether this machine gives an OpenGL context; asked once. Without one Qt Data Visualization would crash.
    [[nodiscard]] static bool isPossible();
    /// Null where the module is not there or gets no context. @param aspect  how many times as wide as high
    [[nodiscard]] static std::unique_ptr<Surface3dScene> load(double aspect);

    virtual ~Surface3dScene() = default;

    /// @param heights  0 … 1, (column i, row j) at j · columns + i; none: the floor alone
    virtual void setBody(int columns, int rows, const std::vector<float> &heights, const QImage &texture,
                         const QImage &floor) = 0;

    struct Shot {
        QSize pixels;          ///< of the device
        double turn = 0.0;     ///< degrees, as in Camera3d
        double tilt = 0.0;     ///< degrees
        double halfSide = 1.0; ///< of the floor, in pixels of the device
        int samples = 4;       ///< against jagged edges
        QColor background{};
    };
    [[nodiscard]] virtual QImage render(const Shot &shot) = 0;
    /// The same on no background.
    [[nodiscard]] QImage renderTransparent(Shot shot);
};

/// What the module exports under the name "basinSurface3d".
using Surface3dFactory = Surface3dScene *(*)(double aspect);

} // namespace basin
