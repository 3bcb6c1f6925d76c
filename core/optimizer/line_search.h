#pragma once

#include "optimizer/full_batch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

/// Finds a step along a direction that satisfies the strong Wolfe conditions (Nocedal & Wright, algorithms 3.5 and 3.6,
/// with c₁ = 1e-4 and c₂ = 0.9), or, where rounding or the number of evaluations allows none, the lowest loss it met.
template <class T>
class LineSearch {
    using Vector = FlatVector<T>;

public:
    /// Evaluates the loss at `start`, which must outlive this. Frozen parameters have no gradient.
    LineSearch(const FullBatchProblem<T> &problem, const Eigen::Map<Vector> &start,
               std::span<const std::uint8_t> frozen)
        : m_problem(problem),
          m_start(start),
          m_frozen(frozen),
          m_gradient(start.size()),
          m_reached(start),
          m_reachedGradient(start.size())
    {
        m_value = m_problem.valueAndGradient(start.data(), m_gradient.data());
        clearFrozen(m_gradient, frozen);
    }

    [[nodiscard]] T value() const { return m_value; }                   ///< at the start
    [[nodiscard]] const Vector &gradient() const { return m_gradient; } ///< at the start
    [[nodiscard]] const Vector &reached() const { return m_reached; }   ///< after along()
    [[nodiscard]] const Vector &reachedGradient() const { return m_reachedGradient; }
    [[nodiscard]] Vector freed(Vector direction) const
    {
        clearFrozen(direction, m_frozen);
        return direction;
    }

    /// True if a step with a lower loss was found. @param step  the first one to try
    bool along(const Vector &direction, T step, int evaluations)
    {
        m_direction = &direction;
        m_evaluationsLeft = evaluations;
        m_slope = m_gradient.dot(direction);
        if (!(m_slope < T(0)) || !std::isfinite(m_slope) || !(step > T(0)))
            return false;
        const Point best = bracket(step);
        if (!(best.step > T(0)) || !(best.value < m_value))
            return false;
        if (best.step != m_lastStep)
            evaluate(best.step);
        return true;
    }

private:
    struct Point {
        T step;
        T value;
        T slope;
    };

    Point evaluate(T step)
    {
        --m_evaluationsLeft;
        m_lastStep = step;
        m_reached = m_start + step * *m_direction;
        const T value = m_problem.valueAndGradient(m_reached.data(), m_reachedGradient.data());
        clearFrozen(m_reachedGradient, m_frozen);
        // Where there is no gradient nobody could go on from, so such a point is as bad as one without a value.
        const T slope = m_reachedGradient.dot(*m_direction);
        return {step, std::isfinite(slope) ? value : std::numeric_limits<T>::quiet_NaN(), slope};
    }

    /// Sufficient decrease; false for a value that is not a number.
    [[nodiscard]] bool isLow(const Point &p) const { return p.value <= m_value + T(1e-4) * p.step * m_slope; }
    [[nodiscard]] bool isFlat(const Point &p) const { return std::abs(p.slope) <= T(-0.9) * m_slope; }

    /// Lengthens the step until a Wolfe point lies behind it.
    Point bracket(T step)
    {
        Point before{T(0), m_value, m_slope};
        while (m_evaluationsLeft > 0) {
            const Point p = evaluate(step);
            if (!isLow(p) || (before.step > T(0) && p.value >= before.value))
                return zoom(before, p);
            if (isFlat(p))
                return p;
            if (p.slope >= T(0))
                return zoom(p, before);
            const T longer = minimumBetween(before, p);
            step = std::clamp(longer, T(2) * p.step - before.step, T(10) * p.step);
            before = p;
        }
        return before;
    }

    /// Narrows the stretch between `low`, the best point so far, and `high`, which holds a Wolfe point between them.
    Point zoom(Point low, Point high)
    {
        while (m_evaluationsLeft > 0) {
            const T width = high.step - low.step;
            const T edge = T(0.1) * width;
            const T nearer = std::min(low.step + edge, high.step - edge);
            const T farther = std::max(low.step + edge, high.step - edge);
            const T step = std::clamp(minimumBetween(low, high), nearer, farther);
            if (step == low.step || step == high.step)
                break;
            const Point p = evaluate(step);
            if (!isLow(p) || p.value >= low.value) {
                high = p;
                continue;
            }
            if (isFlat(p))
                return p;
            if (p.slope * width >= T(0))
                high = low;
            low = p;
        }
        return low;
    }

    /// Where the cubic through both points with their slopes has its minimum (equation 3.59), or, where that is no
    /// number, the middle between them.
    static T minimumBetween(const Point &a, const Point &b)
    {
        const T d1 = a.slope + b.slope - T(3) * (a.value - b.value) / (a.step - b.step);
        const T d2 = std::copysign(std::sqrt(d1 * d1 - a.slope * b.slope), b.step - a.step);
        const T minimum = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + T(2) * d2);
        return std::isfinite(minimum) ? minimum : (a.step + b.step) / T(2);
    }

    const FullBatchProblem<T> &m_problem;
    const Eigen::Map<Vector> &m_start;
    std::span<const std::uint8_t> m_frozen;
    Vector m_gradient;
    Vector m_reached;
    Vector m_reachedGradient;
    const Vector *m_direction = nullptr;
    T m_value = T(0);
    T m_slope = T(0);
    T m_lastStep = T(0);
    int m_evaluationsLeft = 0;
};

} // namespace basin
