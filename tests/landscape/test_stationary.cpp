#include "data/error.h"
#include "landscape/stationary.h"
#include "xor_objective.h"

#include <QTest>

#include <cmath>

using namespace basin;
using namespace basin::tests;

namespace {

using Class = StationaryPoint::Class;

bool contains(const SearchResult &result, double level, const Inertia &inertia)
{
    return std::ranges::any_of(result.points, [&](const StationaryPoint &point) {
        return std::abs(point.loss - level) < 1e-9 && point.report.inertia == inertia;
    });
}

/// Levels of the strict minima, each once, ascending.
std::vector<double> minimumLevels(const SearchResult &result)
{
    std::vector<double> levels;
    for (const StationaryPoint &point : result.points) {
        if (point.report.verdict == Verdict::StrictMinimum)
            levels.push_back(point.loss);
    }
    return levels;
}

QByteArray text(const SearchResult &result)
{
    QByteArray lines;
    for (const StationaryPoint &point : result.points) {
        lines += QByteArray::number(point.loss, 'g', 13) + " " + verdictName(point.report.verdict);
        for (const int count :
             {point.report.inertia.negative, point.report.inertia.zero, point.report.inertia.positive})
            lines += " " + QByteArray::number(count);
        lines += "\n";
    }
    return lines;
}

} // namespace

class TestStationary : public QObject {
    Q_OBJECT

private slots:
    void finiteStationaryPoints_data();
    void finiteStationaryPoints();
    void minimaWithPenalty_data();
    void minimaWithPenalty();
    void sameOnAnyNumberOfThreads();
    void seedsAreFollowed();
    void otherNetworks();
    void float32IsSearchedInFloat64();
    void stops();
    void tooLarge();
};

void TestStationary::finiteStationaryPoints_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<QString>("loss");
    QTest::addColumn<bool>("narrow");
    QTest::addColumn<double>("scale"); // Basin's loss / the table's
    for (const char *hidden : {"sigmoid", "tanh"}) {
        for (const bool narrow : {false, true}) {
            const QByteArray name = QByteArray(hidden) + (narrow ? " .1 .9 " : " 0 1 ");
            QTest::newRow(name + "squares") << hidden << "sum_squared_error" << narrow << 1.0;
            QTest::newRow(name + "cross-entropy") << hidden << "binary_crossentropy" << narrow << 0.25;
        }
    }
}

/// Every level and inertia of the classification, and no level beside them.
void TestStationary::finiteStationaryPoints()
{
    QFETCH(QString, hidden);
    QFETCH(QString, loss);
    QFETCH(bool, narrow);
    QFETCH(double, scale);
    const bool isSquare = loss == "sum_squared_error";
    const Objective objective =
        xorObjective(hidden.toStdString(), {loss.toStdString()}, narrow ? 0.1 : 0.0, narrow ? 0.9 : 1.0);
    const SearchResult result = findStationaryPoints(objective);
    const QByteArray found = text(result);

    const double constant = scale * (isSquare ? (narrow ? 0.32 : 0.5) : 4.0 * std::log(2.0));
    std::vector<double> levels{constant};
    for (const Inertia &inertia :
         {Inertia{0, 8, 1}, Inertia{1, 6, 2}, Inertia{0, 7, 2}, Inertia{2, 4, 3}, Inertia{0, 6, 3}, Inertia{2, 3, 4}})
        QVERIFY2(contains(result, constant, inertia), found.constData());
    if (isSquare) {
        levels.push_back(narrow ? 0.407391583448 : 0.564691157947);
        QVERIFY2(contains(result, levels.back(), {3, 2, 4}), found.constData());
    }
    if (isSquare && narrow) {
        levels.push_back(0.403321125716);
        QVERIFY2(contains(result, levels.back(), {2, 2, 5}), found.constData());
    }
    if (narrow) {
        levels.push_back(isSquare ? 0.0 : -(0.1 * std::log(0.1) + 0.9 * std::log(0.9)));
        QVERIFY2(contains(result, levels.back(), {0, 5, 4}), found.constData());
    }

    for (const StationaryPoint &point : result.points) {
        QVERIFY2(std::ranges::any_of(levels, [&](double level) { return std::abs(level - point.loss) < 1e-9; }),
                 found.constData());
        QVERIFY(point.gradientNorm < 1e-11);
        QVERIFY(objective.gradient(point.parameters).norm() < 1e-11);
        QVERIFY(point.derivedClass != Class::Unnamed);
        QVERIFY(point.found > 0);
        QVERIFY(64 % point.images == 0);
        // No minimum but a solution has finite weights: what else has no negative curvature is a degenerate saddle.
        const bool isSolution = point.derivedClass == Class::Solution;
        QCOMPARE(point.report.kind() == PointKind::Minimum || point.report.kind() == PointKind::Flat, isSolution);
    }
    QVERIFY(std::ranges::is_sorted(
        result.points, [](const StationaryPoint &a, const StationaryPoint &b) { return a.loss < b.loss - 1e-9; }));
}

