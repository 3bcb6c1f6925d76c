#include "../landscape/xor_points.h"
#include "../training/runs.h"
#include "diagnosis/diagnosis.h"
#include "network/initialiser.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace basin;
using namespace basin::tests;

Q_DECLARE_METATYPE(basin::tests::Setting)

namespace {

std::vector<Finding> findingsAt(const Objective &objective, const Vector &theta)
{
    RunSpec spec;
    spec.architecture = objective.architecture();
    spec.loss = objective.lossSpec();
    spec.training.precision = objective.precision();
    const auto data = runs::prepared(objective.inputs(), objective.targets(), true);
    return diagnose({.spec = spec, .data = *data, .parameters = theta}, inspectPoint(objective, theta));
}

QStringList namesOf(const std::vector<Finding> &findings)
{
    QStringList names;
    for (const Finding &finding : findings)
        names << QString::fromStdString(finding.id);
    return names;
}

const Evidence *evidenceOf(const std::vector<Finding> &findings, const char *id, const char *name)
{
    for (const Finding &finding : findings) {
        for (const Evidence &evidence : finding.evidence) {
            if (finding.id == id && evidence.name == name)
                return &evidence;
        }
    }
    return nullptr;
}

double numberOf(const std::vector<Finding> &findings, const char *id, const char *name)
{
    const Evidence *evidence = evidenceOf(findings, id, name);
    return evidence != nullptr && !evidence->isList ? evidence->values.front()
                                                    : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> listOf(const std::vector<Finding> &findings, const char *id, const char *name)
{
    const Evidence *evidence = evidenceOf(findings, id, name);
    return evidence != nullptr && evidence->isList ? evidence->values : std::vector<double>();
}

Objective xorWith(std::vector<LayerSpec> layers, const LossSpec &loss, const Matrix &inputs, const Matrix &targets)
{
    return {Architecture(static_cast<int>(inputs.cols()), std::move(layers)), loss, inputs, targets};
}

// Saturated states by hand: the units cut off corners with z = ±10 or more, the output is what is said.
const Vector atEdge = fromUnitOrder({20, 20, -30, 20, -20, -10, -20, 20, 0});                 // ½, ½, 1, 0
const Vector atTriple = fromUnitOrder({-20, -20, 10, 0.5, -0.5, 0.1, -20, 0, std::log(2.0)}); // 0, ⅔, ⅔, ⅔
const Vector oneAtHalf = fromUnitOrder({20, 20, -10, 20, 20, -30, 20, -10, -10});             // 0, 1, 1, ½
const Vector solved = fromUnitOrder({20, 20, -10, 20, 20, -30, 20, -20, -10});                // 0, 1, 1, 0

} // namespace

/// Each rule on a case that was made for it, and all of them on runs that are well.
class TestDiagnosis : public QObject {
    Q_OBJECT

private slots:
    void everyRuleIsListedOnce();
    void statesOfXor_data();
    void statesOfXor();
    void baseRate();
    void duplicateUnits();
    void saturatedUnit();
    void deadRelu();
    void unscaledInputs();
    void penaltyBalance();
    void bitLabelsWithSoftmax();
    void labelsOutOfRange_data();
    void labelsOutOfRange();
    void vanishingGradient();
    void startsAreWell();
    void solvedRunsAreWell_data();
    void solvedRunsAreWell();
    void divergedPointIsNoRulesMatter();
};

void TestDiagnosis::everyRuleIsListedOnce()
{
    QStringList ids;
    for (const DiagnosisRule &rule : diagnosisRules())
        ids << rule.id;
    const QStringList expected{"constant_output",        "edge_state",         "triple_state",
                               "one_pattern_at_half",    "base_rate",          "duplicate_units",
                               "saturated_unit",         "dead_relu",          "unscaled_inputs",
                               "penalty_balance",        "bit_labels_softmax", "label_activation_mismatch",
                               "learning_rate_high",     "vanishing_gradient", "precision_stall",
                               "epsilon_dominated",      "accuracy_plateau",   "uneven_inputs",
                               "test_inputs_differ",     "test_gap",           "classes_imbalanced",
                               "batch_larger_than_data", "learning_rate_low",  "label_loss_mismatch"};
    QCOMPARE(ids, expected);
}

void TestDiagnosis::statesOfXor_data()
{
    QTest::addColumn<Setting>("setting");
    for (const char *loss : {"mean_squared_error", "sum_squared_error", "half_squared_error", "binary_crossentropy"})
        QTest::newRow(loss) << Setting{.loss = loss};
}

void TestDiagnosis::statesOfXor()
{
    QFETCH(Setting, setting);
    const Objective objective = tests::objective(setting);
    QCOMPARE(namesOf(findingsAt(objective, solved)), QStringList());

    const auto edge = findingsAt(objective, atEdge);
    QCOMPARE(namesOf(edge), QStringList{"edge_state"});
    QCOMPARE(listOf(edge, "edge_state", "merged_samples"), (std::vector<double>{0, 1}));
    QCOMPARE(listOf(edge, "edge_state", "isolated_corners"), (std::vector<double>{3, 2}));

    const auto triple = findingsAt(objective, atTriple);
    QCOMPARE(namesOf(triple), QStringList{"triple_state"});
    QCOMPARE(listOf(triple, "triple_state", "merged_samples"), (std::vector<double>{1, 2, 3}));

    const auto half = findingsAt(objective, oneAtHalf);
    QCOMPARE(namesOf(half), QStringList{"one_pattern_at_half"});
    // ∂E/∂c is that pattern's residual alone, which no trained output bias leaves.
    QVERIFY(std::abs(numberOf(half, "one_pattern_at_half", "output_bias_gradient")) > 1e-3);

    const Vector constant = fromUnitOrder({1.3, 0, 0.4, 0, -0.9, 0.7, 0, 0, 0});
    QCOMPARE(namesOf(findingsAt(objective, constant)), QStringList{"constant_output"});
}

/// AND: one of four is 1; a network that says ¼ to all has the entropy of ¼ for its loss.
void TestDiagnosis::baseRate()
{
    const Objective conjunction(minimalXorNetwork("tanh"), {.name = "binary_crossentropy"}, xorInputs(),
                                Eigen::Vector4d(0, 0, 0, 1));
    const auto findings = findingsAt(conjunction, fromUnitOrder({0, 0, 0.1, 0, 0, -0.2, 0, 0, -std::log(3.0)}));
    QVERIFY(namesOf(findings).contains("base_rate"));
    QVERIFY(!namesOf(findings).contains("constant_output"));
    const double entropy = 0.25 * std::log(4.0) + 0.75 * std::log(4.0 / 3.0);
    QVERIFY(std::abs(numberOf(findings, "base_rate", "level") - entropy) < 1e-12);
    QVERIFY(std::abs(numberOf(findings, "base_rate", "loss") - entropy) < 1e-12);
    QCOMPARE(numberOf(findings, "base_rate", "accuracy"), 0.75);
}

void TestDiagnosis::duplicateUnits()
{
    const Objective surface = objective({.loss = "binary_crossentropy", .hidden = "tanh"});
    // A constant start, and where training leads from it: the two never part.
    RunSpec spec = runs::xorSpec();
    spec.init.parameters = std::vector<double>(9, 0.5);
    Trainer trainer(spec, runs::xorData());
    for (int i = 0; i < 3; ++i) {
        const auto findings = findingsAt(surface, trainer.parameters());
        QVERIFY2(namesOf(findings).contains("duplicate_units"), qPrintable(namesOf(findings).join(' ')));
        QCOMPARE(listOf(findings, "duplicate_units", "units"), (std::vector<double>{0, 1}));
        trainer.advanceEpochs(100);
    }
    // Mirrored is the same unit twice; equal weights with different ways out part at once.
    const Vector mirrored = fromUnitOrder({0.5, -0.3, 0.2, -0.5, 0.3, -0.2, 0.7, -0.7, 0.1});
    QVERIFY(namesOf(findingsAt(surface, mirrored)).contains("duplicate_units"));
    const Vector parting = fromUnitOrder({0.5, -0.3, 0.2, 0.5, -0.3, 0.2, 0.7, 0.2, 0.1});
    QVERIFY(!namesOf(findingsAt(surface, parting)).contains("duplicate_units"));
}

void TestDiagnosis::saturatedUnit()
{
    for (const char *hidden : {"sigmoid", "tanh"}) {
        const Objective surface = objective({.loss = "mean_squared_error", .hidden = hidden});
        const auto findings = findingsAt(surface, fromUnitOrder({0.4, -0.6, 0.1, 0.3, 0.5, -9, 0.6, 0.7, 0.2}));
        QCOMPARE(namesOf(findings), QStringList{"saturated_unit"});
        QCOMPARE(listOf(findings, "saturated_unit", "units"), std::vector<double>{1});
        QVERIFY(std::abs(listOf(findings, "saturated_unit", "smallest_input").front() - 8.2) < 1e-12);
    }
}

void TestDiagnosis::deadRelu()
{
    const Objective surface = objective({.loss = "mean_squared_error", .hidden = "relu"});
    const Vector theta = fromUnitOrder({-0.4, -0.6, 0, 0.3, 0.5, 0.2, 0.6, 0.7, 0.2});
    const auto findings = findingsAt(surface, theta);
    QCOMPARE(namesOf(findings), QStringList{"dead_relu"});
    QCOMPARE(listOf(findings, "dead_relu", "units"), std::vector<double>{0});
    QCOMPARE(numberOf(findings, "dead_relu", "share"), 0.5);
    const Vector gradient = surface.gradient(theta);
    QVERIFY(gradient[0] == 0.0 && gradient[2] == 0.0 && gradient[4] == 0.0);
}

void TestDiagnosis::unscaledInputs()
{
    const Objective bytes(minimalXorNetwork("tanh"), {.name = "binary_crossentropy"}, xorInputs(0.0, 255.0),
                          xorTargets());
    const auto findings = findingsAt(bytes, uniformPoint(1, 0.5));
    QVERIFY(namesOf(findings).contains("unscaled_inputs"));
    QCOMPARE(listOf(findings, "unscaled_inputs", "inputs"), (std::vector<double>{0, 1}));
    QCOMPARE(listOf(findings, "unscaled_inputs", "mean"), (std::vector<double>{127.5, 127.5}));
    QCOMPARE(listOf(findings, "unscaled_inputs", "deviation"), (std::vector<double>{127.5, 127.5}));
}

/// At λ = 1e-3 two of the four minima of tanh units are edges, at 0.05 θ = 0 is the only one; at 1e-5 half of them
/// solve.
void TestDiagnosis::penaltyBalance()
{
    for (const double l2 : {1e-5, 1e-3, 5e-2}) {
        const Objective surface = objective({.loss = "binary_crossentropy", .hidden = "tanh", .l2 = l2});
        int found = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            RunSpec spec = runs::xorSpec();
            const Vector start = uniformPoint(seed, 3.0);
            spec.init.parameters = std::vector<double>(start.begin(), start.end());
            spec.loss = surface.lossSpec();
            spec.optimizer = {.name = "lbfgs"};
            Trainer trainer(spec, runs::xorData());
            trainer.advanceEpochs(3000);
            const auto findings = findingsAt(surface, trainer.parameters());
            // The minima that solve lie at .003 and .12, the others at .348, .41, .43 and ln 2.
            const double value = surface.loss(trainer.parameters()) + surface.penalty(trainer.parameters());
            const bool isSolved = value < 0.2;
            QVERIFY2(namesOf(findings).contains("penalty_balance") == !isSolved,
                     qPrintable(QString("λ %1, seed %2, loss + penalty %3, |g| %4, %5")
                                    .arg(l2)
                                    .arg(seed)
                                    .arg(value)
                                    .arg(surface.gradient(trainer.parameters()).norm())
                                    .arg(namesOf(findings).join(' '))));
            found += !isSolved;
            if (!isSolved && l2 < 1e-2) {
                const double data = numberOf(findings, "penalty_balance", "data_gradient");
                const double penalty = numberOf(findings, "penalty_balance", "penalty_gradient");
                QVERIFY(std::abs(data - penalty) < 0.01 * penalty);
                QVERIFY(numberOf(findings, "penalty_balance", "gradient_norm") < 0.01 * penalty);
            }
        }
        QVERIFY(l2 > 1e-2 ? found == 20 : found >= 3 && found <= 17);
    }
}

