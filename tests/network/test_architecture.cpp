#include "data/error.h"
#include "network/activation.h"
#include "network/architecture.h"
#include "network/loss.h"

#include <QTest>

#include <set>

using namespace basin;

class TestArchitecture : public QObject {
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void everyNameLeadsBack();
    void numberedNames();
    void layoutsFollowKeras();
    void badNetworks_data();
    void badNetworks();
    void stepIsForDisplay();
    void lossesAndActivations();
    void targetSides_data();
    void targetSides();
};

void TestArchitecture::names_data()
{
    QTest::addColumn<QList<int>>("units");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("perceptron") << QList<int>{1} << QStringList{"out.x1", "out.x2", "out.b"};
    QTest::newRow("2-2-1") << QList<int>{2, 1}
                           << QStringList{"h1.x1", "h2.x1", "h1.x2", "h2.x2", "b1", "b2", "out.h1", "out.h2", "out.b"};
    QTest::newRow("2-1-1-2") << QList<int>{1, 1, 2}
                             << QStringList{"h1_1.x1",   "h1_1.x2",   "b1_1",   "h2_1.h1_1", "b2_1",
                                            "out1.h2_1", "out2.h2_1", "out1.b", "out2.b"};
}

void TestArchitecture::names()
{
    QFETCH(QList<int>, units);
    QFETCH(QStringList, expected);
    std::vector<LayerSpec> layers;
    for (const int count : units)
        layers.push_back({count, "tanh", {}, {}});
    const Architecture net(2, layers);
    QCOMPARE(net.parameterCount(), expected.size());
    for (Eigen::Index i = 0; i < net.parameterCount(); ++i)
        QCOMPARE(QString::fromStdString(net.parameterName(i)), expected[i]);
}

void TestArchitecture::everyNameLeadsBack()
{
    const Architecture net(3, {{4, "tanh", {}, {}}, {12, "relu", {}, {}}, {2, "softmax", {}, {}}});
    std::set<std::string> seen;
    for (Eigen::Index i = 0; i < net.parameterCount(); ++i) {
        const std::string name = net.parameterName(i);
        QVERIFY(seen.insert(name).second);
        QCOMPARE(net.parameterIndex(name), std::optional(i));
        QCOMPARE(net.isBias(i), name[0] == 'b' || name.ends_with(".b"));
    }
}

void TestArchitecture::numberedNames()
{
    const Architecture net(2, {{2, "tanh", {}, {}}, {1, "sigmoid", {}, {}}});
    QCOMPARE(net.parameterIndex("w0"), std::optional<Eigen::Index>(0));
    QCOMPARE(net.parameterIndex("w8"), std::optional<Eigen::Index>(8));
    for (const char *name : {"w9", "w-1", "w1x", "w", "", "h3.x1", "b3", "out.h3", "x1"})
        QVERIFY2(!net.parameterIndex(name), name);
}

void TestArchitecture::layoutsFollowKeras()
{
    const Architecture net(3, {{4, "tanh", {}, {}}, {2, "softmax", {}, {}}});
    QCOMPARE(net.layout(0).kernel, 0);
    QCOMPARE(net.layout(0).bias, 12);
    QCOMPARE(net.layout(1).kernel, 16);
    QCOMPARE(net.layout(1).bias, 24);
    QCOMPARE(net.parameterCount(), 26);
    QCOMPARE(net.unitCount(), 6);
    QCOMPARE(net.outputCount(), 2);
}

void TestArchitecture::badNetworks_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<int>("units");
    QTest::addColumn<QString>("where");
    QTest::newRow("no units") << "tanh" << 0 << "network.layers[0].units";
    QTest::newRow("a billion units") << "tanh" << 1'000'000'000 << "network.layers[0].units";
    QTest::newRow("unknown activation") << "tahn" << 2 << "network.layers[0].activation";
    QTest::newRow("softmax in the middle") << "softmax" << 2 << "network.layers[0].activation";
}

