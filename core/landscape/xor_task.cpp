#include "landscape/xor_task.h"

#include <algorithm>

namespace basin {

std::optional<XorTask> xorTask(const Matrix &inputs, const Matrix &targets)
{
    if (inputs.cols() != 2 || targets.cols() != 1 || inputs.rows() < 4)
        return std::nullopt;
    XorTask task;
    for (Eigen::Index i = 0; i < 2; ++i) {
        task.inputLow[static_cast<std::size_t>(i)] = inputs.col(i).minCoeff();
        task.inputHigh[static_cast<std::size_t>(i)] = inputs.col(i).maxCoeff();
    }
    task.targetLow = targets.minCoeff();
    task.targetHigh = targets.maxCoeff();
    if (!(task.inputLow[0] < task.inputHigh[0] && task.inputLow[1] < task.inputHigh[1] &&
          task.targetLow < task.targetHigh))
        return std::nullopt;

    std::array<int, 4> count{};
    std::array<bool, 4> isHigh{};
    for (Eigen::Index s = 0; s < inputs.rows(); ++s) {
        std::size_t pattern = 0;
        for (std::size_t i = 0; i < 2; ++i) {
            const double x = inputs(s, static_cast<Eigen::Index>(i));
            if (x != task.inputLow[i] && x != task.inputHigh[i])
                return std::nullopt;
            pattern = 2 * pattern + (x == task.inputHigh[i] ? 1 : 0);
        }
        const double t = targets(s, 0);
        if (t != task.targetLow && t != task.targetHigh)
            return std::nullopt;
        const bool high = t == task.targetHigh;
        if (count[pattern]++ == 0) {
            task.samples[pattern] = s;
            isHigh[pattern] = high;
        } else if (isHigh[pattern] != high) {
            return std::nullopt;
        }
    }
    if (count[0] == 0 || std::ranges::any_of(count, [&](int c) { return c != count[0]; }))
        return std::nullopt;
    task.isXnor = isHigh[0];
    if (isHigh[3] != isHigh[0] || isHigh[1] == isHigh[0] || isHigh[2] == isHigh[0])
        return std::nullopt;
    return task;
}

std::optional<XorTask> minimalXorTask(const Objective &objective)
{
    const std::vector<LayerSpec> &layers = objective.architecture().layers();
    if (layers.size() != 2 || objective.architecture().isRecurrent() || layers[0].units != 2 || layers[1].units != 1 ||
        layers[1].activation != "sigmoid" || (layers[0].activation != "sigmoid" && layers[0].activation != "tanh") ||
        objective.lossSpec().name == "categorical_crossentropy")
        return std::nullopt;
    auto task = xorTask(objective.inputs(), objective.targets());
    if (task && (task->targetLow < 0.0 || task->targetHigh > 1.0))
        task.reset();
    return task;
}

Vector fromStandardForm(const XorTask &task, ActivationId hidden, const Vector &standard)
{
    Vector theta = standard;
    for (Eigen::Index unit = 0; unit < 2; ++unit) {
        double &first = theta[unit];
        double &second = theta[2 + unit];
        double &bias = theta[4 + unit];
        if (task.isXnor) {
            bias += first;
            first = -first;
        }
        first /= task.inputHigh[0] - task.inputLow[0];
        second /= task.inputHigh[1] - task.inputLow[1];
        bias -= first * task.inputLow[0] + second * task.inputLow[1];
    }
    if (hidden == ActivationId::Tanh) {
        theta.head(8) *= 0.5;
        theta[8] += theta[6] + theta[7];
    }
    return theta;
}

} // namespace basin
