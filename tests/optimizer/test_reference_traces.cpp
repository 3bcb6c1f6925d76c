#include "network/objective.h"
#include "optimizer/optimizer.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <fstream>

using namespace basin;
using Json = nlohmann::json;

namespace {

/// tanh that is exactly ±1 from |z| = 27 ln 2 on, as PyTorch's: a rule that looks at the gradient's sign alone (rprop)
/// goes another way when 1 − tanh² of a saturated unit is 2e-16 instead of 0.
double saturatingTanh(double z)
{
    const double shrunk = std::exp(-2.0 * std::abs(z));
    return std::copysign((1.0 - shrunk) / (1.0 + shrunk), z);
}

/// A dense network's gradient for a whole batch, written as plainly as the formulas and without any code of ours: what
/// is under test here is the optimizer, so its gradient must come from elsewhere. tanh or relu hidden layers; the last
/// layer is a sigmoid with binary cross-entropy or a softmax with categorical cross-entropy.
class PlainNetwork {
public:
    explicit PlainNetwork(const Json &project)
        : m_inputs(project["data"]["options"]["inputs"].get<Rows>()),
          m_targets(project["data"]["options"]["targets"].get<Rows>()),
          m_l2(project["loss"].value("l2", 0.0))
    {
        for (const Json &layer : project["network"]["layers"]) {
            m_units.push_back(layer["units"].get<std::size_t>());
            m_relu = m_relu || layer["activation"] == "relu";
            m_softmax = layer["activation"] == "softmax";
        }
    }

    [[nodiscard]] std::vector<double> gradient(const std::vector<double> &parameters) const
    {
        std::vector<double> sum(parameters.size(), 0.0);
        for (std::size_t s = 0; s < m_inputs.size(); ++s)
            addSample(parameters, m_inputs[s], m_targets[s], sum);
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] = sum[i] / double(m_inputs.size()) + 2.0 * m_l2 * parameters[i];
        return sum;
    }

private:
    void addSample(const std::vector<double> &parameters, const std::vector<double> &input,
                   const std::vector<double> &target, std::vector<double> &sum) const
    {
        Rows values{input};
        std::vector<std::size_t> offsets;
        std::size_t offset = 0;
        for (std::size_t layer = 0; layer < m_units.size(); ++layer) {
            offsets.push_back(offset);
            values.push_back(forward(parameters, values.back(), offset, layer));
            offset += (values[layer].size() + 1) * m_units[layer];
        }
        // Both cross-entropies have the same slope at the last layer's logits; binary is a mean over the outputs too.
        std::vector<double> slope(target.size());
        for (std::size_t k = 0; k < target.size(); ++k)
            slope[k] = (values.back()[k] - target[k]) / (m_softmax ? 1.0 : double(target.size()));
        for (std::size_t layer = m_units.size(); layer-- > 0;)
            slope = backward(parameters, values[layer], slope, offsets[layer], sum);
    }

    [[nodiscard]] std::vector<double> forward(const std::vector<double> &parameters, const std::vector<double> &input,
                                              std::size_t offset, std::size_t layer) const
    {
        const std::size_t units = m_units[layer];
        std::vector<double> z(units);
        double total = 0.0;
        for (std::size_t j = 0; j < units; ++j) {
            z[j] = parameters[offset + input.size() * units + j];
            for (std::size_t i = 0; i < input.size(); ++i)
                z[j] += parameters[offset + i * units + j] * input[i];
            total += std::exp(z[j]);
        }
        const bool last = layer + 1 == m_units.size();
        for (double &value : z) {
            if (last)
                value = m_softmax ? std::exp(value) / total : 1.0 / (1.0 + std::exp(-value));
            else
                value = m_relu ? std::max(value, 0.0) : saturatingTanh(value);
        }
        return z;
    }

    /// Adds a layer's gradient; gives the slope at the pre-activations of the layer below.
    [[nodiscard]] std::vector<double> backward(const std::vector<double> &parameters, const std::vector<double> &input,
                                               const std::vector<double> &slope, std::size_t offset,
                                               std::vector<double> &sum) const
    {
        const std::size_t units = slope.size();
        std::vector<double> below(input.size(), 0.0);
        for (std::size_t j = 0; j < units; ++j) {
            sum[offset + input.size() * units + j] += slope[j];
            for (std::size_t i = 0; i < input.size(); ++i) {
                sum[offset + i * units + j] += slope[j] * input[i];
                below[i] += slope[j] * parameters[offset + i * units + j];
            }
        }
        for (std::size_t i = 0; i < input.size(); ++i)
            below[i] *= m_relu ? (input[i] > 0.0 ? 1.0 : 0.0) : 1.0 - input[i] * input[i];
        return below;
    }

