#include "gallery.h"
#include "render/resources.h"
#include "render/surface_figure.h"
#include "render/surface_marks.h"
#include "render/theme.h"

#include "project/examples.h"
#include "training/trainer.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace basin;

namespace {

/// loss(a, b) on a grid over a plane of two weights, as if it had been worked out.
template <typename Function>
SurfaceContent contentOf(Interval a, Interval b, int points, Function loss)
{
    SurfaceContent content;
    content.plane = {.kind = PlaneKind::Weights,
                     .origin = Vector::Zero(3),
                     .u = Vector::Unit(3, 0),
                     .v = Vector::Unit(3, 1),
                     .weights = {0, 1}};
    content.lossTitle = QStringLiteral("loss");
    content.grid.spec = {.a = a, .b = b, .columns = points, .rows = points};
    for (int row = 0; row < points; ++row)
        for (int column = 0; column < points; ++column)
            content.grid.loss.push_back(loss(content.grid.a(column), content.grid.b(row)));
    return content;
}

Paint painted(const SurfaceFigure &figure)
{
    return [figure](QPainter &painter, const QRectF &area, const Theme &theme) { figure.paint(painter, area, theme); };
}

Objective objectiveOf(const PreparedRun &run)
{
    const Dataset &train = run.data->train;
    return {run.spec.architecture, run.spec.loss, train.inputs, train.targets};
}

/// The example that sticks, after so many epochs.
SurfaceContent stuckRun(PlaneKind kind, int points, std::int64_t epochs)
{
    const PreparedRun run = prepareRun(exampleProject(*findExample("xor-sticks"), {}));
    Trainer trainer(run.spec, run.data);
    trainer.advanceEpochs(epochs);
    SurfaceRequest request;
    request.choice.kind = kind;
    request.points = points;
    request.withGradient = true;
    request.now = trainer.parameters();
    request.epoch = trainer.epoch();
    request.path = recordedPath(trainer.history());
    return surfaceContent(objectiveOf(run), request);
}

const SurfaceMark *markOf(const SurfaceContent &content, SurfaceMark::Kind kind)
{
    for (const SurfaceMark &mark : content.marks)
        if (mark.kind == kind)
            return &mark;
    return nullptr;
}

} // namespace

