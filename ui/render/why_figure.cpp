#include "render/why_figure.h"

#include "render/boundary_figure.h"
#include "render/chart_figure.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/hidden_space_figure.h"
#include "render/loss_figure.h"
#include "render/names.h"
#include "render/network_figure.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include "network/activation.h"
#include "network/objective.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(WhyFigure)
};

constexpr Eigen::Index fewSamples = 8;   ///< whose corners have names
constexpr Eigen::Index mostColumns = 24; ///< samples side by side
constexpr int mostRows = 8;              ///< units or inputs below each other
constexpr int boundaryCells = 128;
constexpr double markRadius = 5.5;

bool hasPlane(const PreparedRun &run)
{
    return run.spec.architecture.inputCount() == 2;
}

int lastHiddenUnits(const PreparedRun &run)
{
    const auto &layers = run.spec.architecture.layers();
    return layers.size() < 2 ? 0 : layers[layers.size() - 2].units;
}

BoundaryFigure boundaryOf(const WhyMoment &moment, int cells, const Theme &theme)
{
    BoundaryOptions options{.plane = standardPlane(*moment.run->data, 0, 1)};
    options.cells = cells;
    return boundaryFigure(*moment.run, moment.parameters, options, theme);
}

/// The largest square at the left of an area.
QRectF squareIn(const QRectF &area)
{
    const double side = std::min(area.width(), area.height());
    return {area.left(), area.top(), side, side};
}

bool isMarked(const WhyMoment &moment, qsizetype point)
{
    return std::ranges::count(moment.marked, static_cast<Eigen::Index>(point)) > 0;
}

