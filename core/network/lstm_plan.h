#pragma once

#include "network/dense_plan.h"

#include <cstdint>

/// What DenseKernel and the vector code of its recurrent layer (lstm_simd.cpp) say to each other. Not for use outside
/// these two and their tests.
namespace basin {

/// The recurrent layer in front of a network and its share of the workspace. Rows are samples, step after step: row
/// t · count + s is sample s at step t, where `count` is that of the tile at work. A row of `columns` holds the gates
/// i, f, c, o side by side, each of `units`.
template <class T>
struct LstmPlan {
    std::int64_t steps = 0;
    std::int64_t inputs = 0; ///< of one step
    std::int64_t units = 0;
    std::int64_t kernel = 0; ///< where in θ
    std::int64_t recurrent = 0;
    std::int64_t bias = 0;
    T *x = nullptr;           ///< rows × inputs
    T *gates = nullptr;       ///< rows × columns: the gates' values, in the backward pass ∂E/∂z in their place
    T *cells = nullptr;       ///< rows × units: c_t
    T *cellOutputs = nullptr; ///< rows × units: tanh(c_t)
    T *hidden = nullptr;      ///< rows × units: h_t
    T *hiddenDelta = nullptr; ///< samples × hiddenStride: ∂E/∂h_t
    T *cellDelta = nullptr;   ///< samples × units: ∂E/∂c_t
    T *turned = nullptr;      ///< columns × hiddenStride: the recurrent kernel, its columns as rows

    [[nodiscard]] std::int64_t columns() const { return 4 * units; }
    /// Rows that vectors of any instruction set cover without a remainder.
    [[nodiscard]] std::int64_t hiddenStride() const { return paddedCount<T>(units); }
};

/// How many samples are worked through at once. It fixes the order of the gradient's sums and depends on the
/// architecture alone, so that the same samples give the same bits whatever a kernel was made for.
[[nodiscard]] std::int64_t lstmTileSamples(std::int64_t steps, std::int64_t inputs, std::int64_t units);

/// All steps of a tile; the last output goes to `h`, unit by unit with stride tile.width, as a dense layer's would.
void recurrentForward(const LstmPlan<float> &plan, const float *parameters, const Tile<float> &tile, float *h);
void recurrentForward(const LstmPlan<double> &plan, const double *parameters, const Tile<double> &tile, double *h);

/// Back-propagation through all steps, after recurrentForward() of the same tile.
/// @param delta     ∂E/∂h of the last step, laid out as `h`
/// @param gradient  of the layer's parameters, in θ's order from plan.kernel on; written if `isFirst`, else added to
void recurrentBackward(const LstmPlan<float> &plan, const float *parameters, const Tile<float> &tile,
                       const float *delta, float *gradient, bool isFirst);
void recurrentBackward(const LstmPlan<double> &plan, const double *parameters, const Tile<double> &tile,
                       const double *delta, double *gradient, bool isFirst);

} // namespace basin
