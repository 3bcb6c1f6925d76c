#include "landscape/symmetry.h"
#include "random/random_stream.h"
#include "xor_objective.h"

#include <QTest>

using namespace basin;
using namespace basin::tests;

namespace {

double value(const Objective &objective, const Vector &theta)
{
    return objective.loss(theta) + objective.penalty(theta);
}

Vector randomTheta(Eigen::Index size, RandomStream &stream)
{
    Vector theta(size);
    for (double &w : theta)
        w = stream.uniform(-3.0, 3.0);
    return theta;
}

Matrix corners(int bits, double low = 0.0, double high = 1.0)
{
    Matrix inputs(Eigen::Index{1} << bits, bits);
    for (Eigen::Index s = 0; s < inputs.rows(); ++s) {
        for (int i = 0; i < bits; ++i)
            inputs(s, i) = ((s >> (bits - 1 - i)) & 1) != 0 ? high : low;
    }
    return inputs;
}

Matrix parity(int bits)
{
    Matrix targets(Eigen::Index{1} << bits, 1);
    for (Eigen::Index s = 0; s < targets.rows(); ++s)
        targets(s, 0) = __builtin_popcountll(static_cast<unsigned long long>(s)) % 2;
    return targets;
}

Matrix oneHot(const Matrix &targets)
{
    Matrix result(targets.rows(), 2);
    result << (1.0 - targets.array()).matrix(), targets;
    return result;
}

/// A line of five points, and a cubic on them: odd about its middle.
Objective cubic(const std::string &hidden)
{
    const Vector x = Vector::LinSpaced(5, 1.0, 3.0);
    const Vector t = (x.array() - 2.0).cube() + 0.25;
    return {Architecture(1, {{2, hidden, {}, {}}, {1, "linear", {}, {}}}), {"mean_squared_error"}, x, t};
}

} // namespace

class TestSymmetry : public QObject {
    Q_OBJECT

private slots:
    void order_data();
    void order();
    void lossIsTheSameOverTheGroup_data();
    void lossIsTheSameOverTheGroup();
    void elementsAreAGroup();
    void orbits_data();
    void orbits();
    void everyImageHasOneCanonicalForm();
    void nearestImage();
    void wideLayersKeepASubgroup();

private:
    static void addObjectives();
};

