#include "network/gradient_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace basin {

namespace {

/// Values around θ along one parameter.
class Line {
public:
    Line(const Objective &objective, ConstVectorRef parameters)
        : m_objective(objective), m_parameters(parameters), m_value(at(0, 0.0))
    {
    }

    [[nodiscard]] double value() const { return m_value; }

    double at(Eigen::Index index, double shift)
    {
        const double saved = m_parameters[index];
        m_parameters[index] = saved + shift;
        const double value = m_objective.loss(m_parameters) + m_objective.penalty(m_parameters);
        m_parameters[index] = saved;
        return value;
    }

    /// Fourth order: (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h.
    double derivative(Eigen::Index index, double h)
    {
        const double near = at(index, h) - at(index, -h);
        const double far = at(index, 2.0 * h) - at(index, -2.0 * h);
        return (8.0 * near - far) / (12.0 * h);
    }

    /// At a kink the slopes on both sides differ however near one looks; where the value is smooth their difference
    /// halves with the step.
    bool hasKink(Eigen::Index index, double scale)
    {
        const double h = step(index);
        const auto gap = [&](double distance) {
            return std::abs(at(index, distance) - 2.0 * m_value + at(index, -distance)) / distance;
        };
        const double wide = gap(2.0 * h);
        return wide > 1e-6 * scale && gap(h) > 0.75 * wide;
    }

    [[nodiscard]] double step(Eigen::Index index) const { return 3e-4 * std::max(1.0, std::abs(m_parameters[index])); }

private:
    const Objective &m_objective;
    Vector m_parameters;
    double m_value;
};

struct Comparison {
    double numeric = 0.0;
    double error = std::numeric_limits<double>::infinity(); ///< as of GradientCheck::maxRelativeError
};

/// With the step that agrees best: a kink beside θ (a weight near 0 under L1, a unit about to switch) spoils the
/// differences that reach over it, and those alone; a wrong gradient agrees with none.
Comparison compare(Line &line, Eigen::Index index, double slope, double scale)
{
    constexpr double goodEnough = 1e-8;
    Comparison best;
    for (const double narrowing : {1.0, 1.0 / 30.0, 1.0 / 900.0}) {
        const double difference = line.derivative(index, narrowing * line.step(index));
        const double size = std::max({std::abs(slope), std::abs(difference), 1e-3 * scale});
        const double error = size > 0.0 ? std::abs(slope - difference) / size : 0.0;
        if (narrowing == 1.0 || error < best.error)
            best = {difference, error};
        if (best.error <= goodEnough)
            break;
    }
    return best;
}

double relativeError(double analytic, double numeric)
{
    return std::abs(analytic - numeric) / std::max(1e-8, std::abs(analytic) + std::abs(numeric));
}

double median(std::vector<double> values)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// One layer's kernel or bias of those that were checked.
CheckedPart partOf(const std::vector<CheckedParameter> &checked, int layer, bool isBias, Eigen::Index begin,
                   Eigen::Index end, double scale)
{
    constexpr double meaningful = 1e-7; // of the gradient's scale: below it a ratio is one of rounding errors
    CheckedPart part{.layer = layer, .isBias = isBias};
    std::vector<double> ratios;
    for (const CheckedParameter &parameter : checked) {
        if (parameter.parameter < begin || parameter.parameter >= end)
            continue;
        ++part.checked;
        part.failed += parameter.fails;
        if (std::abs(parameter.numeric) > meaningful * scale)
            ratios.push_back(parameter.analytic / parameter.numeric);
    }
    part.medianRatio = part.lowestRatio = part.highestRatio = median(ratios);
    if (!ratios.empty()) {
        part.lowestRatio = std::ranges::min(ratios);
        part.highestRatio = std::ranges::max(ratios);
    }
    return part;
}

std::vector<CheckedPart> partsOf(const Architecture &architecture, const std::vector<CheckedParameter> &checked,
                                 double scale)
{
    std::vector<CheckedPart> parts;
    for (std::size_t l = 0; l < architecture.layers().size(); ++l) {
        const LayerLayout &at = architecture.layout(l);
        const int layer = static_cast<int>(l);
        parts.push_back(partOf(checked, layer, false, at.kernel, at.bias, scale));
        parts.push_back(partOf(checked, layer, true, at.bias, at.end(), scale));
    }
    return parts;
}

/// The known mistake that gives this very gradient.
std::optional<GradientFault> mistakeBehind(const Objective &objective, ConstVectorRef parameters,
                                           const Vector &gradient)
{
    constexpr double same = 1e-9;
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    const std::string &last = objective.architecture().layers().back().activation;
    for (const GradientFaultKind &kind : gradientFaults()) {
        if (kind.id == GradientFault::None || gradientFaultProblem(kind.id, loss, last))
            continue;
        LossSpec spec = objective.lossSpec();
        spec.fault = kind.id;
        const Objective wrong(objective.architecture(), spec, objective.inputs(), objective.targets());
        if ((wrong.gradient(parameters) - gradient).norm() <= same * gradient.norm())
            return kind.id;
    }
    return {};
}

/// loss + penalty at θ + h and θ − h for each of the chosen parameters: two columns of values.
Matrix valuesBeside(const Objective &objective, ConstVectorRef parameters, const std::vector<Eigen::Index> &chosen,
                    double h)
{
    constexpr Eigen::Index mostNumbers = 1'000'000; // at a time
    const auto count = std::ssize(chosen);
    const Eigen::Index piece = std::clamp<Eigen::Index>(mostNumbers / (2 * objective.size()), 1, count);
    Matrix values(count, 2);
    for (Eigen::Index first = 0; first < count; first += piece) {
        const Eigen::Index width = std::min(piece, count - first);
        Matrix points = parameters.replicate(1, 2 * width);
        for (Eigen::Index k = 0; k < width; ++k) {
            const Eigen::Index index = chosen[static_cast<std::size_t>(first + k)];
            points(index, k) += h;
            points(index, width + k) -= h;
        }
        const Vector there = objective.values(points);
        values.col(0).segment(first, width) = there.head(width);
        values.col(1).segment(first, width) = there.tail(width);
    }
    return values;
}

/// Three steps a decade, so that the bottom of the V is seen.
StepCurve curveOf(const Objective &objective, ConstVectorRef parameters, const std::vector<Eigen::Index> &chosen,
                  double epsilon, const std::stop_token &stop)
{
    constexpr int decades = 11;
    constexpr int stepsPerDecade = 3;
    StepCurve curve;
    curve.theory = std::cbrt(epsilon);
    curve.bestMedian = std::numeric_limits<double>::infinity();
    const Vector gradient = objective.gradient(parameters);
    for (int i = 0; i <= decades * stepsPerDecade && !chosen.empty(); ++i) {
        if (stop.stop_requested())
            return {};
        const double h = std::pow(10.0, -1.0 - static_cast<double>(i) / stepsPerDecade);
        const Matrix values = valuesBeside(objective, parameters, chosen, h);
        std::vector<double> errors;
        for (std::size_t k = 0; k < chosen.size(); ++k) {
            const auto row = static_cast<Eigen::Index>(k);
            errors.push_back(relativeError(gradient[chosen[k]], (values(row, 0) - values(row, 1)) / (2.0 * h)));
        }
        curve.errors.push_back({h, std::ranges::max(errors), median(errors)});
        if (curve.errors.back().median < curve.bestMedian) {
            curve.bestMedian = curve.errors.back().median;
            curve.bestStep = h;
        }
    }
    return curve;
}

/// How many parameters there is time for where each asks for so many values of the objective.
Eigen::Index affordable(const Objective &objective, double evaluations, Eigen::Index fewest, Eigen::Index most)
{
    constexpr double mostWork = 2e10; // multiplications: some seconds
    const double work = static_cast<double>(objective.samples()) * static_cast<double>(objective.size()) *
                        static_cast<double>(objective.architecture().stepCount());
    return static_cast<Eigen::Index>(
        std::clamp(mostWork / (work * evaluations), static_cast<double>(fewest), static_cast<double>(most)));
}

std::vector<Eigen::Index> chosenForCurve(const std::vector<CheckedParameter> &checked, Eigen::Index most)
{
    const auto count = static_cast<std::size_t>(most);
    const std::size_t stride = (checked.size() + count - 1) / count;
    std::vector<Eigen::Index> chosen;
    for (std::size_t i = 0; i < checked.size(); i += stride)
        chosen.push_back(checked[i].parameter);
    return chosen;
}

void addCurves(GradientCheck &check, const Objective &exact, ConstVectorRef parameters, const std::stop_token &stop)
{
    constexpr double evaluations = 2.0 * 2.0 * 34.0; // both sides, both precisions, every step
    const std::vector<Eigen::Index> chosen =
        chosenForCurve(check.parameters, affordable(exact, evaluations, 5, GradientCheck::mostOnCurve));
    const Objective single(exact.architecture(), exact.lossSpec(), exact.inputs(), exact.targets(), Precision::Float32);
    // In float32 θ itself is rounded; both gradient and values are those of the rounded one.
    const Vector rounded = parameters.cast<float>().cast<double>();
    check.float64 = curveOf(exact, parameters, chosen, std::numeric_limits<double>::epsilon(), stop);
    check.float32 = curveOf(single, rounded, chosen, std::numeric_limits<float>::epsilon(), stop);
}

} // namespace

