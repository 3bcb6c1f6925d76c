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

void moveTo(Project &project, const std::filesystem::path &folder)
{
    const auto path = project.data.options.values().find("path");
    if (path != project.data.options.values().end() && project.folder != folder) {
        const auto &text = std::get<std::string>(path->second);
        const std::filesystem::path file(text);
        const bool isBuiltIn = text.starts_with(':');
        if (file.is_relative() && !isBuiltIn) {
            std::error_code failed; // another drive: then the whole path is the only way to say it
            const auto whole = std::filesystem::absolute(project.folder / file, failed);
            const auto shorter = std::filesystem::relative(whole, folder, failed);
            project.data.options.set("path", (shorter.empty() ? whole : shorter).generic_string());
        }
    }
    project.folder = folder;
}

} // namespace basin
