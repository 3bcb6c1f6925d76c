#pragma once

#include "../landscape/xor_points.h"
#include "diagnosis/diagnosis.h"
#include "project/examples.h"
#include "project/project.h"
#include "training/many_runs.h"
#include "training/trainer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

/// Cases whose diagnosis is known from how they were made or from their outputs, never from a rule.
namespace basin::tests {

/// A point whose diagnosis is known, with the run that led to it where there was one.
struct Case {
    PreparedRun run;
    Vector parameters;
    std::optional<Trainer> trainer;
};

/// Seeds count from 1; nothing: this seed gives no such case (a run that ended elsewhere).
using Maker = std::optional<Case> (*)(std::uint64_t seed);

inline std::vector<Finding> findingsOf(const Case &made)
{
    const RunSpec &spec = made.run.spec;
    const Objective objective(spec.architecture, spec.loss, made.run.data->train.inputs, made.run.data->train.targets,
                              spec.training.precision);
    DiagnosedRun run{.spec = spec, .data = *made.run.data, .parameters = made.parameters};
    if (made.trainer) {
        run.history = &made.trainer->history();
        run.epoch = made.trainer->epoch();
    }
    return diagnose(run, inspectPoint(objective, made.parameters));
}

using Key = basin::Setting; // of a project; the tests' own Setting is another one

inline PreparedRun prepared(const std::string &json, const std::vector<Key> &settings = {})
{
    return prepareRun(parseProject(json, "case", settings));
}

inline std::string text(double value)
{
    return std::to_string(value);
}

inline const char *const xorJson = R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [
    {"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}})";

inline Case trained(PreparedRun run, std::int64_t epochs)
{
    Trainer trainer(run.spec, run.data);
    trainer.advanceEpochs(epochs);
    Vector parameters = trainer.parameters();
    return {std::move(run), std::move(parameters), std::move(trainer)};
}

// What the test calls a state, from outputs and targets alone.

inline Matrix outputsOf(const Case &made)
{
    return Objective(made.run.spec.architecture, made.run.spec.loss, made.run.data->train.inputs,
                     made.run.data->train.targets)
        .outputs(made.parameters);
}

inline int countNear(const Matrix &outputs, double value, double margin)
{
    return static_cast<int>(((outputs.array() - value).abs() < margin).count());
}

inline bool isEdge(const Case &made)
{
    const Matrix y = outputsOf(made);
    return countNear(y, 0.5, 0.05) == 2 && countNear(y, 0.0, 0.05) == 1 && countNear(y, 1.0, 0.05) == 1;
}

inline bool isTriple(const Case &made)
{
    const Matrix y = outputsOf(made);
    return (countNear(y, 2.0 / 3, 0.03) == 3 && countNear(y, 0.0, 0.05) == 1) ||
           (countNear(y, 1.0 / 3, 0.03) == 3 && countNear(y, 1.0, 0.05) == 1);
}

/// The share of samples on their right side, counted here.
inline double shareRight(const Case &made)
{
    const Matrix y = outputsOf(made);
    const Matrix &t = made.run.data->train.targets;
    int right = 0;
    for (Eigen::Index s = 0; s < t.rows(); ++s) {
        Eigen::Index answer = 0;
        y.row(s).maxCoeff(&answer);
        right += t.cols() > 1 ? t(s, answer) == 1.0 : (y(s, 0) > 0.5) == (t(s, 0) > 0.5);
    }
    return static_cast<double>(right) / static_cast<double>(t.rows());
}

// Runs that are well.

struct Healthy {
    const char *json;
    std::int64_t epochs;
};

inline const std::vector<Healthy> &healthyRuns()
{
    static const std::vector<Healthy> list{
        {R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 2, "activation": "tanh"},
            {"units": 1, "activation": "sigmoid"}]}, "optimizer": {"name": "adam", "learning_rate": 0.05}})",
         3000},
        {R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 2, "activation": "sigmoid"},
            {"units": 1, "activation": "sigmoid"}]}, "loss": {"name": "mean_squared_error"},
            "init": {"kernel": {"name": "uniform", "low": -1, "high": 1}},
            "optimizer": {"name": "sgd", "learning_rate": 8}})",
         6000},
        {R"({"basin": 1, "data": {"source": "gate", "options": {"gate": "and"}}, "network": {"layers": [
            {"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}]},
            "optimizer": {"name": "irprop_minus", "learning_rate": 0.1}})",
         300},
        {R"({"basin": 1, "data": {"source": "gate", "options": {"gate": "or"}}, "network": {"layers": [
            {"units": 1, "activation": "sigmoid"}]}, "optimizer": {"name": "sgd", "learning_rate": 1, "momentum": 0.9},
            "training": {"precision": "float32"}})",
         600},
        {R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 4, "activation": "relu"},
            {"units": 1, "activation": "sigmoid"}]}, "optimizer": {"name": "adam", "learning_rate": 0.02}})",
         2000},
        {R"({"basin": 1, "data": {"source": "gate", "options": {"target_low": 0.1, "target_high": 0.9}},
            "network": {"layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
            "loss": {"name": "half_squared_error"}, "optimizer": {"name": "levenberg_marquardt"}})",
         200},
        {R"({"basin": 1, "data": {"source": "circle"}, "network": {"layers": [{"units": 6, "activation": "tanh"},
            {"units": 1, "activation": "sigmoid"}]}, "optimizer": {"name": "adam", "learning_rate": 0.05},
            "training": {"batch_size": 32}})",
         120},
        {R"({"basin": 1, "data": {"source": "two_boundaries", "scaling": "standard"}, "network": {"layers": [
            {"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}]},
            "optimizer": {"name": "adam", "learning_rate": 0.1}, "training": {"batch_size": 32}})",
         60},
        {R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 3, "activation": "tanh"},
            {"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
            "loss": {"l2": 1e-4}, "optimizer": {"name": "rmsprop", "learning_rate": 0.02}})",
         1500},
        {R"({"basin": 1, "data": {"source": "gate", "options": {"gate": "nand"}}, "network": {"layers": [
            {"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
            "optimizer": {"name": "adagrad", "learning_rate": 0.5}})",
         800},
        {R"({"basin": 1, "data": {"source": "gate", "options": {"gate": "xnor"}}, "network": {"layers": [
            {"units": 5, "activation": "leaky_relu"}, {"units": 1, "activation": "sigmoid"}]},
            "optimizer": {"name": "nadam", "learning_rate": 0.02}})",
         1500},
        {R"({"basin": 1, "data": {"source": "moons"}, "network": {"layers": [{"units": 8, "activation": "elu"},
            {"units": 8, "activation": "elu"}, {"units": 1, "activation": "sigmoid"}]},
            "optimizer": {"name": "amsgrad", "learning_rate": 0.02}, "training": {"batch_size": 32}})",
         200},
        {R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 3, "activation": "tanh"},
            {"units": 3, "activation": "tanh"}, {"units": 3, "activation": "tanh"}, {"units": 3, "activation": "tanh"},
            {"units": 3, "activation": "tanh"}, {"units": 3, "activation": "tanh"},
            {"units": 1, "activation": "sigmoid"}]}, "optimizer": {"name": "adamw", "learning_rate": 0.01}})",
         1500},
        {R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 3, "activation": "softplus"},
            {"units": 1, "activation": "tanh"}]}, "loss": {"name": "mean_squared_error"},
            "optimizer": {"name": "rprop_plus", "learning_rate": 0.01}})",
         1500},
        {R"({"basin": 1, "data": {"source": "sine"}, "network": {"layers": [{"units": 8, "activation": "tanh"},
            {"units": 1, "activation": "linear"}]}, "optimizer": {"name": "lbfgs"}})",
         300},
    };
    return list;
}

