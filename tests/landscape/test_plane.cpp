#include "data/error.h"
#include "landscape/plane.h"
#include "random/random_stream.h"
#include "xor_objective.h"

#include <Eigen/Eigenvalues>

#include <QTest>

#include <cmath>
#include <numbers>

using namespace basin;
using namespace basin::tests;

namespace {

Vector randomVector(Eigen::Index size, std::uint64_t key)
{
    RandomStream stream(key, Purpose::Check);
    return Vector::NullaryExpr(size, [&](Eigen::Index) { return stream.uniform(-3.0, 3.0); });
}

Matrix randomWalk(Eigen::Index dimensions, Eigen::Index points, std::uint64_t key)
{
    RandomStream stream(key, Purpose::Check);
    Matrix walk = Matrix::Zero(dimensions, points);
    for (Eigen::Index k = 1; k < points; ++k) {
        for (Eigen::Index i = 0; i < dimensions; ++i)
            walk(i, k) = walk(i, k - 1) + stream.normal();
    }
    return walk;
}

void verifyOrthonormal(const Plane &plane)
{
    QVERIFY(std::abs(plane.u.norm() - 1.0) < 1e-14);
    QVERIFY(std::abs(plane.v.norm() - 1.0) < 1e-14);
    QVERIFY(std::abs(plane.u.dot(plane.v)) < 1e-14);
}

bool isNear(const Plane::Coordinates &point, double a, double b, double distance, double tolerance = 1e-12)
{
    return std::abs(point.a - a) < tolerance && std::abs(point.b - b) < tolerance &&
           std::abs(point.distance - distance) < tolerance;
}

/// The length of one unit's weights with its bias, in Keras' order.
double unitLength(const Architecture &net, std::size_t layer, int unit, const Vector &theta)
{
    const LayerLayout &at = net.layout(layer);
    double squares = theta[at.bias + unit] * theta[at.bias + unit];
    for (int i = 0; i < at.inputs; ++i)
        squares += std::pow(theta[at.kernel + i * at.units + unit], 2);
    return std::sqrt(squares);
}

} // namespace

class TestPlane : public QObject {
    Q_OBJECT

private slots:
    void weightsAreCoordinates();
    void refusesWhatIsNotTwoWeights();
    void projectsByLeastSquares();
    void projectsOntoWhatIsNoPlane();
    void outOfPlaneIsWhatIsLeft();
    void randomDirectionsDependOnTheSeedAlone();
    void randomDirectionsPerUnit();
    void threePointsLieInTheirPlane();
    void threePointsOnALine();
    void pathPlaneIsItsPrincipalComponents();
    void pathInAPlaneIsExplained();
    void pathOnALine();
    void pathInFewPointsOfManyDimensions();
    void randomWalksLookExplained_data();
    void randomWalksLookExplained();
    void nullModelIsWhatWalksGive();
    void refusesAPathThatStands();
    void eigenvectors();
    void eigenvectorsThatRepeat();
    void pathIsProjected();
    void profileEndsAtItsPoints();
    void refusesABadProfile();
};

void TestPlane::weightsAreCoordinates()
{
    const Vector theta = randomVector(9, 1);
    const Plane plane = weightsPlane(theta, 7, 2);
    QVERIFY(plane.kind == PlaneKind::Weights);
    const Vector moved = plane.at(1.25, -3.5);
    for (Eigen::Index i = 0; i < 9; ++i)
        QCOMPARE(moved[i], i == 7 ? 1.25 : i == 2 ? -3.5 : theta[i]);
    QVERIFY(isNear(plane.project(theta), theta[7], theta[2], 0.0));
    QCOMPARE(plane.weights, (std::array<Eigen::Index, 2>{7, 2}));
}

void TestPlane::refusesWhatIsNotTwoWeights()
{
    const Vector theta = Vector::Zero(9);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(weightsPlane(theta, 3, 3)), InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(weightsPlane(theta, 0, 9)), InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(weightsPlane(theta, -1, 0)), InputError);
}

void TestPlane::projectsByLeastSquares()
{
    // u and v neither of length 1 nor orthogonal: (1, 1, 0) and (0, 2, 0)
    const Plane plane{PlaneKind::Random, Eigen::Vector3d(1, 2, 3), Eigen::Vector3d(1, 1, 0), Eigen::Vector3d(0, 2, 0)};
    QVERIFY(isNear(plane.project(Eigen::Vector3d(3, 2, -4)), 2.0, -1.0, 7.0));
}

