#include "network/activation.h"
#include "network/dense_kernel.h"
#include "network/lane_kernel.h"
#include "network/lane_layout.h"
#include "random/random_stream.h"

#include <hwy/targets.h>

#include <QTest>

#include <bit>
#include <cmath>
#include <numeric>

using namespace basin;

namespace {

Matrix randomMatrix(Eigen::Index rows, Eigen::Index columns, double size, std::uint64_t key)
{
    RandomStream stream(key, Purpose::Check);
    Matrix result(rows, columns);
    for (double &value : result.reshaped())
        value = stream.uniform(-size, size);
    return result;
}

/// The same number, −0 and +0 told apart; one not-a-number is as good as another.
template <class T>
bool isSame(T a, T b)
{
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

/// A network, its samples and a loss.
struct Task {
    Architecture net;
    LossSpec loss;
    Matrix inputs;
    Matrix targets;
};

Task taskOf(const std::vector<int> &units, const std::string &hidden, const std::string &last, const LossSpec &loss,
            Eigen::Index samples, bool isOneHot = false)
{
    std::vector<LayerSpec> layers;
    for (const int count : units)
        layers.push_back({count, hidden, {}, {}});
    layers.back().activation = last;
    Matrix targets = (randomMatrix(samples, units.back(), 1.0, 2).array() > 0.0).cast<double>();
    if (isOneHot) {
        targets.setZero();
        for (Eigen::Index s = 0; s < samples; ++s)
            targets(s, s % units.back()) = 1.0;
    }
    return {Architecture(2, layers), loss, randomMatrix(samples, 2, 2.0, 1), targets};
}

/// What lanes give over a batch, and each lane's θ.
template <class T>
struct Lanes {
    Lanes(const Task &task, std::int64_t lanes)
        : width(static_cast<std::size_t>(lanes)), size(static_cast<std::size_t>(task.net.parameterCount()))
    {
        parameters.resize(size * width);
        for (std::size_t k = 0; k < width; ++k) {
            const double reach = std::pow(10.0, static_cast<double>(k % 5) - 2.0);
            const Matrix theta = randomMatrix(task.net.parameterCount(), 1, reach, 100 + k);
            for (std::size_t i = 0; i < size; ++i)
                parameters[i * width + k] = static_cast<T>(theta(static_cast<Eigen::Index>(i), 0));
        }
        gradients.resize(parameters.size());
        for (std::vector<T> *list : {&losses, &penalties, &correct})
            list->resize(width);
    }

    void learn(LaneKernel<T> &kernel, const LaneBatch<T> &batch, bool wantsLosses = true)
    {
        kernel.learn(parameters.data(), static_cast<std::int64_t>(width), batch,
                     {losses.data(), penalties.data(), correct.data(), wantsLosses}, gradients.data());
    }

    /// Lane k against the kernel for one θ over these rows.
    void compare(std::size_t k, DenseKernel<T> &dense, const typename DenseKernel<T>::Samples &samples,
                 std::span<const std::uint32_t> rows, bool hasLosses = true) const
    {
        std::vector<T> theta(size);
        std::vector<T> gradient(size);
        for (std::size_t i = 0; i < size; ++i)
            theta[i] = parameters[i * width + k];
        const auto expected = dense.lossAndGradient(theta.data(), samples, rows, gradient.data());
        const T penalty = dense.addPenalty(theta.data(), gradient.data());
        if (hasLosses)
            QVERIFY(isSame(losses[k], expected.loss));
        QVERIFY(isSame(penalties[k], penalty));
        QCOMPARE(static_cast<std::int64_t>(correct[k]), expected.correct);
        for (std::size_t i = 0; i < size; ++i)
            QVERIFY(isSame(gradients[i * width + k], gradient[i]));
    }

    std::size_t width;
    std::size_t size;
    std::vector<T> parameters;
    std::vector<T> gradients;
    std::vector<T> losses;
    std::vector<T> penalties;
    std::vector<T> correct;
};

/// All samples for all lanes, then rows of each lane's own.
template <class T>
void compareWithDense(const Task &task)
{
    const typename DenseKernel<T>::Samples samples(task.inputs, task.targets);
    DenseKernel<T> dense(task.net, task.loss);
    LaneKernel<T> kernel(task.net, task.loss);
    Lanes<T> lanes(task, 3 * laneCount<T>());
    std::vector<std::uint32_t> all(static_cast<std::size_t>(task.inputs.rows()));
    std::iota(all.begin(), all.end(), 0U);
    const LaneBatch<T> shared = LaneBatch<T>::shared(samples);
    for (const bool wantsLosses : {true, false}) {
        lanes.learn(kernel, shared, wantsLosses);
        for (std::size_t k = 0; k < lanes.width; ++k)
            lanes.compare(k, dense, samples, all, wantsLosses);
    }
    LaneBatch<T> own = LaneBatch<T>::own(samples, task.inputs.rows(), static_cast<std::int64_t>(lanes.width));
    const auto count = static_cast<std::uint32_t>(task.inputs.rows());
    for (const std::uint32_t rows : {count, count / 2, 1U}) {
        std::vector<std::vector<std::uint32_t>> chosen;
        own.setCount(rows);
        for (std::size_t k = 0; k < lanes.width; ++k) {
            RandomStream stream(k, Purpose::Check, rows);
            std::vector<std::uint32_t> order = all;
            shuffle(order, stream);
            order.resize(rows);
            own.setRows(static_cast<std::int64_t>(k), samples, order);
            chosen.push_back(std::move(order));
        }
        lanes.learn(kernel, own);
        for (std::size_t k = 0; k < lanes.width; ++k)
            lanes.compare(k, dense, samples, chosen[k]);
    }
}

class TestLaneBatch : public QObject {
    Q_OBJECT

private slots:
    void hasTheBitsOfTheDenseKernel_data();
    void hasTheBitsOfTheDenseKernel();
    void shapes();
    void onEveryVectorWidth();
    void lanesCloseUp();
    void valuesWithinALimit();
};

void TestLaneBatch::hasTheBitsOfTheDenseKernel_data()
{
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    for (const Activation &last : activations()) {
        for (const Loss &loss : losses()) {
            if (!lossProblem(loss.id, last.name, 3))
                QTest::newRow((last.name + " " + loss.name).c_str())
                    << QString::fromStdString(last.name) << QString::fromStdString(loss.name);
        }
    }
}

void TestLaneBatch::hasTheBitsOfTheDenseKernel()
{
    QFETCH(QString, last);
    QFETCH(QString, loss);
    const LossSpec spec{loss.toStdString(), 0.01, 0.02};
    compareWithDense<double>(taskOf({3, 3}, "tanh", last.toStdString(), spec, 7));
    compareWithDense<float>(taskOf({3, 3}, "relu", last.toStdString(), spec, 7, true));
}

void TestLaneBatch::shapes()
{
    const LossSpec loss{"binary_crossentropy", 0.0, 0.07, true};
    compareWithDense<double>(taskOf({1}, "tanh", "sigmoid", loss, 4));
    compareWithDense<float>(taskOf({2, 1}, "tanh", "sigmoid", loss, 4));
    compareWithDense<double>(taskOf({7, 3, 5, 2}, "elu", "sigmoid", loss, 13));
    compareWithDense<double>(taskOf({40, 40, 3}, "tanh", "sigmoid", loss, 203)); // several tiles of samples
}

void TestLaneBatch::onEveryVectorWidth()
{
    const std::int64_t targets = hwy::SupportedTargets();
    for (const std::int64_t target : {HWY_AVX2, HWY_AVX3, HWY_NEON, HWY_EMU128}) {
        if ((targets & target) == 0)
            continue;
        hwy::SetSupportedTargetsForTest(target | (target == HWY_AVX3 ? HWY_AVX2 : 0)); // a sanitized build has no AVX3
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        compareWithDense<double>(taskOf({3, 2}, "sin", "sigmoid", {"binary_crossentropy", 0.01, 0.02}, 5));
        compareWithDense<float>(taskOf({3, 2}, "elu", "softmax", {"categorical_crossentropy"}, 5, true));
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
}

void TestLaneBatch::lanesCloseUp()
{
    const Task task = taskOf({3, 1}, "tanh", "sigmoid", {"binary_crossentropy"}, 6);
    const DenseKernel<double>::Samples samples(task.inputs, task.targets);
    DenseKernel<double> dense(task.net, task.loss);
    LaneKernel<double> kernel(task.net, task.loss);
    const std::int64_t granule = laneCount<double>();
    Lanes<double> lanes(task, 2 * granule);
    LaneBatch<double> batch = LaneBatch<double>::own(samples, 1, 2 * granule);
    std::vector<std::size_t> kept;
    for (std::uint32_t k = 0; k < lanes.width; ++k) {
        batch.setRows(k, samples, std::array{k % 6});
        if (k % 2 == 1)
            kept.push_back(k);
    }
    batch.keepLanes(kept, granule);
    keepLanes(lanes.parameters.data(), lanes.size, lanes.width, std::span<const std::size_t>(kept),
              static_cast<std::size_t>(granule));
    lanes.width = static_cast<std::size_t>(granule);
    lanes.learn(kernel, batch);
    for (std::size_t k = 0; k < kept.size(); ++k)
        lanes.compare(k, dense, samples, std::array{static_cast<std::uint32_t>(kept[k] % 6)});
}

void TestLaneBatch::valuesWithinALimit()
{
    std::vector<double> values(static_cast<std::size_t>(2 * laneCount<double>()), -2.0);
    const auto count = static_cast<std::int64_t>(values.size());
    QVERIFY(areWithin(values.data(), count, 2.0));
    for (const double beyond : {2.5, -2.5, std::nan(""), HUGE_VAL}) {
        for (double &value : values) {
            const double before = std::exchange(value, beyond);
            QVERIFY(!areWithin(values.data(), count, 2.0));
            value = before;
        }
    }
}

} // namespace

QTEST_GUILESS_MAIN(TestLaneBatch)
#include "test_lane_batch.moc"
