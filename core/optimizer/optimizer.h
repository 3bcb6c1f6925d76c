#pragma once

#include "optimizer/optimizer_spec.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace basin {

/// Maps (θ, gradient) to the next θ and knows nothing of layers. All arithmetic in T; element by element, so the result
/// does not depend on vector width.
template <class T>
class Optimizer {
public:
    virtual ~Optimizer() = default;

    /// Writes the next θ. `next` may be `parameters`. `frozen[i]` non-zero leaves parameter i where it is (and its
    /// state alone); empty: none is frozen.
    virtual void update(const T *parameters, const T *gradient, T *next, std::span<const std::uint8_t> frozen) = 0;

    /// Changes hyperparameters in mid-run; the state stays. `spec.name` must be the optimizer's own; a change of
    /// convention is a change of formula and keeps the state too.
    virtual void setHyperparameters(const OptimizerSpec &spec) = 0;

    /// The whole state (moments, step sizes, counters) as numbers, so that a run can be saved and gone on with, bit for
    /// bit.
    [[nodiscard]] virtual std::vector<std::vector<double>> state() const = 0;
    /// @throws InputError if it is not a state of this optimizer for this many parameters
    virtual void setState(const std::vector<std::vector<double>> &state) = 0;
};

/// For every optimizer that needs only a gradient. @throws InputError for an unknown name or option
template <class T>
[[nodiscard]] std::unique_ptr<Optimizer<T>> makeOptimizer(const OptimizerSpec &spec, std::size_t parameterCount);

/// What lbfgs and levenberg_marquardt may ask of the full batch.
template <class T>
struct FullBatchProblem {
    std::function<T(const T *parameters, T *gradient)> valueAndGradient; ///< loss + penalty
    /// Generalised Gauss-Newton matrix of loss + penalty (column-major n × n): for squared errors the classical JᵀJ.
    std::function<void(const T *parameters, T *matrix)> gaussNewton;
    std::size_t parameterCount = 0;
};

/// One iteration of lbfgs (strong Wolfe line search; Nocedal & Wright, Numerical Optimization, algorithms 7.5 and 3.5)
/// or levenberg_marquardt (Hagan & Menhaj, IEEE TNN 5, 1994) for each step.
template <class T>
class FullBatchOptimizer {
public:
    virtual ~FullBatchOptimizer() = default;
    /// Returns false when no step that lowers the loss was found (θ stays).
    virtual bool iterate(const FullBatchProblem<T> &problem, T *parameters, std::span<const std::uint8_t> frozen) = 0;
    virtual void setHyperparameters(const OptimizerSpec &spec) = 0;
    [[nodiscard]] virtual std::vector<std::vector<double>> state() const = 0;
    virtual void setState(const std::vector<std::vector<double>> &state) = 0;
};

template <class T>
[[nodiscard]] std::unique_ptr<FullBatchOptimizer<T>> makeFullBatchOptimizer(const OptimizerSpec &spec,
                                                                            std::size_t parameterCount);

} // namespace basin
