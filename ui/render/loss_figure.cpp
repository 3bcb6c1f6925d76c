#include "render/loss_figure.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <functional>

namespace basin {

namespace {

constexpr double lossShare = 0.72; ///< of the height; the rest is for the share of right answers
constexpr double pinnedWidth = 1.5;
constexpr std::int64_t fewestEpochs = 10; ///< on the axis: a run that has just begun needs no tenths of an epoch

struct Text {
    Q_DECLARE_TR_FUNCTIONS(LossFigure)
};

using Quantity = std::function<double(const Metrics &)>;

/// One quantity over the epochs. A bin of several epochs gives its first value; of the loss its range as well, so that
/// no spike is lost however long the run was.
QList<QPointF> curvePoints(const History &history, const Quantity &quantity, bool isLoss)
{
    QList<QPointF> points;
    const double stride = static_cast<double>(history.stride());
    for (const HistoryBin &bin : history.bins()) {
        const double epoch = static_cast<double>(bin.epoch);
        points.append({epoch, quantity(bin.first)});
        if (!isLoss || stride < 2)
            continue;
        if (bin.lossHigh > bin.first.loss)
            points.append({epoch + stride / 3, bin.lossHigh});
        if (bin.lossLow < bin.first.loss)
            points.append({epoch + stride * 2 / 3, bin.lossLow});
    }
    return points;
}

/// The last curve ends at the present point; what lies ahead of it becomes a curve of its own, behind the others.
void partAtNow(ChartFigure &figure, QPointF here)
{
    CurveSpec &curve = figure.curves.last();
    const auto ahead = std::upper_bound(curve.points.begin(), curve.points.end(), here.x(),
                                        [](double x, const QPointF &point) { return x < point.x(); });
    CurveSpec future{.points = {here}, .role = CurveRole::Pinned, .width = pinnedWidth, .panel = curve.panel};
    future.points.append(QList<QPointF>(ahead, curve.points.end()));
    curve.points.erase(ahead, curve.points.end());
    curve.points.append(here);
    figure.now = here.x();
    figure.curves.prepend(std::move(future));
}

double percent(double share)
{
    return 100.0 * share;
}

} // namespace

ChartFigure lossFigure(const History &history, std::int64_t nowEpoch, const Metrics &now,
                       const std::vector<NamedHistory> &pinned, const LossOptions &options)
{
    const Quantity loss = [](const Metrics &m) { return m.loss; };
    const Quantity total = [](const Metrics &m) { return m.loss + m.penalty; };
    const Quantity testLoss = [](const Metrics &m) { return m.testLoss; };
    const Quantity right = [](const Metrics &m) { return percent(m.accuracy); };
    const Quantity testRight = [](const Metrics &m) { return percent(m.testAccuracy); };
    const bool classes = !std::isnan(now.accuracy);

    ChartFigure figure;
    figure.xTitle = Text::tr("epoch");
    figure.isLogX = options.isLogX;
    if (nowEpoch < fewestEpochs && pinned.empty())
        figure.xRange = Range{options.isLogX ? 1.0 : 0.0, static_cast<double>(fewestEpochs)};
    figure.emptyTitle = Text::tr("Nothing has run yet.");
    figure.emptyText = Text::tr("The loss of each epoch appears here.");
    figure.panels.first() = {.title = options.lossTitle, .isLog = options.isLogY, .share = classes ? lossShare : 1.0};
    if (classes)
        figure.panels.append(
            {.title = Text::tr("right, %"), .range = Range{0, 100}, .decimals = 0, .share = 1 - lossShare});

    const auto add = [&](const History &from, const Quantity &quantity, bool isLoss, CurveSpec curve) {
        curve.points = curvePoints(from, quantity, isLoss);
        figure.curves.append(std::move(curve));
    };
    for (const NamedHistory &run : pinned) {
        add(*run.history, loss, true, {.name = run.name, .role = CurveRole::Pinned, .width = pinnedWidth});
        if (classes)
            add(*run.history, right, false, {.role = CurveRole::Pinned, .width = pinnedWidth, .panel = 1});
    }
    if (options.hasTest) {
        add(history, testLoss, false,
            {.name = Text::tr("test loss"), .role = CurveRole::Second, .width = pinnedWidth, .isDashed = true});
        if (classes)
            add(history, testRight, false,
                {.role = CurveRole::Second, .width = pinnedWidth, .isDashed = true, .panel = 1});
    }
    if (options.hasPenalty)
        add(history, total, false, {.name = Text::tr("with penalty"), .role = CurveRole::Second, .width = pinnedWidth});
    add(history, loss, true, {.role = CurveRole::Ink, .showsNewest = true});
    const double here = static_cast<double>(nowEpoch);
    const bool isPast = !history.bins().empty() && history.bins().back().epoch > nowEpoch;
    if (isPast)
        partAtNow(figure, {here, now.loss});
    else if (figure.curves.last().points.isEmpty() || figure.curves.last().points.last().x() < here)
        figure.curves.last().points.append({here, now.loss});
    if (classes)
        add(history, right, false, {.role = CurveRole::Ink, .panel = 1});
    if (classes && isPast)
        partAtNow(figure, {here, right(now)});
    return figure;
}

QByteArray historyCsv(const History &history)
{
    QByteArray text("epoch,loss,loss_low,loss_high,penalty,accuracy,test_loss,test_accuracy\n");
    for (const HistoryBin &bin : history.bins()) {
        const Metrics &m = bin.first;
        text += QByteArray::number(static_cast<qlonglong>(bin.epoch));
        for (const double value :
             {m.loss, bin.lossLow, bin.lossHigh, m.penalty, m.accuracy, m.testLoss, m.testAccuracy})
            text += std::isfinite(value) ? ',' + QByteArray::number(value, 'g', 17) : QByteArray(",");
        text += '\n';
    }
    return text;
}

} // namespace basin
