#include "render/run_figures.h"

#include "render/names.h"
#include "render/number_text.h"

#include "network/activation.h"
#include "network/dense_kernel.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace basin {

namespace {

constexpr int thumbnailSize = 64;

QString translated(const char *text, int n = -1)
{
    return QCoreApplication::translate("NetworkFigure", text, nullptr, n);
}

/// The values a picture of this activation spans; unbounded ones get what the picture holds.
std::array<float, 2> shownRange(const Activation &activation, std::span<const float> values)
{
    if (std::isfinite(activation.low) && std::isfinite(activation.high))
        return {static_cast<float>(activation.low), static_cast<float>(activation.high)};
    float largest = 1e-6F;
    for (const float value : values) {
        if (std::isfinite(value))
            largest = std::max(largest, std::abs(value));
    }
    return {-largest, largest};
}

using SignedTable = std::array<QRgb, 257>;

SignedTable signedTable(const Theme &theme)
{
    SignedTable table{};
    for (int i = 0; i < 257; ++i)
        table[static_cast<std::size_t>(i)] = signedColour((i - 128) / 128.0, 1.0, theme).rgb();
    return table;
}

QImage heatThumbnail(std::span<const float> values, int size, std::array<float, 2> range, const SignedTable &table)
{
    QImage image(size, size, QImage::Format_RGB32);
    const float factor = 256.0F / (range[1] - range[0]);
    for (int y = 0; y < size; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < size; ++x) {
            const float t = (values[static_cast<std::size_t>(y * size + x)] - range[0]) * factor;
            line[x] = t == t ? table[static_cast<std::size_t>(std::clamp(t, 0.0F, 256.0F))] : table[128];
        }
    }
    return image;
}

QImage curveThumbnail(std::span<const float> values, int size, std::array<float, 2> range, const Theme &theme)
{
    QImage image(size, size, QImage::Format_RGB32);
    image.fill(theme.surface);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double margin = size * 0.1;
    const auto height = [&](float value) {
        const float t = std::clamp((value - range[0]) / (range[1] - range[0]), 0.0F, 1.0F);
        return size - margin - (size - 2 * margin) * static_cast<double>(t);
    };
    painter.setPen(QPen(theme.grid, 2));
    painter.drawLine(QPointF(0, size / 2.0), QPointF(size, size / 2.0));
    QPainterPath path;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QPointF point((static_cast<double>(i) + 0.5) * size / static_cast<double>(values.size()),
                            height(values[i]));
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    painter.setPen(QPen(theme.signedPositive, size / 24.0));
    painter.drawPath(path);
    return image;
}

} // namespace

QString inputName(const PreparedData &data, int input)
{
    const auto &names = data.raw.inputNames;
    if (static_cast<std::size_t>(input) < names.size() &&
        names[static_cast<std::size_t>(input)] != "x" + std::to_string(input + 1))
        return QString::fromStdString(names[static_cast<std::size_t>(input)]);
    return QStringLiteral("x") + numbers::subscript(input + 1);
}

QString unitName(const Architecture &architecture, const PreparedData &data, int layer, int unit)
{
    const int last = static_cast<int>(architecture.layers().size()) - 1;
    if (layer < 0)
        return inputName(data, unit);
    if (layer < last)
        return QStringLiteral("h") + (last > 1 ? numbers::subscript(layer + 1) + QStringLiteral(",") : QString()) +
               numbers::subscript(unit + 1);
    const auto &names = data.raw.targetNames;
    if (architecture.outputCount() == 1)
        return names.size() == 1 && names[0] != "y" && !names[0].empty() ? QString::fromStdString(names[0])
                                                                         : QStringLiteral("y");
    if (static_cast<std::size_t>(unit) < names.size() &&
        names[static_cast<std::size_t>(unit)] != "y" + std::to_string(unit + 1))
        return QString::fromStdString(names[static_cast<std::size_t>(unit)]);
    return QStringLiteral("y") + numbers::subscript(unit + 1);
}

QString patternName(const PreparedData &data, std::size_t sample)
{
    constexpr Eigen::Index mostInputs = 3;
    const Eigen::Index row = data.trainRows[sample];
    QStringList inputs;
    for (Eigen::Index f = 0; f < std::min(data.raw.inputs.cols(), mostInputs); ++f)
        inputs << numbers::compact(data.raw.inputs(row, f), 2);
    return inputs.join(QStringLiteral(", "));
}

