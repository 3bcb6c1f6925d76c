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

/// Units i and j of one layer do the same, up to the sign that their activation allows, and go on doing so.
bool isDuplicate(const DiagnosedPoint &point, std::size_t layer, int i, int j)
{
    constexpr double equal = 1e-6;
    const Vector &gradient = point.report().gradient;
    const Vector wi = point.intoUnit(point.parameters(), layer, i);
    const Vector wj = point.intoUnit(point.parameters(), layer, j);
    const Vector gi = point.intoUnit(gradient, layer, i);
    const Vector gj = point.intoUnit(gradient, layer, j);
    const ActivationId activation = point.activation(layer).id;
    const bool isSymmetric = activation == ActivationId::Sigmoid || activation == ActivationId::Tanh;
    for (const double sign : {1.0, -1.0}) {
        if (sign < 0.0 && !isSymmetric)
            break;
        if ((wi - sign * wj).norm() <= equal * wi.norm() && (gi - sign * gj).norm() <= equal * gi.norm())
            return true;
    }
    return false;
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
    const std::vector<double> units = hiddenUnits(point, [&point](std::size_t layer, int unit) {
        for (int other = 0; other < point.architecture().layout(layer).units; ++other) {
            if (other != unit && isDuplicate(point, layer, unit, other))
                return true;
        }
        return false;
    });
    if (units.empty())
        return {};
    return Symptom{Severity::Setup, {numbers("units", units)}};
}

std::optional<Symptom> saturatedUnit(const DiagnosedPoint &point)
{
    if (!point.isFinite() || point.isHealthy())
        return {};
    constexpr double idle = 0.01; // of the range
    std::vector<double> smallest;
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
        return true;
    });
    if (units.empty())
        return {};
    return Symptom{point.isAtRest() && fillsALayer(point, units) ? Severity::Stuck : Severity::Note,
                   {numbers("units", units), numbers("smallest_input", smallest)}};
}

std::optional<Symptom> deadRelu(const DiagnosedPoint &point)
{
    if (!point.isFinite() || point.isHealthy())
        return {};
    const std::vector<double> units = hiddenUnits(point, [&point](std::size_t layer, int unit) {
        return point.activation(layer).id == ActivationId::Relu &&
               point.states().inputs[layer].col(unit).maxCoeff() <= 0.0;
    });
    if (units.empty())
        return {};
    // With a whole layer dead nothing below it ever moves again, and nothing above it sees the input.
    return Symptom{fillsALayer(point, units) ? Severity::Stuck : Severity::Note,
                   {numbers("units", units),
                    number("share", static_cast<double>(units.size()) /
                                        (point.architecture().unitCount() - point.architecture().outputCount()))}};
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
