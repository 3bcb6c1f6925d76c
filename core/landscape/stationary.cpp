#include "landscape/stationary.h"

#include "data/error.h"
#include "landscape/loss_unit.h"
#include "landscape/refine.h"
#include "landscape/unit_states.h"
#include "random/random_stream.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double noSlope = 1e-11;
constexpr double sameLevel = 1e-9;
constexpr double sameSize = 1e-4;

bool hasPenalty(const Objective &objective)
{
    return objective.lossSpec().l1 != 0.0 || objective.lossSpec().l2 != 0.0;
}

Vector randomStart(Eigen::Index size, std::uint64_t seed, std::uint64_t index)
{
    RandomStream stream(seed, Purpose::Starts, index);
    Vector start(size);
    for (double &w : start)
        w = index % 2 == 0 ? stream.uniform(-2.5, 2.5) : 2.0 * stream.normal();
    return start;
}

/// What one search came to.
struct Ending {
    enum class Kind { NotConverged, Plateau, Point };
    Kind kind = Kind::NotConverged;
    RefinedPoint point;
    PointReport report;
};

/// Some unit is so far out (|z| of a sigmoid above 10, of a tanh above 5) that slopes through it count for nothing. The
/// loss has no stationary point there, only slopes too small to see; with a penalty a large |z| is a choice.
bool isSaturated(const Objective &objective, const Vector &parameters)
{
    const std::vector<LayerSpec> &layers = objective.architecture().layers();
    const UnitStates states = unitStates(objective, parameters);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const ActivationId activation = findActivation(layers[l].activation)->id;
        const double largest = states.inputs[l].cwiseAbs().maxCoeff();
        if ((activation == ActivationId::Sigmoid && largest > 10.0) ||
            (activation == ActivationId::Tanh && largest > 5.0))
            return true;
    }
    return false;
}

/// Where the slope g is not quite 0, the stationary point lies |g / λ| away, and on the way there λ changes by about as
/// much: an eigenvalue below √|g| cannot be told from 0.
void countCertainCurvature(const Objective &objective, const RefinedPoint &point, PointReport &report)
{
    const double certain = 3.0 * std::sqrt(point.gradientNorm / lossUnit(objective).factor);
    if (certain <= report.tolerance)
        return;
    report.tolerance = certain;
    const auto values = report.eigenvalues.array();
    report.inertia.negative = static_cast<int>((values < -certain).count());
    report.inertia.positive = static_cast<int>((values > certain).count());
    report.inertia.zero = static_cast<int>(values.size()) - report.inertia.negative - report.inertia.positive;
}

Ending judge(const Objective &objective, RefinedPoint point)
{
    Ending ending{Ending::Kind::NotConverged, std::move(point), {}};
    if (!(ending.point.gradientNorm < noSlope))
        return ending;
    ending.kind = Ending::Kind::Plateau;
    if (!hasPenalty(objective) && isSaturated(objective, ending.point.parameters))
        return ending;
    ending.report = inspectPoint(objective, ending.point.parameters, {.withDegenerateTest = false});
    const Verdict verdict = ending.report.verdict;
    if (verdict == Verdict::Saddle || verdict == Verdict::StrictMinimum || verdict == Verdict::FlatMinimum) {
        ending.kind = Ending::Kind::Point;
        countCertainCurvature(objective, ending.point, ending.report);
    }
    return ending;
}

/// What symmetries leave alone at a point: how far each output is from its target, and each layer's weights without
/// their signs, all in ascending order.
Vector symmetryKey(const Objective &objective, const Vector &parameters)
{
    const Matrix distances = (objective.outputs(parameters) - objective.targets()).cwiseAbs();
    Vector key(distances.size() + parameters.size());
    key.head(distances.size()) = distances.reshaped();
    std::sort(key.begin(), key.begin() + distances.size());
    Eigen::Index at = distances.size();
    const Architecture &net = objective.architecture();
    for (std::size_t l = 0; l < net.layers().size(); ++l) {
        const LayerLayout &layer = net.layout(l);
        const Eigen::Index count = layer.bias - layer.kernel;
        key.segment(at, count) = parameters.segment(layer.kernel, count).cwiseAbs();
        std::sort(key.begin() + at, key.begin() + at + count);
        at += count;
    }
    return key.head(at);
}

bool isSameKey(const Vector &a, const Vector &b)
{
    return ((a - b).array().abs() <= sameSize * a.array().abs().max(1.0)).all();
}

bool isSameLevel(double a, double b)
{
    return std::abs(a - b) <= sameLevel * std::max(1.0, std::abs(b));
}

/// The points found so far.
class Catalogue {
public:
    Catalogue(const Objective &objective, const std::vector<DerivedPoint> &derived)
        : m_objective(objective), m_group(objective)
    {
        for (const DerivedPoint &point : derived)
            m_known.push_back({objective.loss(point.parameters) + objective.penalty(point.parameters),
                               symmetryKey(objective, point.parameters), point.derivedClass});
    }

