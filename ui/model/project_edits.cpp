#include "model/project_edits.h"

#include "network/loss.h"

#include <algorithm>

namespace basin {

void forgetParameters(Project &project)
{
    project.init.parameters.clear();
    project.training.frozen.clear();
}

void setActivation(Project &project, std::size_t layer, const std::string &activation)
{
    if (layer >= project.layers.size())
        return;
    LayerSpec &changed = project.layers[layer];
    if (changed.kind == LayerKind::Lstm) {
        changed.kind = LayerKind::Dense;
        changed.recurrentInit.reset();
        project.data.steps = 1;
        forgetParameters(project);
    }
    changed.activation = activation;
    if (layer + 1 != project.layers.size())
        return;
    const bool isCrossEntropy = project.loss.name.ends_with("crossentropy");
    const std::string fitting = standardLoss(activation);
    // A squared error fits every activation; a cross-entropy only the one it was made for.
    if (isCrossEntropy && project.loss.name != fitting)
        project.loss.name = fitting;
}

void makeRecurrent(Project &project)
{
    if (project.layers.size() < 2 || project.layers.front().kind == LayerKind::Lstm)
        return;
    project.layers.front().kind = LayerKind::Lstm;
    project.layers.front().activation = "tanh";
    forgetParameters(project);
}

void fitOutputs(Project &project, int targets, bool classification)
{
    if (project.layers.empty())
        return;
    LayerSpec &last = project.layers.back();
    if (last.kind == LayerKind::Lstm) {
        last.units = std::max(1, targets);
        return;
    }
    const bool wasClassification = last.activation == "sigmoid" || last.activation == "softmax";
    if (last.units == targets && classification == wasClassification)
        return;
    last.units = std::max(1, targets);
    last.activation = !classification ? "linear" : targets > 1 ? "softmax" : "sigmoid";
    project.loss.name = standardLoss(last.activation);
    forgetParameters(project);
}

void editSamples(Project &project, const Dataset &raw, const std::function<void(Rows &, Rows &)> &change)
{
    const auto rows = [](const Matrix &matrix) {
        Rows all(static_cast<std::size_t>(matrix.rows()), std::vector<double>(static_cast<std::size_t>(matrix.cols())));
        for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
            for (Eigen::Index column = 0; column < matrix.cols(); ++column)
                all[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = matrix(row, column);
        }
        return all;
    };
    Rows inputs = rows(raw.inputs);
    Rows targets = rows(raw.targets);
    change(inputs, targets);
    project.data.source = "inline";
    project.data.options = {};
    project.data.options.set("inputs", std::move(inputs));
    project.data.options.set("targets", std::move(targets));
}

} // namespace basin
