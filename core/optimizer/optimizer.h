#pragma once

#include "optimizer/optimizer_spec.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace basin {

/// Maps (θ, gradient) to the next θ and knows nothing of layers. All arithmetic on θ, gradient and state is in T,
/// element by element, so the result does not depend on vector width. What is the same for all parameters of a step
/// (learning rate, bias corrections) is worked out in float64 and rounded to T once.
template <class T>
class Optimizer {
public:
    virtual ~Optimizer() = default;

    /// Writes the next θ. `next` may be `parameters`; no buffer needs padding or alignment.
    /// @param frozen  non-zero leaves parameter i where it is and its state alone; empty: none is frozen
    /// @param loss    loss + penalty at `parameters`; only kinds with `usesLoss` look at it, for others any value does
    virtual void update(const T *parameters, const T *gradient, T *next, std::span<const std::uint8_t> frozen,
                        T loss) = 0;

    /// Changes hyperparameters in mid-run. The state stays, and where the two conventions keep the same quantity in
    /// different units (a velocity with or without the learning rate) a change of convention converts it. A momentum of
    /// zero forgets the velocity. @throws InputError for another name than the optimizer's own or a bad option
    virtual void setHyperparameters(const OptimizerSpec &spec) = 0;

    /// The whole state as numbers (first the counters, then one list for each moment or step size), so that a run can
    /// be saved and gone on with, bit for bit.
    [[nodiscard]] virtual std::vector<std::vector<double>> state() const = 0;
    /// @throws InputError if it is not a state of this optimizer for this many parameters; then nothing has changed
    virtual void setState(const std::vector<std::vector<double>> &state) = 0;
};

/// For every optimizer that needs only a gradient. @throws InputError for an unknown name or option
template <class T>
[[nodiscard]] std::unique_ptr<Optimizer<T>> makeOptimizer(const OptimizerSpec &spec, std::size_t parameterCount);

/// The same rule for many runs at once, one in each lane, each at a step of its own. A lane gets the bits that an
/// Optimizer gives for its run alone. Parameter i of lane k lies at i · width + k, here and in gradients and losses.
template <class T>
class LaneOptimizer {
public:
    virtual ~LaneOptimizer() = default;

    /// Writes the next θ of every lane; as Optimizer::update() otherwise. The rows are as wide as at first, or as
    /// keepLanes() left them.
    /// @param losses  one for each lane
    virtual void updateLanes(const T *parameters, const T *gradient, T *next, std::span<const std::uint8_t> frozen,
                             const T *losses) = 0;
    /// A new run begins in this lane.
    virtual void restartLane(std::size_t lane) = 0;
    /// As keepLanes() in network/lane_layout.h.
    virtual void keepLanes(std::span<const std::size_t> kept, std::size_t newWidth) = 0;
};

/// @param width  lanes; a multiple of laneCount()  @throws InputError for an unknown name or option
template <class T>
[[nodiscard]] std::unique_ptr<LaneOptimizer<T>> makeLaneOptimizer(const OptimizerSpec &spec, std::size_t parameterCount,
                                                                  std::size_t width);

/// Whether runs of so many updates can share lanes: not under an optimizer that works on the full batch alone, nor
/// where what corrects the bias of the first steps would have to be kept for too many of them.
[[nodiscard]] bool runsInLanes(const OptimizerSpec &spec, std::int64_t updates);

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
    /// As of Optimizer. A new `damping` replaces the one that the run has come to.
    virtual void setHyperparameters(const OptimizerSpec &spec) = 0;
    [[nodiscard]] virtual std::vector<std::vector<double>> state() const = 0;
    virtual void setState(const std::vector<std::vector<double>> &state) = 0;
};

/// levenberg_marquardt holds and factors matrices of this size.
inline constexpr std::size_t maximumLevenbergMarquardtSize = 5000;

/// For the kinds with `fullBatchOnly`. @throws InputError for an unknown name or option, or more parameters than
/// maximumLevenbergMarquardtSize
template <class T>
[[nodiscard]] std::unique_ptr<FullBatchOptimizer<T>> makeFullBatchOptimizer(const OptimizerSpec &spec,
                                                                            std::size_t parameterCount);

} // namespace basin
