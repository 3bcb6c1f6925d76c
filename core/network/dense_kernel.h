#pragma once

#include "network/aligned_buffer.h"
#include "network/architecture.h"
#include "network/loss.h"

#include <cstdint>
#include <memory>
#include <span>

namespace basin {

template <class T>
class LaneBatch;
template <class T>
class LaneKernel;

/// The arithmetic of a network for one θ, in T, written for speed; Objective and Trainer stand on it.
///
/// Every sum has one order, whatever the vector width or the number of threads, so that any path (one live run, a
/// census of thousands, a picture) gives the same bits:
///   z_j(s)   = b_j, then fused multiply-adds over the inputs i = 0, 1, …
///   ∂E/∂h_i  = fused multiply-adds over the units j = 0, 1, …, from 0
///   ∂E/∂w_ij = fused multiply-adds over the samples s = 0, 1, …, from 0; biases likewise
///   E        = the samples' losses (each: over the outputs k = 0, 1, …) added in the order of the samples
/// and vectors run across what is independent. A recurrent layer sums its z over the inputs, then over the outputs of
/// the step before; its gradient is summed over tiles of samples whose size follows from the architecture alone.
///
/// Samples lie feature by feature: value (s, f) at f · stride + s. Buffers are padded by the kernel, not by the caller.
/// Owns its workspace: one kernel for one thread.
template <class T>
class DenseKernel {
public:
    /// @param batchSize  how many samples will be worked through at a time, where that is known to be few: sets the
    /// size
    ///                   of the workspace, nothing else
    /// @throws InputError ("loss.name") if the loss does not fit the last activation
    DenseKernel(const Architecture &architecture, const LossSpec &loss, std::int64_t batchSize = 512);
    ~DenseKernel();
    DenseKernel(DenseKernel &&) noexcept;
    DenseKernel &operator=(DenseKernel &&) noexcept;

    /// A set of samples in the kernel's own layout (converted, padded, aligned).
    class Samples {
    public:
        Samples() = default;
        /// How right answers are counted comes from these targets.
        Samples(const Matrix &inputs, const Matrix &targets);
        /// A test set counts as the training set does.
        Samples(const Matrix &inputs, const Matrix &targets, const TargetSides &sides);
        [[nodiscard]] std::int64_t count() const { return m_count; }
        [[nodiscard]] const TargetSides &sides() const { return m_sides; }

    private:
        friend class DenseKernel;
        friend class LaneBatch<T>;
        friend class LaneKernel<T>;
        std::int64_t m_count = 0;
        std::int64_t m_stride = 0;
        std::int64_t m_inputCount = 0;
        std::int64_t m_targetCount = 0;
        TargetSides m_sides;
        AlignedBuffer<T> m_inputs;
        AlignedBuffer<T> m_targets;
    };

    struct Result {
        T loss;               ///< data term
        std::int64_t correct; ///< samples on the right side (0 for regression)
    };

    /// Data term and its gradient over all of `samples` (the penalty is not added here).
    /// @param parameters, gradient  parameterCount() values
    Result lossAndGradient(const T *parameters, const Samples &samples, T *gradient);
    /// The same over the chosen rows, one or more, in that order: a mini-batch.
    Result lossAndGradient(const T *parameters, const Samples &samples, std::span<const std::uint32_t> rows,
                           T *gradient);
    Result loss(const T *parameters, const Samples &samples);

    /// Adds the penalty's gradient; returns the penalty.
    T addPenalty(const T *parameters, T *gradient) const;
    T penalty(const T *parameters) const;

    /// Outputs of all units of `layer` (−1: the last) over a grid or list of points; `inputs` feature by feature with
    /// stride `count`; `outputs` unit by unit with stride `count`. Works through in tiles, so `count` may be 512 × 512.
    void outputs(const T *parameters, const T *inputs, std::int64_t count, T *outputs, int layer = -1);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

extern template class DenseKernel<float>;
extern template class DenseKernel<double>;

} // namespace basin
