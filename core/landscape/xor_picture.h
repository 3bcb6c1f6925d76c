#pragma once

#include "network/objective.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

namespace basin {

/// A value for each of the four patterns of XOR, in the order 00, 01, 10, 11: the opposite corner of p is 3 − p.
using Patterns = std::array<double, 4>;
[[nodiscard]] constexpr std::size_t oppositeCorner(std::size_t pattern)
{
    return 3 - pattern;
}
/// The class of a corner: 01 and 10 are to be on.
[[nodiscard]] constexpr bool isHighCorner(std::size_t pattern)
{
    return pattern == 1 || pattern == 2;
}

/// +1 where the pattern is to be on.
[[nodiscard]] constexpr double wanted(std::size_t pattern)
{
    return isHighCorner(pattern) ? 1.0 : -1.0;
}
[[nodiscard]] inline double logistic(double z)
{
    return z >= 0.0 ? 1.0 / (1.0 + std::exp(-z)) : std::exp(z) / (1.0 + std::exp(z));
}

/// θ of a 2-2-1 network seen on the four corners: z of both hidden units (z00 + z11 = z01 + z10), their output weights
/// and the output's bias. Hidden units are logistic, a = c + Σ v σ(z), y = σ(a).
struct XorPoint {
    std::array<Patterns, 2> z{};
    std::array<double, 2> v{};
    double c = 0.0;

    /// Another name for the same network: unit k on where it was off (1 − σ(z) = σ(−z)).
    void flip(std::size_t k);
    /// a of the four patterns.
    [[nodiscard]] Patterns logits() const;
};
[[nodiscard]] XorPoint between(const XorPoint &from, const XorPoint &to, double t);

/// An objective that is XOR or XNOR on a 2-2-1 network, as a network of logistic units on the corners of the unit
/// square with XOR's targets. Tanh units, other input values, XNOR and a tanh output with a squared error are affine
/// maps of that, so a straight segment here is a straight segment of θ.
class XorPicture {
public:
    /// Nothing for any other objective, for one with a penalty.
    [[nodiscard]] static std::optional<XorPicture> of(const Objective &objective);

    [[nodiscard]] XorPoint fromParameters(ConstVectorRef parameters) const;
    [[nodiscard]] Vector toParameters(const XorPoint &point) const;

    [[nodiscard]] double lowTarget() const { return m_low; }   ///< 0 or above
    [[nodiscard]] double highTarget() const { return m_high; } ///< 1 or below
    [[nodiscard]] double target(std::size_t pattern) const { return isHighCorner(pattern) ? m_high : m_low; }
    /// Both targets lie inside (0, 1), where finite weights reach them.
    [[nodiscard]] bool hasInnerTargets() const { return m_low > 0.0 && m_high < 1.0; }
    /// The loss up to a positive factor: the mean over the samples of cross-entropy or of squared errors.
    [[nodiscard]] double loss(const XorPoint &point) const;

    /// Which of v1, v2 and c may move.
    using Mask = std::array<bool, 3>;
    /// Lowers the loss over output weights and bias alone, the hidden units being held (Gauss-Newton steps with
    /// damping).
    void refitOutput(XorPoint &point, const Mask &mask, int steps) const;

private:
    /// dE/da and its curvature (Gauss-Newton's) for a pattern whose logit is a.
    struct Slope {
        double first = 0.0;
        double second = 0.0;
    };
    [[nodiscard]] Slope slope(std::size_t pattern, double logit) const;
    [[nodiscard]] double patternLoss(std::size_t pattern, double logit) const;

    bool m_isCrossentropy = false;
    bool m_isFlipped = false; ///< XNOR
    double m_low = 0.0;
    double m_high = 1.0;
    std::array<double, 2> m_inputLow{};   ///< what stands for 0
    std::array<double, 2> m_inputWidth{}; ///< and how far away what stands for 1 is
    double m_hiddenScale = 1.0;           ///< 2 for tanh: tanh z = 2 σ(2z) − 1
    double m_outputScale = 1.0;           ///< the same for the last layer
};

} // namespace basin
