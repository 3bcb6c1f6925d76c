#pragma once

#include "network/objective.h"

#include <memory>
#include <vector>

namespace basin {

struct AffineMap;

/// The symmetries of an objective: maps of weight space onto itself that leave loss + penalty as it is. Each is a
/// signed permutation of θ with additions, hence affine.
///
/// - of the network: hidden units of a layer change places; units with an odd activation (tanh, sin, linear) change
///   sign with both sides' weights; sigmoid units are mirrored, (w, b) → −(w, b), v → −v, c → c + v (1 − σ(z) = σ(−z));
/// - of the data, found by looking at them: inputs change places; an input is mirrored within its range; with the
///   targets exchanged the output's weights change sign. For XOR these are the eight symmetries of the square, so 2-2-1
///   has 8 · 8 = 64 in all.
/// A penalty or a loss that one of them would change leaves it out: a penalty on biases, all that add to one.
///
/// A value; copies share their elements.
class SymmetryGroup {
public:
    /// Every element is listed where there are at most `maximumListed`; beyond that (many or wide layers) isComplete()
    /// is false and the elements are those of a subgroup: all that move only the first so many units of each layer.
    explicit SymmetryGroup(const Objective &objective);

    static constexpr std::size_t maximumListed = 5000;

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// Element k of size(); 0 is the identity.
    [[nodiscard]] Vector apply(std::size_t element, ConstVectorRef parameters) const;
    /// The different images of θ, θ itself first; `tolerance` in every parameter counts as equal.
    [[nodiscard]] std::vector<Vector> images(ConstVectorRef parameters, double tolerance = 1e-9) const;
    /// The image of `parameters` that lies nearest to `target`; of several, the first element's.
    [[nodiscard]] Vector nearestImage(ConstVectorRef parameters, ConstVectorRef target) const;
    /// Euclidean distance between the nearest images.
    [[nodiscard]] double distance(ConstVectorRef first, ConstVectorRef second) const;
    /// The same for every image: the one that comes last in lexicographic order (values within 1e-9 count as equal).
    [[nodiscard]] Vector canonical(ConstVectorRef parameters) const;

private:
    std::shared_ptr<const std::vector<AffineMap>> m_elements;
    bool m_isComplete = true;
};

} // namespace basin
