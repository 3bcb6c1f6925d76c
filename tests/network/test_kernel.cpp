#include "data/error.h"
#include "network/activation.h"
#include "network/dense_kernel.h"
#include "network/objective.h"
#include "network/second_order.h"
#include "random/random_stream.h"

#include <hwy/targets.h>

#include <QTest>

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

template <class T>
std::vector<T> parametersOf(const Architecture &net, double size = 1.0)
{
    const Matrix values = randomMatrix(net.parameterCount(), 1, size, 11);
    std::vector<T> result;
    for (const double value : values.reshaped())
        result.push_back(static_cast<T>(value));
    return result;
}

Architecture network(const std::vector<int> &units, const std::string &hidden, const std::string &last)
{
    std::vector<LayerSpec> layers;
    for (const int count : units)
        layers.push_back({count, hidden, {}, {}});
    layers.back().activation = last;
    return {2, layers};
}

Matrix xorInputs()
{
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    return inputs;
}

Matrix xorTargets()
{
    return Eigen::Vector4d(0, 1, 1, 0);
}

/// The sums of dense_kernel.h written out one sample and one product after the other, for tanh, sigmoid and binary
/// cross-entropy; tanh and sigmoid come from the kernel itself.
template <class T>
std::vector<T> gradientInTheStatedOrder(const Architecture &net, const std::vector<T> &theta, const Matrix &inputs,
                                        const Matrix &targets)
{
    const std::size_t last = net.layers().size() - 1;
    const auto samples = inputs.rows();
    std::vector<Eigen::Matrix<T, -1, -1>> h{inputs.cast<T>()};
    const LossSpec loss{"binary_crossentropy"};
    DenseKernel<T> kernel(net, loss);
    for (std::size_t l = 0; l <= last; ++l) {
        h.emplace_back(samples, net.layout(l).units);
        kernel.outputs(theta.data(), h[0].data(), samples, h.back().data(), static_cast<int>(l));
    }
    std::vector<T> gradient(theta.size(), T(0));
    const auto scale = static_cast<T>(1.0 / static_cast<double>(samples * net.outputCount()));
    for (Eigen::Index s = 0; s < samples; ++s) {
        std::vector<T> delta;
        for (Eigen::Index k = 0; k < net.outputCount(); ++k) {
            const T y = h[last + 1](s, k);
            const T t = static_cast<T>(targets(s, k));
            delta.push_back(scale * (y - t));
        }
        for (std::size_t l = last + 1; l-- > 0;) {
            const LayerLayout &at = net.layout(l);
            std::vector<T> below(static_cast<std::size_t>(at.inputs), T(0));
            for (int i = 0; i < at.inputs; ++i) {
                for (int j = 0; j < at.units; ++j) {
                    const T d = delta[static_cast<std::size_t>(j)];
                    auto &entry = gradient[static_cast<std::size_t>(at.kernel + i * at.units + j)];
                    entry = std::fma(h[l](s, i), d, entry);
                    below[static_cast<std::size_t>(i)] =
                        std::fma(d, theta[static_cast<std::size_t>(at.kernel + i * at.units + j)],
                                 below[static_cast<std::size_t>(i)]);
                }
                below[static_cast<std::size_t>(i)] *= std::fma(-h[l](s, i), h[l](s, i), T(1));
            }
            for (int j = 0; j < at.units; ++j)
                gradient[static_cast<std::size_t>(at.bias + j)] += delta[static_cast<std::size_t>(j)];
            delta = below;
        }
    }
    return gradient;
}

template <class T>
void compareWithStatedOrder(const std::vector<int> &units, Eigen::Index samples)
{
    const Architecture net = network(units, "tanh", "sigmoid");
    const Matrix inputs = randomMatrix(samples, 2, 1.0, 5);
    // Targets where the two ways to write σ − t round alike: 1/2 leaves nothing to round below σ = 1.
    const Matrix targets = Matrix::Zero(samples, net.outputCount());
    std::vector<T> theta = parametersOf<T>(net, 0.5);
    for (int j = 0; j < net.outputCount(); ++j)
        theta[theta.size() - 1 - static_cast<std::size_t>(j)] = T(-30); // σ < 1/2 in every sample
    DenseKernel<T> kernel(net, {"binary_crossentropy"});
    std::vector<T> gradient(theta.size());
    kernel.lossAndGradient(theta.data(), {inputs, targets}, gradient.data());
    QCOMPARE(gradient, gradientInTheStatedOrder(net, theta, inputs, targets));
}

} // namespace

