#include "look.h"

#include <QTest>

#include <array>

using namespace basin;
using namespace basin::tests;

namespace {

/// Two columns, two classes: inputs from `stream`, moved by `shift` in the held-out part.
Look withTestPart(std::uint64_t seed, double shift, double stretch, Eigen::Index train, Eigen::Index test)
{
    RandomStream stream(seed, Purpose::Check);
    Matrix inputs(train + test, 2);
    Matrix targets(train + test, 1);
    for (Eigen::Index s = 0; s < inputs.rows(); ++s) {
        const bool isHeld = s >= train;
        inputs(s, 0) = stream.normal();
        inputs(s, 1) = isHeld ? shift + stretch * stream.normal() : stream.normal();
        targets(s, 0) = s % 2 == 0 ? 1.0 : 0.0;
    }
    return {runs::xorSpec(), runs::prepared(inputs, targets, true, test), uniformPoint(seed, 0.5)};
}

} // namespace

/// What a run's course and its data show, on courses made by hand from theory and on runs.
class TestCourse : public QObject {
    Q_OBJECT

private slots:
    void limitOfTheLearningRate_data();
    void limitOfTheLearningRate();
    void limitAtTheFlatSaddle();
    void lossThatRose();
    void lossThatSwings();
    void lowRate();
    void precisionStall();
    void exactlyZeroInFloat32();
    void epsilonDominated();
    void accuracyPlateau();
    void testInputsDiffer();
    void testGap();
    void classesImbalanced();
    void unevenInputs();
    void batchLargerThanData();
    void youngRunsAreNotStuck();
    void timeToLeaveASaddle();
};

void TestCourse::limitOfTheLearningRate_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<double>("momentum");
    QTest::addColumn<bool>("isTooHigh");
    QTest::newRow("below") << 0.45 << 0.0 << false;
    QTest::newRow("above") << 0.55 << 0.0 << true;
    QTest::newRow("momentum bears more") << 0.55 << 0.9 << false;
    QTest::newRow("but not all") << 1.0 << 0.9 << true;
}

/// y = w x + b on x = −1, ½, 2: the Hessian is [[3.5, 1], [1, 2]], its larger eigenvalue 4, so the limit is ½.
void TestCourse::limitOfTheLearningRate()
{
    QFETCH(double, rate);
    QFETCH(double, momentum);
    QFETCH(bool, isTooHigh);
    auto [spec, data] = runs::linearRun(rate);
    spec.optimizer.options.set("momentum", momentum);
    const Look alone{spec, data, Eigen::Vector2d(0.5, 0.0)};
    QCOMPARE(has(alone, "learning_rate_high"), isTooHigh);
    if (isTooHigh) {
        const double product = valueOf(alone.findings(), "learning_rate_high", "rate_times_curvature");
        QVERIFY(std::abs(product - rate * 4.0 / (1.0 + momentum)) < 1e-12);
    }
    if (momentum == 0.0) {
        Trainer trainer(spec, data);
        trainer.advanceEpochs(30);
        QCOMPARE(has(lookAt(trainer), "learning_rate_high"), isTooHigh);
        QCOMPARE(trainer.metrics().loss > 1.0, isTooHigh);
    }
}

/// At θ = 0 with sigmoid units the only curvature is that of the output's bias: 3/16 of the mean squared error and,
/// with the output weights' share, limits of 10.67 and 5.33.
void TestCourse::limitAtTheFlatSaddle()
{
    for (const auto &[loss, limit] :
         {std::pair{"mean_squared_error", 32.0 / 3}, std::pair{"binary_crossentropy", 16.0 / 3}}) {
        for (const double factor : {0.95, 1.05}) {
            const Objective surface = tests::objective({.loss = loss});
            Look look{runs::xorSpec(), runs::xorData(), Vector::Zero(9)};
            look.spec.architecture = surface.architecture();
            look.spec.loss = surface.lossSpec();
            look.spec.optimizer = {.name = "sgd"};
            look.spec.optimizer.options.set("learning_rate", factor * limit);
            QCOMPARE(has(look, "learning_rate_high"), factor > 1.0);
        }
    }
}

void TestCourse::lossThatRose()
{
    const auto rising = [](std::int64_t epoch) {
        return epoch == 40 ? 3.5 : epoch < 30 ? 0.7 - 0.005 * double(epoch) : 0.6;
    };
    const auto findings = withCourse(atEdge(), 100, rising, threeQuarters).findings();
    QVERIFY(findingIn(findings, "learning_rate_high") != nullptr);
    QVERIFY(std::abs(valueOf(findings, "learning_rate_high", "loss_before") - 0.555) < 1e-12);
    QCOMPARE(valueOf(findings, "learning_rate_high", "loss_highest"), 3.5);
    QCOMPARE(valueOf(findings, "learning_rate_high", "epoch"), 40.0);
    const auto less = [](std::int64_t epoch) { return epoch == 40 ? 1.5 : 0.6; };
    QVERIFY(!has(withCourse(atEdge(), 100, less, threeQuarters), "learning_rate_high"));
    // rprop finds its own steps, whatever the first one was.
    QVERIFY(!has(withCourse(atEdge("irprop_minus"), 100, rising, threeQuarters), "learning_rate_high"));
}