void TestStationary::minimaWithPenalty_data()
{
    QTest::addColumn<QString>("loss");
    QTest::addColumn<double>("l2");
    QTest::addColumn<QList<double>>("levels");
    const double origin = std::log(2.0);
    QTest::newRow("cross-entropy 1e-5") << "binary_crossentropy" << 1e-5
                                        << QList<double>{.0030662731, .0032813748, .3481764274, .3488455437, origin};
    QTest::newRow("cross-entropy 1e-3") << "binary_crossentropy" << 1e-3
                                        << QList<double>{.1147541148, .1258065737, .4089092238, .4289620800, origin};
    QTest::newRow("cross-entropy 1e-2") << "binary_crossentropy" << 1e-2
                                        << QList<double>{.5190171827, .5632848629, .6252055670, .6931471806};
    QTest::newRow("cross-entropy 3e-2") << "binary_crossentropy" << 3e-2 << QList<double>{origin};
    QTest::newRow("squares 1e-5") << "mean_squared_error" << 1e-5
                                  << QList<double>{.0013021057, .0014363389, .1259748586, .1264730118, 0.25};
    QTest::newRow("squares 1e-3") << "mean_squared_error" << 1e-3
                                  << QList<double>{.0581691488, .0650297738, .1613230288, .25};
}

/// tanh, all nine weights penalised. The origin, where all slopes vanish, is a strict minimum for every penalty.
void TestStationary::minimaWithPenalty()
{
    QFETCH(QString, loss);
    QFETCH(double, l2);
    QFETCH(QList<double>, levels);
    const Objective objective = xorObjective("tanh", {loss.toStdString(), 0.0, l2, true});
    const SearchResult result = findStationaryPoints(objective);
    const std::vector<double> found = minimumLevels(result);
    QVERIFY2(found.size() == static_cast<std::size_t>(levels.size()), text(result).constData());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(std::abs(found[i] - levels[static_cast<qsizetype>(i)]) < 1e-9, text(result).constData());
    for (const StationaryPoint &point : result.points) {
        const bool isOrigin = point.parameters.norm() < 1e-9;
        QCOMPARE(point.derivedClass, isOrigin ? Class::Constant : Class::Unnamed);
        if (isOrigin)
            QCOMPARE(point.report.verdict, Verdict::StrictMinimum);
    }
}

void TestStationary::sameOnAnyNumberOfThreads()
{
    const Objective objective = xorObjective("sigmoid", {"sum_squared_error"});
    SearchSpec spec;
    spec.starts = 60;
    spec.seed = 5;
    const SearchResult one = findStationaryPoints(objective, spec);
    spec.threads = 4;
    const SearchResult four = findStationaryPoints(objective, spec);
    QCOMPARE(one.points.size(), four.points.size());
    QCOMPARE(one.plateaus, four.plateaus);
    QCOMPARE(one.notConverged, four.notConverged);
    QVERIFY(one.plateaus > 10); // half of the searches, as theory knows of none
    for (std::size_t i = 0; i < one.points.size(); ++i) {
        QCOMPARE(one.points[i].parameters, four.points[i].parameters);
        QCOMPARE(one.points[i].found, four.points[i].found);
    }
    spec.seed = 6;
    QVERIFY(findStationaryPoints(objective, spec).plateaus != one.plateaus ||
            findStationaryPoints(objective, spec).points.back().found != one.points.back().found);
}

