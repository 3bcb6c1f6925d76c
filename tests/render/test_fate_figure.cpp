#include "gallery.h"
#include "render/fate_figure.h"
#include "render/fate_names.h"
#include "render/resources.h"
#include "render/theme.h"

#include <QPainter>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

/// A map as if it had been worked out: solved below the diagonal after 10 · 100^(column / last) epochs, stuck on it at
/// the edge's level, above it at a level without a name.
FateMap mapOf(int points)
{
    const PreparedRun run = prepareRun(parseProject(R"({"basin":1,"data":{"source":"gate"},"init":{"seed":3},
        "network":{"layers":[{"type":"dense","units":2,"activation":"tanh"},
                             {"type":"dense","units":1,"activation":"sigmoid"}]},
        "optimizer":{"name":"adam","learning_rate":0.25,"beta_1":0.75},
        "training":{"epochs":1234,"batch_size":1,"precision":"float32"}})",
                                                    "test"));
    FateMap map{.spec = {.run = run.spec, .data = run.data, .weights = {0, 3}, .columns = points, .rows = points},
                .points = {},
                .groups = {{.kind = FateKind::Solved, .label = "solved"},
                           {.kind = FateKind::Edge, .label = "edge", .loss = 0.3466, .level = 0.3466},
                           {.kind = FateKind::OtherLevel, .label = "loss 0.2", .loss = 0.2}},
                .done = 0,
                .stride = 1};
    for (int row = 0; row < points; ++row)
        for (int column = 0; column < points; ++column) {
            FatePoint point{.loss = 0.0, .epochs = 1234, .isDone = true};
            point.group = static_cast<std::uint16_t>(row < column ? 0 : row == column ? 1 : 2);
            point.outcome = row < column ? Outcome::Solved : Outcome::Stuck;
            if (row < column)
                point.solvedEpoch = std::llround(10.0 * std::pow(100.0, column / (points - 1.0)));
            ++map.groups[point.group].count;
            map.points.push_back(point);
            ++map.done;
        }
    return map;
}

Paint painted(const FateFigure &figure)
{
    return [figure](QPainter &painter, const QRectF &area, const Theme &theme) { figure.paint(painter, area, theme); };
}

class TestFateFigure : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { initResources(); }
    void aPointIsAPixel();
    void quickIsLightAndSlowIsDark();
    void aMapUnderWayIsShownInBlocks();
    void manyPointsInOnePixelAreTheirMean();
    void aLabelStandsBesideEachColour();
    void captionsSayAllItDependsOn();
    void othersFade();
    void anEmptyFigureSaysWhatWillAppear();
};

QImage paintedAt(const FateFigure &figure, QSize size)
{
    PictureOptions options;
    options.size = size;
    return toImage(painted(figure), options);
}

void TestFateFigure::aPointIsAPixel()
{
    const FateMap map = mapOf(64);
    const FateFigure figure = fateFigure(&map, {.mark = false}, Theme::light());
    const QSize size = figure.sizeFor(64 * 5);
    const QRectF plot = figure.plotRect(QRectF(QPointF(), size));
    QCOMPARE(plot.width(), 320.0);
    QCOMPARE(plot.height(), 320.0);
    const QImage image = paintedAt(figure, size);
    const auto at = [&](int column, int row) {
        return image.pixelColor(static_cast<int>(plot.left()) + 5 * column + 2,
                                static_cast<int>(plot.bottom()) - 5 * row - 3);
    };
    for (int i = 0; i < 64; ++i)
        QCOMPARE(at(i, i).rgb(), Theme::light().outcomeEdge.rgb());
    QCOMPARE(at(3, 40).rgb(), fateColour(map.groups, 2, Theme::light()).rgb());
    // The ends of the range are the middles of the outermost points.
    QCOMPARE(figure.toData(QRectF(QPointF(), size), {plot.left() + 2.5, plot.bottom() - 2.5}), QPointF(-6.0, -6.0));
    gallery::save(QStringLiteral("fate.png"), painted(figure), size, false);
}

void TestFateFigure::quickIsLightAndSlowIsDark()
{
    const FateMap map = mapOf(64);
    const FateFigure figure = fateFigure(&map, {}, Theme::light());
    const auto range = solvedRange(map);
    QVERIFY(range && range->low >= 10.0 && range->high <= 1000.0 && range->low < range->high);
    // Along the lowest row from quick to slow.
    int before = 256;
    for (int column = 1; column < 64; ++column) {
        const int light = qGray(figure.image.pixel(column, 63));
        QVERIFY(light <= before);
        before = light;
    }
    QCOMPARE(figure.image.pixelColor(63, 63).rgb(), Theme::light().solvedSlow.rgb());
    // Half of the way on the log scale is half of the way of the colours.
    const QColor low = Theme::light().solvedQuick, high = Theme::light().solvedSlow;
    for (int column = 1; column < 64; ++column) {
        const double epochs = static_cast<double>(map.at(column, 0).solvedEpoch);
        const double share = std::clamp(std::log(epochs / range->low) / std::log(range->high / range->low), 0.0, 1.0);
        const double red = low.red() + share * (high.red() - low.red());
        QVERIFY(std::abs(figure.image.pixelColor(column, 63).red() - red) < 1.5);
    }
}

