#include "runs.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

/// Wilson's interval for a share, at about 99.9 %.
std::pair<double, double> wilson(int successes, int trials)
{
    constexpr double z = 3.29;
    const double n = trials;
    const double p = successes / n;
    const double middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    const double half = z / (1.0 + z * z / n) * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    return {middle - half, middle + half};
}

/// 2-2-1 sigmoid/sigmoid on mean squared error, every parameter uniform in [−1, 1], full batch.
RunSpec sigmoidSpec(std::uint64_t seed)
{
    RunSpec spec = runs::xorSpec(seed);
    spec.architecture = Architecture(2, {{.units = 2, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    spec.loss.name = "mean_squared_error";
    spec.init.kernel.name = "uniform";
    spec.init.kernel.options.set("low", -1.0);
    spec.init.kernel.options.set("high", 1.0);
    spec.init.bias = spec.init.kernel;
    spec.training.epochs = 15'000;
    spec.training.stopLoss = 0.02; // beyond doubt below the lowest plateau, at 1/16
    spec.training.solvedLoss = 0.05;
    return spec;
}

} // namespace

/// How often a network gets stuck is the finest test of a whole trainer: start, gradient, update and count all go in.
/// The rates are those of independent programs.
class TestStuckRates : public QObject {
    Q_OBJECT

private slots:
    void sharesAgree_data();
    void sharesAgree();
};

void TestStuckRates::sharesAgree_data()
{
    QTest::addColumn<QByteArray>("optimizer");
    QTest::addColumn<double>("learningRate");
    QTest::addColumn<double>("stuck");
    QTest::newRow("gradient descent") << QByteArray("sgd") << 2.0 << 0.17;
    QTest::newRow("adam") << QByteArray("adam") << 0.01 << 0.41;
}

void TestStuckRates::sharesAgree()
{
    QFETCH(QByteArray, optimizer);
    QFETCH(double, learningRate);
    QFETCH(double, stuck);
    constexpr int wanted = 200;
    const auto data = runs::xorData();
    QElapsedTimer timer;
    timer.start();
    int trials = 0;
    int failures = 0;
    while (trials < wanted) {
        RunSpec spec = sigmoidSpec(static_cast<std::uint64_t>(++trials));
        spec.optimizer.name = optimizer.toStdString();
        spec.optimizer.options.set("learning_rate", learningRate);
        Trainer trainer(spec, data);
        trainer.advance(spec.training.epochs);
        failures += trainer.outcome() == Outcome::Solved ? 0 : 1;
        if (timer.elapsed() > 20'000 && trials >= 100)
            break; // a slow build of a slow machine: fewer runs, a wider interval
    }
    const auto [low, high] = wilson(failures, trials);
    QVERIFY2(low <= stuck && stuck <= high,
             qPrintable(QStringLiteral("%1 of %2 stuck, expected %3").arg(failures).arg(trials).arg(stuck)));
    qInfo("%d of %d stuck, expected %.2f", failures, trials, stuck);
}

QTEST_GUILESS_MAIN(TestStuckRates)
#include "test_stuck_rates.moc"