std::vector<QImage> unitThumbnails(const PreparedRun &run, const Vector &parameters, const InputPlane &plane,
                                   const Theme &theme, int size)
{
    const Architecture &architecture = run.spec.architecture;
    const int height = plane.isLine() ? 1 : size;
    const std::size_t cells = static_cast<std::size_t>(size) * static_cast<std::size_t>(height);
    const std::vector<float> inputs = gridInputs(plane, run.data->scale, size, height);
    const std::vector<float> theta(parameters.begin(), parameters.end());
    const SignedTable table = signedTable(theme);
    std::vector<QImage> images;
    const auto add = [&](std::span<const float> values, std::array<float, 2> range) {
        images.push_back(plane.isLine() ? curveThumbnail(values, size, range, theme)
                                        : heatThumbnail(values, size, range, table));
    };
    for (int i = 0; i < std::min(architecture.inputCount(), NetworkFigure::maximumShownUnits); ++i) {
        const std::span<const float> values(inputs.data() + static_cast<std::size_t>(i) * cells, cells);
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        const float middle = (*low + *high) / 2;
        const float half = std::max(1e-6F, (*high - *low) / 2);
        add(values, {middle - half, middle + half});
    }
    DenseKernel<float> kernel(architecture, run.spec.loss);
    std::vector<float> outputs;
    for (int layer = 0; layer < static_cast<int>(architecture.layers().size()); ++layer) {
        const LayerSpec &spec = architecture.layers()[static_cast<std::size_t>(layer)];
        const Activation &activation = *findActivation(spec.activation);
        outputs.resize(cells * static_cast<std::size_t>(spec.units));
        kernel.outputs(theta.data(), inputs.data(), static_cast<std::int64_t>(cells), outputs.data(), layer);
        for (int unit = 0; unit < std::min(spec.units, NetworkFigure::maximumShownUnits); ++unit) {
            const std::span<const float> values(outputs.data() + static_cast<std::size_t>(unit) * cells, cells);
            add(values, shownRange(activation, values));
        }
    }
    return images;
}

namespace {

QString columnTitle(std::size_t layer, std::size_t layers)
{
    if (layer + 1 == layers)
        return translated("Output");
    return layers == 2 ? translated("Hidden layer") : translated("Hidden %1").arg(layer + 1);
}

NetworkFigure::Column layerColumn(const PreparedRun &run, const Vector &parameters, int layer,
                                  std::vector<QImage> &images, std::size_t &nextImage)
{
    const Architecture &architecture = run.spec.architecture;
    const auto index = static_cast<std::size_t>(layer);
    const LayerSpec &spec = architecture.layers()[index];
    const LayerLayout &layout = architecture.layout(index);
    const QString activation = layerTitle(spec);
    NetworkFigure::Column column;
    column.title = columnTitle(index, architecture.layers().size());
    column.note = translated("%n unit(s) · %1", spec.units).arg(activation);
    column.hidden = index + 1 < architecture.layers().size();
    column.shortTitle =
        column.hidden || spec.units > 1 ? translated("%1 × %2").arg(spec.units).arg(activation) : activation;
    column.hasMenu = true;
    column.unitCount = spec.units;
    column.isRecurrent = spec.kind == LayerKind::Lstm;
    const auto &frozen = run.spec.training.frozen;
    for (int unit = 0; unit < std::min(spec.units, NetworkFigure::maximumShownUnits); ++unit) {
        NetworkFigure::Unit shown;
        shown.name = unitName(architecture, *run.data, layer, unit);
        if (!column.isRecurrent) { // whose units have a bias for each gate
            shown.biasIndex = layout.bias + unit;
            shown.bias = parameters[shown.biasIndex];
            shown.frozen = std::find(frozen.begin(), frozen.end(), shown.biasIndex) != frozen.end();
        }
        shown.thumbnail = std::move(images[nextImage++]);
        column.units.push_back(std::move(shown));
    }
    return column;
}

} // namespace

NetworkFigure networkFigure(const PreparedRun &run, const Vector &parameters, const InputPlane &plane,
                            const Theme &theme)
{
    const Architecture &architecture = run.spec.architecture;
    std::vector<QImage> images = unitThumbnails(run, parameters, plane, theme, thumbnailSize);
    NetworkFigure figure;
    NetworkFigure::Column inputs;
    inputs.title = inputs.shortTitle = translated("Inputs");
    inputs.note = translated("%n feature(s)", architecture.inputCount());
    inputs.unitCount = architecture.inputCount();
    for (int i = 0; i < std::min(architecture.inputCount(), NetworkFigure::maximumShownUnits); ++i) {
        NetworkFigure::Unit unit;
        unit.name = inputName(*run.data, i);
        unit.thumbnail = std::move(images[static_cast<std::size_t>(i)]);
        inputs.units.push_back(std::move(unit));
    }
    figure.columns.push_back(std::move(inputs));

    std::size_t nextImage = figure.columns.front().units.size();
    const auto &frozen = run.spec.training.frozen;
    for (int layer = 0; layer < static_cast<int>(architecture.layers().size()); ++layer) {
        figure.columns.push_back(layerColumn(run, parameters, layer, images, nextImage));
        const LayerLayout &layout = architecture.layout(static_cast<std::size_t>(layer));
        const auto &columns = figure.columns;
        if (columns.back().isRecurrent)
            continue; // four weights from each input, and as many from each unit: a band stands for them
        for (int from = 0; from < static_cast<int>(columns[static_cast<std::size_t>(layer)].units.size()); ++from) {
            for (int to = 0; to < static_cast<int>(columns.back().units.size()); ++to) {
                NetworkFigure::Edge edge{.column = layer, .from = from, .to = to};
                edge.index = layout.kernel + static_cast<Eigen::Index>(from) * layout.units + to;
                edge.weight = parameters[edge.index];
                edge.frozen = std::find(frozen.begin(), frozen.end(), edge.index) != frozen.end();
                figure.edges.push_back(edge);
            }
        }
    }
    return figure;
}

} // namespace basin
