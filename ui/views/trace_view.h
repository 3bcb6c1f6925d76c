#pragma once

#include "model/live_run.h"
#include "render/chart_figure.h"
#include "views/view.h"

namespace basin {

class CurveChart;
class ToolButton;

/// Every weight, or the output for every pattern, over the epochs (up to 64 of them).
class TraceView : public View {
    Q_OBJECT

public:
    enum class Kind { Outputs, Weights };

    TraceView(Kind kind, LiveRun *run, QWidget *parent = nullptr);

    QString title() const override { return m_kind == Kind::Outputs ? tr("Outputs") : tr("Weights"); }
    QString id() const override
    {
        return m_kind == Kind::Outputs ? QStringLiteral("outputs") : QStringLiteral("weights");
    }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override;

public slots:
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    [[nodiscard]] ChartFigure figure() const;
    [[nodiscard]] QStringList names() const;

    Kind m_kind;
    LiveRun *m_run;
    CurveChart *m_chart;
    ToolButton *m_logX;
};

} // namespace basin
