#include "data/error.h"
#include "network/confusion.h"
#include "network/initialiser.h"
#include "network/lstm_trace.h"
#include "network/objective.h"
#include "network/second_order.h"
#include "random/random_stream.h"

#include <QTest>

#include <complex>

using namespace basin;

namespace {

/// A network with an lstm in front, sample by sample and unit by unit, in any kind of number: with complex ones
/// Im E(θ + i·h·e_k) / h is a derivative without differences (complex step).
template <class S>
class PlainNetwork {
public:
    PlainNetwork(const Architecture &architecture, std::vector<S> parameters)
        : m_architecture(architecture), m_parameters(std::move(parameters))
    {
    }

    [[nodiscard]] std::vector<S> logits(const Vector &input) const
    {
        std::vector<S> h = lastHidden(input);
        for (std::size_t l = 1; l < m_architecture.layers().size(); ++l) {
            const LayerLayout &at = m_architecture.layout(l);
            std::vector<S> z;
            for (int j = 0; j < at.units; ++j) {
                S sum = parameter(at.bias + j);
                for (int i = 0; i < at.inputs; ++i)
                    sum += h[static_cast<std::size_t>(i)] * parameter(at.kernel + i * at.units + j);
                const bool isLast = l + 1 == m_architecture.layers().size();
                z.push_back(isLast ? sum : std::tanh(sum));
            }
            h = z;
        }
        return h;
    }

    /// −log of what the network gives the target, or its squared distance, not yet scaled.
    [[nodiscard]] S loss(LossId loss, const Vector &input, const Vector &target) const
    {
        const std::vector<S> z = logits(input);
        S sum = S(0);
        S exponentials = S(0);
        for (const S &value : z)
            exponentials += std::exp(value);
        for (std::size_t k = 0; k < z.size(); ++k) {
            const double t = target[static_cast<Eigen::Index>(k)];
            const std::string &activation = m_architecture.layers().back().activation;
            const S y = m_architecture.layers().size() == 1 || activation == "linear" ? z[k]
                        : activation == "softmax"                                     ? std::exp(z[k]) / exponentials
                                                                                      : sigmoid(z[k]);
            if (loss == LossId::CategoricalCrossentropy)
                sum -= t * std::log(y);
            else if (loss == LossId::BinaryCrossentropy)
                sum -= t * std::log(y) + (1.0 - t) * std::log(1.0 - y);
            else
                sum += (y - t) * (y - t);
        }
        return sum;
    }

private:
    [[nodiscard]] static S sigmoid(const S &z) { return S(1) / (S(1) + std::exp(-z)); }
    [[nodiscard]] const S &parameter(Eigen::Index index) const { return m_parameters[static_cast<std::size_t>(index)]; }

    [[nodiscard]] std::vector<S> lastHidden(const Vector &input) const
    {
        const LayerLayout &at = m_architecture.layout(0);
        const auto units = static_cast<std::size_t>(at.units);
        std::vector<S> h(units, S(0));
        std::vector<S> c(units, S(0));
        for (int t = 0; t < m_architecture.stepCount(); ++t) {
            const std::vector<S> before = h;
            const auto z = [&](int gate, std::size_t unit) {
                const Eigen::Index column = Eigen::Index{gate} * at.units + static_cast<Eigen::Index>(unit);
                S sum = parameter(at.bias + column);
                for (int k = 0; k < at.inputs; ++k)
                    sum += input[Eigen::Index{t} * at.inputs + k] * parameter(at.kernel + k * 4 * at.units + column);
                for (int k = 0; k < at.units; ++k)
                    sum += before[static_cast<std::size_t>(k)] * parameter(at.recurrent + k * 4 * at.units + column);
                return sum;
            };
            for (std::size_t j = 0; j < units; ++j) {
                c[j] = sigmoid(z(1, j)) * c[j] + sigmoid(z(0, j)) * std::tanh(z(2, j));
                h[j] = sigmoid(z(3, j)) * std::tanh(c[j]);
            }
        }
        return h;
    }

