#pragma once

#include "model/live_run.h"
#include "model/view_state.h"
#include "render/latest_job.h"
#include "render/network_figure.h"
#include "views/view.h"

#include <QImage>

namespace basin {

/// The network with its live responses: hover looks at a unit in the boundary view, a click opens its formula, the
/// header buttons add and remove units and layers.
class NetworkView : public View {
    Q_OBJECT

public:
    NetworkView(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent = nullptr);

    QString title() const override { return tr("Network"); }
    QString id() const override { return QStringLiteral("network"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;

    [[nodiscard]] QSize sizeHint() const override { return {944, 296}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {480, 200}; }

    /// Adds a hidden layer after column `column` (0: the inputs), like its neighbour.
    void addLayer(int column);
    void removeLayer(int column);
    void changeUnits(int column, int by);

public slots:
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Picture {
        NetworkFigure figure;
        QImage image;
    };
    void setTarget(const NetworkFigure::Target &target);
    void activate(const NetworkFigure::Target &target);
    void openLayerMenu(int column, const QPoint &where);
    void openUnit(int column, int unit);
    [[nodiscard]] QString describe(const NetworkFigure::Target &target) const;
    [[nodiscard]] bool isCompact() const { return height() < 260; }

    ProjectModel *m_model;
    LiveRun *m_run;
    ViewState *m_state;
    LatestJob<Picture> m_job;
    Picture m_picture;
    NetworkFigure::Target m_target;
    int m_focusTarget = -1;
};

} // namespace basin
