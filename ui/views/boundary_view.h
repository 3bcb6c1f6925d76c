#pragma once

#include "model/live_run.h"
#include "model/view_state.h"
#include "render/boundary_figure.h"
#include "render/latest_job.h"
#include "views/view.h"

namespace basin {

class ToolButton;

/// The network's output over the plane of two inputs (or over its one input), with the samples. Follows the unit that
/// is hovered in the network view. In the editing mode the mouse adds, moves and removes samples.
class BoundaryView : public View {
    Q_OBJECT

public:
    BoundaryView(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent = nullptr);

    QString title() const override;
    QString id() const override { return QStringLiteral("boundary"); }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override; ///< the grid that is shown

    [[nodiscard]] bool isEditing() const;
    void setEditing(bool editing);
    /// In raw units. The class is that of the nearest sample, or the other one with `other`.
    void addPoint(QPointF at, bool other);
    void movePoint(qsizetype row, QPointF to, bool isDragging);
    void removePoint(qsizetype row);

    /// How many pictures were finished; a benchmark and a test read it.
    [[nodiscard]] qint64 pictureCount() const { return m_pictureCount; }
    [[nodiscard]] const BoundaryFigure &figure() const { return m_figure; }

public slots:
    void refresh();
    void setZeroLinesShown(bool shown);
    void setTestPointsShown(bool shown);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Picture {
        BoundaryFigure figure;
        QImage image;
    };
    [[nodiscard]] InputPlane shownPlane() const;
    [[nodiscard]] BoundaryOptions options(const QSize &pixels) const;
    [[nodiscard]] QString readOut() const;
    void editRows(const QString &text, const QString &mergeKey,
                  const std::function<void(Rows &inputs, Rows &targets)> &change);
    void openPlaneMenu();
    void paintReadOut(QPainter &painter) const;
    void zoomAround(QPointF centre, double factor);

    ProjectModel *m_model;
    LiveRun *m_run;
    ViewState *m_state;
    BoundaryFigure m_figure;
    QImage m_image; ///< of the figure with all that stands around it
    ToolButton *m_edit;
    ToolButton *m_plane;
    std::optional<QPointF> m_cursor; ///< in pixels
    std::optional<QRectF> m_zoom;    ///< raw units: left, bottom, width, height
    qsizetype m_dragged = -1;        ///< a row of the raw data
    bool m_zeroLines = true;
    bool m_testPoints = true;
    bool m_hasFigure = false;
    qint64 m_pictureCount = 0;
    LatestJob<Picture> m_job;
};

} // namespace basin
