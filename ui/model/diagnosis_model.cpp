#include "model/diagnosis_model.h"

#include "render/finding_text.h"

#include <chrono>

namespace basin {

namespace {

constexpr std::chrono::milliseconds curePace{2000};
constexpr qint64 steadyMilliseconds = 700; ///< so long a verdict must hold before a running run is called by it

} // namespace

DiagnosisModel::DiagnosisModel(PointModel *point, QObject *parent) : QObject(parent), m_point(point)
{
    for (const auto signal : {&LiveRun::progressed, &LiveRun::runningChanged, &LiveRun::preparedChanged})
        connect(run(), signal, this, &DiagnosisModel::refresh);
    connect(point, &PointModel::pointChanged, this, &DiagnosisModel::take);
}

void DiagnosisModel::setExamined(bool examined)
{
    m_isExamined = examined;
    refresh();
    requestCures();
}

void DiagnosisModel::refresh()
{
    const SnapshotPtr snapshot = run()->snapshot();
    if (!snapshot || snapshot->run != m_run) {
        m_run = snapshot ? snapshot->run : 0;
        m_candidates.clear();
        m_curedPoint.reset();
        m_curesOf.reset();
        if (!m_cures.empty()) {
            m_cures.clear();
            emit curesChanged();
        }
        setCauses({});
    }
    const bool isStuck = snapshot && snapshot->outcome == Outcome::Stuck;
    m_point->setPace(this, m_isExamined ? PointPace::Quick : isStuck ? PointPace::Slow : PointPace::Never);
    if (!isStuck)
        consider({});
}

void DiagnosisModel::take()
{
    const SnapshotPtr snapshot = run()->snapshot();
    const PointPtr now = point();
    if (now && snapshot && snapshot->outcome == Outcome::Stuck)
        consider(reasonsAmong(now->findings, true));
    emit changed();
    requestCures();
}

/// What a run is called by changes only when something else has held for a while; at rest at once.
void DiagnosisModel::consider(std::vector<std::string> causes)
{
    if (causes != m_candidates) {
        m_candidates = std::move(causes);
        m_sinceCandidates.start();
    }
    if (!run()->isRunning() || (m_sinceCandidates.isValid() && m_sinceCandidates.hasExpired(steadyMilliseconds)))
        setCauses(m_candidates);
}

void DiagnosisModel::requestCures()
{
    const PointPtr now = point();
    if (!m_isExamined || !now || !now->prepared || now == m_curedPoint)
        return;
    m_curedPoint = now;
    m_job.setPace(run()->isRunning() ? curePace : std::chrono::milliseconds(0)); // at rest they are waited for
    m_job.start([now] { return curesFor(now->diagnosed(), now->report, now->findings); },
                [this, now](std::vector<Cure> cures) {
                    if (!m_curedPoint || m_curedPoint->run != now->run)
                        return; // of a run that is gone
                    m_cures = std::move(cures);
                    m_curesOf = now;
                    emit curesChanged();
                });
}

bool DiagnosisModel::curesAreOfRest() const
{
    const SnapshotPtr snapshot = run()->snapshot();
    return snapshot && m_curesOf && !run()->isRunning() && !snapshot->running && m_curesOf->run == snapshot->run &&
           m_curesOf->parameters == snapshot->parameters;
}

void DiagnosisModel::setCauses(std::vector<std::string> causes)
{
    if (causes == m_causes)
        return;
    m_causes = std::move(causes);
    emit changed();
}

} // namespace basin
