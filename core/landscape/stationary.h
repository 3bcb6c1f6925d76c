#pragma once

#include "landscape/point.h"
#include "landscape/symmetry.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// A point with no slope, as a search found it.
struct StationaryPoint {
    Vector parameters;
    double loss = 0.0; ///< loss + penalty
    double gradientNorm = 0.0;
    PointReport report;
    std::size_t images = 1; ///< different images under the objective's symmetries
    int found = 0;          ///< how many searches ended here
    /// Which of the derived classes it belongs to, where one of them it is.
    enum class Class { Unnamed, Solution, Constant, LinearPerceptron, SecondLinearPerceptron };
    Class derivedClass = Class::Unnamed;
};

/// "constant", "linear_perceptron", …; "unnamed" for what no theory names.
[[nodiscard]] const char *pointClassName(StationaryPoint::Class derivedClass);

/// Ends a search: Levenberg-Marquardt on the gradient, r(θ) = ∇E with the exact Hessian, step −U [λ/(λ² + μ)] Uᵀ ∇E.
/// μ starts at 1e-3, a fifth of it after a success and ten times it after a failure; no step is longer than 1. It ends
/// where |∇E| < 1e-13, or after 400 steps. In float64 whatever the objective's precision.
struct RefinedPoint {
    Vector parameters;
    double gradientNorm = 0.0;
    int iterations = 0;
};
[[nodiscard]] RefinedPoint refineStationary(const Objective &objective, ConstVectorRef start);

struct SearchSpec {
    int starts = 400; ///< random ones: half from U[−2.5, 2.5], half from N(0, 2²)
    std::uint64_t seed = 1;
    std::vector<Vector> seeds;      ///< more starts: points of a path, ends of runs
    bool withDerivedClasses = true; ///< for XOR with 2-2-1: the classes that are known from theory, which random starts
                                    ///< miss; each is refined and checked like any other start
    int threads = 1;
};

struct SearchResult {
    /// Different levels and inertias, one representative each, lowest loss first; only |∇E| < 1e-11.
    std::vector<StationaryPoint> points;
    int plateaus = 0; ///< searches that ended where the slope vanishes only because units are saturated
    int notConverged = 0;
    bool wasStopped = false;
};

/// Points with no slope, told apart by a key that symmetries leave alone: level, sorted outputs, sizes of the weights
/// into and out of the units. With a penalty also the finite minima, by descent from every start. Within a continuum
/// one representative for each inertia is kept. Finds what its starts lead to: never proof that there is no other.
/// @throws InputError above maximumSpectrum parameters
[[nodiscard]] SearchResult findStationaryPoints(const Objective &objective, const SearchSpec &spec = {},
                                                std::stop_token stop = {});

/// The classes of stationary points that are known from theory for 2-2-1 on XOR with one sigmoid output (derived by
/// hand, see the source): starts for a search, and test cases. Empty for anything else.
struct DerivedPoint {
    StationaryPoint::Class derivedClass;
    const char *name; ///< "theta = 0", "one unit constant, the other on one input"
    Vector parameters;
};
[[nodiscard]] std::vector<DerivedPoint> derivedStationaryPoints(const Objective &objective);

/// A solution of XOR with 2-2-1 that is known in closed form: units on opposite corners, weights scaled so that the
/// loss is below 1e-3 (MSE). Nothing for any other objective.
[[nodiscard]] std::optional<Vector> knownSolution(const Objective &objective);

} // namespace basin
