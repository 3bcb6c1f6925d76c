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

double DiagnosedPoint::lossShare() const
{
    return (m_report.loss - m_unit.floor) / (m_unit.constant - m_unit.floor);
}

std::vector<double> DiagnosedPoint::wrongSamples() const
{
    constexpr std::size_t most = 64;
    const TargetSides &sides = m_objective.sides();
    const Matrix &targets = m_objective.targets();
    std::vector<double> wrong;
    for (Eigen::Index s = 0; s < targets.rows() && wrong.size() < most; ++s) {
        const auto y = outputs().row(s);
        const auto t = targets.row(s);
        bool isWrong = false;
        if (sides.kind == TargetSides::Kind::OneHot) {
            Eigen::Index answer = 0;
            y.maxCoeff(&answer);
            isWrong = t[answer] != t.maxCoeff();
        } else if (sides.kind == TargetSides::Kind::Threshold) {
            isWrong = ((y.array() > sides.threshold) != (t.array() > sides.threshold)).any();
        }
        if (isWrong)
            wrong.push_back(static_cast<double>(s));
    }
    return wrong;
}

bool DiagnosedPoint::findHealthy() const
{
    constexpr double smallShare = 0.05;
    constexpr double clearMargin = 0.4;
    constexpr double clearShare = 0.2;
    constexpr double mostRight = 0.95;
    constexpr Eigen::Index many = 20;
    if (lossShare() < smallShare)
        return true;
    const Matrix &targets = m_objective.targets();
    if (m_objective.sides().kind == TargetSides::Kind::None)
        return false;
    const double range = targets.maxCoeff() - targets.minCoeff();
    if ((outputs() - targets).cwiseAbs().maxCoeff() < clearMargin * range)
        return true;
    return targets.rows() >= many && lossShare() < clearShare && m_objective.accuracy(parameters()) >= mostRight;
}

Vector DiagnosedPoint::layerGradient(std::size_t layer) const
{
    const LayerLayout &at = architecture().layout(layer);
    return m_report.gradient.segment(at.kernel, at.end() - at.kernel);
}

Vector DiagnosedPoint::intoUnit(const Vector &values, std::size_t layer, int unit) const
{
    const LayerLayout &at = architecture().layout(layer);
    // Kernels are row-major, the bias follows them; an lstm's unit has a column for each gate.
    const Eigen::Index rows = (at.end() - at.kernel) / at.columns();
    const Eigen::Index gates = at.columns() / at.units;
    Vector result(rows * gates);
    for (Eigen::Index i = 0; i < result.size(); ++i)
        result[i] = values[at.kernel + i * at.units + unit];
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
