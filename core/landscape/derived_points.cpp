#include "landscape/stationary.h"
#include "landscape/xor_task.h"
#include "network/output_terms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <Eigen/LU>

// The stationary points of 2-2-1 on XOR with finite weights, derived by hand (sigmoid units on inputs 0 and 1;
// fromStandardForm() carries them to every other form of the task).
//
// With δ = ∂E/∂a for each pattern: ∂E/∂w_k = 0 of a unit that is used (v_k ≠ 0) asks δ₀₀ φ′₀₀ = δ₁₁ φ′₁₁ = −δ₀₁ φ′₀₁ =
// −δ₁₀ φ′₁₀. Together with Σ δ = 0 and Σ δ h_k = 0 and 1/φ′ = 2 + 2 cosh z this gives e^b (1 − e^{w₁})(1 − e^{w₂}) = 0
// where the δ are not 0: the unit ignores one input. A unit that is not used (v_k = 0) asks h₀₀ − h₀₁ − h₁₀ + h₁₁ = 0:
// w₁ = 0 or w₂ = 0 or 2b + w₁ + w₂ = 0. What remains are the solutions (δ = 0), the points with one output for all four
// patterns, and, under squared errors, the stationary points of the perceptron without hidden units, which two units
// with mirrored sides (w = −2b), one on each input, imitate.

