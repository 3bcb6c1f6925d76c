#include "render/hidden_space_figure.h"

#include "render/boundary_figure.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/run_figures.h"

#include "network/activation.h"
#include "network/dense_kernel.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int gridLineCount = 11;
constexpr int pointsPerLine = 49;
constexpr int mapCells = 192;
constexpr qsizetype mostSamples = 2000;
constexpr double turnedReach = 1.9; ///< of the cube's corners, whichever way it is turned

struct Text {
    Q_DECLARE_TR_FUNCTIONS(HiddenSpaceFigure)
};

/// The range of activations shown: that of the activation with a margin, else what the samples need.
Range shownRange(const Activation &activation, const std::vector<HiddenSpaceFigure::Place> &samples)
{
    double low = activation.low;
    double high = activation.high;
    if (!std::isfinite(low) || !std::isfinite(high)) {
        low = 0.0;
        high = 1e-3;
        for (const auto &place : samples) {
            for (const double value : place) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    }
    const double margin = (high - low) * 0.25;
    return {low - margin, high + margin};
}

/// Activations of the last hidden layer for scaled inputs, feature by feature.
std::vector<HiddenSpaceFigure::Place> placesOf(const PreparedRun &run, const std::vector<float> &theta,
                                               const std::vector<float> &inputs, std::size_t count)
{
    const Architecture &architecture = run.spec.architecture;
    const int layer = static_cast<int>(architecture.layers().size()) - 2;
    const auto units = static_cast<std::size_t>(architecture.layers()[static_cast<std::size_t>(layer)].units);
    std::vector<float> values(count * units);
    DenseKernel<float> kernel(architecture, run.spec.loss);
    kernel.outputs(theta.data(), inputs.data(), static_cast<std::int64_t>(count), values.data(), layer);
    std::vector<HiddenSpaceFigure::Place> places(count, HiddenSpaceFigure::Place{});
    for (std::size_t unit = 0; unit < units; ++unit) {
        for (std::size_t i = 0; i < count; ++i)
            places[i][unit] = static_cast<double>(values[unit * count + i]);
    }
    return places;
}

std::vector<float> scaledRows(const PreparedData &data, const std::vector<Eigen::Index> &rows)
{
    const Eigen::Index features = data.raw.inputs.cols();
    std::vector<float> inputs;
    inputs.reserve(rows.size() * static_cast<std::size_t>(features));
    for (Eigen::Index f = 0; f < features; ++f) {
        for (const Eigen::Index row : rows)
            inputs.push_back(
                static_cast<float>((data.raw.inputs(row, f) - data.scale.offset[f]) / data.scale.scale[f]));
    }
    return inputs;
}

/// The lines of a grid over the input plane, as scaled inputs.
std::vector<std::vector<float>> inputGrid(const InputPlane &plane, const FeatureScale &scale)
{
    std::vector<std::vector<float>> lines;
    const auto add = [&](bool upright, double share) {
        std::vector<float> line(plane.held.size() * pointsPerLine);
        for (std::size_t f = 0; f < plane.held.size(); ++f) {
            for (int i = 0; i < pointsPerLine; ++i) {
                const double along = i / (pointsPerLine - 1.0);
                const int feature = static_cast<int>(f);
                double raw = plane.held[f];
                if (feature == plane.horizontal)
                    raw = plane.left + (plane.right - plane.left) * (upright ? share : along);
                else if (feature == plane.vertical)
                    raw = plane.bottom + (plane.top - plane.bottom) * (upright ? along : share);
                line[f * pointsPerLine + static_cast<std::size_t>(i)] =
                    static_cast<float>((raw - scale.offset[feature]) / scale.scale[feature]);
            }
        }
        lines.push_back(std::move(line));
    };
    if (plane.isLine()) {
        add(false, 0.0);
        return lines;
    }
    for (int i = 0; i < gridLineCount; ++i) {
        add(true, i / (gridLineCount - 1.0));
        add(false, i / (gridLineCount - 1.0));
    }
    return lines;
}

/// The output layer over the plane of two activations.
void fillMap(HiddenSpaceFigure &figure, const PreparedRun &run, const Vector &parameters, const Theme &theme)
{
    const Architecture &architecture = run.spec.architecture;
    const std::size_t last = architecture.layers().size() - 1;
    const LayerLayout &layout = architecture.layout(last);
    const Activation &activation = *findActivation(architecture.layers()[last].activation);
    const bool several = layout.units > 2 && run.data->raw.classification;
    HeatMapFigure &map = figure.map;
    map.x = {.range = figure.range, .title = figure.names[0]};
    map.y = {.range = figure.range, .title = figure.names[1]};
    map.classCount = several ? layout.units : 1;
    map.grid.columns = map.grid.rows = mapCells;
    map.grid.values.resize(static_cast<std::size_t>(mapCells * mapCells * map.classCount));
    std::vector<double> z(static_cast<std::size_t>(layout.units));
    for (int row = 0; row < mapCells; ++row) {
        for (int column = 0; column < mapCells; ++column) {
            const double h1 = map.x.value((column + 0.5) / mapCells);
            const double h2 = map.y.value(1 - (row + 0.5) / mapCells);
            double sum = 0.0;
            for (int k = 0; k < layout.units; ++k) {
                z[static_cast<std::size_t>(k)] = parameters[layout.bias + k] + h1 * parameters[layout.kernel + k] +
                                                 h2 * parameters[layout.kernel + layout.units + k];
            }
            const double largest = *std::max_element(z.begin(), z.end());
            if (activation.id == ActivationId::Softmax) {
                for (double &value : z) {
                    value = std::exp(value - largest);
                    sum += value;
                }
            }
            for (int k = 0; k < map.classCount; ++k) {
                const double value = z[static_cast<std::size_t>(k)];
                const double output = activation.id == ActivationId::Softmax ? value / sum : activation.value(value);
                map.grid.values[static_cast<std::size_t>((k * mapCells + row) * mapCells + column)] =
                    static_cast<float>(output);
            }
        }
    }
    const bool bounded = std::isfinite(activation.low) && std::isfinite(activation.high);
    const Matrix &targets = run.data->raw.targets;
    map.valueRange = bounded ? Range{activation.low, activation.high} : Range{targets.minCoeff(), targets.maxCoeff()};
    map.contours.clear();
    if (run.data->raw.classification && !several)
        map.contours.append(ContourSpec{.level = (targets.minCoeff() + targets.maxCoeff()) / 2});
    const int lastLayer = static_cast<int>(last);
    map.valueTitle = Text::tr("output %1").arg(unitName(architecture, *run.data, lastLayer, 0));
    for (int k = 0; several && k < layout.units; ++k)
        map.classNames.append(unitName(architecture, *run.data, lastLayer, k));
    map.prepare(theme);
}

} // namespace

