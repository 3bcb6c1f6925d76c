#pragma once

#include "model/live_run.h"
#include "render/colour_map.h"
#include "render/latest_job.h"
#include "render/surface_content.h"
#include "render/surface_figure.h"

#include <QObject>

#include <memory>
#include <optional>
#include <stop_token>

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
    bool relief = true;      ///< the 3-D surface beside the map; else the map has its place

    /// How map and 3-D view draw it.
    [[nodiscard]] SurfaceLook look() const
    {
        return {.map = map,
                .isLog = isLog,
                .clip = clip,
                .level = level,
                .contours = contours,
                .path = path,
                .outOfPlane = outOfPlane};
    }
    friend bool operator==(const SurfaceOptions &, const SurfaceOptions &) = default;
};

using SurfacePtr = std::shared_ptr<const SurfaceContent>;

/// The surface that the page shows: computes it on a worker, coarse first, each time something changed, and only while
/// the page is visible. Owned by MainWindow, lives on the GUI thread.
class SurfaceModel : public QObject {
    Q_OBJECT

public:
    SurfaceModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);
    ~SurfaceModel() override;

    [[nodiscard]] const SurfaceOptions &options() const { return m_options; }
    /// A range that is not set together with another plane is fitted anew: it was meant for the plane before.
    void setOptions(const SurfaceOptions &options);
    /// The newest surface; null until there is one. While the surface is frozen or one walks on it, plane and grid stay
    /// as they are, and path, marks, gradient and `now` follow the run.
    [[nodiscard]] SurfacePtr surface() const { return m_surface; }
    /// loss + penalty of the run that is shown, in the run's precision; null until there is a run.
    [[nodiscard]] std::shared_ptr<const Objective> objective() const;
    /// Of the objective; worked out beside the window's thread while the page is looked at, null until then and for
    /// networks whose path is not recorded either.
    [[nodiscard]] std::shared_ptr<const SymmetryGroup> symmetries() const { return m_symmetries; }
    [[nodiscard]] LiveRun *run() const { return m_run; }
    [[nodiscard]] ProjectModel *project() const { return m_model; }
    /// A hidden page asks for nothing.
    void setActive(bool active);
    [[nodiscard]] bool isActive() const { return m_isActive; }
    [[nodiscard]] bool isComputing() const { return m_job.isBusy(); }
    [[nodiscard]] qint64 surfaceCount() const { return m_surfaceCount; } ///< how many grids were finished

    /// Moves the present weights to this point of the plane, as far as the plane goes: the run goes on from there.
    /// Calls of one drag are one undo command; endWalk() ends it.
    void walkTo(double a, double b);
    void endWalk();
    [[nodiscard]] bool isWalking() const { return m_isWalking; }
    /// Takes the point as the start of training: `init.parameters`, a restart, undoable.
    void trainFrom(double a, double b);
    void trainFrom(const Vector &parameters);
    /// Shows the plane over two weights.
    void chooseWeights(Eigen::Index first, Eigen::Index second);

signals:
    void optionsChanged();
    void surfaceChanged();
    void objectiveChanged(); ///< another network, data set, loss or penalty
    void symmetriesChanged();

private:
    struct Work;
    struct Result;
    void request();
    void compute(int points);
    void follow();
    void deliver(Result result, int points, bool isGrid);
    void cancel();
    void fitChoice();
    void refreshObjective();
    void refreshSymmetries();
    [[nodiscard]] std::shared_ptr<Work> work(int points) const;
    [[nodiscard]] SnapshotPtr basis() const;
    [[nodiscard]] int affordablePoints() const;

    ProjectModel *m_model;
    LiveRun *m_run;
    SurfaceOptions m_options;
    std::shared_ptr<const PreparedRun> m_prepared;        ///< whose objective it is
    mutable std::shared_ptr<const Objective> m_objective; ///< made when first asked for: it copies the data
    std::shared_ptr<const SymmetryGroup> m_symmetries;
    SnapshotPtr m_frozen; ///< where the plane stays; null: it follows the run
    SurfacePtr m_surface;
    qint64 m_surfaceCount = 0;
    double m_pointTime = 0.0; ///< ns for one point of the grid, as measured last; 0: never
    std::uint64_t m_walk = 0; ///< number of the drag
    bool m_isWalking = false;
    bool m_isActive = false;
    bool m_isDue = true;       ///< the surface is not yet the one that the options ask for
    bool m_isRefining = false; ///< a job is under way that may take long
    std::stop_source m_stop;
    LatestJob<std::shared_ptr<const SymmetryGroup>> m_symmetryJob;
    LatestJob<std::shared_ptr<Result>> m_job; ///< last: it is waited for before what it writes to goes
};

} // namespace basin