void TestPlane::projectsOntoWhatIsNoPlane()
{
    const Vector zero = Vector::Zero(3);
    const Plane point{PlaneKind::Random, zero, zero, zero};
    QVERIFY(isNear(point.project(Eigen::Vector3d(3, 0, 4)), 0.0, 0.0, 5.0));
    const Plane line{PlaneKind::Random, zero, zero, Eigen::Vector3d(2, 0, 0)};
    QVERIFY(isNear(line.project(Eigen::Vector3d(3, 0, 4)), 0.0, 1.5, 4.0));
}

void TestPlane::outOfPlaneIsWhatIsLeft()
{
    const Plane plane = weightsPlane(Vector::Zero(9), 0, 1);
    Vector direction = Vector::Zero(9);
    direction << 5, 6, 3, 0, 0, 0, 0, 0, 4;
    QVERIFY(std::abs(plane.outOfPlane(direction) - 5.0) < 1e-14);
    // a plane may be turned and moved within itself
    const Plane turned{PlaneKind::Random, plane.at(7, 7), 0.6 * plane.u + 0.8 * plane.v, plane.u - plane.v};
    QVERIFY(std::abs(turned.outOfPlane(direction) - 5.0) < 1e-13);
}

void TestPlane::randomDirectionsDependOnTheSeedAlone()
{
    const Architecture net = xorObjective("tanh", {"binary_crossentropy"}).architecture();
    const Vector theta = randomVector(9, 1);
    const Plane plane = randomPlane(net, theta, 5, false);
    verifyOrthonormal(plane);
    QCOMPARE(plane.at(0, 0), theta);
    const Plane elsewhere = randomPlane(net, randomVector(9, 2), 5, false);
    QCOMPARE(elsewhere.u, plane.u);
    QCOMPARE(elsewhere.v, plane.v);
    QVERIFY(std::abs(randomPlane(net, theta, 6, false).u.dot(plane.u)) < 0.99);
}

void TestPlane::randomDirectionsPerUnit()
{
    const Architecture net = xorObjective("tanh", {"binary_crossentropy"}).architecture();
    Vector theta = randomVector(9, 1);
    theta[1] = theta[3] = theta[5] = 0.0; // the second hidden unit
    const Plane plane = randomPlane(net, theta, 5, true);
    for (const Vector &direction : {plane.u, plane.v}) {
        QVERIFY(std::abs(unitLength(net, 0, 0, direction) - unitLength(net, 0, 0, theta)) < 1e-13);
        QCOMPARE(unitLength(net, 0, 1, direction), 0.0);
        QVERIFY(std::abs(unitLength(net, 1, 0, direction) - unitLength(net, 1, 0, theta)) < 1e-13);
    }
    const Plane nowhere = randomPlane(net, Vector::Zero(9), 5, true);
    QVERIFY(isNear(nowhere.project(theta), 0.0, 0.0, theta.norm()));
}

void TestPlane::threePointsLieInTheirPlane()
{
    const Vector start = randomVector(9, 1);
    const Vector end = randomVector(9, 2);
    const Vector third = randomVector(9, 3);
    const Plane plane = threePointPlane(start, end, third);
    verifyOrthonormal(plane);
    QVERIFY(isNear(plane.project(start), 0.0, 0.0, 0.0));
    QVERIFY(isNear(plane.project(end), (end - start).norm(), 0.0, 0.0));
    const Plane::Coordinates aside = plane.project(third);
    QVERIFY(aside.b > 0.0);
    QVERIFY(aside.distance < 1e-12);
    QVERIFY((plane.at(aside.a, aside.b) - third).norm() < 1e-12);
}

void TestPlane::threePointsOnALine()
{
    const Vector start = randomVector(9, 1);
    const Vector end = randomVector(9, 2);
    const Vector between = start + 0.3 * (end - start);
    const Plane line = threePointPlane(start, end, between);
    verifyOrthonormal(line);
    QVERIFY(isNear(line.project(between), 0.3 * (end - start).norm(), 0.0, 0.0));
    const Plane twice = threePointPlane(start, start, end);
    verifyOrthonormal(twice);
    QVERIFY(isNear(twice.project(end), 0.0, (end - start).norm(), 0.0));
    verifyOrthonormal(threePointPlane(start, end, start));
    verifyOrthonormal(threePointPlane(start, start, start));
    verifyOrthonormal(threePointPlane(Vector::Zero(9), Vector::Zero(9), Vector::Zero(9)));
}

