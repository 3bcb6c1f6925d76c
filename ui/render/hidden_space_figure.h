#pragma once

#include "render/heat_map_figure.h"
#include "render/input_plane.h"

#include "project/project.h"

#include <array>
#include <vector>

namespace basin {

/// The samples as the last hidden layer of two or three units maps them, with the input grid bent along and the output
/// unit's line (or plane): what cannot be parted by a straight line in the inputs can be here. A value; any thread.
struct HiddenSpaceFigure {
    using Place = std::array<double, 3>; ///< activations of the hidden units; the third is 0 for two

    int units = 0;                             ///< 2 or 3; 0: this network has another number
    HeatMapFigure map;                         ///< for two units: the output over their activations
    std::vector<std::vector<Place>> gridLines; ///< the input plane's lines
    std::vector<Place> samples;
    std::vector<FigurePoint> marks; ///< class and part of each sample
    std::array<QString, 3> names;
    Range range;                        ///< of the activations, all units alike
    std::array<double, 4> separation{}; ///< three units: weights and offset of the output's plane
    bool hasSeparation = false;
    double yaw = 0.6; ///< three units: how the space is turned, in radians
    double pitch = 0.4;
    QString emptyText;

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;

private:
    void paintPlane(QPainter &painter, const QRectF &area, const Theme &theme) const;
    void paintSpace(QPainter &painter, const QRectF &area, const Theme &theme) const;
};

[[nodiscard]] HiddenSpaceFigure hiddenSpaceFigure(const PreparedRun &run, const Vector &parameters,
                                                  const InputPlane &plane, const Theme &theme);

} // namespace basin
