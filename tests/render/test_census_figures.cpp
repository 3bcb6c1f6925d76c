// What the page of many runs is painted from: every run is counted once, in the bar that its number lies in.

#include "render/census_bins.h"
#include "render/census_text.h"
#include "render/histogram_figure.h"
#include "render/share_figure.h"
#include "render/sweep_figure.h"
#include "render/theme.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace basin;

namespace {

RunRow rowOf(std::int64_t run, double loss, Outcome outcome, std::int64_t solvedEpoch = -1)
{
    return {.run = run,
            .seed = static_cast<std::uint64_t>(run) + 1,
            .outcome = outcome,
            .epochs = 100,
            .solvedEpoch = solvedEpoch,
            .loss = loss,
            .accuracy = outcome == Outcome::Solved ? 1.0 : 0.5};
}

/// Losses 0, 10⁻³ … 1 and none at all.
CensusCell someRuns()
{
    std::vector<RunRow> rows;
    for (std::int64_t run = 0; run < 90; ++run)
        rows.push_back(rowOf(run, std::pow(10.0, -3.0 + static_cast<double>(run) / 60.0), Outcome::Solved, run + 1));
    rows.push_back(rowOf(90, 0.0, Outcome::Solved, 1));
    for (std::int64_t run = 91; run < 99; ++run)
        rows.push_back(rowOf(run, 0.5 * std::numbers::ln2, Outcome::Stuck));
    rows.push_back(rowOf(99, std::numeric_limits<double>::quiet_NaN(), Outcome::Diverged));
    CensusCell cell;
    cell.fates = sortFates(rows, {{FateKind::Edge, 0.5 * std::numbers::ln2}});
    cell.solved = 91;
    cell.wilson = wilson95(91, 100);
    cell.rows = std::move(rows);
    return cell;
}

} // namespace

class TestCensusFigures : public QObject {
    Q_OBJECT

private slots:
    void everyRunIsCountedOnce_data();
    void everyRunIsCountedOnce();
    void unsolvedRunsHaveNoEpochsToSolve();
    void theBarUnderThePixelIsFound();
    void theOutcomesThatHaveNoRoomAreTheSmallest();
    void levelsHaveTheirNames();
    void aFieldOfTheMapIsItsCell();
};

void TestCensusFigures::everyRunIsCountedOnce_data()
{
    QTest::addColumn<bool>("isLog");
    QTest::newRow("log") << true;
    QTest::newRow("linear") << false;
}

void TestCensusFigures::everyRunIsCountedOnce()
{
    QFETCH(bool, isLog);
    const CensusCell cell = someRuns();
    const CensusBins bins = binsOfLosses(cell, isLog);
    std::int64_t sum = bins.belowCount + bins.otherCount;
    for (std::size_t bin = 0; bin < bins.binCount(); ++bin)
        sum += bins.total(bin);
    QCOMPARE(sum, 100);
    QCOMPARE(bins.otherCount, 1);             // the one without a loss
    QCOMPARE(bins.belowCount, isLog ? 1 : 0); // a loss of 0 has no place on a log axis
    for (std::size_t bin = 0; bin < bins.binCount(); ++bin)
        for (const CensusBins::Group &group : bins.groups) {
            if (group.counts[bin] == 0) {
                QCOMPARE(group.firstInBin[bin], -1);
                continue;
            }
            const double loss = cell.rows[static_cast<std::size_t>(group.firstInBin[bin])].loss;
            QVERIFY(loss >= bins.edges[bin]);
            QVERIFY(loss <= bins.edges[bin + 1]);
        }
}

void TestCensusFigures::unsolvedRunsHaveNoEpochsToSolve()
{
    const CensusBins bins = binsOfEpochs(someRuns(), true);
    QCOMPARE(bins.otherCount, 9); // eight stuck ones and the one that diverged
    std::int64_t sum = 0;
    for (std::size_t bin = 0; bin < bins.binCount(); ++bin)
        sum += bins.total(bin);
    QCOMPARE(sum, 91);
}

