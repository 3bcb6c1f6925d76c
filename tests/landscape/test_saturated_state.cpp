#include "landscape/saturated_state.h"
#include "xor_points.h"

#include <QTest>

#include <cmath>

using namespace basin;
using namespace basin::tests;

Q_DECLARE_METATYPE(basin::tests::Setting)

namespace {

using Kind = SaturatedLevel::Kind;

/// The level of that kind, by the library's own list.
SaturatedLevel levelOf(const Objective &objective, Kind kind)
{
    for (const SaturatedLevel &level : saturatedLevels(objective))
        if (level.kind == kind)
            return level;
    return {kind, NAN};
}

} // namespace

/// The end states made by hand lie where training ends: the levels are those measured on real runs.
class TestSaturatedState : public QObject {
    Q_OBJECT

private slots:
    void liesAtItsLevel_data()
    {
        QTest::addColumn<Setting>("setting");
        QTest::addColumn<double>("edge");
        QTest::addColumn<double>("triple");
        QTest::addColumn<double>("constant");
        const Setting inside{.loss = "sum_squared_error", .hidden = "sigmoid", .low = 0.1, .high = 0.9};
        QTest::newRow("0/1") << Setting{} << 0.25 << 1.0 / 3.0 << 0.5;
        QTest::newRow("0/1, tanh") << Setting{.hidden = "tanh"} << 0.25 << 1.0 / 3.0 << 0.5;
        QTest::newRow(".1/.9") << inside << 0.16 << 0.213333333333 << 0.32;
        QTest::newRow("mean") << Setting{.loss = "mean_squared_error"} << 0.125 << 0.166666666667 << 0.25;
        QTest::newRow("cross-entropy") << Setting{.loss = "binary_crossentropy"} << 0.346573590 << 0.477385626
                                       << 0.693147181;
    }
    void liesAtItsLevel()
    {
        QFETCH(Setting, setting);
        QFETCH(double, edge);
        QFETCH(double, triple);
        QFETCH(double, constant);
        const Objective xorNetwork = objective(setting);
        for (const auto &[kind, loss] :
             {std::pair{Kind::Edge, edge}, {Kind::Triple, triple}, {Kind::Constant, constant}}) {
            const auto theta = saturatedState(xorNetwork, levelOf(xorNetwork, kind));
            QVERIFY(theta);
            QVERIFY2(std::abs(xorNetwork.loss(*theta) - loss) < 2e-3, // they are on the way there
                     qPrintable(QStringLiteral("%1 for %2").arg(xorNetwork.loss(*theta)).arg(loss)));
        }
    }

    void isolatesTheCornersThatMakeIt()
    {
        const Objective xorNetwork = objective();
        const auto codes = [&](Kind kind) {
            return cornerCodes(xorNetwork, *saturatedState(xorNetwork, levelOf(xorNetwork, kind)));
        };
        const auto edge = codes(Kind::Edge);
        QVERIFY(edge[0].isolated >= 0 && edge[1].isolated >= 0);
        QVERIFY(edge[0].isolated + edge[1].isolated != 3); // neighbours, not opposite
        QVERIFY(edge[0].isolated != edge[1].isolated);
        QVERIFY(codes(Kind::Triple)[0].isolated >= 0);
    }

    void noneWhereAPenaltyEndsTheWay()
    {
        const Objective penalised = objective({.l2 = 1e-3});
        QVERIFY(!saturatedState(penalised, {Kind::Edge, 0.25}));
        QVERIFY(!saturatedState(objective({}, 3), {Kind::Edge, 0.25})); // another network
    }
};

QTEST_APPLESS_MAIN(TestSaturatedState)
#include "test_saturated_state.moc"