void TestFateFigure::aMapUnderWayIsShownInBlocks()
{
    FateMap map = mapOf(16);
    for (int row = 0; row < 16; ++row)
        for (int column = 0; column < 16; ++column)
            map.points[static_cast<std::size_t>(16 * row + column)].isDone = row % 4 == 0 && column % 4 == 0;
    map.stride = 4;
    const QImage image = fateFigure(&map, {}, Theme::light()).image;
    // A block around each point that is done, nowhere a gap.
    for (int row = 0; row < 16; ++row)
        for (int column = 0; column < 16; ++column) {
            const int nearRow = std::min((row + 2) / 4, 3) * 4, nearColumn = std::min((column + 2) / 4, 3) * 4;
            QCOMPARE(image.pixel(column, 15 - row), image.pixel(nearColumn, 15 - nearRow));
        }
    map.stride = 0; // not even the coarse picture is whole: what is not there is left open
    const QImage open = fateFigure(&map, {}, Theme::light()).image;
    QCOMPARE(qAlpha(open.pixel(0, 15)), 255);
    QCOMPARE(qAlpha(open.pixel(1, 15)), 0);
}

void TestFateFigure::manyPointsInOnePixelAreTheirMean()
{
    FateMap map = mapOf(512);
    for (std::size_t i = 0; i < map.points.size(); ++i) {
        map.points[i].outcome = Outcome::Stuck;
        map.points[i].group = i % 2 == 0 ? 1 : 2; // thinner stripes than the picture has pixels
    }
    const FateFigure figure = fateFigure(&map, {.mark = false}, Theme::light());
    const QSize size = figure.sizeFor(256);
    const QRectF plot = figure.plotRect(QRectF(QPointF(), size));
    const QColor one = Theme::light().outcomeEdge, other = fateColour(map.groups, 2, Theme::light());
    const QColor seen = paintedAt(figure, size).pixelColor(plot.center().toPoint());
    QVERIFY(std::abs(seen.red() - (one.red() + other.red()) / 2.0) < 1.5);
    QVERIFY(std::abs(seen.blue() - (one.blue() + other.blue()) / 2.0) < 1.5);
}

void TestFateFigure::aLabelStandsBesideEachColour()
{
    const FateMap map = mapOf(64);
    const FateFigure figure = fateFigure(&map, {}, Theme::light());
    QCOMPARE(figure.legend.size(), 3);
    QVERIFY(figure.legend[0].label.startsWith(QStringLiteral("Solved 49.2 %"))); // 64 · 63 / 2 of 64²
    QVERIFY(figure.legend[0].label.contains(QStringLiteral("log scale")));
    QVERIFY(figure.legend[0].rampEnd.has_value());
    QVERIFY(figure.legend[1].label.startsWith(QStringLiteral("Edge state 1.6 %")));
    QVERIFY(figure.legend[2].label.startsWith(QStringLiteral("Loss 0.2 49.2 %")));
    const QRectF area(0, 0, 536, 690);
    int found = 0;
    for (double y = 0; y < area.height(); y += 4)
        for (double x = 0; x < area.width(); x += 4)
            found |= 1 << (figure.legendGroupAt(area, {x, y}) + 1);
    QCOMPARE(found, 0b1111); // none of them, and each
}

void TestFateFigure::captionsSayAllItDependsOn()
{
    const FateMap map = mapOf(64);
    const QString text = fateFigure(&map, {.task = QStringLiteral("XOR")}, Theme::light()).captions.join(u' ');
    for (const char *part : {"XOR", "2-2-1", "Adam", "learning rate 0.25", "0.75", "batch 1 of 4",
                             "shuffled with seed 3", "cross-entropy", "234 epochs", "32 bit", "64 × 64", "seed 3"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    for (const char *fixed : {"h2.x1", "h1.x2", "b1", "b2", "out.h1", "out.h2", "out.b"})
        QVERIFY2(text.contains(QString::fromUtf8(fixed)), fixed);
    QVERIFY(!text.contains(QStringLiteral("h1.x1"))); // those are the axes
    QVERIFY(!text.contains(QStringLiteral("h2.x2")));
}

void TestFateFigure::othersFade()
{
    const FateMap map = mapOf(64);
    const auto lightness = [&](int emphasised, int column, int row) {
        return qGray(fateFigure(&map, {.emphasised = emphasised}, Theme::light()).image.pixel(column, 63 - row));
    };
    QVERIFY(lightness(0, 5, 40) > lightness(-1, 5, 40));
    QCOMPARE(lightness(2, 5, 40), lightness(-1, 5, 40));
    QVERIFY(lightness(2, 40, 5) > lightness(-1, 40, 5));
    QCOMPARE(lightness(0, 40, 5), lightness(-1, 40, 5));
}

void TestFateFigure::anEmptyFigureSaysWhatWillAppear()
{
    const FateFigure figure = fateFigure(nullptr, {}, Theme::light());
    QVERIFY(figure.image.isNull());
    QVERIFY(!figure.emptyTitle.isEmpty() && !figure.emptyText.isEmpty());
    QVERIFY(!paintedAt(figure, {400, 400}).isNull());
    QVERIFY(!paintedAt(figure, {5, 5}).isNull());
}

} // namespace

QTEST_MAIN(TestFateFigure)
#include "test_fate_figure.moc"
