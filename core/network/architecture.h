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

enum class LayerKind { Dense, Lstm };

/// Keras' names: "dense", "lstm".
[[nodiscard]] std::string_view layerKindName(LayerKind kind);

/// One layer. A long short-term memory reads its inputs step by step and hands on its last output:
///   z = x_t · kernel + h_{t−1} · recurrent kernel + bias, in four gates of `units` columns: i, f, c, o
///   i, f, o = σ(z), g = tanh(z_c), c_t = f c_{t−1} + i g, h_t = o tanh(c_t), c_0 = h_0 = 0
struct LayerSpec {
    int units = 1;
    std::string activation = "linear";  ///< a row of activations(); of an lstm always "tanh"
    std::optional<InitSpec> kernelInit; ///< else the network's
    std::optional<InitSpec> biasInit;
    LayerKind kind = LayerKind::Dense;
    bool unitForgetBias = true;                           ///< of an lstm: the forget gate's bias starts at 1
    std::optional<InitSpec> recurrentInit = std::nullopt; ///< of an lstm's recurrent kernel; else the network's
    friend bool operator==(const LayerSpec &, const LayerSpec &) = default;
};

/// Where a layer's parameters lie in θ: the kernel row-major [input][column] at `kernel`, then an lstm's recurrent
/// kernel [unit][column] at `recurrent`, then the bias at `bias`, one value for each column. A dense layer has a column
/// for each unit, an lstm four: gate i's columns, then those of f, c and o.
struct LayerLayout {
    int inputs = 0; ///< of an lstm: at one step
    int units = 0;
    Eigen::Index kernel = 0;
    Eigen::Index bias = 0;
    Eigen::Index recurrent = 0; ///< `bias` where there is none
    LayerKind kind = LayerKind::Dense;

    [[nodiscard]] int columns() const { return kind == LayerKind::Lstm ? 4 * units : units; }
    [[nodiscard]] Eigen::Index end() const { return bias + columns(); }
};

inline constexpr int maximumHiddenLayers = 6;                   ///< in the window; the library has no such limit
inline constexpr int maximumUnits = 4096;                       ///< of one layer
inline constexpr Eigen::Index maximumUnrolledUnits = 1'000'000; ///< of an lstm, over all steps: what is remembered
inline constexpr Eigen::Index maximumParameters = 20'000'000;

/// The shape of a network: θ is one flat vector in the order of Keras' get_weights().
class Architecture {
public:
    Architecture() = default;
    /// @param inputs  of a whole sample: all its steps together   @param steps  time steps; step 1's inputs come first
    /// @throws InputError ("network.layers[i]…") for no layers, units out of range, unknown activations, softmax before
    /// the last layer, an lstm that is not the first layer, more than maximumParameters; ("data.steps") for steps that
    /// do not divide the inputs, or more than one of them without an lstm
    Architecture(int inputs, std::vector<LayerSpec> layers, int steps = 1);

    [[nodiscard]] int inputCount() const { return m_inputs; }
    [[nodiscard]] int stepCount() const { return m_steps; }
    [[nodiscard]] bool isRecurrent() const { return !m_layers.empty() && m_layers.front().kind == LayerKind::Lstm; }
    [[nodiscard]] int outputCount() const;
    [[nodiscard]] int unitCount() const; ///< of all layers
    [[nodiscard]] Eigen::Index parameterCount() const { return m_parameterCount; }
    [[nodiscard]] const std::vector<LayerSpec> &layers() const { return m_layers; }
    [[nodiscard]] const LayerLayout &layout(std::size_t layer) const { return m_layouts[layer]; }

    /// "h1.x1" is the weight into the first unit of the only hidden layer from input 1, "b2" a hidden bias, "out.h1",
    /// "out.b" the output's; units of several hidden layers are numbered "h1_2" (layer 1, unit 2), several outputs
    /// "out2". Of an lstm "h1.i.x1" is the weight into gate i of its unit 1 from feature 1 of a step, "h1.i.h2" that
    /// from its unit 2 at the step before, "h1.i.b" the gate's bias; gates are i, f, c and o.
    [[nodiscard]] std::string parameterName(Eigen::Index index) const;
    /// The index of a name, or of "w" followed by a number ("w3").
    [[nodiscard]] std::optional<Eigen::Index> parameterIndex(std::string_view name) const;
    [[nodiscard]] bool isBias(Eigen::Index index) const;
    /// False with an activation that is for display only: every gradient through it is 0.
    [[nodiscard]] bool isTrainable() const;

private:
    [[nodiscard]] std::string unitName(std::size_t layer, int unit) const;
    [[nodiscard]] std::string gateParameterName(std::size_t layer, Eigen::Index index) const;
    [[nodiscard]] std::size_t layerOf(Eigen::Index index) const;

    int m_inputs = 0;
    int m_steps = 1;
    Eigen::Index m_parameterCount = 0;
    std::vector<LayerSpec> m_layers;
    std::vector<LayerLayout> m_layouts;
};

} // namespace basin
