#pragma once

#include "training/trainer.h"

#include <memory>
#include <random>
#include <utility>

/// Small runs for the tests of this room, made by hand so that they depend on nothing but the library's types.
namespace basin::runs {

inline std::shared_ptr<const PreparedData> prepared(const Matrix &inputs, const Matrix &targets, bool classification,
                                                    Eigen::Index testSamples = 0)
{
    auto data = std::make_shared<PreparedData>();
    const Eigen::Index train = inputs.rows() - testSamples;
    data->raw.inputs = inputs;
    data->raw.targets = targets;
    data->train.inputs = inputs.topRows(train);
    data->train.targets = targets.topRows(train);
    data->test.inputs = inputs.bottomRows(testSamples);
    data->test.targets = targets.bottomRows(testSamples);
    data->raw.classification = data->train.classification = data->test.classification = classification;
    for (Eigen::Index row = 0; row < inputs.rows(); ++row)
        (row < train ? data->trainRows : data->testRows).push_back(row);
    data->scale = FeatureScale::fit(Scaling::None, data->train.inputs);
    return data;
}

inline std::shared_ptr<const PreparedData> xorData()
{
    Matrix inputs(4, 2);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    Matrix targets(4, 1);
    targets << 0, 1, 1, 0;
    return prepared(inputs, targets, true);
}

/// 2-2-1 tanh/sigmoid on binary cross-entropy, Adam 0.01, full batch.
inline RunSpec xorSpec(std::uint64_t seed = 1)
{
    RunSpec spec;
    spec.architecture = Architecture(2, {{.units = 2, .activation = "tanh", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    spec.init.seed = seed;
    spec.loss.name = "binary_crossentropy";
    spec.optimizer.name = "adam";
    spec.optimizer.options.set("learning_rate", 0.01);
    spec.training.epochs = 1'000'000;
    return spec;
}

/// Points in the plane, inside or outside a circle.
inline std::shared_ptr<const PreparedData> circleData(Eigen::Index samples = 100, Eigen::Index testSamples = 30)
{
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    Matrix inputs(samples, 2);
    Matrix targets(samples, 1);
    for (Eigen::Index row = 0; row < samples; ++row) {
        inputs(row, 0) = uniform(random);
        inputs(row, 1) = uniform(random);
        targets(row, 0) = inputs.row(row).squaredNorm() < 0.5 ? 1.0 : 0.0;
    }
    return prepared(inputs, targets, true, testSamples);
}

/// 2-5-1 in mini-batches of 16, so that an epoch of 70 samples ends with a smaller one.
inline RunSpec circleSpec()
{
    RunSpec spec = xorSpec(3);
    spec.architecture = Architecture(2, {{.units = 5, .activation = "tanh", .kernelInit = {}, .biasInit = {}},
                                         {.units = 1, .activation = "sigmoid", .kernelInit = {}, .biasInit = {}}});
    spec.training.batchSize = 16;
    spec.loss.l2 = 1e-4;
    return spec;
}

/// y = 2x on one linear unit, mean squared error, plain gradient descent.
inline std::pair<RunSpec, std::shared_ptr<const PreparedData>> linearRun(double learningRate)
{
    RunSpec spec;
    spec.architecture = Architecture(1, {{.units = 1, .activation = "linear", .kernelInit = {}, .biasInit = {}}});
    spec.init.parameters = {0.5, 0.0};
    spec.loss.name = "mean_squared_error";
    spec.optimizer.name = "sgd";
    spec.optimizer.options.set("learning_rate", learningRate);
    Matrix inputs(3, 1);
    inputs << -1.0, 0.5, 2.0;
    return {spec, prepared(inputs, 2.0 * inputs, false)};
}

} // namespace basin::runs
