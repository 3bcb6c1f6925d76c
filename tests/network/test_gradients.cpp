#include "network/activation.h"
#include "network/objective.h"
#include "network/second_order.h"
#include "network/shallow_second_order.h"
#include "random/random_stream.h"

#include <QTest>

#include <functional>

using namespace basin;

namespace {

using Function = std::function<double(const Vector &)>;
using Gradient = std::function<Vector(const Vector &)>;

/// The largest difference between a gradient and Richardson's central differences (error h⁴), as a share of the
/// gradient's largest entry.
double gradientError(const Function &value, const Gradient &gradient, const Vector &theta)
{
    const Vector exact = gradient(theta);
    double worst = 0.0;
    for (Eigen::Index i = 0; i < theta.size(); ++i) {
        const auto slope = [&](double h) {
            Vector up = theta;
            Vector down = theta;
            up[i] += h;
            down[i] -= h;
            return (value(up) - value(down)) / (2.0 * h);
        };
        constexpr double h = 3e-4;
        const double numeric = (4.0 * slope(h) - slope(2.0 * h)) / 3.0;
        worst = std::max(worst, std::abs(numeric - exact[i]));
    }
    return worst / std::max(exact.cwiseAbs().maxCoeff(), 1e-3);
}

Matrix randomMatrix(Eigen::Index rows, Eigen::Index columns, double size, RandomStream &stream)
{
    Matrix result(rows, columns);
    for (double &value : result.reshaped())
        value = stream.uniform(-size, size);
    return result;
}

/// Targets that fit the loss: probabilities for binary, one-hot rows for categorical cross-entropy, else anything.
Matrix randomTargets(const std::string &loss, Eigen::Index samples, Eigen::Index outputs, RandomStream &stream)
{
    Matrix targets = randomMatrix(samples, outputs, 1.0, stream);
    if (loss == "binary_crossentropy")
        return targets.unaryExpr([](double t) { return t > 0.5 ? 1.0 : t < -0.5 ? 0.0 : 0.5 * (t + 1.0); });
    if (loss != "categorical_crossentropy")
        return targets;
    targets.setZero();
    for (Eigen::Index s = 0; s < samples; ++s)
        targets(s, static_cast<Eigen::Index>(stream.below(static_cast<std::uint64_t>(outputs)))) = 1.0;
    return targets;
}

/// Central differences must not step over a kink: the activations' at z = 0, L1's at w = 0, and where a cross-entropy
/// clips.
bool isNearKink(const Objective &objective, const Matrix &inputs, const Vector &theta)
{
    const Architecture &net = objective.architecture();
    Matrix h = inputs;
    for (std::size_t l = 0; l < net.layers().size(); ++l) {
        const LayerLayout &at = net.layout(l);
        const Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>> kernel(theta.data() + at.kernel,
                                                                                      at.inputs, at.units);
        Matrix z = h * kernel;
        z.rowwise() += theta.segment(at.bias, at.units).transpose();
        const Activation &activation = *findActivation(net.layers()[l].activation);
        const bool hasKink = activation.name == "relu" || activation.name == "leaky_relu" || activation.name == "elu";
        if (hasKink && z.cwiseAbs().minCoeff() < 0.02)
            return true;
        if (activation.value != nullptr)
            h = z.unaryExpr(activation.value);
    }
    const std::string last = net.layers().back().activation;
    const bool isClipped = objective.lossSpec().name == "binary_crossentropy" && last != "sigmoid" && last != "softmax";
    return isClipped && ((h.array() < 0.05).any() || (h.array() > 0.95).any());
}

struct Case {
    Objective objective;
    Vector theta;
};

/// A random network away from kinks, or nothing after many tries.
std::optional<Case> randomCase(const Architecture &net, const LossSpec &loss, Eigen::Index samples,
                               RandomStream &stream)
{
    for (int attempt = 0; attempt < 3000; ++attempt) {
        const Matrix inputs = randomMatrix(samples, net.inputCount(), 1.0, stream);
        const Matrix targets = randomTargets(loss.name, samples, net.outputCount(), stream);
        // away from L1's kink
        Vector theta = randomMatrix(net.parameterCount(), 1, 0.95, stream).unaryExpr([](double w) {
            return w < 0.0 ? w - 0.05 : w + 0.05;
        });
        if (attempt % 2 == 1) // makes it likelier that outputs lie within (0, 1), where a clipped loss has a slope
            theta.tail(net.outputCount()).setConstant(0.5);
        Objective objective(net, loss, inputs, targets);
        if (!isNearKink(objective, inputs, theta))
            return Case{std::move(objective), theta};
    }
    return std::nullopt;
}

std::vector<std::vector<int>> shapes()
{
    return {{1}, {3}, {2, 1}, {3, 2}, {5, 4, 3}, {9, 2}};
}

} // namespace

