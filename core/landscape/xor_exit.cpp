#include "landscape/xor_exit.h"

#include <algorithm>
#include <cmath>
#include <Eigen/QR>

namespace basin {

namespace {

using Kind = EscapeStep::Kind;

double logistic(double z)
{
    return 1.0 / (1.0 + std::exp(-z));
}

/// +1 where the pattern is to be on.
double wanted(std::size_t pattern)
{
    return isHighCorner(pattern) ? 1.0 : -1.0;
}

/// z of a unit that is on at `corner` alone: ±margin there and at its neighbours.
Patterns onlyAt(std::size_t corner, double margin)
{
    Patterns z{-margin, -margin, -margin, -margin};
    z[corner] = margin;
    z[oppositeCorner(corner)] = -3.0 * margin;
    return z;
}

/// The loss falls at each of so many even steps.
bool falls(const XorPicture &picture, const XorPoint &from, const XorPoint &to, int steps)
{
    double before = picture.loss(from);
    for (int i = 1; i <= steps; ++i) {
        const double value = picture.loss(between(from, to, static_cast<double>(i) / steps));
        if (!(value < before))
            return false;
        before = value;
    }
    return true;
}

constexpr int fewSteps = 60;

struct Isolation {
    std::size_t corner = 0;
    bool isFlipped = false;
};

std::optional<Isolation> isolation(const Patterns &z)
{
    for (const bool isFlipped : {false, true}) {
        const auto isOn = [isFlipped](double value) { return isFlipped ? value < 0.0 : value > 0.0; };
        if (std::count_if(z.begin(), z.end(), isOn) == 1)
            return Isolation{static_cast<std::size_t>(std::find_if(z.begin(), z.end(), isOn) - z.begin()), isFlipped};
    }
    return {};
}

XorPoint flippedAs(XorPoint point, const std::array<bool, 2> &flipped)
{
    for (std::size_t k = 0; k < 2; ++k)
        if (flipped[k])
            point.flip(k);
    return point;
}

/// Output weights that bring each pattern to its target: those of 0 and 1 to a margin of `margin` or more, where they
/// are already beyond it.
XorPoint refitted(const XorPicture &picture, XorPoint point, double margin)
{
    const Patterns now = point.logits();
    Patterns aim{};
    for (std::size_t p = 0; p < 4; ++p) {
        const double t = picture.target(p);
        aim[p] = t > 0.0 && t < 1.0 ? std::log(t / (1.0 - t)) : wanted(p) * std::max(margin, wanted(p) * now[p]);
    }
    // Patterns that both units see alike can only go to one place.
    Eigen::Matrix<double, 4, 3> hidden;
    Eigen::Vector4d change;
    for (std::size_t p = 0; p < 4; ++p) {
        const auto row = static_cast<Eigen::Index>(p);
        hidden.row(row) << logistic(point.z[0][p]), logistic(point.z[1][p]), 1.0;
        for (std::size_t q = 0; q < 4; ++q)
            if (std::abs(logistic(point.z[0][p]) - logistic(point.z[0][q])) < 0.1 &&
                std::abs(logistic(point.z[1][p]) - logistic(point.z[1][q])) < 0.1)
                aim[p] = wanted(p) * std::max(wanted(p) * aim[p], wanted(p) * aim[q]);
        change[row] = aim[p];
    }
    for (std::size_t p = 0; p < 4; ++p)
        change[static_cast<Eigen::Index>(p)] -= now[p];
    const Eigen::Vector3d move = hidden.colPivHouseholderQr().solve(change);
    point.v[0] += move[0];
    point.v[1] += move[1];
    point.c += move[2];
    return point;
}

/// From `start` to `end` with the output layer set anew at every node: a chain of short segments that keeps close to
/// the lowest loss the hidden units allow. Empty where it cannot fall all the way.
/// @param mask  what is set anew; the rest goes straight from start to end
std::vector<XorPoint> follow(const XorPicture &picture, const XorPoint &start, const XorPoint &end,
                             const XorPicture::Mask &mask)
{
    std::vector<XorPoint> nodes;
    XorPoint here = start;
    double done = 0.0;
    double step = 1.0 / 8.0;
    while (done < 1.0) {
        const double t = std::min(1.0, done + step);
        XorPoint next = between(start, end, t);
        for (std::size_t k = 0; k < 2; ++k)
            if (mask[k])
                next.v[k] = here.v[k];
        if (mask[2])
            next.c = here.c;
        picture.refitOutput(next, mask, 12);
        if (falls(picture, here, next, fewSteps)) {
            nodes.push_back(next);
            here = next;
            done = t;
            step *= 1.5;
        } else if ((step *= 0.5) < 1.0 / 256.0) {
            return {};
        }
    }
    return nodes;
}

/// Where the refit is to bring the patterns whose targets are 0 and 1: a mean squared error of 6e-6.
constexpr double refitMargin = 6.0;

class ExitSearch {
public:
    ExitSearch(const XorPicture &picture, const XorPoint &start, const XorTrap &trap,
               const std::function<bool(const XorExit &)> &accept, const std::stop_token &stop)
        : m_picture(picture), m_trap(trap), m_start(flippedAs(start, trap.flipped)), m_accept(accept), m_stop(stop)
    {
    }