void TestArchitecture::badNetworks()
{
    QFETCH(QString, hidden);
    QFETCH(int, units);
    QFETCH(QString, where);
    try {
        const Architecture net(2, {{units, hidden.toStdString(), {}, {}}, {1, "sigmoid", {}, {}}});
        QFAIL("was taken");
    } catch (const InputError &error) {
        QCOMPARE(QString::fromStdString(error.where()), where);
    }
    QVERIFY_EXCEPTION_THROWN(Architecture(2, {}), InputError);
    QVERIFY_EXCEPTION_THROWN(Architecture(0, {{1, "tanh", {}, {}}}), InputError);
    const std::vector<LayerSpec> huge(10, LayerSpec{4096, "relu", {}, {}});
    QVERIFY_EXCEPTION_THROWN(Architecture(2, huge), InputError);
}

void TestArchitecture::stepIsForDisplay()
{
    QVERIFY(!Architecture(2, {{2, "step", {}, {}}, {1, "sigmoid", {}, {}}}).isTrainable());
    QVERIFY(Architecture(2, {{2, "relu", {}, {}}, {1, "sigmoid", {}, {}}}).isTrainable());
}

void TestArchitecture::lossesAndActivations()
{
    for (const Activation &activation : activations()) {
        QCOMPARE(findActivation(activation.name), &activation);
        QVERIFY(!lossProblem(LossId::MeanSquaredError, activation.name, 1));
        QVERIFY(!lossProblem(LossId::BinaryCrossentropy, activation.name, 2));
        QVERIFY(!lossProblem(findLoss(standardLoss(activation.name))->id, activation.name, 2));
        const bool fits = activation.name == "softmax" || activation.name == "sigmoid";
        QCOMPARE(!lossProblem(LossId::CategoricalCrossentropy, activation.name, 2), fits);
    }
    QVERIFY(lossProblem(LossId::BinaryCrossentropy, "softmax", 1));
    QCOMPARE(findActivation("nothing"), nullptr);
    QCOMPARE(findLoss("nothing"), nullptr);
}

void TestArchitecture::targetSides_data()
{
    QTest::addColumn<QList<QList<double>>>("rows");
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("threshold");
    const auto none = static_cast<int>(TargetSides::Kind::None);
    const auto threshold = static_cast<int>(TargetSides::Kind::Threshold);
    const auto oneHot = static_cast<int>(TargetSides::Kind::OneHot);
    using Rows = QList<QList<double>>;
    QTest::newRow("0 and 1") << Rows{{0}, {1}, {1}} << threshold << 0.5;
    QTest::newRow("0.1 and 0.9") << Rows{{0.1}, {0.9}} << threshold << 0.5;
    QTest::newRow("-1 and 1") << Rows{{-1}, {1}} << threshold << 0.0;
    QTest::newRow("-1 alone") << Rows{{-1}, {-1}} << threshold << 0.0;
    QTest::newRow("1 alone") << Rows{{1}} << threshold << 0.5;
    QTest::newRow("measured") << Rows{{0.3}, {0.1}, {0.9}} << none << 0.5;
    QTest::newRow("one-hot") << Rows{{0, 1, 0}, {1, 0, 0}} << oneHot << 0.5;
    QTest::newRow("several labels") << Rows{{0, 1, 1}, {1, 0, 0}} << threshold << 0.5;
}

void TestArchitecture::targetSides()
{
    QFETCH(QList<QList<double>>, rows);
    QFETCH(int, kind);
    QFETCH(double, threshold);
    Matrix targets(rows.size(), rows[0].size());
    for (Eigen::Index s = 0; s < targets.rows(); ++s) {
        for (Eigen::Index k = 0; k < targets.cols(); ++k)
            targets(s, k) = rows[s][k];
    }
    const TargetSides sides = basin::targetSides(targets);
    QCOMPARE(static_cast<int>(sides.kind), kind);
    if (sides.kind != TargetSides::Kind::None)
        QCOMPARE(sides.threshold, threshold);
}

QTEST_GUILESS_MAIN(TestArchitecture)
#include "test_architecture.moc"
