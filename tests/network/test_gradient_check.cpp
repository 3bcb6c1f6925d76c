#include "../training/runs.h"
#include "data/error.h"
#include "network/activation.h"
#include "network/gradient_check.h"
#include "random/random_stream.h"
#include "training/many_runs.h"
#include "training/trainer.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace basin;

namespace {

Vector randomPoint(Eigen::Index size, std::uint64_t seed, double width = 1.0)
{
    RandomStream stream(seed, Purpose::Check);
    Vector theta(size);
    for (double &value : theta)
        value = stream.uniform(-width, width);
    return theta;
}

struct Shape {
    std::string hidden = "tanh";
    std::string last = "sigmoid";
    std::string loss = "mean_squared_error";
    double l2 = 0.0;
    bool penaliseBias = false;
    int outputs = 1;
};

/// 2-3-outputs over six samples.
struct Task {
    Architecture architecture;
    LossSpec loss;
    Matrix inputs;
    Matrix targets;
    [[nodiscard]] Objective with(GradientFault fault, Precision precision = Precision::Float64) const
    {
        LossSpec spec = loss;
        spec.fault = fault;
        return {architecture, spec, inputs, targets, precision};
    }
};

Task task(const Shape &shape)
{
    const Eigen::Index samples = 6;
    Matrix targets = Matrix::Zero(samples, shape.outputs);
    for (Eigen::Index s = 0; s < samples; ++s)
        targets(s, s % shape.outputs) = shape.outputs > 1 ? 1.0 : static_cast<double>(s % 2);
    const Vector inputs = randomPoint(samples * 2, 11);
    return {Architecture(2, {{.units = 3, .activation = shape.hidden, .kernelInit = {}, .biasInit = {}},
                             {.units = shape.outputs, .activation = shape.last, .kernelInit = {}, .biasInit = {}}}),
            {.name = shape.loss, .l1 = 0.0, .l2 = shape.l2, .penaliseBias = shape.penaliseBias},
            inputs.reshaped(samples, 2),
            targets};
}

/// Back-propagation sample by sample, written out; with the mistakes where people make them.
Vector plainGradient(const Task &task, const Vector &theta, GradientFault fault)
{
    const LayerLayout &one = task.architecture.layout(0);
    const LayerLayout &two = task.architecture.layout(1);
    const Activation &hidden = *findActivation(task.architecture.layers()[0].activation);
    const Activation &last = *findActivation(task.architecture.layers()[1].activation);
    const auto samples = task.inputs.rows();
    Vector gradient = Vector::Zero(theta.size());
    for (Eigen::Index s = 0; s < samples; ++s) {
        Vector z1(one.units);
        Vector z2(two.units);
        for (int j = 0; j < one.units; ++j) {
            z1[j] = theta[one.bias + j];
            for (int i = 0; i < one.inputs; ++i)
                z1[j] += task.inputs(s, i) * theta[one.kernel + i * one.units + j];
        }
        for (int k = 0; k < two.units; ++k) {
            z2[k] = theta[two.bias + k];
            for (int j = 0; j < one.units; ++j)
                z2[k] += hidden.value(z1[j]) * theta[two.kernel + j * two.units + k];
        }
        for (int k = 0; k < two.units; ++k) {
            const double y = last.value(z2[k]);
            double delta = 2.0 * (y - task.targets(s, k)) / static_cast<double>(two.units); // of the mean over outputs
            if (fault != GradientFault::OutputDelta)
                delta *= last.derivative(z2[k]);
            if (fault != GradientFault::NotAveraged)
                delta /= static_cast<double>(samples);
            if (fault == GradientFault::PenaltyOnly)
                delta = 0.0;
            gradient[two.bias + k] += delta;
            for (int j = 0; j < one.units; ++j) {
                const Eigen::Index out = two.kernel + j * two.units + k;
                gradient[out] += delta * hidden.value(z1[j]);
                const double back = delta * theta[out] * hidden.derivative(z1[j]);
                gradient[one.bias + j] += back;
                for (int i = 0; i < one.inputs; ++i)
                    gradient[one.kernel + i * one.units + j] += back * task.inputs(s, i);
            }
        }
    }
    for (Eigen::Index i = 0; i < theta.size(); ++i) {
        if (!task.architecture.isBias(i) || task.loss.penaliseBias)
            gradient[i] += 2.0 * task.loss.l2 * theta[i];
        if (fault == GradientFault::ForgottenBias && task.architecture.isBias(i))
            gradient[i] = 0.0;
    }
    return gradient;
}

GradientFault faultOf(const QString &name)
{
    return findGradientFault(name.toStdString())->id;
}

} // namespace

