#include "network/lstm_second_order.h"

#include "network/activation.h"

namespace basin {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void addToTensor(const Matrix &matrix, Eigen::Index at, Vector &parameters)
{
    Eigen::Map<RowMajor>(parameters.data() + at, matrix.rows(), matrix.cols()) += matrix;
}

/// σ′ and tanh′ by their values.
Matrix gateSlope(const Matrix &value, bool isTanh)
{
    if (isTanh)
        return 1.0 - value.array().square();
    return value.array() * (1.0 - value.array());
}

/// R of the slope, where R{value} is known.
Matrix gateSlopeChange(const Matrix &value, const Matrix &rValue, bool isTanh)
{
    if (isTanh)
        return -2.0 * value.array() * rValue.array();
    return (1.0 - 2.0 * value.array()) * rValue.array();
}

} // namespace

LstmSecondOrder::LstmSecondOrder(const Architecture &architecture, const Matrix &inputs, ConstVectorRef parameters)
    : m_at(architecture.layout(0)),
      m_kernel(kernelOf(parameters)),
      m_recurrent(recurrentOf(parameters)),
      m_zero(Matrix::Zero(inputs.rows(), m_at.units))
{
    const auto sigmoid = findActivation("sigmoid")->value;
    const auto tanh = findActivation("tanh")->value;
    const Eigen::RowVectorXd bias = parameters.segment(m_at.bias, m_at.columns()).transpose();
    for (int t = 0; t < architecture.stepCount(); ++t) {
        Step step;
        step.inputs = inputs.middleCols(Eigen::Index{t} * m_at.inputs, m_at.inputs);
        const auto before = static_cast<std::size_t>(t);
        Matrix z = step.inputs * m_kernel + hiddenBefore(before) * m_recurrent;
        z.rowwise() += bias;
        for (int gate = 0; gate < 4; ++gate)
            step.gates[static_cast<std::size_t>(gate)] =
                z.middleCols(Eigen::Index{gate} * m_at.units, m_at.units).unaryExpr(gate == Candidate ? tanh : sigmoid);
        step.cell =
            step.gates[Forget].cwiseProduct(cellBefore(before)) + step.gates[Input].cwiseProduct(step.gates[Candidate]);
        step.cellOutput = step.cell.unaryExpr(tanh);
        step.hidden = step.gates[Output].cwiseProduct(step.cellOutput);
        m_steps.push_back(std::move(step));
    }
}

Matrix LstmSecondOrder::kernelOf(ConstVectorRef parameters) const
{
    return Eigen::Map<const RowMajor>(parameters.data() + m_at.kernel, m_at.inputs, m_at.columns());
}

Matrix LstmSecondOrder::recurrentOf(ConstVectorRef parameters) const
{
    return Eigen::Map<const RowMajor>(parameters.data() + m_at.recurrent, m_at.units, m_at.columns());
}

const Matrix &LstmSecondOrder::hiddenBefore(std::size_t t) const
{
    return t > 0 ? m_steps[t - 1].hidden : m_zero;
}

const Matrix &LstmSecondOrder::cellBefore(std::size_t t) const
{
    return t > 0 ? m_steps[t - 1].cell : m_zero;
}

void LstmSecondOrder::goBack(std::vector<Step> &steps, const Matrix &upstream) const
{
    const Eigen::Index units = m_at.units;
    Matrix hiddenDelta = upstream;
    Matrix cellDelta = m_zero; // through the cell of the step after
    for (std::size_t t = steps.size(); t-- > 0;) {
        Step &step = steps[t];
        const auto &gates = step.gates;
        step.hiddenDelta = hiddenDelta;
        step.cellDelta =
            cellDelta + hiddenDelta.cwiseProduct(gates[Output]).cwiseProduct(gateSlope(step.cellOutput, true));
        const std::array<Matrix, 4> outer{
            step.cellDelta.cwiseProduct(gates[Candidate]), step.cellDelta.cwiseProduct(cellBefore(t)),
            step.cellDelta.cwiseProduct(gates[Input]), hiddenDelta.cwiseProduct(step.cellOutput)};
        step.delta.resize(hiddenDelta.rows(), m_at.columns());
        for (std::size_t gate = 0; gate < 4; ++gate)
            step.delta.middleCols(static_cast<Eigen::Index>(gate) * units, units) =
                outer[gate].cwiseProduct(gateSlope(gates[gate], gate == Candidate));
        cellDelta = step.cellDelta.cwiseProduct(gates[Forget]);
        hiddenDelta = step.delta * m_recurrent.transpose();
    }
}

void LstmSecondOrder::propagate(const Matrix &upstream)
{
    goBack(m_steps, upstream);
}

void LstmSecondOrder::putGradient(Vector &result) const
{
    result.segment(m_at.kernel, m_at.end() - m_at.kernel).setZero();
    for (std::size_t t = 0; t < m_steps.size(); ++t) {
        const Step &step = m_steps[t];
        addToTensor(step.inputs.transpose() * step.delta, m_at.kernel, result);
        addToTensor(hiddenBefore(t).transpose() * step.delta, m_at.recurrent, result);
        result.segment(m_at.bias, m_at.columns()) += step.delta.colwise().sum().transpose();
    }
}

