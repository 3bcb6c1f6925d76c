#pragma once

#include "data/dataset.h"
#include "network/activation.h"
#include "network/loss.h"

namespace basin {

/// A sample's loss as a function of the last layer's z, to the second order.
struct OutputTerms {
    double loss = 0.0;
    Vector slope;     ///< ∂E/∂z, outputs
    Matrix curvature; ///< ∂²E/∂z∂z, outputs × outputs
    Matrix gaussNewton; ///< its positive semidefinite part: (dy/dz)ᵀ ∂²E/∂y∂y (dy/dz), or the logits' own curvature
};

/// Plain float64 formulas for one sample; loss-inl.h has the first two on vectors.
/// @param z, target  one value for each output   @param scale  lossScale()
[[nodiscard]] OutputTerms outputTerms(LossId loss, const Activation &activation, const Vector &z, const Vector &target,
                                      double scale);

/// The same of an output that stands alone: a last layer of one unit that is not softmax, under any loss but
/// categorical_crossentropy.
struct SingleOutputTerms {
    double loss = 0.0;
    double slope = 0.0;     ///< ∂E/∂z
    double curvature = 0.0; ///< ∂²E/∂z²
};
[[nodiscard]] SingleOutputTerms singleOutputTerms(LossId loss, const Activation &activation, double z, double target,
                                                  double scale);

/// exp(z) / Σ exp(z) without overflow.
[[nodiscard]] Vector softmax(const Vector &z);

} // namespace basin
