#pragma once

#include "model/surface_model.h"
#include "render/latest_job.h"
#include "render/surface_3d_figure.h"
#include "views/surface_3d_scene.h"
#include "views/view.h"

#include <QBasicTimer>
#include <QElapsedTimer>

#include <memory>
#include <optional>

namespace basin {

class ToolButton;

/// The error surface as a body that can be turned: the same colours, axes, path and marks as the map. Its OpenGL
/// context is made when it is first seen. It measures what a picture costs and draws so many that the window stays
/// quick: while something moves on a machine without a graphics card coarse ones, a fine one when it rests.
class Surface3dView : public View {
    Q_OBJECT

public:
    explicit Surface3dView(SurfaceModel *model, QWidget *parent = nullptr);
    ~Surface3dView() override;

    /// Whether this machine can draw it at all (it is asked for an OpenGL context once). If not, the map may take the
    /// view's place; the view itself says why in one line.
    [[nodiscard]] static bool isAvailable();

    QString title() const override { return tr("Surface"); }
    QString id() const override { return QStringLiteral("surface-3d"); }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;

    [[nodiscard]] const Camera3d &camera() const { return m_camera; }
    void setCamera(const Camera3d &camera);
    [[nodiscard]] qint64 pictureCount() const { return m_pictureCount; } ///< how many were drawn

public slots:
    void refresh();
    void showStandard();
    void showFromAbove();
    void showFromFront();

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
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Made {
        PlaneChoice choice;
        Surface3dFigure figure;
    };
    void take(Made made);
    void schedule(bool isMoving);
    void draw(bool isDraft);
    [[nodiscard]] bool followsRun() const;
    [[nodiscard]] double pictureInterval() const;
    bool ensureScene();
    void upload(const Surface3dFigure &figure, const Theme &theme);
    [[nodiscard]] Surface3dScene::Shot shotOf(const QRectF &body, double scale) const;
    [[nodiscard]] static QRectF bodyArea(const QRectF &area);
    static void paintNote(QPainter &painter, const QRectF &area, const QString &text, const Theme &theme);

    SurfaceModel *m_model;
    std::unique_ptr<Surface3dScene> m_scene;
    Surface3dFigure m_figure;
    PlaneChoice m_choice; ///< of the figure
    Camera3d m_camera;
    Camera3d m_drawnCamera; ///< of m_image
    QImage m_image;
    ToolButton *m_standard;
    ToolButton *m_above;
    ToolButton *m_front;
    std::optional<QPointF> m_dragged;
    QBasicTimer m_due;
    QBasicTimer m_settle;
    QElapsedTimer m_sinceDraw;
    bool m_isMissing = false; ///< the module could not be loaded
    bool m_isMoving = false;
    bool m_isUploaded = false; ///< m_figure, to the scene
    bool m_hasDrawn = false;
    double m_draftCost = 0.0; ///< ms on this thread, of the last picture of either kind
    double m_fineCost = 0.0;
    qint64 m_pictureCount = 0;
    LatestJob<Made> m_job;
};

} // namespace basin
