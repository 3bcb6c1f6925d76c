#include "render/surface_content.h"
#include "render/chart_figure.h"

#include "render/names.h"
#include "render/number_text.h"
#include "render/ticks.h"

#include "data/error.h"
#include "landscape/point.h"
#include "landscape/stationary.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr std::uint64_t walksSeed = 1; ///< of the random walks that a path's variance is held against

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SurfaceContent)
};

/// Leads the path on to where the run is now: the history keeps only the beginning of each stretch of epochs.
void appendNow(RecordedPath &path, const Objective &objective, const Vector &now, std::int64_t epoch)
{
    const Eigen::Index points = path.parameters.cols();
    if (points == 0)
        return;
    // What is recorded is float32, so the same point may differ by its rounding.
    const double size = 1.0 + now.cwiseAbs().maxCoeff();
    if (path.epochs.back() >= epoch && (path.parameters.col(points - 1) - now).cwiseAbs().maxCoeff() < 1e-6 * size)
        return;
    path.parameters.conservativeResize(Eigen::NoChange, points + 1);
    path.parameters.col(points) = now;
    path.epochs.push_back(epoch);
    path.loss.push_back(objective.values(now)[0]);
}

/// The path as far as `content.now`, if it is one through this weight space.
void takePath(SurfaceContent &content, const Objective &objective, RecordedPath path)
{
    content.recorded = path.parameters.rows() == objective.size() ? std::move(path) : RecordedPath{};
    appendNow(content.recorded, objective, content.now, content.epoch);
}

/// Where the path runs as seen from the plane.
void placePath(SurfaceContent &content, const Objective &objective)
{
    content.path = content.recorded.parameters.cols() > 0
                       ? projectPath(objective, content.plane, content.recorded.parameters)
                       : PathProjection{};
}

SurfaceMark markAt(const SurfaceContent &content, const Objective &objective, SurfaceMark::Kind kind,
                   const Vector &parameters, const QString &label)
{
    return {
        .kind = kind, .at = content.plane.project(parameters), .loss = objective.values(parameters)[0], .label = label};
}

SurfaceMark nowMark(const SurfaceContent &content, const Objective &objective)
{
    SurfaceMark mark = markAt(content, objective, SurfaceMark::Kind::Now, content.now, {});
    mark.label = Text::tr("now %1").arg(valueText(mark.loss, 3));
    return mark;
}

void splitGradient(SurfaceContent &content, const Objective &objective)
{
    const Vector gradient = objective.gradient(content.now);
    content.gradientNorm = gradient.norm();
    content.gradientOutOfPlane = content.plane.outOfPlane(gradient);
}

bool hasMoved(const RecordedPath &path)
{
    for (Eigen::Index i = 1; i < path.parameters.cols(); ++i)
        if (path.parameters.col(i) != path.parameters.col(0))
            return true;
    return false;
}

QString percent(double share)
{
    return Text::tr("%1 %").arg(numbers::fixed(100.0 * share, 1));
}

QString curvature(double value)
{
    return std::abs(value) < 1e-15 ? QStringLiteral("0") : numbers::scientific(value);
}

/// Builds one surface, step by step. Lives for one call of surfaceContent().
class Builder {
public:
    Builder(const Objective &objective, const SurfaceRequest &request) : m_objective(objective), m_request(request)
    {
        m_content.epoch = request.epoch;
        m_content.choice = request.choice;
        m_content.now = request.now;
    }

    SurfaceContent build(std::stop_token stop)
    {
        m_content.lossTitle = lossAxisTitle(m_objective.lossSpec());
        if (!checkPoint())
            return std::move(m_content);
        takePath(m_content, m_objective, m_request.path);
        makePlane();
        if (!m_content.problem.isEmpty())
            return std::move(m_content);
        placePath(m_content, m_objective);
        placeMarks();
        splitGradient(m_content, m_objective);
        if (!stop.stop_requested())
            m_content.grid = surfaceGrid(m_objective, m_content.plane, gridSpec(), stop);
        return std::move(m_content);
    }

private:
    bool checkPoint()
    {
        if (m_request.now.size() != m_objective.size())
            m_content.problem = Text::tr("These weights are not of this network.");
        else if (!m_request.now.allFinite())
            m_content.problem = Text::tr("The run has diverged: there is no surface around weights that are not "
                                         "finite.");
        return m_content.problem.isEmpty();
    }

    void makePlane()
    {
        const int all = static_cast<int>(m_objective.size());
        const QString epoch = numbers::count(m_request.epoch);
        m_content.held =
            m_request.isGiven
                ? Text::tr("all %n weight(s) change; the plane goes through the given ones", nullptr, all)
                : Text::tr("all %n weight(s) change; the plane goes through epoch %1", nullptr, all).arg(epoch);
        switch (m_request.choice.kind) {
        case PlaneKind::Weights:
            return makeWeightsPlane();
        case PlaneKind::ThreePoints:
            return makeThreePointPlane();
        case PlaneKind::Path:
            return makePathPlane();
        case PlaneKind::Eigenvectors:
            return makeEigenvectorPlane();
        case PlaneKind::Random:
            return makeRandomPlane();
        }
    }

