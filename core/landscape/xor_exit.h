#pragma once

#include "landscape/escape.h"
#include "landscape/xor_picture.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// A trap of XOR: which unit stays on its corner and which one has to go elsewhere.
struct XorTrap {
    Escape::Method kind = Escape::Method::Edge; ///< or Triple
    std::size_t still = 0;                      ///< hidden unit that keeps its corner
    std::size_t moved = 1;                      ///< the other one
    std::size_t stillCorner = 0;                ///< the pattern that `still` cuts off
    std::size_t movedCorner = 0;                ///< edge: the neighbouring pattern that `moved` cuts off
    std::array<bool, 2> flipped{};              ///< units that are off on their corner alone
};

/// Every way to read a point as an edge or a triple state: two for an edge, since either unit may stay. Empty where
/// the outputs are not those of such a state.
[[nodiscard]] std::vector<XorTrap> trapsAt(const XorPicture &picture, const XorPoint &point);

/// A way out, segment by segment.
struct XorExit {
    Escape::Method method = Escape::Method::None;
    std::vector<XorPoint> ends; ///< of the segments, without the start
    std::vector<EscapeStep> steps;
};

/// Tries a grid of strengths in turn; the first exit that falls and that `accept` takes, too.
/// @param accept  the last word: samples the path in full
[[nodiscard]] std::optional<XorExit> leaveTrap(const XorPicture &picture, const XorPoint &start, const XorTrap &trap,
                                               const std::function<bool(const XorExit &)> &accept,
                                               const std::stop_token &stop);

} // namespace basin