    std::optional<XorExit> run()
    {
        const bool isEdge = m_trap.kind == Escape::Method::Edge;
        if (!m_picture.hasInnerTargets() && (isEdge ? edgeByStrength() : tripleByStrength()))
            return m_found;
        if (isEdge ? edgeByFollowing() : tripleByFollowing())
            return m_found;
        return {};
    }

private:
    [[nodiscard]] double stillSign() const { return wanted(m_trap.stillCorner); }
    [[nodiscard]] int stillUnit() const { return static_cast<int>(m_trap.still); }
    [[nodiscard]] int movedUnit() const { return static_cast<int>(m_trap.moved); }

    /// The edge's unit that moves, on at all patterns but the one opposite to the still unit's corner.
    [[nodiscard]] Patterns turned(const Patterns &z, double margin) const
    {
        const std::size_t last = oppositeCorner(m_trap.stillCorner);
        const std::size_t own = m_trap.movedCorner;
        Patterns end{};
        end[own] = std::max(margin, z[own]);
        end[oppositeCorner(own)] = margin;
        end[last] = std::min(-margin, z[last]);
        end[m_trap.stillCorner] = end[own] + end[oppositeCorner(own)] - end[last];
        return end;
    }

    bool edgeByStrength()
    {
        const std::size_t still = m_trap.still;
        const std::size_t moved = m_trap.moved;
        for (const double sharper : {1.5, 2.0, 3.0, 1.2, 4.0})
            for (const double gain : {2.0, 3.0, 1.0, 5.0}) {
                XorPoint first = m_start;
                for (double &value : first.z[still])
                    value *= sharper;
                first.v[still] += stillSign() * gain * std::abs(first.v[moved]);
                m_picture.refitOutput(first, {false, false, true}, 20);
                if (!falls(m_picture, m_start, first, fewSteps))
                    continue;
                for (const double margin : {8.0, 16.0, 32.0})
                    for (const double growth : {1.2, 1.5, 2.0, 3.0, 1.1}) {
                        if (m_stop.stop_requested())
                            return false;
                        XorPoint second = first;
                        second.z[moved] = turned(first.z[moved], margin);
                        second.v[moved] *= growth;
                        if (falls(m_picture, first, second, fewSteps) &&
                            finish({first, second}, {{Kind::Sharpen, stillUnit()}, {Kind::Turn, movedUnit()}}))
                            return true;
                    }
            }
        return false;
    }

    bool edgeByFollowing()
    {
        for (const double sharper : {1.5, 2.0, 3.0, 1.2})
            for (const double margin : {8.0, 16.0}) {
                if (m_stop.stop_requested())
                    return false;
                XorPoint end = m_start;
                for (double &value : end.z[m_trap.still])
                    value *= sharper;
                std::vector<XorPoint> ends = follow(m_picture, m_start, end, {true, true, true});
                if (ends.empty())
                    break;
                std::vector<EscapeStep> steps(ends.size(), {Kind::Sharpen, stillUnit()});
                end.z[m_trap.moved] = turned(end.z[m_trap.moved], margin);
                for (double &value : end.z[m_trap.still])
                    value *= sharper;
                const std::vector<XorPoint> rest = follow(m_picture, ends.back(), end, {true, true, true});
                if (rest.empty())
                    continue;
                ends.insert(ends.end(), rest.begin(), rest.end());
                steps.resize(ends.size(), {Kind::Turn, movedUnit()});
                if (finish(ends, steps))
                    return true;
            }
        return false;
    }

    /// The still unit sharper, the idle one without a say.
    [[nodiscard]] XorPoint silenced(double sharper) const
    {
        XorPoint point = m_start;
        for (double &value : point.z[m_trap.still])
            value *= sharper;
        point.v[m_trap.moved] = 0.0;
        return point;
    }

    bool tripleByStrength()
    {
        const std::size_t still = m_trap.still;
        for (const double sharper : {1.5, 2.0, 3.0, 1.2, 1.1})
            for (const double gain : {0.2, 0.5, 1.0, 0.1, 2.0}) {
                XorPoint first = silenced(sharper);
                first.v[still] += stillSign() * (gain * std::abs(first.v[still]) + std::abs(m_start.v[m_trap.moved]));
                m_picture.refitOutput(first, {false, false, true}, 20);
                if (!falls(m_picture, m_start, first, fewSteps))
                    continue;
                for (const double margin : {8.0, 16.0, 32.0})
                    for (const double growth : {1.2, 1.1, 1.5, 2.0}) {
                        if (m_stop.stop_requested())
                            return false;
                        XorPoint second = first;
                        second.z[m_trap.moved] = onlyAt(oppositeCorner(m_trap.stillCorner), margin);
                        for (double &value : second.z[still])
                            value *= growth;
                        second.v[still] *= growth;
                        if (falls(m_picture, first, second, fewSteps) &&
                            finish({first, second}, {{Kind::Silence, movedUnit()}, {Kind::Turn, movedUnit()}}))
                            return true;
                    }
            }
        return false;
    }