HiddenSpaceFigure hiddenSpaceFigure(const PreparedRun &run, const Vector &parameters, const InputPlane &plane,
                                    const Theme &theme)
{
    HiddenSpaceFigure figure;
    const Architecture &architecture = run.spec.architecture;
    const int hidden = static_cast<int>(architecture.layers().size()) - 2;
    const int units = hidden < 0 ? 0 : architecture.layers()[static_cast<std::size_t>(hidden)].units;
    if (units != 2 && units != 3) {
        figure.emptyText = Text::tr("This picture is for a last hidden layer of two or three units.");
        return figure;
    }
    figure.units = units;
    const std::vector<float> theta(parameters.begin(), parameters.end());
    const PreparedData &data = *run.data;
    const double threshold =
        data.raw.targets.size() > 0 ? (data.raw.targets.minCoeff() + data.raw.targets.maxCoeff()) / 2 : 0.5;
    for (const auto &[rows, isTest] : {std::pair{&data.trainRows, false}, std::pair{&data.testRows, true}}) {
        const auto places = placesOf(run, theta, scaledRows(data, *rows), rows->size());
        for (std::size_t i = 0; i < places.size() && static_cast<qsizetype>(figure.samples.size()) < mostSamples; ++i) {
            figure.samples.push_back(places[i]);
            figure.marks.push_back(
                {.at = {places[i][0], places[i][1]},
                 .classIndex = data.raw.classification ? classOf(data.raw, (*rows)[i], threshold) : 0,
                 .isHollow = isTest});
        }
    }
    for (const auto &line : inputGrid(plane, data.scale))
        figure.gridLines.push_back(placesOf(run, theta, line, pointsPerLine));
    const Activation &activation = *findActivation(architecture.layers()[static_cast<std::size_t>(hidden)].activation);
    figure.range = shownRange(activation, figure.samples);
    for (int i = 0; i < units; ++i)
        figure.names[static_cast<std::size_t>(i)] = unitName(architecture, data, hidden, i);
    if (units == 2) {
        fillMap(figure, run, parameters, theme);
    } else if (architecture.outputCount() == 1) {
        const LayerLayout &layout = architecture.layout(architecture.layers().size() - 1);
        for (int i = 0; i < 3; ++i)
            figure.separation[static_cast<std::size_t>(i)] = parameters[layout.kernel + i];
        figure.separation[3] = parameters[layout.bias];
        figure.hasSeparation = true;
    }
    return figure;
}

void HiddenSpaceFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (units == 2)
        paintPlane(painter, area, theme);
    else if (units == 3)
        paintSpace(painter, area, theme);
    else
        paintEmptyText(painter, area, Text::tr("No hidden space to show."), emptyText, theme);
    painter.restore();
}

