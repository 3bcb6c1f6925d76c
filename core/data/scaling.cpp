#include "data/scaling.h"

#include <cmath>

namespace basin {

std::string_view scalingName(Scaling scaling)
{
    switch (scaling) {
    case Scaling::None:
        return "none";
    case Scaling::Standard:
        return "standard";
    case Scaling::MinMax:
        return "minmax";
    }
    return {};
}

FeatureScale FeatureScale::fit(Scaling scaling, const Matrix &inputs)
{
    FeatureScale result{Vector::Zero(inputs.cols()), Vector::Ones(inputs.cols())};
    if (scaling == Scaling::None || inputs.rows() == 0)
        return result;
    for (Eigen::Index feature = 0; feature < inputs.cols(); ++feature) {
        const auto column = inputs.col(feature);
        const double smallest = column.minCoeff();
        const double largest = column.maxCoeff();
        double scale = largest - smallest;
        result.offset[feature] = smallest;
        if (scaling == Scaling::Standard && smallest < largest) {
            // Only where the plain sum overflows is each value divided first, which rounds more.
            const double mean = column.mean();
            result.offset[feature] =
                std::isfinite(mean) ? mean : (column.array() / static_cast<double>(inputs.rows())).sum();
            scale = (column.array() - result.offset[feature]).matrix().stableNorm() /
                    std::sqrt(static_cast<double>(inputs.rows()));
        }
        // A constant feature becomes 0; so does one whose spread cannot be told from 0 or from infinity.
        result.scale[feature] = scale > 0.0 && std::isfinite(scale) ? scale : 1.0;
    }
    return result;
}

Matrix FeatureScale::scaled(const Matrix &raw) const
{
    return (raw.rowwise() - offset.transpose()).array().rowwise() / scale.transpose().array();
}

Matrix FeatureScale::raw(const Matrix &scaled) const
{
    return ((scaled.array().rowwise() * scale.transpose().array()).matrix()).rowwise() + offset.transpose();
}

bool FeatureScale::isIdentity() const
{
    return (offset.array() == 0.0).all() && (scale.array() == 1.0).all();
}

} // namespace basin
