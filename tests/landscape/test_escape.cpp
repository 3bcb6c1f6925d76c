#include "landscape/escape.h"

#include "data/error.h"
#include "random/random_stream.h"
#include "training/trainer.h"

#include <QTest>

#include <array>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

using namespace basin;

namespace {

/// One way to arrive at stuck points.
struct Setting {
    const char *hidden;
    const char *loss;
    const char *optimizer;
    double learningRate;
    std::int64_t epochs;
    int runs;
    double low = 0.0, high = 1.0;
};

/// A plain 2-2-1 network, one sample at a time, in long double: it shares nothing with the library.
struct PlainNetwork {
    bool isTanh = false;
    bool isCrossentropy = false;
    double low = 0.0, high = 1.0;

    static constexpr std::array<std::array<int, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};

    [[nodiscard]] long double target(std::size_t p) const { return p == 1 || p == 2 ? high : low; }
    /// @param t  (w11, w21, w12, w22, b1, b2, v1, v2, c)
    template <class Weights>
    [[nodiscard]] long double logit(const Weights &t, std::size_t p) const
    {
        const long double x1 = inputs[p][0];
        const long double x2 = inputs[p][1];
        long double a = t[8];
        for (int k = 0; k < 2; ++k) {
            const long double z = t[k] * x1 + t[2 + k] * x2 + t[4 + k];
            a += t[6 + k] * (isTanh ? std::tanh(z) : 1.0L / (1.0L + std::exp(-z)));
        }
        return a;
    }
    template <class Weights>
    [[nodiscard]] long double output(const Weights &t, std::size_t p) const
    {
        return 1.0L / (1.0L + std::exp(-logit(t, p)));
    }
    template <class Weights>
    [[nodiscard]] long double meanSquaredError(const Weights &t) const
    {
        long double sum = 0;
        for (std::size_t p = 0; p < 4; ++p)
            sum += (output(t, p) - target(p)) * (output(t, p) - target(p));
        return sum / 4;
    }
    template <class Weights>
    [[nodiscard]] long double loss(const Weights &t) const
    {
        if (!isCrossentropy)
            return meanSquaredError(t);
        long double sum = 0;
        for (std::size_t p = 0; p < 4; ++p) {
            const long double a = logit(t, p);
            // −t ln σ(a) − (1 − t) ln(1 − σ(a))
            sum += std::log1p(std::exp(-std::fabs(a))) + std::fmax(a, 0.0L) - target(p) * a;
        }
        return sum / 4;
    }
    template <class Weights>
    [[nodiscard]] bool isRight(const Weights &t) const
    {
        const long double middle = (low + high) / 2;
        for (std::size_t p = 0; p < 4; ++p)
            if ((output(t, p) > middle) != (target(p) > middle))
                return false;
        return true;
    }
};

enum class State { Other, Edge, Triple };

/// From the outputs alone: two at ½ and two right; or one right and three together.
State stateOf(const PlainNetwork &network, const Vector &parameters)
{
    int atHalf = 0;
    int right = 0;
    std::array<long double, 4> y{};
    for (std::size_t p = 0; p < 4; ++p) {
        y[p] = network.output(parameters, p);
        atHalf += std::fabs(y[p] - 0.5L) < 0.05L;
        right += std::fabs(y[p] - network.target(p)) < 0.1L;
    }
    if (atHalf == 2 && right == 2)
        return State::Edge;
    for (std::size_t alone = 0; alone < 4 && right == 1; ++alone) {
        long double low = 1;
        long double high = 0;
        for (std::size_t p = 0; p < 4; ++p)
            if (p != alone) {
                low = std::fmin(low, y[p]);
                high = std::fmax(high, y[p]);
            }
        if (std::fabs(y[alone] - network.target(alone)) < 0.1L && high - low < 0.05L)
            return State::Triple;
    }
    return State::Other;
}

