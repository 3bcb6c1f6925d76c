#include "diagnosis/line_fit.h"

#include <Eigen/Core>

namespace basin {

LineFit fitLine(std::span<const double> x, std::span<const double> y)
{
    using List = Eigen::Map<const Eigen::ArrayXd>;
    const List xs(x.data(), std::ssize(x));
    const List ys(y.data(), std::ssize(y));
    const Eigen::ArrayXd dx = xs - xs.mean();
    const Eigen::ArrayXd dy = ys - ys.mean();
    const double xx = dx.square().sum();
    const double yy = dy.square().sum();
    if (!(xx > 0.0))
        return {.slope = 0.0, .intercept = ys.mean(), .determination = 0.0};
    const double slope = (dx * dy).sum() / xx;
    const double explained = slope * slope * xx;
    return {slope, ys.mean() - slope * xs.mean(), yy > 0.0 ? explained / yy : 0.0};
}

} // namespace basin
