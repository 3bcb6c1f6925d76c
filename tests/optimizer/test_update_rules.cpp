#include "optimizer/optimizer.h"
#include "specs.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace basin;
using namespace basin::testing;

namespace {

/// How far a rule moves one parameter from 3 in a first step with gradient g and a second with gradient h, by hand.
struct Case {
    const char *name;
    Convention convention;
    std::vector<Setting> settings;
    std::function<double(double g)> first;
    std::function<double(double g, double h)> second;
};

constexpr double start = 3.0;

double square(double value)
{
    return value * value;
}

double sign(double value)
{
    return value > 0.0 ? 1.0 : value < 0.0 ? -1.0 : 0.0;
}

// Nadam's μ₁, μ₂, μ₃ for a momentum decay ψ.
double mu(int t, double psi)
{
    return 0.9 * (1.0 - 0.5 * std::pow(0.96, t * psi));
}

double nadamMove(double m, double g, double v, double mu1, double mu2, double product, double next, double epsilon)
{
    return -0.1 * (mu2 * m / (1.0 - next) + (1.0 - mu1) * g / (1.0 - product)) / (std::sqrt(v) + epsilon);
}

const std::vector<Case> &cases()
{
    static const std::vector<Case> all{
        {"sgd",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g; },
         [](double, double h) { return -0.1 * h; }},
        {"sgd",
         keras,
         {{"learning_rate", 0.1}, {"momentum", 0.9}},
         [](double g) { return -0.1 * g; },
         [](double g, double h) { return -0.1 * (0.9 * g + h); }},
        {"sgd",
         pytorch,
         {{"learning_rate", 0.1}, {"momentum", 0.9}},
         [](double g) { return -0.1 * g; },
         [](double g, double h) { return -0.1 * (0.9 * g + h); }},
        {"sgd",
         keras,
         {{"learning_rate", 0.1}, {"momentum", 0.9}, {"nesterov", true}},
         [](double g) { return -0.19 * g; },
         [](double g, double h) { return -0.1 * (0.9 * (0.9 * g + h) + h); }},
        {"sgd",
         pytorch,
         {{"learning_rate", 0.1}, {"momentum", 0.9}, {"nesterov", true}},
         [](double g) { return -0.19 * g; },
         [](double g, double h) { return -0.1 * (0.9 * (0.9 * g + h) + h); }},
        {"adagrad",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / std::sqrt(0.1 + g * g + 1e-7); },
         [](double g, double h) { return -0.1 * h / std::sqrt(0.1 + g * g + h * h + 1e-7); }},
        {"adagrad",
         pytorch,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / (std::abs(g) + 1e-10); },
         [](double g, double h) { return -0.1 * h / (std::hypot(g, h) + 1e-10); }},
        {"adagrad",
         pytorch,
         {{"learning_rate", 0.1}, {"initial_accumulator_value", 0.5}},
         [](double g) { return -0.1 * g / (std::sqrt(0.5 + g * g) + 1e-10); },
         [](double g, double h) { return -0.1 * h / (std::sqrt(0.5 + g * g + h * h) + 1e-10); }},
        {"rmsprop",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / std::sqrt(0.1 * g * g + 1e-7); },
         [](double g, double h) { return -0.1 * h / std::sqrt(0.09 * g * g + 0.1 * h * h + 1e-7); }},
        {"rmsprop",
         pytorch,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / (std::sqrt(0.01) * std::abs(g) + 1e-8); },
         [](double g, double h) { return -0.1 * h / (std::sqrt(0.0099 * g * g + 0.01 * h * h) + 1e-8); }},
        {"rmsprop",
         keras,
         {{"learning_rate", 0.1}, {"centered", true}},
         [](double g) { return -0.1 * g / std::sqrt(0.1 * g * g - square(0.1 * g) + 1e-7); },
         [](double g, double h) {
             return -0.1 * h / std::sqrt(0.09 * g * g + 0.1 * h * h - square(0.09 * g + 0.1 * h) + 1e-7);
         }},
        {"rmsprop",
         pytorch,
         {{"learning_rate", 0.1}, {"centered", true}, {"rho", 0.9}},
         [](double g) { return -0.1 * g / (std::sqrt(0.1 * g * g - square(0.1 * g)) + 1e-8); },
         [](double g, double h) {
             return -0.1 * h / (std::sqrt(0.09 * g * g + 0.1 * h * h - square(0.09 * g + 0.1 * h)) + 1e-8);
         }},
        {"rmsprop",
         keras,
         {{"learning_rate", 0.1}, {"momentum", 0.5}},
         [](double g) { return -0.1 * g / std::sqrt(0.1 * g * g + 1e-7); },
         [](double g, double h) {
             return -0.05 * g / std::sqrt(0.1 * g * g + 1e-7) - 0.1 * h / std::sqrt(0.09 * g * g + 0.1 * h * h + 1e-7);
         }},
        {"rmsprop",
         pytorch,
         {{"learning_rate", 0.1}, {"momentum", 0.5}, {"rho", 0.9}},
         [](double g) { return -0.1 * g / (std::sqrt(0.1 * g * g) + 1e-8); },
         [](double g, double h) {
             return -0.05 * g / (std::sqrt(0.1 * g * g) + 1e-8) -
                    0.1 * h / (std::sqrt(0.09 * g * g + 0.1 * h * h) + 1e-8);
         }},
        {"adam",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / (std::abs(g) + 1e-7 / std::sqrt(0.001)); },
         [](double g, double h) {
             return -0.1 * std::sqrt(1.0 - square(0.999)) / 0.19 * (0.09 * g + 0.1 * h) /
                    (std::sqrt(0.000999 * g * g + 0.001 * h * h) + 1e-7);
         }},
        {"adam",
         pytorch,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / (std::abs(g) + 1e-8); },
         [](double g, double h) {
             return -0.1 * (0.09 * g + 0.1 * h) / 0.19 /
                    (std::sqrt((0.000999 * g * g + 0.001 * h * h) / (1.0 - square(0.999))) + 1e-8);
         }},
        {"adamw",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * 0.004 * start - 0.1 * g / (std::abs(g) + 1e-7 / std::sqrt(0.001)); },
         nullptr},
        {"adamw",
         pytorch,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * 0.01 * start - 0.1 * g / (std::abs(g) + 1e-8); },
         nullptr},
        {"adamw",
         pytorch,
         {{"learning_rate", 0.1}, {"weight_decay", 0.5}},
         [](double g) { return -0.1 * 0.5 * start - 0.1 * g / (std::abs(g) + 1e-8); },
         nullptr},
        {"nadam",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return nadamMove(0.1 * g, g, g * g, mu(1, 1), mu(2, 1), mu(1, 1), mu(1, 1) * mu(2, 1), 1e-7); },
         [](double g, double h) {
             return nadamMove(0.09 * g + 0.1 * h, h, (0.000999 * g * g + 0.001 * h * h) / (1.0 - square(0.999)),
                              mu(2, 1), mu(3, 1), mu(1, 1) * mu(2, 1), mu(1, 1) * mu(2, 1) * mu(3, 1), 1e-7);
         }},
        {"nadam",
         pytorch,
         {{"learning_rate", 0.1}},
         [](double g) {
             const double mu1 = mu(1, 0.004);
             const double mu2 = mu(2, 0.004);
             return nadamMove(0.1 * g, g, g * g, mu1, mu2, mu1, mu1 * mu1 * mu2, 1e-8);
         },
         nullptr},
        {"amsgrad",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / (std::abs(g) + 1e-7 / std::sqrt(0.001)); },
         [](double g, double h) {
             const double largest = std::max(0.001 * g * g, 0.000999 * g * g + 0.001 * h * h);
             return -0.1 * std::sqrt(1.0 - square(0.999)) / 0.19 * (0.09 * g + 0.1 * h) / (std::sqrt(largest) + 1e-7);
         }},
        {"amsgrad",
         pytorch,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * g / (std::abs(g) + 1e-8); },
         [](double g, double h) {
             const double largest = std::max(0.001 * g * g, 0.000999 * g * g + 0.001 * h * h);
             return -0.1 * (0.09 * g + 0.1 * h) / 0.19 / (std::sqrt(largest / (1.0 - square(0.999))) + 1e-8);
         }},
        {"irprop_minus",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * sign(g); },
         [](double g, double h) { return g * h < 0.0 ? 0.0 : -(g * h > 0.0 ? 0.12 : 0.1) * sign(h); }},
        {"rprop_minus",
         keras,
         {{"learning_rate", 0.1}},
         [](double g) { return -0.1 * sign(g); },
         [](double g, double h) {
             return -0.1 * (g * h > 0.0 ? 1.2 : g * h < 0.0 ? 0.5 : 1.0) * sign(h);
         }},
    };
    return all;
}

