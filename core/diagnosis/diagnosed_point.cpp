#include "diagnosis/diagnosed_point.h"

namespace basin {

DiagnosedPoint::DiagnosedPoint(const Objective &objective, ConstVectorRef parameters, const PointReport &report)
    : m_objective(objective), m_parameters(parameters), m_report(report), m_unit(lossUnit(objective))
{
    if (m_parameters.allFinite()) {
        m_states = unitStates(objective, m_parameters);
        m_isHealthy = findHealthy();
    }
}

const Activation &DiagnosedPoint::activation(std::size_t layer) const
{
    return *findActivation(architecture().layers()[layer].activation);
}

bool DiagnosedPoint::findHealthy() const
{
    constexpr double smallShare = 0.05;
    constexpr double clearMargin = 0.4;
    if (m_report.loss - m_unit.floor < smallShare * (m_unit.constant - m_unit.floor))
        return true;
    const Matrix &targets = m_objective.targets();
    const double range = targets.maxCoeff() - targets.minCoeff();
    return m_objective.sides().kind != TargetSides::Kind::None &&
           (outputs() - targets).cwiseAbs().maxCoeff() < clearMargin * range;
}

Vector DiagnosedPoint::layerGradient(std::size_t layer) const
{
    const LayerLayout &at = architecture().layout(layer);
    return m_report.gradient.segment(at.kernel, (at.inputs + 1) * at.units);
}

Vector DiagnosedPoint::intoUnit(const Vector &values, std::size_t layer, int unit) const
{
    const LayerLayout &at = architecture().layout(layer);
    Vector result(at.inputs + 1);
    for (int input = 0; input < at.inputs; ++input)
        result[input] = values[at.kernel + static_cast<Eigen::Index>(input) * at.units + unit];
    result[at.inputs] = values[at.bias + unit];
    return result;
}

int DiagnosedPoint::hiddenIndex(std::size_t layer, int unit) const
{
    int index = unit;
    for (std::size_t l = 0; l < layer; ++l)
        index += architecture().layout(l).units;
    return index;
}

} // namespace basin