    bool tripleByFollowing()
    {
        XorPicture::Mask mask{true, true, true};
        mask[m_trap.moved] = false;
        for (const double sharper : {1.5, 2.0, 3.0, 1.2}) {
            if (m_stop.stop_requested())
                return false;
            std::vector<XorPoint> ends = follow(m_picture, m_start, silenced(sharper), mask);
            if (ends.empty())
                continue;
            std::vector<EscapeStep> steps(ends.size(), {Kind::Silence, movedUnit()});
            XorPoint end = ends.back();
            for (double &value : end.z[m_trap.still])
                value *= sharper;
            end.z[m_trap.moved] = onlyAt(oppositeCorner(m_trap.stillCorner), 8.0);
            const std::vector<XorPoint> rest = follow(m_picture, ends.back(), end, mask);
            if (rest.empty())
                continue;
            ends.insert(ends.end(), rest.begin(), rest.end());
            steps.resize(ends.size(), {Kind::Turn, movedUnit()});
            if (finish(ends, steps))
                return true;
        }
        return false;
    }

    /// Sets the output anew where that falls, and asks for the last word.
    bool finish(std::vector<XorPoint> ends, std::vector<EscapeStep> steps)
    {
        const XorPoint last = refitted(m_picture, ends.back(), refitMargin);
        if (falls(m_picture, ends.back(), last, fewSteps)) {
            ends.push_back(last);
            steps.push_back({Kind::Refit, -1});
        }
        for (XorPoint &end : ends)
            end = flippedAs(end, m_trap.flipped);
        XorExit exit{m_trap.kind, std::move(ends), std::move(steps)};
        if (!m_accept(exit))
            return false;
        m_found = std::move(exit);
        return true;
    }

    const XorPicture &m_picture;
    const XorTrap &m_trap;
    XorPoint m_start;
    const std::function<bool(const XorExit &)> &m_accept;
    const std::stop_token &m_stop;
    std::optional<XorExit> m_found;
};

} // namespace

std::vector<XorTrap> trapsAt(const XorPicture &picture, const XorPoint &point)
{
    // A fifth of the way between the targets counts as "there" and as "together".
    const double near = 0.2 * (picture.highTarget() - picture.lowTarget());
    const Patterns a = point.logits();
    Patterns y{};
    for (std::size_t p = 0; p < 4; ++p)
        y[p] = logistic(a[p]);
    const auto isRight = [&](std::size_t p) { return std::abs(y[p] - picture.target(p)) < near; };

    std::vector<XorTrap> traps;
    for (std::size_t still = 0; still < 2; ++still) {
        const std::size_t moved = 1 - still;
        const auto first = isolation(point.z[still]);
        if (!first || !isRight(first->corner))
            continue;
        XorTrap trap{.still = still, .moved = moved, .stillCorner = first->corner};
        trap.flipped[still] = first->isFlipped;
        if (wanted(first->corner) * (first->isFlipped ? -point.v[still] : point.v[still]) <= 0.0)
            continue;
        const auto second = isolation(point.z[moved]);
        if (second && second->corner != first->corner && second->corner != oppositeCorner(first->corner) &&
            isRight(second->corner) &&
            std::abs(y[oppositeCorner(first->corner)] - y[oppositeCorner(second->corner)]) < near) {
            trap.kind = Escape::Method::Edge;
            trap.movedCorner = second->corner;
            trap.flipped[moved] = second->isFlipped;
            if (wanted(second->corner) * (second->isFlipped ? -point.v[moved] : point.v[moved]) > 0.0)
                traps.push_back(trap);
            continue;
        }
        double low = 1.0;
        double high = 0.0;
        for (std::size_t p = 0; p < 4; ++p)
            if (p != first->corner) {
                low = std::min(low, y[p]);
                high = std::max(high, y[p]);
            }
        if (high - low < near) {
            trap.kind = Escape::Method::Triple;
            traps.push_back(trap);
        }
    }
    return traps;
}

std::optional<XorExit> leaveTrap(const XorPicture &picture, const XorPoint &start, const XorTrap &trap,
                                 const std::function<bool(const XorExit &)> &accept, const std::stop_token &stop)
{
    return ExitSearch(picture, start, trap, accept, stop).run();
}

} // namespace basin
