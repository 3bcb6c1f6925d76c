#pragma once

#include "model/surface_model.h"
#include "render/chart_figure.h"
#include "views/view.h"

namespace basin {

class CurveChart;
class SegmentedControl;
class TextLabel;

/// True loss against the loss in the plane along the run's path, with the path's distance from the plane below: how
/// far the picture of the surface is to be believed.
[[nodiscard]] ChartFigure pathFigure(const SurfaceContent &surface, bool isLog);
/// epoch, a, b, distance, loss, plane_loss
[[nodiscard]] QByteArray pathCsv(const SurfaceContent &surface);

class PathView : public View {
    Q_OBJECT

public:
    explicit PathView(SurfaceModel *surface, QWidget *parent = nullptr);

    QString title() const override { return tr("Along the path"); }
    QString id() const override { return QStringLiteral("path"); }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override;

    [[nodiscard]] CurveChart *chart() const { return m_chart; }

public slots:
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showNewest();
    [[nodiscard]] ChartFigure figure() const;

    SurfaceModel *m_surface;
    CurveChart *m_chart;
    TextLabel *m_distance;
    SegmentedControl *m_scale;
    std::uint64_t m_run = 0; ///< whose zoom it is
};

} // namespace basin
