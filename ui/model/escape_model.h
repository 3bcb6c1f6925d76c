#pragma once

#include "landscape/escape.h"
#include "model/surface_model.h"
#include "render/latest_job.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>

#include <stop_token>

namespace basin {

/// Neighbouring segments of an escape that do one thing.
struct EscapeStage {
    EscapeStep step;
    std::size_t first = 0; ///< index of its first end in Escape::segments
    std::size_t last = 0;  ///< and of its last one
    friend bool operator==(const EscapeStage &, const EscapeStage &) = default;
};

/// What a search brought, with what is needed to show it.
struct WayOut {
    Escape escape;
    std::vector<EscapeStage> stages;
    std::vector<double> losses; ///< loss + penalty at `sampleCount` even positions; empty where nothing was found
    bool isXor = false;         ///< the 2-2-1 network on XOR: the construction was tried
    bool hasPenalty = false;
    bool wasSolved = false; ///< all samples were right from the start
    double largestWeight = 0.0;
    std::shared_ptr<const PreparedRun> prepared;

    static constexpr int sampleCount = 1201;

    /// Each stage has the same share of the positions 0 … 1; within one they are even in arc length, so that a long
    /// stage leaves room for the others.
    [[nodiscard]] Vector at(double position) const;
    /// The stage at a position; 0 where nothing was found.
    [[nodiscard]] std::size_t stageAt(double position) const;
    /// position, loss, and every weight: one row for each of the even positions.
    [[nodiscard]] QByteArray csv() const;
};

using WayOutPtr = std::shared_ptr<const WayOut>;

/// The way out of the point where the run stands: sought on a worker, played, taken. Owned by MainWindow, lives on the
/// GUI thread.
class EscapeModel : public QObject {
    Q_OBJECT

public:
    explicit EscapeModel(SurfaceModel *surface, QObject *parent = nullptr);
    ~EscapeModel() override;

    /// From the present point. Pauses the run.
    void seek();
    void cancel();
    [[nodiscard]] bool isSeeking() const { return m_isSeeking; }
    /// What the last search brought; null before, and when the run has moved on to another network or data set.
    [[nodiscard]] WayOutPtr wayOut() const { return m_wayOut; }
    [[nodiscard]] SurfaceModel *surface() const { return m_surface; }

    /// Where on the path the pictures stand: 0 … 1.
    [[nodiscard]] double position() const { return m_position; }
    [[nodiscard]] Vector parameters() const; ///< there; empty where nothing was found
    void setPosition(double position);
    void play(); ///< from the start where it stands at the end
    void pause();
    [[nodiscard]] bool isPlaying() const { return m_timer.isActive(); }
    /// Puts the run at the end of the path, undoable, and trains on.
    void take();

signals:
    void changed(); ///< another search began or ended
    void positionChanged();
    void playingChanged();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void begin();
    void forget();
    void movePosition(double position);

    SurfaceModel *m_surface;
    WayOutPtr m_wayOut;
    double m_position = 0.0;
    QBasicTimer m_timer;
    QElapsedTimer m_playing;
    double m_playedFrom = 0.0;
    bool m_isSeeking = false;
    bool m_isWaiting = false; ///< for the run to come to rest
    std::uint64_t m_search = 0;
    std::stop_source m_stop;
    LatestJob<WayOutPtr> m_job;
};

} // namespace basin
