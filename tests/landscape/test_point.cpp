#include "landscape/point.h"
#include "xor_points.h"

#include <QTest>

using namespace basin;
using namespace basin::tests;

Q_DECLARE_METATYPE(basin::Vector)
Q_DECLARE_METATYPE(basin::Inertia)
Q_DECLARE_METATYPE(basin::PointKind)
Q_DECLARE_METATYPE(basin::tests::Setting)

namespace {

QByteArray described(const PointReport &report)
{
    QString text = QString("%1: loss %2, |g| %3, inertia (%4,%5,%6), eigenvalues")
                       .arg(verdictName(report.verdict))
                       .arg(report.loss)
                       .arg(report.gradientNorm)
                       .arg(report.inertia.negative)
                       .arg(report.inertia.zero)
                       .arg(report.inertia.positive);
    for (const double value : report.eigenvalues)
        text += QString(" %1").arg(value);
    return text.toUtf8();
}

const Setting zeroOne;
const Setting inside{.loss = "sum_squared_error", .hidden = "sigmoid", .low = 0.1, .high = 0.9};
const Setting crossentropy{.loss = "binary_crossentropy"};

} // namespace

/// The verdict at points that theory knows.
class TestPoint : public QObject {
    Q_OBJECT

private slots:
    void constantOutput_data();
    void constantOutput();
    void curvatureAtTheOrigin_data();
    void curvatureAtTheOrigin();
    void descentFromTheOrigin();
    void descentFromConstantUnits();
    void linearPerceptronPoints_data();
    void linearPerceptronPoints();
    void originWithPenalty_data();
    void originWithPenalty();
};

void TestPoint::constantOutput_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<Vector>("theta");
    QTest::addColumn<Inertia>("inertia");
    QTest::addColumn<PointKind>("kind");
    struct Row {
        const char *name;
        Inertia inertia;
        PointKind kind;
        std::array<double, 9> theta;
    };
    const double h = logistic(0.8);
    const Row rows[] = {
        {"zero", {0, 8, 1}, PointKind::Degenerate, {}},
        {"both constant", {0, 8, 1}, PointKind::Degenerate, {0, 0, 0.7, 0, 0, -1.2, 0, 0, 0}},
        {"constant, one input", {1, 6, 2}, PointKind::Saddle, {0, 0, 0.7, 1.3, 0, 0.4, 0, 0, 0}},
        {"constant, other input", {1, 6, 2}, PointKind::Saddle, {0, 0, 0.7, 0, -1.1, 0.9, 0, 0, 0}},
        {"constant, diagonal", {1, 6, 2}, PointKind::Saddle, {0, 0, 0.7, 1.0, 2.0, -1.5, 0, 0, 0}},
        {"constant, centred input", {0, 7, 2}, PointKind::Degenerate, {0, 0, 0.7, -1.6, 0, 0.8, 0, 0, 0}},
        {"two inputs", {2, 4, 3}, PointKind::Saddle, {1.3, 0, 0.4, 0, -0.9, 0.7, 0, 0, 0}},
        {"two diagonals", {2, 4, 3}, PointKind::Saddle, {1, 2, -1.5, -1.4, 0.6, 0.4, 0, 0, 0}},
        {"input and diagonal", {2, 4, 3}, PointKind::Saddle, {1.3, 0, 0.4, -1.4, 0.6, 0.4, 0, 0, 0}},
        {"used at one half", {0, 6, 3}, PointKind::Degenerate, {0, 0, 0, 0, 0, 0, 1.2, -0.7, -0.25}},
        {"used and constant", {1, 6, 2}, PointKind::Saddle, {0, 0, 0.8, 0, 0, -0.5, 1.2, 0, -1.2 * h}},
        {"cancelling pair", {2, 3, 4}, PointKind::Saddle, {-1.6, 0, 0.8, -1.6, 0, 0.8, 1.1, -1.1, 0}},
    };
    const std::pair<const char *, Setting> settings[] = {{"0/1", zeroOne}, {".1/.9", inside}, {"bce", crossentropy}};
    for (const Row &row : rows)
        for (const auto &[name, setting] : settings)
            QTest::addRow("%s, %s", row.name, name) << setting << fromUnitOrder(row.theta) << row.inertia << row.kind;
}

void TestPoint::constantOutput()
{
    QFETCH(Setting, setting);
    QFETCH(Vector, theta);
    QFETCH(Inertia, inertia);
    QFETCH(PointKind, kind);
    const PointReport report = inspectPoint(objective(setting), theta);
    QVERIFY2(report.inertia == inertia, described(report));
    QVERIFY2(report.kind() == kind, described(report));
    QVERIFY(report.gradientNorm < 1e-15);
    QVERIFY((report.outputs.array() - 0.5).abs().maxCoeff() < 1e-15);
    QCOMPARE(report.merged.size(), std::size_t{4}); // each pattern with the two of the other target
}