Objective xorObjective(const Setting &setting, double l2 = 0.0)
{
    const Architecture architecture(2, {{.units = 2, .activation = setting.hidden, .kernelInit = {}, .biasInit = {}},
                                        {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    Matrix targets(4, 1);
    targets << setting.low, setting.high, setting.high, setting.low;
    LossSpec loss;
    loss.name = setting.loss;
    loss.l2 = l2;
    return {architecture, loss, inputs, targets};
}

Vector trained(const Setting &setting, const Objective &objective, std::uint64_t seed)
{
    auto data = std::make_shared<PreparedData>();
    data->raw.inputs = data->train.inputs = objective.inputs();
    data->raw.targets = data->train.targets = objective.targets();
    data->test.inputs.resize(0, 2);
    data->test.targets.resize(0, 1);
    data->trainRows = {0, 1, 2, 3};
    data->scale = FeatureScale::fit(Scaling::None, objective.inputs());
    RunSpec spec;
    spec.architecture = objective.architecture();
    spec.loss = objective.lossSpec();
    spec.optimizer.name = setting.optimizer;
    spec.optimizer.options.set("learning_rate", setting.learningRate);
    spec.training.epochs = setting.epochs;
    RandomStream stream(seed, Purpose::Check);
    for (Eigen::Index i = 0; i < objective.size(); ++i)
        spec.init.parameters.push_back(stream.uniform(-1.0, 1.0));
    Trainer trainer(spec, data);
    trainer.advanceEpochs(setting.epochs);
    return trainer.parameters();
}

/// Empty where the path is what it claims to be; else what is wrong with it.
QString faultOf(const Escape &escape, const PlainNetwork &network, const Vector &start)
{
    if (escape.segments.size() < 2 || escape.segments.size() != escape.losses.size() ||
        escape.steps.size() + 1 != escape.segments.size())
        return "ends, losses and steps do not match";
    if (escape.segments.front() != start)
        return "it starts elsewhere";
    if (!(escape.largestRise < 0.0) || escape.samples < 9003)
        return "it is not said to fall at 9003 samples or more";
    constexpr int samples = 3001;
    long double before = 0;
    for (std::size_t i = 0; i + 1 < escape.segments.size(); ++i) {
        for (int j = 0; j < samples; ++j) {
            const long double t = static_cast<long double>(j) / (samples - 1);
            std::array<long double, 9> place{};
            for (Eigen::Index k = 0; k < 9; ++k)
                place[static_cast<std::size_t>(k)] =
                    escape.segments[i][k] +
                    t * (static_cast<long double>(escape.segments[i + 1][k]) - escape.segments[i][k]);
            const long double value = network.loss(place);
            if (j > 0 && !(value < before))
                return QString("segment %1 rises at sample %2 by %3").arg(i).arg(j).arg(double(value - before));
            before = value;
        }
        if (std::fabs(before - static_cast<long double>(escape.losses[i + 1])) > 1e-12L)
            return "a loss is not the network's";
    }
    if (!network.isRight(escape.segments.back()) || network.meanSquaredError(escape.segments.back()) >= 1e-3L)
        return "it does not end at a solution";
    return {};
}

struct Tally {
    int edges = 0, edgesLeft = 0;
    int triples = 0, triplesLeft = 0;
    QStringList faults;
};

void leaveAll(const Setting &setting, Tally &tally)
{
    const Objective objective = xorObjective(setting);
    const PlainNetwork network{.isTanh = QString(setting.hidden) == "tanh",
                               .isCrossentropy = QString(setting.loss) == "binary_crossentropy",
                               .low = setting.low,
                               .high = setting.high};
    std::atomic<int> next{0};
    std::mutex mutex;
    const auto work = [&] {
        for (int run = next++; run < setting.runs; run = next++) {
            const Vector start = trained(setting, objective, 100 + static_cast<std::uint64_t>(run));
            const State state = stateOf(network, start);
            if (state == State::Other)
                continue;
            const Escape escape = findEscape(objective, start);
            const QString fault = escape.found ? faultOf(escape, network, start) : QString();
            const std::lock_guard lock(mutex);
            const bool isLeft = escape.found && fault.isEmpty();
            (state == State::Edge ? tally.edges : tally.triples) += 1;
            (state == State::Edge ? tally.edgesLeft : tally.triplesLeft) += isLeft ? 1 : 0;
            if (!fault.isEmpty())
                tally.faults
                    << QString("%1 %2 %3, run %4: ").arg(setting.hidden, setting.loss, setting.optimizer).arg(run) +
                           fault;
        }
    };
    std::thread other(work);
    work();
    other.join();
}

} // namespace

class TestEscape : public QObject {
    Q_OBJECT

private slots:
    void leavesTheTrapsOfRealRuns();
    void descendsFromElsewhere_data();
    void descendsFromElsewhere();
    void plateauIsLeft();
    void penaltyMakesATrueMinimum();
    void otherNetworksDescend();
    void mirroredTasksAreLeftToo();
    void stopEndsTheSearch();
    void wrongSizeIsRefused();
    void pathIsEvenInArcLength();
};

void TestEscape::leavesTheTrapsOfRealRuns()
{
    const std::array<Setting, 5> settings{{{"sigmoid", "mean_squared_error", "adam", 0.01, 2000, 170},
                                           {"sigmoid", "mean_squared_error", "sgd", 2.0, 2000, 110},
                                           {"tanh", "binary_crossentropy", "adam", 0.01, 2000, 60},
                                           {"tanh", "binary_crossentropy", "sgd", 0.5, 2000, 60},
                                           {"tanh", "mean_squared_error", "adam", 0.01, 10000, 40}}};
    Tally tally;
    for (const Setting &setting : settings)
        leaveAll(setting, tally);
    qInfo("edge states left: %d of %d; triple states: %d of %d", tally.edgesLeft, tally.edges, tally.triplesLeft,
          tally.triples);
    QVERIFY2(tally.faults.isEmpty(), qPrintable(tally.faults.join("\n")));
    QVERIFY(tally.edges >= 90);
    QVERIFY(tally.triples >= 20);
    QVERIFY(tally.edgesLeft * 90 >= tally.edges * 85);
    QCOMPARE(tally.triplesLeft, tally.triples);
}

void TestEscape::descendsFromElsewhere_data()
{
    QTest::addColumn<QList<double>>("start");
    // Stationary points with constant output, with and without negative curvature.
    QTest::newRow("the origin") << QList<double>{0, 0, 0, 0, 0, 0, 0, 0, 0};
    QTest::newRow("constant units") << QList<double>{0, 0, 0, 0, 1, -0.5, 0, 0, 0};
    QTest::newRow("a unit on one input") << QList<double>{1.3, 0, 0, 0, 0.4, 0, 0, 0, 0};
    QTest::newRow("an ordinary start") << QList<double>{0.9, -0.4, 0.2, 0.7, 0.1, -0.3, 0.5, -0.8, 0.2};
    QTest::newRow("a constant output") << QList<double>{1, 1, 1, 1, 1, 1, 1, 1, -12};
}

void TestEscape::descendsFromElsewhere()
{
    QFETCH(QList<double>, start);
    const Setting setting{"tanh", "mean_squared_error", "sgd", 1.0, 1, 1};
    const Vector parameters = Eigen::Map<const Vector>(start.constData(), start.size());
    const Escape escape = findEscape(xorObjective(setting), parameters);
    QVERIFY(escape.found);
    const QString fault = faultOf(escape, {.isTanh = true}, parameters);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    QVERIFY(escape.segments.size() <= 200);
}

void TestEscape::plateauIsLeft()
{
    // All outputs 1 − 1e-9: the gradient's length is below 1e-8, and still the loss of 0.5 (MSE) can be left.
    const Setting setting{"sigmoid", "mean_squared_error", "sgd", 1.0, 1, 1};
    const Objective objective = xorObjective(setting);
    Vector parameters(9);
    parameters << 0.3, -0.2, 0.5, 0.4, 0.1, 0.2, 0.5, 0.4, 20.0;
    QVERIFY(objective.gradient(parameters).norm() < 1e-8);
    const Escape escape = findEscape(objective, parameters);
    QVERIFY(escape.found);
    const QString fault = faultOf(escape, {}, parameters);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void TestEscape::penaltyMakesATrueMinimum()
{
    const Setting setting{"tanh", "binary_crossentropy", "adam", 0.02, 6000, 1};
    const Objective objective = xorObjective(setting, 1e-3);
    int minima = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Vector start = trained(setting, objective, seed);
        if (objective.accuracy(start) == 1.0)
            continue;
        ++minima;
        const Escape escape = findEscape(objective, start);
        QVERIFY(!escape.found);
        QCOMPARE(escape.method, Escape::Method::None);
        QCOMPARE(escape.segments.size(), std::size_t(1));
        QCOMPARE(escape.losses.size(), std::size_t(1));
    }
    QVERIFY(minima > 0);
}

void TestEscape::otherNetworksDescend()
{
    const Architecture architecture(2, {{.units = 5, .activation = "tanh", .kernelInit = {}, .biasInit = {}},
                                        {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    RandomStream stream(5, Purpose::Check);
    Matrix inputs(40, 2);
    Matrix targets(40, 1);
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
        inputs.row(i) << stream.uniform(-1, 1), stream.uniform(-1, 1);
        targets(i, 0) = inputs.row(i).squaredNorm() < 0.5 ? 1.0 : 0.0;
    }
    const Objective objective(architecture, LossSpec(), inputs, targets);
    Vector start(objective.size());
    for (double &value : start)
        value = stream.normal();
    const Escape escape = findEscape(objective, start);
    QVERIFY(escape.found);
    QCOMPARE(escape.method, Escape::Method::Descent);
    QVERIFY(escape.losses.back() <= 0.9 * escape.losses.front() || objective.accuracy(escape.segments.back()) == 1.0);
    for (std::size_t i = 0; i + 1 < escape.segments.size(); ++i) {
        double before = objective.loss(escape.segments[i]);
        for (int j = 1; j <= 500; ++j) {
            const double value =
                objective.loss(escape.segments[i] + j / 500.0 * (escape.segments[i + 1] - escape.segments[i]));
            QVERIFY(value < before);
            before = value;
        }
    }
}

/// XNOR on inputs −1 and 1 with the rows in another order: the same trap behind an affine map.
void TestEscape::mirroredTasksAreLeftToo()
{
    const Setting setting{"tanh", "binary_crossentropy", "adam", 0.01, 2000, 1};
    const Objective plain = xorObjective(setting);
    Matrix inputs(4, 2);
    inputs << 1, 1, -1, 1, 1, -1, -1, -1;
    Matrix targets(4, 1);
    targets << 1, 0, 0, 1;
    const Objective mirrored(plain.architecture(), plain.lossSpec(), inputs, targets);
    int stuck = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Vector start = trained(setting, mirrored, seed);
        if (mirrored.accuracy(start) == 1.0 || mirrored.loss(start) > 0.36)
            continue;
        ++stuck;
        const Escape escape = findEscape(mirrored, start);
        QVERIFY(escape.found);
        QVERIFY(escape.largestRise < 0.0);
        QCOMPARE(mirrored.accuracy(escape.segments.back()), 1.0);
    }
    QVERIFY(stuck >= 3);
}

void TestEscape::stopEndsTheSearch()
{
    std::stop_source source;
    source.request_stop();
    const Setting setting{"tanh", "mean_squared_error", "sgd", 1.0, 1, 1};
    const Vector start = Vector::Constant(9, 0.3);
    const Escape escape = findEscape(xorObjective(setting), start, source.get_token());
    QVERIFY(!escape.found);
    QCOMPARE(escape.segments.size(), std::size_t(1));
}

void TestEscape::wrongSizeIsRefused()
{
    const Setting setting{"tanh", "mean_squared_error", "sgd", 1.0, 1, 1};
    QVERIFY_EXCEPTION_THROWN((void)findEscape(xorObjective(setting), Vector::Zero(8)), InputError);
}

void TestEscape::pathIsEvenInArcLength()
{
    // Lengths 3 and 1.
    std::vector<Vector> ends(3, Vector::Zero(2));
    ends[1] << 3, 0;
    ends[2] << 3, 1;
    const Vector middle = pointOnPath(ends, 0.5);
    QCOMPARE(middle[0], 2.0);
    QCOMPARE(middle[1], 0.0);
    QCOMPARE(pointOnPath(ends, 0.875)[1], 0.5);
    QVERIFY(pointOnPath(ends, 0.0) == ends.front());
    QVERIFY(pointOnPath(ends, 1.0) == ends.back());
    QVERIFY(pointOnPath(ends, 7.0) == ends.back());
}

QTEST_GUILESS_MAIN(TestEscape)
#include "test_escape.moc"
