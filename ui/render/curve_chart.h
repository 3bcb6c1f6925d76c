#pragma once

#include "render/chart_figure.h"
#include "render/latest_job.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace basin {

/// Shows a ChartFigure: read-out under the cursor, zoom by wheel and rubber band, double click resets. From the
/// keyboard: left and right move the read-out, plus and minus zoom, Home shows all.
///
/// The picture is kept in device pixels and made anew on a worker's thread, only when something changed and it is
/// visible; until it is there the old one stays. Sixty-four noisy curves take longer than a window may be deaf.
class CurveChart : public QWidget {
    Q_OBJECT

public:
    explicit CurveChart(QWidget *parent = nullptr);

    /// Everything at once. Ranges that the figure leaves open follow the curves, or the zoom while there is one.
    void setFigure(ChartFigure figure);
    void setCurves(QList<CurveSpec> curves);
    void setMarks(QList<ChartMark> marks);
    void setLevels(QList<ChartLevel> levels);
    void setLogX(bool isLog);
    void setLogY(bool isLog, int panel = 0);

    /// As it is shown, with the zoom: for exports and copies.
    [[nodiscard]] ChartFigure figure() const;
    [[nodiscard]] bool isZoomed() const { return m_zoomX.has_value() || m_zoomY.has_value(); }
    void resetZoom();

    [[nodiscard]] QSize sizeHint() const override { return {480, 320}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 120}; }

signals:
    void zoomChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct ZoomY {
        int panel;
        Range range;
    };

    /// With the figure it was made from, which places the read-out.
    struct Picture {
        ChartFigure figure;
        QImage image;
    };

    void refresh();
    void requestPicture();
    [[nodiscard]] QSize pixels() const;
    [[nodiscard]] static Picture makePicture(ChartFigure figure, const QSize &size, double ratio, const Theme &theme);
    void zoomX(double factor, double around);
    void zoomInto(const QRectF &pixels);
    void moveReadOut(double pixels);
    [[nodiscard]] ChartFigure::Plot firstPlot() const;

    ChartFigure m_figure;
    std::optional<Range> m_zoomX;
    std::optional<ZoomY> m_zoomY;
    Picture m_picture;
    QSize m_requestedPixels; ///< of the picture that was asked for last
    bool m_isStale = true;
    std::optional<double> m_readOut; ///< x, data
    std::optional<QPointF> m_bandStart;
    QPointF m_bandEnd;
    LatestJob<Picture> m_job;
};

} // namespace basin
