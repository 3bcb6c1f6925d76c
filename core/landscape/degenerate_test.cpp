#include "landscape/degenerate_test.h"

#include "random/random_stream.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace basin {

namespace {

constexpr int curves = 2000;
constexpr int curvesAtOnce = 250;
constexpr std::array<double, 3> steps{0.2, 0.1, 0.05};

class CurveSource {
public:
    CurveSource(const Objective &objective, ConstVectorRef parameters, const NullSpace &space, std::uint64_t seed)
        : m_objective(objective), m_parameters(parameters), m_stream(seed, Purpose::Directions)
    {
        const Eigen::Index size = parameters.size();
        const Eigen::Index zeros = (space.eigenvalues.array() <= space.tolerance).count();
        m_null = space.eigenvectors.leftCols(zeros);
        const Matrix rest = space.eigenvectors.rightCols(size - zeros);
        const Vector inverse = space.eigenvalues.tail(size - zeros).cwiseInverse();
        m_pseudoInverse = rest * inverse.asDiagonal() * rest.transpose();
    }

    /// Four kinds take turns: two bent along the valley, one with a random bend, one that is random altogether.
    DescentCurve next(int index)
    {
        DescentCurve curve;
        const bool isFree = index % 4 == 3;
        curve.first = isFree ? randomVector(m_parameters.size()).normalized()
                             : (m_null * randomVector(m_null.cols())).normalized();
        curve.second = index % 4 < 2 ? valleyFloor(curve.first) : randomVector(m_parameters.size()).normalized();
        return curve;
    }

private:
    Vector randomVector(Eigen::Index size)
    {
        Vector result(size);
        for (double &value : result)
            value = m_stream.normal();
        return result;
    }

    Vector valleyFloor(const Vector &direction)
    {
        constexpr double e = 0.1;
        m_objective.valueAndGradient(m_parameters + e * direction, m_gradient);
        return m_pseudoInverse * m_gradient / (-e * e);
    }

    const Objective &m_objective;
    const Vector m_parameters;
    RandomStream m_stream;
    Matrix m_null;
    Matrix m_pseudoInverse;
    Vector m_gradient;
};

/// 0 unless it falls at all three steps, by more each time and by more than rounding.
int orderOfFall(const std::array<double, 3> &drops, double rounding)
{
    if (!(drops[2] > rounding) || !(drops[1] > drops[2]) || !(drops[0] > drops[1]))
        return 0;
    return std::max(1, static_cast<int>(std::lround(std::log2(drops[1] / drops[2]))));
}

} // namespace

std::optional<DescentCurve> findDescentCurve(const Objective &objective, ConstVectorRef parameters,
                                             const NullSpace &nullSpace, std::uint64_t seed)
{
    CurveSource source(objective, parameters, nullSpace, seed);
    const double start = objective.values(parameters)[0];
    const double rounding = 256.0 * std::numeric_limits<double>::epsilon() * std::abs(start);
    std::vector<DescentCurve> some(curvesAtOnce);
    Matrix trials(parameters.size(), static_cast<Eigen::Index>(steps.size()) * curvesAtOnce);
    for (int done = 0; done < curves; done += curvesAtOnce) {
        Eigen::Index column = 0;
        for (int k = 0; k < curvesAtOnce; ++k) {
            DescentCurve &curve = some[static_cast<std::size_t>(k)];
            curve = source.next(done + k);
            for (const double e : steps)
                trials.col(column++) = parameters + e * curve.first + e * e * curve.second;
        }
        const Vector values = objective.values(trials);
        std::optional<DescentCurve> best;
        double steepest = 0.0;
        for (Eigen::Index k = 0; k < curvesAtOnce; ++k) {
            const std::array<double, 3> drops{start - values[3 * k], start - values[3 * k + 1],
                                              start - values[3 * k + 2]};
            const int order = orderOfFall(drops, rounding);
            if (order == 0 || drops[2] <= steepest)
                continue;
            steepest = drops[2];
            best = some[static_cast<std::size_t>(k)];
            best->order = order;
            best->drop = drops[0];
        }
        if (best)
            return best;
    }
    return {};
}

} // namespace basin