GradientCheck checkGradient(const Objective &objective, ConstVectorRef parameters, bool withCurves,
                            std::stop_token stop)
{
    const Objective exact = objective.inFloat64();
    const Vector gradient = exact.gradient(parameters);
    Line line(exact, parameters);
    const double scale = std::max(gradient.lpNorm<Eigen::Infinity>(), std::abs(line.value()));
    constexpr double evaluations = 8.0; // four for a kink, four for each step that is tried
    const Eigen::Index most = affordable(exact, evaluations, 20, GradientCheck::mostChecked);
    const Eigen::Index stride = (exact.size() + most - 1) / most;
    GradientCheck check;
    std::vector<std::pair<double, Eigen::Index>> failing;
    for (Eigen::Index i = 0; i < exact.size() && !stop.stop_requested(); i += stride) {
        if (line.hasKink(i, scale)) {
            check.notSmooth.push_back(i);
            continue;
        }
        ++check.checked;
        const Comparison found = compare(line, i, gradient[i], scale);
        const bool fails = !(found.error <= GradientCheck::failing);
        check.parameters.push_back({i, gradient[i], found.numeric, relativeError(gradient[i], found.numeric), fails});
        if (fails)
            failing.emplace_back(found.error, i);
        if (check.worstParameter < 0 || !(found.error <= check.maxRelativeError)) {
            check.maxRelativeError = found.error;
            check.worstParameter = i;
        }
    }
    check.failed = std::ssize(failing);
    std::ranges::stable_sort(failing, std::ranges::greater{}, &std::pair<double, Eigen::Index>::first);
    for (std::size_t i = 0; i < std::min(failing.size(), GradientCheck::mostWorst); ++i)
        check.worst.push_back(failing[i].second);
    check.parts = partsOf(exact.architecture(), check.parameters, scale);
    if (check.passes())
        check.consistentWith = GradientFault::None;
    else
        check.consistentWith = mistakeBehind(exact, parameters, gradient);
    if (withCurves)
        addCurves(check, exact, parameters, stop);
    return check;
}

} // namespace basin
