#include "data/error.h"
#include "network/activation.h"
#include "network/dense_kernel.h"
#include "network/lane_kernel.h"
#include "network/lane_objective.h"
#include "network/objective.h"
#include "random/random_stream.h"

#include <hwy/targets.h>

#include <QTest>

#include <bit>
#include <cmath>

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

Architecture network(int inputs, const std::vector<int> &units, const std::string &hidden, const std::string &last)
{
    std::vector<LayerSpec> layers;
    for (const int count : units)
        layers.push_back({count, hidden, {}, {}});
    layers.back().activation = last;
    return {inputs, layers};
}

/// The same number, −0 and +0 told apart; one not-a-number is as good as another.
template <class T>
bool isSame(T a, T b)
{
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

struct Shape {
    int inputs;
    std::vector<int> units;
    Eigen::Index samples;
};

/// `count` vectors lane by lane in T, of all sizes up to where units saturate.
template <class T>
struct Vectors {
    Vectors(Eigen::Index size, std::int64_t count, std::int64_t stride)
        : values(static_cast<std::size_t>(size * stride))
    {
        for (std::int64_t k = 0; k < count; ++k) {
            const Matrix theta = randomMatrix(size, 1, std::pow(10.0, static_cast<double>(k % 5) - 2.0),
                                              100 + static_cast<std::uint64_t>(k));
            for (Eigen::Index i = 0; i < size; ++i)
                values[static_cast<std::size_t>(i * stride + k)] = static_cast<T>(theta(i, 0));
        }
    }
    std::vector<T> values;
};

template <class T>
void compareWithDense(const Shape &shape, const std::string &hidden, const std::string &last, const LossSpec &loss,
                      std::int64_t count)
{
    const Architecture net = network(shape.inputs, shape.units, hidden, last);
    const Matrix targets = randomMatrix(shape.samples, net.outputCount(), 1.0, 2).cwiseAbs();
    const typename DenseKernel<T>::Samples samples(randomMatrix(shape.samples, shape.inputs, 2.0, 1), targets);
    const std::int64_t stride = count + 3;
    const Eigen::Index size = net.parameterCount();
    const Vectors<T> vectors(size, count, stride);

    constexpr T untouched = T(12345);
    std::vector<T> values(static_cast<std::size_t>(count), untouched);
    std::vector<T> both = values;
    std::vector<T> gradients(static_cast<std::size_t>(size * stride), untouched);
    LaneKernel<T> lanes(net, loss);
    lanes.values(vectors.values.data(), count, stride, samples, values.data());
    lanes.valuesAndGradients(vectors.values.data(), count, stride, samples, both.data(), gradients.data());

    DenseKernel<T> dense(net, loss);
    std::vector<T> theta(static_cast<std::size_t>(size));
    std::vector<T> gradient(theta.size());
    for (std::int64_t k = 0; k < stride; ++k) {
        const auto at = [&](Eigen::Index i) { return static_cast<std::size_t>(i * stride + k); };
        if (k >= count) { // what lies between the vectors is left alone
            for (Eigen::Index i = 0; i < size; ++i)
                QVERIFY(gradients[at(i)] == untouched);
            continue;
        }
        for (Eigen::Index i = 0; i < size; ++i)
            theta[static_cast<std::size_t>(i)] = vectors.values[at(i)];
        T expected = dense.lossAndGradient(theta.data(), samples, gradient.data()).loss;
        expected += dense.addPenalty(theta.data(), gradient.data());
        const auto k0 = static_cast<std::size_t>(k);
        QVERIFY2(isSame(values[k0], expected), qPrintable(QString("value of vector %1 of %2").arg(k).arg(count)));
        QVERIFY2(isSame(both[k0], expected), qPrintable(QString("value of vector %1 of %2").arg(k).arg(count)));
        for (Eigen::Index i = 0; i < size; ++i)
            QVERIFY2(isSame(gradients[at(i)], gradient[static_cast<std::size_t>(i)]),
                     qPrintable(QString("gradient %1 of vector %2 of %3").arg(i).arg(k).arg(count)));
    }
}

} // namespace

class TestLaneKernel : public QObject {
    Q_OBJECT

private slots:
    void hasTheBitsOfTheDenseKernel_data();
    void hasTheBitsOfTheDenseKernel();
    void shapesAndCounts_data();
    void shapesAndCounts();
    void onEveryVectorWidth();
    void whatChangedAloneIsWorkedOutAgain_data();
    void whatChangedAloneIsWorkedOutAgain();
    void oneKernelForManySizes();
    void objectiveValues_data();
    void objectiveValues();
    void refusesWhatDoesNotFit();
};