Matrix LstmSecondOrder::propagateDirection(const Vector &direction)
{
    const Eigen::Index units = m_at.units;
    const Matrix kernel = kernelOf(direction);
    const Matrix recurrent = recurrentOf(direction);
    const Eigen::RowVectorXd bias = direction.segment(m_at.bias, m_at.columns()).transpose();
    m_direction.assign(m_steps.size(), {});
    Matrix hidden = m_zero;
    Matrix cell = m_zero;
    for (std::size_t t = 0; t < m_steps.size(); ++t) {
        const Step &step = m_steps[t];
        DirectionStep &r = m_direction[t];
        Matrix z = step.inputs * kernel + hidden * m_recurrent + hiddenBefore(t) * recurrent;
        z.rowwise() += bias;
        for (std::size_t gate = 0; gate < 4; ++gate)
            r.gates[gate] = z.middleCols(static_cast<Eigen::Index>(gate) * units, units)
                                .cwiseProduct(gateSlope(step.gates[gate], gate == Candidate));
        r.cell = r.gates[Forget].cwiseProduct(cellBefore(t)) + step.gates[Forget].cwiseProduct(cell) +
                 r.gates[Input].cwiseProduct(step.gates[Candidate]) +
                 step.gates[Input].cwiseProduct(r.gates[Candidate]);
        r.cellOutput = r.cell.cwiseProduct(gateSlope(step.cellOutput, true));
        r.hidden = r.gates[Output].cwiseProduct(step.cellOutput) + step.gates[Output].cwiseProduct(r.cellOutput);
        hidden = r.hidden;
        cell = r.cell;
    }
    return hidden;
}

void LstmSecondOrder::putDirectionalGradient(const Vector &direction, const Matrix &rUpstream, Vector &result)
{
    const Eigen::Index units = m_at.units;
    const Matrix recurrent = recurrentOf(direction);
    result.segment(m_at.kernel, m_at.end() - m_at.kernel).setZero();
    Matrix rHiddenDelta = rUpstream;
    Matrix rNext = m_zero; // of ∂E/∂c through the step after
    for (std::size_t t = m_steps.size(); t-- > 0;) {
        const Step &step = m_steps[t];
        const DirectionStep &r = m_direction[t];
        const auto &gates = step.gates;
        const Matrix cellSlope = gateSlope(step.cellOutput, true);
        const Matrix rCellDelta = rNext + rHiddenDelta.cwiseProduct(gates[Output]).cwiseProduct(cellSlope) +
                                  step.hiddenDelta.cwiseProduct(r.gates[Output]).cwiseProduct(cellSlope) +
                                  step.hiddenDelta.cwiseProduct(gates[Output])
                                      .cwiseProduct(gateSlopeChange(step.cellOutput, r.cellOutput, true));
        const Matrix &rCellBefore = t > 0 ? m_direction[t - 1].cell : m_zero;
        const std::array<const Matrix *, 4> outer{&step.cellDelta, &step.cellDelta, &step.cellDelta, &step.hiddenDelta};
        const std::array<const Matrix *, 4> rOuter{&rCellDelta, &rCellDelta, &rCellDelta, &rHiddenDelta};
        const std::array<const Matrix *, 4> inner{&gates[Candidate], &cellBefore(t), &gates[Input], &step.cellOutput};
        const std::array<const Matrix *, 4> rInner{&r.gates[Candidate], &rCellBefore, &r.gates[Input], &r.cellOutput};
        Matrix rDelta(rHiddenDelta.rows(), m_at.columns());
        for (std::size_t gate = 0; gate < 4; ++gate) {
            const bool isTanh = gate == Candidate;
            const Matrix slope = gateSlope(gates[gate], isTanh);
            const Matrix change = gateSlopeChange(gates[gate], r.gates[gate], isTanh);
            rDelta.middleCols(static_cast<Eigen::Index>(gate) * units, units) =
                rOuter[gate]->cwiseProduct(*inner[gate]).cwiseProduct(slope) +
                outer[gate]->cwiseProduct(*rInner[gate]).cwiseProduct(slope) +
                outer[gate]->cwiseProduct(*inner[gate]).cwiseProduct(change);
        }
        addToTensor(step.inputs.transpose() * rDelta, m_at.kernel, result);
        addToTensor(hiddenBefore(t).transpose() * rDelta, m_at.recurrent, result);
        if (t > 0)
            addToTensor(m_direction[t - 1].hidden.transpose() * step.delta, m_at.recurrent, result);
        result.segment(m_at.bias, m_at.columns()) += rDelta.colwise().sum().transpose();
        rNext = rCellDelta.cwiseProduct(gates[Forget]) + step.cellDelta.cwiseProduct(r.gates[Forget]);
        rHiddenDelta = rDelta * m_recurrent.transpose() + step.delta * recurrent.transpose();
    }
}

void LstmSecondOrder::putJacobian(const Matrix &weight, Matrix &result) const
{
    std::vector<Step> steps = m_steps;
    goBack(steps, weight);
    result.middleCols(m_at.kernel, m_at.end() - m_at.kernel).setZero();
    for (std::size_t t = 0; t < steps.size(); ++t) {
        const Matrix &delta = steps[t].delta;
        const auto addProducts = [&](const Matrix &factors, Eigen::Index at) {
            for (Eigen::Index k = 0; k < factors.cols(); ++k)
                result.middleCols(at + k * m_at.columns(), m_at.columns()) += factors.col(k).asDiagonal() * delta;
        };
        addProducts(steps[t].inputs, m_at.kernel);
        if (t > 0)
            addProducts(steps[t - 1].hidden, m_at.recurrent);
        result.middleCols(m_at.bias, m_at.columns()) += delta;
    }
}

} // namespace basin
