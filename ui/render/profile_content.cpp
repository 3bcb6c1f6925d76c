#include "render/profile_content.h"

#include "landscape/grid.h"
#include "landscape/stationary.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ProfileContent)
};

using Kind = ProfileChoice::Kind;

constexpr double leastWeight = 6.0;  ///< at least ±6 is shown of a weight: a known scale
constexpr double weightMargin = 2.0; ///< beyond the present value
constexpr double length = 6.0;       ///< to both sides along a direction
constexpr double lineMiddle = 0.5;   ///< of a line between two points
constexpr double lineHalf = 0.75;    ///< to both sides: a quarter beyond each end
constexpr double modelWidth = 1.5;

/// The line: θ(x) = from + x · (to − from).
struct Line {
    Vector from, to;
    double nowX = 0.0;
    Interval range{};
};

Line weightLine(const ProfileRequest &request)
{
    Line line{.from = request.now, .to = request.now, .nowX = request.now[request.choice.index]};
    line.from[request.choice.index] = 0.0;
    line.to[request.choice.index] = 1.0;
    // In whole steps, so that the axis rests while a run moves the weight.
    const double reach = std::max(leastWeight, weightMargin * std::ceil(std::abs(line.nowX) / weightMargin + 1));
    const double middle = request.zoom > 1 ? line.nowX : 0.0;
    line.range = {middle - reach / request.zoom, middle + reach / request.zoom};
    return line;
}

Line directionLine(const ProfileRequest &request, const Vector &direction)
{
    return {request.now, request.now + direction, 0.0, {-length / request.zoom, length / request.zoom}};
}

Line targetLine(const ProfileRequest &request, const Vector &target)
{
    const double middle = request.zoom > 1 ? 0.0 : lineMiddle;
    return {request.now, target, 0.0, {middle - lineHalf / request.zoom, middle + lineHalf / request.zoom}};
}

/// Where a line to another point ends; says in the content why there is none.
std::optional<Vector> targetOf(const Objective &objective, const ProfileRequest &request, ProfileContent &content)
{
    std::optional<Vector> target = request.target;
    if (request.choice.kind == Kind::Solution)
        target = knownSolution(objective);
    if (!target) {
        content.problem = request.choice.kind == Kind::Start ? Text::tr("Where this run began is not recorded.")
                          : request.choice.kind == Kind::Solution
                              ? Text::tr("A solution is known for two hidden units on XOR alone.")
                              : Text::tr("No run is pinned.");
        return std::nullopt;
    }
    if (target->size() != request.now.size()) {
        content.problem = Text::tr("That run was one of another network.");
        return std::nullopt;
    }
    const bool isOwn = request.choice.kind == Kind::Start;
    if (!isOwn && request.symmetries)
        target = request.symmetries->nearestImage(*target, request.now);
    const double distance = (*target - request.now).norm();
    if (distance == 0.0) {
        content.problem = Text::tr("The run stands at that very point.");
        return std::nullopt;
    }
    content.targetName = isOwn                                   ? Text::tr("start")
                         : request.choice.kind == Kind::Solution ? Text::tr("solution")
                                                                 : request.targetName;
    const QString to =
        Text::tr("from now (0) to %1 (1), %2 apart").arg(content.targetName, numbers::compact(distance, 3));
    content.xTitle = isOwn ? to
                     : request.symmetries
                         ? Text::tr("%1; nearest image under %2 symmetries")
                               .arg(to, numbers::count(static_cast<qint64>(request.symmetries->size())))
                         : Text::tr("%1; not aligned by symmetry").arg(to);
    return target;
}

std::optional<Line> lineOf(const Objective &objective, const ProfileRequest &request, ProfileContent &content)
{
    const PointReport &report = request.report;
    const int index = request.choice.index;
    switch (request.choice.kind) {
    case Kind::Weight:
        if (index < 0 || index >= request.now.size())
            break;
        content.xTitle = QString::fromStdString(objective.architecture().parameterName(index));
        return weightLine(request);
    case Kind::Eigenvector:
        if (report.eigenvectors.cols() == 0) {
            content.problem = Text::tr("Eigenvectors are worked out for up to %1 weights.").arg(maximumSpectrum);
            return std::nullopt;
        }
        if (index < 0 || index >= report.eigenvectors.cols())
            break;
        content.xTitle = Text::tr("length along eigenvector %1, λ = %2")
                             .arg(index + 1)
                             .arg(numbers::scientific(report.eigenvalues[index]));
        return directionLine(request, report.eigenvectors.col(index));
    case Kind::Descent:
        if (!(report.gradientNorm > 0) || !std::isfinite(report.gradientNorm)) {
            content.problem = Text::tr("There is no slope here to follow.");
            return std::nullopt;
        }
        content.xTitle = Text::tr("length straight downhill, slope %1").arg(numbers::scientific(report.gradientNorm));
        return directionLine(request, -report.gradient / report.gradientNorm);
    case Kind::Start:
    case Kind::Pinned:
    case Kind::Solution:
        if (const auto target = targetOf(objective, request, content))
            return targetLine(request, *target);
        return std::nullopt;
    }
    content.problem = Text::tr("This network has no such direction.");
    return std::nullopt;
}

