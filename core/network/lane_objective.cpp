#include "network/lane_objective.h"

#include "network/objective_data.h"

#include <algorithm>

namespace basin {

LaneObjective::LaneObjective(Objective objective) : m_objective(std::move(objective))
{
    const Objective::Data &data = *m_objective.m_data;
    if (data.architecture.isRecurrent())
        return;
    if (data.precision == Precision::Float32)
        m_kernel32.emplace(data.architecture, data.loss);
    else
        m_kernel64.emplace(data.architecture, data.loss);
}

std::int64_t LaneObjective::blockSize() const
{
    if (isOneByOne())
        return 8;
    return m_kernel32 ? m_kernel32->blockSize(m_objective.samples()) : m_kernel64->blockSize(m_objective.samples());
}

bool LaneObjective::isOneByOne() const
{
    return !m_kernel32 && !m_kernel64;
}

void LaneObjective::oneByOne(const double *parameters, std::int64_t count, std::int64_t stride, double *values,
                             double *gradients) const
{
    Vector theta(size());
    Vector gradient(size());
    for (std::int64_t k = 0; k < count; ++k) {
        for (Eigen::Index i = 0; i < size(); ++i)
            theta[i] = parameters[i * stride + k];
        if (gradients == nullptr) {
            values[k] = m_objective.m_data->value(theta);
            continue;
        }
        values[k] = m_objective.valueAndGradient(theta, gradient);
        for (Eigen::Index i = 0; i < size(); ++i)
            gradients[i * stride + k] = gradient[i];
    }
}

void LaneObjective::convert(Eigen::Index index, const double *parameters, std::int64_t count, std::int64_t stride)
{
    std::transform(parameters + index * stride, parameters + index * stride + count,
                   m_parameters.begin() + index * count, [](double value) { return static_cast<float>(value); });
}

void LaneObjective::values(const double *parameters, std::int64_t count, std::int64_t stride, double *values)
{
    const Objective::Data &data = *m_objective.m_data;
    if (isOneByOne())
        return oneByOne(parameters, count, stride, values, nullptr);
    if (m_kernel64)
        return m_kernel64->values(parameters, count, stride, data.samples64, values);
    m_parameters.resize(static_cast<std::size_t>(size() * count));
    m_values.resize(static_cast<std::size_t>(count));
    for (Eigen::Index i = 0; i < size(); ++i)
        convert(i, parameters, count, stride);
    m_kernel32->values(m_parameters.data(), count, count, data.samples32, m_values.data());
    std::copy_n(m_values.begin(), count, values);
}

void LaneObjective::valuesAfter(std::span<const Eigen::Index> changed, const double *parameters, std::int64_t count,
                                std::int64_t stride, double *values)
{
    const Objective::Data &data = *m_objective.m_data;
    if (isOneByOne())
        return oneByOne(parameters, count, stride, values, nullptr);
    if (m_kernel64)
        return m_kernel64->valuesAfter(changed, parameters, count, stride, data.samples64, values);
    for (const Eigen::Index i : changed)
        convert(i, parameters, count, stride);
    m_kernel32->valuesAfter(changed, m_parameters.data(), count, count, data.samples32, m_values.data());
    std::copy_n(m_values.begin(), count, values);
}

void LaneObjective::valuesAndGradients(const double *parameters, std::int64_t count, std::int64_t stride,
                                       double *values, double *gradients)
{
    const Objective::Data &data = *m_objective.m_data;
    if (isOneByOne())
        return oneByOne(parameters, count, stride, values, gradients);
    if (m_kernel64)
        return m_kernel64->valuesAndGradients(parameters, count, stride, data.samples64, values, gradients);
    m_parameters.resize(static_cast<std::size_t>(size() * count));
    m_gradients.resize(m_parameters.size());
    m_values.resize(static_cast<std::size_t>(count));
    for (Eigen::Index i = 0; i < size(); ++i)
        convert(i, parameters, count, stride);
    m_kernel32->valuesAndGradients(m_parameters.data(), count, count, data.samples32, m_values.data(),
                                   m_gradients.data());
    std::copy_n(m_values.begin(), count, values);
    for (Eigen::Index i = 0; i < size(); ++i)
        std::copy_n(m_gradients.begin() + i * count, count, gradients + i * stride);
}

} // namespace basin