class TestKernel : public QObject {
    Q_OBJECT

private slots:
    void sumsHaveTheStatedOrder_data();
    void sumsHaveTheStatedOrder();
    void aPointHasTheSameBitsInAnyPicture();
    void rowsAreASetOfTheirOwn();
    void lossHasTheOrderOfTheSamples();
    void agreesWithPlainMatrices_data();
    void agreesWithPlainMatrices();
    void saturationIsFinite_data();
    void saturationIsFinite();
    void sureAnswersHaveTinyLosses();
    void countsRightAnswers();
    void penalties();
    void objectiveRefusesWhatDoesNotFit();
    void layersAndActivations();
    void hessianHasALimit();
};

void TestKernel::sumsHaveTheStatedOrder_data()
{
    QTest::addColumn<QList<int>>("units");
    QTest::addColumn<int>("samples");
    QTest::newRow("2-2-1, four samples") << QList<int>{2, 1} << 4;
    QTest::newRow("2-2-1, one sample") << QList<int>{2, 1} << 1;
    QTest::newRow("2-7-5-3, 21 samples") << QList<int>{7, 5, 3} << 21;
    QTest::newRow("2-40-19-1, 700 samples") << QList<int>{40, 19, 1} << 700;
}

void TestKernel::sumsHaveTheStatedOrder()
{
    constexpr std::int64_t fusing = HWY_AVX2 | HWY_AVX3 | HWY_NEON;
    const std::int64_t targets = hwy::SupportedTargets() & fusing;
    if (targets == 0)
        QSKIP("this machine has no fused multiply-add in vectors, so the sums round otherwise");
    QFETCH(QList<int>, units);
    QFETCH(int, samples);
    const std::vector<int> shape(units.begin(), units.end());
    for (const std::int64_t target : {HWY_AVX2, HWY_AVX3, HWY_NEON}) {
        if ((targets & target) == 0)
            continue;
        hwy::SetSupportedTargetsForTest(target | (targets & HWY_AVX2)); // a sanitized build has no AVX3
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        compareWithStatedOrder<double>(shape, samples);
        compareWithStatedOrder<float>(shape, samples);
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

void TestKernel::aPointHasTheSameBitsInAnyPicture()
{
    const Architecture net = network({7, 5, 3}, "tanh", "softmax");
    const std::vector<float> theta = parametersOf<float>(net);
    const Eigen::MatrixXf points = randomMatrix(2049, 2, 2.0, 6).cast<float>();
    DenseKernel<float> kernel(net, {"categorical_crossentropy"});
    Eigen::MatrixXf all(points.rows(), 3);
    kernel.outputs(theta.data(), points.data(), points.rows(), all.data());
    for (const Eigen::Index count : {1, 2, 3, 4, 5, 15, 16, 17, 100, 513}) {
        for (const Eigen::Index first : {0, 3, 512, 1500}) {
            const Eigen::MatrixXf part = points.middleRows(first, count);
            Eigen::MatrixXf outputs(count, 3);
            kernel.outputs(theta.data(), part.data(), count, outputs.data());
            QCOMPARE(outputs, Eigen::MatrixXf(all.middleRows(first, count)));
        }
    }
}

void TestKernel::rowsAreASetOfTheirOwn()
{
    const Architecture net = network({6, 2}, "sigmoid", "linear");
    const std::vector<double> theta = parametersOf<double>(net);
    const Matrix inputs = randomMatrix(900, 2, 1.0, 7);
    const Matrix targets = randomMatrix(900, 2, 1.0, 8);
    DenseKernel<double> kernel(net, {"half_squared_error"});
    const DenseKernel<double>::Samples all(inputs, targets);
    for (const std::size_t count : {1U, 4U, 7U, 32U, 700U}) {
        std::vector<std::uint32_t> rows(900);
        std::iota(rows.begin(), rows.end(), 0U);
        RandomStream stream(count, Purpose::Shuffle);
        shuffle(rows, stream);
        rows.resize(count);
        Matrix someInputs(count, 2);
        Matrix someTargets(count, 2);
        for (std::size_t r = 0; r < count; ++r) {
            someInputs.row(r) = inputs.row(rows[r]);
            someTargets.row(r) = targets.row(rows[r]);
        }
        std::vector<double> expected(theta.size());
        std::vector<double> gradient(theta.size(), 99.0);
        const auto direct = kernel.lossAndGradient(theta.data(), {someInputs, someTargets}, expected.data());
        const auto chosen = kernel.lossAndGradient(theta.data(), all, rows, gradient.data());
        QVERIFY(chosen.loss == direct.loss);
        QCOMPARE(gradient, expected);
    }
}

void TestKernel::lossHasTheOrderOfTheSamples()
{
    const Architecture net = network({3, 1}, "tanh", "sigmoid");
    const std::vector<double> theta = parametersOf<double>(net);
    const Matrix inputs = randomMatrix(1000, 2, 1.0, 9);
    const Matrix targets = Matrix::Ones(1000, 1);
    DenseKernel<double> kernel(net, {"binary_crossentropy"});
    double sum = 0.0;
    for (Eigen::Index s = 0; s < 1000; ++s)
        sum += kernel.loss(theta.data(), {inputs.row(s), targets.row(s)}).loss;
    QVERIFY(kernel.loss(theta.data(), {inputs, targets}).loss == sum * (1.0 / 1000.0));
}

void TestKernel::agreesWithPlainMatrices_data()
{
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    for (const Loss &loss : losses()) {
        for (const Activation &last : activations()) {
            if (!lossProblem(loss.id, last.name, 3))
                QTest::newRow((loss.name + " " + last.name).c_str())
                    << QString::fromStdString(last.name) << QString::fromStdString(loss.name);
        }
    }
}

void TestKernel::agreesWithPlainMatrices()
{
    QFETCH(QString, last);
    QFETCH(QString, loss);
    const Architecture net = network({5, 3}, "tanh", last.toStdString());
    const LossSpec spec{loss.toStdString()};
    const Matrix inputs = randomMatrix(37, 2, 2.0, 10);
    const Matrix targets = randomMatrix(37, 3, 1.0, 12).cwiseAbs(); // neither 0 nor 1, nor of sum 1
    const std::vector<double> values = parametersOf<double>(net, 2.0);
    const Vector theta = Eigen::Map<const Vector>(values.data(), net.parameterCount());
    const SecondOrder plain(net, findLoss(spec.name)->id, inputs, targets, theta);
    const Vector expected = plain.gradient();
    // Where a probability is clipped, 1 − p is 1e-7 and known to 1e-9 in float64, to a fifth in float32.
    const bool isClipped = spec.name == "binary_crossentropy" && last != "sigmoid" && last != "softmax";
    for (const Precision precision : {Precision::Float64, Precision::Float32}) {
        const Objective objective(net, spec, inputs, targets, precision);
        const double tolerance =
            precision == Precision::Float64 ? (isClipped ? 1e-9 : 1e-13) : (isClipped ? 0.2 : 1e-4);
        QVERIFY(std::abs(objective.loss(theta) - plain.loss()) <= tolerance * std::abs(plain.loss()));
        const double error = (objective.gradient(theta) - expected).cwiseAbs().maxCoeff();
        QVERIFY2(error <= tolerance * expected.cwiseAbs().maxCoeff(), qPrintable(QString::number(error)));
    }
}

void TestKernel::saturationIsFinite_data()
{
    agreesWithPlainMatrices_data();
}

void TestKernel::saturationIsFinite()
{
    QFETCH(QString, last);
    QFETCH(QString, loss);
    const Architecture net = network({2, 2}, "tanh", last.toStdString());
    Matrix targets(4, 2);
    targets << 0, 1, 1, 0, 1, 0, 0, 1;
    for (const Precision precision : {Precision::Float64, Precision::Float32}) {
        const Objective objective(net, {loss.toStdString()}, xorInputs(), targets, precision);
        for (int signs = 0; signs < 1 << 12; ++signs) {
            Vector theta(12);
            for (int i = 0; i < 12; ++i)
                theta[i] = (signs >> i & 1) != 0 ? 1000.0 : -1000.0;
            Vector gradient;
            QVERIFY(std::isfinite(objective.valueAndGradient(theta, gradient)));
            QVERIFY(gradient.allFinite());
        }
    }
}

void TestKernel::sureAnswersHaveTinyLosses()
{
    // exp(−40) is lost beside 1, not beside 0.
    const Objective sigmoid(network({1}, "", "sigmoid"), {"binary_crossentropy"}, Matrix::Zero(1, 2),
                            Matrix::Ones(1, 1));
    const Vector theta = Eigen::Vector3d(0, 0, 40);
    QVERIFY(std::abs(sigmoid.loss(theta) / std::exp(-40.0) - 1.0) < 1e-14);
    QVERIFY(std::abs(sigmoid.gradient(theta)[2] / -std::exp(-40.0) - 1.0) < 1e-14);
    Matrix target(1, 2);
    target << 0, 1;
    const Objective softmax(network({2}, "", "softmax"), {"categorical_crossentropy"}, Matrix::Zero(1, 2), target);
    Vector wide = Vector::Zero(6);
    wide[5] = 40.0;
    QVERIFY(std::abs(softmax.loss(wide) / std::exp(-40.0) - 1.0) < 1e-14);
    QVERIFY(std::abs(softmax.gradient(wide)[5] / -std::exp(-40.0) - 1.0) < 1e-14);
}

void TestKernel::countsRightAnswers()
{
    // x1 is the logit
    const Vector theta = Eigen::Vector3d(1, 0, 0);
    Matrix inputs(5, 2);
    inputs << -2, 0, -1, 0, 1, 0, 2, 0, 3, 0;
    Matrix targets(5, 1);
    targets << 0, 1, 1, 1, 0;
    const Architecture net = network({1}, "", "sigmoid");
    QCOMPARE(Objective(net, {"binary_crossentropy"}, inputs, targets).accuracy(theta), 0.6);
    const Architecture linear = network({1}, "", "tanh");
    const Matrix signs = 2.0 * targets.array() - 1.0;
    QCOMPARE(Objective(linear, {"mean_squared_error"}, inputs, signs).accuracy(theta), 0.6);
    QVERIFY(std::isnan(Objective(linear, {"mean_squared_error"}, inputs, inputs.col(0)).accuracy(theta)));

    // Outputs x1, x2, −x1 − x2
    Vector three = Vector::Zero(9);
    three << 1, 0, -1, 0, 1, -1, 0, 0, 0;
    Matrix points(4, 2);
    points << 2, 1, 1, 2, -1, -1, 3, 1;
    Matrix oneHot(4, 3);
    oneHot << 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0;
    const Architecture classes = network({3}, "", "softmax");
    QCOMPARE(Objective(classes, {"categorical_crossentropy"}, points, oneHot).accuracy(three), 0.75);
    Matrix labels(4, 3);
    labels << 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0;
    const Architecture several = network({3}, "", "sigmoid");
    QCOMPARE(Objective(several, {"binary_crossentropy"}, points, labels).accuracy(three), 0.75);
}

void TestKernel::penalties()
{
    const Architecture net = network({1}, "", "sigmoid");
    const Vector theta = Eigen::Vector3d(-3, 0, 2);
    const Objective kernels(net, {"binary_crossentropy", 0.5, 0.25}, xorInputs(), xorTargets());
    QCOMPARE(kernels.penalty(theta), 0.5 * 3 + 0.25 * 9);
    const Objective everything(net, {"binary_crossentropy", 0.5, 0.25, true}, xorInputs(), xorTargets());
    QCOMPARE(everything.penalty(theta), 0.5 * 5 + 0.25 * 13);
    const Objective none(net, {"binary_crossentropy"}, xorInputs(), xorTargets());
    const Vector share = everything.gradient(theta) - none.gradient(theta);
    QVERIFY((share - Eigen::Vector3d(-0.5 - 1.5, 0, 0.5 + 1.0)).cwiseAbs().maxCoeff() < 1e-15);
}

void TestKernel::objectiveRefusesWhatDoesNotFit()
{
    const Architecture net = network({2, 1}, "tanh", "linear");
    const LossSpec squares{"mean_squared_error"};
    QVERIFY_EXCEPTION_THROWN(Objective(net, {"categorical_crossentropy"}, xorInputs(), xorTargets()), InputError);
    QVERIFY_EXCEPTION_THROWN(Objective(net, {"nonsense"}, xorInputs(), xorTargets()), InputError);
    QVERIFY_EXCEPTION_THROWN(Objective(net, squares, Matrix::Zero(4, 3), xorTargets()), InputError);
    QVERIFY_EXCEPTION_THROWN(Objective(net, squares, xorInputs(), Matrix::Zero(4, 2)), InputError);
    QVERIFY_EXCEPTION_THROWN(Objective(net, squares, xorInputs(), Matrix::Zero(3, 1)), InputError);
    QVERIFY_EXCEPTION_THROWN(Objective(net, squares, Matrix(0, 2), Matrix(0, 1)), InputError);
    const Objective good(net, squares, xorInputs(), xorTargets());
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(good.loss(Vector::Zero(8))), InputError);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(good.outputs(Vector::Zero(9), Matrix::Zero(1, 3))), InputError);
}