void TestLaneKernel::hasTheBitsOfTheDenseKernel_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    for (const Activation &hidden : activations()) {
        if (hidden.name == "softmax")
            continue;
        for (const Activation &last : activations()) {
            for (const Loss &loss : losses()) {
                if (!lossProblem(loss.id, last.name, 3))
                    QTest::newRow((hidden.name + " " + last.name + " " + loss.name).c_str())
                        << QString::fromStdString(hidden.name) << QString::fromStdString(last.name)
                        << QString::fromStdString(loss.name);
            }
        }
    }
}

void TestLaneKernel::hasTheBitsOfTheDenseKernel()
{
    QFETCH(QString, hidden);
    QFETCH(QString, last);
    QFETCH(QString, loss);
    const LossSpec spec{loss.toStdString()};
    compareWithDense<double>({2, {3, 3}, 7}, hidden.toStdString(), last.toStdString(), spec, 21);
    compareWithDense<float>({2, {3, 3}, 7}, hidden.toStdString(), last.toStdString(), spec, 37);
}

void TestLaneKernel::shapesAndCounts_data()
{
    QTest::addColumn<int>("inputs");
    QTest::addColumn<QList<int>>("units");
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("count");
    QTest::addColumn<LossSpec>("loss");
    const LossSpec plain{"mean_squared_error"};
    for (const int count : {1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65, 130, 200})
        QTest::addRow("2-2-1, %d vectors", count) << 2 << QList<int>{2, 1} << 4 << count << plain;
    QTest::addRow("no hidden layer") << 3 << QList<int>{2} << 5 << 20 << plain;
    QTest::addRow("one sample") << 2 << QList<int>{4, 1} << 1 << 20 << plain;
    QTest::addRow("odd widths") << 5 << QList<int>{7, 3, 5, 2} << 13 << 33 << plain;
    QTest::addRow("several tiles of samples") << 2 << QList<int>{40, 40, 3} << 403 << 17 << plain;
    QTest::addRow("l1") << 2 << QList<int>{3, 2} << 4 << 19 << LossSpec{"mean_squared_error", 0.013, 0.0};
    QTest::addRow("l2") << 2 << QList<int>{3, 2} << 4 << 19 << LossSpec{"mean_squared_error", 0.0, 0.07};
    QTest::addRow("both") << 2 << QList<int>{3, 2} << 4 << 19 << LossSpec{"mean_squared_error", 0.03, 0.07};
    QTest::addRow("both, biases too") << 2 << QList<int>{3, 2} << 4 << 19
                                      << LossSpec{"mean_squared_error", 0.03, 0.07, true};
}

void TestLaneKernel::shapesAndCounts()
{
    QFETCH(int, inputs);
    QFETCH(QList<int>, units);
    QFETCH(int, samples);
    QFETCH(int, count);
    QFETCH(LossSpec, loss);
    const Shape shape{inputs, {units.begin(), units.end()}, samples};
    compareWithDense<double>(shape, "tanh", "sigmoid", loss, count);
    compareWithDense<float>(shape, "tanh", "sigmoid", loss, count);
}

