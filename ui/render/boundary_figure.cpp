#include "render/boundary_figure.h"

#include "render/drawing.h"
#include "render/network_figure.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include "network/activation.h"
#include "network/dense_kernel.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int mostNamedLines = 8;
constexpr std::size_t mostPoints = 4000;
constexpr int curveCells = 512;
constexpr double smallPointsFrom = 60; ///< samples

struct Text {
    Q_DECLARE_TR_FUNCTIONS(BoundaryFigure)
};

/// What the values of the shown unit mean: their range, and the level that parts the classes.
struct Meaning {
    Range range;
    std::optional<double> threshold;
};

Meaning meaningOf(const PreparedRun &run, int layer)
{
    const Architecture &architecture = run.spec.architecture;
    const int last = static_cast<int>(architecture.layers().size()) - 1;
    const int shown = layer < 0 ? last : layer;
    const Activation &activation = *findActivation(architecture.layers()[static_cast<std::size_t>(shown)].activation);
    const Matrix &targets = run.data->raw.targets;
    const double low = targets.size() > 0 ? targets.minCoeff() : 0.0;
    const double high = targets.size() > 0 ? targets.maxCoeff() : 1.0;
    Meaning meaning;
    if (shown == last && run.data->raw.classification)
        meaning.threshold = (low + high) / 2;
    if (std::isfinite(activation.low) && std::isfinite(activation.high))
        meaning.range = {activation.low, activation.high};
    else if (shown == last && high > low)
        meaning.range = {low, high};
    else
        meaning.range = {activation.low == 0.0 ? 0.0 : -2.0, 2.0};
    return meaning;
}

QString axisTitle(const PreparedRun &run, int input, double low, double high)
{
    const QString title = Text::tr("input %1").arg(inputName(*run.data, input));
    const FeatureScale &scale = run.data->scale;
    if (scale.isIdentity())
        return title;
    const auto scaled = [&](double raw) { return numbers::fixed((raw - scale.offset[input]) / scale.scale[input], 1); };
    return Text::tr("%1 (scaled: %2 … %3)").arg(title, scaled(low), scaled(high));
}

/// The values of one unit over the grid; all outputs of a network of several classes.
std::vector<float> unitValues(const PreparedRun &run, const Vector &parameters, const std::vector<float> &inputs,
                              std::int64_t cells, int layer, int unit, bool allUnits)
{
    const Architecture &architecture = run.spec.architecture;
    const int last = static_cast<int>(architecture.layers().size()) - 1;
    const int shown = layer < 0 ? last : layer;
    const std::size_t units = static_cast<std::size_t>(architecture.layers()[static_cast<std::size_t>(shown)].units);
    std::vector<float> values(static_cast<std::size_t>(cells) * units);
    const std::vector<float> theta(parameters.begin(), parameters.end());
    DenseKernel<float> kernel(architecture, run.spec.loss);
    kernel.outputs(theta.data(), inputs.data(), cells, values.data(), shown);
    if (allUnits || units == 1)
        return values;
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(unit) * cells;
    return {first, first + cells};
}

/// Where the first hidden layer's units have the net input 0: straight lines, in raw units.
QList<UnitLine> zeroLines(const PreparedRun &run, const Vector &parameters, const InputPlane &plane)
{
    const Architecture &architecture = run.spec.architecture;
    QList<UnitLine> lines;
    if (architecture.layers().size() < 2 || architecture.isRecurrent())
        return lines; // the gates' zero lines differ
    const LayerLayout &layout = architecture.layout(0);
    const FeatureScale &scale = run.data->scale;
    const QRectF bounds(plane.left, plane.bottom, plane.right - plane.left, plane.top - plane.bottom);
    for (int unit = 0; unit < std::min(layout.units, NetworkFigure::maximumShownUnits); ++unit) {
        double across = 0.0;
        double up = 0.0;
        double constant = parameters[layout.bias + unit];
        for (int input = 0; input < layout.inputs; ++input) {
            const double slope =
                parameters[layout.kernel + static_cast<Eigen::Index>(input) * layout.units + unit] / scale.scale[input];
            constant -= slope * scale.offset[input];
            if (input == plane.horizontal)
                across = slope;
            else if (input == plane.vertical)
                up = slope;
            else
                constant += slope * plane.held[static_cast<std::size_t>(input)];
        }
        const QPolygonF line = straightLine(across, up, constant, bounds);
        if (line.isEmpty())
            continue;
        const QString name = layout.units <= mostNamedLines ? QStringLiteral("h%1").arg(unit + 1) : QString();
        lines.append({.paths = {line}, .label = name});
    }
    return lines;
}