void paintRing(QPainter &painter, QPointF centre, double radius, const Theme &theme)
{
    painter.setPen(QPen(theme.ink, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(centre, radius, radius);
}

void paintCorners(QPainter &painter, const QRectF &area, const WhyMoment &moment, const Theme &theme)
{
    const BoundaryFigure figure = boundaryOf(moment, 2, theme);
    const HeatMapFigure &map = figure.map;
    QPen pen(theme.ink, 1.25, Qt::CustomDashLine);
    pen.setDashPattern({5, 4});
    const double middleY = (map.y.range.low + map.y.range.high) / 2;
    for (const UnitLine &line : map.lines) {
        QPolygonF path;
        for (const QPointF &point : line.paths.first())
            path << map.toPixel(area, point);
        strokeLine(painter, path, pen);
        // The name stands at the end that lies further from the samples.
        const bool isFirst = std::abs(map.toData(area, path.first()).y() - middleY) >=
                             std::abs(map.toData(area, path.last()).y() - middleY);
        const QPointF end = isFirst ? path.first() : path.last(), other = isFirst ? path.last() : path.first();
        const QPointF along = other - end;
        const double length = std::max(1.0, std::hypot(along.x(), along.y()));
        paintPill(painter, end + along * (std::min(18.0, length / 3) / length), line.label, theme);
    }
    painter.setFont(font(TypeRole::Caption));
    for (qsizetype i = 0; i < map.points.size(); ++i) {
        const FigurePoint &point = map.points[i];
        const QPointF centre = map.toPixel(area, point.at);
        paintClassMark(painter, centre, point.classIndex, theme, markRadius, point.isHollow, theme.surface);
        if (isMarked(moment, i))
            paintRing(painter, centre, 2 * markRadius, theme);
        const bool isLeft = point.at.x() < (map.x.range.low + map.x.range.high) / 2;
        drawHaloText(painter, centre + QPointF(isLeft ? -16 : 16, 0),
                     (isLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                     patternName(*moment.run->data, static_cast<std::size_t>(i)), theme.text2, theme.surface);
    }
}

/// "h₁, −1.5 … 1.5" below and beside a square.
void paintSquareTitles(QPainter &painter, const QRectF &plot, const QString &across, const QString &up,
                       const Theme &theme)
{
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    drawText(painter, QPointF(plot.center().x(), plot.bottom() + 10), Qt::AlignCenter, across);
    drawTurnedText(painter, QPointF(plot.left() - 9, plot.center().y()), -90, up);
}

QString axisWords(const QString &name, const Range &range)
{
    return Text::tr("%1, %2 … %3").arg(name, numbers::compact(range.low, 2), numbers::compact(range.high, 2));
}

QRectF squareWithTitles(const QRectF &area)
{
    return squareIn(area.adjusted(18, 0, -12, -20));
}

void paintHiddenSpace(QPainter &painter, const QRectF &area, const WhyMoment &moment, const Theme &theme)
{
    const HiddenSpaceFigure figure =
        hiddenSpaceFigure(*moment.run, moment.parameters, standardPlane(*moment.run->data, 0, 1), theme);
    if (figure.units != 2)
        return figure.paint(painter, area, theme);
    const QRectF plot = squareWithTitles(area);
    figure.map.paintField(painter, plot, theme);
    const bool areFew = static_cast<Eigen::Index>(figure.marks.size()) <= fewSamples;
    for (const FigurePoint &mark : figure.marks)
        paintClassMark(painter, figure.map.toPixel(plot, mark.at), mark.classIndex, theme, areFew ? markRadius : 3.0,
                       mark.isHollow);
    if (!moment.marked.empty()) { // all of them in one ring
        QRectF around;
        for (const Eigen::Index sample : moment.marked) {
            if (sample >= static_cast<Eigen::Index>(figure.marks.size()))
                continue;
            const QPointF at = figure.map.toPixel(plot, figure.marks[static_cast<std::size_t>(sample)].at);
            around |= QRectF(at - QPointF(markRadius, markRadius), QSizeF(2 * markRadius, 2 * markRadius));
        }
        const double radius = std::hypot(around.width(), around.height()) / 2 + 3;
        if (radius < plot.width() / 2)
            paintRing(painter, around.center(), radius, theme);
    }
    paintSquareTitles(painter, plot, axisWords(figure.names[0], figure.range), axisWords(figure.names[1], figure.range),
                      theme);
}

void paintBoundary(QPainter &painter, const QRectF &area, const WhyMoment &moment, const Theme &theme)
{
    BoundaryFigure figure = boundaryOf(moment, boundaryCells, theme);
    const QRectF plot = squareWithTitles(area);
    figure.map.pointRadius = figure.map.points.size() <= fewSamples ? markRadius : 2.5;
    figure.map.paintInside(painter, plot, theme);
    paintSquareTitles(painter, plot, axisWords(inputName(*moment.run->data, 0), figure.map.x.range),
                      axisWords(inputName(*moment.run->data, 1), figure.map.y.range), theme);
}

/// A table of colours: one row for each unit, one column for each sample.
void paintActivations(QPainter &painter, const QRectF &area, const WhyMoment &moment, const Theme &theme)
{
    const Architecture &architecture = moment.run->spec.architecture;
    const PreparedData &data = *moment.run->data;
    const Eigen::Index samples = std::min(data.train.samples(), mostColumns);
    const Objective objective(architecture, moment.run->spec.loss, data.train.inputs.topRows(samples),
                              data.train.targets.topRows(samples));
    const Matrix all = objective.activations(moment.parameters, objective.inputs());
    const int hidden = architecture.unitCount() - architecture.outputCount();
    const int shown = std::min(hidden, mostRows);
    const double nameWidth = 30, caption = 20;
    const QRectF plot = area.adjusted(nameWidth, 0, 0, -caption);
    const double step = std::min(plot.height() / std::max(shown, 1), 26.0);
    const double across = plot.width() / static_cast<double>(samples);
    painter.setFont(font(TypeRole::Caption));
    int place = 0;
    for (std::size_t layer = 0; layer + 1 < architecture.layers().size(); ++layer) {
        const Activation *activation = findActivation(architecture.layers()[layer].activation);
        for (int unit = 0; unit < architecture.layers()[layer].units && place < shown; ++unit, ++place) {
            const auto column = all.col(place);
            const bool isBounded = activation && std::isfinite(activation->low) && std::isfinite(activation->high);
            const double middle = isBounded ? (activation->low + activation->high) / 2 : 0.0;
            const double full = isBounded ? (activation->high - activation->low) / 2
                                          : std::max(1e-9, all.leftCols(hidden).cwiseAbs().maxCoeff());
            const double top = plot.top() + place * step;
            painter.setPen(theme.text2);
            drawText(painter, QPointF(plot.left() - 6, top + step / 2), Qt::AlignRight | Qt::AlignVCenter,
                     unitName(architecture, data, static_cast<int>(layer), unit));
            for (Eigen::Index s = 0; s < samples; ++s)
                painter.fillRect(
                    QRectF(plot.left() + static_cast<double>(s) * across, top + 1, std::ceil(across) - 1, step - 2),
                    signedColour(column[s] - middle, full, theme));
        }
    }
    painter.setPen(theme.text3);
    const QString words = shown < hidden ? Text::tr("samples; %1 of %2 units").arg(shown).arg(hidden)
                                         : Text::tr("one column for each sample");
    drawText(painter, QPointF(plot.left(), plot.top() + shown * step + 10), Qt::AlignLeft | Qt::AlignVCenter, words);
}

void paintInputScales(QPainter &painter, const QRectF &area, const WhyMoment &moment, const Theme &theme)
{
    const Matrix &inputs = moment.run->data->train.inputs;
    const Eigen::Index shown = std::min<Eigen::Index>(inputs.cols(), mostRows);
    const Vector mean = inputs.colwise().mean();
    const Vector spread =
        ((inputs.rowwise() - mean.transpose()).colwise().squaredNorm() / static_cast<double>(inputs.rows()))
            .cwiseSqrt()
            .transpose();
    const double low = std::min(-1.0, inputs.leftCols(shown).minCoeff());
    const double high = std::max(1.0, inputs.leftCols(shown).maxCoeff());
    const double nameWidth = 40, caption = 20;
    const QRectF plot = area.adjusted(nameWidth, 0, -8, -caption);
    const auto x = [&](double value) { return plot.left() + (value - low) / (high - low) * plot.width(); };
    const double step = std::min(plot.height() / static_cast<double>(shown), 26.0);
    const double bottom = plot.top() + step * static_cast<double>(shown);
    QColor band = theme.outcomeSolved; // where scaled inputs lie
    band.setAlphaF(0.25F);
    painter.fillRect(QRectF(QPointF(x(-1.0), plot.top()), QPointF(std::max(x(1.0), x(-1.0) + 2), bottom)), band);
    painter.setFont(font(TypeRole::Caption));
    for (Eigen::Index i = 0; i < shown; ++i) {
        const double y = plot.top() + step * (static_cast<double>(i) + 0.5);
        painter.setPen(theme.text2);
        drawText(painter, QPointF(plot.left() - 6, y), Qt::AlignRight | Qt::AlignVCenter,
                 inputName(*moment.run->data, static_cast<int>(i)));
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(x(inputs.col(i).minCoeff()), y), QPointF(x(inputs.col(i).maxCoeff()), y));
        painter.setPen(QPen(theme.ink, 3, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(x(std::max(low, mean[i] - spread[i])), y),
                         QPointF(x(std::min(high, mean[i] + spread[i])), y));
    }
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(plot.left(), bottom), QPointF(plot.right(), bottom));
    painter.setPen(theme.text3);
    drawText(painter, QPointF(x(low), bottom + 10), Qt::AlignLeft | Qt::AlignVCenter, numbers::compact(low, 3));
    drawText(painter, QPointF(x(high), bottom + 10), Qt::AlignRight | Qt::AlignVCenter, numbers::compact(high, 3));
    drawText(painter, QPointF(plot.center().x(), bottom + 10), Qt::AlignCenter, Text::tr("green: −1 … 1"));
}

void paintCourse(QPainter &painter, const QRectF &area, const WhyMoment &moment, const Theme &theme)
{
    static const History none;
    const History &history = moment.history ? *moment.history : none;
    const bool hasRun = !history.bins().empty();
    Metrics now = hasRun ? history.bins().back().first : Metrics();
    now.accuracy = std::numeric_limits<double>::quiet_NaN(); // the loss alone: there is little room
    ChartFigure figure = lossFigure(history, hasRun ? history.bins().back().epoch : 0, now, {},
                                    {.isLogY = true, .isLogX = true, .lossTitle = Text::tr("loss")});
    figure.paint(painter, area, theme);
}

} // namespace

QList<WhyPicture> whyPictures(std::string_view id, const PreparedRun &run)
{
    const auto is = [id](std::initializer_list<std::string_view> ids) { return std::ranges::count(ids, id) > 0; };
    const WhyPicture place = hasPlane(run) ? WhyPicture::Boundary : WhyPicture::Course;
    if (lastHiddenUnits(run) > 0 &&
        is({"dead_relu", "saturated_unit", "duplicate_units", "vanishing_gradient", "constant_output", "base_rate"}))
        return {WhyPicture::Activations, place};
    if (is({"unscaled_inputs", "uneven_inputs", "test_inputs_differ"}))
        return {WhyPicture::InputScales, place};
    if (is({"learning_rate_high", "learning_rate_low", "precision_stall", "epsilon_dominated", "accuracy_plateau"}))
        return {WhyPicture::Course};
    const bool hasHidden = lastHiddenUnits(run) == 2 || lastHiddenUnits(run) == 3;
    if (!hasPlane(run))
        return {hasHidden ? WhyPicture::HiddenSpace : WhyPicture::Course};
    const bool hasCorners = run.data->train.samples() <= fewSamples && lastHiddenUnits(run) > 0;
    return {hasCorners ? WhyPicture::Corners : WhyPicture::Boundary,
            hasHidden ? WhyPicture::HiddenSpace : WhyPicture::Course};
}

QString whyPictureTitle(WhyPicture picture)
{
    switch (picture) {
    case WhyPicture::Corners:
        return Text::tr("Corners cut off");
    case WhyPicture::HiddenSpace:
        return Text::tr("Hidden space");
    case WhyPicture::Boundary:
        return Text::tr("Decision boundary");
    case WhyPicture::Activations:
        return Text::tr("What the units say");
    case WhyPicture::InputScales:
        return Text::tr("Size of the inputs");
    case WhyPicture::Course:
        return Text::tr("Loss over epochs");
    }
    return {};
}

void paintWhyPicture(QPainter &painter, const QRectF &area, WhyPicture picture, const WhyMoment &moment,
                     const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    switch (picture) {
    case WhyPicture::Corners:
        paintCorners(painter, area, moment, theme);
        break;
    case WhyPicture::HiddenSpace:
        paintHiddenSpace(painter, area, moment, theme);
        break;
    case WhyPicture::Boundary:
        paintBoundary(painter, area, moment, theme);
        break;
    case WhyPicture::Activations:
        paintActivations(painter, area, moment, theme);
        break;
    case WhyPicture::InputScales:
        paintInputScales(painter, area, moment, theme);
        break;
    case WhyPicture::Course:
        paintCourse(painter, area, moment, theme);
        break;
    }
    painter.restore();
}

} // namespace basin
