#include "model/point_model.h"

#include "render/number_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace basin {

namespace {

constexpr std::chrono::milliseconds quickPace{100};
constexpr std::chrono::milliseconds slowPace{500};

/// The loss of each sample as if it were the only one.
std::vector<double> sampleLosses(const Objective &objective, const Vector &parameters)
{
    std::vector<double> losses;
    if (objective.samples() > PointInspection::fewSamples)
        return losses;
    for (Eigen::Index i = 0; i < objective.samples(); ++i) {
        const Objective one(objective.architecture(), objective.lossSpec(), objective.inputs().row(i),
                            objective.targets().row(i), objective.precision(), objective.sides());
        losses.push_back(one.loss(parameters));
    }
    return losses;
}

PointPtr inspected(const Objective &objective, PointInspection point)
{
    try {
        point.report = inspectPoint(objective, point.parameters, {.withDegenerateTest = point.isTested});
        point.codes = cornerCodes(objective, point.parameters);
        point.sampleLosses = sampleLosses(objective, point.parameters);
        point.findings = diagnose(point.diagnosed(), point.report);
    } catch (const InputError &) {
        return nullptr; // parameters of a network that was changed meanwhile
    }
    return std::make_shared<const PointInspection>(std::move(point));
}

QJsonArray jsonList(const Vector &values)
{
    QJsonArray list;
    for (const double value : values)
        list.append(value);
    return list;
}

QJsonArray jsonRows(const Matrix &values)
{
    QJsonArray rows;
    for (Eigen::Index i = 0; i < values.rows(); ++i)
        rows.append(jsonList(values.row(i).transpose()));
    return rows;
}

} // namespace

PointModel::PointModel(SurfaceModel *surface, QObject *parent) : QObject(parent), m_surface(surface)
{
    LiveRun *run = surface->run();
    connect(run, &LiveRun::progressed, this, &PointModel::request);
    connect(run, &LiveRun::runningChanged, this, &PointModel::request);
    connect(run, &LiveRun::preparedChanged, this, &PointModel::forget);
    connect(surface, &SurfaceModel::objectiveChanged, this, [this] {
        forget();
        request();
    });
}

void PointModel::setPace(const QObject *reader, PointPace pace)
{
    if (m_readers.value(reader, PointPace::Never) == pace)
        return;
    m_readers[reader] = pace;
    m_job.setPace(std::ranges::count(m_readers, PointPace::Quick) > 0 ? quickPace : slowPace);
    request();
}

void PointModel::request()
{
    const SnapshotPtr snapshot = m_surface->run()->snapshot();
    const auto objective = m_surface->objective();
    const bool isWanted = std::ranges::any_of(m_readers, [](PointPace pace) { return pace != PointPace::Never; });
    if (!isWanted || !snapshot || !objective || snapshot->parameters.size() != objective->size())
        return;
    const Asked asked{snapshot->serial, !m_surface->run()->isRunning(), objective};
    if (asked == m_asked)
        return;
    m_asked = asked;
    PointInspection point{.run = snapshot->run,
                          .epoch = snapshot->epoch,
                          .isTested = asked.isTested,
                          .parameters = snapshot->parameters,
                          .prepared = m_surface->run()->prepared(),
                          .history = snapshot->historyHere};
    m_job.start([objective, point = std::move(point)]() mutable { return inspected(*objective, std::move(point)); },
                [this, objective](PointPtr result) { take(std::move(result), objective); });
}

void PointModel::take(PointPtr point, const std::shared_ptr<const Objective> &objective)
{
    const SnapshotPtr snapshot = m_surface->run()->snapshot();
    // A restart or another network since then: what was found belongs to a run that is gone.
    if (!point || objective != m_surface->objective() || !snapshot || snapshot->run != point->run)
        return;
    m_point = std::move(point);
    emit pointChanged();
}

void PointModel::forget()
{
    m_asked = {};
    if (!m_point)
        return;
    m_point.reset();
    emit pointChanged();
}

QByteArray pointJson(const PointInspection &point)
{
    const PointReport &report = point.report;
    QJsonArray saturated;
    for (const int unit : report.saturatedUnits)
        saturated.append(unit);
    const QJsonObject object{
        {QStringLiteral("epoch"), static_cast<qint64>(point.epoch)},
        {QStringLiteral("loss"), report.loss},
        {QStringLiteral("penalty"), report.penalty},
        {QStringLiteral("gradient_norm"), report.gradientNorm},
        {QStringLiteral("gradient"), jsonList(report.gradient)},
        {QStringLiteral("eigenvalues"), jsonList(report.eigenvalues)},
        {QStringLiteral("tolerance"), report.tolerance},
        {QStringLiteral("inertia"), QJsonArray{report.inertia.negative, report.inertia.zero, report.inertia.positive}},
        {QStringLiteral("kind"), QString::fromLatin1(pointKindName(report.kind()))},
        {QStringLiteral("saturated_units"), saturated},
        {QStringLiteral("outputs"), jsonRows(report.outputs)},
        {QStringLiteral("weights"), jsonList(point.parameters)},
    };
    return QJsonDocument(object).toJson();
}

QString pointText(const PointInspection &point)
{
    QString text;
    const QJsonObject object = QJsonDocument::fromJson(pointJson(point)).object();
    const auto plain = [](const QJsonValue &value) {
        return value.isDouble() ? numbers::exact(value.toDouble()) : value.toVariant().toString();
    };
    for (auto it = object.begin(); it != object.end(); ++it) {
        QStringList values;
        if (!it->isArray())
            values << plain(*it);
        for (const QJsonValue &value : it->toArray()) {
            if (value.isArray())
                for (const QJsonValue &inner : value.toArray())
                    values << plain(inner);
            else
                values << plain(value);
        }
        text += it.key() + QStringLiteral(": ") + values.join(QStringLiteral(", ")) + QLatin1Char('\n');
    }
    return text;
}

} // namespace basin
