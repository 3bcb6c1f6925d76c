#include "landscape/escape.h"

#include "data/error.h"
#include "landscape/descent.h"
#include "landscape/xor_exit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace basin {

namespace {

constexpr int maximumDescents = 160;
constexpr int mostAttempts = 4; ///< to leave a trap
constexpr Eigen::Index samplesPerSegment = 3001;
constexpr Eigen::Index samplesInAll = 9003;
/// Where the descent on XOR comes to rest, and what counts as out.
constexpr double aimedError = 1e-5;
constexpr double solvedError = 1e-3;

double meanSquaredError(const Objective &objective, ConstVectorRef parameters)
{
    return (objective.outputs(parameters) - objective.targets()).array().square().mean();
}

class EscapeSearch {
public:
    EscapeSearch(const Objective &objective, ConstVectorRef parameters, std::stop_token stop)
        : m_objective(objective.inFloat64()),
          m_picture(XorPicture::of(m_objective)),
          m_stop(std::move(stop)),
          m_descent(m_objective, parameters),
          m_startValue(m_descent.value())
    {
        m_ends.push_back(parameters);
    }

    Escape run()
    {
        if (std::isfinite(m_startValue))
            search();
        if (m_method == Escape::Method::None && m_ends.size() > 1)
            m_method = Escape::Method::Descent;
        shorten();
        return verified();
    }

private:
    /// Descends until the aim is reached, a trap is left, or nothing falls any more.
    void search()
    {
        double before = m_startValue;
        for (int i = 0; i < maximumDescents && !m_stop.stop_requested(); ++i) {
            if (m_ends.size() > 1 && isAtAim())
                return;
            const bool isSlow = m_descent.value() > 0.98 * before;
            if ((i == 0 || isSlow || i % 8 == 0) && leavesTrap())
                continue;
            before = m_descent.value();
            if (!m_descent.step()) {
                leavesTrap();
                return;
            }
            m_ends.push_back(m_descent.here());
            m_steps.push_back({});
        }
    }

    [[nodiscard]] bool isAtAim() const
    {
        if (m_picture)
            return m_objective.accuracy(m_ends.back()) == 1.0 &&
                   meanSquaredError(m_objective, m_ends.back()) < aimedError;
        return isOut(m_ends.back());
    }

    /// On XOR: all four right, and close. Elsewhere: all right, or lower by a tenth.
    [[nodiscard]] bool isOut(ConstVectorRef parameters) const
    {
        const bool allRight = m_objective.accuracy(parameters) == 1.0;
        if (m_picture)
            return allRight && meanSquaredError(m_objective, parameters) < solvedError;
        return allRight || m_objective.loss(parameters) + m_objective.penalty(parameters) <= 0.9 * m_startValue;
    }

    /// From where the descent stands, if that is an edge or a triple state. Each is tried at most once in a while.
    bool leavesTrap()
    {
        if (!m_picture || m_attempts >= mostAttempts)
            return false;
        const XorPoint here = m_picture->fromParameters(m_ends.back());
        for (const XorTrap &trap : trapsAt(*m_picture, here)) {
            ++m_attempts;
            const auto exit = leaveTrap(
                *m_picture, here, trap, [this](const XorPoint &from, const XorPoint &to) { return falls(from, to); },
                m_stop);
            if (!exit)
                continue;
            for (const XorPoint &end : exit->ends)
                m_ends.push_back(m_picture->toParameters(end));
            m_steps.insert(m_steps.end(), exit->steps.begin(), exit->steps.end());
            m_method = exit->method;
            m_descent = Descent(m_objective, m_ends.back());
            return true;
        }
        return false;
    }

    [[nodiscard]] bool falls(const XorPoint &from, const XorPoint &to) const
    {
        return largestRiseBetween(m_objective, m_picture->toParameters(from), m_picture->toParameters(to),
                                  samplesPerSegment) < 0.0;
    }

