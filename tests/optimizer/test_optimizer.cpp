#include "data/error.h"
#include "optimizer/optimizer.h"
#include "specs.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace basin;
using namespace basin::testing;

namespace {

/// Numbers that look like gradients, of both signs and many sizes; element i is the same in every length.
template <class T>
std::vector<T> gradientLike(std::size_t size, int step)
{
    std::vector<T> values(size);
    for (std::size_t i = 0; i < size; ++i)
        values[i] = static_cast<T>(std::sin(1.7 * double(i % 41) + 2.3 * step) * std::exp2(double(i % 13) - 9.0));
    return values;
}

template <class T>
bool sameBits(const T *a, const T *b, std::size_t size)
{
    return std::memcmp(a, b, size * sizeof(T)) == 0;
}

template <class T>
struct Run {
    Run(const OptimizerSpec &spec, std::size_t size)
        : optimizer(makeOptimizer<T>(spec, size)), parameters(gradientLike<T>(size, -1))
    {
    }
    void advance(int from, int to, const std::vector<std::uint8_t> &frozen = {})
    {
        for (int step = from; step < to; ++step)
            optimizer->update(parameters.data(), gradientLike<T>(parameters.size(), step).data(), parameters.data(),
                              frozen, static_cast<T>(std::cos(step)));
    }
    std::unique_ptr<Optimizer<T>> optimizer;
    std::vector<T> parameters;
};

/// Every rule in every form it has, so that each property below holds for all of them.
std::vector<OptimizerSpec> everyForm()
{
    std::vector<OptimizerSpec> specs;
    for (const OptimizerKind &kind : optimizers()) {
        if (kind.fullBatchOnly)
            continue;
        for (const Convention convention : {keras, pytorch}) {
            specs.push_back(makeSpec(kind.name, convention));
            if (findOption(kind.keras, "momentum") != nullptr)
                specs.push_back(makeSpec(kind.name, convention, {{"momentum", 0.9}}));
            if (findOption(kind.keras, "nesterov") != nullptr)
                specs.push_back(makeSpec(kind.name, convention, {{"momentum", 0.9}, {"nesterov", true}}));
            if (findOption(kind.keras, "centered") != nullptr)
                specs.push_back(makeSpec(kind.name, convention, {{"momentum", 0.5}, {"centered", true}}));
        }
    }
    return specs;
}

void addFormRows()
{
    QTest::addColumn<int>("form");
    const std::vector<OptimizerSpec> specs = everyForm();
    for (std::size_t i = 0; i < specs.size(); ++i)
        QTest::addRow("%d %s %s", int(i), specs[i].name.c_str(), specs[i].convention == keras ? "keras" : "pytorch")
            << int(i);
}

OptimizerSpec fetchForm()
{
    QFETCH(int, form);
    return everyForm()[std::size_t(form)];
}

template <class T>
void checkLanes(const OptimizerSpec &spec)
{
    Run<T> large(spec, 41 * 13);
    large.advance(0, 6);
    for (std::size_t size = 1; size <= 40; ++size) {
        Run<T> small(spec, size);
        small.advance(0, 6);
        QVERIFY2(sameBits(small.parameters.data(), large.parameters.data(), size), qPrintable(QString::number(size)));
    }
    // Values repeat where the index is the same modulo 41 and modulo 13.
    for (std::size_t offset = 41; offset < 41 * 13; ++offset) {
        if (offset % 13 == offset % 41 % 13)
            QVERIFY(sameBits(&large.parameters[offset], &large.parameters[offset % 41], 1));
    }
}

template <class T>
void checkRoundTrip(const OptimizerSpec &spec)
{
    Run<T> run(spec, 11);
    run.advance(0, 7);
    Run<T> copy(spec, 11);
    copy.parameters = run.parameters;
    copy.optimizer->setState(run.optimizer->state());
    QVERIFY(copy.optimizer->state() == run.optimizer->state());
    run.advance(7, 14);
    copy.advance(7, 14);
    QVERIFY(sameBits(copy.parameters.data(), run.parameters.data(), 11));
    QVERIFY(copy.optimizer->state() == run.optimizer->state());
}

void compareParameters(const std::vector<double> &found, const std::vector<double> &expected)
{
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(std::abs(found[i] - expected[i]) < 1e-12,
                 qPrintable(QString("parameter %1: %2, expected %3").arg(i).arg(found[i]).arg(expected[i])));
}

} // namespace

