#pragma once

#include "model/live_run.h"
#include "render/colour_map.h"
#include "render/latest_job.h"
#include "render/surface_content.h"

#include <QObject>

#include <memory>
#include <optional>

namespace basin {

/// What the user chose on the page "Error surface". A value; saved with the window's settings, not with the project.
struct SurfaceOptions {
    PlaneChoice choice;
    std::optional<Interval> a, b; ///< nothing: fitted
    int points = 256;             ///< a side
    bool isLive = true;           ///< follows the run; else stays at the point where it was frozen
    ColourMap::Kind map = ColourMap::Kind::Depth;
    bool isLog = true;
    std::optional<double> clip;  ///< losses above it have the last colour; nothing: fitted
    std::optional<double> level; ///< log scale: what the loss is counted from, log₁₀(E − level); nothing: 0
    bool contours = true;
    bool path = true;
    bool outOfPlane = false; ///< the gradient's part out of the plane
    friend bool operator==(const SurfaceOptions &, const SurfaceOptions &) = default;
};

using SurfacePtr = std::shared_ptr<const SurfaceContent>;

/// The surface that the page shows: computes it on a worker, coarse first, each time something changed, and only while
/// the page is visible. Owned by MainWindow, lives on the GUI thread.
class SurfaceModel : public QObject {
    Q_OBJECT

public:
    SurfaceModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);

    [[nodiscard]] const SurfaceOptions &options() const { return m_options; }
    void setOptions(const SurfaceOptions &options);
    /// The newest surface; null until there is one.
    [[nodiscard]] SurfacePtr surface() const { return m_surface; }
    /// loss + penalty of the run that is shown; null until there is a run.
    [[nodiscard]] std::shared_ptr<const Objective> objective() const { return m_objective; }
    [[nodiscard]] std::shared_ptr<const SymmetryGroup> symmetries() const { return m_symmetries; }
    [[nodiscard]] LiveRun *run() const { return m_run; }
    [[nodiscard]] ProjectModel *project() const { return m_model; }
    /// A hidden page asks for nothing.
    void setActive(bool active);
    [[nodiscard]] bool isComputing() const { return m_job.isBusy(); }
    [[nodiscard]] qint64 surfaceCount() const { return m_surfaceCount; } ///< how many were finished

    /// Moves the present weights to this point of the plane, as far as the plane goes: the run goes on from there.
    /// Calls of one drag are one undo command; endWalk() ends it.
    void walkTo(double a, double b);
    void endWalk();
    /// Takes the point as the start of training: `init.parameters`, a restart, undoable.
    void trainFrom(double a, double b);
    void trainFrom(const Vector &parameters);
    /// Shows the plane over two weights.
    void chooseWeights(Eigen::Index first, Eigen::Index second);

signals:
    void optionsChanged();
    void surfaceChanged();
    void objectiveChanged(); ///< another network, data set, loss or penalty

private:
    void request();
    void refreshObjective();

    ProjectModel *m_model;
    LiveRun *m_run;
    SurfaceOptions m_options;
    std::shared_ptr<const Objective> m_objective;
    std::shared_ptr<const SymmetryGroup> m_symmetries;
    SurfacePtr m_surface;
    qint64 m_surfaceCount = 0;
    bool m_isActive = false;
    LatestJob<SurfacePtr> m_job;
};

} // namespace basin