/// The same over one input: where each unit's net input is 0.
void addZeros(FunctionFigure &curve, const PreparedRun &run, const Vector &parameters)
{
    if (run.spec.architecture.isRecurrent())
        return;
    const LayerLayout &layout = run.spec.architecture.layout(0);
    const FeatureScale &scale = run.data->scale;
    for (int unit = 0; unit < std::min(layout.units, mostNamedLines); ++unit) {
        const double slope = parameters[layout.kernel + unit] / scale.scale[0];
        const double constant = parameters[layout.bias + unit] - slope * scale.offset[0];
        if (slope != 0.0)
            curve.zeros.append({.x = -constant / slope, .label = QStringLiteral("h%1").arg(unit + 1)});
    }
}

void addPoints(const PreparedRun &run, const BoundaryOptions &options, double threshold, QList<FigurePoint> &points,
               QList<qsizetype> &rows)
{
    const Dataset &raw = run.data->raw;
    // Beyond some thousands single samples cannot be told apart: an even choice of them is drawn, and the axis says so.
    const std::size_t step = std::max<std::size_t>(1, static_cast<std::size_t>(raw.samples()) / mostPoints);
    const auto add = [&](const std::vector<Eigen::Index> &all, bool isTest) {
        for (std::size_t i = 0; i < all.size(); i += step) {
            const Eigen::Index row = all[i];
            const double y = options.plane.isLine() ? raw.targets(row, 0) : raw.inputs(row, options.plane.vertical);
            FigurePoint point{.at = {raw.inputs(row, options.plane.horizontal), y}, .isHollow = isTest};
            if (raw.classification)
                point.classIndex = classOf(raw, row, threshold);
            else
                point.value = raw.targets(row, std::min<Eigen::Index>(options.unit, raw.targets.cols() - 1));
            points.append(point);
            rows.append(row);
        }
    };
    add(run.data->trainRows, false);
    if (options.testPoints)
        add(run.data->testRows, true);
}

void fillCurve(BoundaryFigure &figure, const PreparedRun &run, const Vector &parameters, const BoundaryOptions &options,
               const Meaning &meaning)
{
    figure.isCurve = true;
    const Architecture &architecture = run.spec.architecture;
    const InputPlane &plane = options.plane;
    const int last = static_cast<int>(architecture.layers().size()) - 1;
    const bool isOutput = options.layer < 0;
    const int outputs = isOutput ? architecture.outputCount() : 1;
    const std::vector<float> inputs = gridInputs(plane, run.data->scale, curveCells, 1);
    const std::vector<float> values =
        unitValues(run, parameters, inputs, curveCells, options.layer, options.unit, isOutput);
    FunctionFigure &curve = figure.curve;
    curve.valueRange = meaning.range;
    curve.threshold = outputs == 1 ? meaning.threshold : std::nullopt;
    double low = meaning.range.low;
    double high = meaning.range.high;
    for (int output = 0; output < outputs; ++output) {
        CurveSpec spec;
        for (int i = 0; i < curveCells; ++i) {
            const double x = plane.left + (plane.right - plane.left) * (i + 0.5) / curveCells;
            spec.points.append({x, static_cast<double>(values[static_cast<std::size_t>(output * curveCells + i)])});
        }
        if (outputs > 1) {
            spec.role = CurveRole::Custom;
            spec.colour = classColour(output, Theme::light());
            spec.name = unitName(architecture, *run.data, last, output);
        }
        curve.curves.append(std::move(spec));
    }
    for (const FigurePoint &point : curve.points) {
        low = std::min(low, point.at.y());
        high = std::max(high, point.at.y());
    }
    const double margin = (high - low) * 0.08;
    curve.x = {.range = {plane.left, plane.right}, .title = axisTitle(run, plane.horizontal, plane.left, plane.right)};
    const QString name = unitName(architecture, *run.data, isOutput ? last : options.layer, options.unit);
    curve.y = {.range = {low - margin, high + margin}, .title = isOutput ? Text::tr("output %1").arg(name) : name};
    if (options.zeroLines && isOutput && architecture.layers().size() > 1)
        addZeros(curve, run, parameters);
}

} // namespace

int classOf(const Dataset &data, Eigen::Index row, double threshold)
{
    if (data.targets.cols() == 1)
        return data.targets(row, 0) > threshold ? 1 : 0;
    Eigen::Index largest = 0;
    data.targets.row(row).maxCoeff(&largest);
    return static_cast<int>(largest);
}

