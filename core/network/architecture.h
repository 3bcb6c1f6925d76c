#pragma once

#include "data/dataset.h"
#include "data/option.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

enum class Precision { Float32, Float64 };

/// `init.kernel`, `init.bias` or a layer's own: a row of initialisers() with its options.
struct InitSpec {
    std::string name = "glorot_uniform";
    Options options;
    friend bool operator==(const InitSpec &, const InitSpec &) = default;
};

/// One dense layer.
struct LayerSpec {
    int units = 1;
    std::string activation = "linear";  ///< a row of activations()
    std::optional<InitSpec> kernelInit; ///< else the network's
    std::optional<InitSpec> biasInit;
    friend bool operator==(const LayerSpec &, const LayerSpec &) = default;
};

/// Where a layer's parameters lie in θ: the kernel row-major [input][unit] at `kernel`, then the bias at `bias`.
struct LayerLayout {
    int inputs = 0;
    int units = 0;
    Eigen::Index kernel = 0;
    Eigen::Index bias = 0;
};

inline constexpr int maximumHiddenLayers = 6; ///< in the window; the library has no such limit
inline constexpr int maximumUnits = 4096;     ///< of one layer
inline constexpr Eigen::Index maximumParameters = 20'000'000;

/// The shape of a network: θ is one flat vector in the order of Keras' get_weights().
class Architecture {
public:
    Architecture() = default;
    /// @throws InputError ("network.layers[i]…") for no layers, units out of range, unknown activations, softmax before
    /// the last layer, more than maximumParameters
    Architecture(int inputs, std::vector<LayerSpec> layers);

    [[nodiscard]] int inputCount() const { return m_inputs; }
    [[nodiscard]] int outputCount() const;
    [[nodiscard]] int unitCount() const; ///< of all layers
    [[nodiscard]] Eigen::Index parameterCount() const { return m_parameterCount; }
    [[nodiscard]] const std::vector<LayerSpec> &layers() const { return m_layers; }
    [[nodiscard]] const LayerLayout &layout(std::size_t layer) const { return m_layouts[layer]; }

    /// "h1.x1" is the weight into the first unit of the only hidden layer from input 1, "b2" a hidden bias, "out.h1",
    /// "out.b" the output's; units of several hidden layers are numbered "h1_2" (layer 1, unit 2), several outputs
    /// "out2".
    [[nodiscard]] std::string parameterName(Eigen::Index index) const;
    /// The index of a name, or of "w" followed by a number ("w3").
    [[nodiscard]] std::optional<Eigen::Index> parameterIndex(std::string_view name) const;
    [[nodiscard]] bool isBias(Eigen::Index index) const;
    /// False with an activation that is for display only: every gradient through it is 0.
    [[nodiscard]] bool isTrainable() const;

private:
    [[nodiscard]] std::string unitName(std::size_t layer, int unit) const;
    [[nodiscard]] std::size_t layerOf(Eigen::Index index) const;

    int m_inputs = 0;
    Eigen::Index m_parameterCount = 0;
    std::vector<LayerSpec> m_layers;
    std::vector<LayerLayout> m_layouts;
};

} // namespace basin