namespace {

struct Case {
    const char *name;
    Objective objective;
    std::size_t order;
};

/// The orders are counted by hand: data symmetries times units' exchanges times their turns.
std::vector<Case> cases()
{
    const LossSpec bce{"binary_crossentropy"};
    const LossSpec squares{"sum_squared_error"};
    const LossSpec kernels{"binary_crossentropy", 0.01, 0.02, false};
    const LossSpec everything{"binary_crossentropy", 0.0, 0.02, true};
    const Matrix nand = Eigen::Vector4d(1, 1, 1, 0);
    const Architecture minimal = minimalXorNetwork("tanh");
    std::vector<Case> all{
        {"xor, tanh, squares", xorObjective("tanh", squares), 64},
        {"xor, tanh, cross-entropy", xorObjective("tanh", bce), 64},
        {"xor, sigmoid, squares", xorObjective("sigmoid", squares), 64},
        {"xor, sigmoid, cross-entropy", xorObjective("sigmoid", bce), 64},
        {"xor, targets .1 and .9", xorObjective("sigmoid", squares, 0.1, 0.9), 64},
        // 1 − t is no target: an input mirrored alone is no symmetry, both together are.
        {"xor, targets .1 and .8", xorObjective("sigmoid", squares, 0.1, 0.8), 32},
        {"xor, relu", xorObjective("relu", bce), 8 * 2},
        {"xor, sin", xorObjective("sin", bce), 64},
        {"xor, kernels penalised, sigmoid", xorObjective("sigmoid", kernels), 64},
        {"xor, kernels penalised, tanh", xorObjective("tanh", kernels), 64},
        // Of the square only x1 ↔ x2 adds nothing to a bias.
        {"xor, biases penalised, sigmoid", xorObjective("sigmoid", everything), 2 * 2},
        {"xor, biases penalised, tanh", xorObjective("tanh", everything), 2 * 8},
        {"xor of ±1, biases penalised", {minimal, everything, xorInputs(-1.0, 1.0), xorTargets()}, 64},
        {"nand", {minimal, bce, xorInputs(), nand}, 2 * 8},
        {"xor, tanh output",
         {{2, {{2, "tanh", {}, {}}, {1, "tanh", {}, {}}}}, {"mean_squared_error"}, xorInputs(), xorTargets(-1.0, 1.0)},
         64},
        {"xor, tanh output of 0 and 1",
         {{2, {{2, "tanh", {}, {}}, {1, "tanh", {}, {}}}}, {"mean_squared_error"}, xorInputs(), xorTargets()},
         4 * 8},
        {"xor, linear output",
         {{2, {{2, "tanh", {}, {}}, {1, "linear", {}, {}}}}, {"half_squared_error"}, xorInputs(), xorTargets()},
         64},
        {"xor, softmax",
         {{2, {{2, "tanh", {}, {}}, {2, "softmax", {}, {}}}},
          {"categorical_crossentropy"},
          xorInputs(),
          oneHot(xorTargets())},
         64},
        {"xor, 2-2-2-1",
         {{2, {{2, "tanh", {}, {}}, {2, "sigmoid", {}, {}}, {1, "sigmoid", {}, {}}}}, bce, xorInputs(), xorTargets()},
         8 * 8 * 8},
        {"parity of three", {{3, {{2, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}}, bce, corners(3), parity(3)}, 48 * 8},
        {"parity of four", {{4, {{1, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}}, bce, corners(4), parity(4)}, 384 * 2},
        {"a line, sigmoid", cubic("sigmoid"), 2 * 8},
        {"a perceptron", {{2, {{1, "sigmoid", {}, {}}}}, squares, xorInputs(), xorTargets()}, 8},
    };
    return all;
}

} // namespace

void TestSymmetry::addObjectives()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Case &one : cases())
        QTest::newRow(one.name) << index++;
}

void TestSymmetry::order_data()
{
    addObjectives();
}

void TestSymmetry::order()
{
    QFETCH(int, index);
    const Case one = cases()[static_cast<std::size_t>(index)];
    const SymmetryGroup group(one.objective);
    QCOMPARE(group.size(), one.order);
    QVERIFY(group.isComplete());
}

void TestSymmetry::lossIsTheSameOverTheGroup_data()
{
    addObjectives();
}

void TestSymmetry::lossIsTheSameOverTheGroup()
{
    QFETCH(int, index);
    const Case one = cases()[static_cast<std::size_t>(index)];
    const SymmetryGroup group(one.objective);
    RandomStream stream(11, Purpose::Check);
    for (int repeat = 0; repeat < 20; ++repeat) {
        const Vector theta = randomTheta(one.objective.size(), stream);
        const double own = value(one.objective, theta);
        QCOMPARE(group.apply(0, theta), theta);
        for (std::size_t k = 0; k < group.size(); ++k) {
            const double other = value(one.objective, group.apply(k, theta));
            QVERIFY2(std::abs(other - own) <= 1e-12 * std::max(1.0, own),
                     qPrintable(QString("element %1: %2").arg(k).arg(other - own)));
        }
    }
}

void TestSymmetry::elementsAreAGroup()
{
    const Objective objective = xorObjective("sigmoid", {"sum_squared_error"});
    const SymmetryGroup group(objective);
    RandomStream stream(12, Purpose::Check);
    const Vector theta = randomTheta(9, stream);
    for (std::size_t a = 0; a < group.size(); ++a) {
        for (std::size_t b = 0; b < group.size(); ++b) {
            const Vector product = group.apply(a, group.apply(b, theta));
            int found = 0;
            for (std::size_t k = 0; k < group.size(); ++k)
                found += (group.apply(k, theta) - product).cwiseAbs().maxCoeff() < 1e-12 ? 1 : 0;
            QCOMPARE(found, 1);
        }
    }
}

