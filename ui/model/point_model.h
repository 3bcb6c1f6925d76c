#pragma once

#include "landscape/point.h"
#include "model/surface_model.h"
#include "render/latest_job.h"

#include <QObject>

namespace basin {

/// What is known of the point where the run stands.
struct PointInspection {
    std::uint64_t run = 0;
    std::int64_t epoch = 0;
    Vector parameters;
    PointReport report;
    std::vector<CornerCode> codes; ///< empty where they make no sense
};

using PointPtr = std::shared_ptr<const PointInspection>;

/// Inspects the present point on a worker, at most ten times a second while the run goes (then without the degenerate
/// test) and fully when it rests; only while somebody looks. Owned by MainWindow, lives on the GUI thread.
class PointModel : public QObject {
    Q_OBJECT

public:
    explicit PointModel(SurfaceModel *surface, QObject *parent = nullptr);

    [[nodiscard]] PointPtr point() const { return m_point; } ///< null until there is one
    [[nodiscard]] SurfaceModel *surface() const { return m_surface; }
    void setActive(bool active);

signals:
    void pointChanged();

private:
    void request();

    SurfaceModel *m_surface;
    PointPtr m_point;
    bool m_isActive = false;
    LatestJob<PointPtr> m_job;
};

} // namespace basin
