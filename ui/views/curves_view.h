#pragma once

#include "model/live_run.h"
#include "render/chart_figure.h"
#include "views/view.h"

namespace basin {

class CurveChart;
class SegmentedControl;
class ToolButton;

/// Loss and accuracy over the epochs, with the knobs that were turned, beside pinned runs.
class CurvesView : public View {
    Q_OBJECT

public:
    CurvesView(ProjectModel *model, LiveRun *run, QWidget *parent = nullptr);

    QString title() const override { return tr("Curves"); }
    QString id() const override { return QStringLiteral("curves"); }
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
    [[nodiscard]] ChartFigure figure() const;

    ProjectModel *m_model;
    LiveRun *m_run;
    CurveChart *m_chart;
    SegmentedControl *m_scale;
    ToolButton *m_logX;
    ToolButton *m_pin;
};

} // namespace basin