/// What holds for every rule: its settings, its state, its lanes.
class TestOptimizer : public QObject {
    Q_OBJECT

private slots:
    void lanesDoNotMatter_data() { addFormRows(); }
    void lanesDoNotMatter();
    void stateGoesOnBitForBit_data() { addFormRows(); }
    void stateGoesOnBitForBit();
    void frozenParametersRest_data() { addFormRows(); }
    void frozenParametersRest();
    void precisionIsReal_data() { addFormRows(); }
    void precisionIsReal();
    void nextMayBeAnotherBuffer();
    void nothingStaysSubnormal_data() { addFormRows(); }
    void nothingStaysSubnormal();
    void learningRateInMidRun();
    void conventionInMidRun();
    void zeroMomentumForgets();
    void standardValues();
    void everyKindHasItsFormula();
    void badOptions_data();
    void badOptions();
    void badStates();
};

void TestOptimizer::lanesDoNotMatter()
{
    checkLanes<double>(fetchForm());
    checkLanes<float>(fetchForm());
}

void TestOptimizer::stateGoesOnBitForBit()
{
    checkRoundTrip<double>(fetchForm());
    checkRoundTrip<float>(fetchForm());
}

void TestOptimizer::frozenParametersRest()
{
    const std::vector<std::uint8_t> frozen{1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1};
    Run<double> free(fetchForm(), frozen.size());
    Run<double> held(fetchForm(), frozen.size());
    free.advance(0, 3);
    held.advance(0, 3);
    const std::vector<double> parameters = held.parameters;
    const auto state = held.optimizer->state();
    free.advance(3, 8);
    held.advance(3, 8, frozen);
    const auto freeState = free.optimizer->state();
    const auto heldState = held.optimizer->state();
    for (std::size_t i = 0; i < frozen.size(); ++i) {
        QCOMPARE(held.parameters[i], frozen[i] != 0 ? parameters[i] : free.parameters[i]);
        for (std::size_t k = 1; k < state.size(); ++k)
            QCOMPARE(heldState[k][i], frozen[i] != 0 ? state[k][i] : freeState[k][i]);
    }
}

void TestOptimizer::precisionIsReal()
{
    Run<double> wide(fetchForm(), 13);
    Run<float> narrow(fetchForm(), 13);
    wide.advance(0, 5);
    narrow.advance(0, 5);
    double difference = 0.0;
    for (std::size_t i = 0; i < 13; ++i)
        difference = std::max(difference, std::abs(wide.parameters[i] - double(narrow.parameters[i])));
    QVERIFY2(difference > 1e-10 && difference < 1e-4, qPrintable(QString::number(difference)));
}

void TestOptimizer::nextMayBeAnotherBuffer()
{
    for (const OptimizerSpec &spec : everyForm()) {
        Run<double> inPlace(spec, 9);
        inPlace.advance(0, 1);
        const std::vector<double> parameters = gradientLike<double>(9, -1);
        const std::vector<std::uint8_t> frozen{0, 0, 1, 0, 0, 0, 0, 0, 1};
        std::vector<double> next(9, std::nan(""));
        makeOptimizer<double>(spec, 9)->update(parameters.data(), gradientLike<double>(9, 0).data(), next.data(),
                                               frozen, 1.0);
        for (std::size_t i = 0; i < 9; ++i)
            QCOMPARE(next[i], frozen[i] != 0 ? parameters[i] : inPlace.parameters[i]);
    }
}

