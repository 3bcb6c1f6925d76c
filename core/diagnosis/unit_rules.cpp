#include "diagnosis/rules.h"

#include <algorithm>
#include <cmath>

namespace basin::rules {

namespace {

template <class Claim>
std::vector<double> hiddenUnits(const DiagnosedPoint &point, Claim claim)
{
    std::vector<double> units;
    for (std::size_t l = 0; l + 1 < point.architecture().layers().size(); ++l) {
        for (int unit = 0; unit < point.architecture().layout(l).units; ++unit) {
            if (claim(l, unit))
                units.push_back(point.hiddenIndex(l, unit));
        }
    }
    return units;
}

/// Weights into a unit and its bias, with what the slope does to them.
struct UnitWeights {
    int unit = 0;
    Vector weights;
    Vector gradient;
    double size = 0.0;
};

/// Two units of one layer do the same, up to the sign that their activation allows, and go on doing so.
bool areDuplicates(const UnitWeights &a, const UnitWeights &b, bool hasSign)
{
    constexpr double equal = 1e-6;
    for (const double sign : {1.0, -1.0}) {
        if (sign < 0.0 && !hasSign)
            break;
        if ((a.weights - sign * b.weights).norm() <= equal * a.size &&
            (a.gradient - sign * b.gradient).norm() <= equal * a.gradient.norm())
            return true;
    }
    return false;
}

/// The units of one layer that have a duplicate. Equal units are equally large: only neighbours in size are compared.
std::vector<int> duplicatesIn(const DiagnosedPoint &point, std::size_t layer)
{
    constexpr double equal = 1e-6;
    const ActivationId activation = point.activation(layer).id;
    const bool isDense = point.architecture().layers()[layer].kind == LayerKind::Dense;
    const bool hasSign = isDense && (activation == ActivationId::Sigmoid || activation == ActivationId::Tanh);
    std::vector<UnitWeights> units;
    for (int unit = 0; unit < point.architecture().layout(layer).units; ++unit) {
        units.push_back({unit, point.intoUnit(point.parameters(), layer, unit),
                         point.intoUnit(point.report().gradient, layer, unit), 0.0});
        units.back().size = units.back().weights.norm();
    }
    std::ranges::sort(units, {}, &UnitWeights::size);
    std::vector<int> found;
    for (std::size_t i = 0; i < units.size(); ++i) {
        for (std::size_t j = i + 1; j < units.size(); ++j) {
            if (units[j].size - units[i].size > equal * units[j].size)
                break;
            if (areDuplicates(units[i], units[j], hasSign)) {
                found.push_back(units[i].unit);
                found.push_back(units[j].unit);
                break;
            }
        }
    }
    std::ranges::sort(found);
    const auto again = std::ranges::unique(found);
    found.erase(again.begin(), again.end());
    return found;
}

/// Beyond it a unit's value is within 2 % of the end of its range.
double saturatedInput(ActivationId activation)
{
    return activation == ActivationId::Tanh ? 2.0 : 4.0;
}

bool hasSaturation(ActivationId activation)
{
    return activation == ActivationId::Sigmoid || activation == ActivationId::Tanh;
}

/// Hardly any slope, and where there is a course it goes nowhere.
bool rests(const DiagnosedPoint &point)
{
    constexpr double hardlyAny = 5e-2; // in units of LossUnit
    return point.isAtRest() && point.slope() <= hardlyAny;
}

/// Whether all units of some hidden layer are among these.
bool fillsALayer(const DiagnosedPoint &point, const std::vector<double> &units)
{
    for (std::size_t l = 0; l + 1 < point.architecture().layers().size(); ++l) {
        const int first = point.hiddenIndex(l, 0);
        const int end = first + point.architecture().layout(l).units;
        const auto isOfLayer = [=](double unit) { return unit >= first && unit < end; };
        if (std::ranges::count_if(units, isOfLayer) == end - first)
            return true;
    }
    return false;
}

} // namespace

std::optional<Symptom> duplicateUnits(const DiagnosedPoint &point)
{
    if (!point.isFinite() || point.isHealthy())
        return {};
    std::vector<double> units;
    for (std::size_t l = 0; l + 1 < point.architecture().layers().size(); ++l) {
        for (const int unit : duplicatesIn(point, l))
            units.push_back(point.hiddenIndex(l, unit));
    }
    if (units.empty())
        return {};
    // Twins stay twins: where they rest the network is as narrow as it seems.
    return Symptom{rests(point) && fillsALayer(point, units) ? Severity::Stuck : Severity::Setup,
                   {numbers("units", units)}};
}

std::optional<Symptom> saturatedUnit(const DiagnosedPoint &point)
{
    if (!point.isFinite() || point.isHealthy())
        return {};
    constexpr double idle = 0.01; // of the range
    std::vector<double> smallest;
    std::vector<double> shares; // of the samples, saturated
    const std::vector<double> units = hiddenUnits(point, [&](std::size_t layer, int unit) {
        const Activation &activation = point.activation(layer);
        if (!hasSaturation(activation.id))
            return false;
        const auto z = point.states().inputs[layer].col(unit);
        const auto h = point.states().values[layer].col(unit);
        const double limit = saturatedInput(activation.id);
        const bool isOneSided = z.minCoeff() > limit || z.maxCoeff() < -limit;
        if (!isOneSided || h.maxCoeff() - h.minCoeff() > idle * (activation.high - activation.low))
            return false;
        smallest.push_back(z.cwiseAbs().minCoeff());
        const auto isAtItsEnd = [&activation](double value) { return isSaturated(activation.id, value); };
        shares.push_back(static_cast<double>(std::ranges::count_if(h, isAtItsEnd)) / static_cast<double>(h.size()));
        return true;
    });
    if (units.empty())
        return {};
    return Symptom{point.isAtRest() && fillsALayer(point, units) ? Severity::Stuck : Severity::Note,
                   {numbers("units", units), numbers("smallest_input", smallest), numbers("share_saturated", shares)}};
}

std::optional<Symptom> deadRelu(const DiagnosedPoint &point)
{
    if (!point.isFinite() || point.isHealthy())
        return {};
    const auto isDead = [&point](std::size_t layer, int unit) {
        return point.activation(layer).id == ActivationId::Relu &&
               point.states().inputs[layer].col(unit).maxCoeff() <= 0.0;
    };
    const std::vector<double> units = hiddenUnits(point, isDead);
    std::vector<double> outputs;
    const std::size_t last = point.architecture().layers().size() - 1;
    for (int unit = 0; unit < point.architecture().outputCount(); ++unit) {
        if (isDead(last, unit))
            outputs.push_back(unit);
    }
    if (units.empty() && outputs.empty())
        return {};
    const int hidden = point.architecture().unitCount() - point.architecture().outputCount();
    std::vector<double> largest; // z of each of them, at most 0
    for (std::size_t l = 0; l < last; ++l) {
        for (int unit = 0; unit < point.architecture().layout(l).units; ++unit) {
            if (isDead(l, unit))
                largest.push_back(point.states().inputs[l].col(unit).maxCoeff());
        }
    }
    std::vector<Evidence> evidence{
        numbers("units", units), numbers("largest_input", largest),
        number("share", hidden > 0 ? static_cast<double>(units.size()) / static_cast<double>(hidden) : 0.0)};
    if (!outputs.empty())
        evidence.push_back(numbers("dead_outputs", outputs));
    // With a whole layer dead nothing below it ever moves again, and nothing above it sees the input. Where half of the
    // units are and the run rests, what is left of the network can do no more.
    const bool isWholeLayer =
        fillsALayer(point, units) || static_cast<int>(outputs.size()) == point.architecture().outputCount();
    evidence.push_back(number("whole_layer", isWholeLayer ? 1.0 : 0.0));
    const bool isHalf = 2 * static_cast<int>(units.size()) >= hidden && hidden > 0;
    return Symptom{isWholeLayer || (isHalf && rests(point)) ? Severity::Stuck : Severity::Note, std::move(evidence)};
}

/// The slope reaches the last layer and is lost on its way back, though no unit is saturated.
std::optional<Symptom> vanishingGradient(const DiagnosedPoint &point)
{
    constexpr double lost = 1e-3;
    constexpr double meaningful = 1e-6; // in units of LossUnit
    const std::size_t layers = point.architecture().layers().size();
    if (!point.isFinite() || point.isHealthy() || layers < 2)
        return {};
    for (std::size_t l = 0; l + 1 < layers; ++l) {
        const ActivationId activation = point.activation(l).id;
        const auto isAtItsEnd = [activation](double value) { return isSaturated(activation, value); };
        if (std::ranges::any_of(point.states().values[l].reshaped(), isAtItsEnd))
            return {};
    }
    const double first = point.layerGradient(0).norm();
    const double last = point.layerGradient(layers - 1).norm();
    if (!(point.unit().factor * last > meaningful) || first >= lost * last)
        return {};
    return Symptom{Severity::Note,
                   {number("first_layer", first), number("last_layer", last), number("ratio", first / last)}};
}

} // namespace basin::rules
