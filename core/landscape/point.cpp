#include "landscape/point.h"

#include "landscape/degenerate_test.h"
#include "landscape/downhill_search.h"
#include "landscape/loss_unit.h"
#include "landscape/spectrum.h"
#include "landscape/unit_states.h"

#include "data/error.h"
#include "network/activation.h"

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

// All in four samples' worth of loss (LossUnit).
constexpr double noSlope = 1e-11;
constexpr double noSlopeFloat32 = 1e-6;
constexpr double nearlyNoSlope = 1e-3;
constexpr double atRestSlope = 1e-2; ///< slow enough to be on its way to a level
constexpr double countingFall = 1e-3;
constexpr double noCurvature = 1e-6;    ///< a whole Hessian below it says nothing
constexpr double flatCurvature = 1e-8;  ///< an eigenvalue below it is not told from 0 near a minimum
constexpr double nothingLeft = 1e-6;    ///< a loss this near its floor has no lower point worth naming
constexpr double nearALevel = 0.01;     ///< of the level
constexpr double nearlySolved = 0.05;   ///< of the loss of a constant output
constexpr double largestDistance = 1e6; ///< |θ| beyond it has diverged
constexpr double saturatedInput = 10.0; ///< max |z| from which eigenvalues are too small to be believed
constexpr double mergedOutputs = 0.05;
constexpr Eigen::Index shownSamples = 64;

class Inspection {
public:
    Inspection(const Objective &objective, ConstVectorRef parameters, const PointOptions &options)
        : m_objective(objective),
          m_exact(objective.inFloat64()),
          m_theta(parameters),
          m_options(options),
          m_unit(lossUnit(objective)),
          m_isPenalised(objective.lossSpec().l1 != 0.0 || objective.lossSpec().l2 != 0.0)
    {
    }

    PointReport run()
    {
        measureSlope();
        if (!m_theta.allFinite())
            return diverged();
        m_states = unitStates(m_objective, m_theta);
        describeUnits();
        if (!std::isfinite(m_value) || !m_report.gradient.allFinite() || m_theta.stableNorm() > largestDistance)
            return diverged();
        measureCurvature();
        m_report.verdict = verdict();
        return std::move(m_report);
    }

private:
    PointReport diverged()
    {
        m_report.verdict = Verdict::Diverged;
        return std::move(m_report);
    }

    void measureSlope();
    void describeUnits();
    void findMergedSamples();
    void measureCurvature();
    void countCurvature();

    Verdict verdict();
    bool isDeadEnd();
    bool isOnSolutionManifold();
    std::optional<Verdict> verdictOfCurvature();
    Verdict verdictOfNullSpace(const Vector &theta, const NullSpace &space);
    [[nodiscard]] NullSpace nullSpace() const
    {
        return {m_report.eigenvalues, m_report.eigenvectors, m_report.tolerance};
    }
    std::optional<Verdict> verdictOfNearMinimum();
    [[nodiscard]] bool isSolved() const;
    [[nodiscard]] bool hasSaturatedUnit() const;
    [[nodiscard]] std::optional<SaturatedLevel> nearLevel() const;
    [[nodiscard]] DownhillSearch followSlope(DownhillSearch search) const;
    Verdict verdictOfLongStep();

    [[nodiscard]] double inUnits(double loss) const { return m_unit.factor * loss; }
    [[nodiscard]] bool hasSpectrum() const { return m_report.eigenvalues.size() > 0; }
    [[nodiscard]] double lowestCurvature() const { return inUnits(m_report.eigenvalues[0]); }
    [[nodiscard]] double largestCurvature() const { return inUnits(m_report.eigenvalues.cwiseAbs().maxCoeff()); }
    [[nodiscard]] bool isSaturatedRegion() const { return m_report.largestInput >= saturatedInput; }
    [[nodiscard]] bool isStationary() const
    {
        return m_slope <= (m_objective.precision() == Precision::Float32 ? noSlopeFloat32 : noSlope);
    }