void TestOptimizer::nothingStaysSubnormal()
{
    // The gradient of a dead relu: something at first, then 0 for long. In float32 a moment that shrinks by a tenth in
    // each step is subnormal after 850 steps, one that shrinks by a thousandth after 90 000.
    constexpr std::size_t size = 19;
    Run<float> run(fetchForm(), size);
    run.advance(0, 3);
    const std::vector<float> zero(size, 0.0F);
    for (int step = 0; step < 120'000; ++step)
        run.optimizer->update(run.parameters.data(), zero.data(), run.parameters.data(), {}, 1.0F);
    for (const std::vector<double> &part : run.optimizer->state()) {
        if (part.size() != size)
            continue; // counters
        for (const double value : part)
            QVERIFY(value == 0.0 || std::abs(value) >= static_cast<double>(std::numeric_limits<float>::min()));
    }
}

void TestOptimizer::learningRateInMidRun()
{
    // Keras' velocity keeps the old rate, PyTorch's is without it: −0.9·0.1 − 0.01 against −0.01·1.9.
    for (const Convention convention : {keras, pytorch}) {
        OptimizerSpec spec = makeSpec("sgd", convention, {{"learning_rate", 0.1}, {"momentum", 0.9}});
        const auto optimizer = makeOptimizer<double>(spec, 1);
        double position = 0.0;
        const double gradient = 1.0;
        optimizer->update(&position, &gradient, &position, {}, 0.0);
        spec.options.set("learning_rate", 0.01);
        optimizer->setHyperparameters(spec);
        optimizer->update(&position, &gradient, &position, {}, 0.0);
        QVERIFY(std::abs(position - (convention == keras ? -0.2 : -0.119)) < 1e-15);
    }
    const auto adam = makeOptimizer<double>(makeSpec("adam", keras), 1);
    QVERIFY_EXCEPTION_THROWN(adam->setHyperparameters(makeSpec("sgd", keras)), InputError);
    QVERIFY_EXCEPTION_THROWN(adam->setHyperparameters(makeSpec("adam", keras, {{"beta_1", 1.0}})), InputError);
}

void TestOptimizer::conventionInMidRun()
{
    // With momentum, sgd is the same in both conventions, so changing to and fro must not be seen.
    for (const bool nesterov : {false, true}) {
        OptimizerSpec spec =
            makeSpec("sgd", keras, {{"momentum", 0.9}, {"nesterov", nesterov}, {"learning_rate", 0.1}});
        Run<double> steady(spec, 9);
        Run<double> changing(spec, 9);
        steady.advance(0, 9);
        changing.advance(0, 3);
        spec.convention = pytorch;
        changing.optimizer->setHyperparameters(spec);
        changing.advance(3, 6);
        spec.convention = keras;
        changing.optimizer->setHyperparameters(spec);
        changing.advance(6, 9);
        compareParameters(changing.parameters, steady.parameters);
    }
    // rmsprop differs in ε alone, which is nothing beside these gradients when it is 0.
    OptimizerSpec spec = makeSpec("rmsprop", pytorch, {{"momentum", 0.9}, {"rho", 0.9}, {"epsilon", 0.0}});
    Run<double> steady(spec, 9);
    Run<double> changing(spec, 9);
    steady.advance(0, 6);
    changing.advance(0, 3);
    spec.convention = keras;
    spec.options.set("learning_rate", 0.01);
    changing.optimizer->setHyperparameters(spec);
    changing.advance(3, 6);
    compareParameters(changing.parameters, steady.parameters);
}

void TestOptimizer::zeroMomentumForgets()
{
    for (const char *name : {"sgd", "rmsprop"}) {
        OptimizerSpec spec = makeSpec(name, keras, {{"momentum", 0.9}, {"learning_rate", 0.1}});
        Run<double> run(spec, 3);
        run.advance(0, 4);
        spec.options.set("momentum", 0.0);
        run.optimizer->setHyperparameters(spec);
        QCOMPARE(run.optimizer->state().back(), (std::vector<double>{0, 0, 0}));
    }
}

void TestOptimizer::standardValues()
{
    struct Row {
        const char *name;
        const char *key;
        double keras;
        double pytorch;
    };
    const std::vector<Row> rows{{"sgd", "learning_rate", 0.01, 0.001},
                                {"sgd", "momentum", 0, 0},
                                {"sgd", "nesterov", 0, 0},
                                {"adagrad", "learning_rate", 0.001, 0.01},
                                {"adagrad", "epsilon", 1e-7, 1e-10},
                                {"adagrad", "initial_accumulator_value", 0.1, 0},
                                {"rmsprop", "learning_rate", 0.001, 0.01},
                                {"rmsprop", "rho", 0.9, 0.99},
                                {"rmsprop", "epsilon", 1e-7, 1e-8},
                                {"rmsprop", "centered", 0, 0},
                                {"adam", "learning_rate", 0.01, 0.001},
                                {"adam", "beta_1", 0.9, 0.9},
                                {"adam", "beta_2", 0.999, 0.999},
                                {"adam", "epsilon", 1e-7, 1e-8},
                                {"adamw", "weight_decay", 0.004, 0.01},
                                {"nadam", "learning_rate", 0.001, 0.002},
                                {"nadam", "momentum_decay", 1, 0.004},
                                {"amsgrad", "epsilon", 1e-7, 1e-8},
                                {"irprop_plus", "learning_rate", 0.01, 0.01},
                                {"rprop_minus", "eta_plus", 1.2, 1.2},
                                {"rprop_plus", "eta_minus", 0.5, 0.5},
                                {"irprop_minus", "delta_min", 1e-6, 1e-6},
                                {"irprop_minus", "delta_max", 50, 50},
                                {"lbfgs", "history_size", 10, 100},
                                {"levenberg_marquardt", "damping", 0.01, 0.01}};
    for (const Row &row : rows) {
        QCOMPARE(makeSpec(row.name, keras).value(row.key), row.keras);
        QCOMPARE(makeSpec(row.name, pytorch).value(row.key), row.pytorch);
    }
    QVERIFY_EXCEPTION_THROWN((void)makeSpec("sgd", keras).value("beta_1"), std::out_of_range);
}

void TestOptimizer::everyKindHasItsFormula()
{
    QCOMPARE(optimizers().size(), std::size_t{13});
    for (const OptimizerKind &kind : optimizers()) {
        QVERIFY(!kind.formula(keras).empty() && !kind.formula(pytorch).empty());
        QCOMPARE(kind.keras.size(), kind.pytorch.size());
        for (std::size_t i = 0; i < kind.keras.size(); ++i)
            QCOMPARE(kind.keras[i].key, kind.pytorch[i].key);
        QCOMPARE(kind.keras.front().key, std::string("learning_rate"));
        QCOMPARE(kind.usesLoss, kind.name == "irprop_plus");
    }
}

void TestOptimizer::badOptions_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("key");
    QTest::addColumn<double>("value");
    QTest::addRow("rate below 0") << "sgd"
                                  << "learning_rate" << -0.1;
    QTest::addRow("rate not a number") << "adam"
                                       << "learning_rate" << std::nan("");
    QTest::addRow("rate without end") << "adam"
                                      << "learning_rate" << std::numeric_limits<double>::infinity();
    QTest::addRow("beta of 1") << "adam"
                               << "beta_1" << 1.0;
    QTest::addRow("beta above 1") << "nadam"
                                  << "beta_2" << 1.5;
    QTest::addRow("epsilon below 0") << "adam"
                                     << "epsilon" << -1e-7;
    QTest::addRow("momentum above 1") << "sgd"
                                      << "momentum" << 1.1;
    QTest::addRow("rho below 0") << "rmsprop"
                                 << "rho" << -0.1;
    QTest::addRow("a flag as a number") << "sgd"
                                        << "nesterov" << 1.0;
    QTest::addRow("a key of another kind") << "sgd"
                                           << "beta_1" << 0.9;
    QTest::addRow("a key of none") << "adam"
                                   << "beta1" << 0.9;
    QTest::addRow("growth below 1") << "rprop_plus"
                                    << "eta_plus" << 0.9;
    QTest::addRow("shrinking above 1") << "rprop_plus"
                                       << "eta_minus" << 1.1;
    QTest::addRow("bounds crossed") << "irprop_minus"
                                    << "delta_min" << 51.0;
    QTest::addRow("half a pair") << "lbfgs"
                                 << "history_size" << 2.5;
    QTest::addRow("no pairs") << "lbfgs"
                              << "history_size" << 0.0;
    QTest::addRow("damping of 0") << "levenberg_marquardt"
                                  << "damping" << 0.0;
}

