#pragma once

#include "model/surface_model.h"
#include "render/surface_figure.h"
#include "views/view.h"

#include <QBasicTimer>

namespace basin {

/// The loss over a plane through weight space as a map. A click trains from there, a drag of the present point walks,
/// any other drag and the wheel zoom; arrow keys move a crosshair that does the same without a mouse.
class SurfaceMapView : public View {
    Q_OBJECT

public:
    explicit SurfaceMapView(SurfaceModel *model, QWidget *parent = nullptr);

    QString title() const override { return tr("Loss in the plane"); }
    QString id() const override { return QStringLiteral("surface"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return m_shown && !m_shown->grid.isEmpty(); }
    QByteArray csv() const override; ///< the grid that is shown

    /// How many pictures were finished; a benchmark and a test read it.
    [[nodiscard]] qint64 pictureCount() const { return m_pictureCount; }
    [[nodiscard]] const SurfaceFigure &figure() const { return m_figure; }
    /// Where the keyboard's crosshair stands, in the plane; nothing: it is not shown.
    [[nodiscard]] std::optional<QPointF> crosshair() const { return m_crosshair; }
    /// What is said below the plot of the place under the mouse or the crosshair: two lines.
    [[nodiscard]] QStringList readOut() const;
    /// Where a mark stands in the widget; nothing: it is not shown.
    [[nodiscard]] std::optional<QPointF> markPixel(SurfaceMark::Kind kind) const;

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
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Picture {
        SurfacePtr content;
        SurfaceFigure figure;
        QImage image;
    };
    enum class Drag { None, Click, Zoom, Walk };

    void refresh();
    [[nodiscard]] QRectF plot() const { return m_figure.plotRect(rect()); }
    [[nodiscard]] QPointF place(QPointF pixel) const { return m_figure.toData(rect(), pixel); }
    [[nodiscard]] bool isShowing() const { return hasData() && !m_figure.map.image.isNull(); }
    [[nodiscard]] bool isNear(SurfaceMark::Kind kind, QPointF pixel) const;
    [[nodiscard]] qsizetype pathPointAt(QPointF pixel) const; ///< −1: none
    [[nodiscard]] std::optional<QPointF> lookedAt() const;    ///< the mouse, else the crosshair, in the plane
    [[nodiscard]] QString placeText(QPointF at) const;
    [[nodiscard]] QStringList pathText(qsizetype point) const;
    void paintDownhill(QPainter &painter, QPointF at) const;

    [[nodiscard]] Interval shownA() const;
    [[nodiscard]] Interval shownB() const;
    void zoomTo(Interval a, Interval b);
    void zoomAround(QPointF centre, double factor);
    void resetZoom();
    void trainFrom(QPointF at);
    void moveCrosshair(QPointF steps);
    void walkBy(QPointF steps);
    void announce();
    void updateCursor(QPointF pixel);

    SurfaceModel *m_model;
    SurfacePtr m_shown; ///< what m_figure was made of
    SurfaceFigure m_figure;
    QImage m_image;
    std::optional<QPointF> m_cursor; ///< pixels
    std::optional<QPointF> m_crosshair;
    Drag m_drag = Drag::None;
    QPointF m_pressed;               ///< pixels
    QPointF m_grip;                  ///< from the mouse to the point that is dragged, pixels
    std::optional<QPointF> m_walked; ///< where the last key of a walk led, in the plane
    QBasicTimer m_click;             ///< waits for a second click that resets the zoom
    QPointF m_clicked;               ///< in the plane
    qint64 m_pictureCount = 0;
    LatestJob<Picture> m_job;
};

} // namespace basin