/// Solved: every sample right and the loss far below that of a constant output; for a regression a loss of a hundredth.
inline bool isSolved(const Case &made)
{
    const double loss = made.trainer->metrics().loss;
    const Matrix &t = made.run.data->train.targets;
    if (!made.run.data->train.classification)
        return loss < 0.01 * (t.array() - t.mean()).square().mean();
    return shareRight(made) >= (t.rows() > 50 ? 0.97 : 1.0) && loss < 0.15;
}

inline std::optional<Case> healthy(std::uint64_t seed)
{
    const bool isIris = seed % (healthyRuns().size() + 1) == 0;
    PreparedRun run;
    std::int64_t epochs = 200;
    if (isIris) {
        run = prepareRun(exampleProject(*findExample("iris")));
    } else {
        const Healthy &one = healthyRuns()[seed % (healthyRuns().size() + 1) - 1];
        run = prepared(one.json);
        epochs = one.epochs;
    }
    run.spec.init.seed = seed;
    run.spec.training.epochs = 1'000'000;
    Case made = trained(std::move(run), epochs);
    if (!isSolved(made))
        return {};
    return made;
}

// States of XOR.

/// End points of real training, each with its label; made once.
inline const std::vector<Vector> &trainedXor(bool wantsTriples, std::int64_t runs)
{
    static std::vector<Vector> edges;
    static std::vector<Vector> triples;
    static std::int64_t made = 0;
    if (made < runs) {
        PreparedRun run = prepared(xorJson, {{"optimizer.learning_rate", "0.01"}, {"training.epochs", "8000"}});
        std::mutex lock;
        const std::int64_t first = made;
        made = runs;
        std::map<std::int64_t, Vector> ends;
        trainRuns(
            {{.spec = run.spec,
              .data = run.data,
              .count = runs - first,
              .start =
                  [first](std::int64_t k) { return RunStart{.seed = static_cast<std::uint64_t>(first + k) + 1}; }}},
            [&](std::size_t, std::int64_t k, RunEnd &&end) {
                const std::lock_guard guard(lock);
                ends[k] = end.parameters;
            });
        for (const auto &[k, theta] : ends) {
            const Case end{run, theta, {}};
            if (isEdge(end))
                edges.push_back(theta);
            else if (isTriple(end))
                triples.push_back(theta);
        }
    }
    return wantsTriples ? triples : edges;
}

