#include "render/fate_figure.h"

#include "render/colour_map.h"
#include "render/fate_names.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/theme.h"

#include "optimizer/optimizer_spec.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(FateFigure)
};

constexpr int numberDigits = 4;
constexpr double paleness = 0.85; ///< of what is not emphasised

double epochsToSolve(const FatePoint &point)
{
    // Regression is solved where it stops, and has no right side to see before.
    const std::int64_t epochs = point.solvedEpoch >= 0 ? point.solvedEpoch : point.epochs;
    return static_cast<double>(std::max<std::int64_t>(1, epochs));
}

QRgb mixed(const QColor &colour, const QColor &ground, double share)
{
    const auto mix = [share](int from, int to) { return static_cast<int>(std::lround(std::lerp(from, to, share))); };
    return qRgb(mix(colour.red(), ground.red()), mix(colour.green(), ground.green()),
                mix(colour.blue(), ground.blue()));
}

/// The colour of each point of one map.
class Painter {
public:
    Painter(const FateMap &map, int emphasised, const Theme &theme)
        : m_map(map), m_ramp({theme.solvedQuick, theme.solvedSlow}), m_range(solvedRange(map).value_or(SolvedRange()))
    {
        for (std::size_t group = 0; group < map.groups.size(); ++group) {
            m_isPale.push_back(emphasised >= 0 && emphasised != static_cast<int>(group));
            m_colours.push_back(
                mixed(fateColour(map.groups, group, theme), theme.surface, m_isPale.back() ? paleness : 0.0));
        }
        for (std::size_t i = 0; i < m_solved.size(); ++i)
            m_solved[i] = m_ramp.table()[i];
        const bool isPale =
            emphasised >= 0 && (static_cast<std::size_t>(emphasised) >= map.groups.size() ||
                                map.groups[static_cast<std::size_t>(emphasised)].kind != FateKind::Solved);
        if (isPale)
            for (QRgb &colour : m_solved)
                colour = mixed(QColor(colour), theme.surface, paleness);
        m_low = std::log(m_range.low);
        m_scale = m_range.high > m_range.low ? 1.0 / (std::log(m_range.high) - m_low) : 0.0;
    }

    [[nodiscard]] QImage image() const
    {
        QImage image(m_map.spec.columns, m_map.spec.rows, QImage::Format_ARGB32_Premultiplied);
        for (int row = 0; row < m_map.spec.rows; ++row) {
            auto *line = reinterpret_cast<QRgb *>(image.scanLine(m_map.spec.rows - 1 - row));
            for (int column = 0; column < m_map.spec.columns; ++column) {
                const FatePoint *point = m_map.shownAt(column, row);
                line[column] = point != nullptr ? colourOf(*point) : qRgba(0, 0, 0, 0);
            }
        }
        return image;
    }

private:
    [[nodiscard]] QRgb colourOf(const FatePoint &point) const
    {
        if (point.outcome != Outcome::Solved)
            return m_colours[point.group];
        const double share = std::clamp((std::log(epochsToSolve(point)) - m_low) * m_scale, 0.0, 1.0);
        return m_solved[static_cast<std::size_t>(share * (ColourMap::size - 1))];
    }

    const FateMap &m_map;
    ColourMap m_ramp;
    SolvedRange m_range;
    std::vector<bool> m_isPale;
    std::vector<QRgb> m_colours;
    std::array<QRgb, ColourMap::size> m_solved{};
    double m_low = 0.0, m_scale = 0.0;
};

QString solvedLabel(const SolvedRange &range, const QString &title)
{
    const auto epochs = [](double value) { return numbers::count(std::llround(value)); };
    if (range.low == range.high)
        return Text::tr("%1, after %2 epochs").arg(title, epochs(range.low));
    return Text::tr("%1, after %2 … %3 epochs (log scale)")
        .arg(title, (range.clipsLow ? QStringLiteral("≤ ") : QString()) + epochs(range.low),
             (range.clipsHigh ? QStringLiteral("≥ ") : QString()) + epochs(range.high));
}