/// 20 bits of which 10 are set: the loss cannot fall below 10 ln 10, and starts near 10 ln 20.
void TestDiagnosis::bitLabelsWithSoftmax()
{
    const Matrix inputs = Matrix::Identity(4, 4);
    Matrix targets = Matrix::Zero(4, 20);
    for (Eigen::Index s = 0; s < 4; ++s)
        for (Eigen::Index k = 0; k < 10; ++k)
            targets(s, (s * 5 + k) % 20) = 1.0;
    const Objective surface = xorWith({{20, "softmax", {}, {}}}, {.name = "categorical_crossentropy"}, inputs, targets);
    const auto findings = findingsAt(surface, uniformPoint(1, 0.5, surface.size()));
    QVERIFY(namesOf(findings).contains("bit_labels_softmax"));
    QVERIFY(std::abs(numberOf(findings, "bit_labels_softmax", "loss_floor") - 23.026) < 1e-3);
    QVERIFY(std::abs(numberOf(findings, "bit_labels_softmax", "loss_of_even_outputs") - 29.957) < 1e-3);
    QCOMPARE(numberOf(findings, "bit_labels_softmax", "classes"), 20.0);
    QCOMPARE(numberOf(findings, "bit_labels_softmax", "targets_sum_largest"), 10.0);
    const Objective oneHot =
        xorWith({{20, "softmax", {}, {}}}, {.name = "categorical_crossentropy"}, inputs, Matrix::Identity(4, 20));
    QCOMPARE(namesOf(findingsAt(oneHot, uniformPoint(1, 0.5, oneHot.size()))), QStringList());
}

