#pragma once

#include "landscape/escape.h"
#include "landscape/xor_trap.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// A way out, segment by segment.
struct XorExit {
    Escape::Method method = Escape::Method::None;
    std::vector<XorPoint> ends; ///< of the segments, without the start
    std::vector<EscapeStep> steps;
};

/// Tells whether the loss falls all the way from one point to another: the last word, with as many samples as that
/// takes.
using SegmentTest = std::function<bool(const XorPoint &from, const XorPoint &to)>;

/// Tries a grid of strengths in turn; the first exit each of whose segments falls.
[[nodiscard]] std::optional<XorExit> leaveTrap(const XorPicture &picture, const XorPoint &start, const XorTrap &trap,
                                               const SegmentTest &accept, const std::stop_token &stop);

} // namespace basin
