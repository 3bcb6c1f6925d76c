#pragma once

#include "model/live_run.h"
#include "render/confusion_figure.h"
#include "render/latest_job.h"
#include "views/view.h"

namespace basin {

/// Which class is taken for which, of the training part and of the part held out, with each class's share of right
/// answers.
class ConfusionView : public View {
    Q_OBJECT

public:
    explicit ConfusionView(LiveRun *run, QWidget *parent = nullptr);

    QString title() const override { return tr("Confusion"); }
    QString id() const override { return QStringLiteral("confusion"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override;

public slots:
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    LiveRun *m_run;
    ConfusionFigure m_figure;
    LatestJob<ConfusionFigure> m_job; ///< last: it is waited for before what it writes to goes
};

} // namespace basin