void TestDiagnosis::labelsOutOfRange_data()
{
    QTest::addColumn<QString>("activation");
    QTest::addColumn<double>("low");
    QTest::addColumn<bool>("isMismatch");
    QTest::addColumn<double>("floor");
    QTest::newRow("sigmoid, −1/1") << "sigmoid" << -1.0 << true << 0.5;
    QTest::newRow("relu, −1/1") << "relu" << -1.0 << true << 0.5;
    QTest::newRow("one softmax") << "softmax" << 0.0 << true << 0.0;
    QTest::newRow("tanh, −1/1") << "tanh" << -1.0 << false << 0.0;
    QTest::newRow("sigmoid, 0/1") << "sigmoid" << 0.0 << false << 0.0;
    QTest::newRow("linear, −1/1") << "linear" << -1.0 << false << 0.0;
}

void TestDiagnosis::labelsOutOfRange()
{
    QFETCH(QString, activation);
    QFETCH(double, low);
    QFETCH(bool, isMismatch);
    QFETCH(double, floor);
    const Objective surface = xorWith({{2, "tanh", {}, {}}, {1, activation.toStdString(), {}, {}}},
                                      {.name = "mean_squared_error"}, xorInputs(), xorTargets(low, 1.0));
    const auto findings = findingsAt(surface, uniformPoint(3, 1.0));
    QCOMPARE(namesOf(findings).contains("label_activation_mismatch"), isMismatch);
    if (floor > 0.0) // half of the samples are off by 1 at least
        QCOMPARE(numberOf(findings, "label_activation_mismatch", "loss_floor"), floor);
}