void TestPlane::pathPlaneIsItsPrincipalComponents()
{
    const Matrix path = randomWalk(9, 60, 4);
    const PathPlane result = pathPlane(path, 1);
    verifyOrthonormal(result.plane);
    QCOMPARE(result.plane.origin, Vector(path.col(59)));
    // by singular values of the centred path
    const Matrix centred = path.colwise() - path.rowwise().mean();
    const Eigen::JacobiSVD<Matrix> svd(centred, Eigen::ComputeThinU);
    const Vector squares = svd.singularValues().array().square();
    for (const int k : {0, 1}) {
        QVERIFY(std::abs(result.explained[static_cast<std::size_t>(k)] - squares[k] / squares.sum()) < 1e-12);
        const Vector &direction = k == 0 ? result.plane.u : result.plane.v;
        QVERIFY(std::abs(std::abs(direction.dot(svd.matrixU().col(k))) - 1.0) < 1e-9);
        QVERIFY(direction.dot(path.col(59) - path.col(0)) > 0.0);
    }
}

void TestPlane::pathInAPlaneIsExplained()
{
    const Plane within = threePointPlane(randomVector(9, 1), randomVector(9, 2), randomVector(9, 3));
    Matrix path(9, 40);
    for (int k = 0; k < 40; ++k)
        path.col(k) = within.at(0.1 * k, std::sin(0.2 * k));
    const PathPlane result = pathPlane(path, 1);
    QVERIFY(std::abs(result.explained[0] + result.explained[1] - 1.0) < 1e-12);
    for (int k = 0; k < 40; ++k)
        QVERIFY(result.plane.project(path.col(k)).distance < 1e-10);
}

void TestPlane::pathOnALine()
{
    Matrix path(9, 5);
    for (int k = 0; k < 5; ++k)
        path.col(k) = randomVector(9, 1) + k * randomVector(9, 2);
    const PathPlane result = pathPlane(path, 1);
    verifyOrthonormal(result.plane);
    QVERIFY(std::abs(result.explained[0] - 1.0) < 1e-12);
    QVERIFY(isNear(result.plane.project(path.col(0)), -4.0 * randomVector(9, 2).norm(), 0.0, 0.0));
    const PathPlane two = pathPlane(path.leftCols(2), 1);
    verifyOrthonormal(two.plane);
    QCOMPARE(two.nullExplained[0], 1.0); // any two points lie on a line
}

void TestPlane::pathInFewPointsOfManyDimensions()
{
    const Matrix path = randomWalk(300, 12, 4);
    const PathPlane result = pathPlane(path, 1);
    verifyOrthonormal(result.plane);
    const Matrix centred = path.colwise() - path.rowwise().mean();
    const Vector squares = Eigen::JacobiSVD<Matrix>(centred).singularValues().array().square();
    QVERIFY(std::abs(result.explained[0] - squares[0] / squares.sum()) < 1e-12);
    QVERIFY(std::abs(result.explained[1] - squares[1] / squares.sum()) < 1e-12);
}

void TestPlane::randomWalksLookExplained_data()
{
    QTest::addColumn<int>("dimensions");
    QTest::addColumn<int>("points");
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("both");
    QTest::addColumn<double>("tolerance");
    // Antognini and Sohl-Dickstein: 6 / (πk)² in many dimensions; three standard errors of the walks' mean
    const double first = 6.0 / (std::numbers::pi * std::numbers::pi);
    QTest::newRow("many dimensions") << 1000 << 300 << first << first * 1.25 << 0.015;
    QTest::newRow("longer than the model's walks") << 500 << 3000 << first << first * 1.25 << 0.015;
}

void TestPlane::randomWalksLookExplained()
{
    QFETCH(int, dimensions);
    QFETCH(int, points);
    QFETCH(double, first);
    QFETCH(double, both);
    QFETCH(double, tolerance);
    Matrix path = Matrix::Zero(dimensions, points);
    path(0, points - 1) = 1.0; // what the null model says does not hang on the path
    const PathPlane result = pathPlane(path, 1);
    QVERIFY(std::abs(result.nullExplained[0] - first) < tolerance);
    QVERIFY(std::abs(result.nullExplained[0] + result.nullExplained[1] - both) < tolerance);
}

void TestPlane::nullModelIsWhatWalksGive()
{
    // 80 % in nine dimensions (measured elsewhere, to a percent), and here over walks of our own
    double sum = 0.0;
    constexpr int walks = 400;
    for (int w = 0; w < walks; ++w) {
        const Matrix path = randomWalk(9, 300, 1000 + static_cast<std::uint64_t>(w));
        const Matrix centred = path.colwise() - path.rowwise().mean();
        const Matrix square = centred * centred.transpose();
        const Vector values = Eigen::SelfAdjointEigenSolver<Matrix>(square, Eigen::EigenvaluesOnly).eigenvalues();
        sum += (values[8] + values[7]) / values.sum();
    }
    const PathPlane result = pathPlane(randomWalk(9, 300, 1), 1);
    const double both = result.nullExplained[0] + result.nullExplained[1];
    QVERIFY2(std::abs(both - sum / walks) < 0.015, qPrintable(QString("%1, %2").arg(both).arg(sum / walks)));
    QVERIFY(std::abs(both - 0.80) < 0.015);
    QVERIFY(pathPlane(randomWalk(9, 300, 2), 1).nullExplained == result.nullExplained);
}