    Rows m_inputs;
    Rows m_targets;
    double m_l2;
    std::vector<std::size_t> m_units;
    bool m_relu = false;
    bool m_softmax = false;
};

OptimizerSpec specOf(const Json &json)
{
    OptimizerSpec spec;
    for (const auto &[key, value] : json.items()) {
        if (key == "name")
            spec.name = value.get<std::string>();
        else if (key == "convention")
            spec.convention = value == "pytorch" ? Convention::PyTorch : Convention::Keras;
        else if (value.is_boolean())
            spec.options.set(key, value.get<bool>());
        else
            spec.options.set(key, value.get<double>());
    }
    return spec;
}

Matrix matrixOf(const Json &rows)
{
    Matrix matrix(Eigen::Index(rows.size()), Eigen::Index(rows[0].size()));
    for (Eigen::Index i = 0; i < matrix.rows(); ++i)
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
            matrix(i, j) = rows[std::size_t(i)][std::size_t(j)].get<double>();
    return matrix;
}

Objective objectiveOf(const Json &project)
{
    const Json &options = project["data"]["options"];
    const Matrix inputs = matrixOf(options["inputs"]);
    std::vector<LayerSpec> layers;
    for (const Json &layer : project["network"]["layers"])
        layers.push_back({.units = layer["units"].get<int>(),
                          .activation = layer["activation"].get<std::string>(),
                          .kernelInit = {},
                          .biasInit = {}});
    const LossSpec loss{.name = project["loss"]["name"].get<std::string>(),
                        .l2 = project["loss"].value("l2", 0.0),
                        .penaliseBias = project["loss"].value("penalise_bias", false)};
    return Objective(Architecture(int(inputs.cols()), std::move(layers)), loss, inputs, matrixOf(options["targets"]));
}

/// The largest relative error; below 1e-3 an absolute one in units of 1e-3.
double distance(const std::vector<double> &found, const Json &expected)
{
    double worst = 0.0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double value = expected[i].get<double>();
        worst = std::max(worst, std::abs(found[i] - value) / std::max(1e-3, std::abs(value)));
    }
    return worst;
}

} // namespace

/// θ after 1, 2, 10 and 100 full-batch steps against traces that PyTorch made in float64.
class TestReferenceTraces : public QObject {
    Q_OBJECT

private slots:
    void trace_data();
    void trace();
};

void TestReferenceTraces::trace_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("run");
    QTest::addColumn<bool>("plain");
    for (const char *file : {"mlp_2-2-1_tanh_sigmoid_bce.json", "mlp_2-3-3-2_relu_softmax_cce_l2.json"}) {
        const Json reference = Json::parse(std::ifstream(std::string(BASIN_REFERENCE_DIR "/") + file));
        for (std::size_t run = 0; run < reference["runs"].size(); ++run)
            for (const bool plain : {true, false})
                QTest::addRow("%.9s, %s: %s", file, plain ? "plain gradient" : "Objective",
                              reference["runs"][run]["optimizer"].dump().c_str())
                    << file << int(run) << plain;
    }
}

void TestReferenceTraces::trace()
{
    QFETCH(QString, file);
    QFETCH(int, run);
    QFETCH(bool, plain);
    const Json reference = Json::parse(std::ifstream(std::string(BASIN_REFERENCE_DIR "/") + file.toStdString()));
    const Json &expected = reference["runs"][std::size_t(run)];
    const PlainNetwork network(reference["project"]);
    const Objective objective = objectiveOf(reference["project"]);
    const auto gradientAt = [&](const std::vector<double> &theta) {
        if (plain)
            return network.gradient(theta);
        const Vector gradient = objective.gradient(Eigen::Map<const Vector>(theta.data(), Eigen::Index(theta.size())));
        return std::vector<double>(gradient.begin(), gradient.end());
    };
    std::vector<double> parameters = reference["parameters"].get<std::vector<double>>();
    QVERIFY(distance(gradientAt(parameters), reference["gradient"]) < 1e-12);

    const auto optimizer = makeOptimizer<double>(specOf(expected["optimizer"]), parameters.size());
    int compared = 0;
    for (int step = 1; step <= 100; ++step) {
        const std::vector<double> gradient = gradientAt(parameters);
        optimizer->update(parameters.data(), gradient.data(), parameters.data(), {}, 0.0);
        const std::string key = std::to_string(step);
        if (!expected["parameters_after"].contains(key))
            continue;
        ++compared;
        const double error = distance(parameters, expected["parameters_after"][key]);
        QVERIFY2(error < 1e-9, qPrintable(QString("step %1: off by %2").arg(step).arg(error)));
    }
    QCOMPARE(compared, 4);
}

QTEST_APPLESS_MAIN(TestReferenceTraces)
#include "test_reference_traces.moc"
