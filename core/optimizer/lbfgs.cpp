#include "optimizer/families.h"
#include "optimizer/full_batch.h"
#include "optimizer/line_search.h"

#include "data/error.h"

#include <cmath>
#include <deque>

namespace basin {

namespace {

/// Limited-memory BFGS: the two-loop recursion over the last `history_size` pairs of moves s and gradient differences
/// y, scaled by sᵀy/yᵀy (Nocedal & Wright, algorithm 7.4 and equation 7.20), with a line search for the strong Wolfe
/// conditions. `learning_rate` scales the first step that each search tries; before there are pairs that step is also
/// divided by ‖g‖₁ where that is above 1.
template <class T>
class Lbfgs final : public FullBatchOptimizer<T> {
    using Vector = FlatVector<T>;

public:
    Lbfgs(OptimizerSpec spec, std::size_t size) : m_spec(std::move(spec)), m_size(size) {}

    bool iterate(const FullBatchProblem<T> &problem, T *parameters, std::span<const std::uint8_t> frozen) override
    {
        Eigen::Map<Vector> theta(parameters, static_cast<Eigen::Index>(m_size));
        LineSearch<T> search(problem, theta, frozen);
        if (!std::isfinite(search.value()) || search.gradient().isZero(T(0)))
            return false;
        if (descend(search, theta))
            return true;
        if (m_pairs.empty())
            return false;
        // The pairs may have misled us (the data or the loss has changed since): begin again with the gradient alone.
        m_pairs.clear();
        return descend(search, theta);
    }

    void setHyperparameters(const OptimizerSpec &spec) override
    {
        checkHyperparameters(m_spec, spec);
        m_spec = spec;
        dropOldPairs();
    }

    [[nodiscard]] std::vector<std::vector<double>> state() const override
    {
        std::vector<std::vector<double>> lists{{static_cast<double>(m_pairs.size())}};
        for (const Pair &pair : m_pairs)
            for (const Vector *vector : {&pair.move, &pair.change})
                lists.emplace_back(vector->data(), vector->data() + vector->size());
        return lists;
    }

    void setState(const std::vector<std::vector<double>> &state) override
    {
        const std::size_t lists = state.empty() ? 0 : state.size() - 1;
        checkState(state, 1, lists, m_size);
        if (lists % 2 != 0 || state[0][0] != static_cast<double>(lists / 2))
            throw InputError("optimizer state[0]", "must be the number of pairs that follow");
        m_pairs.clear();
        for (std::size_t k = 1; k < state.size(); k += 2)
            m_pairs.push_back({toVector(state[k]), toVector(state[k + 1])});
        dropOldPairs();
    }

private:
    struct Pair {
        Vector move;
        Vector change; ///< of the gradient
    };

    static Vector toVector(const std::vector<double> &list)
    {
        return Eigen::Map<const Eigen::VectorXd>(list.data(), static_cast<Eigen::Index>(list.size())).cast<T>();
    }

    /// One search along the current direction; true if it has lowered the loss and moved θ.
    bool descend(LineSearch<T> &search, Eigen::Map<Vector> &theta)
    {
        const Vector direction = search.freed(directionFor(search.gradient()));
        T step = static_cast<T>(m_spec.value("learning_rate"));
        if (m_pairs.empty())
            step *= std::min(T(1), T(1) / search.gradient().template lpNorm<1>());
        if (!search.along(direction, step, static_cast<int>(m_spec.value("line_search_evaluations"))))
            return false;
        remember({search.reached() - theta, search.reachedGradient() - search.gradient()});
        theta = search.reached();
        return true;
    }

    Vector directionFor(const Vector &gradient) const
    {
        Vector direction = -gradient;
        std::vector<T> shares(m_pairs.size());
        for (std::size_t k = m_pairs.size(); k-- > 0;) {
            shares[k] = m_pairs[k].move.dot(direction) / m_pairs[k].change.dot(m_pairs[k].move);
            direction -= shares[k] * m_pairs[k].change;
        }
        if (!m_pairs.empty())
            direction *= m_pairs.back().change.dot(m_pairs.back().move) / m_pairs.back().change.squaredNorm();
        for (std::size_t k = 0; k < m_pairs.size(); ++k) {
            const T share = m_pairs[k].change.dot(direction) / m_pairs[k].change.dot(m_pairs[k].move);
            direction += (shares[k] - share) * m_pairs[k].move;
        }
        return direction;
    }

    /// A pair without clear positive curvature would spoil the approximation (it must stay positive definite).
    void remember(Pair pair)
    {
        const T curvature = pair.change.dot(pair.move);
        if (!(curvature > std::numeric_limits<T>::epsilon() * pair.change.squaredNorm()) || !std::isnormal(curvature))
            return;
        m_pairs.push_back(std::move(pair));
        dropOldPairs();
    }

    void dropOldPairs()
    {
        while (static_cast<double>(m_pairs.size()) > m_spec.value("history_size"))
            m_pairs.pop_front();
    }

    OptimizerSpec m_spec;
    std::size_t m_size;
    std::deque<Pair> m_pairs; ///< the oldest first
};

template <class T>
std::unique_ptr<FullBatchOptimizer<T>> makeLbfgs(const OptimizerSpec &spec, std::size_t size)
{
    return std::make_unique<Lbfgs<T>>(spec, size);
}

} // namespace

std::vector<OptimizerRow> lbfgsRows()
{
    OptimizerKind kind;
    kind.name = "lbfgs";
    kind.keras = {learningRateOption(1.0), countOption("history_size", 10, 1000),
                  countOption("line_search_evaluations", 25, 1000)};
    kind.pytorch = {learningRateOption(1.0), countOption("history_size", 100, 1000),
                    countOption("line_search_evaluations", 25, 1000)};
    kind.kerasFormula =
        "p += a d; d = -H g with H from the last history_size moves, a by a strong Wolfe line search that "
        "starts at lr";
    kind.pytorchFormula = kind.kerasFormula;
    kind.fullBatchOnly = true;
    return {
        {.kind = std::move(kind), .makeFullBatchFloat = makeLbfgs<float>, .makeFullBatchDouble = makeLbfgs<double>}};
}

} // namespace basin