    const Objective m_objective; ///< as the surface is: no deliberate mistake in its gradient
    const Objective m_exact;
    const Vector m_theta;
    const PointOptions m_options;
    const LossUnit m_unit;
    const bool m_isPenalised;

    PointReport m_report;
    UnitStates m_states;
    double m_value = 0.0; ///< loss + penalty in float64
    Vector m_gradient;    ///< in float64
    double m_slope = 0.0; ///< its length, in units
};

void Inspection::measureSlope()
{
    const double value = m_objective.valueAndGradient(m_theta, m_report.gradient);
    m_report.penalty = m_isPenalised ? m_objective.penalty(m_theta) : 0.0;
    m_report.loss = m_isPenalised ? m_objective.loss(m_theta) : value;
    m_report.gradientNorm = m_report.gradient.stableNorm();
    m_report.exactlyZero = static_cast<int>((m_report.gradient.array() == 0.0).count());
    m_report.largestParameter = m_theta.cwiseAbs().maxCoeff();
    m_value = value;
    m_gradient = m_report.gradient;
    if (m_objective.precision() == Precision::Float32)
        m_value = m_exact.valueAndGradient(m_theta, m_gradient);
    m_slope = inUnits(m_gradient.stableNorm());
}

void Inspection::describeUnits()
{
    const Architecture &architecture = m_objective.architecture();
    const std::size_t hiddenLayers = architecture.layers().size() - 1;
    const Eigen::Index shown = std::min(shownSamples, m_objective.samples());
    m_report.outputs = m_states.values.back().topRows(shown);
    m_report.hidden.resize(shown, architecture.unitCount() - architecture.outputCount());
    Eigen::Index column = 0;
    for (std::size_t l = 0; l < hiddenLayers; ++l) {
        const Matrix &values = m_states.values[l];
        const ActivationId activation = findActivation(architecture.layers()[l].activation)->id;
        for (Eigen::Index unit = 0; unit < values.cols(); ++unit, ++column) {
            m_report.hidden.col(column) = values.col(unit).head(shown);
            const auto isSaturatedValue = [activation](double value) { return isSaturated(activation, value); };
            if (std::ranges::all_of(values.col(unit), isSaturatedValue))
                m_report.saturatedUnits.push_back(static_cast<int>(column));
        }
    }
    m_report.largestInput = largestSaturatingInput(architecture, m_states);
    findMergedSamples();
}

void Inspection::findMergedSamples()
{
    const Matrix &targets = m_objective.targets();
    for (Eigen::Index first = 0; first < m_report.outputs.rows(); ++first) {
        for (Eigen::Index second = first + 1; second < m_report.outputs.rows(); ++second) {
            const auto difference = m_report.outputs.row(first) - m_report.outputs.row(second);
            if (targets.row(first) != targets.row(second) && difference.cwiseAbs().maxCoeff() < mergedOutputs)
                m_report.merged.push_back({first, second});
        }
    }
}

void Inspection::measureCurvature()
{
    if (m_theta.size() > maximumSpectrum)
        return;
    const Matrix hessian = m_exact.hessian(m_theta);
    if (!hessian.allFinite())
        return;
    const Spectrum spectrum(hessian);
    m_report.eigenvalues = spectrum.values();
    m_report.eigenvectors = spectrum.vectors();
    constexpr double relative = 1e-9;
    m_report.tolerance = relative * std::max(1.0, largestCurvature()) / m_unit.factor;
    countCurvature();
}

void Inspection::countCurvature()
{
    const auto values = m_report.eigenvalues.array();
    m_report.inertia.negative = static_cast<int>((values < -m_report.tolerance).count());
    m_report.inertia.positive = static_cast<int>((values > m_report.tolerance).count());
    m_report.inertia.zero = static_cast<int>(values.size()) - m_report.inertia.negative - m_report.inertia.positive;
}

Verdict Inspection::verdict()
{
    if (isDeadEnd())
        return Verdict::DeadEnd;
    if (isOnSolutionManifold())
        return m_report.inertia.zero == 0 && hasSpectrum() ? Verdict::StrictMinimum : Verdict::FlatMinimum;
    if (hasSpectrum()) {
        if (const auto found = verdictOfCurvature())
            return *found;
    }
    return verdictOfLongStep();
}

