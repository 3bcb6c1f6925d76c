#pragma once

#include "diagnosis/diagnosis.h"
#include "landscape/point.h"
#include "model/surface_model.h"
#include "render/latest_job.h"

#include <QHash>
#include <QObject>

namespace basin {

/// What is known of the point where the run stands.
struct PointInspection {
    static constexpr Eigen::Index fewSamples = 8;

    std::uint64_t run = 0;
    std::int64_t epoch = 0;
    bool isTested = false; ///< with the degenerate test
    Vector parameters{};
    PointReport report{};
    std::vector<CornerCode> codes{};    ///< empty where they make no sense
    std::vector<double> sampleLosses{}; ///< of each sample alone, where there are at most fewSamples
    std::vector<Finding> findings{};    ///< why it does not learn
    std::shared_ptr<const PreparedRun> prepared{};
    std::shared_ptr<const History> history{}; ///< up to here

    /// As the rules want it; holds references to this.
    [[nodiscard]] DiagnosedRun diagnosed() const
    {
        return {.spec = prepared->spec,
                .data = *prepared->data,
                .parameters = parameters,
                .history = history.get(),
                .epoch = epoch};
    }
};

using PointPtr = std::shared_ptr<const PointInspection>;

/// How often the present point is asked for while the run goes.
enum class PointPace { Never, Slow, Quick };

/// Inspects and diagnoses the present point on a worker, at most ten times a second while the run goes (then without
/// the degenerate test) and fully when it rests; only while somebody looks. Owned by MainWindow, lives on the GUI
/// thread.
class PointModel : public QObject {
    Q_OBJECT

public:
    explicit PointModel(SurfaceModel *surface, QObject *parent = nullptr);

    [[nodiscard]] PointPtr point() const { return m_point; } ///< null until there is one
    [[nodiscard]] SurfaceModel *surface() const { return m_surface; }
    /// What `reader` needs from now on; the quickest of all readers counts.
    void setPace(const QObject *reader, PointPace pace);
    [[nodiscard]] bool isBusy() const { return m_job.isBusy(); }

signals:
    void pointChanged();

private:
    void request();
    void take(PointPtr point, const std::shared_ptr<const Objective> &objective);
    void forget();

    /// What was asked for last: the same again is not worth the work.
    struct Asked {
        std::uint64_t serial = 0;
        bool isTested = false;
        std::shared_ptr<const Objective> objective{};
        friend bool operator==(const Asked &, const Asked &) = default;
    };

    SurfaceModel *m_surface;
    PointPtr m_point;
    Asked m_asked;
    QHash<const QObject *, PointPace> m_readers;
    LatestJob<PointPtr> m_job;
};

/// All of it with every digit, to be copied: as lines of "name: value", or as JSON with the keys of `basin inspect`.
[[nodiscard]] QString pointText(const PointInspection &point);
[[nodiscard]] QByteArray pointJson(const PointInspection &point);

} // namespace basin
