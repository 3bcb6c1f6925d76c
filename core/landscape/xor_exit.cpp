#include "landscape/xor_exit.h"

#include <algorithm>
#include <cmath>
#include <Eigen/QR>

namespace basin {

namespace {

using Kind = EscapeStep::Kind;

/// z of a unit that is on at `corner` alone: ±margin there and at its neighbours.
Patterns onlyAt(std::size_t corner, double margin)
{
    Patterns z{-margin, -margin, -margin, -margin};
    z[corner] = margin;
    z[oppositeCorner(corner)] = -3.0 * margin;
    return z;
}

/// How many more times the loss may be asked for before a search gives up.
using Budget = int;
constexpr Budget wholeBudget = 1'000'000;
constexpr Budget lastWord = 20'000; ///< what the full sampling of a segment costs, in the same coin

/// The loss falls at each of so many even steps.
bool falls(const XorPicture &picture, const XorPoint &from, const XorPoint &to, int steps, Budget &budget)
{
    double before = picture.loss(from);
    for (int i = 1; i <= steps; ++i) {
        const double value = picture.loss(between(from, to, static_cast<double>(i) / steps));
        --budget;
        if (!(value < before))
            return false;
        before = value;
    }
    return true;
}

constexpr int fewSteps = 60;

/// All of z times `sharper`, and the corner's own clearly above 0.
void sharpen(Patterns &z, std::size_t corner, double sharper)
{
    constexpr double least = 3.0;
    for (double &value : z)
        value *= sharper;
    if (z[corner] < least) {
        z[corner] = least;
        z[oppositeCorner(corner)] = z[corner ^ 1U] + z[corner ^ 2U] - least;
    }
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

/// Where the refit is to bring the patterns whose targets are 0 and 1: a mean squared error of 6e-6.
constexpr double refitMargin = 6.0;

class ExitSearch {
public:
    ExitSearch(const XorPicture &picture, const XorPoint &start, const XorTrap &trap, const SegmentTest &accept,
               const std::stop_token &stop)
        : m_picture(picture), m_trap(trap), m_start(flippedAs(start, trap.flipped)), m_accept(accept), m_stop(stop)
    {
    }

    std::optional<XorExit> run()
    {
        const bool hasTwoCorners = m_trap.movedCorner.has_value();
        if (!m_picture.hasInnerTargets() && !m_trap.isLoose &&
            (hasTwoCorners ? edgeByStrength() : oneCornerByStrength()))
            return m_found;
        if (hasTwoCorners ? edgeByFollowing() : oneCornerByFollowing())
            return m_found;
        return {};
    }

private:
    /// The few samples first, then the last word.
    bool leads(const XorPoint &from, const XorPoint &to)
    {
        if (!falls(m_picture, from, to, fewSteps, m_budget))
            return false;
        m_budget -= lastWord;
        return m_accept(flippedAs(from, m_trap.flipped), flippedAs(to, m_trap.flipped));
    }

    [[nodiscard]] bool isOver() const { return m_budget < 0 || m_stop.stop_requested(); }
    [[nodiscard]] double stillSign() const { return wanted(m_trap.stillCorner); }
    [[nodiscard]] int stillUnit() const { return static_cast<int>(m_trap.still); }
    [[nodiscard]] int movedUnit() const { return static_cast<int>(m_trap.moved); }

    /// The edge's unit that moves, on at all patterns but the one opposite to the still unit's corner.
    [[nodiscard]] Patterns turned(const Patterns &z, double margin) const
    {
        const std::size_t last = oppositeCorner(m_trap.stillCorner);
        const std::size_t own = *m_trap.movedCorner;
        Patterns end{};
        end[own] = std::max(margin, z[own]);
        end[oppositeCorner(own)] = margin;
        end[last] = std::min(-margin, z[last]);
        end[m_trap.stillCorner] = end[own] + end[oppositeCorner(own)] - end[last];
        return end;
    }

    bool edgeByStrength()
    {
        // Deep in saturation the moved unit has to count for more from the first segment on, or nothing falls at all.
        for (const double start : {1.0, 1.1})
            for (const double sharper : {1.5, 2.0, 3.0, 1.2, 4.0})
                for (const double gain : {2.0, 3.0, 1.0, 5.0}) {
                    XorPoint first = m_start;
                    for (double &value : first.z[m_trap.still])
                        value *= sharper;
                    first.v[m_trap.moved] *= start;
                    first.v[m_trap.still] += stillSign() * gain * std::abs(first.v[m_trap.moved]);
                    m_picture.refitOutput(first, {false, false, true}, 20);
                    if (leads(m_start, first) && edgeFrom(first))
                        return true;
                    if (isOver())
                        return false;
                }
        return false;
    }

    bool edgeFrom(const XorPoint &first)
    {
        for (const double margin : {8.0, 16.0, 32.0})
            for (const double growth : {1.2, 1.5, 2.0, 3.0, 1.1}) {
                XorPoint second = first;
                second.z[m_trap.moved] = turned(first.z[m_trap.moved], margin);
                second.v[m_trap.moved] *= growth;
                if (leads(first, second) &&
                    finish({first, second}, {{Kind::Sharpen, stillUnit()}, {Kind::Turn, movedUnit()}}))
                    return true;
                if (isOver())
                    return false;
            }
        return false;
    }

    /// From `start` to `end` with the output layer set anew at every node: a chain of short segments that keeps close
    /// to the lowest loss the hidden units allow. Empty where it cannot fall all the way.
    /// @param mask  what is set anew; the rest goes straight from start to end
    std::vector<XorPoint> follow(const XorPoint &start, const XorPoint &end, const XorPicture::Mask &mask)
    {
        std::vector<XorPoint> nodes;
        XorPoint here = start;
        double done = 0.0;
        double step = 1.0 / 8.0;
        while (done < 1.0 && !isOver()) {
            const double t = std::min(1.0, done + step);
            XorPoint next = between(start, end, t);
            for (std::size_t k = 0; k < 2; ++k)
                if (mask[k])
                    next.v[k] = here.v[k];
            if (mask[2])
                next.c = here.c;
            m_picture.refitOutput(next, mask, 12);
            if (leads(here, next)) {
                nodes.push_back(next);
                here = next;
                done = t;
                step *= 1.5;
            } else if ((step *= 0.5) < 1.0 / 256.0) {
                return {};
            }
        }
        return done < 1.0 ? std::vector<XorPoint>{} : nodes;
    }

    /// Both units on their own corners alone, farther off at the pair than now.
    [[nodiscard]] XorPoint tightened(double margin) const
    {
        XorPoint point = m_start;
        const auto tighten = [&](Patterns &z, std::size_t own, std::size_t other) {
            const double far = std::min(z[oppositeCorner(own)], z[oppositeCorner(other)]) - 2.0;
            z[own] = std::max(margin, z[own]);
            z[other] = std::min(-margin, z[other]);
            z[oppositeCorner(other)] = far;
            z[oppositeCorner(own)] = z[other] + far - z[own];
        };
        tighten(point.z[m_trap.still], m_trap.stillCorner, *m_trap.movedCorner);
        tighten(point.z[m_trap.moved], *m_trap.movedCorner, m_trap.stillCorner);
        return point;
    }

    bool edgeByFollowing()
    {
        for (const double tightness : {4.0, 6.0, 3.0}) {
            XorPoint end = tightened(tightness);
            const std::vector<XorPoint> first = follow(m_start, end, {true, true, true});
            if (first.empty())
                continue;
            for (const double sharper : {1.3, 1.6, 1.15})
                for (const double margin : {8.0, 12.0}) {
                    end.z[m_trap.moved] = turned(first.back().z[m_trap.moved], margin);
                    end.z[m_trap.still] = first.back().z[m_trap.still];
                    for (double &value : end.z[m_trap.still])
                        value *= sharper;
                    const std::vector<XorPoint> rest = follow(first.back(), end, {true, true, true});
                    if (rest.empty())
                        continue;
                    std::vector<XorPoint> ends = first;
                    ends.insert(ends.end(), rest.begin(), rest.end());
                    std::vector<EscapeStep> steps(first.size(), {Kind::Sharpen, stillUnit()});
                    steps.resize(ends.size(), {Kind::Turn, movedUnit()});
                    if (finish(ends, steps))
                        return true;
                }
        }
        return false;
    }

    [[nodiscard]] bool isTriple() const { return m_trap.kind == Escape::Method::Triple; }
    /// What the first segment does where only one unit cuts off a corner.
    [[nodiscard]] EscapeStep firstStep() const
    {
        return isTriple() ? EscapeStep{Kind::Silence, movedUnit()} : EscapeStep{Kind::Sharpen, stillUnit()};
    }

    /// The still unit sharper, an idle one without a say.
    [[nodiscard]] XorPoint sharpened(double sharper) const
    {
        XorPoint point = m_start;
        sharpen(point.z[m_trap.still], m_trap.stillCorner, sharper);
        if (isTriple())
            point.v[m_trap.moved] = 0.0;
        return point;
    }

    /// The unit that cuts the square in two halves counts for more; on its own half, that of the pair, nothing changes.
    void strengthenHalf(XorPoint &point, double growth) const
    {
        const double before = point.v[m_trap.moved];
        point.v[m_trap.moved] *= growth;
        point.c -= point.v[m_trap.moved] - before;
    }

    bool oneCornerByStrength()
    {
        const std::size_t still = m_trap.still;
        for (const double sharper : {1.5, 2.0, 3.0, 1.2, 1.1})
            for (const double gain : {0.2, 0.5, 1.0, 0.1, 2.0}) {
                XorPoint first = sharpened(sharper);
                const double lost = std::abs(m_start.v[m_trap.moved] - first.v[m_trap.moved]);
                first.v[still] += stillSign() * (gain * std::abs(first.v[still]) + lost);
                if (isTriple())
                    m_picture.refitOutput(first, {false, false, true}, 20);
                else
                    strengthenHalf(first, 1.1);
                if (leads(m_start, first) && oneCornerFrom(first))
                    return true;
                if (isOver())
                    return false;
            }
        return false;
    }

    bool oneCornerFrom(const XorPoint &first)
    {
        for (const double margin : {8.0, 16.0, 32.0})
            for (const double growth : {1.2, 1.1, 1.5, 2.0}) {
                XorPoint second = first;
                second.z[m_trap.moved] = onlyAt(oppositeCorner(m_trap.stillCorner), margin);
                for (double &value : second.z[m_trap.still])
                    value *= growth;
                second.v[m_trap.still] *= growth;
                if (!isTriple())
                    strengthenHalf(second, growth);
                if (leads(first, second) && finish({first, second}, {firstStep(), {Kind::Turn, movedUnit()}}))
                    return true;
                if (isOver())
                    return false;
            }
        return false;
    }

    bool oneCornerByFollowing()
    {
        XorPicture::Mask mask{true, true, true};
        mask[m_trap.moved] = !isTriple();
        for (const double sharper : {1.5, 2.0, 3.0, 1.2}) {
            if (isOver())
                return false;
            std::vector<XorPoint> ends = follow(m_start, sharpened(sharper), mask);
            if (ends.empty())
                continue;
            std::vector<EscapeStep> steps(ends.size(), firstStep());
            XorPoint end = ends.back();
            for (double &value : end.z[m_trap.still])
                value *= sharper;
            end.z[m_trap.moved] = onlyAt(oppositeCorner(m_trap.stillCorner), 8.0);
            const std::vector<XorPoint> rest = follow(ends.back(), end, mask);
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
        if (leads(ends.back(), last)) {
            ends.push_back(last);
            steps.push_back({Kind::Refit, -1});
        }
        for (XorPoint &end : ends)
            end = flippedAs(end, m_trap.flipped);
        m_found = XorExit{m_trap.kind, std::move(ends), std::move(steps)};
        return true;
    }

    const XorPicture &m_picture;
    const XorTrap &m_trap;
    XorPoint m_start;
    const SegmentTest &m_accept;
    const std::stop_token &m_stop;
    Budget m_budget = wholeBudget;
    std::optional<XorExit> m_found;
};

} // namespace

std::optional<XorExit> leaveTrap(const XorPicture &picture, const XorPoint &start, const XorTrap &trap,
                                 const SegmentTest &accept, const std::stop_token &stop)
{
    return ExitSearch(picture, start, trap, accept, stop).run();
}

} // namespace basin
