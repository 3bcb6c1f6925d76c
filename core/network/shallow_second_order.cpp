#include "network/shallow_second_order.h"

#include "network/output_terms.h"

namespace basin {

bool ShallowSecondOrder::fits(const Architecture &architecture, LossId loss)
{
    return architecture.layers().size() == 2 && !architecture.isRecurrent() && architecture.outputCount() == 1 &&
           architecture.layers().back().activation != "softmax" && loss != LossId::CategoricalCrossentropy;
}

ShallowSecondOrder::ShallowSecondOrder(const Architecture &architecture, LossId loss, const Matrix &inputs,
                                       const Matrix &targets)
    : m_hidden(*findActivation(architecture.layers()[0].activation)),
      m_last(*findActivation(architecture.layers()[1].activation)),
      m_lossId(loss),
      m_inputs(inputs),
      m_targets(targets),
      m_scale(lossScale(loss, inputs.rows(), 1)),
      m_rows(inputs.cols() + 1),
      m_units(architecture.layout(0).units),
      m_gradient(architecture.parameterCount()),
      m_hessian(architecture.parameterCount(), architecture.parameterCount()),
      m_slope(architecture.parameterCount()),
      m_input(m_rows),
      m_unitSlope(m_units),
      m_unitCurvature(m_units)
{
}

void ShallowSecondOrder::evaluate(ConstVectorRef parameters)
{
    m_loss = 0.0;
    m_gradient.setZero();
    m_hessian.setZero();
    for (Eigen::Index s = 0; s < m_inputs.rows(); ++s)
        addSample(parameters.data(), s);
    for (Eigen::Index column = 1; column < m_hessian.cols(); ++column) {
        for (Eigen::Index row = 0; row < column; ++row)
            m_hessian(row, column) = m_hessian(column, row);
    }
}

/// θ is the hidden kernel and bias, row by row with m_units each, then v, then c: the bias is one more row of the
/// kernel, whose input is 1. Fills the lower triangle.
void ShallowSecondOrder::addSample(const double *parameters, Eigen::Index sample)
{
    const Eigen::Index size = m_slope.size();
    const Eigen::Index outgoing = m_rows * m_units;
    const double *v = parameters + outgoing;
    m_input.head(m_rows - 1) = m_inputs.row(sample);
    m_input[m_rows - 1] = 1.0;
    double a = parameters[size - 1];
    for (Eigen::Index k = 0; k < m_units; ++k) {
        double z = 0.0;
        for (Eigen::Index i = 0; i < m_rows; ++i)
            z += parameters[i * m_units + k] * m_input[i];
        const ActivationTerms h = activationTerms(m_hidden, z);
        a += v[k] * h.value;
        m_unitSlope[k] = h.slope;
        m_unitCurvature[k] = v[k] * h.curvature;
        m_slope[outgoing + k] = h.value;
        for (Eigen::Index i = 0; i < m_rows; ++i)
            m_slope[i * m_units + k] = v[k] * h.slope * m_input[i];
    }
    m_slope[size - 1] = 1.0;

    const SingleOutputTerms out = singleOutputTerms(m_lossId, m_last, a, m_targets(sample, 0), m_scale);
    m_loss += out.loss;
    m_gradient += out.slope * m_slope;
    for (Eigen::Index column = 0; column < size; ++column)
        m_hessian.col(column).tail(size - column) += out.curvature * m_slope[column] * m_slope.tail(size - column);
    for (Eigen::Index i = 0; i < m_rows; ++i) {
        for (Eigen::Index k = 0; k < m_units; ++k) {
            const Eigen::Index column = i * m_units + k;
            const double x = out.slope * m_input[i];
            for (Eigen::Index j = i; j < m_rows; ++j)
                m_hessian(j * m_units + k, column) += x * m_input[j] * m_unitCurvature[k];
            m_hessian(outgoing + k, column) += x * m_unitSlope[k];
        }
    }
}

} // namespace basin
