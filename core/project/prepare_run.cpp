#include "data/error.h"
#include "project/project.h"

#include <algorithm>
#include <string>

namespace basin {

namespace {

std::string countOf(Eigen::Index count, const std::string &noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void checkOutputs(const Project &project, const PreparedData &data)
{
    const Eigen::Index targets = data.raw.targets.cols();
    const int units = project.layers.back().units;
    if (targets != units)
        throw InputError("network.layers[" + std::to_string(project.layers.size() - 1) + "].units",
                         "must be " + std::to_string(targets) + ", as the data has " + countOf(targets, "target") +
                             ", is " + std::to_string(units));
}

void checkLoss(const Project &project, const PreparedData &data)
{
    const Loss *kind = findLoss(project.loss.name);
    if (kind == nullptr)
        throw InputError("loss.name", "is not known");
    const LayerSpec &last = project.layers.back();
    if (const auto problem = lossProblem(kind->id, last.activation, last.units))
        throw InputError("loss.name", *problem);
    if (const auto problem = gradientFaultProblem(project.loss.fault, kind->id, last.activation))
        throw InputError("loss.deliberate_bug", *problem);
    // A cross-entropy is the distance between two probability distributions.
    const Matrix &targets = data.raw.targets;
    const bool isCrossentropy = kind->id == LossId::BinaryCrossentropy || kind->id == LossId::CategoricalCrossentropy;
    if (isCrossentropy && targets.size() > 0 && (targets.minCoeff() < 0.0 || targets.maxCoeff() > 1.0))
        throw InputError("loss.name", kind->name + " needs targets from 0 to 1; the data has targets beyond");
}

void checkOptimizer(const Project &project, const PreparedData &data)
{
    const OptimizerKind *kind = findOptimizer(project.optimizer.name);
    if (kind == nullptr)
        throw InputError("optimizer.name", "is not known");
    const std::int64_t batch = project.training.batchSize;
    if (kind->fullBatchOnly && batch != 0 && batch < data.train.samples())
        throw InputError("training.batch_size",
                         "must be 0, the full batch, for " + kind->name + ", is " + std::to_string(batch));
}

std::vector<std::int64_t> frozenIndices(const Project &project, const Architecture &architecture)
{
    std::vector<std::int64_t> frozen = project.training.frozen;
    for (const std::string &name : project.frozenNames) {
        const auto index = architecture.parameterIndex(name);
        if (!index)
            throw InputError("training.frozen", "no parameter of this network is named \"" + name + "\"");
        frozen.push_back(*index);
    }
    for (const std::int64_t index : frozen)
        if (index < 0 || index >= architecture.parameterCount())
            throw InputError("training.frozen", "must be numbers from 0 to " +
                                                    std::to_string(architecture.parameterCount() - 1) + ", is " +
                                                    std::to_string(index));
    std::sort(frozen.begin(), frozen.end());
    frozen.erase(std::unique(frozen.begin(), frozen.end()), frozen.end());
    return frozen;
}

void checkParameterCount(const std::string &place, std::size_t count, const Architecture &architecture)
{
    if (static_cast<Eigen::Index>(count) != architecture.parameterCount())
        throw InputError(place, "must have " + countOf(architecture.parameterCount(), "number") +
                                    " for this network, has " + std::to_string(count));
}

} // namespace

RunSpec runSpec(const Project &project, const PreparedData &data)
{
    if (project.layers.empty())
        throw InputError("network.layers", "must have at least one layer");
    RunSpec spec{.architecture =
                     Architecture(static_cast<int>(data.raw.inputs.cols()), project.layers, project.data.steps),
                 .init = project.init,
                 .loss = project.loss,
                 .optimizer = project.optimizer,
                 .training = project.training};
    checkOutputs(project, data);
    checkLoss(project, data);
    checkOptimizer(project, data);
    if (const auto problem = project.training.problem())
        throw InputError({}, *problem);
    spec.training.frozen = frozenIndices(project, spec.architecture);
    if (!project.init.parameters.empty())
        checkParameterCount("init.parameters", project.init.parameters.size(), spec.architecture);
    if (project.state)
        checkParameterCount("state.parameters", project.state->parameters.size(), spec.architecture);
    return spec;
}

PreparedRun prepareRun(const Project &project)
{
    auto data = std::make_shared<const PreparedData>(prepareData(project.data, project.folder));
    RunSpec spec = runSpec(project, *data);
    return {.spec = std::move(spec), .data = std::move(data)};
}

} // namespace basin
