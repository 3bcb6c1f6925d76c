#pragma once

#include "landscape/stationary.h"
#include "model/surface_model.h"
#include "render/latest_job.h"

#include <QImage>
#include <QObject>

#include <optional>
#include <stop_token>
#include <vector>

namespace basin {

/// One place of the atlas: a stationary point, or a level at infinity that training ends at.
struct AtlasEntry {
    StationaryPoint point;
    std::optional<SaturatedLevel> level{}; ///< of a saturated end state: `point` is a place on the way there
    QImage boundary{};                     ///< its decision boundary, boundaryPixels a side

    static constexpr int boundaryPixels = 128;
    /// The loss there: of an end state the one it tends to.
    [[nodiscard]] double loss() const { return level ? level->loss : point.loss; }
    /// Whether what training reaches there cannot be lower: a loss of (nearly) nothing.
    [[nodiscard]] bool isSolution() const;
};

/// The stationary points of the present objective and the saturated levels, sought on a worker when asked. Owned by
/// MainWindow, lives on the GUI thread.
class AtlasModel : public QObject {
    Q_OBJECT

public:
    explicit AtlasModel(SurfaceModel *surface, QObject *parent = nullptr);
    ~AtlasModel() override;

    void seek(int starts, std::uint64_t seed);
    void cancel();
    [[nodiscard]] bool isSeeking() const { return m_job.isBusy(); }
    [[nodiscard]] const std::vector<AtlasEntry> &entries() const { return m_entries; } ///< lowest level first
    [[nodiscard]] const SearchResult &result() const { return m_result; }
    /// Puts the run's weights there, undoable.
    void goTo(std::size_t entry);
    [[nodiscard]] SurfaceModel *surface() const { return m_surface; }
    /// Why there can be no atlas of this network (one sentence), else empty.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] int starts() const { return m_starts; } ///< of the search whose entries these are

    static constexpr int usualStarts = 400;

signals:
    void changed();

private:
    struct Found {
        SearchResult result;
        std::vector<AtlasEntry> entries;
    };
    void clear();
    [[nodiscard]] std::vector<Vector> seedsOfTheRun() const;

    SurfaceModel *m_surface;
    std::stop_source m_stop;
    int m_starts = 0;
    SearchResult m_result;
    std::vector<AtlasEntry> m_entries;
    LatestJob<Found> m_job;
};

} // namespace basin
