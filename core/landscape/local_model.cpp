#include "landscape/local_model.h"

#include "data/error.h"
#include "network/second_order.h"

namespace basin {

LocalModel::LocalModel(const Objective &objective) : m_objective(objective), m_gradient(objective.size())
{
    if (objective.size() > Objective::maximumHessianSize)
        throw InputError("network.layers", "a Hessian is for " + std::to_string(Objective::maximumHessianSize) +
                                               " parameters at most, this network has " +
                                               std::to_string(objective.size()));
    const Architecture &net = m_objective.architecture();
    const LossSpec &loss = m_objective.lossSpec();
    const LossId id = findLoss(loss.name)->id;
    if (ShallowSecondOrder::fits(net, id))
        m_shallow.emplace(net, id, m_objective.inputs(), m_objective.targets());
    if (loss.l1 != 0.0 || loss.l2 != 0.0) {
        for (Eigen::Index i = 0; i < m_objective.size(); ++i)
            m_isPenalised.push_back(loss.penaliseBias || !net.isBias(i));
    }
}

void LocalModel::evaluate(ConstVectorRef parameters)
{
    if (m_shallow) {
        m_shallow->evaluate(parameters);
        m_value = m_shallow->loss();
        m_gradient = m_shallow->gradient();
        m_hessian = m_shallow->hessian();
    } else {
        SecondOrder deep(m_objective.architecture(), findLoss(m_objective.lossSpec().name)->id, m_objective.inputs(),
                         m_objective.targets(), parameters);
        m_value = deep.loss();
        m_gradient = deep.gradient();
        m_hessian = deep.hessian();
    }
    addPenalty(parameters);
}

void LocalModel::addPenalty(ConstVectorRef parameters)
{
    const LossSpec &loss = m_objective.lossSpec();
    for (std::size_t i = 0; i < m_isPenalised.size(); ++i) {
        if (!m_isPenalised[i])
            continue;
        const auto at = static_cast<Eigen::Index>(i);
        const double w = parameters[at];
        m_value += loss.l2 * w * w + loss.l1 * std::abs(w);
        m_gradient[at] += 2.0 * loss.l2 * w + loss.l1 * (w > 0.0 ? 1.0 : w < 0.0 ? -1.0 : 0.0);
        m_hessian(at, at) += 2.0 * loss.l2;
    }
}

} // namespace basin