void TestSymmetry::orbits_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<QList<double>>("theta");
    QTest::addColumn<int>("images");
    const QList<double> generic{0.3, 1.1, -0.7, 0.4, 0.9, -1.3, 0.6, 2.1, -0.2};
    QTest::newRow("any point, sigmoid") << "sigmoid" << generic << 64;
    QTest::newRow("any point, tanh") << "tanh" << generic << 64;
    // Units (20, 20, −10) and (−20, −20, 30), output (20, 20, −30): 16 images, one for each class of solutions.
    QTest::newRow("symmetric solution") << "sigmoid" << QList<double>{20, -20, 20, -20, -10, 30, 20, 20, -30} << 16;
    QTest::newRow("origin, sigmoid") << "sigmoid" << QList<double>(9, 0.0) << 1;
    QTest::newRow("origin, tanh") << "tanh" << QList<double>(9, 0.0) << 1;
}

void TestSymmetry::orbits()
{
    QFETCH(QString, hidden);
    QFETCH(QList<double>, theta);
    QFETCH(int, images);
    const SymmetryGroup group(xorObjective(hidden.toStdString(), {"binary_crossentropy"}));
    const Vector point = Eigen::Map<const Vector>(theta.data(), 9);
    const std::vector<Vector> orbit = group.images(point);
    QCOMPARE(static_cast<int>(orbit.size()), images);
    QCOMPARE(orbit.front(), point);
}

void TestSymmetry::everyImageHasOneCanonicalForm()
{
    const SymmetryGroup group(xorObjective("sigmoid", {"binary_crossentropy"}));
    RandomStream stream(13, Purpose::Check);
    for (int repeat = 0; repeat < 20; ++repeat) {
        const Vector theta = randomTheta(9, stream);
        const Vector form = group.canonical(theta);
        QVERIFY(group.distance(theta, form) < 1e-12);
        for (std::size_t k = 0; k < group.size(); ++k) {
            const Vector image = group.apply(k, theta);
            QVERIFY((group.canonical(image) - form).cwiseAbs().maxCoeff() < 1e-12);
            for (Eigen::Index i = 0; i < form.size(); ++i) {
                if (std::abs(form[i] - image[i]) < 1e-9)
                    continue;
                QVERIFY(form[i] > image[i]);
                break;
            }
        }
    }
}

void TestSymmetry::nearestImage()
{
    const SymmetryGroup group(xorObjective("sigmoid", {"binary_crossentropy"}));
    RandomStream stream(14, Purpose::Check);
    for (int repeat = 0; repeat < 20; ++repeat) {
        const Vector theta = randomTheta(9, stream);
        const Vector target = randomTheta(9, stream);
        double shortest = (theta - target).norm();
        for (const Vector &image : group.images(theta))
            shortest = std::min(shortest, (image - target).norm());
        QCOMPARE((group.nearestImage(theta, target) - target).norm(), shortest);
        QCOMPARE(group.distance(theta, target), shortest);
        const std::size_t element = stream.below(group.size());
        QVERIFY(group.distance(group.apply(element, target), target) < 1e-12);
    }
}

void TestSymmetry::wideLayersKeepASubgroup()
{
    const Objective objective({2, {{8, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}}, {"binary_crossentropy"}, xorInputs(),
                              xorTargets());
    const SymmetryGroup group(objective);
    QVERIFY(!group.isComplete());
    QCOMPARE(group.size(), std::size_t{8 * 24 * 16}); // the square's, and all of the first four units
    RandomStream stream(15, Purpose::Check);
    const Vector theta = randomTheta(objective.size(), stream);
    const double own = value(objective, theta);
    for (std::size_t k = 0; k < group.size(); ++k)
        QVERIFY(std::abs(value(objective, group.apply(k, theta)) - own) < 1e-12);
    QCOMPARE(group.images(theta).size(), group.size());
}

QTEST_GUILESS_MAIN(TestSymmetry)
#include "test_symmetry.moc"