namespace basin {

namespace {

double sigmoid(double z)
{
    return 1.0 / (1.0 + std::exp(-z));
}

double logit(double p)
{
    return std::log(p / (1.0 - p));
}

struct Unit {
    double w1 = 0.0, w2 = 0.0, b = 0.0;
};

Vector standardForm(const Unit &first, const Unit &second, double v1, double v2, double c)
{
    Vector theta(9);
    theta << first.w1, second.w1, first.w2, second.w2, first.b, second.b, v1, v2, c;
    return theta;
}

/// A unit that ignores one input and whose values on the other's two sides sum up to 1.
Unit mirroredOn(int input, double b)
{
    return input == 1 ? Unit{-2.0 * b, 0.0, b} : Unit{0.0, -2.0 * b, b};
}

using Class = StationaryPoint::Class;

/// All outputs alike: the middle of the targets.
std::vector<DerivedPoint> constantOutput(double middle)
{
    const Unit zero;
    const Unit constant{0.0, 0.0, 1.0};
    const Unit otherConstant{0.0, 0.0, -0.5};
    const Unit single{2.0, 0.0, 0.5};
    const Unit otherSingle{0.0, 1.5, 0.5};
    const Unit central{2.0, 1.0, -1.5}; // 2b + w₁ + w₂ = 0: odd about the square's centre
    const Unit otherCentral{1.0, -3.0, 1.0};
    const double c = logit(middle);
    const double v1 = 1.0, v2 = -0.4;
    // v₁ (h₁ − ½) + v₂ (h₂ − ½) = 0 on both sides of the input
    const Unit pair1 = mirroredOn(2, 1.0), pair2 = mirroredOn(2, 0.6);
    const double cancelling = -v1 * (sigmoid(pair1.b) - 0.5) / (sigmoid(pair2.b) - 0.5);
    const auto unused = [c](const Unit &first, const Unit &second) { return standardForm(first, second, 0.0, 0.0, c); };
    return {
        {Class::Constant, "all weights zero", unused(zero, zero)},
        {Class::Constant, "both units constant", unused(constant, otherConstant)},
        {Class::Constant, "one unit constant, the other on one input", unused(constant, single)},
        {Class::Constant, "one unit constant, the other odd about the centre", unused(constant, central)},
        {Class::Constant, "one unit constant, the other on one input and odd about the centre",
         unused(constant, mirroredOn(1, -1.0))},
        {Class::Constant, "both units on one input", unused(single, otherSingle)},
        {Class::Constant, "both units odd about the centre", unused(central, otherCentral)},
        {Class::Constant, "one unit on one input, the other odd about the centre", unused(single, central)},
        {Class::Constant, "both units zero, but used", standardForm(zero, zero, v1, v2, c - 0.5 * (v1 + v2))},
        {Class::Constant, "both units constant, one of them used",
         standardForm(constant, otherConstant, v1, 0.0, c - v1 * sigmoid(constant.b))},
        {Class::Constant, "two units on one input that cancel",
         standardForm(pair1, pair2, v1, cancelling, c - 0.5 * (v1 + cancelling))},
    };
}

/// A perceptron without hidden units, a = c + α (1 − 2 x₁) + α (1 − 2 x₂).
struct Perceptron {
    double c = 0.0;
    double alpha = 0.0;
};

/// Where the perceptron has no slope under squared errors though its outputs differ: δ₀₀ = δ₁₁ = −δ₀₁ = −δ₁₀. Newton's
/// method from a net of starts. For targets 0 and 1, c = α = s with (1 − u + u²)³ = u⁵, u = e^s; for .1 and .9 there
/// are two such points.
std::vector<Perceptron> perceptronPoints(double targetLow, double targetHigh)
{
    const Activation &activation = *findActivation("sigmoid");
    const auto terms = [&](double a, double target) {
        return singleOutputTerms(LossId::SumSquaredError, activation, a, target, 0.5);
    };
    std::vector<Perceptron> found;
    for (double startC = -3.0; startC <= 3.0; startC += 0.375) {
        for (double startAlpha = 0.25; startAlpha <= 3.0; startAlpha += 0.25) {
            Eigen::Vector2d x(startC, startAlpha);
            Eigen::Vector2d residual(1.0, 1.0);
            for (int iteration = 0; iteration < 50 && x.cwiseAbs().maxCoeff() < 5.0; ++iteration) {
                const auto corner = terms(x[0] + 2.0 * x[1], targetLow);
                const auto opposite = terms(x[0] - 2.0 * x[1], targetLow);
                const auto side = terms(x[0], targetHigh);
                residual << corner.slope + side.slope, opposite.slope + side.slope;
                Eigen::Matrix2d jacobian;
                jacobian << corner.curvature + side.curvature, 2.0 * corner.curvature,
                    opposite.curvature + side.curvature, -2.0 * opposite.curvature;
                const Eigen::Vector2d step = jacobian.inverse() * residual;
                x -= step;
                if (!(step.norm() > 1e-16 * x.norm()))
                    break;
            }
            // α = 0 is the constant output, a large α one of the false roots at saturation.
            const bool isOne = residual.norm() < 1e-15 && x[1] > 1e-3 && x.cwiseAbs().maxCoeff() < 4.0;
            const bool isNew = std::ranges::none_of(
                found, [&](const Perceptron &other) { return std::hypot(other.c - x[0], other.alpha - x[1]) < 1e-6; });
            if (isOne && isNew)
                found.push_back({x[0], x[1]});
        }
    }
    return found;
}

double perceptronError(const Perceptron &point, double targetLow, double targetHigh)
{
    const auto square = [](double a, double t) { return (sigmoid(a) - t) * (sigmoid(a) - t); };
    return square(point.c + 2.0 * point.alpha, targetLow) + square(point.c - 2.0 * point.alpha, targetLow) +
           2.0 * square(point.c, targetHigh);
}

std::vector<DerivedPoint> linearPerceptrons(double targetLow, double targetHigh)
{
    std::vector<Perceptron> points = perceptronPoints(targetLow, targetHigh);
    std::ranges::sort(points, std::ranges::greater{},
                      [&](const Perceptron &point) { return perceptronError(point, targetLow, targetHigh); });
    std::vector<DerivedPoint> result;
    for (const Perceptron &point : points) {
        const double b = 1.0;
        const double v = point.alpha / (sigmoid(b) - 0.5);
        const bool isFirst = result.empty();
        result.push_back({isFirst ? Class::LinearPerceptron : Class::SecondLinearPerceptron,
                          isFirst ? "as a network without hidden units" : "as a network without hidden units, second",
                          standardForm(mirroredOn(2, b), mirroredOn(1, b), v, v, point.c - v)});
    }
    return result;
}

/// Units that cut off opposite corners, and the output layer that gives three sums of inputs their outputs exactly.
Vector solution(double outputLow, double outputHigh)
{
    const double steepness = 6.0; // far from saturation: |z| up to 9
    const Unit any{steepness, steepness, -0.5 * steepness};
    const Unit both{steepness, steepness, -1.5 * steepness};
    Eigen::Matrix3d values;
    Eigen::Vector3d wanted;
    for (Eigen::Index sum = 0; sum < 3; ++sum) {
        const double drive = steepness * static_cast<double>(sum);
        values.row(sum) << sigmoid(drive + any.b), sigmoid(drive + both.b), 1.0;
        wanted[sum] = logit(sum == 1 ? outputHigh : outputLow);
    }
    const Eigen::Vector3d last = values.fullPivLu().solve(wanted);
    return standardForm(any, both, last[0], last[1], last[2]);
}

ActivationId hiddenActivation(const Objective &objective)
{
    return findActivation(objective.architecture().layers().front().activation)->id;
}

} // namespace

std::vector<DerivedPoint> derivedStationaryPoints(const Objective &objective)
{
    const auto task = minimalXorTask(objective);
    if (!task)
        return {};
    const LossSpec &loss = objective.lossSpec();
    std::vector<DerivedPoint> points = constantOutput(0.5 * (task->targetLow + task->targetHigh));
    if (loss.l1 != 0.0 || loss.l2 != 0.0) {
        // A penalty moves all of them but the origin; and that too, if it counts a bias that is not 0.
        points.resize(1);
        if (loss.penaliseBias && points.front().parameters[8] != 0.0)
            points.clear();
    } else {
        if (loss.name != "binary_crossentropy") {
            const auto perceptrons = linearPerceptrons(task->targetLow, task->targetHigh);
            points.insert(points.end(), perceptrons.begin(), perceptrons.end());
        }
        if (task->targetLow > 0.0 && task->targetHigh < 1.0)
            points.push_back({Class::Solution, "a solution", solution(task->targetLow, task->targetHigh)});
    }
    for (DerivedPoint &point : points)
        point.parameters = fromStandardForm(*task, hiddenActivation(objective), point.parameters);
    return points;
}

std::optional<Vector> knownSolution(const Objective &objective)
{
    const auto task = minimalXorTask(objective);
    if (!task)
        return std::nullopt;
    // Targets that a sigmoid only tends to are missed by this much.
    constexpr double margin = 0.01;
    const Vector standard = solution(std::max(task->targetLow, margin), std::min(task->targetHigh, 1.0 - margin));
    return fromStandardForm(*task, hiddenActivation(objective), standard);
}

} // namespace basin
