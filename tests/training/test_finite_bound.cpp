#include "network/activation.h"
#include "random/random_stream.h"
#include "runs.h"
#include "training/finite_bound.h"
#include "training/run_objective.h"

#include <QTest>

#include <limits>

using namespace basin;

namespace {

class TestFiniteBound : public QObject {
    Q_OBJECT

private slots:
    void lossesWithinItAreFinite();
    void thereMayBeNone();
};

/// Parameters at the bound, of both signs: no loss over- or underflows, whatever the activations.
template <class T>
void checkAtBound(const Architecture &net, const LossSpec &loss, const std::shared_ptr<const PreparedData> &data)
{
    const double bound = finiteBound(net, loss, *data, static_cast<double>(std::numeric_limits<T>::max()));
    QVERIFY(bound >= 1.0);
    RunObjective<T> objective(net, loss, data);
    std::vector<T> theta(static_cast<std::size_t>(net.parameterCount()));
    for (std::uint64_t key = 0; key < 20; ++key) {
        RandomStream stream(key, Purpose::Check);
        for (T &value : theta)
            value = static_cast<T>(key < 2                          ? (key == 0 ? bound : -bound)
                                   : stream.uniform(0.0, 1.0) < 0.5 ? bound
                                                                    : -bound);
        QVERIFY(objective.value(theta.data()).isFinite());
    }
}

void TestFiniteBound::lossesWithinItAreFinite()
{
    const auto data = runs::circleData(20, 0);
    for (const Activation &activation : activations()) {
        for (const Loss &loss : losses()) {
            if (activation.name == "softmax" || lossProblem(loss.id, activation.name, 1))
                continue;
            const LayerSpec hidden{.units = 5, .activation = activation.name, .kernelInit = {}, .biasInit = {}};
            const LayerSpec last{.units = 1, .activation = activation.name, .kernelInit = {}, .biasInit = {}};
            const Architecture net(2, {hidden, hidden, last});
            checkAtBound<double>(net, {loss.name, 0.1, 10.0}, data);
            checkAtBound<float>(net, {loss.name, 0.1, 10.0}, data);
        }
    }
}

void TestFiniteBound::thereMayBeNone()
{
    const auto data = runs::circleData(20, 0);
    const LayerSpec wide{.units = 64, .activation = "relu", .kernelInit = {}, .biasInit = {}};
    std::vector<LayerSpec> layers(30, wide); // 64³⁰ is more than a float can hold
    layers.push_back({.units = 1, .activation = "linear", .kernelInit = {}, .biasInit = {}});
    const Architecture net(2, layers);
    QCOMPARE(finiteBound(net, {"mean_squared_error"}, *data, static_cast<double>(std::numeric_limits<float>::max())),
             0.0);
    QVERIFY(finiteBound(net, {"mean_squared_error"}, *data, std::numeric_limits<double>::max()) > 0.0);
}

} // namespace

QTEST_GUILESS_MAIN(TestFiniteBound)
#include "test_finite_bound.moc"
