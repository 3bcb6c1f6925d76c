#pragma once

#include "network/objective.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace basin {

/// What a point of the error surface is, in the words of the command line (pointKindName()).
enum class PointKind { NotStationary, Minimum, Saddle, Degenerate, Flat, AtInfinity };
[[nodiscard]] const char *pointKindName(PointKind kind); ///< "not_stationary", "minimum", …

/// Why a point is what it is. They are asked for in this order; the first that holds is the verdict. Where a slope or a
/// loss is called small, it is measured in four samples' worth (LossUnit): of XOR, ½ Σ (y − t)² or Σ −t ln y − … over
/// the four patterns, with the targets' range as the unit of y; so the same numbers serve every loss and any data. In
/// it: no slope is 1e-11 (in float32, where θ itself is rounded, 1e-6), nearly none 1e-3, a fall that counts 1e-3.
enum class Verdict {
    Diverged,         ///< the loss is not finite, or |θ| > 10⁶
    DeadEnd,          ///< gradient components are exactly 0 in the run's precision because units are saturated
    Plateau,          ///< nearly no slope, yet a long step downhill lowers the loss: not stationary (or neither slope
                      ///< nor curvature, and no step tells anything)
    Saddle,           ///< stationary, with directions of negative curvature (asked before the long step is believed:
                      ///< there, the slope is rounding noise)
    DegenerateSaddle, ///< stationary, no negative curvature, but the loss falls along a curve of third or fourth order
    StrictMinimum,    ///< stationary, every direction rises
    FlatMinimum,      ///< stationary, no direction falls, some are flat: a solution on its manifold, or a valley floor
    AtInfinity,       ///< saturated region without a penalty: the loss falls towards a level that no finite weights
                      ///< reach. It lies within 1 % of a level of merged patterns, or all samples are on their right
                      ///< side and the level is 0, or it still falls at the end of a long step, yet by hardly anything
    StillMoving       ///< none of these: the slope is not small
};
[[nodiscard]] PointKind kindOf(Verdict verdict);
[[nodiscard]] const char *verdictName(Verdict verdict); ///< "diverged", "dead_end", "plateau", …

/// How many eigenvalues are below, within and above the tolerance.
struct Inertia {
    int negative = 0;
    int zero = 0;
    int positive = 0;
    friend bool operator==(const Inertia &, const Inertia &) = default;
};

/// A level at which training of the network on XOR stops (end states of pairs or triples that are merged).
struct SaturatedLevel {
    enum class Kind { Solved, Edge, Triple, Constant };
    Kind kind;
    double loss; ///< in the objective's own convention
};

/// The levels for this objective, lowest first; empty unless its data are the four patterns of an XOR (or XNOR) of two
/// inputs and the last layer is one sigmoid under a squared error or binary cross-entropy. Targets may be 0/1 or inside
/// (0, 1): the levels are those of patterns merged in pairs and triples.
[[nodiscard]] std::vector<SaturatedLevel> saturatedLevels(const Objective &objective);

/// What was measured at one point. `size` is that of θ, `units` counts hidden units in their order.
struct PointReport {
    double loss = 0.0; ///< data term
    double penalty = 0.0;
    Vector gradient;           ///< of loss + penalty, in the objective's precision
    double gradientNorm = 0.0; ///< Euclidean
    Vector eigenvalues;        ///< of the Hessian of loss + penalty, ascending; empty above maximumSpectrum parameters
    Matrix eigenvectors;       ///< one a column, in the same order
    /// |eigenvalue| up to it counts as zero: 1e-9 of the largest; on the manifold of solutions what is left of the
    /// loss's slope (H less its Gauss-Newton part) bends the surface, and the tolerance is its size.
    double tolerance = 0.0;
    Inertia inertia;
    Matrix outputs;                  ///< of the first at most 64 samples
    Matrix hidden;                   ///< hidden activations of those samples, samples × units
    std::vector<int> saturatedUnits; ///< hidden units, from 0, that are saturated on every sample
    double largestInput = 0.0;       ///< max |z| of a unit with a saturating activation, last layer included
    double largestParameter = 0.0;   ///< max |θ_i|
    Verdict verdict = Verdict::StillMoving;

    // The verdict's evidence, each where it was measured.
    int exactlyZero = 0; ///< gradient components that are exactly 0
    /// DeadEnd: the gradient's length in float64; of a float64 run with slopes that do not vanish by rounding.
    std::optional<double> revivedGradient;
    std::optional<double> lineSearchDrop; ///< how far a long step downhill, or a few, lower loss + penalty
    std::optional<int> descentOrder;      ///< DegenerateSaddle: 3 or 4
    std::optional<double> descentDrop;    ///< and how far the loss fell along it
    std::optional<SaturatedLevel> level;  ///< AtInfinity: the level it tends to, where it is known
    std::vector<std::array<Eigen::Index, 2>>
        merged; ///< pairs of samples with different targets, equal outputs (< 0.05)

    [[nodiscard]] PointKind kind() const { return kindOf(verdict); }
};

struct PointOptions {
    bool withDegenerateTest = true; ///< thousands of trial steps; without it such a point is called FlatMinimum
    std::uint64_t seed = 1;         ///< of the trial directions
};

/// The largest θ whose spectrum is worked out.
inline constexpr Eigen::Index maximumSpectrum = 200;

/// Everything at once: gradient, exact Hessian, spectrum, hidden activations, verdict. A gradient's length alone never
/// decides. Without the degenerate test under 50 µs for 2-2-1.
/// @param parameters  size() values; need not be finite
[[nodiscard]] PointReport inspectPoint(const Objective &objective, ConstVectorRef parameters,
                                       const PointOptions &options = {});

/// Which corner of the unit square a hidden unit cuts off: on which of the four patterns it is off and on.
struct CornerCode {
    std::array<bool, 4> isOn{}; ///< above the middle of its range, for the patterns in the data's order
    int isolated = -1;          ///< the one pattern that differs from the other three, else −1
};

/// One for each hidden unit where the data are four patterns over two inputs and there is one hidden layer; else empty.
[[nodiscard]] std::vector<CornerCode> cornerCodes(const Objective &objective, ConstVectorRef parameters);

} // namespace basin