/// A unit that is on at one corner alone: h(corner) = 1, else 0 (or −1).
inline void isolate(int corner, double sharpness, double *w1, double *w2, double *b)
{
    const double s1 = corner / 2 == 1 ? 1.0 : -1.0;
    const double s2 = corner % 2 == 1 ? 1.0 : -1.0;
    // s1 (x1 − ½) + s2 (x2 − ½) is 1 at the corner, 0 beside it and −1 across.
    *w1 = sharpness * s1;
    *w2 = sharpness * s2;
    *b = sharpness * (-0.5 * s1 - 0.5 * s2 - 0.5);
}

inline PreparedRun minimalXor(RandomStream &stream)
{
    const bool isSquared = stream.uniform(0.0, 1.0) < 0.5;
    return prepared(xorJson, {{"network.layers[0].activation", "sigmoid"},
                              {"loss.name", isSquared ? "mean_squared_error" : "binary_crossentropy"}});
}

inline std::optional<Case> edge(std::uint64_t seed)
{
    const bool isTrained = seed % 2 == 0;
    if (isTrained) {
        const auto &pool = trainedXor(false, static_cast<std::int64_t>(seed) + 40);
        if (pool.size() < seed / 2)
            return {};
        return Case{prepared(xorJson, {{"optimizer.learning_rate", "0.01"}}), pool[seed / 2 - 1], {}};
    }
    // Units on two neighbouring corners, one of each target; the other two share an output of one half.
    RandomStream stream(seed, Purpose::Check);
    const int first = static_cast<int>(stream.uniform(0.0, 4.0));
    const int second = first ^ (stream.uniform(0.0, 1.0) < 0.5 ? 1 : 2);
    std::vector<double> theta(9);
    isolate(first, stream.uniform(20.0, 40.0), &theta[0], &theta[1], &theta[2]);
    isolate(second, stream.uniform(20.0, 40.0), &theta[3], &theta[4], &theta[5]);
    const auto isHigh = [](int corner) { return corner == 1 || corner == 2; };
    theta[6] = (isHigh(first) ? 1.0 : -1.0) * stream.uniform(8.0, 30.0);
    theta[7] = (isHigh(second) ? 1.0 : -1.0) * stream.uniform(8.0, 30.0);
    const Vector point = fromUnitOrder(
        {theta[0], theta[1], theta[2], theta[3], theta[4], theta[5], theta[6], theta[7], stream.uniform(-1e-3, 1e-3)});
    return Case{minimalXor(stream), point, {}};
}

