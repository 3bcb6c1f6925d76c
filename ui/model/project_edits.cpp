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
    project.layers[layer].activation = activation;
    if (layer + 1 != project.layers.size())
        return;
    const bool isCrossEntropy = project.loss.name.ends_with("crossentropy");
    const std::string fitting = standardLoss(activation);
    // A squared error fits every activation; a cross-entropy only the one it was made for.
    if (isCrossEntropy && project.loss.name != fitting)
        project.loss.name = fitting;
}

void fitOutputs(Project &project, int targets, bool classification)
{
    if (project.layers.empty())
        return;
    LayerSpec &last = project.layers.back();
    const bool wasClassification = last.activation == "sigmoid" || last.activation == "softmax";
    if (last.units == targets && classification == wasClassification)
        return;
    last.units = std::max(1, targets);
    last.activation = !classification ? "linear" : targets > 1 ? "softmax" : "sigmoid";
    project.loss.name = standardLoss(last.activation);
    forgetParameters(project);
}

} // namespace basin