    const Architecture &m_architecture;
    std::vector<S> m_parameters;
};

template <class S>
S plainLoss(const Objective &objective, std::vector<S> parameters)
{
    const PlainNetwork<S> network(objective.architecture(), std::move(parameters));
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    S sum = S(0);
    for (Eigen::Index s = 0; s < objective.samples(); ++s)
        sum += network.loss(loss, objective.inputs().row(s), objective.targets().row(s));
    return sum * lossScale(loss, objective.samples(), objective.architecture().outputCount());
}

double plainDerivative(const Objective &objective, const Vector &theta, Eigen::Index index)
{
    constexpr double h = 1e-30;
    std::vector<std::complex<double>> moved(theta.begin(), theta.end());
    moved[static_cast<std::size_t>(index)] += std::complex<double>(0.0, h);
    return plainLoss(objective, std::move(moved)).imag() / h;
}

LayerSpec lstm(int units)
{
    return {.units = units, .activation = "tanh", .kernelInit = {}, .biasInit = {}, .kind = LayerKind::Lstm};
}

LayerSpec dense(int units, const std::string &activation)
{
    return {.units = units, .activation = activation, .kernelInit = {}, .biasInit = {}};
}

Matrix randomMatrix(Eigen::Index rows, Eigen::Index columns, double size, RandomStream &stream)
{
    Matrix result(rows, columns);
    for (double &value : result.reshaped())
        value = stream.uniform(-size, size);
    return result;
}

/// One column of each row is 1: a target for every loss.
Matrix oneHot(Eigen::Index rows, Eigen::Index columns, RandomStream &stream)
{
    Matrix targets = Matrix::Zero(rows, columns);
    for (Eigen::Index s = 0; s < rows; ++s)
        targets(s, static_cast<Eigen::Index>(stream.below(static_cast<std::uint64_t>(columns)))) = 1.0;
    return targets;
}

struct Case {
    Objective objective;
    Vector theta;
};

Case makeCase(int steps, int features, std::vector<LayerSpec> layers, const LossSpec &loss, Eigen::Index samples,
              Precision precision = Precision::Float64)
{
    RandomStream stream(31, Purpose::Check);
    const Architecture net(steps * features, std::move(layers), steps);
    const Matrix inputs = randomMatrix(samples, net.inputCount(), 1.5, stream);
    const Matrix targets = oneHot(samples, net.outputCount(), stream);
    const Vector theta = randomMatrix(net.parameterCount(), 1, 0.8, stream);
    return {Objective(net, loss, inputs, targets, precision), theta};
}

double largest(const Matrix &difference)
{
    return difference.cwiseAbs().maxCoeff();
}

} // namespace

class TestLstm : public QObject {
    Q_OBJECT

private slots:
    void layoutAndNames();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
    void startsAsKerasDoes();
    void gradientIsThatOfPlainLoops_data();
    void gradientIsThatOfPlainLoops();
    void gradientMeetsDifferences();
    void hessianMeetsDifferences_data();
    void hessianMeetsDifferences();
    void gaussNewtonIsTheHessianWhereNothingIsLeft();
    void penaltyLeavesOutBiases();
    void float32AgreesWithFloat64();
    void tilesAndBatchesAddUp();
    void traceEndsInTheOutput();
    void confusionCounts();
};

void TestLstm::layoutAndNames()
{
    // Keras: kernel (features, 4 units), recurrent kernel (units, 4 units), bias (4 units), gates i, f, c, o.
    const Architecture net(6, {lstm(2), dense(1, "sigmoid")}, 3);
    QCOMPARE(net.parameterCount(), Eigen::Index{2 * 8 + 2 * 8 + 8 + 2 + 1});
    QCOMPARE(net.layout(0).inputs, 2);
    QCOMPARE(net.layout(0).recurrent, Eigen::Index{16});
    QCOMPARE(net.layout(0).bias, Eigen::Index{32});
    const std::vector<std::pair<int, std::string>> names{
        {0, "h1.i.x1"}, {1, "h2.i.x1"},  {3, "h2.f.x1"},  {4, "h1.c.x1"},  {6, "h1.o.x1"},
        {8, "h1.i.x2"}, {16, "h1.i.h1"}, {25, "h2.i.h2"}, {31, "h2.o.h2"}, {32, "h1.i.b"},
        {35, "h2.f.b"}, {40, "out.h1"},  {42, "out.b"}};
    for (const auto &[index, name] : names) {
        QCOMPARE(net.parameterName(index), name);
        QCOMPARE(net.parameterIndex(name), std::optional<Eigen::Index>(index));
    }
    for (Eigen::Index i = 0; i < net.parameterCount(); ++i) {
        QCOMPARE(net.isBias(i), (i >= 32 && i < 40) || i == 42);
        QCOMPARE(net.parameterIndex(net.parameterName(i)), std::optional<Eigen::Index>(i)); // no name twice
    }
}

