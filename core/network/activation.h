#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace basin {

enum class ActivationId { Linear, Sigmoid, Tanh, Relu, LeakyRelu, Elu, Softplus, Sin, Step, Softmax };

/// dφ/dz of leaky_relu below 0: the default of Keras 3's leaky_relu (PyTorch's is 0.01).
inline constexpr double leakyReluSlope = 0.2;

/// One activation function: scalar reference formulas. The vector code (activation-inl.h) agrees with these to a few
/// ulp; a test holds both against each other. elu has α = 1. At a kink the derivative is the one from below, as in
/// Keras.
struct Activation {
    ActivationId id;
    std::string name;                     ///< as in the project file
    std::string formula;                  ///< plain text, in z: "1 / (1 + exp(-z))"
    double (*value)(double z);            ///< not for softmax, which needs the whole layer
    double (*derivative)(double z);       ///< dφ/dz
    double (*secondDerivative)(double z); ///< d²φ/dz², 0 where it does not exist
    double low, high;                     ///< the range of values, for axes and for target checks
    bool lastLayerOnly = false;           ///< softmax
    bool trainable = true;                ///< false: step, for display only
    double centre = 0.0;                  ///< the value at z = 0 that a thumbnail draws neutral
};

/// φ, dφ/dz and d²φ/dz² at once.
struct ActivationTerms {
    double value = 0.0;
    double slope = 0.0;
    double curvature = 0.0;
};
/// The table's formulas with one exponential for all three. Not for softmax.
[[nodiscard]] ActivationTerms activationTerms(const Activation &activation, double z);

[[nodiscard]] const std::vector<Activation> &activations();
[[nodiscard]] const Activation *findActivation(std::string_view name);

} // namespace basin
