#pragma once

#include "landscape/escape.h"
#include "model/surface_model.h"
#include "render/latest_job.h"

#include <QBasicTimer>
#include <QObject>

namespace basin {

/// The way out of the point where the run stands: sought on a worker, played, taken. Owned by MainWindow, lives on the
/// GUI thread.
class EscapeModel : public QObject {
    Q_OBJECT

public:
    explicit EscapeModel(SurfaceModel *surface, QObject *parent = nullptr);

    /// From the present point. Pauses the run.
    void seek();
    void cancel();
    [[nodiscard]] bool isSeeking() const { return m_job.isBusy(); }
    /// What the last search found; null before, and when the run has moved on to another network or data set.
    [[nodiscard]] std::shared_ptr<const Escape> escape() const { return m_escape; }
    /// Even samples of loss + penalty along the path, for the chart.
    [[nodiscard]] const std::vector<double> &losses() const { return m_losses; }

    /// Where on the path the pictures stand: 0 … 1.
    [[nodiscard]] double position() const { return m_position; }
    [[nodiscard]] Vector parameters() const; ///< there
    void setPosition(double position);
    void play();
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
    SurfaceModel *m_surface;
    std::shared_ptr<const Escape> m_escape;
    std::vector<double> m_losses;
    double m_position = 0.0;
    QBasicTimer m_timer;
    LatestJob<std::shared_ptr<const Escape>> m_job;
};

} // namespace basin