QList<FateFigure::LegendEntry> legendOf(const FateMap &map, const Theme &theme)
{
    QList<FateFigure::LegendEntry> legend;
    for (std::size_t group = 0; group < map.groups.size(); ++group) {
        const Fate &fate = map.groups[group];
        if (fate.count == 0)
            continue;
        const double share = static_cast<double>(fate.count) / static_cast<double>(map.done);
        constexpr double least = 0.001;
        const QString percent =
            share < least ? QStringLiteral("< ") + numbers::fixed(100.0 * least, 1) : numbers::fixed(100.0 * share, 1);
        const QString title = Text::tr("%1 %2 %").arg(fateTitle(fate), percent);
        FateFigure::LegendEntry entry{
            .label = title, .colour = fateColour(map.groups, group, theme), .group = static_cast<int>(group)};
        if (const auto range = solvedRange(map); range && fate.kind == FateKind::Solved) {
            entry.label = solvedLabel(*range, title);
            entry.colour = theme.solvedQuick;
            entry.rampEnd = theme.solvedSlow;
        }
        legend.append(entry);
    }
    return legend;
}

/// "Adam, learning rate 0.2": with every option that is not its convention's standard.
QString optimizerText(const OptimizerSpec &spec)
{
    QStringList parts{optimizerTitle(spec.name)};
    for (const auto &[key, value] : spec.options.values())
        if (key != "learning_rate")
            parts.append(Text::tr("%1 %2").arg(optionTitle(key), numbers::compact(spec.value(key), numberDigits)));
    const OptimizerKind *kind = findOptimizer(spec.name);
    const auto &rows = kind != nullptr ? kind->options(spec.convention) : std::vector<OptionSpec>();
    if (std::any_of(rows.begin(), rows.end(), [](const OptionSpec &row) { return row.key == "learning_rate"; }))
        parts.insert(1, Text::tr("learning rate %1").arg(numbers::compact(spec.value("learning_rate"), numberDigits)));
    if (spec.convention == Convention::PyTorch)
        parts.append(Text::tr("as in PyTorch"));
    return parts.join(QStringLiteral(", "));
}

QString batchText(const FateMapSpec &spec)
{
    const auto samples = static_cast<std::int64_t>(spec.data->train.samples());
    const TrainingOptions &training = spec.run.training;
    if (training.batchSize == 0 || training.batchSize >= samples)
        return Text::tr("full batch (%1)").arg(numbers::count(samples));
    const QString size = Text::tr("batch %1 of %2").arg(numbers::count(training.batchSize), numbers::count(samples));
    return training.shuffle ? Text::tr("%1, shuffled with seed %2").arg(size).arg(spec.run.init.seed)
                            : Text::tr("%1, in order").arg(size);
}

QString lossText(const LossSpec &loss)
{
    QStringList parts{lossTitle(loss.name).toLower()};
    if (loss.l1 > 0.0)
        parts.append(Text::tr("L1 %1").arg(numbers::compact(loss.l1, numberDigits)));
    if (loss.l2 > 0.0)
        parts.append(Text::tr("L2 %1").arg(numbers::compact(loss.l2, numberDigits)));
    return parts.join(QStringLiteral(", "));
}

/// "2-2-1 tanh, sigmoid"
QString networkText(const Architecture &architecture)
{
    QString shape = QString::number(architecture.inputCount());
    QStringList activations;
    for (const LayerSpec &layer : architecture.layers()) {
        shape += u'-' + QString::number(layer.units);
        activations.append(layerTitle(layer));
    }
    return shape + u' ' + activations.join(QStringLiteral(", "));
}

QString trainingText(const FateMapSpec &spec)
{
    const TrainingOptions &training = spec.run.training;
    QStringList parts{optimizerText(spec.run.optimizer), batchText(spec), lossText(spec.run.loss),
                      Text::tr("at most %1 epochs").arg(numbers::count(training.epochs))};
    if (training.stopLoss > 0.0)
        parts.append(Text::tr("stops at loss %1").arg(numbers::compact(training.stopLoss, numberDigits)));
    if (training.solvedLoss > 0.0)
        parts.append(Text::tr("solved below loss %1").arg(numbers::compact(training.solvedLoss, numberDigits)));
    if (training.patience > 0)
        parts.append(Text::tr("patience %1").arg(numbers::count(training.patience)));
    parts.append(training.precision == Precision::Float32 ? Text::tr("32 bit") : Text::tr("64 bit"));
    parts.append(Text::tr("%1 × %2 starts").arg(spec.columns).arg(spec.rows));
    return networkText(spec.run.architecture) + QStringLiteral(" · ") + parts.join(QStringLiteral(", ")) + u'.';
}

