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
    Rprop(RpropKind kind, const OptimizerSpec &spec, std::size_t size, std::size_t width)
        : Base(spec, size, width, {0.0, 0.0}, kind == RpropKind::Plus || kind == RpropKind::ImprovedPlus ? 3 : 2),
          m_kind(kind),
          m_lastLosses(width, firstLoss),
          m_backwards(width)
    {
        settingsChanged(nullptr);
    }

private:
    enum Counter { Steps, LastLoss };
    enum Array { LastGradient, Step, LastMove };
    struct Factors {
        T etaPlus = T(0);
        T etaMinus = T(0);
        T deltaMin = T(0);
        T deltaMax = T(0);
    };

    void beginStep(T loss) override
    {
        m_backwards[0] = backwardsIf(m_counters[Steps] > 0.0 && static_cast<double>(loss) > m_counters[LastLoss]);
        m_counters[Steps] += 1.0;
        m_counters[LastLoss] = m_kind == RpropKind::ImprovedPlus ? static_cast<double>(loss) : 0.0;
    }

    /// What the last move is taken back by.
    T backwardsIf(bool lossRose) const { return m_kind == RpropKind::Plus || lossRose ? T(-1) : T(0); }

    void beginLaneSteps(const T *losses) override
    {
        for (std::size_t lane = 0; lane < this->m_width; ++lane) {
            m_backwards[lane] = backwardsIf(losses[lane] > m_lastLosses[lane]);
            m_lastLosses[lane] = m_kind == RpropKind::ImprovedPlus ? losses[lane] : firstLoss;
        }
    }

    void laneRestarted(std::size_t lane) override { m_lastLosses[lane] = firstLoss; }

    void lanesKept(std::span<const std::size_t> kept, std::size_t newWidth) override
    {
        basin::keepLanes(m_lastLosses.data(), 1, this->m_width, kept, newWidth);
    }

    T firstValue(std::size_t array) const override { return array == Step ? m_firstStep : T(0); }

    void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) override
    {
        if (m_kind == RpropKind::Minus)
            moveBy<false, false>(parameters, gradient, next, begin, end);
        else if (m_kind == RpropKind::ImprovedMinus)
            moveBy<true, false>(parameters, gradient, next, begin, end);
        else
            moveBy<true, true>(parameters, gradient, next, begin, end);
    }

    /// @tparam kForgets    a change of sign is not followed by a move, and forgets the gradient
    /// @tparam kRemembers  the last moves are kept, to be taken back
    template <bool kForgets, bool kRemembers>
    void moveBy(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end)
    {
        T *const lastGradients = m_arrays[LastGradient].data();
        T *const steps = m_arrays[Step].data();
        T *const lastMoves = kRemembers ? m_arrays[LastMove].data() : nullptr;
        const Factors factors = m_factors;
        const T *const backwards = m_backwards.data();
        const std::size_t width = this->m_width;
        const auto moveOne = [&](std::size_t i, T backwardsHere) {
            const T slope = gradient[i];
            const T agreement = lastGradients[i] * slope;
            const bool changed = agreement < T(0);
            const T factor = agreement > T(0) ? factors.etaPlus : changed ? factors.etaMinus : T(1);
            const T step = std::min(std::max(steps[i] * factor, factors.deltaMin), factors.deltaMax);
            T change = -signOf(slope) * step;
            if constexpr (kForgets)
                change = changed ? T(0) : change;
            if constexpr (kRemembers)
                change = changed ? backwardsHere * lastMoves[i] : change;
            if constexpr (kRemembers)
                lastMoves[i] = change;
            lastGradients[i] = kForgets && changed ? T(0) : slope;
            steps[i] = step;
            next[i] = parameters[i] + change;
        };
        if (width == 1) {
            const T all = backwards[0];
            for (std::size_t i = begin; i < end; ++i)
                moveOne(i, all);
            return;
        }
        for (std::size_t row = begin; row < end; row += width) {
            for (std::size_t lane = 0; lane < width; ++lane)
                moveOne(row + lane, backwards[lane]);
        }
    }

    void settingsChanged(const OptimizerSpec *) override
    {
        m_factors.etaPlus = static_cast<T>(m_spec.value("eta_plus"));
        m_factors.etaMinus = static_cast<T>(m_spec.value("eta_minus"));
        m_factors.deltaMin = static_cast<T>(m_spec.value("delta_min"));
        m_factors.deltaMax = static_cast<T>(m_spec.value("delta_max"));
        m_firstStep = static_cast<T>(m_spec.value("learning_rate"));
        if (m_counters[Steps] == 0.0)
            std::fill(m_arrays[Step].begin(), m_arrays[Step].end(), m_firstStep);
    }

    RpropKind m_kind;
    Factors m_factors;
    T m_firstStep = T(0);
    static constexpr T firstLoss = std::numeric_limits<T>::infinity(); ///< above which no loss rises
    std::vector<T> m_lastLosses;                                       ///< of each lane
    std::vector<T> m_backwards;                                        ///< of each lane
};

template <RpropKind kKind, class T>
std::unique_ptr<ElementwiseOptimizer<T>> makeRprop(const OptimizerSpec &spec, std::size_t size, std::size_t width)
{
    return std::make_unique<Rprop<T>>(kKind, spec, size, width);
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
