#pragma once

#include "model/live_run.h"
#include "render/hidden_space_figure.h"
#include "render/latest_job.h"
#include "views/view.h"

#include <QImage>

namespace basin {

/// The patterns and the input grid as the last hidden layer maps them.
class HiddenSpaceView : public View {
    Q_OBJECT

public:
    explicit HiddenSpaceView(LiveRun *run, QWidget *parent = nullptr);

    QString title() const override { return tr("Hidden space"); }
    QString id() const override { return QStringLiteral("hidden-space"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;

public slots:
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void turn(double yaw, double pitch);

    LiveRun *m_run;
    QImage m_image;
    QPointF m_grip;
    double m_yaw = 0.6;
    double m_pitch = 0.4;
    LatestJob<QImage> m_job; ///< last: it is waited for before what it writes to goes
};

} // namespace basin
