#include "network/architecture.h"

#include "data/error.h"
#include "network/activation.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace basin {

namespace {

std::string activationNames()
{
    std::string names;
    for (const Activation &activation : activations())
        names += (names.empty() ? "" : ", ") + activation.name;
    return names;
}

void checkLayer(const LayerSpec &layer, std::size_t index, bool isLast)
{
    const std::string where = "network.layers[" + std::to_string(index) + "]";
    if (layer.units < 1 || layer.units > maximumUnits)
        throw InputError(where + ".units", "must be an integer from 1 to " + std::to_string(maximumUnits));
    const Activation *activation = findActivation(layer.activation);
    if (activation == nullptr)
        throw InputError(where + ".activation", "must be one of " + activationNames());
    if (activation->lastLayerOnly && !isLast)
        throw InputError(where + ".activation", activation->name + " is for the last layer only");
    if (layer.kind == LayerKind::Lstm && index > 0)
        throw InputError(where + ".type", "lstm is for the first layer only: it reads the steps of a sample");
    if (layer.kind == LayerKind::Lstm && activation->id != ActivationId::Tanh)
        throw InputError(where + ".activation", "must be tanh for an lstm");
}

void checkSteps(int inputs, int steps, const LayerSpec &first)
{
    const std::string given = ", is " + std::to_string(steps);
    if (first.kind != LayerKind::Lstm && steps != 1)
        throw InputError("data.steps", "must be 1, as the network has no recurrent layer" + given);
    if (steps < 1 || inputs % steps != 0)
        throw InputError("data.steps", "must divide the number of inputs, " + std::to_string(inputs) + given);
    if (Eigen::Index{steps} * first.units > maximumUnrolledUnits)
        throw InputError("network.layers[0].units", "must be at most " + std::to_string(maximumUnrolledUnits / steps) +
                                                        " for an lstm over " + std::to_string(steps) + " steps");
}

} // namespace

std::string_view layerKindName(LayerKind kind)
{
    return kind == LayerKind::Lstm ? "lstm" : "dense";
}

Architecture::Architecture(int inputs, std::vector<LayerSpec> layers, int steps)
    : m_inputs(inputs), m_steps(steps), m_layers(std::move(layers))
{
    if (inputs < 1)
        throw InputError("network", "needs at least one input");
    if (m_layers.empty())
        throw InputError("network.layers", "must have at least one layer");
    checkSteps(inputs, steps, m_layers.front());
    int before = inputs / steps;
    for (std::size_t l = 0; l < m_layers.size(); ++l) {
        checkLayer(m_layers[l], l, l + 1 == m_layers.size());
        LayerLayout at{.inputs = before, .units = m_layers[l].units, .kernel = m_parameterCount};
        at.kind = m_layers[l].kind;
        at.recurrent = at.kernel + Eigen::Index{at.inputs} * at.columns();
        at.bias = at.recurrent + (at.kind == LayerKind::Lstm ? Eigen::Index{at.units} * at.columns() : 0);
        m_layouts.push_back(at);
        m_parameterCount = at.end();
        if (m_parameterCount > maximumParameters)
            throw InputError("network.layers",
                             "must have at most " + std::to_string(maximumParameters) + " parameters");
        before = at.units;
    }
}

int Architecture::outputCount() const
{
    return m_layers.empty() ? 0 : m_layers.back().units;
}

int Architecture::unitCount() const
{
    return std::accumulate(m_layers.begin(), m_layers.end(), 0,
                           [](int sum, const LayerSpec &layer) { return sum + layer.units; });
}

bool Architecture::isTrainable() const
{
    return std::ranges::all_of(m_layers,
                               [](const LayerSpec &layer) { return findActivation(layer.activation)->trainable; });
}

std::size_t Architecture::layerOf(Eigen::Index index) const
{
    std::size_t layer = 0;
    while (layer + 1 < m_layouts.size() && index >= m_layouts[layer + 1].kernel)
        ++layer;
    return layer;
}

std::string Architecture::unitName(std::size_t layer, int unit) const
{
    if (layer + 1 == m_layers.size())
        return outputCount() == 1 ? "out" : "out" + std::to_string(unit + 1);
    if (m_layers.size() == 2)
        return "h" + std::to_string(unit + 1);
    return "h" + std::to_string(layer + 1) + "_" + std::to_string(unit + 1);
}

std::string Architecture::gateParameterName(std::size_t layer, Eigen::Index index) const
{
    const LayerLayout &at = m_layouts[layer];
    const Eigen::Index begin = index >= at.bias ? at.bias : index >= at.recurrent ? at.recurrent : at.kernel;
    const auto row = static_cast<int>((index - begin) / at.columns());
    const auto column = static_cast<int>((index - begin) % at.columns());
    const std::string gate = unitName(layer, column % at.units) + "." + "ifco"[column / at.units] + ".";
    if (begin == at.bias)
        return gate + "b";
    return gate + (begin == at.recurrent ? unitName(layer, row) : "x" + std::to_string(row + 1));
}

std::string Architecture::parameterName(Eigen::Index index) const
{
    const std::size_t layer = layerOf(index);
    const LayerLayout &at = m_layouts[layer];
    if (at.kind == LayerKind::Lstm)
        return gateParameterName(layer, index);
    if (index >= at.bias) {
        const std::string unit = unitName(layer, static_cast<int>(index - at.bias));
        return layer + 1 == m_layers.size() ? unit + ".b" : "b" + unit.substr(1);
    }
    const auto input = static_cast<int>((index - at.kernel) / at.units);
    const std::string unit = unitName(layer, static_cast<int>((index - at.kernel) % at.units));
    return unit + "." + (layer == 0 ? "x" + std::to_string(input + 1) : unitName(layer - 1, input));
}

std::optional<Eigen::Index> Architecture::parameterIndex(std::string_view name) const
{
    if (name.size() > 1 && name[0] == 'w') {
        Eigen::Index index = 0;
        const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), index);
        if (error == std::errc() && end == name.data() + name.size() && index >= 0 && index < m_parameterCount)
            return index;
        return std::nullopt;
    }
    for (Eigen::Index i = 0; i < m_parameterCount; ++i) {
        if (parameterName(i) == name)
            return i;
    }
    return std::nullopt;
}

bool Architecture::isBias(Eigen::Index index) const
{
    return index >= m_layouts[layerOf(index)].bias;
}

} // namespace basin
