#pragma once

#include "network/dense_plan.h"
#include "network/lane_batch.h"

#include <cstdint>
#include <span>
#include <vector>

/// What LaneKernel (lane_kernel.cpp) and its vector code (lane_simd.cpp, compiled once for each instruction set) say to
/// each other. Not for use outside these two and their tests.
namespace basin {

template <class T>
struct LanePlan {
    /// A buffer holds unit j's value for sample s of the tile and vector k of the block at
    /// (j · count + s) · width + k.
    std::vector<LayerPlan<T>> layers;
    LossId loss = LossId::MeanSquaredError;
    T l1 = T(0);
    T l2 = T(0);
    bool penaliseBias = false;
    std::int64_t tileSize = 1; ///< as many samples have room at once
};

/// All samples, feature by feature.
template <class T>
struct LaneSamples {
    const T *inputs = nullptr;
    const T *targets = nullptr;
    std::int64_t stride = 0;
    std::int64_t count = 0;
    T scale = T(1); ///< what the sum of losses is multiplied by
};

/// As many parameter vectors as are worked through at once.
template <class T>
struct LaneBlock {
    const T *parameters = nullptr; ///< value i of vector k at i · stride + k
    std::int64_t stride = 0;
    std::int64_t width = 0; ///< a multiple of laneCount()
    T *values = nullptr;
    T *gradients = nullptr; ///< laid out as the parameters; may be null
};

/// Units side by side in one layer.
struct UnitRun {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// What has to be worked out again since the last call: in `layer` these units, above it all, below it nothing.
struct Stale {
    std::size_t layer = 0;
    std::span<const UnitRun> units;
};

void learnLanes(const LanePlan<float> &plan, const LaneBlock<float> &block, const LaneSamples<float> &samples,
                const Stale &stale);
void learnLanes(const LanePlan<double> &plan, const LaneBlock<double> &block, const LaneSamples<double> &samples,
                const Stale &stale);

/// The same for runs in training. block.values are not used. @param scale  what the sum of losses is multiplied by
void learnRuns(const LanePlan<float> &plan, const LaneBlock<float> &block, const LaneRows<float> &rows, float scale,
               const LaneResults<float> &results);
void learnRuns(const LanePlan<double> &plan, const LaneBlock<double> &block, const LaneRows<double> &rows, double scale,
               const LaneResults<double> &results);

/// a / b of full vectors as runs and surfaces divide, for tests; `count` is a multiple of laneCount(), b > 0.
void quotients(const float *a, const float *b, float *result, std::int64_t count);
void quotients(const double *a, const double *b, double *result, std::int64_t count);

} // namespace basin