/// A rule of the rprop family on one parameter: the positions after each gradient.
std::vector<double> positions(const char *name, const std::vector<double> &gradients,
                              const std::vector<double> &losses = {})
{
    const auto optimizer =
        makeOptimizer<double>(makeSpec(name, keras, {{"learning_rate", 1.0}, {"delta_max", 1.3}}), 1);
    std::vector<double> path;
    double position = 0.0;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        optimizer->update(&position, &gradients[i], &position, {}, losses.empty() ? 0.0 : losses[i]);
        path.push_back(position);
    }
    return path;
}

void comparePaths(const std::vector<double> &found, const std::vector<double> &expected)
{
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(std::abs(found[i] - expected[i]) < 1e-12,
                 qPrintable(QString("step %1: %2, expected %3").arg(i + 1).arg(found[i]).arg(expected[i])));
}

} // namespace

/// What each rule does in its first steps, by hand.
class TestUpdateRules : public QObject {
    Q_OBJECT

private slots:
    void firstSteps_data();
    void firstSteps();
    void rpropPlusTakesItsMoveBack();
    void rpropMinusKeepsMoving();
    void irpropMinusStaysForAStep();
    void irpropPlusAsksTheLoss();
    void rpropStepsStayWithinTheirBounds();
    void zeroGradientAndEpsilonRest();
    void longRunsKeepTheirCorrections();
};

