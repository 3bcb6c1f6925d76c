#include "landscape/xor_trap.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

struct Isolation {
    std::size_t corner = 0;
    bool isFlipped = false;
};

/// The one corner where a unit is on (or off): by its sign, or because it is ten times as much there as elsewhere.
std::optional<Isolation> isolation(const Patterns &z)
{
    for (const bool isFlipped : {false, true}) {
        Patterns h{};
        for (std::size_t p = 0; p < 4; ++p)
            h[p] = logistic(isFlipped ? -z[p] : z[p]);
        const auto corner = static_cast<std::size_t>(std::max_element(h.begin(), h.end()) - h.begin());
        double next = 0.0;
        for (std::size_t p = 0; p < 4; ++p)
            if (p != corner)
                next = std::max(next, h[p]);
        if (next < 0.5 && (h[corner] > 0.5 || h[corner] > 10.0 * next))
            return Isolation{corner, isFlipped};
    }
    return {};
}

/// Completes a trap whose still unit is known; false where it is none.
bool readMoved(const XorPicture &picture, const XorPoint &point, double near, XorTrap &trap)
{
    Patterns y = point.logits();
    for (double &value : y)
        value = logistic(value);
    const std::size_t own = trap.stillCorner;
    const std::size_t opposite = oppositeCorner(own);
    const auto areTogether = [&](std::size_t p, std::size_t q) { return std::abs(y[p] - y[q]) < near; };
    if (areTogether(opposite, own ^ 1U) && areTogether(opposite, own ^ 2U) && areTogether(own ^ 1U, own ^ 2U)) {
        trap.kind = Escape::Method::Triple;
        return true;
    }
    // Of the two neighbours of the still unit's corner one is right and the other one goes with the opposite corner.
    const auto isAlone = [&](std::size_t p) {
        return std::abs(y[p] - picture.target(p)) < near && areTogether(oppositeCorner(p), opposite);
    };
    const std::size_t right = isAlone(own ^ 1U) ? own ^ 1U : own ^ 2U;
    if (!isAlone(right))
        return false;
    trap.kind = Escape::Method::Edge;
    const double v = point.v[trap.moved];
    const auto second = isolation(point.z[trap.moved]);
    if (second && second->corner == right && wanted(right) * (second->isFlipped ? -v : v) > 0.0) {
        trap.movedCorner = right;
        trap.flipped[trap.moved] = second->isFlipped;
    } else {
        trap.flipped[trap.moved] = wanted(own) * v < 0.0;
    }
    return true;
}

/// Edge states by their outputs alone: two neighbours right, the other two together, where both units are off.
std::vector<XorTrap> looseEdgesAt(const XorPicture &picture, const XorPoint &point, double near)
{
    Patterns y = point.logits();
    for (double &value : y)
        value = logistic(value);
    std::vector<XorTrap> traps;
    for (const std::size_t low : {std::size_t{0}, std::size_t{3}})
        for (const std::size_t high : {std::size_t{1}, std::size_t{2}}) {
            const std::size_t first = oppositeCorner(low);
            const std::size_t second = oppositeCorner(high);
            if (std::abs(y[low] - picture.target(low)) >= near || std::abs(y[high] - picture.target(high)) >= near ||
                std::abs(y[first] - y[second]) >= near)
                continue;
            XorTrap trap;
            trap.isLoose = true;
            XorPoint seen = point;
            for (std::size_t k = 0; k < 2; ++k)
                if ((trap.flipped[k] = point.z[k][first] + point.z[k][second] > 0.0))
                    seen.flip(k);
            // The unit that is more on at the high corner is the high one's: so the two never come to count for the
            // same while each goes to its corner.
            const auto lean = [&](std::size_t k) { return seen.z[k][high] - seen.z[k][low]; };
            const std::size_t ofHigh = lean(0) > lean(1) ? 0 : 1;
            for (const std::size_t still : {ofHigh, 1 - ofHigh}) {
                trap.still = still;
                trap.moved = 1 - still;
                trap.stillCorner = still == ofHigh ? high : low;
                trap.movedCorner = still == ofHigh ? low : high;
                traps.push_back(trap);
            }
        }
    return traps;
}

} // namespace

std::vector<XorTrap> trapsAt(const XorPicture &picture, const XorPoint &point)
{
    // A fifth of the way between the targets counts as "there" and as "together".
    const double near = 0.2 * (picture.highTarget() - picture.lowTarget());
    const Patterns a = point.logits();
    std::vector<XorTrap> traps;
    for (std::size_t still = 0; still < 2; ++still) {
        const auto first = isolation(point.z[still]);
        if (!first || std::abs(logistic(a[first->corner]) - picture.target(first->corner)) >= near)
            continue;
        XorTrap trap;
        trap.still = still;
        trap.moved = 1 - still;
        trap.stillCorner = first->corner;
        trap.flipped[still] = first->isFlipped;
        if (wanted(first->corner) * (first->isFlipped ? -point.v[still] : point.v[still]) <= 0.0)
            continue;
        if (readMoved(picture, point, near, trap))
            traps.push_back(trap);
    }
    if (picture.hasInnerTargets() || traps.empty()) {
        // In front of the strict readings, which stand on a code that such states have by chance.
        const std::vector<XorTrap> loose = looseEdgesAt(picture, point, near);
        traps.insert(traps.begin(), loose.begin(), loose.end());
    }
    return traps;
}

} // namespace basin
