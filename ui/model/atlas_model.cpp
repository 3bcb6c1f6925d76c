#include "model/atlas_model.h"

#include "render/run_figures.h"

#include "landscape/saturated_state.h"

#include <algorithm>
#include <thread>

namespace basin {

namespace {

constexpr std::size_t mostSeeds = 24; ///< of the run's path
constexpr double solvedLoss = 1e-9;

AtlasEntry entryAt(const Objective &objective, const SymmetryGroup &symmetries, const SaturatedLevel &level,
                   const Vector &parameters)
{
    AtlasEntry entry;
    entry.level = level;
    entry.point.parameters = parameters;
    entry.point.report = inspectPoint(objective, parameters);
    entry.point.loss = entry.point.report.loss + entry.point.report.penalty;
    entry.point.gradientNorm = entry.point.report.gradientNorm;
    entry.point.images = symmetries.images(parameters).size();
    return entry;
}

/// The small pictures: the response of the output unit.
void addPictures(std::vector<AtlasEntry> &entries, const PreparedRun &run, const Theme &theme)
{
    const int inputs = run.spec.architecture.inputCount();
    const InputPlane plane = standardPlane(*run.data, 0, std::min(1, inputs - 1));
    for (AtlasEntry &entry : entries) {
        const auto pictures = unitThumbnails(run, entry.point.parameters, plane, theme, AtlasEntry::boundaryPixels);
        if (!pictures.empty())
            entry.boundary = pictures.back();
    }
}

} // namespace

bool AtlasEntry::isSolution() const
{
    return level ? level->kind == SaturatedLevel::Kind::Solved
                 : point.derivedClass == StationaryPoint::Class::Solution || point.loss < solvedLoss;
}

AtlasModel::AtlasModel(SurfaceModel *surface, QObject *parent) : QObject(parent), m_surface(surface)
{
    connect(surface, &SurfaceModel::objectiveChanged, this, &AtlasModel::clear);
}

AtlasModel::~AtlasModel()
{
    m_stop.request_stop();
}

void AtlasModel::clear()
{
    cancel();
    m_entries.clear();
    m_result = {};
    emit changed();
}

QString AtlasModel::problem() const
{
    const auto prepared = m_surface->run()->prepared();
    if (!prepared)
        return tr("There is no network yet.");
    const Eigen::Index size = prepared->spec.architecture.parameterCount();
    if (size > maximumSpectrum)
        return tr("The search works up to %1 parameters; this network has %2.").arg(maximumSpectrum).arg(size);
    return {};
}

std::vector<Vector> AtlasModel::seedsOfTheRun() const
{
    std::vector<Vector> seeds;
    if (const SnapshotPtr now = m_surface->run()->snapshot())
        seeds.push_back(now->parameters);
    const SurfacePtr surface = m_surface->surface();
    if (!surface || surface->recorded.parameters.cols() == 0 ||
        surface->recorded.parameters.rows() != m_surface->objective()->size())
        return seeds;
    const Matrix &path = surface->recorded.parameters;
    const Eigen::Index step = std::max<Eigen::Index>(1, path.cols() / static_cast<Eigen::Index>(mostSeeds));
    for (Eigen::Index column = 0; column < path.cols(); column += step)
        seeds.push_back(path.col(column));
    return seeds;
}

void AtlasModel::seek(int starts, std::uint64_t seed)
{
    const auto prepared = m_surface->run()->prepared();
    const auto objective = m_surface->objective();
    if (!objective || !problem().isEmpty())
        return;
    m_stop.request_stop();
    m_stop = {};
    SearchSpec spec{.starts = starts, .seed = seed, .seeds = seedsOfTheRun()};
    // A run that goes keeps a core for itself.
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    spec.threads = m_surface->run()->isRunning() ? std::max(1, cores - 1) : cores;
    m_job.start(
        [objective, prepared, spec, symmetries = m_surface->symmetries(), theme = Theme::current(),
         stop = m_stop.get_token()] {
            Found found;
            found.result = findStationaryPoints(*objective, spec, stop);
            for (const StationaryPoint &point : found.result.points)
                found.entries.push_back({.point = point});
            const auto group = symmetries ? symmetries : std::make_shared<const SymmetryGroup>(*objective);
            for (const SaturatedLevel &level : saturatedLevels(*objective))
                if (const auto parameters = saturatedState(*objective, level))
                    found.entries.push_back(entryAt(*objective, *group, level, *parameters));
            std::ranges::stable_sort(found.entries, {}, &AtlasEntry::loss);
            addPictures(found.entries, *prepared, theme);
            return found;
        },
        [this, starts, stop = m_stop.get_token()](Found found) {
            if (!stop.stop_requested()) {
                m_starts = starts;
                m_result = std::move(found.result);
                m_entries = std::move(found.entries);
            }
            emit changed();
        });
    emit changed();
}

void AtlasModel::cancel()
{
    m_stop.request_stop();
}

void AtlasModel::goTo(std::size_t entry)
{
    if (entry < m_entries.size())
        m_surface->run()->moveParameters(m_entries[entry].point.parameters, tr("Go to a point of the atlas"));
}

} // namespace basin
