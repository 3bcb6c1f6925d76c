#include "data/error.h"
#include "network/initialiser.h"

#include <QTest>

#include <cmath>

using namespace basin;

namespace {

Architecture wideNet()
{
    return {200, {{300, "tanh", {}, {}}, {1, "sigmoid", {}, {}}}};
}

InitialisationSpec scheme(const std::string &name, std::uint64_t seed = 1)
{
    InitialisationSpec spec;
    spec.kernel = {.name = name, .options = {}};
    spec.seed = seed;
    return spec;
}

} // namespace

class TestInitialisers : public QObject {
    Q_OBJECT

private slots:
    void deviations_data();
    void deviations();
    void orthogonalColumns();
    void optionsAndBiases();
    void tensorsAreIndependent();
    void typedInParameters();
};

void TestInitialisers::deviations_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("deviation");
    QTest::addColumn<double>("largest");
    // Keras: variance 2 / (fan in + fan out), 2 / fan in, 1 / fan in; fans 200 and 300; normal ones cut off at two
    // deviations of the uncorrected normal.
    const double cut = 2.0 / 0.87962566103423978;
    const auto row = [](const char *name, double variance, double reach) {
        QTest::newRow(name) << name << std::sqrt(variance) << std::sqrt(variance) * reach;
    };
    row("glorot_uniform", 2.0 / 500, std::sqrt(3.0));
    row("glorot_normal", 2.0 / 500, cut);
    row("he_uniform", 2.0 / 200, std::sqrt(3.0));
    row("he_normal", 2.0 / 200, cut);
    row("lecun_uniform", 1.0 / 200, std::sqrt(3.0));
    row("lecun_normal", 1.0 / 200, cut);
    row("uniform", 0.01 / 12, std::sqrt(3.0));
}

void TestInitialisers::deviations()
{
    QFETCH(QString, name);
    QFETCH(double, deviation);
    QFETCH(double, largest);
    const Vector theta = startParameters(wideNet(), scheme(name.toStdString()));
    const auto kernel = theta.head(200 * 300);
    // 60 000 numbers: the deviation is known to 1 %, the mean to deviation / 245
    QVERIFY(std::abs(std::sqrt(kernel.squaredNorm() / 60'000) / deviation - 1.0) < 0.01);
    QVERIFY(std::abs(kernel.mean()) < deviation / 50);
    QVERIFY(kernel.cwiseAbs().maxCoeff() <= largest);
    QVERIFY(kernel.cwiseAbs().maxCoeff() > 0.98 * largest);
    QVERIFY(theta.segment(60'000, 300).isZero(0.0));
}

void TestInitialisers::orthogonalColumns()
{
    for (const int units : {5, 9, 16}) {
        const Architecture net(9, {{units, "tanh", {}, {}}});
        const Vector theta = startParameters(net, scheme("orthogonal"));
        const Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>> kernel(theta.data(), 9, units);
        const Matrix product = units <= 9 ? Matrix(kernel.transpose() * kernel) : Matrix(kernel * kernel.transpose());
        QVERIFY((product - Matrix::Identity(product.rows(), product.cols())).cwiseAbs().maxCoeff() < 1e-14);
    }
}

void TestInitialisers::optionsAndBiases()
{
    InitialisationSpec spec = scheme("normal");
    spec.kernel.options.set("mean", 0.75);
    spec.kernel.options.set("stddev", 0.01);
    spec.bias.name = "constant";
    spec.bias.options.set("value", -0.5);
    std::vector<LayerSpec> layers{{100, "tanh", {}, {}}, {1, "sigmoid", {}, {}}};
    layers[1].kernelInit = InitSpec{.name = "zeros", .options = {}};
    const Vector theta = startParameters(Architecture(100, layers), spec);
    QVERIFY(std::abs(theta.head(10'000).mean() - 0.75) < 0.001);
    QVERIFY((theta.segment(10'000, 100).array() == -0.5).all());
    QVERIFY(theta.segment(10'100, 100).isZero(0.0));
    QCOMPARE(theta[10'200], -0.5);

    spec.kernel.name = "glorrot";
    QVERIFY_EXCEPTION_THROWN(startParameters(Architecture(2, layers), spec), InputError);
}

void TestInitialisers::tensorsAreIndependent()
{
    const Vector first = startParameters(wideNet(), scheme("glorot_uniform", 5));
    QCOMPARE(startParameters(wideNet(), scheme("glorot_uniform", 5)), first);
    QVERIFY(startParameters(wideNet(), scheme("glorot_uniform", 6)) != first);
    InitialisationSpec spec = scheme("glorot_uniform", 5);
    spec.bias.name = "uniform";
    const Vector other = startParameters(wideNet(), spec);
    QCOMPARE(Vector(other.head(60'000)), Vector(first.head(60'000)));
    QCOMPARE(Vector(other.segment(60'300, 300)), Vector(first.segment(60'300, 300)));
}

void TestInitialisers::typedInParameters()
{
    InitialisationSpec spec;
    spec.parameters = {1, 2, 3};
    QCOMPARE(startParameters(Architecture(2, {{1, "linear", {}, {}}}), spec), Vector(Eigen::Vector3d(1, 2, 3)));
    QVERIFY_EXCEPTION_THROWN(startParameters(Architecture(3, {{1, "linear", {}, {}}}), spec), InputError);
}

QTEST_GUILESS_MAIN(TestInitialisers)
#include "test_initialisers.moc"