inline std::optional<Case> triple(std::uint64_t seed)
{
    const bool isTrained = seed % 4 == 0;
    if (isTrained) {
        const auto &pool = trainedXor(true, 30 * static_cast<std::int64_t>(seed) + 40);
        if (pool.size() < seed / 4)
            return {};
        return Case{prepared(xorJson, {{"optimizer.learning_rate", "0.01"}}), pool[seed / 4 - 1], {}};
    }
    // One unit on a corner, the other the same on the other three patterns; these share the mean of their targets.
    RandomStream stream(seed, Purpose::Check);
    const int corner = static_cast<int>(stream.uniform(0.0, 4.0));
    const bool isHigh = corner == 1 || corner == 2;
    std::vector<double> theta(6);
    isolate(corner, stream.uniform(20.0, 40.0), &theta[0], &theta[1], &theta[2]);
    const double idle = stream.uniform(0.0, 3.0);
    if (idle < 1.0)
        theta[5] = stream.uniform(-2.0, 2.0); // constant
    else if (idle < 2.0)
        theta = {theta[0], theta[1], theta[2], stream.uniform(-1.0, 1.0), stream.uniform(-1.0, 1.0), -20.0}; // off
    else
        isolate(corner, stream.uniform(20.0, 40.0), &theta[3], &theta[4], &theta[5]); // twice the same
    const double towards = isHigh ? 1.0 : -1.0;
    // The idle unit's share is small, and the bias makes up for it.
    const double v2 = idle < 1.0 ? stream.uniform(-0.5, 0.5) : 0.0;
    const double c = -towards * std::log(2.0) - v2 * logistic(theta[5]);
    const Vector point = fromUnitOrder(
        {theta[0], theta[1], theta[2], theta[3], theta[4], theta[5], towards * stream.uniform(8.0, 30.0), v2, c});
    return Case{minimalXor(stream), point, {}};
}

inline std::optional<Case> constant(std::uint64_t seed)
{
    RandomStream stream(seed, Purpose::Check);
    if (seed % 3 == 0) { // on its way past θ = 0, where it stays for thousands of epochs
        PreparedRun run = prepared(xorJson, {{"network.layers[0].activation", "sigmoid"},
                                             {"loss.name", "mean_squared_error"},
                                             {"optimizer.name", "sgd"},
                                             {"optimizer.learning_rate", "1"},
                                             {"init.kernel", R"({"name": "uniform", "low": -0.05, "high": 0.05})"}});
        run.spec.init.seed = seed;
        Case made = trained(std::move(run), 1500);
        return std::abs(made.trainer->metrics().loss - 0.25) < 2e-4 ? std::optional(std::move(made)) : std::nullopt;
    }
    // Class C of the classification: v = 0 and each unit constant, on one input, or on 2 b + w1 + w2 = 0.
    std::vector<double> theta(6, 0.0);
    for (std::size_t unit = 0; unit < 6; unit += 3) {
        const int kind = static_cast<int>(stream.uniform(0.0, 4.0));
        if (kind >= 1)
            theta[unit + 2] = stream.uniform(-2.0, 2.0);
        if (kind == 2)
            theta[unit + static_cast<std::size_t>(stream.uniform(0.0, 2.0))] = stream.uniform(-2.0, 2.0);
        if (kind == 3) {
            theta[unit] = stream.uniform(-2.0, 2.0);
            theta[unit + 1] = -2.0 * theta[unit + 2] - theta[unit];
        }
    }
    const Vector point = fromUnitOrder({theta[0], theta[1], theta[2], theta[3], theta[4], theta[5], 0.0, 0.0, 0.0});
    return Case{minimalXor(stream), point, {}};
}

// Units.

/// Some unit of the first layer is 0 on every sample, counted here.
inline bool hasDeadUnit(const Case &made)
{
    const LayerLayout &first = made.run.spec.architecture.layout(0);
    const Matrix &inputs = made.run.data->train.inputs;
    for (int unit = 0; unit < first.units; ++unit) {
        double highest = -1.0;
        for (Eigen::Index s = 0; s < inputs.rows(); ++s) {
            double z = made.parameters[first.bias + unit];
            for (int i = 0; i < first.inputs; ++i)
                z += inputs(s, i) * made.parameters[first.kernel + i * first.units + unit];
            highest = s == 0 ? z : std::max(highest, z);
        }
        if (highest < 0.0)
            return true;
    }
    return false;
}

