#pragma once

#include "network/lane_kernel.h"
#include "network/objective.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace basin {

/// An Objective for many θ at once, lane by lane: value i of vector k lies at i · stride + k. float64 goes in and comes
/// out, the arithmetic is in the objective's precision; every value and gradient has the bits that the objective gives
/// for its θ alone. Owns its workspace: one for one thread. Where the same θ lie as columns of a matrix,
/// Objective::values() is the simpler call.
class LaneObjective {
public:
    explicit LaneObjective(Objective objective);

    [[nodiscard]] Eigen::Index size() const { return m_objective.size(); } ///< of one θ
    /// So many θ at once are worked through best; a multiple of 8.
    [[nodiscard]] std::int64_t blockSize() const;

    /// loss + penalty. @param parameters  size() × stride values, stride ≥ count    @param values  `count` of them
    void values(const double *parameters, std::int64_t count, std::int64_t stride, double *values);
    /// The same where the call before had the same `count`, at most blockSize(), and only the parameters with the given
    /// indices have changed since.
    void valuesAfter(std::span<const Eigen::Index> changed, const double *parameters, std::int64_t count,
                     std::int64_t stride, double *values);
    /// loss + penalty with its gradient, laid out as the parameters are.
    void valuesAndGradients(const double *parameters, std::int64_t count, std::int64_t stride, double *values,
                            double *gradients);

private:
    /// A recurrent network has no lanes across θ: its vectors run across units.
    [[nodiscard]] bool isOneByOne() const;
    void oneByOne(const double *parameters, std::int64_t count, std::int64_t stride, double *values,
                  double *gradients) const;
    void convert(Eigen::Index index, const double *parameters, std::int64_t count, std::int64_t stride);

    Objective m_objective;
    std::optional<LaneKernel<float>> m_kernel32; ///< one of the two; none: one by one
    std::optional<LaneKernel<double>> m_kernel64;
    std::vector<float> m_parameters, m_values, m_gradients; ///< of float32, with `count` as their stride
};

} // namespace basin
