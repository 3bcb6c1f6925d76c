#pragma once

#include "controls/timeline_layout.h"

#include <QPolygonF>
#include <QWidget>

#include <optional>
#include <vector>

namespace basin {

/// The run from its first epoch to now: the loss as a grey silhouette, events as diamonds with their names, "now" as a
/// hollow handle. It shows; where the run can be wound back (setScrubbable) it also lets one choose the epoch.
class TimelineBar : public QWidget {
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
    /// Where the run is; the axis grows with it.
    void setNow(double epoch);
    [[nodiscard]] double now() const { return m_now; }
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
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] double grooveLeft() const;
    [[nodiscard]] double grooveRight() const;
    [[nodiscard]] QPolygonF silhouette() const;
    void setHover(std::optional<double> epoch);
    void scrubTo(double epoch, bool isDragging);
    void invalidate();
    void paintCaption(QPainter &painter) const;
    void paintTicks(QPainter &painter) const;
    void paintEvents(QPainter &painter) const;
    void paintHover(QPainter &painter) const;

    QString m_title;
    QString m_note;
    QWidget *m_trailing = nullptr;
    std::vector<QPointF> m_loss;
    std::vector<timeline::Event> m_events;
    double m_now = 0;
    std::optional<double> m_hover;
    bool m_isScrubbable = false;
    bool m_isDragging = false;
    // Made when first asked for, dropped when what they follow from changes.
    mutable std::optional<double> m_grooveLeft;
    mutable std::optional<QPolygonF> m_silhouette;
    mutable std::optional<std::vector<timeline::PlacedLabel>> m_placed;
};

} // namespace basin
