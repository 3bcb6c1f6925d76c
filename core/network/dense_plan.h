#pragma once

#include "network/activation.h"
#include "network/loss.h"

#include <cstdint>
#include <vector>

/// What DenseKernel (dense_kernel.cpp) and its vector code (dense_simd.cpp, compiled once for each instruction set) say
/// to each other. Not for use outside these two and their tests.
namespace basin {

/// One layer and its share of the workspace. A buffer holds unit j's value for sample s at j · Tile::width + s.
template <class T>
struct LayerPlan {
    std::int64_t inputs = 0;
    std::int64_t units = 0;
    ActivationId activation = ActivationId::Linear;
    std::int64_t kernel = 0; ///< where in θ
    std::int64_t bias = 0;
    std::int64_t end = 0; ///< after the bias
    T *h = nullptr;       ///< values
    T *delta = nullptr;   ///< first dφ/dz, then ∂E/∂z
};

template <class T>
struct LstmPlan; // lstm_plan.h

template <class T>
struct DensePlan {
    std::vector<LayerPlan<T>> layers;
    /// Not null: the first layer is recurrent. It reads and writes what LayerPlan says, as a linear layer would.
    const LstmPlan<T> *lstm = nullptr;
    LossId loss = LossId::MeanSquaredError;
    bool hasOutputDelta = true; ///< false: ∂E/∂y stands for the last layer's ∂E/∂z (GradientFault::OutputDelta)
    T *transposed = nullptr;    ///< ∂E/∂z of one layer, sample by sample
    T *sampleLoss = nullptr;    ///< one value for each sample of a tile
};

/// As many samples as are worked through at once.
template <class T>
struct Tile {
    const T *inputs = nullptr; ///< feature f of sample s at f · inputStride + s, readable up to `width`
    std::int64_t inputStride = 0;
    const T *targets = nullptr;
    std::int64_t targetStride = 0;
    std::int64_t count = 0;
    std::int64_t width = 0; ///< paddedCount<T>(count)
};

/// What a whole batch sums up to, tile after tile.
template <class T>
struct BatchSums {
    T scale = T(1);    ///< what the sum of losses is multiplied by; ∂E/∂z carries it from the start
    TargetSides sides; ///< how `correct` is counted
    T loss = T(0);     ///< not yet scaled
    std::int64_t correct = 0;
    bool isFirst = true; ///< the gradient is written, not added to
};

/// The number of samples that vectors of any instruction set cover without a remainder.
template <class T>
constexpr std::int64_t paddedCount(std::int64_t count)
{
    constexpr std::int64_t widest = 64 / sizeof(T);
    return count <= 4 ? 4 : (count + widest - 1) / widest * widest;
}

/// Values of the first `layers` layers.
void forward(const DensePlan<float> &plan, const float *parameters, const Tile<float> &tile, std::size_t layers);
void forward(const DensePlan<double> &plan, const double *parameters, const Tile<double> &tile, std::size_t layers);

/// Adds the tile's losses and, if `gradient` is given, its gradient.
void learn(const DensePlan<float> &plan, const float *parameters, const Tile<float> &tile, BatchSums<float> &sums,
           float *gradient);
void learn(const DensePlan<double> &plan, const double *parameters, const Tile<double> &tile, BatchSums<double> &sums,
           double *gradient);

/// φ and dφ/dz, in place of `values`; `count` a multiple of 4, `slopes` may be null. Not for softmax.
void activate(ActivationId activation, float *values, float *slopes, std::int64_t count);
void activate(ActivationId activation, double *values, double *slopes, std::int64_t count);

} // namespace basin