void TestStationary::seedsAreFollowed()
{
    const Objective objective = xorObjective("sigmoid", {"sum_squared_error"}, 0.1, 0.9);
    SearchSpec spec;
    spec.starts = 0;
    spec.withDerivedClasses = false;
    QVERIFY(findStationaryPoints(objective, spec).points.empty());
    for (const DerivedPoint &point : derivedStationaryPoints(objective)) {
        if (point.derivedClass == Class::SecondLinearPerceptron)
            spec.seeds.push_back(point.parameters + Vector::Constant(9, 1e-3));
    }
    const SearchResult result = findStationaryPoints(objective, spec);
    QCOMPARE(result.points.size(), std::size_t{1});
    QCOMPARE(result.points.front().derivedClass, Class::SecondLinearPerceptron);
    QVERIFY(std::abs(result.points.front().loss - 0.403321125716) < 1e-9);
}

void TestStationary::otherNetworks()
{
    // Least squares of a line: one minimum, known in closed form.
    Matrix x(4, 1), t(4, 1);
    x << 0, 1, 2, 3;
    t << 1, 3, 2, 5;
    const Objective line({1, {{1, "linear", {}, {}}}}, {"mean_squared_error"}, x, t);
    SearchSpec spec;
    spec.starts = 5;
    const SearchResult result = findStationaryPoints(line, spec);
    QCOMPARE(result.points.size(), std::size_t{1});
    QVERIFY((result.points.front().parameters - Eigen::Vector2d(1.1, 1.1)).norm() < 1e-9);
    QCOMPARE(result.points.front().report.verdict, Verdict::StrictMinimum);
    QCOMPARE(result.points.front().found, 5);

    // A stationary point stays one when a unit without weights is added: all levels of 2-2-1 are levels of 2-3-1.
    const Objective wide({2, {{3, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}}, {"sum_squared_error"}, xorInputs(),
                         xorTargets());
    for (const DerivedPoint &point : derivedStationaryPoints(xorObjective("tanh", {"sum_squared_error"}))) {
        const Vector &p = point.parameters;
        Vector more(13);
        more << p[0], p[1], 0, p[2], p[3], 0, p[4], p[5], 0, p[6], p[7], 0, p[8];
        const RefinedPoint refined = refineStationary(wide, more);
        QVERIFY(refined.gradientNorm < 1e-13);
        QVERIFY((refined.parameters - more).norm() < 1e-9);
    }
}

void TestStationary::float32IsSearchedInFloat64()
{
    const Objective objective(minimalXorNetwork("tanh"), {"mean_squared_error"}, xorInputs(), xorTargets(),
                              Precision::Float32);
    SearchSpec spec;
    spec.starts = 20;
    const SearchResult result = findStationaryPoints(objective, spec);
    QVERIFY(contains(result, 0.25, {2, 4, 3}));
    QVERIFY(contains(result, 0.564691157947 / 2.0, {3, 2, 4}));
}

void TestStationary::stops()
{
    std::stop_source source;
    source.request_stop();
    const SearchResult result =
        findStationaryPoints(xorObjective("tanh", {"mean_squared_error"}), {}, source.get_token());
    QVERIFY(result.wasStopped);
    QVERIFY(result.points.empty());
}

void TestStationary::tooLarge()
{
    const Objective objective({2, {{60, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}}, {"mean_squared_error"}, xorInputs(),
                              xorTargets());
    QVERIFY_EXCEPTION_THROWN(findStationaryPoints(objective), InputError);
}

QTEST_GUILESS_MAIN(TestStationary)
#include "test_stationary.moc"
