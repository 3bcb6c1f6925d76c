#include "data/error.h"
#include "landscape/grid.h"
#include "random/random_stream.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <thread>

using namespace basin;

namespace {

Vector randomVector(Eigen::Index size, std::uint64_t key)
{
    RandomStream stream(key, Purpose::Check);
    return Vector::NullaryExpr(size, [&](Eigen::Index) { return stream.uniform(-3.0, 3.0); });
}

/// 2-3-2-1 or 2-2-1 over XOR, in either precision and with penalties.
Objective objectiveOf(const std::vector<int> &units, const std::string &hidden, const LossSpec &loss,
                      Precision precision = Precision::Float64)
{
    std::vector<LayerSpec> layers;
    for (const int count : units)
        layers.push_back({count, hidden, {}, {}});
    layers.back().activation = "sigmoid";
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    return {Architecture(2, layers), loss, inputs, Eigen::Vector4d(0, 1, 1, 0), precision};
}

bool hasSameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

double valueAt(const Objective &objective, const Vector &theta)
{
    Vector gradient;
    return objective.valueAndGradient(theta, gradient);
}

std::size_t index(const SurfaceGrid &grid, int column, int row)
{
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.spec.columns) +
           static_cast<std::size_t>(column);
}

void verifyPoints(const Objective &objective, const Plane &plane, const GridSpec &spec)
{
    const SurfaceGrid grid = surfaceGrid(objective, plane, spec);
    QCOMPARE(grid.loss.size(), static_cast<std::size_t>(spec.columns) * static_cast<std::size_t>(spec.rows));
    QCOMPARE(grid.outOfPlane.size(), spec.withGradient ? grid.loss.size() : 0);
    for (int row = 0; row < spec.rows; ++row) {
        for (int column = 0; column < spec.columns; ++column) {
            const Vector theta = plane.at(grid.a(column), grid.b(row));
            QVERIFY2(hasSameBits(grid.loss[index(grid, column, row)], valueAt(objective, theta)),
                     qPrintable(QString("column %1, row %2").arg(column).arg(row)));
            if (!spec.withGradient)
                continue;
            const double expected = plane.outOfPlane(objective.gradient(theta));
            QVERIFY(std::abs(grid.outOfPlane[index(grid, column, row)] - expected) <= 1e-14);
        }
    }
}

} // namespace

class TestGrid : public QObject {
    Q_OBJECT

private slots:
    void pointsAreTheObjectives_data();
    void pointsAreTheObjectives();
    void everyPairOfWeights();
    void coordinatesIncludeTheEnds();
    void coarseAndFineAgree();
    void threadsGiveTheSameBits();
    void manySamples();
    void symmetryOfThePicture();
    void deadFlatSlices();
    void stops();
    void stopsOnItsWay();
    void refusesBadRanges();
    void rangeHoldsItsPoints_data();
    void rangeHoldsItsPoints();
    void rangeOfWeightsHasAKnownScale();
};

void TestGrid::pointsAreTheObjectives_data()
{
    QTest::addColumn<QList<int>>("units");
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<LossSpec>("loss");
    QTest::addColumn<bool>("isFloat");
    QTest::addColumn<bool>("withGradient");
    const QList<int> small{2, 1};
    const LossSpec entropy{"binary_crossentropy"};
    QTest::newRow("cross-entropy") << small << "sigmoid" << entropy << false << false;
    QTest::newRow("squares") << small << "tanh" << LossSpec{"mean_squared_error"} << false << false;
    QTest::newRow("float32") << small << "sigmoid" << entropy << true << false;
    QTest::newRow("penalties") << small << "tanh" << LossSpec{"binary_crossentropy", 0.01, 0.02, true} << false << true;
    QTest::newRow("float32, penalties") << small << "tanh" << LossSpec{"binary_crossentropy", 0.01, 0.02} << true
                                        << true;
    QTest::newRow("deeper") << QList<int>{3, 2, 1} << "sigmoid" << entropy << false << true;
    QTest::newRow("wide") << QList<int>{40, 30, 1} << "tanh" << entropy << false << false;
}

void TestGrid::pointsAreTheObjectives()
{
    QFETCH(QList<int>, units);
    QFETCH(QString, hidden);
    QFETCH(LossSpec, loss);
    QFETCH(bool, isFloat);
    QFETCH(bool, withGradient);
    const Objective objective = objectiveOf({units.begin(), units.end()}, hidden.toStdString(), loss,
                                            isFloat ? Precision::Float32 : Precision::Float64);
    const Vector theta = randomVector(objective.size(), 7);
    const GridSpec spec{{-7.0, 6.5}, {-20.0, 30.0}, 75, 37, withGradient, 1};
    verifyPoints(objective, weightsPlane(theta, 1, 4), spec);
    verifyPoints(objective, randomPlane(objective.architecture(), theta, 3, true), spec);
    verifyPoints(objective,
                 threePointPlane(theta, randomVector(objective.size(), 8), randomVector(objective.size(), 9)),
                 {{-3.0, 3.0}, {-1.0, 1.0}, 9, 40, withGradient, 1});
}

