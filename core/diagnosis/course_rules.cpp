#include "diagnosis/line_fit.h"
#include "diagnosis/rules.h"

#include "optimizer/optimizer_spec.h"
#include "training/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin::rules {

namespace {

/// Plain gradient steps, whose limit is a matter of curvature.
bool isGradientDescent(const OptimizerSpec &optimizer)
{
    return optimizer.name == "sgd";
}

bool hasOption(const OptimizerSpec &optimizer, const char *key)
{
    const OptimizerKind *kind = findOptimizer(optimizer.name);
    return kind != nullptr && findOption(kind->options(optimizer.convention), key) != nullptr;
}

/// Steps of the rprop family find their own size.
bool followsRate(const OptimizerSpec &optimizer)
{
    return hasOption(optimizer, "learning_rate") && !hasOption(optimizer, "eta_plus");
}

/// lr · λmax ÷ (1 + momentum): above 2 the steepest direction swings up. Not a number where it is not known.
double rateTimesCurvature(const DiagnosedPoint &point)
{
    const OptimizerSpec &optimizer = point.spec().optimizer;
    const Vector &eigenvalues = point.report().eigenvalues;
    if (!isGradientDescent(optimizer) || eigenvalues.size() == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return optimizer.value("learning_rate") * eigenvalues[eigenvalues.size() - 1] / (1.0 + optimizer.value("momentum"));
}

struct Rise {
    double lowest = 0.0; ///< loss before
    double highest = 0.0;
    std::int64_t epoch = 0; ///< where the bin of the highest one begins
};

/// The largest ratio of a loss to the lowest one before it.
Rise largestRise(const Course &course)
{
    Rise rise{.lowest = course.bins().front().first.loss, .highest = 0.0};
    double lowest = rise.lowest;
    for (const HistoryBin &bin : course.bins()) {
        if (bin.lossHigh * rise.lowest > rise.highest * lowest || !std::isfinite(bin.lossHigh))
            rise = {lowest, bin.lossHigh, bin.epoch};
        lowest = std::min(lowest, bin.lossLow);
    }
    return rise;
}

struct Swing {
    double turns = 0.0; ///< share of the points at which the loss turns round
    double size = 0.0;  ///< median of |change| ÷ loss from one point to the next
};

/// Over the last third of the points.
Swing swingOf(const Course &course)
{
    constexpr std::size_t fewest = 12;
    const auto bins = course.bins().last(course.bins().size() / 3);
    if (bins.size() < fewest)
        return {};
    std::vector<double> sizes;
    int turns = 0;
    double before = 0.0;
    for (std::size_t i = 1; i < bins.size(); ++i) {
        const double change = bins[i].first.loss - bins[i - 1].first.loss;
        sizes.push_back(std::abs(change) / std::abs(bins[i - 1].first.loss));
        turns += change * before < 0.0;
        before = change;
    }
    const auto middle = sizes.begin() + std::ssize(sizes) / 2;
    std::ranges::nth_element(sizes, middle);
    return {static_cast<double>(turns) / static_cast<double>(sizes.size() - 1), *middle};
}

/// How many epochs back from now the loss has been one and the same number.
std::int64_t epochsUnchanged(const Course &course)
{
    const auto bins = course.bins();
    const double now = bins.back().first.loss;
    std::int64_t since = course.epoch();
    for (std::size_t i = bins.size(); i-- > 0;) {
        if (bins[i].lossLow != now || bins[i].lossHigh != now)
            break;
        since = bins[i].epoch;
    }
    return course.epoch() - since;
}

/// Whether θ and the loss change in float64 where they no longer do in float32.
struct DoubleRun {
    double loss = 0.0; ///< at θ
    double after = 0.0;
    double moved = 0.0; ///< the largest |change of a parameter|
    double slope = 0.0; ///< length of the gradient
};

constexpr std::int64_t trialEpochs = 10;

DoubleRun trialInFloat64(const DiagnosedPoint &point)
{
    RunSpec spec = point.spec();
    spec.training.precision = Precision::Float64;
    spec.training.stopLoss = 0.0;
    spec.training.patience = 0;
    spec.init.parameters.assign(point.parameters().begin(), point.parameters().end());
    const std::shared_ptr<const PreparedData> data(std::shared_ptr<void>(), &point.data()); // owned by the caller
    Trainer trainer(spec, data);
    DoubleRun run{.loss = trainer.metrics().loss, .slope = trainer.gradient().norm()};
    trainer.advanceEpochs(trialEpochs);
    run.after = trainer.metrics().loss;
    run.moved = (trainer.parameters() - point.parameters()).cwiseAbs().maxCoeff();
    return run;
}

} // namespace

/// The loss has risen to three times what it was, or goes up and down without falling, or plain gradient descent takes
/// steps that its steepest direction does not bear.
std::optional<Symptom> learningRateHigh(const DiagnosedPoint &point)
{
    constexpr double high = 3.0;
    constexpr double turning = 0.5; // chance gives two thirds, a smooth curve none
    constexpr double swinging = 0.05;
    constexpr double limit = 2.0;
    const OptimizerSpec &optimizer = point.spec().optimizer;
    if (!followsRate(optimizer) || point.isHealthy())
        return {};
    std::vector<Evidence> evidence{number("learning_rate", optimizer.value("learning_rate"))};
    const std::size_t bare = evidence.size();
    const Course &course = point.course();
    if (course.isKnown()) {
        const Rise rise = largestRise(course);
        const bool hasDiverged = !std::isfinite(rise.highest) || point.report().verdict == Verdict::Diverged;
        if (hasDiverged || rise.highest >= high * rise.lowest) {
            evidence.push_back(number("loss_before", rise.lowest));
            evidence.push_back(number("loss_highest", rise.highest));
            evidence.push_back(number("epoch", static_cast<double>(rise.epoch)));
        }
        const Swing swing = swingOf(course);
        if (swing.turns >= turning && swing.size >= swinging && course.recentFall() < 0.1) {
            evidence.push_back(number("share_of_turns", swing.turns));
            evidence.push_back(number("relative_swing", swing.size));
        }
    }
    // A loss that falls in spite of it refutes the limit, which is that of a parabola.
    const double product = rateTimesCurvature(point);
    const bool falls = course.isKnown() && course.epoch() > 0 && course.recentFall() > 0.0 && evidence.size() == bare;
    if (product > limit && !falls)
        evidence.push_back(number("rate_times_curvature", product));
    if (evidence.size() == bare)
        return {};
    return Symptom{Severity::Setup, std::move(evidence)};
}

/// Still falling evenly, as a power of the epochs or by one share in each of them: there is way to go, and it is walked
/// slowly.
std::optional<Symptom> learningRateLow(const DiagnosedPoint &point)
{
    constexpr std::int64_t fewestEpochs = 100;
    constexpr double straight = 0.98; // R²
    constexpr double falls = 0.05;    // over the last nine tenths of the epochs
    constexpr std::size_t fewestPoints = 10;
    const Course &course = point.course();
    if (!followsRate(point.spec().optimizer) || !course.isKnown() || course.epoch() < fewestEpochs ||
        point.isHealthy() || !point.isFinite())
        return {};
    std::vector<double> epochs;
    std::vector<double> logs;
    std::vector<double> losses;
    for (const HistoryBin &bin : course.bins()) {
        const double above = bin.first.loss - point.unit().floor;
        if (10 * bin.epoch < course.epoch() || bin.epoch == 0 || !(above > 0.0))
            continue;
        epochs.push_back(static_cast<double>(bin.epoch));
        logs.push_back(std::log(epochs.back()));
        losses.push_back(std::log(above));
    }
    if (epochs.size() < fewestPoints || losses.front() - losses.back() < falls || course.recentFall() <= 0.0)
        return {};
    const LineFit power = fitLine(logs, losses);
    const LineFit decay = fitLine(epochs, losses);
    if (std::max(power.determination, decay.determination) < straight)
        return {};
    const bool isPower = power.determination >= decay.determination;
    const double toATenth =
        isPower ? epochs.back() * (std::pow(10.0, -1.0 / power.slope) - 1.0) : -std::log(10.0) / decay.slope;
    std::vector<Evidence> evidence{number("loss", point.report().loss),
                                   number("log_log_slope", power.slope),
                                   number("r_squared", power.determination),
                                   number("decay_per_epoch", -decay.slope),
                                   number("r_squared_of_decay", decay.determination),
                                   number("epochs_to_a_tenth", toATenth), // from now
                                   number("learning_rate", point.spec().optimizer.value("learning_rate"))};
    if (const double product = rateTimesCurvature(point); product > 0.0)
        evidence.push_back(number("rate_times_curvature", product));
    return Symptom{Severity::Note, std::move(evidence)};
}

/// Updates smaller than half of θ's last bit leave it where it is; float64 goes on.
std::optional<Symptom> precisionStall(const DiagnosedPoint &point)
{
    constexpr std::int64_t fewestEpochs = 1000;
    constexpr double mostWork = 2e7; // parameters × samples of the trial
    if (point.spec().training.precision != Precision::Float32 || !point.isFinite() || point.isHealthy() ||
        !std::isfinite(point.report().loss) ||
        static_cast<double>(point.parameters().size()) * static_cast<double>(point.objective().samples()) > mostWork)
        return {};
    const bool hasNoSlope = point.report().exactlyZero == point.parameters().size();
    const std::int64_t unchanged = point.course().isKnown() ? epochsUnchanged(point.course()) : 0;
    if (!hasNoSlope && unchanged < fewestEpochs)
        return {};
    const DoubleRun run = trialInFloat64(point);
    // Where float32 has no slope at all one in float64 is enough: it may be too small for ten epochs to show.
    const bool moves = run.moved > 0.0 && run.after != run.loss;
    if (!(run.slope > 0.0) || (!hasNoSlope && !moves))
        return {};
    const double size = point.parameters().cwiseAbs().maxCoeff();
    return Symptom{Severity::Stuck,
                   {number("epochs_unchanged", static_cast<double>(unchanged)),
                    number("gradient_float32", point.report().gradientNorm), number("gradient_float64", run.slope),
                    number("last_bit", size * static_cast<double>(std::numeric_limits<float>::epsilon())),
                    number("moved_in_float64", run.moved), number("loss_change_in_float64", run.after - run.loss),
                    number("epochs_in_float64", static_cast<double>(trialEpochs))}};
}

/// Adam divides by √v + ε: with every slope below ε the steps shrink with the slope.
std::optional<Symptom> epsilonDominated(const DiagnosedPoint &point)
{
    constexpr double rounding = 1e-15;
    const OptimizerSpec &optimizer = point.spec().optimizer;
    if (!hasOption(optimizer, "epsilon") || !point.isFinite() || point.isHealthy())
        return {};
    const double epsilon = optimizer.value("epsilon");
    const double largest = point.report().gradient.cwiseAbs().maxCoeff();
    if (largest > epsilon || largest <= rounding)
        return {};
    const double rate = optimizer.value("learning_rate");
    return Symptom{Severity::Setup,
                   {number("largest_gradient", largest), number("epsilon", epsilon), number("learning_rate", rate),
                    number("step_share", largest / (largest + epsilon))}};
}

/// The threshold hides what the loss does: look at each pattern's output.
std::optional<Symptom> accuracyPlateau(const DiagnosedPoint &point)
{
    constexpr std::int64_t fewestEpochs = 100;
    constexpr double falls = 0.05;
    const Course &course = point.course();
    if (!course.isKnown() || course.epoch() < fewestEpochs || !point.isFinite() || point.isHealthy())
        return {};
    const std::int64_t half = course.epoch() / 2;
    const Metrics &now = course.at(course.epoch());
    const Metrics &before = course.at(half);
    const bool isFlat = std::ranges::all_of(
        course.bins(), [&](const HistoryBin &bin) { return bin.epoch < half || bin.first.accuracy == now.accuracy; });
    if (!(now.accuracy < 1.0) || !isFlat || !(before.loss - now.loss > falls * before.loss))
        return {};
    std::vector<double> wrong = point.wrongSamples();
    return Symptom{Severity::Note,
                   {number("accuracy", now.accuracy), number("epochs_flat", static_cast<double>(course.epoch() - half)),
                    number("loss_before", before.loss), number("loss", now.loss),
                    numbers("wrong_samples", std::move(wrong))}};
}

} // namespace basin::rules