BoundaryFigure boundaryFigure(const PreparedRun &run, const Vector &parameters, const BoundaryOptions &options,
                              const Theme &theme)
{
    BoundaryFigure figure;
    const Architecture &architecture = run.spec.architecture;
    const Meaning meaning = meaningOf(run, options.layer);
    const double middle = meaning.threshold.value_or(0.5);
    if (options.plane.isLine()) {
        addPoints(run, options, middle, figure.curve.points, figure.rows);
        fillCurve(figure, run, parameters, options, meaning);
        return figure;
    }
    HeatMapFigure &map = figure.map;
    addPoints(run, options, middle, map.points, figure.rows);
    map.pointRadius = static_cast<double>(map.points.size()) > smallPointsFrom ? 4.0 : 7.0;
    const InputPlane &plane = options.plane;
    const std::int64_t cells = static_cast<std::int64_t>(options.cells) * options.cells;
    const std::vector<float> inputs = gridInputs(plane, run.data->scale, options.cells, options.cells);
    const bool isOutput = options.layer < 0;
    map.classCount = isOutput && run.data->raw.classification ? std::max(1, architecture.outputCount()) : 1;
    const bool several = map.classCount > 2;
    map.grid = {.columns = options.cells,
                .rows = options.cells,
                .values = unitValues(run, parameters, inputs, cells, options.layer, options.unit, several)};
    map.x = {.range = {plane.left, plane.right}, .title = axisTitle(run, plane.horizontal, plane.left, plane.right)};
    if (map.points.size() < run.data->raw.samples() && options.testPoints)
        map.x.title = Text::tr("%1 · %2 of %3 samples drawn")
                          .arg(map.x.title, numbers::count(map.points.size()), numbers::count(run.data->raw.samples()));
    map.y = {.range = {plane.bottom, plane.top}, .title = axisTitle(run, plane.vertical, plane.bottom, plane.top)};
    map.valueRange = meaning.range;
    const int last = static_cast<int>(architecture.layers().size()) - 1;
    const QString name = unitName(architecture, *run.data, isOutput ? last : options.layer, options.unit);
    map.valueTitle = isOutput ? Text::tr("output %1").arg(name) : name;
    map.contours.clear();
    if (meaning.threshold || !isOutput)
        map.contours.append(
            ContourSpec{.level = meaning.threshold.value_or((meaning.range.low + meaning.range.high) / 2)});
    if (several) {
        for (int i = 0; i < map.classCount; ++i)
            map.classNames.append(unitName(architecture, *run.data, last, i));
    }
    if (options.zeroLines && isOutput)
        map.lines = zeroLines(run, parameters, plane);
    map.prepare(theme);
    return figure;
}

void BoundaryFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    isCurve ? curve.paint(painter, area, theme) : map.paint(painter, area, theme);
}

QRectF BoundaryFigure::plotRect(const QRectF &area) const
{
    return isCurve ? curve.plotRect(area) : map.plotRect(area);
}

QPointF BoundaryFigure::toData(const QRectF &area, QPointF pixel) const
{
    return isCurve ? curve.toData(plotRect(area), pixel) : map.toData(plotRect(area), pixel);
}

QPointF BoundaryFigure::toPixel(const QRectF &area, QPointF data) const
{
    return isCurve ? curve.toPixel(plotRect(area), data) : map.toPixel(plotRect(area), data);
}

std::optional<double> BoundaryFigure::valueAt(QPointF data) const
{
    if (isCurve) {
        const auto point = curve.curves.isEmpty() ? std::nullopt : nearestPoint(curve.curves.first().points, data.x());
        return point ? std::optional(point->y()) : std::nullopt;
    }
    const double across = map.x.position(data.x());
    const double up = map.y.position(data.y());
    if (across < 0 || across >= 1 || up <= 0 || up > 1 || map.grid.isEmpty())
        return std::nullopt;
    const auto column = static_cast<std::size_t>(across * map.grid.columns);
    const auto row = static_cast<std::size_t>((1 - up) * map.grid.rows);
    return static_cast<double>(map.grid.values[row * static_cast<std::size_t>(map.grid.columns) + column]);
}

qsizetype BoundaryFigure::pointAt(const QRectF &area, QPointF pixel) const
{
    qsizetype best = -1;
    double nearest = 9.0; // pixels
    const auto &all = shownPoints();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QPointF away = toPixel(area, all[i].at) - pixel;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

} // namespace basin