/// Central differences against the gradient and the Hessian, for every activation with every loss.
class TestGradients : public QObject {
    Q_OBJECT

private slots:
    void everyActivationAndLoss_data();
    void everyActivationAndLoss();
    void closedFormAgreesWithROperator_data();
    void closedFormAgreesWithROperator();
    void manySamples();
    void aWrongLayerIsCaught_data();
    void aWrongLayerIsCaught();
    void gaussNewtonOfSquaresIsClassical();
};

void TestGradients::everyActivationAndLoss_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    for (const Loss &loss : losses()) {
        for (const Activation &hidden : activations()) {
            for (const Activation &last : activations()) {
                const bool isOnDiagonal = hidden.id == last.id || hidden.name == "tanh" || last.name == "sigmoid";
                if (hidden.lastLayerOnly || !hidden.trainable || !last.trainable || lossProblem(loss.id, last.name, 2))
                    continue;
                if (!isOnDiagonal && !last.lastLayerOnly)
                    continue;
                const std::string name = hidden.name + " " + last.name + " " + loss.name;
                QTest::newRow(name.c_str()) << QString::fromStdString(hidden.name) << QString::fromStdString(last.name)
                                            << QString::fromStdString(loss.name);
            }
        }
    }
}

void TestGradients::everyActivationAndLoss()
{
    QFETCH(QString, hidden);
    QFETCH(QString, last);
    QFETCH(QString, loss);
    RandomStream stream(7, Purpose::Check);
    int checked = 0;
    for (const std::vector<int> &shape : shapes()) {
        std::vector<LayerSpec> layers;
        for (const int units : shape)
            layers.push_back({units, hidden.toStdString(), {}, {}});
        layers.back().activation = last.toStdString();
        LossSpec spec{loss.toStdString(), 0.01, 0.02, shape.size() > 2};
        if (lossProblem(findLoss(spec.name)->id, last.toStdString(), shape.back()))
            continue;
        const auto test = randomCase(Architecture(2, layers), spec, 3, stream);
        if (!test)
            continue;
        ++checked;
        const Objective &objective = test->objective;
        const auto value = [&](const Vector &theta) { return objective.loss(theta) + objective.penalty(theta); };
        const auto gradient = [&](const Vector &theta) { return objective.gradient(theta); };
        const double error = gradientError(value, gradient, test->theta);
        QVERIFY2(error < 1e-6, qPrintable(QString("gradient of shape %1: %2").arg(checked).arg(error)));

        const Matrix hessian = objective.hessian(test->theta);
        for (Eigen::Index i = 0; i < hessian.rows(); ++i) {
            const auto entry = [&](const Vector &theta) { return objective.gradient(theta)[i]; };
            const auto row = [&](const Vector & /*theta*/) -> Vector { return hessian.row(i); };
            const double scale = std::max(1.0, hessian.cwiseAbs().maxCoeff());
            const double rowScale = std::max(hessian.row(i).cwiseAbs().maxCoeff(), 1e-3);
            const double rowError = gradientError(entry, row, test->theta) * rowScale / scale;
            QVERIFY2(rowError < 1e-6, qPrintable(QString("row %1 of the Hessian: %2").arg(i).arg(rowError)));
        }
    }
    QVERIFY(checked >= 3);
}

void TestGradients::closedFormAgreesWithROperator_data()
{
    QTest::addColumn<QString>("hidden");
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("loss");
    for (const char *loss : {"mean_squared_error", "half_squared_error", "sum_squared_error", "binary_crossentropy"}) {
        for (const Activation &hidden : activations()) {
            for (const Activation &last : activations()) {
                if (hidden.lastLayerOnly || last.lastLayerOnly || !hidden.trainable || !last.trainable)
                    continue;
                const std::string name = hidden.name + " " + last.name + " " + loss;
                QTest::newRow(name.c_str())
                    << QString::fromStdString(hidden.name) << QString::fromStdString(last.name) << loss;
            }
        }
    }
}

void TestGradients::closedFormAgreesWithROperator()
{
    QFETCH(QString, hidden);
    QFETCH(QString, last);
    QFETCH(QString, loss);
    RandomStream stream(16, Purpose::Check);
    for (const auto &[inputs, units, samples] : {std::array{2, 2, 4}, std::array{1, 1, 1}, std::array{3, 5, 9}}) {
        const Architecture net(inputs, {{units, hidden.toStdString(), {}, {}}, {1, last.toStdString(), {}, {}}});
        const auto test = randomCase(net, {loss.toStdString()}, samples, stream);
        if (!test)
            continue;
        const LossId id = findLoss(loss.toStdString())->id;
        QVERIFY(ShallowSecondOrder::fits(net, id));
        SecondOrder general(net, id, test->objective.inputs(), test->objective.targets(), test->theta);
        ShallowSecondOrder closed(net, id, test->objective.inputs(), test->objective.targets());
        closed.evaluate(Vector::Ones(net.parameterCount())); // leaves nothing behind
        closed.evaluate(test->theta);
        const Matrix hessian = general.hessian();
        const double scale = std::max(1.0, hessian.cwiseAbs().maxCoeff());
        QVERIFY(std::abs(closed.loss() - general.loss()) < 1e-14 * std::max(1.0, general.loss()));
        QVERIFY((closed.gradient() - general.gradient()).cwiseAbs().maxCoeff() < 1e-13 * scale);
        QVERIFY((closed.hessian() - hessian).cwiseAbs().maxCoeff() < 1e-13 * scale);
        QCOMPARE(closed.hessian(), Matrix(closed.hessian().transpose()));
    }
}

