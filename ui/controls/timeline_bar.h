#pragma once

#include "controls/timeline_layout.h"

#include <QPolygonF>
#include <QSlider>

#include <optional>
#include <vector>

namespace basin {

/// The run from its first epoch to the newest: the loss as a grey silhouette, events as diamonds with their names,
/// "now" as a hollow handle. It shows; where the run can be wound back (setScrubbable) it also lets one choose the
/// epoch. A QSlider for those who do not see it.
class TimelineBar : public QSlider {
    Q_OBJECT

public:
    explicit TimelineBar(QWidget *parent = nullptr);

    void setCaption(const QString &title, const QString &note);
    /// A widget at the right end; the bar owns it from now on.
    void setTrailingWidget(QWidget *widget);

    /// The run's loss, (epoch, loss) with ascending epochs. A few hundred points are enough.
    void setLoss(std::vector<QPointF> points);
    /// Ascending epochs.
    void setEvents(std::vector<timeline::Event> events);
    /// Where the run is, which is also the newest epoch; the axis grows with it.
    void setNow(double epoch) { setNow(epoch, m_first, epoch); }
    /// @param first, newest  the epochs that can be gone to; `newest` is ahead of `epoch` in the past
    void setNow(double epoch, double first, double newest);
    [[nodiscard]] double now() const { return m_now; }
    [[nodiscard]] double newest() const { return m_newest; }
    [[nodiscard]] double end() const;

    /// Whether the handle can be dragged and moved with the arrow keys. At first it cannot.
    void setScrubbable(bool scrubbable);

    /// The labels as they are placed now.
    [[nodiscard]] const std::vector<timeline::PlacedLabel> &placedLabels() const;
    [[nodiscard]] double xOf(double epoch) const;
    [[nodiscard]] double epochAt(double x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// The epoch under the cursor; nothing once it has left.
    void hovered(std::optional<double> epoch);
    /// The user moved the handle.
    void scrubbed(double epoch, bool isDragging);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void sliderChange(SliderChange change) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] double grooveLeft() const;
    [[nodiscard]] double grooveRight() const;
    [[nodiscard]] QPolygonF silhouette() const;
    void setHover(std::optional<double> epoch);
    void scrubTo(double epoch, bool isDragging);
    void describe();
    [[nodiscard]] double shown() const { return m_dragged.value_or(m_now); } ///< where the handle stands
    [[nodiscard]] const timeline::Event *eventAt(double epoch) const;
    void invalidate();
    void paintCaption(QPainter &painter) const;
    void paintTicks(QPainter &painter) const;
    void paintEvents(QPainter &painter) const;
    void paintHover(QPainter &painter) const;

    QString m_title;
    QString m_note;
    double m_noteRoom = 0; ///< of the widest note so far: the groove stays where it is
    QWidget *m_trailing = nullptr;
    std::vector<QPointF> m_loss;
    std::vector<timeline::Event> m_events;
    double m_now = 0;
    double m_first = 0;
    double m_newest = 0;
    std::optional<double> m_dragged; ///< where the mouse holds the handle; the run comes after it
    std::optional<double> m_hover;
    bool m_isScrubbable = false;
    bool m_isTaking = false; ///< the slider's value follows ours
    // Made when first asked for, dropped when what they follow from changes.
    mutable std::optional<double> m_grooveLeft;
    mutable std::optional<QPolygonF> m_silhouette;
    mutable std::optional<std::vector<timeline::PlacedLabel>> m_placed;
};

} // namespace basin
