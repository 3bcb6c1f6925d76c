#include "training/finite_bound.h"

#include <cmath>

namespace basin {

namespace {

/// More than any loss + penalty can be with parameters of this size. No activation is further from 0 than its argument
/// by more than 1, no loss of one output above the square of what stands here.
double largestLoss(const Architecture &architecture, const LossSpec &loss, double input, double target, double samples,
                   double size)
{
    double value = input;
    for (std::size_t l = 0; l < architecture.layers().size(); ++l)
        value = size * (architecture.layout(l).inputs * value + 1.0) + 1.0;
    const double one = (2.0 * value + target + 20.0) * (2.0 * value + target + 20.0) * (1.0 + target);
    const auto parameters = static_cast<double>(architecture.parameterCount());
    const double penalty = parameters * (loss.l1 * size + loss.l2 * size * size);
    const double outputs = architecture.outputCount();
    return samples * outputs * outputs * one + penalty;
}

} // namespace

double finiteBound(const Architecture &architecture, const LossSpec &loss, const PreparedData &data, double largest)
{
    const double input = data.train.inputs.cwiseAbs().maxCoeff();
    const double target = data.train.targets.cwiseAbs().maxCoeff();
    const auto samples = static_cast<double>(data.train.samples());
    for (double size = 0x1p20; size >= 1.0; size /= 2.0) {
        const double sum = largestLoss(architecture, loss, input, target, samples, size);
        if (sum < largest / 1024.0) // room for what rounding adds
            return size;
    }
    return 0.0;
}

} // namespace basin