void TestCourse::lossThatSwings()
{
    const auto swinging = [](std::int64_t epoch) { return epoch % 2 == 0 ? 0.4 : 0.5; };
    const auto findings = withCourse(atEdge(), 200, swinging, threeQuarters).findings();
    QCOMPARE(valueOf(findings, "learning_rate_high", "share_of_turns"), 1.0);
    const auto smooth = [](std::int64_t epoch) { return 0.4 + 0.1 * std::sin(0.05 * static_cast<double>(epoch)); };
    QVERIFY(!has(withCourse(atEdge(), 200, smooth, threeQuarters), "learning_rate_high"));
}

/// t^−0.3 is a straight line of logarithms; a tenth of it needs 10^(1/0.3) times the epochs.
void TestCourse::lowRate()
{
    const auto power = [](std::int64_t epoch) { return epoch == 0 ? 1.0 : std::pow(static_cast<double>(epoch), -0.3); };
    const auto findings = withCourse(atEdge(), 1000, power, threeQuarters).findings();
    QVERIFY(std::abs(valueOf(findings, "learning_rate_low", "log_log_slope") + 0.3) < 1e-9);
    QVERIFY(valueOf(findings, "learning_rate_low", "r_squared") > 1.0 - 1e-9);
    const double left = 1000.0 * (std::pow(10.0, 1.0 / 0.3) - 1.0);
    QVERIFY(std::abs(valueOf(findings, "learning_rate_low", "epochs_to_a_tenth") / left - 1.0) < 1e-9);
    QVERIFY(findingIn(findings, "learning_rate_low")->severity == Severity::Note);

    const auto decay = [](std::int64_t epoch) { return std::exp(-1e-3 * static_cast<double>(epoch)); };
    const auto even = withCourse(atEdge(), 1000, decay, threeQuarters).findings();
    QVERIFY(std::abs(valueOf(even, "learning_rate_low", "decay_per_epoch") - 1e-3) < 1e-12);
    QVERIFY(std::abs(valueOf(even, "learning_rate_low", "epochs_to_a_tenth") - 1e3 * std::log(10.0)) < 1e-6);

    const auto level = [](std::int64_t epoch) { return 0.35 + std::exp(-0.1 * static_cast<double>(epoch)); };
    QVERIFY(!has(withCourse(atEdge(), 1000, level, threeQuarters), "learning_rate_low"));
}

/// Updates of 1e-9 do not move float32 weights of size 1; a thousand epochs of one and the same loss say so.
void TestCourse::precisionStall()
{
    RunSpec spec = runs::xorSpec();
    spec.optimizer = {.name = "sgd"};
    spec.optimizer.options.set("learning_rate", 1e-8);
    spec.init.bias = {.name = "constant", .options = {}};
    spec.init.bias.options.set("value", 0.7);
    for (const Precision precision : {Precision::Float32, Precision::Float64}) {
        spec.training.precision = precision;
        Trainer trainer(spec, runs::xorData());
        trainer.advanceEpochs(999);
        QVERIFY(!has(lookAt(trainer), "precision_stall"));
        trainer.advanceEpochs(1);
        QCOMPARE(has(lookAt(trainer), "precision_stall"), precision == Precision::Float32);
        const auto findings = lookAt(trainer).findings();
        if (precision == Precision::Float32) {
            QCOMPARE(valueOf(findings, "precision_stall", "epochs_unchanged"), 1000.0);
            const double moved = valueOf(findings, "precision_stall", "moved_in_float64");
            QVERIFY(moved > 0.0 && moved < valueOf(findings, "precision_stall", "last_bit"));
        }
    }
}

/// From U[−20, 20] about one float32 gradient in nine is exactly zero.
void TestCourse::exactlyZeroInFloat32()
{
    int zero = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Objective surface = tests::objective({.loss = "mean_squared_error", .precision = Precision::Float32});
        Look look{runs::xorSpec(), runs::xorData(), uniformPoint(seed, 20.0)};
        look.spec.architecture = surface.architecture();
        look.spec.loss = surface.lossSpec();
        look.spec.training.precision = Precision::Float32;
        if ((surface.gradient(look.parameters).array() != 0.0).any())
            continue;
        ++zero;
        QVERIFY(has(look, "precision_stall"));
        look.spec.training.precision = Precision::Float64;
        QVERIFY(!has(look, "precision_stall"));
    }
    QVERIFY2(zero >= 3 && zero <= 25, qPrintable(QString::number(zero)));
}