void TestDiagnosis::vanishingGradient()
{
    const Objective surface = objective({.loss = "mean_squared_error"});
    Vector theta = uniformPoint(1, 1e-3);
    theta[8] = 0.5; // the output's bias is not at rest
    const auto findings = findingsAt(surface, theta);
    QVERIFY(namesOf(findings).contains("vanishing_gradient"));
    QVERIFY(numberOf(findings, "vanishing_gradient", "ratio") < 1e-3);
    theta.head(8) *= 1e3;
    QVERIFY(!namesOf(findingsAt(surface, theta)).contains("vanishing_gradient"));
}

void TestDiagnosis::startsAreWell()
{
    for (const Setting &setting : {Setting{.loss = "mean_squared_error"}, Setting{.loss = "binary_crossentropy"},
                                   Setting{.loss = "binary_crossentropy", .hidden = "tanh"}}) {
        const Objective surface = objective(setting);
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            InitialisationSpec start;
            start.seed = seed;
            for (const Vector &theta : {uniformPoint(seed, 1.0), startParameters(surface.architecture(), start)})
                QCOMPARE(namesOf(findingsAt(surface, theta)), QStringList());
        }
    }
}

void TestDiagnosis::solvedRunsAreWell_data()
{
    QTest::addColumn<Setting>("setting");
    QTest::addColumn<QString>("optimizer");
    QTest::addColumn<double>("rate");
    QTest::newRow("Adam, squared") << Setting{.loss = "mean_squared_error"} << "adam" << 0.03;
    QTest::newRow("descent, squared") << Setting{.loss = "mean_squared_error"} << "sgd" << 8.0;
    QTest::newRow("Adam, crossentropy") << Setting{.loss = "binary_crossentropy", .hidden = "tanh"} << "adam" << 0.03;
    QTest::newRow("Adam, .1/.9") << Setting{.loss = "mean_squared_error", .low = 0.1, .high = 0.9} << "adam" << 0.03;
}