    void makeWeightsPlane()
    {
        const auto [first, second] = m_request.choice.weights;
        const Eigen::Index size = m_objective.size();
        if (first < 0 || second < 0 || first >= size || second >= size || first == second) {
            m_content.problem = Text::tr("Choose two different weights of this network.");
            return;
        }
        m_content.plane = weightsPlane(m_request.now, first, second);
        m_content.aTitle = QString::fromStdString(m_objective.architecture().parameterName(first));
        m_content.bTitle = QString::fromStdString(m_objective.architecture().parameterName(second));
        const int others = static_cast<int>(size) - 2;
        m_content.held = m_request.isGiven ? Text::tr("%n other weight(s) held as given", nullptr, others)
                                           : Text::tr("%n other weight(s) held as at epoch %1", nullptr, others)
                                                 .arg(numbers::count(m_request.epoch));
        m_content.note = Text::tr("A valley of this slice need not be one among all the weights.");
    }

    void makeThreePointPlane()
    {
        const bool isPinned = m_request.choice.pinnedRun >= 0;
        if (!m_request.start && !checkRecorded())
            return;
        m_start =
            m_content.recorded.parameters.cols() > 0 ? Vector(m_content.recorded.parameters.col(0)) : *m_request.start;
        std::optional<Vector> third = isPinned ? m_request.third : knownSolution(m_objective);
        if (!third || third->size() != m_objective.size()) {
            m_content.problem = isPinned ? Text::tr("The pinned run is of another network.")
                                         : Text::tr("No solution of this project is known beforehand: pin a run that "
                                                    "solved it, and choose that run.");
            return;
        }
        const auto symmetries =
            m_request.symmetries ? m_request.symmetries : std::make_shared<const SymmetryGroup>(m_objective);
        m_third = symmetries->nearestImage(*third, m_request.now);
        m_content.plane = threePointPlane(m_start, m_request.now, m_third);
        m_content.aTitle = Text::tr("a: from the start to the end");
        if (isPinned) {
            m_content.bTitle = Text::tr("b: towards %1").arg(thirdName());
            m_content.note = Text::tr("Exact at the three points. Of %1 the nearest image under the network's "
                                      "symmetries is shown.")
                                 .arg(thirdName());
        } else {
            m_content.bTitle = Text::tr("b: towards the solution");
            m_content.note = Text::tr("Exact at the three points. The solution is the nearest image under the "
                                      "network's symmetries.");
        }
    }

    [[nodiscard]] QString thirdName() const
    {
        return m_request.thirdName.isEmpty() ? Text::tr("the pinned run") : m_request.thirdName;
    }

    bool checkRecorded()
    {
        if (m_content.recorded.parameters.cols() > 0)
            return true;
        const auto most = static_cast<Eigen::Index>(History::maximumWeightTraces);
        m_content.problem =
            m_objective.size() > most
                ? Text::tr("The path of a network of more than %1 weights is not recorded; this one has %2.")
                      .arg(numbers::count(most), numbers::count(m_objective.size()))
                : Text::tr("There is no path yet: it begins with the run.");
        return false;
    }

    void makePathPlane()
    {
        if (!checkRecorded())
            return;
        if (!hasMoved(m_content.recorded)) {
            m_content.problem = Text::tr("The path is still one point: let the run take a step.");
            return;
        }
        const PathPlane path = pathPlane(m_content.recorded.parameters, walksSeed);
        m_content.plane = path.plane;
        m_content.aTitle = Text::tr("a: first principal component");
        m_content.bTitle = Text::tr("b: second principal component");
        m_content.note = Text::tr("The plane holds %1 of the path's variance; of a random walk as long it would hold "
                                  "%2.")
                             .arg(percent(path.explained[0] + path.explained[1]),
                                  percent(path.nullExplained[0] + path.nullExplained[1]));
    }

    void makeEigenvectorPlane()
    {
        if (m_objective.size() > maximumSpectrum) {
            m_content.problem = Text::tr("Eigenvectors are worked out for up to %1 weights; this network has %2.")
                                    .arg(numbers::count(maximumSpectrum), numbers::count(m_objective.size()));
            return;
        }
        const EigenvectorPlane plane = eigenvectorPlane(m_objective, m_request.now);
        m_content.plane = plane.plane;
        m_content.aTitle = Text::tr("a: along the lowest curvature");
        m_content.bTitle = Text::tr("b: along the highest curvature");
        m_content.note = Text::tr("Eigenvectors of the Hessian with the eigenvalues %1 (a) and %2 (b).")
                             .arg(curvature(plane.lowest), curvature(plane.highest));
        addMultiplicity(QStringLiteral("a"), plane.lowestMultiplicity);
        addMultiplicity(QStringLiteral("b"), plane.highestMultiplicity);
    }