void TestOptimizer::badOptions()
{
    QFETCH(QString, name);
    QFETCH(QString, key);
    QFETCH(double, value);
    const std::string text = key.toStdString();
    const OptimizerSpec spec = makeSpec(name.toStdString(), keras, {{text.c_str(), value}});
    const bool fullBatch = findOptimizer(spec.name)->fullBatchOnly;
    std::string place;
    try {
        if (fullBatch)
            (void)makeFullBatchOptimizer<double>(spec, 3);
        else
            (void)makeOptimizer<double>(spec, 3);
    } catch (const InputError &error) {
        place = error.where();
    }
    QCOMPARE(place, "optimizer." + text);
    for (const char *other : {"gradient_descent", ""})
        QVERIFY_EXCEPTION_THROWN((void)makeOptimizer<float>(makeSpec(other, keras), 3), InputError);
    QVERIFY_EXCEPTION_THROWN((void)makeOptimizer<float>(makeSpec("lbfgs", keras), 3), InputError);
    QVERIFY_EXCEPTION_THROWN((void)makeFullBatchOptimizer<float>(makeSpec("adam", keras), 3), InputError);
}

void TestOptimizer::badStates()
{
    const auto adam = makeOptimizer<double>(makeSpec("adam", keras), 3);
    const auto good = adam->state();
    QCOMPARE(good.size(), std::size_t{3});
    std::vector<std::vector<std::vector<double>>> bad{{}, {{}}, {good[0], good[1]}, {good[0], good[1], {1, 2}}};
    bad.push_back(makeOptimizer<double>(makeSpec("adam", keras), 4)->state());
    bad.push_back(makeOptimizer<double>(makeSpec("amsgrad", keras), 3)->state());
    bad.push_back(makeOptimizer<double>(makeSpec("irprop_minus", keras), 3)->state());
    for (const auto &state : bad)
        QVERIFY_EXCEPTION_THROWN(adam->setState(state), InputError);
    QVERIFY(adam->state() == good);
}

QTEST_APPLESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