/// The deliberate mistakes against back-propagation by hand, and the check that finds each of them.
class TestGradientCheck : public QObject {
    Q_OBJECT

private slots:
    void mistakesAreWhatTheySay_data();
    void mistakesAreWhatTheySay();
    void softmaxWithoutItsDerivative();
    void mistakesWithoutSenseAreRefused_data();
    void mistakesWithoutSenseAreRefused();
    void rightGradientsPass_data();
    void rightGradientsPass();
    void mistakesAreFound_data();
    void mistakesAreFound();
    void curvesAreVs();
    void kinksAreReported();
    void mistakesInARecurrentNetwork_data();
    void mistakesInARecurrentNetwork();
    void runsMakeTheMistake_data();
    void runsMakeTheMistake();
    void switchedOnInARun();
    void mistakesInMiniBatches();
    void penaltyAloneLeadsToLn2();
    void fullBatchMethodsEnd_data();
    void fullBatchMethodsEnd();
};

void TestGradientCheck::mistakesAreWhatTheySay_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<double>("l2");
    QTest::addColumn<bool>("penaliseBias");
    for (const GradientFaultKind &kind : gradientFaults())
        for (const double l2 : {0.0, 0.01})
            for (const bool penaliseBias : {false, true})
                QTest::addRow("%s, l2 %g, %s", kind.name.c_str(), l2, penaliseBias ? "biases too" : "kernels")
                    << QString::fromStdString(kind.name) << l2 << penaliseBias;
}

void TestGradientCheck::mistakesAreWhatTheySay()
{
    QFETCH(QString, fault);
    QFETCH(double, l2);
    QFETCH(bool, penaliseBias);
    const Task made = task({.l2 = l2, .penaliseBias = penaliseBias});
    const Objective right = made.with(GradientFault::None);
    const Objective wrong = made.with(faultOf(fault));
    const Vector theta = randomPoint(right.size(), 3);
    const Vector expected = plainGradient(made, theta, faultOf(fault));
    QVERIFY((wrong.gradient(theta) - expected).cwiseAbs().maxCoeff() < 1e-15);
    QCOMPARE(wrong.loss(theta), right.loss(theta));
    QCOMPARE(wrong.penalty(theta), right.penalty(theta));
    QCOMPARE(wrong.hessian(theta), right.hessian(theta));
    QCOMPARE(wrong.withoutFault().gradient(theta), right.gradient(theta));
    const Vector single = made.with(faultOf(fault), Precision::Float32).gradient(theta);
    QVERIFY((single - expected).cwiseAbs().maxCoeff() < 1e-5);
}

/// Without the derivative every output's ∂E/∂z is its ∂E/∂y alone: with no hidden layer, ∂E/∂b is the mean residual.
void TestGradientCheck::softmaxWithoutItsDerivative()
{
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    Matrix targets(4, 2);
    targets << 1, 0, 0, 1, 0, 1, 1, 0;
    const Architecture net(2, {{.units = 2, .activation = "softmax", .kernelInit = {}, .biasInit = {}}});
    const Objective wrong(net, {.name = "half_squared_error", .fault = GradientFault::OutputDelta}, inputs, targets);
    const Vector theta = randomPoint(6, 5);
    const Vector residual = (wrong.outputs(theta) - targets).colwise().mean().transpose();
    QVERIFY((wrong.gradient(theta).tail(2) - residual).cwiseAbs().maxCoeff() < 1e-15);
}