void TestLstm::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<int>("steps");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("where");
    QTest::newRow("steps that do not divide") << 4 << 0 << "data.steps";
    QTest::newRow("steps without an lstm") << 2 << 1 << "data.steps";
    QTest::newRow("lstm after an lstm") << 2 << 2 << "network.layers[1].type";
    QTest::newRow("lstm after dense") << 1 << 3 << "network.layers[1].type";
    QTest::newRow("another activation") << 2 << 4 << "network.layers[0].activation";
    QTest::newRow("more than can be remembered") << 6 << 5 << "network.layers[0].units";
}

void TestLstm::whatDoesNotFitIsRefused()
{
    QFETCH(int, steps);
    QFETCH(int, kind);
    QFETCH(QString, where);
    LayerSpec relu = lstm(2);
    relu.activation = "relu";
    const std::vector<std::vector<LayerSpec>> layers{
        {lstm(2), dense(1, "linear")}, {dense(2, "tanh")},         {lstm(2), lstm(2)},
        {dense(2, "tanh"), lstm(2)},   {relu, dense(1, "linear")}, {lstm(maximumUnits)}};
    try {
        const int inputs = kind == 5 ? 300 : 6;
        const Architecture net(inputs, layers[static_cast<std::size_t>(kind)], kind == 5 ? inputs : steps);
        QFAIL("was not refused");
    } catch (const InputError &error) {
        QCOMPARE(QString::fromStdString(error.where()), where);
    }
}

void TestLstm::startsAsKerasDoes()
{
    const Architecture net(40, {lstm(12), dense(3, "softmax")}, 8);
    const LayerLayout &at = net.layout(0);
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    InitialisationSpec spec;
    spec.seed = 5;
    const Vector theta = startParameters(net, spec);
    // Glorot with the kernel's own shape, 5 × 48.
    const double limit = std::sqrt(6.0 / (5.0 + 48.0));
    const auto kernel = theta.segment(at.kernel, at.recurrent - at.kernel).cwiseAbs();
    QVERIFY(kernel.maxCoeff() <= limit && kernel.maxCoeff() > 0.97 * limit);
    // Orthogonal, rows shorter than columns: R Rᵀ = 1.
    const Matrix recurrent = Eigen::Map<const RowMajor>(theta.data() + at.recurrent, 12, 48);
    QVERIFY(largest(recurrent * recurrent.transpose() - Matrix::Identity(12, 12)) < 1e-13);
    for (int gate = 0; gate < 4; ++gate)
        QVERIFY((theta.segment(at.bias + 12 * gate, 12).array() == (gate == 1 ? 1.0 : 0.0)).all());

    // Each tensor has its own stream: another scheme of one leaves the others as they are.
    spec.recurrent = {"normal", {}};
    Vector other = startParameters(net, spec);
    QVERIFY(theta.segment(at.recurrent, 12 * 48) != other.segment(at.recurrent, 12 * 48));
    other.segment(at.recurrent, 12 * 48) = theta.segment(at.recurrent, 12 * 48);
    QCOMPARE(other, theta);

    std::vector<LayerSpec> plain = net.layers();
    plain[0].unitForgetBias = false;
    const Vector zeros = startParameters(Architecture(40, plain, 8), InitialisationSpec{});
    QVERIFY(zeros.segment(at.bias, 48).isZero(0.0));
}