/// E + x g·d + ½ x² dᵀHd from the spectrum, H = Σ λᵢ vᵢ vᵢᵀ.
std::vector<double> taylor(const ProfileRequest &request, const Line &line, const ProfileContent &content)
{
    const PointReport &report = request.report;
    if (report.eigenvectors.cols() == 0 || report.eigenvectors.cols() != report.eigenvalues.size())
        return {};
    const Vector d = line.to - line.from;
    const double slope = report.gradient.dot(d);
    const double curvature = report.eigenvalues.dot((report.eigenvectors.transpose() * d).array().square().matrix());
    std::vector<double> model;
    for (const double x : content.x) {
        const double step = x - line.nowX;
        model.push_back(content.nowLoss + step * slope + 0.5 * step * step * curvature);
    }
    return model;
}

} // namespace

ProfileContent profileContent(const Objective &objective, const ProfileRequest &request)
{
    ProfileContent content{.choice = request.choice};
    content.lossTitle = lossAxisTitle(objective.lossSpec());
    const auto line = lineOf(objective, request, content);
    if (!line)
        return content;
    Profile profile = lineProfile(objective, line->from, line->to, line->range.low, line->range.high, request.points);
    content.x = std::move(profile.t);
    content.loss = std::move(profile.loss);
    content.nowX = line->nowX;
    content.nowLoss = request.report.loss + request.report.penalty;
    if (!content.targetName.isEmpty())
        content.targetX = 1.0;
    else
        content.model = taylor(request, *line, content); // a line to another point is about what lies between
    return content;
}

ChartFigure profileFigure(const ProfileContent &content, bool isLog, const Theme &theme)
{
    ChartFigure figure;
    figure.xTitle = content.xTitle;
    figure.panels.first() = {.title = content.lossTitle, .isLog = isLog};
    figure.emptyTitle = content.problem.isEmpty() ? Text::tr("Nothing has run yet.") : content.problem;
    figure.emptyText = content.problem.isEmpty() ? Text::tr("A cut through the surface appears here.")
                                                 : Text::tr("Choose another line above.");
    if (content.x.empty())
        return figure;
    figure.xRange = Range{content.x.front(), content.x.back()};
    const auto [low, high] = std::minmax_element(content.loss.begin(), content.loss.end());
    const double room = 0.15 * (*high - *low);
    CurveSpec model{
        .name = Text::tr("slope and curvature here"), .role = CurveRole::Second, .width = modelWidth, .isDashed = true};
    CurveSpec loss{.name = content.model.empty() ? QString() : Text::tr("loss"), .role = CurveRole::Ink};
    for (std::size_t i = 0; i < content.x.size(); ++i) {
        loss.points.append({content.x[i], content.loss[i]});
        if (content.model.empty())
            continue;
        // Far from the point the parabola would press the curve itself flat.
        const double value = content.model[i];
        const bool isNear = value >= *low - room && value <= *high + room;
        model.points.append({content.x[i], isNear ? value : std::numeric_limits<double>::quiet_NaN()});
    }
    CurveSpec now{.points = {{content.nowX, content.nowLoss}},
                  .role = CurveRole::Custom,
                  .colour = theme.accent,
                  .showsNewest = true};
    figure.curves = {loss, now};
    if (!content.model.empty())
        figure.curves.prepend(model);
    if (content.targetX)
        figure.marks = {{0.0, Text::tr("now")}, {*content.targetX, content.targetName}};
    return figure;
}

QByteArray profileCsv(const ProfileContent &content)
{
    QByteArray text("x,loss,model\n");
    for (std::size_t i = 0; i < content.x.size(); ++i) {
        text += QByteArray::number(content.x[i], 'g', 17) + ',' + QByteArray::number(content.loss[i], 'g', 17) + ',';
        if (!content.model.empty())
            text += QByteArray::number(content.model[i], 'g', 17);
        text += '\n';
    }
    return text;
}

} // namespace basin