void TestGradientCheck::mistakesWithoutSenseAreRefused_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("loss");
    QTest::addColumn<QString>("last");
    QTest::newRow("cross-entropy") << "output_delta_without_derivative"
                                   << "binary_crossentropy"
                                   << "sigmoid";
    QTest::newRow("softmax") << "output_delta_without_derivative"
                             << "categorical_crossentropy"
                             << "softmax";
    QTest::newRow("linear") << "output_delta_without_derivative"
                            << "mean_squared_error"
                            << "linear";
    QTest::newRow("a sum") << "gradient_not_averaged"
                           << "sum_squared_error"
                           << "sigmoid";
}

void TestGradientCheck::mistakesWithoutSenseAreRefused()
{
    QFETCH(QString, fault);
    QFETCH(QString, loss);
    QFETCH(QString, last);
    const Task made = task({.last = last.toStdString(), .loss = loss.toStdString(), .outputs = 2});
    static_cast<void>(made.with(GradientFault::None));
    try {
        static_cast<void>(made.with(faultOf(fault)));
        QFAIL("was taken");
    } catch (const InputError &error) {
        QCOMPARE(error.where(), std::string("loss.deliberate_bug"));
        QVERIFY(std::string(error.what()).find('\n') == std::string::npos);
    }
}

void TestGradientCheck::rightGradientsPass_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<QString>("loss");
    QTest::addColumn<QString>("last");
    for (const char *hidden : {"sigmoid", "tanh", "relu", "elu", "softplus", "sin"}) {
        QTest::addRow("%s, squared", hidden) << hidden << "mean_squared_error"
                                             << "sigmoid";
        QTest::addRow("%s, cross-entropy", hidden) << hidden << "categorical_crossentropy"
                                                   << "softmax";
    }
}

void TestGradientCheck::rightGradientsPass()
{
    QFETCH(QString, hidden);
    QFETCH(QString, loss);
    QFETCH(QString, last);
    const Task made = task({.hidden = hidden.toStdString(),
                            .last = last.toStdString(),
                            .loss = loss.toStdString(),
                            .l2 = 1e-3,
                            .outputs = 2});
    const Objective objective = made.with(GradientFault::None);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const GradientCheck check = checkGradient(objective, randomPoint(objective.size(), seed), false);
        QVERIFY2(check.passes() && check.maxRelativeError < 1e-7, qPrintable(QString::number(check.maxRelativeError)));
        QVERIFY(check.consistentWith == GradientFault::None && check.worst.empty());
        QCOMPARE(check.checked + std::ssize(check.notSmooth), static_cast<std::int64_t>(objective.size()));
        for (const CheckedPart &part : check.parts)
            QVERIFY(!(std::abs(part.medianRatio - 1.0) > 1e-6)); // not a number where a part has no slope
    }
}

void TestGradientCheck::mistakesAreFound_data()
{
    QTest::addColumn<QString>("fault");
    for (const GradientFaultKind &kind : gradientFaults())
        if (kind.id != GradientFault::None)
            QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
}