void TestCourse::epsilonDominated()
{
    Look look{runs::xorSpec(), runs::xorData(), uniformPoint(4, 1.0)};
    QVERIFY(!has(look, "epsilon_dominated"));
    const double largest = look.objective().gradient(look.parameters).cwiseAbs().maxCoeff();
    look.spec.optimizer.options.set("epsilon", 10.0 * largest);
    const auto findings = look.findings();
    QVERIFY(std::abs(valueOf(findings, "epsilon_dominated", "step_share") - 1.0 / 11.0) < 1e-12);
    look.spec.optimizer = {.name = "sgd"};
    QVERIFY(!has(look, "epsilon_dominated"));
}

void TestCourse::accuracyPlateau()
{
    const auto falling = [](std::int64_t epoch) { return 0.6 - 5e-4 * static_cast<double>(epoch); };
    Look look = atEdge();
    look.parameters[8] = 1.0; // patterns 00 and 01 share an output above one half: 00 is wrong
    const auto findings = withCourse(look, 400, falling, threeQuarters).findings();
    QCOMPARE(valueOf(findings, "accuracy_plateau", "accuracy"), 0.75);
    QCOMPARE(valuesOf(findings, "accuracy_plateau", "wrong_samples"), std::vector<double>{0.0});
    QVERIFY(findingIn(findings, "accuracy_plateau")->severity == Severity::Note);
    const auto changing = [](std::int64_t epoch) { return epoch < 300 ? 0.5 : 0.75; };
    QVERIFY(!has(withCourse(look, 400, falling, changing), "accuracy_plateau"));
    QVERIFY(!has(withCourse(
                     look, 400, [](std::int64_t) { return 0.6; }, threeQuarters),
                 "accuracy_plateau"));
}

void TestCourse::testInputsDiffer()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed)
        QVERIFY(!has(withTestPart(seed, 0.0, 1.0, 70, 30), "test_inputs_differ"));
    const auto shifted = withTestPart(1, 1.5, 1.0, 70, 30).findings();
    QCOMPARE(valuesOf(shifted, "test_inputs_differ", "inputs"), std::vector<double>{1.0});
    QVERIFY(std::abs(valuesOf(shifted, "test_inputs_differ", "mean_difference").front() - 1.5) < 0.6);
    const auto stretched = withTestPart(1, 0.0, 4.0, 70, 30).findings();
    QCOMPARE(valuesOf(stretched, "test_inputs_differ", "inputs"), std::vector<double>{1.0});
    QVERIFY(valuesOf(stretched, "test_inputs_differ", "deviation_ratio").front() > 2.0);
    QVERIFY(!has(withTestPart(1, 9.0, 1.0, 70, 3), "test_inputs_differ")); // three samples prove nothing
}

