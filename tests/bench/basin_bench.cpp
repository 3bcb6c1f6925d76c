#include "network/dense_kernel.h"
#include "optimizer/optimizer.h"
#include "random/random_stream.h"
#include "ratio_reporter.h"
#include "yardstick.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <numeric>

using namespace basin;

namespace {

std::vector<LayerSpec> layers(std::initializer_list<int> units, const std::string &hidden, const std::string &last)
{
    std::vector<LayerSpec> result;
    for (const int count : units)
        result.push_back({count, hidden, {}, {}});
    result.back().activation = last;
    return result;
}

template <class T>
std::vector<T> randomNumbers(Eigen::Index count, double size)
{
    RandomStream stream(1, Purpose::Check);
    std::vector<T> values(static_cast<std::size_t>(count));
    for (T &value : values)
        value = static_cast<T>(stream.uniform(-size, size));
    return values;
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

/// Points of the square, and whether they lie in a disc.
Matrix discInputs(Eigen::Index samples)
{
    const std::vector<double> values = randomNumbers<double>(2 * samples, 1.0);
    return Eigen::Map<const Matrix>(values.data(), samples, 2);
}

Matrix discTargets(const Matrix &inputs)
{
    return (inputs.rowwise().squaredNorm().array() < 0.5).cast<double>();
}

/// Steps of Adam with 2-2-1 on XOR: kernel and optimizer without the trainer.
void xorStep(benchmark::State &state)
{
    const Architecture net(2, layers({2, 1}, "tanh", "sigmoid"));
    DenseKernel<double> kernel(net, {"binary_crossentropy"});
    const DenseKernel<double>::Samples samples(xorInputs(), xorTargets());
    std::vector<double> theta = randomNumbers<double>(9, 1.0);
    std::vector<double> gradient(9);
    const auto optimizer = makeOptimizer<double>({.name = "adam"}, 9);
    for (auto _ : state) {
        const auto result = kernel.lossAndGradient(theta.data(), samples, gradient.data());
        benchmark::DoNotOptimize(result.loss);
        optimizer->update(theta.data(), gradient.data(), theta.data(), {}, 0.01);
    }
    state.SetItemsProcessed(state.iterations());
}

void xorYardstick(benchmark::State &state)
{
    yardstick::Xor network;
    for (auto _ : state)
        benchmark::DoNotOptimize(network.step(0.01));
    state.SetItemsProcessed(state.iterations());
}

constexpr int pictureWidth = 512;

void pictureBasin(benchmark::State &state)
{
    const Architecture net(2, layers({8, 8, 1}, "tanh", "tanh"));
    DenseKernel<float> kernel(net, {"mean_squared_error"});
    const std::vector<float> theta = randomNumbers<float>(net.parameterCount(), 1.0);
    constexpr std::int64_t count = std::int64_t{pictureWidth} * pictureWidth;
    std::vector<float> points(2 * count);
    std::vector<float> pixels(count);
    for (auto _ : state) {
        constexpr float pixel = 2.0F / pictureWidth;
        for (int row = 0; row < pictureWidth; ++row) {
            float *x1 = points.data() + row * pictureWidth;
            for (int column = 0; column < pictureWidth; ++column)
                x1[column] = (static_cast<float>(column) + 0.5F) * pixel - 1.0F;
            std::fill_n(x1 + count, pictureWidth, 1.0F - (static_cast<float>(row) + 0.5F) * pixel);
        }
        kernel.outputs(theta.data(), points.data(), count, pixels.data());
        benchmark::DoNotOptimize(pixels.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations());
}

void pictureYardstick(benchmark::State &state)
{
    const std::vector<float> theta = randomNumbers<float>(105, 1.0);
    std::vector<float> pixels(static_cast<std::size_t>(pictureWidth) * pictureWidth);
    for (auto _ : state) {
        yardstick::picture(theta.data(), pictureWidth, pixels.data());
        benchmark::DoNotOptimize(pixels.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations());
}

constexpr int batchSize = 32;
constexpr int batches = 32;

/// Steps of Adam with 2-64-64-1 on batches of 32 shuffled rows, without the trainer.
void mlpStep(benchmark::State &state)
{
    const Architecture net(2, layers({64, 64, 1}, "relu", "sigmoid"));
    DenseKernel<double> kernel(net, {"binary_crossentropy"});
    const Matrix inputs = discInputs(batchSize * batches);
    const DenseKernel<double>::Samples samples(inputs, discTargets(inputs));
    std::vector<double> theta = randomNumbers<double>(net.parameterCount(), 0.3);
    std::vector<double> gradient(theta.size());
    const auto optimizer = makeOptimizer<double>({.name = "adam"}, theta.size());
    std::vector<std::uint32_t> rows(static_cast<std::size_t>(batchSize * batches));
    std::iota(rows.begin(), rows.end(), 0U);
    RandomStream stream(1, Purpose::Shuffle);
    shuffle(rows, stream);
    std::size_t batch = 0;
    for (auto _ : state) {
        const std::span<const std::uint32_t> chosen(rows.data() + batch * batchSize, batchSize);
        const auto result = kernel.lossAndGradient(theta.data(), samples, chosen, gradient.data());
        benchmark::DoNotOptimize(result.loss);
        optimizer->update(theta.data(), gradient.data(), theta.data(), {}, 0.01);
        batch = (batch + 1) % batches;
    }
    state.SetItemsProcessed(state.iterations() * batchSize);
}

void mlpYardstick(benchmark::State &state)
{
    auto network = std::make_unique<yardstick::EigenNetwork>();
    constexpr int fresh = 2000; // steps, before moments of dead units turn subnormal and slow
    int steps = 0;
    const Eigen::MatrixXd inputs = Eigen::MatrixXd::Random(2, batchSize * batches);
    const Eigen::VectorXd targets = (inputs.colwise().squaredNorm().array() < 0.5).cast<double>();
    Eigen::Index batch = 0;
    for (auto _ : state) {
        if (++steps % fresh == 0)
            network = std::make_unique<yardstick::EigenNetwork>();
        benchmark::DoNotOptimize(
            network->step(inputs.data() + batch * 2 * batchSize, targets.data() + batch * batchSize));
        batch = (batch + 1) % batches;
    }
    state.SetItemsProcessed(state.iterations() * batchSize);
}

BENCHMARK(xorStep)->Name("kernel, xor 2-2-1, adam/basin");
BENCHMARK(xorYardstick)->Name("kernel, xor 2-2-1, adam/scalar loop");
BENCHMARK(pictureBasin)->Name("picture 512x512, 2-8-8-1/basin");
BENCHMARK(pictureYardstick)->Name("picture 512x512, 2-8-8-1/scalar loop");
BENCHMARK(mlpStep)->Name("kernel, mlp 2-64-64-1, adam/basin");
BENCHMARK(mlpYardstick)->Name("kernel, mlp 2-64-64-1, adam/Eigen");

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::Shutdown();
    return 0;
}
