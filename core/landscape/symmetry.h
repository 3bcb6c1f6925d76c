#pragma once

#include "network/objective.h"

#include <vector>

namespace basin {

/// The symmetries of an objective: maps of weight space onto itself that leave loss + penalty as it is. Each is a
/// signed permutation of θ with additions, hence affine: θ ↦ A θ.
///
/// - of the network: hidden units of a layer change places; tanh units (odd activations) change sign with both sides'
///   weights; sigmoid units are mirrored, (w, b) → −(w, b), v → −v, c → c + v (1 − σ = σ(−z));
/// - of the data, found by looking at them: inputs change places; an input is mirrored within its range; with the
///   targets exchanged the output's weights change sign. For XOR these are the eight symmetries of the square, so 2-2-1
///   has 8 · 8 = 64 in all.
/// A penalty or a loss that one of them would change leaves it out.
class SymmetryGroup {
public:
    /// Every element is listed where there are at most `maximumListed`; beyond that (many or wide layers) isComplete()
    /// is false and the group is the largest listed subgroup: data symmetries and exchanges of neighbouring units.
    explicit SymmetryGroup(const Objective &objective);

    static constexpr std::size_t maximumListed = 5000;

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool isComplete() const;
    /// Element k of size(); 0 is the identity.
    [[nodiscard]] Vector apply(std::size_t element, ConstVectorRef parameters) const;
    /// The different images of θ; `tolerance` in every parameter counts as equal.
    [[nodiscard]] std::vector<Vector> images(ConstVectorRef parameters, double tolerance = 1e-9) const;
    /// The image of `parameters` that lies nearest to `target`.
    [[nodiscard]] Vector nearestImage(ConstVectorRef parameters, ConstVectorRef target) const;
    /// Euclidean distance between the nearest images.
    [[nodiscard]] double distance(ConstVectorRef first, ConstVectorRef second) const;
    /// The same for every image: the one that comes last in lexicographic order (values within 1e-9 count as equal).
    [[nodiscard]] Vector canonical(ConstVectorRef parameters) const;

private:
    std::vector<Matrix> m_elements; ///< A of each
    bool m_isComplete = true;
};

} // namespace basin
