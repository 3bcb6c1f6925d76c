#include "optimizer/elementwise_optimizer.h"
#include "optimizer/families.h"

#include <algorithm>
#include <limits>

namespace basin {

namespace {

enum class RpropKind { Plus, Minus, ImprovedPlus, ImprovedMinus };

template <class T>
T signOf(T value)
{
    return T(value > T(0)) - T(value < T(0));
}

/// Resilient backpropagation (Riedmiller & Braun, ICNN 1993) in the four forms of Igel & Hüsken (Neurocomputing 50,
/// 2003). Each parameter has its own step Δ, which starts at learning_rate, grows by eta_plus while the gradient keeps
/// its sign and shrinks by eta_minus when it changes, within [delta_min, delta_max]. Only the gradient's sign moves a
/// parameter: p ← p − sign(g) Δ. When the sign has changed:
///   rprop_minus   moves by the smaller step at once
///   rprop_plus    takes back its last move, and forgets g so that the next step counts as no change
///   irprop_minus  stays, and forgets g
///   irprop_plus   as rprop_plus if the loss has risen, else as irprop_minus
/// Whether it has changed is told by the sign of (last g) · g, as in PyTorch's Rprop, which is irprop_minus.
template <class T>
class Rprop final : public ElementwiseOptimizer<T> {
    using Base = ElementwiseOptimizer<T>;
    using Base::m_arrays;
    using Base::m_counters;
    using Base::m_spec;

public:
    Rprop(RpropKind kind, const OptimizerSpec &spec, std::size_t size)
        : Base(spec, size, {0.0, 0.0}, kind == RpropKind::Plus || kind == RpropKind::ImprovedPlus ? 3 : 2), m_kind(kind)
    {
        settingsChanged(nullptr);
    }

private:
    enum Counter { Steps, LastLoss };
    enum Array { LastGradient, Step, LastMove };

    void beginStep(T loss) override
    {
        m_lossRose = m_counters[Steps] > 0.0 && static_cast<double>(loss) > m_counters[LastLoss];
        m_counters[Steps] += 1.0;
        m_counters[LastLoss] = m_kind == RpropKind::ImprovedPlus ? static_cast<double>(loss) : 0.0;
    }

    void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) override
    {
        for (std::size_t i = begin; i < end; ++i)
            next[i] = parameters[i] + moveOf(i, gradient[i]);
    }

    T moveOf(std::size_t i, T gradient)
    {
        const T agreement = m_arrays[LastGradient][i] * gradient;
        const bool changed = agreement < T(0);
        T &step = m_arrays[Step][i];
        step *= agreement > T(0) ? m_etaPlus : changed ? m_etaMinus : T(1);
        step = std::clamp(step, m_deltaMin, m_deltaMax);
        const bool forgets = changed && m_kind != RpropKind::Minus;
        m_arrays[LastGradient][i] = forgets ? T(0) : gradient;
        T change = forgets ? T(0) : -signOf(gradient) * step;
        if (m_arrays.size() > LastMove) {
            if (changed && (m_kind == RpropKind::Plus || m_lossRose))
                change = -m_arrays[LastMove][i];
            m_arrays[LastMove][i] = change;
        }
        return change;
    }

    void settingsChanged(const OptimizerSpec *) override
    {
        m_etaPlus = static_cast<T>(m_spec.value("eta_plus"));
        m_etaMinus = static_cast<T>(m_spec.value("eta_minus"));
        m_deltaMin = static_cast<T>(m_spec.value("delta_min"));
        m_deltaMax = static_cast<T>(m_spec.value("delta_max"));
        if (m_counters[Steps] == 0.0)
            std::fill(m_arrays[Step].begin(), m_arrays[Step].end(), static_cast<T>(m_spec.value("learning_rate")));
    }

    RpropKind m_kind;
    bool m_lossRose = false;
    T m_etaPlus = T(0);
    T m_etaMinus = T(0);
    T m_deltaMin = T(0);
    T m_deltaMax = T(0);
};

template <RpropKind kKind, class T>
std::unique_ptr<Optimizer<T>> makeRprop(const OptimizerSpec &spec, std::size_t size)
{
    return std::make_unique<Rprop<T>>(kKind, spec, size);
}

template <RpropKind kKind>
OptimizerRow rpropRow(std::string name, const std::string &onChange)
{
    OptimizerRow row{.kind = {}, .makeFloat = makeRprop<kKind, float>, .makeDouble = makeRprop<kKind, double>};
    OptimizerKind &kind = row.kind;
    kind.name = std::move(name);
    kind.keras = {learningRateOption(0.01), numberOption("eta_plus", 1.2, 1.0, 1e9),
                  numberOption("eta_minus", 0.5, 0.0, 1.0), numberOption("delta_min", 1e-6, 0.0, 1e9),
                  numberOption("delta_max", 50.0, 0.0, 1e9)};
    kind.pytorch = kind.keras;
    kind.kerasFormula = "p -= sign(g) d; d starts at lr, d *= eta_plus while g keeps its sign, d *= eta_minus when it "
                        "changes: then " +
                        onChange;
    kind.pytorchFormula = kind.kerasFormula;
    kind.usesLoss = kKind == RpropKind::ImprovedPlus;
    return row;
}

} // namespace

std::vector<OptimizerRow> rpropRows()
{
    return {rpropRow<RpropKind::Plus>("rprop_plus", "the last move is taken back"),
            rpropRow<RpropKind::Minus>("rprop_minus", "p moves by the smaller d"),
            rpropRow<RpropKind::ImprovedPlus>("irprop_plus", "the last move is taken back if the loss has risen"),
            rpropRow<RpropKind::ImprovedMinus>("irprop_minus", "p stays for one step")};
}

} // namespace basin