/// Some component of the gradient is 0 in the run's precision, would not be 0 without rounding, and little else moves.
/// A run that is solved has nothing to lose by it.
bool Inspection::isDeadEnd()
{
    if (m_report.exactlyZero == 0 || inUnits(m_report.gradientNorm) > atRestSlope ||
        !isBeyondPrecision(m_objective, m_states) || isSolved())
        return false;
    const Vector unrounded = gradientInTheTails(m_objective, m_theta, m_states);
    if (((m_report.gradient.array() == 0.0) && (unrounded.array() != 0.0)).count() == 0)
        return false;
    const double revived = m_objective.precision() == Precision::Float32 ? m_gradient.norm() : unrounded.norm();
    if (revived > 0.0)
        m_report.revivedGradient = revived;
    return true;
}

/// The loss is at its floor, where finite weights can reach that. What bends the surface there is the Gauss-Newton
/// part; by Weyl's inequality the rest moves an eigenvalue by no more than its own norm.
bool Inspection::isOnSolutionManifold()
{
    if (m_isPenalised || m_unit.isFloorAtInfinity || inUnits(m_report.loss - m_unit.floor) > nothingLeft)
        return false;
    if (hasSpectrum()) {
        const Matrix rest = m_exact.hessian(m_theta) - m_exact.gaussNewton(m_theta);
        m_report.tolerance = std::max(m_report.tolerance, rest.norm());
        countCurvature();
    }
    return true;
}

std::optional<Verdict> Inspection::verdictOfCurvature()
{
    if (isStationary() && largestCurvature() > noCurvature) {
        const bool isSaturated = isSaturatedRegion();
        if (isSaturated ? lowestCurvature() < -noCurvature : m_report.inertia.negative > 0)
            return Verdict::Saddle;
        if (isSaturated ? lowestCurvature() > noCurvature : m_report.inertia.zero == 0)
            return Verdict::StrictMinimum;
        if (!isSaturated)
            return verdictOfNullSpace(m_theta, nullSpace());
    }
    return isSaturatedRegion() ? std::nullopt : verdictOfNearMinimum();
}

Verdict Inspection::verdictOfNullSpace(const Vector &theta, const NullSpace &space)
{
    if (!m_options.withDegenerateTest)
        return Verdict::FlatMinimum;
    const auto curve = findDescentCurve(m_exact, theta, space, m_options.seed);
    if (!curve)
        return Verdict::FlatMinimum;
    m_report.descentOrder = curve->order;
    m_report.descentDrop = curve->drop;
    return Verdict::DegenerateSaddle;
}

/// A run comes near a minimum, never to it. Where a Newton step is short and leads to a point without slope, and no
/// direction falls there, that point is meant.
std::optional<Verdict> Inspection::verdictOfNearMinimum()
{
    constexpr double nearStep = 1e-2; // of 1 + |θ|
    constexpr double nearFall = 1e-7;
    constexpr int steps = 4;
    Vector theta = m_theta;
    Vector gradient = m_gradient;
    Vector eigenvalues = m_report.eigenvalues;
    Matrix eigenvectors = m_report.eigenvectors;
    for (int i = 0; i < steps && inUnits(gradient.norm()) > noSlope; ++i) {
        const Vector components = eigenvectors.transpose() * gradient;
        const auto isFlat = inUnits(1.0) * eigenvalues.array().abs() <= flatCurvature;
        const Vector step = isFlat.select(0.0, components.cwiseQuotient(eigenvalues));
        if (inUnits(eigenvalues[0]) < -flatCurvature || step.norm() > nearStep * (1.0 + theta.norm()) ||
            inUnits(0.5 * step.dot(components)) > nearFall)
            return {};
        theta -= eigenvectors * step;
        m_exact.valueAndGradient(theta, gradient);
        const Spectrum spectrum(m_exact.hessian(theta));
        eigenvalues = spectrum.values();
        eigenvectors = spectrum.vectors();
    }
    if (inUnits(gradient.norm()) > noSlope || inUnits(eigenvalues[0]) < -flatCurvature)
        return {};
    if (inUnits(eigenvalues[0]) > flatCurvature)
        return Verdict::StrictMinimum;
    return verdictOfNullSpace(theta, {eigenvalues, eigenvectors, flatCurvature / m_unit.factor});
}