void TestLstm::gradientIsThatOfPlainLoops_data()
{
    QTest::addColumn<int>("steps");
    QTest::addColumn<int>("features");
    QTest::addColumn<int>("units");
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    const std::vector<std::pair<QString, QStringList>> ends{
        {"sigmoid", {"mean_squared_error", "binary_crossentropy"}},
        {"softmax", {"categorical_crossentropy", "sum_squared_error"}},
        {"linear", {"mean_squared_error", "half_squared_error", "sum_squared_error"}},
        {"", {"mean_squared_error", "half_squared_error"}}};
    for (const auto &[last, losses] : ends) {
        for (const QString &loss : losses) {
            for (const auto &[steps, features, units] : {std::array{1, 1, 1}, std::array{1, 7, 3}, std::array{5, 1, 2},
                                                         std::array{4, 3, 5}, std::array{3, 2, 17}})
                QTest::addRow("%s %s %dx%d %d", qPrintable(last), qPrintable(loss), steps, features, units)
                    << steps << features << units << last << loss;
        }
    }
}

void TestLstm::gradientIsThatOfPlainLoops()
{
    QFETCH(int, steps);
    QFETCH(int, features);
    QFETCH(int, units);
    QFETCH(QString, last);
    QFETCH(QString, loss);
    std::vector<LayerSpec> layers{lstm(units)};
    if (last == "linear")
        layers.push_back(dense(4, "tanh"));
    if (!last.isEmpty())
        layers.push_back(dense(3, last.toStdString()));
    const auto [objective, theta] = makeCase(steps, features, layers, {loss.toStdString()}, 3);
    const std::vector<double> parameters(theta.begin(), theta.end());
    const double expected = plainLoss(objective, parameters);
    QVERIFY(std::abs(objective.loss(theta) - expected) < 1e-13 * std::max(1.0, expected));
    const Vector gradient = objective.gradient(theta);
    SecondOrder plain(objective.architecture(), findLoss(loss.toStdString())->id, objective.inputs(),
                      objective.targets(), theta);
    const double scale = std::max(gradient.cwiseAbs().maxCoeff(), 1e-3);
    for (Eigen::Index i = 0; i < theta.size(); ++i)
        QVERIFY(std::abs(gradient[i] - plainDerivative(objective, theta, i)) < 1e-12 * scale);
    QVERIFY(largest(plain.gradient() - gradient) < 1e-12 * scale);
    QVERIFY(std::abs(plain.loss() - expected) < 1e-13 * std::max(1.0, expected));
}

void TestLstm::gradientMeetsDifferences()
{
    // Over a sweep of h the best central difference is right to 1e-9 of the gradient's size.
    const auto [objective, theta] =
        makeCase(6, 2, {lstm(4), dense(3, "softmax")}, {"categorical_crossentropy", 0.0, 0.01}, 5);
    const Vector gradient = objective.gradient(theta);
    const auto value = [&, &o = objective](const Vector &at) { return o.loss(at) + o.penalty(at); };
    for (Eigen::Index i = 0; i < theta.size(); ++i) {
        double best = 1.0;
        for (const double h : {1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6}) {
            Vector up = theta;
            Vector down = theta;
            up[i] += h;
            down[i] -= h;
            best = std::min(best, std::abs((value(up) - value(down)) / (2.0 * h) - gradient[i]));
        }
        QVERIFY2(best < 1e-9 * gradient.cwiseAbs().maxCoeff(), qPrintable(QString::number(best)));
    }
}

void TestLstm::hessianMeetsDifferences_data()
{
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    QTest::newRow("softmax") << "softmax"
                             << "categorical_crossentropy";
    QTest::newRow("sigmoid") << "sigmoid"
                             << "binary_crossentropy";
    QTest::newRow("linear after tanh") << "linear"
                                       << "mean_squared_error";
    QTest::newRow("lstm alone") << ""
                                << "mean_squared_error";
}