/// Nothing at their end. On their way they may slow down beside a saddle or a merged state, and then it is said.
void TestDiagnosis::solvedRunsAreWell()
{
    QFETCH(Setting, setting);
    QFETCH(QString, optimizer);
    QFETCH(double, rate);
    const Objective surface = objective(setting);
    int ends = 0;
    int looks = 0;
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        RunSpec spec = runs::xorSpec();
        spec.architecture = surface.architecture();
        const Vector start = uniformPoint(seed, 1.0);
        spec.init.parameters = std::vector<double>(start.begin(), start.end());
        spec.loss = surface.lossSpec();
        spec.optimizer = {.name = optimizer.toStdString()};
        spec.optimizer.options.set("learning_rate", rate);
        Trainer trainer(spec, runs::prepared(surface.inputs(), surface.targets(), true));
        std::vector<QStringList> onTheWay;
        for (int i = 0; i < 100; ++i) {
            onTheWay.push_back(namesOf(findingsAt(surface, trainer.parameters())));
            trainer.advanceEpochs(50);
        }
        if ((trainer.outputs() - surface.targets()).cwiseAbs().maxCoeff() > 0.2)
            continue;
        ++ends;
        QCOMPARE(namesOf(findingsAt(surface, trainer.parameters())), QStringList());
        for (const QStringList &names : onTheWay) {
            ++looks;
            alarms += !names.isEmpty();
            for (const QString &name : names)
                QVERIFY2(name == "constant_output" || name == "edge_state" || name == "triple_state", qPrintable(name));
        }
    }
    QVERIFY2(alarms <= looks / 50, qPrintable(QString("%1 of %2").arg(alarms).arg(looks)));
    QVERIFY(ends >= 20);
}

/// No rule is asked what a unit does at weights that are not numbers; what was set wrong still counts.
void TestDiagnosis::divergedPointIsNoRulesMatter()
{
    const Vector theta = Vector::Constant(9, std::numeric_limits<double>::quiet_NaN());
    QCOMPARE(namesOf(findingsAt(objective(), theta)), QStringList());
    const Objective mismatch = objective({.loss = "mean_squared_error", .low = -1.0, .high = 1.0});
    QCOMPARE(namesOf(findingsAt(mismatch, theta)), QStringList{"label_activation_mismatch"});
}

QTEST_GUILESS_MAIN(TestDiagnosis)
#include "test_diagnosis.moc"
