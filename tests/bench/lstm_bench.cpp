#include "training/trainer.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

#include <memory>

using namespace basin;

namespace {

constexpr int batchSize = 50;
constexpr int batches = 20;

/// Remainders of 20-bit numbers modulo 7.
std::shared_ptr<const PreparedData> moduloData()
{
    DataSpec spec;
    spec.source = "modulo";
    spec.options.set("bits", 20.0);
    spec.options.set("samples", static_cast<double>(batchSize * batches));
    return std::make_shared<const PreparedData>(prepareData(spec, {}));
}

RunSpec moduloSpec(LayerSpec first, int steps)
{
    RunSpec spec;
    spec.architecture = Architecture(
        20, {std::move(first), {.units = 7, .activation = "softmax", .kernelInit = {}, .biasInit = {}}}, steps);
    spec.loss.name = "categorical_crossentropy";
    spec.optimizer = {.name = "adam"};
    spec.optimizer.options.set("learning_rate", 0.01);
    spec.training.precision = Precision::Float32;
    spec.training.batchSize = batchSize;
    spec.training.limitEpochs = false;
    return spec;
}

LayerSpec lstm(int units)
{
    return {.units = units, .activation = "tanh", .kernelInit = {}, .biasInit = {}, .kind = LayerKind::Lstm};
}

/// An epoch of training, its loss and accuracy at the end included.
void trainEpochs(benchmark::State &state, const RunSpec &spec)
{
    const auto data = moduloData();
    Trainer trainer(spec, data);
    for (auto _ : state)
        benchmark::DoNotOptimize(trainer.advance(batches));
    state.SetItemsProcessed(state.iterations() * batchSize * batches);
}

void lstmOf20Steps(benchmark::State &state)
{
    trainEpochs(state, moduloSpec(lstm(100), 20));
}

void lstmOf1Step(benchmark::State &state)
{
    trainEpochs(state, moduloSpec(lstm(100), 1));
}

void mlp(benchmark::State &state)
{
    trainEpochs(state, moduloSpec({.units = 20, .activation = "relu", .kernelInit = {}, .biasInit = {}}, 1));
}

/// Steps alone, without a look at the loss of the whole.
void lstmYardstick(benchmark::State &state, int steps)
{
    yardstick::EigenLstm network(steps, 20 / steps);
    const Eigen::MatrixXf inputs = (Eigen::MatrixXf::Random(20, batchSize).array() > 0.0F).cast<float>();
    Eigen::MatrixXf targets = Eigen::MatrixXf::Zero(7, batchSize);
    for (Eigen::Index s = 0; s < batchSize; ++s)
        targets(s % 7, s) = 1.0F;
    for (auto _ : state)
        benchmark::DoNotOptimize(network.step(inputs.data(), targets.data()));
    state.SetItemsProcessed(state.iterations() * batchSize);
}

BENCHMARK(lstmOf20Steps)->Name("training, lstm(100) 20 steps of 1, softmax(7)/basin");
BENCHMARK_CAPTURE(lstmYardstick, 20, 20)->Name("training, lstm(100) 20 steps of 1, softmax(7)/Eigen");
BENCHMARK(lstmOf1Step)->Name("training, lstm(100) 1 step of 20, softmax(7)/basin");
BENCHMARK_CAPTURE(lstmYardstick, 1, 1)->Name("training, lstm(100) 1 step of 20, softmax(7)/Eigen");
BENCHMARK(mlp)->Name("training, mlp 20-20-7, batch 50, float32/basin");

} // namespace