void TestLstm::hessianMeetsDifferences()
{
    QFETCH(QString, last);
    QFETCH(QString, loss);
    std::vector<LayerSpec> layers{lstm(2)};
    if (last == "linear")
        layers.push_back(dense(3, "tanh"));
    if (!last.isEmpty())
        layers.push_back(dense(2, last.toStdString()));
    const auto [objective, theta] = makeCase(3, 2, layers, {loss.toStdString(), 0.0, 0.02}, 4);
    const Matrix hessian = objective.hessian(theta);
    QCOMPARE(hessian, Matrix(hessian.transpose()));
    for (Eigen::Index i = 0; i < theta.size(); ++i) {
        const auto difference = [&, &o = objective, &start = theta](double h) -> Vector {
            Vector up = start;
            Vector down = start;
            up[i] += h;
            down[i] -= h;
            return (o.gradient(up) - o.gradient(down)) / (2.0 * h);
        };
        const Vector column = (4.0 * difference(3e-4) - difference(6e-4)) / 3.0; // Richardson: error h⁴
        const double error = largest(column - hessian.col(i));
        QVERIFY2(error < 1e-9, qPrintable(QString("column %1: %2").arg(i).arg(error)));
    }
}

void TestLstm::gaussNewtonIsTheHessianWhereNothingIsLeft()
{
    // Where every residual is 0 the second term of a squared error's Hessian is gone.
    const auto [objective, theta] = makeCase(3, 2, {lstm(3), dense(2, "sigmoid")}, {"mean_squared_error"}, 6);
    const Objective solved(objective.architecture(), objective.lossSpec(), objective.inputs(),
                           objective.outputs(theta));
    QVERIFY(largest(solved.hessian(theta) - solved.gaussNewton(theta)) < 1e-14);
    QVERIFY(largest(solved.gaussNewton(theta)) > 1e-3);
    QVERIFY(largest(objective.hessian(theta) - objective.gaussNewton(theta)) > 1e-3);
}

void TestLstm::penaltyLeavesOutBiases()
{
    for (const bool withBias : {false, true}) {
        const auto [objective, theta] =
            makeCase(2, 3, {lstm(2), dense(2, "sigmoid")}, {"mean_squared_error", 0.03, 0.05, withBias}, 3);
        double expected = 0.0;
        for (Eigen::Index i = 0; i < theta.size(); ++i)
            if (withBias || !objective.architecture().isBias(i))
                expected += 0.03 * std::abs(theta[i]) + 0.05 * theta[i] * theta[i];
        QVERIFY(std::abs(objective.penalty(theta) - expected) < 1e-14 * expected);
        Vector gradient;
        const double value = objective.valueAndGradient(theta, gradient);
        QVERIFY(std::abs(value - objective.loss(theta) - expected) < 1e-14 * value);
        const Objective bare(objective.architecture(), {"mean_squared_error"}, objective.inputs(), objective.targets());
        const Vector own = gradient - bare.gradient(theta);
        for (Eigen::Index i = 0; i < theta.size(); ++i) {
            const bool counts = withBias || !objective.architecture().isBias(i);
            const double slope = counts ? std::copysign(0.03, theta[i]) + 0.1 * theta[i] : 0.0;
            QVERIFY(std::abs(own[i] - slope) < 1e-15);
        }
    }
}

void TestLstm::float32AgreesWithFloat64()
{
    const std::vector<LayerSpec> layers{lstm(9), dense(3, "softmax")};
    const LossSpec loss{"categorical_crossentropy"};
    const Case wide = makeCase(7, 2, layers, loss, 21);
    const Case narrow = makeCase(7, 2, layers, loss, 21, Precision::Float32);
    const Vector expected = wide.objective.gradient(wide.theta);
    const Vector gradient = narrow.objective.gradient(wide.theta);
    const double error = largest(gradient - expected) / largest(expected);
    QVERIFY2(error > 1e-9 && error < 3e-6, qPrintable(QString::number(error)));
    for (const double value : gradient)
        QCOMPARE(static_cast<double>(static_cast<float>(value)), value);
}