void TestLaneKernel::onEveryVectorWidth()
{
    const std::int64_t targets = hwy::SupportedTargets();
    for (const std::int64_t target : {HWY_AVX2, HWY_AVX3, HWY_NEON, HWY_EMU128}) {
        if ((targets & target) == 0)
            continue;
        hwy::SetSupportedTargetsForTest(target | (target == HWY_AVX3 ? HWY_AVX2 : 0)); // a sanitized build has no AVX3
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        compareWithDense<double>({2, {3, 2}, 5}, "sin", "softmax", {"categorical_crossentropy", 0.01, 0.02}, 29);
        compareWithDense<float>({2, {3, 2}, 5}, "elu", "sigmoid", {"binary_crossentropy", 0.01, 0.02}, 29);
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
}

void TestLaneKernel::whatChangedAloneIsWorkedOutAgain_data()
{
    QTest::addColumn<QList<int>>("changed");
    // 2-3-2-1: kernels at 0, 9 and 17
    QTest::newRow("a weight") << QList<int>{1};
    QTest::newRow("a bias") << QList<int>{8};
    QTest::newRow("two of one unit") << QList<int>{0, 3};
    QTest::newRow("two units") << QList<int>{2, 4};
    QTest::newRow("second layer") << QList<int>{10};
    QTest::newRow("second layer's bias") << QList<int>{16};
    QTest::newRow("output") << QList<int>{17, 19};
    QTest::newRow("first and last") << QList<int>{19, 5};
    QTest::newRow("nothing") << QList<int>{};
    QTest::newRow("all") << QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
}

void TestLaneKernel::whatChangedAloneIsWorkedOutAgain()
{
    QFETCH(QList<int>, changed);
    const Architecture net = network(2, {3, 2, 1}, "sigmoid", "sigmoid");
    const std::vector<Eigen::Index> indices(changed.begin(), changed.end());
    for (const auto &[precision, samples, countFor] : {std::tuple{Precision::Float64, 4, 0},
                                                       {Precision::Float32, 4, 0},
                                                       {Precision::Float64, 900, 0},
                                                       {Precision::Float64, 4, 13}}) {
        const Objective objective(net, {"binary_crossentropy", 0.001, 0.01}, randomMatrix(samples, 2, 1.0, 1),
                                  randomMatrix(samples, 1, 1.0, 2).cwiseAbs(), precision);
        LaneObjective lanes(objective);
        const std::int64_t count = countFor > 0 ? countFor : lanes.blockSize();
        Vectors<double> vectors(net.parameterCount(), count, count);
        std::vector<double> values(static_cast<std::size_t>(count));
        lanes.values(vectors.values.data(), count, count, values.data());
        for (int round = 0; round < 3; ++round) {
            for (const Eigen::Index i : indices) {
                for (std::int64_t k = 0; k < count; ++k)
                    vectors.values[static_cast<std::size_t>(i * count + k)] += 0.37;
            }
            lanes.valuesAfter(indices, vectors.values.data(), count, count, values.data());
            for (std::int64_t k = 0; k < count; ++k) {
                Vector theta(net.parameterCount());
                for (Eigen::Index i = 0; i < theta.size(); ++i)
                    theta[i] = vectors.values[static_cast<std::size_t>(i * count + k)];
                Vector gradient;
                QVERIFY(isSame(values[static_cast<std::size_t>(k)], objective.valueAndGradient(theta, gradient)));
            }
        }
    }
}

void TestLaneKernel::oneKernelForManySizes()
{
    const Architecture net = network(2, {5, 1}, "tanh", "sigmoid");
    LaneKernel<double> used(net, {"binary_crossentropy"});
    for (const int samples : {3, 200, 1, 40}) {
        const DenseKernel<double>::Samples data(randomMatrix(samples, 2, 1.0, 1), Matrix::Ones(samples, 1));
        for (const std::int64_t count : {100, 1, 8, 300, 5}) {
            const Vectors<double> vectors(net.parameterCount(), count, count);
            std::vector<double> values(static_cast<std::size_t>(count));
            std::vector<double> expected = values;
            used.values(vectors.values.data(), count, count, data, values.data());
            LaneKernel<double>(net, {"binary_crossentropy"})
                .values(vectors.values.data(), count, count, data, expected.data());
            QCOMPARE(values, expected);
        }
    }
}

void TestLaneKernel::objectiveValues_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<bool>("isFloat");
    for (const int samples : {1, 4, 5, 100}) {
        QTest::addRow("%d samples, float64", samples) << samples << false;
        QTest::addRow("%d samples, float32", samples) << samples << true;
    }
}

void TestLaneKernel::objectiveValues()
{
    QFETCH(int, samples);
    QFETCH(bool, isFloat);
    const Architecture net = network(2, {3, 1}, "tanh", "sigmoid");
    const Objective objective(net, {"binary_crossentropy", 0.01, 0.02}, randomMatrix(samples, 2, 1.0, 1),
                              randomMatrix(samples, 1, 1.0, 2).cwiseAbs(),
                              isFloat ? Precision::Float32 : Precision::Float64);
    for (const Eigen::Index count : {0, 1, 2, 5, 8, 50, 1500}) {
        const Matrix points = randomMatrix(net.parameterCount(), count, 8.0, 3);
        const Vector values = objective.values(points);
        QCOMPARE(values.size(), count);
        for (Eigen::Index k = 0; k < count; ++k) {
            Vector gradient;
            QVERIFY(isSame(values[k], objective.valueAndGradient(points.col(k), gradient)));
        }
    }
}

void TestLaneKernel::refusesWhatDoesNotFit()
{
    const Architecture net = network(2, {2, 1}, "tanh", "linear");
    QVERIFY_EXCEPTION_THROWN(LaneKernel<double>(net, {"categorical_crossentropy"}), InputError);
    QVERIFY_EXCEPTION_THROWN(LaneKernel<float>(net, {"nonsense"}), InputError);
    const Objective objective(net, {"mean_squared_error"}, Matrix::Ones(4, 2), Matrix::Ones(4, 1));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(objective.values(Matrix::Zero(8, 3))), InputError);
}

QTEST_GUILESS_MAIN(TestLaneKernel)
#include "test_lane_kernel.moc"