    void add(Ending ending)
    {
        const double level = ending.report.loss + ending.report.penalty;
        Vector key;
        // A flat direction makes it one of a continuum, of which one is enough.
        if (ending.report.inertia.zero == 0)
            key = symmetryKey(m_objective, ending.point.parameters);
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            const bool isSame = isSameLevel(m_points[i].loss, level) &&
                                m_points[i].report.inertia == ending.report.inertia && isSameKey(m_keys[i], key);
            if (!isSame)
                continue;
            ++m_points[i].found;
            return;
        }
        m_keys.push_back(std::move(key));
        m_points.push_back({std::move(ending.point.parameters), level, ending.point.gradientNorm,
                            std::move(ending.report), 1, 1, classOf(level, m_keys.back())});
    }

    /// With all that is to be known of each, lowest level first.
    std::vector<StationaryPoint> finished() &&
    {
        for (StationaryPoint &point : m_points) {
            if (point.report.verdict == Verdict::FlatMinimum)
                point.report = inspectPoint(m_objective, point.parameters); // with the degenerate test this time
            point.images = m_group.images(point.parameters, sameSize).size();
        }
        std::ranges::stable_sort(m_points, [](const StationaryPoint &a, const StationaryPoint &b) {
            if (!isSameLevel(a.loss, b.loss))
                return a.loss < b.loss;
            return a.report.inertia.negative != b.report.inertia.negative
                       ? a.report.inertia.negative < b.report.inertia.negative
                       : a.report.inertia.zero < b.report.inertia.zero;
        });
        return std::move(m_points);
    }

private:
    /// Continua are known by their level, single points by their weights too.
    [[nodiscard]] StationaryPoint::Class classOf(double level, const Vector &key) const
    {
        const auto found = std::ranges::find_if(m_known, [&](const Known &known) {
            return isSameLevel(known.loss, level) && (key.size() == 0 || isSameKey(known.key, key));
        });
        return found == m_known.end() ? StationaryPoint::Class::Unnamed : found->derivedClass;
    }

    struct Known {
        double loss;
        Vector key;
        StationaryPoint::Class derivedClass;
    };
    const Objective &m_objective;
    SymmetryGroup m_group;
    std::vector<Known> m_known;
    std::vector<StationaryPoint> m_points;
    std::vector<Vector> m_keys; ///< one for each point, empty for one of a continuum
};

} // namespace

const char *pointClassName(StationaryPoint::Class derivedClass)
{
    switch (derivedClass) {
    case StationaryPoint::Class::Unnamed:
        return "unnamed";
    case StationaryPoint::Class::Solution:
        return "solution";
    case StationaryPoint::Class::Constant:
        return "constant";
    case StationaryPoint::Class::LinearPerceptron:
        return "linear_perceptron";
    case StationaryPoint::Class::SecondLinearPerceptron:
        return "second_linear_perceptron";
    }
    return "";
}

SearchResult findStationaryPoints(const Objective &given, const SearchSpec &spec, std::stop_token stop)
{
    if (given.size() > maximumSpectrum)
        throw InputError("network.layers", "stationary points are searched for up to " +
                                               std::to_string(maximumSpectrum) + " parameters, this network has " +
                                               std::to_string(given.size()));
    const Objective objective = given.inFloat64();
    const std::vector<DerivedPoint> derived = derivedStationaryPoints(objective);
    std::vector<Vector> starts;
    if (spec.withDerivedClasses) {
        for (const DerivedPoint &point : derived)
            starts.push_back(point.parameters);
    }
    starts.insert(starts.end(), spec.seeds.begin(), spec.seeds.end());
    for (int k = 0; k < spec.starts; ++k)
        starts.push_back(randomStart(objective.size(), spec.seed, static_cast<std::uint64_t>(k)));

    // Every start has its own place, so that the result does not depend on the threads.
    const bool descends = hasPenalty(objective);
    std::vector<std::vector<Ending>> endings(starts.size());
    tbb::enumerable_thread_specific<LocalModel> models{LocalModel(objective)};
    tbb::task_arena arena(std::max(1, spec.threads));
    arena.execute([&] {
        tbb::parallel_for(std::size_t{0}, starts.size(), [&](std::size_t i) {
            if (stop.stop_requested())
                return;
            LocalModel &model = models.local();
            endings[i].push_back(judge(objective, refineStationary(model, starts[i])));
            if (descends)
                endings[i].push_back(judge(objective, refineStationary(model, descend(model, starts[i]))));
        });
    });

    SearchResult result;
    result.wasStopped = stop.stop_requested();
    Catalogue catalogue(objective, derived);
    for (std::vector<Ending> &ofStart : endings) {
        for (Ending &ending : ofStart) {
            result.plateaus += ending.kind == Ending::Kind::Plateau ? 1 : 0;
            result.notConverged += ending.kind == Ending::Kind::NotConverged ? 1 : 0;
            if (ending.kind == Ending::Kind::Point)
                catalogue.add(std::move(ending));
        }
    }
    result.points = std::move(catalogue).finished();
    return result;
}

} // namespace basin