inline std::optional<Case> deadRelu(std::uint64_t seed)
{
    PreparedRun run = prepared(xorJson, {{"network.layers[0].activation", "relu"},
                                         {"init.bias", R"({"name": "uniform", "low": -0.5, "high": 0.2})"},
                                         {"optimizer.learning_rate", "0.02"}});
    run.spec.init.seed = seed;
    Case made = trained(std::move(run), seed % 2 == 0 ? 0 : 1500);
    if (!hasDeadUnit(made) || shareRight(made) == 1.0)
        return {};
    return made;
}

/// All units of the hidden layer begin alike, and then nothing parts them.
inline std::optional<Case> twins(std::uint64_t seed)
{
    RandomStream stream(seed, Purpose::Check);
    const double value = stream.uniform(-1.5, 1.5);
    PreparedRun run = prepared(xorJson, {{"network.layers[0].units", std::to_string(2 + seed % 3)},
                                         {"network.layers[0].activation", seed % 2 == 0 ? "tanh" : "sigmoid"},
                                         {"init.kernel", R"({"name": "constant", "value": )" + text(value) + "}"},
                                         {"optimizer.name", seed % 5 == 0 ? "sgd" : "adam"},
                                         {"optimizer.learning_rate", "0.05"}});
    return trained(std::move(run), static_cast<std::int64_t>(stream.uniform(0.0, 2000.0)));
}

// Setting.

inline std::optional<Case> unscaled(std::uint64_t seed)
{
    RandomStream stream(seed, Purpose::Check);
    std::vector<Key> settings{{"init.seed", std::to_string(seed)}};
    const double high = stream.uniform(30.0, 300.0);
    PreparedRun run;
    if (seed % 2 == 0) {
        settings.insert(settings.end(), {{"data.options.high", text(high)}, {"optimizer.learning_rate", "0.001"}});
        run = prepared(xorJson, settings);
    } else { // positions from 0 to 30
        settings.insert(settings.end(), {{"data.source", "two_boundaries"},
                                         {"network.layers[0].activation", "sigmoid"},
                                         {"optimizer.name", "sgd"},
                                         {"optimizer.learning_rate", "0.01"},
                                         {"training.batch_size", "32"}});
        run = prepared(xorJson, settings);
    }
    Case made = trained(std::move(run), static_cast<std::int64_t>(stream.uniform(0.0, 60.0)));
    return shareRight(made) < 1.0 ? std::optional(std::move(made)) : std::nullopt;
}

/// Labels that the last layer or the loss cannot take, five ways.
inline std::optional<Case> mismatch(std::uint64_t seed)
{
    std::vector<Key> settings{{"init.seed", std::to_string(seed)}, {"loss.name", "mean_squared_error"}};
    const char *last = "network.layers[1].activation";
    switch (seed % 5) {
    case 0: // −1 and 1 with a sigmoid
        settings.push_back({"data.options.target_low", "-1"});
        break;
    case 1: // negative targets with relu
        settings.insert(settings.end(), {{"data.options.target_low", "-1"}, {last, "relu"}});
        break;
    case 2: // softmax on one unit
        settings.push_back({last, "softmax"});
        break;
    case 3: // class numbers 0, 1, 2 with a sigmoid
        settings.insert(settings.end(), {{"data.source", "inline"},
                                         {"data.options.inputs", "[[0,0],[0,1],[1,0],[1,1],[0.5,0.2],[0.1,0.8]]"},
                                         {"data.options.targets", "[[0],[1],[1],[0],[2],[2]]"}});
        break;
    default: // a cross-entropy of outputs that are no probabilities
        settings.insert(settings.end(), {{last, "linear"}, {"loss.name", "binary_crossentropy"}});
        break;
    }
    PreparedRun run = prepared(xorJson, settings);
    return trained(std::move(run), static_cast<std::int64_t>(seed % 7) * 50);
}

inline std::optional<Case> bitLabels(std::uint64_t seed)
{
    PreparedRun run = prepared(
        R"({"basin": 1, "data": {"source": "inline", "options": {
            "inputs": [[0,0],[0,1],[1,0],[1,1]], "targets": [[1,1,0],[0,1,1],[1,0,1],[1,1,1]]}},
            "network": {"layers": [{"units": 4, "activation": "tanh"}, {"units": 3, "activation": "softmax"}]}})",
        {{"init.seed", std::to_string(seed)}});
    return trained(std::move(run), static_cast<std::int64_t>(seed % 4) * 100);
}
} // namespace basin::tests