void TestUpdateRules::firstSteps_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < cases().size(); ++i)
        QTest::addRow("%d %s", int(i), cases()[i].name) << int(i);
}

void TestUpdateRules::firstSteps()
{
    QFETCH(int, index);
    const Case &rule = cases()[std::size_t(index)];
    const std::vector<std::pair<double, double>> gradients{
        {0.5, 0.5}, {-2.0, -0.1}, {0.25, -1.0}, {1e-4, 1e-5}, {2, 0}};
    for (const auto &[g, h] : gradients) {
        const auto optimizer = makeOptimizer<double>(makeSpec(rule.name, rule.convention, rule.settings), 1);
        double position = start;
        optimizer->update(&position, &g, &position, {}, 0.0);
        const double first = rule.first(g);
        QVERIFY2(std::abs(position - start - first) < 1e-14 + 1e-12 * std::abs(first), qPrintable(QString::number(g)));
        if (!rule.second)
            continue;
        const double before = position;
        optimizer->update(&position, &h, &position, {}, 0.0);
        const double second = rule.second(g, h);
        QVERIFY2(std::abs(position - before - second) < 1e-14 + 1e-12 * std::abs(second),
                 qPrintable(QString("%1 then %2").arg(g).arg(h)));
    }
}

// Steps Δ with learning_rate 1, η⁺ 1.2, η⁻ 0.5, at most 1.3, and gradients + + − − + :

void TestUpdateRules::rpropPlusTakesItsMoveBack()
{
    // Δ 1, 1.2, 0.6 (back by 1.2), 0.6 (no change counted), 0.3 (back by 0.6)
    comparePaths(positions("rprop_plus", {1, 1, -1, -1, 1}), {-1.0, -2.2, -1.0, -0.4, -1.0});
}

void TestUpdateRules::rpropMinusKeepsMoving()
{
    comparePaths(positions("rprop_minus", {1, 1, -1, -1, 1}), {-1.0, -2.2, -1.6, -0.88, -1.24});
}

void TestUpdateRules::irpropMinusStaysForAStep()
{
    comparePaths(positions("irprop_minus", {1, 1, -1, -1, 1}), {-1.0, -2.2, -2.2, -1.6, -1.6});
}

void TestUpdateRules::irpropPlusAsksTheLoss()
{
    // The loss rises before the first change of sign and falls before the second.
    comparePaths(positions("irprop_plus", {1, 1, -1, -1, 1}, {5, 4, 4.5, 4, 3}), {-1.0, -2.2, -1.0, -0.4, -0.4});
    comparePaths(positions("irprop_plus", {1, 1, -1, -1, 1}, {5, 4, 4, 4, 6}), {-1.0, -2.2, -2.2, -1.6, -2.2});
}

void TestUpdateRules::rpropStepsStayWithinTheirBounds()
{
    comparePaths(positions("rprop_minus", {1, 1, 1, 1}), {-1.0, -2.2, -3.5, -4.8});
    const auto optimizer = makeOptimizer<double>(
        makeSpec("rprop_minus", keras, {{"learning_rate", 1.0}, {"delta_min", 0.4}, {"delta_max", 0.9}}), 1);
    double position = 0.0;
    const std::vector<double> gradients{1, -1, 1, -1};
    std::vector<double> path;
    for (const double gradient : gradients) {
        optimizer->update(&position, &gradient, &position, {}, 0.0);
        path.push_back(position);
    }
    comparePaths(path, {-0.9, -0.45, -0.85, -0.45});
}

void TestUpdateRules::zeroGradientAndEpsilonRest()
{
    // 0/0 would be no number: a dead unit's weight must stay where it is.
    for (const char *name : {"adagrad", "rmsprop", "adam", "nadam", "amsgrad"}) {
        for (const Convention convention : {keras, pytorch}) {
            OptimizerSpec spec = makeSpec(name, convention, {{"epsilon", 0.0}});
            if (name == std::string("adagrad"))
                spec.options.set("initial_accumulator_value", 0.0);
            const auto optimizer = makeOptimizer<float>(spec, 1);
            float position = 2.0F;
            const float gradient = 0.0F;
            optimizer->update(&position, &gradient, &position, {}, 0.0F);
            QCOMPARE(position, 2.0F);
        }
    }
}

void TestUpdateRules::longRunsKeepTheirCorrections()
{
    // After 20 000 steps of one gradient, Adam's corrections must still be 1 − β^t to rounding: with ε = 0 every step
    // is exactly the learning rate.
    for (const Convention convention : {keras, pytorch}) {
        const auto optimizer =
            makeOptimizer<double>(makeSpec("adam", convention, {{"learning_rate", 1.0}, {"epsilon", 0.0}}), 1);
        double position = 0.0;
        const double gradient = 0.75;
        for (int step = 1; step <= 20'000; ++step) {
            const double before = position;
            optimizer->update(&position, &gradient, &position, {}, 0.0);
            QVERIFY(std::abs(before - position - 1.0) < 1e-11);
        }
    }
}

QTEST_APPLESS_MAIN(TestUpdateRules)
#include "test_update_rules.moc"
