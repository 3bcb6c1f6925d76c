#pragma once

#include "model/point_model.h"

#include <QElapsedTimer>
#include <QObject>

#include <string>
#include <vector>

namespace basin {

/// Why the run learns or does not, as it is shown: what PointModel finds, steadied, so that a verdict does not flicker
/// while the run goes. Asks for nothing while the run plainly learns and nobody looks. Owned by MainWindow, lives on
/// the GUI thread.
class DiagnosisModel : public QObject {
    Q_OBJECT

public:
    explicit DiagnosisModel(PointModel *point, QObject *parent = nullptr);

    /// Somebody reads the reasons: they follow the run closely.
    void setExamined(bool examined);

    /// The newest inspection with its findings; null until there is one.
    [[nodiscard]] PointPtr point() const { return m_point->point(); }
    /// Ids of the findings that stop the run, which have stood for a while (at rest: at once), the first one first.
    [[nodiscard]] const std::vector<std::string> &causes() const { return m_causes; }
    [[nodiscard]] bool isBusy() const { return m_job.isBusy(); } ///< at cures()
    /// What could be tried against the findings; made while the reasons are read.
    [[nodiscard]] const std::vector<Cure> &cures() const { return m_cures; }
    /// cures() were worked out from where the run stands now, and it rests.
    [[nodiscard]] bool curesAreOfRest() const;
    [[nodiscard]] LiveRun *run() const { return m_point->surface()->run(); }
    [[nodiscard]] PointModel *pointModel() const { return m_point; }

signals:
    void changed(); ///< point() or causes()
    void curesChanged();

private:
    void refresh();
    void take();
    void consider(std::vector<std::string> causes);
    void setCauses(std::vector<std::string> causes);
    void requestCures();

    PointModel *m_point;
    bool m_isExamined = false;
    std::vector<std::string> m_causes;
    std::vector<std::string> m_candidates; ///< what may take their place
    QElapsedTimer m_sinceCandidates;
    std::uint64_t m_run = 0;
    PointPtr m_curedPoint; ///< whose cures were asked for last
    PointPtr m_curesOf;    ///< whose cures m_cures are
    std::vector<Cure> m_cures;
    LatestJob<std::vector<Cure>> m_job;
};

} // namespace basin