void TestGrid::everyPairOfWeights()
{
    const Objective objective = objectiveOf({2, 1}, "sigmoid", {"binary_crossentropy"});
    const Vector theta = randomVector(9, 7);
    for (Eigen::Index first = 0; first < 9; ++first) {
        for (Eigen::Index second = 0; second < 9; ++second) {
            if (first != second)
                verifyPoints(objective, weightsPlane(theta, first, second), {{-6.0, 6.0}, {-5.0, 5.0}, 5, 7, false, 1});
        }
    }
}

void TestGrid::coordinatesIncludeTheEnds()
{
    const SurfaceGrid grid{{{-0.1, 0.7}, {3.0, 1e9}, 11, 3, false, 1}, {}, {}};
    QCOMPARE(grid.a(0), -0.1);
    QCOMPARE(grid.a(10), 0.7);
    QCOMPARE(grid.b(0), 3.0);
    QCOMPARE(grid.b(1), 500000001.5);
    QCOMPARE(grid.b(2), 1e9);
    for (int column = 1; column < 11; ++column)
        QVERIFY(grid.a(column) > grid.a(column - 1));
    QVERIFY(grid.isEmpty());
}

void TestGrid::coarseAndFineAgree()
{
    const Objective objective = objectiveOf({2, 1}, "tanh", {"binary_crossentropy"});
    const Plane plane = weightsPlane(randomVector(9, 7), 0, 5);
    const GridSpec coarse{{-6.3, 5.1}, {-0.7, 11.9}, 12, 23, false, 1};
    for (const int factor : {2, 3, 7}) {
        GridSpec fine = coarse;
        fine.columns = (coarse.columns - 1) * factor + 1;
        fine.rows = (coarse.rows - 1) * factor + 1;
        const SurfaceGrid first = surfaceGrid(objective, plane, coarse);
        const SurfaceGrid second = surfaceGrid(objective, plane, fine);
        for (int row = 0; row < coarse.rows; ++row) {
            for (int column = 0; column < coarse.columns; ++column)
                QVERIFY(hasSameBits(first.loss[index(first, column, row)],
                                    second.loss[index(second, column * factor, row * factor)]));
        }
    }
}

void TestGrid::threadsGiveTheSameBits()
{
    const Objective objective = objectiveOf({2, 1}, "sigmoid", {"mean_squared_error", 0.0, 0.001});
    const Plane plane = randomPlane(objective.architecture(), randomVector(9, 7), 1, false);
    GridSpec spec{{-9.0, 9.0}, {-9.0, 9.0}, 201, 199, true, 1};
    const SurfaceGrid one = surfaceGrid(objective, plane, spec);
    for (const int threads : {2, 3, 8}) {
        spec.threads = threads;
        const SurfaceGrid many = surfaceGrid(objective, plane, spec);
        QVERIFY(many.loss == one.loss);
        QVERIFY(many.outOfPlane == one.outOfPlane);
    }
}