QString startText(const FateMapSpec &spec)
{
    constexpr Eigen::Index most = 24; // names that are read
    const InitialisationSpec &init = spec.run.init;
    const Vector start = spec.start();
    QString drawn = Text::tr("%1, biases %2, seed %3")
                        .arg(initialiserTitle(init.kernel.name), initialiserTitle(init.bias.name).toLower())
                        .arg(init.seed);
    if (start.size() - 2 > most)
        return init.parameters.empty()
                   ? Text::tr("Fixed: the other %1 weights, drawn by %2.").arg(numbers::count(start.size() - 2), drawn)
                   : Text::tr("Fixed: the other %1 weights, as given in the project.")
                         .arg(numbers::count(start.size() - 2));
    QStringList parts;
    for (Eigen::Index i = 0; i < start.size(); ++i)
        if (i != spec.weights[0] && i != spec.weights[1])
            parts.append(QString::fromStdString(spec.run.architecture.parameterName(i)) + numbers::thinSpace +
                         numbers::compact(start[i], numberDigits));
    if (parts.isEmpty())
        return {};
    const QString fixed = Text::tr("Fixed: %1").arg(parts.join(QStringLiteral(", ")));
    return init.parameters.empty() ? Text::tr("%1 (drawn by %2).").arg(fixed, drawn) : fixed + u'.';
}

QStringList captionsOf(const FateMap &map, const FateLook &look)
{
    const QString start = startText(map.spec);
    QStringList captions{trainingText(map.spec), start, look.note};
    if (!look.task.isEmpty())
        captions[0] = look.task + QStringLiteral(" · ") + captions[0];
    captions.removeAll(QString());
    return captions;
}

} // namespace

std::optional<SolvedRange> solvedRange(const FateMap &map)
{
    std::vector<double> epochs;
    for (const FatePoint &point : map.points)
        if (point.isDone && point.outcome == Outcome::Solved)
            epochs.push_back(epochsToSolve(point));
    if (epochs.empty())
        return {};
    const auto at = [&](double share) {
        const auto place = epochs.begin() + std::lround(share * static_cast<double>(epochs.size() - 1));
        std::nth_element(epochs.begin(), place, epochs.end());
        return *place;
    };
    constexpr double rim = 0.01;
    const SolvedRange range{.low = at(rim), .high = at(1.0 - rim)};
    const auto [least, most] = std::minmax_element(epochs.begin(), epochs.end());
    return SolvedRange{
        .low = range.low, .high = range.high, .clipsLow = *least<range.low, .clipsHigh = *most> range.high};
}

QString dataCaption(const Project &project)
{
    QStringList parts{dataTitle(project)};
    for (const auto &[key, value] : project.data.options.values())
        if (const double *number = std::get_if<double>(&value))
            parts.append(Text::tr("%1 %2").arg(optionTitle(key), numbers::compact(*number, numberDigits)));
    const bool isDrawn =
        project.data.source != "gate" && project.data.source != "csv" && project.data.source != "inline";
    if (isDrawn || project.data.testFraction > 0.0)
        parts.append(Text::tr("seed %1").arg(project.data.seed));
    if (project.data.scaling == Scaling::Standard)
        parts.append(Text::tr("inputs standardised"));
    if (project.data.scaling == Scaling::MinMax)
        parts.append(Text::tr("inputs scaled to 0 … 1"));
    return parts.join(QStringLiteral(", "));
}

QString startValueTitle(const Architecture &architecture, Eigen::Index weight)
{
    return Text::tr("start value of %1").arg(QString::fromStdString(architecture.parameterName(weight)));
}

FateFigure fateFigure(const FateMap *map, const FateLook &look, const Theme &theme)
{
    FateFigure figure;
    figure.emptyTitle = Text::tr("No map yet.");
    figure.emptyText =
        Text::tr("Press Start: each point is a start, and its colour will say where training from there leads.");
    if (map == nullptr)
        return figure;
    const FateMapSpec &spec = map->spec;
    // A point is the middle of its pixel, so that those of the rim reach half a step beyond the range.
    const auto axis = [&](const Interval &range, int points, std::size_t weight) {
        const double half = 0.5 * (range.high - range.low) / (points - 1);
        return Axis{.range = {range.low - half, range.high + half},
                    .title = startValueTitle(spec.run.architecture, spec.weights[weight]),
                    .decimals = ticks::Decimals::Trimmed};
    };
    figure.x = axis(spec.a, spec.columns, 0);
    figure.y = axis(spec.b, spec.rows, 1);
    const Vector start = spec.start();
    const QPointF mark(start[spec.weights[0]], start[spec.weights[1]]);
    if (look.mark && figure.x.range.contains(mark.x()) && figure.y.range.contains(mark.y()))
        figure.mark = mark;
    figure.legend = legendOf(*map, theme);
    figure.captions = captionsOf(*map, look);
    if (map->done > 0)
        figure.image = Painter(*map, look.emphasised, theme).image();
    return figure;
}

} // namespace basin
