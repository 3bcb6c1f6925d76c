#pragma once

#include "data/dataset.h"

#include <string_view>

namespace basin {

enum class Scaling { None, Standard, MinMax };

[[nodiscard]] std::string_view scalingName(Scaling scaling); ///< none, standard, minmax

/// An affine map of each feature, scaled = (raw − offset) / scale, fitted on the training part alone.
/// Standard: offset the mean, scale the population standard deviation (divisor n, as scikit-learn's StandardScaler).
/// MinMax: offset the smallest, scale the range, so that the training part fills [0, 1]. A constant feature has
/// scale 1.
struct FeatureScale {
    Vector offset; ///< features
    Vector scale;  ///< features, never 0

    [[nodiscard]] static FeatureScale fit(Scaling scaling, const Matrix &inputs);
    [[nodiscard]] Matrix scaled(const Matrix &raw) const;
    [[nodiscard]] Matrix raw(const Matrix &scaled) const;
    [[nodiscard]] bool isIdentity() const;
};

} // namespace basin