void TestPlane::refusesAPathThatStands()
{
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(pathPlane(Matrix::Ones(9, 1), 1)), InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(pathPlane(Matrix::Ones(9, 20), 1)), InputError);
    Matrix diverged = randomWalk(9, 20, 1);
    diverged(3, 19) = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(pathPlane(diverged, 1)), InputError);
}

void TestPlane::eigenvectors()
{
    const Objective objective = xorObjective("sigmoid", {"binary_crossentropy"});
    const Vector theta = randomVector(9, 3);
    const EigenvectorPlane result = eigenvectorPlane(objective, theta);
    verifyOrthonormal(result.plane);
    const Matrix hessian = objective.hessian(theta);
    QVERIFY((hessian * result.plane.u - result.lowest * result.plane.u).norm() < 1e-13);
    QVERIFY((hessian * result.plane.v - result.highest * result.plane.v).norm() < 1e-13);
    for (std::uint64_t key = 10; key < 30; ++key) {
        const Vector direction = randomVector(9, key).normalized();
        const double curvature = direction.dot(hessian * direction);
        QVERIFY(curvature > result.lowest && curvature < result.highest);
    }
    for (const Vector &direction : {result.plane.u, result.plane.v}) {
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        QVERIFY(direction[largest] > 0.0);
    }
    QCOMPARE(result.lowestMultiplicity, 1);
    QCOMPARE(result.highestMultiplicity, 1);
}

void TestPlane::eigenvectorsThatRepeat()
{
    // Of the nine eigenvalues at θ = 0 one is positive, 1.5 for the sum of the four cross-entropies, and eight are 0.
    const EigenvectorPlane result = eigenvectorPlane(xorObjective("sigmoid", {"binary_crossentropy"}), Vector::Zero(9));
    QVERIFY(std::abs(result.highest - 1.5 / 4.0) < 1e-14);
    QVERIFY(std::abs(result.lowest) < 1e-14);
    QCOMPARE(result.lowestMultiplicity, 8);
    QCOMPARE(result.highestMultiplicity, 1);
}

void TestPlane::pathIsProjected()
{
    const Objective objective = xorObjective("tanh", {"binary_crossentropy"});
    const Matrix path = randomWalk(9, 30, 1);
    const Plane plane = weightsPlane(path.col(29), 0, 4);
    const PathProjection projection = projectPath(objective, plane, path);
    QCOMPARE(projection.points.size(), std::size_t{30});
    QCOMPARE(projection.loss.size(), std::size_t{30});
    for (Eigen::Index k = 0; k < 30; ++k) {
        const Plane::Coordinates &point = projection.points[static_cast<std::size_t>(k)];
        Vector foot = path.col(29);
        foot[0] = path(0, k);
        foot[4] = path(4, k);
        QVERIFY(isNear(point, path(0, k), path(4, k), (path.col(k) - foot).norm()));
        QCOMPARE(projection.loss[static_cast<std::size_t>(k)], objective.loss(foot));
    }
}

void TestPlane::profileEndsAtItsPoints()
{
    const Objective objective = xorObjective("tanh", {"binary_crossentropy"});
    const Vector from = randomVector(9, 1);
    const Vector to = randomVector(9, 2);
    const Profile profile = lineProfile(objective, from, to, -0.5, 1.5, 21);
    QCOMPARE(profile.t.size(), std::size_t{21});
    QCOMPARE(profile.t.front(), -0.5);
    QCOMPARE(profile.t.back(), 1.5);
    QCOMPARE(profile.t[5], 0.0);
    QCOMPARE(profile.loss[5], objective.loss(from));
    QCOMPARE(profile.t[15], 1.0);
    QCOMPARE(profile.loss[15], objective.loss(to));
    QVERIFY(std::abs(profile.loss[10] - objective.loss(0.5 * (from + to))) < 1e-14);
}

void TestPlane::refusesABadProfile()
{
    const Objective objective = xorObjective("tanh", {"binary_crossentropy"});
    const Vector theta = Vector::Zero(9);
    const double nowhere = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(lineProfile(objective, theta, theta, 0.0, 1.0, 1)), InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(lineProfile(objective, theta, theta, nowhere, 1.0, 5)), InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(lineProfile(objective, Vector::Zero(8), Vector::Zero(8), 0.0, 1.0, 5)),
                             InputError);
}

QTEST_GUILESS_MAIN(TestPlane)
#include "test_plane.moc"