void TestGradientCheck::mistakesAreFound()
{
    QFETCH(QString, fault);
    Task made = task({.l2 = 1e-3});
    if (faultOf(fault) == GradientFault::OutputDelta)
        made.targets.setZero(); // all residuals have one sign, so that their sums do not cancel
    const Objective wrong = made.with(faultOf(fault));
    const Vector theta = randomPoint(wrong.size(), 7);
    const GradientCheck check = checkGradient(wrong, theta, false);
    QVERIFY(!check.passes());
    QVERIFY(check.consistentWith == faultOf(fault));
    QVERIFY(!check.worst.empty() && check.worst.front() == check.worstParameter);
    for (const CheckedParameter &parameter : check.parameters) {
        const bool isSpoilt =
            faultOf(fault) != GradientFault::ForgottenBias || made.architecture.isBias(parameter.parameter);
        QCOMPARE(parameter.fails, isSpoilt);
    }
    for (const CheckedPart &part : check.parts) {
        if (faultOf(fault) == GradientFault::ForgottenBias)
            QVERIFY(std::abs(part.medianRatio - (part.isBias ? 0.0 : 1.0)) < 1e-6);
        // Six samples, and a penalty that is not summed over them.
        if (faultOf(fault) == GradientFault::NotAveraged && part.isBias)
            QVERIFY(std::abs(part.medianRatio - 6.0) < 1e-6 && std::abs(part.lowestRatio - part.highestRatio) < 1e-5);
        // σ' is at most ¼: without it the slope is four times too large at the least.
        if (faultOf(fault) == GradientFault::OutputDelta && part.layer == 1 && part.isBias)
            QVERIFY(part.medianRatio > 4.0);
    }
}

/// The error falls with h² until rounding, ε / h, takes over near ε^⅓.
void TestGradientCheck::curvesAreVs()
{
    const Objective objective = task({}).with(GradientFault::None);
    const GradientCheck check = checkGradient(objective, randomPoint(objective.size(), 2));
    const struct {
        const StepCurve &curve;
        double epsilon;
    } curves[]{{check.float64, std::numeric_limits<double>::epsilon()},
               {check.float32, std::numeric_limits<float>::epsilon()}};
    for (const auto &[curve, epsilon] : curves) {
        QCOMPARE(curve.errors.size(), std::size_t{34});
        QCOMPARE(curve.errors.front().step, 0.1);
        QVERIFY(std::abs(curve.errors.back().step / 1e-12 - 1.0) < 1e-9);
        QVERIFY(std::abs(curve.theory / std::cbrt(epsilon) - 1.0) < 1e-12);
        QVERIFY2(curve.bestStep > curve.theory / 30.0 && curve.bestStep < curve.theory * 30.0,
                 qPrintable(QString::number(curve.bestStep)));
        QVERIFY(curve.errors.front().median > 30.0 * curve.bestMedian);
        QVERIFY(curve.errors.back().median > 30.0 * curve.bestMedian);
        for (const StepError &error : curve.errors)
            QVERIFY(error.median <= error.largest);
    }
    // On the left arm a tenth of the step has a hundredth of the error.
    const double ratio = check.float64.errors[3].median / check.float64.errors[6].median;
    QVERIFY2(ratio > 80.0 && ratio < 120.0, qPrintable(QString::number(ratio)));
    QVERIFY(check.float64.bestMedian < 1e-8 && check.float32.bestMedian > 1e-6);
}

void TestGradientCheck::kinksAreReported()
{
    Matrix inputs(2, 1);
    inputs << 1.0, 2.0;
    const Architecture net(1, {{.units = 2, .activation = "relu", .kernelInit = {}, .biasInit = {}},
                               {.units = 1, .activation = "linear", .kernelInit = {}, .biasInit = {}}});
    const Objective objective(net, {.name = "mean_squared_error"}, inputs, Matrix::Zero(2, 1));
    Vector theta(7);
    theta << 1.0, 0.5, -1.0, 0.3, 0.7, 0.4, 0.2; // the first unit is at its kink on the first sample
    const GradientCheck check = checkGradient(objective, theta, false);
    QVERIFY(check.passes());
    QCOMPARE(check.notSmooth, (std::vector<std::int64_t>{0, 2}));
}

void TestGradientCheck::mistakesInARecurrentNetwork_data()
{
    QTest::addColumn<QString>("fault");
    for (const GradientFaultKind &kind : gradientFaults())
        QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
}

