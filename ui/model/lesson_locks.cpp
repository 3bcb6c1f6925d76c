#include "model/lesson_locks.h"

#include <algorithm>

namespace basin {

namespace {

Options without(Options options, std::string_view key)
{
    options.clear(key);
    return options;
}

bool sameRate(const Project &a, const Project &b)
{
    const auto rate = [](const Project &project) {
        const auto *kind = findOptimizer(project.optimizer.name);
        return kind && findOption(kind->options(project.optimizer.convention), "learning_rate")
                   ? project.optimizer.value("learning_rate")
                   : 0.0;
    };
    return rate(a) == rate(b);
}

bool sameOptimizer(const Project &a, const Project &b)
{
    return a.optimizer.name == b.optimizer.name && a.optimizer.convention == b.optimizer.convention &&
           without(a.optimizer.options, "learning_rate") == without(b.optimizer.options, "learning_rate");
}

/// The loss but for what is penalised: a new field of LossSpec belongs here until someone says otherwise.
LossSpec bare(LossSpec loss)
{
    loss.l1 = loss.l2 = 0.0;
    loss.penaliseBias = false;
    return loss;
}

bool samePenalty(const Project &a, const Project &b)
{
    return a.loss.l1 == b.loss.l1 && a.loss.l2 == b.loss.l2 && a.loss.penaliseBias == b.loss.penaliseBias;
}

std::vector<LayerSpec> shape(const Project &project)
{
    std::vector<LayerSpec> layers = project.layers;
    for (LayerSpec &layer : layers)
        layer.kernelInit = layer.biasInit = std::nullopt;
    return layers;
}

bool sameStart(const Project &a, const Project &b)
{
    const auto own = [](const LayerSpec &x, const LayerSpec &y) {
        return x.kernelInit == y.kernelInit && x.biasInit == y.biasInit;
    };
    return a.init.kernel == b.init.kernel && a.init.bias == b.init.bias &&
           (a.layers.size() != b.layers.size() || std::ranges::equal(a.layers, b.layers, own));
}

bool sameStop(const Project &a, const Project &b)
{
    const TrainingOptions &x = a.training, &y = b.training;
    return x.epochs == y.epochs && x.limitEpochs == y.limitEpochs && x.stopLoss == y.stopLoss &&
           x.solvedLoss == y.solvedLoss && x.patience == y.patience;
}

/// What of a project each control turns.
struct Part {
    const char *control;
    bool (*isSame)(const Project &a, const Project &b);
};

constexpr Part parts[]{
    {"data", [](const Project &a, const Project &b) { return a.data == b.data; }},
    {"network", [](const Project &a, const Project &b) { return shape(a) == shape(b); }},
    {"start", sameStart},
    {"seed", [](const Project &a, const Project &b) { return a.init.seed == b.init.seed; }},
    {"weights",
     [](const Project &a, const Project &b) {
         return a.init.parameters == b.init.parameters && a.training.frozen == b.training.frozen &&
                a.frozenNames == b.frozenNames;
     }},
    {"optimizer", sameOptimizer},
    {"learning_rate", sameRate},
    {"loss", [](const Project &a, const Project &b) { return bare(a.loss) == bare(b.loss); }},
    {"penalty", samePenalty},
    {"batch",
     [](const Project &a, const Project &b) {
         return a.training.batchSize == b.training.batchSize && a.training.shuffle == b.training.shuffle;
     }},
    {"precision", [](const Project &a, const Project &b) { return a.training.precision == b.training.precision; }},
    {"stop", sameStop},
};

} // namespace

std::string lockedControl(const LessonStep &step, const Project &before, const Project &after)
{
    for (const Part &part : parts)
        if (step.control(part.control) != ControlState::Shown && !part.isSame(before, after))
            return part.control;
    return {};
}

} // namespace basin