bool Inspection::isSolved() const
{
    if (inUnits(m_report.loss - m_unit.floor) > nearlySolved * inUnits(m_unit.constant - m_unit.floor))
        return false;
    return m_objective.sides().kind == TargetSides::Kind::None || m_objective.accuracy(m_theta) == 1.0;
}

bool Inspection::hasSaturatedUnit() const
{
    const auto &layers = m_objective.architecture().layers();
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const ActivationId activation = findActivation(layers[l].activation)->id;
        for (const double value : m_states.values[l].reshaped()) {
            if (isSaturated(activation, value))
                return true;
        }
    }
    return false;
}

/// The level of merged patterns that the loss lies just above.
std::optional<SaturatedLevel> Inspection::nearLevel() const
{
    if (m_isPenalised)
        return {};
    if (m_unit.isFloorAtInfinity && isSolved())
        return SaturatedLevel{SaturatedLevel::Kind::Solved, m_unit.floor};
    if (m_report.merged.empty() || !hasSaturatedUnit())
        return {};
    constexpr double rounding = 1e-6;
    for (const SaturatedLevel &level : saturatedLevels(m_objective)) {
        const double above = m_report.loss - level.loss;
        if (level.kind != SaturatedLevel::Kind::Solved && above > -rounding * level.loss &&
            above < nearALevel * level.loss)
            return level;
    }
    return {};
}

/// A straight line may miss the way down by a little: a few more, each along the slope where the last one ended.
DownhillSearch Inspection::followSlope(DownhillSearch search) const
{
    constexpr int turns = 4;
    Vector theta = m_theta;
    Vector gradient = m_gradient;
    for (int i = 0; i < turns && inUnits(m_value - search.lowest) <= countingFall; ++i) {
        theta -= search.step / gradient.stableNorm() * gradient;
        const double value = m_exact.valueAndGradient(theta, gradient);
        if (gradient.isZero(0.0))
            break;
        search = searchDownhill(m_exact, theta, gradient, value, true);
    }
    return search;
}

Verdict Inspection::verdictOfLongStep()
{
    if (m_slope > atRestSlope)
        return Verdict::StillMoving;
    const auto level = nearLevel();
    DownhillSearch search = searchDownhill(m_exact, m_theta, m_gradient, m_value, false);
    const bool fallsToTheEnd = search.fallsToTheEnd;
    if (!level && inUnits(m_value - search.lowest) <= countingFall)
        search = followSlope(search);
    m_report.lineSearchDrop = m_value - search.lowest;
    // On the way to a level the fall to that level is no way out.
    const double from = level ? std::min(m_value, level->loss) : m_value;
    const bool leadsOut = inUnits(from - search.lowest) > countingFall;
    if (leadsOut)
        return m_slope < nearlyNoSlope ? Verdict::Plateau : Verdict::StillMoving;
    if (level) {
        m_report.level = level;
        return Verdict::AtInfinity;
    }
    if (!m_isPenalised && m_slope < nearlyNoSlope && fallsToTheEnd && hasSaturatedUnit())
        return Verdict::AtInfinity;
    if (!isStationary() || !hasSpectrum())
        return Verdict::StillMoving;
    return largestCurvature() > noCurvature ? verdictOfNullSpace(m_theta, nullSpace()) : Verdict::Plateau;
}

} // namespace

PointReport inspectPoint(const Objective &objective, ConstVectorRef parameters, const PointOptions &options)
{
    if (parameters.size() != objective.size())
        throw InputError("parameters", "must be " + std::to_string(objective.size()) + " numbers");
    return Inspection(objective.withoutFault(), parameters, options).run();
}

} // namespace basin
