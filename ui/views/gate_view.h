#pragma once

#include "model/live_run.h"
#include "render/chart_figure.h"
#include "render/latest_job.h"
#include "views/view.h"

class QComboBox;

namespace basin {

class CurveChart;

/// One unit of a recurrent layer over the steps of a chosen sample: gates, cell and output, beside other samples.
class GateView : public View {
    Q_OBJECT

public:
    explicit GateView(LiveRun *run, QWidget *parent = nullptr);

    QString title() const override { return tr("Gates"); }
    QString id() const override { return QStringLiteral("gates"); }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override;

public slots:
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fillChoices();

    LiveRun *m_run;
    CurveChart *m_chart;
    QComboBox *m_unit;
    QComboBox *m_sample;
    LatestJob<ChartFigure> m_job; ///< last: it is waited for before what it writes to goes
};

} // namespace basin