void TestKernel::layersAndActivations()
{
    const Architecture net = network({2, 1}, "tanh", "sigmoid");
    const Objective objective(net, {"binary_crossentropy"}, xorInputs(), xorTargets());
    Vector theta(9);
    theta << 1, -1, 0.5, 2, 0, 0.25, 1, -1, 0.5;
    const Matrix units = objective.activations(theta, xorInputs());
    QCOMPARE(units.cols(), 3);
    QVERIFY(std::abs(units(3, 0) - std::tanh(1.5)) < 1e-15);
    QVERIFY(std::abs(units(3, 1) - std::tanh(1.25)) < 1e-15);
    const double z = std::tanh(1.5) - std::tanh(1.25) + 0.5;
    QVERIFY(std::abs(units(3, 2) - 1.0 / (1.0 + std::exp(-z))) < 1e-15);
    QCOMPARE(Matrix(units.col(2)), objective.outputs(theta));
}

void TestKernel::hessianHasALimit()
{
    const Architecture net = network({600, 1}, "tanh", "sigmoid");
    const Objective objective(net, {"binary_crossentropy"}, xorInputs(), xorTargets());
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(objective.hessian(Vector::Zero(objective.size()))), InputError);
}

QTEST_GUILESS_MAIN(TestKernel)
#include "test_kernel.moc"
