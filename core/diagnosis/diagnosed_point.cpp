#include "diagnosis/diagnosed_point.h"

namespace basin {

DiagnosedPoint::DiagnosedPoint(const DiagnosedRun &run, const PointReport &report)
    : m_run(run),
      m_objective(run.spec.architecture, run.spec.loss, run.data.train.inputs, run.data.train.targets,
                  run.spec.training.precision),
      m_report(report),
      m_unit(lossUnit(m_objective)),
      m_course(run.history, run.epoch)
{
    if (parameters().allFinite()) {
        m_states = unitStates(m_objective, parameters());
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