class TestSurfaceFigure : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { initResources(); }

    /// loss = 10^(−a): the line of level 10^(−k) is a = k, whatever b.
    void contoursLieAtRoundLevels()
    {
        const SurfaceContent content =
            contentOf({0, 3}, {0, 1}, 61, [](double a, double) { return std::pow(10.0, -a); });
        const SurfaceFigure figure = surfaceFigure(content, {}, Theme::light());
        int decades = 0;
        for (qsizetype i = 0; i < figure.map.contours.size(); ++i) {
            const double wanted = -std::log10(figure.map.contours[i].level);
            decades += std::abs(wanted - std::round(wanted)) < 1e-9 ? 1 : 0;
            for (const QPolygonF &line : figure.map.contourPaths[i])
                for (const QPointF &point : line)
                    QVERIFY(std::abs(point.x() - wanted) < 1e-4);
        }
        QVERIFY(decades >= 3);
    }

    /// The outermost points of the grid lie on the texture's edge.
    void textureReachesTheEdge()
    {
        SurfaceContent content = contentOf({0, 1}, {0, 1}, 11, [](double a, double) { return a < 0.05 ? 1.0 : 0.01; });
        SurfaceLook look;
        look.contours = false;
        const QImage texture = surfaceFigure(content, look, Theme::light()).texture({200, 200});
        // Half a step of ten wide: the first column's points reach to a = 0.05.
        QCOMPARE(texture.pixel(2, 100), ColourMap::depth().at(1));
        QCOMPARE(texture.pixel(197, 100), ColourMap::depth().at(0));
        QCOMPARE(texture.pixel(20, 100), ColourMap::depth().at(0));
    }

    void pathFadesWithItsDistance()
    {
        SurfaceContent content = contentOf({-1, 1}, {-1, 1}, 5, [](double a, double) { return 1 + a * a; });
        content.path.points = {{-0.5, 0, 0}, {0, 0, 0}, {0.25, 0, 50}, {0.5, 0, 50}};
        const SurfaceFigure figure = surfaceFigure(content, {}, Theme::light());
        QCOMPARE(figure.path.first().opacity, 1.0);
        QVERIFY(figure.path.last().opacity < 0.2);
        QVERIFY(figure.path.last().opacity > 0.1); // still seen
        QVERIFY(figure.legend.contains(QStringLiteral("50")));
        SurfaceLook bare;
        bare.path = false;
        QVERIFY(surfaceFigure(content, bare, Theme::light()).path.isEmpty());
    }

    void gapsAreSaid()
    {
        SurfaceContent content =
            contentOf({0, 1}, {0, 1}, 11, [](double a, double b) { return a + b + 1 + (a > 0.55 ? INFINITY : 0); });
        const SurfaceFigure figure = surfaceFigure(content, {}, Theme::light());
        QVERIFY(figure.legend.contains(QStringLiteral("not finite")));
        QCOMPARE(qAlpha(figure.map.image.pixel(figure.map.image.width() - 1, 5)), 0);
        QCOMPARE(qAlpha(figure.map.image.pixel(0, 5)), 255);
        QVERIFY(!lossAt(content.grid, 0.9, 0.5));
        QVERIFY(!slopeAt(content, 0.9, 0.5));
    }

    /// Exact for what is bilinear; also where a and b are neither lengths nor at right angles.
    void lossAndSlopeBetweenThePoints()
    {
        SurfaceContent content =
            contentOf({-2, 2}, {-1, 3}, 9, [](double a, double b) { return 3 * a - 2 * b + 0.5 * a * b; });
        const auto loss = lossAt(content.grid, 0.3, 1.1);
        QVERIFY(loss && std::abs(*loss - (0.9 - 2.2 + 0.165)) < 1e-12);
        QVERIFY(!lossAt(content.grid, 2.1, 0));
        // On the grid point (0, 1): slopes 3 + 0.5 along a and −2 along b.
        const auto slope = slopeAt(content, 0, 1);
        QVERIFY(slope && std::abs(slope->length - std::hypot(3.5, 2.0)) < 1e-12);
        QVERIFY(std::abs(slope->downhill.x() + 3.5) < 1e-12);
        QVERIFY(std::abs(slope->downhill.y() - 2.0) < 1e-12);
        // u = (2, 0, 0), v = (1, 1, 0): the gradient g has u·g = 3.5, v·g = −2, so g = (1.75, −3.75).
        content.plane.u << 2, 0, 0;
        content.plane.v << 1, 1, 0;
        const auto skew = slopeAt(content, 0, 1);
        QVERIFY(skew && std::abs(skew->length - std::hypot(1.75, 3.75)) < 1e-12);
    }

    /// Where a slope leads out of the plane as much as along it, the share is 1/√2.
    void dotsAreTheShareOutOfThePlane()
    {
        SurfaceContent content = contentOf({0, 1}, {0, 1}, 5, [](double a, double) { return 2 + a; });
        content.grid.outOfPlane.assign(25, 1.0);
        SurfaceLook look;
        look.outOfPlane = true;
        const SurfaceFigure figure = surfaceFigure(content, look, Theme::light());
        QCOMPARE(figure.outOfPlane.size(), std::size_t(25));
        for (const float share : figure.outOfPlane)
            QVERIFY(std::abs(share - 0.70710678F) < 1e-6F);
        QVERIFY(surfaceFigure(content, {}, Theme::light()).outOfPlane.empty());
    }

    /// The plane of start, end and solution: exact at the three, and the example sticks at ½ ln 2.
    void threePointsAreExact()
    {
        const SurfaceContent content = stuckRun(PlaneKind::ThreePoints, 41, 5000);
        QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
        const SurfaceMark *now = markOf(content, SurfaceMark::Kind::Now);
        const SurfaceMark *start = markOf(content, SurfaceMark::Kind::Start);
        const SurfaceMark *solution = markOf(content, SurfaceMark::Kind::Solution);
        QVERIFY(now && start && solution);
        for (const SurfaceMark *mark : {now, start, solution})
            QVERIFY(mark->at.distance < 1e-6);
        QVERIFY(std::abs(now->loss - 0.346573590) < 0.01);
        QVERIFY(solution->loss < 0.05);
        QCOMPARE(content.aTitle, QStringLiteral("a: from the start to the end"));
        QCOMPARE(content.path.points.size(), content.recorded.epochs.size());
        QCOMPARE(content.recorded.epochs.back(), std::int64_t(5000));
    }

    void textsNameWhatIsHeld()
    {
        const SurfaceContent content = stuckRun(PlaneKind::Weights, 5, 1230);
        QCOMPARE(content.held, QStringLiteral("7 other weights held as at epoch 1\u202f230"));
        QCOMPARE(content.aTitle, QStringLiteral("h1.x1"));
        QVERIFY(content.lossTitle.contains(QStringLiteral("cross-entropy")));
        QVERIFY(stuckRun(PlaneKind::Path, 5, 100).note.contains(QStringLiteral("random walk")));
        QVERIFY(stuckRun(PlaneKind::Eigenvectors, 5, 100).note.contains(QStringLiteral("eigenvalues")));
        QVERIFY(stuckRun(PlaneKind::Random, 5, 100).note.contains(QStringLiteral("seed 1")));
    }

    void heldIsSaidBelowThePlot()
    {
        SurfaceContent content = contentOf({-1, 1}, {-1, 1}, 11, [](double a, double b) { return 1 + a * a + b * b; });
        content.held = QStringLiteral("7 other weights held as at epoch 5\u202f000");
        QVERIFY(surfaceFigure(content, {}, Theme::light()).legend.startsWith(content.held));
        // In a picture that leaves the window it is among the texts, and not said twice.
        const SurfaceFigure exported = surfaceFigure(content, {.texts = true}, Theme::light());
        QVERIFY(!exported.legend.contains(content.held));
        QVERIFY(exported.texts.first().contains(QStringLiteral("other weights held")));
    }

    void labelsLieOnNothingElse()
    {
        const QRectF bounds(0, 0, 200, 200);
        const LabelledMark start{
            .at = {100, 100}, .radius = 6, .label = {30, 14}, .usual = LabelledMark::Side::Below, .mayGoUnnamed = true};
        for (const QPointF now : {QPointF(100, 112), QPointF(103, 98), QPointF(118, 100), QPointF(195, 3)}) {
            const LabelledMark other{.at = now, .radius = 7, .label = {60, 14}, .usual = LabelledMark::Side::Above};
            const auto places = labelPlaces({start, other}, bounds);
            QVERIFY(places[1] && bounds.contains(*places[1]));
            QVERIFY(!places[0] || (bounds.contains(*places[0]) && !places[0]->intersects(*places[1])));
            QVERIFY(!places[1]->contains(start.at) && (!places[0] || !places[0]->contains(now)));
        }
        // No side is free: the start goes without its name, the run keeps its own.
        const QRectF tight(90, 90, 40, 30);
        const LabelledMark now{.at = {101, 101}, .radius = 7, .label = {60, 14}, .usual = LabelledMark::Side::Above};
        const auto places = labelPlaces({start, now}, tight);
        QVERIFY(!places[0] && places[1]);
    }

    void whatCannotBeShownIsSaid()
    {
        const PreparedRun run = prepareRun(exampleProject(*findExample("xor-sticks"), {}));
        SurfaceRequest request;
        request.now = startParameters(run.spec.architecture, run.spec.init);
        request.choice.kind = PlaneKind::Path;
        const auto problem = [&] { return surfaceContent(objectiveOf(run), request).problem; };
        QVERIFY(problem().contains(QStringLiteral("no path yet")));
        request.path.parameters = request.now;
        request.path.epochs = {0};
        request.path.loss = {0.7};
        QVERIFY(problem().contains(QStringLiteral("one point")));
        request.choice = {.kind = PlaneKind::ThreePoints, .pinnedRun = 0};
        QVERIFY(problem().contains(QStringLiteral("another network")));
        request.choice = {.weights = {3, 3}};
        QVERIFY(problem().contains(QStringLiteral("two different weights")));
        request.now[0] = std::nan("");
        QVERIFY(problem().contains(QStringLiteral("diverged")));
        request.now = Vector::Zero(4);
        QVERIFY(problem().contains(QStringLiteral("not of this network")));
    }

    void longHistoriesAreThinnedEvenly()
    {
        History history(2, 0);
        for (std::int64_t epoch = 0; epoch <= 5000; ++epoch) {
            const double at = static_cast<double>(epoch);
            const std::array<double, 2> weights{at, -at};
            Metrics metrics;
            metrics.loss = 1;
            metrics.penalty = 0.5;
            history.addPoint(epoch, metrics, weights, {});
        }
        const RecordedPath path = recordedPath(history, 100);
        QCOMPARE(path.parameters.cols(), Eigen::Index(100));
        QCOMPARE(path.epochs.front(), std::int64_t(0));
        QCOMPARE(path.epochs.back(), std::int64_t(5000));
        QCOMPARE(path.parameters(1, 99), -5000.0);
        QCOMPARE(path.loss[50], 1.5);
        QVERIFY(std::abs(static_cast<double>(path.epochs[50] - path.epochs[49]) - 50.5) < 1.0);
    }

    void gallery()
    {
        const SurfaceContent content = stuckRun(PlaneKind::ThreePoints, 201, 1430);
        SurfaceLook look;
        gallery::save(QStringLiteral("surface-light.png"), painted(surfaceFigure(content, look, Theme::light())),
                      {476, 450}, false, 2);
        gallery::save(QStringLiteral("surface-dark.png"), painted(surfaceFigure(content, look, Theme::dark())),
                      {476, 450}, true);
        look.outOfPlane = true;
        look.texts = true;
        gallery::save(QStringLiteral("surface-dots.png"), painted(surfaceFigure(content, look, Theme::light())),
                      {720, 600}, false);
        look.isLog = false;
        gallery::save(QStringLiteral("surface-linear.svg"), painted(surfaceFigure(content, look, Theme::light())),
                      {720, 600}, false);
    }
};

QTEST_MAIN(TestSurfaceFigure)
#include "test_surface_figure.moc"
