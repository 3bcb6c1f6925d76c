#pragma once

#include "model/fate_model.h"
#include "render/fate_figure.h"

#include <QBasicTimer>
#include <QWidget>

namespace basin {

/// The picture of a fate map: a click trains from a point, a drag and the wheel zoom, arrow keys move a crosshair that
/// does the same, a colour of the legend under the mouse stands out alone.
class FateCanvas : public QWidget {
    Q_OBJECT

public:
    explicit FateCanvas(FateModel *model, QWidget *parent = nullptr);

    [[nodiscard]] const FateFigure &figure() const { return m_figure; }
    [[nodiscard]] const FateMapPtr &shown() const { return m_shown; }
    [[nodiscard]] qint64 pictureCount() const { return m_pictureCount; }          ///< tests read how often it was drawn
    [[nodiscard]] std::optional<QPoint> crosshair() const { return m_crosshair; } ///< column and row
    /// What is said of the point under the mouse or the crosshair: two lines, or none.
    [[nodiscard]] QStringList readOut() const;
    /// Where a point of the map stands in the widget.
    [[nodiscard]] QPointF pixelOf(QPoint point) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Picture {
        FateMapPtr map;
        FateFigure figure;
        QImage image;
    };
    enum class Drag { None, Click, Zoom };

    void refresh();
    [[nodiscard]] bool isShowing() const { return m_shown && !m_figure.image.isNull(); }
    [[nodiscard]] QRectF plot() const { return m_figure.plotRect(rect()); }
    [[nodiscard]] std::optional<QPoint> pointAt(QPointF pixel) const;
    [[nodiscard]] std::optional<QPoint> lookedAt() const;
    void zoomTo(Interval a, Interval b);
    void zoomAround(QPointF centre, double factor);
    void resetZoom();
    void trainFrom(QPoint point);
    void moveCrosshair(QPointF steps);
    void emphasise(int group);
    void announce();
    void paintOverlay(QPainter &painter) const;

    FateModel *m_model;
    FateMapPtr m_shown;
    FateFigure m_figure;
    QImage m_image;
    std::optional<QPointF> m_cursor; ///< pixels
    std::optional<QPoint> m_crosshair;
    int m_emphasised = -1;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    QPoint m_clicked;
    QBasicTimer m_click; ///< waits for a second click that resets the zoom
    qint64 m_pictureCount = 0;
    LatestJob<Picture> m_job;
};

} // namespace basin