void TestGradientCheck::mistakesInARecurrentNetwork()
{
    QFETCH(QString, fault);
    const Architecture net(
        4,
        {{.units = 3, .activation = "tanh", .kernelInit = {}, .biasInit = {}, .kind = LayerKind::Lstm},
         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}},
        2);
    const Vector inputs = randomPoint(5 * 4, 21);
    Matrix targets(5, 1);
    targets << 0, 0, 0, 0, 0; // all residuals have one sign, so that their sums do not cancel
    const Objective objective(net, {.name = "mean_squared_error", .fault = faultOf(fault)}, inputs.reshaped(5, 4),
                              targets);
    const GradientCheck check = checkGradient(objective, randomPoint(objective.size(), 4), false);
    QVERIFY(check.consistentWith == faultOf(fault));
    QCOMPARE(check.passes(), faultOf(fault) == GradientFault::None);
    QCOMPARE(check.parts.size(), std::size_t{4});
    QCOMPARE(check.parts[0].checked, std::int64_t{(2 + 3) * 12}); // kernel and recurrent kernel
    QCOMPARE(check.parts[1].checked, std::int64_t{12});
    for (const CheckedPart &part : check.parts) {
        if (faultOf(fault) == GradientFault::ForgottenBias)
            QCOMPARE(part.failed, part.isBias ? part.checked : std::int64_t{0});
        if (faultOf(fault) == GradientFault::NotAveraged)
            QVERIFY(std::abs(part.medianRatio - 5.0) < 1e-5);
    }
}

void TestGradientCheck::runsMakeTheMistake_data()
{
    mistakesAreFound_data();
}

/// A run takes the step that its own wrong gradient says, and many runs end as one does.
void TestGradientCheck::runsMakeTheMistake()
{
    QFETCH(QString, fault);
    RunSpec spec = runs::xorSpec();
    spec.loss = {.name = "mean_squared_error", .l2 = 0.01, .fault = faultOf(fault)};
    spec.optimizer = {.name = "sgd"};
    spec.optimizer.options.set("learning_rate", 0.5);
    spec.training.epochs = 200;
    Trainer trainer(spec, runs::xorData());
    const Vector start = trainer.parameters();
    const Objective wrong(spec.architecture, spec.loss, runs::xorData()->train.inputs, runs::xorData()->train.targets);
    trainer.advance(1);
    QVERIFY((trainer.parameters() - (start - 0.5 * wrong.gradient(start))).cwiseAbs().maxCoeff() < 1e-15);
    trainer.advanceEpochs(1000);

    std::vector<RunEnd> ends(3);
    const auto startOf = [](std::int64_t run) { return RunStart{.seed = static_cast<std::uint64_t>(run) + 1}; };
    trainRuns(
        {{.spec = spec, .data = runs::xorData(), .count = 3, .start = startOf}},
        [&](std::size_t, std::int64_t run, RunEnd &&end) { ends[static_cast<std::size_t>(run)] = std::move(end); });
    QCOMPARE(ends[0].parameters, trainer.parameters());
    QCOMPARE(ends[0].epochs, std::int64_t{200});
}

/// A knob like others: it holds from the next step on, is recorded, and one that makes no sense changes nothing.
void TestGradientCheck::switchedOnInARun()
{
    RunSpec spec = runs::xorSpec();
    spec.optimizer = {.name = "sgd"};
    Trainer trainer(spec, runs::xorData());
    trainer.advance(5);
    LossSpec loss = spec.loss;
    loss.fault = GradientFault::OutputDelta;
    QVERIFY_EXCEPTION_THROWN(trainer.setLoss(loss), InputError);
    QVERIFY(trainer.spec().loss == spec.loss && trainer.history().events().empty());
    loss.fault = GradientFault::ForgottenBias;
    trainer.setLoss(loss);
    QCOMPARE(trainer.history().events().size(), std::size_t{1});
    QCOMPARE(trainer.history().events().front().key, std::string("loss.deliberate_bug"));
    QCOMPARE(trainer.history().events().front().to, std::string("forgotten_bias"));
    const Vector before = trainer.parameters();
    trainer.advance(5);
    for (Eigen::Index i = 0; i < before.size(); ++i)
        QCOMPARE(trainer.parameters()[i] == before[i], spec.architecture.isBias(i));
}

