#pragma once

#include "network/architecture.h"
#include "network/dense_kernel.h"
#include "network/lane_batch.h"
#include "network/loss.h"

#include <cstdint>
#include <memory>
#include <span>

namespace basin {

/// The loss of a dense network for many θ over the same few samples, in T: lanes are parameter vectors. Surfaces, line
/// searches and profiles stand on it. The order of arithmetic is DenseKernel's (written down there), so the loss and
/// the gradient of each θ have the bits that DenseKernel gives for it alone, whatever the vector width.
///
/// Parameters lie lane by lane: value i of vector k at i · stride + k. Owns its workspace: one kernel for one thread.
/// To make one costs some 50 ns; the workspace is made by the first call, for its size.
template <class T>
class LaneKernel {
public:
    using Samples = typename DenseKernel<T>::Samples;

    /// @throws InputError ("loss.name") if the loss does not fit the last activation
    LaneKernel(const Architecture &architecture, const LossSpec &loss);
    ~LaneKernel();
    LaneKernel(LaneKernel &&) noexcept;
    LaneKernel &operator=(LaneKernel &&) noexcept;

    /// So many θ at once are worked through best; a multiple of the vectors' lanes.
    [[nodiscard]] std::int64_t blockSize(std::int64_t samples) const;

    /// loss + penalty of `count` parameter vectors.
    /// @param parameters  parameterCount() × stride values, stride ≥ count    @param values  `count` of them
    void values(const T *parameters, std::int64_t count, std::int64_t stride, const Samples &samples, T *values);
    /// The same where the call before had the same `count`, at most blockSize(), and the same samples, and where only
    /// the parameters with the given indices have changed since: units that none of them reaches are not worked out
    /// again.
    void valuesAfter(std::span<const Eigen::Index> changed, const T *parameters, std::int64_t count,
                     std::int64_t stride, const Samples &samples, T *values);
    /// loss + penalty with its gradient, laid out as the parameters are.
    void valuesAndGradients(const T *parameters, std::int64_t count, std::int64_t stride, const Samples &samples,
                            T *values, T *gradients);

    /// So many runs in training are worked through best at once; a multiple of the vectors' lanes.
    /// @param samples  of one step    @param stateSize  numbers that an optimizer keeps for each parameter
    [[nodiscard]] std::int64_t runsAtOnce(std::int64_t samples, std::int64_t stateSize) const;
    /// One step of so many runs: what their θ give over the batch, and unless it is null the gradient of loss +
    /// penalty. Rows are `width` wide, a multiple of the vectors' lanes.
    void learn(const T *parameters, std::int64_t width, const LaneBatch<T> &batch, const LaneResults<T> &results,
               T *gradients);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

extern template class LaneKernel<float>;
extern template class LaneKernel<double>;

} // namespace basin