    void addMultiplicity(const QString &axis, int multiplicity)
    {
        if (multiplicity > 1)
            m_content.note += u' ' + Text::tr("Direction %1 is one of many: %n eigenvalue(s) are equal to its own.",
                                              nullptr, multiplicity - 1)
                                         .arg(axis);
    }

    void makeRandomPlane()
    {
        const PlaneChoice &choice = m_request.choice;
        m_content.plane = randomPlane(m_objective.architecture(), m_request.now, choice.seed, choice.perUnit);
        m_content.aTitle = Text::tr("a: first random direction");
        m_content.bTitle = Text::tr("b: second random direction");
        const QString length = choice.perUnit ? Text::tr("each unit's part as long as its weights with the bias")
                                              : Text::tr("of length 1");
        m_content.note = Text::tr("Random directions with seed %1, %2. Random planes miss the path.")
                             .arg(QString::number(choice.seed), length);
    }

    void addMark(SurfaceMark::Kind kind, const Vector &parameters, const QString &label)
    {
        m_content.marks.append(markAt(m_content, m_objective, kind, parameters, label));
    }

    void placeMarks()
    {
        if (m_start.size() == 0 && m_content.recorded.parameters.cols() > 0)
            m_start = m_content.recorded.parameters.col(0);
        if (m_start.size() > 0)
            addMark(SurfaceMark::Kind::Start, m_start, Text::tr("start"));
        if (m_third.size() > 0 && m_request.choice.pinnedRun < 0)
            addMark(SurfaceMark::Kind::Solution, m_third, Text::tr("solution"));
        else if (m_third.size() > 0)
            addMark(SurfaceMark::Kind::Pinned, m_third, thirdName());
        m_content.marks.append(nowMark(m_content, m_objective));
    }

    [[nodiscard]] GridSpec gridSpec() const
    {
        GridSpec spec{.a = {},
                      .b = {},
                      .columns = m_request.points,
                      .rows = m_request.points,
                      .withGradient = m_request.withGradient,
                      .threads = m_request.threads};
        std::vector<Plane::Coordinates> points = m_content.path.points;
        for (const SurfaceMark &mark : m_content.marks)
            points.push_back(mark.at);
        const GridRange fitted = fittedRange(m_content.plane, points);
        spec.a = m_request.a.value_or(rounded(fitted.a));
        spec.b = m_request.b.value_or(rounded(fitted.b));
        return spec;
    }

    /// To whole ticks: while a run moves on, a fitted range then stands still for a while.
    static Interval rounded(const Interval &fitted)
    {
        const Range nice = ticks::niceLinear({fitted.low, fitted.high});
        return {nice.low, nice.high};
    }

    const Objective &m_objective;
    const SurfaceRequest &m_request;
    SurfaceContent m_content;
    Vector m_start; ///< empty: not known
    Vector m_third; ///< the nearest image of the solution or of the pinned run's end; empty: none
};

} // namespace

RecordedPath recordedPath(const History &history, std::size_t most)
{
    RecordedPath path;
    const std::size_t size = history.weightTraces();
    const std::size_t bins = history.bins().size();
    const std::vector<float> &weights = history.weights();
    if (size == 0 || bins == 0 || most < 2 || weights.size() < size * bins)
        return path;
    const std::size_t count = std::min(bins, most);
    path.parameters.resize(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(count));
    for (std::size_t point = 0; point < count; ++point) {
        const std::size_t bin = count == bins ? point : point * (bins - 1) / (count - 1);
        const Eigen::Map<const Eigen::VectorXf> theta(weights.data() + bin * size, static_cast<Eigen::Index>(size));
        path.parameters.col(static_cast<Eigen::Index>(point)) = theta.cast<double>();
        const HistoryBin &at = history.bins()[bin];
        path.epochs.push_back(at.epoch);
        path.loss.push_back(at.first.loss + at.first.penalty);
    }
    return path;
}

SurfaceContent surfaceContent(const Objective &objective, const SurfaceRequest &request, std::stop_token stop)
{
    try {
        return Builder(objective, request).build(std::move(stop));
    } catch (const InputError &error) {
        SurfaceContent content;
        content.epoch = request.epoch;
        content.choice = request.choice;
        content.now = request.now;
        content.problem = QString::fromStdString(error.what());
        return content;
    }
}

SurfaceContent movedSurface(SurfaceContent content, const Objective &objective, RecordedPath path, const Vector &now,
                            std::int64_t epoch)
{
    content.now = now;
    content.epoch = epoch;
    takePath(content, objective, std::move(path));
    placePath(content, objective);
    for (SurfaceMark &mark : content.marks)
        if (mark.kind == SurfaceMark::Kind::Now)
            mark = nowMark(content, objective);
    splitGradient(content, objective);
    return content;
}

} // namespace basin
