#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace basin {

enum class LossId { MeanSquaredError, HalfSquaredError, SumSquaredError, BinaryCrossentropy, CategoricalCrossentropy };

/// What the user chose under `loss` of a project.
struct LossSpec {
    std::string name = "binary_crossentropy"; ///< a row of losses()
    double l1 = 0.0;                          ///< adds l1 · Σ|w|
    double l2 = 0.0;                          ///< adds l2 · Σw²
    bool penaliseBias = false;                ///< else kernels alone
    friend bool operator==(const LossSpec &, const LossSpec &) = default;
};

struct Loss {
    LossId id;
    std::string name;       ///< as in the project file
    std::string convention; ///< "mean over samples and outputs"
};

[[nodiscard]] const std::vector<Loss> &losses();
[[nodiscard]] const Loss *findLoss(std::string_view name);

/// The loss that fits a last activation: softmax → categorical_crossentropy, sigmoid → binary_crossentropy, else
/// mean_squared_error.
[[nodiscard]] std::string standardLoss(std::string_view lastActivation);

} // namespace basin