void TestCensusFigures::theBarUnderThePixelIsFound()
{
    HistogramFigure figure;
    figure.x.range = {0, 4};
    figure.edges = {0, 1, 2, 3, 4};
    figure.series = {{.label = QStringLiteral("a"), .colour = Qt::red, .counts = {5, 0, 1, 0}},
                     {.label = QStringLiteral("b"), .colour = Qt::blue, .counts = {5, 0, 0, 8}}};
    const QRectF area(0, 0, 400, 300);
    QVERIFY(!figure.isEmpty());
    for (const std::size_t bin : {0U, 2U, 3U})
        QCOMPARE(figure.binAt(area, figure.column(area, bin).center()), std::optional(bin));
    QVERIFY(!figure.binAt(area, {figure.plotRect(area).left() + figure.plotRect(area).width() * 0.375, 200}));
    const QRectF both = figure.column(area, 0);
    QCOMPARE(figure.seriesAt(area, {both.center().x(), both.bottom() - 0.25 * both.height()}),
             std::optional<std::size_t>(0));
    QCOMPARE(figure.seriesAt(area, {both.center().x(), both.bottom() - 0.75 * both.height()}),
             std::optional<std::size_t>(1));
    // Twice as many runs are twice as high.
    QImage image(400, 300, QImage::Format_RGB32);
    QPainter painter(&image);
    figure.paint(painter, area, Theme::light());
    const QRectF plot = figure.plotRect(area);
    const auto isColoured = [&](double x, double y, const QColor &colour) {
        return image.pixelColor(qRound(x), qRound(y)) == colour;
    };
    QVERIFY(isColoured(both.center().x(), plot.bottom() - 0.25 * both.height(), Qt::red));
    QVERIFY(isColoured(both.center().x(), plot.bottom() - 0.75 * both.height(), Qt::blue));
}

void TestCensusFigures::theOutcomesThatHaveNoRoomAreTheSmallest()
{
    ShareFigure figure;
    figure.runs = 100;
    for (int i = 0; i < 12; ++i)
        figure.outcomes.append({.title = QString::number(i), .count = i});
    const auto all = figure.rows(QRectF(0, 0, 600, 900));
    QCOMPARE(all.size(), 12);
    const auto some = figure.rows(QRectF(0, 0, 600, 300));
    QVERIFY(some.size() < 12 && !some.isEmpty());
    for (qsizetype i = 0; i < some.size(); ++i)
        QCOMPARE(some[i].outcome, static_cast<int>(12 - some.size() + i));
    QVERIFY(some.last().rect.bottom() <= 300);
    QVERIFY(figure.rows(QRectF(0, 0, 600, 100)).isEmpty());
}

void TestCensusFigures::levelsHaveTheirNames()
{
    QCOMPARE(fateLevel({.kind = FateKind::Edge, .label = {}, .level = 0.5 * std::numbers::ln2}),
             QStringLiteral("½ ln 2 = 0.3466"));
    QCOMPARE(fateLevel({.kind = FateKind::Constant, .label = {}, .level = std::numbers::ln2}),
             QStringLiteral("ln 2 = 0.6931"));
    QCOMPARE(fateLevel({.kind = FateKind::Edge, .label = {}, .level = 0.125}), QStringLiteral("0.1250"));
    QCOMPARE(variedValueTitle("optimizer.name", "adam"), QStringLiteral("Adam"));
    QCOMPARE(variedTitle("network.layers[1].units"), QStringLiteral("Units of layer 2"));
}

void TestCensusFigures::aFieldOfTheMapIsItsCell()
{
    SweepMap map;
    map.keys = QStringList{QStringLiteral("a"), QStringLiteral("b")};
    map.steps = {{QStringLiteral("1"), QStringLiteral("2")},
                 {QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")}};
    for (int i = 0; i < 6; ++i)
        map.cells.append({.runs = 10, .solved = i});
    const QRectF area(0, 0, 500, 300);
    for (int cell = 0; cell < 6; ++cell)
        QCOMPARE(map.cellAt(area, map.fieldRect(area, cell).center()), cell);
    // The second key changes fastest and goes across, the first goes up.
    QVERIFY(map.fieldRect(area, 1).left() > map.fieldRect(area, 0).left());
    QCOMPARE(map.fieldRect(area, 1).top(), map.fieldRect(area, 0).top());
    QVERIFY(map.fieldRect(area, 3).top() < map.fieldRect(area, 0).top());
    QCOMPARE(map.cellAt(area, {1, 1}), -1);
}

QTEST_MAIN(TestCensusFigures)
#include "test_census_figures.moc"