/// A sum over a mini-batch of 2 is twice its mean.
void TestGradientCheck::mistakesInMiniBatches()
{
    RunSpec spec = runs::xorSpec();
    spec.optimizer = {.name = "sgd"};
    spec.optimizer.options.set("learning_rate", 0.5);
    spec.training.batchSize = 2;
    RunSpec summed = spec;
    summed.loss.fault = GradientFault::NotAveraged;
    spec.optimizer.options.set("learning_rate", 1.0);
    Trainer mean(spec, runs::xorData());
    Trainer sum(summed, runs::xorData());
    for (Trainer *trainer : {&mean, &sum})
        trainer->advance(10);
    QCOMPARE(sum.parameters(), mean.parameters());
}

/// With the penalty's gradient alone every weight shrinks by one and the same factor, θ goes to 0, and the loss of two
/// classes to ln 2, where it stays.
void TestGradientCheck::penaltyAloneLeadsToLn2()
{
    Matrix inputs(8, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1;
    Matrix targets = Matrix::Zero(8, 2);
    for (Eigen::Index s = 0; s < 8; ++s)
        targets(s, static_cast<Eigen::Index>(inputs(s, 0) != inputs(s, 1))) = 1.0;
    RunSpec spec;
    spec.architecture = Architecture(2, {{.units = 2, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}},
                                         {.units = 2, .activation = "softmax", .kernelInit = {}, .biasInit = {}}});
    const Vector start = randomPoint(12, 9).cwiseAbs();
    spec.init.parameters.assign(start.begin(), start.end());
    spec.loss = {
        .name = "categorical_crossentropy", .l2 = 1e-4, .penaliseBias = true, .fault = GradientFault::PenaltyOnly};
    spec.optimizer = {.name = "sgd"};
    spec.optimizer.options.set("learning_rate", 0.1);
    spec.optimizer.options.set("momentum", 0.9);
    spec.training.epochs = 1'000'000;
    Trainer trainer(spec, runs::prepared(inputs, targets, true));
    double factor = 1.0;
    double velocity = 0.0;
    for (int step = 0; step < 1000; ++step) {
        velocity = 0.9 * velocity - 0.1 * 2.0 * 1e-4 * factor;
        factor += velocity;
    }
    trainer.advanceEpochs(1000);
    QVERIFY((trainer.parameters() - factor * start).cwiseAbs().maxCoeff() < 1e-12);
    for (const std::int64_t epochs : {150'000, 50'000}) {
        trainer.advanceEpochs(epochs);
        QVERIFY(std::abs(trainer.metrics().loss - std::log(2.0)) < 1e-9);
    }
}

void TestGradientCheck::fullBatchMethodsEnd_data()
{
    QTest::addColumn<QString>("optimizer");
    QTest::addColumn<QString>("fault");
    for (const char *optimizer : {"lbfgs", "levenberg_marquardt"})
        for (const GradientFaultKind &kind : gradientFaults())
            QTest::addRow("%s, %s", optimizer, kind.name.c_str()) << optimizer << QString::fromStdString(kind.name);
}

/// With a slope that the value does not have there may be no step that lowers the loss; then the run ends and says so.
void TestGradientCheck::fullBatchMethodsEnd()
{
    QFETCH(QString, optimizer);
    QFETCH(QString, fault);
    RunSpec spec = runs::xorSpec();
    spec.loss = {.name = "mean_squared_error", .l2 = 1e-3, .fault = faultOf(fault)};
    spec.optimizer = {.name = optimizer.toStdString()};
    spec.training.epochs = 300;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        spec.init.seed = seed;
        Trainer trainer(spec, runs::xorData());
        const double before = trainer.metrics().loss + trainer.metrics().penalty;
        while (trainer.stopReason() == StopReason::None)
            trainer.advance(10);
        QVERIFY(trainer.epoch() <= 300);
        QVERIFY(trainer.metrics().loss + trainer.metrics().penalty <= before);
    }
}

QTEST_GUILESS_MAIN(TestGradientCheck)
#include "test_gradient_check.moc"
