#include "render/outcome_picture.h"

#include "render/boundary_figure.h"
#include "render/drawing.h"
#include "render/run_figures.h"
#include "render/theme.h"

#include "training/trainer.h"

#include <QPainter>

#include <algorithm>
#include <exception>

namespace basin {

namespace {

constexpr std::int64_t updatesAtATime = 2000; ///< between two looks at the stop token
constexpr float leastSpread = 1e-4F;
constexpr qsizetype mostMarks = 8;
constexpr double markShare = 0.055; ///< a pattern's radius in the picture's side

/// Where the output is the same everywhere, the line between the classes would be drawn through rounding errors.
HeatMapFigure withoutNoise(HeatMapFigure map)
{
    const auto [low, high] = std::ranges::minmax_element(map.grid.values);
    if (low != map.grid.values.end() && *high - *low < leastSpread) {
        map.contours.clear();
        map.contourPaths.clear();
    }
    return map;
}

QImage planePicture(const HeatMapFigure &map, int pixels, const Theme &theme)
{
    QImage image(pixels, pixels, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF plot(0, 0, pixels, pixels);
    map.paintField(painter, plot, theme);
    if (map.points.size() <= mostMarks)
        for (const FigurePoint &point : map.points)
            paintClassMark(painter, map.toPixel(plot, point.at), point.classIndex, theme, markShare * pixels);
    return image;
}

} // namespace

std::optional<Vector> trainAgain(const PreparedRun &run, std::stop_token stop)
{
    Trainer trainer(run.spec, run.data);
    while (trainer.stopReason() == StopReason::None && !stop.stop_requested())
        trainer.advance(updatesAtATime);
    if (stop.stop_requested())
        return std::nullopt;
    return trainer.parameters();
}

QImage outcomePicture(const CensusSpec &spec, std::int64_t cell, std::int64_t run, int pixels, const Theme &theme,
                      std::stop_token stop)
{
    try {
        const PreparedRun prepared = prepareRun(runProject(spec, cell, run));
        const auto parameters = trainAgain(prepared, stop);
        if (!parameters)
            return {};
        const int inputs = prepared.spec.architecture.inputCount();
        const InputPlane plane = standardPlane(*prepared.data, 0, std::min(1, inputs - 1));
        const BoundaryFigure figure = boundaryFigure(
            prepared, *parameters, {.plane = plane, .cells = pixels, .zeroLines = false, .testPoints = false}, theme);
        if (!figure.isCurve)
            return planePicture(withoutNoise(figure.map), pixels, theme);
        const auto pictures = unitThumbnails(prepared, *parameters, plane, theme, pixels);
        return pictures.empty() ? QImage() : pictures.back();
    } catch (const std::exception &) {
        return {}; // a start without a finite loss has no boundary
    }
}

} // namespace basin