void TestPoint::curvatureAtTheOrigin_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<double>("curvature");
    QTest::newRow("squared, sigmoid") << zeroOne << 0.375;
    QTest::newRow("squared, tanh") << Setting{.hidden = "tanh"} << 0.25;
    QTest::newRow("crossentropy, sigmoid") << crossentropy << 1.5 / 4;
    QTest::newRow("crossentropy, tanh") << Setting{.loss = "binary_crossentropy", .hidden = "tanh"} << 1.0 / 4;
}

void TestPoint::curvatureAtTheOrigin()
{
    QFETCH(Setting, setting);
    QFETCH(double, curvature);
    const PointReport report = inspectPoint(objective(setting), Vector::Zero(9));
    QVERIFY(std::abs(report.eigenvalues[8] - curvature) < 1e-14);
    QVERIFY(report.eigenvalues.head(8).cwiseAbs().maxCoeff() < 1e-14);
    QCOMPARE(report.verdict, Verdict::DegenerateSaddle);
    QCOMPARE(report.descentOrder.value_or(0), 4);
    QVERIFY(report.descentDrop.value_or(0.0) > 0.0);
    QVERIFY(report.saturatedUnits.empty());
    // Without the test the eigenvalues alone say minimum: that is why there is one.
    QCOMPARE(inspectPoint(objective(setting), Vector::Zero(9), {.withDegenerateTest = false}).verdict,
             Verdict::FlatMinimum);
}

/// E = 1/2 − e⁴/64 along the curve that theory gives: the objective itself, beside the search.
void TestPoint::descentFromTheOrigin()
{
    const Objective squared = objective(zeroOne);
    for (const double e : {0.1, 0.05, 0.025}) {
        const double loss = squared.loss(fromUnitOrder({e, e, 0, 0, 0, 0, 2 * e, 0, -e - e * e / 2}));
        QVERIFY(std::abs((0.5 - loss) / std::pow(e, 4) - 1.0 / 64) < 0.02 * e);
    }
}

void TestPoint::descentFromConstantUnits()
{
    for (const Setting &setting : {zeroOne, inside, crossentropy}) {
        const PointReport report = inspectPoint(objective(setting), fromUnitOrder({0, 0, 1, 0, 0, 1, 0, 0, 0}));
        QCOMPARE(report.verdict, Verdict::DegenerateSaddle);
        QCOMPARE(report.descentOrder.value_or(0), 3);
    }
}

void TestPoint::linearPerceptronPoints_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<double>("s");
    QTest::addColumn<double>("level");
    QTest::addColumn<Inertia>("inertia");
    QTest::newRow("L, 0/1") << zeroOne << 0.843598722969 << 0.564691157947 << Inertia{3, 2, 4};
    QTest::newRow("L, .1/.9") << inside << 1.161387237752 << 0.407391583448 << Inertia{3, 2, 4};
    QTest::newRow("L', .1/.9") << inside << 1.967451650600 << 0.403321125716 << Inertia{2, 2, 5};
}

void TestPoint::linearPerceptronPoints()
{
    QFETCH(Setting, setting);
    QFETCH(double, s);
    QFETCH(double, level);
    QFETCH(Inertia, inertia);
    for (const auto &[b1, b2] : {std::pair(1.0, 1.0), std::pair(0.6, -1.4), std::pair(2.0, 0.3)}) {
        const PointReport report = inspectPoint(objective(setting), linearPerceptron(s, b1, b2));
        QVERIFY(std::abs(report.loss - level) < 1e-11);
        QVERIFY2(report.inertia == inertia, described(report));
        QVERIFY2(report.verdict == Verdict::Saddle, described(report));
    }
}

void TestPoint::originWithPenalty_data()
{
    QTest::addColumn<Setting>("setting");
    for (const char *loss : {"binary_crossentropy", "mean_squared_error"})
        for (const double l2 : {1e-5, 1e-3, 1e-2, 3e-2, 1.0})
            QTest::addRow("%s %g", loss, l2) << Setting{.loss = loss, .l2 = l2};
}

/// The positive semidefinite Hessian plus 2 λ I.
void TestPoint::originWithPenalty()
{
    QFETCH(Setting, setting);
    const PointReport report = inspectPoint(objective(setting), Vector::Zero(9));
    QVERIFY2(report.verdict == Verdict::StrictMinimum, described(report));
    QVERIFY((report.inertia == Inertia{0, 0, 9}));
    QVERIFY(std::abs(report.eigenvalues[0] - 2.0 * setting.l2) < 1e-15);
}

QTEST_GUILESS_MAIN(TestPoint)
#include "test_point.moc"
