#include "network/lane_batch.h"
#include "network/lane_layout.h"
#include "optimizer/optimizer.h"
#include "specs.h"

#include <QTest>

#include <cmath>
#include <cstring>

using namespace basin;
using namespace basin::testing;

namespace {

constexpr std::size_t parameters = 9;

/// Numbers that look like the gradient of lane `lane` at its step: of both signs, many sizes, and now and then 0.
template <class T>
T gradientOf(std::size_t lane, int step, std::size_t i)
{
    const double size = std::exp2(double((i + lane) % 13) - 9.0);
    return (lane + i) % 11 == 0 ? T(0) : static_cast<T>(std::sin(1.7 * double(i) + 2.3 * step + double(lane)) * size);
}

template <class T>
T lossOf(std::size_t lane, int step)
{
    return static_cast<T>(2.0 + std::cos(step * (1.0 + double(lane))));
}

/// One lane's run by itself.
template <class T>
struct Alone {
    explicit Alone(const OptimizerSpec &spec, std::size_t number)
        : lane(number),
          optimizer(makeOptimizer<T>(spec, parameters)),
          theta(parameters, static_cast<T>(number) + T(0.5))
    {
    }
    void advance(std::span<const std::uint8_t> frozen)
    {
        std::vector<T> gradient(parameters);
        for (std::size_t i = 0; i < parameters; ++i)
            gradient[i] = gradientOf<T>(lane, step, i);
        optimizer->update(theta.data(), gradient.data(), theta.data(), frozen, lossOf<T>(lane, step));
        ++step;
    }
    std::size_t lane;
    std::unique_ptr<Optimizer<T>> optimizer;
    std::vector<T> theta;
    int step = 0;
};

/// Lanes whose runs begin anew at different times, then close up.
template <class T>
void compare(const OptimizerSpec &spec, const std::vector<std::uint8_t> &frozen)
{
    const auto granule = static_cast<std::size_t>(laneCount<T>());
    std::size_t width = 2 * granule;
    const auto lanes = makeLaneOptimizer<T>(spec, parameters, width);
    std::vector<Alone<T>> runs;
    for (std::size_t k = 0; k < width; ++k)
        runs.emplace_back(spec, k);
    std::vector<T> theta(parameters * width);
    std::vector<T> gradient(theta.size());
    std::vector<T> next(theta.size());
    std::vector<T> losses(width);
    const auto put = [&](std::size_t k) {
        for (std::size_t i = 0; i < parameters; ++i)
            theta[i * width + k] = runs[k].theta[i];
        lanes->restartLane(k);
    };
    for (std::size_t k = 0; k < width; ++k)
        put(k);
    for (int tick = 0; tick < 60; ++tick) {
        if (tick % 4 == 3 && tick < 50) { // another run in one lane
            const std::size_t k = static_cast<std::size_t>(tick) % width;
            runs[k] = Alone<T>(spec, runs[k].lane + 100);
            put(k);
        }
        if (tick == 50) {
            std::vector<std::size_t> kept;
            std::vector<Alone<T>> left;
            for (std::size_t k = 1; k < width; k += 2) {
                kept.push_back(k);
                left.push_back(std::move(runs[k]));
            }
            lanes->keepLanes(kept, granule);
            keepLanes(theta.data(), parameters, width, std::span<const std::size_t>(kept), granule);
            runs = std::move(left);
            width = granule;
        }
        for (std::size_t k = 0; k < width; ++k) {
            losses[k] = lossOf<T>(runs[k].lane, runs[k].step);
            for (std::size_t i = 0; i < parameters; ++i)
                gradient[i * width + k] = gradientOf<T>(runs[k].lane, runs[k].step, i);
        }
        lanes->updateLanes(theta.data(), gradient.data(), next.data(), frozen, losses.data());
        std::swap(theta, next);
        for (std::size_t k = 0; k < width; ++k) {
            runs[k].advance(frozen);
            for (std::size_t i = 0; i < parameters; ++i)
                QVERIFY2(std::memcmp(&theta[i * width + k], &runs[k].theta[i], sizeof(T)) == 0,
                         qPrintable(QString("tick %1, lane %2, parameter %3").arg(tick).arg(k).arg(i)));
        }
    }
}

class TestLaneOptimizer : public QObject {
    Q_OBJECT

private slots:
    void hasTheBitsOfTheOptimizer_data();
    void hasTheBitsOfTheOptimizer();
    void correctionsFade();
    void whatRunsInLanes();
};

void TestLaneOptimizer::hasTheBitsOfTheOptimizer_data()
{
    QTest::addColumn<OptimizerSpec>("spec");
    for (const OptimizerKind &kind : optimizers()) {
        if (kind.fullBatchOnly)
            continue;
        for (const Convention convention : {keras, pytorch}) {
            const std::string name = kind.name + (convention == keras ? " keras" : " pytorch");
            QTest::newRow(name.c_str()) << makeSpec(kind.name, convention);
            if (findOption(kind.keras, "momentum") != nullptr)
                QTest::newRow((name + ", momentum").c_str()) << makeSpec(kind.name, convention, {{"momentum", 0.9}});
            if (findOption(kind.keras, "nesterov") != nullptr)
                QTest::newRow((name + ", nesterov").c_str())
                    << makeSpec(kind.name, convention, {{"momentum", 0.9}, {"nesterov", true}});
            if (findOption(kind.keras, "centered") != nullptr)
                QTest::newRow((name + ", centered").c_str())
                    << makeSpec(kind.name, convention, {{"momentum", 0.5}, {"centered", true}});
            if (findOption(kind.keras, "initial_accumulator_value") != nullptr)
                QTest::newRow((name + ", accumulator").c_str())
                    << makeSpec(kind.name, convention, {{"initial_accumulator_value", 0.3}});
        }
    }
}

void TestLaneOptimizer::hasTheBitsOfTheOptimizer()
{
    QFETCH(OptimizerSpec, spec);
    for (const std::vector<std::uint8_t> &frozen :
         {std::vector<std::uint8_t>{}, std::vector<std::uint8_t>{1, 0, 0, 1, 1, 0, 0, 0, 1}}) {
        compare<double>(spec, frozen);
        compare<float>(spec, frozen);
    }
}

/// With small betas all corrections have faded within the sixty steps, in each lane at another tick.
void TestLaneOptimizer::correctionsFade()
{
    for (const char *name : {"adam", "amsgrad", "nadam", "adamw"}) {
        for (const Convention convention : {keras, pytorch})
            compare<double>(makeSpec(name, convention, {{"beta_1", 0.1}, {"beta_2", 0.2}}), {});
    }
}

void TestLaneOptimizer::whatRunsInLanes()
{
    QVERIFY(runsInLanes(makeSpec("adam", keras), 1'000'000'000));
    QVERIFY(runsInLanes(makeSpec("sgd", keras), 1'000'000'000));
    QVERIFY(!runsInLanes(makeSpec("lbfgs", keras), 10));
    QVERIFY(!runsInLanes(makeSpec("levenberg_marquardt", keras), 10));
    // 54 ln 2 / 10⁻⁹ steps until β₂ᵗ has faded beside 1
    const OptimizerSpec slow = makeSpec("adam", keras, {{"beta_2", 0.999999999}});
    QVERIFY(!runsInLanes(slow, 1'000'000'000));
    QVERIFY(runsInLanes(slow, 1'000'000));
}

} // namespace

QTEST_GUILESS_MAIN(TestLaneOptimizer)
#include "test_lane_optimizer.moc"
