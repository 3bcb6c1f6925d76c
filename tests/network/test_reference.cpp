#include "landscape/spectrum.h"
#include "network/objective.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>

using namespace basin;

namespace {

using Json = nlohmann::json;

Json read(const QString &name)
{
    std::ifstream file(std::string(BASIN_REFERENCE_DIR) + "/" + name.toStdString());
    return Json::parse(file);
}

Vector vectorOf(const Json &json)
{
    const auto values = json.get<std::vector<double>>();
    return Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Matrix matrixOf(const Json &json)
{
    Matrix result(json.size(), json.at(0).size());
    for (Eigen::Index r = 0; r < result.rows(); ++r)
        result.row(r) = vectorOf(json.at(static_cast<std::size_t>(r))).transpose();
    return result;
}

Objective objectiveOf(const Json &project, Precision precision = Precision::Float64)
{
    const Json &options = project.at("data").at("options");
    const Matrix inputs = matrixOf(options.at("inputs"));
    std::vector<LayerSpec> layers;
    for (const Json &layer : project.at("network").at("layers"))
        layers.push_back({layer.at("units"), layer.at("activation"), {}, {}});
    const Json &loss = project.at("loss");
    const LossSpec spec{loss.at("name"), loss.value("l1", 0.0), loss.value("l2", 0.0),
                        loss.value("penalise_bias", false)};
    return {Architecture(static_cast<int>(inputs.cols()), layers), spec, inputs, matrixOf(options.at("targets")),
            precision};
}

/// The largest difference, as a share of the largest number expected.
double difference(const Matrix &actual, const Matrix &expected)
{
    if (actual.rows() != expected.rows() || actual.cols() != expected.cols())
        return 1.0;
    return (actual - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
}

} // namespace

/// Values made by PyTorch in float64.
class TestReference : public QObject {
    Q_OBJECT

private slots:
    void values_data();
    void values();
    void float32IsFloat32_data() { values_data(); }
    void float32IsFloat32();
};

void TestReference::values_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("2-2-1") << "mlp_2-2-1_tanh_sigmoid_bce.json";
    QTest::newRow("2-3-3-2") << "mlp_2-3-3-2_relu_softmax_cce_l2.json";
}

void TestReference::values()
{
    QFETCH(QString, file);
    const Json reference = read(file);
    const Objective objective = objectiveOf(reference.at("project"));
    const Vector theta = vectorOf(reference.at("parameters"));
    QCOMPARE(objective.size(), theta.size());

    QVERIFY(difference(objective.outputs(theta), matrixOf(reference.at("outputs"))) < 1e-14);
    const double loss = reference.at("loss");
    const double penalty = reference.at("penalty");
    QVERIFY(std::abs(objective.loss(theta) - loss) < 1e-14 * loss);
    QVERIFY(std::abs(objective.penalty(theta) - penalty) <= 1e-14 * penalty);
    QVERIFY(difference(objective.gradient(theta), vectorOf(reference.at("gradient"))) < 1e-13);
    Vector gradient;
    QVERIFY(std::abs(objective.valueAndGradient(theta, gradient) - loss - penalty) < 1e-14 * (loss + penalty));
    QVERIFY(difference(gradient, vectorOf(reference.at("gradient"))) < 1e-13);

    if (reference.contains("hessian")) {
        const Matrix hessian = objective.hessian(theta);
        QVERIFY(difference(hessian, matrixOf(reference.at("hessian"))) < 1e-13);
        const Spectrum spectrum(hessian, Spectrum::Want::Values);
        QVERIFY(difference(spectrum.values(), vectorOf(reference.at("hessian_eigenvalues"))) < 1e-12);
    }
}

void TestReference::float32IsFloat32()
{
    QFETCH(QString, file);
    const Json reference = read(file);
    const Objective objective = objectiveOf(reference.at("project"), Precision::Float32);
    const Vector theta = vectorOf(reference.at("parameters"));
    const Vector gradient = objective.gradient(theta);
    const double error = difference(gradient, vectorOf(reference.at("gradient")));
    QVERIFY2(error > 1e-10 && error < 1e-5, qPrintable(QString::number(error)));
    for (const double value : gradient)
        QVERIFY(static_cast<double>(static_cast<float>(value)) == value);
    const double loss = objective.loss(theta);
    QVERIFY(static_cast<double>(static_cast<float>(loss)) == loss);
}

QTEST_GUILESS_MAIN(TestReference)
#include "test_reference.moc"
