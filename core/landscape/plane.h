#pragma once

#include "network/objective.h"

#include <array>
#include <cstdint>

namespace basin {

enum class PlaneKind {
    Weights,      ///< two chosen weights; coordinates are their values
    ThreePoints,  ///< start, end and a third point: exact at all three
    Path,         ///< the first two principal components of a recorded path
    Eigenvectors, ///< of the lowest and the highest eigenvalue of the Hessian
    Random        ///< two random directions
};

/// A plane through weight space: θ(a, b) = origin + a·u + b·v. But for Weights, u and v are orthonormal, so that a and
/// b are Euclidean lengths; of Random planes the two are exactly as they were drawn. A value.
struct Plane {
    PlaneKind kind = PlaneKind::Weights;
    Vector origin, u, v;
    std::array<Eigen::Index, 2> weights{-1, -1}; ///< of a Weights plane: the indices of the two in θ

    struct Coordinates {
        double a = 0.0;
        double b = 0.0;
        double distance = 0.0; ///< Euclidean, from the plane
    };

    [[nodiscard]] Vector at(double a, double b) const { return origin + a * u + b * v; }
    /// The foot of θ on the plane (least squares) and its distance from it.
    [[nodiscard]] Coordinates project(ConstVectorRef parameters) const;
    /// What is left of a direction (a gradient) when its part in the plane is taken away: its length.
    [[nodiscard]] double outOfPlane(ConstVectorRef direction) const;
};

/// Over the values of two weights; all others are held at θ.
/// @throws InputError unless the indices differ and lie within θ
[[nodiscard]] Plane weightsPlane(ConstVectorRef parameters, Eigen::Index first, Eigen::Index second);

/// Two directions drawn from N(0, 1), made orthogonal, through θ; a function of the seed alone.
/// @param perUnit  scales each unit's weights with its bias to the length they have in θ (Li et al., NeurIPS 2018,
///                 whose code leaves biases out; of nine weights three are biases, so here they count); a unit that is
///                 zero in θ stays zero. Else both have length 1.
[[nodiscard]] Plane randomPlane(const Architecture &architecture, ConstVectorRef parameters, std::uint64_t seed,
                                bool perUnit);

/// From `start` (0, 0) to `end` (|end − start|, 0); the third point lies at positive b. Where two of them coincide or
/// all lie on one line, the missing direction is one of the coordinate axes, made orthogonal.
[[nodiscard]] Plane threePointPlane(ConstVectorRef start, ConstVectorRef end, ConstVectorRef third);

struct PathPlane {
    Plane plane; ///< origin: the last point of the path; signs: the path's end lies at higher a and b than its start
    std::array<double, 2> explained{};     ///< shares of the path's variance
    std::array<double, 2> nullExplained{}; ///< what the same share is, on average, for random walks of the same length
                                           ///< in as many dimensions: without it the first number says nothing
};

/// The first two principal components of a path (Lorch, 2016; Antognini & Sohl-Dickstein, NeurIPS 2018, for the null
/// model: in many dimensions 6/(πk)² of the variance for component k).
/// @param path  θ × points, in their order; two or more different points, else InputError
/// @param seed  of the random walks
[[nodiscard]] PathPlane pathPlane(ConstMatrixRef path, std::uint64_t seed);

struct EigenvectorPlane {
    Plane plane; ///< a: along the lowest eigenvalue's vector, b: along the highest's; signs: largest entry positive
    double lowest = 0.0;
    double highest = 0.0;
    /// How many eigenvalues are equal to the lowest and to the highest within the tolerance: above 1 the direction is
    /// one of many.
    int lowestMultiplicity = 1;
    int highestMultiplicity = 1;
};

/// @throws InputError above Objective::maximumHessianSize parameters
[[nodiscard]] EigenvectorPlane eigenvectorPlane(const Objective &objective, ConstVectorRef parameters);

/// Where a path runs as seen from a plane.
struct PathProjection {
    std::vector<Plane::Coordinates> points; ///< one for each point of the path
    std::vector<double> loss;               ///< loss + penalty at the foot of each: what the picture of the plane shows
};

/// @param path  θ × points
[[nodiscard]] PathProjection projectPath(const Objective &objective, const Plane &plane, ConstMatrixRef path);

/// loss + penalty at `count` even steps from `from` (t = 0) to `to` (t = 1), over [low, high] of t.
struct Profile {
    std::vector<double> t;
    std::vector<double> loss;
};
[[nodiscard]] Profile lineProfile(const Objective &objective, ConstVectorRef from, ConstVectorRef to, double low,
                                  double high, int count);

} // namespace basin
