#include "optimizer/families.h"
#include "optimizer/full_batch.h"

#include "data/error.h"

#include <Eigen/Cholesky>

#include <cmath>

namespace basin {

namespace {

/// Levenberg-Marquardt (Hagan & Menhaj, IEEE TNN 5, 1994): solves (G + μ I) δ = −g, G the generalised Gauss-Newton
/// matrix, and moves by learning_rate · δ. A step that does not lower the loss is not taken: μ grows by
/// damping_increase until one does, or until the step no longer moves θ at all; then the loss stands at its floor and θ
/// and μ stay. After a step μ shrinks by damping_decrease.
template <class T>
class LevenbergMarquardt final : public FullBatchOptimizer<T> {
    using Vector = FlatVector<T>;
    using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

public:
    LevenbergMarquardt(OptimizerSpec spec, std::size_t size)
        : m_spec(std::move(spec)), m_size(size), m_damping(m_spec.value("damping"))
    {
        if (size > maximumLevenbergMarquardtSize)
            throw InputError("optimizer.name", "levenberg_marquardt solves for all parameters at once: at most " +
                                                   std::to_string(maximumLevenbergMarquardtSize));
    }

    bool iterate(const FullBatchProblem<T> &problem, T *parameters, std::span<const std::uint8_t> frozen) override
    {
        const auto n = static_cast<Eigen::Index>(m_size);
        Eigen::Map<Vector> theta(parameters, n);
        m_gradient.resize(n);
        m_scratch.resize(n);
        m_curvature.resize(n, n);
        const T loss = problem.valueAndGradient(parameters, m_gradient.data());
        clearFrozen(m_gradient, frozen);
        if (!std::isfinite(loss) || !m_gradient.allFinite() || m_gradient.isZero(T(0)))
            return false;
        problem.gaussNewton(parameters, m_curvature.data());
        isolateFrozen(frozen);

        const double increase = m_spec.value("damping_increase");
        for (double damping = m_damping; std::isfinite(static_cast<T>(damping)); damping *= increase) {
            if (!solve(static_cast<T>(damping)))
                continue;
            m_trial = theta + static_cast<T>(m_spec.value("learning_rate")) * m_move;
            if (m_trial == theta)
                return false;
            if (problem.valueAndGradient(m_trial.data(), m_scratch.data()) < loss) {
                theta = m_trial;
                m_damping = std::max(damping * m_spec.value("damping_decrease"), smallestDamping);
                return true;
            }
        }
        return false;
    }

    void setHyperparameters(const OptimizerSpec &spec) override
    {
        checkHyperparameters(m_spec, spec);
        if (spec.value("damping") != m_spec.value("damping"))
            m_damping = spec.value("damping");
        m_spec = spec;
    }

    [[nodiscard]] std::vector<std::vector<double>> state() const override { return {{m_damping}}; }

    void setState(const std::vector<std::vector<double>> &state) override
    {
        checkState(state, 1, 0, m_size);
        if (!(state[0][0] > 0.0))
            throw InputError("optimizer state[0]", "must be a damping above 0");
        m_damping = state[0][0];
    }

private:
    static constexpr double smallestDamping = 1e-20;

    /// A frozen parameter's row and column become those of the unit matrix; with no gradient it has no move.
    void isolateFrozen(std::span<const std::uint8_t> frozen)
    {
        for (std::size_t i = 0; i < frozen.size(); ++i) {
            if (frozen[i] == 0)
                continue;
            const auto index = static_cast<Eigen::Index>(i);
            m_curvature.row(index).setZero();
            m_curvature.col(index).setZero();
            m_curvature(index, index) = T(1);
        }
    }

    /// False where the damped matrix is not positive definite to rounding: more damping is needed.
    bool solve(T damping)
    {
        m_damped = m_curvature;
        m_damped.diagonal().array() += damping;
        m_factors.compute(m_damped);
        if (m_factors.info() != Eigen::Success)
            return false;
        m_move = -m_factors.solve(m_gradient);
        return m_move.allFinite();
    }

    OptimizerSpec m_spec;
    std::size_t m_size;
    double m_damping;
    Vector m_gradient;
    Vector m_scratch;
    Vector m_move;
    Vector m_trial;
    Matrix m_curvature;
    Matrix m_damped;
    Eigen::LLT<Matrix> m_factors;
};

template <class T>
std::unique_ptr<FullBatchOptimizer<T>> makeLevenbergMarquardt(const OptimizerSpec &spec, std::size_t size)
{
    return std::make_unique<LevenbergMarquardt<T>>(spec, size);
}

} // namespace

std::vector<OptimizerRow> levenbergMarquardtRows()
{
    OptimizerKind kind;
    kind.name = "levenberg_marquardt";
    kind.keras = {learningRateOption(1.0), numberOption("damping", 0.01, 1e-20, 1e9),
                  numberOption("damping_increase", 10.0, 1.5, 1e9), numberOption("damping_decrease", 0.1, 1e-9, 1.0)};
    kind.pytorch = kind.keras;
    kind.kerasFormula = "p -= lr (G + damping I)^-1 g; damping falls after a step that lowers the loss and grows until "
                        "there is one";
    kind.pytorchFormula = kind.kerasFormula;
    kind.fullBatchOnly = true;
    return {{.kind = std::move(kind),
             .makeFullBatchFloat = makeLevenbergMarquardt<float>,
             .makeFullBatchDouble = makeLevenbergMarquardt<double>}};
}

} // namespace basin