/// Test targets that are the opposite of what was learnt: right on one part, wrong on the other.
void TestCourse::testGap()
{
    Matrix inputs(8, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1;
    Matrix targets(8, 1);
    targets << 0, 1, 1, 0, 1, 0, 0, 1;
    const Vector solved = fromUnitOrder({20, 20, -10, 20, 20, -30, 20, -20, -10});
    Look look{runs::xorSpec(), runs::prepared(inputs, targets, true, 4), solved};
    const auto findings = look.findings();
    QCOMPARE(valueOf(findings, "test_gap", "accuracy"), 1.0);
    QCOMPARE(valueOf(findings, "test_gap", "test_accuracy"), 0.0);
    targets.bottomRows(4) = targets.topRows(4);
    look.data = runs::prepared(inputs, targets, true, 4);
    QVERIFY(!has(look, "test_gap"));
}

void TestCourse::classesImbalanced()
{
    for (const auto &[ones, expected] : {std::pair{5, true}, std::pair{20, false}}) {
        const Matrix inputs = Matrix::Random(100, 2);
        Matrix targets = Matrix::Zero(100, 1);
        targets.topRows(ones).setOnes();
        const Look look{runs::xorSpec(), runs::prepared(inputs, targets, true), Vector::Zero(9)};
        const auto findings = look.findings();
        QCOMPARE(findingIn(findings, "classes_imbalanced") != nullptr, expected);
        if (expected) {
            QCOMPARE(valueOf(findings, "classes_imbalanced", "majority_share"), 0.95);
            QCOMPARE(valuesOf(findings, "classes_imbalanced", "samples_of_classes"), (std::vector<double>{95.0, 5.0}));
        }
    }
}

void TestCourse::unevenInputs()
{
    for (const auto &[first, second, expected] : {std::array{1.0, 1.0, 0.0}, std::array{1.0, 0.005, 1.0},
                                                  std::array{0.01, 0.005, 1.0}, std::array{2.0, 0.1, 0.0}}) {
        Matrix inputs = xorInputs();
        inputs.col(0) *= first;
        inputs.col(1) *= second;
        const Look look{runs::xorSpec(), runs::prepared(inputs, xorTargets(), true), uniformPoint(2, 1.0)};
        QCOMPARE(has(look, "uneven_inputs"), expected == 1.0);
    }
}

void TestCourse::batchLargerThanData()
{
    Look look = atEdge();
    look.spec.training.batchSize = 5;
    QCOMPARE(valueOf(look.findings(), "batch_larger_than_data", "samples"), 4.0);
    look.spec.training.batchSize = 4;
    QVERIFY(!has(look, "batch_larger_than_data"));
}

/// A level holds who lies there for a while; three epochs are none, and a falling loss is none.
void TestCourse::youngRunsAreNotStuck()
{
    const auto severityAt = [](std::int64_t epochs, double fall) {
        const auto loss = [=](std::int64_t epoch) {
            return 0.3466 + fall * static_cast<double>(epochs - epoch) / double(epochs);
        };
        const auto findings = withCourse(atEdge(), epochs, loss, threeQuarters).findings();
        return findingIn(findings, "edge_state")->severity;
    };
    QVERIFY(severityAt(3, 0.0) == Severity::Note);
    QVERIFY(severityAt(1000, 0.3) == Severity::Note);
    QVERIFY(severityAt(1000, 0.001) == Severity::Stuck);
    QVERIFY(findingIn(atEdge().findings(), "edge_state")->severity == Severity::Stuck);

    // exp(t / 200) leaves a saddle: at epoch 1000 it has fallen by less than a thousandth, at 1565 by a hundredth.
    Look saddle = atEdge();
    saddle.parameters = fromUnitOrder({1.3, 0, 0.4, 0, -0.9, 0.7, 0, 0, 0});
    const auto severityOf = [&](auto fall) {
        const auto loss = [=](std::int64_t epoch) { return std::log(2.0) - fall(static_cast<double>(epoch)); };
        return findingIn(withCourse(saddle, 1000, loss, threeQuarters).findings(), "constant_output")->severity;
    };
    QVERIFY(severityOf([](double t) { return 2.77e-6 * std::exp(t / 200.0); }) == Severity::Note);
    QVERIFY(severityOf([](double t) { return 2.77e-9 * std::exp(t / 200.0); }) == Severity::Stuck); // not for long yet
    QVERIFY(severityOf([](double t) { return 1e-6 * t; }) == Severity::Stuck);
    QVERIFY(severityOf([](double t) { return 1e-4 * std::sqrt(t); }) == Severity::Stuck);
}

/// Descent from beside a strict saddle: the time that its slope and curvature promise is the time it takes, and a run
/// that will leave soon is not called stuck, whereas one with a rate a thousand times lower is.
void TestCourse::timeToLeaveASaddle()
{
    RunSpec spec = runs::xorSpec();
    spec.architecture = tests::objective({}).architecture();
    spec.loss = {.name = "mean_squared_error"};
    spec.optimizer = {.name = "sgd"};
    spec.optimizer.options.set("learning_rate", 2.0);
    const Vector saddle = fromUnitOrder({1.3, 0, 0.4, 0, -0.9, 0.7, 0, 0, 0});
    const Vector start = saddle + 0.02 * uniformPoint(3, 1.0);
    spec.init.parameters.assign(start.begin(), start.end());
    Trainer trainer(spec, runs::xorData());
    trainer.advanceEpochs(150);
    const auto findings = lookAt(trainer).findings();
    const double promised = valueOf(findings, "constant_output", "epochs_to_leave");
    QVERIFY2(promised > 0.0, qPrintable(QString::number(trainer.metrics().loss)));
    QVERIFY(findingIn(findings, "constant_output")->severity == Severity::Note);
    const double before = trainer.metrics().loss;
    const Vector there = trainer.parameters();
    std::int64_t taken = 0;
    for (; trainer.metrics().loss > 0.99 * before && taken < 100'000; ++taken)
        trainer.advance(1);
    QVERIFY2(static_cast<double>(taken) > promised / 2.0 && static_cast<double>(taken) < promised * 2.0,
             qPrintable(QString("%1, promised %2").arg(taken).arg(promised)));

    spec.init.parameters.assign(there.begin(), there.end());
    spec.optimizer.options.set("learning_rate", 0.002);
    Trainer slow(spec, runs::xorData());
    slow.advanceEpochs(150);
    QVERIFY(findingIn(lookAt(slow).findings(), "constant_output")->severity == Severity::Stuck);
}

QTEST_GUILESS_MAIN(TestCourse)
#include "test_course.moc"