void TestGradients::manySamples()
{
    // More samples than one tile holds, and more units than a vector.
    RandomStream stream(8, Purpose::Check);
    const Architecture net(3, {{17, "tanh", {}, {}}, {23, "softplus", {}, {}}, {3, "softmax", {}, {}}});
    const LossSpec spec{"categorical_crossentropy"};
    const Matrix inputs = randomMatrix(1237, 3, 1.0, stream);
    const Matrix targets = randomTargets(spec.name, 1237, 3, stream);
    const Vector theta = randomMatrix(net.parameterCount(), 1, 0.5, stream);
    const Objective objective(net, spec, inputs, targets);
    const SecondOrder plain(net, findLoss(spec.name)->id, inputs, targets, theta);
    QVERIFY(std::abs(objective.loss(theta) - plain.loss()) < 1e-13);
    QVERIFY((objective.gradient(theta) - plain.gradient()).cwiseAbs().maxCoeff() < 1e-14);
}

void TestGradients::aWrongLayerIsCaught_data()
{
    QTest::addColumn<int>("part");
    QTest::newRow("nothing wrong") << 0;
    QTest::newRow("derivative of the hidden tanh left out") << 1;
    QTest::newRow("bias gradient of the output forgotten") << 2;
    QTest::newRow("mean taken for a sum") << 3;
    QTest::newRow("one weight's gradient a millionth part off") << 4;
}

void TestGradients::aWrongLayerIsCaught()
{
    QFETCH(int, part);
    RandomStream stream(9, Purpose::Check);
    const auto test =
        randomCase(Architecture(2, {{2, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}), {"binary_crossentropy"}, 4, stream);
    QVERIFY(test);
    const Objective &objective = test->objective;
    const auto wrong = [&](const Vector &theta) {
        Vector gradient = objective.gradient(theta);
        if (part == 1) {
            // A layer that hands ∂E/∂h on as if it were ∂E/∂z has the gradient of a linear one.
            gradient[0] /= 0.8;
        } else if (part == 2) {
            gradient[8] = 0.0;
        } else if (part == 3) {
            gradient *= 4.0;
        } else if (part == 4) {
            Eigen::Index largest = 0;
            gradient.cwiseAbs().maxCoeff(&largest);
            gradient[largest] *= 1.0 + 3e-6;
        }
        return gradient;
    };
    const auto value = [&](const Vector &theta) { return objective.loss(theta); };
    const double error = gradientError(value, wrong, test->theta);
    QCOMPARE(error < 1e-6, part == 0);
}

void TestGradients::gaussNewtonOfSquaresIsClassical()
{
    RandomStream stream(10, Purpose::Check);
    const Architecture net(2, {{3, "tanh", {}, {}}, {2, "sigmoid", {}, {}}});
    const Matrix inputs = randomMatrix(5, 2, 1.0, stream);
    const Matrix targets = randomMatrix(5, 2, 1.0, stream);
    const Vector theta = randomMatrix(net.parameterCount(), 1, 1.0, stream);
    const Objective objective(net, {"sum_squared_error", 0.0, 0.5}, inputs, targets);
    Matrix expected = Matrix::Zero(net.parameterCount(), net.parameterCount());
    for (Eigen::Index s = 0; s < 5; ++s) {
        for (Eigen::Index k = 0; k < 2; ++k) {
            Vector row(net.parameterCount());
            for (Eigen::Index i = 0; i < row.size(); ++i) {
                const auto output = [&](double step) {
                    Vector moved = theta;
                    moved[i] += step;
                    return objective.outputs(moved)(s, k);
                };
                row[i] = (output(1e-5) - output(-1e-5)) / 2e-5;
            }
            expected += row * row.transpose();
        }
    }
    for (Eigen::Index i = 0; i < expected.rows(); ++i)
        expected(i, i) += net.isBias(i) ? 0.0 : 1.0;
    QVERIFY((objective.gaussNewton(theta) - expected).cwiseAbs().maxCoeff() < 1e-8);
}

QTEST_GUILESS_MAIN(TestGradients)
#include "test_gradients.moc"
