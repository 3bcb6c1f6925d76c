#pragma once

#include "landscape/escape.h"
#include "landscape/xor_picture.h"

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace basin {

/// A trap of XOR: which unit stays on its corner and which one has to go elsewhere.
struct XorTrap {
    Escape::Method kind = Escape::Method::Edge; ///< or Triple
    std::size_t still = 0;                      ///< hidden unit that keeps its corner
    std::size_t moved = 1;                      ///< the other one
    std::size_t stillCorner = 0;                ///< the pattern that `still` cuts off
    /// The units do not cut off their corners yet; they only stay off at the two patterns that go together. That is
    /// what targets inside (0, 1) lead to.
    bool isLoose = false;
    /// Edge: the neighbouring pattern that `moved` cuts off; nothing where it cuts the square in two halves.
    std::optional<std::size_t> movedCorner;
    std::array<bool, 2> flipped{}; ///< units that are seen the other way round: off where they are on
};

/// Every way to read a point as an edge or a triple state: two for an edge, since either unit may stay. Empty where
/// the outputs are not those of such a state.
[[nodiscard]] std::vector<XorTrap> trapsAt(const XorPicture &picture, const XorPoint &point);

} // namespace basin
