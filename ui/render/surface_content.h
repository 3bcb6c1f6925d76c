#pragma once

#include "landscape/grid.h"
#include "landscape/plane.h"
#include "landscape/symmetry.h"
#include "training/history.h"

#include <QList>
#include <QString>

#include <array>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// Which plane through weight space is looked at.
struct PlaneChoice {
    PlaneKind kind = PlaneKind::Weights;
    std::array<Eigen::Index, 2> weights{0, 1}; ///< Weights: along a and b
    std::uint64_t seed = 1;                    ///< Random
    bool perUnit = true;                       ///< Random: each unit's directions as long as its weights
    int pinnedRun = -1;                        ///< ThreePoints: the third point; −1: the nearest solution
    friend bool operator==(const PlaneChoice &, const PlaneChoice &) = default;
};

/// The run's way through weight space, as far as it was recorded (History::maximumWeightTraces).
struct RecordedPath {
    Matrix parameters; ///< θ × points; no columns: not recorded
    std::vector<std::int64_t> epochs;
    std::vector<double> loss; ///< loss + penalty at each
};

/// Of a run's history: at most `most` of its points, even in their order, the first and the last always among them.
/// Of a network with more than History::maximumWeightTraces weights only the first of them are there, which is no path:
/// surfaceContent() then drops it. Quick enough for each frame.
[[nodiscard]] RecordedPath recordedPath(const History &history, std::size_t most = 1000);

/// A point that stands on the picture.
struct SurfaceMark {
    enum class Kind { Start, Now, Solution, Pinned, Stationary };
    Kind kind = Kind::Now;
    Plane::Coordinates at;
    double loss = 0.0; ///< loss + penalty there, not at its foot on the plane
    QString label{};
};

/// Everything that is asked for one surface.
struct SurfaceRequest {
    PlaneChoice choice;
    std::optional<Interval> a, b; ///< nothing: fitted to the path and the marks
    int points = 101;             ///< a side
    bool withGradient = false;
    int threads = 1;
    Vector now; ///< the point that the plane goes through
    std::int64_t epoch = 0;
    bool isGiven = false; ///< `now` comes from a file, not from a run: texts name no epoch
    RecordedPath path;
    std::optional<Vector> start; ///< ThreePoints where no path was recorded: the first point
    std::optional<Vector> third; ///< ThreePoints with a pinned run: its end
    QString thirdName{};
    std::shared_ptr<const SymmetryGroup> symmetries; ///< of the objective; made where it is missing and needed
};

/// A surface with all that stands on it: a value that map, 3-D view and command line draw alike.
struct SurfaceContent {
    std::uint64_t run = 0; ///< of the live run; 0: none
    std::int64_t epoch = 0;
    PlaneChoice choice;
    Plane plane;
    Vector now;
    QString aTitle{}, bTitle{}; ///< "h1.x1", "a: from the start to the end"
    QString held{};             ///< "7 other weights held as at epoch 1 230"
    QString note{};    ///< what is to be known of this plane: explained variance with its null model, eigenvalues
    QString problem{}; ///< why this plane cannot be shown (one sentence), else empty
    SurfaceGrid grid;
    PathProjection path; ///< of `recorded`
    RecordedPath recorded;
    QList<SurfaceMark> marks;
    double gradientNorm = 0.0; ///< at `now`
    double gradientOutOfPlane = 0.0;
    QString lossTitle{}; ///< "loss (mean cross-entropy)"
};

/// Any thread. Returns an empty grid when stopped.
/// A path that does not end at `now` yet is led there.
[[nodiscard]] SurfaceContent surfaceContent(const Objective &objective, const SurfaceRequest &request,
                                            std::stop_token stop = {});

/// Plane and grid as they are, with the run further on: path, present point and gradient follow it. Any thread.
[[nodiscard]] SurfaceContent movedSurface(SurfaceContent content, const Objective &objective, RecordedPath path,
                                          const Vector &now, std::int64_t epoch);

} // namespace basin