void TestGrid::manySamples()
{
    RandomStream stream(1, Purpose::Check);
    Matrix inputs(1000, 2);
    for (double &value : inputs.reshaped())
        value = stream.uniform(-1.0, 1.0);
    const Matrix targets = (inputs.rowwise().squaredNorm().array() < 0.5).cast<double>();
    const Objective objective(Architecture(2, {{8, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}), {"binary_crossentropy"},
                              inputs, targets);
    verifyPoints(objective, weightsPlane(randomVector(objective.size(), 7), 0, 30), {{-6, 6}, {-6, 6}, 11, 5, true, 2});
}

/// Both hidden units change places: the surface over a weight of one is that over the same weight of the other.
void TestGrid::symmetryOfThePicture()
{
    const Objective objective = objectiveOf({2, 1}, "tanh", {"binary_crossentropy"});
    const Vector theta = randomVector(9, 7);
    Vector swapped = theta;
    for (const Eigen::Index i : {0, 2, 4, 6})
        std::swap(swapped[i], swapped[i + 1]);
    const GridSpec spec{{-6.0, 6.0}, {-6.0, 6.0}, 33, 33, false, 1};
    const SurfaceGrid first = surfaceGrid(objective, weightsPlane(theta, 0, 6), spec);
    const SurfaceGrid second = surfaceGrid(objective, weightsPlane(swapped, 1, 7), spec);
    const SurfaceGrid turned = surfaceGrid(objective, weightsPlane(theta, 6, 0), spec);
    for (int row = 0; row < spec.rows; ++row) {
        for (int column = 0; column < spec.columns; ++column) {
            const double value = first.loss[index(first, column, row)];
            QVERIFY(std::abs(value - second.loss[index(second, column, row)]) < 1e-14);
            QVERIFY(hasSameBits(value, turned.loss[index(turned, row, column)]));
        }
    }
}

/// Where both output weights are 0, hidden weights change nothing: ln 2 everywhere, with no slope out of the plane but
/// towards the output's weights.
void TestGrid::deadFlatSlices()
{
    const Objective objective = objectiveOf({2, 1}, "sigmoid", {"binary_crossentropy"});
    const SurfaceGrid grid =
        surfaceGrid(objective, weightsPlane(Vector::Zero(9), 0, 3), {{-6.0, 6.0}, {-6.0, 6.0}, 31, 31, true, 1});
    for (const double value : grid.loss)
        QVERIFY(std::abs(value - std::log(2.0)) < 1e-15);
    QVERIFY(grid.outOfPlane[index(grid, 15, 15)] < 1e-16); // the origin is stationary
}

void TestGrid::stops()
{
    const Objective objective = objectiveOf({2, 1}, "sigmoid", {"binary_crossentropy"});
    std::stop_source source;
    source.request_stop();
    const GridSpec spec{{-6.0, 6.0}, {-6.0, 6.0}, 31, 31, true, 1};
    QVERIFY(surfaceGrid(objective, weightsPlane(Vector::Zero(9), 0, 3), spec, source.get_token()).isEmpty());
}

void TestGrid::stopsOnItsWay()
{
    const Objective objective = objectiveOf({40, 40, 1}, "tanh", {"binary_crossentropy"});
    const Plane plane = weightsPlane(randomVector(objective.size(), 7), 0, 3);
    const GridSpec spec{{-6.0, 6.0}, {-6.0, 6.0}, 8192, 8192, true, 2}; // minutes
    std::stop_source source;
    std::jthread other([&] { source.request_stop(); });
    QVERIFY(surfaceGrid(objective, plane, spec, source.get_token()).isEmpty());
}

void TestGrid::refusesBadRanges()
{
    const Objective objective = objectiveOf({2, 1}, "sigmoid", {"binary_crossentropy"});
    const Plane plane = weightsPlane(Vector::Zero(9), 0, 3);
    const double infinity = std::numeric_limits<double>::infinity();
    for (const Interval &bad :
         {Interval{1.0, 1.0}, {2.0, 1.0}, {0.0, infinity}, {-infinity, 0.0}, {std::nan(""), 1.0}}) {
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(surfaceGrid(objective, plane, {bad, {0, 1}, 5, 5, false, 1})),
                                 InputError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(surfaceGrid(objective, plane, {{0, 1}, bad, 5, 5, false, 1})),
                                 InputError);
    }
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(surfaceGrid(objective, plane, {{0, 1}, {0, 1}, 1, 5, false, 1})),
                             InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(surfaceGrid(objective, plane, {{0, 1}, {0, 1}, 5, 1, false, 1})),
                             InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(surfaceGrid(objective, plane, {{0, 1}, {0, 1}, 8193, 5, false, 1})),
                             InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(surfaceGrid(objective, weightsPlane(Vector::Zero(8), 0, 3), {})),
                             InputError);
    QCOMPARE(surfaceGrid(objective, plane, {{-1e308, 1e308}, {0, 1}, 3, 2, false, 1}).a(1), 0.0);
}

void TestGrid::rangeHoldsItsPoints_data()
{
    QTest::addColumn<double>("size");
    for (const double size : {0.0, 1e-6, 0.3, 7.0, 12345.0})
        QTest::addRow("%g", size) << size;
}

void TestGrid::rangeHoldsItsPoints()
{
    QFETCH(double, size);
    const Vector theta = randomVector(9, 1);
    for (const Plane &plane :
         {weightsPlane(theta, 0, 1), threePointPlane(theta, randomVector(9, 2), randomVector(9, 3)),
          randomPlane(objectiveOf({2, 1}, "tanh", {}).architecture(), theta, 1, true)}) {
        const std::vector<Plane::Coordinates> points{{0.0, 0.0, 0.0}, {size, -0.5 * size, 1.0}, {0.2 * size, 0.0, 0.0}};
        const GridRange range = fittedRange(plane, points);
        for (const Interval &side : {range.a, range.b})
            QVERIFY(std::isfinite(side.low) && std::isfinite(side.high) && side.low < side.high);
        for (const Plane::Coordinates &point : points) {
            QVERIFY(range.a.low < point.a || size == 0.0);
            QVERIFY(range.a.high > point.a);
            QVERIFY(range.b.low < point.b && range.b.high > point.b);
        }
        // the points fill the picture, but for a plane with a scale of its own
        QVERIFY(range.a.high - range.a.low <= std::max(2.0 * size, 4.0 * theta.norm() + 12.0));
    }
}

void TestGrid::rangeOfWeightsHasAKnownScale()
{
    const Plane plane = weightsPlane(randomVector(9, 1), 0, 1);
    const GridRange small = fittedRange(plane, {{1.0, -2.0, 0.0}});
    QCOMPARE(small.a, (Interval{-6.0, 6.0}));
    QCOMPARE(small.b, (Interval{-6.0, 6.0}));
    const GridRange large = fittedRange(plane, {{50.0, 0.0, 0.0}, {0.0, 0.0, 0.0}});
    QVERIFY(large.a.low <= -6.0 && large.a.high > 50.0);
    QCOMPARE(large.b, (Interval{-6.0, 6.0}));
    const double nowhere = std::nan("");
    QCOMPARE(fittedRange(plane, {{nowhere, 1.0, 0.0}}).a, (Interval{-6.0, 6.0}));
}

QTEST_GUILESS_MAIN(TestGrid)
#include "test_grid.moc"