void HiddenSpaceFigure::paintPlane(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    map.paint(painter, area, theme);
    const QRectF plot = map.plotRect(area);
    QColor colour = theme.ink;
    colour.setAlphaF(0.34F);
    painter.setPen(QPen(colour, 1));
    for (const auto &line : gridLines) {
        QPolygonF path;
        for (const Place &place : line)
            path << map.toPixel(plot, {place[0], place[1]});
        for (const QPolygonF &piece : clippedLine(path, plot))
            painter.drawPolyline(piece);
    }
    const double radius = samples.size() > 60 ? 4.0 : 7.0;
    for (const FigurePoint &mark : marks)
        paintClassMark(painter, map.toPixel(plot, mark.at), mark.classIndex, theme, radius, mark.isHollow);
}

void HiddenSpaceFigure::paintSpace(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QPointF centre = area.center();
    const double size = std::min(area.width(), area.height()) / (2 * turnedReach);
    const double middle = (range.low + range.high) / 2;
    const double half = range.length() / 2;
    const auto project = [&](const Place &place) {
        const double x = (place[0] - middle) / half;
        const double y = (place[1] - middle) / half;
        const double z = (place[2] - middle) / half;
        const double across = x * std::cos(yaw) - y * std::sin(yaw);
        const double depth = x * std::sin(yaw) + y * std::cos(yaw);
        const double up = z * std::cos(pitch) + depth * std::sin(pitch);
        return QPointF(centre.x() + size * across, centre.y() - size * up);
    };
    const double low = range.low;
    const double high = range.high;
    painter.setPen(QPen(theme.grid, 1));
    for (int axis = 0; axis < 3; ++axis) { // the cube: four edges along each axis
        for (int corner = 0; corner < 4; ++corner) {
            Place from{};
            from[static_cast<std::size_t>((axis + 1) % 3)] = corner & 1 ? high : low;
            from[static_cast<std::size_t>((axis + 2) % 3)] = corner & 2 ? high : low;
            Place to = from;
            from[static_cast<std::size_t>(axis)] = low;
            to[static_cast<std::size_t>(axis)] = high;
            painter.setPen(QPen(corner == 0 ? theme.axis : theme.grid, 1));
            painter.drawLine(project(from), project(to));
            if (corner == 0) {
                painter.setPen(theme.text2);
                painter.setFont(font(TypeRole::Note));
                drawText(painter, project(to) + QPointF(8, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         names[static_cast<std::size_t>(axis)]);
            }
        }
    }
    if (hasSeparation) { // where the output's plane cuts a net of lines through the cube along its steepest axis
        std::size_t steep = 0;
        for (std::size_t i = 1; i < 3; ++i) {
            if (std::abs(separation[i]) > std::abs(separation[steep]))
                steep = i;
        }
        const std::size_t a = (steep + 1) % 3;
        const std::size_t b = (steep + 2) % 3;
        constexpr int cells = 12;
        QColor fill = theme.ink;
        fill.setAlphaF(0.14F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        const auto onPlane = [&](double u, double v) {
            Place place{};
            place[a] = low + (high - low) * u / cells;
            place[b] = low + (high - low) * v / cells;
            place[steep] = -(separation[3] + separation[a] * place[a] + separation[b] * place[b]) / separation[steep];
            return place;
        };
        for (int i = 0; separation[steep] != 0.0 && i < cells * cells; ++i) {
            const double u = i % cells;
            const double v = i / cells; // NOLINT(bugprone-integer-division): the row of the net
            QPolygonF tile;
            bool inside = true;
            for (const auto &[du, dv] : {std::pair{0, 0}, std::pair{1, 0}, std::pair{1, 1}, std::pair{0, 1}}) {
                const Place place = onPlane(u + du, v + dv);
                inside = inside && range.contains(place[steep]);
                tile << project(place);
            }
            if (inside)
                painter.drawPolygon(tile);
        }
    }
    QColor lines = theme.ink;
    lines.setAlphaF(0.34F);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(lines, 1));
    for (const auto &line : gridLines) {
        QPolygonF path;
        for (const Place &place : line)
            path << project(place);
        painter.drawPolyline(path);
    }
    const double radius = samples.size() > 60 ? 4.0 : 7.0;
    for (std::size_t i = 0; i < samples.size(); ++i)
        paintClassMark(painter, project(samples[i]), marks[i].classIndex, theme, radius, marks[i].isHollow);
    painter.setPen(theme.text3);
    painter.setFont(font(TypeRole::Caption));
    drawText(painter, QPointF(area.left() + 60, area.bottom() - 12), Qt::AlignLeft | Qt::AlignVCenter,
             Text::tr("drag to turn"));
}

} // namespace basin