void TestLstm::tilesAndBatchesAddUp()
{
    // More samples than one tile holds.
    const auto [objective, theta] = makeCase(3, 4, {lstm(18), dense(5, "softmax")}, {"categorical_crossentropy"}, 331);
    const SecondOrder plain(objective.architecture(), LossId::CategoricalCrossentropy, objective.inputs(),
                            objective.targets(), theta);
    QVERIFY(std::abs(objective.loss(theta) - plain.loss()) < 1e-13);
    QVERIFY(largest(objective.gradient(theta) - plain.gradient()) < 1e-14);
    // A Hessian is summed up over parts of the samples.
    const auto [wide, start] = makeCase(2, 1, {lstm(1), dense(2, "softmax")}, {"categorical_crossentropy"}, 1100);
    SecondOrder whole(wide.architecture(), LossId::CategoricalCrossentropy, wide.inputs(), wide.targets(), start);
    QVERIFY(largest(wide.hessian(start) - whole.hessian()) < 1e-15);
    // Any part of the inputs gives the outputs it has within the whole.
    const Matrix outputs = objective.outputs(theta);
    for (const Eigen::Index count : {1, 3, 64, 65})
        QCOMPARE(objective.outputs(theta, objective.inputs().middleRows(11, count)),
                 Matrix(outputs.middleRows(11, count)));
    // One column of many θ is that θ alone.
    Matrix many(theta.size(), 9);
    for (Eigen::Index k = 0; k < many.cols(); ++k)
        many.col(k) = (1.0 + 0.1 * static_cast<double>(k)) * theta;
    const Vector values = objective.values(many);
    for (Eigen::Index k = 0; k < many.cols(); ++k)
        QCOMPARE(values[k], objective.loss(many.col(k)));
}

void TestLstm::traceEndsInTheOutput()
{
    const auto [objective, theta] = makeCase(6, 2, {lstm(5), dense(2, "softmax")}, {"categorical_crossentropy"}, 4);
    const Matrix last = objective.activations(theta, objective.inputs()).leftCols(5);
    for (Eigen::Index s = 0; s < 4; ++s) {
        const LstmTrace trace = lstmTrace(objective.architecture(), theta, objective.inputs().row(s).transpose());
        QCOMPARE(trace.hidden.rows(), Eigen::Index{6});
        QVERIFY(largest(trace.hidden.row(5) - last.row(s)) < 1e-14);
        // h = o tanh(c) and c = f c before + i g, step by step.
        for (Eigen::Index t = 0; t < 6; ++t) {
            for (Eigen::Index j = 0; j < 5; ++j) {
                const double before = t > 0 ? trace.cell(t - 1, j) : 0.0;
                QVERIFY(std::abs(trace.gates[1](t, j) * before + trace.gates[0](t, j) * trace.gates[2](t, j) -
                                 trace.cell(t, j)) < 1e-15);
                QVERIFY(std::abs(trace.gates[3](t, j) * std::tanh(trace.cell(t, j)) - trace.hidden(t, j)) < 1e-15);
            }
        }
    }
    const Architecture plain(2, {dense(1, "linear")});
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(lstmTrace(plain, Vector::Zero(3), Vector::Zero(2))), InputError);
}

void TestLstm::confusionCounts()
{
    const Matrix targets{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}};
    const Matrix outputs{{0.6, 0.3, 0.1}, {0.5, 0.4, 0.1}, {0.1, 0.2, 0.7}, {0.1, 0.6, 0.3}};
    const Confusion many = confusionOf(outputs, targets, targetSides(targets));
    QCOMPARE(many.counts, (Eigen::MatrixXi{{1, 0, 0}, {1, 0, 0}, {0, 1, 1}}));
    QCOMPARE(many.accuracy(), 0.5);
    QCOMPARE(many.accuracyOf(2), 0.5);
    const Matrix two{{0}, {1}, {1}};
    const Confusion both = confusionOf(Matrix{{0.7}, {0.6}, {0.2}}, two, targetSides(two));
    QCOMPARE(both.counts, (Eigen::MatrixXi{{0, 1}, {1, 1}}));
    const Matrix answers{{1, 1}, {1, 0}}; // two questions at once: no classes
    QCOMPARE(confusionOf(answers, answers, targetSides(answers)).classes(), Eigen::Index{0});
    QVERIFY(std::isnan(Confusion{}.accuracy()));
}

QTEST_GUILESS_MAIN(TestLstm)
#include "test_lstm.moc"