    /// Joins neighbouring segments of one kind into one wherever that falls, too.
    void shorten()
    {
        std::vector<Vector> ends{m_ends.front()};
        std::vector<EscapeStep> steps;
        std::size_t from = 0;
        while (from < m_steps.size()) {
            std::size_t to = from + 1;
            for (std::size_t further = to + 1, stride = 1; further <= m_steps.size(); further += stride) {
                if (m_stop.stop_requested() || !(m_steps[further - 1] == m_steps[from]) ||
                    !(largestRiseBetween(m_objective, m_ends[from], m_ends[further], samplesPerSegment) < 0.0))
                    break;
                to = further;
                stride *= 2;
            }
            ends.push_back(m_ends[to]);
            steps.push_back(m_steps[from]);
            from = to;
        }
        m_ends = std::move(ends);
        m_steps = std::move(steps);
    }

    Escape verified()
    {
        Escape escape;
        const auto segments = static_cast<Eigen::Index>(m_steps.size());
        if (segments > 0 && isOut(m_ends.back()) && !m_stop.stop_requested()) {
            const Eigen::Index each = std::max(samplesPerSegment, (samplesInAll + segments - 1) / segments);
            double rise = -std::numeric_limits<double>::infinity();
            for (std::size_t i = 0; i + 1 < m_ends.size(); ++i)
                rise = std::max(rise, largestRiseBetween(m_objective, m_ends[i], m_ends[i + 1], each));
            escape.largestRise = rise;
            escape.samples = static_cast<std::size_t>(segments * each);
            escape.found = rise < 0.0;
        }
        if (escape.found) {
            escape.method = m_method;
            escape.segments = std::move(m_ends);
            escape.steps = std::move(m_steps);
        } else {
            escape.segments = {m_ends.front()};
            escape.largestRise = 0.0;
        }
        for (const Vector &end : escape.segments)
            escape.losses.push_back(m_objective.loss(end) + m_objective.penalty(end));
        return escape;
    }

    const Objective m_objective;
    const std::optional<XorPicture> m_picture;
    const std::stop_token m_stop;
    Descent m_descent;
    double m_startValue;
    std::vector<Vector> m_ends;
    std::vector<EscapeStep> m_steps;
    Escape::Method m_method = Escape::Method::None;
    int m_attempts = 0;
};

} // namespace

const char *escapeMethodName(Escape::Method method)
{
    switch (method) {
    case Escape::Method::None:
        break;
    case Escape::Method::Edge:
        return "edge";
    case Escape::Method::Triple:
        return "triple";
    case Escape::Method::Descent:
        return "descent";
    }
    return "none";
}

const char *escapeStepName(EscapeStep::Kind kind)
{
    switch (kind) {
    case EscapeStep::Kind::Descend:
        break;
    case EscapeStep::Kind::Sharpen:
        return "sharpen";
    case EscapeStep::Kind::Silence:
        return "silence";
    case EscapeStep::Kind::Turn:
        return "turn";
    case EscapeStep::Kind::Refit:
        return "refit";
    }
    return "descend";
}

Escape findEscape(const Objective &objective, ConstVectorRef parameters, std::stop_token stop)
{
    if (parameters.size() != objective.size())
        throw InputError("weights", "must have " + std::to_string(objective.size()) + " numbers, has " +
                                        std::to_string(parameters.size()));
    return EscapeSearch(objective.withoutFault(), parameters, std::move(stop)).run();
}

Vector pointOnPath(const std::vector<Vector> &segments, double t)
{
    if (segments.empty())
        return {};
    double length = 0.0;
    for (std::size_t i = 0; i + 1 < segments.size(); ++i)
        length += (segments[i + 1] - segments[i]).norm();
    double left = std::clamp(t, 0.0, 1.0) * length;
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        const double part = (segments[i + 1] - segments[i]).norm();
        if (left < part)
            return segments[i] + left / part * (segments[i + 1] - segments[i]);
        left -= part;
    }
    return segments.back();
}

} // namespace basin
